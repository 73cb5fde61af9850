"""Raised hands: every row of their table, and that the queue is fair."""

from __future__ import annotations

import pytest

from bot.core.effects import Button
from bot.core.events import Act
from bot.core.people import Voice
from bot.core.plan import Mode
from tests.core.conversation import CHECK_OUT, MINUTE, OPEN, Conversation, user

SIX = ("anna", "bert", "cor", "dina", "eva", "gijs")


def spoken(talk: Conversation, *names: str) -> None:
    """Let people raise a hand, speak and be done, one after the other."""
    for name in names:
        assert talk.does(name, Act.HAND).turn == name
        talk.does(name, Act.DONE)


def test_it_says_how_to_ask_for_the_floor_and_calls_nobody() -> None:
    talk = Conversation.begun(OPEN)
    said = talk.last("stage")
    assert [line.key for line in said.lines] == ["campfire.open"]
    assert (said.kind, said.mention, said.person) == ("open", (), None)
    assert said.buttons == (Button.HAND, Button.PAUSE)
    assert said.until == talk.at + 20 * MINUTE
    assert talk.speaker is None


@pytest.mark.parametrize("how", ["tap", "command", "plain words"])
def test_a_hand_gets_the_free_floor_in_an_ordinary_turn(how: str) -> None:
    talk = Conversation.begun(OPEN)
    match how:
        case "tap":
            heard = talk.taps("bert", Button.HAND, talk.last("stage"))
        case "command":
            heard = talk.does("bert", Act.HAND)
        case _:
            heard = talk.speaks("bert", Act.HAND)
    assert (heard.moments, heard.turn, heard.texts) == (["turn"], "bert", ["turn-last"])
    turn = heard.one("turn")
    assert turn.mention == (user("bert"),)
    assert turn.until == talk.at + 3 * MINUTE
    assert talk.taps("bert", Button.DONE, turn).effects == ()
    assert talk.speaker is None


def test_the_first_hand_that_waits_is_told_of_without_a_name_and_the_others_not() -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.HAND)
    queued = talk.does("bert", Act.HAND)
    assert queued.texts == ["queue"]
    assert (queued.says[0].mention, queued.says[0].person) == ((), None)
    assert talk.does("cor", Act.HAND).effects == ()
    assert talk.does("cor", Act.HAND).effects == (), "a hand that is up is up"
    assert talk.hands == ["bert", "cor"]
    assert talk.does("anna", Act.HAND).effects == (), "the speaker has the floor already"
    assert talk.does("anna", Act.DONE).turn == "bert"


@pytest.mark.parametrize("act", [Act.HAND_DOWN, Act.PASS])
def test_a_hand_can_go_down_again(act: Act) -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.HAND)
    talk.does("bert", Act.HAND)
    assert talk.does("bert", act).effects == ()
    assert talk.does("anna", Act.DONE).effects == ()
    assert talk.does("bert", Act.HAND_DOWN).effects == ()


def test_words_take_the_free_floor_and_can_be_ended_by_a_tap() -> None:
    talk = Conversation.begun(OPEN)
    heard = talk.speaks("cor")
    assert (heard.moments, heard.turn) == (["turn"], "cor")
    assert talk.speaks("cor").effects == ()
    talk.taps("cor", Button.DONE, heard.one("turn"))
    assert talk.speaker is None


def test_support_and_words_of_a_facilitator_or_a_reader_leave_the_floor_free() -> None:
    talk = Conversation.begun(OPEN)
    assert talk.speaks("anna", brief=True).effects == ()
    assert talk.speaks("stranger").effects == ()
    assert talk.speaks("faye").effects == (), "a reader"
    talk.does("faye", Act.AGREE)
    assert talk.speaks("faye").effects == (), "a facilitator"
    assert talk.does("faye", Act.HAND).turn == "faye"


def test_where_people_talk_aloud_written_words_take_nothing() -> None:
    talk = Conversation.begun(OPEN, mode=Mode.SPOKEN)
    assert talk.speaks("anna").effects == ()
    assert talk.does("anna", Act.HAND).turn == "anna"


def test_words_out_of_turn_bring_one_reminder_that_names_nobody() -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.HAND)
    assert talk.speaks("bert", brief=True).effects == ()
    heard = talk.speaks("bert")
    assert (heard.texts, heard.says[0].mention) == (["reminder-hands"], ())
    assert talk.speaks("cor").effects == ()
    assert talk.speaker == "anna"


def test_who_asked_first_goes_first() -> None:
    talk = Conversation.begun(OPEN, names=SIX)
    for name in ("anna", "dina", "bert", "cor"):
        talk.does(name, Act.HAND)
    assert [talk.does(name, Act.DONE).turn for name in ("anna", "dina", "bert")] == [
        "dina", "bert", "cor",
    ]  # fmt: skip


def test_who_spoke_least_goes_before_who_asked_first() -> None:
    talk = Conversation.begun(OPEN, names=SIX)
    spoken(talk, "bert", "bert", "cor")
    talk.does("anna", Act.HAND)
    for name in ("bert", "cor", "dina"):
        talk.does(name, Act.HAND)
    assert talk.does("anna", Act.DONE).turn == "dina"
    assert talk.does("dina", Act.DONE).turn == "cor"
    assert talk.does("cor", Act.DONE).turn == "bert"


def test_the_voice_that_spoke_least_goes_before_the_person_who_did() -> None:
    talk = Conversation.agreeing(OPEN, names=SIX)
    for name in ("anna", "bert", "cor"):
        talk.tells(name, Voice.PROFESSIONAL)
    for name in ("dina", "eva"):
        talk.tells(name, Voice.CLIENT)
    for name in SIX:
        talk.does(name, Act.AGREE)
    spoken(talk, "anna", "bert", "dina")
    talk.does("gijs", Act.HAND)
    for name in ("cor", "dina"):
        talk.does(name, Act.HAND)
    assert talk.does("gijs", Act.DONE).turn == "dina", "clients spoke once, professionals twice"
    assert talk.does("dina", Act.DONE).turn == "cor"


def test_whoever_brings_several_voices_counts_as_the_one_that_spoke_least() -> None:
    talk = Conversation.agreeing(OPEN, names=SIX)
    talk.tells("anna", Voice.PROFESSIONAL)
    talk.tells("bert", Voice.PROFESSIONAL)
    talk.tells("cor", Voice.PROFESSIONAL, Voice.NAASTE)
    for name in SIX:
        talk.does(name, Act.AGREE)
    spoken(talk, "anna", "gijs")
    talk.does("dina", Act.HAND)
    for name in ("bert", "cor"):
        talk.does(name, Act.HAND)
    assert talk.does("dina", Act.DONE).turn == "cor"


def test_nobody_speaks_again_while_a_hand_waits_that_was_up_before() -> None:
    """G3, even for a voice that is far behind."""
    talk = Conversation.agreeing(OPEN, names=SIX)
    talk.tells("anna", Voice.CLIENT)
    for name in SIX[1:]:
        talk.tells(name, Voice.PROFESSIONAL)
    for name in SIX:
        talk.does(name, Act.AGREE)
    spoken(talk, "bert", "cor", "dina", "eva")
    talk.does("gijs", Act.HAND)
    talk.does("bert", Act.HAND)
    talk.does("anna", Act.HAND)
    assert talk.does("gijs", Act.DONE).turn == "anna"
    talk.does("anna", Act.DONE)
    assert talk.speaker == "bert"
    talk.does("anna", Act.HAND)
    talk.does("cor", Act.HAND)
    assert talk.does("bert", Act.DONE).turn == "anna", "her hand went up before cor's"


def test_a_hand_is_served_within_as_many_turns_as_there_are_people() -> None:
    """G3, when everyone else raises a hand again after every turn, and says later to every turn."""
    for how in (Act.DONE, Act.LATER, Act.PASS):
        talk = Conversation.begun(OPEN, names=SIX)
        spoken(talk, "gijs", "gijs", "gijs")
        talk.does("anna", Act.HAND)
        for name in reversed(SIX):
            talk.does(name, Act.HAND)
        before = len(talk.turns)
        while talk.speaker != "gijs":
            speaker = talk.speaker
            assert speaker is not None
            talk.does(speaker, how)
            talk.does(speaker, Act.HAND)
        assert len(talk.turns) - before <= len(SIX)


def test_passing_and_later_do_not_count_as_speaking() -> None:
    talk = Conversation.begun(OPEN, names=SIX)
    talk.does("anna", Act.HAND)
    talk.does("anna", Act.PASS)
    spoken(talk, "bert")
    talk.does("cor", Act.HAND)
    for name in ("bert", "anna"):
        talk.does(name, Act.HAND)
    assert talk.does("cor", Act.DONE).turn == "anna"


def test_later_lets_those_who_wait_go_first_and_is_a_pass_where_nobody_does() -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.HAND)
    talk.does("bert", Act.HAND)
    assert talk.does("anna", Act.LATER).turn == "bert"
    assert talk.hands == ["anna"]
    assert talk.does("bert", Act.DONE).turn == "anna"
    assert talk.does("anna", Act.LATER).effects == ()
    assert talk.hands == []


def test_a_hand_stays_up_through_a_pause() -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.PAUSE)
    assert talk.does("bert", Act.HAND).texts == ["queue"]
    assert talk.speaks("cor").effects == (), "words in a pause take nothing"
    assert talk.hands == ["bert"]
    assert talk.does("anna", Act.RESUME).turn == "bert"


def test_a_pause_takes_no_time_from_anyone() -> None:
    talk = Conversation.begun(OPEN)
    began = talk.at
    talk.after(15 * MINUTE).does("anna", Act.HAND)
    talk.after(2 * MINUTE).does("bert", Act.PAUSE)
    talk.after(60 * MINUTE).does("bert", Act.RESUME)
    assert talk.circle.due == talk.at + 3 * MINUTE, "the speaker gets their whole time"
    assert talk.open.until == began + 80 * MINUTE, "the stage what was left of it"


def test_a_hand_keeps_its_place_while_somebody_is_away() -> None:
    """G4."""
    talk = Conversation.begun(OPEN, names=SIX)
    for name in ("anna", "bert", "cor", "dina"):
        talk.does(name, Act.HAND)
    talk.leaves("bert")
    assert talk.does("anna", Act.DONE).moments == ["left", "turn"]
    assert talk.speaker == "cor", "nobody waits for somebody who is away"
    talk.joins("bert")
    talk.does("bert", Act.AGREE)
    assert talk.does("cor", Act.DONE).turn == "bert"


def test_a_speaker_who_leaves_keeps_a_hand_up_and_the_turn_does_not_count() -> None:
    talk = Conversation.begun(OPEN)
    spoken(talk, "cor")
    talk.does("anna", Act.HAND)
    talk.does("bert", Act.HAND)
    assert talk.leaves("anna").turn == "bert"
    assert talk.hands == ["anna"]
    talk.joins("anna")
    talk.does("anna", Act.AGREE)
    talk.does("cor", Act.HAND)
    assert talk.does("bert", Act.DONE).turn == "anna"


def test_a_speaker_who_steps_back_gives_the_floor_back() -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.HAND)
    talk.does("bert", Act.HAND)
    assert talk.does("anna", Act.LISTEN).turn == "bert"
    assert talk.hands == []


def test_a_seat_raises_its_own_hand_beside_who_brought_it() -> None:
    talk = Conversation.begun(OPEN)
    talk.brings("bert", "seat-1")
    talk.does("bert", Act.AGREE, "seat-1")
    assert talk.does("bert", Act.HAND, "seat-1").turn == "seat-1"
    talk.does("bert", Act.HAND)
    assert talk.hands == ["bert"], "the hand is bert's own"
    assert talk.does("bert", Act.DONE).turn == "bert"
    talk.does("bert", Act.HAND, "seat-1")
    talk.takes_away("bert", "seat-1")
    assert talk.hands == []


def test_a_reader_or_stranger_who_raises_a_hand_hears_how_to_join() -> None:
    talk = Conversation.begun(OPEN)
    for name in ("faye", "stranger"):
        assert talk.does(name, Act.HAND).texts == ["fault-not-in-circle"]
    assert talk.does("bert", Act.DONE).texts == ["fault-no-turn"]
    talk.does("anna", Act.HAND)
    assert talk.does("bert", Act.DONE).texts == ["fault-not-your-floor"]


def test_time_brings_the_speaker_one_kind_question_and_no_end() -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.HAND)
    question = talk.rings()
    assert question.texts == ["time-question"]
    assert talk.does("anna", Act.NO).effects == ()
    assert talk.speaker == "anna"
    talk.taps("anna", Button.DONE, question.one("ask"))
    assert talk.speaker is None
    talk.does("bert", Act.HAND)
    talk.rings()
    talk.does("bert", Act.YES)
    assert talk.speaker is None


def test_the_next_turn_waits_for_a_newcomer_and_words_of_welcome_take_nothing() -> None:
    """R5."""
    talk = Conversation.begun(OPEN)
    talk.joins("hanna")
    assert talk.speaks("anna").effects == ()
    assert talk.does("bert", Act.HAND).texts == ["queue"]
    assert talk.does("hanna", Act.AGREE).turn == "bert"


def test_led_on_while_a_newcomer_is_waited_for_they_read_along() -> None:
    talk = Conversation.begun(OPEN)
    talk.joins("hanna")
    talk.does("bert", Act.HAND)
    assert talk.leads(Act.NEXT).turn == "bert"


def test_when_its_time_is_over_all_are_asked_once_and_then_it_ends() -> None:
    talk = Conversation.begun(OPEN, CHECK_OUT)
    heard = talk.rings()
    assert (heard.moments, heard.texts) == (["ask"], ["open-last-question"])
    assert (heard.says[0].person, heard.says[0].mention) == (None, ())
    assert heard.says[0].until == talk.at + MINUTE
    assert talk.does("anna", Act.NO).effects == ()
    assert talk.rings().moments == ["check-out"]


@pytest.mark.parametrize("act", [Act.YES, Act.HAND])
def test_yes_to_the_last_question_is_a_hand_and_then_it_ends(act: Act) -> None:
    talk = Conversation.begun(OPEN, CHECK_OUT)
    talk.rings()
    assert talk.speaks("cor", act).turn == "cor"
    talk.does("bert", Act.HAND)
    assert talk.does("cor", Act.DONE).turn == "bert"
    assert talk.does("bert", Act.DONE).moments == ["check-out"], "all were asked already"


def test_when_its_time_is_over_who_speaks_and_who_waits_are_heard_first() -> None:
    talk = Conversation.begun(OPEN, CHECK_OUT)
    talk.after(19 * MINUTE)
    talk.does("anna", Act.HAND)
    talk.does("bert", Act.HAND)
    assert talk.rings().effects == ()
    assert talk.does("anna", Act.DONE).turn == "bert"
    assert talk.does("bert", Act.DONE).texts == ["open-last-question"]


def test_the_facilitator_ends_it() -> None:
    talk = Conversation.begun(OPEN, CHECK_OUT)
    talk.does("anna", Act.HAND)
    assert talk.leads(Act.NEXT).moments == ["check-out"]
