"""The loop: a sync answer in, one commit, messages out; and the alarms.

Everything a sync answer brings is committed as one transaction with its token: circles, alarms,
outbox rows. A kill at any instant leaves either all of it or none, and then the same answer comes
again (G1). What goes wrong in one room is logged and leaves that room as it was (G6).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import replace

import structlog

from bot import log
from bot.calendar.alarms import Alarms
from bot.config import Config
from bot.core import door, grouproom, private, transitions
from bot.core.circle import Circle
from bot.core.effects import Close, Effect, Line, Mark, Pass, Sent, Tell
from bot.core.events import (
    AlarmRang,
    Arrived,
    Convened,
    Event,
    GroupMade,
    Interrupted,
    Language,
)  # fmt: skip
from bot.core.meetings import along, planning
from bot.core.meetings.events import Reckoned
from bot.core.news import Lost
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import Everything, ForgetMe, Personal, kept, steps
from bot.formats.editions import fitted
from bot.formats.library import Library
from bot.matrix.client import Edge
from bot.matrix.faults import EdgeFault, Later, Refused
from bot.metrics import Metrics, Now
from bot.ports import Batch, Clock, Echo, Inbound, Row, Undecryptable
from bot.runtime.change import Change
from bot.runtime.deeds import Outcome
from bot.runtime.grouping import Grouping
from bot.runtime.helping import Helping
from bot.runtime.measuring import Measuring, sessions_by_state
from bot.runtime.passing import passed_on
from bot.runtime.reckoning import Reckoning
from bot.runtime.reminding import Reminding
from bot.runtime.restoring import missed
from bot.runtime.sending import Sender
from bot.runtime.themes import of_meeting
from bot.runtime.understanding import Understanding
from bot.store.faults import StoreFault
from bot.store.store import Store
from bot.store.unit import Unit

logger = structlog.get_logger()

FORGET_EVERY_MS = 24 * 3_600_000
"""How often received keys are forgotten in rooms without a session."""

Law = Callable[[Circle, Event], tuple[Circle, tuple[Effect, ...]]]

STUCK_REST_MS = 1000
"""How long it takes until a room is rung for anew whose time stays in the past."""

TRIES = 5
"""How often an event is tried for which the homeserver does not tell what is needed."""


class Conductor:
    """Leads all rooms of one Kring."""

    def __init__(
        self,
        *,
        config: Config,
        edge: Edge,
        store: Store,
        library: Library,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._config = config
        self._edge = edge
        self._store = store
        self._clock = clock
        self._library = library
        self._circles: dict[RoomId, Circle] = {}
        self._last_at: dict[RoomId, int] = {}
        self._lock = asyncio.Lock()
        self._closed: set[RoomId] = set()
        self._told: set[RoomId] = set()
        self._forget_at = 0
        self._tries: Counter[EventId] = Counter()
        self._helping = Helping(edge, clock, circles=self._now_all, keep=self._keep, ask=self._ask)
        self._grouping = Grouping(edge, clock, circle=self._circle, tell=self._group_made)
        self._understanding = Understanding(edge, store, library, config, self._helping.named_human)
        self._measuring = Measuring(metrics, clock)
        self._reckoning = Reckoning(library.themes)
        self._reminding = Reminding(
            edge, circles=self._now_all, once=self._once, timezone=config.language.timezone
        )
        self._sender = Sender(
            edge,
            store,
            library,
            clock,
            current=self._current,
            rested=self._rested,
            too_late=self._too_late,
            opened=self._opened,
            about=self._about,
            bring=self._helping.bring,
            remind=self._reminding.remind,
            group=self._grouping.make,
            did=self._did,
            failed=self._fail,
            measuring=self._measuring,
        )
        self._alarms = Alarms(clock, self._ring)
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.synced_at: int | None = None

    async def run(self) -> None:
        """Handle sync answers, ring and send until cancelled.

        Raises:
            EdgeFault: the homeserver does not know Kring any more; a person has to do something.
            StoreFault: the disk or database cannot be written; a person has to do something.

        """
        listening = asyncio.create_task(self._listen(), name="listen")
        try:
            await asyncio.wait({listening, self._failed}, return_when=asyncio.FIRST_COMPLETED)
            (self._failed if self._failed.done() else listening).result()
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({listening})

    def _fail(self, fault: BaseException) -> None:
        """Stop: something beside the sync loop met a fault that a person has to solve."""
        if not self._failed.done():
            self._failed.set_exception(fault)

    async def _listen(self) -> None:
        self._circles = {
            room: _fitted(self._library, circle)
            for room, circle in (await self._store.circles()).items()
        }
        token = await self._store.token()
        # Circles without a token are those of a backup that was put back.
        restored = frozenset(self._circles if token is None else ())
        first = True
        while True:
            batch = await self._edge.sync(token, restored)
            again = await self._handle(batch, first=first, restored=restored)
            self.synced_at = self._clock.now()
            if first:
                await self._look_at_calendars()
                self._alarms.start()
                await self._arm()
                logger.info("ready", rooms=len(self._circles))
                first = False
            if again is None:
                token, restored = batch.token, frozenset()
            else:  # with the old token, what was not handled comes again
                await asyncio.sleep(again)

    async def stop(self) -> None:
        """Stop ringing and sending; everything committed is kept."""
        self._alarms.stop()
        await self._sender.stop()

    def look_at_clock(self) -> None:
        """The clock was moved: see at once whether something is due."""
        self._alarms.look()

    async def alarms(self) -> dict[RoomId, int]:
        """When rooms want to be woken next, in ms."""
        return dict(await self._store.due())

    async def is_settled(self) -> bool:
        """Whether nothing is being handled, nothing waits to be said, and nothing is due."""
        due = await self._store.next_due()
        is_due = due is not None and due <= self._clock.now()
        return not (self._lock.locked() or self._sender.waiting or is_due)

    def handled(self, room: RoomId, event: EventId) -> bool:
        """Whether an event of a room was taken in."""
        return self._store.handled(room, event)

    def outbox_age_ms(self) -> int:
        """How long the oldest message has been waiting to be sent, in ms."""
        since = self._sender.waiting_since
        return 0 if since is None else max(0, self._clock.now() - since)

    async def now(self) -> Now:
        """How everything is at this moment, for ``/metrics``."""
        now, due = self._clock.now(), await self._store.next_due()
        return Now(
            sync_age=None if self.synced_at is None else max(0, now - self.synced_at) / 1000,
            outbox_age=self.outbox_age_ms() / 1000,
            outbox_rows=self._sender.waiting,
            alarm_overdue=0 if due is None else max(0, now - due) / 1000,
            rooms=len(self._circles),
            sessions=sessions_by_state(self._circles),
        )

    async def _handle(
        self, batch: Batch, *, first: bool, restored: frozenset[RoomId] = frozenset()
    ) -> float | None:
        """Handle a batch; returns after how many seconds it is to come again, None: it is handled.

        The circles of ``restored`` rooms are told what they missed, in the same transaction.
        """
        async with self._lock:
            for items in batch.rooms.values():
                for item in items:
                    if isinstance(item, Echo):
                        await self._echoed(item)
            if first:  # what was to be said before the last stop goes before what is said now
                pending = await self._store.pending()
                waiting = {row.txn for row in pending}
                if empty := await self._edge.tidy(self._circles.keys(), waiting):
                    logger.info("empty-rooms-left", rooms=empty)
                self._sender.put(pending)
            changes = {
                room: Change(self._circle(room), deque(items))
                for room, items in batch.rooms.items()
            }
            while True:
                await asyncio.gather(*(self._guarded(change) for change in changes.values()))
                personal = [change for change in changes.values() if change.personal]
                if not personal:
                    break
                for change in personal:
                    self._spread(changes, change, batch.gone)
            again = max((change.again for change in changes.values() if change.again), default=None)
            if restored and again is None:
                batch = await self._restored(batch, restored, changes)
            handled = [
                change
                for change in changes.values()
                if change.handled or change.steps or change.passing
            ]
            await self._commit(handled, batch if again is None else None)
            return again

    async def _restored(
        self, batch: Batch, rooms: frozenset[RoomId], changes: dict[RoomId, Change]
    ) -> Batch:
        """Tell circles that came from a backup what they missed; rooms that are no more are gone."""
        gone = tuple(room for room in rooms if not self._edge.is_in(room))
        for room in rooms.difference(gone):
            change = changes.setdefault(room, Change(self._circle(room)))
            for event in await missed(self._edge, change.after, self._now(room)):
                self._step(change, event)
        logger.info("restored", rooms=len(rooms) - len(gone))
        return replace(batch, gone=batch.gone + gone)

    async def _echoed(self, echo: Echo) -> None:
        row = await self._store.sent_by_txn(echo.txn, echo.event)
        if row is not None:
            self._sender.acknowledged(row)

    async def _guarded(self, change: Change) -> None:
        """Handle a room's items up to one that concerns other rooms too.

        A fault in one item leaves the room as it was before that item.
        """
        room = change.after.room
        while change.items and not change.personal and change.again is None:
            item = change.items[0]
            id = _handled_as(item)
            if isinstance(item, Echo) or id in change.handled or self._store.handled(room, id):
                change.items.popleft()
                continue
            at = self._clamped(room, item.at)
            try:
                for event in await self._understanding.events(room, item, change.after, at):
                    if isinstance(event, Personal):
                        change.personal.append(event)
                    else:
                        self._step(change, event)
            except (EdgeFault, StoreFault):
                raise
            except Later as later:
                self._tries[id] += 1
                if self._tries[id] < TRIES:
                    change.again = later.retry_after
                    return
                logger.warning("event-given-up", room=log.who(room), errcode=later.errcode)
            except Exception:
                logger.exception("event-failed", room=log.who(room))
            self._tries.pop(id, None)
            change.items.popleft()
            change.handled[id] = None
            if isinstance(item, Undecryptable):
                self._measuring.unreadable()

    def _spread(
        self, changes: dict[RoomId, Change], asking: Change, gone: tuple[RoomId, ...]
    ) -> None:
        """Take what somebody asked for themselves to the rooms it concerns, and let them answer.

        Not to rooms that are ``gone``. A fault leaves all rooms as they were before it.
        """
        before = {room: (change.after, len(change.steps)) for room, change in changes.items()}
        personal, asking.personal = asking.personal, []
        try:
            for event in personal:
                circles = self._circles | {room: change.after for room, change in changes.items()}
                for room in gone:
                    circles.pop(room, None)
                everything = self._everything(circles, asking.after.room)
                for room, step in steps(event, everything):
                    if room not in changes:
                        changes[room] = Change(self._circle(room))
                    change = changes[room]
                    self._step(change, replace(step, at=self._clamped(room, step.at)))
                if isinstance(event, ForgetMe):
                    asking.forgotten.append(event.user)
        except Exception:
            logger.exception("event-failed", room=log.who(asking.after.room))
            for room, change in changes.items():
                if room in before:
                    change.after, count = before[room]
                else:
                    change.after, count = self._circle(room), 0
                del change.steps[count:]

    def _everything(self, circles: dict[RoomId, Circle], asked_in: RoomId) -> Everything:
        chats = frozenset(room for room, one in circles.items() if self._is_chat(one))
        return Everything(tuple(circles.values()), chats, asked_in)

    def _about(self, user: UserId) -> tuple[tuple[Line, ...], ...]:
        return kept(user, self._everything(self._circles, RoomId("")))

    def _step(self, change: Change, event: Event) -> None:
        after, asked = self._law(change.after)(change.after, event)
        effects = tuple(effect for effect in asked if not isinstance(effect, Pass))
        change.passing += [effect for effect in asked if isinstance(effect, Pass)]
        if after != change.after or effects:
            change.steps.append((after, effects))
            change.after = after
            if change.since is None and not isinstance(event, AlarmRang | Interrupted | Reckoned):
                change.since = event.at
        if (news := self._reckoning.anew(change.after, event.at)) is not None:
            self._step(change, news)

    def _law(self, circle: Circle) -> Law:
        """The law of a room: of a help room, a group's room, a private chat, or a circle."""
        if circle.door is not None:
            return door.step
        if circle.group is not None:
            return grouproom.step
        return private.step if self._is_chat(circle) else transitions.step

    def _is_chat(self, circle: Circle) -> bool:
        """Whether this is a private chat; where a talk goes on, or one is planned, it is not, also when
        all others left.
        """
        busy = circle.session is not None or bool(circle.calendar)
        return not busy and self._edge.is_private(circle.room)

    def _passed_on(self, changes: list[Change], gone: tuple[RoomId, ...]) -> list[Change]:
        """Let the rooms of a talk take each other's news, in the same transaction.

        That Kring is out of a group's room is news of that room's.
        """

        def change(room: RoomId) -> Change | None:
            known = room in self._circles and room not in gone
            return Change(self._circle(room)) if known else None

        groups = {room: self._circles[room].group for room in gone if room in self._circles}
        lost = [
            Change(self._circles[room], passing=[Pass(group.main, Lost())])
            for room, group in groups.items()
            if group is not None
        ]
        changes = [one for one in changes if one.after.room not in groups]
        told = passed_on([*changes, *lost], change, self._step, self._now)
        return [one for one in told if one.after.room not in groups]

    async def _commit(self, changes: list[Change], batch: Batch | None = None) -> None:
        rows: list[Row] = []
        changes = self._passed_on(changes, batch.gone if batch else ())
        async with self._store.unit() as unit:
            for room in batch.gone if batch else ():
                await unit.forget_room(room)
            for change in changes:
                for event in change.handled:
                    await unit.seen(change.after.room, event, self._clock.now())
                written = await self._write(unit, change)
                rows += written
                if change.since is not None:
                    self._measuring.answers(written, change.since)
            if batch is not None:
                await unit.set_token(batch.token)
        for room in batch.gone if batch else ():
            self._circles.pop(room, None)
            self._sender.leave(room)
            logger.warning("room-gone", room=log.who(room))
        for change in changes:
            self._circles[change.after.room] = change.after
            if change.closes:
                self._closed.add(change.after.room)
        for user in {user for change in changes for user in change.forgotten}:
            for row in await self._sender.let_go(user):
                await self._store.drop(row.id)
        self._sender.put(tuple(rows))
        if any(change.steps for change in changes) or (batch and batch.gone):
            await self._arm()

    async def _write(self, unit: Unit, change: Change) -> list[Row]:
        """Put a room's steps into the transaction, each message with the state it was said in."""
        rows: list[Row] = []
        for after, effects in change.steps:
            closes = [effect for effect in effects if isinstance(effect, Close)]
            said = [effect for effect in effects if not isinstance(effect, Close | Pass)]
            if not closes:
                await unit.save(after)
            now, device = self._clock.now(), self._edge.device_id
            for effect in said:
                language = self._language(effect, after)
                rows += await unit.enqueue(after.room, language, device, now, [effect])
            for close in closes:
                await unit.close_session(after, close, self._clock.now())
        return rows

    def _language(self, effect: Sent, circle: Circle) -> Language:
        """In which language to say something: one person is told in that of their private chat."""
        chat = self._edge.private_room(effect.user) if isinstance(effect, Tell) else None
        return self._circles[chat].language if chat in self._circles else circle.language

    async def _too_late(self, room: RoomId, rows: list[Row]) -> None:
        """The moment of these messages has passed: say anew where the conversation is."""
        async with self._lock:
            await self._commit([self._changed_by(room, Interrupted(self._now(room)))])
            for row in rows:
                await self._store.drop(row.id)

    async def _opened(self, room: RoomId, row: Row) -> None:
        """A private chat was opened to tell somebody something: it goes on in that language."""
        async with self._lock:
            if room not in self._circles:
                circle = Circle(room, row.language)
                await self._commit([Change(circle, steps=[(circle, ())])])

    async def _did(self, row: Row, outcome: Outcome, made: RoomId | None) -> None:
        """A deed is done: the room hears what came of it, once, and a room made for it begins."""
        id = EventId(f"{row.txn} done")
        async with self._lock:
            if outcome is None or self._store.handled(row.room, id):
                return
            outcome = replace(outcome, at=self._now(row.room))
            if isinstance(outcome, Convened):
                outcome = replace(outcome, away=self._reminding.away(outcome.at))
                circle = self._circle(row.room)
                outcome = of_meeting(self._library, circle, outcome)
            told = self._changed_by(row.room, outcome)
            told.handled[id] = None
            changes = [told]
            if made is not None:
                old = self._circle(row.room)
                fresh = replace(
                    self._circle(made),
                    language=old.language,
                    trusted=old.trusted,
                    calendar=along.calendar(old),
                )
                begins = Change(
                    replace(fresh, unmet=True), steps=[(replace(fresh, unmet=True), ())]
                )
                if await self._edge.members(made):  # somebody came at once
                    self._step(begins, Arrived(self._now(made), encrypted=True))
                changes.append(begins)
            await self._commit(changes)

    async def _once(self, row: Row, effects: tuple[Effect, ...]) -> None:
        """What a row asks for beside itself is committed, once."""
        id = EventId(f"{row.txn} done")
        async with self._lock:
            if not self._store.handled(row.room, id):
                circle = self._circle(row.room)
                change = Change(circle, steps=[(circle, effects)])
                change.handled[id] = None
                await self._commit([change])

    async def _look_at_calendars(self) -> None:
        """At the start: the rules of a time zone may have changed, and with them when meetings are."""
        async with self._lock:
            changes = [
                self._changed_by(room, news)
                for room, circle in self._circles.items()
                if circle.calendar and (news := self._reckoning.at_start(circle, self._now(room)))
            ]
            await self._commit([change for change in changes if change.steps])

    async def _group_made(self, row: Row, event: GroupMade, begins: Circle | None) -> None:
        """A group's room is made or cannot be: it begins, and the circle's room hears of it, once."""
        id = EventId(f"{row.txn} made")
        async with self._lock:
            if self._store.handled(row.room, id):
                return
            changes = [] if begins is None else [Change(begins, steps=[(begins, ())])]
            told = self._changed_by(row.room, replace(event, at=self._now(row.room)))
            told.handled[id] = None
            await self._commit([*changes, told])

    async def _keep(self, circle: Circle) -> None:
        """A room that Kring made itself, as it is to be."""
        async with self._lock:
            await self._commit([Change(circle, steps=[(circle, ())])])

    async def _ask(self, room: RoomId, effect: Effect) -> None:
        """Something is asked for in a room beside what happens there."""
        async with self._lock:
            circle = self._circle(room)
            await self._commit([Change(circle, steps=[(circle, (effect,))])])

    async def _ring(self) -> None:
        """A time came: wake every room that is due."""
        try:
            await self._wake()
        except (EdgeFault, StoreFault) as fault:
            self._fail(fault)

    async def _wake(self) -> None:
        now = self._clock.now()
        async with self._lock:
            due = {room: time for room, time in await self._store.due() if time <= now}
            changes = [
                self._changed_by(room, self._reckoning.rang(self._circle(room), self._now(room)))
                for room in due
            ]
            for time in due.values():
                self._measuring.rang(time)
            await self._commit([change for change in changes if change.steps or change.passing])
        if now >= self._forget_at:
            await self._forget_all()
        await self._arm(not_before=now + STUCK_REST_MS)

    def _changed_by(self, room: RoomId, event: Event) -> Change:
        change = Change(self._circle(room))
        try:
            self._step(change, event)
        except Exception:
            logger.exception("event-failed", room=log.who(room))
        return change

    async def _arm(self, not_before: int = 0) -> None:
        """Ring for the earliest; a room that nothing came of is not rung for again and again (G6)."""
        next_due = await self._store.next_due()
        times = [time for time in (next_due, self._forget_at) if time is not None]
        earliest = min(times)
        self._alarms.set(
            max(earliest, not_before) if earliest < not_before - STUCK_REST_MS else earliest
        )

    async def _forget_all(self) -> None:
        """Between sessions, received keys are let go daily (design: keys are forgotten)."""
        self._forget_at = self._clock.now() + FORGET_EVERY_MS
        idle = [room for room in self._edge.rooms if self._circle(room).session is None]
        for room in idle:
            with contextlib.suppress(Later, Refused):
                await self._edge.forget(room)

    async def _rested(self, room: RoomId) -> None:
        """Nothing waits to be sent in a room: after a close, its keys go now.

        With them go those of the private chats in which something was told since the last close: a
        voice, or what was answered, must not outlast the session it was for.
        """
        if self._edge.is_private(room):
            self._told.add(room)
        if room in self._closed and self._circle(room).session is None:
            self._closed.discard(room)
            chats, self._told = self._told, set()
            dropped = [await self._edge.forget(one) for one in (room, *chats)]
            logger.info("keys-forgotten", room=log.who(room), dropped=sum(dropped))

    def _current(self, room: RoomId, mark: Mark) -> bool:
        """Whether a button under a message with this mark would still mean something."""
        circle = self._circle(room)
        session = circle.session
        if mark.moment == "plan-confirm":
            return planning.is_of(circle, mark)
        if circle.group is not None and circle.group.session == mark.session:
            return not circle.group.over
        if session is None or session.id != mark.session:
            return False
        return mark.turn is None or mark.turn == session.turns

    def _now_all(self) -> Iterable[Circle]:
        return tuple(self._circles.values())

    def _circle(self, room: RoomId) -> Circle:
        return self._circles.get(room) or Circle(room, self._config.language.default)

    def _clamped(self, room: RoomId, at: int) -> int:
        """The homeserver's time, no earlier than the room's previous event and no later than now."""
        now = self._clock.now()
        session = self._circle(room).session
        earliest = self._last_at.get(room, session.idle_since if session else 0)
        at = min(max(at, earliest), now)
        self._last_at[room] = at
        return at

    def _now(self, room: RoomId) -> int:
        return self._clamped(room, self._clock.now())


def _fitted(library: Library, circle: Circle) -> Circle:
    """A circle whose session knows where the words are that it began with."""
    if circle.session is None:
        return circle
    plan = fitted(library, circle.session.plan)
    return replace(circle, session=replace(circle.session, plan=plan))


def _handled_as(item: Inbound) -> EventId:
    """Under which id an item counts as handled: a message that was told of as unreadable, and is
    read when its key comes after all, is two items with one event.
    """
    return EventId(f"{item.event} unreadable") if isinstance(item, Undecryptable) else item.event
