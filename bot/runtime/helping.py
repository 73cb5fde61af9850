"""Opening help rooms (R12): whom to bring in, once each, also through a kill.

Making a room is not idempotent. So which room was made for a row is kept before anybody is invited:
a kill in between leaves at most an empty room that nobody sees, and never a second invitation.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import structlog

from bot.core import calling, door
from bot.core.circle import Circle
from bot.core.effects import Bring, Effect
from bot.core.people import RoomId, UserId
from bot.matrix.client import Edge
from bot.matrix.faults import Refused
from bot.ports import Clock, Row

logger = structlog.get_logger()


class Helping:
    """Brings together who called for help and the named human.

    ``circles`` gives all rooms as they are; ``keep`` commits a room that is new, and ``ask`` what is
    asked for in a room, as it is then.
    """

    def __init__(
        self,
        edge: Edge,
        clock: Clock,
        *,
        circles: Callable[[], Iterable[Circle]],
        keep: Callable[[Circle], Awaitable[None]],
        ask: Callable[[RoomId, Effect], Awaitable[None]],
    ) -> None:
        self._edge = edge
        self._clock = clock
        self._circles = circles
        self._keep = keep
        self._ask = ask

    async def named_human(self, user: UserId) -> UserId | None:
        """Return the named human of a room in which this user is as well, None if there is none."""
        for circle in self._circles():
            human = calling.human(circle, user)
            if human is not None and {human, user} <= {*await self._edge.members(circle.room)}:
                return human
        return None

    async def bring(self, row: Row, effect: Bring) -> None:
        """Open the help room of a row and invite both; what is said there follows when they come.

        Raises ``Later``; then it goes on where it was.
        """
        made = self._made_for(row) or await self._make(row, effect)
        if made is None:
            return await self._ask(row.room, calling.nobody(effect.user))
        room, people = made
        for user in people:
            try:
                await self._edge.invite(room, user)
            except Refused as refused:
                logger.warning("help-refused", errcode=refused.errcode)
        return None

    def _made_for(self, row: Row) -> tuple[RoomId, tuple[UserId, UserId]] | None:
        """The help room that was made for this row, if it was before a kill, and who is invited."""
        for circle in self._circles():
            if circle.door is not None and circle.door.txn == row.txn:
                return circle.room, (circle.door.asker, circle.door.human)
        return None

    async def _make(self, row: Row, effect: Bring) -> tuple[RoomId, tuple[UserId, UserId]] | None:
        """Make the room, and keep its door from now on; None where nobody can be brought in."""
        human = effect.human or await self.named_human(effect.user)
        if human is None:
            return None
        room = await self._edge.make_help_room()
        new, now = Circle(room, row.language), self._clock.now()
        await self._keep(door.opened(new, effect.user, human, row.txn, now))
        return room, (effect.user, human)
