"""Small groups: everybody has one, everybody comes back, and nobody is left behind."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import splitting
from bot.core.apart import Groups
from bot.core.effects import Button, MakeGroup, Tell
from bot.core.events import Act, Forgot, Noted, Passed, Spoke
from bot.core.grouproom import ALONE_MS, WAIT_MS
from bot.core.news import Came
from bot.core.people import EventId, Person, PersonId, RoomId, Standing, UserId, Voice
from bot.core.plan import GroupsPlan
from bot.core.stages.groups import BACK_SECONDS, MAKING_SECONDS
from tests.core.conversation import FACILITATOR, MINUTE, ROOM, SECOND, Heard, person, plan, user
from tests.core.parted import BACK, GROUPS, LAST, SIX, Parted, taps_hand

EIGHT = (*SIX, "hanna", "ine")


def sizes(talk: Parted) -> list[int]:
    return sorted(len(group.people) for group in talk.groups)


def everyone_who_has_a_group(talk: Parted) -> list[PersonId]:
    return sorted(id for group in talk.groups for id in group.people)


# Who is with whom.

people = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.sampled_from([*Voice]), max_size=2, unique=True)),
    min_size=1,
    max_size=25,
)


@given(people, st.integers(0, 1000), st.integers(2, 5), st.integers(0, 4))
def test_groups_are_even_nobody_is_alone_and_seats_go_with_who_brought_them(
    drawn: list[tuple[int, list[Voice]]], seed: int, smallest: int, more: int
) -> None:
    seated: list[Person] = []
    for number, (seats, voices) in enumerate(drawn):
        who = UserId(f"@p{number}:home")
        seated.append(Person(PersonId(who), who, Standing.AGREED, tuple(voices)))
        for seat in range(seats if number % 3 == 0 else 0):
            id = PersonId(f"seat-{number}-{seat}")
            seated.append(Person(id, who, Standing.AGREED, name=EventId("$name")))
    groups = splitting.divided(seated, seed, smallest, smallest + more)
    assert splitting.divided(seated, seed, smallest, smallest + more) == groups
    assert sorted(id for group in groups for id in group) == sorted(one.id for one in seated)
    users = [{one.user for one in seated if one.id in group} for group in groups]
    assert all(a.isdisjoint(b) for a, b in pairwise(users)), "a seat goes with who brought it"
    if len(groups) > 1:
        assert all(len(group) >= 2 for group in users), "nobody is alone"
    if not any(one.is_seat for one in seated):
        counts = sorted(len(group) for group in groups)
        assert counts[-1] - counts[0] <= 1
        possible = -(-len(seated) // (smallest + more)) <= len(seated) // smallest
        if possible and len(seated) // smallest > 1:
            assert counts[0] >= smallest
            assert counts[-1] <= smallest + more


@pytest.mark.parametrize("seed", range(20))
def test_each_group_has_of_every_voice_as_evenly_as_can_be(seed: int) -> None:
    voices = [Voice.CLIENT, Voice.NAASTE, Voice.PROFESSIONAL] * 4
    seated = [
        Person(PersonId(f"@p{n}:home"), UserId(f"@p{n}:home"), Standing.AGREED, (voice,))
        for n, voice in enumerate(voices)
    ]
    groups = splitting.divided(seated, seed, 3, 5)
    assert [len(group) for group in groups] == [4, 4, 4]
    told = {one.id: one.voices[0] for one in seated}
    for group in groups:
        assert {told[id] for id in group} == {Voice.CLIENT, Voice.NAASTE, Voice.PROFESSIONAL}


def test_chance_decides_who_is_with_whom_and_another_time_it_is_another() -> None:
    seated = [
        Person(PersonId(f"@p{n}:home"), UserId(f"@p{n}:home"), Standing.AGREED) for n in range(9)
    ]
    assert len({splitting.divided(seated, seed, 3, 5) for seed in range(30)}) > 10


# Going apart.


def test_all_rooms_are_made_before_anybody_is_invited() -> None:
    talk = Parted.apart(lazy=True)
    asked = [MakeGroup(n, talk.session.id, "campfire", "groups") for n in (1, 2)]
    assert talk.part == "making"
    talk.makes(asked[0])
    assert not talk.invited
    heard = talk.makes(asked[1])
    assert talk.part == "apart"
    assert len(talk.invited) == 6
    assert sizes(talk) == [3, 3]
    told = [say for room, say in talk.said if room == ROOM][-1]
    assert [line.key for line in told.lines] == ["common.groups-begin", "common.groups-lost"]
    assert told.until == talk.at + 600 * SECOND
    assert heard.texts.count("group-how") == 2


def test_readers_and_who_leads_without_a_turn_stay() -> None:
    talk = Parted.apart()
    assert person(FACILITATOR) not in everyone_who_has_a_group(talk)
    assert user(FACILITATOR) not in {who for _, who in talk.invited}


def test_with_too_few_people_all_stay_together_and_hear_the_question_here() -> None:
    talk = Parted.apart(names=SIX[:5])
    assert talk.part == "together"
    assert not talk.rooms
    assert talk.told_in(ROOM)[-2:] == ["groups-few", "campfire.groups"]
    talk.leads(Act.NEXT)
    assert talk.stage_id == "last", "nobody speaks for a group, and the round of those is over"


def test_g6_a_homeserver_that_refuses_a_room_keeps_all_together_with_a_kind_word() -> None:
    talk = Parted.apart(refuses=True)
    assert talk.part == "together"
    assert talk.told_in(ROOM).count("groups-failed") == 1
    assert not talk.invited


def test_g6_a_room_that_comes_too_late_is_left_again_and_nobody_waits_for_it() -> None:
    talk = Parted.apart(lazy=True)
    asked = MakeGroup(1, talk.session.id, "campfire", "groups")
    talk.makes(asked)
    talk.passes(MAKING_SECONDS * SECOND)
    assert talk.part == "together"
    assert talk.left == {RoomId("!group-1-groups")}
    talk.makes(MakeGroup(2, talk.session.id, "campfire", "groups"))
    assert talk.left == {RoomId("!group-1-groups"), RoomId("!group-2-groups")}
    assert not talk.invited


def test_who_leads_on_while_the_rooms_are_made_goes_on() -> None:
    talk = Parted.apart(lazy=True)
    talk.leads(Act.NEXT)
    assert talk.stage_id == "last"
    assert talk.groups == ()


def test_rooms_that_are_made_in_a_pause_are_used_when_it_is_over() -> None:
    talk = Parted.apart(lazy=True)
    talk.does("anna", Act.PAUSE)
    for number in (1, 2):
        talk.makes(MakeGroup(number, talk.session.id, "campfire", "groups"))
    assert not talk.invited
    talk.does("anna", Act.RESUME)
    assert talk.part == "apart"
    assert len(talk.invited) == 6


# In a group.


def test_the_question_waits_for_the_others_but_not_for_long() -> None:
    talk = Parted.apart(waits=SIX)
    first, second, third = (str(id)[1:-5] for id in talk.groups[0].people)
    heard = talk.comes_in(first)
    assert heard.texts == ["group-wait"]
    assert talk.comes_in(second).texts == []
    assert [line.key for say in talk.passes(WAIT_MS) for line in say.lines] == [
        "campfire.groups", "common.group-how",
    ]  # fmt: skip
    late = talk.comes_in(third).one("welcome-newcomer")
    assert late.mention == (user(third),)
    assert "campfire.groups" in [line.key for line in late.lines]


def test_once_all_are_there_the_question_comes_at_once() -> None:
    talk = Parted.apart()
    room = talk.room_of("anna")
    assert talk.told_in(room) == ["group-wait", "campfire.groups", "group-how"]
    asked = [say for where, say in talk.said if where == room][-1]
    assert asked.buttons == (Button.HAND, Button.PAUSE)
    assert asked.moment == "stage"
    assert asked.until == talk.at + 600 * SECOND


@pytest.mark.parametrize(
    "words", ["ik", "ik doe het wel", "ik wil wel vertellen", "✋", "✅", "me"]
)
def test_whoever_offers_first_speaks_for_the_group(words: str) -> None:
    talk = Parted.apart()
    one, other = (str(id)[1:-5] for id in talk.groups[0].people[:2])
    assert talk.types(one, words).texts == ["group-speaks"]
    assert talk.types(one, words).texts == []
    assert talk.types(other, words).texts == ["group-speaks-already"]
    assert talk.types(other, "laat maar").texts == [], "only who tells can step back"
    assert talk.types(one, "laat maar").texts == ["group-speaks-free"]
    assert talk.types(other, words).texts == ["group-speaks"]
    found = talk.circle.person(person(other))
    assert found is not None
    assert found.spokesperson


def test_a_tap_on_the_question_offers_too() -> None:
    talk = Parted.apart()
    asked = [say for where, say in talk.said if where == talk.room_of("anna")][-1]
    assert taps_hand(talk, "anna", asked).texts == ["group-speaks"]


def test_talking_in_a_group_brings_nothing_from_kring() -> None:
    talk = Parted.apart()
    for words in ("Ik herken dat wel.", "ja", "nee", "klaar", "prima", "Mooi gezegd", "ik pas"):
        assert talk.types("anna", words).effects == (), words


def test_it_is_told_when_it_is_nearly_over_and_who_tells_is_asked() -> None:
    talk = Parted.apart()
    with_one, without = talk.room_of("anna"), None
    without = next(group.room for group in talk.groups if group.room != with_one)
    talk.types("anna", "ik")
    talk.passes(8 * MINUTE)
    assert "group-nearly" in talk.told_in(with_one)
    assert "group-who" not in talk.told_in(with_one)
    assert without is not None
    assert talk.told_in(without)[-2:] == ["group-nearly", "group-who"]


@pytest.mark.parametrize("act", [Act.JOIN, Act.DONE, Act.OVERVIEW, Act.LISTEN, Act.AGREE, Act.BACK])
def test_what_belongs_in_the_circle_is_pointed_there(act: Act) -> None:
    talk = Parted.apart()
    assert talk.commands("anna", act).texts == ["fault-in-group"]


def test_a_note_in_a_group_is_pointed_to_the_circle() -> None:
    talk = Parted.apart()
    note = Noted(talk.at, user("anna"), EventId("$n"), user("anna"), (), (), talk.at)
    assert talk.happens_in(talk.room_of("anna"), note).texts == ["fault-in-group"]


def test_r12_help_is_there_in_a_group_too() -> None:
    talk = Parted.apart()
    assert talk.commands("anna", Act.CRISIS).texts == ["crisis"]
    assert talk.types("bert", "nood").texts == ["crisis"]
    assert talk.commands("anna", Act.HELP).texts == ["group-help"]


def test_r3_who_is_not_in_the_group_is_not_talked_about() -> None:
    talk = Parted.apart()
    group = talk.groups[0]
    one = str(group.people[0])[1:-5]
    absent = next(name for name in SIX if person(name) not in group.people)
    said = Spoke(talk.at, user(one), False, False, None, EventId("$s"), mentions=(user(absent),))
    assert talk.happens_in(talk.room_of(one), said).moments == ["absent"]
    assert talk.happens_in(talk.room_of(one), said).moments == []


# Pausing.


def test_a_pause_in_the_circle_pauses_every_group_and_takes_no_time() -> None:
    talk = Parted.apart()
    talk.passes(MINUTE)
    assert talk.does("anna", Act.PAUSE).texts == ["paused", *["group-paused-all"] * 2]
    assert talk.passes(30 * MINUTE) == []
    heard = talk.does("anna", Act.RESUME)
    assert sorted(heard.texts) == ["group-resumed", "group-resumed", "resumed"]
    assert talk.part == "apart"
    assert isinstance(talk.session.stage, Groups)
    assert talk.session.stage.until == talk.at + 9 * MINUTE


def test_a_pause_in_a_group_is_its_own_and_anyone_there_goes_on() -> None:
    talk = Parted.apart()
    one, other = (str(id)[1:-5] for id in talk.groups[0].people[:2])
    assert talk.types(one, "pauze").texts == ["group-paused"]
    assert talk.session.pause is None
    assert talk.commands(other, Act.RESUME).texts == ["group-goes-on"]


# Falling out, and the way back.


@pytest.mark.parametrize(
    "words",
    [
        "ik doe mee",
        "ik ben mijn groepje kwijt",
        "waar is mijn groepje?",
        "Ik heb geen uitnodiging gekregen",
        "nodig me opnieuw uit",
        "I lost my group",
    ],
)
def test_who_fell_out_of_a_group_is_invited_again_and_keeps_their_place(words: str) -> None:
    talk = Parted.apart()
    room, places = talk.room_of("cor"), [one.id for one in talk.circle.people]
    talk.waits.add("cor")
    talk.falls_out("cor")
    assert [one.id for one in talk.circle.people] == places
    heard = talk.says("cor", words)
    assert heard.texts == ["groups-again"]
    assert talk.invited[-1] == (room, user("cor"))
    assert talk.comes_in("cor").texts == ["group-late", "campfire.groups", "group-how"]


def test_who_speaks_in_the_circle_and_is_not_in_their_group_is_invited_again_once() -> None:
    talk = Parted.apart(waits=["cor"])
    assert talk.speaks("cor").texts == ["groups-again"]
    assert talk.speaks("cor").texts == []
    assert talk.speaks("anna").texts == [], "who is there may speak here"
    assert talk.does("cor", Act.JOIN).texts == ["groups-again"]
    talk.comes_in("cor")
    assert talk.does("cor", Act.JOIN).texts == ["groups-in"]


def test_nobody_stays_alone_in_a_group() -> None:
    talk = Parted.apart(waits=SIX)
    first, *others = (str(id)[1:-5] for id in talk.groups[0].people)
    elsewhere = [str(id)[1:-5] for id in talk.groups[1].people]
    old = talk.room_of(first)
    talk.comes_in(first)
    talk.passes(ALONE_MS)
    assert talk.told_in(old)[-1] == "group-alone-back", "there is nobody elsewhere either"
    for name in elsewhere:
        talk.comes_in(name)
    talk.falls_out(first)
    talk.comes_in(first)
    talk.passes(ALONE_MS)
    assert talk.told_in(old)[-1] == "group-alone"
    assert talk.room_of(first) == talk.room_of(elsewhere[0])
    assert talk.invited[-1] == (talk.room_of(first), user(first))
    assert set(everyone_who_has_a_group(talk)) == {person(name) for name in SIX}
    assert others


def test_who_leaves_the_circle_keeps_their_group_for_when_they_are_back() -> None:
    talk = Parted.apart()
    talk.waits.add("cor")
    talk.falls_out("cor")
    talk.leaves("cor")
    assert person("cor") in everyone_who_has_a_group(talk)
    talk.joins("cor")
    talk.does("cor", Act.AGREE)
    assert talk.does("cor", Act.JOIN).texts == ["groups-again"]


def test_r5_a_newcomer_waits_in_the_circle_and_is_told_so_once() -> None:
    talk = Parted.apart()
    talk.joins("nina")
    assert talk.does("nina", Act.AGREE).texts == ["groups-aside"]
    assert person("nina") not in everyone_who_has_a_group(talk)
    assert talk.speaks("nina").texts == []


# Coming back.


def test_when_it_is_time_all_are_called_back_in_one_message_a_room() -> None:
    talk = Parted.apart()
    talk.types("anna", "ik")
    rooms = [group.room for group in talk.groups]
    before = len(talk.said)
    talk.passes(10 * MINUTE)
    assert talk.part == "back"
    here = [(room, [line.key[7:] for line in say.lines]) for room, say in talk.said[before:]]
    assert (ROOM, ["groups-back", "groups-who"]) in here
    for room in rooms:
        assert sum(where == room and texts == ["group-back"] for where, texts in here) == 1
    back = next(say for say in reversed(talk.heard) if say.moment == "stage")
    assert set(back.mention) == {user(name) for name in SIX}


@pytest.mark.parametrize("where", ["circle", "group"])
def test_who_leads_calls_all_back_from_wherever_they_are(where: str) -> None:
    names = (*SIX[:5], FACILITATOR)
    talk = Parted.apart(names=names)
    if where == "circle":
        talk.leads(Act.NEXT)
    else:
        talk.commands(FACILITATOR, Act.NEXT)
    assert talk.part == "back"


def test_who_does_not_lead_hears_that_in_the_group() -> None:
    talk = Parted.apart()
    assert talk.commands("anna", Act.NEXT).texts == ["fault-not-facilitator"]
    assert talk.part == "apart"
    assert "fault-not-facilitator" not in talk.told_in(ROOM)


def test_who_spoke_for_no_group_can_still_offer_when_all_are_back() -> None:
    talk = Parted.apart()
    talk.types("anna", "ik")
    talk.leads(Act.NEXT)
    silent = next(group for group in talk.groups if person("anna") not in group.people)
    name = str(silent.people[0])[1:-5]
    assert talk.says(name, "ik").texts == ["group-speaks"]
    talk.passes(BACK_SECONDS * SECOND)
    assert talk.stage_id == "back"
    spoke: list[str] = []
    while talk.stage_id == "back":
        assert talk.speaker is not None
        spoke.append(talk.speaker)
        talk.does(talk.speaker, Act.DONE)
    assert sorted(spoke) == sorted(["anna", name])


def test_kring_leaves_the_rooms_when_those_who_tell_have_told() -> None:
    talk = Parted.apart()
    talk.types("anna", "ik")
    rooms = {group.room for group in talk.groups}
    talk.leads(Act.NEXT)
    talk.leads(Act.NEXT)
    assert not talk.left, "help is there until all are back"
    assert talk.speaker == "anna"
    talk.does("anna", Act.DONE)
    assert talk.stage_id == "last"
    assert talk.left == rooms
    assert talk.groups == ()
    for room in rooms:
        assert room is not None
        assert talk.told_in(room)[-1] == "group-back", "one last message"


def test_a_stop_while_all_are_apart_ends_the_groups_with_a_word() -> None:
    talk = Parted.apart()
    rooms = {group.room for group in talk.groups}
    talk.leads(Act.STOP)
    assert talk.circle.session is None
    assert talk.left == rooms
    for room in rooms:
        assert room is not None
        assert talk.told_in(room)[-1] == "group-ended"


def test_a_stop_of_somebody_in_a_group_pauses_all_and_asks_who_leads() -> None:
    talk = Parted.apart()
    heard = talk.commands("anna", Act.STOP)
    assert heard.texts == ["paused-stop-asked", "group-paused-all", "group-paused-all"]
    assert talk.leads(Act.YES).closed is not None


def test_kring_does_not_stay_in_a_group_for_ever() -> None:
    talk = Parted.apart()
    room = talk.room_of("anna")
    talk.circle = talk.circle.__class__(ROOM, "nl")  # the circle's room is gone
    talk.passes(25 * 60 * MINUTE)
    assert room in talk.left


def test_a_step_back_never_brings_groups_back() -> None:
    talk = Parted.apart()
    talk.leads(Act.NEXT)
    assert talk.leads(Act.BACK).texts == ["fault-nothing-to-undo"]
    talk.leads(Act.NEXT)
    assert talk.leads(Act.BACK).texts == ["fault-nothing-to-undo"]


def test_r10_who_is_forgotten_has_no_group_any_more() -> None:
    talk = Parted.apart()
    room = talk.room_of("anna")
    talk.types("anna", "ik")
    talk.happens_in(room, Forgot(talk.at, user("anna"), asked_here=False))
    heard = talk.happens(Forgot(talk.at, user("anna"), asked_here=True))
    assert any(isinstance(effect, Tell) for effect in heard.effects)
    assert person("anna") not in everyone_who_has_a_group(talk)
    assert user("anna") not in talk.rooms[room].group.here  # type: ignore[union-attr]  # it is one


def test_news_of_a_room_that_is_no_group_means_nothing() -> None:
    talk = Parted.apart()
    before = talk.circle
    talk.happens(Passed(talk.at, RoomId("!elsewhere"), Came(user("anna"))))
    assert talk.circle == before


def test_groups_can_come_twice_each_time_with_new_rooms() -> None:
    again = GroupsPlan("again", 300)
    second = BACK.__class__("back-again", BACK.order, 60, BACK.who)
    talk = Parted.apart(GROUPS, BACK, again, second, LAST, format=None)
    talk.types("anna", "ik")
    first = {group.room for group in talk.groups}
    talk.leads(Act.NEXT)
    talk.leads(Act.NEXT)
    talk.does("anna", Act.DONE)
    assert talk.stage_id == "again"
    assert talk.left == first
    assert first.isdisjoint({group.room for group in talk.groups})
    assert not any(one.spokesperson for one in talk.circle.people)


def test_seats_go_with_who_brought_them_and_eight_people_make_two_groups() -> None:
    talk = Parted(plan(GROUPS, BACK, LAST), EIGHT)
    talk.starts()
    for name in EIGHT:
        talk.does(name, Act.JOIN)
    talk.brings("anna", "seat-oma")
    talk.leads(Act.NEXT)
    for name in EIGHT:
        talk.does(name, Act.AGREE)
    heard: Heard = talk.does("anna", Act.AGREE, seat="seat-oma")
    assert heard
    assert sizes(talk) == [4, 5]
    [together] = [group for group in talk.groups if person("anna") in group.people]
    assert PersonId("seat-oma") in together.people
