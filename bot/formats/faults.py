"""What can be wrong in a content folder, told to the person who writes there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ContentFault:
    """One fault: in which file, at which key, what is wrong, and what to do about it.

    ``line`` is where in the file, counted from 1; None where that is not one line. A ``remark`` is
    worth mending, and keeps nothing from being used.
    """

    file: Path
    key: str
    what: str
    remedy: str
    line: int | None = None
    remark: bool = False

    def __str__(self) -> str:
        """Say it in one line."""
        place = f"{self.file}, line {self.line}" if self.line else str(self.file)
        place = f"{place}, {self.key}" if self.key else place
        remark = "a remark: " if self.remark else ""
        return f"{place}: {remark}{self.what}. {self.remedy}"


class ContentFaults(Exception):  # noqa: N818 - a fault is the house's word for what people can mend
    """The content cannot be used; ``faults`` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[ContentFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def near(word: str, known: Iterable[str]) -> str:
    """Point to the known word that is nearest, as a sentence to end a remedy with, or to all."""
    words = sorted(known)
    nearest = get_close_matches(word, words, n=1) or get_close_matches(word.lower(), words, n=1)
    return f"Did you mean {nearest[0]}?" if nearest else f"Known are: {', '.join(words)}."
