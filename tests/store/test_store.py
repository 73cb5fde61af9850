"""What the store promises: whole transactions, rows sent once, alarms, and closing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.effects import Close, Mark
from bot.core.people import EventId
from bot.ports import Row
from bot.store.outbox import KEPT_MS
from bot.store.store import HANDLED_MS, Store
from bot.store.tables import circle, history
from tests.store.conftest import Place
from tests.store.values import BRAM, NOW, OTHER, ROOM, SAMIRA, closed, ending, running, told, turn

CLOSE = Close("s1", "campfire", 42, "6-12")
DAY_MS = 24 * 3_600_000


async def test_what_was_kept_is_there_after_a_restart(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        await unit.save(closed(OTHER))
        sent = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(), told(BRAM)])
        await unit.set_token("t1")
        assert not await unit.seen(ROOM, EventId("$1"), NOW)
    await store.close()

    store = await Store.open(place.database, place.keys_dir)
    assert await store.circles() == {ROOM: running(), OTHER: closed(OTHER)}
    assert await store.pending() == sent
    assert await store.token() == "t1"
    assert await store.next_due() == running().due == (await store.due())[0][1]
    assert store.broken == 0
    async with store.unit() as unit:
        assert await unit.seen(ROOM, EventId("$1"), NOW)
    await store.close()


async def test_a_unit_that_fails_changes_nothing(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)

    async def fail() -> None:
        async with store.unit() as unit:
            await unit.save(running())
            await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn()])
            await unit.set_token("t1")
            await unit.seen(ROOM, EventId("$1"), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await store.circles() == {}
    assert await store.pending() == ()
    assert await store.token() is None
    assert await store.due() == ()
    assert not list(place.keys_dir.glob("session-*"))
    async with store.unit() as unit:
        assert not await unit.seen(ROOM, EventId("$1"), NOW)
    await store.close()


async def test_a_unit_that_is_cancelled_is_kept_whole_or_not_at_all(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    kept = []

    async def write(number: int) -> None:
        async with store.unit() as unit:
            await unit.set_token(str(number))
            await unit.seen(ROOM, EventId(f"${number}"), NOW)

    for number in range(40):
        before = await store.token()
        task = asyncio.create_task(write(number))
        for _ in range(number):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        kept.append(store.handled(ROOM, EventId(f"${number}")))
        assert await store.token() == (str(number) if kept[-1] else before)
    assert True in kept
    assert False in kept
    await store.close()


async def test_rows_have_transaction_ids_of_their_own_and_keep_their_order(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    rows: list[Row] = []
    for _ in range(3):
        async with store.unit() as unit:
            rows += await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(None), ending(None)])
    assert len({row.txn for row in rows}) == 6
    assert await store.pending() == tuple(rows)
    await store.close()


async def test_a_row_is_acknowledged_once_by_the_answer_or_by_its_echo(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        first, second = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(None), ending(None)])
    await store.sent(first.id, EventId("$first"))
    assert await store.sent_by_txn(first.txn, EventId("$first")) is None
    assert await store.sent_by_txn("of nobody", EventId("$x")) is None
    assert await store.pending() == (second,)
    assert await store.sent_by_txn(second.txn, EventId("$second")) == second.id
    assert await store.pending() == ()
    assert await store.said(ROOM, EventId("$first")) == turn(None).mark
    assert await store.said(ROOM, EventId("$second")) == Mark(None, "closed")
    assert await store.said(OTHER, EventId("$first")) is None
    await store.close()


async def test_a_dropped_row_is_never_sent(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        first, second = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(None), ending(None)])
    await store.drop(first.id)
    assert await store.pending() == (second,)
    assert await store.sent_by_txn(first.txn, EventId("$first")) is None
    await store.close()


async def test_an_echo_after_a_restart_acknowledges(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(None)])
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert await store.sent_by_txn(row.txn, EventId("$row")) == row.id
    async with store.unit() as unit:
        (later,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(None)])
    assert later.id > row.id
    assert await store.pending() == (later,)
    await store.close()


async def test_a_session_closes_when_its_last_message_is_acknowledged(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        (before,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn()])
    await store.sent(before.id, EventId("$before"))
    async with store.unit() as unit:
        late, last = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(), ending()])
        await unit.close_session(closed(), CLOSE, NOW)
    assert await store.circles() == {ROOM: closed()}
    assert await store.due() == ()
    await store.sent(last.id, EventId("$last"))
    assert list(place.keys_dir.glob("session-*")), "a row still waits"
    assert await store.said(ROOM, EventId("$last")) == Mark("s1", "closed")
    await store.drop(late.id)
    assert not list(place.keys_dir.glob("session-*"))
    assert await store.said(ROOM, EventId("$before")) is None
    await store.close()

    engine = create_async_engine(place.database)
    async with engine.connect() as connection:
        (kept,) = (await connection.execute(select(history))).all()
    await engine.dispose()
    assert tuple(kept)[1:] == ("campfire", 42, "6-12")


async def test_the_order_of_close_and_last_words_in_a_unit_does_not_matter(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    async with store.unit() as unit:
        await unit.close_session(closed(), CLOSE, NOW)
        (last,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [ending()])
    assert len(list(place.keys_dir.glob("session-*"))) == 1
    await store.sent(last.id, EventId("$last"))
    assert not list(place.keys_dir.glob("session-*"))
    await store.close()


async def test_a_new_session_right_after_a_close_has_a_key_of_its_own(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    old = set(place.keys_dir.glob("session-*"))
    async with store.unit() as unit:
        (last,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [ending()])
        await unit.close_session(closed(), CLOSE, NOW)
        await unit.save(running(session="s2"))
        (first,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn("s2")])
    await store.sent(last.id, EventId("$last"))
    new = set(place.keys_dir.glob("session-*"))
    assert len(new) == 1
    assert not old & new
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert await store.circles() == {ROOM: running(session="s2")}
    assert await store.pending() == (first,)
    await store.close()


async def test_voices_told_before_a_session_go_with_their_key_when_withdrawn(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(replace(running(), session=None))
    assert len(list(place.keys_dir.glob("session-*"))) == 1
    async with store.unit() as unit:
        await unit.save(closed())
    assert not list(place.keys_dir.glob("session-*"))
    await store.close()


async def test_what_is_told_to_one_person_goes_with_a_key_of_its_own(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [told(BRAM)])
    assert await store.pending() == (row,)
    assert len(list(place.keys_dir.glob("session-*"))) == 1
    await store.sent(row.id, EventId("$explained"))
    assert not list(place.keys_dir.glob("session-*"))
    await store.close()


async def test_a_session_does_not_wait_for_who_is_told_something_privately(place: Place) -> None:
    """R10: its key goes at the close; somebody may take a day to accept the invitation."""
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        (waiting,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [told(BRAM)])
    (own,) = {path.name for path in place.keys_dir.glob("session-*")} - await _session_key(place)
    async with store.unit() as unit:
        await unit.close_session(closed(), CLOSE, NOW)
    assert [path.name for path in place.keys_dir.glob("session-*")] == [own]
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert await store.pending() == (waiting,)
    await store.drop(waiting.id)
    assert not list(place.keys_dir.glob("session-*"))
    await store.close()


async def _session_key(place: Place) -> set[str]:
    """The file of the key that the one circle is sealed with."""
    engine = create_async_engine(place.database)
    async with engine.connect() as connection:
        key = (await connection.execute(select(circle.c.key))).scalar()
    await engine.dispose()
    return {f"session-{key}.key"}


async def test_of_a_forgotten_room_nothing_is_left(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        await unit.save(running(OTHER, "s2"))
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn()])
        (other,) = await unit.enqueue(OTHER, "nl", "DEVICE", NOW, [turn("s2")])
    async with store.unit() as unit:
        await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(), told(SAMIRA)])
        await unit.forget_room(ROOM)
    assert await store.circles() == {OTHER: running(OTHER, "s2")}
    assert await store.pending() == (other,)
    assert [room for room, _ in await store.due()] == [OTHER]
    assert await store.sent_by_txn(row.txn, EventId("$row")) is None
    assert len(list(place.keys_dir.glob("room-*"))) == 1
    assert len(list(place.keys_dir.glob("session-*"))) == 1
    await store.close()


async def test_a_room_that_is_forgotten_and_comes_back_gets_a_new_key(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    (key,) = place.keys_dir.glob("room-*")
    before = key.read_bytes()
    async with store.unit() as unit:
        await unit.forget_room(ROOM)
        await unit.save(closed())
    assert key.read_bytes() != before
    assert not list(place.keys_dir.glob("session-*"))
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert await store.circles() == {ROOM: closed()}
    await store.close()


async def test_handled_events_and_old_messages_are_let_go(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.seen(ROOM, EventId("$old"), NOW)
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(None)])
    await store.sent(row.id, EventId("$row"))
    async with store.unit() as unit:
        await unit.seen(ROOM, EventId("$young"), NOW + HANDLED_MS)
        assert await unit.seen(ROOM, EventId("$old"), NOW + HANDLED_MS)
    async with store.unit() as unit:
        await unit.seen(ROOM, EventId("$new"), NOW + HANDLED_MS + DAY_MS)
    assert await store.said(ROOM, EventId("$row")) is not None
    async with store.unit() as unit:
        assert await unit.seen(ROOM, EventId("$young"), NOW)
        assert not await unit.seen(ROOM, EventId("$old"), NOW + KEPT_MS + DAY_MS)
    assert await store.said(ROOM, EventId("$row")) is None
    await store.close()


async def test_no_more_events_are_remembered_than_there_is_room_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.store.HANDLED_MOST", 20)
    store = await Store.open(place.database, place.keys_dir)
    for batch in range(5):
        async with store.unit() as unit:
            for number in range(10):
                await unit.seen(ROOM, EventId(f"${batch}-{number}"), NOW)
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        known = [
            await unit.seen(ROOM, EventId(f"${batch}-{number}"), NOW)
            for batch in range(5)
            for number in range(10)
        ]
    assert 10 <= sum(known) <= 20
    assert all(known[-10:]), "the latest are known"
    await store.close()
