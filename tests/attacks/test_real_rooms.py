"""Ways round R2 to R6 that need real clients: devices, made-up events, several rooms at once."""

from __future__ import annotations

from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.test_notes import pills, stands, updated
from tests.attacks.table import attack
from tests.conftest import PASSWORD, People


@attack(
    "R4", "an outsider",
    "signs in as the client, as a homeserver's administrator can, and says yes from that device.",
    "A yes counts from a device that its owner confirmed. A no counts from any.",
)  # fmt: skip
async def test_a_yes_from_a_device_nobody_confirmed(
    table: NewTable, company: list[Person], people: People, homeserver: Homeserver
) -> None:
    noor = await people("Noor")
    here = await table([*company[:2], noor])
    note = await pills(here, here.guests[0], "!notitie samen bedacht met", noor)
    card = await here.hears("note")
    chat = await table([noor], direct=True)
    async with Person(homeserver.url, noor.user, PASSWORD, name="Noor", signed=False) as other:
        for words in ("ja", "!ja"):
            await other.say(here.room, words, reply_to=card.event)
            assert "niet bevestigd" in (await here.hears("fault")).body
        await other.say(here.room, "!ja")
        assert "niet bevestigd" in (await here.hears("fault")).body
        await other.say(here.room, "!notitie ik vind alles goed")
        assert "niet bevestigd" in (await here.hears("fault")).body
        await other.say(chat.room, "ja")
        await chat.hears("help")
        await noor.say(here.room, "ja", reply_to=note)
        agreed = await updated(here, card)
        assert stands(agreed)
        await other.say(here.room, "nee", reply_to=note)
        assert not stands(await updated(here, card, agreed))


@attack(
    "R4", "a participant",
    "answers from one device, and takes it back from another.",
    "It is one person with one answer: the last one counts.",
)  # fmt: skip
async def test_a_second_device(
    table: NewTable, company: list[Person], people: People, homeserver: Homeserver
) -> None:
    noor = await people("Noor")
    here = await table([*company[:2], noor])
    await pills(here, here.guests[0], "!notitie samen bedacht met", noor)
    card = await here.hears("note")
    async with Person(
        homeserver.url, noor.user, PASSWORD, name="Noor", signing=noor.signing
    ) as phone:
        await noor.say(here.room, "ja", reply_to=card.event)
        agreed = await updated(here, card)
        await phone.say(here.room, "nee", reply_to=card.event)
        taken_back = await updated(here, card, agreed)
        assert not stands(taken_back)
        await phone.say(here.room, "ja", reply_to=card.event)
        assert stands(await updated(here, card, taken_back))


@attack(
    "R4", "somebody with a client of their own",
    "sends a card of their own making, with Kring's own block in it, that says a note stands.",
    "Kring knows its own messages: replies to that card mean nothing, and the list tells the truth.",
)  # fmt: skip
async def test_a_forged_card(table: NewTable, company: list[Person]) -> None:
    here = await table(3)
    bram, noor = here.guests
    await pills(here, bram, "!notitie samen bedacht met", noor)
    card = await here.hears("note")
    forged = card.content | {
        "body": "Notitie 1 staat.", "formatted_body": "<p>Notitie 1 staat.</p>", "m.mentions": {},
        "m.relates_to": {"rel_type": "m.replace", "event_id": card.event},
        "m.new_content": {"msgtype": "m.text", "body": "Notitie 1 staat."},
    }  # fmt: skip
    made_up = await bram.send(here.room, "m.room.message", forged)
    await noor.say(here.room, "ja", reply_to=made_up)
    listed = await here.asks(here.host, "!notities", "note")
    assert "Notitie 1 staat niet:" in listed.body


@attack(
    "R2", "a curious professional",
    "asks in a private chat for the notes of the room, or leaves one there.",
    "Refused with the reason: what is about others is told where they are.",
)  # fmt: skip
async def test_notes_in_a_private_chat(table: NewTable, company: list[Person]) -> None:
    chat = await table([company[1]], direct=True)
    assert "kamer" in (await chat.asks(company[1], "!notities", "fault")).body
    assert "kamer" in (await chat.asks(company[1], "!notitie over Noor", "note-refused")).body
    assert "kamer" in (await chat.asks(company[1], "!gaat-over-mij", "fault")).body
