"""What can be said in a plan, clause by clause; in which order they come does not matter.

A clause reads what stands at a place of a line and gives what it says, by the name of the field of
``Asked`` it fills, and where it ends. It gives each way to read it, the best first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from bot.commands.planning.clock import DAY_MINUTES, length_at, time_at
from bot.commands.planning.dates import ORDINAL_DAY, day_at, number
from bot.commands.planning.tokens import Line
from bot.commands.planning.vocabulary import (
    ADVERBS,
    DAYPARTS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    UNITS,
    WEEKDAYS,
    either,
)  # fmt: skip
from bot.core.plan import Mode
from bot.core.series import DAY, HOUR, WEEK, Every

Said = Mapping[str, Any]
Clause = Callable[[Line, int], Iterator[tuple[Said, int]]]

SHORTEST, LONGEST = 5, 12 * 60
"""How short and how long a meeting may be, in minutes."""
MOST = 500
"""How many meetings may be asked for."""
MOST_LEADS = 5
"""How many reminders a meeting may have."""
_LEAD_MINUTES = {
    **dict.fromkeys(["minuten", "minuut", "minutes", "minute", "min"], 1),
    **dict.fromkeys(["uur", "uren", "hour", "hours"], HOUR),
    **dict.fromkeys(["dag", "dagen", "day", "days"], DAY),
    **dict.fromkeys(["week", "weken", "weeks"], WEEK),
}
_FURTHEST_LEAD = 4 * WEEK
_MODES = {
    "gesproken": Mode.SPOKEN, "spoken": Mode.SPOKEN, "traag": Mode.SLOW, "slow": Mode.SLOW,
    "geschreven": Mode.WRITTEN, "written": Mode.WRITTEN,
}  # fmt: skip

_NUMBER = rf"(?P<number>\d{{1,3}}|{either(NUMBERS)})"
_DAYS = rf"{either(WEEKDAYS)}(?:(?: en| and)? (?:op |on )?{either(WEEKDAYS)})*"
_ORDINAL = rf"(?:{either(ORDINALS)}|[1-5](?:e|ste|de|st|nd|rd|th))"
_ORDINALS = rf"{_ORDINAL}(?:(?: en| and)? (?:de |the )?{_ORDINAL})*"
_EVERY = "(?:elke|elk|iedere|ieder|alle|every|each)"
_OF_MONTH = "(?: (?:van|in|of) (?:de|elke|iedere|een|the|every|each|a) (?:maand|month))"
_UNIT = rf"(?P<unit>{either(UNITS)})"


def _words(found: str, known: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(known[word] for word in found.split() if word in known))


def _weeks(found: str) -> tuple[int, ...]:
    named = [
        ORDINALS.get(word) or int(word[0])
        for word in found.split()
        if word in ORDINALS or word[:1].isdigit()
    ]
    return tuple(dict.fromkeys(named))


def _nth(match: re.Match[str]) -> Said:
    return {
        "every": Every.MONTH, "weeks": _weeks(match["weeks"]),
        "weekdays": _words(match["days"], WEEKDAYS),
    }  # fmt: skip


def _monthdays(match: re.Match[str]) -> Said | None:
    days = tuple(dict.fromkeys(int(day) for day in re.findall(r"\d+", match["dates"])))
    if not all(1 <= day <= 31 for day in days):
        return None
    return {"every": Every.MONTH, "monthdays": days}


def _interval(match: re.Match[str]) -> Said | None:
    counted = number(match["number"])
    return {"every": UNITS[match["unit"]], "interval": counted} if 1 <= counted <= 99 else None


def _ordinal_interval(match: re.Match[str]) -> Said | None:
    counted = ORDINALS[match["ordinal"]]
    return {"every": UNITS[match["unit"]], "interval": counted} if counted > 1 else None


def _range(match: re.Match[str]) -> Said:
    first, last = WEEKDAYS[match["first"]], WEEKDAYS[match["last"]]
    days = tuple((first + n) % 7 for n in range((last - first) % 7 + 1))
    return {"every": Every.WEEK, "weekdays": tuple(sorted(days))}


def _plural(match: re.Match[str]) -> Said | None:
    """Weekdays in the plural: "op maandagen", "maandags", "Mondays"."""
    words = [word for word in match["days"].split() if word in WEEKDAYS]
    if not all(word.endswith(("dagen", "dags", "days")) for word in words):
        return None
    return {"every": Every.WEEK, "weekdays": _words(match["days"], WEEKDAYS)}


_RECURRING: tuple[tuple[str, Callable[[re.Match[str]], Said | None]], ...] = (
    (rf"(?:{_EVERY} )?(?:de |the )?(?P<weeks>{_ORDINALS}) (?P<days>{_DAYS}){_OF_MONTH}?"
     rf"(?! (?:van|in|of) {either(MONTHS)})", _nth),
    (rf"(?:{_EVERY} )?(?:de |the )?(?:laatste dag|last day){_OF_MONTH}?",
     lambda _: {"every": Every.MONTH, "monthdays": (-1,)}),
    (rf"(?:{_EVERY} )?(?:de |the )?(?:eerste dag|first day|eerste|first){_OF_MONTH}",
     lambda _: {"every": Every.MONTH, "monthdays": (1,)}),
    (rf"(?:{_EVERY} )?(?:de |the )?(?P<dates>{ORDINAL_DAY}(?:(?: en| and)? (?:de |the )?"
     rf"{ORDINAL_DAY})*){_OF_MONTH}", _monthdays),
    (rf"{_EVERY} (?P<dates>{ORDINAL_DAY}(?:(?: en| and)? (?:de |the )?{ORDINAL_DAY})*)", _monthdays),
    (rf"(?:{_EVERY}|om de|eens per|eens in de|once every) {_NUMBER} {_UNIT}", _interval),
    (rf"(?:een|1) (?:keer|maal) (?:per|in de) {_NUMBER} {_UNIT}", _interval),
    (rf"{_EVERY} (?:andere|other) {_UNIT}",
     lambda match: {"every": UNITS[match["unit"]], "interval": 2}),
    (rf"{_EVERY} (?P<ordinal>{either(ORDINALS)}) {_UNIT}", _ordinal_interval),
    (rf"om de {_UNIT}", lambda match: {"every": UNITS[match["unit"]], "interval": 2}),
    (rf"(?:om de|{_EVERY} (?:andere|other)) (?P<days>{_DAYS})",
     lambda match: {
         "every": Every.WEEK, "interval": 2, "weekdays": _words(match["days"], WEEKDAYS)}),
    (rf"(?:{_EVERY}|per|(?:een|1) (?:keer|maal) per|eens per|once an?|once every|once per) {_UNIT}",
     lambda match: {"every": UNITS[match["unit"]], "interval": 1}),
    (rf"{_EVERY} (?:kwartaal|quarter)|per kwartaal",
     lambda _: {"every": Every.MONTH, "interval": 3}),
    (rf"{_EVERY} (?:half jaar|halfjaar)|per half jaar|per halfjaar|halfjaarlijks",
     lambda _: {"every": Every.MONTH, "interval": 6}),
    (rf"(?:{_EVERY} )?(?:werkdag|werkdagen|doordeweekse dag|weekday|weekdays|workday|workdays|"
     r"working day|door de week|doordeweeks)",
     lambda _: {"every": Every.WEEK, "weekdays": (0, 1, 2, 3, 4)}),
    (rf"(?:{_EVERY} |van |from )?(?P<first>{either(WEEKDAYS)}) (?:t/m|tm|tot en met|tot|to|through|till|"
     rf"until|-) (?P<last>{either(WEEKDAYS)})", _range),
    (rf"{_EVERY} (?P<days>{_DAYS})",
     lambda match: {"every": Every.WEEK, "weekdays": _words(match["days"], WEEKDAYS)}),
    (rf"(?P<days>{_DAYS})", _plural),
    (rf"(?P<days>{either(WEEKDAYS)}(?:(?: en| and)? (?:op |on )?{either(WEEKDAYS)})+)",
     lambda match: {"weekdays": _words(match["days"], WEEKDAYS)}),
    (rf"(?P<adverb>{either(ADVERBS)})",
     lambda match: dict(zip(("every", "interval"), ADVERBS[match["adverb"]], strict=True))),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), says) for pattern, says in _RECURRING)
_COUNT = re.compile(
    rf"{_NUMBER} ?(?:keer|maal|x|times|bijeenkomsten|gesprekken|sessies|meetings|sessions)"
)
_ZONE = re.compile(r"(?:(?:in )?(?:de )?(?:tijdzone|zone|timezone|time zone):? )?(?P<zone>\S+)")
_LED = "(?:tijdzone|zone|timezone|time zone):? "
_LENGTH = re.compile(
    r"(?:duur|duurt|duren|duration|lasting|lasts|for|voor|gedurende|lengte|length):?(?: van| of)? "
)
_LONG = re.compile(r" (?:lang|long)")
_UNTIL = re.compile(r"(?:tot en met|tot aan|tot|t/m|tm|until|till|through|up to|to):? (?:op |on )?")
_FROM = re.compile(
    r"(?:vanaf|met ingang van|ingaande|te beginnen|beginnend|starting|beginning|from|as of|since):? "
    r"(?:op |on )?(?:and )?"
)
_PART = re.compile(rf"(?:'?s |in the |in de |de |at |this |deze |'s-)?(?P<part>{either(DAYPARTS)})")
_TO_TIME = re.compile(r"(?: ?(?:tot|to|until|till|en|and) | ?- ?)")
_FROM_TIME = re.compile(r"(?:van|from|between|tussen) ")
_LEAD = rf"(?:(?:\d{{1,3}}|{either(NUMBERS)}) )?{either(_LEAD_MINUTES)}"
_LEADS = re.compile(
    r"(?:herinneringen|herinnering|herinner|reminders|reminder|remind)(?: me| us| ons)?:? "
    rf"(?P<leads>{_LEAD}(?:(?: en| and)? {_LEAD})*)"
    r"(?: van tevoren| vooraf| ervoor| before| ahead| eerder| in advance| beforehand)?"
)
_NO_LEADS = re.compile(
    r"(?:geen|zonder|no|without) (?:herinneringen|herinnering|reminders|reminder)"
    r"|(?:herinneringen|herinnering|reminders|reminder):? (?:geen|none|no|uit|off)"
)
_SHIFT = re.compile(
    rf"(?:{_NUMBER} )?(?P<unit>{either(_LEAD_MINUTES)}) (?P<way>later|eerder|vroeger|earlier|sooner)"
)


def recurring(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How often: "elke derde donderdag", "every two weeks", "dagelijks"."""
    for pattern, says in _COMPILED:
        match = pattern.match(line.text, place)
        if match is not None and line.ends_word(match.end()):
            said = says(match)
            if said is not None:
                yield said, match.end()


def day(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """Which day."""
    for found, end in day_at(line, place):
        yield {"day": found}, end


def from_day(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """From which day on."""
    if (match := _FROM.match(line.text, place)) is not None:
        for found, end in day_at(line, match.end()):
            yield {"start": found}, end


def until_day(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """Until which day; that day is taken in."""
    if (match := _UNTIL.match(line.text, place)) is not None:
        for found, end in day_at(line, match.end()):
            yield {"until": found}, end


def time(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """At what time; perhaps until when: "19:30 tot 21:00"."""
    led = _FROM_TIME.match(line.text, place)
    begin = led.end() if led else place
    read = time_at(line, begin) or _tight_range(line, begin)
    if read is None:
        return
    clock, end = read
    joint = _TO_TIME.match(line.text, end)
    until = time_at(line, joint.end()) if joint else None
    if until is not None and not (clock.spoken or until[0].spoken):
        minutes = (until[0].minute - clock.minute) % DAY_MINUTES
        if SHORTEST <= minutes <= LONGEST:
            yield {"time": clock, "minutes": minutes}, until[1]
    if led is None and line.ends_word(end):
        yield {"time": clock}, end


def _tight_range(line: Line, place: int) -> tuple[Any, int] | None:
    """Read the first of two times in one word: ``19:30-21:00``."""
    match = re.compile(r"\d{1,2}[:.u]\d{2}(?=-\d)").match(line.text, place)
    if match is None:
        return None
    read = time_at(Line("", match[0], (0,), ((0, 0),)), 0)
    return None if read is None else (read[0], match.end())


def part(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """In which part of the day."""
    match = _PART.match(line.text, place)
    if match is not None and line.ends_word(match.end()):
        yield {"part": DAYPARTS[match["part"]]}, match.end()


def length(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How long."""
    led = _LENGTH.match(line.text, place)
    read = length_at(line, led.end() if led else place, named=led is not None)
    if read is None and (unsure := length_at(line, place, named=True)) is not None:
        read = unsure if _LONG.match(line.text, unsure[1]) else None
    if read is not None and SHORTEST <= read[0] <= LONGEST:
        long = _LONG.match(line.text, read[1])
        yield {"minutes": read[0]}, long.end() if long and line.ends_word(long.end()) else read[1]


def count(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How many times."""
    match = _COUNT.match(line.text, place)
    if match is not None and line.ends_word(match.end()):
        counted = number(match["number"])
        if 1 <= counted <= MOST:
            yield {"count": counted}, match.end()


def zone(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """In which time zone; a name with a slash needs nothing before it."""
    match = _ZONE.match(line.text, place)
    if match is None:
        return
    named = re.compile(_LED).search(match[0]) is not None
    found = zones().get(match["zone"])
    if found is not None and (named or "/" in match["zone"]) and line.ends_word(match.end()):
        yield {"zone": found}, match.end()


def reminders(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How long before a meeting to remind of it."""
    if (none := _NO_LEADS.match(line.text, place)) is not None and line.ends_word(none.end()):
        yield {"leads": ()}, none.end()
    match = _LEADS.match(line.text, place)
    if match is None or not line.ends_word(match.end()):
        return
    leads, counted = set(), 1
    for word in match["leads"].split():
        if word in _LEAD_MINUTES:
            leads.add(counted * _LEAD_MINUTES[word])
            counted = 1
        elif word.isdigit() or word in NUMBERS:
            counted = number(word)
    if len(leads) <= MOST_LEADS and all(SHORTEST <= lead <= _FURTHEST_LEAD for lead in leads):
        yield {"leads": tuple(sorted(leads, reverse=True))}, match.end()


def mode(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How it is held: written, spoken, slow."""
    word = line.text[place:].partition(" ")[0]
    if word in _MODES:
        yield {"mode": _MODES[word]}, place + len(word)


def shift(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How much later or earlier than it was: "een week later"."""
    match = _SHIFT.match(line.text, place)
    if match is not None and line.ends_word(match.end()):
        minutes = number(match["number"] or "1") * _LEAD_MINUTES[match["unit"]]
        yield {"shift": minutes if match["way"] == "later" else -minutes}, match.end()


@cache
def zones() -> Mapping[str, str]:
    """All time zones by their folded name, and by their city where only one has it."""
    cities: dict[str, set[str]] = {}
    known = {}
    for name in available_timezones():
        known[name.casefold()] = name
        area, _, rest = name.partition("/")
        if rest and area not in {"Etc", "posix", "right"}:
            cities.setdefault(rest.rpartition("/")[2].casefold(), set()).add(name)
    only = {city: next(iter(names)) for city, names in cities.items() if len(names) == 1}
    return {**only, **known}


MOMENTS: tuple[Clause, ...] = (time, recurring, part, day)
"""When it is."""
KEYWORDS: tuple[Clause, ...] = (
    reminders, length, count, from_day, until_day, zone, mode,
)  # fmt: skip
"""What begins with a word of its own; it may follow a theme."""
