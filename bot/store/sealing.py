"""The keys that lie outside the database, and sealing with them (AES-256-GCM).

A room has a key that stays, a session one that is destroyed at its end: what was sealed with it can
then be read nowhere any more, neither in dead rows nor in the database's log nor in a backup.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.store.faults import StoreFault, told_of_keys

_KEY_BYTES = 32
_NONCE_BYTES = 12
_INSTALLATION = "installation.key"


class SealBroken(Exception):  # noqa: N818 - told apart from an error: what was sealed counts as gone
    """The key is gone or another one, or what was sealed was changed."""


class Seal:
    """One key, to seal and to open with. ``identity`` says which row a sealed value belongs to."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, identity: str) -> bytes:
        """Seal ``plain`` for the row ``identity``."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, identity.encode())

    def open(self, sealed: bytes, identity: str) -> bytes:
        """Give back what was sealed for the row ``identity``.

        Raises:
            SealBroken: it was sealed with another key or for another row, or was changed.

        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, identity.encode())
        except (InvalidTag, ValueError):
            raise SealBroken from None


class KeyFolder:
    """The keys folder, to look into; also while a running Kring holds it."""

    def __init__(self, folder: Path) -> None:
        """Read the installation's key.

        Raises:
            StoreFault: it is missing or damaged, or cannot be read.

        """
        self._folder = folder
        self._seals: dict[str, Seal] = {}
        try:
            root = self._read(_INSTALLATION)
        except SealBroken:
            raise StoreFault(
                f"The keys folder is damaged: put {_INSTALLATION} back from before, or start anew "
                "with an empty data folder"
            ) from None
        self._hash_key = _derived(root, b"hash")
        self._seals[_INSTALLATION] = Seal(_derived(root, b"seal"))

    @staticmethod
    def is_there(folder: Path) -> bool:
        """Whether there is an installation's key in a folder."""
        return (folder / _INSTALLATION).exists()

    def hash(self, *parts: str) -> str:
        """Give a hash that nobody can check a guess against without the installation's key."""
        state = blake2b(key=self._hash_key, digest_size=16)
        for part in parts:
            data = part.encode(errors="surrogatepass")  # an id may be any text that JSON can hold
            state.update(len(data).to_bytes(4, "big") + data)
        return state.hexdigest()

    @property
    def mark(self) -> str:
        """What a database remembers of the keys folder that it belongs to."""
        return self.hash("mark")

    @property
    def installation(self) -> Seal:
        """The seal for what belongs to no room."""
        return self._seals[_INSTALLATION]

    def room(self, room: str) -> Seal:
        """Give the seal of a room (by its hash); SealBroken when there is none."""
        return self._seal(f"room-{room}.key")

    def session(self, key: str) -> Seal:
        """Give the seal of a session; SealBroken when there is none (any more)."""
        return self._seal(f"session-{key}.key")

    def has_room(self, room: str) -> bool:
        """Whether there is a key for this room (by its hash) that works."""
        try:
            self.room(room)
        except SealBroken:
            return False
        return True

    def sessions(self) -> set[str]:
        """Name the session keys that are there."""
        return self._named("session-")

    def rooms(self) -> set[str]:
        """Name the rooms (by their hash) whose keys are there."""
        return self._named("room-")

    def lasting(self, rooms: Iterable[str]) -> dict[str, bytes]:
        """Give the keys that last by their file's name: the installation's, and of these rooms."""
        kept = {}
        for name in (_INSTALLATION, *(f"room-{room}.key" for room in sorted(rooms))):
            with contextlib.suppress(SealBroken):  # destroyed meanwhile: the room was let go
                kept[name] = self._read(name)
        return kept

    def _named(self, prefix: str) -> set[str]:
        return {path.stem.removeprefix(prefix) for path in self._folder.glob(f"{prefix}*.key")}

    def _seal(self, name: str) -> Seal:
        if name not in self._seals:
            self._seals[name] = Seal(self._read(name))
        return self._seals[name]

    def _read(self, name: str) -> bytes:
        try:
            key = (self._folder / name).read_bytes()
        except OSError:
            raise SealBroken from None
        if len(key) != _KEY_BYTES:
            raise SealBroken
        return key


class Keys(KeyFolder):
    """The keys folder, to make and destroy keys in. One process at a time holds it."""

    def __init__(self, folder: Path, restored: Mapping[str, bytes] | None = None) -> None:
        """Take the folder, made and closed to others where needed.

        What is ``restored`` (see ``lasting``) is put in the folder first, where it is missing there;
        a room's key that is there stays, for it is newer.

        Raises:
            StoreFault: another Kring holds it, it is another one's, or it cannot be used.

        """
        self._folder = folder
        with told_of_keys():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(self._lock)
            raise StoreFault(
                "Kring already runs with this data folder: stop the other one first"
            ) from fault
        try:
            with told_of_keys():
                for rest in folder.glob("*.new"):  # a crash while a key was written
                    self._shred(rest)
                self._put(restored or {})
                if not self.is_there(folder):
                    self._write(_INSTALLATION, secrets.token_bytes(_KEY_BYTES))
                    self._sync_folder()
            super().__init__(folder)
        except StoreFault:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._lock)

    def make(self, *, rooms: Iterable[str] = (), sessions: Iterable[str] = ()) -> None:
        """Make new keys for rooms (by their hash) and sessions; durable when this returns."""
        with told_of_keys():
            for room in rooms:
                self._write(f"room-{room}.key", secrets.token_bytes(_KEY_BYTES))
            for key in sessions:
                self._write(f"session-{key}.key", secrets.token_bytes(_KEY_BYTES))
            self._sync_folder()

    def destroy_session(self, key: str) -> None:
        """Destroy the key of a session, if it is there."""
        self._destroy(f"session-{key}.key")

    def destroy_room(self, room: str) -> None:
        """Destroy the key of a room, if it is there."""
        self._destroy(f"room-{room}.key")

    def _put(self, restored: Mapping[str, bytes]) -> None:
        path = self._folder / _INSTALLATION
        if restored and path.exists() and path.read_bytes() != restored.get(_INSTALLATION):
            raise StoreFault(
                "The keys folder belongs to another Kring than this backup: see [storage] keys_dir, "
                "or move that folder away first"
            )
        for name, key in restored.items():
            if not (self._folder / name).exists():
                self._write(name, key)
        self._sync_folder()

    def _write(self, name: str, key: bytes) -> None:
        """Write a key whole or not at all, for the owner only."""
        path = self._folder / name
        new = path.with_suffix(".new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, key)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        new.replace(path)

    def _destroy(self, name: str) -> None:
        self._seals.pop(name, None)
        with told_of_keys():
            self._shred(self._folder / name)

    def _shred(self, path: Path) -> None:
        """Overwrite and remove, durably; the disk may keep a copy, its file system does not."""
        try:
            descriptor = os.open(path, os.O_WRONLY)
        except FileNotFoundError:
            return
        try:
            os.write(descriptor, bytes(_KEY_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()
        self._sync_folder()

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _derived(root: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"kring " + purpose).derive(root)
