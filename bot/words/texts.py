"""A text of ``prompts/`` as a value: a phrase, alternatives from full to short, or plural forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.events import Language

_SLOT = re.compile(r"\{([a-z]+(?:-[a-z]+)*)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text. Markdown: paragraphs, lists, emphasis; a line break stays a line break."""

    text: str

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way this text can come out."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The same said ever shorter; the first that stays within the word budget is used."""

    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plural:
    """One text per plural category (CLDR: ``one``, ``other``), chosen by the slot ``count``."""

    by_category: Mapping[str, str]

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way this text can come out."""
        return tuple(self.by_category.values())


Prompt = Phrase | Alternatives | Plural


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of one language by their full key (``common.turn``)."""

    language: Language
    prompts: Mapping[str, Prompt]

    def __getitem__(self, key: str) -> Prompt:
        """Return the text with this key; KeyError if there is none (the loader prevents that)."""
        return self.prompts[key]


def slots(text: str) -> frozenset[str]:
    """Find the names of the slots in a text."""
    return frozenset(_SLOT.findall(text))


def pieces(text: str) -> list[tuple[str, bool]]:
    """Cut a text at its slots, in order: (literal text, False) or (slot name, True)."""
    return [(piece, index % 2 == 1) for index, piece in enumerate(_SLOT.split(text)) if piece]


def has_stray_brace(text: str) -> bool:
    """Whether a brace stands outside a slot: most likely a slot that was typed wrongly."""
    return any(brace in _SLOT.sub("", text) for brace in "{}")
