"""``kring backup`` and ``kring restore`` (G8).

A backup is one file, sealed with a secret: the content of ``--passphrase-file``, or else Kring's own
password, which whoever restores needs in any case. In it are the store's export (``bot.store.export``)
with the keys to calendar, notes and settings, and the cross-signing keys of Kring's user. Not in it
are the keys of open sessions, the login, and all Olm and Megolm state: a restored Kring logs in as a
further device, which it cross-signs, and goes on with the open sessions whose keys are still there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import ENOSPC
from pathlib import Path

from bot.config import Config
from bot.matrix import places
from bot.matrix.files import write_whole
from bot.store.export import Export, export
from bot.store.export import restore as put_into_store
from bot.upkeep.archive import NotOpened, opened, sealed
from bot.upkeep.secret import secret as read_secret

ENDING = ".kring-backup"


class BackupFault(Exception):  # noqa: N818 - a fault is told to people, an error to programmers
    """One line: what is wrong with a backup, and what to do."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup: where it is, and of how many rooms and open sessions there is something in it."""

    file: Path
    rooms: int
    sessions: int


async def back_up(config: Config, destination: Path, passphrase: Path | None) -> Made:
    """Make a backup, also while Kring runs.

    ``destination`` is the file to make, or a folder to make it in, named after this moment.

    Raises:
        BackupFault: the file is there already or cannot be written.
        ConfigFault: the secret cannot be read.
        StoreFault: the store cannot be read, or is damaged.

    """
    secret = _secret(config, passphrase)
    destination = _free(destination)
    content = await export(config.storage.database, config.storage.keys_dir)
    signing = config.storage.keys_dir / places.SIGNING
    with _told(destination):
        document = {
            "store": content.dumped(),
            "signing": signing.read_text() if signing.exists() else None,
        }
        file = sealed(json.dumps(document).encode(), secret)
        write_whole(destination, file)
        if destination.read_bytes() != file:
            raise BackupFault(f"{destination} is not what was written: is that disk damaged?")
    return Made(destination, content.rooms, content.sessions)


async def restore(config: Config, source: Path, passphrase: Path | None) -> Made:
    """Put a backup back: into an empty database, beside the keys that are still there.

    ``source`` is a backup, or a folder of which the newest is taken.

    Raises:
        BackupFault: it cannot be read, is none, is damaged, or has another secret.
        ConfigFault: the secret cannot be read.
        StoreFault: there is something already, or it cannot be written.

    """
    secret = _secret(config, passphrase)
    source = _newest(source)
    with _told(source):
        file = source.read_bytes()
    content, signing = _read(source, file, secret)
    storage = config.storage

    def begin() -> None:
        with _told(storage.keys_dir):
            places.begin_anew(storage.data_dir, storage.keys_dir)
            kept = storage.keys_dir / places.SIGNING
            if signing is not None and not kept.exists():
                write_whole(kept, signing.encode())

    await put_into_store(storage.database, storage.keys_dir, content, begin)
    return Made(source, content.rooms, content.sessions)


def _secret(config: Config, passphrase: Path | None) -> str:
    if passphrase is None:
        return config.matrix.password()
    return read_secret(passphrase, "--passphrase-file")


def _free(destination: Path) -> Path:
    """The file to make: itself, or one in the folder that it is, named after this moment."""
    if destination.is_dir():
        destination /= f"{datetime.now(UTC):%Y%m%d-%H%M%S}{ENDING}"
    if destination.exists():
        raise BackupFault(f"{destination} is there already: name another file")
    return destination


def _newest(source: Path) -> Path:
    """The backup to read: itself, or the newest in the folder that it is."""
    if not source.is_dir():
        return source
    found = sorted(source.glob(f"*{ENDING}"), key=lambda file: file.stat().st_mtime)
    if not found:
        raise BackupFault(f"{source} holds no backups (*{ENDING})")
    return found[-1]


def _read(source: Path, file: bytes, secret: str) -> tuple[Export, str | None]:
    try:
        document = json.loads(opened(file, secret))
        return Export.loaded(document["store"]), document["signing"]
    except NotOpened:
        raise BackupFault(
            f"{source} cannot be opened: it is damaged or no backup, or was made with another "
            "secret. Give the passphrase, or the password that Kring had then, with "
            "--passphrase-file"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise BackupFault(f"{source} was made by a newer Kring: install that version") from None


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the disk raises into a ``BackupFault``."""
    try:
        yield
    except OSError as error:
        if error.errno == ENOSPC:
            raise BackupFault(f"{path}: the disk is full; free some space") from None
        raise BackupFault(
            f"{path} cannot be used ({error.strerror or type(error).__name__}): look at its rights"
        ) from None
