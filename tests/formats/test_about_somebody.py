"""R3: the formats that by habit discuss absent people ask first whom it is about; facts/method.md."""

from __future__ import annotations

import pytest

from bot.core.plan import AskPlan, HoldPlan, OpenPlan, Plan, RoundPlan
from bot.formats.loader import load, shipped

LIBRARY = load([shipped()])
TEND_TO_BE_ABOUT_SOMEBODY = ("deliberation", "consultation", "action-team", "reporting")


def ids(plan: Plan) -> list[str]:
    """The stages of a format, in order."""
    return [stage.id for stage in plan.stages]


@pytest.mark.parametrize("id", TEND_TO_BE_ABOUT_SOMEBODY)
class TestTheyOpenByAskingWhomItIsAbout:
    """And whether they are here; who is at the centre is heard early, and waited for."""

    def test_first_of_all(self, id: str) -> None:
        plan = LIBRARY.plans[id]
        first = plan.stages[0]
        assert isinstance(first, AskPlan)
        assert first.about
        assert plan.while_present == ("centre",)

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_in_words_that_ask_both(self, id: str, language: str) -> None:
        words = LIBRARY.texts("nl" if language == "nl" else "en")[f"{id}.about"].forms[0]
        question = words.splitlines()[0]
        assert question.startswith("Over wie" if language == "nl" else "Whom")
        assert ("hier" if language == "nl" else "here") in question

    def test_who_it_is_about_has_the_floor_to_themselves_before_others_judge(self, id: str) -> None:
        plan = LIBRARY.plans[id]
        centre = next(
            place
            for place, stage in enumerate(plan.stages)
            if isinstance(stage, RoundPlan) and stage.who == ("centre",)
        )
        before = plan.stages[1:centre]
        assert sum(not (isinstance(one, HoldPlan) and one.is_rest) for one in before) <= 2


class TestDeliberation:
    """Six to ten people; two sides with the harm of each; writing alone before the round."""

    plan = LIBRARY.plans["deliberation"]

    def test_in_the_order_of_the_method(self) -> None:
        said = [id for id in ids(self.plan) if not id.startswith("break")]
        assert said == [
            "about", "case", "centre", "sides", "harm-a", "harm-b", "questions", "perspectives",
            "alternatives", "writing", "weighing", "alike", "steps", "check-out", "after-talk",
        ]  # fmt: skip

    def test_everybody_writes_alone_and_all_are_waited_for_before_the_round(self) -> None:
        at = ids(self.plan).index("writing")
        writing, weighing = self.plan.stages[at : at + 2]
        assert isinstance(writing, AskPlan)
        assert isinstance(weighing, RoundPlan)
        assert weighing.who == ()

    def test_each_side_has_its_harm(self) -> None:
        for side in ("a", "b"):
            stage = self.plan.stages[ids(self.plan).index(f"harm-{side}")]
            assert isinstance(stage, OpenPlan)
            for language, word in (("nl", "schade"), ("en", "harm")):
                text = LIBRARY.texts("nl" if language == "nl" else "en")
                words = text[f"deliberation.harm-{side}"].forms[0]
                assert f" {side.upper()}" in words
                assert word in words

    def test_the_five_sentences_are_there_to_be_finished(self) -> None:
        for language in ("nl", "en"):
            text = LIBRARY.texts("nl" if language == "nl" else "en")
            assert text["deliberation.writing"].forms[0].count("…") == 5

    def test_for_as_many_as_the_method_says(self) -> None:
        assert (self.plan.fewest, self.plan.most) == (3, 10)
        assert LIBRARY.cards["deliberation"].purpose == "decide"


class TestConsultation:
    """The real question under the question: open questions first, no advice before it is found."""

    plan = LIBRARY.plans["consultation"]

    def test_the_real_question_comes_before_what_others_would_do(self) -> None:
        order = ids(self.plan)
        steps = ["telling", "questions", "answers", "underneath", "real-question", "experience"]
        assert [id for id in order if id in steps] == steps

    def test_who_brought_it_listens_while_the_others_look_for_it(self) -> None:
        by_id = {stage.id: stage for stage in self.plan.stages}
        for id in ("questions", "underneath", "experience"):
            stage = by_id[id]
            assert isinstance(stage, RoundPlan)
            assert stage.who == ("others",)


class TestActionTeam:
    """A dilemma of each, help in practice, and a small experiment that all can go along with."""

    plan = LIBRARY.plans["action-team"]

    def test_in_the_order_of_the_method(self) -> None:
        order = ids(self.plan)
        steps = ["dilemmas", "choosing", "help", "offers", "experiment", "agreeing", "steps"]
        assert [id for id in order if id in steps] == steps

    def test_who_does_what_is_a_line_each(self) -> None:
        steps = next(stage for stage in self.plan.stages if stage.id == "steps")
        assert isinstance(steps, RoundPlan)
        assert steps.harvest


class TestReporting:
    """What to report and what not, how it helps to live, for whom; the first and last word is theirs."""

    plan = LIBRARY.plans["reporting"]

    def test_the_three_questions_of_the_method(self) -> None:
        order = ids(self.plan)
        steps = ["needed", "not-needed", "living", "for-whom"]
        assert [id for id in order if id in steps] == steps

    def test_who_is_written_about_speaks_first_and_decides_last(self) -> None:
        of_centre = [
            stage.id
            for stage in self.plan.stages
            if isinstance(stage, RoundPlan) and stage.who == ("centre",)
        ]
        order = ids(self.plan)
        assert of_centre == ["centre", "last-word"]
        assert order.index("centre") == 1
        assert order.index("last-word") > order.index("together")
