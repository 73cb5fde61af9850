"""One sync answer, from JSON to a ``Batch``: keys first, then state, gaps, words, what waited.

Nothing here may be lost by a kill: keys are durable before the batch is handed over, and what
waited is struck off only when the next answer is asked for, which means the batch was handled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

import structlog

from bot.core.people import EventId, RoomId, UserId
from bot.core.room import Fault
from bot.matrix.faults import Later, Refused
from bot.matrix.forgetting import forget_left
from bot.matrix.gaps import each_once, fill, from_own_join
from bot.matrix.identities import Identities
from bot.matrix.keystore import KeyStore
from bot.matrix.opening import Opener, Shut
from bot.matrix.reading import Reading
from bot.matrix.roomcheck import Allowed, on_the_way
from bot.matrix.rooms import Room
from bot.matrix.shape import at, entries, items, objects, text
from bot.matrix.sharing import Echo
from bot.matrix.signing import Request
from bot.matrix.trust import Directory
from bot.matrix.waiting import WaitingMessages
from bot.ports import Batch, Clock, Edited, Inbound, KeysChanged, Membership, StateChanged

log = structlog.get_logger()


class Syncing:
    """Turns sync answers into batches; keeps ``rooms`` as they are now.

    ``echoes`` are the messages of Kring's own that the last answer brought.
    """

    def __init__(
        self,
        *,
        request: Request,
        keys: KeyStore,
        reading: Reading,
        directory: Directory,
        identities: Identities,
        opener: Opener,
        waiting: WaitingMessages,
        rooms: dict[RoomId, Room],
        allowed: Allowed,
        clock: Clock,
    ) -> None:
        self._request = request
        self._keys = keys
        self._reading = reading
        self._directory = directory
        self._identities = identities
        self._opener = opener
        self._waiting = waiting
        self._rooms = rooms
        self._allowed = allowed
        self._clock = clock
        self._wrong: dict[EventId, tuple[Fault, ...]] = {}
        self.echoes: list[tuple[RoomId, Echo]] = []
        self._me = UserId(keys.machine.user_id)

    async def digest(
        self, answer: dict[str, object], since: str | None, known: Collection[RoomId] = ()
    ) -> Batch:
        """Return what an answer to ``/sync`` since a token means. Raises ``EdgeFault``.

        Without a token nothing of before is in it, but of rooms that are not ``known`` what came
        after Kring's own joining.
        """
        with self._keys.transaction():
            came = self._keys.receive(list(objects(answer, "to_device", "events")))
        self._directory.changed(_users(answer, "changed"))
        self._identities.doubt(_users(answer, "changed"))
        self._directory.forget(_users(answer, "left"))
        self._wrong.clear()
        self.echoes.clear()
        timelines: dict[RoomId, list[dict[str, object]]] = {}
        for name, joined in entries(answer, "rooms", "join").items():
            timelines[RoomId(name)] = await self._take_room(
                RoomId(name), joined, since, is_new=name not in known
            )
        self._reading.are_encrypted(name for name in timelines if self._rooms[name].encrypted)
        await self._ask_for_suspects(timelines)
        happened: defaultdict[RoomId, list[Inbound]] = defaultdict(list)
        for room, late in await self._waiting.read(self._rooms, came):
            happened[room].append(late)
        for room, events in timelines.items():
            for event in events:
                found = await self._take_event(self._rooms[room], event)
                if isinstance(found, Membership) and found.joined and self._rooms[room].encrypted:
                    self._identities.came(room, found.user)
                if found is not None:
                    happened[room].append(found)
        gone = tuple(RoomId(name) for name in entries(answer, "rooms", "leave"))
        for room in gone:
            self._rooms.pop(room, None)
            self._waiting.leave(room)
            self._reading.leave(room)
            self._identities.leave(room)
        forget_left(self._keys, self._reading, gone)
        for room, untold in self._waiting.overdue():
            happened[room].append(untold)
        for room in await self._changed_identities():
            now = self._clock.now()
            happened[room].append(KeysChanged(EventId(f"keys {now} {room}"), now))
        self._reading.read(self._opener.positions)
        self._opener.positions.clear()
        token = text(answer, "next_batch") or since or ""
        return Batch(token, {room: tuple(found) for room, found in happened.items()}, gone)

    async def _take_room(
        self, name: RoomId, joined: object, since: str | None, *, is_new: bool
    ) -> list[dict[str, object]]:
        """Take in a room's state; return the events of its timeline that are to be handled."""
        was_encrypted = self._reading.was_encrypted(name)
        room = self._rooms.setdefault(name, Room(name, encrypted=was_encrypted))
        limited = at(joined, "timeline", "limited") is True
        if limited:
            room.doubt_members()
        before = dict(room.state)
        timeline = list(objects(joined, "timeline", "events"))
        for event in objects(joined, "state", "events"):
            room.take(event)
        before = before or dict(room.state)
        for event in timeline:
            room.take(event)
        room.take_summary(at(joined, "summary"))
        since_join = from_own_join(timeline, self._me)
        if since_join is not None and (since is not None or is_new):
            return since_join  # what was before is none of Kring's business
        if since is None:
            return []  # the very first start: what was said before it is old
        back = text(joined, "timeline", "prev_batch")
        if limited and back is not None:
            missing = await fill(self._request, self._me, name, back, since)
            timeline = each_once(missing + timeline)
        self._wrong |= on_the_way(room, before, timeline, self._me, self._allowed)
        self.echoes += [(name, echo) for echo in _echoes(timeline, self._me)]
        return timeline

    async def _ask_for_suspects(self, timelines: dict[RoomId, list[dict[str, object]]]) -> None:
        """Ask, at once for all, for the devices of those whose keys are new to us."""
        suspects = {
            suspect
            for room, events in timelines.items()
            for event in events
            if (suspect := self._opener.suspects(room, event)) is not None
        }
        try:
            await self._directory.refresh(suspects)
        except (Later, Refused) as fault:  # their messages wait
            log.warning("keys.query", fault=str(fault))

    async def _changed_identities(self) -> tuple[RoomId, ...]:
        try:
            await self._identities.look_again(self._rooms)
        except (Later, Refused) as fault:  # the next answer is the next chance
            log.warning("keys.query", fault=str(fault))
        return tuple(room for room in self._identities.changed() if room in self._rooms)

    async def _take_event(self, room: Room, event: dict[str, object]) -> Inbound | None:
        """Return what an event means; one that is odd costs no other anything."""
        try:
            found = self._opener.understand(room, event)
            if isinstance(found, Edited) and not await self._opener.is_authors(room.id, found):
                log.warning("message.forged")
                return None
        except Refused:
            return None  # an edit whose target cannot be seen
        except Exception as fault:  # the last net: whatever it is, the rest of the batch stands
            log.warning("event.odd", fault=type(fault).__name__)
            return None
        if found is Shut.WAITS:
            self._waiting.add(room.id, event)
            return None
        if isinstance(found, Shut):
            log.warning("event.odd", fault=found.name)
            return None
        if isinstance(found, StateChanged):
            return replace(found, wrong=self._wrong.get(found.event, ()))
        return found


def _echoes(timeline: list[dict[str, object]], me: UserId) -> Iterator[Echo]:
    """Kring's own messages in a timeline, each with who came after it."""
    came: set[UserId] = set()
    for event in reversed(timeline):
        who = text(event, "state_key")
        if text(event, "type") == "m.room.member" and who is not None:
            came.add(UserId(who))
        ciphertext = text(event, "content", "ciphertext")
        if text(event, "sender") == me and ciphertext is not None:
            yield Echo(ciphertext, frozenset(came))


def _users(answer: object, which: str) -> list[UserId]:
    return [UserId(user) for user in items(answer, "device_lists", which) if isinstance(user, str)]
