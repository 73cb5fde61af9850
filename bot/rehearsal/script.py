"""A written conversation: a text file that reads as one, is played, and is compared.

The first lines say the language and who is there; then comes the conversation. ``#`` begins a
remark. What people say stands on one line behind their name; what Kring says begins behind its name
and goes on in indented lines. What people do is said in words of the language (``prompts/rehearsal``):

    language: nl
    people: Els (begeleidt), Samira, Joost

    Els: !start kampvuur Thuis

    Kring: Straks zitten we rond het vuur. Het thema is: Thuis.

    Samira tikt ✅
    (10 minuten)
    Joost gaat weg

A file is right when playing what its people do gives the very same file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.core.effects import Button
from bot.core.events import Language
from bot.core.people import EventId, UserId
from bot.formats.library import Library
from bot.rehearsal.room import RehearsalRoom, Said, user_ids
from bot.rehearsal.words import words

Doing = Literal[
    "says", "taps", "untaps", "replies", "removes", "changes", "comes", "goes", "drops", "passes"
]
INDENT = "    "


class ScriptFault(Exception):  # noqa: N818 - a fault is told to people
    """One line: which line of a script, what is wrong with it, what to do."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something somebody does, as it stands in the script (``line``)."""

    line: str
    doing: Doing
    name: str = ""
    words: str = ""
    other: str = ""
    minutes: float = 0


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation: its language, its people, who leads, and what is done and remarked, in order."""

    language: Language
    names: tuple[str, ...]
    leaders: tuple[str, ...]
    later: tuple[str, ...]
    entries: tuple[Deed | str, ...]


def phrases(language: Language) -> Mapping[str, str]:
    """How deeds are written in a language, by ``Doing``."""
    return words(language).phrases


def read(text: str) -> Script:
    """Read a script. Raises ScriptFault."""
    lines = text.splitlines()
    heads = {}
    while lines and (match := re.fullmatch(r"(language|people): *(.+)", lines[0])):
        heads[match[1]] = match[2].strip()
        lines = lines[1:]
    language = heads.get("language")
    if language not in ("nl", "en"):
        raise ScriptFault("The first lines must say the language, nl or en: write 'language: nl'.")
    if "people" not in heads:
        raise ScriptFault("The first lines must say who is there: write 'people: Els (leads), …'.")
    chosen: Language = "nl" if language == "nl" else "en"
    names, leaders, later = _people(heads["people"], chosen)
    entries = _entries(lines, len(heads), chosen, names)
    return Script(chosen, names, leaders, later, tuple(entries))


def _people(head: str, language: Language) -> tuple[tuple[str, ...], ...]:
    told = phrases(language)
    marks = {told["leads"]: "leads", told["later"]: "later"}
    names, leaders, later = [], [], []
    for part in head.split(","):
        match = re.fullmatch(r"\s*(?P<name>[^()\s][^()]*?)\s*(\((?P<mark>[^)]*)\))?\s*", part)
        if match is None:
            raise ScriptFault(f"'{part.strip()}' is no name. Write the names with commas between.")
        mark = match["mark"]
        if mark is not None and mark not in marks:
            raise ScriptFault(f"'({mark})' is not known. Write ({') or ('.join(marks)}).")
        names.append(match["name"])
        if mark and marks[mark] == "leads":
            leaders.append(match["name"])
        elif mark:
            later.append(match["name"])
    if not leaders:
        raise ScriptFault(f"Nobody leads. Write ({told['leads']}) behind a name.")
    return tuple(names), tuple(leaders), tuple(later)


def _entries(
    lines: list[str], heads: int, language: Language, names: tuple[str, ...]
) -> list[Deed | str]:
    entries: list[Deed | str] = []
    for number, line in enumerate(lines, heads + 1):
        if not line.strip() or line.startswith((" ", "\t", "Kring:", "Kring (")):
            continue  # what Kring says is what is compared
        if line.startswith("#"):
            entries.append(line)
            continue
        deed = deed_in(line, language, names)
        if deed is None:
            raise ScriptFault(
                f"Line {number} is not understood: '{line[:60]}'. Write '{names[0]}: …', or what "
                "somebody does, as in the examples of the documentation."
            )
        entries.append(deed)
    return entries


def deed_in(line: str, language: Language, names: tuple[str, ...]) -> Deed | None:
    """What one line says that somebody does; None if it says nothing that is known."""
    line = line.strip()
    for doing, pattern in _patterns(language, names):
        if match := pattern.fullmatch(line):
            found = match.groupdict()
            if "button" in found and Button.of(found["button"]) is None:
                return None
            return Deed(
                line,
                doing,
                name=found.get("name", ""),
                words=found.get("button") or found.get("words") or "",
                other=found.get("other") or "",
                minutes=float(found.get("minutes") or 0),
            )
    return None


@cache
def _patterns(
    language: Language, names: tuple[str, ...]
) -> tuple[tuple[Doing, re.Pattern[str]], ...]:
    who = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    slots = {
        "name": f"(?P<name>{who})",
        "other": f"(?P<other>{who}|Kring)",
        "words": "(?P<words>.+?)",
        "old": "(?P<other>.+?)",
        "button": r"(?P<button>\S+)",
        "minutes": r"(?P<minutes>\d+(?:\.\d+)?)",
    }
    order: tuple[Doing, ...] = (
        "passes", "taps", "untaps", "comes", "goes", "drops", "removes", "changes", "replies", "says",
    )  # fmt: skip
    found = []
    for doing in order:
        pattern = re.escape(phrases(language)[doing])
        for slot, group in slots.items():
            pattern = pattern.replace(re.escape(f"{{{slot}}}"), group)
        found.append((doing, re.compile(pattern)))
    return tuple(found)


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
        loose = any(one.startswith(("Kring", "#", "(")) for one in (before, block))
        text += ("\n" if before and loose else "") + block + "\n"
        before = block
    return text


class Stage:
    """A room in which deeds are done."""

    def __init__(
        self,
        library: Library,
        language: Language,
        names: tuple[str, ...],
        leaders: tuple[str, ...],
        later: tuple[str, ...] = (),
    ) -> None:
        """``later`` are not in the room yet."""
        ids = user_ids(names)
        self.ids = ids
        self._language = language
        self.room = RehearsalRoom(library, language, ids, tuple(ids[name] for name in leaders))
        self.room.present -= {ids[name] for name in later}

    async def does(self, deed: Deed) -> list[Said]:
        """Let it happen; returns what Kring says then. Raises ScriptFault."""
        room, user = self.room, self.ids.get(deed.name, UserId(""))
        match deed.doing:
            case "says":
                return await room.says(user, deed.words)
            case "taps" if (found := Button.of(deed.words)) is not None:
                return await room.taps(user, found)
            case "untaps" if (found := Button.of(deed.words)) is not None:
                try:
                    return await room.untaps(user, found)
                except LookupError:
                    raise ScriptFault(f"There is no such tap: '{deed.line}'.") from None
            case "replies":
                other = self.ids.get(deed.other)
                target = room.newest(other)
                return await room.says(user, deed.words, replies_to=target)
            case "removes":
                return await room.removes(user, self._found(user, deed.words, deed))
            case "changes":
                return await room.changes(user, self._found(user, deed.other, deed), deed.words)
            case "comes":
                return await room.comes(user)
            case "goes":
                return await room.goes(user)
            case "drops":
                try:
                    return await room.drops(user)
                except LookupError:
                    raise ScriptFault(f"They are in no small group: '{deed.line}'.") from None
            case "passes":
                return await room.passes(int(deed.minutes * 60_000))
        raise ScriptFault(f"This cannot be done: '{deed.line}'.")

    def _found(self, user: UserId, beginning: str, deed: Deed) -> EventId:
        event = self.room.find(user, beginning.rstrip("…"))
        if event is None:
            raise ScriptFault(f"There is no such message: '{deed.line}'.")
        return event

    def group(self, number: int) -> str:
        """The name of a small group."""
        [form] = self.room.library.texts(self._language)["common.group-name"].forms
        return form.format(number=number)

    def block(self, said: Said) -> str:
        """What Kring said, as it stands in a script."""
        text = (said.words or "").replace("\u2068", "").replace("\u2069", "")
        head = "Kring: "
        if said.edits is not None:
            head = f"Kring ({phrases(self._language)['edits']}): "
        elif said.group is not None:
            head = f"Kring ({self.group(said.group)}): "
        first, *rest = text.split("\n")
        return "\n".join([head + first, *(INDENT + line if line else "" for line in rest)])
