"""A meeting at a time that the clocks skip, or show twice: the rule of RFC 5545, 3.3.5, in Kring, in its
file, and in what another program reads in that. And whose rules for zones count.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.calendar import zonedata
from bot.calendar.ics import calendar_file
from bot.calendar.recurrence import instant, meetings, shown, wall
from bot.core.series import Every, Rule, Series, WallTime
from tests.calendar.dialogue import FAYE, Planned
from tests.calendar.oracle import by_kring, by_the_file
from tests.calendar.plans import ZONES

YEARS = range(2027, 2031)


def changes(zone: str) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """When (UTC) a zone's clock changes, from which offset to which; found minute by minute."""
    known = ZoneInfo(zone)
    hour = datetime(YEARS.start, 1, 1, tzinfo=UTC)
    while hour.year < YEARS.stop:
        after = hour + timedelta(hours=1)
        if _offset(hour, known) != _offset(after, known):
            while _offset(hour, known) == _offset(hour + timedelta(minutes=1), known):
                hour += timedelta(minutes=1)
            yield hour + timedelta(minutes=1), _offset(hour, known), _offset(after, known)
        hour = after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


@pytest.mark.parametrize("zone", ZONES)
def test_g5_a_skipped_time_counts_by_the_offset_before_it_and_of_a_doubled_one_the_first_is_meant(
    zone: str,
) -> None:
    for at, before, after in changes(zone):
        middle = (at + (before + after) / 2).replace(tzinfo=None)  # in the gap, or shown twice
        local = wall(middle)
        utc = middle.replace(tzinfo=UTC) - before
        there = instant(local, zone)
        assert there == int(utc.timestamp()) * 1000
        later = max(after - before, timedelta())
        assert shown(there, zone) == wall(middle + later)

        first = wall(middle - timedelta(days=3))
        daily = Series("a", "campfire", Rule(first, zone, Every.DAY, count=7), 60, ())
        found = list(islice(meetings(daily), 9))
        assert [one.name[:10] for one in found] == [
            f"{middle - timedelta(days=3 - day):%Y-%m-%d}" for day in range(7)
        ]
        assert found[3].at == there
        file = calendar_file(daily, "nl", "Afspraak", 0)
        assert by_the_file(file, daily) == by_kring(daily) == [one.at for one in found]
        assert f"{middle - timedelta(days=3):%Y%m%dT%H%M00}" in file.decode(), "as on the wall"


def test_zones_with_gaps_and_folds_of_every_kind_are_looked_at() -> None:
    sizes = {(after - before) for zone in ZONES for _, before, after in changes(zone)}
    half, whole, two = (timedelta(minutes=minutes) for minutes in (30, 60, 120))
    assert {half, -half, whole, -whole, two, -two} <= sizes


def test_g5_a_single_meeting_in_a_gap_is_shown_as_the_clock_will_show_it() -> None:
    once = Series("a", "campfire", Rule(WallTime("2027-03-28T02:30"), "Europe/Amsterdam"), 60, ())
    [meeting] = takewhile(lambda _: True, meetings(once))
    assert (meeting.name, meeting.local) == ("2027-03-28T02:30", "2027-03-28T03:30")


async def test_what_is_said_of_a_single_meeting_is_what_the_clock_will_show() -> None:
    room = Planned("2027-03-27T14:00")
    [(moment, body)] = await room.says(FAYE, "!plan kampvuur morgen 02:30")
    assert (moment, "om 03:30" in body, "02:30" in body) == ("plan-confirm", True, False)


@pytest.mark.parametrize(("system", "stays"), [("2019c", False), ("2099z", True), (None, True)])
def test_the_newer_rules_for_zones_count(tmp_path: Path, system: str | None, stays: bool) -> None:
    if system is not None:
        (tmp_path / "tzdata.zi").write_text(f"# version {system}\nR ...\n")
    before = zoneinfo.TZPATH
    try:
        zoneinfo.reset_tzpath(to=(str(tmp_path),))
        zonedata.use_newest()
        assert ((str(tmp_path),) if stays else ()) == zoneinfo.TZPATH
        assert ZoneInfo("Europe/Amsterdam").key == "Europe/Amsterdam"
    finally:
        zoneinfo.reset_tzpath(to=before)
        ZoneInfo.clear_cache()
