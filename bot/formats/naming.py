"""What formats are called: every name finds one format, and can be typed behind ``!start``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.commands.parse import LONGEST_FORMAT, MODES
from bot.formats.faults import ContentFault
from bot.formats.files import read_toml
from bot.formats.library import normalised
from bot.formats.schema import FormatShape

Formats = Mapping[str, tuple[FormatShape, Path]]
"""Formats by id, each with its ``format.toml``."""


def names(shape: FormatShape, id: str) -> Iterator[str]:
    """Every name of a format, in the form in which it is looked up."""
    given = (id, shape.name.nl, shape.name.en, *shape.name.aliases)
    yield from dict.fromkeys(normalised(name) for name in given)


def names_of_broken(id: str, folders: Sequence[Path]) -> Iterator[str]:
    """By which names people ask for a format that cannot be used, as far as these can be read."""
    yield normalised(id)
    for folder in folders:
        data, _ = read_toml(folder / id / "format.toml")
        names = (data or {}).get("name")
        for given in names.values() if isinstance(names, dict) else ():
            for name in given if isinstance(given, list) else [given]:
                if isinstance(name, str) and normalised(name):
                    yield normalised(name)


def name_faults(formats: Formats, folders: Sequence[Path]) -> Iterator[ContentFault]:
    """Find names that cannot be typed, and those that two formats have: what was laid over is told."""
    taken: dict[str, str] = {}
    lowest_first = sorted(
        formats.items(),
        key=lambda one: [one[1][1].is_relative_to(folder) for folder in reversed(folders)],
    )
    for id, (shape, file) in lowest_first:
        for key, name in (("nl", shape.name.nl), ("en", shape.name.en), *_aliases(shape)):
            wrong = _wrong(name)
            if wrong is not None:
                yield ContentFault(file, f"name, {key}", *wrong)
        both = {other for name in names(shape, id) if (other := taken.setdefault(name, id)) != id}
        for other in sorted(both):
            shared = sorted(name for name in names(shape, id) if taken[name] == other)
            what = f"'{shared[0]}' is already a name of {other}"
            yield ContentFault(file, "name", what, "Choose another name.")


def _aliases(shape: FormatShape) -> Iterator[tuple[str, str]]:
    return (("aliases", name) for name in shape.name.aliases)


def _wrong(name: str) -> tuple[str, str] | None:
    if not normalised(name):
        return "this is no name", "Write a word that people can type behind !start."
    if "\n" in name or set(name) & set("{}[]<>*_`|"):
        return f"{name!r} is no name", "Use only letters, digits, spaces and dashes."
    if len(name.split()) > LONGEST_FORMAT:
        what = f"this name has {len(name.split())} words"
        return what, f"Use at most {LONGEST_FORMAT}, else people cannot start it."
    if normalised(name) in MODES:
        return f"'{name}' says how a conversation is held", "Choose another name."
    return None
