"""The outbox: what Kring says, from commit until it is acknowledged, and what a sent message was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row as Record
from sqlalchemy import and_, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.effects import Mark, Say
from bot.core.people import EventId, RoomId
from bot.ports import Row
from bot.store.codec import Saying, decode, encode
from bot.store.sealing import Keys, Seal, SealBroken
from bot.store.tables import circle, closing, outbox

KEPT_MS = 7 * 24 * 3_600_000
"""How long a message that belongs to no session can be asked for, in ms."""


async def add(
    connection: AsyncConnection, keys: Keys, rows: Iterable[tuple[Row, str | None]]
) -> None:
    """Write rows, each sealed with the session key of this name, or the room's key."""
    values: list[dict[str, Any]] = []
    for row, key in rows:
        room = keys.hash("room", row.room)
        seal = keys.room(room) if key is None else keys.session(key)
        saying = Saying(row.room, row.device, row.language, row.effect)
        mark = encode(row.effect.mark) if isinstance(row.effect, Say) else None
        values.append(
            {
                "id": row.id,
                "room": room,
                "key": key,
                "txn": row.txn,
                "at": row.at,
                "effect": seal.seal(encode(saying), _identity("effect", row.txn)),
                "mark": mark and seal.seal(mark, _identity("mark", row.txn)),
                "event": None,
            }
        )
    if values:
        await connection.execute(insert(outbox), values)


async def unsent(connection: AsyncConnection, keys: Keys) -> tuple[list[Row], list[int]]:
    """Give the rows to send in order, and the ids of those that cannot be read any more."""
    rows, broken = [], []
    found = await connection.execute(
        select(outbox).where(outbox.c.event.is_(None)).order_by(outbox.c.id)
    )
    for record in found:
        try:
            data = _seal(keys, record).open(record.effect, _identity("effect", record.txn))
            saying = decode(Saying, data)
        except SealBroken:
            broken.append(record.id)
        else:
            rows.append(
                Row(
                    record.id,
                    saying.room,
                    record.txn,
                    saying.device,
                    record.at,
                    saying.language,
                    saying.effect,
                )
            )
    return rows, broken


async def acknowledge(
    connection: AsyncConnection, keys: Keys, row_id: int, event: EventId
) -> str | None:
    """Mark a row as sent. Returns the session key to destroy after the commit, if it was the last."""
    record = (
        await connection.execute(
            select(outbox.c.room, outbox.c.key).where(
                outbox.c.id == row_id, outbox.c.event.is_(None)
            )
        )
    ).one_or_none()
    if record is None:
        return None
    await connection.execute(
        update(outbox)
        .where(outbox.c.id == row_id)
        .values(event=keys.hash("event", record.room, event), effect=None)
    )
    return await settle(connection, record.key)


async def remove(connection: AsyncConnection, row_ids: Sequence[int]) -> list[str]:
    """Remove unsent rows. Returns the session keys to destroy after the commit."""
    chosen = and_(outbox.c.id.in_(row_ids), outbox.c.event.is_(None))
    keys = (await connection.execute(select(outbox.c.key).where(chosen).distinct())).scalars().all()
    await connection.execute(delete(outbox).where(chosen))
    return [done for key in keys if (done := await settle(connection, key))]


async def settle(connection: AsyncConnection, key: str | None) -> str | None:
    """Remove what is left of a closed session when nothing of it waits any more; returns its key."""
    if key is None:
        return None
    waiting = exists().where(outbox.c.key == key, outbox.c.event.is_(None))
    over = await connection.execute(select(closing.c.key).where(closing.c.key == key, ~waiting))
    if over.first() is None:
        return None
    await connection.execute(delete(outbox).where(outbox.c.key == key))
    await connection.execute(delete(closing).where(closing.c.key == key))
    return key


async def mark(
    connection: AsyncConnection, keys: Keys, room: RoomId, event: EventId
) -> Mark | None:
    """What a message of Kring's was, if that is still kept."""
    hashed = keys.hash("event", keys.hash("room", room), event)
    record = (await connection.execute(select(outbox).where(outbox.c.event == hashed))).first()
    if record is None or record.mark is None:
        return None
    try:
        return decode(Mark, _seal(keys, record).open(record.mark, _identity("mark", record.txn)))
    except SealBroken:
        return None


async def prune(connection: AsyncConnection, now: int) -> None:
    """Remove sent messages of no session that are older than ``KEPT_MS``."""
    await connection.execute(
        delete(outbox).where(
            outbox.c.key.is_(None), outbox.c.event.is_not(None), outbox.c.at < now - KEPT_MS
        )
    )


async def keys_of(connection: AsyncConnection, room: str) -> set[str]:
    """Name the session keys with which something of this room (by its hash) is sealed."""
    keys: set[str] = set()
    for table in (circle, outbox, closing):
        found = await connection.execute(
            select(table.c.key).where(table.c.room == room, table.c.key.is_not(None)).distinct()
        )
        keys.update(found.scalars())
    return keys


def _seal(keys: Keys, record: Record[Any]) -> Seal:
    return keys.known_room(record.room) if record.key is None else keys.session(record.key)


def _identity(column: str, txn: str) -> str:
    return f"outbox {column} {txn}"
