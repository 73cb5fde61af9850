"""Writes docs/formats.md from the formats and their pages: ``python docs/formats.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_name("formats.md")
sys.path.insert(0, str(ROOT))

from bot.formats.library import Library  # noqa: E402 - found through the line above
from bot.formats.loader import load, shipped  # noqa: E402

HEAD = """\
# The conversations that come along

Drawn from `prompts/` (`python docs/formats.py`). What a conversation is, where it comes from and where
it departs from that, and why, stands in the words of its `about.md`, which is for facilitators and
therefore in Dutch.

| conversation | for | stages | where it comes from | where it departs, and why |
|---|---|---|---|---|
"""
SOURCES = "## Waar dit vandaan komt"
DEPARTS = "Anders dan"


def page() -> str:
    """Return the page."""
    library = load([shipped()])
    return HEAD + "".join(_row(library, id) for id in library.plans)


def sources(id: str) -> tuple[list[str], list[str]]:
    """Return where a format comes from, and where it departs from that, as its page tells it."""
    text = (shipped() / id / "about.md").read_text("utf-8")
    lines = text.partition(SOURCES)[2].splitlines()
    told = [line.removeprefix("- ").strip() for line in lines if line.startswith("- ")]
    departs = [line for line in told if line.startswith(DEPARTS)]
    return [line for line in told if line not in departs], departs


def _row(library: Library, id: str) -> str:
    card, plan, texts = library.cards[id], library.plans[id], library.texts("nl")
    name = texts[f"{id}.name"].forms[0]
    stages = "; ".join(
        f"{texts[f'{id}.{stage.id}-title'].forms[0]} ({stage.kind})" for stage in plan.stages
    )
    people = f"{card.fewest} to {card.most} people, {card.minutes} minutes at most"
    comes, departs = sources(id)
    cells = (
        f"**{name}** (`{id}`)", people, stages, " ".join(comes), " ".join(departs),
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
