"""The door to what Kring keeps: read at the start, written in whole transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.circle import Circle
from bot.core.effects import Mark
from bot.core.people import EventId, RoomId
from bot.ports import Row
from bot.store import mending, outbox, writing
from bot.store.database import opened
from bot.store.faults import StoreFault, told
from bot.store.sealing import Keys
from bot.store.tables import meta
from bot.store.unit import Held, Unit, event_mark

log = structlog.get_logger()

HANDLED_MS = 2 * 24 * 3_600_000
"""How long Kring remembers which events it handled, in ms."""
HANDLED_MOST = 100_000
"""How many events it remembers at most."""
_PRUNE_EVERY_MS = 3_600_000


class Store:
    """What Kring keeps. One process at a time; all writes wait for each other.

    Whatever the database or the disk refuses is a ``StoreFault``. ``broken`` counts the rooms of
    which something could not be opened when the store was.
    """

    def __init__(self, engine: AsyncEngine, keys: Keys) -> None:
        """For ``open`` only."""
        self._engine = engine
        self._keys = keys
        self._lock = asyncio.Lock()
        self._held: dict[RoomId, Held] = {}
        self._handled: dict[int, int] = {}
        self._waiting: dict[int, outbox.Waiting] = {}
        self._closing: set[str] = set()
        self._next_row = 1
        self._pruned_at = 0
        self.broken = 0

    @classmethod
    async def open(cls, database: str, keys_dir: Path) -> Store:
        """Open the database at this address with the keys in this folder.

        A new database gets its schema, an older one is migrated, and a destruction that a crash
        interrupted is finished.

        Raises:
            StoreFault: the database is damaged, full, not reached, or made by a newer Kring; or the
                keys folder is in use, unusable or not the one that belongs to it.

        """
        keys = Keys(keys_dir)
        try:
            engine = await opened(database)
        except BaseException:
            keys.close()
            raise
        store = cls(engine, keys)
        try:
            async with store._transaction() as connection:
                await mending.check_keys(connection, keys)
                kept = await mending.mend(connection, keys)
        except BaseException:
            await store.close()
            raise
        store._held, store._handled, store._next_row = kept.held, kept.handled, kept.next_row
        store._waiting, store._closing = kept.waiting, kept.closing
        store.broken = kept.broken
        store._destroy(kept.over, kept.stray_rooms)
        return store

    async def close(self) -> None:
        """Let go of the database and the keys folder."""
        async with self._lock:
            await self._engine.dispose()
            self._keys.close()

    async def token(self) -> str | None:
        """Give the token of the last sync answer that was handled."""
        async with self._reading() as connection:
            chosen = select(meta.c.value).where(meta.c.name == writing.TOKEN)
            token: str | None = (await connection.execute(chosen)).scalar()
        return token

    async def circles(self) -> dict[RoomId, Circle]:
        """Give the state of every room that can be opened.

        Of a room whose session cannot, only what stays; of one that cannot at all, nothing.
        """
        async with self._reading() as connection:
            circles, _ = await mending.read_circles(connection, self._keys)
        return {circle.room: circle for circle in circles}

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """Open a transaction: what is put into the unit is kept as a whole, or not at all.

        Other writes wait until the block ends, so none may be awaited inside it.
        """
        async with self._lock:
            unit = Unit(self._keys, self._held, self._handled, self._next_row)
            yield unit
            await _to_the_end(self._commit(unit))

    def handled(self, room: RoomId, event: EventId) -> bool:
        """Whether this event was handled before, within the last two days."""
        return event_mark(self._keys, room, event) in self._handled

    async def pending(self) -> tuple[Row, ...]:
        """Give the rows that were not sent yet, in order."""
        async with self._reading() as connection:
            found, _, _ = await outbox.unsent(connection, self._keys)
        return tuple(found)

    async def sent(self, row_id: int, event: EventId) -> None:
        """Note that a row was sent as ``event``.

        With the last unsent row of a closed session goes that session's key.
        """
        async with self._lock:
            await _to_the_end(self._finish(row_id, event))

    async def sent_by_txn(self, txn: str, event: EventId) -> int | None:
        """Note that the row with this transaction id was sent; returns its id if it was waiting."""
        async with self._lock:
            of_txn = (row_id for row_id, row in self._waiting.items() if row.txn == txn)
            row_id = next(of_txn, None)
            if row_id is not None:
                await _to_the_end(self._finish(row_id, event))
        return row_id

    async def drop(self, row_id: int) -> None:
        """Note that a row will not be sent: it was refused, or its moment has passed."""
        async with self._lock:
            await _to_the_end(self._finish(row_id, None))

    async def said(self, room: RoomId, event: EventId) -> Mark | None:
        """What a message of Kring's was: of a session until it closes, of none for seven days."""
        async with self._reading() as connection:
            return await outbox.mark(connection, self._keys, room, event)

    async def sent_as(self, room: RoomId, handle: str) -> EventId | None:
        """Give the event that the message with this handle in a room became; None if none is known."""
        async with self._reading() as connection:
            return await outbox.sent_as(connection, self._keys, room, handle)

    async def due(self) -> tuple[tuple[RoomId, int], ...]:
        """Give every room that wants to be woken with its time (ms), the earliest first."""
        times = [(room, held.due) for room, held in self._held.items() if held.due is not None]
        return tuple(sorted(times, key=lambda pair: pair[1]))

    async def next_due(self) -> int | None:
        """Give the earliest time (ms) at which a room wants to be woken."""
        return min((held.due for held in self._held.values() if held.due is not None), default=None)

    async def _commit(self, unit: Unit) -> None:
        await writing.make_keys(self._keys, unit)
        async with self._transaction() as connection:
            written = await writing.write(connection, self._keys, unit, self._waiting)
            stale = await self._prune(connection, unit)
        for room, held in unit.held.items():
            if held is None:
                self._held.pop(room, None)
            else:
                self._held[room] = held
        self._handled.update(unit.handled)
        for event in stale:
            self._handled.pop(event, None)
        self._next_row = unit.next_row
        gone = {self._keys.hash("room", room) for room in unit.forgotten}
        if gone:
            self._waiting = {id: row for id, row in self._waiting.items() if row.room not in gone}
        self._waiting |= written.waiting
        self._closing = (self._closing | written.closing) - written.over
        used = set(unit.circles) | {row.room for row, _ in unit.rows}
        reused = {self._keys.hash("room", room) for room in used} if gone else set()
        self._destroy(written.over, gone - reused)

    async def _finish(self, row_id: int, event: EventId | None) -> None:
        """A row was sent as ``event``, or is dropped (None)."""
        row = self._waiting.get(row_id)
        if row is None:
            return
        last = row.key in self._closing and not any(
            other.key == row.key for id, other in self._waiting.items() if id != row_id
        )
        over = {row.key} if last and row.key is not None else set()
        async with self._transaction() as connection:
            if row.removes and row.handle is not None:
                await outbox.unname(connection, row.handle)
            if event is None or row.removes:
                await outbox.remove(connection, [row_id])
            else:
                await outbox.acknowledge(connection, self._keys, row_id, row, event)
            if over:
                await outbox.end(connection, over)
        del self._waiting[row_id]
        self._closing -= over
        self._destroy(over)

    async def _prune(self, connection: AsyncConnection, unit: Unit) -> list[int]:
        """Now and then, let go of what is old; returns the events that no longer count as handled."""
        now, excess = unit.latest, len(self._handled) + len(unit.handled) - HANDLED_MOST
        if now - self._pruned_at < _PRUNE_EVERY_MS and excess <= 0:
            return []
        self._pruned_at = max(now, self._pruned_at)
        await outbox.prune(connection, now)
        room_for_more = excess + HANDLED_MOST // 10 if excess > 0 else 0
        stale = list(islice(self._handled, room_for_more))
        stale += [event for event, at in self._handled.items() if at < now - HANDLED_MS]
        await writing.forget_handled(connection, stale)
        return stale

    def _destroy(self, sessions: Iterable[str], rooms: Iterable[str] = ()) -> None:
        """Destroy keys after the commit; what fails now is done when the store opens next."""
        for destroy, names in (
            (self._keys.destroy_session, sessions),
            (self._keys.destroy_room, rooms),
        ):
            for name in names:
                try:
                    destroy(name)
                except StoreFault:
                    log.exception("store.key-not-destroyed")

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        with told():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        with told():
            async with self._engine.connect() as connection:
                yield connection


async def _to_the_end(work: Coroutine[object, object, None]) -> None:
    """Finish work that began also when it is cancelled, so that memory and database agree."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
