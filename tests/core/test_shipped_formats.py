"""The formats that come along, led from the first message to the last."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.core.events import Act
from bot.core.plan import Order, Plan, RoundPlan, StagePlan
from bot.core.stages.round import is_for
from bot.formats.loader import load, shipped
from tests.core.conversation import Conversation, first_name

PLANS = load([shipped()]).plans
SIX = ("anna", "bert", "cor", "dina", "eva", "gijs")


def _heard_in(stages: Sequence[StagePlan], talk: Conversation) -> list[str]:
    """Who is heard in the rounds of these, as people sit; nobody is called where nobody is to be."""
    return [
        first_name(person.id)
        for stage in stages
        if isinstance(stage, RoundPlan) and stage.order is not Order.VOLUNTEER
        for person in talk.circle.people
        if is_for(stage.who, person)
    ]


@pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))
def test_everyone_speaks_in_every_round_and_each_stage_comes_once(plan: Plan) -> None:
    talk = Conversation(plan, SIX)
    talk.starts()
    for name in SIX:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in SIX:
        talk.does(name, Act.AGREE)
    expected: list[str] = []
    at = -1
    while talk.circle.session is not None:
        session, speaker = talk.circle.session, talk.speaker
        if session.position > at and session.stage is not None:
            expected += _heard_in(plan.stages[at + 1 : session.position + 1], talk)
            at = session.position
        if speaker is None:
            talk.leads(Act.NEXT)
        else:
            talk.speaks(speaker)
            talk.does(speaker, Act.DONE)
    stages = dict.fromkeys(say.stage for say in talk.heard if say.stage is not None)
    silent = {stage.id for stage in plan.stages if isinstance(stage, RoundPlan) and stage.who}
    assert [stage for stage in stages if stage not in silent] == [
        stage.id for stage in plan.stages if stage.id not in silent
    ]
    assert talk.turns == expected
    harvests = [say for say in talk.heard if say.moment == "harvest"]
    asked_for = [stage for stage in plan.stages if isinstance(stage, RoundPlan) and stage.harvest]
    assert len(harvests) == len(asked_for)
    for moment in ("after-talk", "closed"):
        assert "common.reach-plain" in [line.key for line in talk.last(moment).lines], moment
    names = [say.moment for say in talk.heard]
    assert names.index("check-out") < names.index("after-talk")
