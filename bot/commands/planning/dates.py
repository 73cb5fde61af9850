"""Days, as people name them: "12 januari 2027", "next Friday", "eind juni", "over twee weken".

A day is read without knowing what day it is today; ``resolved`` finds it in the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.commands.planning.tokens import Line
from bot.commands.planning.vocabulary import (
    MONTHS,
    NUMBERS,
    ORDINALS,
    UNITS,
    WEEKDAYS,
    either,
    whole,
)
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
class After:
    """So many weeks after the first such weekday from tomorrow on: "maandag over een week"."""

    weekday: int
    weeks: int


@dataclass(frozen=True, slots=True)
class OfMonth:
    """The first such day of a month that comes: "de 15e"; with a weekday, it must be that."""

    day: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class OfMonthAhead:
    """Such a weekday of the month so many ahead: "de eerste maandag van volgende maand"."""

    week: int
    weekday: int
    ahead: int


@dataclass(frozen=True, slots=True)
class StartOf:
    """The first day of the week, month or year that is so many ahead."""

    number: int
    unit: Every


@dataclass(frozen=True, slots=True)
class Before:
    """The last day before a month begins; without a year the next one that does."""

    month: int
    year: int | None = None


Day = On | Within | EndOf | Ahead | Coming | After | OfMonth | OfMonthAhead | StartOf | Before
TODAY = Ahead(0, Every.DAY)

_NUMBER = rf"(?P<number>\d{{1,3}}|{either(NUMBERS)})"
_WEEKDAY = rf"(?P<weekday>{either(WEEKDAYS)})"
_MONTH = rf"(?P<month>{either(MONTHS)})"
_UNIT = rf"(?P<unit>{either(UNITS)})"
_YEAR = r"(?: (?P<year>\d{4}))"
_DAY = r"(?P<day>\d{1,2})(?:e|ste|de|st|nd|rd|th)?"
_LED = rf"(?:{_WEEKDAY} )?(?:de |the )?"
_COMING = r"(?:volgende|eerstvolgende|eerstkomende|komende|aanstaande|aankomende|a\.s)"
ORDINAL_DAY = r"\d{1,2}(?:e|ste|de|st|nd|rd|th)"

Edge = Literal["from", "until", "with"]
"""A month as a beginning, as an end that is left out, as an end that is taken in."""
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


def _ahead(match: re.Match[str]) -> Day | None:
    unit, weekday = UNITS[match["unit"]], _optional(match, "weekday")
    if weekday is not None and unit is not Every.WEEK:
        return None
    return Ahead(number(match["number"]), unit, weekday)


def _after(match: re.Match[str]) -> Day:
    return After(WEEKDAYS[match["weekday"]], number(match.groupdict().get("number") or "1"))


def _of_month_ahead(match: re.Match[str]) -> Day:
    ahead = 0 if match["which"] in ("deze", "this") else 1
    return OfMonthAhead(ORDINALS[match["ordinal"]], WEEKDAYS[match["weekday"]], ahead)


_PATTERNS: tuple[tuple[re.Pattern[str], Found], ...] = tuple(
    (whole(pattern), found)
    for pattern, found in (
        (
            rf"(?:de |the )?(?P<ordinal>{either(ORDINALS)}) {_WEEKDAY} (?:van|in|of) "
            r"(?:de |the )?(?P<which>volgende|deze|next|this) (?:maand|month)",
            _of_month_ahead,
        ),
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
            rf"(?:het |the )?(?:eind|einde|end)(?: van| of)? {_MONTH}{_YEAR}?",
            _end_of,
        ),
        (
            r"(?:het |the )?(?:eind|einde|end) (?:van|of) (?:het |dit |the |this )?(?:jaar|year)",
            _end_of,
        ),
        (rf"{_WEEKDAY} (?:over|in) {_NUMBER} (?:week|weken|weeks)", _after),
        (rf"a week (?:on|from) {_WEEKDAY}", _after),
        (rf"{_WEEKDAY} week", _after),
        (rf"(?:over|in) {_NUMBER} {_UNIT}(?: (?:op |on )?{_WEEKDAY})?", _ahead),
        (r"in a fortnight", lambda _: Ahead(2, Every.WEEK)),
        (
            rf"(?:volgende week|next week) (?:op |on )?{_WEEKDAY}",
            lambda match: Ahead(1, Every.WEEK, WEEKDAYS[match["weekday"]]),
        ),
        (
            rf"{_WEEKDAY} (?:volgende week|next week)",
            lambda match: Ahead(1, Every.WEEK, WEEKDAYS[match["weekday"]]),
        ),
        (
            rf"(?:{_COMING}|deze|next|this coming|this|coming) {_WEEKDAY}",
            lambda match: Coming(WEEKDAYS[match["weekday"]], named=True),
        ),
        (rf"{_WEEKDAY} {_COMING}", lambda match: Coming(WEEKDAYS[match["weekday"]], named=True)),
        (r"vandaag|today", lambda _: TODAY),
        (r"overmorgen|the day after tomorrow", lambda _: Ahead(2, Every.DAY)),
        (r"morgen|tomorrow", lambda _: Ahead(1, Every.DAY)),
        (
            rf"{_LED}(?P<day>{ORDINAL_DAY})",
            lambda match: OfMonth(_digits(match["day"]), _optional(match, "weekday")),
        ),
        (_WEEKDAY, lambda match: Coming(WEEKDAYS[match["weekday"]])),
    )
)


_EDGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Edge], Day | None]], ...] = (
    (
        whole(rf"{_MONTH}{_YEAR}?"),
        lambda match, edge: _edge_of(edge, MONTHS[match["month"]], _optional(match, "year")),
    ),
    (
        whole(
            r"(?:de |the )?(?:volgende|next|volgend|komend|komende) (?P<unit>week|maand|month|jaar|year)"
        ),
        lambda match, edge: StartOf(1, UNITS[match["unit"]]) if edge == "from" else None,
    ),
)


def _edge_of(edge: Edge, month: int, year: int | None) -> Day:
    if edge == "from":
        return On(1, month, year)
    return Before(month, year) if edge == "until" else EndOf(month, year)


def edge_at(
    line: Line, place: int, edge: Literal["from", "until", "with"]
) -> Iterator[tuple[Day, int]]:
    """Read a month (or the next week, month, year) as the day from which, or until which, something is;
    ``with`` that month.
    """
    for pattern, found in _EDGES:
        match = pattern.match(line.text, place)
        if match is not None:
            day = found(match, edge)
            if day is not None:
                yield day, match.end()


def _digits(word: str) -> int:
    return int("".join(letter for letter in word if letter.isdigit()))


def day_at(line: Line, place: int) -> Iterator[tuple[Day, int]]:
    """Read the day that stands at a place of a line, in each way that it can be read, best first."""
    for pattern, found in _PATTERNS:
        match = pattern.match(line.text, place)
        if match is not None:
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
            return _coming(weekday, today + timedelta(days=1) if named else today)
        case After(weekday, weeks):
            return _coming(weekday, today + timedelta(days=1)) + timedelta(weeks=weeks)
        case OfMonthAhead(week, weekday, number):
            ahead = today.month - 1 + number
            return nth_weekday(today.year + ahead // 12, ahead % 12 + 1, week, weekday)
        case StartOf(number, Every.WEEK):
            return today + timedelta(weeks=number, days=-today.weekday())
        case StartOf(number, Every.YEAR):
            return date(today.year + number, 1, 1)
        case StartOf(number, _):
            ahead = today.month - 1 + number
            return date(today.year + ahead // 12, ahead % 12 + 1, 1)
        case Before(month, year):
            begins = date(year or today.year, month, 1)
            if year is None and begins <= today:
                begins = date(today.year + 1, month, 1)
            return begins - timedelta(days=1)
        case OfMonth(number):
            months = (
                (today.year + n // 12, n % 12 + 1) for n in range(today.month - 1, today.month + 11)
            )
            days = (_date(year, month, number) for year, month in months)
            return _first(one for one in days if one and one >= today)
    return None


def _coming(weekday: int, since: date) -> date:
    return since + timedelta(days=(weekday - since.weekday()) % 7)


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
