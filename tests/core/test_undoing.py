"""What was done can be taken back, as long as nothing came of it; and a tap that is removed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.circle import Phase
from bot.core.effects import Button
from bot.core.events import Act
from bot.core.people import EventId, Standing, Voice
from bot.core.plan import Mode, Order, RoundPlan
from tests.core.conversation import (
    CHECK_OUT,
    HARVEST,
    MINUTE,
    OPEN,
    PERMISSION,
    ROUND,
    SECOND,
    SILENCE,
    VOLUNTEERS,
    Conversation,
    Heard,
    user,
)  # fmt: skip


class TestTurnTakenBack:
    """Anna said "klaar" too soon, and Bert was announced."""

    def begun(self, words: str = "klaar") -> Conversation:
        talk = Conversation.begun()
        assert talk.says("anna", words, said="$klaar").turn == "bert"
        return talk

    @pytest.mark.parametrize(
        "words",
        [
            "toch nog iets",
            "ik was nog niet klaar",
            "mag ik wat zeggen",
            "oeps",
            "terug",
            "✋",
            "te snel",
        ],
    )
    def test_by_plain_words(self, words: str) -> None:
        heard = self.begun().says("anna", words)
        assert (heard.moments, heard.turn) == (["turn"], "anna")
        assert heard.texts == ["turn-back"]

    @pytest.mark.parametrize("act", [Act.BACK, Act.HAND])
    def test_by_command(self, act: Act) -> None:
        assert self.begun().does("anna", act).turn == "anna"

    @pytest.mark.parametrize("button", [Button.HAND, Button.LATER])
    def test_by_one_tap(self, button: Button) -> None:
        talk = self.begun()
        assert talk.taps("anna", button, talk.last("turn")).turn == "anna"

    def test_by_removing_or_editing_the_words(self) -> None:
        assert self.begun().removes("$klaar", "anna").turn == "anna"
        assert self.begun().changes("$klaar").turn == "anna"

    def test_by_removing_the_tap(self) -> None:
        talk = Conversation.begun()
        assert talk.untaps("anna", Button.DONE, talk.last("turn")).turn == "anna"

    @pytest.mark.parametrize("words", ["pas", "later", "ik was uitgepraat maar dan anders"])
    def test_also_a_pass_and_a_later(self, words: str) -> None:
        talk = Conversation.begun()
        talk.says("anna", words)
        back = talk.says("anna", "toch nog iets").turn
        assert back == (None if words.startswith("ik was") else "anna")

    def test_the_next_one_keeps_their_place_in_front(self) -> None:
        """G3: everyone has it once, but for the floor that was taken back."""
        talk = self.begun()
        talk.says("anna", "toch nog iets")
        assert talk.waiting == ["bert", "cor"]
        assert [talk.does(str(talk.speaker), Act.DONE).turn for _ in range(3)] == [
            "bert",
            "cor",
            None,
        ]
        assert talk.turns == ["anna", "bert", "anna", "bert", "cor"]

    def test_not_by_anyone_else(self) -> None:
        talk = self.begun()
        for name in ("bert", "cor", "faye"):
            assert talk.does(name, Act.BACK).texts == ["fault-nothing-to-undo"]
            assert talk.says(name, "terug").effects == ()
            assert talk.taps(name, Button.LATER, talk.last("turn")).turn != "anna"
        talk = self.begun()
        assert talk.removes("$klaar", "faye").effects == (), "a moderator takes nothing back"

    def test_not_once_the_next_one_speaks(self) -> None:
        talk = self.begun()
        talk.says("bert", "Nou, bij mij begon het vorig jaar.")
        assert talk.says("anna", "oeps").effects == ()
        assert talk.removes("$klaar", "anna").effects == ()
        assert talk.does("anna", Act.BACK).texts == ["fault-nothing-to-undo"]
        assert talk.speaker == "bert"

    def test_then_they_are_offered_it_once_more_at_the_end(self) -> None:
        talk = self.begun()
        talk.says("bert", "Nou, bij mij begon het vorig jaar.")
        heard = talk.says("anna", "ik was nog niet klaar")
        assert heard.texts == ["queue"]
        assert talk.does("bert", Act.DONE).turn == "cor"
        heard = talk.does("cor", Act.DONE)
        assert (heard.turn, heard.texts) == ("anna", ["turn-again-last"])
        talk.does("anna", Act.DONE)
        assert talk.stage_id == "check-out"

    def test_words_of_others_change_nothing_about_it(self) -> None:
        talk = self.begun()
        talk.says("cor", "wat een verhaal zeg, dat raakt me echt")
        talk.says("cor", "sterkte")
        assert talk.says("anna", "toch nog iets").turn == "anna"

    def test_not_after_a_while(self) -> None:
        talk = self.begun()
        talk.after(2 * MINUTE)
        assert self.begun().says("anna", "oeps").turn == "anna"
        talk.after(SECOND)
        assert talk.says("anna", "oeps").effects == ()

    def test_where_people_talk_aloud_only_for_a_moment(self) -> None:
        for wait, back in ((30 * SECOND, "anna"), (31 * SECOND, None)):
            talk = Conversation.begun(mode=Mode.SPOKEN)
            talk.does("anna", Act.DONE)
            talk.after(wait)
            assert talk.taps("anna", Button.HAND, talk.last("turn")).turn == back

    def test_over_days_for_a_day(self) -> None:
        talk = Conversation.begun(mode=Mode.SLOW)
        talk.does("anna", Act.DONE)
        talk.after(20 * 60 * MINUTE)
        assert talk.says("anna", "oeps").turn == "anna"

    def test_one_step_only(self) -> None:
        talk = self.begun()
        talk.does("bert", Act.DONE)
        assert talk.says("anna", "terug").effects == ()
        assert talk.says("bert", "terug").turn == "bert"
        assert talk.does("bert", Act.BACK).texts == ["fault-nothing-to-undo"]

    def test_a_tap_under_the_announcement_of_before_ends_nothing(self) -> None:
        talk = self.begun()
        old = talk.last("turn")
        talk.says("anna", "toch nog iets")
        for name in ("anna", "bert"):
            assert talk.taps(name, Button.DONE, old).effects == ()
        assert talk.taps("anna", Button.DONE, talk.last("turn")).turn == "bert"

    def test_the_last_turn_of_a_part_comes_back_too(self) -> None:
        talk = Conversation.begun(ROUND, SILENCE)
        for _ in range(3):
            last = talk.says(str(talk.speaker), "klaar", said="$last")
        assert last.moments == ["stage"]
        assert talk.taps("cor", Button.HAND, talk.last("stage")).turn == "cor"
        assert talk.stage_id == "round"
        assert talk.says("cor", "klaar").moments == ["stage"]

    def test_but_not_into_an_open_floor_where_a_hand_is_a_hand(self) -> None:
        talk = Conversation.begun(ROUND, OPEN)
        for _ in range(3):
            talk.does(str(talk.speaker), Act.DONE)
        talk.taps("cor", Button.HAND, talk.last("stage"))
        assert (talk.stage_id, talk.speaker) == ("open", "cor")

    def test_a_harvest_that_was_repeated_too_soon_is_repeated_anew(self) -> None:
        talk = Conversation.begun(HARVEST, SILENCE, names=("anna", "bert", "cor"))
        for name in ("anna", "bert", "cor"):
            talk.says(name, f"dit is wat {name} meeneemt", said=f"${name}")
            ended = talk.says(name, "klaar", said="$klaar")
        assert ended.moments == ["harvest", "stage"]
        assert talk.says("cor", "oeps te snel").turn == "cor"
        assert not talk.session.harvest
        talk.says("cor", "en nog iets moois", said="$nog")
        again = talk.says("cor", "klaar")
        assert [one.event for one in talk.session.harvest or ()][-1] == EventId("$nog")
        assert again.moments == ["harvest", "stage"]

    def test_the_words_that_take_it_back_are_no_line(self) -> None:
        talk = Conversation.begun(HARVEST, CHECK_OUT)
        for name in ("anna", "bert"):
            talk.says(name, "klaar")
        talk.says("cor", "dit neem ik mee", said="$line")
        assert talk.says("cor", "klaar").moments == ["harvest", "check-out"]
        assert talk.says("cor", "toch nog iets", said="$more").turn == "cor"
        assert [one.event for one in talk.round.lines] == [EventId("$line")]

    def test_a_line_that_a_pass_took_away_comes_back(self) -> None:
        talk = Conversation.begun(HARVEST)
        talk.says("anna", "dit neem ik mee", said="$line")
        talk.says("anna", "pas")
        assert not talk.round.lines
        talk.says("anna", "oeps")
        assert [one.event for one in talk.round.lines] == [EventId("$line")]

    def test_who_brought_a_seat_takes_back_its_turn(self) -> None:
        talk = Conversation.called(names=("anna", "bert", "cor"))
        talk.brings("anna", "seat-opa") if talk.does("anna", Act.JOIN) else None
        for name in ("bert", "cor"):
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        talk.does("anna", Act.AGREE, "seat-opa")
        talk.does("anna", Act.DONE)
        assert talk.speaker == "seat-opa"
        talk.does("anna", Act.DONE)
        assert talk.speaker == "bert"
        assert talk.taps("anna", Button.LATER, talk.last("turn")).turn == "seat-opa"

    def test_a_hand_for_another_seat_takes_back_nothing(self) -> None:
        talk = Conversation.called(names=("anna", "bert", "cor"))
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.JOIN)
        talk.brings("anna", "seat-opa")
        talk.leads(Act.NEXT)
        talk.does("anna", Act.AGREE, "seat-opa")
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        talk.does("anna", Act.DONE)
        assert talk.does("anna", Act.HAND, "seat-opa").texts == ["fault-hand-later"]
        assert talk.speaker == "bert"

    def test_a_fair_queue_is_not_jumped_by_a_hand(self) -> None:
        talk = Conversation.begun(OPEN)
        talk.does("anna", Act.HAND)
        talk.does("bert", Act.HAND)
        assert talk.does("anna", Act.DONE).turn == "bert"
        talk.taps("anna", Button.HAND, talk.last("stage"))
        assert (talk.speaker, talk.hands) == ("bert", ["anna"])
        talk = Conversation.begun(VOLUNTEERS)
        talk.does("anna", Act.HAND)
        talk.does("bert", Act.HAND)
        talk.does("anna", Act.DONE)
        assert talk.taps("anna", Button.HAND, talk.last("turn")).turn is None

    def test_but_an_open_turn_that_ended_by_mistake_comes_back(self) -> None:
        talk = Conversation.begun(OPEN)
        talk.does("anna", Act.HAND)
        talk.does("bert", Act.HAND)
        talk.says("anna", "klaar", said="$klaar")
        assert talk.removes("$klaar", "anna").turn == "anna"
        assert talk.hands == ["bert"]
        [had] = talk.open.had
        assert (had.turns, had.last) == (0, 1)


class TestHandInRound:
    """Somebody who had the floor wants to add something."""

    def test_once_and_at_the_end(self) -> None:
        talk = Conversation.begun()
        talk.says("anna", "Dit is mijn verhaal, van begin tot eind.")
        talk.does("anna", Act.DONE)
        talk.says("bert", "En dit is dat van mij, ook helemaal.")
        assert talk.taps("anna", Button.HAND, talk.last("turn")).texts == ["queue"]
        assert talk.taps("anna", Button.HAND, talk.last("turn")).effects == (), "told once"
        talk.does("bert", Act.DONE)
        talk.says("cor", "En dit het mijne, zo uit het hoofd.")
        assert talk.does("cor", Act.DONE).turn == "anna"
        talk.says("anna", "En dan nog dit, dat vergat ik.")
        assert talk.does("anna", Act.DONE).turn is None

    def test_and_need_not(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.DONE)
        talk.says("bert", "En dit is dat van mij, ook helemaal.")
        talk.does("anna", Act.HAND)
        talk.says("anna", "laat maar")
        talk.does("bert", Act.DONE)
        assert talk.does("cor", Act.DONE).turn is None

    def test_who_waits_needs_none(self) -> None:
        talk = Conversation.begun()
        assert talk.does("bert", Act.HAND).texts == ["fault-hand-later"]
        assert talk.taps("bert", Button.HAND, talk.last("turn")).effects == ()

    def test_who_passed_is_asked_anyway(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.PASS)
        talk.says("bert", "En dit is dat van mij, ook helemaal.")
        assert talk.does("anna", Act.HAND).texts == ["queue"]
        talk.does("bert", Act.DONE)
        assert talk.does("cor", Act.DONE).turn == "anna"

    def test_not_in_a_round_for_other_voices(self) -> None:
        talk = Conversation.called(RoundPlan("round", Order.CIRCLE, 60, who=(Voice.CLIENT,)))
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.JOIN)
        talk.tells("anna", Voice.CLIENT)
        talk.leads(Act.NEXT)
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        assert talk.speaker == "anna"
        assert talk.does("bert", Act.HAND).texts == ["fault-hand-listen"]

    def test_who_needed_no_floor_may_want_it_after_all(self) -> None:
        talk = Conversation.begun(VOLUNTEERS)
        talk.does("cor", Act.PASS)
        assert talk.does("cor", Act.HAND).turn == "cor"
        talk.does("cor", Act.DONE)
        assert talk.does("cor", Act.HAND).texts == ["fault-hand-later"]


class TestLedOnTakenBack:
    """The facilitator led on too soon."""

    @pytest.mark.parametrize("how", ["words", "command", "tap", "remove", "edit"])
    @pytest.mark.parametrize(
        "stages", [(ROUND, SILENCE), (SILENCE, ROUND), (PERMISSION, CHECK_OUT)]
    )
    def test_from_anywhere_in_every_way(self, how: str, stages: tuple[object, ...]) -> None:
        talk = Conversation.begun(*stages)  # type: ignore[arg-type]  # plans of stages
        before = (talk.session.position, talk.speaker, talk.circle.people)
        led_on = talk.says("faye", "volgende", said="$next")
        assert led_on.effects
        heard = self.taken_back(talk, how, led_on)
        assert (talk.session.position, talk.speaker, talk.circle.people) == before
        assert heard.moments in (["turn"], ["resumed"])

    def taken_back(self, talk: Conversation, how: str, led_on: Heard) -> Heard:
        match how:
            case "words":
                return talk.says("faye", "oeps, te snel")
            case "command":
                return talk.does("faye", Act.BACK)
            case "tap":
                return talk.taps("faye", Button.LATER, led_on.says[-1])
            case "remove":
                return talk.removes("$next", "faye")
            case _:
                return talk.changes("$next")

    def test_from_the_agreements_to_the_gathering(self) -> None:
        talk = Conversation.called()
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.JOIN)
        talk.says("faye", "volgende")
        heard = talk.taps("faye", Button.LATER, talk.last("agreements"))
        assert heard.texts == ["back-to-gathering"]
        assert talk.session.phase is Phase.GATHERING
        talk.taps("dora", Button.DONE, heard.says[0])
        assert talk.standing("dora") is Standing.JOINED

    def test_who_was_made_a_reader_is_asked_again(self) -> None:
        talk = Conversation.agreeing(names=("anna", "bert", "cor", "dina"))
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        talk.leads(Act.NEXT)
        talk.says("faye", "volgende")
        assert talk.standing("dina") is Standing.READER
        assert talk.says("faye", "oeps").texts == ["back-to-agreements"]
        assert talk.standing("dina") is Standing.JOINED
        assert talk.says("dina", "akkoord").turn == "anna"

    def test_not_once_something_came_of_it(self) -> None:
        talk = Conversation.begun(SILENCE, CHECK_OUT)
        talk.says("faye", "volgende")
        talk.says("anna", "rustig")
        assert talk.says("faye", "oeps").effects == ()
        talk = Conversation.begun(ROUND, SILENCE)
        talk.says("faye", "volgende")
        talk.says("bert", "Bij ons thuis ging dat heel anders.")
        assert talk.does("faye", Act.BACK).texts == ["fault-nothing-to-undo"]

    def test_a_step_in_a_pause_waits(self) -> None:
        talk = Conversation.begun(SILENCE, CHECK_OUT)
        talk.says("faye", "volgende")
        talk.does("anna", Act.PAUSE)
        assert talk.does("faye", Act.BACK).texts == ["fault-nothing-to-undo"]

    def test_a_part_that_waited_waits_its_whole_time_anew(self) -> None:
        talk = Conversation.begun(SILENCE, CHECK_OUT)
        talk.after(59 * SECOND)
        talk.says("faye", "volgende")
        talk.after(SECOND)
        talk.says("faye", "terug")
        assert talk.circle.due == talk.at + 60 * SECOND


def test_a_task_taken_by_a_yes_can_be_given_back() -> None:
    talk = Conversation.begun(SILENCE)
    talk.leaves("faye")
    assert talk.says("cor", "ja").texts == ["facilitator-handed"]
    assert talk.says("cor", "oeps, foutje").texts == ["facilitator-gone"]
    assert talk.session.seeking_facilitator
    assert talk.does("bert", Act.YES).texts == ["facilitator-handed"]


def test_what_was_before_the_last_act_is_told_to_who_did_it_and_forgotten_with_them() -> None:
    """R10."""
    from bot.core.about import about
    from bot.core.events import Forgot

    talk = Conversation.begun()
    talk.does("anna", Act.DONE)
    told = [one.key for one in about(talk.circle, user("anna"))]
    assert "common.about-undo" in told
    talk.happens(Forgot(talk.at, user("cor"), False))
    assert talk.session.undo is None


class TestTapRemoved:
    """A reaction that is removed again takes back what it did, where that still makes sense."""

    def test_under_the_gathering_a_reader_again(self) -> None:
        talk = Conversation.called()
        talk.untaps("anna", Button.DONE, talk.last("gathering"))
        assert talk.standing("anna") is Standing.READER
        talk.taps("anna", Button.DONE, talk.last("gathering"))
        assert talk.standing("anna") is Standing.JOINED

    def test_under_the_agreements_not_agreed(self) -> None:
        talk = Conversation.agreeing()
        talk.untaps("anna", Button.DONE, talk.last("agreements"))
        assert talk.standing("anna") is Standing.JOINED
        talk.does("bert", Act.AGREE)
        talk.does("cor", Act.AGREE)
        assert talk.session.phase is Phase.AGREEMENTS
        assert talk.taps("anna", Button.DONE, talk.last("agreements")).turn == "anna"

    def test_once_the_stages_began_a_reader(self) -> None:
        talk = Conversation.agreeing(names=("anna", "bert", "cor", "dina"))
        agreements = talk.last("agreements")
        for name in ("bert", "anna", "cor", "dina"):
            talk.taps(name, Button.DONE, agreements)
        assert talk.speaker == "anna"
        event = talk.circle.person(user("anna"))  # type: ignore[arg-type]  # a user's id is a person's
        assert event is not None
        assert event.tap is not None
        assert talk.removes(str(event.tap), "anna").turn == "bert"
        assert talk.standing("anna") is Standing.READER
        talk.taps("anna", Button.DONE, agreements)
        assert talk.standing("anna") is Standing.AGREED

    def test_of_a_raised_hand_it_is_down(self) -> None:
        talk = Conversation.begun(OPEN)
        talk.does("anna", Act.HAND)
        talk.untaps("bert", Button.HAND, talk.last("stage"))
        assert talk.hands == []

    def test_a_hand_raised_by_words_stays_when_a_later_tap_is_removed(self) -> None:
        talk = Conversation.begun(OPEN)
        talk.does("anna", Act.HAND)
        talk.says("bert", "mag ik wat zeggen")
        talk.untaps("bert", Button.HAND, talk.last("stage"))
        assert talk.hands == ["bert"]

    def test_of_a_pause_it_goes_on(self) -> None:
        talk = Conversation.begun()
        assert talk.untaps("cor", Button.PAUSE, talk.last("turn")).moments == ["resumed"]
        assert talk.session.pause is None

    def test_of_a_pass_where_all_are_asked_it_is_asked_anew(self) -> None:
        talk = Conversation.begun(CHECK_OUT)
        talk.untaps("anna", Button.PASS, talk.last("check-out"))
        talk.does("bert", Act.PASS)
        talk.does("cor", Act.PASS)
        assert talk.stage_id == "check-out"
        assert talk.says("anna", "moe").moments == ["after-talk"]

    def test_an_earlier_tap_is_nothing_once_words_said_more(self) -> None:
        talk = Conversation.called()
        talk.taps("anna", Button.DONE, talk.last("gathering"))
        [anna] = [one for one in talk.circle.people if one.user == user("anna")]
        talk.does("bert", Act.JOIN)
        talk.does("cor", Act.JOIN)
        talk.leads(Act.NEXT)
        talk.says("anna", "akkoord")
        talk.removes(str(anna.tap), "anna")
        assert talk.standing("anna") is Standing.AGREED

    def test_by_another_it_is_nothing(self) -> None:
        """A moderator who removes a tap takes nobody's consent away."""
        talk = Conversation.agreeing()
        talk.taps("anna", Button.DONE, talk.last("agreements"))
        [anna] = [one for one in talk.circle.people if one.user == user("anna")]
        assert talk.removes(str(anna.tap), "faye").effects == ()
        assert talk.standing("anna") is Standing.AGREED

    def test_an_earlier_session_s_tap_is_nothing(self) -> None:
        talk = Conversation.begun()
        old = replace(talk.last("turn"), session="session-0")
        for button in Button:
            assert talk.taps("anna", button, old).effects == ()
            assert talk.untaps("anna", button, old).effects == ()


class TestTapsThatStepBack:
    """One tap undoes what plain words did."""

    @pytest.mark.parametrize("moment", ["gathering", "agreements"])
    def test_pass_under_the_gathering_or_the_agreements_reads_along(self, moment: str) -> None:
        talk = Conversation.called()
        talk.says("anna", "ik doe mee")
        if moment == "agreements":
            for name in ("bert", "cor"):
                talk.does(name, Act.JOIN)
            talk.leads(Act.NEXT)
            talk.says("anna", "akkoord")
        talk.taps("anna", Button.PASS, talk.last(moment))
        assert talk.standing("anna") is Standing.READER

    def test_who_paused_goes_on_by_a_tick_under_the_pause(self) -> None:
        talk = Conversation.begun()
        talk.says("bert", "pauze graag")
        assert talk.taps("cor", Button.DONE, talk.last("paused")).effects == ()
        assert talk.taps("bert", Button.DONE, talk.last("paused")).moments == ["resumed"]

    def test_a_hand_raised_by_words_goes_down_by_a_pass(self) -> None:
        talk = Conversation.begun(OPEN)
        talk.does("anna", Act.HAND)
        talk.says("bert", "mag ik wat zeggen?")
        talk.taps("bert", Button.PASS, talk.last("stage"))
        assert talk.hands == []

    def test_words_to_go_on_are_undone_by_a_pause(self) -> None:
        talk = Conversation.begun()
        talk.says("bert", "pauze")
        talk.says("bert", "verder")
        assert talk.taps("bert", Button.PAUSE, talk.last("resumed")).moments == ["paused"]
