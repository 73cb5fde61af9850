"""Who is not here (R3, R6), and whom a talk is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core import presence
from bot.core.effects import NameOf
from bot.core.events import AbsentNamed, Act, Forgot, Trusted
from bot.core.people import Standing, Voice
from bot.core.plan import Order, RoundPlan
from tests.core.conversation import (
    ABOUT,
    CHECK_OUT,
    ROUND,
    SILENCE,
    Conversation,
    person,
    user,
)

FIVE = ("anna", "bert", "cor", "dina", "eva")
CENTRE = RoundPlan("centre", Order.CIRCLE, 60, who=("centre",))
OTHERS = RoundPlan("others", Order.CIRCLE, 60, who=("others",))
OR_CLIENTS = RoundPlan("or-clients", Order.CIRCLE, 60, who=("centre", Voice.CLIENT))


def centred(*stages: RoundPlan) -> Conversation:
    """A talk that is about Anna, who is needed for it."""
    talk = Conversation.called(*(stages or (ROUND,)), CHECK_OUT, needs=("centre",))
    talk.does("anna", Act.ME)
    for name in ("bert", "cor"):
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    return talk


class TestAbsentNamed:
    """R3: in a session, who is not in the room is not talked about."""

    def test_the_answer_is_gentle_names_them_and_calls_nobody(self) -> None:
        talk = Conversation.begun()
        say = talk.speaks("anna", naming=["zoe"]).one("absent")
        assert dict(say.lines[0].slots) == {"name": NameOf(person("zoe"))}
        assert (say.mention, say.person, say.session) == ((), None, talk.session.id)

    def test_once_for_each_of_them_in_a_session(self) -> None:
        talk = Conversation.begun()
        talk.speaks("anna", naming=["zoe"])
        assert talk.speaks("anna", naming=["zoe"]).effects == ()
        assert talk.speaks("bert", naming=["zoe", "yan"]).moments == ["absent", "reminder-all"]
        talk.leads(Act.STOP)
        talk.starts()
        assert talk.speaks("anna", naming=["zoe"]).moments == ["absent"]

    def test_several_at_once_get_one_answer(self) -> None:
        talk = Conversation.begun()
        say = talk.speaks("anna", naming=["zoe", "yan", "zoe"]).one("absent")
        assert [slot.person for _, slot in say.lines[0].slots if isinstance(slot, NameOf)] == [
            person("zoe"), person("yan"),
        ]  # fmt: skip

    @pytest.mark.parametrize("where", ["gathering", "agreements", "paused", "after-talk"])
    def test_from_the_gathering_to_the_end(self, where: str) -> None:
        talk = Conversation.called() if where == "gathering" else Conversation.begun()
        if where == "agreements":
            talk = Conversation.agreeing()
        if where == "paused":
            talk.does("bert", Act.PAUSE)
        while where == "after-talk" and talk.stage_id != "after-talk":
            talk.leads(Act.NEXT)
        assert talk.speaks("anna", naming=["zoe"]).moments == ["absent"]

    def test_who_is_here_or_is_nobody_gets_none(self) -> None:
        talk = Conversation.begun()
        assert talk.speaks("anna", naming=["bert", "faye"]).effects == ()

    def test_who_just_left_is_not_here(self) -> None:
        talk = Conversation.begun()
        talk.leaves("bert")
        assert talk.speaks("anna", naming=["bert"]).moments == ["absent"]

    def test_without_a_session_nothing_is_said(self) -> None:
        """R11."""
        assert Conversation().speaks("anna", naming=["zoe"]).effects == ()

    def test_a_name_that_comes_by_an_edit_counts_too(self) -> None:
        talk = Conversation.begun()
        talk.speaks("anna", said="$said")
        assert talk.changes("$said", "anna", naming=["zoe"]).moments == ["absent"]
        assert talk.changes("$said", "anna", naming=["zoe"]).effects == ()
        talk.leads(Act.STOP)
        assert talk.changes("$said", "anna", naming=["zoe"]).effects == ()

    def test_who_is_not_here_is_not_kept_and_it_has_an_end(self) -> None:
        """R2, R10: who asks what is kept must not learn of a session they are not in."""
        talk = Conversation.begun()
        for n in range(2 * presence.ANSWERED_AT_MOST):
            talk.speaks("anna", naming=[f"zoe{n}"])
        assert len(talk.session.named_absent) == presence.ANSWERED_AT_MOST
        assert "zoe" not in repr(talk.circle)

    @pytest.mark.parametrize("wants", ["talk", "seat"])
    @pytest.mark.parametrize("running", [False, True])
    def test_no_talk_and_no_seat_without_who_it_is_for(self, wants: str, running: bool) -> None:
        talk = Conversation.begun() if running else Conversation()
        before = talk.circle
        event = AbsentNamed(talk.at, user("faye"), wants, (user("zoe"),))  # type: ignore[arg-type]  # both
        heard = talk.happens(event)
        assert heard.texts == [f"absent-{wants}"]
        assert (heard.says[0].moment, heard.says[0].mention) == ("absent", ())
        assert talk.circle == before


Gone = Callable[[Conversation], object]
GONE: dict[str, Gone] = {
    "leaves": lambda talk: talk.leaves("anna"),
    "steps back": lambda talk: talk.does("anna", Act.LISTEN),
    "is at the centre no more": lambda talk: talk.does("anna", Act.NOT_ME),
    "is forgotten": lambda talk: talk.happens(Forgot(talk.at, user("anna"), True)),
}


class TestWhilePresent:
    """R6: the session pauses without the voices or the person it needs."""

    @pytest.mark.parametrize("how", GONE)
    def test_it_pauses_in_a_word_that_names_nobody(self, how: str) -> None:
        talk = centred()
        if how != "leaves":
            assert talk.speaker == "anna"
        GONE[how](talk)
        say = talk.last("paused")
        assert [line.key for line in say.lines] == ["common.paused-awaits"]
        assert (say.lines[0].slots, say.mention, say.person) == ((), (), None)
        assert talk.session.pause is not None
        assert talk.session.pause.by is None

    def test_leaving_while_somebody_speaks_takes_effect_when_that_turn_ends(self) -> None:
        talk = centred()
        talk.does("anna", Act.DONE)
        assert talk.leaves("anna").effects == ()
        assert talk.does("bert", Act.DONE).moments == ["left", "paused"]
        assert talk.speaker is None

    def test_it_cannot_be_led_on_without_them_but_closed(self) -> None:
        talk = centred()
        talk.leaves("anna")
        assert talk.leads(Act.RESUME).texts == ["fault-awaits"]
        assert talk.leads(Act.NEXT).texts == ["fault-paused"]
        assert talk.does("bert", Act.RESUME).moments == ["fault"]
        assert talk.leads(Act.STOP).closed

    def test_it_goes_on_by_itself_when_they_are_back_and_agreed(self) -> None:
        talk = centred()
        talk.does("anna", Act.DONE)
        talk.leaves("anna")
        talk.does("bert", Act.DONE)
        talk.joins("anna")
        assert talk.session.pause is not None
        assert talk.does("anna", Act.AGREE).moments == ["resumed", "turn"]
        assert talk.speaker == "cor"

    def test_who_said_it_was_not_about_them_can_change_their_mind(self) -> None:
        talk = centred()
        talk.does("anna", Act.NOT_ME)
        assert "resumed" in talk.does("anna", Act.ME).moments

    def test_what_else_stands_in_the_way_still_does(self) -> None:
        talk = centred()
        talk.does("anna", Act.DONE)
        talk.leaves("anna")
        talk.does("bert", Act.DONE)
        talk.room_becomes("guests")
        talk.joins("anna")
        assert "resumed" not in talk.does("anna", Act.AGREE).moments
        talk.room_becomes()
        assert talk.leads(Act.RESUME).moments == ["resumed", "turn"]

    def test_a_pause_that_somebody_asked_for_is_theirs_to_end(self) -> None:
        talk = centred()
        talk.does("bert", Act.PAUSE)
        talk.leaves("anna")
        talk.joins("anna")
        assert "resumed" not in talk.does("anna", Act.AGREE).moments
        assert talk.does("bert", Act.RESUME).moments == ["resumed", "turn"]

    def test_of_a_voice_the_last_one_counts(self) -> None:
        talk = Conversation.called(SILENCE, names=FIVE, needs=(Voice.CLIENT,))
        for name in FIVE:
            talk.does(name, Act.JOIN)
        talk.tells("anna", Voice.CLIENT, privately=True)
        talk.tells("bert", Voice.CLIENT, Voice.NAASTE, privately=True)
        talk.leads(Act.NEXT)
        for name in FIVE:
            talk.does(name, Act.AGREE)
        assert talk.leaves("anna").moments == ["left"]
        assert talk.leaves("bert").moments == ["left", "paused"]

    def test_a_voice_taken_back_is_not_noticed_by_anybody(self) -> None:
        talk = Conversation.begun(SILENCE, needs=(Voice.CLIENT,))
        talk.tells("anna", Voice.CLIENT, privately=True)
        assert talk.tells("anna", privately=True).effects == ()
        assert talk.leaves("anna").moments == ["left"]

    def test_but_one_who_left_with_it_is_still_waited_for(self) -> None:
        talk = Conversation.begun(SILENCE, needs=(Voice.CLIENT,))
        talk.tells("anna", Voice.CLIENT, privately=True)
        talk.leaves("anna")
        talk.tells("bert", Voice.NAASTE)
        assert talk.leads(Act.RESUME).texts == ["fault-awaits"]
        assert "resumed" in talk.tells("bert", Voice.CLIENT, privately=True).moments

    def test_what_was_never_there_is_not_waited_for(self) -> None:
        talk = Conversation.begun(SILENCE, needs=(Voice.CLIENT, "centre"))
        assert talk.leaves("anna").moments == ["left"]

    def test_in_the_after_talk_all_may_go(self) -> None:
        talk = centred()
        while talk.stage_id != "after-talk":
            talk.leads(Act.NEXT)
        assert talk.leaves("anna").moments == ["left"]

    def test_the_named_human_is_still_asked_to_look(self) -> None:
        talk = centred()
        talk.happens(Trusted(talk.at, user("faye"), False, user("bert")))
        assert talk.leaves("anna").one("left").mention == (user("bert"),)


class TestCentre:
    """Whom a talk is about says so themselves."""

    def test_in_the_gathering_it_is_also_joining(self) -> None:
        talk = Conversation.called(CENTRE, needs=("centre",))
        assert talk.does("anna", Act.ME).texts == ["centre-noted"]
        assert talk.standing("anna") is Standing.JOINED

    def test_a_round_for_the_centre_and_one_for_the_others(self) -> None:
        talk = centred(CENTRE, OTHERS)
        assert talk.turns == ["anna"]
        talk.does("anna", Act.DONE)
        talk.does("bert", Act.DONE)
        talk.does("cor", Act.DONE)
        assert talk.turns == ["anna", "bert", "cor"]

    def test_a_round_for_the_centre_and_a_voice(self) -> None:
        talk = centred(SILENCE, OR_CLIENTS)  # type: ignore[arg-type]  # a stage like any other
        talk.tells("cor", Voice.CLIENT)
        talk.leads(Act.NEXT)
        talk.does("anna", Act.DONE)
        talk.does("cor", Act.DONE)
        assert talk.turns == ["anna", "cor"]

    def test_with_nobody_at_the_centre_the_others_are_all(self) -> None:
        talk = Conversation.begun(CENTRE, OTHERS)
        assert talk.stage_id == "others"
        assert talk.speaker == "anna"

    def test_a_reader_gets_the_agreements_first(self) -> None:
        talk = centred()
        assert talk.does("faye", Act.ME).texts == ["welcome-reader", "agreements"]
        assert talk.standing("faye") is Standing.JOINED

    def test_a_talk_without_a_centre_says_so(self) -> None:
        talk = Conversation.begun()
        assert talk.does("anna", Act.ME).texts == ["fault-no-centre"]
        assert talk.does("anna", Act.NOT_ME).texts == ["fault-no-centre"]
        assert Conversation().does("anna", Act.ME).texts == ["fault-no-session"]

    def test_it_can_be_taken_back(self) -> None:
        talk = Conversation.called(CENTRE)
        assert talk.does("anna", Act.NOT_ME).texts == ["fault-no-centre-of-yours"]
        talk.does("anna", Act.ME)
        assert talk.does("anna", Act.NOT_ME).texts == ["centre-withdrawn"]

    def test_nobody_says_it_for_another_but_for_the_seat_they_brought(self) -> None:
        talk = Conversation.called(CENTRE)
        talk.does("anna", Act.JOIN)
        talk.brings("anna", "seat-1")
        assert talk.does("bert", Act.ME, "seat-1").texts == ["fault-seat-of-other"]
        assert talk.leads(Act.ME, "seat-1").texts == ["fault-seat-of-other"]
        assert talk.does("anna", Act.ME, "seat-1").texts == ["centre-noted"]


class TestAskedAbout:
    """R3: talks that tend to be about somebody ask who it is, and whether they are here."""

    def test_all_are_asked_and_told_what_it_means_if_nobody_says_so(self) -> None:
        talk = Conversation.begun(ABOUT, OTHERS)
        asked = talk.last("ask")
        assert [line.key for line in asked.lines] == ["campfire.about", "common.about-how"]
        assert (asked.person, asked.kind) == (None, "ask")

    @pytest.mark.parametrize("word", [Act.ME, Act.YES])
    def test_who_says_so_is_at_the_centre_and_it_is_not_repeated(self, word: Act) -> None:
        talk = Conversation.begun(ABOUT, CENTRE)
        assert talk.speaks("anna", word).effects == ()
        assert talk.does("bert", Act.NO).effects == ()
        assert talk.does("cor", Act.PASS).turn == "anna"

    def test_being_polite_puts_nobody_at_the_centre(self) -> None:
        talk = Conversation.begun(ABOUT, OTHERS)
        for words in ("prima", "akkoord", "is goed"):
            assert talk.says("anna", words).effects == ()
        assert not any(one.centre for one in talk.circle.people)

    def test_nobody_is_an_answer_too(self) -> None:
        talk = Conversation.begun(ABOUT, OTHERS)
        assert talk.rings().turn == "anna"

    def test_in_the_rest_of_a_talk_that_is_me_is_a_story(self) -> None:
        talk = centred()
        for words in ("dat ben ik", "ik", "dit gaat niet over mij"):
            talk.says("bert", words)
        assert [one.id for one in talk.circle.people if one.centre] == [person("anna")]

    def test_who_is_meant_and_is_not_here_is_not_talked_about(self) -> None:
        talk = Conversation.begun(ABOUT, OTHERS)
        assert talk.speaks("anna", naming=["zoe"]).moments == ["absent"]
