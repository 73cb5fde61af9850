"""The Olm machine and its store: what is received is durable as a whole, or not at all.

nio's own way saves the moved ratchet before the room key it brought, and a one-time key after it
was published; a kill between the two loses room keys for ever.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import peewee
import structlog
from nio.crypto import (  # type: ignore[import-untyped] # nio has no type marker
    InboundGroupSession,
    Olm,
)
from nio.events.to_device import (  # type: ignore[import-untyped] # as above
    EncryptedToDeviceEvent,
    RoomKeyEvent,
    ToDeviceEvent,
)
from nio.store import MatrixStore  # type: ignore[import-untyped] # as above

from bot.core.people import EventId, RoomId, UserId
from bot.matrix.faults import EdgeFault
from bot.matrix.files import private_folder, write_private
from bot.matrix.shape import text
from bot.matrix.signing import OwnDevice

log = structlog.get_logger()

MEGOLM = "m.megolm.v1.aes-sha2"
FEWEST_ONE_TIME_KEYS = 25


@dataclass(frozen=True, slots=True)
class Opened:
    """A room event that was decrypted: its payload, and whose keys it was encrypted with."""

    payload: dict[str, object]
    curve25519: str
    ed25519: str
    session: str
    index: int


class _Machine(Olm):  # type: ignore[misc] # nio has no types
    """nio's Olm machine, with what it does to keep a session and to mend one changed."""

    def __init__(self, user_id: UserId, device_id: str, store: MatrixStore) -> None:
        self.wedged: set[tuple[UserId, str]] = set()
        self.sessions: dict[str, InboundGroupSession] = {}
        super().__init__(user_id, device_id, store)

    def load(self) -> None:
        """Load everything from the store, and find received sessions by their id."""
        super().load()
        self.sessions = {session.id: session for session in self.inbound_group_store}

    def create_group_session(
        self, sender_key: str, sender_fp_key: str, room_id: str, session_id: str, session_key: str
    ) -> None:
        """Keep a received room key, unless one as good is there or another sender has it.

        nio's store knows sessions by their id alone: a second sender would overwrite the first.
        """
        try:
            new = InboundGroupSession(session_key, sender_fp_key, sender_key, room_id)
        except ValueError:  # vodozemac's faults are ValueErrors
            return
        known = self.sessions.get(new.id)
        if new.id != session_id or (
            known is not None and (known.room_id, known.sender_key) != (room_id, sender_key)
        ):
            log.warning("keys.forged")
            return
        if known is None or new.first_known_index < known.first_known_index:
            self.keep(new)

    def keep(self, session: InboundGroupSession) -> None:
        """Put a received session in memory and in the store, in the place of what was there."""
        self.inbound_group_store.add(session)
        self.sessions[session.id] = session
        self.save_inbound_group_session(session)

    def _mark_device_for_unwedging(self, sender: UserId, sender_key: str) -> None:
        self.wedged.add((sender, sender_key))


def bind_alone(store: MatrixStore) -> None:
    """Let nio's store bind its models around each query, all of them as ever, without following how
    they hang together: that took longer than the query.
    """
    store.database.bind_ctx = partial(store.database.bind_ctx, bind_refs=False, bind_backrefs=False)


class KeyStore:
    """The keys of one device of Kring's, in memory and on disk."""

    def __init__(self, folder: Path, key_file: Path, user_id: UserId, device_id: str) -> None:
        """Open or make the store. Raises ``EdgeFault`` when it cannot be read."""
        private_folder(folder)
        if not key_file.exists():
            write_private(key_file, secrets.token_bytes(32))
        name = _file_name(device_id)
        for file in folder.glob("*.db*"):
            if not file.name.startswith(name):  # of an earlier device; its keys are of no more use
                file.unlink()
        (folder / name).touch(mode=0o600)  # what SQLite puts beside it gets the same rights
        try:
            self.store = MatrixStore(
                user_id, device_id, str(folder), key_file.read_bytes().hex(), name
            )
            bind_alone(self.store)
            self.machine = _Machine(user_id, device_id, self.store)
        except (peewee.DatabaseError, ValueError, AssertionError) as fault:
            raise EdgeFault(
                f"Kring's key store is damaged or its key is not the right one "
                f"({type(fault).__name__}). Remove matrix-session.json from keys_dir and start "
                "again; Kring then comes back as a new device."
            ) from None

    @staticmethod
    def is_there(folder: Path, device_id: str) -> bool:
        """Tell whether there is a store of a device in a folder."""
        return (folder / _file_name(device_id)).exists()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything done within durable at its end. Raises ``EdgeFault`` for a bad disk."""
        try:
            with self.store.database.atomic():
                yield
        except peewee.DatabaseError as fault:
            raise EdgeFault(
                f"Kring's key store cannot be written ({type(fault).__name__}). Is the disk full, "
                "or are its rights changed? Mend it and start Kring again."
            ) from None

    @property
    def own(self) -> OwnDevice:
        """The device to be signed."""
        account = self.machine.account
        return OwnDevice(
            self.machine.user_id,
            self.machine.device_id,
            account.identity_keys["ed25519"],
            account.sign,
        )

    @property
    def curve25519(self) -> str:
        """The device's identity key."""
        return str(self.machine.account.identity_keys["curve25519"])

    def keys_to_upload(self, on_server: int | None) -> dict[str, Any] | None:
        """Return the body for ``/keys/upload``, None when the homeserver has enough.

        ``on_server`` is how many one-time keys it has, None when it did not say. The private
        halves are durable before this returns.
        """
        account = self.machine.account
        if account.shared and (on_server is None or on_server >= FEWEST_ONE_TIME_KEYS):
            return None
        self.machine.uploaded_key_count = on_server or 0
        with self.transaction():
            body: dict[str, Any] = self.machine.share_keys()
            self.machine.save_account()
        return body

    def keys_were_uploaded(self) -> None:
        """Take in that the homeserver has the keys of ``keys_to_upload``."""
        account = self.machine.account
        account.shared = True
        account.mark_keys_as_published()
        with self.transaction():
            self.machine.save_account()

    def receive(self, events: list[dict[str, object]]) -> set[tuple[RoomId, str]]:
        """Take in to-device events; returns the rooms and sessions that keys came for.

        To be called within a transaction. What is odd is skipped.
        """
        came: set[tuple[RoomId, str]] = set()
        for raw in events:
            if raw.get("type") != "m.room.encrypted":
                continue  # requests for keys and verification are not answered
            try:
                event = ToDeviceEvent.parse_encrypted_event(raw)
                if not isinstance(event, EncryptedToDeviceEvent):
                    continue
                brought = self.machine.handle_to_device_event(event)
            except peewee.DatabaseError:
                raise
            except Exception as fault:  # one bad message must not cost the others
                log.warning("keys.odd", fault=type(fault).__name__)
                continue
            if isinstance(brought, RoomKeyEvent):
                came.add((RoomId(brought.room_id), brought.session_id))
        return came

    def find(self, room: RoomId, session_id: str) -> InboundGroupSession | None:
        """Return the received session of a room, None when its key did not come (yet)."""
        session = self.machine.sessions.get(session_id)
        return session if session is not None and session.room_id == room else None

    def open(self, room: RoomId, event: EventId, content: object) -> Opened | None:
        """Decrypt a room event, None when there is no key, or it does not fit.

        Refused too: a payload for another room, and one that was seen in another event (replay).
        """
        session_id, ciphertext = text(content, "session_id"), text(content, "ciphertext")
        if session_id is None or ciphertext is None or text(content, "algorithm") != MEGOLM:
            return None
        session = self.find(room, session_id)
        if session is None:
            return None
        try:
            plain, index = session.decrypt(ciphertext)
            payload = json.loads(plain)
        except (ValueError, RecursionError):  # vodozemac's faults are ValueErrors
            return None
        if text(payload, "room_id") != room:
            log.warning("message.forged")
            return None
        first = self.machine.message_index_store.setdefault((session_id, index), event)
        if first != event:
            log.warning("message.forged")
            return None
        return Opened(payload, session.sender_key, session.ed25519, session_id, index)

    def drop(self, sessions: list[str]) -> None:
        """Remove received sessions from memory and from the store; within a transaction."""
        for session_id in sessions:
            session = self.machine.sessions.pop(session_id)
            del self.machine.inbound_group_store[session.room_id][session.sender_key][session_id]
            self.store.database.execute_sql(
                "DELETE FROM megolminboundsessions WHERE session_id = ?", (session_id,)
            )

    def close(self) -> None:
        """Close the store."""
        self.store.database.close()


def _file_name(device_id: str) -> str:
    return hashlib.sha256(device_id.encode()).hexdigest()[:16] + ".db"
