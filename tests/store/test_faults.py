"""A disk or database that fails is noticed at once and said plainly (G8)."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.people import RoomId
from bot.store.faults import StoreFault
from bot.store.store import Store
from tests.postgres import Postgres
from tests.store.conftest import Place
from tests.store.values import NOW, ROOM, closed, running, turn


def _file(place: Place) -> Path:
    return place.files / "kring.db"


@contextmanager
def _disk_of(pages: int) -> Iterator[None]:
    """Let SQLite find the disk full after so many pages."""

    def limit(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={pages}")
        cursor.close()

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


async def test_a_full_disk_is_told_and_what_was_kept_stays(sqlite: Place) -> None:
    with _disk_of(pages=60):
        store = await Store.open(sqlite.database, sqlite.keys_dir)
        kept = {}

        async def fill() -> None:
            for number in range(1000):
                circle = running(RoomId(f"!{number}:example.org"))
                async with store.unit() as unit:
                    await unit.save(circle)
                    await unit.set_token(str(number))
                kept[circle.room] = circle

        with pytest.raises(StoreFault, match="disk is full"):
            await fill()
        await store.close()
    assert kept
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    assert await store.circles() == kept
    assert await store.token() == str(len(kept) - 1)
    await store.close()


async def test_a_disk_that_is_full_at_the_start_is_told(sqlite: Place) -> None:
    with _disk_of(pages=3), pytest.raises(StoreFault, match="disk is full"):
        await Store.open(sqlite.database, sqlite.keys_dir)


@pytest.mark.parametrize("position", [0, 4096 * 2 + 1, 4096 * 5])
async def test_a_damaged_file_is_told(sqlite: Place, position: int) -> None:
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    await store.close()
    data = bytearray(_file(sqlite).read_bytes())
    data[position : position + 2000] = b"\xa5" * 2000
    _file(sqlite).write_bytes(data)
    with pytest.raises(StoreFault, match="damaged") as told:
        await Store.open(sqlite.database, sqlite.keys_dir)
    assert "\n" not in str(told.value)


async def test_a_database_of_a_newer_kring_is_refused_and_left_alone(place: Place) -> None:
    await (await Store.open(place.database, place.keys_dir)).close()
    engine = create_async_engine(place.database)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreFault, match="newer"):
        await Store.open(place.database, place.keys_dir)
    async with engine.connect() as connection:
        version = (await connection.execute(text("SELECT version_num FROM alembic_version"))).all()
    await engine.dispose()
    assert [tuple(row) for row in version] == [("9999",)]


async def test_a_database_that_is_away_is_told(postgres: Postgres, tmp_path: Path) -> None:
    nowhere = f"postgresql+asyncpg://kring@/kring?host={tmp_path}"
    with pytest.raises(StoreFault, match="cannot be reached"):
        await Store.open(nowhere, tmp_path / "keys")
    unknown = f"postgresql+asyncpg://kring@/nothing?host={postgres.folder}"
    with pytest.raises(StoreFault, match="refuses"):
        await Store.open(unknown, tmp_path / "keys")


@pytest.mark.parametrize("wrong", ["h:port/kring", "h/kring?pasfile=/etc/kring/pgpass"])
async def test_an_address_that_cannot_be_read_is_told_without_its_password(
    tmp_path: Path, wrong: str
) -> None:
    secret = "-".join(("a", "password", "of", "nobody"))
    with pytest.raises(StoreFault, match="address of the database") as told:
        await Store.open(f"postgresql+asyncpg://kring:{secret}@{wrong}", tmp_path / "keys")
    assert secret not in "".join(traceback.format_exception(told.value))


async def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreFault):
        await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'kring.db'}", tmp_path / "keys")


async def test_the_keys_of_another_database_are_refused_and_left_alone(
    sqlite: Place, tmp_path: Path
) -> None:
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    await store.close()
    (key,) = sqlite.keys_dir.glob("session-*")
    with pytest.raises(StoreFault, match="holds keys to another one"):
        await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}", sqlite.keys_dir)
    assert key.exists()
    with pytest.raises(StoreFault, match="does not belong"):
        await Store.open(sqlite.database, tmp_path / "other keys")
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    assert await store.circles() == {ROOM: running()}
    await store.close()


async def test_a_lost_session_key_takes_only_its_session(place: Place) -> None:
    other = RoomId("!other:example.org")
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn()])
    (lost,) = place.keys_dir.glob("session-*")
    async with store.unit() as unit:
        await unit.save(running(other, "s2"))
        (row,) = await unit.enqueue(other, "nl", "DEVICE", NOW, [turn("s2")])
    await store.close()
    lost.unlink()

    store = await Store.open(place.database, place.keys_dir)
    assert store.broken == 1
    assert await store.circles() == {ROOM: closed(), other: running(other, "s2")}
    assert await store.pending() == (row,)
    async with store.unit() as unit:
        await unit.save(running(session="s3"))
    await store.close()
    store = await Store.open(place.database, place.keys_dir)
    assert store.broken == 0
    assert await store.circles() == {
        ROOM: running(session="s3"),
        other: running(other, "s2"),
    }
    await store.close()


async def test_a_wrong_room_key_takes_only_its_room(place: Place) -> None:
    other = RoomId("!other:example.org")
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
    (key,) = place.keys_dir.glob("room-*")
    async with store.unit() as unit:
        await unit.save(running(other, "s2"))
    await store.close()
    key.write_bytes(bytes(32))

    store = await Store.open(place.database, place.keys_dir)
    assert store.broken == 1
    assert await store.circles() == {other: running(other, "s2")}
    assert len(list(place.keys_dir.glob("session-*"))) == 1
    async with store.unit() as unit:
        await unit.save(closed())
    assert await store.circles() == {ROOM: closed(), other: running(other, "s2")}
    await store.close()


async def test_settings_of_the_database_keep_what_they_promise(sqlite: Place) -> None:
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    assert sqlite3.connect(_file(sqlite)).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert _file(sqlite).stat().st_mode & 0o077 == 0
    async with store._engine.connect() as connection:
        for name, expected in (("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)):
            found = (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            assert expected == found, name
    await store.close()
