"""What somebody asked of Kring for themselves: it lasts, and stands in their private chat alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.people import UserId
from bot.core.series import WallDate


@dataclass(frozen=True, slots=True)
class Away:
    """Away from the day ``since`` on, until ``until``, the first day back (None: until they say so).

    ``over`` is when that day begins, in ms: then it need not be kept any longer.
    """

    since: WallDate
    until: WallDate | None = None
    over: int | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """The wishes of ``user``. ``reminders`` is whether they want to be reminded, told privately
    before a meeting; None: they did not say, and hear of it with everyone, in the room.
    """

    user: UserId
    away: Away | None = None
    reminders: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return self.away is None and self.reminders is None

    @property
    def due(self) -> int | None:
        """When an absence is over, in ms."""
        return self.away.over if self.away is not None else None


def is_away(own: Own | None, day: WallDate) -> bool:
    """Whether somebody is away on a day."""
    away = own.away if own is not None else None
    return away is not None and away.since <= day and (away.until is None or day < away.until)


def wants_reminder(own: Own | None, today: WallDate, day: WallDate) -> bool:
    """Whether to remind somebody privately today of what is on a day: they asked for it, and are away
    on neither.
    """
    away = is_away(own, today) or is_away(own, day)
    return own is not None and own.reminders is True and not away
