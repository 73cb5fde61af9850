"""What somebody does, as it is written on one line; and what is told where that cannot be done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from bot.core.effects import Button
from bot.core.events import Language
from bot.rehearsal.words import words

Doing = Literal[
    "says", "privately", "taps", "untaps", "replies", "removes", "changes", "comes", "goes", "drops",
    "passes",
]  # fmt: skip
ORDER: tuple[Doing, ...] = (
    "passes", "taps", "untaps", "comes", "goes", "drops", "removes", "changes", "replies",
    "privately", "says",
)  # fmt: skip
"""In which order a line is held against what can be done: what somebody says can be anything."""
KRING = "Kring"
MOST_MINUTES = 800 * 24 * 60
"""So much time can be skipped at once: two years and a bit."""

_ANY_NAME = r"[^\W\d_a-zß-ÿ][\w'’-]*(?: [^\W\d_a-zß-ÿ][\w'’-]*)?"
"""What looks like a name: one or two words with a capital."""


class ScriptFault(Exception):  # noqa: N818 - a fault is told to people
    """One line: which line of a script, what is wrong with it, what to do."""


def fault(language: Language, key: str, **slots: object) -> ScriptFault:
    """The fault of this name, in words."""
    return ScriptFault(words(language).faults[key].format(**slots))


@dataclass(frozen=True, slots=True)
class Deed:
    """Something somebody does, as it stands in the script (``line``, the ``number``-th)."""

    line: str
    doing: Doing
    name: str = ""
    words: str = ""
    other: str = ""
    minutes: float = 0
    number: int = field(default=0, compare=False)


def phrases(language: Language) -> Mapping[str, str]:
    """How deeds are written in a language, by ``Doing``."""
    return words(language).phrases


def deed_in(line: str, language: Language, names: tuple[str, ...], number: int = 0) -> Deed | None:
    """What one line says that somebody does; None if it says nothing that is known."""
    found = _matched(line, language, names, number)
    if found is None or found.minutes > MOST_MINUTES:
        return None
    return None if found.doing in ("taps", "untaps") and Button.of(found.words) is None else found


def stranger_in(line: str, language: Language) -> Deed | None:
    """What one line would say if whoever does it were there, whatever their name and the tap."""
    found = _matched(line, language, None)
    return found if found is not None and found.name else None


def not_understood(
    line: str, number: int, language: Language, names: tuple[str, ...]
) -> ScriptFault:
    """Say what is wrong with a line: whoever does it, what they tap, or all of it."""
    known = {name.casefold() for name in names}
    stranger = stranger_in(line, language)
    if stranger is not None and stranger.name.casefold() not in known:
        return fault(
            language, "line-person", line=number, person=stranger.name, names=", ".join(names)
        )
    found = _matched(line, language, names)
    if found is not None and found.doing in ("taps", "untaps"):
        buttons = " ".join(Button)
        return fault(language, "line-tap", line=number, word=found.words, buttons=buttons)
    example = phrases(language)["taps"].format(name=names[0], button=Button.DONE)
    text = shortened(line)
    return fault(language, "line", line=number, text=text, name=names[0], example=example)


def shortened(line: str) -> str:
    """A line as it is shown in a message."""
    line = " ".join(line.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _matched(
    line: str, language: Language, names: tuple[str, ...] | None, number: int = 0
) -> Deed | None:
    line = line.strip()
    as_written = {name.casefold(): name for name in (*(names or ()), KRING)}
    for doing, pattern in _patterns(language, names):
        if match := pattern.fullmatch(line):
            found = match.groupdict()
            name, other = found.get("name") or "", found.get("other") or ""
            said = found.get("button") or found.get("words") or ""
            unit = words(language).units.get((found.get("unit") or "").casefold(), 0)
            minutes = float((found.get("minutes") or "0").replace(",", ".")) * unit
            other = found.get("old") or as_written.get(other.casefold(), other)
            name = as_written.get(name.casefold(), name)
            return Deed(line, doing, name, said, other, minutes, number)
    return None


@cache
def _patterns(
    language: Language, names: tuple[str, ...] | None
) -> tuple[tuple[Doing, re.Pattern[str]], ...]:
    """How each deed is written: by one of these people, or by anybody who has a name."""
    who = "|".join(re.escape(name) for name in sorted(names or (), key=len, reverse=True))
    who = who if names is not None else _ANY_NAME
    slots = {
        "name": f"(?P<name>{who})",
        "other": f"(?P<other>{who}|{KRING})",
        "words": "(?P<words>.+?)",
        "old": "(?P<old>.+?)",
        "button": r"(?P<button>\S+)",
        "minutes": r"(?P<minutes>\d{1,6}(?:[.,]\d{1,6})?)",
        "unit": f"(?P<unit>{'|'.join(words(language).units)})",
    }
    found = []
    for doing in ORDER:
        pattern = re.escape(phrases(language)[doing])
        for slot, group in slots.items():
            pattern = pattern.replace(re.escape(f"{{{slot}}}"), group)
        found.append((doing, re.compile(pattern, re.IGNORECASE if names is not None else 0)))
    return tuple(found)
