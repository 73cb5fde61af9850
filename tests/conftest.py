"""What all tests share: one homeserver for the whole run, people on it, and Kring as a process."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from bot.calendar import zonedata
from bot.core.people import UserId
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.kring import SHORT, Kring
from tests.postgres import postgres as postgres

# How long one example takes says more of what else runs on the machine than of the program.
settings.register_profile("kring", deadline=None)
settings.load_profile("kring")

# As the program does when it starts; halfway, what was worked out before would be by other rules.
zonedata.use_newest()

PASSWORD = "a-word-of-nobody"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
async def homeserver() -> AsyncIterator[Homeserver]:
    """A real homeserver, shared by all tests: use rooms and users of your own."""
    async with Homeserver() as homeserver:
        yield homeserver


class NewUser(Protocol):
    """Make a user nobody else uses; returns the id."""

    async def __call__(self, name: str = "user") -> UserId: ...


class People(Protocol):
    """Make a person nobody else uses, listening; they leave when the test ends."""

    async def __call__(self, name: str = "person", *, signed: bool = True) -> Person: ...


class NewKring(Protocol):
    """Make a Kring nobody else uses; it is started, and ends with the test."""

    async def __call__(
        self,
        *,
        facilitators: Sequence[UserId] = (),
        language: str = "nl",
        database: str | None = None,
        prompts: Sequence[Path] = (SHORT,),
    ) -> Kring: ...


@pytest.fixture
def new_user(homeserver: Homeserver) -> NewUser:
    """Make users on the homeserver, whose password is ``PASSWORD``."""

    async def make(name: str = "user") -> UserId:
        return await homeserver.register(f"{name.lower()}{next(_numbers)}", PASSWORD)

    return make


@pytest.fixture
async def people(homeserver: Homeserver, new_user: NewUser) -> AsyncIterator[People]:
    """Make people: ``samira = await people("Samira")``."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(name: str = "person", *, signed: bool = True) -> Person:
            user = await new_user(name)
            person = Person(homeserver.url, user, PASSWORD, name=name, signed=signed)
            return await stack.enter_async_context(person)

        yield make


@pytest.fixture
async def kring(
    homeserver: Homeserver, new_user: NewUser, tmp_path: Path
) -> AsyncIterator[NewKring]:
    """Start Kring as a process: ``bot = await kring()``."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(
            *,
            facilitators: Sequence[UserId] = (),
            language: str = "nl",
            database: str | None = None,
            prompts: Sequence[Path] = (SHORT,),
        ) -> Kring:
            user = await new_user("kring")
            folder = tmp_path / user[1:].partition(":")[0]
            folder.mkdir()
            made = Kring(
                folder,
                homeserver.url,
                user,
                PASSWORD,
                facilitators=facilitators,
                language=language,
                database=database,
                prompts=prompts,
            )
            stack.push_async_callback(made.close)
            await made.start()
            return made

        yield make
