"""R3: who is not in the room is not written or talked about."""

from __future__ import annotations

import pytest

from tests.attacks.room import Room
from tests.attacks.table import attack


@attack(
    "R3", "a curious professional",
    "makes a note with the pill of a client who is not in the room.",
    "Refused, with how to go on; nothing is kept.",
)  # fmt: skip
async def test_a_pill_of_somebody_absent_in_a_note() -> None:
    here = Room()
    await here.says("Bram", "!notitie vandaag ging het over @Zoe")
    assert (here.heard, here.notes, here.mentioned) == (["note-refused"], 0, set())


@attack(
    "R3", "a curious professional",
    "hides the mention: it is in the event, but not in the words that people read.",
    "Refused all the same: a mention is one wherever it stands.",
)  # fmt: skip
async def test_a_hidden_mention() -> None:
    here = Room()
    await here.mentions("Bram", "!notitie iemand heeft het zwaar", "Zoe")
    assert (here.heard, here.notes) == (["note-refused"], 0)


@attack(
    "R3", "a curious professional",
    "first makes an innocent note, and edits the absent person into it.",
    "The note stands no more, and the card says how to go on.",
)  # fmt: skip
async def test_an_absent_person_edited_into_a_note() -> None:
    here = Room()
    note = await here.says("Bram", "!notitie een goede dag")
    assert here.stands
    await here.changes("Bram", note, "!notitie een goede dag voor @Zoe")
    assert (here.heard, here.stands) == (["note-refused"], False)


@attack(
    "R3", "a curious professional",
    "takes the display name of the absent person, and mentions them then.",
    "Refused: people are known by their ids, whatever they are called.",
)  # fmt: skip
async def test_renaming_oneself_to_the_absent_person() -> None:
    here = Room()
    zoe = here.user("Zoe")
    await here.renamed("Zoe", "Zoe van vroeger")
    await here.renamed("Adem", "Zoe")
    assert here.user("Zoe") != zoe
    await here.says("Bram", "!notitie over @Zoe van vroeger")
    assert (here.heard, here.notes) == (["note-refused"], 0)


@attack(
    "R3", "a curious professional",
    "makes a note of words that somebody said who has left since.",
    "Refused: those words are theirs, and they are not here to agree.",
)  # fmt: skip
async def test_a_note_of_the_words_of_who_left() -> None:
    here = Room()
    words = await here.says("Noor", "Ik slaap slecht")
    await here.leaves("Noor")
    await here.says("Bram", "!notitie", to=words)
    assert (here.heard, here.notes) == (["note-refused"], 0)


@attack(
    "R3", "a curious professional",
    "lets the client go out of the room, and relies on the note they had agreed to.",
    "It does not stand while they are away; when they are back it does.",
)  # fmt: skip
async def test_relying_on_a_note_while_they_are_away() -> None:
    here = Room()
    await here.says("Bram", "!notitie met @Noor afgesproken")
    await here.says("Noor", "ja", to=here.card)
    assert here.stands
    await here.leaves("Noor")
    assert here.stands is False
    await here.comes("Noor")
    assert here.stands


@attack(
    "R3", "a hurried facilitator",
    "starts a talk about a client who is not there, by pill or by id.",
    "Refused, with what can be done instead; nothing is made.",
)  # fmt: skip
@pytest.mark.parametrize("theme", ["@Zoe", "over @Zoe", "gesproken het netwerk van @Zoe"])
async def test_starting_a_talk_about_somebody_absent(theme: str) -> None:
    here = Room()
    await here.says("Samira", f"!start kampvuur {theme}")
    assert (here.heard, here.room.circle.session) == (["absent"], None)
    assert "Nodig" in here.words


@attack(
    "R3", "a hurried facilitator",
    "starts the kind of talk that professionals hold about somebody: a DOCO, an MDO, a handover.",
    "Refused, with what can be done instead.",
)  # fmt: skip
@pytest.mark.parametrize(
    "talk", ["doco", "DOCO Jan", "mdo", "cliëntbespreking", "casus bespreking", "handover"]
)
async def test_starting_a_talk_without_the_client(talk: str) -> None:
    here = Room()
    await here.says("Samira", f"!start {talk}")
    assert (here.heard, here.room.circle.session) == (["absent"], None)


@attack(
    "R3", "somebody with a client of their own",
    "gives the absent person a seat at the table, to speak in their name.",
    "Refused by pill and by id. Every seat is told to be for who is there now.",
)  # fmt: skip
async def test_a_seat_for_somebody_absent() -> None:
    here = Room()
    await here.says("Bram", "!plek @Zoe")
    assert (here.heard, here.room.circle.people) == (["absent"], ())
    await here.mentions("Bram", "!plek mijn cliënt", "Zoe")
    assert (here.heard, here.room.circle.people) == (["absent"], ())
    await here.says("Bram", "!plek Zoetje")
    assert "alleen voor wie er nu bij is" in here.words


@attack(
    "R3", "a participant",
    "talks in a session about somebody who is not there, with a pill.",
    "One gentle answer for all, once. It calls nobody, and invites nobody.",
)  # fmt: skip
async def test_talking_about_somebody_absent() -> None:
    here = Room()
    await here.starts("Noor", "Bram", "Adem")
    await here.says("Noor", "Ik moest aan @Zoe denken")
    assert (here.heard, here.mentioned) == (["absent"], set())
    await here.says("Noor", "en @Zoe zei toen")
    assert here.heard == []


@attack(
    "R3", "a participant",
    "edits the absent person into words that were innocent.",
    "The same gentle answer.",
)  # fmt: skip
async def test_an_absent_person_edited_into_a_message() -> None:
    here = Room()
    await here.starts("Noor", "Bram", "Adem")
    said = await here.says("Noor", "Ik moest aan iemand denken")
    assert here.heard == []
    await here.changes("Noor", said, "Ik moest aan @Zoe denken")
    assert here.heard == ["absent"]


@attack(
    "R3", "a participant",
    "answers an old message of somebody who has left: clients mention its author by themselves.",
    "Nothing: a reply is no mention, and nobody is corrected for a button of their client.",
)  # fmt: skip
async def test_a_reply_is_no_mention() -> None:
    from bot.matrix.inbound import mentions

    content = {
        "msgtype": "m.text", "body": "dat vond ik ook", "m.mentions": {"user_ids": ["@zoe:kring"]},
        "m.relates_to": {"m.in_reply_to": {"event_id": "$old"}},
    }  # fmt: skip
    assert mentions(content) == ()


@attack(
    "R3", "a participant",
    "writes in a thread, where clients add a reply that nobody made.",
    "The root of the thread is what it is about; the reply that nobody made is none.",
)  # fmt: skip
async def test_a_thread() -> None:
    from bot.matrix.inbound import replied_to

    relation = {
        "rel_type": "m.thread", "event_id": "$root", "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$last"},
    }  # fmt: skip
    assert replied_to({"m.relates_to": relation}) == "$root"
    real = relation | {"is_falling_back": False}
    assert replied_to({"m.relates_to": real}) == "$last"


@attack(
    "R3", "a hurried facilitator",
    "forwards a note that stands into another room, or this one.",
    "What is forwarded is a message like any other: it is no note, and stands nowhere.",
)  # fmt: skip
async def test_forwarding_a_note() -> None:
    here = Room()
    words = "!notitie met @Noor afgesproken"
    await here.says("Bram", words)
    await here.says("Noor", "ja", to=here.card)
    forwarded = await here.says("Adem", words.removeprefix("!notitie "))
    await here.says("Noor", "ja", to=forwarded)
    assert (here.heard, here.notes) == ([], 1)


@attack(
    "R3", "a moderator",
    "upgrades the room, so that all are in a new one, and counts the notes as told there.",
    "A new room has no notes: nothing stands there until it is written and agreed to anew.",
)  # fmt: skip
async def test_a_room_upgrade() -> None:
    old, new = Room(), Room()
    await old.says("Bram", "!notitie een goede dag")
    await new.says("Bram", "!notities")
    assert "nog geen notities" in new.words
    await new.says("Noor", "ja", to=old.card)
    assert new.heard == []


@attack(
    "R3", "somebody with a client of their own",
    "brings a seat with an innocent name, and edits the absent person into it afterwards.",
    "The seat is gone, with why; also before a talk. So it is with a pill of somebody who is here.",
)  # fmt: skip
@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize(("name", "answer"), [("Zoe", "absent"), ("Noor", "fault")])
async def test_an_absent_person_edited_into_a_seat(begun: bool, name: str, answer: str) -> None:
    here = Room()
    if begun:
        await here.starts("Noor", "Bram", "Adem")
    seat = await here.says("Bram", "!plek Opa")
    if begun:
        await here.says("Bram", "!akkoord Opa")
    await here.changes("Bram", seat, f"!plek @{name}")
    assert here.heard == [answer]
    assert here.mentioned == set()
    assert not any(person.is_seat for person in here.room.circle.people)
    other = await here.says("Bram", "!plek Oma")
    await here.changes("Bram", other, "!plek Oma Riet")
    assert here.heard == []
    assert any(person.is_seat for person in here.room.circle.people)


@attack(
    "R3", "a hurried facilitator",
    "starts a talk about something, and edits the theme into somebody who is not there.",
    "The gentle answer, and that theme is repeated no more.",
)  # fmt: skip
async def test_an_absent_person_edited_into_the_theme() -> None:
    here = Room()
    start = await here.says("Samira", "!start kampvuur Onze soep")
    assert "Onze soep" in here.words
    await here.changes("Samira", start, "!start kampvuur Onze thee")
    assert here.heard == []
    await here.changes("Samira", start, "!start kampvuur over @Zoe")
    assert (here.heard, here.mentioned) == (["absent"], set())
    await here.comes("Zoe")
    assert here.heard == ["welcome-newcomer"]
    assert "over" not in here.words


@attack(
    "R3", "a hurried facilitator",
    "plans a talk for next month, and edits the theme into somebody who is not there afterwards.",
    "Refused, with what can be done instead; no reminder and no gathering tells that theme.",
)  # fmt: skip
@pytest.mark.parametrize("agreed", [False, True])
async def test_an_absent_person_edited_into_a_plan(agreed: bool) -> None:
    here = Room()
    plan = await here.says("Samira", "!plan kampvuur morgen 19:30 thema Onze soep")
    assert here.heard == ["plan-confirm"]
    assert "Onze soep" in here.words
    if agreed:
        await here.says("Samira", "!ja")
    await here.changes("Samira", plan, "!plan kampvuur morgen 19:30 thema Onze thee")
    assert here.heard == ([] if agreed else ["plan-confirm"])
    await here.changes("Samira", plan, "!plan kampvuur morgen 19:30 thema over @Zoe")
    assert (here.heard, here.mentioned) == (["absent"], set())
    circle = here.room.circle
    planned = [*circle.calendar, *(proposal.series for proposal in circle.proposals)]
    assert [series.theme for series in planned] == [None]
    await here.says("Samira", "!plan kampvuur morgen 19:30 thema over @Zoe")
    assert here.heard == ["absent"]
    # A theme that comes with an edit alone is refused as well.
    plan = await here.says("Samira", "!plan kampvuur overmorgen 19:30")
    await here.changes("Samira", plan, "!plan kampvuur overmorgen 19:30 thema over @Zoe")
    assert here.heard == ["absent"]


@attack(
    "R3", "a curious professional",
    "names the absent person by another kind of link, by a copied address, or under a picture.",
    "A mention is one, however it is written and wherever it stands.",
)  # fmt: skip
@pytest.mark.parametrize(
    "content",
    [
        {"msgtype": "m.text", "body": "Z", "formatted_body": '<a href="matrix:u/zoe:kring">Z</a>'},
        {"msgtype": "m.text", "body": "https://matrix.to/#/%40zoe%3Akring"},
        {"msgtype": "m.text", "body": "matrix:u/zoe:kring"},
        {"msgtype": "m.emote", "body": "denkt aan @zoe:kring."},
        {"msgtype": "m.image", "body": "foto.jpg", "m.mentions": {"user_ids": ["@zoe:kring"]}},
    ],
)
async def test_other_ways_to_name_somebody(content: dict[str, object]) -> None:
    from bot.matrix.inbound import read

    here = Room()
    await here.starts("Noor", "Bram", "Adem")
    said = here.room._event()
    event = {"event_id": said, "sender": here.user("Noor"), "origin_server_ts": here.room.now}
    item = read(event, "m.room.message", content, encrypted=False)
    assert item is not None
    here.said = await here.room._happens(item)
    assert (here.heard, here.mentioned) == (["absent"], set())
