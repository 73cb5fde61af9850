"""A map of who and what is round somebody: theirs alone, and a picture with all of it in words."""

from __future__ import annotations

import pytest

from bot.core.effects import Ecogram, Part, Text
from bot.core.events import Act, Forgot, Spoke
from bot.core.mapping import Map, Named
from bot.core.people import EventId, Standing
from bot.core.plan import MapPlan
from tests.core.conversation import (
    ABOUT,
    FACILITATOR,
    MINUTE,
    ROUND,
    Conversation,
    Heard,
    person,
    user,
)

PEOPLE = MapPlan("people", 600, "people")
OTHER = MapPlan("other", 600)


def made(*stages: MapPlan, whose: str | None = "anna") -> Conversation:
    """A map of Anna's is to be made."""
    talk = Conversation.begun(ABOUT, *(stages or (PEOPLE,)), ROUND)
    if whose is not None:
        talk.does(whose, Act.ME)
    talk.leads(Act.NEXT)
    assert isinstance(talk.stage, Map)
    return talk


def types(talk: Conversation, name: str, *named: Named, said: str = "$said") -> Heard:
    """Somebody types something that may be meant for the map."""
    return talk.happens(Spoke(talk.at, user(name), False, False, None, EventId(said), named=named))


def items(talk: Conversation) -> list[tuple[int, int | None]]:
    """Where each name on the map begins, and how strong it is."""
    return [(item.name.begin, item.strength) for item in talk.session.map]


def sister(strength: int | None = 3, **more: object) -> Named:
    return Named(0, 3, strength, sure=strength is not None, **more)  # type: ignore[arg-type]


def test_what_who_it_is_about_names_is_on_the_map_and_said_back() -> None:
    talk = made()
    heard = types(talk, "anna", sister(), Named(5, 9, 1, (11, 20)))
    assert heard.texts == ["map-noted", "map-item", "map-item-bond"]
    assert items(talk) == [(0, 3), (5, 1)]
    assert talk.session.map[0].what == "people"
    slots = dict(heard.says[0].lines[1].slots)
    assert slots["item"] == Part(EventId("$said"), 0, 3, "common.map-item-gone")
    assert slots["strength"] == Text("common.map-strength-3")


def test_how_strong_can_come_after() -> None:
    talk = made()
    assert types(talk, "anna", sister(None)).texts == ["map-noted", "map-item", "map-how-strong"]
    number = talk.session.map[0].number
    heard = types(talk, "anna", Named(0, 1, 2, item=number), said="$number")
    assert heard.texts == ["map-noted", "map-item"]
    assert items(talk) == [(0, 2)]
    assert talk.session.map[0].name.event == "$said", "the name stays where it was said"


def test_only_who_it_is_about_takes_something_away() -> None:
    talk = made()
    types(talk, "anna", sister())
    number = talk.session.map[0].number
    away = Named(4, 7, item=number, gone=True)
    heard = types(talk, "bert", away, said="$bert")
    assert heard.texts == ["map-suggested-gone"]
    assert items(talk) == [(0, 3)]
    assert types(talk, "anna", away, said="$away").texts == ["map-noted", "map-taken-away"]
    assert items(talk) == []


def test_what_others_name_is_a_suggestion_and_only_the_yes_of_whose_map_it_is_takes_it() -> None:
    talk = made()
    heard = types(talk, "bert", sister(), said="$bert")
    assert heard.texts == ["map-suggested"]
    [asked] = heard.says
    assert (asked.moment, asked.mention, asked.person) == ("ask", (user("anna"),), person("anna"))
    for name in ("bert", "cor", FACILITATOR):
        talk.speaks(name, Act.YES)
        talk.does(name, Act.YES)
    assert items(talk) == []
    assert talk.speaks("anna", Act.YES).texts == ["map-noted", "map-item"]
    assert items(talk) == [(0, 3)]
    assert talk.session.map[0].by == person("anna")
    assert talk.session.map[0].name.event == "$bert"


@pytest.mark.parametrize("act", [Act.YES, Act.FINE, Act.NO])
def test_a_suggestion_is_answered_by_plain_words(act: Act) -> None:
    talk = made()
    types(talk, "bert", sister(), said="$bert")
    talk.speaks("anna", act)
    assert bool(items(talk)) == (act is not Act.NO)
    assert isinstance(talk.stage, Map)
    assert talk.stage.suggestion is None
    assert talk.speaks("anna", act).texts == [], "once answered it is talk"


def test_what_may_be_talk_of_others_suggests_nothing() -> None:
    talk = made()
    assert types(talk, "bert", sister(None)).effects == ()
    assert types(talk, FACILITATOR, sister()).effects == (), "who reads along is not asked about"


def test_a_message_that_goes_or_reads_differently_takes_its_names_along() -> None:
    talk = made()
    types(talk, "anna", sister(), said="$one")
    types(talk, "anna", sister(), said="$two")
    talk.removes("$one", by="anna")
    assert [item.name.event for item in talk.session.map] == ["$two"]
    talk.changes("$two", by="anna")
    assert items(talk) == []


def test_a_suggestion_goes_with_its_message() -> None:
    talk = made()
    types(talk, "bert", sister(), said="$bert")
    talk.removes("$bert", by="bert")
    assert talk.speaks("anna", Act.YES).texts == []
    assert items(talk) == []


def test_a_map_holds_no_more_than_can_be_read() -> None:
    talk = made(MapPlan("people", 600, most=3))
    types(talk, "anna", *(Named(n, n + 1, 1) for n in range(3)))
    before = talk.circle
    assert types(talk, "anna", Named(9, 10, 1)).texts == ["fault-map-full"]
    assert talk.circle == before
    number = talk.session.map[0].number
    types(talk, "anna", Named(9, 10, 3, item=number))
    assert items(talk)[0] == (0, 3), "what is there can still change"


def test_maps_one_after_another_become_one_that_is_shown_at_the_end() -> None:
    talk = made(PEOPLE, OTHER)
    types(talk, "anna", sister(), said="$one")
    assert talk.does("anna", Act.DONE).moments == ["stage"]
    assert talk.stage_id == "other"
    types(talk, "anna", Named(0, 7, 2, (9, 12)), said="$two")
    heard = talk.does("anna", Act.DONE)
    assert heard.moments == ["stage", "turn"]
    [shown, _] = heard.says
    assert [line.key for line in shown.lines] == [
        "common.map-of", "common.map-item-at", "common.map-item-bond-at",
    ]  # fmt: skip
    assert isinstance(shown.picture, Ecogram)
    assert [tie.strength for tie in shown.picture.ties] == [3, 2]
    assert [tie.what for tie in shown.picture.ties] == ["people", None]


def test_a_map_with_nothing_on_it_is_not_shown() -> None:
    assert made().leads(Act.NEXT).moments == ["turn"]


def test_where_nobody_said_whose_it_is_that_is_asked_and_can_be_said() -> None:
    talk = made(whose=None)
    assert "map-nobody" in [line.key[7:] for say in talk.heard[-1:] for line in say.lines]
    assert types(talk, "anna", sister()).effects == ()
    talk.speaks("anna", Act.ME)
    assert types(talk, "anna", sister()).texts == ["map-noted", "map-item"]


def test_a_seat_can_be_whose_map_it_is() -> None:
    talk = Conversation.called(ABOUT, PEOPLE, ROUND)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.JOIN)
    talk.brings("anna", "seat-oma")
    talk.leads(Act.NEXT)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    talk.does("anna", Act.AGREE, seat="seat-oma")
    talk.does("anna", Act.ME, seat="seat-oma")
    talk.leads(Act.NEXT)
    types(talk, "anna", sister())
    assert [item.by for item in talk.session.map] == ["seat-oma"]


def test_who_is_at_the_centre_no_more_has_no_map_and_who_is_forgotten_neither() -> None:
    for ends in (Act.NOT_ME, None):
        talk = made()
        types(talk, "anna", sister())
        if ends is not None:
            talk.does("anna", ends)
        else:
            talk.happens(Forgot(talk.at, user("anna"), asked_here=True))
        assert items(talk) == []


def test_who_leaves_and_is_back_finds_their_map_as_it_was() -> None:
    talk = made()
    types(talk, "anna", sister())
    talk.leaves("anna")
    assert items(talk) == [(0, 3)]
    talk.joins("anna")
    talk.does("anna", Act.AGREE)
    assert talk.standing("anna") is Standing.AGREED
    types(talk, "anna", Named(0, 3, 1), said="$again")
    assert items(talk) == [(0, 3), (0, 1)]


def test_nobody_who_is_naming_is_cut_off() -> None:
    talk = made()
    talk.after(10 * MINUTE - 1000)
    types(talk, "anna", sister())
    assert isinstance(talk.stage, Map)
    assert talk.stage.until == talk.at + 2 * MINUTE
    assert talk.rings().moments == ["stage", "turn"]


def test_a_pause_changes_nothing_and_names_in_it_count() -> None:
    talk = made()
    talk.does("bert", Act.PAUSE)
    types(talk, "anna", sister())
    talk.does("bert", Act.RESUME)
    assert items(talk) == [(0, 3)]


def test_of_a_closed_session_nothing_of_it_is_left() -> None:
    talk = made()
    types(talk, "anna", sister())
    talk.leads(Act.STOP)
    assert "$said" not in repr(talk.circle)


def test_the_picture_can_be_asked_for_at_any_time_until_the_close() -> None:
    talk = made()
    types(talk, "anna", sister())
    assert isinstance(talk.does("cor", Act.PICTURE).says[0].picture, Ecogram)
    talk.leads(Act.NEXT)
    assert isinstance(talk.does("cor", Act.PICTURE).says[0].picture, Ecogram)
