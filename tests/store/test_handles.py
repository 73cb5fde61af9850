"""A message with a handle is found again: the newest, as long as its session or room is there."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from bot.core.effects import Close, EndPoll, Mark, Remove, Say, Text
from bot.core.people import EventId
from bot.core.polls import choice
from bot.store.outbox import KEPT_MS
from bot.store.store import Store
from tests.store.conftest import Place
from tests.store.values import NOW, OTHER, ROOM, closed, ending, running, turn

CLOSE = Close("s1", "campfire", 42, "6-12")


def handled(name: str, *, edits: bool = False, lasting: bool = False) -> Say:
    return replace(turn(), handle=name, edits=edits, lasting=lasting)


async def said(store: Store, say: Say, event: str) -> None:
    """Commit a message and note that it was sent."""
    async with store.unit() as unit:
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [say])
    await store.sent(row.id, EventId(event))


async def test_the_newest_message_of_a_handle_is_found_and_an_edit_is_not(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [handled("harvest")])
    assert await store.sent_as(ROOM, "harvest") is None, "it was not sent yet"
    await store.sent(row.id, EventId("$first"))
    assert await store.sent_as(ROOM, "harvest") == "$first"
    assert await store.sent_as(OTHER, "harvest") is None
    assert await store.sent_as(ROOM, "overview") is None

    await said(store, handled("harvest", edits=True), "$edit")
    assert await store.sent_as(ROOM, "harvest") == "$first"
    await said(store, handled("harvest"), "$second")
    assert await store.sent_as(ROOM, "harvest") == "$second"
    await said(store, handled("overview", edits=True), "$alone")
    assert await store.sent_as(ROOM, "overview") == "$alone", "there was nothing to edit"
    await store.close()


async def test_it_is_found_after_a_restart_also_by_its_echo(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        row, edit = await unit.enqueue(
            ROOM, "nl", "DEVICE", NOW, [handled("harvest"), handled("harvest", edits=True)]
        )
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    await store.sent_by_txn(row.txn, EventId("$first"))
    await store.sent_by_txn(edit.txn, EventId("$edit"))
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert await store.sent_as(ROOM, "harvest") == "$first"
    await store.close()


async def test_what_lasts_stays_with_the_room_and_the_rest_goes_with_the_session(
    place: Place,
) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    await said(store, handled("overview"), "$overview")
    await said(store, handled("note", lasting=True), "$note")
    async with store.unit() as unit:
        await unit.close_session(closed(), CLOSE, NOW)
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [ending()])
    await store.sent(row.id, EventId("$closed"))
    assert await store.sent_as(ROOM, "overview") is None
    async with store.unit() as unit:
        await unit.seen(ROOM, EventId("$later"), NOW + 2 * KEPT_MS)
    assert await store.sent_as(ROOM, "note") == "$note"
    async with store.unit() as unit:
        await unit.forget_room(ROOM)
    assert await store.sent_as(ROOM, "note") is None
    await store.close()


async def test_of_what_lasts_only_where_it_stands_is_sealed_with_the_rooms_key(
    sqlite: Place,
) -> None:
    """What it says tells who took part: it goes with the session's key, also from dead rows."""
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [handled("harvest", lasting=True)])
    (key,) = (path.stem.removeprefix("session-") for path in sqlite.keys_dir.glob("session-*"))
    assert kept(sqlite)[0][0] == key
    async with store.unit() as unit:
        await unit.close_session(closed(), CLOSE, NOW)
    assert list(sqlite.keys_dir.glob("session-*")), "it waits to be sent"
    await store.sent(row.id, EventId("$harvest"))
    assert list(sqlite.keys_dir.glob("session-*")) == []
    assert kept(sqlite) == [(None, None)]
    await store.close()
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    assert await store.sent_as(ROOM, "harvest") == "$harvest"
    mark = await store.said(ROOM, EventId("$harvest"))
    assert mark == Mark(None, "turn", handle="harvest"), "it names no session"
    await store.close()


def kept(place: Place) -> list[tuple[str | None, bytes | None]]:
    """The key and the effect of every row of the outbox."""
    with sqlite3.connect(place.files / "kring.db") as database:
        return database.execute("SELECT key, effect FROM outbox").fetchall()


async def test_what_was_removed_is_known_no_more(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    await said(store, handled("harvest", lasting=True), "$harvest")
    async with store.unit() as unit:
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [Remove("harvest")])
    assert await store.sent_as(ROOM, "harvest") == "$harvest", "it stands until it was removed"
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert [waiting.effect for waiting in await store.pending()] == [Remove("harvest")]
    await store.sent(row.id, EventId("$removal"))
    assert await store.sent_as(ROOM, "harvest") is None
    assert await store.said(ROOM, EventId("$harvest")) is None
    assert await store.pending() == ()
    await store.close()


async def test_a_poll_of_no_session_is_known_as_long_as_it_lasts(place: Place) -> None:
    """An answer that comes weeks later is still one to that poll, and it can be ended."""
    asks = choice([Text("command.yes"), Text("command.no")])
    poll = Say("poll", turn().lines, handle="coming-1", lasting=True, ballot=asks)
    store = await Store.open(place.database, place.keys_dir)
    await said(store, poll, "$poll")
    async with store.unit() as unit:
        await unit.seen(ROOM, EventId("$later"), NOW + 2 * KEPT_MS)
    mark = Mark(None, "poll", handle="coming-1", poll=True)
    assert await store.said(ROOM, EventId("$poll")) == mark
    async with store.unit() as unit:
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [EndPoll("coming-1")])
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert [one.effect for one in await store.pending()] == [EndPoll("coming-1")]
    await store.sent(row.id, EventId("$end"))
    assert await store.sent_as(ROOM, "coming-1") == "$poll"
    await store.close()
