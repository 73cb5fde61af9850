"""A process that writes units until it is killed: ``python -m tests.store.busy DATABASE KEYS``.

Each unit changes everything at once; after its commit its number is printed.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from bot.core.circle import Circle
from bot.core.people import EventId, RoomId
from bot.store.store import Store
from tests.store.values import NOW, running, turn

ROOMS = tuple(RoomId(f"!{number}:example.org") for number in range(10))
ROWS = 3


def circle(room: RoomId, number: int) -> Circle:
    """The circle of a room after the unit with this number."""
    before = running(room, f"session-{room}")
    assert before.session is not None
    return replace(before, session=replace(before.session, turns=number))


async def write(database: str, keys_dir: Path) -> None:
    store = await Store.open(database, keys_dir)
    number = int(await store.token() or 0)
    while True:
        number += 1
        async with store.unit() as unit:
            await unit.set_token(str(number))
            for room in ROOMS:
                await unit.save(circle(room, number))
                await unit.enqueue(room, "nl", str(number), NOW, [turn()] * ROWS)
                await unit.seen(room, EventId(f"${number}"), NOW)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], Path(sys.argv[2])))
