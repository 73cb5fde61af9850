"""An administrator brings a new version: what the previous one kept is told of, kept, and goes on."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

from bot.store.store import Store
from tests.store.values import OTHER, ROOM, closed
from tests.upkeep.test_backup import circles, configured, kring

PREVIOUS = Path(__file__).parents[1] / "store" / "v0001"


def left_by_the_previous(folder: Path) -> Path:
    """What that version left: its database and its keys. Returns the database."""
    place = configured(folder)
    place.keys_dir.mkdir(parents=True, mode=0o700)
    database = sqlite3.connect(place.files / "kring.db")
    database.executescript((PREVIOUS / "kring.sql").read_text())
    database.close()
    (place.files / "kring.db").chmod(0o600)
    for name, key in json.loads((PREVIOUS / "keys.json").read_text()).items():
        (place.keys_dir / name).touch(mode=0o600)
        (place.keys_dir / name).write_bytes(bytes.fromhex(key))
    return place.files / "kring.db"


def doctor(folder: Path) -> dict[str, Any]:
    """What the doctor finds of the database."""
    told = json.loads(kring("doctor", "--json", folder=folder).stdout)
    (found,) = [one for one in told["checks"] if one["name"] == "database"]
    return dict(found)


def test_a_new_version_and_back(tmp_path: Path) -> None:
    file = left_by_the_previous(tmp_path)
    before = file.read_bytes()
    found = doctor(tmp_path)
    assert found["status"] == "look"
    assert "is of an earlier version (" in found["what"]
    assert "Make a backup" in found["remedy"]
    made = kring("backup", "before", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert file.read_bytes() == before  # neither of them brought anything up to date

    place = configured(tmp_path)
    asyncio.run(started(place.database, place.keys_dir))
    assert doctor(tmp_path)["status"] == "ok"
    assert {ROOM, OTHER} == set(circles(place))

    # Back: the older program refuses what the newer one left, and takes the backup from before.
    database = sqlite3.connect(file)
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    found = doctor(tmp_path)
    assert (found["status"], found["what"]) == ("wrong", "was made by a newer Kring")
    assert "kring restore" in found["remedy"]
    for one in place.files.glob("kring.db*"):
        one.unlink()
    back = kring("restore", "before", folder=tmp_path)
    assert back.returncode == 0, back.stderr
    assert circles(place)[OTHER] == closed(OTHER)
    assert doctor(tmp_path)["status"] == "ok"


async def started(database: str, keys: Path) -> None:
    """Start as far as the database, and end."""
    await (await Store.open(database, keys)).close()
