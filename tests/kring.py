"""Kring as a process of its own, as an administrator runs it, for tests that need the real thing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiohttp

from bot.core.people import UserId
from tests.waiting import DEADLINE, until

STOP_SECONDS = 15.0
SHORT = Path(__file__).with_name("short")
"""A campfire of one round, laid over the whole one."""


class Kring:
    """One Kring with a folder of its own; ``start`` and ``kill`` it as often as the test wants.

    Its campfire is ``SHORT``, unless other folders with ``prompts`` are laid over the shipped one.
    ``user`` is its user id; ``folder`` holds its configuration, ``data`` and ``stderr`` of all starts.
    ``program`` is what Python runs, with ``environment`` beside its own; ``log`` is level and format.
    """

    def __init__(
        self,
        folder: Path,
        homeserver: str,
        user: UserId,
        password: str,
        *,
        facilitators: Sequence[UserId] = (),
        invites_from: Sequence[str] = (),
        language: str = "nl",
        database: str | None = None,
        prompts: Sequence[Path] = (SHORT,),
        log: tuple[str, str] = ("info", "json"),
        program: Sequence[str] = ("-m", "bot"),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.user = user
        self.data = folder / "data"
        self._config = folder / "config.toml"
        self._stderr = folder / "stderr.log"
        self._homeserver = homeserver
        self._facilitators = list(facilitators)
        self._invites_from = list(invites_from)
        self._language = language
        self._database = f"database = {json.dumps(database)}" if database else ""
        self._prompts = [str(folder) for folder in prompts]
        self._log = log
        self._program = program
        self._environment = environment or {}
        self._port = 0
        self._process: asyncio.subprocess.Process | None = None
        secret = folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)

    @property
    def stderr(self) -> str:
        """What it wrote to stderr so far, over all starts."""
        return self._stderr.read_text(encoding="utf-8") if self._stderr.exists() else ""

    async def start(self, *, ready: bool = True, configure: bool = True) -> None:
        """Start ``kring run``; wait until it is ready unless told not to.

        Its configuration is written first, unless told not to.
        """
        if configure:
            self.write_config()
        with self._stderr.open("ab") as stderr:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._program, "run", "--config", str(self._config),
                stdin=asyncio.subprocess.DEVNULL, stdout=stderr, stderr=stderr,
                cwd=self.folder, env={**os.environ, **self._environment},
            )  # fmt: skip
        if ready:
            try:
                await until(self.is_ready, "Kring is ready")
            except AssertionError as vain:
                raise AssertionError(f"{vain}; it wrote: {self.stderr}") from None

    async def is_ready(self) -> bool:
        """Whether ``/readyz`` says yes. Fails the test when the process has ended."""
        assert self._process is not None
        assert self._process.returncode is None, f"Kring ended; it wrote: {self.stderr}"
        return await self.health("readyz") == 200

    async def health(self, page: str) -> int:
        """Return the status of ``/livez`` or ``/readyz``; 0 when nothing answers."""
        async with aiohttp.ClientSession() as http:
            try:
                async with http.get(f"http://127.0.0.1:{self._port}/{page}") as answer:
                    return answer.status
            except aiohttp.ClientError:
                return 0

    async def metrics(self) -> str:
        """Return what ``/metrics`` says."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{self._port}/metrics") as answer,
        ):
            assert answer.status == 200
            return await answer.text()

    async def kill(self) -> None:
        """Kill it (SIGKILL), wherever it is."""
        await self._end(signal.SIGKILL)

    async def terminate(self) -> int:
        """Ask it to end (SIGTERM) and return its status."""
        return await self._end(signal.SIGTERM)

    async def restart(self) -> None:
        """End it kindly and start it again."""
        await self.terminate()
        await self.start()

    async def ended(self) -> int:
        """Wait until it has ended by itself, and return its status."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), DEADLINE)

    async def close(self) -> None:
        """See to it that no process is left."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await asyncio.wait_for(self._process.wait(), STOP_SECONDS)

    def write_config(self) -> None:
        """Write its configuration, with a port that is free now."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        # A JSON string or list of strings is TOML too.
        self._config.write_text(
            f"""
[matrix]
homeserver = {json.dumps(self._homeserver)}
user_id = {json.dumps(self.user)}
password_file = "password"
[storage]
data_dir = "data"
{self._database}
[people]
facilitators = {json.dumps(self._facilitators)}
invites_from = {json.dumps(self._invites_from)}
[prompts]
extra = {json.dumps(self._prompts)}
[language]
default = {json.dumps(self._language)}
[http]
listen = "127.0.0.1:{self._port}"
[log]
level = "{self._log[0]}"
format = "{self._log[1]}"
"""
        )
