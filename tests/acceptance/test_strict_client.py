"""Clients that trust signed devices only (MSC4153): they and Kring read each other, also after a
restart; an unsigned device gets no key, is told so, and reads along once it is signed (R8)."""

from __future__ import annotations

import asyncio
from typing import Any

from nio import UnknownToDeviceEvent  # type: ignore[import-untyped] # nio has no type marker

from bot.demo.person import Person
from tests.acceptance.conftest import nothing_leaked
from tests.acceptance.table import Table
from tests.conftest import NewKring, People
from tests.jsclient.conftest import JsPeople, installed, js_people

__all__ = ["installed", "js_people"]


async def test_a_strict_client_and_kring_read_each_other_before_and_after_a_restart(
    people: People, js_people: JsPeople, kring: NewKring
) -> None:
    samira, bram = await people("Samira"), await people("Bram")
    noor = await js_people("Noor")
    bot = await kring()
    room = await samira.create_room(invite=[bram.user, noor.user])
    await bram.join(room)
    await noor.join(room)
    await samira.invite(room, bot.user)
    here = Table(bot, room, [samira, bram])
    await here.hears("hello")
    gathering = await here.asks(samira, "!start kampvuur Thuis", "gathering")
    assert "niet meelezen" not in gathering.body
    assert (await noor.reads(gathering.event)).body == gathering.body
    await noor.say(room, "ik doe mee")
    for person in (samira, bram):
        await here.taps(person, gathering)

    await bot.restart()

    agreements = await here.asks(samira, "!volgende", "agreements")
    assert "3 mensen doen mee" in agreements.body
    assert (await noor.reads(agreements.event)).encrypted
    await noor.say(room, "akkoord")
    for person in (samira, bram):
        await here.taps(person, agreements)
    turn = await here.hears("turn")
    assert turn.mentions == (noor.user,)
    assert (await noor.reads(turn.event)).mentions == (noor.user,)

    await bot.kill()
    said = await noor.say(room, "achter ons huis ligt een sloot met kikkers")
    await noor.tap(room, turn.event, "✅")
    await bot.start()

    turn = await here.hears("turn")
    assert turn.mentions != (noor.user,)
    assert (await noor.reads(turn.event)).body == turn.body
    await bram.transcript.until(lambda one: one.event == said and one.body != "")
    closed = await here.stops()
    assert (await noor.reads(closed.event)).body == closed.body
    assert not noor.unreadable
    await here.check()
    nothing_leaked(bot, ["achter ons huis ligt een sloot met kikkers"], here.people)


def listens_for_withheld(person: Person) -> tuple[list[dict[str, Any]], asyncio.Event]:
    """Keep what this device is told about keys that it does not get."""
    withheld: list[dict[str, Any]] = []
    told = asyncio.Event()

    async def take(event: UnknownToDeviceEvent) -> None:
        if event.source["type"] == "m.room_key.withheld":
            withheld.append(event.source["content"])
            told.set()

    person.client.add_to_device_callback(take, UnknownToDeviceEvent)
    return withheld, told


async def test_an_unsigned_device_gets_no_key_and_is_told_how_to_get_one(
    people: People, kring: NewKring
) -> None:
    samira, noor = await people("Samira"), await people("Noor")
    bram = await people("Bram", signed=False)
    withheld, told = listens_for_withheld(bram)
    bot = await kring()
    room = await samira.create_room(invite=[noor.user, bram.user])
    await noor.join(room)
    await bram.join(room)
    await samira.invite(room, bot.user)
    here = Table(bot, room, [samira, noor, bram])
    await here.hears("hello")
    gathering = await here.asks(samira, "!start kampvuur Thuis", "gathering")

    assert "Eén persoon kan hier nog niet meelezen" in gathering.body
    assert bram.name not in gathering.body
    assert bram.user not in str(gathering.content)
    blind = await bram.transcript.until(lambda one: one.event == gathering.event)
    assert blind.type == "m.room.encrypted"
    async with asyncio.timeout(30):
        await told.wait()
    assert withheld[0]["room_id"] == room
    assert withheld[0]["code"].startswith("m.unverified")

    private = await bram.invitation()
    await bram.join(private)
    explanation = await bram.transcript.until(
        lambda one: one.room == private and one.sender == bot.user and one.type == "m.room.message"
    )
    assert not explanation.encrypted
    assert explanation.moment == "help"
    assert explanation.block["session"] is None
    assert explanation.mentions == ()
    for word in ("Thuis", *(person.name for person in here.people), room):
        assert word not in str(explanation.content)
    # What is answered there comes next: one message for one act.
    await bram.say(private, "!nood")
    crisis = await bram.transcript.until(
        lambda one: one.room == private and one.sender == bot.user and one.type == "m.room.message",
        after=bram.transcript.position(explanation),
    )
    assert crisis.moment == "crisis"

    await bram.sign()
    await bram.say(room, "ik doe mee")
    for person in (samira, noor):
        await here.taps(person, gathering)
    agreements = await here.asks(samira, "!volgende", "agreements")
    assert "3 mensen doen mee" in agreements.body
    await bram.transcript.until(lambda one: one.event == agreements.event and one.body != "")
    await here.stops()
    # The next start has nobody left to explain it to.
    again = await here.asks(samira, "!start kampvuur", "gathering")
    assert "niet meelezen" not in again.body
    await here.stops()
    await here.check()
    nothing_leaked(bot, [], here.people)
