"""Wires everything: one configuration becomes one running Kring."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

import structlog

from bot.config import Config, ConfigFault
from bot.core.people import EventId, RoomId, UserId
from bot.formats import editions
from bot.formats.library import Library
from bot.formats.loader import load_usable, shipped
from bot.health import Health
from bot.matrix.client import Edge
from bot.metrics import Metrics
from bot.ports import Clock, SystemClock
from bot.runtime.conducting import Conductor
from bot.store.store import Store

logger = structlog.get_logger()

STALLED_MS = 120_000
"""After this long without a sync answer, or with a message that waits, Kring is not ready."""


async def _with_earlier_words(library: Library, folder: Path, store: Store) -> Library:
    """Keep the words of now, and find those that open conversations began with."""
    circles = (await store.circles()).values()
    plans = [circle.session.plan for circle in circles if circle.session is not None]
    try:
        editions.keep(library, folder)
        editions.let_go(folder, plans)
    except OSError:
        logger.exception("words-not-kept")
    return editions.with_earlier(library, folder, plans)


class App:
    """A Kring. ``open`` it, ``run`` it, ``stop`` it."""

    def __init__(
        self,
        *,
        config: Config,
        store: Store,
        edge: Edge,
        library: Library,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        """For ``open`` only."""
        self._store = store
        self._edge = edge
        self._clock = clock
        self._metrics = metrics
        self._conductor = Conductor(
            config=config, edge=edge, store=store, library=library, clock=clock, metrics=metrics
        )
        self._health = Health(config.http.host, config.http.port, self.not_ready, self._page)
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls, config: Config, clock: Clock | None = None, metrics: Metrics | None = None
    ) -> App:
        """Read the texts, open the store and make ready the edge; nothing is contacted yet.

        Raises:
            ConfigFault: the configuration asks for what cannot be.
            ContentFaults: the texts that Kring cannot do without have faults; all of them are told.
            StoreFault: the database or the keys folder cannot be used.

        """
        clock = clock or SystemClock()
        if config.matrix.password_is_open:
            logger.warning("password-file-open", remedy="chmod 600")
        library, faults = load_usable([shipped(), *config.prompts.extra], config.safety.crisis_text)
        for fault in faults:
            logger.warning("texts-faulty", fault=str(fault))
        _made(config.storage.data_dir)
        store = await Store.open(config.storage.database, config.storage.keys_dir)
        library = await _with_earlier_words(library, config.storage.data_dir / "words", store)
        edge = Edge(
            homeserver=config.matrix.homeserver,
            user_id=UserId(config.matrix.user_id),
            password=config.matrix.password,
            device_name=config.matrix.device_name,
            data_dir=config.storage.data_dir,
            keys_dir=config.storage.keys_dir,
            may_invite=config.may_invite,
            allowed_bots=config.safety.allows_bot,
            allowed_widgets=config.safety.allows_widget,
            clock=clock,
        )
        return cls(
            config=config,
            store=store,
            edge=edge,
            library=library,
            clock=clock,
            metrics=metrics or Metrics(),
        )

    async def run(self) -> None:
        """Run until ``stop`` is called.

        Raises:
            ConfigFault: the health address cannot be listened on.
            EdgeFault: the homeserver refuses Kring; a person has to do something.
            StoreFault: the disk or database cannot be written; a person has to do something.

        """
        self._task = asyncio.create_task(self._run(), name="kring")
        try:
            await self._task
        except asyncio.CancelledError:
            logger.info("stopped")
        finally:
            await self._conductor.stop()
            await self._edge.close()
            await self._health.stop()
            await self._store.close()

    async def stop(self) -> None:
        """End ``run`` cleanly; Kring stays logged in, and goes on where it was at the next start."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([self._task])

    def not_ready(self) -> str | None:
        """Why Kring is not ready, in one word; None: it hears and speaks."""
        synced_at = self._conductor.synced_at
        if synced_at is None:
            return "starting"
        if self._clock.now() - synced_at > STALLED_MS:
            return "sync-stalled"
        return "outbox-stalled" if self._conductor.outbox_age_ms() > STALLED_MS else None

    def look_at_clock(self) -> None:
        """Its clock was moved: see at once whether something is due."""
        self._conductor.look_at_clock()

    async def alarms(self) -> dict[RoomId, int]:
        """When it has something to do by itself next, in ms since 1970 (UTC), by room."""
        return await self._conductor.alarms()

    async def is_settled(self) -> bool:
        """Whether it has done all there is to do at this moment, as far as it has heard."""
        return await self._conductor.is_settled()

    def handled(self, room: RoomId, event: EventId) -> bool:
        """Whether it has taken in what happened in a room."""
        return self._conductor.handled(room, event)

    async def _page(self) -> bytes:
        return self._metrics.page(await self._conductor.now())

    async def _run(self) -> None:
        try:
            await self._health.start()
        except OSError as error:
            raise ConfigFault(
                "[http] listen: this address is in use or not of this machine; choose another."
            ) from error
        await self._edge.open()
        await self._conductor.run()


def _made(data_dir: Path) -> None:
    """See to it that the data folder is there. ConfigFault when it cannot be, or not be used."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        usable = os.access(data_dir, os.R_OK | os.W_OK | os.X_OK)
        why = "" if usable else "Permission denied"
    except OSError as error:
        why = error.strerror or type(error).__name__
    if why:
        raise ConfigFault(
            f"[storage] data_dir: {data_dir} cannot be used ({why}); let the user that runs Kring own "
            "it, or name another folder"
        )
