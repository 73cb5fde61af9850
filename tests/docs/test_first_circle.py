"""A new facilitator, by the page alone: what it says to type leads a whole circle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.effects import Button
from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    ("nl/voor-gespreksbegeleiders.md", "eerste kring"),
    ("for-facilitators.md", "first circle"),
]


def typed(page: str, place: str) -> list[str]:
    """What the page says to type, in order."""
    text = (DOCS / page).read_text("utf-8")
    table = re.search(rf"<!-- {place}:.*?-->(.*?)<!-- /{place} -->", text, re.DOTALL)
    assert table is not None
    return re.findall(r"^\| `([^`]+)`", table[1], re.MULTILINE)


def heard(said: list[Said]) -> list[str]:
    return [one.say.moment for one in said if one.say is not None]


@pytest.mark.parametrize(("page", "place"), PAGES)
async def test_the_page_leads_a_circle_from_start_to_end(page: str, place: str) -> None:
    people = user_ids(["Els", "Samira", "Joost", "Bram"])
    els, *others = people.values()
    room = RehearsalRoom(load([shipped()]), "nl", people, (els,))
    await room.arrives()
    moments: list[str] = []
    for line in typed(page, place):
        said = await room.says(els, re.sub(r"@bram:\S+", people["Bram"], line))
        assert said, f"nothing is answered to {line}"
        while heard(said)[-1:] in (["gathering"], ["agreements"]):
            moments += heard(said)
            here = heard(said)[-1]
            for user in others:
                said = await room.taps(user, Button.DONE)
            if here == "gathering":
                said = []
        moments += heard(said)
        assert "fault" not in moments, line
        assert "safety-refused" not in moments, line
    expected = ["gathering", "agreements", "turn", "paused", "resumed", "turn", "closed"]
    places = [moments.index("gathering")]
    for moment in expected[1:]:
        places.append(moments.index(moment, places[-1]))
    assert moments[-1] == "closed"
    assert room.circle.session is None
