"""``map``: who it is about tells what matters to them; as yet nothing is drawn of it.

| what happens | what it does |
|---|---|
| begins | says the question |
| words | it waits until it has been quiet for a while |
| the time is over, the facilitator leads on | over |
| resumed after a pause | waits its whole time anew |
"""

from __future__ import annotations

from bot.core.circle import Map
from bot.core.draft import Draft, Outcome
from bot.core.events import Act, Spoke
from bot.core.people import Person
from bot.core.plan import MapPlan
from bot.core.stages.hold import QUIET_MS


def begin(draft: Draft, plan: MapPlan) -> Outcome:
    """Say the question and wait."""
    until = draft.after(plan.seconds)
    draft.put(Map(until))
    draft.say("stage", draft.prompt(), until=until)
    return Outcome.STAYS


def did(draft: Draft, plan: MapPlan, state: Map, act: Act, actor: Person) -> Outcome | None:
    """Nothing is asked of anybody by name."""
    return None


def spoke(draft: Draft, plan: MapPlan, state: Map, said: Spoke) -> Outcome:
    """Everybody may speak, and speak out."""
    quiet = said.at + QUIET_MS
    if state.until is not None and state.until < quiet:
        draft.put(Map(quiet))
    return Outcome.STAYS


def moved_on(draft: Draft, plan: MapPlan, state: Map) -> Outcome:
    """The facilitator need not wait."""
    return Outcome.OVER


def rang(draft: Draft, plan: MapPlan, state: Map) -> Outcome:
    """The time is over."""
    return Outcome.OVER


def changed(draft: Draft, plan: MapPlan, state: Map) -> Outcome:
    """Who is in the circle makes no difference."""
    return Outcome.STAYS


def resumed(draft: Draft, plan: MapPlan, state: Map, paused: int) -> Outcome:
    """The time starts anew."""
    draft.put(Map(draft.after(plan.seconds)))
    return Outcome.STAYS
