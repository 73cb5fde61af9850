"""After a backup was put back: what an open conversation missed, and where it is.

A restored Kring is a further device: it cannot read what was said before it came, and it does not act
on it again. What it needs of that time (who is in the room, whether the room is safe) the homeserver
tells as it is now. Then it says anew where the conversation is.
"""

from __future__ import annotations

from functools import partial

from bot.core.circle import IDLE_MS, Circle
from bot.core.events import AlarmRang, Event, Interrupted, Joined, Left, RoomChanged
from bot.matrix.client import Edge
from bot.matrix.login import insist


async def missed(edge: Edge, circle: Circle, at: int) -> tuple[Event, ...]:
    """Give what happened to a circle meanwhile, as events of now (``at``, ms)."""
    session = circle.session
    if session is None:
        return ()
    if session.idle_since + IDLE_MS[session.mode] <= at:
        return (AlarmRang(at),)
    facts = await insist(partial(edge.facts, circle.room), "restored")
    left = [Left(at, user) for user in session.present if user not in facts.members]
    joined = [Joined(at, user) for user in facts.members if user not in session.present]
    return (*left, *joined, RoomChanged(at, facts.faults), Interrupted(at))
