"""What came of asking whom a talk is about (R3), and looking back at the last harvest by reference."""

from __future__ import annotations

import pytest

from bot.core.effects import Line
from bot.core.events import Act
from bot.core.harvest import HANDLE
from bot.core.people import Voice
from bot.core.plan import Order, RoundPlan, StagePlan
from tests.core.conversation import (
    ABOUT,
    CHECK_OUT,
    HARVEST,
    LOOK_BACK,
    OPEN,
    PERMISSION,
    ROUND,
    SILENCE,
    THREE,
    VOLUNTEERS,
    Conversation,
)  # fmt: skip

CENTRE = RoundPlan("centre", Order.CIRCLE, 60, who=("centre",))
FOR_NOBODY = RoundPlan("professionals", Order.CIRCLE, 60, who=(Voice.PROFESSIONAL,))
SOMEBODY, NOBODY = "about-somebody", "about-nobody"


class TestWhatCameOfAsking:
    """Before the next prompt, in the same message (R12), all hear what it means for what they tell."""

    @pytest.mark.parametrize("then", [ROUND, OPEN, PERMISSION, SILENCE, VOLUNTEERS])
    @pytest.mark.parametrize("is_somebody", [True, False])
    def test_it_stands_before_the_next_prompt(self, then: StagePlan, is_somebody: bool) -> None:
        talk = Conversation.begun(ABOUT, then)
        talk.does("anna", Act.ME if is_somebody else Act.NO)
        talk.does("bert", Act.NO)
        heard = talk.does("cor", Act.NO)
        assert len(heard.says) == 1
        whom = SOMEBODY if is_somebody else NOBODY
        assert heard.texts[:2] == [whom, f"campfire.{then.id}"]
        assert "anna" not in repr(heard.says[0].lines[0])

    def test_before_a_round_for_who_said_so(self) -> None:
        talk = Conversation.begun(ABOUT, CENTRE, ROUND)
        talk.does("bert", Act.ME)
        heard = talk.leads(Act.NEXT)
        assert (heard.turn, heard.texts[0]) == ("bert", SOMEBODY)
        assert SOMEBODY not in talk.does("bert", Act.DONE).texts

    def test_what_nobody_hears_is_passed_over(self) -> None:
        """A round without people says nothing, so it comes with what follows."""
        talk = Conversation.begun(ABOUT, CENTRE, FOR_NOBODY, OPEN)
        assert talk.leads(Act.NEXT).texts == [NOBODY, "campfire.open"]

    @pytest.mark.parametrize("by", ["time", "the facilitator"])
    def test_however_the_question_ends(self, by: str) -> None:
        talk = Conversation.begun(ABOUT, OPEN)
        heard = talk.rings() if by == "time" else talk.leads(Act.NEXT)
        assert heard.texts == [NOBODY, "campfire.open"]

    def test_taken_back_and_answered_otherwise_it_is_told_anew(self) -> None:
        talk = Conversation.begun(ABOUT, OPEN)
        assert NOBODY in talk.leads(Act.NEXT).texts
        talk.leads(Act.BACK)
        talk.does("cor", Act.ME)
        assert talk.leads(Act.NEXT).texts == [SOMEBODY, "campfire.open"]

    def test_who_stepped_back_or_left_is_not_here(self) -> None:
        talk = Conversation.begun(ABOUT, OPEN)
        talk.does("anna", Act.ME)
        talk.does("anna", Act.LISTEN)
        assert talk.leads(Act.NEXT).texts == [NOBODY, "campfire.open"]

    def test_a_talk_that_does_not_ask_says_nothing_of_it(self) -> None:
        assert Conversation.begun(OPEN).heard[-1].lines == (Line("campfire.open"),)


class TestLookingBack:
    """The lines of the last time are read where they stand: only where that is, is kept."""

    def test_as_a_reply_to_the_last_harvest_of_this_room(self) -> None:
        talk = Conversation.begun(HARVEST, CHECK_OUT)
        for name in THREE:
            talk.speaks(name)
            talk.does(name, Act.DONE)
        talk.leads(Act.STOP)
        assert talk.circle.people == ()
        talk.format = Conversation.begun(LOOK_BACK, CHECK_OUT).format
        talk.starts()
        for name in THREE:
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        for name in THREE:
            heard = talk.does(name, Act.AGREE)
        [say] = heard.says
        assert heard.texts == ["campfire.look-back", "look-back"]
        assert (say.moment, say.replies_to, say.mention) == ("stage", HANDLE, ())

    def test_without_one_it_says_so(self) -> None:
        talk = Conversation.begun(LOOK_BACK)
        assert talk.last("stage").replies_to is None
        texts = [line.key for line in talk.last("stage").lines]
        assert texts == ["campfire.look-back", "common.look-back-none"]

    def test_a_harvest_that_was_taken_away_is_not_pointed_at(self) -> None:
        talk = Conversation.begun(HARVEST, LOOK_BACK)
        for name in THREE[:2]:
            talk.does(name, Act.PASS)
        talk.does("cor", Act.PASS)
        for name in THREE:
            heard = talk.does(name, Act.PASS)
        assert heard.texts[-1] == "look-back-none"
        assert heard.says[-1].replies_to is None
