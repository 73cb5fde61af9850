"""Reading for how long somebody is away: "tot 12 januari", "twee weken", "from Monday until 3-5"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names
from dateutil.relativedelta import relativedelta

from bot.commands.catalogue import fold

LONGEST = relativedelta(years=2)
"""Further ahead nobody means to be away: most likely a year was mistyped."""
LATELY = relativedelta(months=2)
"""A day without a year that was no longer ago than this is that one, not the one in a year."""

_UNTIL = frozenset({"tot", "until", "till", "til", "to", "tegen"})
_THROUGH = frozenset({"tm", "through", "thru"})
_FROM = frozenset({"van", "vanaf", "from"})
_FOR = frozenset(
    {"voor", "for", "nog", "de", "the", "komende", "next", "on", "op", "since", "sinds"}
)
_BACK = frozenset(
    {
        "terug", "weer terug", "weer", "weer hier", "er weer", "niet", "niet meer", "weg", "nee",
        "uit", "voorbij", "klaar", "geen", "back", "back again", "off", "no", "over", "not", "none",
        "not any more", "not anymore", "no more", "no longer", "away",
    }
)  # fmt: skip
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("een a an one", "twee two", "drie three", "vier four", "vijf five", "zes six",
         "zeven seven", "acht eight", "negen nine", "tien ten"), start=1,
    )
    for word in words.split()
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("dag", "dagen", "day", "days"), relativedelta(days=1)),
    **dict.fromkeys(("week", "weken", "weeks"), relativedelta(weeks=1)),
    **dict.fromkeys(("maand", "maanden", "month", "months"), relativedelta(months=1)),
}
_NEAR = {
    **dict.fromkeys(("vandaag", "today", "nu", "now"), 0),
    **dict.fromkeys(("morgen", "tomorrow"), 1),
    **dict.fromkeys(("overmorgen",), 2),
}
_NUMERIC = re.compile(r"(\d{1,4})[-/.](\d{1,2})(?:[-/.](\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from the day ``since`` on, until ``until``, the first day back (None: it is not known)."""

    since: date
    until: date | None


def absence(words: str, today: date) -> Absence | Literal["back", "over"] | None:
    """Read how long somebody is away; ``back`` when they are so no more, None if it is not clear.

    A day without a year is the next one, unless it was a short while ago; ``over`` when all of it
    lies behind.
    """
    text = fold(words.partition("\n")[0]).replace("tot en met", "tm").replace("t/m", "tm")
    text = re.sub(r"[^\w\s./-]", " ", text).strip(" .-/")
    tokens = [token.strip(".") for token in text.split() if token.strip(".-/")]
    if " ".join(tokens) in _BACK:
        return "back"
    if not tokens:
        return Absence(today, None)
    found = _span(tokens, today)
    if found is None or found.until is None:
        return None
    if found.until <= today:
        return "over"
    return found if found.since < found.until <= today + LONGEST else None


def _span(tokens: list[str], today: date) -> Absence | None:
    cut = next((n for n, token in enumerate(tokens) if token in _UNTIL | _THROUGH), None)
    if cut is not None:
        before = [token for token in tokens[:cut] if token not in _FROM]
        since = _day(before, today) if before else today
        until = _day(tokens[cut + 1 :], since or today)
        if since is None or until is None:
            return None
        return Absence(since, until + timedelta(days=tokens[cut] in _THROUGH))
    if tokens[0] in _FROM:
        return None
    length = _length([token for token in tokens if token not in _FOR])
    if length is not None:
        return Absence(today, today + length)
    if " ".join(tokens) in ("volgende week", "next week"):
        monday = today + timedelta(days=7 - today.weekday())
        return Absence(monday, monday + timedelta(days=7))
    day = _day([token for token in tokens if token not in _FOR], today)
    return None if day is None else Absence(day, day + timedelta(days=1))


def _length(tokens: list[str]) -> relativedelta | None:
    if len(tokens) == 1 and tokens[0] in _UNITS:
        return _UNITS[tokens[0]]
    if len(tokens) != 2 or tokens[1] not in _UNITS:
        return None
    number = _number(tokens[0])
    return _UNITS[tokens[1]] * number if number else None


def _number(token: str) -> int | None:
    if token.isascii() and token.isdigit() and len(token) <= 3:
        return int(token)
    return _NUMBERS.get(token)


def _day(tokens: list[str], today: date) -> date | None:
    """Read one day, not long before ``today`` unless its year is given."""
    tokens = [token for token in tokens if token not in {"de", "the", "of", "op", "on"}]
    if tokens[:1] in (["over"], ["in"]):
        length = _length(tokens[1:])
        return None if length is None else today + length
    next_week = tokens[:2] in (["volgende", "week"], ["next", "week"])
    if next_week:
        tokens = tokens[2:]
    elif tokens[:1] in (["volgende"], ["next"], ["komende"], ["aanstaande"], ["aankomende"]):
        tokens = tokens[1:]
    if len(tokens) > 1 and tokens[0] in _weekdays():
        tokens = tokens[1:]  # "maandag 12 januari": the number says which
    match tokens:
        case [] if next_week:
            return today + timedelta(days=7 - today.weekday())
        case [word] if word in _NEAR:
            return today + timedelta(days=_NEAR[word])
        case [word] if word in _weekdays():
            if next_week:
                return today + timedelta(days=7 - today.weekday() + _weekdays()[word])
            return today + timedelta(days=(_weekdays()[word] - today.weekday() - 1) % 7 + 1)
        case [word]:
            return _numeric(word, today)
        case [one, other] | [one, other, _] if one in _months():
            return _made(other, _months()[one], tokens[2:], today)
        case [one, other] | [one, other, _] if other in _months():
            return _made(one, _months()[other], tokens[2:], today)
    return None


def _numeric(word: str, today: date) -> date | None:
    match = _NUMERIC.fullmatch(word)
    if match is None:
        return None
    first, month, last = match.groups()
    if len(first) == 4 and last is not None:
        return _made(last, int(month), [first], today)
    return _made(first, int(month), [last] if last else [], today)


def _made(day: str, month: int, year: list[str], today: date) -> date | None:
    number = re.fullmatch(r"(\d{1,2})(?:e|de|ste|st|nd|rd|th)?", day, re.ASCII)
    if number is None or (year and re.fullmatch(r"\d{2}|\d{4}", year[0], re.ASCII) is None):
        return None
    if year:
        return _date(
            int(year[0]) % 100 + 2000 if len(year[0]) == 2 else int(year[0]), month, number[1]
        )
    near = (_date(today.year + years, month, number[1]) for years in (-1, 0, 1))
    return next((day for day in near if day is not None and day + LATELY >= today), None)


def _date(year: int, month: int, day: str) -> date | None:
    try:
        return date(year, month, int(day))
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    return {
        fold(name).strip("."): number
        for language in ("nl", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


@cache
def _weekdays() -> dict[str, int]:
    return {
        fold(name).strip("."): number
        for language in ("nl", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=language).items()
    }
