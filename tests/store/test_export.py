"""A backup restores what lasts, in either database, and open sessions where their keys are (G8)."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.circle import Circle
from bot.core.effects import Close
from bot.core.people import EventId
from bot.store.export import Export, export, restore
from bot.store.faults import StoreFault
from bot.store.store import Store
from tests.postgres import Postgres
from tests.store.conftest import Place, in_sqlite
from tests.store.values import NOW, OTHER, PERSONAL, ROOM, closed, ending, running, turn

NewPlace = Callable[[], Place]


@pytest.fixture(params=["sqlite", "postgres"])
def another(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    """Make more places, of either kind, to restore into."""
    server: Postgres | None = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")

    def make() -> Place:
        folder = tmp_path / f"another{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        if server is None:
            return in_sqlite(folder)
        return Place(server.new_database(), folder / "keys", server.data)

    return make


async def filled(place: Place) -> Store:
    """A store with an open session in one room, and a closed one in another."""
    store = await Store.open(place.database, place.keys_dir)
    lasting = replace(turn(None), lasting=True, handle="card")
    async with store.unit() as unit:
        await unit.set_token("s1")
        await unit.save(running())
        rows = await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn(), lasting, turn()])
        await unit.seen(ROOM, EventId("$gehoord"), NOW)
        await unit.save(running(OTHER, "s2"))
    await store.sent(rows[0].id, EventId("$beurt"))
    await store.sent(rows[1].id, EventId("$kaart"))
    async with store.unit() as unit:
        await unit.close_session(closed(OTHER), Close("s2", "campfire", 61, "3-5"), NOW)
    return store


def nothing_begins() -> None:
    """What the edge does before the database is written; here nothing."""


async def put(place: Place, content: Export) -> Store:
    await restore(place.database, place.keys_dir, content, nothing_begins)
    return await Store.open(place.database, place.keys_dir)


async def test_what_lasts_comes_back_without_the_keys_folder(
    place: Place, another: NewPlace
) -> None:
    store = await filled(place)
    content = Export.loaded((await export(place.database, place.keys_dir)).dumped())
    await store.close()
    assert (content.rooms, content.sessions) == (2, 1)
    new = another()
    restored = await put(new, content)
    try:
        assert await restored.circles() == {ROOM: closed(ROOM), OTHER: closed(OTHER)}
        assert await restored.sent_as(ROOM, "card") == "$kaart"
        assert await restored.said(ROOM, EventId("$beurt")) is None
        assert await restored.token() is None
        assert await restored.pending() == ()
        assert not restored.handled(ROOM, EventId("$gehoord"))
        # It goes on from there: rows and history get new numbers.
        async with restored.unit() as unit:
            await unit.save(running())
            await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [turn()])
        async with restored.unit() as unit:
            await unit.close_session(closed(), Close("s1", "campfire", 5, "3-5"), NOW)
            await unit.enqueue(ROOM, "nl", "DEVICE", NOW, [ending()])
        assert len(await restored.pending()) == 2
    finally:
        await restored.close()


async def test_open_sessions_come_back_where_the_keys_still_are(
    place: Place, another: NewPlace
) -> None:
    store = await filled(place)
    before = await store.circles()
    content = await export(place.database, place.keys_dir)
    await store.close()
    new = another()
    shutil.copytree(place.keys_dir, new.keys_dir)
    restored = await put(new, content)
    try:
        assert await restored.circles() == before
        assert await restored.said(ROOM, EventId("$beurt")) == turn().mark
        assert await restored.pending() == ()
    finally:
        await restored.close()


async def test_a_backup_says_nothing_of_a_session_that_was_closed_since(sqlite: Place) -> None:
    store = await filled(sqlite)
    content = await export(sqlite.database, sqlite.keys_dir)
    sessions = [file.read_bytes() for file in sqlite.keys_dir.glob("session-*.key")]
    async with store.unit() as unit:
        await unit.close_session(closed(), Close("s1", "campfire", 5, "3-5"), NOW)
    for row in await store.pending():
        await store.drop(row.id)
    await store.close()
    assert not list(sqlite.keys_dir.glob("session-*.key"))
    assert sessions
    text = content.dumped()
    assert set(content.keys) == {
        "installation.key",
        *(file.name for file in sqlite.keys_dir.glob("room-*.key")),
    }
    for key in sessions:
        assert key.hex() not in text
    assert not [word for word in (*PERSONAL, ROOM, OTHER, "$kaart") if word in text]
    # With everything that is left, the session is closed for whoever opens the backup.
    new = Place(f"sqlite+aiosqlite:///{sqlite.files / 'new.db'}", sqlite.keys_dir, sqlite.files)
    restored = await put(new, content)
    assert (await restored.circles())[ROOM] == closed(ROOM)
    await restored.close()


async def test_a_backup_of_a_running_kring_is_of_one_moment(sqlite: Place, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.store.busy", sqlite.database, str(sqlite.keys_dir)]
    busy = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert busy.stdout is not None
        await busy.stdout.readline()
        contents = [await export(sqlite.database, sqlite.keys_dir) for _ in range(5)]
        assert busy.returncode is None
    finally:
        busy.kill()
        await busy.wait()
    numbers: list[int] = []
    for number, content in enumerate(contents):
        new = in_sqlite(tmp_path / str(number))
        shutil.copytree(sqlite.keys_dir, new.keys_dir)
        restored = await put(new, content)
        turns = {c.session.turns for c in (await restored.circles()).values() if c.session}
        await restored.close()
        assert len(turns) == 1
        numbers += turns
    assert numbers == sorted(numbers)


async def test_nothing_is_overwritten(sqlite: Place, tmp_path: Path) -> None:
    store = await filled(sqlite)
    content = await export(sqlite.database, sqlite.keys_dir)
    began: list[str] = []

    async def refused(place: Place, why: str) -> None:
        with pytest.raises(StoreFault, match=why):
            await restore(place.database, place.keys_dir, content, lambda: began.append(""))

    await refused(sqlite, "not empty")
    await refused(Place(in_sqlite(tmp_path / "x").database, sqlite.keys_dir, tmp_path), "runs")
    await store.close()
    await refused(sqlite, "not empty")
    other = in_sqlite(tmp_path / "other")
    await (await Store.open(other.database, other.keys_dir)).close()
    fresh = in_sqlite(tmp_path / "fresh")
    await refused(Place(fresh.database, other.keys_dir, tmp_path), "another Kring")
    newer = replace(content, revision="9999")
    with pytest.raises(StoreFault, match="newer"):
        await restore(fresh.database, fresh.keys_dir, newer, nothing_begins)
    assert not fresh.keys_dir.exists()
    assert began == []


async def test_a_room_that_was_left_since_stays_forgotten(sqlite: Place) -> None:
    """Its key is newer than the backup: what was sealed before stays closed."""
    store = await filled(sqlite)
    content = await export(sqlite.database, sqlite.keys_dir)
    async with store.unit() as unit:
        await unit.forget_room(OTHER)
    async with store.unit() as unit:
        await unit.save(Circle(OTHER, "en"))
    await store.close()
    new = Place(f"sqlite+aiosqlite:///{sqlite.files / 'new.db'}", sqlite.keys_dir, sqlite.files)
    restored = await put(new, content)
    assert set(await restored.circles()) == {ROOM}
    await restored.close()


async def test_what_does_not_belong_together_is_no_backup(sqlite: Place, tmp_path: Path) -> None:
    await (await filled(sqlite)).close()
    other = in_sqlite(tmp_path / "other")
    await (await Store.open(other.database, other.keys_dir)).close()
    with pytest.raises(StoreFault, match="does not belong"):
        await export(sqlite.database, other.keys_dir)
    with pytest.raises(StoreFault, match="no database yet"):
        await export(in_sqlite(tmp_path / "none").database, sqlite.keys_dir)
    assert not (tmp_path / "none").exists()
    (sqlite.files / "kring.db").write_bytes(b"SQLite format 3\0" + b"x" * 8000)
    with pytest.raises(StoreFault, match="damaged"):
        await export(sqlite.database, sqlite.keys_dir)


def test_an_export_is_read_only_as_what_it_is() -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        Export.loaded(json.dumps({"revision": "0001"}))
