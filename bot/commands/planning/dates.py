"""Days, as people name them: "12 januari 2027", "next Friday", "eind juni", "over twee weken".

A day is read without knowing what day it is today; ``resolved`` finds it in the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.commands.planning.tokens import Line
from bot.commands.planning.vocabulary import MONTHS, NUMBERS, ORDINALS, UNITS, WEEKDAYS, either
from bot.core.series import Every


@dataclass(frozen=True, slots=True)
class On:
    """A day of a month; without a year the first that comes."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """A weekday of a month, such as the last Friday of December; without a year the first to come."""

    week: int
    weekday: int
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class EndOf:
    """The last day of a month, or of the year (month 12)."""

    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """So many days, weeks, months or years from today; with a weekday, that day of that week."""

    number: int
    unit: Every
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """The first such weekday from today on; a ``named`` one ("next Friday") is never today."""

    weekday: int
    named: bool = False


@dataclass(frozen=True, slots=True)
class OfMonth:
    """The first such day of a month that comes: "de 15e"."""

    day: int


Day = On | Within | EndOf | Ahead | Coming | OfMonth

_NUMBER = rf"(?P<number>\d{{1,3}}|{either(NUMBERS)})"
_WEEKDAY = rf"(?P<weekday>{either(WEEKDAYS)})"
_MONTH = rf"(?P<month>{either(MONTHS)})"
_UNIT = rf"(?P<unit>{either(UNITS)})"
_YEAR = r"(?: (?P<year>\d{4}))"
_DAY = r"(?P<day>\d{1,2})(?:e|ste|de|st|nd|rd|th)?"
_LED = rf"(?:{_WEEKDAY} )?(?:de |the )?"
ORDINAL_DAY = r"\d{1,2}(?:e|ste|de|st|nd|rd|th)"

Found = Callable[[re.Match[str]], Day | None]


def number(word: str) -> int:
    """What a number in digits or letters counts."""
    return int(word) if word.isdigit() else NUMBERS[word]


def _optional(match: re.Match[str], name: str) -> int | None:
    word = match.groupdict().get(name)
    if word is None:
        return None
    return WEEKDAYS[word] if name == "weekday" else int(word)


def _on(match: re.Match[str]) -> Day:
    month = match["month"]
    value = int(month) if month.isdigit() else MONTHS[month]
    year = _optional(match, "year")
    if year is not None and year < 100:
        year += 2000
    return On(int(match["day"]), value, year, _optional(match, "weekday"))


def _within(match: re.Match[str]) -> Day:
    return Within(
        ORDINALS[match["ordinal"]], WEEKDAYS[match["weekday"]], MONTHS[match["month"]],
        _optional(match, "year"),
    )  # fmt: skip


def _end_of(match: re.Match[str]) -> Day:
    month = match.groupdict().get("month")
    return EndOf(MONTHS[month] if month else 12, _optional(match, "year"))


def _ahead(match: re.Match[str]) -> Day:
    unit = UNITS[match["unit"]]
    return Ahead(number(match["number"]), unit, _optional(match, "weekday"))


_PATTERNS: tuple[tuple[re.Pattern[str], Found], ...] = tuple(
    (re.compile(pattern), found)
    for pattern, found in (
        (
            rf"(?:de |the )?(?P<ordinal>{either(ORDINALS)}) {_WEEKDAY} (?:van|in|of) {_MONTH}{_YEAR}?",
            _within,
        ),
        (rf"{_LED}{_DAY}(?: of)? {_MONTH}{_YEAR}?", _on),
        (rf"{_LED}{_MONTH} {_DAY}{_YEAR}?", _on),
        (rf"{_LED}(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})", _on),
        (
            rf"{_LED}(?P<day>\d{{1,2}})[-/](?P<month>\d{{1,2}})(?:[-/](?P<year>\d{{4}}|\d{{2}}))?",
            _on,
        ),
        (rf"{_LED}(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}|\d{{2}})", _on),
        (
            rf"(?:het )?(?:eind|einde|end)(?: van| of)? {_MONTH}{_YEAR}?",
            _end_of,
        ),
        (
            r"(?:het )?(?:eind|einde|end) (?:van|of) (?:het |dit |the |this )?(?:jaar|year)",
            _end_of,
        ),
        (rf"(?:{_WEEKDAY} )?(?:over|in) {_NUMBER} {_UNIT}", _ahead),
        (
            rf"(?:volgende week|next week) (?:op |on )?{_WEEKDAY}",
            lambda match: Ahead(1, Every.WEEK, WEEKDAYS[match["weekday"]]),
        ),
        (
            rf"{_WEEKDAY} (?:volgende week|next week)",
            lambda match: Ahead(1, Every.WEEK, WEEKDAYS[match["weekday"]]),
        ),
        (
            "(?:volgende|eerstvolgende|komende|aanstaande|aankomende|deze|next|this|coming) "
            rf"(?:{_WEEKDAY})",
            lambda match: Coming(WEEKDAYS[match["weekday"]], named=True),
        ),
        (r"vandaag|today", lambda _: Ahead(0, Every.DAY)),
        (r"overmorgen|the day after tomorrow", lambda _: Ahead(2, Every.DAY)),
        (r"morgen|tomorrow", lambda _: Ahead(1, Every.DAY)),
        (_WEEKDAY, lambda match: Coming(WEEKDAYS[match["weekday"]])),
        (rf"(?:de |the )?(?P<day>{ORDINAL_DAY})", lambda match: OfMonth(_digits(match["day"]))),
    )
)


def _digits(word: str) -> int:
    return int("".join(letter for letter in word if letter.isdigit()))


def day_at(line: Line, place: int) -> Iterator[tuple[Day, int]]:
    """Read the day that stands at a place of a line, in each way that it can be read, best first."""
    for pattern, found in _PATTERNS:
        match = pattern.match(line.text, place)
        if match is not None and line.ends_word(match.end()):
            day = found(match)
            if day is not None:
                yield day, match.end()


def resolved(day: Day, today: date) -> date | None:
    """The first such day from ``today`` on, or the very day that was named; None: there is none."""
    try:
        return _resolved(day, today)
    except (ValueError, OverflowError):
        return None


def _resolved(day: Day, today: date) -> date | None:
    match day:
        case On(number, month, None):
            years = range(today.year, today.year + 9)
            return _first(
                found for year in years if (found := _date(year, month, number)) and found >= today
            )
        case On(number, month, year):
            return date(year or 0, month, number)
        case Within(week, weekday, month, year):
            years = range(today.year, today.year + 9) if year is None else range(year, year + 1)
            days = (nth_weekday(one, month, week, weekday) for one in years)
            return _first(one for one in days if one and (year is not None or one >= today))
        case EndOf(month, year):
            found = _end(year or today.year, month)
            return found if year or found >= today else _end(today.year + 1, month)
        case Ahead(number, unit, weekday):
            return _ahead_of(today, number, unit, weekday)
        case Coming(weekday, named):
            from_day = today + timedelta(days=1) if named else today
            return from_day + timedelta(days=(weekday - from_day.weekday()) % 7)
        case OfMonth(number):
            months = (
                (today.year + n // 12, n % 12 + 1) for n in range(today.month - 1, today.month + 11)
            )
            days = (_date(year, month, number) for year, month in months)
            return _first(one for one in days if one and one >= today)
    return None


def _ahead_of(today: date, number: int, unit: Every, weekday: int | None) -> date | None:
    match unit:
        case Every.DAY:
            found = today + timedelta(days=number)
        case Every.WEEK:
            found = today + timedelta(weeks=number)
        case Every.MONTH:
            months = today.month - 1 + number
            year, month = today.year + months // 12, months % 12 + 1
            found = min(_end(year, month), date(year, month, 1) + timedelta(days=today.day - 1))
        case Every.YEAR:
            found = min(
                _end(today.year + number, today.month),
                date(today.year + number, today.month, 1) + timedelta(days=today.day - 1),
            )
    if weekday is None:
        return found
    return found + timedelta(days=weekday - found.weekday())


def nth_weekday(year: int, month: int, week: int, weekday: int) -> date | None:
    """The first (1), second, ... or last (-1) such weekday of a month, if it has it."""
    if week > 0:
        first = date(year, month, 1)
        found = first + timedelta(days=(weekday - first.weekday()) % 7, weeks=week - 1)
    else:
        last = _end(year, month)
        found = last - timedelta(days=(last.weekday() - weekday) % 7, weeks=-week - 1)
    return found if found.month == month else None


def _end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first(days: Iterator[date]) -> date | None:
    return next(days, None)
