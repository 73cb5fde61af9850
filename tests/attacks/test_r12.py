"""R12: the least of speakers, and where help is: at once, to anyone, without a name."""

from __future__ import annotations

import pytest

from bot.core.effects import Bring, Say
from bot.ports import Edited
from tests.attacks.house import NAMES, House, user
from tests.attacks.table import attack

CALLS = (
    "!nood", "!NOOD", "!crisis", "! nood", "!nood!", "!nood ik kan niet meer", "!nood Opa", "!sos",
    "!emergency", "Kring: nood", "！nood", "!Nood, alsjeblieft", "\u200b!nood",
)  # fmt: skip


async def in_state(state: str) -> House:
    """A house in which ``kring`` is in this state."""
    house = House()
    match state:
        case "gathering":
            await house.says("kring", "Samira", "!start kampvuur")
        case "agreements":
            await house.says("kring", "Samira", "!start kampvuur")
            for name in ("Noor", "Bram", "Adem"):
                await house.says("kring", name, "!meedoen")
            await house.says("kring", "Samira", "!volgende")
        case "turn" | "paused" | "unsafe" | "closed" | "newcomer" | "check-out" | "stop asked":
            await house.starts("Noor", "Bram", "Adem")
    match state:
        case "paused":
            await house.says("kring", "Bram", "!pauze")
        case "stop asked":
            await house.says("kring", "Bram", "!stop")
        case "unsafe":
            await house.becomes("kring", "open-to-all", "history")
        case "closed":
            await house.says("kring", "Samira", "!stop")
        case "newcomer":
            await house.comes("kring", "Zoe")
        case "check-out":
            while "check-out" not in house.heard:
                await house.says("kring", "Samira", "!volgende")
        case "open to all":
            house.places["kring"].encrypted = False
    return house


STATES = (
    "no session", "gathering", "agreements", "turn", "paused", "stop asked", "unsafe", "newcomer",
    "check-out", "closed", "open to all",
)  # fmt: skip


@attack(
    "R12", "a hurried facilitator",
    "has no room for it now: help is asked for in a pause, in another's turn, in the agreements, in a "
    "room that is not safe or not encrypted, after the end, by a reader, by who just came in.",
    "It is answered at once, always, to everyone, once; nobody is named or called by it.",
)  # fmt: skip
@pytest.mark.parametrize("state", STATES)
async def test_asking_for_help_at_a_bad_moment(state: str) -> None:
    house = await in_state(state)
    if state == "newcomer":
        assert user("Zoe") in house.places["kring"].here
    for name in (*NAMES[:4], "Zoe"):
        await house.says("kring", name, "!nood")
        assert (house.heard, house.mentioned, house.told) == (["crisis"], set(), [])
        said = house.news[0].effect
        assert isinstance(said, Say)
        assert (said.person, said.replies_to, said.buttons) == (None, None, ())
        assert "112" in house.words_said
        assert not any(other in house.words_said for other in NAMES)


@attack(
    "R12", "a participant",
    "cannot type well now: other capitals, a space, a word behind it, the other language, a mention.",
    "It is understood all the same.",
)  # fmt: skip
@pytest.mark.parametrize("words", CALLS)
async def test_asking_for_help_with_shaking_hands(words: str) -> None:
    house = await in_state("turn")
    await house.says("kring", "Bram", words)
    assert house.heard == ["crisis"]
    await house.says("Bram", "Bram", words)
    assert house.heard == ["crisis"]


@attack(
    "R12", "a participant",
    "calls from a device that is not confirmed, in an edit, in a reply, in words that were not "
    "encrypted, under somebody's message, in a private chat, in one that is not encrypted.",
    "It is answered wherever it can be read.",
)  # fmt: skip
async def test_asking_for_help_by_a_side_door() -> None:
    house = await in_state("turn")
    await house.says("kring", "Adem", "!nood", vouched=False)
    assert house.heard == ["crisis"]
    mistyped = await house.says("kring", "Adem", "!noo")
    await house.changes("kring", "Adem", mistyped, "!nood")
    assert house.heard == ["crisis"]
    await house.says("kring", "Adem", "!nood", to=house.last("turn"))
    assert house.heard == ["crisis"]
    await house.says("kring", "Adem", "!nood", to=mistyped)
    assert house.heard == ["crisis"]
    await house.says_in_clear("kring", "Adem", "!nood")
    assert house.heard == ["crisis"]
    await house.says("Adem", "Adem", "nood")
    assert house.heard == ["crisis"]
    house.places["Adem"].encrypted = False
    for words in ("!nood", "nood", "!crisis"):
        await house.says("Adem", "Adem", words)
        assert house.heard == ["crisis"]
        assert "!ja" not in house.words_said


@attack(
    "R12", "a curious professional",
    "asks Kring who called for help: the overview, the list of notes, what it knows, what comes next.",
    "Nothing tells it: each answer is as if nobody had.",
)  # fmt: skip
async def test_asking_who_called() -> None:
    called, quiet = House(), House()
    for house in (called, quiet):
        await house.says("kring", "Samira", "!vertrouwd Samira")
        await house.starts("Noor", "Bram", "Adem")
    await called.says("kring", "Noor", "!nood")
    await called.says("kring", "Noor", "!ja")
    assert called.heard_in("kring") == []
    for words in ("!overzicht", "!notities", "!veilig", "!hulp", "!wat-weet-je", "!volgende"):
        answers = []
        for house in (called, quiet):
            await house.says("kring", "Bram", words)
            answers.append((house.heard_in("kring"), house.words_said))
        assert answers[0] == answers[1]


@attack(
    "R12", "a curious professional",
    "answers !ja in the place of who called, to be let into their talk with the named human.",
    "Only who called can say yes.",
)  # fmt: skip
async def test_answering_for_who_called() -> None:
    house = House()
    await house.says("kring", "Samira", "!vertrouwd Samira")
    await house.says("kring", "Noor", "!nood")
    await house.says("kring", "Bram", "!ja")
    assert house.heard == ["fault"]
    await house.says("kring", "Noor", "!ja")
    [brought] = [one.effect for one in house.news if isinstance(one.effect, Bring)]
    assert (brought.user, brought.human) == (user("Noor"), user("Samira"))
    assert house.heard == []


@attack(
    "R12", "a participant",
    "tells in the circle how bad it is, in whatever words.",
    "Kring judges no words. Who it is told to are people; where help is stands at the hello, the "
    "agreements and the close.",
)  # fmt: skip
@pytest.mark.parametrize(
    "words", ["ik wil niet meer leven", "ik kan niet meer", "het is een noodgeval thuis", "help"]
)
async def test_telling_how_bad_it_is(words: str) -> None:
    house = await in_state("turn")
    await house.says("kring", "Noor", words)
    assert "crisis" not in house.heard
    await house.says("kring", "Samira", "!stop")
    assert "!nood" in house.words_said
    for moment in ("agreements", "closed"):
        event = house.last(moment)
        assert "!nood" in (house.places["kring"].words[event] or "")
    await house.says("Noor", "Noor", words)
    assert len(house.news) == 1
    assert "!nood" in house.words_said


@attack(
    "R12", "a hurried facilitator",
    "types every command there is, one after the other, to have Kring talk more than the people do.",
    "One message for one act; who left, and who is next, are two because they call two people.",
)  # fmt: skip
async def test_making_it_talk() -> None:
    house = House()
    await house.says("kring", "Samira", "!start kampvuur Thuis")
    acts = [
        *(
            ("Noor", "!meedoen"),
            ("Bram", "ik doe mee"),
            ("Adem", "!meedoen"),
            ("Samira", "!volgende"),
        ),
        *((name, "!akkoord") for name in ("Noor", "Bram", "Adem")),
        *(("Noor", "Hoi"), ("Bram", "ik ook"), ("Bram", "en nog iets"), ("Noor", "!pas")),
        *(("Bram", "!later"), ("Adem", "!klaar"), ("Adem", "!hand"), ("Bram", "!klaar")),
        *(("Samira", "!pauze"), ("Samira", "!verder"), ("Samira", "!overzicht"), ("Noor", "!nood")),
        *(("Samira", "!volgende") for _ in range(12)),
    ]
    for name, words in acts:
        await house.says("kring", name, words)
        fresh = [one for one in house.news if isinstance(one.effect, Say) and not one.effect.edits]
        assert len(fresh) <= 1, (words, [one.effect for one in fresh])


@attack(
    "R12", "a participant",
    "takes a name of sixty words, so that Kring's announcements fill the screen.",
    "An announcement stays within fifteen words, whatever people are called.",
)  # fmt: skip
async def test_a_name_that_never_ends() -> None:
    house = House()
    for name in ("Noor", "Bram", "Adem"):
        house.names[user(name)] = " ".join(
            [name, *["en", "nog", "veel", "meer", "woorden", "achter", "elkaar"]] * 9
        )
    await house.says("kring", "Samira", "!start kampvuur")
    for event in ("!meedoen", "!volgende", "!akkoord"):
        for name in ("Samira",) if event == "!volgende" else ("Noor", "Bram", "Adem"):
            await house.says("kring", name, event)
    turn = house.places["kring"].words[house.last("turn")] or ""
    assert len(turn.rpartition("\n")[2].split()) <= 15, turn


@attack(
    "R12", "a participant",
    "has the question of a part repeated, by pauses, by leaving and coming back, by steps back.",
    "It is asked once in each part.",
)  # fmt: skip
async def test_having_the_question_repeated() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    question = "\n".join(
        (house.places["kring"].words[house.last("turn")] or "").splitlines()[:-1]
    ).strip()
    assert len(question) > 20
    for name, words in (
        ("Noor", "!pauze"), ("Noor", "!verder"), ("Noor", "!klaar"), ("Noor", "!terug"),
        ("Noor", "!later"), ("Bram", "!luister"), ("Bram", "!akkoord"), ("Adem", "!klaar"),
    ):  # fmt: skip
        await house.says("kring", name, words)
        assert question not in house.words_said, words
    await house.leaves("kring", "Noor")
    assert question not in house.words_said
    await house.comes("kring", "Noor")
    assert question not in house.words_said
    await house.says("kring", "Noor", "!akkoord")
    assert question not in house.words_said


@attack(
    "R12", "an outsider",
    "puts a made-up call for help of somebody else's into an edit of their own words.",
    "It names nobody, so it says nothing of anybody.",
)  # fmt: skip
async def test_a_made_up_call() -> None:
    house = await in_state("turn")
    said = await house.says("kring", "Bram", "hoi")
    item = Edited(said, house.now, user("Bram"), said, (user("Noor"),), "!nood @Noor")
    await house.happens("kring", item)
    assert (house.heard, house.mentioned) == (["crisis"], set())
    assert "Noor" not in house.words_said
