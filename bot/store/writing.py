"""Writing what a unit collected, in the order in which it must be."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.circle import Circle
from bot.store import outbox
from bot.store.codec import encode, split
from bot.store.sealing import Keys
from bot.store.tables import circle, closing, history, meta, seen
from bot.store.tables import outbox as rows
from bot.store.unit import Unit

TOKEN = "token"  # noqa: S105 - the name of a row in ``meta``


async def put(connection: AsyncConnection, table: Table, records: list[dict[str, Any]]) -> None:
    """Write records, each over the one with the same primary key if there is one."""
    if records:
        await connection.execute(_over(connection.dialect.name, table), records)


@cache
def _over(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    new = {column.name: statement.excluded[column.name] for column in table.c}
    names = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(index_elements=names, set_=new)


async def make_keys(keys: Keys, unit: Unit) -> None:
    """Make the keys that the unit seals with, durably, before anything is written with them.

    A room that was forgotten and came back gets a new key: what was sealed before stays closed.
    """
    used = set(unit.circles) | {row.room for row, _ in unit.rows}
    for room in unit.forgotten & used:
        keys.destroy_room(keys.hash("room", room))
    rooms = [hashed for room in used if not keys.has_room(hashed := keys.hash("room", room))]
    if rooms or unit.made:
        # Waiting for the disk must not keep other rooms from being answered.
        await asyncio.to_thread(keys.make, rooms=rooms, sessions=unit.made)


@dataclass(frozen=True, slots=True)
class Written:
    """What changed: rows that wait now, keys that wait for theirs, keys to destroy when committed."""

    waiting: dict[int, outbox.Waiting]
    closing: set[str]
    over: set[str]


async def write(
    connection: AsyncConnection, keys: Keys, unit: Unit, waiting: Mapping[int, outbox.Waiting]
) -> Written:
    """Write the unit; ``waiting`` are the rows that were unsent before it."""
    over: set[str] = set()
    for room in unit.forgotten:
        hashed = keys.hash("room", room)
        over |= await outbox.keys_of(connection, hashed)
        for table in (circle, rows, closing):
            await connection.execute(delete(table).where(table.c.room == hashed))
    records = []
    for saved in unit.circles.values():
        held = unit.held[saved.room]
        records.append(_circle_record(keys, saved, held.key if held else None))
    await put(connection, circle, records)
    added = await outbox.add(connection, keys, unit.rows)
    busy = {row.key for row in (*waiting.values(), *added.values())} if unit.closing else set()
    ending = unit.closing.keys() - over
    for key in ending & busy:
        hashed = keys.hash("room", unit.closing[key])
        await connection.execute(insert(closing).values(key=key, room=hashed))
    if ending - busy:
        await outbox.end(connection, ending - busy)
    for ended in unit.ended:
        close = ended.close
        stays = {"format": close.format, "minutes": close.minutes, "band": close.band}
        await connection.execute(insert(history).values(**stays))
    if unit.handled:
        values = [{"event": event, "at": at} for event, at in unit.handled.items()]
        await connection.execute(insert(seen), values)
    if unit.token is not None:
        await put(connection, meta, [{"name": TOKEN, "value": unit.token}])
    return Written(added, ending & busy, over | (ending - busy))


async def forget_handled(connection: AsyncConnection, events: list[int]) -> None:
    """Remove these from the events that count as handled."""
    if events:
        chosen = delete(seen).where(seen.c.event == bindparam("gone"))
        await connection.execute(chosen, [{"gone": event} for event in events])


def _circle_record(keys: Keys, value: Circle, key: str | None) -> dict[str, Any]:
    room = keys.hash("room", value.room)
    standing, passing = split(value)
    sealed = None
    if passing is not None and key is not None:
        sealed = keys.session(key).seal(encode(passing), passing_identity(room, key))
    return {
        "room": room,
        "standing": keys.room(room).seal(encode(standing), standing_identity(room)),
        "key": key,
        "passing": sealed,
    }


def standing_identity(room: str) -> str:
    """Name the row that the standing part of this room (by its hash) is sealed for."""
    return f"circle standing {room}"


def passing_identity(room: str, key: str) -> str:
    """Name the row that the passing part of this room (by its hash) is sealed for."""
    return f"circle passing {room} {key}"
