"""Reading ``prompts/`` and the folders laid over it, with all faults at once.

A folder holds ``common/`` and a folder per format. Later folders win: text by text, and a whole
``format.toml`` at a time.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import bot
from bot.commands.catalogue import CATALOGUE
from bot.core.events import Language
from bot.formats.faults import ContentFault, ContentFaults, near
from bot.formats.language import language_faults
from bot.formats.library import Library, normalised
from bot.formats.schema import FormatShape, read_format
from bot.formats.shapes import PollShape
from bot.formats.text import read_text
from bot.words.keys import COMMON, FORMAT, Key, of_stages, title
from bot.words.texts import Phrase, Prompt, Texts

__all__ = ["ContentFaults", "Library", "check", "load", "shipped"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
_FORMAT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SENTENCE = re.compile(r"(?<=[.?])\s")
_TAKEN = frozenset({*FORMAT, "name", "in-short"})
"""Keys that a stage's id would collide with."""
_OTHER_FOLDERS = frozenset({"demo", "rehearsal"})
"""Folders with content that is not for conversations."""
_CRISIS_TEXT = "[safety] crisis_text"
"""Where in the configuration the crisis text is chosen."""


def shipped() -> Path:
    """Find the folder ``prompts``: inside the installed package, or beside it in a checkout."""
    package = Path(bot.__file__).parent
    installed = package / "prompts"
    return installed if installed.is_dir() else package.parent / "prompts"


def load(folders: Sequence[Path], crisis: str | Path = "common.crisis") -> Library:
    """Read all folders, lowest first (``[shipped(), *extra]``), at least one.

    ``crisis`` is what is said to ``!nood``: the key of a text, or a text file in any language.
    ContentFaults with everything that is wrong.
    """
    content = _read(folders, crisis)
    if content.faults:
        raise ContentFaults(content.faults)
    return _library(content)


def check(folder: Path | None) -> tuple[ContentFault, ...]:
    """Find all faults of the shipped content with ``folder`` laid over it, its language too."""
    content = _read([shipped()] if folder is None else [shipped(), folder], "common.crisis")
    faults = list(content.faults)
    for (language, key), (prompt, file) in content.texts.items():
        is_prompt = key in content.stage_keys
        faults += language_faults(file, key, language, prompt, is_prompt=is_prompt)
    return tuple(faults)


@dataclass(slots=True)
class _Content:
    """What has been read so far."""

    faults: list[ContentFault] = field(default_factory=list)
    formats: dict[str, tuple[FormatShape, Path]] = field(default_factory=dict)
    texts: dict[tuple[Language, str], tuple[Prompt, Path]] = field(default_factory=dict)
    stage_keys: set[str] = field(default_factory=set)


def _read(folders: Sequence[Path], crisis: str | Path) -> _Content:
    content = _Content()
    spaces = {"common": [folders[0] / "common"]}
    for folder in folders:
        for space in _spaces(folder, content):
            layers = spaces.setdefault(space.name, [])
            if space not in layers:
                layers.append(space)
    # A crisis text of the organisation's own may stand under a key that the code does not know.
    own = str(crisis).removeprefix("common.")
    keys = {own: Key(), **COMMON} if crisis == f"common.{own}" else COMMON
    for name, layers in spaces.items():
        if name == "common":
            _read_texts(name, layers, keys, content, optional={own} - COMMON.keys())
        else:
            _read_format(name, layers, content)
    _check_names(content)
    _read_crisis(crisis, content)
    return content


def _read_crisis(crisis: str | Path, content: _Content) -> None:
    """Put the crisis text that was chosen in the place of the shipped one."""
    if isinstance(crisis, Path):
        try:
            prompt, faults = read_text(crisis, _CRISIS_TEXT, crisis.read_text("utf-8-sig"), Key())
        except (OSError, UnicodeDecodeError):
            prompt, faults = None, [ContentFault(
                crisis, _CRISIS_TEXT, "this cannot be read as text", "Save it as UTF-8."
            )]  # fmt: skip
        content.faults += faults
        if prompt is not None:
            for language in LANGUAGES:
                content.texts[language, "common.crisis"] = (prompt, crisis)
        return
    known = {key for _, key in content.texts}
    like = {key for key in known if "crisis" in key}
    for language in LANGUAGES:
        chosen = content.texts.get((language, crisis))
        if chosen is not None:
            content.texts[language, "common.crisis"] = chosen
        elif not any(fault.key == crisis.removeprefix("common.") for fault in content.faults):
            content.faults.append(ContentFault(
                Path("the configuration"), _CRISIS_TEXT,
                f"there is no text '{crisis}' in {language}.toml",
                f"Write it in {language}.toml too." if crisis in known else near(crisis, like),
            ))  # fmt: skip


def _spaces(folder: Path, content: _Content) -> list[Path]:
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if path.is_dir() and path.name not in _OTHER_FOLDERS and path.name[0] not in "._"
        )
    except OSError as error:
        content.faults.append(_unreadable(folder, error))
        return []


def _read_format(name: str, layers: Sequence[Path], content: _Content) -> None:
    file = next((layer / "format.toml" for layer in reversed(layers)
                 if (layer / "format.toml").exists()), None)  # fmt: skip
    if file is None:
        content.faults.append(ContentFault(
            layers[-1], "", "this folder has no format.toml", "Add one, or remove the folder."
        ))  # fmt: skip
        return
    if not _FORMAT_ID.fullmatch(name) or name == "command":
        content.faults.append(ContentFault(
            layers[-1], "", f"'{name}' cannot be the id of a format",
            "Name the folder in small letters, digits and dashes, beginning with a letter.",
        ))  # fmt: skip
    data = _toml(file, content)
    if data is None:
        return
    shape, faults = read_format(file, data)
    content.faults += faults
    if shape is None:
        return
    content.formats[name] = (shape, file)
    titles = {title(stage.id) for stage in shape.stage}
    polls = [stage for stage in shape.stage if isinstance(stage, PollShape)]
    chosen = Counter(text for stage in polls for text in set(stage.texts))
    for number, stage in enumerate(shape.stage, 1):
        texts = stage.texts if isinstance(stage, PollShape) else ()
        taken = stage.id in _TAKEN | titles | chosen.keys()
        if taken or titles & set(texts) or any(chosen[text] > 1 for text in texts):
            content.faults.append(ContentFault(
                file, f"stage {number}, id", f"'{stage.id}' is the name of another text",
                "Choose another id.",
            ))  # fmt: skip
    # What can be chosen stands under a question, so that need not be an open one.
    closed = {stage.id for stage in polls if stage.options}
    content.stage_keys |= {f"{name}.{stage.id}" for stage in shape.stage if stage.id not in closed}
    stages = of_stages(stage.id for stage in shape.stage) | dict.fromkeys(chosen, Key())
    # Where other stages were laid over a format, its own texts need not all be used any more.
    below = layers[: layers.index(file.parent)]
    _read_texts(name, layers, {**FORMAT, **stages}, content, below)


def _read_texts(
    space: str,
    layers: Sequence[Path],
    keys: Mapping[str, Key],
    content: _Content,
    below: Sequence[Path] = (),
    *,
    optional: Collection[str] = (),
) -> None:
    """Read the texts of one namespace in every language, and hold them against ``keys``.

    Texts of the layers ``below`` may be there without being used; those of ``optional`` keys may be
    missing.
    """
    for language in LANGUAGES:
        found: dict[str, tuple[Any, Path]] = {}
        whole = True
        files = [layer / f"{language}.toml" for layer in layers]
        # An overlay may be silent in a language; the lowest layer may not.
        for file in [files[0], *(file for file in files[1:] if file.exists())]:
            data = _toml(file, content)
            whole = whole and data is not None
            found |= {key: (value, file) for key, value in (data or {}).items()}
        for key, (value, file) in found.items():
            if key not in keys:
                if file.parent not in below:
                    unused = ContentFault(file, key, "this text is not used", near(key, keys))
                    content.faults.append(unused)
                continue
            prompt, faults = read_text(file, key, value, keys[key])
            content.faults += faults
            if prompt is not None:
                content.texts[language, f"{space}.{key}"] = (prompt, file)
        if whole:
            content.faults += [
                ContentFault(files[0], key, "this text is missing", "Write it.")
                for key in keys
                if key not in found and key not in optional
            ]


def _toml(file: Path, content: _Content) -> dict[str, Any] | None:
    """Read a TOML file; None after a fault. A byte order mark, as Notepad writes it, is fine."""
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        content.faults.append(_unreadable(file, error))
    except UnicodeDecodeError:
        content.faults.append(ContentFault(
            file, "", "this is not UTF-8", "Save it with the encoding UTF-8."
        ))  # fmt: skip
    except tomllib.TOMLDecodeError as error:
        content.faults.append(ContentFault(
            file, "", f"this is not TOML: {error}", "Look at that line for a quote or a bracket."
        ))  # fmt: skip
    return None


def _unreadable(path: Path, error: OSError) -> ContentFault:
    what = f"this cannot be read ({error.strerror or type(error).__name__})"
    return ContentFault(path, "", what, "See that it exists and that Kring may read it.")


def _names(shape: FormatShape, id: str) -> Iterator[str]:
    yield from dict.fromkeys(
        normalised(name) for name in (id, shape.name.nl, shape.name.en, *shape.name.aliases)
    )


def _check_names(content: _Content) -> None:
    taken: dict[str, str] = {}
    for id, (shape, file) in content.formats.items():
        for name in _names(shape, id):
            other = taken.setdefault(name, id)
            if other != id:
                content.faults.append(ContentFault(
                    file, "name", f"'{name}' is already a name of {other}", "Choose another name."
                ))  # fmt: skip


def _library(content: _Content) -> Library:
    by_language: dict[Language, Texts] = {}
    for language in LANGUAGES:
        prompts = {
            key: prompt for (of, key), (prompt, _) in content.texts.items() if of == language
        }
        for id, (shape, _) in content.formats.items():
            name = shape.name.nl if language == "nl" else shape.name.en
            prompts[f"{id}.name"] = Phrase(name)
            summary = prompts[f"{id}.summary"].forms[0]
            prompts[f"{id}.in-short"] = Phrase(f"- {_SENTENCE.split(summary, maxsplit=1)[0]}")
        for entry in CATALOGUE:
            prompts[f"command.{entry.name}"] = Phrase(entry.shown(language))
        by_language[language] = Texts(language, prompts)
    return Library(
        plans={id: shape.plan(id) for id, (shape, _) in content.formats.items()},
        cards={id: shape.card() for id, (shape, _) in content.formats.items()},
        ids={name: id for id, (shape, _) in content.formats.items() for name in _names(shape, id)},
        by_language=by_language,
    )
