"""Sending what was committed: in order in a room, rooms side by side, once each (G1).

A row's moment and slots were fixed when it was committed; only words are looked up here, when the
message is sent. A row that is too old, or was made by another device, is dropped: its transaction
id no longer protects against sending it twice. What goes first in a room, ``lane`` says.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from bot import log
from bot.calendar.ics import NAMES, TYPE, calendar_file
from bot.commands.parse import story
from bot.core.draft import line
from bot.core.effects import (
    Attach,
    Ballot,
    Bring,
    Button,
    Count,
    Deed,
    Drawing,
    EndPoll,
    Invite,
    Leave,
    Line,
    MakeGroup,
    Mark,
    Remind,
    Remove,
    Say,
    Tell,
    explanation,
)
from bot.core.people import EventId, RoomId, UserId
from bot.core.pictured import slots_of
from bot.formats.library import Library
from bot.matrix import outbound
from bot.matrix.client import Edge
from bot.matrix.faults import LIMITED, EdgeFault, Later, Refused
from bot.pictures import draw
from bot.ports import Clock, Row
from bot.runtime.deeds import Outcome, do
from bot.runtime.explaining import Explained
from bot.runtime.lane import Lane, Queue, is_edit
from bot.runtime.measuring import Measuring
from bot.runtime.typed import typed_words
from bot.store.faults import StoreFault
from bot.store.store import Store
from bot.words.render import Rendered
from bot.words.render import say as render

logger = structlog.get_logger()

GOOD_FOR_MS = 23 * 3_600_000
"""How long a transaction id protects: a homeserver forgets it after a day."""

BUTTONS_REST_SECONDS = 3600.0
"""How long no buttons are set after the rate limit was met: words go before buttons."""
EDITS_REST_SECONDS = 3.0
"""How long edits rest in a room after one was sent."""
EDITS_REST_LIMITED_SECONDS = 30.0
"""The same, while no buttons are set because the rate limit was met."""


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
    opened for a row; ``about`` gives what is kept about somebody now, a message each; ``bring`` is
    awaited with a row that asks for a help room, to open it; ``group`` with one that asks for a
    group's room and the name of that; ``remind`` with one that asks to remind people privately;
    ``did`` with what
    came of a deed and the room made for it; ``failed`` is called
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
        about: Callable[[UserId], tuple[tuple[Line, ...], ...]],
        bring: Callable[[Row, Bring], Awaitable[None]],
        remind: Callable[[Row, Remind], Awaitable[None]],
        group: Callable[[Row, MakeGroup, str], Awaitable[None]],
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
        self._about = about
        self._bring = bring
        self._remind = remind
        self._group = group
        self._did = did
        self._failed = failed
        self._measuring = measuring
        self._explained = Explained()
        self._queues: defaultdict[Lane, Queue] = defaultdict(Queue)
        self._timers: dict[Lane, asyncio.TimerHandle] = {}
        self._tasks: dict[Lane, asyncio.Task[None]] = {}
        self._buttons: deque[tuple[RoomId, EventId, Button, Mark]] = deque()
        self._buttons_task: asyncio.Task[None] | None = None
        self._buttons_rest_until = 0.0

    def usable(self, row: Row) -> bool:
        """Whether sending this row is still protected against doubling, or need not be."""
        if isinstance(row.effect, Remove):
            return True
        fresh = self._clock.now() - row.at < GOOD_FOR_MS
        return fresh and row.device == self._edge.device_id

    def put(self, rows: tuple[Row, ...]) -> None:
        """Take rows that were committed."""
        for row in rows:
            lane = Lane.of(row)
            self._queues[lane].put([row])
            self._send_in(lane)

    def acknowledged(self, row_id: int) -> None:
        """A row's echo came back: it need not be sent again."""
        for queue in self._queues.values():
            if queue.under_way is None or queue.under_way.id != row_id:  # sending again is safe
                for row in [row for row in queue.rows if row.id == row_id]:
                    queue.done(row)
                    self._measuring.sent(row.id)

    def leave(self, room: RoomId) -> None:
        """Kring is no longer in this room: nothing more is sent there."""
        for lane, queue in self._queues.items():
            if lane.room == room:
                for row in queue.rows:
                    self._measuring.dropped(row.id)
                queue.rows.clear()

    async def let_go(self, user: UserId) -> tuple[Row, ...]:
        """Take back what is still to be done for a user, but for telling how to get to read along."""
        rows: list[Row] = []
        self._explained.let_go(user)
        for lane in [lane for lane in self._queues if lane.user == user]:
            if (task := self._tasks.get(lane)) is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            rows += self._queues.pop(lane, Queue()).rows
        kept = [row for row in rows if isinstance(row.effect, Tell) and not row.effect.encrypted]
        self.put(tuple(kept))
        return tuple(row for row in rows if row not in kept)

    @property
    def waiting_since(self) -> int | None:
        """When the oldest row that waits was committed, in ms; None: nothing waits.

        What waits for a person to come is no trouble of Kring's.
        """
        return min(
            (
                queue.rows[0].at
                for lane, queue in self._queues.items()
                if queue.rows and lane.room is not None
            ),
            default=None,
        )

    @property
    def waiting(self) -> int:
        """How many rows wait."""
        return sum(len(queue.rows) for queue in self._queues.values())

    async def stop(self) -> None:
        """Stop where it is; what was not sent is sent after the next start."""
        for timer in self._timers.values():
            timer.cancel()
        tasks = [*self._tasks.values(), *([self._buttons_task] if self._buttons_task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """What no retry mends (the disk is full, the login is gone) is for a person to solve."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._failed(fault)

    def _send_in(self, lane: Lane) -> None:
        if lane not in self._tasks:
            task = asyncio.create_task(self._run(lane), name="send")
            task.add_done_callback(self._ended)
            self._tasks[lane] = task

    async def _run(self, lane: Lane) -> None:
        queue = self._queues[lane]
        try:
            try:
                await self._send_all(lane, queue)
            finally:
                self._tasks.pop(lane, None)
                if lane.room is None and not queue.rows:
                    self._queues.pop(lane, None)
            if queue.rows:
                self._wake_later(lane, queue)
            elif lane.room is not None:
                await self._rested(lane.room)
        except (EdgeFault, StoreFault):
            raise
        except Exception:
            logger.exception("lane-failed", room=log.who(lane.room or ""))

    def _wake_later(self, lane: Lane, queue: Queue) -> None:
        """Go on when an edit has rested; no task waits for it, so buttons need not either."""
        if lane in self._timers:
            self._timers[lane].cancel()
        loop = asyncio.get_running_loop()
        self._timers[lane] = loop.call_at(queue.wakes(), self._send_in, lane)

    async def _send_all(self, lane: Lane, queue: Queue) -> None:
        """Send what may go now, and let go of what need not or may not be sent any more."""
        loop = asyncio.get_running_loop()
        while queue.rows:
            late = [row for row in queue.rows if not self.usable(row)]
            for row in late:
                queue.done(row)
            if late:
                await self._are_late(lane, late)
                continue
            for row in (*queue.superseded(), *queue.over(self._clock.now())):
                queue.done(row)
                await self._let_go(row)
            now = queue.next(loop.time())
            if now is None:
                return
            queue.under_way = now
            try:
                wait = await self._try(now)
            finally:
                queue.under_way = None
            if wait is None:
                queue.done(now)
                if is_edit(now):
                    queue.edited(loop.time(), self._edits_rest())
            elif is_edit(now):
                queue.put_off(loop.time() + wait)
            else:
                await asyncio.sleep(wait)

    async def _are_late(self, lane: Lane, rows: list[Row]) -> None:
        logger.warning("too-late", rows=len(rows))
        if lane.room is None:
            for row in rows:
                await self._let_go(row)
            return
        for row in rows:
            self._measuring.dropped(row.id)
        await self._too_late(lane.room, rows)

    async def _let_go(self, row: Row) -> None:
        """A row is not sent, and never will be."""
        self._measuring.dropped(row.id)
        await self._store.drop(row.id)

    async def _try(self, row: Row) -> float | None:
        """Send a row, or drop it where it can never be sent; or the seconds until the next try."""
        try:
            event = await self._send(row)
        except Later as later:
            if later.errcode == LIMITED:
                logger.warning("rate-limited", seconds=round(later.retry_after, 1))
                self._rest_buttons()
            return later.retry_after
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
            await self._let_go(row)
            return None
        await self._store.sent(row.id, event)
        if is_edit(row):  # nobody waits for it, and it may have rested
            self._measuring.dropped(row.id)
        else:
            self._measuring.sent(row.id)
        if isinstance(row.effect, Say):
            self._offer_buttons(row.room, event, row.effect)
        return None

    def _edits_rest(self) -> float:
        limited = asyncio.get_running_loop().time() < self._buttons_rest_until
        return EDITS_REST_LIMITED_SECONDS if limited else EDITS_REST_SECONDS

    async def _send(self, row: Row) -> EventId | None:
        if isinstance(row.effect, Tell):
            return await self._tell(row, row.effect)
        if isinstance(row.effect, Remove):
            return await self._remove(row, row.effect)
        if isinstance(row.effect, EndPoll):
            return await self._end_poll(row, row.effect)
        if isinstance(row.effect, Bring):
            await self._bring(row, row.effect)
            return None
        if isinstance(row.effect, Remind):
            await self._remind(row, row.effect)
            return None
        if isinstance(row.effect, Attach):
            return await self._attach(row, row.effect)
        if isinstance(row.effect, MakeGroup):
            named = line("group-name", number=Count(row.effect.number))
            name = (await self._rendered(row.room, row, (named,))).body
            await self._group(row, row.effect, name)
            return None
        if isinstance(row.effect, Invite):
            await self._edge.invite_again(row.room, row.effect.user)
            return None
        if isinstance(row.effect, Leave):
            await self._edge.leave(row.room, closes=row.effect.closes)
            return None
        if isinstance(row.effect, Deed):
            await self._did(row, *await do(self._edge, self._library, row, row.effect))
            return None
        await self._edge.meet(row.room)
        rendered = await self._rendered(row.room, row, row.effect.lines)
        if row.effect.ballot is not None:
            return await self._poll(row, row.effect, row.effect.ballot, rendered)
        if row.effect.picture is not None:
            content = await self._pictured(row, row.effect, row.effect.picture, rendered)
            return await self._edge.send(row.room, content, row.txn)
        target = await self._edited(row.room, row.effect)
        if target is None:
            to = await self._replied_to(row.room, row.effect)
            content = outbound.message(row.effect, rendered, row.txn, to)
        else:
            content = outbound.edit(row.effect, rendered, row.txn, target)
        return await self._edge.send(row.room, content, row.txn)

    async def _rendered(self, room: RoomId, row: Row, lines: Sequence[Line]) -> Rendered:
        names = RoomNames(self._edge, room, self._library)
        return await render(lines, self._library.texts(row.language), names)

    async def _pictured(
        self, row: Row, effect: Say, drawing: Drawing, words: Rendered
    ) -> dict[str, Any]:
        """Make a message with a picture; where it cannot be made or put anywhere, its words alone.

        The picture is in memory only, and on the homeserver as noise.
        """
        try:
            found = {
                slot: (await self._rendered(row.room, row, (line("label", label=slot),))).body
                for slot in dict.fromkeys(slots_of(drawing))
            }
            made = await asyncio.to_thread(draw, drawing, found)
            attached = await self._edge.upload(row.room, made.png)
        except (EdgeFault, StoreFault, Later):
            raise
        except Refused as refused:
            logger.warning("picture-refused", errcode=refused.errcode)
        except Exception as fault:  # what a name brings along must not keep its words back
            logger.warning("picture-failed", fault=type(fault).__name__)
        else:
            info = {
                "mimetype": "image/png",
                "size": len(made.png),
                "w": made.width,
                "h": made.height,
            }
            return outbound.image(effect, words, row.txn, attached, info)
        return outbound.message(effect, words, row.txn)

    async def _tell(self, row: Row, effect: Tell) -> EventId | None:
        """Tell somebody something privately; None where that cannot be, or they do not want it.

        Who has no device that Kring may give keys to is told how to get one, and can ask again.
        """
        now = self._clock.now()
        if not effect.encrypted and self._explained.lately(effect.user, now):
            return None
        if effect.encrypted and not await self._edge.can_read(effect.user):
            effect = explanation(effect.user)
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
        called = (effect.user,) if effect.moment == "reminder" else ()
        event = None
        pieces = (effect.lines,) if effect.lines else self._about(effect.user)
        for left, lines in zip(range(len(pieces))[::-1], pieces, strict=True):
            txn = f"{row.txn}.{left}" if left else row.txn  # by the last one all of it was told
            said = Say(effect.moment, lines, called)
            rendered = await self._rendered(room, row, lines)
            event = await self._edge.send(room, outbound.message(said, rendered, txn), txn)
        if not effect.encrypted:
            self._explained.told(effect.user, now)
        return event

    async def _attach(self, row: Row, effect: Attach) -> EventId:
        """Put the calendar file of a series in the room."""
        title = self._library.texts(row.language)["common.calendar-title"].forms[0]
        file = calendar_file(
            effect.series, row.language, title, effect.at, cancelled=effect.cancelled
        )
        said = Say(
            "planned", (), session=effect.session, format=effect.format, stage=effect.stage,
            kind=effect.kind,
        )  # fmt: skip
        words = await self._rendered(row.room, row, (Line("common.calendar-file"),))
        attached = await self._edge.upload(row.room, file)
        info = {"mimetype": TYPE, "size": len(file)}
        content = outbound.file(said, words, row.txn, attached, name=NAMES[row.language], info=info)
        return await self._edge.send(row.room, content, row.txn)

    async def _remove(self, row: Row, effect: Remove) -> EventId | None:
        """Take away a message of Kring's; None where it is not known, or gone already."""
        target = await self._store.sent_as(row.room, effect.handle)
        return target and await self._edge.remove(row.room, target, row.txn)

    async def _poll(self, row: Row, effect: Say, ballot: Ballot, words: Rendered) -> EventId:
        labels = [await self._rendered(row.room, row, (label,)) for _, label in ballot.options]
        content = outbound.poll(effect, ballot, words, labels, row.txn)
        return await self._edge.send(row.room, content, row.txn, outbound.POLL_START)

    async def _end_poll(self, row: Row, effect: EndPoll) -> EventId | None:
        """Close a poll for whoever looks at it; None where it was never put."""
        target = await self._store.sent_as(row.room, effect.handle)
        if target is None:
            return None
        words = await self._rendered(row.room, row, (Line("common.poll-closed"),))
        content = outbound.poll_end(effect, words, row.txn, target)
        return await self._edge.send(row.room, content, row.txn, outbound.POLL_END)

    async def _edited(self, room: RoomId, effect: Say) -> EventId | None:
        """The message this one takes the place of, None if it is a message of its own."""
        if not effect.edits or effect.handle is None:
            return None
        return await self._store.sent_as(room, effect.handle)

    async def _replied_to(self, room: RoomId, effect: Say) -> EventId | None:
        """The message this one answers, None if it answers none or that one is not known any more."""
        if effect.replies_to is None:
            return None
        return await self._store.sent_as(room, effect.replies_to)

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
