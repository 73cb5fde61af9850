"""What another program makes of a file that Kring wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import recurring_ical_events

from bot.calendar.recurrence import instant, meetings
from bot.core.series import Series, WallTime
from tests.calendar.plans import YEARS


def by_the_file(file: bytes, series: Series) -> list[int]:
    """When the meetings are by the file (ms), over ``YEARS`` years."""
    calendar = icalendar.Calendar.from_ical(file)
    events = recurring_ical_events.of(calendar).between(*_span(series))
    starts = [event.start for event in events if event.get("status") != "CANCELLED"]
    # A time the clocks skip is counted by the offset before it, as the RFC says.
    return sorted(int(start.replace(fold=0).timestamp()) * 1000 for start in starts)


def by_kring(series: Series) -> list[int]:
    """When the meetings are by Kring (ms), over the same years."""
    _, end = _span(series)
    until = instant(WallTime(f"{end.isoformat()}T00:00"), series.rule.zone)
    found = []
    for meeting in meetings(series):
        if meeting.at >= until:
            break
        found.append(meeting.at)
    return found


def _span(series: Series) -> tuple[date, date]:
    year = int(series.rule.first[:4])
    return date(year - 1, 1, 1), date(year + YEARS, 1, 1)


def last_day(series: Series) -> date:
    """The day before which meetings are looked at."""
    return _span(series)[1]


def written_at(seed: int) -> int:
    """Some time at which a file is written (ms)."""
    return int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() + seed) * 1000
