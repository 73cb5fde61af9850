"""Reading a whole line of the planning language: what it asks for, and what was not understood.

A theme is free text. It goes on to the end of the line, or up to where clauses begin that say
something else from there to the end; in quotes, to the closing quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.commands.planning import clauses
from bot.commands.planning.clock import Clock
from bot.commands.planning.dates import Day
from bot.commands.planning.tokens import LONGEST, Line, cut
from bot.commands.planning.vocabulary import FILLERS
from bot.core.plan import Mode
from bot.core.series import Every

Span = tuple[int, int]
"""A part of what was typed: from this character up to that one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for. ``places`` says for each field that was filled where it stands.

    ``unread`` is the first part that was not understood, None if all was.
    """

    every: Every | None = None
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    day: Day | None = None
    start: Day | None = None
    until: Day | None = None
    time: Clock | None = None
    part: str | None = None
    minutes: int | None = None
    count: int | None = None
    lasting: tuple[int, Every] | None = None
    soon: int | None = None
    zone: str | None = None
    leads: tuple[int, ...] | None = None
    mode: Mode | None = None
    shift: int | None = None
    theme: Span | None = None
    facilitators: Span | None = None
    unread: Span | None = None
    places: Mapping[str, Span] = field(default_factory=dict)


_TO = re.compile(r"(?:naar|to) ")
_THEME = re.compile(
    r"(?:(?:met )?(?:het )?(?:thema|onderwerp)|(?:with )?(?:the )?(?:theme|topic)):? "
)
_FACILITATORS = re.compile(
    r"(?:(?:met )?(?:gespreksbegeleiders|gespreksbegeleider|begeleiders|begeleider|facilitators"
    r"|facilitator)|begeleid door|geleid door|led by|hosted by):? "
)
_QUOTED = re.compile(r"\s*[\"“”„«]([^\"“”„»]*)[\"“”»]")


def read(words: str, *, moves: bool = False) -> Asked:
    """Read one line; ``moves``: it is about a meeting that is planned already."""
    line = cut(words)
    led = _TO.match(line.text) if moves else None
    asked = _read_from(line, led.end() if led else 0, {}, {}, moves=moves)
    if len(line.starts) >= LONGEST and asked.unread is None and asked.theme is None:
        return replace(asked, unread=(line.spans[-1][0], len(words)))
    return asked


def _read_from(
    line: Line, place: int, said: dict[str, Any], places: dict[str, Span], *, moves: bool
) -> Asked:
    unread: Span | None = None
    running = False
    while place < len(line.text):
        step = _free(line, place, said, places, moves=moves) or _step(
            line, place, said, moves=moves
        )
        if step is not None:
            found, end = step
            said.update(found)
            places.update({name: line.span(place, end) for name in found})
            running = False
        elif (strange := clauses.not_known(line, place)) is not None:
            end = strange
            unread, running = unread or line.span(place, end), False
        else:
            end = line.text.find(" ", place) % (len(line.text) + 1)
            if line.text[place:end] not in FILLERS:
                span = line.span(place, end)
                if unread is None:
                    unread, running = span, True
                elif running:
                    unread = (unread[0], span[1])
            elif running and unread is not None:
                unread = (unread[0], line.span(place, end)[1])
        place = end + 1
    return Asked(**said, unread=unread, places=places)


def _step(
    line: Line, place: int, said: Mapping[str, Any], *, moves: bool
) -> tuple[Mapping[str, Any], int] | None:
    """The first clause that says something here that was not said yet."""
    for found, end in _all(line, place, moves=moves):
        if _new(found, said):
            return found, end
    return None


def _new(found: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether this adds something and contradicts nothing."""
    rhythm = {"every", "interval"}
    if any(name in said and said[name] != found[name] for name in found.keys() - rhythm):
        return False
    if "every" in found and "every" in said:
        return _joined(found, said)
    return True


def _joined(found: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether "elke maand" and "de derde donderdag" make one rule: one says how often, one which."""
    same = found["every"] is said["every"]
    if not same or ("interval" in found) == ("interval" in said):
        return False
    return set(found) != {"every", "interval"} or bool({"weekdays", "monthdays"} & said.keys())


def _all(line: Line, place: int, *, moves: bool) -> Iterator[tuple[Mapping[str, Any], int]]:
    if moves:
        yield from clauses.shift(line, place)
    for clause in (*clauses.KEYWORDS, *clauses.MOMENTS):
        yield from clause(line, place)


def _free(
    line: Line, place: int, said: Mapping[str, Any], places: Mapping[str, Span], *, moves: bool
) -> tuple[Mapping[str, Any], int] | None:
    """A theme, or who leads: free words, up to where the rest says something else."""
    for name, pattern in (("theme", _THEME), ("facilitators", _FACILITATORS)):
        match = pattern.match(line.text, place)
        if match is None or name in said or moves:
            continue
        begin = match.end()
        if begin >= len(line.text):
            return None
        if (quoted := _quoted(line, begin)) is not None:
            span, end = quoted
            return {name: span}, end
        end = _end_of_free(line, begin, {**said, name: None}, dict(places))
        return {name: _trimmed(line, line.span(begin, end))}, end
    return None


def _quoted(line: Line, begin: int) -> tuple[Span, int] | None:
    start = line.span(begin, len(line.text))[0]
    match = _QUOTED.match(line.words, start)
    if match is None or not match[1].strip():
        return None
    inside = [at for at, span in zip(line.starts, line.spans, strict=True) if span[0] < match.end()]
    last = inside[-1]
    end = line.text.find(" ", last)
    return (match.start(1), match.end(1)), len(line.text) if end == -1 else end


def _end_of_free(line: Line, begin: int, said: dict[str, Any], places: dict[str, Span]) -> int:
    needs_when = not {"time", "day", "every", "weekdays"} & said.keys()
    for start in line.starts:
        if start <= begin:
            continue
        begins = _begins(line, start, said, needs_when=needs_when)
        if begins and _read_from(line, start, dict(said), dict(places), moves=False).unread is None:
            return start - 1
    return len(line.text)


def _begins(line: Line, place: int, said: Mapping[str, Any], *, needs_when: bool) -> bool:
    """Whether a clause begins here that may follow free words."""
    for name, pattern in (("theme", _THEME), ("facilitators", _FACILITATORS)):
        if name not in said and pattern.match(line.text, place):
            return True
    after = (*clauses.KEYWORDS, *(clauses.MOMENTS if needs_when else ()))
    return any(_new(found, said) for clause in after for found, _ in clause(line, place))


def _trimmed(line: Line, span: Span) -> Span:
    """The span without what only clings to it."""
    text = line.words[span[0] : span[1]]
    return span[0], span[0] + len(text.rstrip(" ,;"))
