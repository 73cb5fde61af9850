"""What goes wrong between people, as dialogues: Kring answers kindly, or keeps still."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.circle import HOUR_MS
from bot.core.effects import Button
from bot.core.events import Act
from bot.core.people import Standing
from tests.core.conversation import (
    CHECK_OUT,
    HARVEST,
    MINUTE,
    OPEN,
    ROUND,
    SECOND,
    SILENCE,
    Conversation,
    user,
)  # fmt: skip

STORY = "Toen ik daar een week was, belde mijn zus en vroeg ze of ik meeging."


class TestOutOfTurn:
    """Somebody speaks while another has the floor."""

    def test_support_is_never_answered(self) -> None:
        talk = Conversation.begun()
        for words in ("❤️", "sterkte Anna", "wat dapper dat je dit vertelt", "🙏🏽", "dank je wel"):
            for name in ("bert", "cor", "faye"):
                assert talk.says(name, words).effects == ()

    def test_all_are_reminded_once_and_nobody_is_named(self) -> None:
        talk = Conversation.begun()
        reminder = talk.says("bert", STORY).one("reminder-all")
        assert (reminder.mention, reminder.person) == ((), None)
        assert "bert" not in str(reminder.lines)
        for name in ("bert", "cor", "bert"):
            assert talk.says(name, STORY).effects == ()
        assert talk.speaker == "anna"

    def test_a_question_to_who_speaks_is_let_be(self) -> None:
        talk = Conversation.begun()
        talk.says("bert", STORY)
        assert talk.says("bert", "Hoe was dat voor je, Anna?").effects == ()
        assert talk.says("anna", "ja dat was zwaar").effects == ()
        assert talk.says("anna", "ja").effects == (), "and a yes to that ends no turn"


class TestSilence:
    """Nobody says anything."""

    def test_who_has_the_floor_is_asked_once_and_never_hurried(self) -> None:
        talk = Conversation.begun()
        asked = talk.rings()
        assert asked.texts == ["time-question"]
        assert talk.circle.due == talk.session.idle_since + 12 * HOUR_MS
        talk.after(HOUR_MS)
        assert talk.says("anna", STORY).effects == ()
        assert talk.speaker == "anna"

    def test_not_yet_is_an_answer_to_that(self) -> None:
        for words in ("nee", "nog niet", "nee nog niet", "bijna", "even nog", "not yet"):
            talk = Conversation.begun()
            talk.rings()
            assert talk.says("anna", words).effects == (), words
            assert talk.speaker == "anna"

    def test_an_open_floor_on_which_nobody_speaks_ends_with_a_question(self) -> None:
        talk = Conversation.begun(OPEN, SILENCE)
        assert talk.rings().texts == ["open-last-question"]
        assert talk.rings().moments == ["stage"]

    def test_a_check_out_that_nobody_answers_ends_in_its_time(self) -> None:
        talk = Conversation.begun(CHECK_OUT)
        talk.after(3 * MINUTE - SECOND)
        assert talk.rings().moments == ["after-talk"]

    def test_a_harvest_in_which_nobody_says_a_line_says_that_that_is_well(self) -> None:
        talk = Conversation.begun(HARVEST, SILENCE)
        for _ in range(3):
            talk.says(str(talk.speaker), "liever niet")
        for _ in range(3):
            last = talk.says(str(talk.speaker), "nee")
        assert last.texts[0] == "harvest-empty"


class TestTears:
    """Somebody cannot go on for a while."""

    @pytest.mark.parametrize("who", ["anna", "bert", "faye", "rita"])
    def test_anybody_may_ask_for_a_pause_and_nobody_is_asked_why(self, who: str) -> None:
        talk = Conversation.called(names=("anna", "bert", "cor", "rita"))
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        paused = talk.says(who, "kunnen we even stoppen?").one("paused")
        assert (paused.mention, paused.person, paused.lines[0].slots) == ((), None, ())
        # All may talk meanwhile, and no clock runs.
        assert talk.says("bert", STORY).effects == ()
        assert talk.circle.due is not None
        assert talk.circle.due > talk.at + HOUR_MS
        talk.after(20 * MINUTE)
        resumed = talk.says(who, "we kunnen weer verder").one("resumed")
        assert resumed.mention == (user("anna"),)
        assert talk.session.turn is not None
        assert talk.session.turn.until == talk.at + 3 * MINUTE, "their whole time anew"

    def test_the_facilitator_may_go_on_and_others_are_told_who_may(self) -> None:
        talk = Conversation.begun()
        talk.says("anna", "pauze")
        assert talk.does("cor", Act.RESUME).texts == ["fault-resume-others"]
        assert talk.says("cor", "verder").effects == ()
        assert talk.says("faye", "verder").moments == ["resumed"]

    def test_once_who_paused_is_gone_anybody_goes_on(self) -> None:
        talk = Conversation.begun()
        talk.says("bert", "pauze")
        talk.leaves("bert")
        assert talk.says("cor", "we kunnen weer").moments == ["resumed"]


class TestLeaving:
    """R6: somebody leaves."""

    def test_in_their_own_turn_it_goes_on_at_once(self) -> None:
        talk = Conversation.begun()
        heard = talk.leaves("anna")
        assert heard.moments == ["left", "turn"]
        assert "anna" not in str(heard.one("left"))

    def test_coming_and_going_is_told_once(self) -> None:
        talk = Conversation.begun(SILENCE)
        assert talk.leaves("cor").moments == ["left"]
        for _ in range(3):
            talk.joins("cor")
            assert talk.leaves("cor").moments == []

    def test_in_a_pause_it_takes_effect_at_once(self) -> None:
        talk = Conversation.begun()
        talk.says("bert", "pauze")
        assert talk.leaves("cor").moments == ["left"]

    def test_by_words_one_reads_along_and_may_come_back(self) -> None:
        talk = Conversation.begun()
        assert talk.says("bert", "ik ga liever alleen luisteren").effects == ()
        assert talk.standing("bert") is Standing.READER
        assert talk.says("anna", "klaar").turn == "cor"
        talk.says("bert", "ik doe toch mee")
        assert talk.says("bert", "akkoord").effects == ()
        assert talk.says("cor", "klaar").turn == "bert"


class TestFacilitators:
    """Who leads is gone, or there are two of them."""

    def test_who_comes_back_before_anybody_took_it_still_has_it(self) -> None:
        talk = Conversation.begun(SILENCE)
        assert talk.leaves("faye").moments == ["left", "ask"]
        talk.joins("faye")
        assert not talk.session.seeking_facilitator
        assert talk.says("cor", "ja").effects == ()

    def test_who_comes_back_after_it_was_taken_sits_as_anybody(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.leaves("faye")
        talk.says("cor", "ik neem het over")
        talk.joins("faye")
        assert talk.session.facilitators == (user("cor"),)
        assert talk.leads(Act.NEXT).texts == ["fault-not-facilitator"]

    def test_of_two_the_other_goes_on(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.hands_over("faye", "anna", "bert")
        assert talk.leaves("anna").moments == ["left"]
        assert talk.says("bert", "volgende").moments == ["after-talk"]

    def test_when_both_are_gone_it_is_offered(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.hands_over("faye", "anna", "bert")
        talk.leaves("anna")
        assert talk.leaves("bert").moments == ["left", "ask"]
        assert talk.says("cor", "ja").texts == ["facilitator-handed"]

    def test_two_who_say_different_things_at_once_are_heard_in_order(self) -> None:
        talk = Conversation.begun(ROUND, SILENCE)
        talk.hands_over("faye", "anna", "bert")
        talk.says("bert", "volgende")
        assert talk.says("anna", "pauze").moments == ["paused"]
        assert talk.says("bert", "volgende").effects == ()
        assert talk.does("bert", Act.NEXT).texts == ["fault-paused"]
        assert talk.says("bert", "verder").moments == ["resumed"]
        talk.does("anna", Act.STOP)
        assert talk.does("bert", Act.RESUME).texts == ["fault-no-session"]

    def test_one_who_led_on_too_soon_can_take_only_their_own_step_back(self) -> None:
        talk = Conversation.begun(ROUND, SILENCE)
        talk.hands_over("faye", "anna", "bert")
        assert talk.says("bert", "volgende").turn == "bert"
        assert talk.does("anna", Act.BACK).texts == ["fault-nothing-to-undo"]
        assert talk.says("bert", "oeps").turn == "anna"

    def test_one_who_speaks_ends_their_own_turn(self) -> None:
        talk = Conversation.begun()
        talk.hands_over("faye", "anna", "bert")
        assert talk.says("anna", "volgende").turn == "bert"
        assert "anna" not in talk.waiting, "done, not later"


class TestTwoAtOnce:
    """Two people do something in the same instant."""

    def test_two_taps_under_one_turn(self) -> None:
        talk = Conversation.begun()
        turn = talk.last("turn")
        assert talk.taps("bert", Button.DONE, turn).effects == ()
        assert talk.taps("anna", Button.DONE, turn).turn == "bert"
        assert talk.taps("anna", Button.DONE, turn).effects == ()

    def test_two_hands(self) -> None:
        talk = Conversation.begun(OPEN)
        assert talk.says("bert", "mag ik wat zeggen?").turn == "bert"
        assert talk.says("cor", "mag ik wat zeggen?").texts == ["queue"]
        assert talk.says("bert", "klaar").turn == "cor"

    def test_two_pauses(self) -> None:
        talk = Conversation.begun()
        talk.says("bert", "pauze")
        assert talk.says("cor", "pauze").effects == ()
        assert talk.taps("anna", Button.PAUSE, talk.last("turn")).effects == ()

    def test_a_done_and_a_lead_on(self) -> None:
        """Anna is done as Faye leads on: nobody loses their turn by it for good."""
        talk = Conversation.begun()
        talk.says("anna", "klaar")
        talk.says("faye", "volgende")
        assert talk.speaker == "cor"
        assert talk.waiting == ["bert"]


class TestOldTaps:
    """A tap under what is past."""

    @pytest.mark.parametrize("button", [Button.DONE, Button.PASS, Button.LATER])
    def test_under_an_earlier_part_ends_nothing(self, button: Button) -> None:
        talk = Conversation.begun(CHECK_OUT, HARVEST, SILENCE)
        asked = talk.last("check-out")
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.PASS)
        assert talk.speaker == "anna"
        talk.after(5 * MINUTE)
        assert talk.taps("anna", button, asked).effects == ()

    def test_after_the_close_means_nothing(self) -> None:
        talk = Conversation.begun()
        turn = talk.last("turn")
        talk.leads(Act.STOP)
        for button in Button:
            assert talk.taps("anna", button, turn).effects == ()

    def test_under_an_earlier_gathering_joins_no_later_one(self) -> None:
        talk = Conversation.called()
        old = talk.last("gathering")
        talk.leads(Act.STOP)
        talk.starts()
        assert talk.taps("anna", Button.DONE, replace(old, session="before")).effects == ()
        assert talk.standing("anna") is None
