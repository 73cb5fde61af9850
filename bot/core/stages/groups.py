"""``groups``: the circle goes apart in small groups; as yet everybody stays together.

| what happens | what it does |
|---|---|
| begins | says the question; all talk about it together |
| words | it waits until it has been quiet for a while |
| the time is over, the facilitator leads on | over |
| resumed after a pause | waits its whole time anew |
"""

from __future__ import annotations

from bot.core.circle import Groups
from bot.core.draft import Draft, Outcome
from bot.core.events import Act, Spoke
from bot.core.people import Person
from bot.core.plan import GroupsPlan
from bot.core.stages.hold import QUIET_MS


def begin(draft: Draft, plan: GroupsPlan) -> Outcome:
    """Say the question and wait."""
    until = draft.after(plan.seconds)
    draft.put(Groups(until))
    draft.say("stage", draft.prompt(), until=until)
    return Outcome.STAYS


def did(draft: Draft, plan: GroupsPlan, state: Groups, act: Act, actor: Person) -> Outcome | None:
    """Nothing is asked of anybody by name."""
    return None


def spoke(draft: Draft, plan: GroupsPlan, state: Groups, said: Spoke) -> Outcome:
    """Everybody may speak, and speak out."""
    quiet = said.at + QUIET_MS
    if state.until is not None and state.until < quiet:
        draft.put(Groups(quiet))
    return Outcome.STAYS


def moved_on(draft: Draft, plan: GroupsPlan, state: Groups) -> Outcome:
    """The facilitator need not wait."""
    return Outcome.OVER


def rang(draft: Draft, plan: GroupsPlan, state: Groups) -> Outcome:
    """The time is over."""
    return Outcome.OVER


def changed(draft: Draft, plan: GroupsPlan, state: Groups) -> Outcome:
    """Who is in the circle makes no difference."""
    return Outcome.STAYS


def resumed(draft: Draft, plan: GroupsPlan, state: Groups, paused: int) -> Outcome:
    """The time starts anew."""
    draft.put(Groups(draft.after(plan.seconds)))
    return Outcome.STAYS
