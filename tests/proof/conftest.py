"""A scene for each proof, on the homeserver of all tests, behind a proxy that can misbehave."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.conftest import PASSWORD, NewUser
from tests.kring import SHORT, Kring
from tests.matrix.proxy import Proxy
from tests.proof.canaries import Canaries
from tests.proof.faulty import WRITES
from tests.proof.scene import Scene
from tests.proof.sealed import Archive

PROMPTS = Path(__file__).with_name("prompts")
NAMES = ("Els", "Samira", "Joost", "Ruben", "Tineke")


class NewScene(Protocol):
    """Make a scene; ``database`` is where its Kring keeps what it keeps, None: in SQLite."""

    async def __call__(
        self, *, database: str | None = None, log: str = "json", people: int = 5
    ) -> Scene: ...


@pytest.fixture
async def new_scene(
    homeserver: Homeserver, new_user: NewUser, tmp_path: Path
) -> AsyncIterator[NewScene]:
    """Make scenes: a Kring that logs all it can and fails where it is told to, and people."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(*, database: str | None = None, log: str = "json", people: int = 5) -> Scene:
            words, names, clear = Canaries(), Canaries(), Canaries()
            proxy = await stack.enter_async_context(Proxy(homeserver.url))
            folder = tmp_path / "kring"
            (folder / "tmp").mkdir(parents=True)
            kring = Kring(
                folder,
                proxy.url,
                await new_user("kring"),
                PASSWORD,
                database=database,
                prompts=(SHORT, PROMPTS),
                log=("debug", log),
                program=(str(Path(__file__).with_name("faulty.py")),),
                environment={
                    WRITES: str(tmp_path / "writes"),
                    "TMPDIR": str(folder / "tmp"),
                    "PYTHONDONTWRITEBYTECODE": "1",
                },
            )
            stack.push_async_callback(kring.close)
            made = []
            for name in (*NAMES[:people], "Noor"):
                user = await new_user(name)
                called = f"{name} {names.word()}"
                person = Person(homeserver.url, user, PASSWORD, name=called)
                made.append(await stack.enter_async_context(person))
            await kring.start()
            address = database or f"sqlite+aiosqlite:///{kring.data / 'kring.db'}"
            archive = Archive(address, kring.data / "keys")
            return Scene(kring, proxy, archive, made[:-1], made[-1], words, names, clear)

        yield make
