"""R10: everyone can hear what is kept about them, and have it forgotten, at any moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot import log
from bot.core.about import about, holds
from bot.core.circle import Circle, Round
from bot.core.effects import Close, Tell
from bot.core.events import Act, Forgot
from bot.core.people import PersonId
from tests.attacks.house import NAMES, House, user
from tests.attacks.table import attack
from tests.core.conversation import CHECK_OUT, OPEN, Conversation
from tests.core.conversation import user as person


def kept_of(house: House, name: str) -> list[str]:
    """In which places something of somebody's is kept, beside that they are in the room."""
    found = []
    for where, place in house.places.items():
        circle = place.circle
        if holds(circle, user(name)) and about(circle, user(name)):
            found.append(where)
    return found


@attack(
    "R10", "a participant",
    "leaves a trace in every way there is, and then asks what is kept.",
    "Each trace has its line, in plain words, and the rest is said: the server, the keys, the language.",
)  # fmt: skip
async def test_asking_with_a_trace_everywhere() -> None:
    house = House()
    await house.says("kring", "Samira", "!vertrouwd Noor")
    await house.says("kring", "Bram", "!notitie samen met @Noor bedacht")
    await house.says("kring", "Noor", "!notitie ik wil anders")
    await house.says("elders", "Samira", "!notitie iets anders")
    await house.says("Noor", "Noor", "!afwezig tot 12 februari")
    await house.says("Noor", "Noor", "!herinner aan")
    await house.starts("Noor", "Bram", "Adem")
    await house.says("Noor", "Noor", "!rol cliënt naaste")
    await house.says("kring", "Noor", "!plek Opa")
    await house.says("kring", "Samira", "!begeleider Samira Noor")
    await house.says("kring", "Samira", "!vertrouwd Samira")
    await house.says("kring", "Noor", "!nood")
    await house.says("kring", "Samira", "!vertrouwd Noor")
    await house.says("kring", "Noor", "!pauze")
    await house.says("Noor", "Noor", "!wat-weet-je")
    for words in (
        "doet mee in de kring", "rol: cliënt", "rol: naaste", "begeleidt dit gesprek",
        "bij wie mensen hier terechtkunnen", "bracht een plek", "nu aan de beurt", "schreef een notitie",
        "notitie gaat over jou", "om deze pauze gevraagd", "vroeg om hulp", "12 februari",
        "wilt hier een herinnering", "Dit gooi ik weg als het gesprek klaar is", "!vergeet-mij",
        "in welke taal", "server", "sleutel",
    ):  # fmt: skip
        assert words in house.words_said, words
    assert not any(name in house.words_said for name in ("Bram", "Adem", "Samira", "Opa"))
    # And everyone of whom anything is kept is told something.
    for name in NAMES:
        kept = kept_of(house, name)
        await house.says(name, name, "!wat-weet-je")
        assert ("bewaar nu niets" in house.words_said) is not bool(kept), name


@attack(
    "R10", "a curious professional",
    "asks in the room what is kept about a client, or says it under the client's message.",
    "Everyone hears it of themselves alone, and privately; the room hears only that.",
)  # fmt: skip
@pytest.mark.parametrize("words", ["!wat-weet-je Noor", "!wat-weet-je @Noor", "!wat-weet-je"])
async def test_asking_about_a_client_in_the_room(words: str) -> None:
    house = House()
    await house.says("Noor", "Noor", "!rol cliënt")
    await house.starts("Noor", "Bram", "Adem")
    noors = await house.says("kring", "Noor", "hoi")
    await house.says("kring", "Bram", words, to=noors)
    assert all(who == user("Bram") for who, _ in house.told)
    assert "cliënt" not in house.words_said
    assert house.heard in (["help"], ["fault"])


@attack(
    "R10", "a participant",
    "has Kring forget them while they have the floor, a voice, a seat, a hand, an answer, a task.",
    "It is gone everywhere at once. The talk goes on, nobody is told why, and they read along.",
)  # fmt: skip
async def test_being_forgotten_in_the_middle() -> None:
    house = House()
    await house.says("kring", "Bram", "!notitie samen met @Noor bedacht")
    await house.says("Noor", "Noor", "!afwezig tot 12 februari")
    await house.starts("Noor", "Bram", "Adem")
    await house.says("Noor", "Noor", "!rol cliënt")
    await house.says("kring", "Noor", "!plek Opa")
    await house.says("kring", "Samira", "!vertrouwd Noor")
    assert house.speaker == "Noor"
    await house.says("Noor", "Noor", "!vergeet-mij")
    assert house.heard_in("Noor") == ["forgotten"]
    assert "Noor" not in "".join(one.words for one in house.news if one.place == "kring")
    assert house.speaker == "Bram"
    session = house.places["kring"].circle.session
    assert session is not None
    assert user("Noor") in session.present
    await house.says("Noor", "Noor", "!wat-weet-je")
    assert "leest mee" in house.words_said
    for words in ("rol", "plek", "terechtkunnen", "notitie", "januari", "beurt"):
        assert words not in house.words_said.replace("Dit is alles", "")


@attack(
    "R10", "a participant",
    "has Kring forget them again and again, and sits down anew each time, to have the floor more.",
    "They come after everyone who waits; a raised hand that waits is never passed by for long.",
)  # fmt: skip
async def test_being_forgotten_to_speak_again() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    heard: list[str | None] = []
    for _ in range(3):
        heard.append(house.speaker)
        await house.says("kring", str(house.speaker), "!klaar")
        if heard[-1] == "Noor":
            await house.says("Noor", "Noor", "!vergeet-mij")
            await house.says("kring", "Noor", "!akkoord")
    assert heard == ["Noor", "Bram", "Adem"]


@attack(
    "R10", "an outsider",
    "has the disk after a talk is over, and looks for who was in it.",
    "What tied people to it is gone: of the talk stay its form, minutes and a band.",
)  # fmt: skip
async def test_looking_after_the_close() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    await house.says("Noor", "Noor", "!rol cliënt")
    await house.says("kring", "Noor", "!plek Opa")
    await house.says("kring", "Adem", "!hand")
    await house.says("kring", "Samira", "!stop")
    [close] = [one.effect for one in house.news if isinstance(one.effect, Close)]
    assert (close.format, close.band) == ("campfire", "3-5")
    assert not any(user(name) in repr(close) for name in NAMES)
    for name in NAMES:
        assert kept_of(house, name) == []
        assert not holds(house.places["kring"].circle, user(name))
    circle = house.places["kring"].circle
    assert circle == Circle(circle.room, "nl", lately=circle.lately), (
        "which form and themes came last"
    )


@attack(
    "R10", "a curious professional",
    "waits for a client's private answer to be shown in the room, where there is no chat to go to.",
    "It waits for them, in a chat of two; where that cannot be, it is not told at all.",
)  # fmt: skip
async def test_an_answer_that_is_for_one() -> None:
    house = House()
    await house.says("Noor", "Noor", "!rol cliënt")
    await house.says("kring", "Noor", "!wat-weet-je")
    [told] = [one.effect for one in house.news if isinstance(one.effect, Tell)]
    assert (told.user, told.moment, told.encrypted) == (user("Noor"), "about-you", True)
    assert house.heard == ["help"]
    assert house.mentioned == set()
    room = [one.words for one in house.news if not isinstance(one.effect, Tell)]
    assert "cliënt" not in "".join(room)


@attack(
    "R10", "a hurried facilitator",
    "has Kring forget them in the middle of leading, so that the others are left with nobody.",
    "The task is offered to the circle at once; whoever says yes has it.",
)  # fmt: skip
async def test_a_facilitator_who_is_forgotten() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    await house.says("kring", "Samira", "!vergeet-mij")
    assert house.heard_in("kring") == ["ask"]
    await house.says("kring", "Adem", "!ja")
    session = house.places["kring"].circle.session
    assert session is not None
    assert session.facilitators == (user("Adem"),)


@attack(
    "R10", "a participant",
    "says in the circle: forget me, what do you know of me; words, not commands.",
    "In a room such words are a story; nothing is forgotten by them, and nothing is shown.",
)  # fmt: skip
@pytest.mark.parametrize("words", ["vergeet mij", "vergeet mij maar", "wat weet je van mij?"])
async def test_words_that_sound_like_it(words: str) -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    await house.says("kring", "Noor", words)
    assert house.told == []
    stage = house.places["kring"].circle.session.stage  # type: ignore[union-attr]
    assert isinstance(stage, Round)
    assert house.places["kring"].circle.person(PersonId(user("Noor"))) is not None


@attack(
    "R10", "an outsider",
    "compares the logs of two days, to follow a person through them by what stands for them.",
    "What stands for people and rooms in the log is another one after every start.",
)  # fmt: skip
def test_following_somebody_through_logs() -> None:

    code = "from bot import log; print(log.who('@noor:home'))"
    days = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert days[0] != days[1]
    assert log.who("@noor:home") == log.who("@noor:home")
    assert "noor" not in "".join(days)


@attack(
    "R10", "a participant",
    "has Kring forget them and raises a hand anew, in turn with a friend, so that a third never speaks.",
    "A hand that has waited for as many turns as there are people is next, whatever others do.",
)  # fmt: skip
def test_being_forgotten_to_go_before_a_hand() -> None:
    talk = Conversation.begun(OPEN, CHECK_OUT, names=("anna", "bert", "cor"))
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.HAND)
        assert talk.speaker == name
        if name != "cor":
            talk.does(name, Act.DONE)
    talk.does("bert", Act.HAND)
    begun = talk.session.turns
    while talk.speaker != "bert":
        speaker = str(talk.speaker)
        other = {"anna": "cor", "cor": "anna"}[speaker]
        talk.happens(Forgot(talk.at, person(other), asked_here=False))
        talk.does(other, Act.AGREE)
        talk.does(other, Act.HAND)
        talk.does(speaker, Act.DONE)
        assert talk.session.turns - begun <= 3, "G3"
