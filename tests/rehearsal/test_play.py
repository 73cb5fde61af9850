"""Practising by hand: what is typed is done, and the others go on when nothing is."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from bot.core.events import Language
from bot.formats.loader import load, shipped
from bot.rehearsal.play import Rehearsal
from bot.rehearsal.script import ScriptFault

LIBRARY = load([shipped()])


async def practised(
    typed: Iterator[str], *, format: str = "kampvuur", language: Language = "nl", **who: str
) -> str:
    """Practise with these lines; return what was on the screen."""
    screen = Console(file=io.StringIO(), width=200)

    def ask(prompt: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    await Rehearsal(LIBRARY, language, format, screen, me=who.get("me"), ask=ask).hold()
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


async def test_a_facilitator_leads_and_the_others_take_part() -> None:
    typed = ["!start kampvuur Thuis", "✅", "", "!volgende", "✅", "", "Ik begin.", "klaar", ""]
    screen = await practised(iter(typed))
    assert "Jij bent Els" in screen
    assert "Het thema is: Thuis" in screen
    assert "6 mensen doen mee" in screen
    assert "Els, jij bent aan de beurt" in screen
    assert "Samira, jij bent aan de beurt" in screen


async def test_a_participant_is_led_by_another() -> None:
    screen = await practised(iter(["ik doe mee", "", "akkoord", "", ""]), me="Samira")
    assert "Jij bent Samira" in screen
    assert "Samira, jij bent aan de beurt" in screen


async def test_another_can_be_played_by_hand_and_time_skipped() -> None:
    typed = [
        "!start kampvuur",
        "Joost: ik doe mee",
        "Joost tikt ✅",
        "(10 minuten)",
        "einde",
        "nee",
    ]
    screen = await practised(iter(typed))
    assert "ik doe mee" in screen
    assert "nee" not in screen.splitlines()[-1]


async def test_what_means_nothing_harms_nothing() -> None:
    typed = [
        "",
        "✅",
        "Samira verwijdert: iets",
        "!bestaatniet",
        "Joost haalt ✋ weg",
        "\u202e",
        "",
    ]
    screen = await practised(iter(typed))
    assert "Dat kan ik niet spelen" in screen
    assert "Dat ken ik niet" in screen


async def test_an_unknown_format_is_told_with_the_known_ones() -> None:
    with pytest.raises(ScriptFault, match="campfire"):
        await practised(iter([]), format="bestaat-niet")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("format", sorted(LIBRARY.plans))
async def test_every_format_goes_from_its_start_to_its_close(
    format: str, language: Language
) -> None:
    texts = LIBRARY.texts(language)
    closed = texts[f"{format}.closed"].forms[0].strip()[:50]
    screen = await practised(
        iter([""] * 400), format=format, language=language, me="Iemand die alleen kijkt"
    )
    assert closed in screen
