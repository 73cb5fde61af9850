"""The overview: one message that tells where we are, and stays true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import overview
from bot.core.effects import Count, NameOf, Say, Text
from bot.core.events import Act, Interrupted, LanguageChosen, WordsRemoved
from bot.core.people import EventId, Person, PersonId, Standing, UserId, Voice
from bot.core.plan import Order, RoundPlan
from tests.core.conversation import (
    AFTER_TALK,
    CHECK_OUT,
    HARVEST,
    OPEN,
    ROUND,
    SILENCE,
    VOICES,
    Conversation,
    Heard,
    first_name,
    user,
)  # fmt: skip

PROFESSIONALS = RoundPlan("professionals", Order.CIRCLE, 60, who=(Voice.PROFESSIONAL,))
TRIAD = RoundPlan("triad", Order.TRIAD, 60)
SIX = ("anna", "bert", "cor", "dina", "eva", "gijs")


def shown(say: Say) -> dict[str, list[str]]:
    """What an overview tells: each text, with the names, titles and numbers in it."""
    told: dict[str, list[str]] = {}
    for line in say.lines:
        words = told.setdefault(line.key.removeprefix("common."), [])
        for _, slot in line.slots:
            match slot:
                case NameOf(person=id):
                    words.append(first_name(id))
                case Text(key=key):
                    words.append(key)
                case Count(value=value):
                    words.append(str(value))
    return told


def edit(heard: Heard) -> dict[str, list[str]]:
    """The one edit of the overview that a step brought; it comes after all words."""
    [say] = [say for say in heard.says if say.edits]
    assert say is heard.effects[-1]
    assert (say.handle, say.moment) == (overview.HANDLE, "help")
    assert (say.person, say.mention, say.buttons) == (None, (), ())
    return shown(say)


def test_it_tells_who_sat_down_then_only_how_many_agreed() -> None:
    talk = Conversation.called()
    talk.does("anna", Act.JOIN)
    asked = talk.does("cor", Act.OVERVIEW)
    assert shown(asked.one("help")) == {
        "overview-gathering": [], "overview-joined": ["anna"], "readers": ["3"],
        "overview-next-agreements": [],
    }  # fmt: skip
    assert edit(talk.does("bert", Act.JOIN))["overview-joined"] == ["anna", "bert"]
    assert edit(talk.does("cor", Act.JOIN))["readers"] == ["1"]
    laid = talk.leads(Act.NEXT)
    assert laid.moments == ["agreements", "help"]
    assert edit(laid) == {
        "overview-agreements": [], "overview-silent": ["3"], "readers": ["1"],
        "overview-next": ["campfire.round-title"],
    }  # fmt: skip
    assert edit(talk.does("bert", Act.AGREE)) == {
        "overview-agreements": [], "overview-answered": ["1"], "overview-silent": ["2"],
        "readers": ["1"], "overview-next": ["campfire.round-title"],
    }  # fmt: skip


def test_in_a_round_it_tells_who_speaks_who_had_a_turn_and_who_is_still_to_come() -> None:
    talk = Conversation.begun()
    asked = talk.does("bert", Act.OVERVIEW)
    assert shown(asked.one("help")) == {
        "overview-where": ["campfire.round-title"], "overview-speaking": ["anna"],
        "overview-wait": ["bert", "cor"], "readers": ["1"],
        "overview-next": ["campfire.check-out-title"],
    }  # fmt: skip
    assert not asked.one("help").edits
    heard = talk.does("anna", Act.DONE)
    assert heard.moments == ["turn", "help"]
    assert edit(heard) == {
        "overview-where": ["campfire.round-title"], "overview-speaking": ["bert"],
        "overview-spoke": ["anna"], "overview-wait": ["cor"], "readers": ["1"],
        "overview-next": ["campfire.check-out-title"],
    }  # fmt: skip
    assert edit(talk.does("bert", Act.PASS))["overview-wait"] == ["bert"], "offered once more"
    assert talk.speaks("cor").effects == (), "words in turn change nothing in it"
    assert edit(talk.does("cor", Act.LATER))["overview-speaking"] == ["bert"]


def test_of_a_check_out_it_counts_and_of_voices_it_tells_nothing() -> None:
    talk = Conversation.begun(CHECK_OUT, VOICES, ROUND)
    talk.does("anna", Act.OVERVIEW)
    assert edit(talk.speaks("bert")) == {
        "overview-where": ["campfire.check-out-title"], "overview-answered": ["1"],
        "overview-silent": ["2"], "readers": ["1"], "overview-next": ["campfire.voices-title"],
    }  # fmt: skip
    talk.speaks("anna")
    assert edit(talk.speaks("cor")) == {
        "overview-where": ["campfire.voices-title"], "readers": ["1"],
        "overview-next": ["campfire.round-title"],
    }  # fmt: skip
    assert talk.tells("anna", Voice.CLIENT, privately=True).effects == ()


def test_on_an_open_floor_it_tells_whose_hands_are_up_and_who_spoke() -> None:
    talk = Conversation.begun(OPEN, CHECK_OUT)
    talk.does("cor", Act.OVERVIEW)
    assert edit(talk.does("cor", Act.HAND))["overview-speaking"] == ["cor"]
    talk.does("bert", Act.HAND)
    assert edit(talk.does("anna", Act.HAND))["overview-hands"] == ["bert", "anna"]
    after = edit(talk.does("cor", Act.DONE))
    assert (after["overview-spoke"], after["overview-hands"]) == (["cor"], ["anna"])
    assert "overview-hands" not in edit(talk.does("anna", Act.HAND_DOWN))


def test_where_nobody_is_called_hands_are_shown_and_who_only_listens_is_not_said_to_have_spoken() -> (
    None
):
    talk = Conversation.begun(RoundPlan("volunteers", Order.VOLUNTEER, 60), CHECK_OUT)
    talk.does("cor", Act.OVERVIEW)
    talk.does("anna", Act.HAND)
    assert edit(talk.does("bert", Act.HAND))["overview-hands"] == ["bert"]
    assert talk.does("cor", Act.PASS).effects == ()
    assert edit(talk.does("anna", Act.DONE))["overview-spoke"] == ["anna"]


def test_r9_a_round_for_some_voices_lists_nobody() -> None:
    talk = Conversation.agreeing(PROFESSIONALS, CHECK_OUT, names=SIX)
    for name in ("anna", "bert", "cor"):
        talk.tells(name, Voice.PROFESSIONAL)
    for name in SIX:
        talk.does(name, Act.AGREE)
    assert shown(talk.does("eva", Act.OVERVIEW).one("help")) == {
        "overview-where": ["campfire.professionals-title"], "overview-speaking": ["anna"],
        "overview-wait-count": ["2"], "readers": ["1"],
        "overview-next": ["campfire.check-out-title"],
    }  # fmt: skip
    after = edit(talk.does("anna", Act.DONE))
    assert (after["overview-spoke-count"], after["overview-wait-count"]) == (["1"], ["1"])


def test_r9_where_the_order_follows_voices_names_stand_as_people_sit() -> None:
    talk = Conversation.agreeing(TRIAD, CHECK_OUT, names=SIX)
    for name in ("anna", "bert", "cor"):
        talk.tells(name, Voice.PROFESSIONAL)
    for name in SIX:
        talk.does(name, Act.AGREE)
    assert talk.waiting != [*SIX[1:]]
    asked = shown(talk.does("eva", Act.OVERVIEW).one("help"))
    assert asked["overview-wait"] == [*SIX[1:]]


def test_r6_who_left_stays_where_they_stood_until_the_turn_ends_and_then_is_not_named() -> None:
    talk = Conversation.begun(names=SIX)
    talk.does("anna", Act.OVERVIEW)
    assert talk.leaves("cor").effects == (), "leaving takes effect when the turn ends"
    heard = talk.does("anna", Act.DONE)
    assert heard.moments == ["left", "turn", "help"]
    assert edit(heard)["overview-wait"] == ["dina", "eva", "gijs"]
    talk.joins("cor")
    assert "cor" in edit(talk.does("cor", Act.AGREE))["overview-wait"]


def test_r6_a_reader_who_leaves_while_somebody_speaks_is_counted_until_the_turn_ends() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.OVERVIEW)
    assert talk.leaves("faye").effects == ()
    assert "readers" not in edit(talk.does("anna", Act.DONE))


def test_a_pause_and_a_newcomer_stand_in_it_and_nobody_is_named_for_them() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.OVERVIEW)
    paused = edit(talk.does("bert", Act.PAUSE))
    assert next(iter(paused)) == "overview-paused"
    assert paused["overview-paused"] == []
    assert "overview-paused" not in edit(talk.does("bert", Act.RESUME))
    assert edit(talk.joins("hanna"))["readers"] == ["2"]
    waits = edit(talk.does("anna", Act.DONE))
    assert waits["overview-newcomer"] == []
    assert "overview-speaking" not in waits
    assert edit(talk.does("hanna", Act.AGREE))["overview-speaking"] == ["bert"]


def test_a_seat_stands_in_it_like_anyone() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.OVERVIEW)
    talk.brings("bert", "seat-1")
    told = talk.does("bert", Act.AGREE, "seat-1")
    [say] = [say for say in told.says if say.edits]
    assert NameOf(PersonId("seat-1"), EventId("$seat-1")) in [
        slot for line in say.lines for _, slot in line.slots
    ]


def test_asked_again_while_it_stands_a_short_answer_points_back_to_it() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.OVERVIEW)
    again = talk.does("bert", Act.OVERVIEW)
    [say] = again.says
    assert again.texts == ["overview-where", "overview-speaking", "overview-above"]
    assert (say.replies_to, say.handle, say.edits) == (overview.HANDLE, None, False)
    assert talk.does("faye", Act.OVERVIEW).texts == again.texts


def test_it_goes_on_through_the_whole_conversation_and_ends_without_names() -> None:
    talk = Conversation.called(ROUND, SILENCE, CHECK_OUT)
    talk.does("faye", Act.OVERVIEW)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    for name in ("anna", "bert", "cor"):
        heard = talk.does(name, Act.DONE)
    assert edit(heard)["overview-next"] == ["campfire.check-out-title"]
    assert edit(talk.rings())["overview-where"] == ["campfire.check-out-title"]
    assert "overview-next-close" in edit(talk.leads(Act.NEXT))
    closed = talk.leads(Act.NEXT)
    assert closed.moments == ["help", "closed"], "the close is the last thing of a session"
    assert shown(closed.says[0]) == {"overview-over": []}
    assert (closed.says[0].edits, closed.says[0].handle) == (True, overview.HANDLE)
    assert closed.says[0].session == closed.says[1].session
    anew = talk.does("anna", Act.OVERVIEW)
    assert anew.texts == ["overview-no-session"]
    assert anew.one("help").session is None


def test_removed_it_is_edited_no_more_and_comes_anew_when_asked_for() -> None:
    talk = Conversation.begun()
    mark = talk.does("anna", Act.OVERVIEW).one("help").mark
    assert (
        talk.happens(WordsRemoved(talk.at, EventId("$overview"), user("anna"), mark)).effects == ()
    )
    assert talk.does("anna", Act.DONE).moments == ["turn"]
    [anew] = talk.does("bert", Act.OVERVIEW).says
    assert (anew.handle, anew.edits) == (overview.HANDLE, False)


def test_after_an_interruption_and_in_another_language_it_is_said_anew_as_an_edit() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.OVERVIEW)
    assert edit(talk.happens(Interrupted(talk.at)))
    assert edit(talk.happens(LanguageChosen(talk.at, user("anna"), "en")))


def test_a_fault_and_what_changes_nothing_in_it_bring_no_edit() -> None:
    talk = Conversation.begun(HARVEST, CHECK_OUT)
    talk.does("anna", Act.OVERVIEW)
    assert talk.does("bert", Act.DONE).moments == ["fault"]
    assert talk.speaks("bert").moments == ["reminder-all"]
    assert talk.rings().moments == ["ask"]
    assert talk.tells("anna", Voice.CLIENT).moments == ["voices"]


@pytest.mark.parametrize("size", [12, 13, 60])
def test_however_many_there_are_it_stays_readable(size: int) -> None:
    names = [f"person{number:02}" for number in range(size)]
    talk = Conversation.begun(ROUND, names=names)
    talk.does(names[0], Act.OVERVIEW)
    for name in names[: size // 2]:
        talk.does(name, Act.DONE)
    text = overview.text(talk.circle)
    named = [slot for line in text for _, slot in line.slots if isinstance(slot, NameOf)]
    assert len(named) <= 2 * overview.MOST_NAMES + 1
    counted = {line.key: dict(line.slots).get("count") for line in text}
    if size == 60:
        assert counted["common.overview-wait-more"] == Count(29 - overview.MOST_NAMES)


def test_the_last_part_is_followed_by_the_close() -> None:
    talk = Conversation.begun(ROUND)
    session = replace(talk.session, position=1, stage=None)
    circle = replace(talk.circle, session=session)
    assert session.stage_plan == AFTER_TALK
    assert overview.text(circle)[-1].key == "common.overview-next-close"


def test_who_did_not_agree_yet_is_counted_and_not_named() -> None:
    """Consent is one's own: no list puts pressure on those who think it over."""
    talk = Conversation.agreeing(names=SIX)
    talk.does("anna", Act.OVERVIEW)
    talk.does("bert", Act.AGREE)
    named = [
        slot
        for line in overview.text(talk.circle)
        for _, slot in line.slots
        if isinstance(slot, NameOf)
    ]
    assert named == []
    unknown = Person(PersonId("@x:home"), UserId("@x:home"), Standing.JOINED)
    away = replace(talk.circle, people=(*talk.circle.people, unknown))
    assert overview.text(away) == overview.text(talk.circle), "who is not here does not count"
