"""The formats that come along, led from the first message to the last."""

from __future__ import annotations

import pytest

from bot.core.circle import Ask, Circle, Round
from bot.core.events import Act
from bot.core.people import Voice
from bot.core.plan import AskPlan, GroupsPlan, Plan, RoundPlan, StagePlan, Topic
from bot.core.sides import is_for
from bot.formats.loader import load, shipped
from tests.core.conversation import ROOM, Conversation, person

PLANS = load([shipped()]).plans
THEMES = tuple(Topic(id) for id in ("home", "trust", "hope", "pride", "time"))
EIGHT = ("anna", "bert", "cor", "dina", "eva", "gijs", "hans", "ida")


def led(plan: Plan, circle: Circle | None = None) -> tuple[Conversation, dict[str, list[str]]]:
    """Lead a whole conversation; also whom each round is for, where people are called."""
    talk = Conversation(plan, EIGHT, circle=circle or Circle(ROOM, "nl"))
    talk.starts(offered=THEMES)
    for name in EIGHT:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in EIGHT:
        talk.does(name, Act.AGREE)
    called: dict[str, list[str]] = {}
    while talk.circle.session is not None:
        stage, stage_plan = talk.session.stage, talk.session.stage_plan
        if isinstance(stage_plan, RoundPlan) and isinstance(stage, Round) and not stage.free:
            called.setdefault(stage_plan.id, [
                name for name in EIGHT
                if is_for(stage_plan.who, next(
                    one for one in talk.circle.people if one.id == person(name)))
            ])  # fmt: skip
        if talk.speaker is not None:
            speaker = talk.speaker
            talk.speaks(speaker)
            talk.does(speaker, Act.DONE)
        elif isinstance(stage, Ask) and isinstance(stage_plan, AskPlan):
            _answer(talk, stage_plan)
        elif isinstance(stage, Round):
            wants = next(name for name in EIGHT if person(name) not in stage.through)
            talk.does(wants, Act.HAND)
        else:
            talk.leads(Act.NEXT)
    return talk, called


def _apart(stage: StagePlan) -> bool:
    """Whether it needs the rooms of small groups, which nobody makes here."""
    of_groups = isinstance(stage, RoundPlan) and "spokespeople" in stage.who
    return of_groups or isinstance(stage, GroupsPlan)


def _answer(talk: Conversation, plan: AskPlan) -> None:
    """The first of them are at the centre, as many as are needed; Gijs and Hans help."""
    position = talk.session.position
    at_centre = EIGHT[: max(1, talk.session.plan.centre.fewest)]
    for name in EIGHT:
        if talk.circle.session is None or talk.session.position != position:
            return
        if plan.about:
            talk.does(name, Act.ME if name in at_centre else Act.NO)
        elif plan.moment == "voices":
            helps = name in ("gijs", "hans")
            talk.tells(name, Voice.PROFESSIONAL) if helps else talk.does(name, Act.PASS)
        elif plan.moment == "check-out":
            talk.speaks(name)
        elif is_for(plan.who, next(one for one in talk.circle.people if one.id == person(name))):
            talk.does(name, Act.YES)


@pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))
def test_everyone_speaks_in_every_round_and_each_stage_comes_once(plan: Plan) -> None:
    talk, called = led(plan)
    stages = dict.fromkeys(say.stage for say in talk.heard if say.stage is not None)
    together = [stage.id for stage in plan.stages if not _apart(stage)]
    assert [stage for stage in stages if stage in together] == together
    spoke: dict[str, list[str]] = {}
    for say in talk.heard:
        if say.moment == "turn" and say.stage in called:
            spoke.setdefault(say.stage, []).append(str(say.person)[1:].partition(":")[0])
    assert {stage: sorted(names) for stage, names in spoke.items()} == called
    assert all(called.values()), "nobody can speak in a round"
    harvests = [say for say in talk.heard if say.moment == "harvest"]
    asked_for = [stage for stage in plan.stages if isinstance(stage, RoundPlan) and stage.harvest]
    assert len(harvests) == len(asked_for)
    for moment in ("after-talk", "closed"):
        assert "common.reach-plain" in [line.key for line in talk.last(moment).lines], moment
    names = [say.moment for say in talk.heard]
    assert names.index("check-out") < names.index("after-talk")


@pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))
def test_it_can_be_led_to_its_end_with_nobody_saying_anything(plan: Plan) -> None:
    """No session can hang: the facilitator's next always leads on."""
    talk = Conversation(plan, EIGHT)
    talk.starts(offered=THEMES)
    for name in EIGHT:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in EIGHT:
        talk.does(name, Act.AGREE)
    for _ in range(4 * len(plan.stages) * len(EIGHT)):
        if talk.circle.session is None:
            return
        talk.leads(Act.NEXT)
    raise AssertionError("it does not end")
