"""From a rule to meetings: on the wall's clock by dateutil, on the line of time by the zone's rules.

A time that a zone's clock skips (the gap when summer time begins) or shows twice (the fold when it
ends) is taken as RFC 5545, section 3.3.5, says: in the gap by the offset before it, so half past two
becomes half past three; in the fold the first of the two.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule

from bot.core.series import Change, Every, Meeting, Rule, Series, WallTime

FREQUENCY: Mapping[Every, Literal[0, 1, 2, 3]] = {
    Every.DAY: DAILY,
    Every.WEEK: WEEKLY,
    Every.MONTH: MONTHLY,
    Every.YEAR: YEARLY,
}
DAYS = (MO, TU, WE, TH, FR, SA, SU)
START = WallTime("")
"""Before any time."""
FURTHEST = timedelta(days=20 * 366)
"""How far from its beginning a rule is looked along for the next meeting."""


def instant(local: WallTime, zone: str) -> int:
    """When the clock on the wall of a zone shows a time, in ms since 1970 (UTC)."""
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1000


def shown(at: int, zone: str) -> WallTime:
    """What the clock on the wall of a zone shows at ``at`` (ms)."""
    return wall(datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)))


def wall(moment: datetime) -> WallTime:
    """Write a time as the core knows it."""
    return WallTime(moment.isoformat(timespec="minutes")[:16])


def names(rule: Rule, since: WallTime = START) -> Iterator[WallTime]:
    """Every time by the rule from ``since`` on, in order."""
    first = datetime.fromisoformat(rule.first)
    if rule.every is None:
        yield from () if rule.first < since else (rule.first,)
        return
    begin = first if rule.count is not None else _near(rule, first, since)
    from_time = max(since, rule.first)
    for moment in _rrule(rule, rule.every, begin):
        name = wall(moment)
        if name >= from_time:
            yield name


def anchored(rule: Rule, since: WallTime) -> Rule | None:
    """The rule with its first meeting no earlier than ``since``; None when it has no meeting.

    It begins at the first time that fits, and counts its days, weeks or months from there.
    """
    loose = replace(rule, interval=1, until=None, count=None)
    end = wall(datetime.fromisoformat(max(since, rule.first)) + FURTHEST)
    found = next(takewhile(lambda name: name <= end, names(loose, since)), None)
    if found is None or (rule.until is not None and found[:10] > rule.until):
        return None
    return replace(rule, first=found)


def meetings(series: Series) -> Iterator[Meeting]:
    """The meetings that are not done with, the earliest first; of no use for reminders yet."""
    rule, changed = series.rule, {change.meeting: change for change in series.changes}
    by_rule = (
        Meeting(name, shown(at, rule.zone), at)
        for name in names(rule, series.passed)
        if name > series.passed and name not in changed
        for at in [instant(name, rule.zone)]
    )
    return heapq.merge(by_rule, _moved(series.changes, rule.zone), key=lambda meeting: meeting.at)


def upcoming(series: Series, now: int, most: int) -> tuple[Meeting, ...]:
    """The next meetings from ``now`` (ms) on that go on, at most ``most``."""
    return tuple(islice((meeting for meeting in meetings(series) if meeting.at >= now), most))


def _moved(changes: Iterable[Change], zone: str) -> list[Meeting]:
    found = []
    for change in changes:
        if change.to is not None and not change.done:
            at = instant(change.to, zone)
            found.append(Meeting(change.meeting, shown(at, zone), at))
    return sorted(found, key=lambda meeting: meeting.at)


@lru_cache(maxsize=256)
def _rrule(rule: Rule, every: Every, begin: datetime) -> rrule:
    """The rule for dateutil, from ``begin`` on."""
    year = every is Every.YEAR
    until = None
    if rule.until is not None:
        until = datetime.fromisoformat(rule.until) + timedelta(hours=23, minutes=59)
    return rrule(
        FREQUENCY[every],
        dtstart=begin,
        interval=rule.interval,
        wkst=MO,
        byweekday=[DAYS[day](week) for week in rule.weeks for day in rule.weekdays]
        or [DAYS[day] for day in rule.weekdays]
        or None,
        bymonth=int(rule.first[5:7]) if year else rule.months or None,
        bymonthday=int(rule.first[8:10]) if year else rule.monthdays or None,
        count=rule.count,
        until=until,
    )


def _near(rule: Rule, first: datetime, since: WallTime) -> datetime:
    """A beginning at or before ``since`` from which the rule goes on as from its first meeting."""
    if since <= rule.first:
        return first
    target = datetime.fromisoformat(since)
    step = rule.interval
    match rule.every:
        case Every.DAY:
            return first + timedelta(days=(target - first).days // step * step)
        case Every.WEEK:
            monday = first - timedelta(days=first.weekday())
            steps = (target - monday).days // 7 // step
            return monday + timedelta(weeks=steps * step) if steps else first
        case Every.MONTH:
            months = (target.year - first.year) * 12 + target.month - first.month
            months = first.month - 1 + months // step * step
            begin = first.replace(year=first.year + months // 12, month=months % 12 + 1, day=1)
        case _:
            years = (target.year - first.year) // step * step
            begin = first.replace(year=first.year + years, month=1, day=1)
    return max(begin, first)
