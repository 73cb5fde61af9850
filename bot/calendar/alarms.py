"""Waking Kring at the right time, by the clock on the wall.

What is due stands in the store; here is only the earliest time. The scheduler counts by a clock
that neither follows corrections of the machine's clock nor its sleep, so it is asked for at most
``LOOK_AGAIN_MS`` at a time and the clock is read again before anything rings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.ports import Clock

log = structlog.get_logger()

LOOK_AGAIN_MS = 5_000
"""After how long the clock is read again at the latest, in ms."""


class Alarms:
    """One alarm: the earliest. ``ring`` is called once that time has come by ``clock``."""

    def __init__(self, clock: Clock, ring: Callable[[], Awaitable[None]]) -> None:
        self._clock = clock
        self._ring = ring
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._ringing = asyncio.Lock()
        self._job: Job | None = None
        self._due: int | None = None

    def start(self) -> None:
        """Begin; needs a running event loop. A time that has passed rings at once."""
        self._scheduler.start()

    def stop(self) -> None:
        """End for good, begun or not; a ring that is under way is cancelled."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def set(self, due_ms: int | None) -> None:
        """Ring at this time (ms since 1970, UTC) and at no other; None: not at all."""
        self._due = due_ms
        if self._job is not None and self._scheduler.get_job(self._job.id):
            self._job.remove()
        self._job = None
        if due_ms is not None:
            self._arm(min(max(due_ms - self._clock.now(), 0), LOOK_AGAIN_MS))

    def look(self) -> None:
        """Read the clock again at once: it was moved."""
        self.set(self._due)

    def _arm(self, wait_ms: int) -> None:
        self._job = self._scheduler.add_job(
            self._rang,
            DateTrigger(datetime.now(UTC) + timedelta(milliseconds=wait_ms)),
            misfire_grace_time=None,  # late is better than never
        )

    async def _rang(self) -> None:
        async with self._ringing:
            if self._due is None or self._clock.now() < self._due:
                self.set(self._due)
                return
            due, self._due = self._due, None
            try:
                await self._ring()
            except Exception:
                # Whatever went wrong, nobody may be left waiting: ring again.
                log.exception("alarm.failed")
                if self._due is None:
                    self._due = due
                    self._arm(LOOK_AGAIN_MS)
