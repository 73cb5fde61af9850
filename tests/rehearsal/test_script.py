"""Scripts: what can be written in them, and what is said where something cannot."""

from __future__ import annotations

import pytest

from bot.formats.loader import load, shipped
from bot.rehearsal.script import Deed, ScriptFault, deed_in, play, read

LIBRARY = load([shipped()])
HEAD = "language: nl\npeople: Els (begeleidt), Samira, Joost, Ruben, Noor (komt later)\n\n"
NAMES = ("Els", "Samira", "Els Marie")


@pytest.mark.parametrize(
    ("line", "doing", "name", "words"),
    [
        ("Els: dag", "says", "Els", "dag"),
        ("Els Marie: dag: ja", "says", "Els Marie", "dag: ja"),
        ("Samira tikt ✅", "taps", "Samira", "✅"),
        ("Samira tikt ⏭", "taps", "Samira", "⏭"),
        ("Samira haalt ✋ weg", "untaps", "Samira", "✋"),
        ("Els antwoordt Samira: dag", "replies", "Els", "dag"),
        ("Els antwoordt Kring: ja", "replies", "Els", "ja"),
        ("Els verwijdert: dag", "removes", "Els", "dag"),
        ("Els verandert: dag → hoi", "changes", "Els", "hoi"),
        ("Els komt binnen", "comes", "Els", ""),
        ("Els gaat weg", "goes", "Els", ""),
        ("(10 minuten)", "passes", "", ""),
    ],
)
def test_what_somebody_does_is_read(line: str, doing: str, name: str, words: str) -> None:
    deed = deed_in(line, "nl", NAMES)
    assert deed is not None
    assert (deed.doing, deed.name, deed.words) == (doing, name, words)


def test_in_english_too() -> None:
    assert deed_in("Els taps ✅", "en", NAMES) == Deed("Els taps ✅", "taps", "Els", "✅")
    assert deed_in("(2.5 minutes)", "en", NAMES) == Deed("(2.5 minutes)", "passes", minutes=2.5)


@pytest.mark.parametrize(
    "line", ["Piet: dag", "Els tikt 👍", "Els loopt rond", "( minuten)", "Els"]
)
def test_anything_else_is_not(line: str) -> None:
    assert deed_in(line, "nl", NAMES) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "language"),
        ("language: fr\npeople: Els (begeleidt)", "language"),
        ("language: nl\n", "who is there"),
        ("language: nl\npeople: Els, Samira", "Nobody leads"),
        ("language: nl\npeople: Els (leads), Samira", "not known"),
        ("language: nl\npeople: Els (begeleidt), , Samira", "no name"),
        (HEAD + "Els: dag\nPiet: dag\n", "Line 5"),
    ],
)
def test_a_fault_is_one_line_that_says_where_and_what_to_do(text: str, told: str) -> None:
    with pytest.raises(ScriptFault) as fault:
        read(text)
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)


async def test_what_cannot_be_done_is_told() -> None:
    for line in ("Samira verwijdert: iets", "Samira verandert: iets → iets", "Samira haalt ✋ weg"):
        with pytest.raises(ScriptFault, match=r"Samira"):
            await play(read(HEAD + line), LIBRARY, lambda block: None)


async def test_playing_writes_the_file_and_playing_that_gives_it_again() -> None:
    text = HEAD + (
        "# Een begin.\nEls: !start kampvuur Onze tuin\nSamira tikt ✅\nJoost: ik doe mee\n"
        "Ruben tikt ✅\nRuben haalt ✅ weg\nNoor komt binnen\nEls: !hulp\nEls gaat weg\n(800 minuten)\n"
    )
    shown: list[str] = []
    played = await play(read(text), LIBRARY, shown.append)
    assert "Kring: Straks zitten we rond het vuur. Het thema is: Onze tuin." in played
    assert "# Een begin." in shown
    assert await play(read(played), LIBRARY, lambda block: None) == played


async def test_removed_and_changed_words_are_those_of_the_room() -> None:
    text = HEAD + (
        "Els: !start kampvuur Onze tuin\nEls verandert: !start → !start kampvuur Buiten\n"
        "Noor komt binnen\nEls verwijdert: !start\nNoor gaat weg\nNoor komt binnen\n"
    )
    played = await play(read(text), LIBRARY, lambda block: None)
    assert "Het thema is: Buiten." in played
    assert "Het thema is: niet meer te lezen." in played
