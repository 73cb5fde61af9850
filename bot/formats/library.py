"""Everything in ``prompts/``, read and checked: the formats by name, the texts by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from bot.commands.catalogue import fold
from bot.core.events import Language
from bot.core.people import Voice
from bot.core.plan import Plan
from bot.formats.themes import Themes
from bot.words.texts import Texts


def normalised(name: str) -> str:
    """Make a format's name comparable: ``U-Bocht``, ``u bocht`` and ``ubocht`` are one."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


Purpose = Literal["listen", "together", "decide", "learn"]
"""What a conversation is for: to hear each other, about what one person needs, to decide, to learn."""


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody who chooses a format wants to know of it.

    ``purpose`` None: none of those known. ``minutes`` is how long it takes at most, about;
    ``voices`` are those that belong at its table.
    """

    purpose: Purpose | None
    fewest: int
    most: int
    minutes: int
    voices: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """``plans`` and ``cards`` by id; ``ids`` by every normalised name (either language, aliases).

    ``broken`` are the normalised names of formats that are there and cannot be used now.
    """

    plans: Mapping[str, Plan]
    cards: Mapping[str, Card]
    ids: Mapping[str, str]
    by_language: Mapping[Language, Texts]
    broken: frozenset[str] = frozenset()
    themes: Themes = field(default_factory=Themes)

    def find(self, name: str) -> str | None:
        """Find the id of the format with this name, in either language, or None."""
        return self.ids.get(normalised(name))

    def is_broken(self, name: str) -> bool:
        """Whether a format of this name is there and cannot be used, for a fault in its folder."""
        return normalised(name) in self.broken

    def near(self, name: str) -> tuple[str, ...]:
        """Find the ids of the formats whose names look most like this, at most two, best first."""
        matches = get_close_matches(normalised(name), self.ids, n=6)
        return tuple(dict.fromkeys(self.ids[match] for match in matches))[:2]

    def texts(self, language: Language) -> Texts:
        """Return all texts of a language.

        Beside what stands in ``prompts/`` there are ``<format id>.name``, ``<format id>.in-short``
        (the first sentence of its summary, as an item of a list) and ``command.<name>``.
        """
        return self.by_language[language]
