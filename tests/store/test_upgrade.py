"""A database of an earlier version is brought up to date, and a newer one is left as it is.

``v0001`` was made by the version before messages could be found again: an open session in ``ROOM``
with one message sent and two that wait, and a closed one in ``OTHER``.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.people import EventId
from bot.store.database import revisions
from bot.store.export import export, restore
from bot.store.faults import StoreFault
from bot.store.store import Store
from tests.store.conftest import Place, in_sqlite
from tests.store.values import NOW, OTHER, ROOM, closed, running, turn

PREVIOUS = Path(__file__).with_name("v0001")


@pytest.fixture
def previous(tmp_path: Path) -> Place:
    """A database and a keys folder as that version left them."""
    place = in_sqlite(tmp_path)
    place.files.mkdir()
    place.keys_dir.mkdir(mode=0o700)
    database = sqlite3.connect(place.files / "kring.db")
    database.executescript((PREVIOUS / "kring.sql").read_text())
    database.close()
    for name, key in json.loads((PREVIOUS / "keys.json").read_text()).items():
        (place.keys_dir / name).write_bytes(bytes.fromhex(key))
    return place


async def test_an_earlier_database_goes_on_where_it_was(previous: Place) -> None:
    store = await Store.open(previous.database, previous.keys_dir)
    assert store.broken == 0
    assert await store.token() == "s1"
    circles = await store.circles()
    assert circles[OTHER] == closed(OTHER)
    assert circles[ROOM] == running()
    assert await store.said(ROOM, EventId("$beurt")) == replace(turn().mark, stage=None)
    assert store.handled(ROOM, EventId("$gehoord"))
    first, second = await store.pending()
    assert (first.effect, second.effect, first.device) == (turn(), turn(), "DEVICE")
    async with store.unit() as unit:  # what is new works too
        named = replace(turn(), handle="overview")
        (row,) = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [named])
    await store.sent(row.id, EventId("$overzicht"))
    assert await store.sent_as(ROOM, "overview") == "$overzicht"
    await store.close()


async def test_on_which_day_a_session_was_is_let_go(previous: Place) -> None:
    file = previous.files / "kring.db"
    assert b"2023-11-14" in file.read_bytes()
    await (await Store.open(previous.database, previous.keys_dir)).close()
    assert b"2023-11-14" not in file.read_bytes()
    database = sqlite3.connect(file)
    assert database.execute("SELECT * FROM history").fetchall() == [(1, "campfire", 61, "3-5")]
    database.close()


async def test_a_backup_from_before_an_upgrade_is_of_that_version_and_can_be_put_back(
    previous: Place, tmp_path: Path
) -> None:
    before = await export(previous.database, previous.keys_dir)
    assert before.revision == "0001"  # looking changed nothing: that version can put it back
    await (await Store.open(previous.database, previous.keys_dir)).close()
    after = await export(previous.database, previous.keys_dir)
    assert after.revision == revisions()[0]  # that version says of this one that it is newer
    # Put back into an empty database, with the keys folder as it is now.
    back = Place(f"sqlite+aiosqlite:///{tmp_path / 'back.db'}", previous.keys_dir, tmp_path)
    await restore(back.database, back.keys_dir, before, lambda: None)
    store = await Store.open(back.database, back.keys_dir)
    assert await store.circles() == {OTHER: closed(OTHER), ROOM: running()}
    await store.close()


async def test_a_newer_database_is_told_of_and_not_touched(previous: Place) -> None:
    file = previous.files / "kring.db"
    database = sqlite3.connect(file)
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    with pytest.raises(
        StoreFault, match="made by a newer Kring: install that version, or put back"
    ):
        await Store.open(previous.database, previous.keys_dir)
    database = sqlite3.connect(file)
    dump = "\n".join(database.iterdump()).replace("('9999')", "('0001')") + "\n"
    database.close()
    assert digest(dump) == digest((PREVIOUS / "kring.sql").read_text())
    assert {file.name for file in previous.keys_dir.glob("*.key")} == set(
        json.loads((PREVIOUS / "keys.json").read_text())
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
