"""One sync answer in which rooms and private chats concern each other: one commit, in order (G1, G6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.config import Config
from bot.core import transitions
from bot.core.effects import Button
from bot.core.events import VoicesTold
from bot.core.people import EventId, PersonId, RoomId, Standing, UserId, Voice
from bot.formats.loader import load, shipped
from bot.metrics import Metrics
from bot.ports import Batch, Inbound, Message, Reaction, RoomFacts
from bot.runtime.conducting import Conductor
from bot.store.store import Store
from tests.kring import SHORT
from tests.waiting import until

ROOM, OTHER, CHAT = RoomId("!room:home"), RoomId("!other:home"), RoomId("!chat:home")
KRING = UserId("@kring:home")
FAYE, ANNA, BERT, COR = (UserId(f"@{name}:home") for name in ("faye", "anna", "bert", "cor"))
NOW = 1_800_000_000_000


class FakeClock:
    """Time stands still."""

    def now(self) -> int:
        return NOW


@dataclass
class FakeEdge:
    """A homeserver that gives what a test puts into ``batches``, and keeps what is sent."""

    user_id: UserId = KRING
    device_id: str = "DEVICE"
    members: tuple[UserId, ...] = (ANNA, BERT, COR, FAYE)
    sent: list[tuple[RoomId, dict[str, Any]]] = field(default_factory=list)
    here: asyncio.Event = field(default_factory=asyncio.Event)

    def name(self, room: RoomId, user: UserId) -> str:
        return user

    def room_name(self, room: RoomId) -> str:
        return ""

    def may_lead(self, room: RoomId, user: UserId) -> bool:
        return user == FAYE

    def is_private(self, room: RoomId) -> bool:
        return room == CHAT

    def is_crowded(self, room: RoomId) -> bool:
        return False

    def is_mine(self, room: RoomId) -> bool:
        return False

    def is_encrypted(self, room: RoomId) -> bool:
        return True

    def private_room(self, user: UserId) -> RoomId | None:
        return CHAT if user == ANNA else None

    async def open_private(self, user: UserId, encrypted: bool) -> RoomId:
        return CHAT

    async def alone_with(self, user: UserId, room: RoomId) -> bool:
        await self.here.wait()
        return True

    async def can_read(self, user: UserId) -> bool:
        return True

    async def words(self, room: RoomId, event: EventId) -> str | None:
        return None

    async def facts(self, room: RoomId) -> RoomFacts:
        return RoomFacts(self.members, (), ())

    async def meet(self, room: RoomId) -> None:
        pass

    async def send(self, room: RoomId, content: dict[str, Any], txn: str) -> EventId:
        self.sent.append((room, content["kring.moment"]))
        return EventId(f"${txn}")

    async def react(self, room: RoomId, event: EventId, button: Button, txn: str) -> None:
        pass

    rooms: tuple[RoomId, ...] = ()

    async def forget(self, room: RoomId) -> int:
        return 0

    async def tidy(self, kept: object) -> int:
        return 0


class House:
    """A conductor in the hands of a test."""

    def __init__(self, edge: FakeEdge, store: Store, make: Callable[[], Conductor]) -> None:
        self.edge = edge
        self.store = store
        self.conductor = make()
        self._make = make
        self._numbers = 0

    def says(self, user: UserId, body: str) -> Message:
        self._numbers += 1
        return Message(EventId(f"${self._numbers}"), NOW, user, body)

    def taps(self, user: UserId, target: str) -> Reaction:
        self._numbers += 1
        return Reaction(EventId(f"${self._numbers}"), NOW, user, "✅", EventId(target))

    async def hears(self, gone: tuple[RoomId, ...] = (), **rooms: tuple[Inbound, ...]) -> None:
        """Handle one sync answer."""
        names = {"room": ROOM, "other": OTHER, "chat": CHAT}
        self._numbers += 1
        items = {names[name]: happened for name, happened in rooms.items()}
        await self.conductor._handle(Batch(f"token-{self._numbers}", items, gone), first=False)

    async def begins(self) -> None:
        """A talk of Anna, Bert and Cor in the room, all agreed."""
        await self.hears(room=(self.says(FAYE, "!start kampvuur"),))
        await self.hears(room=tuple(self.says(one, "!meedoen") for one in (ANNA, BERT, COR)))
        await self.hears(room=(self.says(FAYE, "!volgende"),))
        await self.hears(room=tuple(self.says(one, "!akkoord") for one in (ANNA, BERT, COR)))

    async def voices(self, user: UserId = ANNA, room: RoomId = ROOM) -> tuple[Voice, ...] | None:
        """What the store has of somebody's voices."""
        circle = (await self.store.circles()).get(room)
        person = circle.person(PersonId(user)) if circle is not None else None
        return person.voices if person is not None else None

    async def moments(self, room: RoomId) -> list[str]:
        """What was sent in a room, once all that can be is."""

        async def sent() -> bool:
            return not any(lane.room is not None for lane in self.conductor._sender._tasks)

        await until(sent, "all is sent")
        return [block["moment"] for where, block in self.edge.sent if where == room]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A conductor on a store of its own."""
    edge = FakeEdge()
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/kring.db", tmp_path / "keys")
    sections = {
        "matrix": {"homeserver": "http://home", "user_id": KRING, "password_file": "password"}
    }
    config = Config.model_validate(sections, context={"base": tmp_path})
    library = load([shipped(), SHORT])

    def make() -> Conductor:
        return Conductor(
            config=config,
            edge=edge,  # type: ignore[arg-type]  # as much of an edge as is asked for here
            store=store,
            library=library,
            clock=FakeClock(),
            metrics=Metrics(),
        )

    made = House(edge, store, make)
    yield made
    await made.conductor.stop()
    await store.close()


async def test_what_is_told_in_a_chat_reaches_the_talk_in_the_same_commit(house: House) -> None:
    await house.begins()
    await house.hears(chat=(house.says(ANNA, "!rol cliënt"),))
    assert await house.voices() == (Voice.CLIENT,)
    assert await house.moments(CHAT) == ["voices"]


async def test_what_a_room_says_first_happens_first(house: House) -> None:
    """In one answer: the talk begins in the room, and somebody tells a voice for it in the chat."""
    await house.hears(
        chat=(house.says(ANNA, "!rol cliënt"),), room=(house.says(FAYE, "!start kampvuur"),)
    )
    assert await house.voices() == (Voice.CLIENT,)
    assert await house.voices(room=CHAT) is None


async def test_what_comes_after_it_in_the_same_room_waits_for_it(house: House) -> None:
    """To be forgotten and to join anew, in one answer: not the other way round."""
    await house.begins()
    await house.hears(chat=(house.says(ANNA, "!rol cliënt"),))
    await house.hears(
        room=(house.says(ANNA, "!vergeet-mij"), house.says(ANNA, "!akkoord")),
        chat=(house.says(ANNA, "!rol naaste"),),
    )
    circle = (await house.store.circles())[ROOM]
    assert [person.user for person in circle.people] == [BERT, COR, ANNA]
    assert circle.people[-1].standing is Standing.AGREED
    assert await house.voices() == (Voice.NAASTE,)


async def test_the_same_answer_twice_counts_once(house: House) -> None:
    """G1."""
    await house.begins()
    forget, tell = house.says(ANNA, "!vergeet-mij"), house.says(ANNA, "!rol cliënt")
    await house.hears(chat=(forget,))
    await house.hears(chat=(tell, tell))
    await house.hears(chat=(forget, tell))
    assert await house.voices() == (Voice.CLIENT,)
    assert await house.moments(CHAT) == ["forgotten", "voices"]


async def test_a_fault_in_one_room_leaves_all_as_they_were(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G6: what was asked in the chat happens nowhere, and what else was said happens."""
    await house.begins()
    await house.hears(other=(house.says(FAYE, "!start kampvuur"),))
    step = transitions.step

    def breaks(circle: Any, event: Any) -> Any:
        if circle.room == OTHER and isinstance(event, VoicesTold):
            raise RuntimeError
        return step(circle, event)

    monkeypatch.setattr(transitions, "step", breaks)
    asked = house.says(ANNA, "!rol cliënt")
    await house.hears(chat=(asked,), room=(house.says(ANNA, "!klaar"),))
    assert (await house.voices(), await house.voices(room=OTHER)) == ((), None)
    assert (await house.moments(ROOM))[-1] == "turn"
    assert await house.moments(CHAT) == []
    monkeypatch.undo()
    await house.hears(chat=(asked, house.says(ANNA, "!rol naaste")))
    assert await house.voices() == await house.voices(room=OTHER) == (Voice.NAASTE,)


async def test_a_room_that_is_gone_does_not_come_back_by_it(house: House) -> None:
    await house.begins()
    await house.hears(gone=(ROOM,), chat=(house.says(ANNA, "!rol cliënt"),))
    assert ROOM not in await house.store.circles()
    assert await house.voices(room=CHAT) == (Voice.CLIENT,)


async def test_who_is_forgotten_is_not_told_what_waited_for_them(house: House) -> None:
    """R10."""
    await house.begins()
    await house.hears(room=(house.says(ANNA, "!wat-weet-je"), house.says(BERT, "!wat-weet-je")))
    assert len(await house.store.pending()) >= 2
    await house.hears(room=(house.says(ANNA, "!vergeet-mij"),))
    house.edge.here.set()

    async def told_all() -> bool:
        return not await house.store.pending()

    await until(told_all, "all is told")
    told = [block["moment"] for room, block in house.edge.sent if room == CHAT]
    assert sorted(told) == ["about-you", "forgotten"], "Bert is told; Anna only that it is done"
