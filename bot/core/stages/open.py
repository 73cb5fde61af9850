"""``open``: raised hands. G3: a hand is served within as many turns as there are people.

The floor goes to whoever spoke least within the voice that spoke least, then to who asked first. But
nobody speaks again while a hand waits that was up before their last turn began: so while a hand
waits, every other person has at most one turn, whatever they told of themselves or did.

| what happens | what it does |
|---|---|
| begins | says the prompt, with how to ask for the floor; over if nobody can have it |
| a hand or words of somebody whom it is not for | they listen |
| a hand, and the floor is free | that person's turn |
| a hand while somebody speaks, or in a pause | it waits; the first time in a stage, all are told so |
| the hand goes down, or a pass of who waits | it waits no more |
| words of somebody in the circle while the floor is free | that person's turn |
| words of support, of a facilitator, or where turns are not messages | let be |
| done | the turn counts, and the floor goes on |
| pass | the floor goes on, and the turn does not count |
| later, and others wait | the hand goes up anew, behind those that wait |
| later, and nobody waits | as a pass |
| the speaker leaves the room | the same as later: their hand stays up, the turn does not count |
| the speaker steps back to reading | the floor goes on |
| somebody who waits leaves or steps back | the hand keeps its place, and is passed over meanwhile |
| the time is over, and somebody speaks or waits | they are heard first |
| the time is over, nobody waits, and it is for some people only | over |
| the time is over, and nobody waits | one question to all, whether anybody has something to say |
| yes to that question | a hand |
| a while after that question, or after a turn that followed it, nobody waits | over |
| the facilitator leads on | over |
| resumed after a pause | the pause does not count; the speaker gets their whole time anew |

Who takes the free floor by speaking is announced like anyone else: so all see who has it, a tap has
a message to stand under, and whoever wants to react raises a hand instead of speaking through it.
Who is next is not announced here, because a hand that goes up later may go before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.core import leaving
from bot.core.circle import Had, Hand, Open
from bot.core.draft import Draft, Outcome, line
from bot.core.effects import Button
from bot.core.events import Act, Spoke
from bot.core.people import Person, PersonId
from bot.core.plan import Mode, OpenPlan
from bot.core.sides import those
from bot.core.stages import floor
from bot.core.turns import fairest

LAST_QUESTION_SECONDS = 60
"""How long the question to all stands, whether anybody has something left to say."""


def begin(draft: Draft, plan: OpenPlan) -> Outcome:
    """Say the prompt; the floor is free."""
    until = draft.after(plan.seconds)
    draft.put(Open(until))
    if plan.who and not _able(draft, plan):
        return Outcome.OVER
    draft.say("stage", *draft.prompts(), until=until, buttons=(Button.HAND, Button.PAUSE))
    return Outcome.STAYS


def did(draft: Draft, plan: OpenPlan, state: Open, act: Act, actor: Person) -> Outcome | None:
    """The speaker's own words, and hands."""
    turn = state.turn
    if turn is not None and turn.person == actor.id:
        how = floor.ending(act, turn)
        if how is not None:
            return _end_turn(draft, plan, how)
        return Outcome.STAYS if floor.is_let_be(act, turn) else None
    if actor not in _able(draft, plan):
        return None
    asked = state.asked and turn is None
    is_up = actor.id in {hand.person for hand in state.hands}
    match act:
        case Act.HAND:
            return _raise_hand(draft, plan, state, actor.id)
        case Act.YES if asked:
            return _raise_hand(draft, plan, state, actor.id)
        case Act.NO if asked:
            return Outcome.STAYS
        case Act.HAND_DOWN:
            return _lower_hand(draft, plan, state, actor.id)
        case Act.PASS if is_up:
            return _lower_hand(draft, plan, state, actor.id)
    return None


def spoke(draft: Draft, plan: OpenPlan, state: Open, said: Spoke) -> Outcome:
    """Words take the free floor; words out of turn bring at most one reminder to all."""
    free = state.turn is None and floor.is_free_to_give(draft)
    leads = said.user in draft.session.facilitators and not plan.who
    in_circle = said.user in {one.user for one in _able(draft, plan) if not one.is_seat}
    lets_be = said.brief or draft.session.mode is Mode.SPOKEN
    if free and in_circle and not (lets_be or leads):
        return _raise_hand(draft, plan, state, PersonId(said.user))
    if floor.disturbs(draft, state.turn, said) and not state.reminded:
        draft.put(replace(state, reminded=True))
        floor.remind(draft)
    return Outcome.STAYS


def moved_on(draft: Draft, plan: OpenPlan, state: Open) -> Outcome:
    """The facilitator ends it."""
    return Outcome.OVER


def rang(draft: Draft, plan: OpenPlan, state: Open) -> Outcome:
    """The speaker's time, the stage's time, or both are over."""
    turn = state.turn
    if turn is not None and turn.until is not None and turn.until <= draft.at:
        state = replace(state, turn=replace(turn, until=None))
        floor.ask_whether_done(draft, turn)
    if state.until is not None and state.until <= draft.at:
        state = replace(state, until=None)
    draft.put(state)
    return _go_on(draft, plan)


def changed(draft: Draft, plan: OpenPlan, state: Open) -> Outcome:
    """Forget who has no place any more, and go on if the floor became free."""
    here = {person.id for person in draft.circle.people}
    draft.put(
        replace(
            state,
            hands=tuple(hand for hand in state.hands if hand.person in here),
            had=tuple(had for had in state.had if had.person in here),
        )
    )
    turn = state.turn
    if turn is None or turn.person in {person.id for person in _able(draft, plan)}:
        return _go_on(draft, plan)
    person = draft.circle.person(turn.person)
    left = person is not None and not draft.present(person)
    return _end_turn(draft, plan, "left" if left else "stepped back")


def resumed(draft: Draft, plan: OpenPlan, state: Open, paused: int) -> Outcome:
    """A pause takes no time from anyone."""
    until = None if state.until is None else max(state.until + paused, draft.at + 1)
    turn = state.turn
    if turn is not None:
        turn = replace(turn, until=draft.after(plan.turn_seconds))
    draft.put(replace(state, until=until, turn=turn))
    return _go_on(draft, plan)


def _able(draft: Draft, plan: OpenPlan) -> tuple[Person, ...]:
    """Everyone who can have the floor here."""
    return those(plan.who, draft.agreed())


def _state(draft: Draft) -> Open:
    state = draft.session.stage
    if not isinstance(state, Open):
        raise TypeError("an open stage without an open stage's state")
    return state


def _raise_hand(draft: Draft, plan: OpenPlan, state: Open, id: PersonId) -> Outcome:
    if id in {hand.person for hand in state.hands}:
        return Outcome.STAYS
    hands = (*state.hands, Hand(id, draft.session.turns))
    draft.put(replace(state, hands=hands))
    if state.turn is None and floor.is_free_to_give(draft):
        return _go_on(draft, plan)
    if not state.queued:
        draft.put(replace(state, hands=hands, queued=True))
        draft.say("queue", line("queue"))
    return Outcome.STAYS


def _lower_hand(draft: Draft, plan: OpenPlan, state: Open, id: PersonId) -> Outcome:
    draft.put(replace(state, hands=_without(state.hands, id)))
    return _go_on(draft, plan)


def _without(hands: tuple[Hand, ...], id: PersonId) -> tuple[Hand, ...]:
    return tuple(hand for hand in hands if hand.person != id)


Ending = Literal["done", "pass", "later", "left", "stepped back"]


def _end_turn(draft: Draft, plan: OpenPlan, how: Ending) -> Outcome:
    """Take the floor back; what was done counts, and whoever was cut off keeps a hand up."""
    state = _state(draft)
    if state.turn is None:
        return Outcome.STAYS
    id = state.turn.person
    able = {person.id for person in _able(draft, plan)}
    others_wait = any(hand.person in able for hand in state.hands)
    hands, had = state.hands, state.had
    if how == "left" or (how == "later" and others_wait):
        hands = (*hands, Hand(id, draft.session.turns))
    if how == "done":
        had = tuple(replace(one, turns=one.turns + 1) if one.person == id else one for one in had)
    draft.put(replace(state, turn=None, hands=hands, had=had))
    leaving.takes_effect(draft)
    return _go_on(draft, plan)


def _go_on(draft: Draft, plan: OpenPlan) -> Outcome:
    """Give the free floor to whoever is next; when the time is over, ask all once, and end."""
    state = _state(draft)
    if state.turn is not None or not floor.is_free_to_give(draft):
        return Outcome.STAYS
    turns = draft.session.turns
    id = fairest(state.hands, state.had, _able(draft, plan), draft.circle.people, turns)
    if id is not None:
        _give_floor(draft, plan, state, id)
        return Outcome.STAYS
    if state.until is not None:
        return Outcome.STAYS
    if state.asked or plan.who:
        return Outcome.OVER
    until = draft.after(LAST_QUESTION_SECONDS)
    draft.put(replace(state, asked=True, until=until))
    draft.say("ask", line("open-last-question"), until=until)
    return Outcome.STAYS


def _give_floor(draft: Draft, plan: OpenPlan, state: Open, id: PersonId) -> None:
    turn = floor.next_turn(draft, id, plan.turn_seconds)
    before = next((one for one in state.had if one.person == id), Had(id, turns=0, last=0))
    others = tuple(one for one in state.had if one.person != id)
    draft.put(
        replace(
            state,
            turn=turn,
            hands=_without(state.hands, id),
            had=(*others, replace(before, last=turn.number)),
            until=None if state.asked else state.until,
        )
    )
    announcement = line("turn-last", name=draft.name(id))
    floor.announce(draft, turn, announcement, buttons=(Button.DONE,))
