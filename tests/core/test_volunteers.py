"""A round in which nobody is called: whoever wants the floor asks for it."""

from __future__ import annotations

import pytest

from bot.core.effects import Button
from bot.core.events import Act
from bot.core.plan import Mode, Order, RoundPlan
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


MINUTE_MS = 60_000


def test_a_floor_that_stays_free_is_offered_once_more_and_then_it_goes_on() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    began = talk.at
    asked = talk.rings()
    assert talk.at - began == 3 * MINUTE_MS
    assert asked.moments == ["ask"]
    assert asked.texts == ["open-last-question"]
    last = talk.at
    assert talk.rings().moments == ["check-out"]
    assert talk.at - last == MINUTE_MS


def test_it_is_asked_no_sooner_than_a_turn_takes() -> None:
    long = RoundPlan("long", Order.VOLUNTEER, 480, speakers=1)
    talk = Conversation.begun(long, CHECK_OUT)
    began = talk.at
    assert talk.rings().moments == ["ask"]
    assert talk.at - began == 8 * MINUTE_MS


def test_who_has_the_floor_is_never_hurried_on() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    talk.rings()
    assert talk.speaks("cor").turn == "cor"
    assert talk.rings().texts == ["time-question"], "a question, never a stop"
    talk.after(300 * MINUTE_MS)
    assert talk.speaker == "cor"
    done = talk.does("cor", Act.DONE)
    assert done.moments == []
    assert talk.rings().moments == ["check-out"], "all were asked already"


@pytest.mark.parametrize("act", [Act.YES, Act.HAND])
def test_yes_to_that_question_is_a_hand(act: Act) -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    assert talk.does("bert", Act.YES).moments == ["fault"], "nothing was asked yet"
    talk.rings()
    assert talk.does("bert", act).turn == "bert"
    assert talk.does("anna", Act.YES).moments == ["fault"], "now somebody speaks"


def test_no_to_that_question_is_a_pass_and_when_all_pass_it_is_over() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    talk.rings()
    assert talk.does("anna", Act.NO).moments == []
    assert talk.does("bert", Act.NO).moments == []
    assert talk.does("cor", Act.PASS).moments == ["check-out"]


def test_words_of_who_cannot_have_it_give_two_minutes_more() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    talk.rings()
    talk.after(50_000)
    talk.speaks("faye")
    said = talk.at
    assert talk.rings().moments == ["check-out"]
    assert talk.at - said == 2 * MINUTE_MS


def test_a_pause_takes_no_time_and_afterwards_it_is_free_anew() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    talk.does("anna", Act.PAUSE)
    talk.after(60 * MINUTE_MS)
    assert talk.does("anna", Act.RESUME).moments == ["resumed"]
    resumed = talk.at
    assert talk.rings().moments == ["ask"]
    assert talk.at - resumed == 3 * MINUTE_MS


def test_while_a_newcomer_is_waited_for_no_time_goes_by() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT)
    talk.after(2 * MINUTE_MS)
    talk.joins("dina")
    heard = talk.rings()
    assert "check-out" not in heard.moments
    assert "ask" not in heard.moments


def test_where_people_speak_by_voice_all_are_asked_and_who_leads_leads_on() -> None:
    talk = Conversation.begun(VOLUNTEERS, CHECK_OUT, mode=Mode.SPOKEN)
    assert talk.rings().moments == ["ask"]
    talk.after(300 * MINUTE_MS)
    assert talk.stage_id == "volunteers"
    assert talk.leads(Act.NEXT).moments == ["check-out"]


def test_a_harvest_of_volunteers_ends_with_its_lines() -> None:
    harvest = RoundPlan("lines", Order.VOLUNTEER, 60, harvest=True)
    talk = Conversation.begun(harvest, CHECK_OUT)
    talk.speaks("cor")
    talk.does("cor", Act.DONE)
    assert talk.rings().moments == ["ask"]
    assert talk.rings().moments == ["harvest", "check-out"]
