"""Messages that cannot be read yet: kept by id, read when their key comes, told of after a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog

from bot.core.people import EventId, RoomId, UserId
from bot.matrix.faults import Later, Refused
from bot.matrix.http import path
from bot.matrix.opening import Opener, Shut
from bot.matrix.reading import Reading, Waiting
from bot.matrix.rooms import Room
from bot.matrix.shape import at, number, text
from bot.matrix.signing import Request
from bot.matrix.trust import Directory
from bot.ports import Clock, Inbound, Undecryptable

log = structlog.get_logger()

HELD_SECONDS: Final = 30
"""How long a message may wait for its key before that is told."""
WAITING_AT_MOST: Final = 500

Key = tuple[RoomId, EventId]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a waiting message since it was looked at."""

    session: str | None
    sender: UserId
    at: int
    edits: EventId | None


class WaitingMessages:
    """The messages that wait, through restarts.

    What is handed out stays on disk until ``settle``: a kill in between hands it out again.
    """

    def __init__(
        self,
        request: Request,
        reading: Reading,
        opener: Opener,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._request = request
        self._reading = reading
        self._opener = opener
        self._directory = directory
        self._clock = clock
        self._waiting: dict[Key, Waiting] = {(w.room, w.event): w for w in reading.waiting()}
        self._seen: dict[Key, _Seen] = {}
        self._again: set[Key] = set(self._waiting)
        self._done: set[Key] = set()
        self._told: set[Key] = set()

    def settle(self, *, handled: bool) -> None:
        """Take in whether what was handed out since the last time was handled."""
        if handled:
            told = [self._waiting[key] for key in self._told - self._done if key in self._waiting]
            marked = [Waiting(w.room, w.event, w.since, told=True) for w in told]
            self._reading.wait(marked)
            self._waiting.update({(w.room, w.event): w for w in marked})
            self._drop(self._done)
        else:
            self._again |= self._done
        self._done, self._told = set(), set()

    def patience(self, most: int) -> int:
        """Return for how many ms nothing is to be told of, ``most`` at most."""
        untold = [w.since for w in self._waiting.values() if not w.told]
        due = min(untold, default=0) + HELD_SECONDS * 1000 - self._clock.now()
        return max(0, min(most, due)) if untold else most

    def add(self, room: RoomId, event: dict[str, object]) -> None:
        """Keep a message; when too many wait, the oldest gives way."""
        id_, sender = text(event, "event_id"), text(event, "sender")
        if id_ is None or sender is None:
            return
        key = (room, EventId(id_))
        self._seen[key] = _Seen(
            text(event, "content", "session_id"),
            UserId(sender),
            number(event, "origin_server_ts") or 0,
            edited(event),
        )
        if key in self._waiting:
            return
        waiting = Waiting(room, key[1], self._clock.now(), told=False)
        self._waiting[key] = waiting
        self._reading.wait([waiting])
        if len(self._waiting) > WAITING_AT_MOST:
            self._drop({next(iter(self._waiting))})
        log.info("message.waits", waiting=len(self._waiting))

    def leave(self, room: RoomId) -> None:
        """Drop what waits in a room Kring is no longer in."""
        self._drop({key for key in self._waiting if key[0] == room})

    async def read(
        self, rooms: dict[RoomId, Room], came: set[tuple[RoomId, str]]
    ) -> list[tuple[RoomId, Inbound]]:
        """Read what can be read now; ``came`` are the rooms and sessions keys just came for."""
        for key, seen in self._seen.items():
            if seen.session is not None and (key[0], seen.session) in came:
                self._again.add(key)
        found: list[tuple[RoomId, Inbound]] = []
        for key in [key for key in self._waiting if key in self._again and key not in self._done]:
            room = rooms.get(key[0])
            if room is None:
                continue  # a restart: its state has not come yet
            try:
                event = await self._request("GET", path("rooms", key[0], "event", key[1]), None)
                await self._directory.refresh([UserId(text(event, "sender") or "")])
            except Refused:
                self._again.discard(key)
                self._done.add(key)  # removed, or no longer for Kring to see
                continue
            except Later:
                continue  # the next answer is the next chance
            self.add(key[0], event)
            happened = self._opener.understand(room, event)
            self._again.discard(key)
            if happened is Shut.WAITS:
                continue
            self._done.add(key)
            if happened is not None and not isinstance(happened, Shut):
                found.append((key[0], happened))
        return found

    def overdue(self) -> list[tuple[RoomId, Inbound]]:
        """Return what has waited for so long that it is told; each once."""
        limit = self._clock.now() - HELD_SECONDS * 1000
        found: list[tuple[RoomId, Inbound]] = []
        for key, waiting in self._waiting.items():
            seen = self._seen.get(key)
            if waiting.told or key in self._done or seen is None or waiting.since > limit:
                continue
            self._told.add(key)
            found.append((key[0], Undecryptable(key[1], seen.at, seen.sender, seen.edits)))
        return found

    def _drop(self, keys: set[Key]) -> None:
        self._reading.settle(list(keys))
        for key in keys:
            self._waiting.pop(key, None)
            self._seen.pop(key, None)
            self._again.discard(key)


def edited(event: dict[str, object]) -> EventId | None:
    """Return the message whose words an event replaces, which can be seen before it is opened."""
    relation = at(event, "content", "m.relates_to")
    target = text(relation, "event_id")
    is_edit = target is not None and text(relation, "rel_type") == "m.replace"
    return EventId(target) if is_edit and target is not None else None
