"""What a backup holds of the store, whatever database it is in; and putting it into an empty one (G8).

Out go all tables as they are at one moment, and the keys that last (the installation's, the rooms').
Left out is what only holds for this very device and moment: the sync token, which events were
handled, messages that still wait; and the keys of sessions, so that what a closed session kept stays
closed in every backup too.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, inspect, select

from bot.store.database import connected, looking, migrate, revision, revisions
from bot.store.faults import NoDatabase, StoreFault, told
from bot.store.mending import belongs
from bot.store.sealing import KeyFolder, Keys
from bot.store.writing import TOKEN

_LEFT_OUT: Final = frozenset({"seen", "alembic_version"})
_KEY_NAME: Final = re.compile(r"installation\.key|room-[0-9a-f]{32}\.key")

Value = str | int | None | dict[str, str]


@dataclass(frozen=True, slots=True)
class Export:
    """The store at one moment: its schema's revision, its rows by table, its lasting keys (base64)."""

    revision: str
    tables: Mapping[str, list[dict[str, Value]]]
    keys: Mapping[str, str]

    def dumped(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def loaded(cls, text: str) -> Export:
        """Read what ``dumped`` wrote. ValueError, KeyError or TypeError when it is something else."""
        return cls(**json.loads(text))

    @property
    def rooms(self) -> int:
        """Of how many rooms there is something in it."""
        return len(self.tables.get("circle", ()))

    @property
    def sessions(self) -> int:
        """How many sessions were open; they can be read only where their keys still are."""
        return sum(1 for row in self.tables.get("circle", ()) if row.get("key") is not None)


async def export(database: str, keys_dir: Path) -> Export:
    """Read all that a backup holds, also while Kring runs.

    Raises:
        StoreFault: the database or the keys folder cannot be read, or they do not belong together.

    """
    async with looking(database) as connection:
        found = await connection.run_sync(_read)
    # Only now: a key is there before anything that is sealed with it.
    folder = KeyFolder(keys_dir)
    if not belongs({str(row["name"]): str(row["value"]) for row in found[1]["meta"]}, folder):
        raise StoreFault(
            "The keys folder does not belong to this database: see [storage] keys_dir and database"
        )
    rooms = {str(row["room"]) for rows in found[1].values() for row in rows if "room" in row}
    keys = {name: base64.b64encode(key).decode() for name, key in folder.lasting(rooms).items()}
    return Export(found[0], found[1], keys)


async def restore(
    database: str, keys_dir: Path, content: Export, begin: Callable[[], None]
) -> None:
    """Put what ``export`` gave into an empty database, and its keys beside those that are there.

    ``begin`` is called once nothing stands in the way, before the database is written.

    Raises:
        StoreFault: the database is not empty or cannot be used, the keys folder is another one's or
            in use, or a newer Kring made this.

    """
    if content.revision not in revisions():
        raise StoreFault("The backup was made by a newer Kring: install that version")
    keys = {
        name: base64.b64decode(key)
        for name, key in content.keys.items()
        if _KEY_NAME.fullmatch(name)
    }
    engine = await connected(database)
    try:
        with told():
            async with engine.connect() as connection:
                await connection.run_sync(_must_be_empty)
        held = Keys(keys_dir, keys)
        try:
            begin()
            with told():
                async with engine.begin() as connection:
                    await connection.run_sync(_write, content)
        finally:
            held.close()
    finally:
        await engine.dispose()


def _read(connection: Connection) -> tuple[str, dict[str, list[dict[str, Value]]]]:
    at = revision(connection)
    if at is None:
        raise NoDatabase
    tables = _tables(connection)
    return at, {
        name: [
            {column: _plain(value) for column, value in row.items()}
            for row in connection.execute(select(table)).mappings()
            if _stays(name, row)
        ]
        for name, table in tables.items()
    }


def _stays(table: str, row: Mapping[Any, Any]) -> bool:
    if table == "meta":
        return bool(row["name"] != TOKEN)
    return table != "outbox" or row["event"] is not None


def _must_be_empty(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise StoreFault(
            "The database is not empty: move it away first (for SQLite its file, with -wal and "
            "-shm), or name an empty one in [storage] database"
        )


def _write(connection: Connection, content: Export) -> None:
    migrate(connection, content.revision)
    tables = _tables(connection)
    for name, rows in content.tables.items():
        if rows:
            table = tables[name]
            # What the database counts itself it goes on counting.
            counted = {c.name for c in table.c if "nextval" in str(_default(c))}
            values = [
                {column: _value(value) for column, value in row.items() if column not in counted}
                for row in rows
            ]
            connection.execute(table.insert(), values)
    migrate(connection)


def _default(column: Any) -> object:
    return getattr(column.server_default, "arg", None)


def _tables(connection: Connection) -> dict[str, Table]:
    """All tables whose rows go into a backup, as they are at this step of the migrations."""
    found = MetaData()
    found.reflect(connection)
    return {name: table for name, table in found.tables.items() if name not in _LEFT_OUT}


def _plain(value: Any) -> Value:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


def _value(value: Value) -> object:
    if not isinstance(value, dict):
        return value
    if "bytes" in value:
        return base64.b64decode(value["bytes"])
    return date.fromisoformat(value["date"])
