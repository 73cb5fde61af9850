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

from bot.commands.planning.clock import LONGEST, SHORTEST, length_at, range_at, time_at
from bot.commands.planning.dates import ORDINAL_DAY, TODAY, Edge, day_at, edge_at, number
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
    whole,
)  # fmt: skip
from bot.core.plan import Mode
from bot.core.series import DAY, HOUR, WEEK, Every

Said = Mapping[str, Any]
Clause = Callable[[Line, int], Iterator[tuple[Said, int]]]

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

_ANY = rf"(?:\d{{1,3}}|{either(NUMBERS)})"
_NUMBER = rf"(?P<number>\d{{1,3}}|{either(NUMBERS)})"
_DAYS = rf"{either(WEEKDAYS)}(?:(?: en| and)? (?:op |on )?{either(WEEKDAYS)})*"
_ORDINAL = rf"(?:{either(ORDINALS)}|[1-5](?:e|ste|de|st|nd|rd|th))"
_ORDINALS = rf"{_ORDINAL}(?:(?: en| and)? (?:de |the )?{_ORDINAL})*"
_EVERY = "(?:elke|elk|iedere|ieder|alle|every|each)"
_OF_MONTH = (
    "(?: (?:(?:van|in|of) (?:de|elke|iedere|een|the|every|each|a) (?:maand|month)|per maand"
    "|each month|every month|monthly))"
)
_OF_ELSE = (
    rf"(?! (?:van|in|of) (?:de |the |deze |this |volgende |next |elk |ieder |het |each |every )*"
    rf"(?:{either(MONTHS)}|maand|month|kwartaal|quarter|jaar|year)\b)"
)
_TIMES = "(?:keer|maal|x|times|time)"
_ONCE = rf"(?:(?:een|1) ?{_TIMES}|1x|eens|once|one time)"
_IN = "(?:per|in de|in het|in|om de|every|each)"
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
    [counted] = _weeks(match["ordinal"])
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


_PARTS = [part for part in DAYPARTS if part.endswith(("ings", "noons", "ights", "en"))]
"""Parts of the day in the plural: "Monday mornings"."""
_RECURRING: tuple[tuple[str, Callable[[re.Match[str]], Said | None]], ...] = (
    (rf"(?:{_EVERY} )?(?:de |the )?(?P<weeks>{_ORDINALS}) (?P<days>{_DAYS}){_OF_MONTH}?{_OF_ELSE}",
     _nth),
    (rf"(?:{_EVERY} )?(?:de |the )?(?:laatste dag|last day){_OF_MONTH}?{_OF_ELSE}",
     lambda _: {"every": Every.MONTH, "monthdays": (-1,)}),
    (rf"(?:{_EVERY} )?(?:de |the )?(?:eerste dag|first day|eerste|first){_OF_MONTH}",
     lambda _: {"every": Every.MONTH, "monthdays": (1,)}),
    (rf"(?:{_EVERY} )?(?:de |the )?(?P<dates>{ORDINAL_DAY}(?:(?: en| and)? (?:de |the )?"
     rf"{ORDINAL_DAY})*){_OF_MONTH}", _monthdays),
    (rf"{_EVERY} (?P<dates>{ORDINAL_DAY}(?:(?: en| and)? (?:de |the )?{ORDINAL_DAY})*)"
     rf"(?! {either(UNITS)}\b)", _monthdays),
    (rf"(?:{_EVERY}|om de|{_ONCE} {_IN}) {_NUMBER} {_UNIT}", _interval),
    (rf"{_EVERY} (?:andere|other) {_UNIT}|om de andere (?P<other>week|dag|maand)",
     lambda match: {"every": UNITS[match["unit"] or match["other"]], "interval": 2}),
    (rf"{_EVERY} (?P<ordinal>{_ORDINAL}) {_UNIT}{_OF_ELSE}", _ordinal_interval),
    (rf"om de {_UNIT}", lambda match: {"every": UNITS[match["unit"]], "interval": 2}),
    (rf"(?:om de|alternate|{_EVERY} (?:andere|other)) (?P<days>{_DAYS})",
     lambda match: {
         "every": Every.WEEK, "interval": 2, "weekdays": _words(match["days"], WEEKDAYS)}),
    (rf"(?:{_EVERY}|per|{_ONCE} {_IN}|once an?) {_UNIT}",
     lambda match: {"every": UNITS[match["unit"]], "interval": 1}),
    (rf"(?:{_EVERY}|once an?|once every|per) fortnight",
     lambda _: {"every": Every.WEEK, "interval": 2}),
    (rf"{_EVERY} (?:kwartaal|quarter)|(?:{_ONCE} )?per kwartaal|{_ONCE} (?:a|per) quarter",
     lambda _: {"every": Every.MONTH, "interval": 3}),
    (rf"{_EVERY} (?:half jaar|halfjaar)|per half jaar|per halfjaar|halfjaarlijks",
     lambda _: {"every": Every.MONTH, "interval": 6}),
    (rf"(?:{_EVERY} )?(?:werkdag|werkdagen|doordeweekse dag|weekday|weekdays|workday|workdays|"
     r"working day|working days|door de week|doordeweeks)",
     lambda _: {"every": Every.WEEK, "weekdays": (0, 1, 2, 3, 4)}),
    (rf"(?:{_EVERY} |van |from )?(?P<first>{either(WEEKDAYS)}) (?:t/m|tm|tot en met|tot|to|through|till|"
     rf"until|-) (?P<last>{either(WEEKDAYS)})", _range),
    (rf"{_EVERY} (?P<days>{_DAYS})",
     lambda match: {"every": Every.WEEK, "weekdays": _words(match["days"], WEEKDAYS)}),
    (rf"{_EVERY} (?P<part>{either((*DAYPARTS, 'morgen'))})",
     lambda match: {
         "every": Every.DAY, "interval": 1, "part": DAYPARTS.get(match["part"], "morning")}),
    (rf"(?P<days>{_DAYS}) (?P<part>{either(_PARTS)})",
     lambda match: {
         "every": Every.WEEK, "weekdays": _words(match["days"], WEEKDAYS),
         "part": DAYPARTS[match["part"]]}),
    (rf"(?P<days>{_DAYS})", _plural),
    (rf"(?P<days>{either(WEEKDAYS)}(?:(?: en| and)? (?:op |on )?{either(WEEKDAYS)})+)",
     lambda match: {"weekdays": _words(match["days"], WEEKDAYS)}),
    (rf"{_NUMBER}-?(?:wekelijks|weekly)",
     lambda match: {"every": Every.WEEK, "interval": number(match["number"])}),
    (rf"(?P<adverb>{either(ADVERBS)})",
     lambda match: dict(zip(("every", "interval"), ADVERBS[match["adverb"]], strict=True))),
)  # fmt: skip
_COMPILED = tuple((whole(pattern), says) for pattern, says in _RECURRING)
_A_TIME = rf"(?: (?:{_IN}|a|an|op een|of {_EVERY})\b)"
_COUNT = whole(
    rf"(?:(?:for |voor )?{_NUMBER} ?"
    r"(?:keer|maal|x|times|bijeenkomsten|gesprekken|sessies|meetings|sessions)"
    rf"|x ?(?P<after>\d{{1,3}})|(?P<once>once|one-off)(?= (?:on|at)\b))(?!{_A_TIME})"
)
_BUT = "(?:behalve|uitgezonderd|met uitzondering van|except for|except|excluding|niet|not)"
_NOT_KNOWN = whole(
    rf"(?:(?:{_ANY} ?{_TIMES}|twice|tweemaal|driemaal){_A_TIME}(?: {_ANY})? {_UNIT}"
    rf"|(?:{_EVERY} )?(?:de |the )?{_ORDINALS} (?:{_DAYS}|dag|day|week) (?:van|in|of) (?:[a-z]+ )?"
    r"(?:kwartaal|quarter|jaar|year|maand|month)"
    rf"|(?:maar |but |en |and )?(?:{_BUT}|tenzij|unless)(?: .*)?)"
)
"""What is said at times and cannot be planned: how many times a month, when not."""
_MONTH = either(MONTHS)
_WITHOUT = whole(
    rf"(?:maar |but )?{_BUT}(?: (?:in|for|de|maanden|maand))* "
    rf"(?P<months>{_MONTH}(?:(?: en| and| of| or)?(?: in)? {_MONTH})*)"
)
_ZONE = re.compile(
    r"(?:(?:in )?(?:de )?(?:tijdzone|zone|timezone|time zone):? )?(?P<zone>\S+)(?P<time> time| tijd)?"
)
_LED = "(?:tijdzone|zone|timezone|time zone):? "
_LENGTH = re.compile(
    r"(?:duur|duurt|duren|duration|lasting|lasts|for|voor|gedurende|lengte|length):?(?: van| of)? "
)
_LONG = re.compile(r" (?:lang|long)")
_LASTING = whole(
    rf"(?:(?P<led>voor|gedurende|for|(?:de )?komende|(?:the )?next|the coming) )?{_NUMBER} {_UNIT}"
    r"(?P<long> lang| long)?"
)
_SOON = re.compile(r"(?:over|in) ")
_UNTIL = re.compile(
    r"(?:tot en met|t/m|tm|through|up to and including|(?P<short>tot aan|tot|until|till|up to|to)):? "
    r"(?:op |on )?"
)
"""After the ``short`` ones a month is not taken in: "tot juni"."""
_FROM = re.compile(
    r"(?:vanaf|met ingang van|ingaande|te beginnen|beginnend|starting|beginning|from|as of|since):? "
    r"(?:op |on )?(?:and )?"
)
_PART = whole(rf"(?:'?s |in the |in de |de |at |this |deze |'s-)?(?P<part>{either(DAYPARTS)})")
_THIS_PART = whole(rf"(?:this|deze) (?P<part>{either(DAYPARTS)})")
_LEAD = rf"(?:(?:\d{{1,3}}|{either(NUMBERS)}) )?{either(_LEAD_MINUTES)}"
_LEADS = whole(
    r"(?:herinneringen|herinnering|herinner|reminders|reminder|remind)(?: me| us| ons)?:? "
    rf"(?P<leads>{_LEAD}(?:(?: en| and)? {_LEAD})*)"
    r"(?: van tevoren| vooraf| ervoor| before| ahead| eerder| in advance| beforehand)?"
)
_NO_LEADS = whole(
    r"(?:geen|zonder|no|without) (?:herinneringen|herinnering|reminders|reminder)"
    r"|(?:herinneringen|herinnering|reminders|reminder):? (?:geen|none|no|uit|off)"
)
_SHIFT = whole(rf"(?:{_NUMBER} )?(?P<unit>{either(_LEAD_MINUTES)})")
_WAY = whole(" (?P<way>later|eerder|vroeger|earlier|sooner)")


def recurring(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How often: "elke derde donderdag", "every two weeks", "dagelijks"."""
    for pattern, says in _COMPILED:
        match = pattern.match(line.text, place)
        if match is not None:
            said = says(match)
            if said is not None:
                yield said, match.end()


def not_known(line: Line, place: int) -> int | None:
    """Where something ends that begins here and that people say, but that cannot be planned."""
    match = _NOT_KNOWN.match(line.text, place)
    return match.end() if match is not None else None


def day(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """Which day."""
    this = _THIS_PART.match(line.text, place)
    if this is not None:
        yield {"day": TODAY, "part": DAYPARTS[this["part"]]}, this.end()
    for found, end in day_at(line, place):
        yield {"day": found}, end


def from_day(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """From which day on."""
    if (match := _FROM.match(line.text, place)) is not None:
        for found, end in (*day_at(line, match.end()), *edge_at(line, match.end(), "from")):
            yield {"start": found}, end


def until_day(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """Until which day; that day is taken in."""
    if (match := _UNTIL.match(line.text, place)) is not None:
        edge: Edge = "with" if match["short"] is None else "until"
        for found, end in (*day_at(line, match.end()), *edge_at(line, match.end(), edge)):
            yield {"until": found}, end


def without(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """In which months not: "behalve in juli en augustus"."""
    match = _WITHOUT.match(line.text, place)
    if match is not None:
        yield {"without": tuple(sorted(_words(match["months"], MONTHS)))}, match.end()


def lasting(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """For how many days, weeks, months: "zes weken lang"."""
    match = _LASTING.match(line.text, place)
    if match is not None and (match["led"] or match["long"]):
        yield {"lasting": (number(match["number"]), UNITS[match["unit"]])}, match.end()


def soon(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """In how many minutes or hours from now: "over een uur"."""
    led = _SOON.match(line.text, place)
    read = length_at(line, led.end(), named=True) if led is not None else None
    if read is not None and read[0] >= SHORTEST:
        yield {"soon": read[0]}, read[1]


def time(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """At what time; perhaps until when: "19:30 tot 21:00"."""
    if (between := range_at(line, place)) is not None:
        clock, minutes, end = between
        yield {"time": clock, "minutes": minutes}, end
    if (read := time_at(line, place)) is not None:
        yield {"time": read[0]}, read[1]


def part(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """In which part of the day."""
    match = _PART.match(line.text, place)
    if match is not None:
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
    if match is not None:
        counted = 1 if match["once"] else number(match["number"] or match["after"])
        if 1 <= counted <= MOST:
            yield {"count": counted}, match.end()


def zone(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """In which time zone; a name with a slash needs nothing before it."""
    match = _ZONE.match(line.text, place)
    if match is None:
        return
    named = re.search(_LED, match[0]) is not None or match["time"] or match["zone"] == "utc"
    found = zones().get(match["zone"])
    if found is not None and (named or "/" in match["zone"]) and line.ends_word(match.end()):
        yield {"zone": found}, match.end()


def reminders(line: Line, place: int) -> Iterator[tuple[Said, int]]:
    """How long before a meeting to remind of it."""
    if (none := _NO_LEADS.match(line.text, place)) is not None:
        yield {"leads": ()}, none.end()
    match = _LEADS.match(line.text, place)
    if match is None:
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
    """How much later or earlier than it was: "een week later", "half an hour earlier"."""
    read = length_at(line, place, named=True)
    if read is None and (match := _SHIFT.match(line.text, place)) is not None:
        read = number(match["number"] or "1") * _LEAD_MINUTES[match["unit"]], match.end()
    if read is not None and (way := _WAY.match(line.text, read[1])) is not None:
        yield {"shift": read[0] if way["way"] == "later" else -read[0]}, way.end()


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


MOMENTS: tuple[Clause, ...] = (soon, time, recurring, day, part)
"""When it is."""
KEYWORDS: tuple[Clause, ...] = (
    reminders, length, lasting, count, without, from_day, until_day, zone, mode,
)  # fmt: skip
"""What begins with a word of its own; it may follow a theme."""
