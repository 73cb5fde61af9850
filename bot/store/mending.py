"""Reading what is kept when the store opens, and finishing what a crash interrupted.

What cannot be opened any more counts as gone, and harms nothing else (G6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as Record
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.circle import Circle
from bot.core.people import RoomId
from bot.store import outbox
from bot.store.codec import Passing, decode, joined
from bot.store.faults import StoreFault
from bot.store.sealing import KeyFolder, Keys, SealBroken
from bot.store.tables import circle, closing, meta, seen
from bot.store.tables import outbox as rows
from bot.store.unit import Held
from bot.store.writing import passing_identity, put, standing_identity

_MARK = "keys"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store found. ``over`` and ``stray_rooms`` name keys to destroy after the commit."""

    held: dict[RoomId, Held]
    handled: dict[int, int]
    next_row: int
    waiting: dict[int, outbox.Waiting]
    closing: set[str]
    broken: int
    over: set[str]
    stray_rooms: set[str]


async def check_keys(connection: AsyncConnection, keys: Keys) -> None:
    """See that the keys folder belongs to this database, before any key is destroyed for it.

    It writes in any case, so that a full or locked disk is noticed at the start.
    """
    chosen = select(meta.c.value).where(meta.c.name == _MARK)
    known: str | None = (await connection.execute(chosen)).scalar()
    if known is None and (keys.sessions() or keys.rooms()):
        raise StoreFault(
            "The database is new, but the keys folder holds keys to another one: see [storage] "
            "database, or remove room-*.key and session-*.key from the keys folder"
        )
    if known is not None and known != keys.mark:
        raise StoreFault(
            "The keys folder does not belong to this database: see [storage] keys_dir and put the "
            "right one back, or start with a new database, because this one cannot be read"
        )
    await put(connection, meta, [{"name": _MARK, "value": keys.mark}])


def belongs(meta_rows: Mapping[str, str], keys: KeyFolder) -> bool:
    """Whether a database with these rows in ``meta`` is the one of this keys folder."""
    return meta_rows.get(_MARK) == keys.mark


async def read_circles(connection: AsyncConnection, keys: Keys) -> tuple[list[Circle], list[str]]:
    """Give the circles that can be opened, and the rooms (by hash) of which something cannot."""
    circles, broken = [], []
    for record in await connection.execute(select(circle)):
        try:
            sealed = keys.room(record.room)
            data = sealed.open(record.standing, standing_identity(record.room))
            standing = decode(Circle, data)
        except SealBroken:
            broken.append(record.room)
            continue
        try:
            passing = _passing(keys, record)
        except SealBroken:
            broken.append(record.room)
            passing = None
        circles.append(joined(standing, passing))
    return circles, broken


async def mend(connection: AsyncConnection, keys: Keys) -> Kept:
    """Let go of what cannot be opened, finish what was closing, and tell what there is."""
    circles, broken = await read_circles(connection, keys)
    for room in broken:
        gone = await outbox.keys_of(connection, room)
        await connection.execute(delete(rows).where(rows.c.key.in_(gone)))
        await connection.execute(delete(closing).where(closing.c.key.in_(gone)))
        await connection.execute(
            update(circle).where(circle.c.room == room).values(key=None, passing=None)
        )
    _, waiting, unreadable = await outbox.unsent(connection, keys)
    await outbox.remove(connection, unreadable)
    busy = {row.key for row in waiting.values()}
    ending = set((await connection.execute(select(closing.c.key))).scalars())
    await outbox.end(connection, ending - busy)
    found = await connection.execute(select(circle.c.room, circle.c.key))
    key_of = {record.room: record.key for record in found}
    wanted = {
        key
        for table in (circle, rows, closing)
        for key in (await connection.execute(select(table.c.key).distinct())).scalars()
    }
    rooms = set((await connection.execute(select(rows.c.room).distinct())).scalars())
    handled = await connection.execute(select(seen).order_by(seen.c.at))
    last = (await connection.execute(select(func.max(rows.c.id)))).scalar()
    return Kept(
        held={
            value.room: Held(key_of[keys.hash("room", value.room)], value.due) for value in circles
        },
        handled={record.event: record.at for record in handled},
        next_row=(last or 0) + 1,
        broken=len(broken),
        waiting=waiting,
        closing=ending & busy,
        over=keys.sessions() - wanted,
        stray_rooms=keys.rooms() - rooms - set(key_of),
    )


def _passing(keys: Keys, record: Record[Any]) -> Passing | None:
    if record.passing is None:
        return None
    seal = keys.session(record.key)
    return decode(Passing, seal.open(record.passing, passing_identity(record.room, record.key)))
