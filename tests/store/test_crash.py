"""kill -9 at any instant: everything of a unit is there, or nothing; what was told is there."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter

from bot.core.effects import Close
from bot.core.people import EventId
from bot.store.store import Store
from tests.store.busy import ROOMS, ROWS, circle
from tests.store.conftest import Place
from tests.store.values import NOW, ROOM, closed, ending, running

KILLS = 6


def _write_until_killed(place: Place, units: int) -> int:
    """Let a process write, kill it after so many units, and give the last number it told."""
    command = [sys.executable, "-m", "tests.store.busy", place.database, str(place.keys_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = 0
        for _ in range(units):
            told = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split("\n")
    return max([told, *(int(line) for line in rest[:-1])])


async def test_a_kill_leaves_whole_units_only(place: Place) -> None:
    chance = random.Random(1)  # the kill itself falls at any instant
    for _ in range(KILLS):
        told = _write_until_killed(place, chance.randint(1, 4))
        store = await Store.open(place.database, place.keys_dir)
        number = int(await store.token() or 0)
        assert told <= number <= told + 1
        assert await store.circles() == {room: circle(room, number) for room in ROOMS}
        rows = Counter((row.room, row.device) for row in await store.pending())
        expected = {(room, str(unit)): ROWS for room in ROOMS for unit in range(1, number + 1)}
        assert rows == expected
        async with store.unit() as unit:
            assert all([await unit.seen(room, EventId(f"${number}"), NOW) for room in ROOMS])
            assert not await unit.seen(ROOM, EventId(f"${number + 1}"), NOW)
        assert len(list(place.keys_dir.glob("session-*"))) == len(ROOMS)
        await store.close()


async def test_a_destruction_that_a_crash_interrupted_is_finished_at_the_next_start(
    place: Place,
) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    (key,) = place.keys_dir.glob("session-*")
    (room,) = place.keys_dir.glob("room-*")
    for path in (key, room):
        shutil.copy(path, place.keys_dir.parent / path.name)
    async with store.unit() as unit:
        (last,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [ending()])
        await unit.close_session(closed(), Close("s1", "campfire", 42, "6-12"), NOW)
    await store.sent(last.id, EventId("$last"))
    await store.close()
    assert not key.exists()

    # As if the power went between the commit and the destruction.
    shutil.copy(place.keys_dir.parent / key.name, key)
    store = await Store.open(place.database, place.keys_dir)
    assert not key.exists()
    assert room.exists()
    async with store.unit() as unit:
        await unit.forget_room(ROOM)
    await store.close()

    shutil.copy(place.keys_dir.parent / room.name, room)
    await (await Store.open(place.database, place.keys_dir)).close()
    assert not room.exists()


async def test_a_session_that_was_closing_at_a_crash_closes_after_it(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    async with store.unit() as unit:
        first, last = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [ending(), ending()])
        await unit.close_session(closed(), Close("s1", "campfire", 42, "6-12"), NOW)
    await store.sent(first.id, EventId("$first"))
    await store.close()

    store = await Store.open(place.database, place.keys_dir)
    assert list(place.keys_dir.glob("session-*"))
    assert await store.pending() == (last,)
    assert await store.sent_by_txn(last.txn, EventId("$last")) == last.id
    assert not list(place.keys_dir.glob("session-*"))
    await store.close()
