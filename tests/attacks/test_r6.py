"""R6: who left is not discussed; a talk that needs somebody waits for them."""

from __future__ import annotations

from bot.core.events import Act
from tests.attacks.room import Room
from tests.attacks.table import attack
from tests.core.conversation import CHECK_OUT, ROUND, Conversation


async def without_noor() -> Room:
    """A campfire in which Bram has the floor and Noor has just left."""
    here = Room()
    await here.starts("Noor", "Bram", "Adem")
    await here.says("Noor", "!klaar")
    await here.leaves("Noor")
    assert (here.heard, here.speaker) == ([], "Bram")
    return here


@attack(
    "R6", "a curious professional",
    "names who just left, with a pill, to talk about why.",
    "The gentle answer of R3: they are not here.",
)  # fmt: skip
async def test_talking_about_who_left() -> None:
    here = await without_noor()
    await here.says("Bram", "Waarom liep @Noor weg?")
    assert (here.heard, here.mentioned) == (["absent"], set())


@attack(
    "R6", "a curious professional",
    "makes a note about who just left, or starts a talk about them.",
    "Refused.",
)  # fmt: skip
async def test_a_note_or_a_talk_about_who_left() -> None:
    here = await without_noor()
    await here.says("Bram", "!notitie @Noor liep weg")
    assert (here.heard, here.notes) == (["note-refused"], 0)
    await here.says("Samira", "!start kampvuur over @Noor")
    assert here.heard == ["absent"]
    await here.says("Bram", "!plek @Noor")
    assert here.heard == ["absent"]


@attack(
    "R6", "a curious professional",
    "asks Kring who left: by the overview, by the turn, by what is repeated.",
    "One line without a name, at the end of the turn; nothing else tells it.",
)  # fmt: skip
async def test_asking_who_left() -> None:
    here = await without_noor()
    await here.says("Bram", "!klaar")
    assert here.heard == ["left", "turn"]
    left = here.said[0].words or ""
    assert "Noor" not in left
    assert here.user("Noor") not in left


@attack(
    "R6", "a participant",
    "leaves and comes back again and again, to be talked about.",
    "It is told once.",
)  # fmt: skip
async def test_leaving_again_and_again() -> None:
    here = Room()
    await here.starts("Noor", "Bram", "Adem")
    told = 0
    for _ in range(3):
        await here.leaves("Noor")
        told += here.heard.count("left")
        await here.comes("Noor")
        await here.says("Noor", "!akkoord")
    assert told == 1


@attack(
    "R6", "a hurried facilitator",
    "goes on without the person the talk is about: !verder, !volgende, plain words.",
    "The talk waits until they are back; it can always be closed.",
)  # fmt: skip
async def test_going_on_without_who_it_is_about() -> None:
    talk = Conversation.called(ROUND, CHECK_OUT, needs=("centre",))
    talk.does("anna", Act.ME)
    for name in ("bert", "cor"):
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    talk.leaves("anna")
    assert talk.last("paused").mention == ()
    for act in (Act.RESUME, Act.NEXT, Act.ONWARD, Act.YES):
        talk.leads(act)
        talk.speaks("faye", act)
        assert talk.session.pause is not None
        assert talk.speaker is None
    assert talk.leads(Act.STOP).closed


@attack(
    "R6", "a curious professional",
    "says in the client's place that the talk is about them, or that it is not any more.",
    "Everybody says that for themselves only.",
)  # fmt: skip
async def test_speaking_for_who_it_is_about() -> None:
    talk = Conversation.called(ROUND, CHECK_OUT, needs=("centre",))
    talk.does("anna", Act.JOIN)
    talk.brings("anna", "seat-1")
    assert talk.does("bert", Act.ME, "seat-1").moments == ["fault"]
    talk.does("anna", Act.ME)
    assert talk.does("bert", Act.NOT_ME).moments == ["fault"]
    assert [one.centre for one in talk.circle.people] == [True, False]


@attack(
    "R6", "a moderator",
    "removes somebody from the room in the middle of their words.",
    "As with leaving: no name, their place is kept, and they agree anew when they are back.",
)  # fmt: skip
async def test_removing_somebody() -> None:
    here = Room()
    await here.starts("Noor", "Bram", "Adem")
    await here.leaves("Noor")
    assert here.heard == ["left", "turn"]
    assert "Noor" not in (here.said[0].words or "")
    await here.comes("Noor")
    await here.says("Noor", "!akkoord")
    await here.says(str(here.speaker), "!klaar")
    assert here.speaker == "Noor"
