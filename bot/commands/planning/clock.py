"""Times of the day and lengths of time, as people name them: "19.30 uur", "half acht", "90 minuten".

Which half of the day is meant, where nothing is said of it:

| said | taken as |
|---|---|
| 19:30, 07:30, 8:30, 14 uur, 7 pm | that time |
| 8 uur, at 10 (8 to 12, a bare hour) | that hour of the morning, or noon |
| 3 uur, at 7 (1 to 7, a bare hour) | the afternoon or the evening |
| half acht, quarter past three (in words) | the half in which that time is within civil hours, 8 to 21 |
| acht uur, half negen (both halves are) | asked |
| 3:30, 7.30 (1:00 to 7:59 without a nought) | asked |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.commands.planning.dates import number
from bot.commands.planning.tokens import Line
from bot.commands.planning.vocabulary import MONTHS, NUMBERS, UNITS, WEEKDAYS, either, whole

DAY_MINUTES, HALF_MINUTES = 24 * 60, 12 * 60
SHORTEST, LONGEST = 5, 12 * 60
"""How short and how long a meeting may be, in minutes."""
_MORNING, _EVENING = 8 * 60, 21 * 60
"""Civil hours."""
_HOURS = ("twaalf twelve", "een one", "twee two", "drie three", "vier four", "vijf five", "zes six",
          "zeven seven", "acht eight", "negen nine", "tien ten", "elf eleven")  # fmt: skip
_HOUR_WORDS = {word: hour for hour, words in enumerate(_HOURS) for word in words.split()}
_DUTCH_HOURS = {words.split()[0]: hour for hour, words in enumerate(_HOURS)}
_HOUR = rf"(?P<hour>{either(_HOUR_WORDS)}|\d{{1,2}})"
_NUMBER = rf"(?:\d{{1,3}}|{either(NUMBERS)})"
_BY_HOUR = r"(?: ?(?:uur|u|h|hrs|hours))?"
_NO_UNIT = r"(?! ?(?:keer|maal|x|times|min|minuten|minutes|dagen|weken|days|weeks)\b)"
_HALF = r"(?: ?(?P<ampm>am|pm|a\.m|p\.m))?"
_AT = "(?:(?:om|at|@) ?)"
_PAST = "(?:over|past|na|after)"
_TO = "(?:voor|to|before)"
_ENGLISH = re.compile(
    r"\b(?:every|each|at|the|on|until|from|weeks|month|today|tomorrow|tonight|evening"
    r"|morning|afternoon|[a-z]+day|[a-z]+days)\b"
)

How = Literal["firm", "clock", "hour", "short", "words"]
"""How a time was said: beyond doubt, as a clock shows it, as a bare hour, as a clock shows it but
without a nought at an hour at which people sleep, in words.
"""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes, and how it was said."""

    minute: int
    how: How = "firm"

    def alone(self) -> int | None:
        """The minute of the day where its part is not named; None if it may be in either half."""
        match self.how:
            case "firm" | "clock":
                return self.minute
            case "hour":
                early = 60 <= self.minute < _MORNING
                return self.minute + HALF_MINUTES if early else self.minute
            case "short":
                return None
        halves = (self.minute, self.minute + HALF_MINUTES)
        civil = [minute for minute in halves if _MORNING <= minute <= _EVENING]
        return civil[0] if len(civil) == 1 else None

    def near(self, minute: int) -> int:
        """The minute of the day of what is to be near to this one: in the half in which that is."""
        if self.how in ("firm", "clock"):
            return self.minute
        halves = (self.minute, self.minute + HALF_MINUTES)
        civil = [one for one in halves if _MORNING <= one <= _EVENING]
        return min(civil or [self.minute], key=lambda one: abs(one - minute))

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
    whole(pattern)
    for pattern in (
        rf"{_AT}?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}}){_BY_HOUR}{_HALF}",
        rf"(?P<hour>\d{{1,2}}) ?(?:u|h)(?P<minute>\d{{2}}){_HALF}",
        rf"{_AT}?(?P<hour>\d{{1,2}}) ?(?:uur|u|h)(?: (?P<minute>[0-5]\d)\b{_NO_UNIT})?{_HALF}",
        rf"{_AT}(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?: ?(?:uur|u|h|hrs))?",
        rf"{_AT}(?P<hour>\d{{1,2}}){_HALF}",
        r"(?P<hour>\d{1,2}) ?(?P<ampm>am|pm|a\.m|p\.m)",
    )
)
_SPOKEN = tuple(
    (whole(r"(?:(?:om|at) )?" + pattern + _HALF), kind)
    for pattern, kind in (
        (rf"(?P<hour>{either(_HOUR_WORDS)}) (?:uur|o'?clock)", "hour"),
        (rf"half (?P<hour>{either(_DUTCH_HOURS)}|\d{{1,2}})(?: uur)?", "half"),
        (rf"half past {_HOUR}", "half past"),
        (
            rf"(?:een |a )?(?:kwart|kwartier|quarter) (?:(?P<past>{_PAST})|{_TO}) {_HOUR}(?: uur)?",
            "quarter",
        ),
        (
            rf"(?P<minutes>{_NUMBER})(?: minuten| minutes)? "
            rf"(?:(?P<past>{_PAST})|voor|before|(?<!\d )to) (?P<half>half )?{_HOUR}(?: uur)?",
            "minutes",
        ),
        (rf"(?P<hour>{either(_HOUR_WORDS)})(?= ?(?:am|pm|a\.m|p\.m))", "hour"),
        (rf"(?:(?<=om )|(?<=at ))(?P<hour>{either(_HOUR_WORDS)})", "hour"),
    )
)


def time_at(line: Line, place: int) -> tuple[Clock, int] | None:
    """Read the time that stands at a place of a line."""
    for word in ("noon", "midday"):
        if line.text.startswith(word, place) and line.ends_word(place + len(word)):
            return Clock(12 * 60), place + len(word)
    for pattern in _DIGITAL:
        match = pattern.match(line.text, place)
        if match is None:
            continue
        parts = match.groupdict()
        clock = _clock(match["hour"], parts.get("minute"), parts.get("ampm"))
        if clock is not None:
            return clock, match.end()
    return _spoken_at(line, place)


def _clock(hour: str, minute: str | None, half: str | None = None) -> Clock | None:
    at = int(hour) * 60 + int(minute or 0)
    if int(hour) >= 24 or int(minute or 0) >= 60:
        return None
    if half is not None:
        return _in_half(at, half)
    if int(hour) > 12 or hour[0] == "0":
        return Clock(at)
    if minute is None:
        return Clock(at, "hour")
    return Clock(at, "short" if at < _MORNING else "clock")


def _in_half(minute: int, half: str) -> Clock | None:
    """A time of twelve hours, before or after noon; None if it is not one."""
    late = half.startswith("p")
    if minute >= HALF_MINUTES + 60:
        return Clock(minute) if late else None
    return Clock(minute % HALF_MINUTES + (HALF_MINUTES if late else 0))


def _spoken_at(line: Line, place: int) -> tuple[Clock, int] | None:
    for pattern, kind in _SPOKEN:
        match = pattern.match(line.text, place)
        if match is None:
            continue
        word = match["hour"]
        hour = int(word) if word.isdigit() else _HOUR_WORDS[word]
        if not 0 <= hour <= 12:
            continue
        minute = hour % 12 * 60
        match kind:
            case "half":
                if word.isdigit() and _ENGLISH.search(line.text):
                    continue  # half an hour after it in English, before it in Dutch
                minute -= 30
            case "half past":
                minute += 30
            case "quarter" | "minutes":
                off = 15 if kind == "quarter" else number(match["minutes"])
                if off >= 60:
                    continue
                base = minute - 30 if kind == "minutes" and match["half"] else minute
                minute = base + off if match["past"] else base - off
        clock: Clock | None = Clock(minute % HALF_MINUTES, "words")
        if match["ampm"]:
            clock = _in_half(minute % HALF_MINUTES, match["ampm"])
        if clock is not None:
            return clock, match.end()
    return None


_BARE_HOUR = whole(
    rf"(?P<hour>\d{{1,2}}|{either(_HOUR_WORDS)})"
    rf"(?! (?:{either((*MONTHS, *WEEKDAYS, *UNITS))})\b){_NO_UNIT}"
)
_LED = re.compile(r"(?P<led>van|from|tussen|between) ")
_JOINT = re.compile(r"(?: (?:tot en met|tot|t/m|tm|to|until|till) | ?- ?)")
_BETWEEN = re.compile(r"(?: (?:en|and) | ?- ?)")
_SAYS_TIME = re.compile(r"(?:am|pm|a\.m|p\.m|uur|u|h)$")
_TIGHT = whole(
    r"(?P<first>\d{1,2}(?:[:.u]\d{2}|u|h|am|pm)?)-"
    r"(?P<last>\d{1,2}(?:[:.u]\d{2}|uur|u|h)? ?(?:am|pm|a\.m|p\.m|uur)?)"
)


def range_at(line: Line, place: int) -> tuple[Clock, int, int] | None:
    """Read from when until when: the time it begins, how long it takes (minutes), where that ends."""
    read = _ends(line, place)
    if read is None:
        return None
    first, last, end = read
    sure = {first.how, last.how} <= {"firm", "clock"}
    minutes = (last.minute - first.minute) % (DAY_MINUTES if sure else HALF_MINUTES)
    if not SHORTEST <= minutes <= LONGEST:
        return None
    if first.how != "firm" and last.how == "firm":
        first = Clock((last.minute - minutes) % DAY_MINUTES)
    return first, minutes, end


def _ends(line: Line, place: int) -> tuple[Clock, Clock, int] | None:
    led = _LED.match(line.text, place)
    place = led.end() if led else place
    tight = _TIGHT.match(line.text, place)
    if tight is not None and not (tight["first"].isdigit() and tight["last"].isdigit()):
        first, last = (_single(tight[name]) for name in ("first", "last"))
        return None if first is None or last is None else (first, last, tight.end())
    joint = _BETWEEN if led and led["led"] in ("tussen", "between") else _JOINT
    for named in (False, True):  # "from 9 to 10" is no time before ten
        begin = time_at(line, place) if named else _bare(line, place)
        middle = joint.match(line.text, begin[1]) if begin else None
        if begin is None or middle is None:
            continue
        until = time_at(line, middle.end()) or _bare(line, middle.end())
        said = until is not None and _SAYS_TIME.search(line.text[middle.end() : until[1]])
        if until is not None and (named or led or said):
            return begin[0], until[0], until[1]
    return None


def _bare(line: Line, place: int) -> tuple[Clock, int] | None:
    """The hour alone."""
    match = _BARE_HOUR.match(line.text, place)
    clock = _single(match["hour"]) if match is not None else None
    return None if match is None or clock is None else (clock, match.end())


def _single(text: str) -> Clock | None:
    """Read one time that stands alone, or the hour of one."""
    if text in _HOUR_WORDS:
        return Clock(_HOUR_WORDS[text] * 60, "words")
    if text.isdigit():
        return _clock(text, None)
    read = time_at(Line("", text, (0,), ((0, 0),)), 0)
    return None if read is None or read[1] != len(text) else read[0]


_LENGTHS = tuple(
    (whole(pattern), sure)
    for pattern, sure in (
        (r"(?P<fixed>anderhalf uur|anderhalve uur|an hour and a half|one and a half hours)", True),
        (r"(?P<fixed>(?:een )?half uur|half an hour|(?:een )?halfuur|(?:a )?half hour)", True),
        (r"(?P<fixed>(?:een )?kwartier|drie kwartier|a quarter of an hour)", True),
        (
            rf"(?P<hours>{_NUMBER}) ?(?:uur|uren|u|h|hour|hours)(?: en| and)? "
            rf"(?P<minutes>{_NUMBER}) ?(?:minuten|minuut|minutes|minute|mins|min)",
            True,
        ),
        (
            r"(?P<hours>\d{1,2},\d|\d\.5|\d{1,2}[.,]\d{1,2}(?= hours?)) ?(?:uur|uren|u|h|hour|hours)",
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
        if match is None or not (named or sure):
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
