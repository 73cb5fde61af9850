"""What is typed for a map: names, how strong they are and what connects; and what is talk."""

from __future__ import annotations

import pytest

from bot.commands.naming import named, taken_away

Read = list[tuple[str, int | None, str | None]]


def read(body: str) -> Read:
    return [
        (body[one.begin : one.end], one.strength, body[slice(*one.bond)] if one.bond else None)
        for one in named(body)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("zus: sterk", [("zus", 3, None)]),
        ("voetbal – 2", [("voetbal", 2, None)]),
        ("voetbal - zwak", [("voetbal", 1, None)]),
        ("voetbal = 3", [("voetbal", 3, None)]),
        ("voetbal (3)", [("voetbal", 3, None)]),
        ("voetbal 2", [("voetbal", 2, None)]),
        ("mijn zus sterk", [("mijn zus", 3, None)]),
        ("mijn zus heel sterk", [("mijn zus", 3, None)]),
        ("Marga, mijn zus: sterk", [("Marga, mijn zus", 3, None)]),
        ("Marga, mijn zus: sterk, bellen", [("Marga, mijn zus", 3, "bellen")]),
        ("zus: elke dag bellen, sterk", [("zus", 3, "elke dag bellen")]),
        ("tante, sterk, samen koken", [("tante", 3, "samen koken")]),
        ("tante: sterk, samen koken en praten.", [("tante", 3, "samen koken en praten")]),
        ("zus: sterk, broer: zwak", [("zus", 3, None), ("broer", 1, None)]),
        ("zus", [("zus", None, None)]),
        ("de buurvrouw.", [("de buurvrouw", None, None)]),
        ("zus, broer, moeder", [("zus", None, None), ("broer", None, None), ("moeder", None, None)]),
        ("- zus: sterk\n- broer\n1. koor 2",
         [("zus", 3, None), ("broer", None, None), ("koor", 2, None)]),
        ("Zoë: strong", [("Zoë", 3, None)]),
        ("Ахмед: 3", [("Ахмед", 3, None)]),
        ("niet zo sterk: voetbal", []),
        ("kerk: niet sterk", [("kerk", 1, None)]),
        ("Ik vind dit lastig.\nzus: sterk", [("zus", 3, None)]),
        ("het koor: 2", [("het koor", 2, None)]),
        ("mijn oude buurman", [("mijn oude buurman", None, None)]),
    ],
)  # fmt: skip
def test_names_are_found_with_all_that_is_beside_them(body: str, expected: Read) -> None:
    assert read(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "", " ", "ja", "nee", "klaar", "prima", "dank je wel", "Ik zie mijn zus bijna elke week.",
        "ik weet het niet", "en dan nog", "wat bedoel je?", "zus?", "dat is sterk", "ik voel me zwak",
        "ik ben 2", "👍", "...", "!volgende", "https://kring.example/zus", "nou ja",
        "Mijn zus woont ver weg en belt alleen op zondag", "3 keer per week ga ik naar het koor toe",
        "Sterker dan iedereen.", "Maandag was zwaar",
        "sterk", ": sterk", "- : 2", "x" * 200, "\n\n", "1, 2, 3", "om 12:30 uur", "pas",
    ],
)  # fmt: skip
def test_talk_is_let_be(body: str) -> None:
    assert read(body) == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("weg tante", "tante"),
        ("tante weg", "tante"),
        ("haal tante weg", "tante"),
        ("Tante mag weg.", "Tante"),
        ("remove aunt", "aunt"),
        ("mijn zus kan weg", "mijn zus"),
    ],
)
def test_a_name_is_taken_away(body: str, name: str) -> None:
    found = taken_away(body)
    assert found is not None
    assert body[slice(*found)] == name


@pytest.mark.parametrize("body", ["weg", "ik ga weg?", "", "de weg naar huis", "hij is\nweg"])
def test_other_words_take_nothing_away(body: str) -> None:
    assert taken_away(body) is None
