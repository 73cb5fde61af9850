"""The outbox: what Kring says, from commit until it is acknowledged, and what a sent message was."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as Record
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.effects import EndPoll, Mark, Remove, Say, Sent
from bot.core.people import EventId, RoomId
from bot.ports import Row
from bot.store.codec import Saying, SentAs, decode, encode
from bot.store.sealing import Keys, Seal, SealBroken
from bot.store.tables import circle, closing, outbox

KEPT_MS = 7 * 24 * 3_600_000
"""How long a message that belongs to no session can be asked for, in ms."""


async def add(
    connection: AsyncConnection, keys: Keys, rows: Iterable[tuple[Row, str]]
) -> dict[int, Waiting]:
    """Write rows, each sealed with the key of this name."""
    waiting = {}
    values: list[dict[str, Any]] = []
    for row, key in rows:
        room = keys.hash("room", row.room)
        waiting[row.id] = _waits(keys, room, key, row.txn, row.effect)
        seal = keys.session(key)
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
                "handle": None if waiting[row.id].removes else waiting[row.id].handle,
            }
        )
    if values:
        await connection.execute(insert(outbox), values)
    return waiting


def is_of_session(effect: Sent) -> bool:
    """Whether this is something that a session says."""
    return isinstance(effect, Say | EndPoll) and effect.session is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where an unsent row belongs: its room (by hash), its key, its transaction id.

    ``handle`` (by hash) is its name if it can be found again, or of the message that it ``removes``;
    ``edits`` is whether it takes the place of the message that has it, and ``lasting`` whether that
    message is found again after its session. ``outside`` is whether no session says it.
    """

    room: str
    key: str | None
    txn: str
    handle: str | None = None
    edits: bool = False
    lasting: bool = False
    removes: bool = False
    outside: bool = False


def _waits(keys: Keys, room: str, key: str | None, txn: str, effect: Sent) -> Waiting:
    match effect:
        case Say(handle=handle, edits=edits, lasting=lasting):
            named = None if handle is None else keys.hash("handle", room, handle)
            outside = not is_of_session(effect)
            return Waiting(room, key, txn, named, edits, lasting, outside=outside)
        case Remove(handle):
            return Waiting(room, key, txn, keys.hash("handle", room, handle), removes=True)
    return Waiting(room, key, txn)


async def unsent(
    connection: AsyncConnection, keys: Keys
) -> tuple[list[Row], dict[int, Waiting], list[int]]:
    """Give the rows to send in order, where they belong, and the ids of those that are broken."""
    rows, waiting, broken = [], {}, []
    found = await connection.execute(
        select(outbox).where(outbox.c.event.is_(None)).order_by(outbox.c.id)
    )
    for record in found:
        try:
            data = _seal(keys, record).open(record.effect, _identity("effect", record.txn))
            saying = decode(Saying, data)
        except SealBroken:
            broken.append(record.id)
            continue
        waiting[record.id] = _waits(keys, record.room, record.key, record.txn, saying.effect)
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
    return rows, waiting, broken


async def acknowledge(
    connection: AsyncConnection, keys: Keys, row_id: int, row: Waiting, event: EventId
) -> None:
    """Mark a row as sent: from now on only what it was is kept, and its event if it has a handle.

    The newest message of a handle is the one that is meant; what an edit was sent as is not. What is
    kept of one that stays is sealed with the room's key from now on, and names no session.
    """
    values: dict[str, Any] = {"event": keys.hash("event", row.room, event), "effect": None}
    seal = keys.room(row.room) if row.key is None else keys.session(row.key)
    known = outbox.c.handle == row.handle, outbox.c.sent_as.is_not(None)
    is_edit = row.edits and bool(
        (await connection.execute(select(outbox.c.id).where(*known))).first()
    )
    if row.outside or (row.lasting and not is_edit):
        was = select(outbox.c.mark).where(outbox.c.id == row_id)
        sealed = (await connection.execute(was)).scalar_one()
        mark = decode(Mark, seal.open(sealed, _identity("mark", row.txn)))
        if not row.outside:
            mark = Mark(None, mark.moment, handle=mark.handle, poll=mark.poll)
        seal = keys.room(row.room)
        values |= {"key": None, "mark": seal.seal(encode(mark), _identity("mark", row.txn))}
    if is_edit:
        values["handle"] = None
    elif row.handle is not None:
        values["sent_as"] = seal.seal(encode(SentAs(event)), _identity("sent as", row.txn))
        await connection.execute(update(outbox).where(*known).values(handle=None, sent_as=None))
    await connection.execute(update(outbox).where(outbox.c.id == row_id).values(**values))


async def sent_as(
    connection: AsyncConnection, keys: Keys, room: RoomId, handle: str
) -> EventId | None:
    """Give the event that the message with this handle in a room became; None if none is known."""
    hashed = keys.hash("handle", keys.hash("room", room), handle)
    record = (
        await connection.execute(
            select(outbox).where(outbox.c.handle == hashed, outbox.c.sent_as.is_not(None))
        )
    ).first()
    if record is None:
        return None
    try:
        data = _seal(keys, record).open(record.sent_as, _identity("sent as", record.txn))
        return decode(SentAs, data).event
    except SealBroken:
        return None


async def unname(connection: AsyncConnection, handle: str) -> None:
    """Remove the message with this handle (by hash): it stands in its room no more."""
    known = outbox.c.handle == handle, outbox.c.sent_as.is_not(None)
    await connection.execute(delete(outbox).where(*known))


async def remove(connection: AsyncConnection, row_ids: Collection[int]) -> None:
    """Remove rows."""
    await connection.execute(delete(outbox).where(outbox.c.id.in_(row_ids)))


async def end(connection: AsyncConnection, session_keys: Collection[str]) -> None:
    """Remove what is left of closed sessions of which nothing waits any more."""
    await connection.execute(delete(outbox).where(outbox.c.key.in_(session_keys)))
    await connection.execute(delete(closing).where(closing.c.key.in_(session_keys)))


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
    """Remove sent messages of no session that are older than ``KEPT_MS`` and have no handle."""
    await connection.execute(
        delete(outbox).where(
            outbox.c.key.is_(None),
            outbox.c.handle.is_(None),
            outbox.c.event.is_not(None),
            outbox.c.at < now - KEPT_MS,
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
    return keys.room(record.room) if record.key is None else keys.session(record.key)


def _identity(column: str, txn: str) -> str:
    return f"outbox {column} {txn}"
