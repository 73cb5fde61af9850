"""Days, times, lengths and rules of recurrence in words: Babel's names, the sentences of ``prompts/``.

What is said here of a rule reads as that very rule again (``bot.commands.planning``): so what a
coordinator is shown is what is planned.
"""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names
from babel.lists import format_list

from bot.core.series import DAY, WEEK, Every, Rule, WallTime
from bot.words.texts import Plural, Texts, pieces

_WORKDAYS = (0, 1, 2, 3, 4)
_NTH = {
    1: "nth-1", 2: "nth-2", 3: "nth-3", 4: "nth-4", 5: "nth-5", -1: "nth-last",
    -2: "nth-last-but-one",
}  # fmt: skip
_NTH_DAY = {
    "one": "nth-day-one", "two": "nth-day-two", "few": "nth-day-few", "other": "nth-day-other",
}  # fmt: skip


def rhythm(rule: Rule, texts: Texts) -> str:
    """Say how often something is, and until when."""
    parts = [_how_often(rule, texts)]
    if rule.without:
        names = get_month_names(locale=texts.language)
        months = _listed([str(names[month]) for month in rule.without], texts)
        parts.append(_said(texts, "rhythm-without", months=months))
    if rule.count is not None:
        parts.append(_said(texts, "rhythm-count", count=rule.count))
    if rule.until is not None:
        parts.append(_said(texts, "rhythm-until", date=_day(date.fromisoformat(rule.until), texts)))
    return ", ".join(parts)


def when(at: WallTime, style: str, texts: Texts) -> str:
    """Say a day, a time of day, or both."""
    day, time = _day(date.fromisoformat(at[:10]), texts), _time(at)
    match style:
        case "day":
            return day
        case "time":
            return time
    return _said(texts, "when", date=day, time=time)


def length(minutes: int, texts: Texts) -> str:
    """Say a length of time: minutes up to two hours, then hours; whole days and weeks as such."""
    for unit, key in ((WEEK, "length-weeks"), (DAY, "length-days")):
        if minutes and minutes % unit == 0:
            return _said(texts, key, count=minutes // unit)
    hours, rest = divmod(minutes, 60)
    if minutes < 120 and minutes != 60:
        return _said(texts, "length-minutes", count=minutes)
    whole = _said(texts, "length-hours", count=hours)
    if not rest:
        return whole
    return _said(
        texts, "length-both", hours=whole, minutes=_said(texts, "length-minutes", count=rest)
    )


def zone(name: str) -> str:
    """Say a time zone by its city."""
    return name.rpartition("/")[2].replace("_", " ")


def _how_often(rule: Rule, texts: Texts) -> str:
    time = _time(rule.first)
    number, one = str(rule.interval), rule.interval == 1
    days = _listed([str(get_day_names(locale=texts.language)[day]) for day in rule.weekdays], texts)
    match rule.every:
        case None:
            return when(rule.first, "both", texts)
        case Every.DAY:
            key = "rhythm-day" if one else "rhythm-days"
            return _said(texts, key, number=number, time=time)
        case Every.WEEK if rule.weekdays == _WORKDAYS and one:
            return _said(texts, "rhythm-workday", time=time)
        case Every.WEEK:
            key = "rhythm-week" if one else "rhythm-weeks"
            return _said(texts, key, number=number, days=days, time=time)
        case Every.YEAR:
            first = date.fromisoformat(rule.first[:10])
            day = format_date(first, "d MMMM", locale=texts.language)
            key = "rhythm-year" if one else "rhythm-years"
            return _said(texts, key, number=number, date=day, time=time)
    if rule.weeks:
        nth = _listed([_said(texts, _NTH[week]) for week in rule.weeks], texts)
        key = "rhythm-month" if one else "rhythm-months"
        return _said(texts, key, number=number, nth=nth, days=days, time=time)
    if rule.monthdays == (-1,):
        key = "rhythm-end-of-month" if one else "rhythm-end-of-months"
        return _said(texts, key, number=number, time=time)
    dates = _listed([_nth_day(day, texts) for day in rule.monthdays], texts)
    key = "rhythm-date" if one else "rhythm-dates"
    return _said(texts, key, number=number, dates=dates, time=time)


def _nth_day(day: int, texts: Texts) -> str:
    form = Locale(texts.language).ordinal_form(day)
    return _said(texts, _NTH_DAY[form], number=str(day))


def _said(texts: Texts, key: str, *, count: int | None = None, **values: str) -> str:
    prompt = texts[f"common.{key}"]
    if isinstance(prompt, Plural) and count is not None:
        text = prompt.by_category[Locale(texts.language).plural_form(count)]
        values["count"] = str(count)
    else:
        text = prompt.forms[0]
    return "".join(values[piece] if is_slot else piece for piece, is_slot in pieces(text))


def _listed(words: list[str], texts: Texts) -> str:
    return format_list(words, locale=texts.language)


def _day(day: date, texts: Texts) -> str:
    return format_date(day, "EEEE d MMMM y", locale=texts.language)


def _time(at: WallTime) -> str:
    return at[11:16]
