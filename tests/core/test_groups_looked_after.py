"""Nobody is left behind in a group: who leaves is looked after, and a lost room is replaced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.effects import MakeGroup
from bot.core.events import Act, GroupMade, Passed
from bot.core.news import Lost
from bot.core.people import RoomId
from bot.core.stages.groups import AGAIN_MS, BACK_SECONDS
from tests.core.conversation import SECOND, Heard, person, user
from tests.core.parted import SIX, Parted


def trusting(who: str) -> Parted:
    """A circle with a named human that went apart."""
    talk = Parted.apart()
    talk.circle = replace(talk.circle, trusted=user(who))
    talk.rooms = {room: replace(circle, trusted=user(who)) for room, circle in talk.rooms.items()}
    return talk


def another(talk: Parted, name: str) -> str:
    """Somebody in another group than this one."""
    return next(one for one in SIX if talk.room_of(one) != talk.room_of(name))


def beside(talk: Parted, name: str) -> str:
    """Somebody else in the same group."""
    return next(one for one in SIX if one != name and talk.room_of(one) == talk.room_of(name))


def loses(talk: Parted, name: str) -> Heard:
    """Kring is thrown out of the room of somebody's group."""
    room = talk.room_of(name)
    talk.rooms.pop(room)
    return talk.happens(Passed(talk.at, room, Lost()))


# R6.


def test_r6_who_leaves_a_group_is_told_there_once_and_not_named() -> None:
    talk = Parted.apart()
    heard = talk.falls_out("anna")
    assert heard.texts == ["left-plain"]
    assert heard.one("left").person is None
    assert heard.one("left").mention == ()
    talk.comes_in("anna")
    assert talk.falls_out("anna").says == [], "repeats are not told"


def test_r6_the_named_human_in_the_group_is_asked_there() -> None:
    talk = trusting("anna")
    heard = talk.falls_out(beside(talk, "anna"))
    assert heard.texts == ["left"]
    assert heard.one("left").mention == (user("anna"),)


def test_r6_the_named_human_elsewhere_is_asked_in_the_circle() -> None:
    talk = trusting("anna")
    leaves = another(talk, "anna")
    heard = talk.falls_out(leaves)
    there, here = heard.says
    assert [line.key for line in there.lines] == ["common.left-plain"]
    assert [line.key for line in here.lines] == ["common.left"]
    assert here.mention == (user("anna"),)
    talk.comes_in(leaves)
    assert talk.falls_out(leaves).says == []


def test_r6_nothing_is_told_of_who_never_came_goes_back_when_called_or_leaves_nobody() -> None:
    talk = trusting("anna")
    declines = Parted.apart(waits=("bert",))
    assert "left-plain" not in declines.falls_out("bert").texts
    for name in SIX:  # the last one in a group leaves nobody behind there
        texts = talk.falls_out(name).texts
        assert bool(texts) == bool(talk.group_of(name).here), name
    called = Parted.apart()
    called.leads(Act.NEXT)
    assert called.falls_out("anna").says == []


def test_r6_when_the_named_human_leaves_their_group_nobody_asks_them_to_look_after_themselves() -> (
    None
):
    talk = trusting("anna")
    assert talk.falls_out("anna").texts == ["left-plain"]


# Kring is thrown out of a group's room.


def test_a_group_that_loses_its_room_gets_another_and_its_people_are_invited_there() -> None:
    talk = Parted.apart()
    old, until = talk.room_of("anna"), talk.group_of("anna").until
    invited = [who for room, who in talk.invited if room == old]
    talk.lazy = True
    heard = loses(talk, "anna")
    assert heard.texts == ["groups-room-again"]
    assert set(heard.says[0].mention) == set(invited)
    [asked] = [effect for effect in heard.effects if isinstance(effect, MakeGroup)]
    talk.invited.clear()
    talk.makes(asked)
    assert {who for _, who in talk.invited} == set(invited)
    group = talk.group_of("anna")
    assert (group.until, group.asked, set(group.here)) == (until, True, set(invited))
    assert talk.part == "apart"
    talk.leads(Act.NEXT)
    assert talk.group_of("anna").over, "they are called back from the new room"


def test_whoever_asks_the_way_to_a_group_without_a_room_is_not_told_of_an_invitation() -> None:
    talk = Parted.apart()
    talk.lazy = True
    loses(talk, "anna")
    assert talk.does("anna", Act.JOIN).texts == ["groups-aside"]


@pytest.mark.parametrize("how", ["again", "late", "refused"])
def test_a_group_that_gets_no_other_room_comes_back_and_waits(how: str) -> None:
    talk = Parted.apart()
    if how == "again":
        loses(talk, "anna")
    if how == "late":
        talk.at = (talk.group_of("anna").until or 0) - AGAIN_MS + SECOND
    talk.refuses = how == "refused"
    heard = loses(talk, "anna")
    assert heard.says[-1].lines[0].key == "common.groups-room-lost"
    assert user("anna") in heard.says[-1].mention
    assert talk.part == "apart", "the other group goes on"
    talk.refuses = False
    assert loses(talk, another_in(talk)).texts[-1:] != []


def another_in(talk: Parted) -> str:
    """Somebody whose group has a room."""
    [group] = [one for one in talk.groups if one.room is not None]
    return next(name for name in SIX if person(name) in group.people)


def test_when_no_group_has_a_room_any_more_all_are_back() -> None:
    talk = Parted.apart()
    talk.at = (talk.group_of("anna").until or 0) - AGAIN_MS + SECOND
    loses(talk, "anna")
    heard = loses(talk, another_in(talk))
    assert heard.texts == ["groups-room-lost"]
    assert talk.part == "back"
    assert heard.says[0].until == talk.at + BACK_SECONDS * SECOND
    talk.passes(BACK_SECONDS * SECOND)
    assert talk.session.stage_plan.id != "groups", "it goes on"


def test_a_room_lost_while_others_are_made_keeps_all_together() -> None:
    talk = Parted.apart(lazy=True)
    first, _ = [
        MakeGroup(group.number, talk.session.id, talk.session.plan.id, "groups")
        for group in talk.groups
    ]
    talk.makes(first)
    heard = loses(talk, another_in(talk))
    assert heard.texts[0] == "groups-failed"


def test_a_room_that_is_made_again_in_a_pause_hears_of_it_and_of_its_end() -> None:
    talk = Parted.apart()
    talk.lazy = True
    heard = loses(talk, "anna")
    [asked] = [effect for effect in heard.effects if isinstance(effect, MakeGroup)]
    talk.does("bert", Act.PAUSE)
    talk.makes(asked)
    assert talk.group_of("anna").paused == "all"
    talk.does("bert", Act.RESUME)
    assert talk.group_of("anna").paused is None


def test_a_second_room_that_nobody_waits_for_is_left_again() -> None:
    talk = Parted.apart()
    group = talk.groups[0]
    session = talk.session
    made = RoomId("!one-too-many")
    heard = talk.happens(GroupMade(talk.at, session.id, "groups", group.number, made))
    assert heard.says == []
    assert talk.groups[0].room != made
