"""What an administrator can watch: numbers about Kring, never about people.

No name, room, word or id is in a metric or a label. Labels have few values, all of them known from
the code: the states of a session, and the actions of ``docs/logs.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
STATES: Final = ("gathering", "agreements", "stages", "paused")
"""The states of a session that are told apart."""

UNFORESEEN: Final = (
    "alarm.failed",
    "event-failed",
    "lane-failed",
    "send-failed",
    "store.key-not-destroyed",
    "uncaught",
)
"""Actions that mean that Kring itself fails; they are counted from nought, so that the first shows."""

_REACTION_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 120)
_LATE_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 3600)


@dataclass(frozen=True, slots=True)
class Now:
    """How Kring is at this moment; ages in seconds, None where nothing has happened yet."""

    sync_age: float | None
    outbox_age: float
    outbox_rows: int
    alarm_overdue: float
    rooms: int
    sessions: Mapping[str, int]


class Metrics:
    """The numbers of one Kring, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        own = self._registry
        self._reaction = Histogram(
            "kring_reaction_seconds",
            "From an event, by the homeserver's time, until the answer to it was acknowledged.",
            buckets=_REACTION_SECONDS,
            registry=own,
        )
        self._late = Histogram(
            "kring_alarm_late_seconds",
            "How long after its time an alarm rang.",
            buckets=_LATE_SECONDS,
            registry=own,
        )
        self._unreadable = Counter(
            "kring_undecryptable_events",
            "Messages for which no key came in time.",
            registry=own,
        )
        self._faults = Counter(
            "kring_faults",
            "Warnings and errors, by the action of the log line.",
            ["kind"],
            registry=own,
        )
        for action in UNFORESEEN:
            self._faults.labels(kind=action)
        self._sync_age = Gauge(
            "kring_sync_age_seconds",
            "Since the homeserver last answered a sync; not a number before the first answer.",
            registry=own,
        )
        self._outbox_age = Gauge(
            "kring_outbox_age_seconds", "How long the oldest message waits.", registry=own
        )
        self._outbox_rows = Gauge("kring_outbox_messages", "Messages that wait.", registry=own)
        self._overdue = Gauge(
            "kring_alarm_overdue_seconds",
            "How long the earliest alarm should have rung already.",
            registry=own,
        )
        self._rooms = Gauge("kring_rooms", "Rooms that Kring keeps something of.", registry=own)
        self._sessions = Gauge(
            "kring_sessions", "Sessions that are open, by state.", ["state"], registry=own
        )
        build = Gauge("kring_build_info", "Which Kring this is.", ["version"], registry=own)
        build.labels(version=_version()).set(1)

    def reacted(self, seconds: float) -> None:
        """Count an answer that was acknowledged so long after what it answers."""
        self._reaction.observe(seconds)

    def rang(self, late_seconds: float) -> None:
        """Count an alarm that rang so long after its time."""
        self._late.observe(late_seconds)

    def unreadable(self) -> None:
        """Count a message that could not be read."""
        self._unreadable.inc()

    def fault(self, action: str) -> None:
        """Count a warning or an error by its action in the log."""
        self._faults.labels(kind=action).inc()

    def page(self, now: Now) -> bytes:
        """Return everything in the text format of Prometheus."""
        self._sync_age.set(float("nan") if now.sync_age is None else now.sync_age)
        self._outbox_age.set(now.outbox_age)
        self._outbox_rows.set(now.outbox_rows)
        self._overdue.set(now.alarm_overdue)
        self._rooms.set(now.rooms)
        for state in STATES:
            self._sessions.labels(state=state).set(now.sessions.get(state, 0))
        return generate_latest(self._registry)


def _version() -> str:
    try:
        return version("kring")
    except PackageNotFoundError:  # run from a folder, not installed
        return "unknown"
