"""Making the rooms of small groups: one for each request, also through a kill.

A room is known again by the request for which it was made. What it is for is kept in the same
transaction in which the room of the circle learns of it, so it is told once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from bot.core import grouproom
from bot.core.circle import Circle
from bot.core.effects import MakeGroup
from bot.core.events import GroupMade
from bot.core.people import RoomId, UserId
from bot.matrix.client import Edge
from bot.matrix.faults import Refused
from bot.ports import Clock, Row

logger = structlog.get_logger()


class Grouping:
    """Makes rooms. ``tell`` takes what came of a row to its room, with the new room to be kept."""

    def __init__(
        self,
        edge: Edge,
        clock: Clock,
        *,
        circle: Callable[[RoomId], Circle],
        tell: Callable[[Row, GroupMade, Circle | None], Awaitable[None]],
    ) -> None:
        self._edge = edge
        self._clock = clock
        self._circle = circle
        self._tell = tell

    async def make(self, row: Row, asked: MakeGroup, shown: str) -> None:
        """Make the room of a row, ``shown`` as this, or tell that it cannot be. Raises ``Later``."""
        now, begins, made = self._clock.now(), None, None
        try:
            made = await self._edge.make_group_room(row.txn, shown)
        except Refused as refused:
            logger.warning("group-refused", errcode=refused.errcode)
        if made is not None:
            begins = grouproom.made(self._new(made, row), row.room, asked, row.txn, now)
        told = GroupMade(now, asked.session, asked.stage, asked.number, made)
        await self._tell(row, told, begins)

    def _new(self, made: RoomId, row: Row) -> Circle:
        """A room as it begins; its people can call for the named human of the circle."""
        main = self._circle(row.room)
        present: tuple[UserId, ...] = main.session.present if main.session else ()
        trusted = main.trusted if main.trusted in present else None
        return Circle(made, row.language, trusted=trusted)
