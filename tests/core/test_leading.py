"""Pause, resume, stop, handing on, an unsafe room, time, and interruptions."""

from __future__ import annotations

import pytest

from bot.core.circle import HOUR_MS
from bot.core.effects import Button
from bot.core.events import Act, AlarmRang, Interrupted, Trusted
from tests.core.conversation import MINUTE, SILENCE, Conversation, person, user

EVERYWHERE = [Conversation.called, Conversation.agreeing, Conversation.begun]


class TestPause:
    """At once, for anyone."""

    @pytest.mark.parametrize("begin", EVERYWHERE)
    @pytest.mark.parametrize("name", ["anna", "faye"])
    def test_anyone_pauses_anywhere_and_is_not_named(self, begin, name: str) -> None:  # type: ignore[no-untyped-def]  # one of EVERYWHERE
        talk = begin()
        heard = talk.does(name, Act.PAUSE)
        assert heard.texts == ["paused"]
        assert (heard.says[0].person, heard.says[0].mention) == (None, ())

    def test_a_tap_or_plain_words_pause_too(self) -> None:
        talk = Conversation.begun()
        assert talk.taps("bert", Button.PAUSE, talk.last("turn")).moments == ["paused"]
        talk.does("bert", Act.RESUME)
        assert talk.speaks("cor", Act.PAUSE).moments == ["paused"]

    def test_paused_next_is_nothing_but_a_pointer(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.PAUSE)
        assert talk.leads(Act.NEXT).texts == ["fault-paused"]
        assert talk.does("bert", Act.PAUSE).texts == ["fault-paused"]
        assert talk.speaker == "anna"

    def test_words_are_taken_from_nobody_and_no_turn_is_given(self) -> None:
        talk = Conversation.begun()
        talk.does("bert", Act.PAUSE)
        assert talk.speaks("cor").effects == ()
        assert talk.does("anna", Act.DONE).effects == ()
        assert talk.does("bert", Act.RESUME).moments == ["resumed", "turn"]

    def test_the_speaker_goes_on_with_their_whole_time(self) -> None:
        talk = Conversation.begun()
        talk.after(MINUTE).does("bert", Act.PAUSE)
        talk.after(HOUR_MS)
        heard = talk.does("bert", Act.RESUME)
        resumed = heard.one("resumed")
        assert heard.texts == ["resumed-turn"]
        assert (resumed.person, resumed.mention) == (person("anna"), (user("anna"),))
        assert talk.circle.due == talk.at + 3 * MINUTE
        assert talk.taps("anna", Button.DONE, resumed).turn == "bert"

    def test_another_does_not_resume_but_the_facilitator_does(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.PAUSE)
        assert talk.does("bert", Act.RESUME).texts == ["fault-resume-others"]
        assert talk.leads(Act.RESUME).moments == ["resumed"]

    def test_once_the_pauser_is_gone_anyone_goes_on(self) -> None:
        talk = Conversation.begun()
        talk.does("bert", Act.PAUSE)
        talk.leaves("bert")
        assert talk.does("anna", Act.RESUME).moments == ["resumed"]

    def test_no_question_about_time_comes_in_a_pause(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.PAUSE)
        assert talk.after(HOUR_MS).happens(AlarmRang(talk.at)).effects == ()

    def test_without_a_pause_there_is_nothing_to_resume(self) -> None:
        talk = Conversation.begun()
        assert talk.leads(Act.RESUME).texts == ["fault-not-paused"]

    def test_agreeing_in_a_pause_begins_when_it_is_over(self) -> None:
        talk = Conversation.agreeing()
        talk.does("anna", Act.PAUSE)
        for name in ("anna", "bert", "cor"):
            assert talk.does(name, Act.AGREE).effects == ()
        assert talk.does("anna", Act.RESUME).moments == ["resumed", "turn"]

    def test_leaving_in_a_pause_is_told_at_once(self) -> None:
        talk = Conversation.begun()
        talk.does("bert", Act.PAUSE)
        assert talk.leaves("cor").moments == ["left"]


class TestStop:
    """Ending is the facilitator's."""

    @pytest.mark.parametrize("begin", EVERYWHERE)
    def test_the_facilitator_closes_from_anywhere_with_who_can_be_reached(self, begin) -> None:  # type: ignore[no-untyped-def]  # one of EVERYWHERE
        talk = begin()
        talk.happens(Trusted(talk.at, user("faye"), False, user("anna")))
        heard = talk.leads(Act.STOP)
        was_held = begin == Conversation.begun
        closed = "campfire.closed" if was_held else "closed-unbegun"
        assert heard.texts == [closed, "reach", "crisis-pointer"]
        assert talk.circle.session is None
        assert talk.circle.trusted == user("anna"), "the named human stays"

    @pytest.mark.parametrize("begin", EVERYWHERE)
    def test_of_another_it_pauses_and_asks(self, begin) -> None:  # type: ignore[no-untyped-def]  # one of EVERYWHERE
        talk = begin()
        heard = talk.does("anna", Act.STOP)
        assert heard.texts == ["paused-stop-asked"]
        assert (heard.says[0].mention, heard.says[0].person) == ((user("faye"),), None)
        assert talk.does("bert", Act.STOP).texts == ["fault-stop-asked"]
        assert talk.session.pause is not None

    def test_the_facilitator_answers_yes_or_no(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.STOP)
        assert talk.leads(Act.NO).moments == ["resumed"]
        talk.does("anna", Act.STOP)
        assert talk.does("bert", Act.YES).moments == ["fault"]
        assert talk.leads(Act.YES).moments == ["closed"]

    def test_a_mere_yes_among_other_words_closes_nothing(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.STOP)
        assert talk.speaks("faye", Act.YES).effects == ()
        assert talk.circle.session is not None

    def test_plain_words_of_the_facilitator_pause_and_close_nothing(self) -> None:
        talk = Conversation.begun()
        assert talk.speaks("faye", Act.STOP).moments == ["paused"]
        talk.leads(Act.RESUME)
        assert talk.speaks("anna", Act.STOP).texts == ["paused-stop-asked"]

    def test_who_asked_may_go_on_after_all(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.STOP)
        assert talk.does("anna", Act.RESUME).moments == ["resumed"]

    def test_in_a_pause_it_asks_too(self) -> None:
        talk = Conversation.begun()
        talk.does("bert", Act.PAUSE)
        assert talk.does("anna", Act.STOP).texts == ["paused-stop-asked"]
        assert talk.does("bert", Act.RESUME).moments == ["resumed"], "the pause is still theirs"

    def test_without_a_facilitator_whoever_takes_over_is_asked(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.leaves("faye")
        assert talk.does("anna", Act.STOP).texts == ["paused", "facilitator-gone"]
        heard = talk.does("bert", Act.YES)
        assert heard.texts == ["facilitator-handed", "paused-stop-asked"]
        assert talk.does("bert", Act.STOP).moments == ["closed"]


class TestHandingOn:
    """The facilitator's task."""

    def test_it_is_handed_on(self) -> None:
        talk = Conversation.begun()
        heard = talk.hands_over("faye", "bert")
        assert heard.texts == ["facilitator-handed"]
        assert heard.says[0].mention == (user("bert"),)
        assert talk.does("faye", Act.NEXT).texts == ["fault-not-facilitator"]
        assert talk.does("bert", Act.NEXT).turn == "bert"

    def test_it_is_shared(self) -> None:
        talk = Conversation.begun()
        assert talk.hands_over("faye", "faye", "cor").texts == ["facilitators-shared"]
        for name in ("faye", "cor"):
            assert talk.does(name, Act.NEXT).moments == ["turn"]

    def test_naming_one_twice_is_naming_one(self) -> None:
        talk = Conversation.begun()
        assert talk.hands_over("faye", "cor", "cor").texts == ["facilitator-handed"]

    @pytest.mark.parametrize("to", [(), ("anna", "bert", "cor")])
    def test_to_nobody_or_to_three_is_a_fault(self, to: tuple[str, ...]) -> None:
        talk = Conversation.begun()
        assert talk.hands_over("faye", *to).texts == ["fault-who"]

    def test_only_to_who_is_here(self) -> None:
        talk = Conversation.begun()
        assert talk.hands_over("faye", "stranger").texts == ["fault-not-here"]

    def test_a_participant_cannot_take_it(self) -> None:
        talk = Conversation.begun()
        assert talk.hands_over("anna", "anna").texts == ["fault-not-facilitator"]

    def test_unless_nobody_has_it(self) -> None:
        talk = Conversation.begun(SILENCE)
        talk.leaves("faye")
        assert talk.hands_over("anna", "bert").texts == ["facilitator-handed"]
        assert not talk.session.seeking_facilitator

    def test_without_a_session_there_is_none(self) -> None:
        assert Conversation().hands_over("faye", "bert", leads=True).texts == ["fault-no-session"]


class TestTime:
    """Alarms, and a conversation that was forgotten."""

    def test_an_early_alarm_changes_nothing(self) -> None:
        talk = Conversation.begun()
        before = talk.circle
        assert talk.after(MINUTE).happens(AlarmRang(talk.at)).effects == ()
        assert talk.circle == before

    def test_a_conversation_in_which_nothing_happens_is_closed(self) -> None:
        talk = Conversation.called()
        assert talk.circle.due == talk.at + 12 * HOUR_MS
        assert talk.rings().moments == ["closed"]

    def test_words_keep_it_open(self) -> None:
        talk = Conversation.called()
        for _ in range(20):
            talk.after(HOUR_MS).speaks("anna")
        assert talk.circle.due == talk.at + 12 * HOUR_MS

    def test_a_forgotten_pause_ends_in_a_close(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.PAUSE)
        assert talk.rings().moments == ["closed"]


class TestInterrupted:
    """Messages were dropped because their moment had passed: Kring says where we are."""

    def test_in_each_phase(self) -> None:
        for begin, text in zip(EVERYWHERE[:2], ("gathering", "agreements"), strict=True):
            talk = begin()
            heard = talk.happens(Interrupted(talk.at))
            assert heard.texts == [f"where-{text}"]
            assert talk.taps("anna", Button.DONE, heard.says[0]).effects == ()
            assert talk.standing("anna") is not None

    def test_in_a_turn_with_the_prompt_that_may_be_lost(self) -> None:
        talk = Conversation.begun()
        heard = talk.happens(Interrupted(talk.at))
        assert heard.texts == ["campfire.round", "resumed-turn"]
        assert talk.taps("anna", Button.DONE, heard.one("resumed")).turn == "bert"

    def test_in_a_stage_without_turns(self) -> None:
        talk = Conversation.begun(SILENCE)
        assert talk.happens(Interrupted(talk.at)).texts == ["where-stages", "campfire.silence"]

    def test_before_the_first_turn_the_prompt_is_kept_for_it(self) -> None:
        talk = Conversation.agreeing()
        talk.joins("dina")
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.AGREE)
        assert talk.happens(Interrupted(talk.at)).texts == ["where-stages"]
        assert talk.does("dina", Act.AGREE).texts == ["campfire.round", "turn"]

    def test_in_a_pause_and_without_a_session(self) -> None:
        talk = Conversation.begun()
        talk.does("anna", Act.PAUSE)
        assert talk.happens(Interrupted(talk.at)).texts == ["where-paused"]
        assert Conversation().happens(Interrupted(talk.at)).effects == ()


class TestUnreadable:
    """A message nobody could decrypt."""

    def test_its_author_is_asked_once_in_a_turn_and_the_turn_waits(self) -> None:
        talk = Conversation.begun()
        heard = talk.cannot_be_read("anna")
        assert heard.texts == ["resend"]
        assert heard.one("ask").mention == (user("anna"),)
        assert talk.cannot_be_read("anna").effects == ()
        assert talk.speaker == "anna"
        talk.does("anna", Act.DONE)
        assert talk.cannot_be_read("anna").texts == ["resend"]

    def test_without_a_session_or_from_elsewhere_nothing_is_said(self) -> None:
        assert Conversation().cannot_be_read("anna").effects == ()
        assert Conversation.begun().cannot_be_read("stranger").effects == ()
