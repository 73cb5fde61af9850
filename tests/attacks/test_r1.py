"""R1: no word of a participant leaves their room: not into the state, not into what is asked for."""

from __future__ import annotations

import pytest

from bot.commands.catalogue import CATALOGUE
from bot.core.effects import Tell
from tests.attacks.house import House, user
from tests.attacks.table import attack

SECRET = "zwartebes"
STRANGE = (
    f"!start {SECRET}", f"!start kampvuur {SECRET} @nobody", f"!{SECRET}", f"!plek {SECRET}\n{SECRET}",
    f"!ja {SECRET}", f"!notitie {SECRET}", f"!rol {SECRET}", f"!afwezig {SECRET}", f"!taal {SECRET}",
    f"!begeleider {SECRET}", f"!vertrouwd {SECRET}", f"!plan {SECRET} morgen", f"!veilig {SECRET}",
    f"!wat-weet-je {SECRET}", f"!nood {SECRET}", f"Kring: {SECRET}", f"{SECRET}\n!klaar", SECRET,
    f"!gaat-over-mij {SECRET}", f"!intrekken {SECRET}", f"!hand {SECRET}", f"!klaar {SECRET}",
)  # fmt: skip
ODD = (
    "{0} {name} {theme} %s %(x)s", "<b>x</b><script>", "\x00\x07\ud7ff\u202e", "!" * 5000,
    "!ja " + "9" * 5000, "!start " + "a " * 3000, "> > > <@x:y> !start\n\n!klaar", "!notitie\n" * 400,
    "[x](https://matrix.to/#/%E0%A4%A)", "!rol " + "," * 3000, "!afwezig tot 99 banaan 2020-99-99",
    "!ja https://matrix.to/#/!a/$b", "!intrekken -1", "!nee ٣", "﻿!start", "!plek \u3164",
)  # fmt: skip


def everything_of(house: House) -> str:
    """All that Kring keeps or asks for, as it would be written down; what it says is not in it."""
    states = [repr(place.circle) for place in house.places.values()]
    return "\n".join(states + [repr(one.effect) for one in house.all])


@attack(
    "R1", "a participant",
    "types something private behind every command, also where it makes no sense.",
    "Kept is at most in which message it stands; the words are read there, when they are shown there.",
)  # fmt: skip
@pytest.mark.parametrize("begun", [False, True])
async def test_words_behind_commands(begun: bool) -> None:
    house = House()
    if begun:
        await house.starts("Noor", "Bram", "Adem", start=f"!start kampvuur {SECRET}")
    names = (*(f"!{entry.nl[0]} {SECRET}" for entry in CATALOGUE), *STRANGE)
    for words in names:
        for where, name in (("kring", "Noor"), ("Noor", "Noor")):
            event = await house.says(where, name, words)
            await house.changes(where, name, event, f"{words} {SECRET}")
    await house.says("kring", "Samira", "!overzicht")
    assert SECRET not in everything_of(house)


@attack(
    "R1", "a curious professional",
    "answers, in another room, a message of the circle with !notitie, to have its words taken along.",
    "Words are looked for only in the room in which it is asked: there is no such message there.",
)  # fmt: skip
async def test_taking_words_to_another_room() -> None:
    house = House()
    said = await house.says("kring", "Noor", f"ik heet {SECRET}")
    for words in ("!notitie", "!ja", "!intrekken", "!gaat-over-mij", "ja"):
        await house.says("elders", "Samira", words, to=said)
        assert SECRET not in house.words_said
    assert house.places["elders"].circle.notes == ()


@attack(
    "R1", "a curious professional",
    "types in a private chat what is to be said in the room, or the other way round.",
    "What is said in one place is never repeated in another.",
)  # fmt: skip
async def test_words_between_a_chat_and_the_room() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem", start=f"!start kampvuur {SECRET}")
    for words in (f"zeg {SECRET}", f"!notitie {SECRET}", f"!plek {SECRET}", f"!start {SECRET}"):
        await house.says("Bram", "Bram", words)
        assert house.heard_in("kring") == []
        assert SECRET not in house.words_said
    await house.says("kring", "Bram", f"!plek {SECRET}")
    await house.says("kring", "Bram", f"!notitie {SECRET}")
    for words in ("!wat-weet-je", "!overzicht", "!nood"):
        await house.says("Bram", "Bram", words)
        assert SECRET not in house.words_said
        await house.says("kring", "Bram", words)
        assert SECRET not in "".join(
            one.words for one in house.news if isinstance(one.effect, Tell)
        )


@attack(
    "R1", "a participant",
    "removes the message in which a theme, a seat's name or a note stands.",
    "Kring has no copy: from then on it says something general in its place.",
)  # fmt: skip
async def test_words_that_were_removed() -> None:
    house = House()
    await house.says("kring", "Samira", f"!start kampvuur {SECRET}")
    start = next(
        event for event, words in house.places["kring"].words.items() if words and "!start" in words
    )
    assert SECRET in house.words_said
    await house.says("kring", "Noor", "!meedoen")
    seat = await house.says("kring", "Noor", f"!plek {SECRET}")
    assert SECRET in house.words_said
    await house.removes("kring", "Noor", seat)
    await house.removes("kring", "Samira", start)
    for name, words in (
        ("Bram", "!meedoen"), ("Adem", "!meedoen"), ("Samira", "!volgende"), ("Noor", "!akkoord"),
        ("Bram", "!akkoord"), ("Adem", "!akkoord"), ("Samira", "!volgende"), ("Samira", "!volgende"),
        ("Samira", "!overzicht"), ("Noor", "!klaar"), ("Bram", "!klaar"), ("Adem", "!klaar"),
    ):  # fmt: skip
        await house.says("kring", name, words)
        assert SECRET not in house.words_said
    await house.comes("kring", "Zoe")
    assert SECRET not in house.words_said


@attack(
    "R1", "an outsider",
    "sends what no client sends, so that an error is written down with the words in it.",
    "Nothing fails, nothing is kept of it, and the answer is kind.",
)  # fmt: skip
@pytest.mark.parametrize("words", ODD)
async def test_provoking_an_error(words: str) -> None:
    for begun in (False, True):
        house = House()
        if begun:
            await house.starts("Noor", "Bram", "Adem")
        for where in ("kring", "Noor"):
            event = await house.says(where, "Noor", f"{words} {SECRET}")
            assert len(house.heard_in(where)) <= 1
            await house.changes(where, "Noor", event, words)
        assert SECRET not in everything_of(house)


@attack(
    "R1", "a participant",
    "uses a theme or a name that is itself a command, a pill, or the marks of a text.",
    "It is shown as it was typed, as words, and does nothing.",
)  # fmt: skip
@pytest.mark.parametrize("theme", ["{theme}", "**vet** _en_ `zo`", "<a href='x'>y</a>", "!stop"])
async def test_a_theme_that_is_more(theme: str) -> None:
    house = House()
    await house.says("kring", "Samira", f"!start kampvuur {theme}")
    assert house.heard == ["gathering"]
    assert theme in house.words_said
    assert house.mentioned == set()
    await house.says("kring", "Noor", f"!plek {theme}")
    assert house.places["kring"].circle.session is not None
    assert user("Noor") not in house.words_said
