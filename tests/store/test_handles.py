"""A message with a handle is found again: the newest, as long as its session or room is there."""

from __future__ import annotations

from dataclasses import replace

from bot.core.effects import Close, Say
from bot.core.people import EventId
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
