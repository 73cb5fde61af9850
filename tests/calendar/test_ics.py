"""The calendar file: what the RFC asks for, and nothing about anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical

from bot.calendar.ics import calendar_file
from bot.calendar.zones import zone
from bot.core.people import EventId, UserId
from bot.core.series import Change, Every, Rule, Series, WallDate, WallTime
from tests.calendar.plans import ZONES, random_series

RULE = Rule(WallTime("2026-12-17T19:30"), "Europe/Amsterdam", Every.MONTH, 1, (3,), (3,))
SERIES = Series(
    "a1b2", "campfire", RULE, 120, (UserId("@samira:home"),), theme=EventId("$theme"), sequence=3,
    changes=(
        Change(WallTime("2027-01-21T19:30"), None),
        Change(WallTime("2027-02-18T19:30"), WallTime("2027-02-19T20:00")),
    ),
)  # fmt: skip
AT = 1_800_000_000_000


def lines(series: Series, *, cancelled: bool = False) -> list[str]:
    file = calendar_file(series, "nl", "Afspraak", AT, cancelled=cancelled).decode()
    assert file.replace("\r\n", "").count("\n") == 0, "lines end in CR LF"
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    return file.replace("\r\n ", "").split("\r\n")


def test_the_file_has_the_properties_the_rfc_asks_for() -> None:
    written = lines(SERIES)
    assert written[0] == "BEGIN:VCALENDAR"
    for wanted in (
        "VERSION:2.0",
        "UID:a1b2@kring",
        "SEQUENCE:3",
        "DTSTAMP:20270115T080000Z",
        "DTSTART;TZID=Europe/Amsterdam:20261217T193000",
        "DURATION:PT2H",
        "RRULE:FREQ=MONTHLY;BYDAY=3TH",
        "EXDATE;TZID=Europe/Amsterdam:20270121T193000",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20270218T193000",
        "DTSTART;TZID=Europe/Amsterdam:20270219T200000",
        "TZID:Europe/Amsterdam",
    ):
        assert wanted in written, wanted
    assert len({line for line in written if line.startswith("UID:")}) == 1
    assert any(line.startswith("PRODID:") for line in written)
    assert not any(line.startswith("METHOD") for line in written)


def test_r9_the_file_tells_of_nobody_and_no_theme() -> None:
    file = "\n".join(lines(SERIES)).casefold()
    for word in ("samira", "theme", "campfire", "kampvuur", "attendee", "organizer", "home"):
        assert word not in file


def test_an_end_is_in_utc_and_takes_in_its_day() -> None:
    ends = replace(SERIES, rule=replace(RULE, until=WallDate("2027-06-17")))
    assert "RRULE:FREQ=MONTHLY;UNTIL=20270617T215900Z;BYDAY=3TH" in lines(ends)


def test_a_single_meeting_that_moves_is_the_same_event() -> None:
    once = replace(SERIES, rule=Rule(RULE.first, RULE.zone), changes=())
    moved = replace(once, changes=(Change(RULE.first, WallTime("2026-12-18T20:00")),))
    assert "DTSTART;TZID=Europe/Amsterdam:20261218T200000" in lines(moved)
    event = lines(moved)[lines(moved).index("BEGIN:VEVENT") :]
    assert not any(line.startswith(("RRULE", "RECURRENCE-ID")) for line in event)
    off = replace(once, changes=(Change(RULE.first, None),))
    assert "STATUS:CANCELLED" in lines(off)
    assert "STATUS:CANCELLED" not in lines(once)


def test_a_series_that_is_off_says_so() -> None:
    written = lines(SERIES, cancelled=True)
    assert written.count("BEGIN:VEVENT") == 1
    assert "STATUS:CANCELLED" in written


def test_every_file_parses_and_every_event_is_whole() -> None:
    for seed in range(200):
        series = random_series(seed)
        file = calendar_file(series, "en", "Meeting", AT)
        calendar = icalendar.Calendar.from_ical(file)
        zoned = [] if series.rule.zone == "UTC" else ["VTIMEZONE"]
        assert [part.name for part in calendar.subcomponents][: len(zoned) + 1] == [
            *zoned,
            "VEVENT",
        ]
        for event in calendar.walk("VEVENT"):
            assert not event.errors
            for name in ("UID", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "SEQUENCE"):
                assert name in event, name
        assert calendar.to_ical() == file


@pytest.mark.parametrize("name", ZONES)
def test_a_program_that_knows_no_zones_reads_the_clocks_from_the_file(name: str) -> None:
    written = zone(name, 2026).to_ical().decode()
    read, known = tzical(StringIO(written)).get(), ZoneInfo(name)
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    while moment.year < 2040:
        local = moment.astimezone(known)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            there = local.replace(tzinfo=None).replace(tzinfo=read)
            assert there.utcoffset() == local.utcoffset(), local
        moment += timedelta(hours=7)
