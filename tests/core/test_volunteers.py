"""A round in which nobody is called: whoever wants the floor asks for it."""

from __future__ import annotations

from bot.core.effects import Button
from bot.core.events import Act
from tests.core.conversation import CHECK_OUT, VOLUNTEERS, Conversation


def test_the_prompt_is_given_once_and_nobody_is_called() -> None:
    talk = Conversation.begun(VOLUNTEERS)
    said = talk.last("stage")
    assert [line.key for line in said.lines] == ["campfire.volunteers", "common.volunteer-how"]
    assert said.buttons == (Button.HAND, Button.PAUSE)
    assert talk.speaker is None


def test_a_hand_gets_the_free_floor_and_others_wait() -> None:
    talk = Conversation.begun(VOLUNTEERS)
    assert talk.taps("bert", Button.HAND, talk.last("stage")).turn == "bert"
    assert talk.does("cor", Act.HAND).effects == ()
    assert talk.does("anna", Act.HAND).effects == ()
    assert talk.does("cor", Act.HAND_DOWN).effects == ()
    assert talk.does("bert", Act.DONE).turn == "anna"


def test_speaking_takes_the_free_floor() -> None:
    talk = Conversation.begun(VOLUNTEERS)
    assert talk.speaks("cor").turn == "cor"


def test_a_speaker_who_raises_a_hand_has_the_floor_already() -> None:
    talk = Conversation.begun(VOLUNTEERS)
    talk.does("cor", Act.HAND)
    assert talk.does("cor", Act.HAND).effects == ()
    assert talk.waiting == []


def test_nobody_has_the_floor_twice_and_it_is_over_when_all_had_it_or_passed() -> None:
    """G3."""
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    talk.does("cor", Act.HAND)
    assert talk.does("cor", Act.PASS).effects == (), "a pass is the end of a volunteer's turn"
    assert talk.does("cor", Act.HAND).moments == ["fault"]
    assert talk.does("anna", Act.PASS).effects == ()
    assert talk.does("bert", Act.PASS).moments == ["check-out"]


def test_next_goes_on_to_the_next_stage_when_nobody_speaks() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    assert talk.leads(Act.NEXT).moments == ["check-out"]


def test_words_in_a_pause_are_not_a_hand() -> None:
    talk = Conversation.begun(VOLUNTEERS)
    talk.does("anna", Act.PAUSE)
    talk.speaks("bert")
    assert talk.waiting == []
    talk.does("cor", Act.HAND)
    heard = talk.does("anna", Act.RESUME)
    assert heard.turn == "cor"
