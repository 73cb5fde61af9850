"""Keeping the door of a help room (R12): of three, for as long as it takes two of them to come.

Who called for help and the named human are both invited. Kring says one kind word to who comes, in
that room only, and leaves once both are there. It knows nothing of the talk from which they come.

| what happens | what it does |
|---|---|
| who called comes first | told that the other was asked, and that it may take a while |
| the named human comes first | thanked, and told that somebody wants to speak to them |
| both are there | one word to both; Kring leaves |
| who called waits long, and nobody comes | told so, once, with where help is |
| the named human cannot come, or leaves | who called is told, with where help is; Kring leaves |
| who called does not want it any more, or leaves | Kring leaves |
| ``!nood`` | the crisis information |
| a day went by | Kring leaves |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.circle import Circle, Door
from bot.core.draft import Draft, line
from bot.core.effects import Effect, Leave, Line, NameOf
from bot.core.events import Act, AlarmRang, Did, Event, Forgot, Joined, Left, Spoke
from bot.core.people import PersonId, UserId

LATE_MS = 15 * 60_000
"""How long somebody waits for the named human before Kring says what else there is, in ms."""
OPEN_MS = 24 * 3_600_000
"""How long Kring keeps the door, in ms."""


def opened(circle: Circle, asker: UserId, human: UserId, txn: str, at: int) -> Circle:
    """A new help room, with Kring at its door."""
    return replace(circle, door=Door(asker, human, txn, at + OPEN_MS))


def step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
    """What becomes of a help room when something happens, and what is asked for."""
    draft, door = Draft(circle, event.at), circle.door
    if door is None:
        return circle, ()
    match event:
        case Joined(user=user) if user in (door.asker, door.human) and user not in door.here:
            _came(draft, replace(door, here=(*door.here, user)))
        case Left(user=door.human):
            _say(draft, door, (door.asker,), "door-not", line("crisis"))
            _leave(draft)
        case Left(user=door.asker) | Forgot(user=door.asker | door.human):
            _leave(draft)
        case AlarmRang() if door.until <= event.at:
            _leave(draft)
        case AlarmRang() if door.late is not None and door.late <= event.at:
            draft.circle = replace(circle, door=replace(door, late=None))
            _say(draft, door, (door.asker,), "door-late", line("crisis"))
        case Did(act=Act.CRISIS) | Spoke(plain=Act.CRISIS):
            draft.say("crisis", line("crisis"))
    return draft.circle, tuple(draft.effects)


def _came(draft: Draft, door: Door) -> None:
    if len(door.here) > 1:
        _say(draft, door, door.here, "door-both")
        return _leave(draft)
    if door.here == (door.asker,):
        door = replace(door, late=draft.at + LATE_MS)
        _say(draft, door, door.here, "door-waits")
    else:
        _say(draft, door, door.here, "door-came")
    draft.circle = replace(draft.circle, door=door)
    return None


def _say(draft: Draft, door: Door, to: tuple[UserId, ...], key: str, *more: Line) -> None:
    """Say something to who is there; to nobody, nothing."""
    present = tuple(user for user in to if user in door.here)
    if present:
        named = line(key, name=NameOf(PersonId(door.asker)), human=NameOf(PersonId(door.human)))
        draft.say("help", named, *more, mention=present)


def _leave(draft: Draft) -> None:
    draft.circle = replace(draft.circle, door=None)
    draft.effects.append(Leave())
