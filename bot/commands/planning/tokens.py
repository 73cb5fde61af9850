"""A line cut into words, each with the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.catalogue import fold
from bot.commands.planning.vocabulary import COMPOUNDS, MONTHS, TOGETHER, WEEKDAYS

_TOKEN = re.compile(r"\d{4}-\d\d-\d\d(?=[tT]\d)|(?<=\d)[tT](?=\d\d:)|\d+,\d+|[^\s,;]+")
_AROUND = '.!?()[]"“”„«»'
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_DASHES = str.maketrans("–—−", "---")
LONGEST = 120
"""How many words a line has at most; what comes after is not looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` is the line in small letters with single spaces; ``words`` is what was typed.

    ``starts`` are the places in ``text`` where words begin, ``spans`` where they stand in ``words``.
    """

    words: str
    text: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def ends_word(self, place: int) -> bool:
        """Whether a word ends at this place of ``text``."""
        return place == len(self.text) or self.text[place] == " "

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where the words from ``begin`` up to ``end`` of ``text`` stand in ``words``."""
        inside = [
            span
            for start, span in zip(self.starts, self.spans, strict=True)
            if begin <= start < end
        ]
        return (inside[0][0], inside[-1][1]) if inside else (0, 0)


def cut(words: str) -> Line:
    """Cut a line."""
    found: list[tuple[str, tuple[int, int]]] = []
    for match in list(_TOKEN.finditer(words))[:LONGEST]:
        folded = fold(match[0].translate(_APOSTROPHES).translate(_DASHES))
        word = "".join(letter for letter in folded if _is_seen(letter)).strip(_AROUND)
        for piece in COMPOUNDS.get(word) or _apart(word):
            if piece:
                found.append((piece, match.span()))
    starts, place = [], 0
    for word, _ in found:
        starts.append(place)
        place += len(word) + 1
    text = " ".join(word for word, _ in found)
    return Line(words, text, tuple(starts), tuple(span for _, span in found))


def _is_seen(letter: str) -> bool:
    """Whether a letter shows; marks without a width, or for the direction of writing, do not."""
    return letter.isprintable() and not letter.isspace()


def _apart(word: str) -> list[str]:
    """Days or months that are typed as one word: "ma-vr", "juli/augustus"."""
    for mark, joint in TOGETHER.items():
        pieces = word.split(mark)
        if len(pieces) > 1 and any(
            all(one in known for one in pieces) for known in (WEEKDAYS, MONTHS)
        ):
            return f" {joint} ".join(pieces).split(" ")
    return [word]
