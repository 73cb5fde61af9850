"""``!werkvormen``: a list that can be read, and one conversation in full."""

from __future__ import annotations

import pytest

from bot.core.events import Language
from bot.core.people import UserId
from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom

LIBRARY = load([shipped()])
ANNA = UserId("@anna:kring")


async def asked(words: str, language: Language = "nl") -> str:
    """What Kring answers."""
    room = RehearsalRoom(LIBRARY, language, {"Anna": ANNA}, ())
    [said] = await room.says(ANNA, words)
    return said.words or ""


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_format_has_one_short_line_under_what_it_is_for(language: Language) -> None:
    answer = await asked("!werkvormen", language)
    lines = [line for line in answer.splitlines() if line.startswith("- ")]
    texts = LIBRARY.texts(language)
    names = {line.removeprefix("- ").partition(":")[0].casefold() for line in lines}
    assert names == {texts[f"{id}.name"].forms[0].casefold() for id in LIBRARY.plans}
    assert len(lines) == len(LIBRARY.plans)
    assert max(len(line.split()) for line in lines) <= 16
    assert all(card.purpose is not None for card in LIBRARY.cards.values())
    assert texts["common.formats-other"].forms[0].strip("*") not in answer


@pytest.mark.parametrize("words", ["!werkvormen kampvuur", "!werkvorm Campfire", "!formats vuur"])
async def test_one_format_is_told_in_full(words: str) -> None:
    answer = await asked(words)
    assert LIBRARY.texts("nl")["campfire.summary"].forms[0].replace("**", "") in answer
    assert "3 tot 12 mensen" in answer
    assert "3 uur" in answer
    assert "cliënt, naaste, professional en ervaringsdeskundige" in answer


async def test_an_unknown_one_gets_the_nearest() -> None:
    assert "kampvuur" in await asked("!werkvormen kampvur")
    assert "!werkvormen" in await asked("!werkvormen zwemles")
