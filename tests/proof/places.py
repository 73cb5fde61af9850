"""The places in which no word may lie: files, and databases read row by row."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it ships no types

from tests.proof.canaries import Canaries

SQLITE = b"SQLite format 3\0"


def in_folder(folder: Path, canaries: Canaries) -> list[str]:
    """Where below a folder words lie: in the names and bytes of files, and in rows of databases."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found += [f"{folder.name}, a name: {hit}" for hit in canaries.found(path.name.encode())]
        if not path.is_file() or path.is_symlink():
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # a journal of a moment ago
            continue
        found += [f"{folder.name}/{name}: {hit}" for hit in canaries.found(content)]
        if content.startswith(SQLITE):
            found += [f"{folder.name}/{name}, {row}" for row in in_sqlite(path, canaries)]
    return found


def in_sqlite(file: Path, canaries: Canaries) -> list[str]:
    """In which rows of a database words stand (a long one is in pieces in the file's bytes)."""
    return [f"{table}: {hit}" for table, row in rows(file) for hit in canaries.found(_bytes(row))]


def rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """All rows of a database, with the name of their table; also while it is in use."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        for (table,) in connection.execute(listed).fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield table, dict(row)
    finally:
        connection.close()


async def in_postgres(database: str, canaries: Canaries) -> list[str]:
    """In which rows of a PostgreSQL database words stand (long values are packed in its files)."""
    connection = await asyncpg.connect(database.replace("+asyncpg", ""))
    try:
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return [
            f"{table}: {hit}"
            for (table,) in await connection.fetch(listed)
            for row in await connection.fetch(f'SELECT * FROM "{table}"')
            for hit in canaries.found(_bytes(dict(row)))
        ]
    finally:
        await connection.close()


def _bytes(row: dict[str, Any]) -> bytes:
    """All values of a row, each as it is."""
    values = (
        bytes(value)
        if isinstance(value, bytes | memoryview)
        else str(value).encode(errors="surrogateescape")
        for value in row.values()
    )
    return b"\n".join(values)


def copied(folder: Path, to: Path) -> Path:
    """Copy a folder as it is this moment, as a thief of the disk would; what goes meanwhile is gone."""

    def copy(source: str, target: str) -> object:
        try:
            return shutil.copy2(source, target)
        except FileNotFoundError:
            return None

    return Path(shutil.copytree(folder, to, copy_function=copy))


Search = Callable[[Canaries], list[str]]
