"""Where a series is at some time: what was missed, what is next, and what is to be said before it.

A *reminder* comes so many minutes ahead, whole days by the clock on the wall, and in civil hours, 8
to 21: in the night it waits for the morning unless the meeting is sooner, late in the evening it
comes a little earlier. *Who comes* is asked a week ahead, or on the morning after the meeting before
this one; a day later where that is when people choose a theme. Three days ahead is looked whether
somebody may be wanting.

Nothing is said of a meeting before the one before it is over: who has just come home need not hear
of the next time yet. A reminder that is late by more than a quarter of its lead makes no sense any
more, nor does one outside civil hours. A question that is late waits for the morning.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.calendar.recurrence import instant, meetings, names, shown, wall
from bot.core.series import (
    DAY,
    LATE_MS,
    OPENS_MS,
    POLL,
    VOTE,
    WANTED,
    WEEK,
    Meeting,
    Reckoning,
    Ring,
    Series,
    WallTime,
)  # fmt: skip

POLL_MS = 36 * 3_600_000
"""Who comes is not asked where the meeting before is nearer than this: it would be asked daily."""
MORNING, EVENING = 8, 21
"""Civil hours."""
_MINUTE_MS = 60_000


def reckon(series: Series, now: int, *, awake: bool = False) -> Reckoning:
    """Work out where a series is at ``now`` (ms); ``awake``: somebody does something in the room now."""
    missed: list[Meeting] = []
    next_one: Meeting | None = None
    for meeting in meetings(series):
        if meeting.at + LATE_MS >= now:
            rings = _rings(series, meeting)
            if not awake:
                waiting = (_by_day(ring, now, series.rule.zone) for ring in rings)
                rings = tuple(ring for ring in waiting if ring is not None)
            next_one = replace(meeting, rings=rings)
            break
        missed.append(meeting)
    return Reckoning(
        series.id, tuple(one.name for one in missed), missed[-1] if missed else None, next_one
    )


def _rings(series: Series, meeting: Meeting) -> tuple[Ring, ...]:
    zone, opens = series.rule.zone, meeting.at - OPENS_MS
    before = _end_of_the_one_before(series, meeting)
    rings = []
    for lead in series.leads:
        at = _civil(meeting, lead, zone)
        until = min(at + lead * _MINUTE_MS // 4, _evening(at, zone), opens)
        if before is None or at > before:
            rings.append(Ring(lead, at, until))
    if before is None or meeting.at - before > POLL_MS:
        at = _civil(meeting, WEEK, zone)
        if before is not None and at <= before:
            at = _morning_after(before, zone)
        if series.votes:  # one question at a time
            rings.append(Ring(VOTE, at, opens - DAY * _MINUTE_MS))
            at += DAY * _MINUTE_MS
        rings.append(Ring(POLL, at, opens - LATE_MS))
        seen = _civil(meeting, 3 * DAY, zone)
        if series.needs and seen > at:
            rings.append(Ring(WANTED, seen, seen + DAY * _MINUTE_MS))
    return tuple(sorted((ring for ring in rings if ring.at <= ring.until), key=_order))


def _by_day(ring: Ring, now: int, zone: str) -> Ring | None:
    """What was to be asked and is late waits for the morning, where people sleep now; None: too long."""
    local = datetime.fromisoformat(shown(now, zone))
    if (
        ring.lead > POLL
        or ring.at > now
        or MORNING * 60 <= local.hour * 60 + local.minute <= EVENING * 60
    ):
        return ring
    day = local if local.hour < MORNING else local + timedelta(days=1)
    morning = _at_hour(day, MORNING, zone)
    return replace(ring, at=morning) if morning <= ring.until else None


def _order(ring: Ring) -> tuple[int, bool]:
    """Earliest first; of two at one time the reminder before the question."""
    return ring.at, ring.lead == POLL


def _civil(meeting: Meeting, lead: int, zone: str) -> int:
    """When a reminder is due (ms), at a time at which people are up."""
    if lead % DAY == 0:
        due = datetime.fromisoformat(meeting.local) - timedelta(minutes=lead)
        at = instant(wall(due), zone)
    else:  # the clocks may change in between
        at = meeting.at - lead * _MINUTE_MS
        due = datetime.fromisoformat(shown(at, zone))
    if due.hour < MORNING:
        morning = _at_hour(due, MORNING, zone)
        return morning if morning < meeting.at - OPENS_MS else at
    if (due.hour, due.minute) > (EVENING, 0):
        return _at_hour(due, EVENING, zone)
    return at


def _evening(at: int, zone: str) -> int:
    """When a reminder that is due at ``at`` (ms) would come too late in the day."""
    local = datetime.fromisoformat(shown(at, zone))
    if not MORNING <= local.hour < EVENING:
        return at + LATE_MS // 4
    return _at_hour(local, EVENING, zone)


def _morning_after(at: int, zone: str) -> int:
    local = datetime.fromisoformat(shown(at, zone)) + timedelta(days=1)
    return _at_hour(local, 10, zone)


def _at_hour(day: datetime, hour: int, zone: str) -> int:
    """When it is this whole hour on a day (ms)."""
    return instant(wall(day.replace(hour=hour, minute=0)), zone)


def _end_of_the_one_before(series: Series, meeting: Meeting) -> int | None:
    """When the meeting before this one is over (ms), None if there is none near enough to matter."""
    furthest = timedelta(minutes=max((WEEK, *series.leads)), days=2)
    since = wall(datetime.fromisoformat(meeting.local) - furthest)
    changed = {change.meeting: change.to for change in series.changes}
    by_rule = takewhile(lambda name: name < meeting.local, names(series.rule, since))
    starts = [name for name in by_rule if name not in changed]
    starts += [to for to in changed.values() if to is not None and since <= to < meeting.local]
    if not starts:
        return None
    return instant(WallTime(max(starts)), series.rule.zone) + series.minutes * _MINUTE_MS
