"""What was missed, what is next, and when to say something before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.calendar.reckoning import reckon
from bot.calendar.recurrence import instant, shown
from bot.core.series import (
    DAY,
    HOUR,
    LATE_MS,
    POLL,
    WEEK,
    Change,
    Every,
    Meeting,
    Rule,
    Series,
    WallTime,
)  # fmt: skip

ZONE = "Europe/Amsterdam"


def at(local: str) -> int:
    return instant(WallTime(local), ZONE)


def series(first: str, every: Every | None = None, **more: Any) -> Series:
    weekdays = (3,) if every in (Every.WEEK, Every.MONTH) else ()
    weeks = (3,) if every is Every.MONTH else ()
    rule = Rule(WallTime(first), ZONE, every, weekdays=weekdays, weeks=weeks)
    return replace(Series("s", "campfire", rule, 90, ()), **more)


def next_one(planned: Series, now: str) -> Meeting:
    found = reckon(planned, at(now)).next
    assert found is not None
    return found


def rings(planned: Series, now: str = "2026-01-01T12:00") -> dict[int, str]:
    return {ring.lead: shown(ring.at, ZONE) for ring in next_one(planned, now).rings}


def test_reminders_come_a_week_a_day_and_an_hour_ahead() -> None:
    assert rings(series("2026-12-17T19:30")) == {
        WEEK: "2026-12-10T19:30", POLL: "2026-12-10T19:30",
        DAY: "2026-12-16T19:30", HOUR: "2026-12-17T18:30",
    }  # fmt: skip


def test_the_reminder_comes_before_the_question_who_comes() -> None:
    leads = [ring.lead for ring in next_one(series("2026-12-17T19:30"), "2026-11-01T12:00").rings]
    assert leads == [WEEK, POLL, DAY, HOUR]


def test_whole_days_ahead_are_by_the_clock_on_the_wall() -> None:
    assert rings(series("2027-03-29T19:30"))[WEEK] == "2027-03-22T19:30"


@pytest.mark.parametrize(
    ("start", "lead", "due"),
    [
        ("2026-12-17T07:00", DAY, "2026-12-16T08:00"),
        ("2026-12-17T08:30", HOUR, "2026-12-17T08:00"),
        ("2026-12-17T07:30", HOUR, "2026-12-17T06:30"),
        ("2026-12-17T08:05", HOUR, "2026-12-17T07:05"),
        ("2026-12-17T22:30", DAY, "2026-12-16T21:00"),
        ("2026-12-17T22:30", HOUR, "2026-12-17T21:00"),
        ("2026-12-17T00:30", HOUR, "2026-12-16T21:00"),
        ("2026-12-17T22:00", HOUR, "2026-12-17T21:00"),
    ],
)
def test_reminders_keep_civil_hours_unless_the_meeting_is_sooner(
    start: str, lead: int, due: str
) -> None:
    assert rings(series(start))[lead] == due


def test_a_reminder_that_is_late_by_more_than_a_quarter_makes_no_sense() -> None:
    meeting = next_one(series("2026-12-17T12:00"), "2026-12-01T12:00")
    until = {ring.lead: shown(ring.until, ZONE) for ring in meeting.rings}
    assert until[DAY] == "2026-12-16T18:00"
    assert until[HOUR] == "2026-12-17T11:15"
    assert until[WEEK] == "2026-12-10T21:00", "and none in the night"


def test_nothing_is_said_of_a_meeting_before_the_one_before_it_is_over() -> None:
    weekly = series("2026-12-03T19:30", Every.WEEK, passed=WallTime("2026-12-03T19:30"))
    found = rings(weekly, "2026-12-04T00:00")
    assert found == {
        POLL: "2026-12-04T10:00", DAY: "2026-12-09T19:30", HOUR: "2026-12-10T18:30",
    }  # fmt: skip
    daily = series("2026-12-03T19:30", Every.DAY, passed=WallTime("2026-12-03T19:30"))
    assert set(rings(daily, "2026-12-04T00:00")) == {HOUR}, "and nobody is asked every day"


def test_a_cancelled_meeting_before_does_not_count() -> None:
    weekly = series(
        "2026-12-03T19:30", Every.WEEK, passed=WallTime("2026-12-03T19:30"),
        changes=(Change(WallTime("2026-12-10T19:30"), None),),
    )  # fmt: skip
    assert rings(weekly, "2026-12-04T00:00")[WEEK] == "2026-12-10T19:30"


def test_reminders_are_for_the_series_to_set() -> None:
    assert set(rings(series("2026-12-17T19:30", leads=(3 * DAY, 30)))) == {3 * DAY, POLL, 30}


def test_g5_a_start_missed_by_less_than_an_hour_is_still_next() -> None:
    planned = series("2026-12-17T19:30", Every.MONTH)
    start = at("2026-12-17T19:30")
    found = reckon(planned, start + LATE_MS)
    assert found.missed == ()
    assert found.next is not None
    assert found.next.at == start


def test_g5_what_was_missed_is_told_by_name() -> None:
    planned = series("2026-12-17T19:30", Every.MONTH)
    found = reckon(planned, at("2027-02-20T12:00"))
    assert found.missed == ("2026-12-17T19:30", "2027-01-21T19:30", "2027-02-18T19:30")
    assert found.last is not None
    assert found.last.local == "2027-02-18T19:30"
    assert found.next is not None
    assert found.next.local == "2027-03-18T19:30"


def test_a_series_that_is_over_has_no_next() -> None:
    assert reckon(series("2026-12-17T19:30", passed=WallTime("2026-12-17T19:30")), 0).next is None
    gone = reckon(series("2026-12-17T19:30"), at("2026-12-18T12:00"))
    assert (gone.missed, gone.next) == (("2026-12-17T19:30",), None)


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("2026-12-11T02:00", "2026-12-11T08:00"),
        ("2026-12-11T22:30", "2026-12-12T08:00"),
        ("2026-12-11T14:00", "2026-12-10T19:30"),
        ("2026-12-17T06:00", "2026-12-17T08:00"),
    ],
)
def test_a_question_that_is_late_waits_for_the_morning(now: str, asked: str) -> None:
    """Kring was down when it was to ask who comes, and is back in the night."""
    assert rings(series("2026-12-17T19:30"), now)[POLL] == asked


def test_a_question_for_which_the_morning_is_too_late_is_not_asked() -> None:
    early = series("2026-12-17T08:45")
    assert POLL in rings(early, "2026-12-16T20:00")
    assert POLL not in rings(early, "2026-12-17T02:00")
