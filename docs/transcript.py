"""Writes pieces of the demo into the pages that show one: ``python docs/transcript.py [--check]``.

All of it is really held, on the embedded homeserver; what stands in a page is what was said.
``--check`` only tells whether the README is up to date: in a month the days are others.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACE = re.compile(r"(<!-- transcript:[^\n]*-->\n).*?(<!-- /transcript -->)", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """What a page shows of a scene: from the line with ``first`` to the one that ends in ``last``."""

    page: Path
    scene: tuple[str, ...]
    first: str
    last: str

    def held(self) -> str:
        """Hold the scene and return the piece, one line a message, as it scrolled by."""
        demo = [sys.executable, "-m", "bot", "demo", "--fast", "--once", *self.scene]
        run = subprocess.run(demo, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
        lines = run.stdout.splitlines()
        start = next(number for number, line in enumerate(lines) if self.first in line)
        rest = enumerate(lines[start:], start)
        end = next(number for number, line in rest if line.rstrip().endswith(self.last))
        return "".join(f"    {line}".rstrip() + "\n" for line in lines[start : end + 1])


README = Piece(ROOT / "README.md", (), "!start", "!verder")
MONTHS = (
    Piece(
        ROOT / "docs" / "nl" / "voor-coordinatoren.md",
        ("--calendar",), "!plan", "als iedereen er is.",
    ),
    Piece(
        ROOT / "docs" / "for-coordinators.md",
        ("--calendar", "--lang", "en"), "!plan", "when everyone is here.",
    ),
)  # fmt: skip


def main() -> int:
    """Write or check; 1 when a check finds the README out of date."""
    check = "--check" in sys.argv
    for piece in (README,) if check else (README, *MONTHS):
        text = piece.page.read_text("utf-8")
        held = piece.held()
        updated = PLACE.sub(lambda place: f"{place[1]}\n{held}\n{place[2]}", text)  # noqa: B023 - used at once
        if check:
            return 0 if updated == text else 1
        piece.page.write_text(updated, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
