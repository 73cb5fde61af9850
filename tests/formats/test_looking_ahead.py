"""Exploratory talk, triad card, learning group: what facts/method.md promises of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.core.people import Voice
from bot.core.plan import AskPlan, Choice, HoldPlan, Plan, PollPlan, RoundPlan
from bot.formats.loader import load, shipped
from bot.formats.people import people_faults
from bot.formats.schema import FormatShape

LIBRARY = load([shipped()])


def ids(plan: Plan) -> list[str]:
    """The stages of a format, in order."""
    return [stage.id for stage in plan.stages]


@pytest.mark.parametrize("moment", ['"check-out"', '"voices"', '"ask"\nabout = true'])
def test_where_nobody_can_say_no_not_all_can_agree(moment: str) -> None:
    told = tomllib.loads(f"""
        name = {{ nl = "een", en = "one" }}
        people = {{ fewest = 3, most = 6 }}
        [[stage]]
        id = "settled"
        kind = "ask"
        minutes = 3
        all_agree = true
        moment = {moment}
        """)
    shape = FormatShape.model_validate(told)
    keys = [fault.key for fault in people_faults(Path("format.toml"), shape)]
    assert "stage 1, all_agree" in keys


def who(plan: Plan, id: str) -> tuple[object, ...]:
    """For whom a round is."""
    stage = next(stage for stage in plan.stages if stage.id == id)
    assert isinstance(stage, RoundPlan)
    return stage.who


class TestExploratory:
    """Not what is wrong but what can help; who it is for tells first, chooses, and is waited for."""

    plan = LIBRARY.plans["exploratory"]

    def test_it_is_not_held_without_who_it_is_for(self) -> None:
        first = self.plan.stages[0]
        assert isinstance(first, AskPlan)
        assert first.about
        assert self.plan.while_present == ("centre",)

    def test_who_it_is_for_tells_first_and_chooses_before_there_is_a_plan(self) -> None:
        order = ids(self.plan)
        steps = ["story", "questions", "answers", "helping", "choice", "plan", "steps"]
        assert [id for id in order if id in steps] == steps
        assert {who(self.plan, id) for id in ("story", "answers", "choice")} == {("centre",)}
        assert {who(self.plan, id) for id in ("questions", "helping")} == {("others",)}

    def test_the_open_question_does_the_work(self) -> None:
        for language, asked, wrong in (
            ("nl", "open vraag", "mis"),
            ("en", "open question", "wrong"),
        ):
            texts = LIBRARY.texts("nl" if language == "nl" else "en")
            assert asked in texts["exploratory.questions"].forms[0]
            assert wrong in texts["exploratory.gathering-plain"].forms[0]

    def test_those_of_the_method_have_a_place_at_its_table(self) -> None:
        voices = {Voice.CLIENT, Voice.NAASTE, Voice.PEER, Voice.PROFESSIONAL, Voice.FOURTH}
        assert set(LIBRARY.cards["exploratory"].voices) == voices


class TestTriadCard:
    """Each chooses three topics beforehand; together they are the agenda; then what is agreed on."""

    plan = LIBRARY.plans["triad-card"]

    def test_three_topics_each_before_anything_is_talked_about(self) -> None:
        order = ids(self.plan)
        topics = next(stage for stage in self.plan.stages if isinstance(stage, PollPlan))
        assert isinstance(topics.asks, Choice)
        assert topics.asks.most == 3
        assert len(topics.asks.options) == 12
        assert order.index("topics") < order.index("why") < order.index("first-topic")

    def test_the_client_is_there(self) -> None:
        assert self.plan.while_present == (Voice.CLIENT,)
        assert ids(self.plan)[0] == "voices"

    def test_it_ends_with_what_each_promises(self) -> None:
        promises = self.plan.stages[ids(self.plan).index("promises")]
        assert isinstance(promises, RoundPlan)
        assert promises.harvest


class TestLearningGroup:
    """A series in short cycles: try, look back, adjust; the goal kept in view."""

    plan = LIBRARY.plans["learning-group"]

    def test_it_begins_by_looking_back_and_ends_with_what_each_will_try(self) -> None:
        first = self.plan.stages[0]
        assert isinstance(first, HoldPlan)
        assert first.looks_back
        order = ids(self.plan)
        steps = ["look-back", "tried", "learned", "adjusting", "intentions"]
        assert [id for id in order if id in steps] == steps
        intentions = self.plan.stages[order.index("intentions")]
        assert isinstance(intentions, RoundPlan)
        assert intentions.harvest

    def test_the_goal_stands_at_its_beginning_and_is_named_where_it_is_adjusted(self) -> None:
        for language, goal in (("nl", "doel"), ("en", "goal")):
            texts = LIBRARY.texts("nl" if language == "nl" else "en")
            for key in ("gathering", "adjusting"):
                assert goal in texts[f"learning-group.{key}"].forms[0]
