"""What one transaction will change, collected in memory; the store writes all of it or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.circle import Circle
from bot.core.effects import Close, Sent
from bot.core.events import Language
from bot.core.people import EventId, RoomId
from bot.ports import Row
from bot.store import outbox
from bot.store.codec import passes
from bot.store.sealing import Keys


def event_mark(keys: Keys, room: RoomId, event: EventId) -> int:
    """A handled event as the store knows it: a keyed hash, as a signed 64-bit number."""
    return int(keys.hash("event", room, event)[:16], 16) - (1 << 63)


@dataclass(frozen=True, slots=True)
class Held:
    """What the store knows of a room without opening anything: its session key and its alarm."""

    key: str | None
    due: int | None


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that was closed, and when (ms)."""

    close: Close
    at: int


class Unit:
    """One transaction. Nothing is written before its block ends well.

    Times are in ms since 1970 (UTC), by Kring's clock.
    """

    def __init__(
        self, keys: Keys, held: Mapping[RoomId, Held], handled: Mapping[int, int], next_row: int
    ) -> None:
        self._keys = keys
        self._before = held
        self._handled = handled
        self._left: dict[RoomId, str] = {}
        self.next_row = next_row
        self.held: dict[RoomId, Held | None] = {}
        self.circles: dict[RoomId, Circle] = {}
        self.rows: list[tuple[Row, str]] = []
        self.made: set[str] = set()
        self.closing: dict[str, RoomId] = {}
        self.forgotten: set[RoomId] = set()
        self.ended: list[Ended] = []
        self.handled: dict[int, int] = {}
        self.token: str | None = None

    async def seen(self, room: RoomId, event: EventId, at: int) -> bool:
        """Whether this event was handled before; from now on it was."""
        mark = event_mark(self._keys, room, event)
        if mark in self._handled or mark in self.handled:
            return True
        self.handled[mark] = at
        return False

    async def save(self, circle: Circle) -> None:
        """Keep a circle, and the alarm it asks for (``Circle.due``).

        Between sessions what goes is sealed anew each time, so that what went (a call for help, a
        voice that was taken back) can be read no more while something else still waits.
        """
        held = self._held(circle.room)
        key = held.key if held else None
        passing = passes(circle)
        talking = circle.session is not None or circle.group is not None
        if key is not None and not talking and passing and key not in self.made:
            self.closing[key] = circle.room
            key = None
        if passing and key is None:
            key = self._make()
        elif key is not None and not passing:
            self._leave(circle.room, key)
            key = None
        self.circles[circle.room] = circle
        self.held[circle.room] = Held(key, circle.due)

    async def enqueue(
        self,
        room: RoomId,
        language: Language,
        device: str,
        at: int,
        effects: Sequence[Sent],
    ) -> tuple[Row, ...]:
        """Keep messages to send, with what their moments and slots are now.

        What a session says is sealed with its key: that of the room's session, or of the one it was
        in until this transaction. All else has a key of its own, which goes as soon as it was sent:
        an answer in a private chat can tell what somebody told a session, and a message to one
        person may wait for them for long. What stays of either once it was sent, where it stands
        and what it was, is sealed with the room's key (``outbox.acknowledge``).
        """
        held = self._held(room)
        session = (held.key if held else None) or self._left.get(room)
        rows = []
        for effect in effects:
            key = session if outbox.is_of_session(effect) else None
            if key is None:
                key = self._make()
                self.closing[key] = room
            row = Row(self.next_row, room, secrets.token_hex(16), device, at, language, effect)
            self.next_row += 1
            self.rows.append((row, key))
            rows.append(row)
        return tuple(rows)

    async def close_session(self, circle_after: Circle, close: Close, at: int) -> None:
        """Keep what stays of a session; its key goes once its last message is acknowledged."""
        held = self._held(circle_after.room)
        if held is not None and held.key is not None:
            self._leave(circle_after.room, held.key)
            self.held[circle_after.room] = Held(None, None)
        self.ended.append(Ended(close, at))
        await self.save(circle_after)

    async def forget_room(self, room: RoomId) -> None:
        """Let everything about a room go: Kring is no longer in it."""
        self.forgotten.add(room)
        self.held[room] = None
        self.circles.pop(room, None)
        self._left.pop(room, None)
        gone = {key for row, key in self.rows if row.room == room}
        gone |= {key for key, closing in self.closing.items() if closing == room}
        self.made -= gone
        self.rows = [(row, key) for row, key in self.rows if row.room != room]
        self.closing = {key: other for key, other in self.closing.items() if other != room}

    async def set_token(self, token: str) -> None:
        """Keep the token of the sync answer that this transaction handled."""
        self.token = token

    @property
    def latest(self) -> int:
        """The latest time that anything in the unit happened at, 0 if nothing did."""
        times = [*self.handled.values(), *(row.at for row, _ in self.rows)]
        return max([*times, *(ended.at for ended in self.ended)], default=0)

    def _held(self, room: RoomId) -> Held | None:
        return self.held[room] if room in self.held else self._before.get(room)

    def _make(self) -> str:
        key = secrets.token_hex(16)
        self.made.add(key)
        return key

    def _leave(self, room: RoomId, key: str) -> None:
        self.closing[key] = room
        self._left[room] = key
