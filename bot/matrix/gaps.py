"""Timelines with a hole: what is between the last answer and this one is fetched, in order.

A homeserver gives at most so many events of a room in one sync answer and marks the rest
``limited`` (spec: Syncing). Nothing from before Kring's own joining is ever looked at.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import structlog

from bot.core.people import RoomId, UserId
from bot.matrix.faults import Refused
from bot.matrix.http import path
from bot.matrix.login import insist
from bot.matrix.rooms import event_id, membership_change
from bot.matrix.shape import objects, text
from bot.matrix.signing import Request

log = structlog.get_logger()

PAGE: Final = 100
PAGES_AT_MOST: Final = 50
"""A gap is filled with at most so many pages: 5,000 events in one room."""
FAILURES: Final = 5
"""How often the homeserver may fail at a page before the room goes on with what there is."""


def from_own_join(events: list[dict[str, object]], me: UserId) -> list[dict[str, object]] | None:
    """Return the events from where ``me`` joined last, None when that is not among them."""
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if (
            text(event, "type") == "m.room.member"
            and text(event, "state_key") == me
            and membership_change(event) is True
        ):
            return events[index:]
    return None


async def fill(
    request: Request, me: UserId, room: RoomId, start: str, since: str
) -> list[dict[str, object]]:
    """Fetch a room's events after the token ``since`` and before ``start``, oldest first."""
    missing: list[dict[str, object]] = []  # newest first
    where: str | None = start
    for _ in range(PAGES_AT_MOST):
        query = {"dir": "b", "from": where or start, "to": since, "limit": str(PAGE)}
        ask = partial(request, "GET", path("rooms", room, "messages", query=query), None)
        try:
            page = await insist(ask, "gap", failures=FAILURES)
        except Refused as refused:
            log.warning("gap.refused", errcode=refused.errcode)
            break
        events = list(objects(page, "chunk"))
        missing.extend(events)
        since_join = from_own_join(missing[::-1], me)
        if since_join is not None:
            return since_join
        where = text(page, "end")
        if where is None or not events:
            break
    else:
        log.warning("gap.cut", events=len(missing))
    return missing[::-1]


def each_once(events: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the events without those that are there twice."""
    return list({event_id(event) or str(n): event for n, event in enumerate(events)}.values())
