"""Writes a piece of a demo's conversation into the README: ``python docs/transcript.py [--check]``.

The conversation is really held, on the embedded homeserver; what stands in the README is what was
said. ``--check`` only tells whether the README is up to date.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PLACE = re.compile(r"(<!-- transcript:[^\n]*-->\n).*?(<!-- /transcript -->)", re.DOTALL)
FIRST, LAST = "!start", "!verder"
"""The piece that is shown runs from the start to the end of the first pause."""


def conversation() -> str:
    """Hold the demo and return the piece, one line a message, as it scrolled by."""
    demo = [sys.executable, "-m", "bot", "demo", "--fast", "--once"]
    run = subprocess.run(demo, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    lines = run.stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if FIRST in line)
    end = next(number for number, line in enumerate(lines) if line.endswith(LAST))
    piece = [line.rstrip() for line in lines[start : end + 1]]
    return "".join(f"    {line}".rstrip() + "\n" for line in piece)


def main() -> int:
    """Write or check the README; 1 when a check finds it out of date."""
    text = README.read_text("utf-8")
    piece = conversation()
    updated = PLACE.sub(lambda place: f"{place[1]}\n{piece}\n{place[2]}", text)
    if "--check" in sys.argv:
        return 0 if updated == text else 1
    README.write_text(updated, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
