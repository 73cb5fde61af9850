"""Kring behind a proxy, as a process and inside the test, and homeservers of one's own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from bot.app import App
from bot.config import load
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.chaos.victim import Victim
from tests.conftest import PASSWORD, NewUser
from tests.matrix.kring import FakeClock
from tests.matrix.proxy import Proxy


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    """Give a proxy before the homeserver."""
    async with Proxy(homeserver.url) as proxy:
        yield proxy


class NewVictim(Protocol):
    """Make a Kring that talks to the homeserver by way of the proxy; it was never started."""

    async def __call__(self) -> Victim: ...


@pytest.fixture
async def new_victim(new_user: NewUser, proxy: Proxy, tmp_path: Path) -> AsyncIterator[NewVictim]:
    """Give a way to make a Kring; it ends with the test."""
    async with contextlib.AsyncExitStack() as stack:

        async def make() -> Victim:
            folder = tmp_path / "kring"
            folder.mkdir()
            victim = Victim(folder, proxy.url, await new_user("kring"), PASSWORD)
            stack.push_async_callback(victim.close)
            return victim

        yield make


@pytest.fixture
async def victim(new_victim: NewVictim) -> Victim:
    """Give a Kring that talks to the homeserver by way of the proxy; it is started."""
    victim = await new_victim()
    await victim.start()
    return victim


@dataclass(frozen=True, slots=True)
class Ground:
    """A homeserver of one's own with people and Kring, by way of a proxy."""

    homeserver: Homeserver
    proxy: Proxy
    victim: Victim
    people: Sequence[Person]


class NewGround(Protocol):
    """Make one."""

    async def __call__(self, *names: str, default_limits: bool = False) -> Ground: ...


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[NewGround]:
    """Give a way to make a homeserver of one's own: it may be killed."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(*names: str, default_limits: bool = False) -> Ground:
            homeserver = await stack.enter_async_context(Homeserver(default_limits=default_limits))
            proxy = await stack.enter_async_context(Proxy(homeserver.url))
            folder = tmp_path / "kring"
            folder.mkdir()
            kring = await homeserver.register("kring", PASSWORD)
            victim = Victim(folder, proxy.url, kring, PASSWORD)
            stack.push_async_callback(victim.close)
            await victim.start()
            people = []
            for name in names:
                user = await homeserver.register(name.lower(), PASSWORD)
                person = Person(homeserver.url, user, PASSWORD, name=name)
                people.append(await stack.enter_async_context(person))
            return Ground(homeserver, proxy, victim, people)

        yield make


@dataclass(slots=True)
class Inside:
    """A Kring within the test, with a clock that the test puts ahead."""

    victim: Victim
    clock: FakeClock
    app: App
    running: asyncio.Task[None]


class NewInside(Protocol):
    """Run the Kring of this folder within the test; the process must have ended."""

    async def __call__(self, victim: Victim) -> Inside: ...


@pytest.fixture
async def inside() -> AsyncIterator[NewInside]:
    """Give a way to run Kring within the test."""
    made: list[Inside] = []

    async def make(victim: Victim) -> Inside:
        clock = FakeClock()
        app = await App.open(load(victim.folder / "config.toml"), clock)
        kring = Inside(victim, clock, app, asyncio.create_task(app.run()))
        made.append(kring)
        return kring

    yield make
    for kring in made:
        await kring.app.stop()
        await asyncio.wait([kring.running])
