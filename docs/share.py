"""How much Kring says in the written conversations: ``python docs/share.py`` prints a table.

Counted from the gathering on: words of Kring and of the people, the average sentence of Kring's, and
its longest announcement of a turn. The hello before it is said once in a room, not in every talk.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "tests" / "transcripts"
CALLS = ("jij bent aan de beurt", "wil je nu nog iets zeggen", "it is your turn", "speak now?")
_END = re.compile(r"(?<=[.?:])\s+")


@dataclass(frozen=True)
class Share:
    """A conversation in numbers. ``sentence`` is the average of Kring's, in words."""

    kring: int
    people: int
    sentence: float
    longest_announcement: int

    @property
    def share(self) -> float:
        """Kring's part of all words."""
        return self.kring / (self.kring + self.people)


def measured(text: str) -> Share:
    """Measure one written conversation."""
    blocks = re.split(r"\n(?=\S)", text.split("!start", 1)[1])
    ours = [
        re.sub(r"^Kring[^:]*: ", "", block) for block in blocks if re.match(r"Kring[ :(]", block)
    ]
    theirs = [
        block.partition(": ")[2]
        for block in blocks
        if re.match(r"[^\s:#(]+: ", block) and not block.startswith("Kring")
    ]
    paragraphs = [line.strip(" -") for block in ours for line in block.splitlines() if line.strip()]
    sentences = [one for line in paragraphs for one in _END.split(line) if one]
    announced = [line for line in paragraphs if any(call in line for call in CALLS)]
    return Share(
        kring=sum(len(block.split()) for block in ours),
        people=sum(len(words.split()) for words in theirs),
        sentence=sum(len(one.split()) for one in sentences) / len(sentences),
        longest_announcement=max(len(line.split()) for line in announced),
    )


def main() -> int:
    """Print the table."""
    for file in sorted(FOLDER.glob("*.txt")):
        share = measured(file.read_text("utf-8"))
        sys.stdout.write(
            f"{file.stem:14} Kring {share.kring:5} words of {share.kring + share.people:5} "
            f"({share.share:.0%}), sentences {share.sentence:.1f} words, "
            f"longest announcement {share.longest_announcement}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
