"""From a start to the first turn."""

from __future__ import annotations

import pytest

from bot.core.circle import Phase
from bot.core.effects import Button, Words, explanation
from bot.core.events import Act
from bot.core.people import EventId, Standing
from tests.core.conversation import Conversation, Heard, person, user


def test_a_start_calls_the_gathering_and_puts_nobody_in_the_circle() -> None:
    talk = Conversation()
    heard = talk.starts()
    assert heard.moments == ["gathering"]
    assert heard.one("gathering").buttons == (Button.DONE,)
    assert talk.session.phase is Phase.GATHERING
    assert talk.circle.people == ()


def test_a_theme_is_only_pointed_at() -> None:
    talk = Conversation()
    [(name, slot)] = talk.starts(theme=EventId("$theme")).says[0].lines[0].slots
    assert (name, slot) == ("theme", Words(EventId("$theme"), "common.theme-gone"))


def test_who_cannot_read_yet_is_counted_and_gets_an_explanation() -> None:
    """R8: how many, not who."""
    talk = Conversation()
    heard = talk.starts(unreadable=("anna", "bert"))
    assert "cannot-read" in heard.texts
    assert heard.effects[1:] == (explanation(user("anna")), explanation(user("bert")))
    assert "anna" not in str(heard.says)


def test_an_unsafe_room_is_refused_in_one_message_and_nothing_is_made() -> None:
    """R7."""
    talk = Conversation()
    heard = talk.starts(faults=("not-encrypted", "history"))
    assert heard.moments == ["safety-refused"]
    wrong = ["safety-not-encrypted", "safety-history"]
    assert heard.texts == ["safety-refused-intro", *wrong, "safety-mend"]
    assert heard.says[0].session is None
    assert talk.circle.session is None


def test_only_a_facilitator_starts() -> None:
    talk = Conversation()
    assert talk.starts("anna", leads=False).texts == ["fault-not-facilitator"]
    assert talk.circle.session is None


def test_a_second_start_is_a_fault() -> None:
    talk = Conversation.called()
    assert talk.starts().texts == ["fault-running"]


def test_joining_is_silent_and_can_be_taken_back() -> None:
    talk = Conversation.called()
    assert talk.does("anna", Act.JOIN).effects == ()
    assert talk.standing("anna") is Standing.JOINED
    assert talk.does("anna", Act.LISTEN).effects == ()
    assert talk.standing("anna") is Standing.READER


@pytest.mark.parametrize("act", [Act.JOIN, Act.AGREE, Act.YES])
def test_join_agree_and_yes_all_join_the_gathering(act: Act) -> None:
    """There is nothing to agree to yet: agreeing comes with the agreements."""
    talk = Conversation.called()
    talk.does("anna", act)
    assert talk.standing("anna") is Standing.JOINED


def test_a_tap_under_the_gathering_joins() -> None:
    talk = Conversation.called()
    talk.taps("anna", Button.DONE, talk.last("gathering"))
    assert talk.standing("anna") is Standing.JOINED


def test_plain_words_join() -> None:
    talk = Conversation.called()
    talk.speaks("anna", Act.JOIN)
    talk.speaks("bert", Act.YES)
    assert talk.standing("anna") is talk.standing("bert") is Standing.JOINED


def test_the_circle_sits_in_the_order_of_joining() -> None:
    talk = Conversation.called()
    for name in ("cor", "anna", "bert"):
        talk.does(name, Act.JOIN)
    talk.does("cor", Act.LISTEN)
    talk.does("cor", Act.JOIN)
    assert [one.id for one in talk.circle.people] == [*map(person, ("anna", "bert", "cor"))]


def test_too_few_people_is_a_kind_fault() -> None:
    talk = Conversation.called()
    talk.does("anna", Act.JOIN)
    heard = talk.leads(Act.NEXT)
    assert heard.texts == ["fault-too-few"]
    assert talk.session.phase is Phase.GATHERING


def test_who_leads_on_in_plain_words_hears_why_that_cannot_be_and_others_hear_nothing() -> None:
    talk = Conversation.called()
    talk.does("anna", Act.JOIN)
    assert talk.speaks("faye", Act.NEXT).texts == ["fault-too-few"]
    assert talk.speaks("anna", Act.NEXT).effects == ()
    assert talk.session.phase is Phase.GATHERING


def test_only_the_facilitator_leads_on() -> None:
    talk = Conversation.called()
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.JOIN)
    assert talk.does("anna", Act.NEXT).texts == ["fault-not-facilitator"]


def test_the_agreements_say_how_many_are_here_and_how_many_read_along() -> None:
    talk = Conversation.agreeing()
    said = talk.last("agreements")
    assert [line.key for line in said.lines] == [
        "common.circle-size", "common.readers", "common.agreements",
    ]  # fmt: skip
    counts = [slot.value for line in said.lines for _, slot in line.slots if slot.slot == "count"]
    assert counts == [3, 1]
    assert said.buttons == (Button.DONE,)
    assert (said.stage, said.kind) == (None, None)


def test_when_all_agreed_the_first_turn_comes_in_one_message_with_the_prompt() -> None:
    """R12: one message, never two in a row where one can say it."""
    talk = Conversation.agreeing()
    talk.does("anna", Act.AGREE)
    talk.does("bert", Act.YES)
    heard = talk.taps("cor", Button.DONE, talk.last("agreements"))
    assert heard.moments == ["turn"]
    assert heard.texts == ["campfire.round", "turn"]
    assert heard.turn == "anna"


def test_a_reader_who_agrees_sits_down_at_once() -> None:
    talk = Conversation.agreeing(names=("anna", "bert", "cor", "dina"))
    talk.does("dina", Act.LISTEN)
    for name in ("anna", "bert"):
        talk.does(name, Act.AGREE)
    talk.speaks("dina", Act.AGREE)
    assert talk.does("cor", Act.AGREE).turn == "anna"
    assert talk.waiting == ["bert", "cor", "dina"]


def test_who_joins_during_the_agreements_is_waited_for() -> None:
    talk = Conversation.agreeing(names=("anna", "bert", "cor"))
    talk.leads(Act.JOIN)
    for name in ("anna", "bert", "cor"):
        assert talk.does(name, Act.AGREE).effects == ()
    assert talk.leads(Act.AGREE).turn == "anna"


def test_the_last_undecided_who_reads_along_starts_the_circle() -> None:
    talk = Conversation.agreeing(names=("anna", "bert", "cor", "dina"))
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    assert talk.does("dina", Act.NO).turn == "anna"
    assert talk.standing("dina") is Standing.READER


def test_next_first_says_how_many_are_silent_and_then_they_read_along() -> None:
    talk = Conversation.agreeing(names=("anna", "bert", "cor", "dina"))
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    first = talk.leads(Act.NEXT)
    assert first.texts == ["agreements-waiting"]
    assert first.moments == ["agreed"]
    assert talk.leads(Act.NEXT).turn == "anna"
    assert talk.standing("dina") is Standing.READER


def test_the_silent_do_not_become_readers_where_too_few_would_be_left() -> None:
    talk = Conversation.agreeing()
    talk.does("anna", Act.AGREE)
    talk.leads(Act.NEXT)
    assert talk.leads(Act.NEXT).texts == ["fault-too-few-agreed"]
    assert talk.standing("bert") is Standing.JOINED


@pytest.mark.parametrize("act", [Act.DONE, Act.PASS, Act.LATER, Act.HAND, Act.HAND_DOWN])
def test_words_of_a_turn_mean_nothing_before_the_first_turn(act: Act) -> None:
    talk = Conversation.called()
    assert talk.does("anna", act).moments == ["fault"]
    assert talk.speaks("anna", act).effects == ()


AT_ANY_TIME = (Act.HELP, Act.CRISIS, Act.OVERVIEW, Act.PICTURE)


@pytest.mark.parametrize("act", [act for act in Act if act not in AT_ANY_TIME])
def test_without_a_session_there_is_nothing_to_do(act: Act) -> None:
    talk = Conversation()
    heard = talk.does("anna", act)
    assert heard.texts == ["fault-no-session"]
    assert heard.says[0].session is None
    assert talk.speaks("anna", act) == Heard(()), "between sessions only commands are answered"
