"""Keys lie outside the database, for their owner only, and are destroyed for good."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.store.faults import StoreFault
from bot.store.sealing import Keys, Seal, SealBroken


def test_what_is_sealed_opens_with_its_key_and_row_only() -> None:
    seal = Seal(bytes(32))
    sealed = seal.seal(b"structure", "row 1")
    assert b"structure" not in sealed
    assert seal.open(sealed, "row 1") == b"structure"
    for other, blob, identity in (
        (seal, sealed, "row 2"),
        (Seal(bytes([1] * 32)), sealed, "row 1"),
        (seal, sealed[:-1] + bytes([sealed[-1] ^ 1]), "row 1"),
        (seal, b"", "row 1"),
    ):
        with pytest.raises(SealBroken):
            other.open(blob, identity)


def test_the_same_value_is_sealed_differently_every_time() -> None:
    seal = Seal(bytes(32))
    assert seal.seal(b"structure", "row") != seal.seal(b"structure", "row")


def test_only_the_owner_may_read_keys_also_in_a_folder_that_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        keys = Keys(folder)
        keys.make(rooms=["room"], sessions=["session"])
    finally:
        os.umask(before)
    keys.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    expected = {"installation.key", "lock", "room-room.key", "session-session.key"}
    assert names == dict.fromkeys(expected, 0o600)


def test_keys_are_the_same_after_a_restart(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.make(rooms=["room"], sessions=["one"])
    sealed = keys.room("room").seal(b"a", "x"), keys.session("one").seal(b"b", "x")
    hashed, mark = keys.hash("user", "@a:b"), keys.mark
    keys.close()
    keys = Keys(tmp_path)
    assert keys.room("room").open(sealed[0], "x") == b"a"
    assert keys.session("one").open(sealed[1], "x") == b"b"
    assert (keys.hash("user", "@a:b"), keys.mark) == (hashed, mark)
    keys.close()


def test_a_hash_tells_its_parts_apart_and_differs_by_installation(tmp_path: Path) -> None:
    one, two = Keys(tmp_path / "one"), Keys(tmp_path / "two")
    assert one.hash("a", "bc") != one.hash("ab", "c")
    assert one.hash("room", "!a:b") != two.hash("room", "!a:b")
    one.close()
    two.close()


def test_a_destroyed_key_is_overwritten_and_gone(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.make(sessions=["one"])
    keys.session("one")
    (tmp_path / "witness").hardlink_to(tmp_path / "session-one.key")
    keys.destroy_session("one")
    assert (tmp_path / "witness").read_bytes() == bytes(32)
    assert not (tmp_path / "session-one.key").exists()
    with pytest.raises(SealBroken):
        keys.session("one")
    keys.destroy_session("one")
    keys.close()


def test_a_key_that_was_being_written_at_a_crash_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "session-one.new").write_bytes(b"half")
    Keys(tmp_path).close()
    assert not list(tmp_path.glob("*.new"))


def test_two_processes_cannot_hold_the_same_folder(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    with pytest.raises(StoreFault, match="already runs"):
        Keys(tmp_path)
    keys.close()
    Keys(tmp_path).close()


def test_a_damaged_installation_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "installation.key").write_bytes(b"short")
    with pytest.raises(StoreFault, match=r"installation\.key"):
        Keys(tmp_path)


def test_a_keys_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(StoreFault, match="keys_dir"):
        Keys(tmp_path / "keys")
