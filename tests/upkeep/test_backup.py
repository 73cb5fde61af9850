"""``kring backup`` and ``kring restore``: one sealed file, and faults in one line (G8)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import load
from bot.core.circle import Circle
from bot.core.people import RoomId
from bot.store.store import Store
from bot.upkeep import backup
from bot.upkeep.archive import HEAD, NotOpened, opened, sealed
from tests.store.conftest import Place
from tests.store.values import OTHER, PERSONAL, ROOM, closed, running

PASSWORD = "het-wachtwoord-van-kring"
OF_THIS_DEVICE = b"een-ratel-van-olm"


def test_a_file_opens_with_its_secret_only() -> None:
    file = sealed(b"content", "secret")
    assert opened(file, "secret") == b"content"
    assert sealed(b"content", "secret") != file
    assert b"content" not in file
    spoilt = [file[:-1], file[: len(HEAD) + 10], b"", HEAD, file.replace(b"backup 1", b"backup 2")]
    spoilt += [
        bytes([*file[:at], file[at] ^ 1, *file[at + 1 :]])
        for at in (0, len(HEAD), len(HEAD) + 20, len(file) - 1)
    ]
    for bad in spoilt:
        with pytest.raises(NotOpened):
            opened(bad, "secret")
    with pytest.raises(NotOpened):
        opened(file, "other")


@dataclass(frozen=True)
class Run:
    """What a command did."""

    returncode: int
    stdout: str
    stderr: str


def kring(*words: object, folder: Path) -> Run:
    """Run the command in a folder."""
    with contextlib.chdir(folder):
        ended = CliRunner().invoke(app, [str(word) for word in words])
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    return Run(ended.exit_code, ended.stdout, ended.stderr)


def configured(folder: Path) -> Place:
    folder.mkdir(exist_ok=True)
    (folder / "password").touch(mode=0o600)
    (folder / "password").write_text(f"{PASSWORD}\n")
    (folder / "config.toml").write_text(
        '[matrix]\nhomeserver = "http://127.0.0.1:1"\nuser_id = "@kring:localhost"\n'
        'password_file = "password"\n'
    )
    data = folder / "data"
    return Place(f"sqlite+aiosqlite:///{data / 'kring.db'}", data / "keys", data)


async def _used(folder: Path) -> Place:
    place = configured(folder)
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.set_token("s1")
        await unit.save(running())
        await unit.save(closed(OTHER))
    await store.close()
    (place.files / "matrix").mkdir()
    (place.files / "matrix" / "device.db").write_bytes(OF_THIS_DEVICE)
    for name in ("matrix-session.json", "matrix-store.key", "cross-signing.json"):
        (place.keys_dir / name).write_text(json.dumps({"name": name}))
    return place


def used(folder: Path) -> Place:
    """A Kring that led, and leads, and has a device."""
    return asyncio.run(_used(folder))


def fault(run: Run, *words: str) -> None:
    assert run.returncode == 1, run.stdout
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert line.startswith("kring: ")
    assert PASSWORD not in line
    for word in words:
        assert word in line


def test_a_backup_comes_back_on_an_empty_machine(tmp_path: Path) -> None:
    place = used(tmp_path / "old")
    file = tmp_path / "shelf" / "kring.backup"
    file.parent.mkdir(mode=0o755)
    made = kring("backup", file, "--config", "config.toml", folder=tmp_path / "old")
    assert (made.returncode, made.stderr) == (0, "")
    assert "2 rooms" in made.stdout
    assert "1 conversation under way" in made.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in file.parent.iterdir()] == [file.name]

    # Sealed as a whole; and inside, nothing of sessions and of this device.
    inside = opened(file.read_bytes(), PASSWORD)
    for personal in (*PERSONAL, ROOM, OTHER):
        assert personal.encode() not in inside
    document = json.loads(inside)
    assert set(document) == {"store", "signing"}
    names = set(json.loads(document["store"])["keys"])
    assert names == {"installation.key", *(f.name for f in place.keys_dir.glob("room-*.key"))}
    assert OF_THIS_DEVICE not in inside

    new = configured(tmp_path / "new")
    back = kring("restore", file, "--config", "config.toml", folder=tmp_path / "new")
    assert (back.returncode, back.stderr) == (0, "")
    assert "Start Kring now" in back.stdout
    assert {path.name for path in new.keys_dir.iterdir()} == {*names, "lock", "cross-signing.json"}
    assert new.keys_dir.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in new.keys_dir.iterdir()} == {0o600}
    assert not (new.files / "matrix").exists()
    assert circles(new) == {ROOM: closed(ROOM), OTHER: closed(OTHER)}


def test_where_the_keys_still_are_it_comes_as_a_further_device_too(tmp_path: Path) -> None:
    place = used(tmp_path)
    made = kring("backup", tmp_path, folder=tmp_path)  # a folder: a file in it, named after now
    assert made.returncode == 0
    for file in place.files.glob("kring.db*"):
        file.unlink()
    back = kring("restore", tmp_path, folder=tmp_path)  # a folder: the newest in it
    assert (back.returncode, back.stderr) == (0, "")
    assert not (place.files / "matrix").exists()
    assert not (place.keys_dir / "matrix-session.json").exists()
    assert not (place.keys_dir / "matrix-store.key").exists()
    assert (place.keys_dir / "cross-signing.json").exists()
    assert circles(place)[ROOM] == running()


def test_a_passphrase_of_its_own(tmp_path: Path) -> None:
    place = used(tmp_path)
    (tmp_path / "phrase").write_text("een lange zin\n")
    made = kring("backup", "b", "--passphrase-file", "phrase", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert opened((tmp_path / "b").read_bytes(), "een lange zin")
    shutil.rmtree(place.files)
    fault(kring("restore", "b", folder=tmp_path), "another secret", "--passphrase-file")
    back = kring("restore", "b", "--passphrase-file", "phrase", folder=tmp_path)
    assert back.returncode == 0, back.stderr


def circles(place: Place) -> dict[RoomId, Circle]:
    """What a Kring would find."""

    async def read() -> dict[RoomId, Circle]:
        store = await Store.open(place.database, place.keys_dir)
        found = await store.circles()
        await store.close()
        return found

    return asyncio.run(read())


def kept(place: Place) -> dict[Path, bytes]:
    """All that is kept, but for what SQLite puts beside a database that somebody looks into."""
    files = [path for path in place.files.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in files if not path.name.startswith("kring.db-")}


def test_what_goes_wrong_is_one_line_and_changes_nothing(tmp_path: Path) -> None:
    place = used(tmp_path / "used")
    folder = tmp_path / "used"
    assert kring("backup", "b", folder=folder).returncode == 0
    (folder / "torn").write_bytes((folder / "b").read_bytes()[:-20])
    (folder / "empty").touch()
    (folder / "nothing").mkdir()
    before = kept(place)
    fault(kring("backup", "b", folder=folder), "b is there already")
    fault(kring("backup", "nowhere/b", folder=folder), "nowhere/b", "rights")
    fault(kring("backup", "c", "--passphrase-file", "none", folder=folder), "--passphrase-file")
    fault(kring("backup", "c", "--passphrase-file", "empty", folder=folder), "empty")
    fault(kring("backup", "c", "--config", "none.toml", folder=folder), "none.toml")
    fault(kring("restore", "b", folder=folder), "not empty")
    fault(kring("restore", "torn", folder=folder), "damaged")
    fault(kring("restore", "none", folder=folder), "none")
    fault(kring("restore", "nothing", folder=folder), "no backups")
    assert not (folder / "c").exists()
    assert kept(place) == before
    assert (place.keys_dir / "matrix-session.json").exists()

    fresh = configured(tmp_path / "fresh")
    fault(kring("backup", "b", folder=tmp_path / "fresh"), "no database yet")
    fault(kring("restore", folder / "torn", folder=tmp_path / "fresh"), "damaged")
    assert not fresh.files.exists()


def test_a_full_disk_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used(tmp_path)

    def full(path: Path, content: bytes) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "write_whole", full)
    with pytest.raises(backup.BackupFault, match="the disk is full; free some space"):
        asyncio.run(backup.back_up(load(tmp_path / "config.toml"), tmp_path / "b", None))
