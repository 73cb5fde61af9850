"""What is planned in a room: a rule of recurrence and what departs from it, as plain data.

A wall-clock time is text, ``2027-01-12T14:00``: what the clock on the wall of the series' zone
shows. Of two such texts the later time is the greater, and a change of the zone's rules changes
none of them. Where it falls on the one line of time (ms since 1970, UTC) is worked out outside the
core and comes in as numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NewType

from bot.core.people import EventId, UserId, Voice
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
    meeting may be, ``count`` how many there are at most; at most one of them is given. ``without`` are
    months (1 to 12) in which there is none.
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
    without: tuple[int, ...] = ()

    @property
    def months(self) -> tuple[int, ...]:
        """The months in which meetings may be, where some are left out; none are named otherwise."""
        return (
            tuple(month for month in range(1, 13) if month not in self.without)
            if self.without
            else ()
        )


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

    ``lead`` is how many minutes ahead it was meant; ``POLL``, ``VOTE`` and ``WANTED`` are no reminders.
    """

    lead: int
    at: int
    until: int


POLL = 0
"""The ``lead`` of the ring at which is asked who comes."""
VOTE = -4
"""The ``lead`` of the ring at which people are asked which theme."""
WANTED = -3
"""The ``lead`` of the ring at which is looked whether somebody may be wanting whom the format needs."""


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
CUSTOMARY = (WEEK, DAY, HOUR)
"""How long ahead people are reminded, where nothing else is asked."""

OPENS_MS = 600_000
"""How long before a meeting its gathering opens."""
LATE_MS = 3_600_000
"""A meeting whose time went by no longer ago than this is still opened, with a word of apology."""

OPENED, BUSY = -1, -2
"""In ``Series.told``: that its gathering was asked for; that it waits for the talk that goes on."""


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings planned together: one, or one after another by a rule.

    ``id`` is opaque. ``minutes`` is how long a meeting is. ``facilitators`` take turns, and ``held``
    is how many meetings there were. ``theme`` is the message in which a theme was typed. ``leads``
    are how many minutes ahead reminders come. ``changes`` are kept in the order of their names.
    ``sequence`` counts the versions of what was planned, and ``by`` planned it. ``needs`` are voices
    without which the format is not what it is, as far as they may be spoken of. ``topic`` is the theme
    where that is one of the library (its id), and ``votes`` whether people choose one each time.
    ``abroad`` is whether its zone is another than Kring's own, so that it is told with the times.

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
    leads: tuple[int, ...] = CUSTOMARY
    changes: tuple[Change, ...] = ()
    sequence: int = 0
    passed: WallTime = WallTime("")
    held: int = 0
    next: Meeting | None = None
    told: tuple[tuple[WallTime, int], ...] = ()
    by: UserId | None = None
    needs: tuple[Voice, ...] = ()
    topic: str | None = None
    votes: bool = False
    abroad: bool = False

    def was_told(self, what: int) -> bool:
        """Whether this was said, or done, before the next meeting (a lead, ``OPENED``, ``BUSY``)."""
        return self.next is not None and (self.next.name, what) in self.told

    def due(self, *, talking: bool) -> int:
        """When there is something to do for it next, in ms; 0: at once, for where it is must be worked
        out anew. While people are ``talking`` here, they are reminded of nothing.
        """
        if self.next is None:
            return 0
        return min(self._times(self.next, talking=talking))

    def _times(self, meeting: Meeting, *, talking: bool) -> Iterator[int]:
        yield meeting.at + LATE_MS + 1
        if not talking:
            yield from (ring.at for ring in meeting.rings if not self.was_told(ring.lead))
        if not (self.was_told(OPENED) or (talking and self.was_told(BUSY))):
            yield meeting.at - OPENS_MS


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a coordinator asked for, until they say whether it was understood: ``series`` as it would
    be, or as it is where it would be cancelled. ``near``: they were asked nothing else since. ``event``
    is the message in which they asked.
    """

    by: UserId
    at: int
    what: Literal["plan", "move", "cancel"]
    series: Series
    near: bool = True
    event: EventId | None = None

    @property
    def handle(self) -> str:
        """Under which name the message that asks is found."""
        return f"plan-{self.series.id}-{self.at}"


@dataclass(frozen=True, slots=True)
class Planned:
    """The meeting that a gathering is of: of which series, its name, when the talk begins (ms).

    ``wanting`` is whether it was said that people, or who leads, are wanting.
    """

    series: str
    meeting: WallTime
    at: int
    wanting: bool = False


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


def changed(series: Series, meeting: WallTime, to: WallTime | None) -> Series:
    """The series with one meeting moved to ``to``, or cancelled."""
    change = Change(meeting, to)
    others = tuple(one for one in series.changes if one.meeting != meeting)
    changes = sorted((*others, change), key=lambda one: one.meeting)
    told = tuple(one for one in series.told if one[0] != meeting)
    return replace(
        series, changes=tuple(changes), sequence=series.sequence + 1, next=None, told=told
    )


def is_over(series: Series, meeting: WallTime) -> bool:
    """Whether a meeting is done with: a gathering of it that Kring came too late for closed just now."""
    for change in series.changes:
        if change.meeting == meeting:
            return change.done or change.to is None
    return meeting <= series.passed


def over(series: Series, *meetings: WallTime, held: bool = False) -> Series:
    """The series with these meetings done with; ``held``: there they were."""
    departed = {change.meeting for change in series.changes}
    by_rule = [meeting for meeting in meetings if meeting not in departed]
    changes = [
        replace(change, done=True) if change.meeting in meetings else change
        for change in series.changes
    ]
    passed = max((series.passed, *by_rule))
    changes = [
        replace(change, done=True) if change.to is None and change.meeting <= passed else change
        for change in changes
    ]
    kept = [change for change in changes if not (change.done and change.meeting <= passed)]
    gone = [change for change in changes if change.done and change.meeting <= passed]
    changes = sorted([*gone[-MOST_DONE:], *kept], key=lambda change: change.meeting)
    return replace(
        series,
        changes=tuple(changes),
        passed=passed,
        held=series.held + held,
        next=None,
        told=(),
    )


MOST_DONE = 20
"""How many changed meetings that are over a series remembers, for the file of people's calendars."""
