"""The private chat at the edge: who is in it, who declined it, and what the homeserver refuses."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.people import RoomId
from bot.demo.person import Person
from bot.matrix.faults import Later, Refused
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import WAIT_SECONDS, Kring, speech
from tests.matrix.proxy import Fate, Proxy, Rule


async def opened(kring: Kring, anna: Person) -> tuple[RoomId, asyncio.Task[bool]]:
    """Open a chat with Anna and wait for her in it, hearing what happens meanwhile."""
    chat = await kring.edge.open_private(anna.user, encrypted=True)
    return chat, asyncio.create_task(kring.edge.alone_with(anna.user, chat))


async def until_done(kring: Kring, waits: asyncio.Task[bool]) -> bool:
    """Hear what happens until the wait is over, and return how it ended."""

    async def listen() -> None:
        while True:
            await kring.step()

    listening = asyncio.create_task(listen())
    try:
        return await asyncio.wait_for(waits, WAIT_SECONDS)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def test_kring_waits_until_somebody_comes_and_they_can_read_what_is_said_then(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    await circle(kring, anna)
    chat, waits = await opened(kring, anna)
    await kring.step()
    assert not waits.done()

    await anna.join(chat)

    assert await until_done(kring, waits)
    sent = await kring.edge.send(chat, speech("alleen voor jou"), "told-1")
    await anna.transcript.until(lambda heard: heard.event == sent and heard.body != "")
    assert await kring.edge.alone_with(anna.user, chat)
    assert kring.edge.private_room(anna.user) == chat


async def test_who_declines_or_leaves_is_not_waited_for(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    await circle(kring, anna)
    chat, waits = await opened(kring, anna)
    await anna.invitation()
    await anna.leave(chat)
    assert not await until_done(kring, waits)

    again, waits = await opened(kring, anna)
    assert again == chat, "the same chat, to which they are invited anew"
    await anna.join(chat)
    assert await until_done(kring, waits)
    await anna.leave(chat)
    assert not await kring.edge.alone_with(anna.user, chat)


async def test_nothing_is_for_one_person_where_a_second_is_or_may_come(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    """R2."""
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    chat = await anna.create_room(invite=[kring.user], direct=True)
    await kring.joins(chat)
    assert await kring.edge.alone_with(anna.user, chat)
    await anna.invite(chat, bram.user)
    assert not await kring.edge.alone_with(anna.user, chat)
    await bram.join(chat)
    await kring.sees(chat, bram.user)
    assert not kring.edge.is_private(chat)
    assert kring.edge.private_room(anna.user) is None
    assert await kring.edge.open_private(anna.user, encrypted=True) != chat


async def test_a_chat_of_theirs_into_which_kring_may_invite_nobody_is_not_waited_for(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    await circle(kring, anna)
    chat = await anna.create_room(invite=[kring.user], direct=True)
    await kring.joins(chat)
    await anna.set_state(chat, "m.room.power_levels", {"invite": 50, "users": {}})
    await anna.leave(chat)
    await kring.sees(chat, anna.user, joined=False)

    other, waits = await opened(kring, anna)

    assert other != chat
    await anna.join(other)
    assert await until_done(kring, waits)


async def test_what_the_homeserver_refuses_or_puts_off_is_told(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(url=proxy.url), await new_person("anna")
    await circle(kring, anna)
    away = proxy.add(Rule(r"POST .*/createRoom", Fate.BAD_GATEWAY))
    with pytest.raises(Later):
        await kring.edge.open_private(anna.user, encrypted=True)
    proxy.remove(away)
    with pytest.raises(Refused):
        await kring.edge.alone_with(anna.user, RoomId("!nergens:localhost"))


async def test_a_chat_that_somebody_passed_on_is_not_theirs_any_more(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    """R2: two people are in it, and one of them is another."""
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    await circle(kring, anna, bram)
    chat = await anna.create_room(invite=[kring.user], direct=True)
    await kring.joins(chat)
    await anna.invite(chat, bram.user)
    await bram.join(chat)
    await anna.leave(chat)
    await kring.sees(chat, anna.user, joined=False)

    assert not await kring.edge.alone_with(anna.user, chat)
    other, waits = await opened(kring, anna)

    assert other != chat
    await anna.join(other)
    assert await until_done(kring, waits)
