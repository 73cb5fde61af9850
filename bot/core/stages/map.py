"""``map``: who it is about puts people, places and activities on a map; others may suggest.

Of what stands there only references are kept, to the words as they are in the room, until the session
closes. Each item is its person's own: nobody else puts it there, changes it or takes it away.

| what happens | what it does |
|---|---|
| begins | the question, and how to answer it; where nobody is at the centre, who it is about is asked |
| names typed by who it is about, a line each or with commas | on the map, and said back |
| the same with how strong it is, and perhaps what connects | that too |
| a name that is there already, or a bare 1, 2 or 3 | how strong that is, or the last one |
| "weg" with a name, by who it is about | taken away |
| the message is removed, or reads differently | what stood in it goes, or reads so too |
| more than the map holds | a kind ``fault`` |
| the same, with how strong it is, by somebody else in the circle | only its person's yes does it |
| who it is about is at the centre no more | their items go |
| done, by who it is about; the time is over; the facilitator leads on | over |
| words, when its time is nearly over | it waits until it has been quiet for a while |
| over, and no other map follows | the map as a picture, with all of it in words |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import pictured
from bot.core.draft import Draft, Outcome, count, line
from bot.core.effects import Line, Part
from bot.core.events import Act, Spoke
from bot.core.mapping import Item, Map, Named, Suggestion
from bot.core.people import EventId, Person, PersonId, Standing, UserId
from bot.core.plan import MapPlan
from bot.core.stages.hold import QUIET_MS


def begin(draft: Draft, plan: MapPlan) -> Outcome:
    """Ask, and wait."""
    until = draft.after(plan.seconds)
    draft.put(Map(until))
    nobody = [] if owners(draft) else [line("map-nobody")]
    draft.say("stage", draft.prompt(), line("map-how"), *nobody, until=until)
    return Outcome.STAYS


def did(draft: Draft, plan: MapPlan, state: Map, act: Act, actor: Person) -> Outcome | None:
    """The yes or no of who it is about, and that they are done."""
    if not actor.centre or actor.standing is not Standing.AGREED:
        return None
    match act:
        case Act.YES if state.suggestion is not None:
            if _is_too_much(draft, plan, state.suggestion.named):
                return Outcome.STAYS
            draft.put(replace(state, suggestion=None))
            _take(draft, plan, actor, state.suggestion.event, state.suggestion.named)
            return Outcome.STAYS
        case Act.NO if state.suggestion is not None:
            draft.put(replace(state, suggestion=None))
            return Outcome.STAYS
        case Act.DONE:
            return _over(draft)
    return None


def spoke(draft: Draft, plan: MapPlan, state: Map, said: Spoke) -> Outcome:
    """Names of who it is about go on the map; those of others are suggestions."""
    owner = next((one for one in owners(draft) if one.user == said.user), None)
    if owner is not None and _is_too_much(draft, plan, said.named):
        return Outcome.STAYS
    quiet = said.at + QUIET_MS
    if state.until is not None and state.until < quiet:
        state = replace(state, until=quiet)
        draft.put(state)
    if not said.named:
        return Outcome.STAYS
    if owner is not None:
        _take(draft, plan, owner, said.event, said.named)
        return Outcome.STAYS
    person = draft.circle.person(PersonId(said.user))
    if person in draft.agreed() and all(one.sure for one in said.named):
        _suggest(draft, state, said)
    return Outcome.STAYS


def moved_on(draft: Draft, plan: MapPlan, state: Map) -> Outcome:
    """The facilitator need not wait."""
    return _over(draft)


def rang(draft: Draft, plan: MapPlan, state: Map) -> Outcome:
    """The time is over."""
    return _over(draft)


def changed(draft: Draft, plan: MapPlan, state: Map) -> Outcome:
    """Who is at the centre no more has no map here."""
    prune(draft)
    if not owners(draft) and state.suggestion is not None:
        draft.put(replace(state, suggestion=None))
    return Outcome.STAYS


def resumed(draft: Draft, plan: MapPlan, state: Map, paused: int) -> Outcome:
    """The time starts anew."""
    draft.put(replace(state, until=draft.after(plan.seconds)))
    return Outcome.STAYS


def owners(draft: Draft) -> tuple[Person, ...]:
    """Whose map it is: those at the centre who are here."""
    return tuple(person for person in draft.agreed() if person.centre)


def gone(draft: Draft, event: EventId) -> None:
    """A message is removed or reads differently: what stood in it stands there no more."""
    session = draft.session
    items = tuple(
        replace(item, bond=None) if item.bond is not None and item.bond.event == event else item
        for item in session.map
        if item.name.event != event
    )
    state = session.stage
    if items != session.map:
        draft.change(map=items)
    if isinstance(state, Map) and state.suggestion is not None and state.suggestion.event == event:
        draft.put(replace(state, suggestion=None))


def prune(draft: Draft, user: UserId | None = None) -> None:
    """Keep of the map what is of somebody at the centre; of ``user`` nothing."""
    centre = {one.id for one in draft.circle.people if one.centre and one.user != user}
    items = tuple(item for item in draft.session.map if item.by in centre)
    if items != draft.session.map:
        draft.change(map=items)


def _suggest(draft: Draft, state: Map, said: Spoke) -> None:
    """Ask whose map it is; a newer suggestion takes the place of one that was not answered."""
    asked = owners(draft)
    if not asked:
        return
    draft.put(replace(state, suggestion=Suggestion(said.event, said.named)))
    named = tuple(("item", _part(said.event, one.begin, one.end)) for one in said.named)
    text = "map-suggested-gone" if said.named[0].gone else "map-suggested"
    question = Line(f"common.{text}", (("name", draft.name(asked[0].id)), *named))
    draft.say("ask", question, mention=(asked[0].user,), person=asked[0].id)


def _is_too_much(draft: Draft, plan: MapPlan, named: tuple[Named, ...]) -> bool:
    """Whether the map cannot hold that too; then it is told how to make room."""
    known = {item.number for item in draft.session.map}
    new = sum(1 for one in named if one.item not in known and not one.gone)
    too_much = new > 0 and len(known) + new > plan.most
    if too_much:
        draft.fault("map-full", number=count(plan.most))
    return too_much


def _take(
    draft: Draft, plan: MapPlan, owner: Person, event: EventId, named: tuple[Named, ...]
) -> None:
    """Put it on the map, change what is there, or take it away; and say it back in one message."""
    items = list(draft.session.map)
    told: list[Line] = []
    open_ended = False
    for one in named:
        name, bond = _part(event, one.begin, one.end), None
        if one.bond is not None:
            bond = _part(event, *one.bond)
        at = next((n for n, item in enumerate(items) if item.number == one.item), None)
        if at is not None and items[at].by != owner.id:
            continue  # it is another's
        if one.gone:
            if at is not None:
                told.append(line("map-taken-away", item=items[at].name))
                del items[at]
            continue
        if at is None:
            number = max((item.number for item in items), default=0) + 1
            items.append(Item(number, owner.id, name, one.strength, bond, plan.what))
            at = len(items) - 1
        else:
            old = items[at]
            strength = old.strength if one.strength is None else one.strength
            items[at] = replace(old, strength=strength, bond=bond or old.bond)
        told.append(pictured.item_line(items[at]))
        open_ended = open_ended or items[at].strength is None
    draft.change(map=tuple(items))
    if told:
        how_strong = [line("map-how-strong")] if open_ended else []
        draft.say("help", line("map-noted"), *told, *how_strong)


def _part(event: EventId, begin: int, end: int) -> Part:
    return Part(event, begin, end, "common.map-item-gone")


def _over(draft: Draft) -> Outcome:
    """Show the map, unless it goes on in the next stage."""
    session = draft.session
    following = session.plan.stages[session.position + 1 :]
    if session.map and not isinstance(following[0], MapPlan):
        pictured.show_map(draft, "stage")
    return Outcome.OVER
