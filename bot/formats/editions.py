"""Earlier words of formats, kept so that a conversation ends with those it began with.

Somebody may change a format, or take it away, while conversations of it go on. These keep their plan
in their own state; what Kring says in them is kept here: at each start every format's texts go into a
file of their own, named after their content. A conversation whose format reads differently now
finds its words under ``<format>@<edition>``. Files that nobody needs go after a week.

There is nothing in them but what stands in ``prompts/`` and the folders laid over it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from bot.core.events import Language
from bot.core.plan import Plan, PollPlan, RoundPlan, Scale
from bot.formats.library import Library
from bot.formats.themes import FOLDER as THEMES
from bot.words.keys import FORMAT, title
from bot.words.texts import Phrase, Prompt, Texts

LANGUAGES: tuple[Language, ...] = get_args(Language)
KEPT_SECONDS = 7 * 24 * 3600
"""How long a file is kept that no conversation needs: a message may still be on its way."""

_SUFFIX = ".words"
"""What the files end in: compressed JSON, so that whoever searches the disk for a word that people
said does not find the same word in a theme.
"""

Words = Mapping[Language, Mapping[str, str]]
"""The texts of a format in each language, by key."""


def edition(plan: Plan, texts: Mapping[Language, Mapping[str, Prompt]]) -> str:
    """Tell one wording of a format from another; ``texts`` are all texts of each language."""
    words = {language: _under(plan.id, texts[language]) for language in LANGUAGES}
    return _mark(repr(replace(plan, edition="", texts=None)) + _as_json(words))


def keep(library: Library, folder: Path) -> None:
    """Keep the words of every format, and of the themes, as they are now. OSError if that cannot be."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for space in (*library.plans, THEMES):
        words = {language: _under(space, library.texts(language).prompts) for language in LANGUAGES}
        plan = library.plans.get(space)
        mark = plan.edition if plan is not None else _mark(_as_json(words))
        file = folder / f"{space}@{mark}{_SUFFIX}"
        if not file.exists():
            unready = file.with_suffix(".new")
            unready.touch(mode=0o600)  # for Kring alone, as all that is in the data folder
            unready.write_bytes(zlib.compress(_as_json(words).encode()))
            unready.replace(file)
        os.utime(file)


def with_earlier(library: Library, folder: Path, plans: Iterable[Plan]) -> Library:
    """The library with the words that conversations with these ``plans`` began with.

    Where those are kept no more, the words of now stand in for them, and some that always do.
    """
    wanted = {fitted(library, plan) for plan in plans}
    kept = _kept(folder)
    texts: dict[Language, Texts] = {}
    for language in LANGUAGES:
        now = library.texts(language).prompts
        earlier: dict[str, Prompt] = {}
        for space, words in kept.items():
            of_space = space.partition("@")[0]
            earlier |= {f"{of_space}.{key}": Phrase(text) for key, text in words[language].items()}
        prompts = {**earlier, **now}
        for plan in wanted:
            if plan.texts is not None:
                began_with = kept.get(plan.texts, {}).get(language, {})
                prompts |= _of_plan(plan, began_with, prompts)
        texts[language] = Texts(language, prompts)
    return replace(library, by_language=texts)


def fitted(library: Library, plan: Plan) -> Plan:
    """A plan that says where its words are: those of now, if it is the plan of now."""
    now = library.plans.get(plan.id)
    same = now is not None and now.edition == plan.edition
    return replace(plan, texts=None if same else f"{plan.id}@{plan.edition}")


def let_go(folder: Path, plans: Iterable[Plan]) -> None:
    """Let go of the files that none of these ``plans`` needs and that are old."""
    needed = {f"{plan.id}@{plan.edition}" for plan in plans}
    for file in folder.glob(f"*{_SUFFIX}"):
        if file.stem not in needed and file.stat().st_mtime < time.time() - KEPT_SECONDS:
            file.unlink(missing_ok=True)


def _of_plan(plan: Plan, words: Mapping[str, str], now: Mapping[str, Prompt]) -> dict[str, Prompt]:
    """Every text that a conversation with this plan asks for, under where it looks for them."""
    found: dict[str, Prompt] = {f"{plan.texts}.{key}": Phrase(text) for key, text in words.items()}
    for key, instead in _asked_for(plan):
        found.setdefault(f"{plan.texts}.{key}", now.get(f"{plan.id}.{key}") or now[instead])
    return found


def _asked_for(plan: Plan) -> Iterable[tuple[str, str]]:
    """Each key with the common text that stands in for it."""
    for key in FORMAT:
        yield key, "common.lost-closed" if key == "closed" else "common.lost-gathering"
    if plan.own_agreements:
        yield "agreements", "common.lost-agreements"
    for stage in plan.stages:
        if isinstance(stage, RoundPlan) and stage.heading:
            yield f"{stage.id}-heading", "common.harvest"
        yield title(stage.id), "common.lost-title"
        ways = dict(plan.variants).get(stage.id, 1)
        for way in range(1, ways + 1):
            yield stage.id if way == 1 else f"{stage.id}/{way}", "common.lost-part"
        if isinstance(stage, PollPlan):
            ends = ("lowest", "highest")
            options = ends if isinstance(stage.asks, Scale) else stage.asks.options
            yield from ((f"{stage.id}-{option}", "common.lost-option") for option in options)


def _kept(folder: Path) -> dict[str, Words]:
    """All that is kept, the oldest first, by ``<space>@<edition>``; a damaged file counts for none."""
    found: dict[str, Words] = {}
    for file in sorted(folder.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime):
        try:
            data: Any = json.loads(zlib.decompress(file.read_bytes()))
            found[file.stem] = {
                language: {str(key): str(text) for key, text in data[language].items()}
                for language in LANGUAGES
            }
        except (OSError, ValueError, KeyError, AttributeError, TypeError, zlib.error):
            continue
    return found


def _under(space: str, prompts: Mapping[str, Prompt]) -> dict[str, str]:
    begin = f"{space}."
    return {
        key.removeprefix(begin): prompt.forms[0]
        for key, prompt in prompts.items()
        if key.startswith(begin)
    }


def _as_json(words: Words) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


def _mark(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]
