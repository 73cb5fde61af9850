"""``hold``: Kring says something and waits, everybody is free to speak.

| what happens | what it does |
|---|---|
| begins | says the prompt under the plan's moment |
| an act, words, people coming and going | nothing |
| the time is over, the facilitator leads on | over |
| resumed after a pause | waits its whole time anew |
"""

from __future__ import annotations

from bot.core.circle import Hold
from bot.core.draft import Draft, Outcome
from bot.core.events import Act, Spoke
from bot.core.people import Person
from bot.core.plan import HoldPlan


def begin(draft: Draft, plan: HoldPlan) -> Outcome:
    """Say the prompt and wait."""
    until = draft.after(plan.seconds)
    draft.put(Hold(until))
    draft.say(plan.moment, draft.prompt(), until=until)
    return Outcome.STAYS


def did(draft: Draft, plan: HoldPlan, state: Hold, act: Act, actor: Person) -> Outcome | None:
    """Nothing is asked of anybody here."""
    return None


def spoke(draft: Draft, plan: HoldPlan, state: Hold, said: Spoke) -> Outcome:
    """Everybody may speak."""
    return Outcome.STAYS


def moved_on(draft: Draft, plan: HoldPlan, state: Hold) -> Outcome:
    """The facilitator need not wait."""
    return Outcome.OVER


def rang(draft: Draft, plan: HoldPlan, state: Hold) -> Outcome:
    """The time is over."""
    return Outcome.OVER


def changed(draft: Draft, plan: HoldPlan, state: Hold) -> Outcome:
    """Who is in the circle makes no difference."""
    return Outcome.STAYS


def resumed(draft: Draft, plan: HoldPlan, state: Hold, paused: int) -> Outcome:
    """The time starts anew."""
    draft.put(Hold(draft.after(plan.seconds)))
    return Outcome.STAYS
