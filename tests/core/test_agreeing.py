"""Where all are to agree, one no is heard: it does not go on by itself, and it never hangs."""

from __future__ import annotations

import pytest

from bot.core.effects import Button
from bot.core.events import Act
from bot.core.plan import AskPlan
from tests.core.conversation import OPEN, Conversation

AGREEING = AskPlan("agreeing", 300, all_agree=True)


def asked() -> Conversation:
    """All are asked, and cor cannot go along."""
    talk = Conversation.begun(AGREEING, OPEN)
    assert talk.does("cor", Act.NO).effects == ()
    assert talk.does("anna", Act.YES).effects == ()
    return talk


def test_when_nobody_says_no_it_goes_on() -> None:
    talk = Conversation.begun(AGREEING, OPEN)
    talk.does("anna", Act.YES)
    talk.does("bert", Act.PASS)
    assert talk.does("cor", Act.YES).texts == ["campfire.open"]


def test_a_no_is_told_once_naming_nobody_and_waited_for() -> None:
    talk = asked()
    heard = talk.does("bert", Act.YES)
    assert heard.texts == ["not-agreed"]
    [say] = heard.says
    assert (say.moment, say.person, say.mention) == ("ask", None, ())
    assert talk.does("anna", Act.YES).effects == ()
    assert talk.does("cor", Act.YES).texts == ["campfire.open"]


def test_a_change_of_mind_works_both_ways() -> None:
    talk = asked()
    talk.does("cor", Act.YES)
    talk.does("anna", Act.NO)
    assert talk.does("bert", Act.YES).texts == ["not-agreed"]
    assert talk.does("anna", Act.PASS).texts == ["campfire.open"]


def test_a_tick_is_a_yes_after_a_no() -> None:
    talk = asked()
    ask = talk.last("ask")
    talk.taps("bert", Button.DONE, ask)
    assert talk.taps("cor", Button.DONE, ask).texts == ["campfire.open"]


def test_time_does_not_pass_over_it_and_the_facilitator_can() -> None:
    talk = asked()
    assert talk.rings().texts == ["not-agreed"]
    assert talk.leads(Act.NEXT).texts == ["campfire.open"]


def test_the_facilitator_hears_it_first_and_goes_on_the_second_time() -> None:
    talk = asked()
    assert talk.leads(Act.NEXT).texts == ["not-agreed"]
    assert talk.leads(Act.NEXT).texts == ["campfire.open"]


@pytest.mark.parametrize("how", ["leaves", "steps back"])
def test_who_said_no_and_is_not_here_any_more_is_not_waited_for(how: str) -> None:
    talk = asked()
    talk.does("bert", Act.YES)
    if how == "leaves":
        talk.leaves("cor")
    else:
        talk.does("cor", Act.LISTEN)
    assert talk.heard[-1].stage == "open"
