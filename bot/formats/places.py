"""On which line of a TOML file something stands, by the key a fault names.

A fault names a text by its key (``readers.one``), and a part of a ``format.toml`` by its way there:
``stage 3, order`` is the key ``order`` of the third ``[[stage]]``. What stands nowhere, because it is
missing, is told at the nearest line above that is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.formats.faults import ContentFault
from bot.formats.files import read_text_file

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w\"'.-]+)\s*\]\]?")
_STAGE = re.compile(r"^stage (\d+)(?:, (.+))?$")
_MANY_LINES = ('"""', "'''")


def placed(faults: Iterable[ContentFault]) -> tuple[ContentFault, ...]:
    """The same faults, each with its line where there is one."""
    return tuple(
        replace(fault, line=line_of(text, fault.key))
        if not fault.line and fault.key and (text := _text(fault.file))
        else fault
        for fault in faults
    )


def _text(file: Path) -> str:
    text, _ = read_text_file(file) if file.suffix == ".toml" else ("", [])
    return text or ""


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) on which a key stands; None if it stands nowhere."""
    key = key.partition("/")[0]
    stage = _STAGE.match(key)
    lines = _lines(text)
    if stage is None:
        path = [part.strip() for part in key.split(",")]
        table, name = (path[0], path[1]) if len(path) > 1 else ("", path[0])
        found = [number for number, line, under, _ in lines if under == table and _is(line, name)]
        heads = [
            number for number, line, _, _ in lines
            if (head := _HEADER.match(line)) and head[2] == path[0]
        ]  # fmt: skip
        return next(iter([*found, *heads]), None)
    number, name = int(stage[1]), (stage[2] or "").split(",")[0].strip()
    own = [(at, line) for at, line, under, count in lines if under == "stage" and count == number]
    return next((at for at, line in own if name and _is(line, name)), own[0][0] if own else None)


def _lines(text: str) -> list[tuple[int, str, str, int]]:
    """Each line that may hold a key: its number, the line, under which table, and of which of these.

    Lines within a text of several lines hold none.
    """
    found: list[tuple[int, str, str, int]] = []
    counts: Counter[str] = Counter()
    table = inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            if inside in line:
                inside = ""
            continue
        header = _HEADER.match(line)
        if header is not None:
            table = header[2]
            counts[table] += 1
        found.append((number, line, table, counts[table]))
        inside = next((mark for mark in _MANY_LINES if line.count(mark) % 2), "")
    return found


def _is(line: str, key: str) -> bool:
    """Whether a line gives this key a value, or a part of it."""
    first, *rest = [re.escape(part) for part in key.split(".")]
    name = rf"[\"']?{first}[\"']?"
    dotted = "".join(rf"\s*\.\s*[\"']?{part}[\"']?" for part in rest)
    return re.match(rf"\s*{name}(?:{dotted}\s*[.=]|\s*[.=])", line) is not None
