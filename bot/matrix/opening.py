"""What an event says, once it is opened: decrypted, and with keys that are its sender's.

Words pass through here in memory, on their way; nothing keeps them.
"""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import Final

import structlog

from bot.core.people import EventId, RoomId, UserId
from bot.matrix import inbound
from bot.matrix.faults import Refused
from bot.matrix.http import path
from bot.matrix.keystore import MEGOLM, KeyStore, Opened
from bot.matrix.login import insist
from bot.matrix.rooms import Room, event_id
from bot.matrix.shape import at, entries, number, text
from bot.matrix.signing import Request
from bot.matrix.trust import Directory
from bot.ports import Authored, Echo, Edited, Inbound

log = structlog.get_logger()

AUTHORS_AT_MOST: Final = 5_000
FAILURES: Final = 5
"""How often the homeserver may fail to show what was edited before the edit is let be."""


UNREAD: Final = object()
"""In the place of what replaces a message, where that cannot be read."""


class Shut(Enum):
    """Why an event could not be opened."""

    WAITS = "no key for it, or the sender's devices are not known: both may come"
    NEVER = "its keys are not its sender's, or it is nothing that can be opened"


class Opener:
    """Opens events of rooms."""

    def __init__(self, request: Request, keys: KeyStore, directory: Directory, me: UserId) -> None:
        self._request = request
        self._keys = keys
        self._directory = directory
        self._me = me
        self._authors: dict[EventId, UserId] = {}
        self.positions: dict[str, int] = {}
        """The highest index read of each session since it was last emptied, last read last."""

    def suspects(self, room: RoomId, event: dict[str, object]) -> UserId | None:
        """Return the sender whose devices must be asked for before this event can be opened."""
        sender, session_id = text(event, "sender"), text(event, "content", "session_id")
        if sender is None or session_id is None or sender == self._me:
            return None
        session = self._keys.find(room, session_id)
        if session is None or self._is_theirs(sender, session.sender_key, session.ed25519):
            return None
        return UserId(sender)

    def understand(self, room: Room, event: dict[str, object]) -> Inbound | Shut | None:
        """Return what an event of a room is; None when it is nothing to Kring."""
        id_, sender, type_ = event_id(event), text(event, "sender"), text(event, "type")
        if id_ is None or sender is None or type_ is None:
            return Shut.NEVER
        if sender == self._me and "state_key" not in event:
            txn = text(event, "unsigned", "transaction_id")
            when = number(event, "origin_server_ts")
            return None if txn is None or when is None else Echo(id_, when, txn)
        if type_ == "m.room.encrypted" and "state_key" not in event:
            if text(event, "content", "ciphertext") is None:
                return None  # removed since, or of another kind
            opened = self._open(room.id, event)
            if isinstance(opened, Shut):
                return opened
            self.positions[opened.session] = max(
                opened.index, self.positions.pop(opened.session, 0)
            )
            content = dict(entries(opened.payload, "content"))
            if (relation := at(event, "content", "m.relates_to")) is not None:
                if content.get("m.relates_to", relation) != relation:
                    log.warning("message.forged")  # a homeserver lets it answer something else
                    return Shut.NEVER
                content["m.relates_to"] = relation  # what stands in clear is what counts (spec)
            type_ = text(opened.payload, "type")
            happened = inbound.read(event, type_, content, encrypted=True)
        else:
            happened = inbound.read(event, type_, at(event, "content"), encrypted=room.encrypted)
        if happened is not None:
            self._remember(id_, UserId(sender))
        return happened

    async def is_authors(self, room: RoomId, edit: Edited) -> bool:
        """Tell whether an edit is by the author of what it edits. Raises ``Refused``."""
        if edit.target not in self._authors:
            ask = partial(self._request, "GET", path("rooms", room, "event", edit.target), None)
            event = await insist(ask, "edit", failures=FAILURES)
            self._remember(edit.target, UserId(text(event, "sender") or ""))
        return self._authors[edit.target] == edit.sender

    async def words(self, room: Room, id_: EventId) -> str | None:
        """Return a message's text as it is now, read from the room; None when there is none.

        Raises ``Later``.
        """
        _, original, newer = await self._as_it_is(room, id_)
        spoken = inbound.spoken(newer)
        return spoken if spoken is not None else inbound.spoken(original)

    async def authored(self, room: Room, id_: EventId) -> Authored | None:
        """Return whose a message is and whom it mentions now; None when it cannot be read.

        Raises ``Later``.
        """
        sender, original, newer = await self._as_it_is(room, id_)
        if sender == self._me:
            return Authored(self._me, ())
        if original is None or newer is UNREAD:
            return None
        users = inbound.mentions(original) if newer is None else inbound.named(newer)
        return Authored(UserId(sender), users)

    async def is_vouched(self, room: Room, id_: EventId) -> bool:
        """Tell whether a message came from a device that its sender cross-signed (MSC4153).

        Only then it is theirs, whatever their homeserver's administrator does. Raises ``Later``.
        """
        try:
            event = await self._request("GET", path("rooms", room.id, "event", id_), None)
        except Refused:
            return False
        sender = UserId(text(event, "sender") or "")
        await self._directory.refresh([sender])
        opened, identity = self._open(room.id, event), self._directory.identity(sender)
        return not isinstance(opened, Shut) and any(
            (device.curve25519, device.ed25519) == (opened.curve25519, opened.ed25519)
            for device in (identity.vouched if identity else ())
        )

    async def _as_it_is(self, room: Room, id_: EventId) -> tuple[str, object, object]:
        """Read a message from the room: its sender, its content, and what replaces that, if any."""
        try:
            event = await self._request("GET", path("rooms", room.id, "event", id_), None)
            sender = text(event, "sender") or ""
            await self._directory.refresh([UserId(sender)])
        except Refused:
            return "", None, None
        original = self._content(room, event)
        edit = at(event, "unsigned", "m.relations", "m.replace")
        if original is None or not isinstance(edit, dict) or text(edit, "sender") != sender:
            return sender, original, None
        content = self._content(room, edit)
        return sender, original, UNREAD if content is None else at(content, "m.new_content")

    def _content(self, room: Room, event: dict[str, object]) -> object:
        """Return the content of a message, None when it is not one or cannot be read."""
        if text(event, "type") == "m.room.encrypted":
            opened = self._open(room.id, event)
            if isinstance(opened, Shut) or text(opened.payload, "type") != "m.room.message":
                return None
            return at(opened.payload, "content")
        is_message = text(event, "type") == "m.room.message" and not room.encrypted
        return at(event, "content") if is_message else None

    def _open(self, room: RoomId, event: dict[str, object]) -> Opened | Shut:
        id_, sender, content = event_id(event), text(event, "sender"), at(event, "content")
        if id_ is None or sender is None or text(content, "algorithm") != MEGOLM:
            return Shut.NEVER
        opened = self._keys.open(room, id_, content)
        if opened is None:
            return Shut.WAITS
        if self._is_theirs(sender, opened.curve25519, opened.ed25519):
            return opened
        if self._directory.identity(UserId(sender)) is None:
            return Shut.WAITS
        log.warning("message.forged")
        return Shut.NEVER

    def _is_theirs(self, user: str, curve25519: str, ed25519: str) -> bool:
        """Tell whether a user has, or had, a device with these keys."""
        identity = self._directory.identity(UserId(user))
        return identity is not None and (curve25519, ed25519) in identity.seen

    def _remember(self, id_: EventId, author: UserId) -> None:
        self._authors[id_] = author
        if len(self._authors) > AUTHORS_AT_MOST:
            del self._authors[next(iter(self._authors))]
