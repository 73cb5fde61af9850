"""The page of conversations is what comes along; each names its source and where it departs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.formats.loader import load, shipped

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import formats  # noqa: E402 - found through the line above


def test_the_page_is_as_the_formats_are_now() -> None:
    assert formats.page() == formats.PAGE.read_text("utf-8"), "run: python docs/formats.py"


@pytest.mark.parametrize("id", sorted(load([shipped()]).plans))
def test_a_conversation_names_its_sources_and_where_it_departs_from_them(id: str) -> None:
    comes, departs = formats.sources(id)
    assert comes
    assert departs, f"say in about.md of {id} what is different here, and why: Anders dan ..."
