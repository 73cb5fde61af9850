"""``ask``: everyone in the circle is asked for something simple, in any order; nobody is called.

| what happens | what it does |
|---|---|
| begins | says the prompt under the plan's moment; over at once if there is nobody to ask |
| words of somebody in the circle (``check-out``) | they have answered |
| yes, no (``ask``, ``permission``); done, pass, later | they have answered |
| "it is about me", or yes, where all are asked whom it is about | they are at the centre |
| the same, said before it was asked or while they still had to agree | they have answered |
| the same once as many are at the centre as can be | a kind ``fault`` |
| a voice told or withdrawn (``voices``) | they have answered, and it is not spoken of |
| anything of somebody whom it is not for | nothing is asked of them |
| everyone it is for has answered | over |
| it was asked whom it is about | what came of it stands before the next prompt |
| the time is over, the facilitator leads on | over |
| the same, with too few of those the talk needs | said so, once; then it waits |
| the same, where all are to agree, and somebody says no | said so, once; then it waits |
| over, and there was no permission | the stages it is for are left out |
| resumed after a pause | waits its whole time anew |

A permission is given by those at the centre, or, if none of them is asked, by all who are asked: one
of them says yes, and none says no. Silence and a pass are no permission, and no refusal either.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import presence
from bot.core.circle import Ask
from bot.core.draft import Draft, Outcome, count, line
from bot.core.effects import Button, Line
from bot.core.events import Act, Spoke
from bot.core.people import Person, PersonId, Standing
from bot.core.plan import AskPlan
from bot.core.sides import is_for, those

_PASSING = {Act.DONE, Act.PASS, Act.LATER}


def begin(draft: Draft, plan: AskPlan) -> Outcome:
    """Say the prompt and wait for everyone."""
    until = draft.after(plan.seconds)
    draft.put(Ask(until, answered=_said_so(draft, plan)))
    if plan.who and not _asked(draft, plan):
        return _over(draft, plan)
    draft.say(
        plan.moment,
        draft.prompt(),
        *([line(presence.of_centre(draft, "how"))] if plan.about else []),
        until=until,
        # By type: where voices or a place are told, a reaction does not even say that one passes (R9).
        buttons=() if plan.moment == "voices" or plan.about else (Button.PASS,),
    )
    return _over_when_all(draft, plan)


def did(draft: Draft, plan: AskPlan, state: Ask, act: Act, actor: Person) -> Outcome | None:
    """A yes, a no, or leaving it at that."""
    if actor.standing is not Standing.AGREED or not is_for(plan.who, actor):
        return None
    about = {Act.ME: True, Act.YES: True, Act.NOT_ME: False, Act.NO: False}
    if plan.about and act in about:
        if about[act] and presence.is_full(draft, actor):
            draft.fault(presence.of_centre(draft, "full"))
            return Outcome.STAYS
        presence.at_centre(draft, actor, is_so=about[act])
        return _answered(draft, plan, state, actor.id)
    if act in _PASSING:
        return _answered(draft, plan, state, actor.id)
    if plan.moment in ("ask", "permission") and act in {Act.YES, Act.NO}:
        return _answered(draft, plan, state, actor.id, yes=act is Act.YES)
    return None


def spoke(draft: Draft, plan: AskPlan, state: Ask, said: Spoke) -> Outcome:
    """Words answer a check-out; a yes or no has to be one."""
    person = draft.circle.person(PersonId(said.user))
    if plan.moment != "check-out" or person is None or person not in _asked(draft, plan):
        return Outcome.STAYS
    return _answered(draft, plan, state, person.id)


def moved_on(draft: Draft, plan: AskPlan, state: Ask) -> Outcome:
    """The facilitator need not wait."""
    return _over_unless_short(draft, plan)


def rang(draft: Draft, plan: AskPlan, state: Ask) -> Outcome:
    """The time is over: not answering is an answer."""
    return _over_unless_short(draft, plan)


def changed(draft: Draft, plan: AskPlan, state: Ask) -> Outcome:
    """Perhaps the last one who had not answered left or stepped back; removed seats are forgotten."""
    here = {person.id for person in draft.circle.people}

    def kept(ids: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
        return tuple(id for id in ids if id in here)

    draft.put(
        replace(
            state,
            answered=tuple(dict.fromkeys((*kept(state.answered), *_said_so(draft, plan)))),
            taps=tuple(one for one in state.taps if one[0] in here),
            consented=kept(state.consented),
            declined=kept(state.declined),
        )
    )
    return _over_when_all(draft, plan)


def resumed(draft: Draft, plan: AskPlan, state: Ask, paused: int) -> Outcome:
    """The time starts anew."""
    draft.put(replace(state, until=None if state.short else draft.after(plan.seconds)))
    return _over_when_all(draft, plan)


def _state(draft: Draft) -> Ask:
    state = draft.session.stage
    if not isinstance(state, Ask):
        raise TypeError("an ask without an ask's state")
    return state


def _asked(draft: Draft, plan: AskPlan) -> tuple[Person, ...]:
    return those(plan.who, draft.agreed())


def _answered(
    draft: Draft, plan: AskPlan, state: Ask, id: PersonId, *, yes: bool | None = None
) -> Outcome:
    answered = state.answered if id in state.answered else (*state.answered, id)
    draft.put(
        replace(
            state,
            answered=answered,
            consented=_with(state.consented, id, there=yes is True),
            declined=_with(state.declined, id, there=yes is False),
        )
    )
    return _over_when_all(draft, plan)


def _with(ids: tuple[PersonId, ...], id: PersonId, *, there: bool) -> tuple[PersonId, ...]:
    others = tuple(other for other in ids if other != id)
    return (*others, id) if there else others


def _said_so(draft: Draft, plan: AskPlan) -> tuple[PersonId, ...]:
    """Who is at the centre by now: that is an answer to who it is about, whenever they said it."""
    return tuple(one.id for one in draft.circle.people if plan.about and one.centre)


def _over_when_all(draft: Draft, plan: AskPlan) -> Outcome:
    answered = _state(draft).answered
    waiting = [person for person in _asked(draft, plan) if person.id not in answered]
    if waiting or draft.session.pause is not None:
        return Outcome.STAYS
    missing = _missing(draft, plan)
    if missing is None:
        return _over(draft, plan)
    return _tell(draft, plan, missing)


def _over_unless_short(draft: Draft, plan: AskPlan) -> Outcome:
    missing = _missing(draft, plan)
    if missing is None or _state(draft).short:
        return _over(draft, plan)
    return _tell(draft, plan, missing)


def _tell(draft: Draft, plan: AskPlan, missing: Line) -> Outcome:
    """Say, once, what is missing without which the talk cannot be what it is for."""
    state = _state(draft)
    if not state.short:
        draft.put(replace(state, short=True, until=None))
        draft.say(plan.moment, missing)
    return Outcome.STAYS


def _missing(draft: Draft, plan: AskPlan) -> Line | None:
    """What the conversation lacks: people whom this asks for, or a yes; None if nothing."""
    centre, here = draft.session.plan.centre, draft.agreed()
    if plan.about and len(those(("centre",), here)) < centre.fewest:
        return line(presence.of_centre(draft, "short"), count=count(centre.fewest))
    asked = {person.id for person in _asked(draft, plan)}
    if plan.all_agree and asked & set(_state(draft).declined):
        return line("not-agreed")
    workers = draft.session.plan.workers
    if plan.moment == "voices" and len(those(("workers",), here)) < workers:
        return line("short-workers", count=count(workers))
    return None


def _over(draft: Draft, plan: AskPlan) -> Outcome:
    others = tuple(id for id in draft.session.left_out if id not in plan.permits)
    refused = () if _permitted(draft, plan) else plan.permits
    draft.change(left_out=(*others, *refused))
    return Outcome.OVER


def _permitted(draft: Draft, plan: AskPlan) -> bool:
    state, asked = _state(draft), _asked(draft, plan)
    deciding = {person.id for person in those(("centre",), asked) or asked}
    return not deciding.isdisjoint(state.consented) and deciding.isdisjoint(state.declined)
