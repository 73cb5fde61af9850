"""Kring behind a proxy, and a circle of people."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from bot.demo.homeserver import Homeserver
from tests.chaos.victim import Victim
from tests.conftest import PASSWORD, NewUser
from tests.matrix.proxy import Proxy


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    """Give a proxy before the homeserver."""
    async with Proxy(homeserver.url) as proxy:
        yield proxy


class NewVictim(Protocol):
    """Make a Kring that talks to the homeserver by way of the proxy."""

    async def __call__(self, *, data: Path | None = None) -> Victim: ...


@pytest.fixture
async def victim(new_user: NewUser, proxy: Proxy, tmp_path: Path) -> AsyncIterator[Victim]:
    """Give a Kring that talks to the homeserver by way of the proxy; it is started."""
    folder = tmp_path / "kring"
    folder.mkdir()
    async with contextlib.AsyncExitStack() as stack:
        victim = Victim(folder, proxy.url, await new_user("kring"), PASSWORD)
        stack.push_async_callback(victim.close)
        await victim.start()
        yield victim
