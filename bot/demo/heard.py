"""What a person saw and heard in their rooms: every event, decrypted where they could."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.core.effects import Moment
from bot.core.people import EventId, PersonId, RoomId, UserId

MOMENT = "kring.moment"
WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of a room's timeline.

    ``content`` is the decrypted content where it was ``encrypted`` and could be read; ``type`` is
    then the type inside. An event that cannot be read has type ``m.room.encrypted``; when its key
    comes later it is heard again. ``at`` is the homeserver's time in ms.
    """

    room: RoomId
    event: EventId
    sender: UserId
    at: int
    type: str
    content: dict[str, Any]
    encrypted: bool
    state_key: str | None = None
    txn: str | None = None

    @property
    def body(self) -> str:
        """The plain text; empty for what has none."""
        body = self.content.get("body")
        return body if isinstance(body, str) else ""

    @property
    def block(self) -> dict[str, Any]:
        """The block that every message of Kring carries; empty for other people's."""
        block = self.content.get(MOMENT)
        return block if isinstance(block, dict) else {}

    @property
    def moment(self) -> str | None:
        """The name of Kring's moment, None for what is not Kring's."""
        return self.block.get("moment")

    @property
    def replaces(self) -> EventId | None:
        """The message that this one takes the place of, None if it is a message of its own."""
        relation = self.content.get("m.relates_to")
        if not isinstance(relation, dict) or relation.get("rel_type") != "m.replace":
            return None
        return EventId(str(relation.get("event_id")))

    @property
    def mentions(self) -> tuple[UserId, ...]:
        """Return who is meant by it (``m.mentions``)."""
        mentions = self.content.get("m.mentions")
        return tuple(mentions.get("user_ids", ())) if isinstance(mentions, dict) else ()


class Transcript:
    """All that one person heard, in the order in which it reached them; who waits is woken."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []
        self._news = asyncio.Condition()
        self._fault: BaseException | None = None

    def __len__(self) -> int:
        """Return how much was heard: a position for ``after``."""
        return len(self._heard)

    def all(self, *, after: int = 0) -> tuple[Heard, ...]:
        """Return what was heard, from position ``after`` on."""
        return tuple(self._heard[after:])

    def moments(self, name: Moment | None = None, *, room: RoomId | None = None) -> list[Heard]:
        """Return Kring's messages, of one name or of all."""
        return [
            heard
            for heard in self._heard
            if heard.moment is not None
            and name in (None, heard.moment)
            and room in (None, heard.room)
        ]

    async def add(self, heard: list[Heard]) -> None:
        """Remember what was heard, and wake who waits (also when it is nothing)."""
        async with self._news:
            self._heard.extend(heard)
            self._news.notify_all()

    async def end(self, fault: BaseException) -> None:
        """Nothing more will be heard; whoever waits gets ``fault``."""
        async with self._news:
            self._fault = fault
            self._news.notify_all()

    async def until_so(
        self, condition: Callable[[], bool], what: str, seconds: float = WAIT_SECONDS
    ) -> None:
        """Wait until a condition on what was heard holds; it is looked at after every addition.

        Raises TimeoutError after that many ``seconds``, telling the kinds of what came last.
        """

        def settled() -> bool:
            return self._fault is not None or condition()

        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(settled)
        except TimeoutError:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s; last {self._last()}") from None
        if self._fault is not None:
            raise self._fault

    async def until(
        self,
        wanted: Callable[[Heard], bool],
        *,
        after: int = 0,
        seconds: float = WAIT_SECONDS,
        what: str = "an event",
    ) -> Heard:
        """Return the first wanted event from position ``after`` on; wait for it if need be."""
        found: list[Heard] = []
        looked = after

        def look() -> bool:
            nonlocal looked
            for heard in self._heard[looked:]:
                looked += 1
                if wanted(heard):
                    found.append(heard)
                    return True
            return False

        await self.until_so(look, what, seconds)
        return found[0]

    async def moment(
        self,
        name: Moment,
        *,
        room: RoomId | None = None,
        person: PersonId | UserId | None = None,
        after: int = 0,
        seconds: float = WAIT_SECONDS,
    ) -> Heard:
        """Return Kring's first message of this name (and about this person) from ``after`` on."""

        def wanted(heard: Heard) -> bool:
            return (
                heard.moment == name
                and room in (None, heard.room)
                and person in (None, heard.block.get("person"))
            )

        return await self.until(wanted, after=after, seconds=seconds, what=f"moment {name}")

    def position(self, heard: Heard) -> int:
        """Return the position just after an event, for ``after``."""
        return self._heard.index(heard) + 1

    def _last(self) -> list[str]:
        """Return the kinds of what was heard last: enough to see where it went wrong, no words."""
        return [heard.moment or heard.type for heard in self._heard[-8:]]
