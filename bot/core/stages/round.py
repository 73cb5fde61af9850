"""``round``: the floor goes round. G3: everyone is offered it before anyone has it twice.

Somebody is always in one place: waiting, speaking, passed, or through.

| what happens | where the person goes |
|---|---|
| the floor is free and nobody waits for a newcomer | the first waiting who can: speaking |
| done | through |
| pass | passed; the second time (a "no" will do), or where nobody is called: through |
| later, and somebody else waits | to the end of the waiting |
| later, and nobody else waits, or offered once more | as a pass |
| the facilitator leads on, the first time, and others wait | to the end of the waiting |
| the facilitator leads on, the first time, and only those who passed are left | passed |
| the facilitator leads on again, or nobody is left | through |
| the speaker leaves the room | to the front of the waiting: their place is kept |
| the speaker steps back to reading | out of the line, until they join anew |
| somebody waiting leaves or steps back | keeps their place, and is passed over meanwhile |
| somebody agrees meanwhile | to the end of the waiting, before those who had the floor |
| a hand, or words while the floor is free, where nobody is called | the same |
| a hand of who is through, once | passed: they are offered the floor once more |
| a hand down, or no need of it, of who passed | through |
| nobody waits, and somebody passed | those who passed wait again, each once |
| nobody waits, and nobody passed | the round is over |
| nobody is called, and as many as are asked for have told | the round is over |

Nobody is called where the order is ``volunteer``, or where more people are here than are called. Such a
round waits for whoever wants the floor, and ends by itself, cutting nobody off:

| while nobody is called, and nobody has the floor | what it does |
|---|---|
| it has been free for as long as a turn is, three minutes at least | all are asked, once, who wants it |
| yes to that | a hand |
| no to that | as a pass: through |
| a minute after that question, or after a turn that followed it | the round is over |
| words of who cannot have it (who leads, who reads along) | it waits two minutes more |
| people speak by voice, and were asked | it waits for who leads: nobody can hear if somebody speaks |
| a pause, or a newcomer who is waited for | no time goes by |

A reminder and the question whether somebody is done never end a turn. In a harvest the last words
of a turn are that person's line, and the end is one message that repeats the lines (``harvest``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.core import harvest, leaving
from bot.core.circle import Round
from bot.core.draft import Draft, Outcome, line
from bot.core.effects import Button
from bot.core.events import Act, Spoke
from bot.core.people import Person, PersonId
from bot.core.plan import Mode, Order, RoundPlan
from bot.core.sides import those
from bot.core.stages import floor
from bot.core.stages.hold import QUIET_MS
from bot.core.stages.open import LAST_QUESTION_SECONDS
from bot.core.turns import first, lined_up, ordering, without

LEAST_FREE_SECONDS = 180
"""How long the floor is free, at least, before all are asked whether anybody wants it."""


def begin(draft: Draft, plan: RoundPlan) -> Outcome:
    """Set the order and offer the floor to the first."""
    people = _circle(draft, plan)
    free = plan.order is Order.VOLUNTEER or 0 < plan.calls_most < len(people)
    waiting = () if free else ordering(plan.order, people, draft.session.seed)
    draft.put(Round(waiting, free=free))
    return _go_on(draft, plan)


def did(draft: Draft, plan: RoundPlan, state: Round, act: Act, actor: Person) -> Outcome | None:
    """The speaker's own words; a hand where nobody is called."""
    turn = state.turn
    if turn is not None and turn.person == actor.id:
        how = floor.ending(act, turn)
        if how is not None:
            return _end_turn(draft, plan, how)
        if act is Act.NO and actor.id in state.again:
            return _end_turn(draft, plan, "pass")
        if floor.is_let_be(act, turn):
            return Outcome.STAYS
    if actor.id not in _able(draft, plan):
        return None
    if state.free:
        return _volunteers(draft, plan, state, act, actor.id)
    return _has_had(draft, state, act, actor.id)


def _has_had(draft: Draft, state: Round, act: Act, id: PersonId) -> Outcome | None:
    """A hand of whoever had the floor: it comes once more, at the end."""
    match act:
        case Act.HAND if id in state.through and id not in state.again:
            draft.put(
                replace(state, through=without(state.through, id), passed=(*state.passed, id))
            )
        case Act.HAND if id in state.passed:
            pass
        case Act.HAND_DOWN if id in state.passed:
            draft.put(
                replace(state, passed=without(state.passed, id), through=(*state.through, id))
            )
            return Outcome.STAYS
        case _:
            return None
    if not state.queued:
        draft.put(replace(_state(draft), queued=True))
        draft.say("queue", line("queue"))
    return Outcome.STAYS


def spoke(draft: Draft, plan: RoundPlan, state: Round, said: Spoke) -> Outcome:
    """Words in turn are what this is for; words out of turn bring at most one reminder to all."""
    person = PersonId(said.user)
    paused = draft.session.pause is not None
    free = state.free and state.turn is None and not paused
    if free and person in _able(draft, plan):
        if person not in state.waiting and person not in state.through:
            draft.put(replace(state, waiting=lined_up(state.waiting, state.offered, person)))
        outcome = _go_on(draft, plan)
        if outcome is Outcome.STAYS:
            _take_line(draft, plan, said)
        return outcome
    if state.until is not None and state.until < said.at + QUIET_MS:
        draft.put(replace(state, until=said.at + QUIET_MS))
    _take_line(draft, plan, said)
    if floor.disturbs(draft, state.turn, said) and not state.reminded:
        draft.put(replace(state, reminded=True))
        floor.remind(draft)
    return Outcome.STAYS


def _take_line(draft: Draft, plan: RoundPlan, said: Spoke) -> None:
    """In a harvest, keep where the last words of a turn stand."""
    state = _state(draft)
    speaker = draft.circle.person(state.turn.person) if state.turn else None
    if plan.harvest and speaker is not None and speaker.user == said.user:
        lines = harvest.with_line(state.lines, speaker, draft, said.event)
        draft.put(replace(state, lines=lines))


def moved_on(draft: Draft, plan: RoundPlan, state: Round) -> Outcome:
    """Nobody is kept waiting for somebody who does not answer, and nobody loses their turn at once."""
    if state.turn is None:
        return _over(draft, plan) if state.free else _go_on(draft, plan)
    return _end_turn(draft, plan, "moved on")


def rang(draft: Draft, plan: RoundPlan, state: Round) -> Outcome:
    """Ask the speaker, once, whether they are done; a question, never a stop. Where nobody has the
    floor, ask all, once, whether anybody wants it; nobody does, then it is over.
    """
    if state.turn is None:
        return _is_free(draft, plan, state)
    draft.put(replace(state, turn=replace(state.turn, until=None)))
    floor.ask_whether_done(draft, state.turn)
    return Outcome.STAYS


def _is_free(draft: Draft, plan: RoundPlan, state: Round) -> Outcome:
    """The floor has been free for a while."""
    if state.until is None or not floor.is_free_to_give(draft):
        draft.put(replace(state, until=_waits(draft, plan, state) if state.until else None))
        return Outcome.STAYS
    if state.asked:
        return _over(draft, plan)
    state = replace(state, asked=True)
    until = _waits(draft, plan, state)
    draft.put(replace(state, until=until))
    draft.say("ask", line("open-last-question"), until=until)
    return Outcome.STAYS


def _waits(draft: Draft, plan: RoundPlan, state: Round) -> int | None:
    """Until when the free floor waits for somebody; None: until who leads leads on."""
    if not state.asked:
        return draft.after(max(plan.turn_seconds, LEAST_FREE_SECONDS))
    return None if draft.session.mode is Mode.SPOKEN else draft.after(LAST_QUESTION_SECONDS)


def changed(draft: Draft, plan: RoundPlan, state: Round) -> Outcome:
    """Bring the line up to date with who is in the circle, and go on if the floor became free."""
    state = _without_removed_seats(draft, state)
    turn = state.turn
    if not state.free:
        known = {*state.waiting, *state.passed, *state.through, *([turn.person] if turn else [])}
        for id in _able(draft, plan):
            if id not in known:
                state = replace(state, waiting=lined_up(state.waiting, state.offered, id))
    draft.put(state)
    if turn is None:
        return _go_on(draft, plan)
    if turn.person in {person.id for person in draft.agreed()}:
        return Outcome.STAYS
    person = draft.circle.person(turn.person)
    left = person is not None and not draft.present(person)
    return _end_turn(draft, plan, "left" if left else "stepped back")


def resumed(draft: Draft, plan: RoundPlan, state: Round, paused: int) -> Outcome:
    """The speaker gets their whole time anew; a free floor goes to the next, or is free anew."""
    if state.turn is None:
        draft.put(replace(state, until=None))
        return _go_on(draft, plan)
    turn = replace(state.turn, until=draft.after(plan.turn_seconds))
    draft.put(replace(state, turn=turn))
    return Outcome.STAYS


def _without_removed_seats(draft: Draft, state: Round) -> Round:
    """Forget who has no place any more: the state is bounded by the people who are here."""
    here = {person.id for person in draft.circle.people}

    def kept(ids: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
        return tuple(id for id in ids if id in here)

    return replace(
        state,
        waiting=kept(state.waiting),
        passed=kept(state.passed),
        through=kept(state.through),
        offered=kept(state.offered),
        again=kept(state.again),
        postponed=kept(state.postponed),
        lines=tuple(one for one in state.lines if one.name.person in here),
    )


def _circle(draft: Draft, plan: RoundPlan) -> tuple[Person, ...]:
    """Everyone this round is for and who can have the floor now."""
    return those(plan.who, draft.agreed())


def _able(draft: Draft, plan: RoundPlan) -> tuple[PersonId, ...]:
    return tuple(person.id for person in _circle(draft, plan))


def _state(draft: Draft) -> Round:
    state = draft.session.stage
    if not isinstance(state, Round):
        raise TypeError("a round without a round's state")
    return state


Ending = Literal["done", "pass", "later", "moved on", "left", "stepped back"]


def _end_turn(draft: Draft, plan: RoundPlan, how: Ending) -> Outcome:
    """Take the floor back from the speaker and put them where the table says."""
    state = _state(draft)
    if state.turn is None:
        return Outcome.STAYS
    id = state.turn.person
    lines = harvest.without_line_of(state.lines, id) if how == "pass" else state.lines
    told = state.told + (how in ("done", "moved on"))
    state = replace(state, turn=None, lines=lines, told=told)
    able = _able(draft, plan)
    others_wait = first(state.waiting, able) is not None
    if how == "moved on":
        once_more = id not in state.postponed and (others_wait or first(state.passed, able))
        how = "later" if once_more else "done"
        state = replace(state, postponed=(*without(state.postponed, id), id))
    if how == "later" and (id in state.again or not others_wait):
        how = "pass"
    if how == "pass" and (id in state.again or state.free):
        how = "done"
    match how:
        case "later":
            state = replace(state, waiting=(*state.waiting, id))
        case "left":
            state = replace(state, waiting=(id, *state.waiting))
        case "pass":
            state = replace(state, passed=(*state.passed, id))
        case "stepped back":
            pass
        case _:
            state = replace(state, through=(*state.through, id))
    draft.put(state)
    leaving.takes_effect(draft)
    return _go_on(draft, plan)


def _volunteers(
    draft: Draft, plan: RoundPlan, state: Round, act: Act, id: PersonId
) -> Outcome | None:
    """Where nobody is called: a hand asks for the floor, a pass says one needs none; so does an answer
    to the question to all.
    """
    if state.asked and state.turn is None:
        act = {Act.YES: Act.HAND, Act.NO: Act.PASS}.get(act, act)
    match act:
        case Act.HAND if id not in state.waiting and (
            id not in state.through or id not in state.offered
        ):
            waiting = lined_up(state.waiting, state.offered, id)
            draft.put(replace(state, waiting=waiting, through=without(state.through, id)))
        case Act.HAND_DOWN if id in state.waiting:
            draft.put(replace(state, waiting=without(state.waiting, id)))
        case Act.PASS if id not in state.through:
            waiting = without(state.waiting, id)
            draft.put(replace(state, waiting=waiting, through=(*state.through, id)))
        case _:
            return None
    return Outcome.STAYS if state.turn else _go_on(draft, plan)


def _go_on(draft: Draft, plan: RoundPlan) -> Outcome:
    """Give the free floor to whoever is next; wait while paused or for a newcomer (R5)."""
    if not floor.is_free_to_give(draft):
        return Outcome.STAYS
    state = _state(draft)
    able = _able(draft, plan)
    if state.free and 0 < plan.speakers <= state.told:
        return _over(draft, plan)
    next_up = first(state.waiting, able)
    if next_up is None and first(state.passed, able):
        state = replace(
            state,
            waiting=(*state.waiting, *state.passed),
            passed=(),
            again=(*state.again, *state.passed),
        )
        next_up = first(state.waiting, able)
    if next_up is not None:
        _give_floor(draft, plan, state, next_up)
        return Outcome.STAYS
    if state.free and any(id not in state.through for id in able):
        if state.until is None or state.until <= draft.at:
            draft.put(replace(state, prompted=True, until=_waits(draft, plan, state)))
        if not state.prompted:
            how = line("volunteer-how")
            draft.say("stage", *draft.prompts(), how, buttons=(Button.HAND, Button.PAUSE))
        return Outcome.STAYS
    return _over(draft, plan)


def _over(draft: Draft, plan: RoundPlan) -> Outcome:
    if plan.harvest and _state(draft).prompted:  # where nobody was asked, nothing is repeated
        harvest.say(draft, _state(draft).lines)
    return Outcome.OVER


def _give_floor(draft: Draft, plan: RoundPlan, state: Round, id: PersonId) -> None:
    """One message: the stage's prompt if it was not given yet, and whose turn it is."""
    turn = floor.next_turn(draft, id, plan.turn_seconds)
    waiting = without(state.waiting, id)
    draft.put(
        replace(
            state,
            waiting=waiting,
            turn=turn,
            offered=(*without(state.offered, id), id),
            prompted=True,
            until=None,
        )
    )
    after = first(waiting, _able(draft, plan))
    name = draft.name(id)
    key = "turn-again" if id in state.again else "turn"
    if after is None:
        announcement = line(f"{key}-last", name=name)
    else:
        announcement = line(key, name=name, next=draft.name(after))
    floor.announce(
        draft,
        turn,
        *([] if state.prompted else draft.prompts()),
        announcement,
        buttons=(
            Button.DONE,
            Button.PASS,
            *([] if state.prompted else [Button.HAND, Button.PAUSE]),
        ),
    )
