"""Holding: nobody is cut off, a rest is a rest, and in the after-talk it is told who can be reached."""

from __future__ import annotations

import pytest

from bot.core import overview
from bot.core.effects import Text
from bot.core.events import Act, Trusted
from bot.core.plan import HoldPlan, Mode
from bot.core.stages.hold import QUIET_MS
from tests.core.conversation import (
    CHECK_OUT,
    MINUTE,
    ROUND,
    SILENCE,
    THREE,
    Conversation,
    user,
)  # fmt: skip

DECISION = HoldPlan("decision", 600)
BREAK = HoldPlan("break", 600)


@pytest.mark.parametrize("trusted", [True, False])
def test_the_after_talk_tells_who_can_be_reached_and_the_close_does_again(trusted: bool) -> None:
    """While people are still there, and as the last thing."""
    talk = Conversation.begun(CHECK_OUT)
    if trusted:
        talk.happens(Trusted(talk.at, user("faye"), True, user("bert")))
    reach = "reach" if trusted else "reach-plain"
    for name in THREE:
        heard = talk.speaks(name)
    assert [line.key for line in heard.one("after-talk").lines] == [
        "campfire.after-talk", f"common.{reach}",
    ]  # fmt: skip
    assert heard.one("after-talk").mention == ()
    assert talk.rings().texts[1:] == [reach, "crisis-pointer"]


def test_whoever_is_told_to_stop_hears_who_can_be_reached_as_well() -> None:
    talk = Conversation.begun()
    assert talk.leads(Act.STOP).texts[1:] == ["reach-plain", "crisis-pointer"]


def test_who_is_telling_something_when_the_time_is_over_is_not_cut_off() -> None:
    """It goes on when it has been quiet for two minutes."""
    talk = Conversation.begun(DECISION, CHECK_OUT)
    begun = talk.at
    talk.after(5 * MINUTE).speaks("anna")
    assert talk.circle.due == begun + 10 * MINUTE, "there is time enough"
    talk.after(4 * MINUTE).speaks("anna")
    talk.after(MINUTE // 2).speaks("bert")
    assert talk.rings().moments == ["check-out"]
    assert talk.at == begun + 9 * MINUTE + MINUTE // 2 + QUIET_MS


def test_the_close_waits_for_those_who_talk_on() -> None:
    talk = Conversation.begun(CHECK_OUT)
    for name in THREE:
        talk.speaks(name)
    for _ in range(20):
        talk.after(MINUTE).speaks("bert")
    last_words = talk.at
    assert talk.circle.session is not None
    assert talk.rings().closed is not None
    assert talk.at == last_words + QUIET_MS


@pytest.mark.parametrize("plan", [SILENCE, BREAK])
def test_words_make_no_break_and_no_silence_longer(plan: HoldPlan) -> None:
    talk = Conversation.begun(plan, CHECK_OUT)
    due = talk.circle.due
    talk.after(MINUTE // 2).speaks("anna")
    assert talk.circle.due == due


def test_where_people_write_over_days_no_break_and_no_silence_is_announced() -> None:
    talk = Conversation.begun(ROUND, BREAK, SILENCE, DECISION, CHECK_OUT, mode=Mode.SLOW)
    talk.does("anna", Act.OVERVIEW)
    [(_, title)] = overview.text(talk.circle)[-1].slots
    assert title == Text("campfire.decision-title"), "what comes next is what will come"
    for name in THREE:
        heard = talk.does(name, Act.DONE)
    assert heard.moments[0] == "stage"
    assert talk.stage_id == "decision"


@pytest.mark.parametrize(
    ("mode", "text"),
    [(Mode.WRITTEN, None), (Mode.SPOKEN, "gathering-spoken"), (Mode.SLOW, "gathering-slow")],
)
def test_the_gathering_says_how_the_conversation_is_held(mode: Mode, text: str | None) -> None:
    talk = Conversation.called(mode=mode)
    shown = [key for key in ("gathering-spoken", "gathering-slow") if key == text]
    said = [line.key.removeprefix("common.") for line in talk.last("gathering").lines]
    assert [key for key in said if key in ("gathering-spoken", "gathering-slow")] == shown
