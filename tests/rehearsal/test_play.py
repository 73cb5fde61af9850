"""Practising by hand: what is typed is done, and the others go on when nothing is."""

from __future__ import annotations

import io
import re
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

    found = LIBRARY.find(format)
    assert found is not None
    await Rehearsal(LIBRARY, language, found, screen, me=who.get("me"), ask=ask).hold()
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


async def test_who_is_not_there_is_told_and_somebody_new_can_come_in() -> None:
    typed = [
        "",
        "",
        "Piet: hallo",
        "!volgende",
        "Noor komt binnen",
        "noor: ik doe mee",
        "NOOR: akkoord",
    ]
    screen = await practised(iter(typed))
    assert "Piet doet niet mee, dus dit zei jij" in screen
    assert "Welkom, Noor" in screen
    assert "Noor  ik doe mee" in screen


@pytest.mark.parametrize("me", ["Kring", "kring ", "(Els)", "a, b", "Els:"])
async def test_who_cannot_take_part_is_told_so(me: str) -> None:
    with pytest.raises(ScriptFault):
        await practised(iter([]), me=me)


async def test_a_pause_is_nobodys_to_sit_out() -> None:
    screen = await practised(iter(["", "", "!pauze", "", ""]))
    assert screen.count("Ga verder met: !verder") == 2
    assert "minuten verder" not in screen


async def test_what_is_told_to_one_person_and_what_cannot_be_seen_is_said_so() -> None:
    typed = ["!start kampvuur", "", "Ruben privé: rol naaste", "!vertrouwd Samira", "Ruben: !nood",
             "Ruben: ja", "!beeld", "uitleg", "(2 dagen)"]  # fmt: skip
    screen = await practised(iter(typed))
    assert "(privé, Ruben) Hoi, ik ben Kring" in screen
    assert "(in een hulpkamer met Ruben, Samira)" in screen
    assert "In de kamer staat hier een plaatje" in screen
    assert "Els valt uit het groepje" in screen
    assert "De klok staat 2880 min. verder" in screen


@pytest.mark.parametrize("me", ["Els", "Samira"])
async def test_with_enter_alone_it_goes_to_its_close(me: str) -> None:
    screen = await practised(iter([""] * 300), me=me)
    assert LIBRARY.texts("nl")["campfire.closed"].forms[0].strip()[:30] in screen
    assert "Het gesprek is klaar" in screen


async def test_nobody_taps_in_a_group_that_is_not_theirs() -> None:
    screen = await practised(iter([""] * 60), format="werkplaats")
    assert screen.count("vertelt straks in de kring, in eigen woorden") == 2
    assert "Ruilen mag" not in screen


async def test_a_break_takes_its_time() -> None:
    screen = await practised(iter([""] * 40), format="ecogram")
    after = screen.partition("Kijk nog eens rustig naar de kaart.")[2].partition("We kijken samen")[
        0
    ]
    assert "10 min" in after
    assert "!volgende" not in after


async def test_on_a_narrow_screen_words_stand_below_names() -> None:
    screen = Console(file=io.StringIO(), width=30)
    await Rehearsal(LIBRARY, "nl", "campfire", screen, ask=lambda _: "einde").hold()
    assert isinstance(screen.file, io.StringIO)
    assert "Kring\nHoi, ik ben Kring." in screen.file.getvalue()


@pytest.mark.parametrize(("language", "me"), [("nl", "Els"), ("en", "Someone who only looks")])
@pytest.mark.parametrize("format", sorted(LIBRARY.plans))
async def test_every_format_goes_from_its_start_to_its_close(
    format: str, language: Language, me: str
) -> None:
    texts = LIBRARY.texts(language)
    closed = texts[f"{format}.closed"].forms[0].strip()[:50]
    screen = await practised(iter([""] * 400), format=format, language=language, me=me)
    assert closed in screen
    hands = re.findall(r"^ *(\w+)  ✋$", screen, re.MULTILINE)
    for three in zip(hands, hands[1:], hands[2:], strict=False):
        assert len(set(three)) > 1, "somebody taps in vain"
