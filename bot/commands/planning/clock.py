"""Times of the day and lengths of time, as people name them: "19.30 uur", "half acht", "90 minuten"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.planning.dates import number
from bot.commands.planning.tokens import Line
from bot.commands.planning.vocabulary import NUMBERS, either

DAY_MINUTES = 24 * 60
_HOURS = ("twaalf twelve", "een one", "twee two", "drie three", "vier four", "vijf five", "zes six",
          "zeven seven", "acht eight", "negen nine", "tien ten", "elf eleven")  # fmt: skip
_HOUR_WORDS = {word: hour for hour, words in enumerate(_HOURS) for word in words.split()}
_DUTCH_HOURS = {words.split()[0]: hour for hour, words in enumerate(_HOURS)}
_HOUR = rf"(?P<hour>{either(_HOUR_WORDS)}|\d{{1,2}})"
_NUMBER = rf"(?:\d{{1,3}}|{either(NUMBERS)})"
_BY_HOUR = r"(?: ?(?:uur|u|h|hrs|hours)\b)"
_NO_UNIT = r"(?! ?(?:keer|maal|x|times|min|minuten|minutes|dagen|weken|days|weeks)\b)"
_HALF = re.compile(r" ?(?P<half>am|pm|a\.m|p\.m)\b")
_PAST = "(?:over|past|na|after)"
_TO = "(?:voor|to|before)"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes; ``spoken`` leaves open which half of the day is meant."""

    minute: int
    spoken: bool = False

    def with_part(self, part: str) -> int | None:
        """The minute of the day in this part of it; None if it is no time in that part."""
        hour, minute = divmod(self.minute, 60)
        match part:
            case "morning":
                found = hour if hour < 12 else None
            case "afternoon":
                found = hour if 12 <= hour < 18 else hour + 12 if 0 <= hour < 6 else None
            case "evening":
                found = hour if hour >= 17 else hour + 12 if 5 <= hour < 12 else None
            case _:
                found = hour if hour < 6 or hour >= 22 else hour + 12 if hour >= 10 else None
                found = None if found is not None and found >= 24 else found
        return None if found is None else found * 60 + minute


_DIGITAL = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}}){_BY_HOUR}?",
        r"(?P<hour>\d{1,2}) ?(?:u|h)(?P<minute>\d{2})?",
        rf"(?:(?:om|at|@) ?)?(?P<hour>\d{{1,2}}) ?(?:uur|u|h)(?: (?P<minute>[0-5]\d)\b{_NO_UNIT})?",
        r"(?:om|at|@) ?(?P<hour>\d{1,2})",
        r"(?P<hour>\d{1,2})(?= ?(?:am|pm|a\.m|p\.m)\b)",
    )
)
_SPOKEN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<hour>{either(_HOUR_WORDS)}) (?:uur|o'?clock)",
        rf"half (?P<dutch>{either(_DUTCH_HOURS)})",
        rf"half past {_HOUR}",
        rf"(?:een )?(?:kwart|kwartier|quarter|a quarter) (?:(?P<past>{_PAST})|{_TO}) {_HOUR}",
        rf"(?P<minutes>{_NUMBER}) (?:(?P<past>{_PAST})|{_TO}) (?P<half>half )?{_HOUR}",
    )
)


def time_at(line: Line, place: int) -> tuple[Clock, int] | None:
    """Read the time that stands at a place of a line."""
    for word, minute in (("noon", 12 * 60), ("midday", 12 * 60)):
        if line.text.startswith(word, place) and line.ends_word(place + len(word)):
            return Clock(minute), place + len(word)
    for pattern in _DIGITAL:
        match = pattern.match(line.text, place)
        if match is None:
            continue
        clock = _clock(int(match["hour"]), int(match.groupdict().get("minute") or 0))
        half = _HALF.match(line.text, match.end())
        if clock is not None and half is not None and line.ends_word(half.end()):
            twelve = _in_half(clock, half["half"])
            if twelve is not None:
                return twelve, half.end()
        if clock is not None and line.ends_word(match.end()):
            return clock, match.end()
    return _spoken_at(line, place)


def _clock(hour: int, minute: int) -> Clock | None:
    return Clock(hour * 60 + minute) if hour < 24 and minute < 60 else None


def _in_half(clock: Clock, half: str) -> Clock | None:
    hour, minute = divmod(clock.minute, 60)
    if not 1 <= hour <= 12:
        return None
    return Clock((hour % 12 + (12 if half.startswith("p") else 0)) * 60 + minute)


def _spoken_at(line: Line, place: int) -> tuple[Clock, int] | None:
    for pattern, kind in zip(
        _SPOKEN, ("hour", "half", "half past", "quarter", "minutes"), strict=True
    ):
        match = pattern.match(line.text, place)
        if match is None or not line.ends_word(match.end()):
            continue
        if kind == "half":
            return Clock((_DUTCH_HOURS[match["dutch"]] * 60 - 30) % 720, spoken=True), match.end()
        word = match["hour"]
        hour = int(word) if word.isdigit() else _HOUR_WORDS[word]
        if not 0 <= hour <= 12:
            continue
        minute = hour % 12 * 60
        if kind == "half past":
            minute += 30
        elif kind != "hour":
            off = 15 if kind == "quarter" else number(match["minutes"])
            if off >= 60:
                continue
            base = minute - 30 if kind == "minutes" and match["half"] else minute
            minute = base + off if match["past"] else base - off
        return Clock(minute % 720, spoken=True), match.end()
    return None


_LENGTHS = tuple(
    (re.compile(pattern), sure)
    for pattern, sure in (
        (r"(?P<fixed>anderhalf uur|anderhalve uur|an hour and a half|one and a half hours)", True),
        (r"(?P<fixed>(?:een )?half uur|half an hour|(?:een )?halfuur|half hour)", True),
        (r"(?P<fixed>(?:een )?kwartier|drie kwartier|a quarter of an hour)", True),
        (
            rf"(?P<hours>{_NUMBER}) ?(?:uur|uren|u|h|hour|hours)(?: en| and)? "
            rf"(?P<minutes>{_NUMBER}) ?(?:minuten|minuut|minutes|minute|mins|min)",
            True,
        ),
        (r"(?P<hours>\d{1,2}[.,]\d{1,2}) ?(?:uur|uren|u|h|hour|hours)", False),
        (rf"(?P<hours>{_NUMBER}) (?:uren|hours|hour)", True),
        (rf"(?P<minutes>{_NUMBER}) ?(?:minuten|minuut|minutes|minute|mins|min|m)", True),
        (r"(?P<hours>\d{1,2})[:uh](?P<minutes>\d{2})", False),
        (rf"(?P<hours>{_NUMBER}) ?(?:uur|u|h)(?: (?P<minutes>[0-5]\d)\b)?", False),
    )
)
_FIXED = {"half": 30, "kwartier": 15, "quarter": 15, "anderhal": 90, "and a half": 90, "drie": 45}


def length_at(line: Line, place: int, *, named: bool) -> tuple[int, int] | None:
    """Read the length (minutes) that stands at a place; ``named``: it was said that it is one."""
    for pattern, sure in _LENGTHS:
        match = pattern.match(line.text, place)
        if match is None or not line.ends_word(match.end()) or not (named or sure):
            continue
        return _minutes(match), match.end()
    return None


def _minutes(match: re.Match[str]) -> int:
    parts = match.groupdict()
    fixed = parts.get("fixed")
    if fixed is not None:
        return next(_FIXED[word] for word in reversed(_FIXED) if word in fixed)
    hours, minutes = parts.get("hours"), parts.get("minutes")
    whole = 0
    if hours is not None and re.search("[.,]", hours):
        whole = round(float(hours.replace(",", ".")) * 60)
    elif hours is not None:
        whole = number(hours) * 60
    return whole + (number(minutes) if minutes is not None else 0)
