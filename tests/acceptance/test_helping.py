"""The named human, and the help room of three that Kring opens and leaves (R12)."""

from __future__ import annotations

import asyncio
import secrets
from functools import partial
from typing import Any

import aiohttp
import pytest

from bot.core.people import RoomId
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import raw_events
from tests.acceptance.test_private import invited
from tests.conftest import NewKring, People
from tests.waiting import until


async def state(person: Person, room: RoomId) -> dict[str, dict[str, Any]]:
    """Return the content of a room's state events without a key, by type."""
    answer = await person.client.room_get_state(room)
    return {one["type"]: one["content"] for one in answer.events if one["state_key"] == ""}


async def is_alone_with(person: Person, other: Person, room: RoomId) -> bool:
    """Whether two people are in a room, and nobody else is or is invited."""
    found = {
        event["state_key"]: event["content"]["membership"]
        for event in reversed(await raw_events(person, room))
        if event["type"] == "m.room.member"
    }
    here = {user for user, membership in found.items() if membership in ("join", "invite")}
    return here == {person.user, other.user}


async def test_who_calls_for_help_can_be_brought_to_the_named_human(
    table: NewTable, company: list[Person], people: People
) -> None:
    """In the room, before a talk and in it; the room hears nothing of it."""
    anna, hanna = await people("Ilse"), await people("Willem")
    here = await table([*company[:2], anna, hanna])
    told = await here.asks(here.host, f"!vertrouwd {hanna.user}", "help")
    assert told.mentions == (hanna.user,)
    crisis = await here.asks(anna, "!nood", "crisis")
    assert "!ja" in crisis.body
    assert crisis.mentions == ()
    assert anna.name not in crisis.body
    await anna.say(here.room, "!ja")
    room = await invited(anna, set())
    assert await invited(hanna, set()) == room
    # Nothing in clear tells what the room is for.
    known = await state_of_invitation(anna, room)
    assert "m.room.name" not in known
    await anna.join(room)
    waits = await anna.transcript.moment("help", room=room)
    assert waits.encrypted
    assert waits.mentions == (anna.user,)
    assert hanna.name in waits.body
    await hanna.join(room)
    both = await hanna.transcript.moment("help", room=room)
    assert set(both.mentions) == {anna.user, hanna.user}
    assert both.content["msgtype"] == "m.text"
    assert both.block["session"] is None
    await until(partial(is_alone_with, anna, hanna, room), "Kring leaves")
    found = await state(anna, room)
    assert anna.client.rooms[room].encrypted
    assert found["m.room.join_rules"]["join_rule"] == "invite"
    assert found["m.room.history_visibility"]["history_visibility"] == "joined"
    assert found["m.room.guest_access"]["guest_access"] == "forbidden"
    assert not {"m.room.name", "m.room.topic", "m.room.avatar"} & found.keys()
    # They talk on, and Kring does not hear it.
    await anna.say(room, "fijn dat je er bent")
    await hanna.transcript.until(lambda one: one.room == room and one.sender == anna.user)
    for event in await raw_events(anna, room):
        assert event["type"] != "m.room.message"
    await here.quiet()
    # In a talk: a yes is to the nearest question, and asking again opens no second room.
    await here.begins(*here.people[:3])
    await here.asks(anna, "nood", "crisis")
    await anna.say(here.room, "ja graag")
    chat = await invited(anna, {room})
    await anna.join(chat)
    again = await anna.transcript.moment("crisis", room=chat)
    assert "al iemand voor je gevraagd" in again.body
    await here.stops()


async def state_of_invitation(person: Person, room: RoomId) -> set[str]:
    """The types of state that an invitation shows."""
    shown = person.client.invited_rooms[room]
    return {"m.room.name"} if shown.name else set()


async def test_the_same_privately_and_who_cannot_come(
    table: NewTable, company: list[Person], people: People
) -> None:
    anna, hanna = await people("Ilse"), await people("Willem")
    chat = await table([anna], direct=True)
    assert "!ja" not in (await chat.asks(anna, "!nood", "crisis")).body
    here = await table([company[0], anna, hanna])
    await here.asks(here.host, f"!vertrouwd {hanna.user}", "help")
    assert "!ja" in (await chat.asks(anna, "ik ben in nood", "crisis")).body
    assert "uitnodigingen" in (await chat.asks(anna, "ja graag", "help")).body
    room = await invited(anna, set())
    assert await invited(hanna, set()) == room
    await anna.join(room)
    await anna.transcript.moment("help", room=room)
    await hanna.leave(room)
    cannot = await anna.transcript.until(
        lambda one: one.room == room and "kan nu niet komen" in one.body
    )
    assert "113" in cannot.body
    # The human is gone from the room as well: nothing is offered any more.
    await hanna.leave(here.room)
    await until(partial(is_gone, here.host, hanna, here.room), "she left")
    await here.quiet()
    assert "!ja" not in (await chat.asks(anna, "!nood", "crisis")).body
    # A no is heard, and that nobody can be brought in belongs to nobody else.
    await here.asks(here.host, f"!vertrouwd {here.host.user}", "help")
    assert "!ja" in (await chat.asks(anna, "!nood", "crisis")).body
    assert "!nood" in (await chat.asks(anna, "nee", "help")).body
    assert "!ja" not in (await here.asks(here.host, "!nood", "crisis")).body


async def is_gone(person: Person, other: Person, room: RoomId) -> bool:
    """Whether somebody is no longer in a room."""
    return other.user not in person.client.rooms[room].users


@pytest.mark.campaign
async def test_one_help_room_through_kills(
    table: NewTable, company: list[Person], people: People, kring: NewKring
) -> None:
    """G1: whatever happens in between, nobody is invited twice."""
    bot = await kring()
    hanna = await people("Willem")
    askers = [await people("Ilse"), await people("Bram"), await people("Noor")]
    here = await table([company[0], hanna, *askers], kring=bot)
    await here.asks(here.host, f"!vertrouwd {hanna.user}", "help")
    for asker, instant in zip(askers, (0.0, 0.05, 0.15), strict=True):
        assert "!ja" in (await here.asks(asker, "!nood", "crisis")).body
        await asker.say(here.room, "!ja")
        await asyncio.sleep(instant)  # when the kill comes; nothing is waited for
        await bot.kill()
        await bot.start()
        room = await invited(asker, set())
        invitations = hanna.client.invited_rooms
        await hanna.transcript.until_so(partial(invitations.__contains__, room), "an invitation")
        await here.quiet()
        assert set(asker.client.invited_rooms) == set(invitations) == {room}
        await asker.join(room)
        await hanna.join(room)
        await until(partial(is_alone_with, asker, hanna, room), "Kring leaves")
        said = [one.body for one in asker.transcript.moments(room=room)]
        assert len(said) == len(set(said)) <= 2, "everything once"


async def test_help_outside_encryption_and_in_an_edit(table: NewTable) -> None:
    """Safety goes before form: where help is is said to whoever asks; nothing else is heard so."""
    here = await table(2)
    guest = here.guests[0]
    await here.host.say(here.room, "!start kampvuur")
    await here.hears("gathering")
    for body, answered in (("!volgende", False), ("!stop", False), ("ja", False), ("!nood", True)):
        await unencrypted(guest, here.room, body)
        await unencrypted(here.host, here.room, body)
        if answered:
            for _ in range(2):
                assert "113" in (await here.hears("crisis")).body
    # What was mistyped and mended is heard too, if it is a cry for help, and nothing else is.
    for first, second, moment in (("!nod", "!nood", "crisis"), ("!stpo", "!stop", None)):
        event = await guest.say(here.room, first)
        await here.hears("fault")
        await guest.edit(here.room, event, second)
        if moment:
            await here.hears(moment)
    await here.quiet()
    await here.stops()


async def unencrypted(person: Person, room: RoomId, body: str) -> None:
    """Send a message in clear into an encrypted room, as a client does by mistake."""
    url = f"{person.client.homeserver}/_matrix/client/v3/rooms/{room}/send/m.room.message"
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    content = {"msgtype": "m.text", "body": body}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.put(f"{url}/{secrets.token_hex(8)}", json=content) as answer,
    ):
        assert answer.status == 200
