"""Asking everyone, and waiting: every row of their tables, and the end of a conversation."""

from __future__ import annotations

import pytest

from bot.core.effects import Button, Close
from bot.core.events import Act
from bot.core.people import Voice
from bot.core.plan import Mode
from tests.core.conversation import (
    CHECK_OUT,
    MINUTE,
    PERMISSION,
    SILENCE,
    VOICES,
    Conversation,
)  # fmt: skip


def test_a_check_out_is_answered_in_words_in_any_order() -> None:
    talk = Conversation.begun(CHECK_OUT)
    asked = talk.last("check-out")
    assert asked.buttons == (Button.PASS,)
    assert asked.person is None
    assert talk.speaks("cor").effects == ()
    assert talk.speaks("anna", brief=True).effects == ()
    assert talk.speaks("bert", Act.YES).moments == ["after-talk"], "'yes' is words here"


@pytest.mark.parametrize("act", [Act.DONE, Act.PASS, Act.LATER])
def test_leaving_it_at_that_is_an_answer(act: Act) -> None:
    talk = Conversation.begun(CHECK_OUT)
    for name in ("anna", "bert"):
        assert talk.does(name, act).effects == ()
    assert talk.does("cor", act).moments == ["after-talk"]


def test_a_tap_under_the_check_out_passes() -> None:
    talk = Conversation.begun(CHECK_OUT)
    for name in ("anna", "bert", "cor"):
        talk.taps(name, Button.PASS, talk.last("check-out"))
    assert talk.stage_id == "after-talk"


def test_a_tap_under_the_check_out_means_nothing_after_it() -> None:
    talk = Conversation.begun(CHECK_OUT, PERMISSION)
    asked = talk.last("check-out")
    talk.leads(Act.NEXT)
    assert talk.taps("anna", Button.PASS, asked).effects == ()
    assert talk.stage is not None
    assert getattr(talk.stage, "answered", None) == ()


def test_answering_twice_counts_once() -> None:
    talk = Conversation.begun(CHECK_OUT)
    for _ in range(3):
        talk.speaks("anna")
    assert talk.stage_id == "check-out"


def test_words_of_readers_are_no_answer() -> None:
    talk = Conversation.begun(CHECK_OUT)
    assert talk.speaks("faye").effects == ()
    assert talk.does("faye", Act.PASS).texts == ["fault-not-in-circle"]


@pytest.mark.parametrize("act", [Act.YES, Act.NO])
def test_a_permission_is_answered_by_yes_or_no(act: Act) -> None:
    talk = Conversation.begun(PERMISSION)
    assert talk.speaks("anna").effects == ()
    talk.does("anna", act)
    talk.speaks("bert", act)
    assert talk.stage_id == "permission"
    assert talk.does("cor", act).moments == ["after-talk"]


@pytest.mark.parametrize("button", [Button.DONE, Button.PASS, Button.LATER])
def test_a_late_tap_under_the_last_turn_answers_no_check_out(button: Button) -> None:
    talk = Conversation.begun()
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.DONE)
    assert talk.stage_id == "check-out"
    for name in ("anna", "bert", "cor"):
        assert talk.taps(name, button, talk.last("turn")).effects == ()
    assert talk.stage_id == "check-out"
    assert talk.speaks("anna").effects == ()


def test_a_permission_can_be_passed_by_a_tap() -> None:
    talk = Conversation.begun(PERMISSION)
    for name in ("anna", "bert", "cor"):
        talk.taps(name, Button.PASS, talk.last("permission"))
    assert talk.stage_id == "after-talk"


def test_not_answering_is_an_answer_when_the_time_is_over() -> None:
    talk = Conversation.begun(CHECK_OUT)
    assert talk.rings().moments == ["after-talk"]


def test_the_facilitator_need_not_wait_for_answers() -> None:
    talk = Conversation.begun(CHECK_OUT)
    assert talk.leads(Act.NEXT).moments == ["after-talk"]


def test_the_last_silent_one_who_leaves_or_steps_back_ends_the_asking() -> None:
    for act in ("leaves", "steps back"):
        talk = Conversation.begun(CHECK_OUT)
        talk.speaks("anna")
        talk.speaks("bert")
        heard = talk.leaves("cor") if act == "leaves" else talk.does("cor", Act.LISTEN)
        assert heard.moments[-1] == "after-talk"


def test_answers_in_a_pause_count_and_the_time_starts_anew() -> None:
    talk = Conversation.begun(CHECK_OUT)
    talk.does("anna", Act.PAUSE)
    for name in ("anna", "bert", "cor"):
        talk.speaks(name)
    assert talk.stage_id == "check-out"
    talk.after(10 * MINUTE)
    assert talk.does("anna", Act.RESUME).moments == ["resumed", "after-talk"]


def test_a_hold_waits_and_lets_everybody_speak() -> None:
    talk = Conversation.begun(SILENCE)
    said = talk.last("stage")
    assert said.until == talk.at + MINUTE
    assert talk.speaks("bert").effects == ()
    assert talk.does("anna", Act.DONE).texts == ["fault-no-turn"]
    assert talk.rings().moments == ["after-talk"]


def test_a_hold_waits_its_whole_time_anew_after_a_pause() -> None:
    talk = Conversation.begun(SILENCE)
    talk.after(50_000).does("anna", Act.PAUSE)
    talk.after(10 * MINUTE).does("anna", Act.RESUME)
    assert talk.circle.due == talk.at + MINUTE


def test_the_facilitator_leads_on_from_a_hold() -> None:
    talk = Conversation.begun(SILENCE)
    assert talk.leads(Act.NEXT).moments == ["after-talk"]


def test_next_in_the_after_talk_closes() -> None:
    talk = Conversation.begun(SILENCE)
    talk.leads(Act.NEXT)
    assert talk.leads(Act.NEXT).moments == ["closed"]


def test_the_after_talk_closes_by_itself_and_everything_is_forgotten() -> None:
    talk = Conversation.begun(CHECK_OUT)
    talk.rings()
    talk.after(0)
    heard = talk.rings()
    assert heard.texts == ["campfire.closed", "reach-plain", "crisis-pointer"]
    assert heard.closed == Close("session-1", "campfire", 18, "3-5")
    assert talk.circle.session is None
    assert talk.circle.people == ()


def test_how_many_took_part_stays_as_a_band_only() -> None:
    names = tuple(f"person{number}" for number in range(13))
    for count, band in ((5, "3-5"), (6, "6-12"), (12, "6-12"), (13, "more")):
        talk = Conversation.begun(SILENCE, names=names[:count])
        closed = talk.leads(Act.STOP).closed
        assert closed is not None
        assert closed.band == band


def test_in_a_slow_conversation_everything_waits_a_day() -> None:
    talk = Conversation.begun(CHECK_OUT, mode=Mode.SLOW)
    assert talk.last("check-out").until == talk.at + 24 * 60 * MINUTE


def test_voices_are_told_without_an_answer_and_never_by_a_reaction() -> None:
    """R9."""
    talk = Conversation.begun(VOICES, CHECK_OUT)
    asked = talk.last("voices")
    assert asked.buttons == ()
    assert talk.tells("anna", Voice.CLIENT).effects == ()
    assert talk.tells("bert", Voice.NAASTE, privately=True).effects == ()
    assert talk.stage_id == "voices"
    assert talk.does("cor", Act.PASS).moments == ["check-out"]


def test_telling_no_voice_is_an_answer_and_words_are_none() -> None:
    talk = Conversation.begun(VOICES, CHECK_OUT)
    assert talk.speaks("anna").effects == ()
    assert talk.speaks("anna", Act.YES).effects == ()
    for name in ("anna", "bert"):
        assert talk.tells(name).effects == ()
    assert talk.tells("cor").moments == ["check-out"]


def test_a_voice_told_elsewhere_is_noted_and_one_told_privately_is_not_spoken_of() -> None:
    talk = Conversation.begun(CHECK_OUT)
    assert talk.tells("anna", Voice.CLIENT).texts == ["voices-noted"]
    assert talk.tells("anna", privately=True).effects == ()
    assert talk.tells("anna").texts == ["voices-withdrawn"]


def test_a_hand_where_none_is_needed_gets_a_kind_answer() -> None:
    talk = Conversation.begun(SILENCE)
    assert talk.does("anna", Act.HAND).texts == ["fault-hand-not-now"]
    assert talk.does("faye", Act.HAND).texts == ["fault-not-in-circle"]
