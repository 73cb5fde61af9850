"""Sides of a conversation: an inner and an outer circle, workers and a network, and permission."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.about import about
from bot.core.circle import Ask
from bot.core.events import Act
from bot.core.people import Person, PersonId, Standing, UserId, Voice
from bot.core.plan import AskPlan, Centre, OpenPlan, Order, Plan, RoundPlan, StagePlan
from bot.core.sides import is_for
from tests.core.conversation import (
    ABOUT,
    AFTER_TALK,
    CHECK_OUT,
    MINUTE,
    ROUND,
    SILENCE,
    VOICES,
    Conversation,
    user,
)

FIVE = ("anna", "bert", "cor", "dina", "eva")
TELL = RoundPlan("tell", Order.CIRCLE, 60, who=("centre",))
TURNED = RoundPlan("turned", Order.CIRCLE, 60, who=("others",))
REFLECTING = OpenPlan("reflecting", 600, 120, who=("workers",))
ANSWER = RoundPlan("answer", Order.CIRCLE, 60, who=("network",))
MAY_WE = AskPlan("may-we", 180, "permission", who=("network",), permits=("reflecting", "answer"))


def begun(*stages: StagePlan, names: tuple[str, ...] = FIVE, **more: object) -> Conversation:
    """A conversation in its first stage, all agreed."""
    plan = replace(Plan("campfire", 3, 12, (*stages, AFTER_TALK)), **more)  # type: ignore[arg-type]
    talk = Conversation(plan, names)
    talk.starts()
    for name in names:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in names:
        talk.does(name, Act.AGREE)
    return talk


def network(*stages: StagePlan) -> Conversation:
    """Anna is at the centre, Bert came with her; Cor and Dina work, Eva is Anna's friend and a nurse."""
    talk = begun(*stages)
    talk.tells("bert", Voice.NAASTE)
    talk.tells("cor", Voice.PROFESSIONAL)
    talk.tells("dina", Voice.PEER)
    talk.tells("eva", Voice.NAASTE, Voice.PROFESSIONAL)
    return talk


@pytest.mark.parametrize(
    ("voices", "centre", "works"),
    [
        ((), False, False),
        ((Voice.PROFESSIONAL,), False, True),
        ((Voice.FAMILY_PEER,), False, True),
        ((Voice.PROFESSIONAL, Voice.NAASTE), False, False),
        ((Voice.PEER, Voice.CLIENT), True, False),
        ((Voice.CLIENT,), False, False),
    ],
)
def test_somebody_is_on_one_side(voices: tuple[Voice, ...], centre: bool, works: bool) -> None:
    one = Person(PersonId("@a"), UserId("@a"), Standing.AGREED, voices, centre=centre)
    assert is_for(("workers",), one) == works
    assert is_for(("network",), one) != works
    assert is_for(("centre",), one) == centre
    assert is_for(("others",), one) != centre


class TestListener:
    """One who listens, and decides (the lekgotla)."""

    ONE = Centre("listener", 1, 1)

    def test_one_says_so_and_listens_and_has_the_floor_at_the_end(self) -> None:
        talk = begun(ABOUT, TURNED, TELL, centre=self.ONE)
        assert "common.listener-how" in [line.key for line in talk.last("ask").lines]
        assert talk.says("cor", "ik luister").texts == []
        assert talk.standing("cor") is Standing.AGREED, "who listens is no reader"
        assert talk.says("bert", "ja").texts == [], "said to Cor, perhaps"
        assert talk.says("bert", "ik luister").texts == ["fault-listener-full"], "never in silence"
        for name in ("anna", "dina", "eva"):
            heard = talk.says(name, "nee")
        heard = talk.says("bert", "nee")
        assert heard.turn == "anna"
        assert "about-somebody" not in heard.texts, "the talk is not about who listens"
        for name in ("anna", "bert", "dina"):
            talk.does(name, Act.DONE)
        assert talk.says("cor", "mag ik wat zeggen").texts == []
        assert talk.does("cor", Act.HAND).texts == ["fault-hand-listen"]
        assert talk.does("eva", Act.DONE).turn == "cor"

    def test_a_second_one_hears_that_there_is_one(self) -> None:
        talk = begun(ABOUT, TURNED, TELL, centre=self.ONE)
        talk.does("cor", Act.ME)
        assert talk.does("anna", Act.ME).texts == ["fault-listener-full"]
        talk.leads(Act.NEXT)
        assert talk.does("anna", Act.ME).texts == ["fault-listener-full"]
        assert talk.does("cor", Act.NOT_ME).texts == ["listener-withdrawn"]
        assert talk.does("cor", Act.NOT_ME).texts == ["fault-no-listener"]
        assert talk.does("anna", Act.ME).texts == ["listener-noted"]

    def test_with_nobody_it_is_told_once_and_then_it_waits(self) -> None:
        talk = begun(ABOUT, TURNED, TELL, CHECK_OUT, centre=self.ONE)
        assert talk.rings().texts == ["short-listener"]
        assert talk.leads(Act.NEXT).turn == "anna"

    def test_what_is_kept_of_them_is_told_to_them(self) -> None:
        talk = begun(ABOUT, TURNED, centre=self.ONE)
        talk.does("cor", Act.ME)
        assert "common.about-listener" in [one.key for one in about(talk.circle, user("cor"))]


class TestTellers:
    """An inner circle that tells, and an outer one that listens (the mirror)."""

    MANY = Centre("tellers", 2, 3)

    def test_everyone_says_so_themselves_and_the_circles_turn(self) -> None:
        talk = begun(ABOUT, TELL, TURNED, centre=self.MANY)
        assert "common.tellers-how" in [line.key for line in talk.last("ask").lines]
        for name, words in zip(FIVE, ("ik vertel", "ja", "ik luister", "nee"), strict=False):
            assert talk.says(name, words).texts == []
        assert talk.does("eva", Act.PASS).turn == "anna"
        talk.does("anna", Act.DONE)
        assert talk.does("bert", Act.DONE).turn == "cor"
        for name in ("cor", "dina"):
            talk.does(name, Act.DONE)
        assert talk.speaker == "eva"

    def test_i_listen_makes_nobody_a_reader(self) -> None:
        talk = begun(ABOUT, TELL, centre=self.MANY)
        talk.says("cor", "ik luister")
        assert talk.standing("cor") is Standing.AGREED

    @pytest.mark.parametrize("how", ["all answered", "time", "led on"])
    def test_too_few_is_told_once_and_then_it_waits(self, how: str) -> None:
        talk = begun(ABOUT, TELL, CHECK_OUT, centre=self.MANY)
        talk.does("anna", Act.ME)
        if how == "all answered":
            for name in FIVE[1:-1]:
                talk.does(name, Act.NO)
            heard = talk.does(FIVE[-1], Act.NO)
        else:
            heard = talk.rings() if how == "time" else talk.leads(Act.NEXT)
        assert heard.texts == ["short-tellers"]
        assert talk.stage_id == "about"
        assert isinstance(talk.stage, Ask)
        assert talk.stage.until is None
        assert talk.leads(Act.NEXT).turn == "anna"

    def test_one_more_is_enough(self) -> None:
        talk = begun(ABOUT, TELL, centre=self.MANY)
        talk.does("anna", Act.ME)
        for name in FIVE[1:]:
            talk.does(name, Act.NO)
        assert talk.does("cor", Act.ME).turn == "anna"
        assert talk.waiting == ["cor"]

    def test_the_inner_circle_can_be_full(self) -> None:
        talk = begun(ABOUT, TELL, centre=self.MANY)
        for name in FIVE[:3]:
            talk.does(name, Act.ME)
        assert talk.does("dina", Act.ME).texts == ["fault-tellers-full"]
        assert talk.does("anna", Act.ME).texts == []
        talk.does("anna", Act.NOT_ME)
        assert talk.does("dina", Act.ME).texts == []

    def test_full_also_later_on_and_one_can_step_out(self) -> None:
        talk = begun(ABOUT, TELL, centre=self.MANY)
        for name in FIVE[:3]:
            talk.does(name, Act.ME)
        talk.leads(Act.NEXT)
        assert talk.does("dina", Act.ME).texts == ["fault-tellers-full"]
        assert talk.does("cor", Act.NOT_ME).texts == ["teller-withdrawn"]
        assert talk.does("cor", Act.NOT_ME).texts == ["fault-no-teller"]
        assert talk.does("dina", Act.ME).texts == ["teller-noted"]

    def test_who_listens_hears_what_a_hand_is_good_for(self) -> None:
        talk = begun(ABOUT, TELL, centre=self.MANY)
        for name in FIVE[:2]:
            talk.does(name, Act.ME)
        talk.leads(Act.NEXT)
        assert talk.does("eva", Act.HAND).texts == ["fault-hand-listen"]
        assert talk.says("eva", "hand").texts == [], "plain words that cannot be are talk"

    def test_nobody_tells_and_nobody_hangs(self) -> None:
        talk = begun(ABOUT, TELL, CHECK_OUT, centre=self.MANY)
        talk.leads(Act.NEXT)
        assert talk.leads(Act.NEXT).moments == ["check-out"]

    def test_no_tap_says_who_tells(self) -> None:
        """R9: to tell is mostly to be a client."""
        talk = begun(ABOUT, TELL, centre=self.MANY)
        assert talk.last("ask").buttons == ()


class TestWorkers:
    """Those who help talk among themselves, if they may, while the others listen."""

    def test_that_enough_are_here_is_asked_once_and_nobody_is_counted(self) -> None:
        talk = begun(VOICES, ROUND, workers=2)
        talk.tells("cor", Voice.PROFESSIONAL)
        for name in ("anna", "bert", "dina"):
            talk.does(name, Act.PASS)
        assert talk.does("eva", Act.PASS).texts == ["short-workers"]
        assert talk.tells("dina", Voice.PEER).turn == "anna"

    def test_permission_is_asked_of_the_network_and_the_centre_decides(self) -> None:
        talk = network(ABOUT, MAY_WE, REFLECTING, ANSWER, CHECK_OUT)
        talk.does("anna", Act.ME)
        talk.leads(Act.NEXT)
        assert talk.stage_id == "may-we"
        assert talk.does("cor", Act.YES).texts == ["fault-nothing-asked"], "not of who works"
        talk.does("bert", Act.NO)
        talk.does("eva", Act.PASS)
        assert talk.does("anna", Act.YES).moments == ["stage"]
        assert talk.stage_id == "reflecting"

    @pytest.mark.parametrize("answer", [Act.NO, Act.PASS, None])
    def test_without_a_yes_of_the_centre_it_is_left_out(self, answer: Act | None) -> None:
        talk = network(ABOUT, MAY_WE, REFLECTING, ANSWER, CHECK_OUT)
        talk.does("anna", Act.ME)
        talk.leads(Act.NEXT)
        for name in ("bert", "eva"):
            talk.does(name, Act.YES)
        heard = talk.rings() if answer is None else talk.does("anna", answer)
        assert heard.moments == ["check-out"]
        assert talk.session.left_out == ("reflecting", "answer")

    def test_somebody_may_change_their_mind(self) -> None:
        talk = network(ABOUT, MAY_WE, REFLECTING, CHECK_OUT)
        talk.does("anna", Act.ME)
        talk.leads(Act.NEXT)
        talk.does("anna", Act.NO)
        talk.does("anna", Act.YES)
        talk.does("bert", Act.YES)
        assert talk.does("eva", Act.YES).moments == ["stage"]

    def test_with_nobody_at_the_centre_no_is_no(self) -> None:
        talk = network(MAY_WE, REFLECTING, CHECK_OUT)
        talk.does("bert", Act.YES)
        talk.does("eva", Act.NO)
        assert talk.does("anna", Act.YES).moments == ["check-out"]

    def test_who_gave_permission_is_forgotten_with_them(self) -> None:
        talk = network(MAY_WE, REFLECTING, CHECK_OUT)
        talk.does("bert", Act.YES)
        talk.leaves("bert")
        talk.does("eva", Act.PASS)
        assert talk.does("anna", Act.PASS).moments == ["check-out"]

    def test_only_they_have_the_floor_and_it_ends_by_itself(self) -> None:
        talk = network(SILENCE, REFLECTING, ANSWER)
        talk.leads(Act.NEXT)
        assert talk.does("anna", Act.HAND).texts == ["fault-hand-listen"]
        assert talk.speaks("bert").texts == []
        assert talk.speaks("cor").turn == "cor"
        assert talk.does("cor", Act.DONE).texts == []
        assert talk.speaks("dina").turn == "dina"
        talk.after(11 * MINUTE)
        talk.rings()
        assert talk.speaker == "dina", "nobody is cut off"
        assert talk.does("dina", Act.DONE).turn == "anna", "the network answers"

    def test_with_nobody_who_works_it_is_over_at_once(self) -> None:
        talk = begun(REFLECTING, ROUND)
        assert talk.stage_id == "round"
        assert talk.turns == ["anna"]


class TestVolunteers:
    """One story, and a closing round for few and for many."""

    STORY = RoundPlan("story", Order.VOLUNTEER, 300, speakers=1)

    def test_one_story_is_enough(self) -> None:
        talk = begun(self.STORY, CHECK_OUT)
        assert talk.speaks("dina").turn == "dina"
        talk.does("anna", Act.HAND)
        assert talk.does("dina", Act.DONE).moments == ["check-out"]

    def test_a_pass_is_no_story(self) -> None:
        talk = begun(self.STORY, CHECK_OUT)
        talk.does("dina", Act.HAND)
        assert talk.does("dina", Act.PASS).effects == ()
        assert talk.does("bert", Act.HAND).turn == "bert"
        assert talk.does("bert", Act.DONE).moments == ["check-out"]

    @pytest.mark.parametrize(("most", "called"), [(5, True), (4, False)])
    def test_many_are_not_called_one_by_one(self, most: int, called: bool) -> None:
        talk = begun(RoundPlan("closing", Order.CIRCLE, 60, calls_most=most), CHECK_OUT)
        assert (talk.speaker == "anna") == called
        if not called:
            assert "common.volunteer-how" in [line.key for line in talk.last("stage").lines]
            assert talk.speaks("eva").turn == "eva"


def test_a_harvest_may_have_a_heading_of_its_own() -> None:
    plan = RoundPlan("letter", Order.CIRCLE, 60, harvest=True, heading=True)
    talk = begun(plan, CHECK_OUT)
    for name in FIVE:
        talk.speaks(name, said=f"${name}")
        talk.does(name, Act.DONE)
    assert talk.last("harvest").lines[0].key == "campfire.letter-heading"
    assert talk.takes_back("bert").one("harvest").lines[0].key == "campfire.letter-heading"


def test_what_is_agreed_to_beside_what_always_is_everyone_reads() -> None:
    talk = begun(ROUND, own_agreements=True)
    keys = [line.key for line in talk.last("agreements").lines]
    assert keys.index("campfire.agreements") < keys.index("common.agreements")
    talk.joins("gijs")
    assert "campfire.agreements" in [line.key for line in talk.last("welcome-newcomer").lines]
