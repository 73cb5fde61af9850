"""What an administrator may know of the store: whether it is whole, and counts; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from bot.core.people import RoomId
from bot.store.database import looking, revision, revisions
from bot.store.mending import belongs
from bot.store.sealing import KeyFolder, SealBroken
from bot.store.tables import circle, meta


@dataclass(frozen=True, slots=True)
class Seen:
    """The store as it is: the migrations it has and those it lacks, and how many rooms it keeps.

    ``is_newer`` when this Kring does not know its schema; ``belongs`` whether the keys folder is the
    right one; ``unreadable`` are rooms whose key is gone, ``gone`` those that Kring is not in.
    """

    lacks: int
    is_newer: bool = False
    belongs: bool = True
    rooms: int = 0
    sessions: int = 0
    unreadable: int = 0
    gone: int = 0


async def look_into(database: str, keys_dir: Path, joined: Iterable[RoomId] | None) -> Seen:
    """Look into the store; ``joined`` are the rooms that Kring is in, None when that is not known.

    Raises:
        StoreFault: the database or the keys folder cannot be read.

    """
    async with looking(database) as connection:
        at, tables = await connection.run_sync(
            lambda c: (revision(c), inspect(c).get_table_names())
        )
        known = revisions()
        if at is not None and at not in known:
            return Seen(lacks=0, is_newer=True)
        lacks = len(known) if at is None else known.index(at)
        if at is None or circle.name not in tables:
            return Seen(lacks)
        found = await connection.run_sync(_read)
    keys = KeyFolder(keys_dir)
    names = {room for room, _ in found.circles}
    here = names if joined is None else {keys.hash("room", room) for room in joined}
    return Seen(
        lacks,
        belongs=belongs(found.meta, keys),
        rooms=len(names),
        sessions=sum(1 for _, key in found.circles if key is not None),
        unreadable=sum(1 for room, key in found.circles if not _opens(keys, room, key)),
        gone=len(names - here),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    meta: dict[str, str]
    circles: list[tuple[str, str | None]]


def _read(connection: Connection) -> _Found:
    return _Found(
        {row.name: row.value for row in connection.execute(select(meta))},
        [(row.room, row.key) for row in connection.execute(select(circle.c.room, circle.c.key))],
    )


def _opens(keys: KeyFolder, room: str, key: str | None) -> bool:
    try:
        keys.room(room)
        if key is not None:
            keys.session(key)
    except SealBroken:
        return False
    return True
