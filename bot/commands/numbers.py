"""Answers to a poll by plain typing: a whole short message that is only a number, or a few.

``2``, ``2.``, ``!2``, ``optie 2``, ``ik kies 2``, ``twee``, ``1 en 3``, and for a seat ``2 Opa``. What
says anything else is speech: "2 keer al", "+1", "12:30", "2?".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.commands.catalogue import fold

_LONGEST = 60
"""No answer with its politeness is longer, in characters."""
_MOST_DIGITS = 9
"""Longer ones are telephone numbers and the like."""

_IN_WORDS = """
nul zero/een one/twee two/drie three/vier four/vijf five/zes six/zeven seven/acht eight/negen nine
/tien ten/elf eleven/twaalf twelve/dertien thirteen/veertien fourteen/vijftien fifteen
/zestien sixteen/zeventien seventeen/achttien eighteen/negentien nineteen/twintig twenty
"""
_NUMBERS = {
    word: number for number, words in enumerate(_IN_WORDS.split("/")) for word in words.split()
}
_ARTICLES = frozenset({"een", "one"})
"""Beside digits these are no numbers: "een 7"."""
_POLITE = """
optie nummer nr no antwoord keuze cijfer getal score ik kies voor mijn is wordt geef de het dan maar
doe graag alsjeblieft aub svp en ook e zeg zou zeggen zit op neem wij we kiezen ja ok oke mij
option number answer choice value i choose pick and the a an my its it for please give say id go
with take would nd st rd th im at yes too me
"""
_BESIDE = frozenset(_POLITE.split())
"""Words that change nothing about a number they stand beside."""
_NO_ANSWER = re.compile(r"[?%€$£°=<>⁄]|\d\s*:\s*\d|(?<![\d\s])\+|^\s*\+")
_TOKEN = re.compile(r"(?<![\w-])-\d+|\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was typed: the numbers, and the name that stood beside them, empty without one."""

    numbers: tuple[int, ...]
    name: str = ""


def numbers(body: str) -> Numbers | None:
    """Read a whole message as numbers, perhaps with a seat's name; None when it says anything else."""
    text = unicodedata.normalize("NFKC", body)
    if len(text) > _LONGEST or "\n" in text.strip() or _NO_ANSWER.search(text):
        return None
    tokens = _TOKEN.findall(_plain(text))
    has_digits = any(token[-1].isdigit() for token in tokens)
    found: list[int] = []
    name: list[str] = []
    for token in tokens:
        number = _NUMBERS.get(token)
        if token[-1].isdigit():
            if len(token) > _MOST_DIGITS:
                return None
            found.append(int(token))
        elif number is not None and not (has_digits and token in _ARTICLES):
            found.append(number)
        elif not _is_beside(token):
            name.append(token)
    return Numbers(tuple(found), " ".join(name)) if found else None


def comparable(name: str) -> str:
    """Make a seat's name comparable to the one that stood beside a number."""
    tokens = _TOKEN.findall(_plain(unicodedata.normalize("NFKC", name)))
    return " ".join(token for token in tokens if not _is_beside(token))


def same_words(option: str, body: str) -> bool:
    """Whether a message is an option in its own words, but for case, accents and punctuation."""
    return bool(_all_words(option)) and _all_words(option) == _all_words(body)


def _all_words(text: str) -> list[str]:
    return re.findall(r"\w+", _plain(unicodedata.normalize("NFKC", text)))


def _is_beside(token: str) -> bool:
    return token in _BESIDE or token in _ARTICLES


def _plain(text: str) -> str:
    """Drop case, accents, apostrophes and what makes an emoji of a digit."""
    return fold("".join(sign for sign in text if sign not in "'’\ufe0f\ufe0e\u20e3"))
