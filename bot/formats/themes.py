"""The themes of ``prompts/themes``: which there are, in groups, and how one is chosen.

``themes.toml`` names the groups and the themes in each; the words of a theme stand in ``nl.toml`` and
``en.toml`` under its own name: a ``title``, an open ``question``, and under the name of a voice what is
asked of those who bring it. A folder laid over the shipped one adds groups, or replaces one of the
same name; a theme in it replaces the whole theme of that name. A theme's number is its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.commands.catalogue import fold
from bot.core.events import Language
from bot.core.people import Voice
from bot.core.plan import Topic
from bot.formats.faults import ContentFault, near
from bot.formats.files import is_there, read_toml
from bot.formats.shapes import VoiceName
from bot.formats.text import read_text
from bot.words.keys import Key
from bot.words.texts import Prompt

FOLDER = "themes"
LANGUAGES: tuple[Language, ...] = get_args(Language)
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
_NUMBER = re.compile(r"(?:(?:thema|theme|nummer|number|nr|no)\s*)*#?\s*(\d{1,4})")
PARTS = ("title", "question", *get_args(VoiceName))
_ARTICLES = ("de", "het", "een", "the", "a", "an")


@dataclass(frozen=True, slots=True)
class Group:
    """Themes that belong together. The texts are ``themes.<id>`` for a group and for each theme."""

    id: str
    themes: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes, in groups; ``titles`` are the normalised titles of both in each language, by id."""

    groups: tuple[Group, ...] = ()
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Topic, ...]:
        """Every theme in order: the first is number 1."""
        return tuple(theme for group in self.groups for theme in group.themes)

    def by_id(self, id: str) -> Topic | None:
        """The theme with this id; None if there is none."""
        return next((theme for theme in self.all if theme.id == id), None)

    def number(self, theme: Topic) -> int:
        """The number of a theme."""
        return self.all.index(theme) + 1

    def with_number(self, number: int) -> Topic | None:
        """The theme with this number; None if there is none."""
        return self.all[number - 1] if 0 < number <= len(self.all) else None

    def group_called(self, words: str) -> Group | None:
        """The group of this name, or of which these words are part of the name, if there is but one."""
        said = _words(words)
        found = [
            group
            for group in self.groups
            if said and any(_within(said, title.split()) for title in self.titles[group.id])
        ]
        return found[0] if len(found) == 1 else None

    def called(self, words: str) -> Topic | None:
        """The theme of this title in either language, with or without its article."""
        said = " ".join(_bare(_words(words)))
        found = [theme for theme in self.all if said and said in self._bare_titles(theme)]
        return found[0] if found else None

    def like(self, words: str) -> Topic | None:
        """The theme of this title, or of which these words are part of the title, if there is one."""
        said = _words(words)
        found = [
            theme
            for theme in self.all
            if said and any(_within(said, title.split()) for title in self.titles[theme.id])
        ]
        return self.called(words) or (found[0] if len(found) == 1 else None)

    def _bare_titles(self, theme: Topic) -> set[str]:
        return {" ".join(_bare(title.split())) for title in self.titles[theme.id]}


def number_in(words: str) -> int | None:
    """The number that words are: "12", "thema 12", "#12"; None if they say anything else."""
    found = _NUMBER.fullmatch(fold(words).strip(" .,"))
    return int(found[1]) if found else None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text.replace("'", "").replace("’", "")))


def _bare(words: Sequence[str]) -> Sequence[str]:
    """Words without an article in front."""
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def _within(said: Sequence[str], title: Sequence[str]) -> bool:
    """Whether words stand in a title in this order, one behind the other."""
    starts = range(len(title) - len(said) + 1)
    return any(list(title[start : start + len(said)]) == list(said) for start in starts)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _GroupShape(_Shape):
    id: _Id
    themes: Annotated[tuple[_Id, ...], Field(min_length=1)]


class _File(_Shape):
    group: tuple[_GroupShape, ...] = ()


@dataclass(slots=True)
class Read:
    """What was read: the themes, each text with its language, key and file, and all faults.

    ``questions`` are the keys of what is asked, with where each stands in a file.
    """

    themes: Themes = field(default_factory=Themes)
    texts: dict[tuple[Language, str], tuple[Prompt, Path]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    faults: list[ContentFault] = field(default_factory=list)


def read_themes(layers: Sequence[Path]) -> Read:
    """Read the folders ``themes``, the lowest first."""
    read = Read()
    groups: dict[str, tuple[_GroupShape, Path]] = {}
    for layer in layers:
        file = layer / "themes.toml"
        if not is_there(file):
            continue
        data, faults = read_toml(file)
        read.faults += faults
        groups |= {shape.id: (shape, file) for shape in _groups(file, data or {}, read)}
    tables = {language: _tables(layers, language, read) for language in LANGUAGES}
    if read.faults:
        return read
    found: list[Group] = []
    seen: set[str] = set()
    for id, (shape, file) in groups.items():
        _title(id, file, tables, read)
        themes: list[Topic] = []
        for theme in shape.themes:
            if theme in seen or theme in groups:
                what = f"'{theme}' is there twice"
                read.faults.append(ContentFault(file, id, what, "Give each its own name."))
                continue
            seen.add(theme)
            themes.append(Topic(theme, _voices(theme, file, tables, read)))
        found.append(Group(id, tuple(themes)))
    _not_used(tables, {*groups, *seen}, layers, read)
    titles = {id: _titles(id, read) for id in (*seen, *groups)}
    _same_titles(titles, tables, read)
    read.themes = Themes(tuple(found), titles)
    return read


Tables = Mapping[Language, Mapping[str, tuple[Any, Path]]]
"""What stands in the files of each language, by key, with the file."""


def _groups(file: Path, data: Mapping[str, Any], read: Read) -> Iterator[_GroupShape]:
    try:
        yield from _File.model_validate(data).group
    except ValidationError as error:
        for details in error.errors():
            place = ", ".join(str(part) for part in details["loc"])
            remedy = "Compare it with the themes.toml of the shipped texts."
            read.faults.append(ContentFault(file, place, details["msg"].lower(), remedy))


def _tables(
    layers: Sequence[Path], language: Language, read: Read
) -> Mapping[str, tuple[Any, Path]]:
    found: dict[str, tuple[Any, Path]] = {}
    for layer in layers:
        file = layer / f"{language}.toml"
        if layer != layers[0] and not is_there(file):
            continue
        data, faults = read_toml(file)
        read.faults += faults
        found |= {key: (value, file) for key, value in (data or {}).items()}
    return found


def _title(id: str, file: Path, tables: Tables, read: Read) -> None:
    """Read the name of a group."""
    for language in LANGUAGES:
        if id not in tables[language]:
            _missing(file.parent / f"{language}.toml", id, read)
            continue
        value, where = tables[language][id]
        _text((where, id), value, (language, f"{FOLDER}.{id}"), read)


def _voices(theme: str, file: Path, tables: Tables, read: Read) -> tuple[Voice, ...]:
    """Read the words of a theme in each language; returns the voices with a question of their own."""
    parts: dict[Language, set[str]] = {}
    files: dict[Language, Path] = {}
    for language in LANGUAGES:
        value, where = tables[language].get(theme, ({}, file.parent / f"{language}.toml"))
        files[language] = where
        table = value if isinstance(value, Mapping) else {}
        parts[language] = set(table) & set(PARTS)
        for name, text in table.items():
            if name not in PARTS:
                fault = ContentFault(
                    where, f"{theme}, {name}", "this key is unknown", near(name, PARTS)
                )
                read.faults.append(fault)
                continue
            key = f"{FOLDER}.{theme}" if name == "title" else f"{FOLDER}.{theme}-{name}"
            if name != "title":
                read.questions[key] = f"{theme}, {name}"
            _text((where, f"{theme}, {name}"), text, (language, key), read)
    for language in LANGUAGES:
        wanted = {"title", "question"}.union(*parts.values())
        for name in sorted(wanted - parts[language]):
            _missing(files[language], f"{theme}, {name}", read)
    return tuple(voice for voice in Voice if voice in parts["nl"])


def _text(where: tuple[Path, str], value: object, key: tuple[Language, str], read: Read) -> None:
    """Read one text, which stands at ``where`` (a file and a key) and will be found under ``key``."""
    file, place = where
    is_title = key[1] not in read.questions
    prompt, faults = read_text(file, place, value, Key(title=is_title))
    read.faults += faults
    if prompt is not None:
        read.texts[key] = (prompt, file)


def _missing(file: Path, place: str, read: Read) -> None:
    read.faults.append(ContentFault(file, place, "this text is missing", "Write it."))


def _not_used(tables: Tables, used: set[str], layers: Sequence[Path], read: Read) -> None:
    """Words of a theme that stands in no group; those below a folder that replaced a group may be."""
    for language in LANGUAGES:
        for key, (_, file) in tables[language].items():
            if key not in used and file.parent == layers[-1]:
                remedy = "Name it in a group of themes.toml, or remove it."
                read.faults.append(ContentFault(file, key, "this theme is in no group", remedy))


def _titles(theme: str, read: Read) -> tuple[str, ...]:
    found = [read.texts.get((language, f"{FOLDER}.{theme}")) for language in LANGUAGES]
    return tuple(" ".join(_words(one[0].forms[0])) for one in found if one is not None)


def _same_titles(titles: Mapping[str, tuple[str, ...]], tables: Tables, read: Read) -> None:
    taken: dict[str, str] = {}
    for theme, names in titles.items():
        for name in dict.fromkeys(names):
            other = taken.setdefault(name, theme)
            if other != theme:
                file = tables["nl"][theme][1]
                what = f"'{name}' is already the title of {other}"
                read.faults.append(
                    ContentFault(file, f"{theme}, title", what, "Choose another one.")
                )
            if number_in(name) is not None:
                file = tables["nl"][theme][1]
                what = "a title cannot be a number"
                read.faults.append(ContentFault(file, f"{theme}, title", what, "Say it in words."))
