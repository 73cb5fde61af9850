"""Ways round the rules that need real clients: devices, made-up events, several rooms at once."""

from __future__ import annotations

from typing import Any

from nio import Event, ToDeviceMessage  # type: ignore[import-untyped] # nio has no type marker

from bot.demo.homeserver import Homeserver
from bot.demo.person import ENCRYPTION, Person
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


HISTORY = "m.room.history_visibility"
WORSE: tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...] = (
    (HISTORY, "", {"history_visibility": "shared"}, {"history_visibility": "joined"}),
    ("m.room.guest_access", "", {"guest_access": "can_join"}, {"guest_access": "forbidden"}),
    ("im.vector.modular.widgets", "w", {"type": "m.custom", "url": "https://x.test"}, {}),
    ("uk.half-shot.bridge", "irc", {"channel": "x"}, {}),
)  # fmt: skip


@attack(
    "R7", "a moderator",
    "makes a room less safe in the middle of a talk: history, guests, a widget, a bridge; and opens the "
    "history for a moment only.",
    "The talk is paused and told of it within a second, each time.",
)  # fmt: skip
async def test_each_change_for_the_worse_within_a_second(table: NewTable) -> None:
    here = await table(3)
    await here.begins(*here.people)
    took: list[int] = []
    for type_, key, worse, well in (*WORSE, WORSE[0]):
        flips = len(took) == len(WORSE)
        await here.host.set_state(here.room, type_, worse, key)
        if flips:  # undone at once
            await here.host.set_state(here.room, type_, well, key)
        safety = await here.hears("safety")
        changed = [
            one
            for one in here.host.transcript.all()
            if one.room == here.room and one.type == type_ and one.content == worse
        ]
        took.append(safety.at - changed[-1].at)
        if not flips:
            await here.host.set_state(here.room, type_, well, key)
        await here.host.say(here.room, "!verder")
        await here.hears("resumed")
    assert max(took) < 1_000, took
    await here.stops()


@attack(
    "R8", "an outsider",
    "signs in as the client on a device of their own, reads along, and asks Kring for the room's key.",
    "Kring's messages cannot be read there, no key comes, and the talk does not hear of it.",
)  # fmt: skip
async def test_reading_along_on_a_device_nobody_confirmed(
    table: NewTable, company: list[Person], people: People, homeserver: Homeserver
) -> None:
    noor = await people("Noor")
    async with Person(homeserver.url, noor.user, PASSWORD, name="Noor", signed=False) as other:
        here = await table([*company[:2], noor])
        said = await here.asks(here.host, "!veilig", "safety")
        await other.transcript.until(lambda one: one.event == said.event)
        came: list[str] = []
        other.client.add_to_device_callback(lambda event: came.append(event.source["type"]), Event)
        session = next(
            event["content"]["session_id"]
            for event in await here.raw()
            if event["event_id"] == said.event
        )
        body = {"algorithm": ENCRYPTION["algorithm"], "room_id": here.room, "session_id": session}
        content = {
            "action": "request", "requesting_device_id": other.device, "request_id": "1",
            "body": body | {"sender_key": "x"},
        }  # fmt: skip
        request = ToDeviceMessage("m.room_key_request", here.kring.user, "*", content)
        await other.client.to_device(request)
        again = await here.asks(here.host, "!veilig", "safety")
        await other.transcript.until(lambda one: one.event == again.event)
        read = [one for one in other.transcript.all() if one.event in (said.event, again.event)]
        assert not any("body" in one.content for one in read)
        assert "m.forwarded_room_key" not in came
        mine = await noor.transcript.until(lambda one: one.event == again.event and bool(one.body))
        assert mine.body == again.body


@attack(
    "R8", "a newcomer",
    "is invited, and looks for what Kring said while they were not in the room yet.",
    "A room key goes to people who are in the room, from where the talk is then.",
)  # fmt: skip
async def test_reading_what_was_said_before(
    table: NewTable, company: list[Person], people: People
) -> None:
    here = await table(company[:3])
    zoe = await people("Zoe")
    await here.host.invite(here.room, zoe.user)
    before = await here.asks(here.host, "!veilig", "safety")
    await zoe.join(here.room)
    after = await here.asks(here.host, "!veilig", "safety")
    read = await zoe.transcript.until(lambda one: one.event == after.event and bool(one.body))
    assert read.body == after.body
    sessions = {session.id for session in zoe.client.olm.inbound_group_store}
    found = {event["event_id"]: event["content"] for event in await here.raw()}
    assert found[after.event]["session_id"] in sessions
    index = next(
        session.first_known_index
        for session in zoe.client.olm.inbound_group_store
        if session.id == found[after.event]["session_id"]
    )
    assert found[before.event]["session_id"] not in sessions or index > 0
