"""What pages draw from the code is as it is now; pages for people are written as Kring speaks."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import pages  # noqa: E402 - found through the line above

READ_ALOUD = [
    *(ROOT / "docs" / "nl").glob("*.md"),
    ROOT / "docs" / "for-facilitators.md",
    ROOT / "docs" / "for-participants.md",
    ROOT / "docs" / "for-coordinators.md",
]
MOST_WORDS = 15


@pytest.mark.parametrize("name", dict.fromkeys(of for of, _ in pages.PIECES))
def test_a_page_draws_the_code_as_it_is(name: str) -> None:
    assert pages.page(name) == (ROOT / "docs" / name).read_text("utf-8"), "run: python docs/draw.py"


def test_every_room_of_the_code_is_in_the_drawing_with_what_it_stands_on() -> None:
    drawn = pages.drawing()
    found = pages.rooms()
    assert len(found) > 15
    for room, others in found.items():
        assert f'["{room}"]' in drawn or room == "addresses"
        below = pages._below(found, room)
        assert others <= below
        assert pages._near(found, room) <= others
    assert "core --> " not in drawn.replace("room_core", "core")  # the law stands on nothing


@pytest.mark.parametrize("page", READ_ALOUD, ids=lambda page: page.name)
def test_a_page_for_people_is_in_short_plain_sentences(page: Path) -> None:
    text = page.read_text("utf-8")
    text = re.sub(r"<!-- transcript.*?<!-- /transcript -->", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->|^#.*$|^\|[- |]+\|$", "", text, flags=re.MULTILINE)
    text = re.sub(r"`[^`]*`|\]\([^)]*\)", "x", text)
    assert "!" not in re.sub(r"[Tt]yp(?:e)? !\S+", "", text)
    sentences = [one for one in re.split(r"[.?:|]\s+|\n\n", text) if one.strip()]
    words = sum(len(one.split()) for one in sentences)
    assert words / len(sentences) <= MOST_WORDS
