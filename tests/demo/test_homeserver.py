"""The embedded homeserver: it answers, survives being killed, and is never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.demo.homeserver import Homeserver, HomeserverFault
from tests.waiting import DEADLINE, until

PARENT = """
import asyncio, sys
from pathlib import Path
from bot.demo.homeserver import Homeserver
async def main():
    async with Homeserver(Path(sys.argv[1])) as homeserver:
        print(homeserver.port, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


async def answers(port: int) -> bool:
    async with aiohttp.ClientSession() as http:
        try:
            async with http.get(f"http://127.0.0.1:{port}/_matrix/client/versions") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


async def test_its_users_outlive_a_power_cut(tmp_path: Path) -> None:
    async with Homeserver(tmp_path) as homeserver:
        assert await homeserver.register("samira", "word") == "@samira:localhost"
        await homeserver.kill()
        assert not await answers(homeserver.port)
        await homeserver.start()
        assert await answers(homeserver.port)
        with pytest.raises(HomeserverFault, match="already taken"):
            await homeserver.register("samira", "word")
    assert not await answers(homeserver.port)
    assert homeserver.returncode == 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
async def test_it_ends_with_the_process_that_started_it(tmp_path: Path, how: int) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert parent.stdout is not None
    port = int(await asyncio.wait_for(parent.stdout.readline(), DEADLINE))
    assert await answers(port)

    os.kill(parent.pid, how)

    await asyncio.wait_for(parent.wait(), DEADLINE)

    async def gone() -> bool:
        return not await answers(port)

    await until(gone, "the homeserver ends")


async def test_a_homeserver_that_cannot_start_says_why_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "homeserver.db").mkdir()
    with pytest.raises(HomeserverFault, match="ended at its start") as fault:
        async with Homeserver(tmp_path):
            pass
    assert "\n" not in str(fault.value)


async def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(HomeserverFault, match=r"kring\[demo\]"):
        async with Homeserver():
            pass
