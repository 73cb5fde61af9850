"""Everything in ``prompts/``, read and checked: the formats by name, the texts by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.commands.catalogue import fold
from bot.core.events import Language
from bot.core.plan import Plan
from bot.words.texts import Texts


def normalised(name: str) -> str:
    """Make a format's name comparable: ``U-Bocht``, ``u bocht`` and ``ubocht`` are one."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Library:
    """``plans`` by id; ``ids`` by every normalised name (either language and aliases)."""

    plans: Mapping[str, Plan]
    ids: Mapping[str, str]
    by_language: Mapping[Language, Texts]

    def find(self, name: str) -> str | None:
        """Find the id of the format with this name, in either language, or None."""
        return self.ids.get(normalised(name))

    def near(self, name: str) -> tuple[str, ...]:
        """Find the ids of the formats whose names look most like this, at most two, best first."""
        matches = get_close_matches(normalised(name), self.ids, n=6)
        return tuple(dict.fromkeys(self.ids[match] for match in matches))[:2]

    def texts(self, language: Language) -> Texts:
        """Return all texts of a language.

        Beside what stands in ``prompts/`` there are ``<format id>.name`` and ``command.<name>``.
        """
        return self.by_language[language]
