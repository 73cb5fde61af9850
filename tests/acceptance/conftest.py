"""One Kring and a company of people for all these tests; each test has a room of its own.

Whatever happened in a room, afterwards all of it is held against the contract, and what people said
is looked for in all that Kring wrote.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.calendar import alarms
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.acceptance.movable import Movable
from tests.acceptance.table import Table, users
from tests.conftest import PASSWORD, NewUser
from tests.kring import Kring
from tests.leaks import leaks

NAMES = ("Samira", "Bram", "Noor", "Adem", "Willem", "Chandra", "Ilse")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
async def company(homeserver: Homeserver) -> AsyncIterator[list[Person]]:
    """Seven people; the first one makes the rooms and leads."""
    async with contextlib.AsyncExitStack() as stack:
        made = []
        for name in NAMES:
            user = await homeserver.register(f"{name.lower()}-{next(_numbers)}", PASSWORD)
            person = Person(homeserver.url, user, PASSWORD, name=name)
            made.append(await stack.enter_async_context(person))
        yield made


@pytest.fixture(scope="session")
async def shared_kring(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Kring]:
    """One Kring for all tests that do not end it."""
    user = await homeserver.register(f"kring-{next(_numbers)}", PASSWORD)
    made = Kring(tmp_path_factory.mktemp("kring"), homeserver.url, user, PASSWORD)
    await made.start()
    yield made
    assert await made.terminate() == 0


class NewTable(Protocol):
    """Make a room with Kring and so many people, all joined, and hear Kring's hello."""

    async def __call__(
        self,
        people: int | Sequence[Person] = 4,
        *,
        kring: Kring | None = None,
        **room: Any,
    ) -> Table: ...


@pytest.fixture
async def table(company: list[Person], shared_kring: Kring) -> AsyncIterator[NewTable]:
    """Make rooms: ``table = await table(3)``; afterwards they are checked."""
    made: list[Table] = []

    async def make(
        people: int | Sequence[Person] = 4, *, kring: Kring | None = None, **room: Any
    ) -> Table:
        kring = kring or shared_kring
        who = company[:people] if isinstance(people, int) else list(people)
        host, *guests = who
        made_room = await host.create_room(invite=[kring.user, *users(guests)], **room)
        for guest in guests:
            await guest.join(made_room)
        new = Table(kring, made_room, who)
        made.append(new)
        await new.hears("hello")
        return new

    yield make
    for one in made:
        if one.host.client.rooms[one.room].encrypted:
            await one.check()
        nothing_leaked(one.kring, one.sentences, one.people)


def nothing_leaked(kring: Kring, sentences: Sequence[str], people: Sequence[Person]) -> None:
    """No word of anyone in what Kring wrote; no id, name or traceback in its log."""
    assert leaks(kring.data, [sentence for sentence in sentences if len(sentence) >= 8]) == []
    log = kring.stderr
    assert "Traceback" not in log
    assert not re.search(r'"level": "(error|critical)"', log), log[-2000:]
    assert not re.search(r"[@!$][\w.=-]+:localhost|![\w-]{43}|\$[\w-]{43}", log)
    for word in [*sentences, *(person.name for person in people)]:
        assert word not in log


@pytest.fixture
async def movable(
    new_user: NewUser, tmp_path: Path, homeserver: Homeserver, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Movable]:
    """A Kring inside the test whose clock can be moved; it looks at its clock all the time."""
    monkeypatch.setattr(alarms, "LOOK_AGAIN_MS", 100)
    bot = Kring(tmp_path, homeserver.url, await new_user("kring"), PASSWORD)
    bot.write_config()
    made = Movable(bot)
    await made.start()
    yield made
    await made.stop()
