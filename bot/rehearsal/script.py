"""A written conversation: a text file that reads as one, is played, and is compared.

The first lines say the language and who is there; then comes the conversation. ``#`` begins a
remark. What people say stands on one line behind their name; what Kring says begins behind its name
and goes on in indented lines. What people do is said in words of the language (``prompts/rehearsal``):

    language: nl
    people: Els (begeleidt), Samira, Joost

    Els: !start kampvuur Thuis

    Kring: Straks zitten we rond het vuur. Het thema is: Thuis.

    Samira tikt ✅
    Joost privé: wat weet je van mij?
    (10 minuten)
    Joost gaat weg

A file is right when playing what its people do gives the very same file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.events import Language
from bot.formats.library import Library
from bot.rehearsal.deeds import (
    KRING,
    Deed,
    ScriptFault,
    deed_in,
    fault,
    not_understood,
    phrases,
)
from bot.rehearsal.stage import Stage

__all__ = ["Deed", "Script", "ScriptFault", "Stage", "deed_in", "phrases", "play", "read"]


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation: its language, its people, who leads, and what is done and remarked, in order."""

    language: Language
    names: tuple[str, ...]
    leaders: tuple[str, ...]
    later: tuple[str, ...]
    entries: tuple[Deed | str, ...]


def read(text: str, told_in: Language = "nl") -> Script:
    """Read a script. Raises ScriptFault, in the script's language where it says one."""
    lines = text.splitlines()
    heads: dict[str, str] = {}
    while lines and (match := re.fullmatch(r"(language|people) *: *(.*?) *", lines[0])):
        heads[match[1]] = match[2]
        lines = lines[1:]
    language = heads.get("language")
    if language not in ("nl", "en"):
        raise fault(told_in, "head-language")
    chosen: Language = "nl" if language == "nl" else "en"
    if not heads.get("people"):
        raise fault(chosen, "head-people")
    names, leaders, later = _people(heads["people"], chosen)
    entries = tuple(_entries(lines, len(heads), chosen, names))
    if not any(isinstance(entry, Deed) for entry in entries):
        raise fault(chosen, "nothing-said", name=leaders[0])
    return Script(chosen, names, leaders, later, entries)


def _people(head: str, language: Language) -> tuple[tuple[str, ...], ...]:
    told = phrases(language)
    marks = {told["leads"]: "leads", told["later"]: "later"}
    names: list[str] = []
    leaders: list[str] = []
    later: list[str] = []
    for part in head.split(","):
        match = re.fullmatch(r"\s*(?P<name>[^():\s][^():]*?)\s*(\((?P<mark>[^)]*)\))?\s*", part)
        if match is None:
            raise fault(language, "no-name", word=part.strip())
        mark, name = match["mark"], match["name"]
        if mark is not None and mark not in marks:
            known = ", ".join(f"({one})" for one in marks)
            raise fault(language, "mark", word=mark, marks=known)
        if name.casefold() == KRING.casefold():
            raise fault(language, "name-of-kring")
        if name.casefold() in {one.casefold() for one in names}:
            raise fault(language, "name-twice", name=name)
        names.append(name)
        if mark and marks[mark] == "leads":
            leaders.append(name)
        elif mark:
            later.append(name)
    if not leaders:
        raise fault(language, "nobody-leads", word=told["leads"])
    return tuple(names), tuple(leaders), tuple(later)


def _entries(
    lines: list[str], heads: int, language: Language, names: tuple[str, ...]
) -> Iterator[Deed | str]:
    of_kring = False  # what Kring says is what is compared
    for number, line in enumerate(lines, heads + 1):
        if not line.strip():
            continue
        if line.startswith((" ", "\t")):
            if not of_kring:
                raise fault(language, "line-loose", line=number)
            continue
        of_kring = line.startswith((f"{KRING}:", f"{KRING} ("))
        if line.startswith("#"):
            yield line
        elif not of_kring:
            deed = deed_in(line, language, names, number)
            if deed is None:
                raise not_understood(line, number, language, names)
            yield deed


async def play(script: Script, library: Library, shown: Callable[[str], None]) -> str:
    """Play a script; ``shown`` gets every entry as it is. Returns the whole file as it must be.

    Raises ScriptFault where somebody does what cannot be done.
    """
    stage = Stage(library, script.language, script.names, script.leaders, script.later)
    written: list[str] = []

    def write(block: str) -> None:
        written.append(block)
        shown(block)

    for said in await stage.room.arrives():
        write(stage.block(said))
    for entry in script.entries:
        write(entry if isinstance(entry, str) else entry.line)
        if isinstance(entry, Deed):
            for said in await stage.does(entry):
                write(stage.block(said))
    return _file(script, written)


def _file(script: Script, blocks: list[str]) -> str:
    told = phrases(script.language)
    marked = [
        f"{name} ({told['leads']})"
        if name in script.leaders
        else f"{name} ({told['later']})"
        if name in script.later
        else name
        for name in script.names
    ]
    text = f"language: {script.language}\npeople: {', '.join(marked)}\n\n"
    before = ""
    for block in blocks:
        loose = any(one.startswith((KRING, "#", "(")) for one in (before, block))
        text += ("\n" if before and loose else "") + block + "\n"
        before = block
    return text
