"""``ask``: everyone in the circle is asked for something simple, in any order; nobody is called.

| what happens | what it does |
|---|---|
| begins | says the prompt under the plan's moment; over at once if nobody is in the circle |
| words of somebody in the circle (``check-out``) | they have answered |
| yes, no (``ask``, ``permission``); done, pass, later | they have answered |
| "it is about me", or yes, where all are asked whom it is about | they are at the centre |
| a voice told or withdrawn (``voices``) | they have answered, and it is not spoken of |
| everyone in the circle has answered | over |
| it was asked whom it is about | what came of it stands before the next prompt |
| the time is over, the facilitator leads on | over |
| resumed after a pause | waits its whole time anew |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import presence
from bot.core.circle import Ask
from bot.core.draft import Draft, Outcome, line
from bot.core.effects import Button
from bot.core.events import Act, Spoke
from bot.core.people import Person, PersonId, Standing
from bot.core.plan import AskPlan

_PASSING = {Act.DONE, Act.PASS, Act.LATER}


def begin(draft: Draft, plan: AskPlan) -> Outcome:
    """Say the prompt and wait for everyone."""
    until = draft.after(plan.seconds)
    draft.put(Ask(until))
    draft.say(
        plan.moment,
        *draft.opening(),
        *([line("about-how")] if plan.about else []),
        until=until,
        # By type: where voices are told, a reaction says nothing, not even that one passes (R9).
        buttons=() if plan.moment == "voices" else (Button.PASS,),
    )
    return _over_when_all(draft)


def did(draft: Draft, plan: AskPlan, state: Ask, act: Act, actor: Person) -> Outcome | None:
    """A yes, a no, or leaving it at that."""
    about = {Act.ME: True, Act.YES: True, Act.NOT_ME: False, Act.NO: False}
    if plan.about and act in about and actor.standing is Standing.AGREED:
        presence.at_centre(draft, actor, is_so=about[act])
        return _answered(draft, state, actor.id)
    answers = act in _PASSING or (plan.moment in ("ask", "permission") and act in {Act.YES, Act.NO})
    if not answers or actor.standing is not Standing.AGREED:
        return None
    return _answered(draft, state, actor.id)


def spoke(draft: Draft, plan: AskPlan, state: Ask, said: Spoke) -> Outcome:
    """Words answer a check-out; a yes or no has to be one."""
    person = draft.circle.person(PersonId(said.user))
    if plan.moment != "check-out" or person is None or person.standing is not Standing.AGREED:
        return Outcome.STAYS
    return _answered(draft, state, person.id)


def moved_on(draft: Draft, plan: AskPlan, state: Ask) -> Outcome:
    """The facilitator need not wait."""
    return Outcome.OVER


def rang(draft: Draft, plan: AskPlan, state: Ask) -> Outcome:
    """The time is over: not answering is an answer."""
    return Outcome.OVER


def changed(draft: Draft, plan: AskPlan, state: Ask) -> Outcome:
    """Perhaps the last one who had not answered left or stepped back; removed seats are forgotten."""
    here = {person.id for person in draft.circle.people}
    answered = tuple(id for id in state.answered if id in here)
    draft.put(
        replace(state, answered=answered, taps=tuple(one for one in state.taps if one[0] in here))
    )
    return _over_when_all(draft)


def resumed(draft: Draft, plan: AskPlan, state: Ask, paused: int) -> Outcome:
    """The time starts anew."""
    draft.put(replace(state, until=draft.after(plan.seconds)))
    return _over_when_all(draft)


def _answered(draft: Draft, state: Ask, id: PersonId) -> Outcome:
    if id not in state.answered:
        draft.put(replace(state, answered=(*state.answered, id)))
    return _over_when_all(draft)


def _over_when_all(draft: Draft) -> Outcome:
    state = draft.session.stage
    answered = state.answered if isinstance(state, Ask) else ()
    waiting = [person for person in draft.agreed() if person.id not in answered]
    paused = draft.session.pause is not None
    return Outcome.STAYS if waiting or paused else Outcome.OVER
