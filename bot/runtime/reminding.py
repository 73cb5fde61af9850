"""Who is reminded privately, and who told that they are away: what private chats keep for people.

What is told in a chat names the room by a link; only who is in that room hears of it (R2).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from bot.calendar.recurrence import shown
from bot.core import own
from bot.core.circle import Circle
from bot.core.draft import line
from bot.core.effects import Effect, Place, Remind, Tell
from bot.core.people import UserId
from bot.core.series import WallDate
from bot.matrix.client import Edge
from bot.ports import Row


class Reminding:
    """``circles`` gives all rooms as they are; ``once`` commits what is asked for beside a row, once."""

    def __init__(
        self,
        edge: Edge,
        *,
        circles: Callable[[], Iterable[Circle]],
        once: Callable[[Row, tuple[Effect, ...]], Awaitable[None]],
        timezone: str,
    ) -> None:
        self._edge = edge
        self._circles = circles
        self._once = once
        self._timezone = timezone

    async def remind(self, row: Row, effect: Remind) -> None:
        """Tell those who want it, and are away neither now nor then. Raises ``Later``."""
        now, then = shown(row.at, self._timezone)[:10], effect.local[:10]
        wants = [
            circle.own.user
            for circle in self._circles()
            if circle.own is not None
            and own.wants_reminder(circle.own, WallDate(now), WallDate(then))
            and self._edge.private_room(circle.own.user) == circle.room
        ]
        here = set(await self._edge.members(row.room)) if wants else set()
        lines = (*effect.lines, line("reminder-where", place=Place(row.room)))
        tells = tuple(Tell(user, "reminder", lines) for user in sorted(here.intersection(wants)))
        if tells:
            await self._once(row, tells)

    def away(self, at: int) -> tuple[UserId, ...]:
        """Who told that they are away at this time (ms)."""
        day = WallDate(shown(at, self._timezone)[:10])
        return tuple(
            circle.own.user
            for circle in self._circles()
            if circle.own is not None and own.is_away(circle.own, day)
        )
