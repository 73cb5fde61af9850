"""Names that people gave themselves spoil no announcement."""

from __future__ import annotations

import pytest

from bot.demo.person import Person
from tests.acceptance import contract
from tests.acceptance.conftest import NewTable
from tests.conftest import People

LONG = "Anna-Wilhelmina van der Hoeven tot en met het einde van de wereld en weer terug"


@pytest.mark.parametrize(
    "name",
    [
        LONG,
        "a b c d e f g h i j k l m n o p q r s t u v w x",
        "אברהם בן יצחק הלוי",
        "\u202egnirK",
        "**Jan** _de_ <b>Boer</b> <script>alert(1)</script>",
        "[klik](https://example.org) @room",
        "{next} {name}",
        "\u200b",
    ],
)
async def test_no_name_spoils_an_announcement(
    table: NewTable, people: People, company: list[Person], name: str
) -> None:
    odd = await people("odd")
    await odd.client.set_displayname(name)
    here = await table([*company[:2], odd])
    turns = [await here.begins(*here.people)]
    for _ in range(2):
        await here.taps(here.person(turns[-1].mentions[0]), turns[-1])
        turns.append(await here.hears("turn"))
    for turn in turns:
        assert contract.words(contract.announcement(turn)) <= contract.WORDS_AT_MOST
        assert "\u202e" not in turn.body
        assert "<script" not in turn.content["formatted_body"]
    assert turns[-1].mentions == (odd.user,)
    await here.stops()
