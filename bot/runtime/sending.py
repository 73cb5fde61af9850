"""Sending what was committed: in order in a room, rooms side by side, once each (G1).

A row's moment and slots were fixed when it was committed; only words are looked up here, when the
message is sent. A row that is too old, or was made by another device, is dropped: its transaction
id no longer protects against sending it twice.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import structlog

from bot import log
from bot.commands.parse import story
from bot.core.effects import Button, Deed, Mark, Say, Tell
from bot.core.people import EventId, RoomId, UserId
from bot.formats.library import Library
from bot.matrix import outbound
from bot.matrix.client import Edge
from bot.matrix.faults import LIMITED, EdgeFault, Later, Refused
from bot.ports import Clock, Row
from bot.runtime.deeds import Outcome, do
from bot.runtime.measuring import Measuring
from bot.runtime.understanding import typed_words
from bot.store.faults import StoreFault
from bot.store.store import Store
from bot.words.render import Rendered
from bot.words.render import say as render

logger = structlog.get_logger()

GOOD_FOR_MS = 23 * 3_600_000
"""How long a transaction id protects: a homeserver forgets it after a day."""

BUTTONS_REST_SECONDS = 3600.0
"""How long no buttons are set after the rate limit was met: words go before buttons."""


class Lane(NamedTuple):
    """A queue of its own: a room, or what is told to one user, which no room waits for."""

    room: RoomId | None
    user: UserId | None = None

    @classmethod
    def of(cls, row: Row) -> Lane:
        """Return the lane of a row."""
        return Lane(None, row.effect.user) if isinstance(row.effect, Tell) else Lane(row.room)


class RoomNames:
    """Where the words behind the slots of a message in one room are read."""

    def __init__(self, edge: Edge, room: RoomId, library: Library) -> None:
        self._edge = edge
        self._room = room
        self._library = library

    def name(self, user: UserId) -> str:
        """Return the display name of a user in this room."""
        return self._edge.name(self._room, user)

    def room(self, room: RoomId) -> str:
        """Return the name of a room; empty without one."""
        return self._edge.room_name(room)

    async def words(self, event: EventId) -> str | None:
        """Return what was typed after the command in a message; None if it cannot be read."""
        return await typed_words(self._edge, self._library, self._room, event)

    async def quote(self, event: EventId) -> str | None:
        """Return what was said in a message; None if it cannot be read."""
        body = await self._edge.words(self._room, event)
        return None if body is None else story(body)


class Sender:
    """Sends rows.

    ``rested`` is awaited with a room when nothing waits to be sent in it; ``too_late`` with the
    rows of a room whose moment has passed, and drops them; ``opened`` with the private room that was
    opened for a row; ``did`` with what came of a deed and the room made for it; ``failed`` is called
    with a fault that a person has to solve.
    """

    def __init__(
        self,
        edge: Edge,
        store: Store,
        library: Library,
        clock: Clock,
        *,
        current: Callable[[RoomId, Mark], bool],
        rested: Callable[[RoomId], Awaitable[None]],
        too_late: Callable[[RoomId, list[Row]], Awaitable[None]],
        opened: Callable[[RoomId, Row], Awaitable[None]],
        did: Callable[[Row, Outcome, RoomId | None], Awaitable[None]],
        failed: Callable[[BaseException], None],
        measuring: Measuring,
    ) -> None:
        self._edge = edge
        self._store = store
        self._library = library
        self._clock = clock
        self._current = current
        self._rested = rested
        self._too_late = too_late
        self._opened = opened
        self._did = did
        self._failed = failed
        self._measuring = measuring
        self._lanes: dict[Lane, deque[Row]] = {}
        self._tasks: dict[Lane, asyncio.Task[None]] = {}
        self._buttons: deque[tuple[RoomId, EventId, Button, Mark]] = deque()
        self._buttons_task: asyncio.Task[None] | None = None
        self._buttons_rest_until = 0.0

    def usable(self, row: Row) -> bool:
        """Whether sending this row is still protected against doubling."""
        fresh = self._clock.now() - row.at < GOOD_FOR_MS
        return fresh and row.device == self._edge.device_id

    def put(self, rows: tuple[Row, ...]) -> None:
        """Take rows that were committed."""
        for row in rows:
            lane = Lane.of(row)
            self._lanes.setdefault(lane, deque()).append(row)
            if lane not in self._tasks:
                task = asyncio.create_task(self._run(lane), name="send")
                task.add_done_callback(self._ended)
                self._tasks[lane] = task

    def acknowledged(self, row_id: int) -> None:
        """A row's echo came back: it need not be sent again."""
        for lane in self._lanes.values():
            if lane and lane[0].id != row_id:  # the first is on its way; sending it again is safe
                for row in [row for row in lane if row.id == row_id]:
                    lane.remove(row)
                    self._measuring.sent(row.id)

    def leave(self, room: RoomId) -> None:
        """Kring is no longer in this room: nothing more is sent there."""
        for lane, rows in self._lanes.items():
            if lane.room == room:
                for row in rows:
                    self._measuring.dropped(row.id)
                rows.clear()

    @property
    def waiting_since(self) -> int | None:
        """When the oldest row that waits was committed, in ms; None: nothing waits.

        What waits for a person to come is no trouble of Kring's.
        """
        return min(
            (rows[0].at for lane, rows in self._lanes.items() if rows and lane.room is not None),
            default=None,
        )

    @property
    def waiting(self) -> int:
        """How many rows wait."""
        return sum(len(lane) for lane in self._lanes.values())

    async def stop(self) -> None:
        """Stop where it is; what was not sent is sent after the next start."""
        tasks = [*self._tasks.values(), *([self._buttons_task] if self._buttons_task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """What no retry mends (the disk is full, the login is gone) is for a person to solve."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._failed(fault)

    async def _run(self, lane: Lane) -> None:
        try:
            await self._send_all(lane)
            if lane.room is not None:
                await self._rested(lane.room)
        except (EdgeFault, StoreFault):
            raise
        except Exception:
            logger.exception("lane-failed", room=log.who(lane.room or ""))

    async def _send_all(self, lane: Lane) -> None:
        rows = self._lanes[lane]
        late: list[Row] = []
        try:
            while rows:
                row = rows[0]
                if not await self._until_sent(row):
                    late.append(row)
                if rows and rows[0] is row:
                    rows.popleft()
                if late and (not rows or self.usable(rows[0])):
                    await self._are_late(lane, late)
                    late = []
        finally:
            self._tasks.pop(lane, None)
            if not rows:
                self._lanes.pop(lane, None)

    async def _are_late(self, lane: Lane, rows: list[Row]) -> None:
        logger.warning("too-late", rows=len(rows))
        for row in rows:
            self._measuring.dropped(row.id)
        if lane.room is not None:
            return await self._too_late(lane.room, rows)
        for row in rows:
            await self._store.drop(row.id)
        return None

    async def _until_sent(self, row: Row) -> bool:
        """Send a row, or drop it where it can never be sent; False: it is too late for it."""
        while self.usable(row):
            try:
                event = await self._send(row)
            except Later as later:
                if later.errcode == LIMITED:
                    logger.warning("rate-limited", seconds=round(later.retry_after, 1))
                    self._rest_buttons()
                await asyncio.sleep(later.retry_after)
                continue
            except Refused as refused:
                logger.warning("send-refused", room=log.who(row.room), errcode=refused.errcode)
                event = None
            except (EdgeFault, StoreFault):
                raise
            except Exception:
                # A message that cannot be made must not keep the room's other messages back (G6).
                logger.exception("send-failed", room=log.who(row.room))
                event = None
            if event is None:
                self._measuring.dropped(row.id)
                await self._store.drop(row.id)
                return True
            await self._store.sent(row.id, event)
            self._measuring.sent(row.id)
            if isinstance(row.effect, Say):
                self._offer_buttons(row.room, event, row.effect)
            return True
        return False

    async def _send(self, row: Row) -> EventId | None:
        if isinstance(row.effect, Tell):
            return await self._tell(row, row.effect)
        if isinstance(row.effect, Deed):
            await self._did(row, *await do(self._edge, row, row.effect))
            return None
        await self._edge.meet(row.room)
        rendered = await self._rendered(row.room, row, row.effect)
        target = await self._edited(row.room, row.effect)
        if target is None:
            content = outbound.message(row.effect, rendered, row.txn)
        else:
            content = outbound.edit(row.effect, rendered, row.txn, target)
        return await self._edge.send(row.room, content, row.txn)

    async def _rendered(self, room: RoomId, row: Row, effect: Say) -> Rendered:
        names = RoomNames(self._edge, room, self._library)
        return await render(effect.lines, self._library.texts(row.language), names)

    async def _tell(self, row: Row, effect: Tell) -> EventId | None:
        """Tell somebody something privately; None where that cannot be, or they do not want it."""
        try:
            room = await self._edge.open_private(effect.user, encrypted=effect.encrypted)
        except Refused as refused:
            logger.warning("private-refused", errcode=refused.errcode)
            return None
        if effect.encrypted:
            await self._opened(room, row)
            remaining = row.at + GOOD_FOR_MS - self._clock.now()
            try:
                async with asyncio.timeout(remaining / 1000):
                    alone = await self._edge.alone_with(effect.user, room)
            except TimeoutError:
                alone = False
            if not alone:
                logger.info("private-not-wanted")
                return None
        said = Say(effect.moment, effect.lines)
        rendered = await self._rendered(room, row, said)
        return await self._edge.send(room, outbound.message(said, rendered, row.txn), row.txn)

    async def _edited(self, room: RoomId, effect: Say) -> EventId | None:
        """The message this one takes the place of, None if it is a message of its own."""
        if not effect.edits or effect.handle is None:
            return None
        return await self._store.sent_as(room, effect.handle)

    def _offer_buttons(self, room: RoomId, event: EventId, effect: Say) -> None:
        if not effect.buttons or asyncio.get_running_loop().time() < self._buttons_rest_until:
            return
        self._buttons.extend((room, event, button, effect.mark) for button in effect.buttons)
        if self._buttons_task is None:
            self._buttons_task = asyncio.create_task(self._set_buttons(), name="buttons")

    async def _set_buttons(self) -> None:
        """Set buttons one by one, after all words, and only where they still mean something."""
        try:
            while self._buttons:
                speaking = [task for lane, task in self._tasks.items() if lane.room is not None]
                if speaking:
                    await asyncio.wait(speaking, return_when=asyncio.FIRST_COMPLETED)
                    continue
                room, event, button, mark = self._buttons.popleft()
                if not self._current(room, mark):
                    continue
                try:
                    await self._edge.react(room, event, button, f"{event}{button.name}")
                except Later as later:  # this one is let go; it was only a convenience
                    if later.errcode == LIMITED:
                        self._rest_buttons()
                except Refused:
                    continue
        finally:
            self._buttons_task = None

    def _rest_buttons(self) -> None:
        self._buttons.clear()
        self._buttons_rest_until = asyncio.get_running_loop().time() + BUTTONS_REST_SECONDS
