"""Small groups and a map in the terminal: as in real rooms, each group's words beside the circle's."""

from __future__ import annotations

import asyncio

import pytest

from bot.formats.loader import load, shipped
from bot.rehearsal.script import ScriptFault, play, read
from tests.kring import SHORT

LIBRARY = load([shipped(), SHORT])

HEAD = """language: nl
people: Els (begeleidt), Samira, Ruben, Joost, Tineke, Bram, Noor

Els: !start {format}
Samira tikt ✅
Ruben tikt ✅
Joost tikt ✅
Tineke tikt ✅
Bram tikt ✅
Noor tikt ✅
Els: !volgende
Samira tikt ✅
Ruben tikt ✅
Joost tikt ✅
Tineke tikt ✅
Bram tikt ✅
Noor tikt ✅
"""


def played(format: str, rest: str) -> str:
    """What stands in the file after playing it; playing that again gives the same."""
    first = asyncio.run(play(read(HEAD.format(format=format) + rest), LIBRARY, lambda block: None))
    again = asyncio.run(play(read(first), LIBRARY, lambda block: None))
    assert first == again
    return first


def test_groups_go_apart_one_falls_out_and_is_back_and_spokespeople_tell() -> None:
    text = played(
        "uiteen",
        """Samira: wij vonden de maandag zwaar
Samira: ik
Ruben valt uit het groepje
Ruben: ik ben mijn groepje kwijt
Els: !volgende
(2 minuten)
""",
    )
    assert text.count("): Wat herken je? En wat heb je nodig?") >= 2
    assert "Kring (Groepje 1): " in text
    assert "Kring (Groepje 2): " in text
    assert "Samira vertelt straks in de kring" in text
    assert "Ruben, ik heb je nog een keer uitgenodigd voor je groepje." in text
    assert "Kring: De tijd in de groepjes is om." in text
    assert "Samira, jij bent aan de beurt" in text or "Samira" in text.rpartition("Wat neemt")[2]


def test_who_is_in_no_group_cannot_fall_out_of_one() -> None:
    with pytest.raises(ScriptFault):
        played("rondom", "Ruben valt uit het groepje\n")


def test_a_map_is_made_by_plain_typing_and_told_in_words() -> None:
    text = played(
        "rondom",
        """Noor: dat ben ik
Els: !volgende
Noor: zus: sterk, elke zondag bellen
Noor: broer, buurvrouw
Noor: 1
Bram: koor: 2
Noor: ja
Noor: weg broer
Samira: wat veel
Els: !beeld
Noor: klaar
Noor: klaar
""",
    )
    assert "- zus: sterk. Wat verbindt: elke zondag bellen" in text
    assert "- buurvrouw: zwak" in text
    assert "- koor: gewoon" in text
    assert "- broer is eraf gehaald" in text
    shown = text.rpartition("De kaart van Noor:")[2]
    assert "(1) zus" in shown
    assert "broer" not in shown
