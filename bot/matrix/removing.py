"""Taking away a message of Kring's own, with all that it said before.

What an edit replaced stays readable in clients that show a message's history, and an edit that lost
its message stays on the homeserver: so the edits go first, and then the message.
"""

from __future__ import annotations

from bot.core.people import EventId, RoomId, UserId
from bot.matrix.http import path
from bot.matrix.shape import objects, text
from bot.matrix.signing import Request

PAGES_AT_MOST = 10
"""Of a message's edits at most so many hundreds are looked for."""


async def remove(request: Request, me: UserId, room: RoomId, target: EventId, txn: str) -> EventId:
    """Redact what ``me`` said; return the event id of the removal. The same ``txn`` does it once.

    No reason is given, for it would travel unencrypted (R9).
    """
    for edit in await _edits(request, me, room, target):
        await _redact(request, room, edit, f"{txn}{edit}")
    return await _redact(request, room, target, txn)


async def _edits(request: Request, me: UserId, room: RoomId, target: EventId) -> list[EventId]:
    """Return what replaced a message."""
    found: list[EventId] = []
    query = {"limit": "100"}
    for _ in range(PAGES_AT_MOST):
        where = path("rooms", room, "relations", target, "m.replace", query=query, version="v1")
        answer = await request("GET", where, None)
        for event in objects(answer, "chunk"):
            id = text(event, "event_id")
            if id is not None and text(event, "sender") == me:
                found.append(EventId(id))
        further = text(answer, "next_batch")
        if further is None:
            break
        query["from"] = further
    return found


async def _redact(request: Request, room: RoomId, target: EventId, txn: str) -> EventId:
    answer = await request("PUT", path("rooms", room, "redact", target, txn), {})
    return EventId(text(answer, "event_id") or "")
