"""A time zone as a calendar file tells of it (RFC 5545, section 3.6.5): when its clocks change.

Made here because icalendar writes the beginning of summer time by the clock after the change, where
the RFC asks for the clock before it: a calendar that reads the file, and does not look the zone up
by its name, would be an hour off on that day. Some calendars read no more than one date of a line, or
leave out the first one where others follow: each onset that follows no rule has a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

YEARS = 25
"""How many years of changes are looked at; those that follow a rule are told for ever."""
_STEP = timedelta(days=2)
"""Two changes are never nearer to each other: a week apart they have been."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@lru_cache(maxsize=64)
def zone(name: str, year: int) -> Timezone:
    """Tell of a zone from the beginning of a year on."""
    component = Timezone()
    component.add("tzid", name)
    begin = datetime(year, 1, 1, tzinfo=UTC)
    local = begin.astimezone(ZoneInfo(name))
    groups: dict[tuple[timedelta, timedelta, str, bool], list[datetime]] = {}
    for before, after in _changes(ZoneInfo(name), begin, begin.replace(year=year + YEARS)):
        onset = after.astimezone(UTC) + _offset(before)
        key = _offset(before), _offset(after), after.tzname() or "", bool(after.dst())
        groups.setdefault(key, []).append(onset.replace(tzinfo=None))
    here = _offset(local)
    first = {(here, here, local.tzname() or "", bool(local.dst())): [begin.replace(tzinfo=None)]}
    for (offset_from, offset_to, title, summer), onsets in {**first, **groups}.items():
        part = TimezoneDaylight() if summer else TimezoneStandard()
        part.add("dtstart", onsets[0])
        part.add("tzoffsetfrom", offset_from)
        part.add("tzoffsetto", offset_to)
        part.add("tzname", title)
        yearly = _yearly(onsets, begin.year + YEARS)
        if yearly is not None:
            part.add("rrule", yearly)
        elif onsets[1:]:
            for onset in onsets:  # the first among them, and each on a line of its own: see above
                part.add("rdate", onset)
        component.add_component(part)
    return component


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The last second before, and the first one after, each time that a zone's clock changes."""
    while begin < end:
        after = begin + _STEP
        low, high = begin, after
        before = begin.astimezone(zone)
        if _clock(before) != _clock(after.astimezone(zone)):
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
                if _clock(middle.astimezone(zone)) == _clock(before):
                    low = middle
                else:
                    high = middle
            yield low.astimezone(zone), high.astimezone(zone)
            after = high
        begin = after


def _clock(moment: datetime) -> tuple[timedelta, str | None, bool]:
    return _offset(moment), moment.tzname(), bool(moment.dst())


def _yearly(onsets: list[datetime], until: int) -> vRecur | None:
    """The rule these follow, if they come every year on such a Sunday; None if they do not.

    That is the second, say, or the last of a month, or the first from some day of the month on.
    """
    years = [onset.year for onset in onsets]
    if years != list(range(years[0], until)) or len(years) < 3:
        return None
    days = {(onset.month, onset.weekday(), onset.time()) for onset in onsets}
    if len(days) > 1:
        return None
    [(month, weekday, _)] = days
    weeks = {(onset.day - 1) // 7 + 1 for onset in onsets}
    if all((onset + timedelta(days=7)).month != month for onset in onsets):
        weeks = {-1}
    dates = sorted({onset.day for onset in onsets})
    if len(weeks) > 1 and dates == list(range(dates[0], dates[0] + 7)):
        return vRecur(FREQ="YEARLY", BYMONTH=month, BYMONTHDAY=dates, BYDAY=_DAYS[weekday])
    if len(weeks) > 1:
        return None
    return vRecur(FREQ="YEARLY", BYMONTH=month, BYDAY=f"{weeks.pop()}{_DAYS[weekday]}")
