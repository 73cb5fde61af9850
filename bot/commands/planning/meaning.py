"""What a line of the planning language means on a given day: a rule, or why it cannot be one.

The rule's first time is where to begin to look; the calendar finds the first meeting from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bot.commands.planning.clock import Clock
from bot.commands.planning.dates import (
    After,
    Ahead,
    Coming,
    Day,
    EndOf,
    OfMonth,
    OfMonthAhead,
    On,
    Within,
    resolved,
)  # fmt: skip
from bot.commands.planning.reading import Asked, Span
from bot.core.series import Every, Rule, WallDate, WallTime

Reason = Literal["part", "day", "time", "daypart", "weekday", "past"]
"""What is wrong: a part was not understood, the day or the time is missing, it may be the morning or
the evening, the weekday is not that date's, the time is over.
"""

_WHEN = ("day", "time", "part", "every", "weekdays", "monthdays")
_ONCE = Within | OfMonthAhead | EndOf | After
"""Days that are no beginning of what comes back: "elk jaar de eerste maandag van mei"."""
_MONTHS = 12
LAST_YEAR = 9000
"""A later year is no date."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a line cannot be planned; ``where`` is the part of it that matters, if there is one."""

    reason: Reason
    where: Span | None = None


def rule(asked: Asked, zone: str, now: WallTime) -> Rule | Trouble:
    """What is planned, as of ``now`` in the zone."""
    trouble = _left_over(asked)
    if trouble is not None:
        return trouble
    if asked.soon is not None:
        return _soon(asked, asked.soon, zone, now)
    minute = _minute(asked)
    if isinstance(minute, Trouble):
        return minute
    if asked.every is None and len(asked.weekdays) < 2:
        return _once(asked, zone, now, minute)
    return _recurring(asked, zone, now, minute)


def moved(asked: Asked, zone: str, now: WallTime, meeting: WallTime) -> WallTime | Rule | Trouble:
    """Where a meeting goes: a time of its own, or, when it says how often, a rule for all of them.

    What is not said stays as it is: the day, or the time of day.
    """
    if asked.unread is not None:
        return Trouble("part", asked.unread)
    stays = datetime.fromisoformat(meeting)
    if asked.every is not None or len(asked.weekdays) > 1:
        if asked.shift is not None:
            return Trouble("part", asked.places.get("shift"))
        minute = _minute(asked, stays)
        return minute if isinstance(minute, Trouble) else _recurring(asked, zone, now, minute)
    for name in (
        "count",
        "until",
        "lasting",
        "without",
        "soon",
        "start",
        "leads",
        "minutes",
        "mode",
        "zone",
    ):
        if name in asked.places and not (name == "minutes" and "time" in asked.places):
            return Trouble("part", asked.places[name])
    if asked.shift is not None:
        if asked.day is not None or asked.time is not None or asked.weekdays:
            return Trouble("part", asked.places.get("shift"))
        return _future(stays + timedelta(minutes=asked.shift), now, asked, "shift")
    if asked.day is None and not asked.weekdays and asked.time is None:
        return Trouble("day", asked.places.get("part"))
    minute = _minute(asked, stays)
    if isinstance(minute, Trouble):
        return minute
    day: date | Trouble | None = stays.date()
    if asked.day is not None or asked.weekdays:
        day = _day_near(asked, stays.date(), _date(now))
    if isinstance(day, Trouble):
        return day
    return _future(_at(day or stays.date(), minute), now, asked, "day")


def _left_over(asked: Asked) -> Trouble | None:
    """What was said but cannot be."""
    if asked.unread is not None:
        return Trouble("part", asked.unread)
    if asked.shift is not None:
        return Trouble("part", asked.places.get("shift"))
    ends = [name for name in ("count", "until", "lasting") if getattr(asked, name) is not None]
    if len(ends) > 1:
        return Trouble("part", max(asked.places[name] for name in ends))
    return None


def _minute(asked: Asked, stays: datetime | None = None) -> int | Trouble:
    """The minute of the day; ``stays`` is when it was, of a meeting that moves."""
    was = stays.hour * 60 + stays.minute if stays is not None else None
    if asked.time is None:
        if was is None or (asked.part is not None and Clock(was).with_part(asked.part) != was):
            return Trouble("time", asked.places.get("part"))
        return was
    where = asked.places.get("time")
    if asked.part is not None:
        found = asked.time.with_part(asked.part)
        return Trouble("part", asked.places.get("part")) if found is None else found
    minute = asked.time.alone() if was is None else asked.time.near(was)
    return Trouble("daypart", where) if minute is None else minute


def _soon(asked: Asked, minutes: int, zone: str, now: WallTime) -> Rule | Trouble:
    """So many minutes from now, and nothing else is said of when it is."""
    for name in (*_WHEN, "lasting", "count", "without", "until", "start"):
        if name in asked.places:
            return Trouble("part", asked.places["soon"])
    moment = datetime.fromisoformat(now) + timedelta(minutes=minutes)
    return Rule(WallTime(moment.isoformat(timespec="minutes")), zone)


def _once(asked: Asked, zone: str, now: WallTime, minute: int) -> Rule | Trouble:
    if asked.start is not None and asked.day is None:
        return Trouble("day", asked.places.get("start"))
    for name in ("until", "count", "lasting", "without", "start"):
        if name in asked.places and not (name == "count" and asked.count == 1):
            return Trouble("part", asked.places[name])
    day = asked.day or (Coming(asked.weekdays[0]) if asked.weekdays else None)
    if day is None:
        return Trouble("day")
    where = asked.places.get("day")
    found = _resolved(day, _date(now), where)
    if isinstance(found, Trouble):
        return found
    if _at(found, minute) <= datetime.fromisoformat(now) and _may_come_later(day):
        found = _resolved(day, _date(now) + timedelta(days=1), where)
        if isinstance(found, Trouble):
            return found
    first = _future(_at(found, minute), now, asked, "day")
    return first if isinstance(first, Trouble) else Rule(first, zone)


def _may_come_later(day: Day) -> bool:
    """Whether a day that is today and whose time is over means the next such day."""
    if isinstance(day, Coming | OfMonth):
        return True
    return isinstance(day, On | Within) and day.year is None


def _recurring(asked: Asked, zone: str, now: WallTime, minute: int) -> Rule | Trouble:
    every, weekdays, monthdays = asked.every or Every.WEEK, asked.weekdays, asked.monthdays
    today, day, interval = _date(now), asked.day, asked.interval
    if every is Every.DAY and interval % 7 == 0 and (weekdays or isinstance(day, Coming)):
        every, interval = Every.WEEK, interval // 7  # "om de 14 dagen op dinsdag"
    if asked.without and (every is Every.YEAR or len(asked.without) == _MONTHS):
        return Trouble("part", asked.places.get("without"))
    if isinstance(day, Coming) and not day.named and every is Every.WEEK and not weekdays:
        weekdays, day = (day.weekday,), None
    elif isinstance(day, Coming) and not day.named:
        return Trouble("part", asked.places.get("day"))
    elif isinstance(day, OfMonth) and every is Every.MONTH and not (weekdays or monthdays):
        monthdays, day = (day.day,), None
    whole_year = every is Every.YEAR and not isinstance(day, On | None)
    if whole_year or isinstance(day, _ONCE) or (day is not None and asked.start is not None):
        return Trouble("part", asked.places.get("day"))
    begins, named = asked.start or day, "start" if asked.start else "day"
    where = asked.places.get(named)
    start = today if begins is None else _resolved(begins, today, where)
    if isinstance(start, Trouble):
        return start
    if every is Every.DAY and weekdays and interval == 1:
        every = Every.WEEK
    weekday_where = asked.places.get("weekdays")
    if weekdays and (
        every in (Every.DAY, Every.YEAR) or (every is Every.MONTH and not asked.weeks)
    ):
        return Trouble("part", weekday_where)
    if not (weekdays or monthdays) and every is not Every.DAY:
        if begins is None:
            return Trouble("day", asked.places.get("every"))
        if every is Every.WEEK:
            weekdays = (start.weekday(),)
        elif every is Every.MONTH:
            monthdays = (start.day,)
    until = None
    if asked.lasting is not None:
        ends = resolved(Ahead(*asked.lasting), max(start, today))
        if ends is None:
            return Trouble("part", asked.places.get("lasting"))
        until = WallDate((ends - timedelta(days=1)).isoformat())
    if asked.until is not None:
        last = _resolved(asked.until, max(start, today), asked.places.get("until"))
        if isinstance(last, Trouble):
            return last
        until = WallDate(last.isoformat())
        if last < max(start, today):
            return Trouble("past", asked.places.get("until"))
    first = WallTime(_at(start, minute).isoformat(timespec="minutes"))
    return Rule(
        first, zone, every, interval, tuple(sorted(weekdays)), asked.weeks,
        tuple(sorted(monthdays)), until, asked.count, asked.without,
    )  # fmt: skip


def _day_near(asked: Asked, meeting: date, today: date) -> date | Trouble:
    """The day a meeting is moved to: a bare weekday is the one in the meeting's own week."""
    day = asked.day or Coming(asked.weekdays[0])
    if isinstance(day, Coming) and not day.named:
        found = meeting + timedelta(days=day.weekday - meeting.weekday())
        return found if found >= today else found + timedelta(days=7)
    return _resolved(day, today, asked.places.get("day"))


def _resolved(day: Day, today: date, where: Span | None) -> date | Trouble:
    found = resolved(day, today)
    if found is None or found.year > LAST_YEAR:
        return Trouble("part", where)
    weekday = day.weekday if isinstance(day, On | OfMonth) else None
    if weekday is not None and found.weekday() != weekday:
        return Trouble("weekday", where)
    return found


def _future(moment: datetime, now: WallTime, asked: Asked, named: str) -> WallTime | Trouble:
    where = asked.places.get(named) or asked.places.get("time")
    if moment <= datetime.fromisoformat(now):
        return Trouble("past", where)
    return WallTime(moment.isoformat(timespec="minutes"))


def _at(day: date, minute: int) -> datetime:
    return datetime.fromisoformat(day.isoformat()) + timedelta(minutes=minute)


def _date(now: WallTime) -> date:
    return date.fromisoformat(now[:10])
