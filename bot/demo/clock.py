"""The clock of a Kring whose days are to pass in seconds, beside a homeserver whose time is real.

Kring takes the homeserver's time of what happens, but never later than its own clock. So its clock is
*behind* for all of a scene: then everything happens when that clock says so. It begins so long ago that
the scene is over before today, and leaps forward from there.
"""

from __future__ import annotations

from bot.ports import SystemClock


class LeapingClock:
    """Begins at ``start`` (ms since 1970, UTC), runs on like any other, and can be put forward."""

    def __init__(self, start: int) -> None:
        self._real = SystemClock()
        self._leaps = [(0, start - self._real.now())]

    def now(self) -> int:
        """Milliseconds since 1970 (UTC)."""
        return self.of(self._real.now())

    def of(self, real: int) -> int:
        """What this clock showed when the homeserver's showed ``real`` (both in ms)."""
        return real + next(ahead for since, ahead in reversed(self._leaps) if since <= real)

    def leap(self, to: int) -> None:
        """It is this time now. ValueError where that would be back."""
        now = self._real.now()
        if to < self.of(now):
            raise ValueError("a clock leaps forward")
        self._leaps.append((now, to - now))
