"""A homeserver for the tests of the Matrix edge, people on it, and Kring."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest

from bot.core.people import RoomId, UserId
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from bot.matrix.signing import SigningKeys
from bot.ports import Clock
from tests.matrix.kring import PASSWORD, Kring
from tests.matrix.proxy import Proxy

NewUser = Callable[[str], Awaitable[UserId]]

_numbers = itertools.count()


class NewPerson(Protocol):
    """Makes somebody who did not exist, or another device of theirs."""

    async def __call__(
        self,
        name: str,
        *,
        signed: bool = True,
        user: UserId | None = None,
        signing: SigningKeys | None = None,
    ) -> Person:
        """Return them, listening."""


class NewKring(Protocol):
    """Makes a Kring of its own user."""

    async def __call__(
        self,
        *,
        url: str | None = None,
        clock: Clock | None = None,
        may_invite: Callable[[str], bool] = ...,
    ) -> Kring:
        """Return it, opened."""


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[Homeserver]:
    """Give the homeserver of these tests."""
    async with Homeserver() as homeserver:
        yield homeserver


@pytest.fixture
def new_user(server: Homeserver) -> NewUser:
    """Give a way to make a user that did not exist; all have ``PASSWORD``."""

    async def make(name: str) -> UserId:
        return await server.register(f"{name}-{next(_numbers)}", PASSWORD)

    return make


@pytest.fixture
async def proxy(server: Homeserver) -> AsyncIterator[Proxy]:
    """Give a proxy before the homeserver."""
    async with Proxy(server.url) as proxy:
        yield proxy


@pytest.fixture
async def new_person(server: Homeserver, new_user: NewUser) -> AsyncIterator[NewPerson]:
    """Give a way to make people."""
    async with AsyncExitStack() as stack:

        async def make(
            name: str,
            *,
            signed: bool = True,
            user: UserId | None = None,
            signing: SigningKeys | None = None,
        ) -> Person:
            who = user or await new_user(name)
            person = Person(server.url, who, PASSWORD, name=name, signed=signed, signing=signing)
            return await stack.enter_async_context(person)

        yield make


@pytest.fixture
async def new_kring(
    server: Homeserver, new_user: NewUser, tmp_path: Path
) -> AsyncIterator[NewKring]:
    """Give a way to make a Kring."""
    made: list[Kring] = []

    async def make(
        *,
        url: str | None = None,
        clock: Clock | None = None,
        may_invite: Callable[[str], bool] = lambda _: True,
    ) -> Kring:
        folder = tmp_path / f"kring-{len(made)}"
        user = await new_user("kring")
        kring = Kring(url or server.url, user, folder, clock=clock, may_invite=may_invite)
        made.append(kring)
        return await kring.open()

    yield make
    for kring in made:
        await kring.edge.close()


async def circle(kring: Kring, host: Person, *guests: Person) -> RoomId:
    """Return a safe room with Kring and these people in it, that all know of."""
    room = await host.create_room(invite=[kring.user, *(guest.user for guest in guests)])
    await kring.joins(room)
    for guest in guests:
        await guest.join(room)
        await kring.sees(room, guest.user)
    return room
