"""Reading ``prompts/`` and the folders laid over it, with all faults at once.

A folder holds ``common/`` and a folder per format. Later folders win: text by text, and a whole
``format.toml`` at a time. ``load`` refuses all for one fault; ``load_usable`` is for a Kring that runs,
and leaves out what has one: a format, or what an organisation laid over the common texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

import bot
from bot.commands.catalogue import CATALOGUE
from bot.core.events import Language
from bot.core.plan import Plan
from bot.formats.about import about_faults
from bot.formats.across import one_language, start_faults
from bot.formats.editions import edition
from bot.formats.faults import ContentFault, ContentFaults, near
from bot.formats.files import is_there, not_read, read_text_file, read_toml, real, spaces
from bot.formats.language import Says, language_faults, translation_faults
from bot.formats.library import Library, normalised
from bot.formats.naming import name_faults, names, names_of_broken
from bot.formats.people import people_faults, unasked
from bot.formats.places import placed
from bot.formats.schema import FormatShape, read_format
from bot.formats.shapes import (
    LONGEST_ID,
    AnyShape,
    AskShape,
    GroupsShape,
    HoldShape,
    MapShape,
    PollShape,
    RoundShape,
)  # fmt: skip
from bot.formats.text import read_text
from bot.formats.themes import FOLDER as THEMES
from bot.formats.themes import Themes, read_themes
from bot.words.keys import COMMON, FORMAT, Key, of_stages, title
from bot.words.texts import Phrase, Prompt, Texts

__all__ = [
    "ContentFaults", "Library", "check", "load", "load_usable", "of_all", "of_format", "shipped",
]  # fmt: skip

LANGUAGES: tuple[Language, ...] = get_args(Language)
SHIPPED_CRISIS = "common.crisis"
"""The key of the shipped text for ``!nood``."""
_FORMAT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SENTENCE = re.compile(r"(?<=[.?])\s")
_TAKEN = frozenset({*FORMAT, "agreements", "name", "in-short"})
"""Keys that a stage's id would collide with."""
_CRISIS_TEXT = "[safety] crisis_text"
"""Where in the configuration the crisis text is chosen."""
_LANGUAGE_FILES = frozenset(f"{language}.toml" for language in LANGUAGES)
Left = frozenset[tuple[Path, str]]
"""What is left out: folders laid over one another, each with the space in it (``common``, a format)."""


def shipped() -> Path:
    """Find the folder ``prompts``: inside the installed package, or beside it in a checkout."""
    package = Path(bot.__file__).parent
    installed = package / "prompts"
    return installed if installed.is_dir() else package.parent / "prompts"


def load(folders: Sequence[Path], crisis: str | Path = SHIPPED_CRISIS) -> Library:
    """Read all folders, lowest first (``[shipped(), *extra]``), at least one.

    ``crisis`` is what is said to ``!nood``: the key of a text, or a text file in any language.
    ContentFaults with everything that is wrong.
    """
    content = _read(folders, crisis)
    if content.faults:
        raise ContentFaults(placed(content.faults))
    return _library(content)


def load_usable(
    folders: Sequence[Path], crisis: str | Path = SHIPPED_CRISIS
) -> tuple[Library, tuple[ContentFault, ...]]:
    """Read all folders as ``load`` does, and leave out what has a fault; returns those faults too.

    A format with a fault in any folder is not there. Of what is laid over the common texts, a folder
    with a fault counts for nothing. ContentFaults for what Kring cannot do without: the shipped
    common texts, and a text for ``!nood`` that was chosen and never was there.
    """
    left: Left = frozenset()
    told: dict[ContentFault, None] = {}
    while True:
        content = _read(folders, crisis, left)
        if not content.faults:
            return _library(content), placed(told)
        told |= dict.fromkeys(content.faults)
        blamed = left.union(*(_blamed(fault, folders) for fault in content.faults))
        if blamed == left and (not left or crisis == SHIPPED_CRISIS):
            raise ContentFaults(placed(content.faults))
        # Where an own crisis text went with its folder, the shipped one is better than none.
        crisis, left = (SHIPPED_CRISIS if blamed == left else crisis), blamed


def _blamed(fault: ContentFault, folders: Sequence[Path]) -> Left:
    """Whose fault it is: which spaces of which folders cannot be used for it."""
    for folder in reversed(folders):
        if not fault.file.is_relative_to(folder):
            continue
        inside = fault.file.relative_to(folder).parts
        if not inside:
            return frozenset() if folder == folders[0] else frozenset({(folder, "")})
        if inside[0] == THEMES:
            return frozenset({(folder, THEMES)})
        if inside[0] != "common":
            return frozenset((each, inside[0]) for each in folders)
        return frozenset() if folder == folders[0] else frozenset({(folder, inside[0])})
    return frozenset()


def of_format(
    name: str, faults: Sequence[ContentFault], folders: Sequence[Path]
) -> tuple[ContentFault, ...]:
    """Those faults that are of the format people ask for by this name, in whichever folder."""
    spaces = {_space(fault, folders) for fault in faults} - {"", "common", THEMES}
    asked = {space for space in spaces if normalised(name) in names_of_broken(space, folders)}
    return tuple(fault for fault in faults if _space(fault, folders) in asked)


def of_all(faults: Sequence[ContentFault], folders: Sequence[Path]) -> tuple[ContentFault, ...]:
    """Those faults that concern every format: in the common texts, the themes, or a whole folder."""
    return tuple(fault for fault in faults if _space(fault, folders) in {"", "common", THEMES})


def _space(fault: ContentFault, folders: Sequence[Path]) -> str:
    """The folder of a content folder in which a fault is; empty where it is in none."""
    for folder in reversed(folders):
        if fault.file.is_relative_to(folder):
            inside = fault.file.relative_to(folder).parts
            return inside[0] if inside else ""
    return ""


def check(folder: Path | None) -> tuple[ContentFault, ...]:
    """Find all faults of the shipped content with ``folder`` laid over it, its language too."""
    folders = [shipped()]
    if folder is not None and real(folder) != real(folders[0]):
        folders.append(folder)
    content = _read(folders, SHIPPED_CRISIS)
    faults = [*content.faults, *about_faults(folders)]
    missing = {fault.key for fault in content.faults}
    for one in folders[1:]:
        faults += (remark for remark in one_language(one) if remark.key not in missing)
    for id, (shape, file) in content.formats.items():
        faults += unasked(file, shape)
        for language in LANGUAGES:
            summary = content.texts.get((language, f"{id}.summary"))
            if summary is not None:
                faults += start_faults(*summary, names(shape, id))
    for one in folders:
        faults += not_read(one, _files_of, shipped=one == folders[0])
    for (language, key), (prompt, file) in content.texts.items():
        of_space = content.places.get(key, key.partition(".")[2])
        says = content.says.get(key.partition("/")[0], Says.ANYTHING)
        faults += language_faults(file, of_space, language, prompt, says)
        if language == "en" and (dutch := content.texts.get(("nl", key))) is not None:
            faults += translation_faults(file, of_space, dutch[0], prompt)
    return placed(dict.fromkeys(faults))


@dataclass(slots=True)
class _Content:
    """What has been read so far. ``broken`` are the names of formats that were left out, ``ways`` in
    how many ways a text can be said in each language; the second stands under ``<key>/2``.
    ``places`` is where a text stands in its file, where that is not under its own name.
    """

    faults: list[ContentFault] = field(default_factory=list)
    formats: dict[str, tuple[FormatShape, Path]] = field(default_factory=dict)
    texts: dict[tuple[Language, str], tuple[Prompt, Path]] = field(default_factory=dict)
    says: dict[str, Says] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    themes: Themes = field(default_factory=Themes)
    ways: dict[str, dict[Language, int]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def toml(self, file: Path) -> dict[str, Any] | None:
        """Read a file and take note of its faults."""
        data, faults = read_toml(file)
        self.faults += faults
        return data


def _read(folders: Sequence[Path], crisis: str | Path, left: Left = frozenset()) -> _Content:
    content = _Content()
    by_name = {"common": [folders[0] / "common"]}
    broken: set[str] = set()
    for folder in folders:
        if (folder, "") in left:
            continue
        found, faults = spaces(folder)
        content.faults += [fault for fault in faults if (folder, fault.file.name) not in left]
        for space in found:
            if (folder, space.name) in left:
                if space.name not in {"common", THEMES}:
                    broken.add(space.name)
            elif space != folders[0] / "common":
                by_name.setdefault(space.name, []).append(space)
    # A crisis text of the organisation's own may stand under a key that the code does not know.
    own = str(crisis).removeprefix("common.")
    keys = {own: Key(), **COMMON} if crisis == f"common.{own}" else COMMON
    for name, layers in by_name.items():
        if name == "common":
            _read_texts(name, layers, keys, content, optional={own} - COMMON.keys())
        elif name == THEMES:
            _read_themes(layers, content)
        else:
            _read_format(name, layers, content)
    content.broken |= {named for name in broken for named in names_of_broken(name, folders)}
    content.faults += name_faults(content.formats, folders)
    _check_ways(content)
    _read_crisis(crisis, content)
    return content


def _read_crisis(crisis: str | Path, content: _Content) -> None:
    """Put the crisis text that was chosen in the place of the shipped one."""
    if isinstance(crisis, Path):
        text, faults = read_text_file(crisis)
        prompt = None
        if text is not None:
            prompt, faults = read_text(crisis, _CRISIS_TEXT, text, Key())
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


def _read_format(name: str, layers: Sequence[Path], content: _Content) -> None:
    file = next((layer / "format.toml" for layer in reversed(layers)
                 if is_there(layer / "format.toml")), None)  # fmt: skip
    if file is None:
        known = {folder.name for folder in spaces(shipped())[0]}
        meant = get_close_matches(name.lower(), known, n=1)
        remedy = f"Did you mean {meant[0]}?" if meant else "Add one, or remove the folder."
        what = "this folder has no format.toml"
        content.faults.append(ContentFault(layers[-1], "", what, remedy))
        return
    if not _FORMAT_ID.fullmatch(name) or name == "command" or len(name) > LONGEST_ID:
        content.faults.append(ContentFault(
            layers[-1], "", f"'{name}' cannot be the id of a format",
            "Name the folder shortly, in small letters, digits and dashes, beginning with a letter.",
        ))  # fmt: skip
    data = content.toml(file)
    if data is None:
        return
    shape, faults = read_format(file, data)
    content.faults += faults
    if shape is None:
        return
    content.faults += people_faults(file, shape)
    content.formats[name] = (shape, file)
    titles = {title(stage.id) for stage in shape.stage}
    more = [stage for stage in shape.stage if isinstance(stage, PollShape | RoundShape)]
    chosen = Counter(text for stage in more for text in set(stage.texts))
    for number, stage in enumerate(shape.stage, 1):
        texts = stage.texts if isinstance(stage, PollShape | RoundShape) else ()
        taken = stage.id in _TAKEN | titles | chosen.keys()
        if taken or titles & set(texts) or any(chosen[text] > 1 for text in texts):
            content.faults.append(ContentFault(
                file, f"stage {number}, id", f"'{stage.id}' is the name of another text",
                "Choose another id.",
            ))  # fmt: skip
    content.says |= {f"{name}.{stage.id}": _says(stage) for stage in shape.stage}
    stages = of_stages(stage.id for stage in shape.stage) | dict.fromkeys(chosen, Key())
    stages |= {
        stage.id: Key() for stage in shape.stage if isinstance(stage, PollShape)
    }  # what is asked each time is asked in the same way
    # Where other stages were laid over a format, its own texts need not all be used any more.
    below = layers[: layers.index(file.parent)]
    own = {"agreements": Key()} if shape.own_agreements else {}
    _read_texts(name, layers, {**FORMAT, **own, **stages}, content, below)


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
        for file in [files[0], *(file for file in files[1:] if is_there(file))]:
            data = content.toml(file)
            whole = whole and data is not None
            found |= {key: (value, file) for key, value in (data or {}).items()}
        for key, (value, file) in found.items():
            if key not in keys:
                if file.parent not in below:
                    content.faults.append(_unused(file, key, value, keys))
                continue
            for way, said in _ways(value, keys[key]):
                prompt, faults = read_text(file, key, said, keys[key])
                content.faults += faults
                if prompt is not None:
                    name = f"{space}.{key}" if way == 1 else f"{space}.{key}/{way}"
                    content.texts[language, name] = (prompt, file)
                    content.ways.setdefault(f"{space}.{key}", {})[language] = way
        if whole:
            content.faults += [
                ContentFault(files[0], key, "this text is missing", "Write it.")
                for key in keys
                if key not in found and key not in optional
            ]


def _unused(file: Path, key: str, value: object, keys: Mapping[str, Key]) -> ContentFault:
    if isinstance(value, Mapping) and key not in keys and set(value) & set(keys):
        what = f"all below [{key}] is not read"
        return ContentFault(file, key, what, "Take that line out: texts stand under no heading.")
    return ContentFault(file, key, "this text is not used", near(key, keys))


def _ways(value: object, key: Key) -> Iterator[tuple[int, object]]:
    """Give each way in which a text can be said, numbered from 1."""
    several = key.varied and isinstance(value, list) and value
    yield from enumerate(value if several else [value], 1)  # type: ignore[arg-type]  # a list then


def _check_ways(content: _Content) -> None:
    """A text is said in as many ways in one language as in the other."""
    for key, ways in content.ways.items():
        if len(set(ways.values())) > 1:
            fewer = min(ways, key=lambda language: ways[language])
            file = content.texts[fewer, key][1]
            what = f"here are {ways[fewer]} ways to say it, and more in the other language"
            fault = ContentFault(
                file, key.partition(".")[2], what, "Give as many in each language."
            )
            content.faults.append(fault)


def _read_themes(layers: Sequence[Path], content: _Content) -> None:
    read = read_themes(layers)
    content.faults += read.faults
    content.texts |= read.texts
    content.themes = read.themes
    content.says |= dict.fromkeys(read.questions, Says.INVITES)
    content.places |= read.questions


def _files_of(space: str) -> frozenset[str]:
    """Which files are read in a folder of this name."""
    if space == "common":
        return _LANGUAGE_FILES
    return _LANGUAGE_FILES | {"themes.toml" if space == THEMES else "format.toml"}


def _says(stage: AnyShape) -> Says:
    """What the text of a stage is for: what asks for a yes or no, or a choice, need not ask openly."""
    match stage:
        case PollShape(options=options):
            return Says.ANYTHING if options else Says.INVITES
        case AskShape(moment="ask" | "permission"):
            return Says.ANYTHING
        case HoldShape() | GroupsShape() | MapShape():
            return Says.PART
    return Says.INVITES


def _plan(id: str, shape: FormatShape, content: _Content) -> Plan:
    ways = [(stage.id, content.ways.get(f"{id}.{stage.id}", {})) for stage in shape.stage]
    variants = tuple((stage, min(of.values())) for stage, of in ways if of and min(of.values()) > 1)
    return replace(shape.plan(id), variants=variants)


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
    words = {language: texts.prompts for language, texts in by_language.items()}
    plans = {id: _plan(id, shape, content) for id, (shape, _) in content.formats.items()}
    return Library(
        plans={id: replace(plan, edition=edition(plan, words)) for id, plan in plans.items()},
        cards={id: shape.card() for id, (shape, _) in content.formats.items()},
        ids={name: id for id, (shape, _) in content.formats.items() for name in names(shape, id)},
        by_language=by_language,
        broken=frozenset(content.broken),
        themes=content.themes,
    )
