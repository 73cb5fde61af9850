"""How far each room key was read, which messages wait for theirs, which invitations for an answer,
which rooms were ever encrypted, whose identity is known where.

Ids and numbers only. A power failure may lose how far keys were read in the last moments: then a
key is moved on less far at the next forgetting. Nothing else is lost, and nothing by a kill.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.people import EventId, RoomId
from bot.matrix.faults import EdgeFault
from bot.matrix.files import private_folder

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS position (
  session TEXT PRIMARY KEY, idx INTEGER NOT NULL, turn INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  room TEXT NOT NULL, event TEXT NOT NULL, since INTEGER NOT NULL, told INTEGER NOT NULL,
  PRIMARY KEY (room, event)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invitation (
  room TEXT PRIMARY KEY, welcome INTEGER NOT NULL, direct INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS encrypted (room TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS known_key (
  room TEXT NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (room, user)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that cannot be read yet: since when (ms), and whether that was told."""

    room: RoomId
    event: EventId
    since: int
    told: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to answer: whether to accept it, and whether it is to a private chat."""

    room: RoomId
    welcome: bool
    direct: bool


@dataclass(frozen=True, slots=True)
class KnownKey:
    """Whose identity has which key in which room; all three are keyed hashes."""

    room: str
    user: str
    key: str


class Reading:
    """A small file beside the key store."""

    def __init__(self, file: Path) -> None:
        """Open or make it. Raises ``EdgeFault`` when it cannot be read."""
        private_folder(file.parent)
        try:
            file.touch(mode=0o600)  # what SQLite puts beside it gets the same rights
            self._database = sqlite3.connect(file, isolation_level=None)
            self._database.executescript(_SCHEMA)
            (last,) = self._database.execute("SELECT max(turn) FROM position").fetchone()
        except sqlite3.Error as fault:
            raise EdgeFault(
                f"{file.name} in data_dir cannot be read ({type(fault).__name__}). "
                "Remove it and start Kring again; no conversation is lost by that."
            ) from None
        self._turn: int = (last or 0) + 1
        self._encrypted: set[RoomId] = {
            room for (room,) in self._database.execute("SELECT room FROM encrypted")
        }

    def read(self, positions: dict[str, int]) -> None:
        """Keep the highest index read of each session; the last given are the last read."""
        if not positions:
            return
        rows = [
            (session, index, self._turn + n) for n, (session, index) in enumerate(positions.items())
        ]
        self._turn += len(rows)
        self._write(
            "INSERT INTO position VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
            "SET idx = max(idx, excluded.idx), turn = excluded.turn",
            rows,
        )

    def position(self, session: str) -> tuple[int, int] | None:
        """Return the highest index read of a session and when that was (a counter), or None."""
        row = self._database.execute(
            "SELECT idx, turn FROM position WHERE session = ?", (session,)
        ).fetchone()
        return None if row is None else (row[0], row[1])

    def drop_positions(self, sessions: list[str]) -> None:
        """Drop what is kept of sessions that are gone."""
        self._write("DELETE FROM position WHERE session = ?", [(session,) for session in sessions])

    def waiting(self) -> list[Waiting]:
        """Return all messages that wait."""
        return [
            Waiting(room, event, since, bool(told))
            for room, event, since, told in self._database.execute(
                "SELECT room, event, since, told FROM waiting ORDER BY since"
            )
        ]

    def wait(self, messages: list[Waiting]) -> None:
        """Keep messages as waiting, in the place of what was kept of them."""
        self._write(
            "INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?)",
            [(m.room, m.event, m.since, int(m.told)) for m in messages],
            durable=True,
        )

    def settle(self, messages: list[tuple[RoomId, EventId]]) -> None:
        """Drop messages that need not wait any longer."""
        self._write("DELETE FROM waiting WHERE room = ? AND event = ?", messages)

    def invitations(self) -> list[Invitation]:
        """Return all invitations that are not answered."""
        return [
            Invitation(room, bool(welcome), bool(direct))
            for room, welcome, direct in self._database.execute("SELECT * FROM invitation")
        ]

    def invited(self, invitation: Invitation) -> None:
        """Keep an invitation until it is answered: a homeserver tells of each but once."""
        row = (invitation.room, int(invitation.welcome), int(invitation.direct))
        self._write("INSERT OR REPLACE INTO invitation VALUES (?, ?, ?)", [row], durable=True)

    def answered(self, room: RoomId) -> None:
        """Drop an invitation."""
        self._write("DELETE FROM invitation WHERE room = ?", [(room,)])

    def was_encrypted(self, room: RoomId) -> bool:
        """Tell whether messages were ever encrypted in a room that Kring is in."""
        return room in self._encrypted

    def are_encrypted(self, rooms: Iterable[RoomId]) -> None:
        """Keep that messages are encrypted in these rooms: no homeserver can take that back."""
        new = set(rooms) - self._encrypted
        self._write("INSERT INTO encrypted VALUES (?)", [(room,) for room in new], durable=True)
        self._encrypted |= new

    def known_keys(self) -> list[KnownKey]:
        """Return all identities that are known."""
        return [
            KnownKey(*row)
            for row in self._database.execute("SELECT room, user, key FROM known_key")
        ]

    def know(self, keys: Sequence[KnownKey]) -> None:
        """Keep identities as known, in the place of what was known of them."""
        rows = [(known.room, known.user, known.key) for known in keys]
        self._write("INSERT OR REPLACE INTO known_key VALUES (?, ?, ?)", rows, durable=True)

    def drop_known_keys(self, room: str, users: Iterable[str]) -> None:
        """Drop the identities of some users of a room."""
        rows = [(room, user) for user in users]
        self._write("DELETE FROM known_key WHERE room = ? AND user = ?", rows)

    def leave(self, room: RoomId) -> None:
        """Drop what is kept of a room Kring is no longer in."""
        self._write("DELETE FROM encrypted WHERE room = ?", [(room,)])
        self._encrypted.discard(room)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _write(
        self, statement: str, rows: Sequence[tuple[str | int, ...]], *, durable: bool = False
    ) -> None:
        if not rows:
            return
        try:
            self._database.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(statement, rows)
            self._database.execute("COMMIT")
        except sqlite3.Error as fault:
            raise EdgeFault(
                f"Kring's data folder cannot be written ({type(fault).__name__}). Is the disk "
                "full, or are its rights changed? Mend it and start Kring again."
            ) from None
