"""``hold``: Kring says something and waits, everybody is free to speak.

| what happens | what it does |
|---|---|
| begins | says the prompt under the plan's moment; in the after-talk also who can be reached |
| begins, and it looks back | the same and the theme, as a reply to the last harvest, if there is one |
| words, but in a break or a silence | it waits until it has been quiet for two minutes |
| an act, people coming and going | nothing |
| the time is over, the facilitator leads on | over |
| resumed after a pause | waits its whole time anew |

So nobody who is telling something is cut off by what comes next, least of all by the close.
"""

from __future__ import annotations

from bot.core import harvest, leaving
from bot.core.circle import Hold
from bot.core.draft import Draft, Outcome, line
from bot.core.effects import Words
from bot.core.events import Act, Spoke
from bot.core.people import Person
from bot.core.plan import HoldPlan

QUIET_MS = 120_000
"""How long it is quiet, in ms, before Kring takes it that nobody is telling something."""


def begin(draft: Draft, plan: HoldPlan) -> Outcome:
    """Say the prompt and wait."""
    until = draft.after(plan.seconds)
    draft.put(Hold(until))
    reach = [leaving.reach(draft)] if plan.moment == "after-talk" else []
    lines = (draft.prompt(), *reach)
    if plan.looks_back:
        there, theme = draft.circle.harvested, draft.session.theme
        if theme is not None:
            lines = (*lines, line("look-back-goal", theme=Words(theme, "common.theme-gone")))
        lines = (*lines, line("look-back" if there else "look-back-none"))
        draft.say(plan.moment, *lines, until=until, replies_to=harvest.HANDLE if there else None)
    else:
        draft.say(plan.moment, *lines, until=until)
    return Outcome.STAYS


def did(draft: Draft, plan: HoldPlan, state: Hold, act: Act, actor: Person) -> Outcome | None:
    """Nothing is asked of anybody here."""
    return None


def spoke(draft: Draft, plan: HoldPlan, state: Hold, said: Spoke) -> Outcome:
    """Everybody may speak, and speak out."""
    quiet = said.at + QUIET_MS
    if state.until is not None and state.until < quiet and not plan.is_rest:
        draft.put(Hold(quiet))
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
