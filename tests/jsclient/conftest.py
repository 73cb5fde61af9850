"""The independent client, installed from its lock file."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from bot.demo.homeserver import Homeserver
from tests.conftest import PASSWORD, NewUser
from tests.jsclient.client import JsClient

FOLDER = Path(__file__).parent
NODE_AT_LEAST = 20


class JsPeople(Protocol):
    """Make somebody with a strict client; they end with the test."""

    async def __call__(self, name: str = "js", *, strict: bool = True) -> JsClient: ...


@pytest.fixture(scope="session")
async def installed() -> None:
    """Install the client where that was not done yet for this lock file."""
    missing = await _missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    wanted = hashlib.sha256()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        wanted.update((FOLDER / name).read_bytes())
    stamp = FOLDER / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    process = await asyncio.create_subprocess_exec(
        "npm", "ci", "--no-progress", cwd=FOLDER,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode(errors="replace")
    stamp.write_text(wanted.hexdigest())


async def _missing() -> str | None:
    """Return what keeps the client from running here."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "the independent client needs Node.js and npm, which are not installed"
    process = await asyncio.create_subprocess_exec(
        "node", "--version", stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    version = output.decode().strip()
    if int(version.lstrip("v").partition(".")[0]) < NODE_AT_LEAST:
        return f"the independent client needs Node.js {NODE_AT_LEAST} or newer, here is {version}"
    return None


@pytest.fixture
async def js_people(
    homeserver: Homeserver, new_user: NewUser, installed: None
) -> AsyncIterator[JsPeople]:
    """Make people with a strict client: ``noor = await js_people("Noor")``."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(name: str = "js", *, strict: bool = True) -> JsClient:
            user = await new_user(name)
            client = JsClient(homeserver.url, user, PASSWORD, strict=strict)
            return await stack.enter_async_context(client)

        yield make
