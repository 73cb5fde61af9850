"""R4: the person it is about decides whether a note stands."""

from __future__ import annotations

from bot.core.effects import Button
from bot.core.events import Consented, WordsChanged
from bot.core.people import EventId
from bot.core.transitions import step
from tests.attacks.room import Room
from tests.attacks.table import attack


async def about_noor() -> tuple[Room, EventId]:
    """A note of Bram's that concerns Noor, who has not answered yet."""
    here = Room()
    note = await here.says("Bram", "!notitie samen met @Noor bedacht")
    assert here.stands is False
    return here, note


@attack(
    "R4", "a curious professional",
    "answers for the client: yes to the card, by word, by number, by command.",
    "Only whom it concerns can answer.",
)  # fmt: skip
async def test_answering_for_another() -> None:
    here, _ = await about_noor()
    for words in ("ja", "akkoord", "!ja", "!akkoord 1", "!ja Noor"):
        for name in ("Bram", "Samira", "Adem"):
            await here.says(name, words, to=here.card)
            assert here.stands is False


@attack(
    "R4", "a curious professional",
    "takes the client's display name, and says yes.",
    "People are known by their ids.",
)  # fmt: skip
async def test_answering_under_the_name_of_another() -> None:
    here, _ = await about_noor()
    await here.renamed("Noor", "Noortje")
    await here.renamed("Bram", "Noor")
    await here.says("Noor", "ja", to=here.card)
    assert here.stands is False


@attack(
    "R4", "a curious professional",
    "has the client agree to kind words, and changes the words afterwards.",
    "All agreements fall, and everyone it concerns is asked anew.",
)  # fmt: skip
async def test_changing_the_words_after_a_yes() -> None:
    here, note = await about_noor()
    await here.says("Noor", "ja", to=here.card)
    assert here.stands
    await here.changes("Bram", note, "!notitie @Noor werkt niet mee")
    assert (here.stands, here.mentioned) == (False, {here.user("Noor")})


@attack(
    "R4", "a curious professional",
    "edits the client's name out of the note, so that it concerns nobody and stands by itself.",
    "Whom a note concerned once, it concerns for good.",
)  # fmt: skip
async def test_editing_the_name_away() -> None:
    here, note = await about_noor()
    await here.changes("Bram", note, "!notitie iemand werkt niet mee")
    assert here.stands is False
    await here.says("Noor", "nee", to=here.card)
    assert here.stands is False


@attack(
    "R4", "a curious professional",
    "changes the words in the moment in which a yes to the old ones is under way.",
    "A yes that was sent before the change is none to the new words; a no always counts.",
)  # fmt: skip
async def test_a_yes_that_comes_late() -> None:
    here, note = await about_noor()
    circle, at, noor = here.room.circle, here.room.now, here.user("Noor")
    present = tuple(here.room.present)
    changed = WordsChanged(at + 10, here.user("Bram"), note, (), present, at + 10)
    circle, _ = step(circle, changed)
    circle, effects = step(circle, Consented(at + 20, noor, 1, True, sent=at + 5))
    assert not circle.notes[0].stands(circle.away)
    assert "fault-note-changed" in str(effects)


@attack(
    "R4", "a curious professional",
    "changes the words by an edit that Kring cannot read (from a device without keys for it).",
    "The note does not stand: Kring vouches for no words it cannot read.",
)  # fmt: skip
async def test_an_edit_that_cannot_be_read() -> None:
    here, note = await about_noor()
    await here.says("Noor", "ja", to=here.card)
    present = tuple(here.room.present)
    changed = WordsChanged(here.room.now, here.user("Bram"), note, None, present, here.room.now)
    circle, _ = step(here.room.circle, changed)
    assert not circle.notes[0].stands(circle.away)


@attack(
    "R4", "a moderator",
    "removes a client's complaint about a colleague out of the room.",
    "The words are gone, but the note stays in the list, and its author is told.",
)  # fmt: skip
async def test_removing_the_words_of_another() -> None:
    here = Room()
    note = await here.says("Noor", "!notitie ik werd niet gehoord door @Bram")
    await here.removes("Bram", note)
    assert (here.notes, here.stands, here.mentioned) == (1, False, {here.user("Noor")})
    assert "niet door wie ze schreef" in here.words


@attack(
    "R4", "a curious professional",
    "objects to a complaint, withdraws it, or has Kring forget them, so that it disappears.",
    "An objection ends the standing, never the words; the note stays in the list.",
)  # fmt: skip
async def test_making_a_complaint_disappear() -> None:
    here = Room()
    note = await here.says("Noor", "!notitie ik werd niet gehoord door @Bram")
    for words in ("nee", "!intrekken", "!nee"):
        await here.says("Bram", words, to=note)
        assert here.notes == 1
    await here.says("Bram", "!vergeet-mij")
    await here.says("Noor", "!notities")
    assert (here.notes, here.stands) == (1, False)
    assert "Notitie 1 staat niet" in here.words


@attack(
    "R4", "a moderator",
    "removes the edit by which Kring took back that a note stands.",
    "Kring makes it again.",
)  # fmt: skip
async def test_removing_the_update_of_a_card() -> None:
    here, _ = await about_noor()
    await here.says("Noor", "ja", to=here.card)
    await here.says("Noor", "toch liever niet", to=here.card)
    await here.says("Noor", "nee", to=here.card)
    await here.removes_update("Bram")
    assert (here.heard, here.stands) == (["note"], False)


@attack(
    "R4", "a curious professional",
    "compares what the card says before and after each answer, to learn who agreed.",
    "The card changes only when the standing does, and names all or nobody.",
)  # fmt: skip
async def test_learning_who_agreed() -> None:
    shown = []
    for first in ("Noor", "Adem"):
        here = Room()
        await here.says("Bram", "!notitie met @Noor en @Adem")
        await here.says(first, "!ja 1")
        assert [one.edits for one in here.said] == [None], "only a word to who answered"
        assert "Noor" not in here.words
        shown.append(here.words)
    assert shown[0] == shown[1]


@attack(
    "R4", "a hurried facilitator",
    "counts taps: a ✅ of the client under the card, or of all others.",
    "A tap is no answer to a note, for it travels outside encryption (R9).",
)  # fmt: skip
async def test_a_tap_on_the_card() -> None:
    here, _ = await about_noor()
    for name in ("Noor", "Bram", "Adem"):
        await here.taps(name, here.card, Button.DONE)
        assert (here.heard, here.stands) == ([], False)


@attack(
    "R4", "a curious professional",
    "lets a plain 'ja' of the client in the talk pass for a yes to the note.",
    "Plain words answer a note only as a reply to it, or privately.",
)  # fmt: skip
async def test_a_yes_to_something_else() -> None:
    here, _ = await about_noor()
    await here.says("Noor", "ja")
    await here.starts("Noor", "Bram", "Adem")
    await here.says("Noor", "ja")
    await here.says("Noor", "ja", to=await here.says("Bram", "Zullen we beginnen?"))
    assert here.room.circle.notes[0].agreed == ()


@attack(
    "R4", "a curious professional",
    "makes a note of what the client said, with a bare !notitie under their message.",
    "Their words need their yes.",
)  # fmt: skip
async def test_a_note_of_the_words_of_another() -> None:
    here = Room()
    words = await here.says("Noor", "Ik wil hier weg")
    await here.says("Bram", "!notitie", to=words)
    assert (here.stands, here.mentioned) == (False, {here.user("Noor")})


@attack(
    "R4", "a curious professional",
    "has somebody leave and come back, so that a no is forgotten or a yes is asked anew.",
    "Whoever leaves takes their answer along, and brings it back.",
)  # fmt: skip
async def test_leaving_and_coming_back() -> None:
    here, _ = await about_noor()
    for answer, stands in (("nee", False), ("ja", True)):
        await here.says("Noor", answer, to=here.card)
        await here.leaves("Noor")
        assert here.stands is False
        await here.comes("Noor")
        assert here.stands is stands


@attack(
    "R4", "a curious professional",
    "fills the list of notes, so that a client's does not fit in any more.",
    "Nobody writes more than a quarter of it.",
)  # fmt: skip
async def test_filling_the_list() -> None:
    here = Room()
    for n in range(40):
        await here.says("Bram", f"!notitie nummer {n}")
    assert here.heard == ["fault"]
    await here.says("Noor", "!notitie van mij")
    assert here.heard == ["note"]
