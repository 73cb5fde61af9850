"""A homeserver for the tests of the Matrix edge, and users on it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.core.people import UserId
from bot.demo.homeserver import Homeserver

PASSWORD = "a-password-for-tests"
NewUser = Callable[[str], Awaitable[UserId]]

_numbers = itertools.count()


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
