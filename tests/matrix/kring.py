"""The edge in the hands of a test: what it heard, and restarts of all kinds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.core.people import EventId, RoomId, UserId
from bot.matrix.client import Edge
from bot.ports import Batch, Clock, Inbound, Membership, Message, SystemClock

WAIT_SECONDS = 30.0
PASSWORD = "a-password-for-tests"
Kind = TypeVar("Kind")


class FakeClock:
    """The time of this machine, and what a test puts before it."""

    def __init__(self) -> None:
        self.ahead = 0

    def now(self) -> int:
        """Milliseconds since 1970 (UTC)."""
        return SystemClock().now() + self.ahead


class Kring:
    """An edge with a token, as the runtime has it; ``folder`` is what survives."""

    def __init__(
        self,
        homeserver: str,
        user: UserId,
        folder: Path,
        *,
        clock: Clock | None = None,
        may_invite: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.homeserver = homeserver
        self.user = user
        self.folder = folder
        self.clock = clock or SystemClock()
        self.may_invite = may_invite
        self.edge = self._edge()
        self.token: str | None = None
        self.heard: list[tuple[RoomId, Inbound]] = []
        self.gone: list[RoomId] = []

    def _edge(self) -> Edge:
        return Edge(
            homeserver=self.homeserver,
            user_id=self.user,
            password=lambda: PASSWORD,
            device_name="Kring",
            data_dir=self.folder / "data",
            keys_dir=self.folder / "keys",
            may_invite=self.may_invite,
            allowed_bots=lambda _: False,
            allowed_widgets=lambda _: False,
            clock=self.clock,
        )

    async def open(self) -> Kring:
        """Open the edge and hear the first answer."""
        await self.edge.open()
        await self.step()
        return self

    async def step(self) -> Batch:
        """Hear one answer and handle it."""
        batch = await self.edge.sync(self.token)
        self.token = batch.token
        self.heard += [(room, event) for room, events in batch.rooms.items() for event in events]
        self.gone += batch.gone
        return batch

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Hear until something holds. Raises AssertionError when it takes too long."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while not condition():
                    await self.step()
        except TimeoutError:
            raise AssertionError(f"waited in vain: {what}; heard {self.heard}") from None

    async def hears(self, event: EventId) -> Inbound:
        """Hear until an event is there, and return what it was."""
        await self.until(lambda: any(e.event == event for _, e in self.heard), event)
        return next(e for _, e in self.heard if e.event == event)

    async def joins(self, room: RoomId) -> None:
        """Hear until Kring is in a room."""
        await self.sees(room, self.user)

    async def sees(self, room: RoomId, user: UserId, *, joined: bool = True) -> None:
        """Hear until a user joined a room, or left it."""
        await self.until(
            lambda: any(
                where == room
                and isinstance(event, Membership)
                and (event.user, event.joined) == (user, joined)
                for where, event in self.heard
            ),
            f"{user} joined: {joined}",
        )

    def said(self, room: RoomId) -> list[str | None]:
        """Return the texts that were said in a room, in order."""
        return [e.body for where, e in self.heard if where == room and isinstance(e, Message)]

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return what was heard of one kind."""
        return [event for _, event in self.heard if isinstance(event, kind)]

    async def restart(self, *, token: str | None = None) -> None:
        """End and start again, with the last token, or an older one: then it was a kill."""
        await self.edge.close()
        self.edge = self._edge()
        self.token = token or self.token
        await self.open()


def speech(text: str) -> dict[str, object]:
    """Return the content of a message."""
    return {"msgtype": "m.notice", "body": text, "m.mentions": {}}
