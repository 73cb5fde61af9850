"""``kring rehearse --script``: play a written conversation, and show where it goes another way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.core.events import Language
from bot.formats.files import MOST_BYTES
from bot.formats.library import Library
from bot.rehearsal.deeds import Deed, fault, shortened
from bot.rehearsal.script import Script, play, read
from bot.rehearsal.words import PlayTexts, words

MOST_SHOWN = 10
"""So many differences are shown; more are counted."""


def compare(
    file: Path, library: Library, console: Console, *, write: bool, language: Language = "nl"
) -> int:
    """Play a written conversation and compare it with its file; returns the status to end with.

    ``write`` writes what Kring says into the file anew. Raises ScriptFault, in the file's language
    where it says one, else in ``language``.
    """
    text = _text(file, language)
    script = read(text, language)
    played = asyncio.run(play(script, library, lambda block: None))
    told = words(script.language).play
    console.print(Text(played))
    if played == text:
        same = told.written_same if write else told.same
        console.print(Text(same.format(file=file)), soft_wrap=True)
        return 0
    if write:
        try:
            file.write_text(played, encoding="utf-8")
        except OSError as error:
            raise fault(language, "not-writable", file=file, why=error.strerror) from error
        console.print(Text(told.written.format(file=file)), soft_wrap=True)
        return 0
    count = _show(script, text, played, console, told)
    different = told.one_different if count == 1 else told.different
    console.print(Text(different.format(file=file, count=count)), soft_wrap=True)
    return 1


def _text(file: Path, language: Language) -> str:
    """The text of a script. Raises ScriptFault."""
    try:
        large = file.stat().st_size > MOST_BYTES
        data = b"" if large or not file.is_file() else file.read_bytes()
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "no name"
        raise fault(language, "not-readable", file=file, why=why) from error
    if large or not file.is_file():
        raise fault(language, "not-readable", file=file, why="too large" if large else "no file")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fault(language, "not-utf8", file=file, line=line) from error


def _show(script: Script, text: str, played: str, console: Console, told: PlayTexts) -> int:
    """Show each place where it goes another way; returns how many there are."""
    found = list(_differences(text, played))
    for line, there, now in found[:MOST_SHOWN]:
        console.print()
        before = [
            entry.line
            for entry in script.entries
            if isinstance(entry, Deed) and entry.number < line
        ]
        where = told.difference if before else told.difference_first
        after = shortened(before[-1]) if before else ""
        console.print(Text(where.format(line=line, after=after), style="bold"))
        for head, lines in ((told.there, there), (told.now, now)):
            for number, shown in enumerate(lines or [told.absent]):
                console.print(Text((" " * len(head) if number else head) + shown), soft_wrap=True)
    if len(found) > MOST_SHOWN:
        console.print(Text(told.more_different.format(count=len(found) - MOST_SHOWN)))
    if not found:
        console.print(Text(told.white))
    console.print()
    return max(1, len(found))


def _differences(text: str, played: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Where words are different: on which line of the file, what stands there, and what comes now.

    Blank lines and the spaces in front of a line are no words.
    """
    numbers, there = _words(text)
    _, now = _words(played)
    same = SequenceMatcher(None, there, now, autojunk=False)
    for how, begin, end, first, last in same.get_opcodes():
        if how != "equal":
            line = numbers[begin] if begin < len(numbers) else len(text.splitlines()) + 1
            yield line, there[begin:end], now[first:last]


def _words(text: str) -> tuple[list[int], list[str]]:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    kept = [(number, line) for number, line in lines if line]
    return [number for number, _ in kept], [line for _, line in kept]
