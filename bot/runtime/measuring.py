"""How fast Kring answers and how late it wakes, for ``/metrics``.

What a message answers is known while it waits here, in memory: after a restart it is sent all the
same and not measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.core.circle import Circle
from bot.core.effects import Say
from bot.core.people import RoomId
from bot.core.transitions import where
from bot.metrics import Metrics
from bot.ports import Clock, Row


class Measuring:
    """Times between what happened and what Kring did about it."""

    def __init__(self, metrics: Metrics, clock: Clock) -> None:
        self._metrics = metrics
        self._clock = clock
        self._since: dict[int, int] = {}

    def answers(self, rows: Iterable[Row], at: int) -> None:
        """Take in that these messages answer what happened at ``at`` (ms)."""
        # What is told to one person waits until that person comes.
        self._since.update((row.id, at) for row in rows if isinstance(row.effect, Say))

    def sent(self, row_id: int) -> None:
        """Take in that a message was acknowledged."""
        at = self._since.pop(row_id, None)
        if at is not None:
            self._metrics.reacted(max(0, self._clock.now() - at) / 1000)

    def dropped(self, row_id: int) -> None:
        """Take in that a message will not be sent."""
        self._since.pop(row_id, None)

    def rang(self, due: int) -> None:
        """Take in that an alarm rings now that was due at ``due`` (ms)."""
        self._metrics.rang(max(0, self._clock.now() - due) / 1000)

    def unreadable(self) -> None:
        """Take in that a message could not be read."""
        self._metrics.unreadable()


def sessions_by_state(circles: Mapping[RoomId, Circle]) -> dict[str, int]:
    """Count the sessions that are open, by their state."""
    sessions = [circle for circle in circles.values() if circle.session is not None]
    return dict(
        Counter(
            "paused" if circle.session and circle.session.pause else where(circle).value
            for circle in sessions
        )
    )
