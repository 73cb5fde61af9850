"""A place to keep things in: SQLite in a folder, or a PostgreSQL cluster of the tests' own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres import Postgres


@dataclass(frozen=True)
class Place:
    """Where a store is: its address, its keys, and the folder with the bytes of its database."""

    database: str
    keys_dir: Path
    files: Path

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")


@pytest.fixture
def sqlite(tmp_path: Path) -> Place:
    """A SQLite database that is not there yet."""
    return in_sqlite(tmp_path)


def in_sqlite(folder: Path) -> Place:
    """A SQLite database in this folder."""
    data = folder / "data"
    return Place(f"sqlite+aiosqlite:///{data / 'kring.db'}", folder / "keys", data)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Each of the two databases, empty."""
    if request.param == "sqlite":
        return in_sqlite(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return Place(server.new_database(), tmp_path / "keys", server.data)
