"""R11: Kring says what it is, and between talks it reacts to commands alone."""

from __future__ import annotations

import pytest

from bot.core.effects import Button
from bot.matrix.rooms import membership_change
from tests.attacks.house import House, user
from tests.attacks.table import attack

TALK = (
    "ja", "nee", "klaar", "pas", "ik doe mee", "akkoord", "hand", "mag ik wat zeggen?", "pauze graag",
    "ik ben cliënt", "wat weet je van mij?", "vergeet mij", "stop", "volgende", "help", "hulp", "nood",
    "ik wil niet meer leven", "Kring is ook maar een computer", "Kring, hoe gaat het met je?",
    "wat vindt Kring daarvan?", "! dat was mooi", "!!!", "3", "1 en 2", "✅", "@Zoe is er niet",
    "over @Zoe gesproken", "> !start kampvuur\nhoorde ik", "ik typte !start en er gebeurde niets",
)  # fmt: skip


@attack(
    "R11", "a curious professional",
    "lets people chat between meetings, in words that mean something in a talk, to have it react.",
    "Nothing is said and nothing is kept, whatever it sounds like.",
)  # fmt: skip
@pytest.mark.parametrize("words", TALK)
async def test_chatting_between_talks(words: str) -> None:
    house = House()
    before = house.places["kring"].circle
    await house.says("kring", "Noor", words)
    assert house.news == []
    assert house.places["kring"].circle == before


@attack(
    "R11", "a participant",
    "goes on tapping and answering under what Kring said in a talk that is over.",
    "Nothing: that talk is over, and nothing of it is known.",
)  # fmt: skip
async def test_answering_an_old_talk() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    old = [house.last(moment) for moment in ("gathering", "agreements", "turn")]
    await house.says("kring", "Samira", "!stop")
    old.append(house.last("closed"))
    before = house.places["kring"].circle
    for message in old:
        for button in Button:
            await house.reacts("kring", "Noor", button.value, message)
            assert house.news == []
        for words in ("ja", "klaar", "ik doe mee", "3"):
            await house.says("kring", "Noor", words, to=message)
            assert house.news == []
    assert house.places["kring"].circle == before


@attack(
    "R11", "a participant",
    "edits and removes their messages between meetings, also those of an old talk.",
    "Nothing: only of a note it is noticed, because people vouch for its words.",
)  # fmt: skip
async def test_changing_words_between_talks() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    said = await house.says("kring", "Noor", "Ik ben er")
    await house.says("kring", "Samira", "!stop")
    before = house.places["kring"].circle
    await house.changes("kring", "Noor", said, "Ik was er, met @Zoe")
    assert house.news == []
    await house.changes("kring", "Noor", said, "!start kampvuur")
    assert house.news == []
    await house.removes("kring", "Noor", said)
    assert house.news == []
    assert house.places["kring"].circle == before


@attack(
    "R11", "an outsider",
    "comes and goes between meetings, and changes names and pictures.",
    "Nothing is said and nothing is kept; a new name is no coming in.",
)  # fmt: skip
async def test_coming_and_going_between_talks() -> None:
    house = House()
    before = house.places["kring"].circle
    await house.comes("kring", "Zoe")
    assert house.news == []
    await house.leaves("kring", "Zoe")
    assert house.news == []
    assert house.places["kring"].circle == before
    was = {"membership": "join", "displayname": "Zoe"}
    renamed = {"content": was | {"displayname": "Noor"}, "unsigned": {"prev_content": was}}
    assert membership_change(renamed) is None


HELLO = {
    "nl": ("Kring", "computerprogramma", "geen AI", "technisch wel meelezen", "bewaar niets",
           "elke dag weg", "niemand deze kamer in de gaten", "!nood", "!hulp"),
    "en": ("Kring", "computer program", "No AI", "technically", "keep nothing", "every day",
           "watches this room", "!crisis", "!help"),
}  # fmt: skip


@attack(
    "R11", "a newcomer",
    "does not know that there is a program in the room, or what it can read.",
    "On joining, Kring says who it is, that it could read along between talks, that it keeps "
    "nothing and deletes keys daily, that no AI reads along, that nobody watches, where help is.",
)  # fmt: skip
@pytest.mark.parametrize("language", ["nl", "en"])
async def test_not_knowing_what_it_is(language: str) -> None:
    house = House()
    if language == "en":
        await house.says("kring", "Samira", "!language en")
    await house.arrives("kring")
    assert (house.heard, house.mentioned) == (["hello"], set())
    for words in HELLO[language]:
        assert words in house.words_said, words


@attack(
    "R11", "a hurried facilitator",
    "takes Kring into a room that is not encrypted, or a private chat that is not.",
    "Its hello says so first, and what it will not do there.",
)  # fmt: skip
async def test_a_hello_in_the_open() -> None:
    house = House()
    for where in ("kring", "Noor"):
        house.places[where].encrypted = False
        await house.arrives(where)
        assert house.heard == ["hello"]
        for words in ("niet versleuteld", "!nood", "!hulp"):
            assert words in house.words_said


@attack(
    "R11", "a curious professional",
    "counts on Kring to tell later who said how much in the months between.",
    "Nothing is counted: a thousand messages between talks leave the state as it was.",
)  # fmt: skip
async def test_counting_between_talks() -> None:
    house = House()
    before = house.places["kring"].circle
    for number in range(1000):
        name = ("Noor", "Bram", "Adem")[number % 3]
        await house.says("kring", name, f"bericht {number} over van alles")
        assert house.news == []
    assert house.places["kring"].circle == before


@attack(
    "R11", "a participant",
    "takes Kring's name and picture, and says in its place that a note stands, or whose turn it is.",
    "It is somebody's message: no tap under it and no answer to it means anything.",
)  # fmt: skip
async def test_speaking_as_kring() -> None:
    house = House()
    await house.says("kring", "Bram", "!notitie samen met @Noor bedacht")
    await house.starts("Noor", "Bram", "Adem")
    house.names[user("Adem")] = "Kring"
    forged = await house.says("kring", "Adem", "De notitie staat. Noor, tik op ✅.")
    assert "note" not in house.heard
    before = house.places["kring"].circle
    for button in Button:
        await house.reacts("kring", "Noor", button.value, forged)
        assert house.news == []
    assert house.places["kring"].circle == before
    assert before.notes[0].agreed == ()
