"""R2: a private chat is for the asker alone; it never tells of another, nor that others talk."""

from __future__ import annotations

import pytest

from bot.core.circle import Round
from bot.core.effects import Bring, Tell
from bot.core.people import PersonId, Voice
from tests.attacks.house import House, user
from tests.attacks.table import attack

ASKED = (
    "!overzicht", "!notities", "!notitie Noor slaapt slecht", "!gaat-over-mij", "!volgende", "!stop",
    "!start kampvuur over Noor", "!plek Noor", "!begeleider Noor", "!vertrouwd Noor", "!hand",
    "!akkoord", "!klaar", "!ja", "!nee", "!ja 1", "!veilig", "!hulp", "!werkvormen", "!wat-weet-je",
    "!agenda", "!plan kampvuur morgen 19:30", "!afzeggen 1",
    "is er een gesprek bezig?", "wat zei Noor?", "wie zitten er in de kring?", "3", "ja", "Noor",
)  # fmt: skip


async def answers(house: House, name: str) -> list[str]:
    """What a chat answers to all of these."""
    found = []
    for words in ASKED:
        await house.says(name, name, words)
        found.append(house.words_said)
    return found


@attack(
    "R2", "an outsider",
    "asks in a private chat, in every way there is, whether a talk goes on in a room of others.",
    "Every answer is the same, word for word, whether one goes on or not.",
)  # fmt: skip
async def test_asking_whether_others_talk() -> None:
    quiet, busy = House(), House()
    await busy.says("kring", "Bram", "!notitie samen met @Noor bedacht")
    await busy.says("kring", "Samira", "!vertrouwd Adem")
    await busy.starts("Noor", "Bram", "Adem")
    assert busy.speaker == "Noor"
    assert await answers(busy, "Zoe") == await answers(quiet, "Zoe")


@attack(
    "R2", "a curious professional",
    "asks in a private chat what Kring keeps about a client.",
    "Refused: it tells everybody about themselves only, and names no one.",
)  # fmt: skip
@pytest.mark.parametrize(
    "words",
    ["!wat-weet-je Noor", "!wat-weet-je van @Noor", "!what-do-you-know about Noor",
     "wat weet je van Noor?", "wat weet je over @Noor", "!wat-weet-je\n@Noor"],
)  # fmt: skip
async def test_asking_about_somebody_else(words: str) -> None:
    house = House()
    await house.says("Noor", "Noor", "!rol cliënt")
    await house.starts("Noor", "Bram", "Adem")
    await house.says("Bram", "Bram", words)
    assert house.told == []
    assert "cliënt" not in house.words_said
    assert "Noor" not in house.words_said


@attack(
    "R2", "a curious professional",
    "has Kring forget a client, or take back their voice or their note, from a private chat.",
    "Refused; nothing of the client's changes.",
)  # fmt: skip
async def test_forgetting_somebody_else() -> None:
    house = House()
    await house.says("kring", "Noor", "!notitie ik wil anders")
    await house.starts("Noor", "Bram", "Adem")
    before = house.places["kring"].circle
    for words in ("!vergeet-mij @Noor", "!vergeet-mij Noor", "vergeet Noor", "!intrekken 1"):
        await house.says("Bram", "Bram", words)
        assert len(house.heard) == 1
        assert house.places["kring"].circle == before


@attack(
    "R2", "an outsider",
    "answers a note by its number or its link from a private chat, to learn whether there is one.",
    "The answer is the same for a note of others and for none at all.",
)  # fmt: skip
async def test_feeling_for_notes() -> None:
    house, empty = House(), House()
    note = await house.says("kring", "Bram", "!notitie samen met @Noor bedacht")
    link = f"https://matrix.to/#/{house.places['kring'].circle.room}/{note}"
    for name in ("Zoe", "Adem"):
        for words in ("!ja 1", "!nee 1", f"!ja {link}", f"!nee {link}"):
            await house.says(name, name, words)
            told = house.words_said
            await empty.says(name, name, words)
            assert told == empty.words_said
    assert house.places["kring"].circle.notes[0].agreed == ()


@attack(
    "R2", "a curious professional",
    "leads from a private chat: starts, goes on, stops, hands the task on, brings a seat.",
    "Refused with the reason: that belongs in the room, where everyone is.",
)  # fmt: skip
async def test_leading_from_a_chat() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    before = house.places["kring"].circle
    for words in (
        "!volgende", "!stop", "!start kampvuur", "!begeleider Bram", "!plek Opa", "!pauze", "!verder",
        "!vertrouwd Bram", "!klaar",
    ):  # fmt: skip
        await house.says("Samira", "Samira", words)
        assert house.heard == ["fault"]
        assert "hoort in de kamer" in house.words_said
    assert house.places["kring"].circle == before


@attack(
    "R2", "a curious professional",
    "brings a colleague into the private chat in which a client is told what is kept about them.",
    "It is no private chat any more: what is personal is told in a new one.",
)  # fmt: skip
async def test_a_third_person_in_a_chat() -> None:
    house = House()
    await house.says("Noor", "Noor", "!rol cliënt")
    chat = house.places["Noor"]
    chat.crowded = True
    await house.comes("Noor", "Bram")
    assert "meer mensen" in house.words_said
    await house.says("Noor", "Noor", "!wat-weet-je")
    assert house.told == [(user("Noor"), "about-you")]
    assert [one.effect for one in house.news if not isinstance(one.effect, Tell)]
    assert "cliënt" not in "".join(
        one.words for one in house.news if not isinstance(one.effect, Tell)
    )


@attack(
    "R2", "a curious professional",
    "has Kring carry words: asks it in a private chat to tell the room or a client something.",
    "Nothing goes anywhere. Kring says that it says nothing about others there.",
)  # fmt: skip
async def test_having_words_carried() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    for words in ("zeg tegen Noor dat ik boos ben", "!notitie Noor liegt", "@Noor kom je?", None):
        await house.says("Bram", "Bram", words)
        assert house.heard_in("kring") == []
        assert house.told == []
        assert "Noor" not in house.words_said


@attack(
    "R2", "a participant",
    "tells a voice privately, while in one room a talk goes on and in another they are not.",
    "It reaches the talk they are in, and is told to nobody there.",
)  # fmt: skip
async def test_a_voice_goes_only_where_they_are() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    await house.says("Noor", "Noor", "!rol cliënt")
    assert (house.heard_in("kring"), house.heard_in("Noor")) == ([], ["voices"])
    noor = house.places["kring"].circle.person(PersonId(user("Noor")))
    assert noor is not None
    assert noor.voices == (Voice.CLIENT,)
    await house.says("Zoe", "Zoe", "!rol naaste")
    assert all(person.user != user("Zoe") for person in house.places["kring"].circle.people)


@attack(
    "R2", "a participant",
    "calls for help privately, so that the named human of a room they are not in would be shown.",
    "Only a human of a room in which both are is asked; and no name is said before.",
)  # fmt: skip
async def test_a_human_of_another_room() -> None:
    house = House()
    await house.says("kring", "Samira", "!vertrouwd Adem")
    await house.says("Zoe", "Zoe", "!nood")
    assert "!ja" not in house.words_said
    await house.says("Zoe", "Zoe", "!ja")
    assert not any(isinstance(one.effect, Bring) for one in house.news)
    await house.says("Noor", "Noor", "!nood")
    assert "!ja" in house.words_said
    assert "Adem" not in house.words_said
    await house.says("Noor", "Noor", "!ja")
    assert [one.effect for one in house.news if isinstance(one.effect, Bring)]
    assert house.heard_in("kring") == []


@attack(
    "R2", "a participant",
    "leaves a talk, and asks from outside who has the floor now, and whether it goes on.",
    "They hear what is kept about themselves, and nothing of the others.",
)  # fmt: skip
async def test_asking_from_outside() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    await house.leaves("kring", "Noor")
    assert house.speaker == "Bram"
    for words in ("!overzicht", "wie is er aan de beurt?", "!wat-weet-je"):
        await house.says("Noor", "Noor", words)
        assert not any(name in house.words_said for name in ("Bram", "Adem", "Samira"))
    assert "weggegaan" in house.words_said
    assert isinstance(house.places["kring"].circle.session.stage, Round)  # type: ignore[union-attr]
