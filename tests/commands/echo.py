"""A second reader of what Kring says of a plan: as a coordinator reads it, word by word.

It knows only Kring's own sentences, nothing of the planning language, and finds the days by looking at
one after another. What it does not know is a LookupError or ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

_DAYS = (
    ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
)
_MONTHS = (
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
)
_NTH = {
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "laatste": -1, "voorlaatste": -2,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "second-last": -2,
}  # fmt: skip


def days_of(echo: str, begin: date, most: int) -> list[str]:
    """The first times by what was said, as Kring writes them; ``begin`` is the day of the first one."""
    how, *rest = echo.split(", ")
    while rest and not re.match("behalve|except|tot|until|[0-9]", rest[0]):
        how = f"{how}, {rest.pop(0)}"  # a list of days
    off, until, count = set[int](), date.max, most
    joined = ", ".join(rest)
    for part in re.split(r", (?=tot |until |\d+ (?:keer|times))", joined) if joined else ():
        words = part.replace(",", " ").split()
        if words[0] in ("behalve", "except"):
            off = {_month(word) for word in words[2:] if word not in ("en", "and")}
        elif words[0] in ("tot", "until"):
            until = _date(words)
        else:
            count = int(words[0])
    said, time = re.split(" om | at ", how)
    found = (
        day
        for day in _days(said, begin)
        if day.month not in off
    )  # fmt: skip
    times = []
    for day in islice(found, min(count, most)):
        if day > until:
            break
        times.append(f"{day}T{time}")
    return times


def _days(said: str, begin: date) -> Iterator[date]:
    words = said.replace(",", " ").split()
    if words[0] not in ("elke", "elk", "every"):
        yield _date(words)
        return
    number = next((int(word) for word in words[1:2] if word.isdigit()), 1)
    weekdays = {_weekday(word) for word in words if _weekday(word) is not None}
    nth = {_NTH[word] for word in words if word in _NTH}
    dates = {
        int(word.rstrip("estndrh")) for word in words if re.fullmatch(r"\d+(e|st|nd|rd|th)", word)
    }
    unit = words[2] if number > 1 or words[1].isdigit() else words[1]
    if unit in ("jaar", "year", "years"):
        yield from _yearly(words, begin, number)
        return
    day = begin
    for _ in range(366 * 60):
        weeks = (day - begin + timedelta(days=begin.weekday())).days // 7
        months = (day.year - begin.year) * 12 + day.month - begin.month
        if "maand" in words or "month" in words:
            here = months % number == 0 and _in_month(day, weekdays, nth, dates)
        elif weekdays:
            here = weeks % number == 0 and day.weekday() in weekdays
        elif unit in ("werkdag", "weekday"):
            here = day.weekday() < 5
        else:
            assert unit in ("dag", "dagen", "day", "days"), said
            here = (day - begin).days % number == 0
        if here:
            yield day
        day += timedelta(days=1)


def _in_month(day: date, weekdays: set[int | None], nth: set[int], dates: set[int]) -> bool:
    last = (day + timedelta(days=1)).month != day.month
    if not weekdays:
        return day.day in dates or (-1 in nth and last)
    before = (day.day + 6) // 7
    after, other = 0, day
    while other.month == day.month:
        after, other = after + 1, other + timedelta(days=7)
    return day.weekday() in weekdays and (before in nth or -after in nth)


def _yearly(words: list[str], begin: date, number: int) -> Iterator[date]:
    month = next(word for word in words if _month(word))
    day = next(int(word) for word in reversed(words) if word.isdigit())
    for year in range(begin.year, begin.year + 400, number):
        try:
            yield date(year, _month(month), day)
        except ValueError:
            continue


def _date(words: list[str]) -> date:
    year, day = int(words[-1]), next(int(word) for word in words if word.isdigit())
    found = date(year, next(filter(None, map(_month, words))), day)
    named = [_weekday(word) for word in words if _weekday(word) is not None]
    assert named == [found.weekday()], words
    return found


def _weekday(word: str) -> int | None:
    return next((days.index(word) for days in _DAYS if word in days), None)


def _month(word: str) -> int:
    return next((months.index(word) + 1 for months in _MONTHS if word in months), 0)
