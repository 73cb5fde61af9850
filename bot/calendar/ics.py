"""The calendar file of a series, for people's own calendars (RFC 5545).

Its title is neutral and it names neither the theme nor anybody: it lands on other screens, in other
programs and in their clouds. It has no ``METHOD``, for a published or cancelled one would have to
name an organizer (RFC 5546); a calendar takes it in as it is, and an event that is there already is
brought up to date by its UID and its SEQUENCE.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from bot.calendar.zones import zone
from bot.core.events import Language
from bot.core.series import Every, Rule, Series

NAMES = {"nl": "afspraak.ics", "en": "meeting.ics"}
"""What the file is called."""
TYPE = "text/calendar"
_FREQUENCY = {
    Every.DAY: "DAILY",
    Every.WEEK: "WEEKLY",
    Every.MONTH: "MONTHLY",
    Every.YEAR: "YEARLY",
}
_LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
"""How many days a month has at the most, where it is not 31."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar_file(
    series: Series, language: Language, title: str, at: int, *, cancelled: bool = False
) -> bytes:
    """Write the file of a series as it was at ``at`` (ms); ``cancelled``: all of it is off."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Kring//Kring//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    events = list(_events(series, title, at, cancelled=cancelled))
    if "TZID" in events[0]["DTSTART"].params:  # a time in UTC has none
        calendar.add_component(zone(series.rule.zone, _first_year(series)))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _first_year(series: Series) -> int:
    """The year of the earliest time in the file: a meeting may have been moved to before the first."""
    times = (series.rule.first, *(change.to for change in series.changes if change.to is not None))
    return int(min(times)[:4])


def _events(series: Series, title: str, at: int, *, cancelled: bool) -> Iterator[Event]:
    rule = series.rule
    changes = {change.meeting: change for change in series.changes}
    master = _event(series, title, at)
    start = rule.first
    if rule.every is None and (change := changes.get(rule.first)) is not None:
        cancelled = cancelled or change.to is None
        start = change.to or start
    _times(master, start, series)
    if rule.every is not None:
        master.add("rrule", _recurrence(rule))
        off = [change.meeting for change in series.changes if change.to is None]
        if off:
            master.add("exdate", [_moment(name, rule.zone) for name in off])
    if cancelled:
        master.add("status", "CANCELLED")
    yield master
    if rule.every is None or cancelled:
        return
    for change in series.changes:
        if change.to is not None:
            moved = _event(series, title, at)
            moved.add("recurrence-id", _moment(change.meeting, rule.zone))
            _times(moved, change.to, series)
            yield moved


def _months_of_a_year(rule: Rule) -> tuple[int, ...]:
    """The months of every year that a rule by the month comes to; none, if it is not so simple."""
    first = int(rule.first[5:7])
    if 12 % rule.interval or min(rule.monthdays, default=1) < 1:
        return ()
    months = [month for month in rule.months if (month - first) % rule.interval == 0]
    days = rule.monthdays or (1,)
    months = [month for month in months if min(days) <= _LONGEST.get(month, 31)]
    always = all(max(days) <= _LONGEST.get(month, 31) for month in months)
    return tuple(months) if always and not (2 in months and max(days) == _LONGEST[2]) else ()


def _event(series: Series, title: str, at: int) -> Event:
    event = Event()
    event.add("uid", f"{series.id}@kring")
    event.add("dtstamp", datetime.fromtimestamp(at // 1000, UTC))
    event.add("sequence", series.sequence)
    event.add("summary", title)
    return event


def _times(event: Event, start: str, series: Series) -> None:
    event.add("dtstart", _moment(start, series.rule.zone))
    event.add("duration", timedelta(minutes=series.minutes))


def _moment(local: str, zone: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


def _recurrence(rule: Rule) -> vRecur:
    if rule.every is None:
        raise ValueError("a single meeting does not recur")
    months, interval, frequency = rule.months, rule.interval, _FREQUENCY[rule.every]
    if months and rule.every is Every.MONTH and (by_year := _months_of_a_year(rule)):
        # Some calendars read a rule by the month and months in it amiss; by the year none does.
        months, interval, frequency = by_year, 1, "YEARLY"
    parts: dict[str, object] = {"FREQ": frequency}
    if interval > 1:
        parts["INTERVAL"] = interval
    days = [_DAYS[day] for day in rule.weekdays]
    if days:
        parts["BYDAY"] = [f"{week}{day}" for week in rule.weeks for day in days] or days
    if rule.monthdays:
        parts["BYMONTHDAY"] = list(rule.monthdays)
    if months:
        parts["BYMONTH"] = list(months)
    if rule.every is Every.YEAR:
        parts["BYMONTH"], parts["BYMONTHDAY"] = int(rule.first[5:7]), int(rule.first[8:10])
    if rule.every is Every.WEEK:
        parts["WKST"] = "MO"
    if rule.count is not None:
        parts["COUNT"] = rule.count
    if rule.until is not None:
        # In UTC, as it must be where the start has a zone (RFC 5545, section 3.3.10).
        parts["UNTIL"] = _moment(f"{rule.until}T23:59", rule.zone).astimezone(UTC)
    return vRecur(parts)
