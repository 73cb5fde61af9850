"""The page of what Kring holds against is what the tests try, and every rule has enough of it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import attacks  # noqa: E402 - found through the line above

AT_LEAST = 6
RULES = tuple(attacks.RULES)


def test_the_page_is_what_is_tried() -> None:
    assert attacks.page() == (ROOT / "docs" / "holds.md").read_text("utf-8"), (
        "run: python docs/attacks.py"
    )


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_tried_in_several_ways(rule: str) -> None:
    tried: Counter[str] = Counter(one.rule for one in attacks.all_attacks())
    assert tried[rule] >= AT_LEAST


def test_every_line_is_a_sentence_of_its_own() -> None:
    tried = attacks.all_attacks()
    assert len({(one.rule, one.name) for one in tried}) == len(tried)
    for one in tried:
        assert one.tries.endswith(".")
        assert one.held.endswith(".")
        assert "|" not in one.tries + one.held
