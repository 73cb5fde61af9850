"""News between the rooms of one talk: a circle and its small groups.

It is told in the transaction in which it arose, so that no kill can leave one room knowing more than
the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from bot import log
from bot.core.events import Event, Passed
from bot.core.people import RoomId
from bot.runtime.change import Change

logger = structlog.get_logger()


def passed_on(
    changes: Iterable[Change],
    change: Callable[[RoomId], Change | None],
    step: Callable[[Change, Event], None],
    now: Callable[[RoomId], int],
) -> list[Change]:
    """Let rooms take the news that is to be passed on to them; returns all that changed.

    ``change`` begins that of another room, None where nothing is known of it; ``step`` lets the law
    take an event; ``now`` is a room's time in ms. News that a room cannot take leaves it as it was.
    """
    by_room = {one.after.room: one for one in changes}
    while found := next((one for one in by_room.values() if one.passing), None):
        passed = found.passing.pop(0)
        told = by_room.get(passed.room) or change(passed.room)
        if told is None:
            continue
        by_room[passed.room] = told
        try:
            step(told, Passed(now(passed.room), found.after.room, passed.news))
        except Exception:
            logger.exception("event-failed", room=log.who(passed.room))
    return list(by_room.values())
