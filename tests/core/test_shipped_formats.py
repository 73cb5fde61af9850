"""The formats that come along, led from the first message to the last."""

from __future__ import annotations

import pytest

from bot.core.events import Act
from bot.core.plan import Plan, RoundPlan
from bot.formats.loader import load, shipped
from tests.core.conversation import Conversation

PLANS = load([shipped()]).plans
SIX = ("anna", "bert", "cor", "dina", "eva", "gijs")


@pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))
def test_everyone_speaks_in_every_round_and_each_stage_comes_once(plan: Plan) -> None:
    talk = Conversation(plan, SIX)
    talk.starts()
    for name in SIX:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in SIX:
        talk.does(name, Act.AGREE)
    while talk.circle.session is not None:
        speaker = talk.speaker
        if speaker is None:
            talk.leads(Act.NEXT)
        else:
            talk.speaks(speaker)
            talk.does(speaker, Act.DONE)
    stages = dict.fromkeys(say.stage for say in talk.heard if say.stage is not None)
    assert list(stages) == [stage.id for stage in plan.stages]
    rounds = sum(isinstance(stage, RoundPlan) for stage in plan.stages)
    assert talk.turns == list(SIX) * rounds
    harvests = [say for say in talk.heard if say.moment == "harvest"]
    asked_for = [stage for stage in plan.stages if isinstance(stage, RoundPlan) and stage.harvest]
    assert len(harvests) == len(asked_for)
    for moment in ("after-talk", "closed"):
        assert "common.reach-plain" in [line.key for line in talk.last(moment).lines], moment
    names = [say.moment for say in talk.heard]
    assert names.index("check-out") < names.index("after-talk")
