"""R10: to be forgotten, at any moment; the session goes on."""

from __future__ import annotations

import pytest

from bot.core.circle import Phase
from bot.core.effects import NameOf, Tell
from bot.core.events import Act, Forgot, Trusted
from bot.core.people import Standing, Voice
from tests.core.conversation import (
    CHECK_OUT,
    HARVEST,
    OPEN,
    ROUND,
    VOICES,
    Conversation,
    Heard,
    person,
    user,
)

# Every step is checked: after ``Forgot`` no trace of them is left but their presence.


def forgets(talk: Conversation, name: str, *, asked_here: bool = True) -> Heard:
    return talk.happens(Forgot(talk.at, user(name), asked_here))


def test_they_are_told_privately_and_the_room_hears_only_that() -> None:
    talk = Conversation.begun()
    heard = forgets(talk, "bert")
    [tell] = [effect for effect in heard.effects if isinstance(effect, Tell)]
    assert (tell.user, tell.moment, tell.encrypted) == (user("bert"), "forgotten", True)
    assert heard.texts == ["answered-privately"]
    assert heard.says[0].mention == ()
    assert forgets(Conversation.begun(), "bert", asked_here=False).effects == ()


def test_their_turn_goes_on_to_the_next_and_nothing_else_is_said() -> None:
    talk = Conversation.begun()
    heard = forgets(talk, "anna")
    assert heard.moments == ["turn"]
    assert heard.turn == "bert"
    assert talk.standing("anna") is None


def test_afterwards_they_are_a_reader_and_may_sit_down_anew() -> None:
    talk = Conversation.begun(names=("anna", "bert", "cor", "dina"))
    forgets(talk, "bert")
    assert talk.does("bert", Act.DONE).texts == ["fault-not-in-circle"]
    assert user("bert") in talk.session.present
    talk.does("bert", Act.AGREE)
    assert talk.standing("bert") is Standing.AGREED
    assert talk.waiting == ["cor", "dina", "bert"]


def test_their_place_in_the_line_is_gone_also_of_who_passed_or_had_a_turn() -> None:
    talk = Conversation.begun()
    talk.does("anna", Act.PASS)
    talk.does("bert", Act.DONE)
    forgets(talk, "anna")
    forgets(talk, "bert")
    assert talk.does("cor", Act.DONE).moments == ["check-out"]


def test_the_seats_they_brought_go_along() -> None:
    talk = Conversation.begun()
    talk.brings("bert", "seat-opa")
    talk.does("bert", Act.AGREE, "seat-opa")
    forgets(talk, "bert")
    assert talk.standing("seat-opa") is None
    assert talk.does("anna", Act.DONE).turn == "cor"
    assert talk.does("cor", Act.DONE).moments == ["check-out"]


def test_a_raised_hand_and_the_turns_they_had_are_gone() -> None:
    talk = Conversation.begun(OPEN)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.HAND)
    talk.does("anna", Act.DONE)
    forgets(talk, "anna")
    assert forgets(talk, "cor").texts == ["answered-privately"]
    assert talk.hands == []
    assert talk.speaker == "bert"


def test_an_answer_they_gave_is_not_waited_for() -> None:
    talk = Conversation.begun(CHECK_OUT)
    talk.speaks("anna")
    talk.speaks("bert")
    assert forgets(talk, "cor").moments == ["after-talk"]


def test_their_line_is_taken_out_of_the_harvest() -> None:
    talk = Conversation.begun(HARVEST)
    for name in ("anna", "bert", "cor"):
        talk.speaks(name, said=f"$line-of-{name}")
        talk.does(name, Act.DONE)
    heard = forgets(talk, "bert")
    edited = heard.one("harvest")
    assert edited.edits
    assert "$line-of-bert" not in str(edited)
    assert "$line-of-anna" in str(edited)
    assert heard.moments == ["harvest"], "that is what the room hears"


def test_a_line_that_was_not_repeated_yet_is_gone_too() -> None:
    talk = Conversation.begun(HARVEST)
    talk.speaks("anna", said="$line-of-anna")
    talk.does("anna", Act.DONE)
    forgets(talk, "anna")
    talk.does("bert", Act.PASS)
    talk.does("cor", Act.PASS)
    talk.does("bert", Act.PASS)
    assert talk.does("cor", Act.PASS).one("harvest").lines[0].key == "common.harvest-empty"


def test_voices_go_before_and_in_a_talk() -> None:
    talk = Conversation()
    talk.tells("anna", Voice.CLIENT)
    forgets(talk, "anna")
    assert talk.circle.people == ()
    talk = Conversation.begun(VOICES)
    talk.tells("anna", Voice.CLIENT)
    forgets(talk, "anna")
    assert talk.standing("anna") is None


@pytest.mark.parametrize("begin", [Conversation.called, Conversation.agreeing, Conversation.begun])
def test_without_its_facilitator_the_task_is_offered_to_the_circle(begin) -> None:  # type: ignore[no-untyped-def]  # one of these
    talk = begin()
    heard = forgets(talk, "faye")
    assert heard.texts == ["facilitator-gone"]
    assert talk.session.facilitators == ()
    talk.does("cor", Act.YES)
    if talk.session.phase is not Phase.AGREEMENTS:
        assert talk.session.facilitators == (user("cor"),)


def test_of_two_facilitators_the_other_goes_on() -> None:
    talk = Conversation.begun()
    talk.hands_over("faye", "faye", "cor")
    forgets(talk, "faye")
    assert talk.session.facilitators == (user("cor"),)
    assert not talk.session.seeking_facilitator


def test_a_facilitator_whom_the_room_lets_lead_takes_it_up_again() -> None:
    talk = Conversation.begun()
    forgets(talk, "faye")
    heard = talk.hands_over("faye", "faye", leads=True)
    assert heard.texts == ["facilitator-handed"]


def test_the_named_human_is_named_no_more() -> None:
    talk = Conversation.begun()
    talk.happens(Trusted(talk.at, user("faye"), True, user("cor")))
    forgets(talk, "cor")
    assert talk.circle.trusted is None
    [closed] = [say for say in talk.leads(Act.STOP).says if say.moment == "closed"]
    assert not any(isinstance(slot, NameOf) for line in closed.lines for _, slot in line.slots)


def test_a_pause_stays_and_anyone_may_end_it() -> None:
    talk = Conversation.begun()
    talk.does("bert", Act.PAUSE)
    assert talk.does("cor", Act.RESUME).texts == ["fault-resume-others"]
    assert forgets(talk, "bert").texts == ["answered-privately"]
    assert talk.does("cor", Act.RESUME).turn is None
    assert talk.session.pause is None


def test_a_newcomer_need_not_be_waited_for() -> None:
    talk = Conversation.begun()
    talk.joins("dina")
    talk.does("anna", Act.DONE)
    assert forgets(talk, "dina").turn == "bert"


def test_who_left_is_not_told_of_any_more() -> None:
    talk = Conversation.begun()
    talk.leaves("bert")
    assert forgets(talk, "bert", asked_here=False).effects == ()
    assert talk.does("anna", Act.DONE).moments == ["turn"]
    assert talk.session.gone == ()


def test_in_the_agreements_they_are_not_waited_for() -> None:
    talk = Conversation.agreeing(names=("anna", "bert", "cor", "dina"))
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    assert forgets(talk, "dina").moments == ["turn"]


def test_the_last_one_of_the_circle_leaves_it_paused() -> None:
    talk = Conversation.begun(ROUND)
    for name in ("bert", "cor"):
        talk.does(name, Act.LISTEN)
    assert forgets(talk, "anna").moments == ["paused"]


def test_asking_twice_is_answered_twice_and_changes_nothing() -> None:
    talk = Conversation.begun()
    forgets(talk, "bert")
    before = talk.circle
    assert forgets(talk, "bert").texts == ["answered-privately"]
    assert talk.circle.people == before.people
    assert person("bert") not in {one.id for one in talk.circle.people}
