"""The shapes in which the edges and the runtime speak to each other, and nothing else.

The Matrix edge turns a sync answer into a ``Batch`` of these values; words are in them only in
memory, on their way through. The store hands out ``Row``s. Tests put fakes of ``Clock`` here.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from bot.core.effects import Mark, Sent
from bot.core.events import Language
from bot.core.people import EventId, RoomId, UserId
from bot.core.room import Fault, NewKey, Remark


class Clock(Protocol):
    """What time it is."""

    def now(self) -> int:
        """Milliseconds since 1970 (UTC)."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> int:
        """Milliseconds since 1970 (UTC)."""
        return time.time_ns() // 1_000_000


class Rooms(Protocol):
    """What is asked of the rooms that Kring is in, to understand what happens there."""

    @property
    def user_id(self) -> UserId:
        """Who Kring is."""

    def name(self, room: RoomId, user: UserId) -> str:
        """Return what to call a user in a room; one short line, never empty."""

    def may_lead(self, room: RoomId, user: UserId) -> bool:
        """Tell whether the room lets this user lead."""

    def is_private(self, room: RoomId) -> bool:
        """Tell whether a room is a private chat with Kring."""

    def is_crowded(self, room: RoomId) -> bool:
        """Tell whether a room was meant to be a private chat, and more people are in it now."""

    def is_mine(self, room: RoomId) -> bool:
        """Tell whether Kring made a room itself."""

    def upgraded(self, room: RoomId) -> tuple[RoomId, RoomId] | None:
        """Return the old and the new room where this is one of them and Kring is in both."""

    def is_encrypted(self, room: RoomId) -> bool:
        """Tell whether messages are encrypted in a room."""

    async def words(self, room: RoomId, event: EventId) -> str | None:
        """Return a message's text as it is now; None when removed, unreadable, or not text."""

    async def authored(self, room: RoomId, event: EventId) -> Authored | None:
        """Return whose a message is and whom it mentions now; None when it cannot be read."""

    async def is_vouched(self, room: RoomId, event: EventId) -> bool:
        """Tell whether a message came from a device that its sender cross-signed."""

    async def members(self, room: RoomId) -> tuple[UserId, ...]:
        """Return everyone joined to a room but Kring."""

    async def facts(self, room: RoomId) -> RoomFacts:
        """Return who is in a room, what is wrong with it and who cannot read along."""

    async def remarks(self, room: RoomId) -> tuple[Remark, ...]:
        """Return what is worth knowing of a room beside what is wrong with it."""


class Sayings(Protocol):
    """What is known of what Kring said."""

    async def said(self, room: RoomId, event: EventId) -> Mark | None:
        """What a message of Kring's was; None if that is not known (any more)."""


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody said something. ``body`` is the text, None for a voice message, image or sticker.

    ``mentions`` are the users in ``m.mentions`` and in pills; ``at`` is the server's time in ms.
    ``caption`` stands under what was shown; of old clients it may be the name of the file.
    """

    event: EventId
    at: int
    sender: UserId
    body: str | None
    mentions: tuple[UserId, ...] = ()
    replies_to: EventId | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody replaced the words of ``target``; ``sender`` is also the author of ``target``.

    ``mentions`` are the users whose pills and ids stand in the new words; ``body`` is the text as it
    is now, None when it is none.
    """

    event: EventId
    at: int
    sender: UserId
    target: EventId
    mentions: tuple[UserId, ...] = ()
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Text that was not encrypted where it should be: by a client's mistake, or made up by a server.

    All that it may bring is where help is.
    """

    event: EventId
    at: int
    sender: UserId
    body: str


@dataclass(frozen=True, slots=True)
class Removed:
    """``target`` was redacted, by ``sender``, who need not be its author."""

    event: EventId
    at: int
    sender: UserId
    target: EventId


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody reacted to ``target`` with ``key``."""

    event: EventId
    at: int
    sender: UserId
    key: str
    target: EventId


@dataclass(frozen=True, slots=True)
class PollAnswer:
    """Somebody answered the poll ``target``, by the ids of its options; none: it is no answer now."""

    event: EventId
    at: int
    sender: UserId
    target: EventId
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A user joined or left (or was removed from) a room; Kring's own joining and leaving too.

    An invitation that came to nothing is a leaving.
    """

    event: EventId
    at: int
    user: UserId
    joined: bool


@dataclass(frozen=True, slots=True)
class StateChanged:
    """Something in the room's state changed that its safety may depend on (R7).

    ``wrong`` is what was wrong with the state right after it; meanwhile it may have been mended.
    """

    event: EventId
    at: int
    wrong: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class KeysChanged:
    """Somebody's identity has another key now than people in the room know, or the same again (R7)."""

    event: EventId
    at: int


@dataclass(frozen=True, slots=True)
class Undecryptable:
    """A message that no key has come for within ``HELD_SECONDS``; it may still be read later.

    ``edits`` is the message whose words it replaces, if it replaces any: relations travel in clear.
    """

    event: EventId
    at: int
    sender: UserId
    edits: EventId | None = None


@dataclass(frozen=True, slots=True)
class Echo:
    """A message of Kring's own came back; ``txn`` is the transaction id it was sent with."""

    event: EventId
    at: int
    txn: str


Inbound = (
    Message | Unsealed | Edited | Removed | Reaction | PollAnswer | Membership | StateChanged
    | KeysChanged | Undecryptable | Echo
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Authored:
    """Whose a message is, and whom it mentions in its words as they are now."""

    sender: UserId
    mentions: tuple[UserId, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """One sync answer: per joined room what happened, in order; and the token that comes after it.

    ``gone`` are rooms in which Kring no longer is (left, kicked, banned).
    """

    token: str
    rooms: dict[RoomId, tuple[Inbound, ...]]
    gone: tuple[RoomId, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What the room check sees (R7, R8). ``members`` are the joined users but Kring; ``new_keys``
    are those of them whose identity is not the one that people here know.
    """

    members: tuple[UserId, ...]
    faults: tuple[Fault, ...]
    unreadable: tuple[UserId, ...]
    new_keys: tuple[NewKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A message to send, as it was committed. ``txn`` is its transaction id, good on ``device``."""

    id: int
    room: RoomId
    txn: str
    device: str
    at: int
    language: Language
    effect: Sent
