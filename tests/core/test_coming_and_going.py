"""People coming, leaving, stepping back and in, and seats: R5, R6 and G4."""

from __future__ import annotations

import pytest

from bot.core.effects import Button, NameOf
from bot.core.events import Act, Trusted
from bot.core.people import Standing
from tests.core.conversation import CHECK_OUT, MINUTE, SILENCE, Conversation, person, user


class TestNewcomers:
    """R5: newcomers first."""

    def test_who_comes_during_the_gathering_gets_the_invitation_before_all(self) -> None:
        talk = Conversation.called()
        heard = talk.joins("dina")
        assert heard.texts == ["welcome-gathering", "campfire.gathering-plain", "gathering-how"]
        assert heard.says[0].mention == (user("dina"),)
        talk.taps("dina", Button.DONE, heard.says[0])
        assert talk.standing("dina") is Standing.JOINED

    def test_the_circle_waits_before_its_next_turn_until_the_newcomer_agreed(self) -> None:
        talk = Conversation.begun()
        heard = talk.joins("dina")
        assert heard.texts == ["welcome-newcomer", "agreements"]
        assert (heard.says[0].person, heard.says[0].mention) == (person("dina"), (user("dina"),))
        assert talk.speaker == "anna", "the turn itself goes on"
        assert talk.does("anna", Act.DONE).effects == ()
        assert talk.speaker is None
        assert talk.taps("dina", Button.DONE, heard.says[0]).turn == "bert"
        assert talk.waiting == ["cor", "dina"]

    @pytest.mark.parametrize("act", [Act.LISTEN, Act.NO])
    def test_or_until_the_newcomer_reads_along(self, act: Act) -> None:
        talk = Conversation.begun()
        talk.joins("dina")
        talk.does("anna", Act.DONE)
        assert talk.speaks("dina", act).turn == "bert"

    def test_or_until_the_facilitator_leads_on(self) -> None:
        talk = Conversation.begun()
        talk.joins("dina")
        talk.does("anna", Act.DONE)
        assert talk.leads(Act.NEXT).turn == "bert"
        assert talk.does("dina", Act.AGREE).effects == (), "sitting down later is still possible"
        assert talk.waiting == ["cor", "dina"]

    def test_or_until_five_minutes_went_by(self) -> None:
        talk = Conversation.begun()
        talk.joins("dina")
        talk.does("anna", Act.DONE)
        assert talk.circle.due == talk.at + 5 * MINUTE
        assert talk.rings().turn == "bert"

    def test_or_until_the_newcomer_left_again(self) -> None:
        talk = Conversation.begun()
        talk.joins("dina")
        talk.does("anna", Act.DONE)
        assert talk.leaves("dina").turn == "bert"

    def test_a_newcomer_who_joins_without_agreeing_is_waited_for(self) -> None:
        talk = Conversation.begun()
        talk.joins("dina")
        talk.does("anna", Act.DONE)
        assert talk.does("dina", Act.JOIN).moments == ["welcome-newcomer"]
        assert talk.speaker is None
        assert talk.speaks("dina", Act.AGREE).turn == "bert"

    def test_a_newcomer_who_joined_can_still_say_no(self) -> None:
        talk = Conversation.begun()
        talk.joins("dina")
        talk.does("anna", Act.DONE)
        talk.does("dina", Act.JOIN)
        assert talk.does("dina", Act.NO).turn == "bert"
        assert talk.standing("dina") is Standing.READER

    def test_the_first_turn_waits_too(self) -> None:
        talk = Conversation.agreeing()
        talk.joins("dina")
        for name in ("anna", "bert", "cor"):
            assert talk.does(name, Act.AGREE).effects == ()
        assert talk.does("dina", Act.AGREE).turn == "anna"

    def test_in_a_large_open_meeting_they_are_welcomed_meanwhile(self) -> None:
        talk = Conversation.begun(newcomers="alongside")
        assert talk.joins("dina").moments == ["welcome-newcomer"]
        assert talk.does("anna", Act.DONE).turn == "bert"
        talk.does("dina", Act.AGREE)
        assert talk.waiting == ["cor", "dina"]

    def test_a_late_delivery_of_a_joining_says_nothing_twice(self) -> None:
        talk = Conversation.begun()
        talk.joins("dina")
        assert talk.joins("dina").effects == ()

    def test_without_a_session_nothing_is_said(self) -> None:
        talk = Conversation()
        assert talk.joins("dina").effects == talk.leaves("dina").effects == ()


class TestReaders:
    """Reading along, and sitting down later."""

    @pytest.mark.parametrize("how", ["agree", "join and agree", "tap", "plain"])
    def test_a_reader_sits_down_and_nobody_waits_for_it(self, how: str) -> None:
        talk = Conversation.begun()
        if how == "agree":
            talk.does("faye", Act.AGREE)
        elif how == "tap":
            talk.taps("faye", Button.DONE, talk.last("agreements"))
        else:
            heard = talk.taps("faye", Button.DONE, talk.last("gathering"))
            assert heard.texts == ["welcome-reader", "agreements"]
            assert talk.standing("faye") is Standing.JOINED
            if how == "plain":
                talk.speaks("faye", Act.AGREE)
            else:
                talk.does("faye", Act.YES)
        assert talk.standing("faye") is Standing.AGREED
        assert talk.waiting == ["bert", "cor", "faye"]
        assert talk.speaker == "anna"

    def test_plain_words_of_those_who_sit_already_are_words(self) -> None:
        talk = Conversation.begun()
        assert talk.speaks("anna", Act.LISTEN).effects == ()
        assert talk.standing("anna") is Standing.AGREED

    def test_plain_words_of_a_reader_sit_down_unless_they_lead(self) -> None:
        talk = Conversation.begun()
        assert talk.speaks("faye", Act.AGREE).effects == ()
        assert talk.speaks("faye", Act.JOIN).texts == ["welcome-reader", "agreements"]
        talk = Conversation.begun()
        talk.joins("dina")
        talk.does("dina", Act.LISTEN)
        talk.speaks("dina", Act.AGREE)
        assert talk.standing("dina") is Standing.AGREED

    def test_agreeing_twice_is_silent(self) -> None:
        talk = Conversation.begun()
        assert talk.does("anna", Act.AGREE).effects == ()
        assert talk.does("anna", Act.JOIN).effects == ()


class TestLeaving:
    """R6: who left is not discussed."""

    def test_leaving_takes_effect_when_the_turn_ends_in_one_line_without_a_name(self) -> None:
        talk = Conversation.begun()
        assert talk.leaves("bert").effects == ()
        heard = talk.does("anna", Act.DONE)
        assert heard.moments == ["left", "turn"]
        assert heard.texts[0] == "left-plain"
        assert heard.says[0].mention == ()

    def test_the_named_human_is_asked_to_look_after_them(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.happens(Trusted(talk.at, user("faye"), False, user("cor")))
        left = talk.leaves("bert").one("left")
        assert left.lines[0].slots == (("trusted", NameOf(person("cor"))),)
        assert left.mention == (user("cor"),)

    def test_a_named_human_who_left_themselves_is_not_asked(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.happens(Trusted(talk.at, user("faye"), False, user("bert")))
        assert talk.leaves("bert").texts == ["left-plain"]

    def test_repeats_are_not_announced(self) -> None:
        talk = Conversation.begun(SILENCE)
        assert talk.leaves("bert").moments == ["left"]
        talk.joins("bert")
        assert talk.leaves("bert").effects == ()
        assert talk.leaves("bert").effects == ()

    def test_who_is_back_before_the_turn_ends_was_never_told_of(self) -> None:
        talk = Conversation.begun()
        talk.leaves("bert")
        talk.joins("bert")
        talk.does("bert", Act.AGREE)
        assert talk.does("anna", Act.DONE).moments == ["turn"]

    def test_who_comes_back_agrees_again_and_keeps_their_place(self) -> None:
        """G4."""
        talk = Conversation.begun(names=("anna", "bert", "cor", "dina"))
        talk.leaves("bert")
        talk.does("anna", Act.DONE)
        talk.joins("bert")
        assert talk.standing("bert") is Standing.JOINED
        talk.does("cor", Act.DONE)
        assert talk.speaker is None, "the circle waits for them"
        assert talk.does("bert", Act.AGREE).turn == "bert"

    def test_in_the_agreements_who_leaves_is_not_waited_for(self) -> None:
        talk = Conversation.agreeing(names=("anna", "bert", "cor", "dina"))
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        assert talk.leaves("dina").moments == ["left", "turn"]

    def test_when_the_last_one_is_gone_kring_pauses(self) -> None:
        talk = Conversation.begun()
        talk.does("bert", Act.LISTEN)
        talk.does("cor", Act.LISTEN)
        assert talk.does("anna", Act.LISTEN).moments == ["paused"]
        assert talk.leads(Act.RESUME).texts == ["fault-circle-empty"]
        talk.does("bert", Act.AGREE)
        assert talk.leads(Act.RESUME).turn == "bert"


class TestFacilitatorGone:
    """The task is offered to those who are here."""

    def test_in_a_stage_whoever_says_yes_first_has_it(self) -> None:
        talk = Conversation.begun()
        talk.leaves("faye")
        assert talk.does("anna", Act.DONE).texts == ["left-plain", "facilitator-gone", "turn"]
        heard = talk.speaks("cor", Act.YES)
        assert heard.texts == ["facilitator-handed"]
        assert talk.session.facilitators == (user("cor"),)
        assert talk.does("anna", Act.YES).moments == ["fault"], "it was taken"

    def test_in_the_gathering_a_command_takes_it_and_plain_words_join(self) -> None:
        talk = Conversation.called()
        assert talk.leaves("faye").texts == ["left-plain", "facilitator-gone"]
        talk.speaks("anna", Act.YES)
        assert talk.standing("anna") is Standing.JOINED
        assert talk.session.facilitators == (user("faye"),)
        talk.does("bert", Act.YES)
        assert talk.session.facilitators == (user("bert"),)
        assert talk.standing("bert") is None

    def test_a_speaker_who_says_yes_to_being_done_does_not_take_it(self) -> None:
        talk = Conversation.begun()
        talk.leaves("faye")
        talk.does("anna", Act.DONE)
        talk.rings()
        assert talk.speaks("bert", Act.YES).turn == "cor"
        assert talk.does("bert", Act.YES).texts == ["facilitator-handed"]

    def test_a_newcomer_who_says_yes_to_the_agreements_does_not_take_it(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.leaves("faye")
        talk.joins("dina")
        talk.does("dina", Act.YES)
        assert talk.standing("dina") is Standing.AGREED
        assert talk.session.seeking_facilitator

    def test_a_facilitator_who_comes_back_still_has_it(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.leaves("faye")
        talk.joins("faye")
        talk.does("cor", Act.YES)
        assert talk.session.facilitators == (user("faye"),)

    def test_one_of_two_is_enough(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.hands_over("faye", "faye", "anna")
        assert talk.leaves("faye").moments == ["left"]


class TestSeats:
    """Somebody at the table without a device."""

    def brought(self) -> Conversation:
        talk = Conversation.begun()
        assert talk.brings("anna", "seat-opa").texts == ["seat-added", "seat-agree"]
        return talk

    def test_a_seat_brought_before_the_session_is_in_the_circle(self) -> None:
        talk = Conversation()
        assert talk.brings("anna", "seat-opa").texts == ["seat-added"]
        talk.starts()
        assert talk.standing("seat-opa") is Standing.JOINED

    def test_the_agreements_say_how_to_agree_for_it(self) -> None:
        talk = Conversation.called()
        talk.does("anna", Act.JOIN)
        assert talk.brings("anna", "seat-opa").texts == ["seat-added"]
        talk.does("bert", Act.JOIN)
        assert talk.leads(Act.NEXT).texts[-2:] == ["agreements", "seat-agree"]

    def test_who_brought_it_answers_for_it(self) -> None:
        talk = self.brought()
        assert talk.does("bert", Act.AGREE, "seat-opa").texts == ["fault-seat-of-other"]
        assert talk.leads(Act.AGREE, "seat-opa").texts == ["fault-seat-of-other"]
        talk.does("anna", Act.AGREE, "seat-opa")
        assert talk.waiting == ["bert", "cor", "seat-opa"]

    def test_its_turn_mentions_who_brought_it_and_their_taps_count_for_it(self) -> None:
        talk = self.brought()
        talk.does("anna", Act.AGREE, "seat-opa")
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.DONE)
        turn = talk.last("turn")
        assert (turn.person, turn.mention) == ("seat-opa", (user("anna"),))
        assert dict(turn.lines[-1].slots)["name"] == NameOf(person("seat-opa"), "$seat-opa")  # type: ignore[arg-type]  # an id made of a name
        assert talk.speaks("anna").effects == (), "words of who brought it are in turn"
        assert talk.taps("anna", Button.DONE, turn).moments == ["check-out"]

    def test_the_facilitator_may_end_its_turn(self) -> None:
        talk = self.brought()
        talk.does("anna", Act.AGREE, "seat-opa")
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.DONE)
        assert talk.does("cor", Act.DONE, "seat-opa").texts == ["fault-seat-of-other"]
        assert talk.leads(Act.DONE, "seat-opa").moments == ["check-out"]

    def test_nobody_acts_for_a_user(self) -> None:
        talk = Conversation.begun()
        assert talk.leads(Act.DONE, "anna").texts == ["fault-unknown-seat"]
        assert talk.takes_away("faye", "anna", leads=True).texts == ["fault-unknown-seat"]
        assert talk.speaker == "anna"

    def test_when_who_brought_it_leaves_it_cannot_have_the_floor(self) -> None:
        talk = self.brought()
        talk.does("anna", Act.AGREE, "seat-opa")
        talk.does("anna", Act.DONE)
        talk.leaves("anna")
        talk.does("bert", Act.DONE)
        assert talk.does("cor", Act.DONE).moments == ["check-out"]

    def test_taking_it_away_in_its_turn_gives_the_floor_on(self) -> None:
        talk = self.brought()
        talk.does("anna", Act.AGREE, "seat-opa")
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.DONE)
        assert talk.takes_away("bert", "seat-opa").texts == ["fault-seat-of-other"]
        assert talk.takes_away("anna", "seat-opa").moments == ["help", "check-out"]

    def test_three_seats_are_enough_for_one(self) -> None:
        talk = self.brought()
        talk.brings("anna", "seat-2")
        talk.brings("anna", "seat-3")
        assert talk.brings("anna", "seat-4").texts == ["fault-seats-full"]

    def test_a_reader_cannot_bring_one_to_a_circle(self) -> None:
        talk = Conversation.begun()
        assert talk.brings("faye", "seat-opa").texts == ["fault-not-in-circle"]

    def test_a_check_out_waits_for_seats_as_for_anyone(self) -> None:
        talk = Conversation.agreeing(CHECK_OUT)
        talk.brings("anna", "seat-opa")
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        talk.does("anna", Act.AGREE, "seat-opa")
        for name in ("anna", "bert", "cor"):
            talk.speaks(name)
        assert talk.stage_id == "check-out"
        assert talk.does("anna", Act.PASS, "seat-opa").moments == ["after-talk"]
