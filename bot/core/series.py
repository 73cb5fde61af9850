"""What is planned in a room: a rule of recurrence and what departs from it, as plain data.

A wall-clock time is text, ``2027-01-12T14:00``: what the clock on the wall of the series' zone
shows. Of two such texts the later time is the greater, and a change of the zone's rules changes
none of them. Where it falls on the one line of time (ms since 1970, UTC) is worked out outside the
core and comes in as numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from bot.core.people import EventId, UserId
from bot.core.plan import Mode

WallTime = NewType("WallTime", str)
"""``YYYY-MM-DDTHH:MM`` by the clock on the wall."""
WallDate = NewType("WallDate", str)
"""``YYYY-MM-DD``."""


class Every(StrEnum):
    """What a rule counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Rule:
    """When meetings are. ``first`` is the first one; without ``every`` it is the only one.

    ``weekdays`` count from Monday, 0. In a rule by the month they go with ``weeks`` (3: the third
    of the month, -1: the last), or ``monthdays`` stand there instead (-1, alone: the last day). A month
    without such a day is passed over. Weeks begin on Monday. ``until`` is the last day on which a
    meeting may be, ``count`` how many there are at most; at most one of them is given.
    """

    first: WallTime
    zone: str
    every: Every | None = None
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    until: WallDate | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting departs from the rule: it was moved to ``to``, or cancelled (None).

    ``meeting`` is when it was by the rule: that is a meeting's name for good. ``done`` once it was
    held, or told as missed.
    """

    meeting: WallTime
    to: WallTime | None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """Something to say before a meeting: from ``at``, and no longer of use after ``until`` (ms).

    ``lead`` is how many minutes ahead it was meant; with ``POLL`` it asks who comes.
    """

    lead: int
    at: int
    until: int


POLL = 0
"""The ``lead`` of the ring at which is asked who comes."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: its name, what the clock on the wall shows at its start, and when that is (ms).

    ``rings`` are what comes before it, the earliest first.
    """

    name: WallTime
    local: WallTime
    at: int
    rings: tuple[Ring, ...] = ()


WEEK, DAY, HOUR = 7 * 24 * 60, 24 * 60, 60
"""In minutes."""


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings planned together: one, or one after another by a rule.

    ``id`` is opaque. ``minutes`` is how long a meeting is. ``facilitators`` take turns, and ``held``
    is how many meetings there were. ``theme`` is the message in which a theme was typed. ``leads``
    are how many minutes ahead reminders come. ``changes`` are kept in the order of their names.
    ``sequence`` counts the versions of what was planned.

    ``passed`` is the last meeting by the rule that is over and done with ("": none). ``next`` is the
    first one that is not, as last worked out (None: not yet), and ``told`` what was said before which
    meeting, by its name and the lead.
    """

    id: str
    format: str
    rule: Rule
    minutes: int
    facilitators: tuple[UserId, ...]
    mode: Mode = Mode.WRITTEN
    theme: EventId | None = None
    leads: tuple[int, ...] = (WEEK, DAY, HOUR)
    changes: tuple[Change, ...] = ()
    sequence: int = 0
    passed: WallTime = WallTime("")
    held: int = 0
    next: Meeting | None = None
    told: tuple[tuple[WallTime, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Where a series is at some time.

    ``missed`` are the names of the meetings whose time went by unheeded, and ``last`` is the last of
    them; ``next`` is the first that can still be held (None: the series is over).
    """

    series: str
    missed: tuple[WallTime, ...]
    last: Meeting | None
    next: Meeting | None
