"""When meetings are: on the wall's clock, through every change of the clocks; against an oracle."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from bot.calendar.ics import calendar_file
from bot.calendar.recurrence import anchored, instant, meetings, names, shown, upcoming
from bot.core.series import Change, Every, Meeting, Rule, Series, WallDate, WallTime
from tests.calendar.oracle import by_kring, by_the_file, written_at
from tests.calendar.plans import ZONES, random_rule, random_series

AMSTERDAM = "Europe/Amsterdam"
THURSDAYS = Rule(WallTime("2026-12-17T19:30"), AMSTERDAM, Every.MONTH, 1, (3,), (3,))
SEEDS, MANY = 150, int(os.environ.get("CHAOS_SERIES", "10000"))


def utc(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def series(rule: Rule, *changes: Change, passed: str = "") -> Series:
    return Series("s", "campfire", rule, 90, (), changes=changes, passed=WallTime(passed))


def check_seed(seed: int) -> int:
    """A random series is in every calendar as it is in Kring, for twenty years. How many meetings."""
    planned = random_series(seed)
    file = calendar_file(planned, "nl", "Afspraak", written_at(seed))
    found = by_kring(planned)
    assert by_the_file(file, planned) == found, planned
    return len(found)


@pytest.mark.parametrize("part", range(3))
def test_g5_another_program_reads_the_same_meetings_from_the_file(part: int) -> None:
    for seed in range(part * SEEDS // 3, (part + 1) * SEEDS // 3):
        check_seed(seed)


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(10))
def test_g5_ten_thousand_series_over_twenty_years(part: int) -> None:
    seeds = range(part * MANY // 10, (part + 1) * MANY // 10)
    meetings = sum(check_seed(seed) for seed in seeds)
    used = {random_series(seed).rule.zone for seed in seeds}
    print(f"{len(seeds)} series, {meetings} meetings, {len(used)} zones")  # noqa: T201 - of a campaign
    assert len(used) >= 12


def test_the_third_thursday_stays_at_half_past_seven_through_summer_time() -> None:
    found = list(islice(meetings(series(THURSDAYS)), 6))
    assert [meeting.local for meeting in found] == [
        "2026-12-17T19:30", "2027-01-21T19:30", "2027-02-18T19:30",
        "2027-03-18T19:30", "2027-04-15T19:30", "2027-05-20T19:30",
    ]  # fmt: skip
    assert [utc(meeting.at)[11:] for meeting in found] == ["18:30"] * 4 + ["17:30"] * 2


def test_a_time_that_the_clocks_skip_counts_by_the_offset_before() -> None:
    at = instant(WallTime("2027-03-28T02:30"), AMSTERDAM)
    assert (utc(at), shown(at, AMSTERDAM)) == ("2027-03-28 01:30", "2027-03-28T03:30")


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    at = instant(WallTime("2027-10-31T02:30"), AMSTERDAM)
    assert (utc(at), shown(at, AMSTERDAM)) == ("2027-10-31 00:30", "2027-10-31T02:30")


def test_a_month_without_such_a_day_is_passed_over() -> None:
    rule = Rule(WallTime("2027-01-31T10:00"), AMSTERDAM, Every.MONTH, monthdays=(31,))
    assert [name[5:10] for name in islice(names(rule), 4)] == ["01-31", "03-31", "05-31", "07-31"]


def test_a_rule_is_anchored_at_its_first_meeting() -> None:
    rule = Rule(WallTime("2026-11-25T19:30"), AMSTERDAM, Every.MONTH, 1, (3,), (3,))
    found = anchored(rule, WallTime("2026-11-25T12:00"))
    assert found is not None
    assert found.first == "2026-12-17T19:30"


def test_a_rule_without_a_meeting_is_none() -> None:
    never = Rule(WallTime("2027-01-01T10:00"), AMSTERDAM, Every.WEEK, weekdays=(0,),
                 until=WallDate("2027-01-02"))  # fmt: skip
    assert anchored(never, never.first) is None


def test_a_rule_counts_its_weeks_and_months_from_the_first_time_that_fits() -> None:
    fortnight = Rule(WallTime("2026-11-25T10:00"), AMSTERDAM, Every.WEEK, 2, weekdays=(0,))
    found = anchored(fortnight, fortnight.first)
    assert found is not None
    assert list(islice(names(found), 2)) == ["2026-11-30T10:00", "2026-12-14T10:00"]


def test_a_moved_meeting_keeps_its_name_and_a_cancelled_one_is_gone() -> None:
    planned = series(
        THURSDAYS,
        Change(WallTime("2026-12-17T19:30"), None),
        Change(WallTime("2027-01-21T19:30"), WallTime("2027-02-20T10:00")),
    )
    first, second, third = islice(meetings(planned), 3)
    assert (first.name, first.local) == ("2027-02-18T19:30", "2027-02-18T19:30")
    assert (second.name, second.local) == ("2027-01-21T19:30", "2027-02-20T10:00")
    assert third.name == "2027-03-18T19:30"


def test_what_is_done_with_does_not_come_back() -> None:
    moved = Change(WallTime("2027-01-21T19:30"), WallTime("2027-03-01T10:00"))
    passed = series(THURSDAYS, moved, passed="2027-02-18T19:30")
    assert next(meetings(passed)).name == "2027-01-21T19:30"
    done = Change(moved.meeting, moved.to, done=True)
    assert next(meetings(series(THURSDAYS, done, passed="2027-02-18T19:30"))).local == (
        "2027-03-18T19:30"
    )


def test_upcoming_are_those_from_now_on() -> None:
    now = instant(WallTime("2027-01-21T19:31"), AMSTERDAM)
    assert [one.name[:7] for one in upcoming(series(THURSDAYS), now, 2)] == ["2027-02", "2027-03"]


def test_looking_from_far_along_a_rule_gives_the_same_meetings() -> None:
    chance = random.Random(1)
    for _ in range(300):
        rule = random_rule(chance)
        all_names = list(islice(names(rule), 400))
        at = chance.randrange(min(len(all_names), 350))
        assert list(islice(names(rule, all_names[at]), 50)) == all_names[at : at + 50], rule


def test_meetings_come_in_order_and_their_names_are_unique() -> None:
    for seed in range(100):
        found: list[Meeting] = list(islice(meetings(random_series(seed)), 200))
        assert all(one.at <= other.at for one, other in pairwise(found))
        assert len({one.name for one in found}) == len(found)


@pytest.mark.parametrize("zone", ZONES)
def test_what_the_wall_shows_and_when_that_is_agree_all_year(zone: str) -> None:
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    for _ in range(366 * 4):
        at = int(moment.timestamp()) * 1000
        again = instant(shown(at, zone), zone)
        assert again in {at, at - 3_600_000, at - 1_800_000, at - 7_200_000}, "the first of a fold"
        assert shown(again, zone) == shown(at, zone)
        moment += timedelta(hours=6)
