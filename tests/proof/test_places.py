"""A leak planted in each place is found there: what finds nothing elsewhere could have found it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # it ships no types
import pytest

from bot.core.effects import Line
from bot.core.people import RoomId, UserId
from bot.matrix.keystore import KeyStore
from bot.matrix.reading import Reading
from bot.metrics import Metrics, Now
from bot.store.store import Store
from tests.postgres import Postgres
from tests.proof import places
from tests.proof.canaries import Canaries
from tests.proof.sealed import Archive
from tests.proof.thief import encrypted
from tests.store.conftest import in_sqlite
from tests.store.values import NOW, ROOM, closed, turn


def _database(folder: Path, *statements: str, close: bool = True) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "kring.db")
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA secure_delete = OFF", *statements):
        database.execute(statement)
        database.commit()
    if close:
        database.close()
    return database


def _row(folder: Path, words: str) -> None:
    _database(folder, "CREATE TABLE t (x)", f"INSERT INTO t VALUES ('{words}')")


def _long_row(folder: Path, words: str) -> None:
    """Longer than a page, so that it lies there in pieces."""
    pieces = "".join(f"{'.' * place}{words}" for place in range(3000, 5000, 97))
    _database(folder, "CREATE TABLE t (x)", f"INSERT INTO t VALUES ('{pieces}')")


def _removed_row(folder: Path, words: str) -> None:
    _row(folder, words)
    _database(folder, "DELETE FROM t", "PRAGMA wal_checkpoint(TRUNCATE)")


def _log_of_the_database(folder: Path, words: str) -> None:
    kept = _database(folder, "CREATE TABLE t (x)", "PRAGMA wal_checkpoint(TRUNCATE)", close=False)
    kept.execute(f"INSERT INTO t VALUES ('{words}')")
    kept.execute("DELETE FROM t")
    kept.commit()
    copy = places.copied(folder, folder.parent / "copy")  # as of a Kring that was killed
    kept.close()
    (folder / "kring.db").write_bytes((copy / "kring.db").read_bytes())
    (folder / "kring.db-wal").write_bytes((copy / "kring.db-wal").read_bytes())


def _key_store(folder: Path, words: str) -> None:
    store = KeyStore(folder / "matrix", folder / "key", UserId("@kring:hs"), "DEVICE")
    with store.transaction():
        statement = "INSERT INTO encryptedrooms (room_id, account_id) VALUES (?, 1)"
        store.store.database.execute_sql(statement, (words,))
    store.close()


def _reading(folder: Path, words: str) -> None:
    reading = Reading(folder / "reading.sqlite")
    reading.are_encrypted([RoomId(words)])
    reading.close()


def _key_file(folder: Path, words: str) -> None:
    (folder / "keys").mkdir()
    (folder / "keys" / "matrix-session.json").write_text(json.dumps({"token": words}))


def _name_of_a_file(folder: Path, words: str) -> None:
    (folder / f"{words}.tmp").touch()


def _media(folder: Path, words: str) -> None:
    media = folder / "media" / "local_content" / "aa" / "bb"
    media.mkdir(parents=True)
    (media / "cc").write_bytes(b"\x89PNG" + words.encode())


IN_FILES: tuple[Callable[[Path, str], None], ...] = (
    _row, _long_row, _removed_row, _log_of_the_database, _key_store, _reading, _key_file,
    _name_of_a_file, _media,
)  # fmt: skip


@pytest.mark.parametrize("plant", IN_FILES)
def test_in_files(tmp_path: Path, plant: Callable[[Path, str], None]) -> None:
    folder, canaries = tmp_path / "data", Canaries()
    folder.mkdir()
    plant(folder, f"geheim {canaries.word()}")
    assert places.in_folder(folder, canaries)
    assert places.in_folder(folder, Canaries()) == []


async def test_in_what_is_sealed_of_a_room(tmp_path: Path) -> None:
    """A word in Kring's state, sealed, in a value that was written over since."""
    place, canaries = in_sqlite(tmp_path), Canaries()
    archive = Archive(place.database, place.keys_dir)
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(replace(closed(), trusted=UserId(canaries.word())))
    await archive.look()
    async with store.unit() as unit:
        await unit.save(closed())
        said = replace(turn(None), lines=(Line(canaries.word()),))
        await unit.enqueue(ROOM, "nl", "D", NOW, [said])
    await archive.look()
    await store.close()
    found = {value.column for value, plain in archive.plain.items() if canaries.found(plain)}
    assert found == {"circle.standing", "outbox.effect"}
    assert places.in_folder(tmp_path, canaries) == [], "sealed, it cannot be seen from outside"


@pytest.mark.campaign
async def test_in_postgresql(postgres: Postgres) -> None:
    """In a row, in a row that is gone, and in a long value that lies there packed."""
    database = postgres.new_database()
    connection = await asyncpg.connect(database.replace("+asyncpg", ""))
    row, dead, packed = Canaries(), Canaries(), Canaries()
    await connection.execute("CREATE TABLE said (words text)")
    for canaries in (row, dead):
        await connection.execute("INSERT INTO said VALUES ($1)", canaries.word())
    await connection.execute("DELETE FROM said WHERE words LIKE $1", f"{dead.mark}%")
    await connection.execute("INSERT INTO said VALUES ($1)", packed.words(4) * 5000)
    await connection.execute("CHECKPOINT")
    await connection.close()
    assert places.in_folder(postgres.data, row)
    assert places.in_folder(postgres.data, dead)
    assert await places.in_postgres(database, row)
    assert await places.in_postgres(database, packed)
    assert not await places.in_postgres(database, Canaries())


def test_in_the_homeserver(tmp_path: Path) -> None:
    """In an event that should have been encrypted, and in a table nobody thought of."""
    canaries = Canaries()
    database = sqlite3.connect(tmp_path / "homeserver.db")
    database.execute("CREATE TABLE event_json (event_id, room_id, json)")
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}
    for name, event in (
        ("$sealed", {"type": "m.room.encrypted", "content": content}),
        ("$clear", {"type": "m.room.message", "content": {"body": canaries.word()}}),
    ):
        row = (name, "!room", json.dumps(event))
        database.execute("INSERT INTO event_json VALUES (?, ?, ?)", row)
    database.execute("CREATE TABLE somewhere (x BLOB)")
    database.execute("INSERT INTO somewhere VALUES (?)", (canaries.word().encode("utf-16"),))
    database.commit()
    database.close()
    found = places.in_sqlite(tmp_path / "homeserver.db", canaries)
    assert {hit.partition(":")[0] for hit in found} == {"event_json", "somewhere"}
    assert set(encrypted(tmp_path, [RoomId("!room")])) == {"$sealed"}


def test_in_the_log_and_in_what_a_crash_prints() -> None:
    canaries = Canaries()
    code = f"import structlog; structlog.get_logger().info('said', words='{canaries.word()}')"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert canaries.found(said.stdout + said.stderr)
    crash = f"words = '{canaries.word()}'\nraise ValueError(words)"
    died = subprocess.run([sys.executable, "-c", crash], capture_output=True, check=False)
    assert canaries.found(died.stderr)


def test_in_a_line_of_the_log_at_its_loudest() -> None:
    """Kring's own logging would pass a word on, if some line of Kring's gave it one."""
    canaries = Canaries()
    code = (
        "import structlog; from bot import log; log.configure('debug', 'json'); "
        f"structlog.get_logger().debug('careless', words='{canaries.word()}')"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert canaries.found(said.stderr)


def test_in_the_metrics() -> None:
    canaries, metrics = Canaries(), Metrics()
    metrics.fault(canaries.word())
    now = Now(None, 0, 0, 0, 0, {})
    assert canaries.found(metrics.page(now))
