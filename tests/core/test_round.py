"""A round: every row of its table."""

from __future__ import annotations

import pytest

from bot.core.effects import Button
from bot.core.events import Act
from bot.core.people import Voice
from bot.core.plan import Mode, Order, RoundPlan
from tests.core.conversation import (
    MINUTE,
    ROUND,
    SILENCE,
    Conversation,
    person,
    user,
)


def test_six_people_speak_in_turn() -> None:
    names = ("anna", "bert", "cor", "dina", "eva", "faye")
    talk = Conversation.begun(names=names)
    for name in names:
        assert talk.speaker == name
        assert talk.speaks(name).effects == ()
        assert len(talk.does(name, Act.DONE).says) == 1, "one message a turn (R12)"
    assert talk.turns == list(names)
    assert talk.stage_id == "check-out"


def test_a_turn_names_who_is_next_and_mentions_only_the_speaker() -> None:
    talk = Conversation.begun()
    turn = talk.last("turn")
    assert [name for name, _ in turn.lines[-1].slots] == ["name", "next"]
    assert turn.mention == (user("anna"),)
    assert turn.person == person("anna")
    assert turn.until == talk.at + 3 * MINUTE
    assert turn.buttons == (Button.DONE, Button.PASS, Button.HAND, Button.PAUSE)
    later = talk.does("anna", Act.DONE).one("turn")
    assert later.buttons == (Button.DONE, Button.PASS), "pause is offered once in a stage"


def test_the_last_turn_names_nobody_next() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.DONE)
    assert talk.does("bert", Act.DONE).texts == ["turn-last"]


def test_who_is_done_is_not_asked_again() -> None:
    talk = Conversation.begun()
    for name in ("anna", "bert"):
        talk.does(name, Act.DONE)
    heard = talk.does("cor", Act.DONE)
    assert heard.moments == ["check-out"]


def test_passing_is_silent_and_is_offered_once_more_at_the_end() -> None:
    talk = Conversation.begun()
    assert talk.does("anna", Act.PASS).texts == ["turn"]
    talk.does("bert", Act.DONE)
    heard = talk.does("cor", Act.DONE)
    assert (heard.turn, heard.texts) == ("anna", ["turn-again-last"])
    assert talk.does("anna", Act.PASS).moments == ["check-out"]


def test_several_who_passed_are_offered_it_in_their_order_and_only_once() -> None:
    talk = Conversation.begun()
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.PASS)
    assert talk.last("turn").lines[-1].key == "common.turn-again"
    for name in ("anna", "bert"):
        talk.does(name, Act.LATER)
    assert talk.does("cor", Act.PASS).moments == ["check-out"]
    assert talk.turns == ["anna", "bert", "cor"] * 2


def test_later_goes_to_the_end_of_the_line() -> None:
    talk = Conversation.begun()
    assert talk.does("anna", Act.LATER).turn == "bert"
    assert talk.waiting == ["cor", "anna"]


def test_later_with_nobody_else_waiting_is_a_pass() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.PASS)
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.LATER)
    assert talk.turns == ["anna", "bert", "cor", "anna"]
    assert talk.waiting == ["cor"]


def test_the_facilitator_leads_on_first_to_later_then_through() -> None:
    talk = Conversation.begun()
    assert talk.leads(Act.NEXT).turn == "bert"
    assert talk.waiting == ["cor", "anna"]
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.DONE)
    assert talk.speaker == "anna"
    assert talk.leads(Act.NEXT).moments == ["check-out"]


def test_led_on_with_only_those_who_passed_left_they_come_first() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.PASS)
    talk.does("bert", Act.DONE)
    assert talk.leads(Act.NEXT).turn == "anna"
    assert talk.does("anna", Act.DONE).turn == "cor"


def test_next_alone_leads_through_a_whole_round() -> None:
    talk = Conversation.begun()
    for _ in range(6):
        assert talk.stage_id == "round"
        talk.leads(Act.NEXT)
    assert talk.stage_id == "check-out"


@pytest.mark.parametrize("act", [Act.DONE, Act.PASS, Act.LATER])
def test_only_the_speaker_ends_a_turn(act: Act) -> None:
    talk = Conversation.begun()
    heard = talk.does("bert", act)
    assert heard.texts == ["fault-not-your-turn"]
    assert dict(heard.says[0].lines[0].slots)["name"] == talk.last("turn").lines[-1].slots[0][1]
    assert talk.does("faye", act).texts == ["fault-not-in-circle"]
    assert talk.does("stranger", act).texts == ["fault-not-in-circle"]
    assert talk.taps("bert", Button.DONE, talk.last("turn")).effects == ()
    assert talk.speaker == "anna"


def test_taps_under_the_turn_end_it() -> None:
    talk = Conversation.begun()
    assert talk.taps("anna", Button.PASS, talk.last("turn")).turn == "bert"
    assert talk.taps("bert", Button.LATER, talk.last("turn")).turn == "cor"
    assert talk.taps("cor", Button.DONE, talk.last("turn")).turn == "bert"


def test_a_tap_under_an_old_turn_means_nothing() -> None:
    """A double tap, or a late one, must not pass over a turn of one's own to come."""
    talk = Conversation.begun()
    old = talk.last("turn")
    talk.does("anna", Act.LATER)
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.DONE)
    assert talk.speaker == "anna"
    assert talk.taps("anna", Button.DONE, old).effects == ()
    assert talk.speaker == "anna"


def test_plain_words_of_the_speaker_end_the_turn() -> None:
    talk = Conversation.begun()
    assert talk.speaks("anna", Act.DONE).turn == "bert"
    assert talk.speaks("bert", Act.PASS).turn == "cor"
    assert talk.speaks("cor", Act.YES).effects == (), "'yes' in a story is a story"


def test_a_typed_tick_of_the_speaker_ends_the_turn_and_of_others_is_let_be() -> None:
    talk = Conversation.begun()
    assert talk.speaks("bert", Act.TICK, brief=True).effects == ()
    assert talk.speaks("anna", Act.TICK).turn == "bert"


def test_a_no_passes_where_the_floor_is_offered_once_more() -> None:
    talk = Conversation.begun()
    assert talk.speaks("anna", Act.NO).effects == ()
    talk.does("anna", Act.PASS)
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.DONE)
    assert talk.speaks("anna", Act.NO).moments == ["check-out"]


def test_time_brings_one_kind_question_and_no_end() -> None:
    talk = Conversation.begun()
    heard = talk.rings()
    assert heard.texts == ["time-question"]
    assert heard.one("ask").mention == (user("anna"),)
    assert talk.speaker == "anna"
    assert talk.round.turn is not None
    assert talk.round.turn.until is None, "asked once"


def test_the_question_is_answered_by_a_tap_or_by_yes_and_no() -> None:
    talk = Conversation.begun()
    question = talk.rings().one("ask")
    assert talk.speaks("anna", Act.NO).effects == ()
    assert talk.taps("anna", Button.DONE, question).turn == "bert"
    talk.rings()
    assert talk.does("bert", Act.YES).turn == "cor"


def test_a_newcomer_s_first_words_are_not_met_with_a_reminder() -> None:
    talk = Conversation.begun()
    talk.joins("faye")
    assert talk.speaks("faye").effects == ()
    assert talk.speaks("bert").texts == ["reminder-all"]


def test_words_out_of_turn_bring_one_reminder_in_a_stage_that_names_nobody() -> None:
    talk = Conversation.begun()
    heard = talk.speaks("bert")
    assert heard.texts == ["reminder-all"]
    assert heard.says[0].mention == ()
    assert heard.says[0].person is None
    assert talk.speaks("cor").effects == ()
    talk.does("anna", Act.DONE)
    assert talk.speaks("anna").effects == ()


def test_a_short_word_of_support_is_never_answered() -> None:
    talk = Conversation.begun()
    assert talk.speaks("bert", brief=True).effects == ()
    assert not talk.round.reminded


def test_the_facilitator_may_speak_between() -> None:
    talk = Conversation.begun()
    assert talk.speaks("faye").effects == ()


@pytest.mark.parametrize("mode", [Mode.SPOKEN, Mode.SLOW])
def test_where_turns_are_not_messages_nobody_is_reminded(mode: Mode) -> None:
    talk = Conversation.begun(mode=mode)
    assert talk.speaks("bert").effects == ()


def test_in_a_slow_conversation_a_turn_takes_a_day() -> None:
    talk = Conversation.begun(mode=Mode.SLOW)
    assert talk.last("turn").until == talk.at + 24 * 60 * MINUTE


def test_a_speaker_who_leaves_keeps_their_place_at_the_front() -> None:
    """G4: a dropped connection keeps your place."""
    talk = Conversation.begun()
    heard = talk.leaves("anna")
    assert heard.moments == ["left", "turn"]
    assert heard.turn == "bert"
    talk.joins("anna")
    talk.does("anna", Act.AGREE)
    assert talk.does("bert", Act.DONE).turn == "anna"


def test_somebody_waiting_who_leaves_keeps_their_place() -> None:
    """G4."""
    talk = Conversation.begun(names=("anna", "bert", "cor", "dina"))
    talk.leaves("bert")
    talk.joins("bert")
    talk.does("bert", Act.AGREE)
    assert talk.waiting == ["bert", "cor", "dina"]


def test_somebody_away_is_passed_over_and_not_waited_for() -> None:
    talk = Conversation.begun()
    talk.leaves("bert")
    assert talk.does("anna", Act.DONE).turn == "cor"
    assert talk.does("cor", Act.DONE).moments == ["check-out"]


def test_who_comes_back_after_their_turn_has_had_it() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.DONE)
    talk.leaves("anna")
    talk.joins("anna")
    talk.does("anna", Act.AGREE)
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.DONE)
    assert talk.turns == ["anna", "bert", "cor"]


def test_a_speaker_who_steps_back_is_out_of_the_line_until_they_join_anew() -> None:
    talk = Conversation.begun()
    assert talk.does("anna", Act.LISTEN).turn == "bert"
    assert "anna" not in talk.waiting
    talk.does("anna", Act.AGREE)
    assert talk.waiting == ["cor", "anna"]


def test_somebody_waiting_who_steps_back_is_passed_over_and_keeps_their_place() -> None:
    talk = Conversation.begun(names=("anna", "bert", "cor", "dina"))
    talk.does("bert", Act.LISTEN)
    assert talk.does("anna", Act.DONE).turn == "cor"
    talk.does("bert", Act.AGREE)
    assert talk.does("cor", Act.DONE).turn == "bert"


def test_who_agrees_meanwhile_comes_before_those_who_had_the_floor() -> None:
    """G3: everyone is offered the floor before anyone has it twice."""
    talk = Conversation.begun()
    talk.does("anna", Act.LATER)
    talk.does("faye", Act.AGREE)
    assert talk.waiting == ["cor", "faye", "anna"]
    talk.does("bert", Act.DONE)
    talk.does("cor", Act.DONE)
    assert talk.speaker == "faye"


def test_who_agrees_while_others_are_offered_it_again_is_offered_it_twice_too() -> None:
    talk = Conversation.begun()
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.PASS)
    talk.does("faye", Act.AGREE)
    heard = talk.does("anna", Act.PASS)
    assert (heard.turn, heard.texts) == ("faye", ["turn"])
    talk.does("faye", Act.PASS)
    talk.does("bert", Act.PASS)
    heard = talk.does("cor", Act.PASS)
    assert (heard.turn, heard.texts) == ("faye", ["turn-again-last"])
    assert talk.does("faye", Act.PASS).moments == ["check-out"]


def test_a_round_for_some_voices_calls_only_them() -> None:
    plan = RoundPlan("professionals", Order.CIRCLE, 60, who=(Voice.PROFESSIONAL,))
    talk = Conversation.agreeing(plan)
    talk.tells("bert", Voice.CLIENT, Voice.PROFESSIONAL)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    assert talk.turns == ["bert"]
    talk.tells("cor", Voice.PROFESSIONAL)
    assert talk.waiting == ["cor"], "a voice told meanwhile counts at once"
    talk.tells("bert")
    assert talk.speaker == "bert", "nobody is cut short, or shown, by changing their voices"


def test_a_round_for_a_voice_nobody_brings_is_over_at_once() -> None:
    plan = RoundPlan("professionals", Order.CIRCLE, 60, who=(Voice.PROFESSIONAL,))
    talk = Conversation.begun(plan, SILENCE)
    assert talk.turns == []
    assert talk.stage_id == "silence"


def test_in_a_triad_the_voices_alternate() -> None:
    names = ("anna", "bert", "cor", "dina", "eva")
    talk = Conversation.agreeing(RoundPlan("triad", Order.TRIAD, 60), names=names)
    for name in ("anna", "bert", "cor"):
        talk.tells(name, Voice.CLIENT)
    talk.tells("dina", Voice.NAASTE)
    talk.tells("eva", Voice.PROFESSIONAL)
    for name in names:
        talk.does(name, Act.AGREE)
    assert [talk.speaker, *talk.waiting] == ["anna", "dina", "eva", "bert", "cor"]


def test_a_random_order_holds_everyone_once_and_can_be_repeated() -> None:
    names = ("anna", "bert", "cor", "dina", "eva")
    orders = [
        [talk.speaker, *talk.waiting]
        for talk in (
            Conversation.begun(RoundPlan("random", Order.RANDOM, 60), names=names) for _ in "ab"
        )
    ]
    assert orders[0] == orders[1]
    assert sorted(map(str, orders[0])) == list(names)
    assert orders[0] != list(names)


def test_two_rounds_begin_anew() -> None:
    talk = Conversation.begun(ROUND, RoundPlan("harvest", Order.CIRCLE, 60))
    for name in ("anna", "bert"):
        talk.does(name, Act.DONE)
    assert talk.does("cor", Act.DONE).turn == "anna"
    assert talk.last("turn").turn == 4, "turns are numbered through a session"
