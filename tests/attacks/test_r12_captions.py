"""R12: a call for help, or any command, under a picture or a file."""

from __future__ import annotations

import pytest

from tests.attacks.house import House, user
from tests.attacks.table import attack


@attack(
    "R12", "a participant",
    "sends a picture of what is wrong, with the call for help under it; in the room, out of turn, in a "
    "private chat, where nothing is encrypted.",
    "It is answered as if it was typed.",
)  # fmt: skip
async def test_asking_for_help_under_a_picture() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    for words in ("!nood", "! nood", "!crisis", "kijk eens wat hij doet\n!nood"):
        await house.shows("kring", "Bram", words)
        assert house.heard == ["crisis"], words
        assert not house.mentioned
    await house.shows("Bram", "Bram", "!nood")
    assert house.heard == ["crisis"]
    await house.shows("Bram", "Bram", "nood")
    assert house.heard == ["crisis"]
    house.places["Bram"].encrypted = False
    await house.shows("Bram", "Bram", "nood")
    assert house.heard == ["crisis"]
    house.places["kring"].encrypted = False
    await house.shows("kring", "Bram", "!nood")
    assert house.heard == ["crisis"]


async def test_a_command_under_a_picture_is_one_and_other_words_under_it_are_for_the_people() -> (
    None
):
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    for words in ("klaar", "pas", "nood", "ja", "mijn hond. Klaar", "IMG_2041.jpg"):
        await house.shows("kring", "Noor", words)
        assert house.heard == [], words
    await house.shows("kring", "Noor", "!nod")
    assert house.heard == ["fault"]
    await house.shows("kring", "Noor", "!klaar")
    assert house.heard == ["turn"]
    assert house.mentioned == {user("Bram")}


@pytest.mark.parametrize("place", ["kring", "Noor"])
async def test_a_picture_of_kring_s_own_says_nothing_to_kring(place: str) -> None:
    house = House()
    house.names[house.user_id] = "Kring"
    await house.shows(place, "Kring", "!nood")
    assert house.heard == []


async def test_a_picture_with_done_under_it_is_a_line_of_the_harvest() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem", start="!start kampvuur Thuis")
    while "Eén regel is genoeg" not in house.words_said:
        await house.says("kring", "Samira", "!volgende")
    await house.shows("kring", "Noor", "!klaar")
    stage = house.places["kring"].circle.session
    assert stage is not None
    assert [one.user for one in stage.stage.lines] == [user("Noor")]  # type: ignore[union-attr]
