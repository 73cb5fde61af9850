"""Reading the files of a content folder, whatever stands there: each fault is told, none is raised.

A folder may be written by anybody and changed at any moment: it may hold files in another encoding,
without rights, without end, or links that lead nowhere.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.formats.faults import ContentFault, near

MOST_BYTES = 1_000_000
"""More than this no file of texts has; a larger one is something else."""
OTHER_FOLDERS = frozenset({"demo", "rehearsal"})
"""Folders with content that is not for conversations."""
_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


def read_toml(file: Path) -> tuple[dict[str, Any] | None, list[ContentFault]]:
    """Read a TOML file; None after a fault. A byte order mark, as Notepad writes it, is fine."""
    text, faults = read_text_file(file)
    if text is None:
        return None, faults
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        at = _LINE.search(str(error))
        what = f"this is not TOML: {_LINE.sub('', str(error))}"
        remedy = "Look at that line, and the one above, for a quote or a bracket."
        return None, [ContentFault(file, "", what, remedy, line=int(at[1]) if at else None)]
    except (RecursionError, ValueError):
        return None, [
            ContentFault(file, "", "this cannot be made out", "Write it like the shipped ones.")
        ]


def read_text_file(file: Path) -> tuple[str | None, list[ContentFault]]:
    """Read a text file in UTF-8; None after a fault."""
    try:
        about = file.stat()
        if not stat.S_ISREG(about.st_mode):
            fault = ContentFault(file, "", "this is not a file", "Put a text file there.")
            return None, [fault]
        if about.st_size > MOST_BYTES:
            what = f"this file is too large ({about.st_size // 1_000_000} MB)"
            return None, [ContentFault(file, "", what, "Keep only the texts in it.")]
        data = file.read_bytes()
    except OSError as error:
        return None, [unreadable(file, error)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        remedy = "Save it with the encoding UTF-8."
        return None, [ContentFault(file, "", "this is not UTF-8", remedy, line=line)]


def is_there(file: Path) -> bool:
    """Whether there is something under this name, also where it may not be read."""
    try:
        file.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def spaces(folder: Path) -> tuple[list[Path], list[ContentFault]]:
    """Find the folders in a content folder: ``common``, ``themes``, and one for each format."""
    found: list[Path] = []
    faults: list[ContentFault] = []
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        return [], [unreadable(folder, error)]
    for path in entries:
        if path.name[0] in "._" or path.name in OTHER_FOLDERS:
            continue
        try:
            if stat.S_ISDIR(path.stat().st_mode):
                found.append(path)
        except OSError as error:
            faults.append(unreadable(path, error))
    return found, faults


def not_read(folder: Path, names: Callable[[str], frozenset[str]]) -> list[ContentFault]:
    """Find the TOML files in a content folder that nobody reads: ``names`` gives those that are read
    in a folder of some name.
    """
    faults: list[ContentFault] = []
    try:
        for file in sorted(folder.glob("*.toml")):
            what = "this file stands beside the folders, and is not read"
            remedy = "Put it in the folder of its format, or give the folder above this one."
            faults.append(ContentFault(file, "", what, remedy))
        for file in sorted(folder.glob("*/*.toml")):
            read = names(file.parent.name)
            if file.parent.name in OTHER_FOLDERS or file.name in read:
                continue
            faults.append(ContentFault(file, "", "this file is not read", near(file.name, read)))
    except OSError:
        return faults  # that it cannot be read, ``spaces`` tells
    return faults


def unreadable(path: Path, error: OSError) -> ContentFault:
    """Say that something cannot be read, and why."""
    what = f"this cannot be read ({error.strerror or type(error).__name__})"
    return ContentFault(path, "", what, "See that it exists and that Kring may read it.")
