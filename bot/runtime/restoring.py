"""After a backup was put back: what a room missed, and where its conversation is.

A restored Kring is a further device: it cannot read what was said before it came, and it does not act
on it again. What it needs of that time (who is in the room, whether the room is safe) the homeserver
tells as it is now. Then it says anew where the conversation is. Where there are notes it says that
what was told about them lately may be lost: whether a note stands is not to be decided by a backup.
"""

from __future__ import annotations

from functools import partial

from bot.core.circle import IDLE_MS, Circle
from bot.core.draft import line
from bot.core.events import AlarmRang, Asked, Event, Interrupted, Joined, Left, RoomChanged
from bot.matrix.client import Edge
from bot.matrix.login import insist


async def missed(edge: Edge, circle: Circle, at: int) -> tuple[Event, ...]:
    """Give what happened to a circle meanwhile, as events of now (``at``, ms)."""
    session = circle.session
    if session is not None and session.idle_since + IDLE_MS[session.mode] <= at:
        return (AlarmRang(at),)
    here = set(session.present if session else ())
    matter = {user for note in circle.notes for user in note.concerned} | here
    matter |= {circle.trusted} if circle.trusted else set()
    if not matter and not circle.notes and session is None:
        return ()
    facts = await insist(partial(edge.facts, circle.room), "restored")
    members = set(facts.members)
    moved: list[Event] = [Left(at, user) for user in sorted(matter - members)]
    came = members - here if session is not None else members & matter
    moved += [Joined(at, user) for user in sorted(came)]
    if circle.notes:
        moved.append(Asked(at, edge.user_id, "help", (line("restored-notes"),)))
    if session is not None:
        moved += [RoomChanged(at, facts.faults), Interrupted(at)]
    return tuple(moved)
