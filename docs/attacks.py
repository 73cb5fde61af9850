"""Writes docs/holds.md from the attacks that are tried in tests/attacks: ``python docs/attacks.py``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_name("holds.md")
sys.path.insert(0, str(ROOT))

from tests.attacks import limits  # noqa: E402 - found through the line above
from tests.attacks.table import TABLE, Attack  # noqa: E402

HEAD = """\
# What Kring holds against, and what it cannot

Every line is tried by a test in `tests/attacks`, which this page is written from
(`python docs/attacks.py`). The rules are those of "nothing about me without me".

"""
LIMITS_HEAD = """\
## What it cannot

| rule | what | and then |
|---|---|---|
"""
RULES = {
    "R1": "Words stay in the room",
    "R2": "No side rooms",
    "R3": "Who is not in the room is not written or talked about",
    "R4": "The person it is about decides whether a note stands",
    "R5": "Newcomers first",
    "R6": "Who left is not discussed",
    "R7": "A safe room",
    "R8": "Devices that were vouched for",
    "R9": "Nothing personal outside encryption",
    "R10": "Know and forget",
    "R11": "No silent listening",
    "R12": "The least of speakers",
}


def page() -> str:
    """Return the page."""
    attacks = all_attacks()
    parts = [HEAD]
    for rule, title in RULES.items():
        own = [one for one in attacks if one.rule == rule]
        if own:
            parts.append(f"## {rule}: {title}\n\n| what is tried | what comes of it |\n|---|---|\n")
            parts += [_row(one) for one in own]
            parts.append("\n")
    parts.append(LIMITS_HEAD)
    parts += [f"| {one.rule} | {one.what} | {one.instead} |\n" for one in limits.LIMITS]
    return "".join(parts)


def all_attacks() -> list[Attack]:
    """Return every attack there is a test for, in the order of rules and files."""
    for file in sorted((ROOT / "tests" / "attacks").glob("test_*.py")):
        importlib.import_module(f"tests.attacks.{file.stem}")
    return sorted(TABLE, key=lambda one: (int(one.rule[1:]), one.file))


def _row(one: Attack) -> str:
    return f"| {one.who[0].upper()}{one.who[1:]} {one.tries} | {one.held} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} written: {len(all_attacks())} attacks\n")
