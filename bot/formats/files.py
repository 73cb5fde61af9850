"""Reading the files of a content folder, whatever stands there: each fault is told, none is raised.

A folder may be written by anybody and changed at any moment: it may hold files in another encoding,
without rights, without end, or links that lead nowhere.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.formats.faults import ContentFault, near
from bot.formats.syntax import explained

MOST_BYTES = 1_000_000
"""More than this no file of texts has; a larger one is something else."""
OTHER_FOLDERS = frozenset({"demo", "rehearsal"})
"""Folders with content that is not for conversations."""
_MISSING = {
    "nl.toml": "Write the texts in Dutch in it, under the same names as in en.toml.",
    "en.toml": "Write the texts in English in it, under the same names as in nl.toml.",
    "about.md": "Tell facilitators what it is for, when not to use it, and what to watch.",
}
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read_toml(file: Path) -> tuple[dict[str, Any] | None, list[ContentFault]]:
    """Read a TOML file; None after a fault. A byte order mark, as Notepad writes it, is fine."""
    text, faults = read_text_file(file)
    if text is None:
        return None, faults
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        at = _LINE.search(str(error))
        lines = text.rstrip().splitlines()
        number = int(at[1]) if at and at[1] else len(lines)
        line = "".join(lines[number - 1 : number])
        what, remedy = explained(_LINE.sub("", str(error)), line)
        return None, [ContentFault(file, "", what, remedy, line=number)]
    except (RecursionError, ValueError):
        what, remedy = "this cannot be made out", "Write it like the shipped ones."
        return None, [ContentFault(file, "", what, remedy)]


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
    except FileNotFoundError:
        what = f"there is no {file.name} here"
        return None, [ContentFault(file, "", what, _MISSING.get(file.name, "Make it."))]
    except OSError as error:
        return None, [unreadable(file, error)]
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        remedy = "Save it with the encoding UTF-8."
        return None, [ContentFault(file, "", "this is not UTF-8", remedy, line=line)]


def is_there(file: Path) -> bool:
    """Whether there is something under this name, also where it may not be read."""
    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def real(path: Path) -> Path:
    """Where a path leads in the end; the path itself where it leads round in circles."""
    return Path(os.path.realpath(path))


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


def not_read(
    folder: Path, names: Callable[[str], frozenset[str]], *, shipped: bool
) -> list[ContentFault]:
    """Find what nobody reads in a content folder: ``names`` gives the files that are read in a folder
    of some name. Those in ``OTHER_FOLDERS`` are read where they are ``shipped``.
    """
    try:
        return [*_beside(folder), *_within(folder, names, shipped=shipped)]
    except OSError:
        return []  # that it cannot be read, ``spaces`` tells


def _beside(folder: Path) -> Iterator[ContentFault]:
    for file in sorted(folder.glob("*.toml")):
        what = "this file stands beside the folders, and is not read"
        remedy = "Put it in the folder of its format, or give the folder above this one."
        yield ContentFault(file, "", what, remedy)


def _within(
    folder: Path, names: Callable[[str], frozenset[str]], *, shipped: bool
) -> Iterator[ContentFault]:
    for path in sorted(folder.glob("*/*")):
        space = path.parent.name
        if space in OTHER_FOLDERS:
            if not shipped and path.suffix == ".toml":
                what = f"a folder called {space} is not read"
                yield ContentFault(path, "", what, "Give the folder another name.")
            continue
        read = names(space)
        if path.name in read or space[0] in "._":
            continue
        if os.path.isfile(path / "format.toml") and real(path) != real(path.parent):
            what = "this folder stands in that of a format, and is not read"
            yield ContentFault(path, "", what, "Put it beside the other folders.")
        elif path.suffix == ".toml" or get_close_matches(path.name.lower(), read, n=1, cutoff=0.7):
            yield ContentFault(path, "", "this file is not read", near(path.name, read))


def unreadable(path: Path, error: OSError) -> ContentFault:
    """Say that something cannot be read, and why."""
    what = f"this cannot be read ({error.strerror or type(error).__name__})"
    return ContentFault(path, "", what, "See that it exists and that Kring may read it.")
