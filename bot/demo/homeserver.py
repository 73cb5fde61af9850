"""A real homeserver, Synapse, for the demo and the tests: on 127.0.0.1, in a folder of its own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import importlib.util
import json
import secrets
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.core.people import UserId

SERVER_NAME = "localhost"
START_SECONDS = 60.0
STOP_SECONDS = 10.0
_TRIES = 3
_PATIENCE_SECONDS = 0.05


class HomeserverFault(Exception):  # noqa: N818 - what a person can mend is called a fault here
    """The homeserver cannot run; the message says in one line why and what to do."""


class Homeserver:
    """A running Synapse: ``async with Homeserver() as homeserver``.

    ``folder`` holds its database, media and log; without one it is temporary and goes at the end.
    With ``default_limits`` Synapse's own rate limits apply, otherwise there are none in practice.
    """

    def __init__(self, folder: Path | None = None, *, default_limits: bool = False) -> None:
        self._temporary = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="kring-homeserver-"))
        self._default_limits = default_limits
        self.registration_secret = secrets.token_hex(16)
        self._port = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    async def __aenter__(self) -> Self:
        """Configure and start it. Raises HomeserverFault when it cannot run."""
        try:
            await self._open()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, and remove a temporary folder."""
        # A cancelled stop must still end the process.
        try:
            await self.stop()
        finally:
            if self._process is not None and self._process.returncode is None:
                self._process.kill()
            if self._temporary:
                shutil.rmtree(self.folder, ignore_errors=True)

    async def _open(self) -> None:
        if importlib.util.find_spec("synapse") is None:
            raise HomeserverFault(
                "The demo needs a homeserver, Synapse; install it with: pip install 'kring[demo]'"
            )
        for attempt in range(_TRIES):
            # Between choosing a free port and Synapse taking it somebody else may: choose again.
            self._port = _free_port()
            self._configure()
            try:
                await self.start()
            except HomeserverFault:
                if attempt == _TRIES - 1 or "already in use" not in self.log():
                    raise
            else:
                return

    @property
    def returncode(self) -> int | None:
        """Its status when it has ended (negative: the signal that ended it), None while it runs."""
        return None if self._process is None else self._process.returncode

    def log(self) -> str:
        """Return what the homeserver wrote in its log so far."""
        return "".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in (self.folder / "homeserver.log", self.folder / "start.log")
            if path.exists()
        )

    async def start(self) -> None:
        """Start it, again after ``stop`` or ``kill``, and wait until it answers.

        Raises HomeserverFault when it ends early or does not answer within ``START_SECONDS``.
        """
        with (self.folder / "start.log").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.demo.synapse",
                "--config-path",
                str(self.folder / "homeserver.yaml"),
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=output,
                # Ctrl-C is for us: the homeserver goes last.
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._answers(self._process)
        except TimeoutError:
            await self.kill()
            raise HomeserverFault(
                f"The homeserver did not answer within {START_SECONDS:.0f} seconds; "
                f"is this machine very busy? Try again"
            ) from None

    async def _answers(self, process: asyncio.subprocess.Process) -> None:
        async with aiohttp.ClientSession() as http:
            while True:
                if process.returncode is not None:
                    raise HomeserverFault(
                        f"The homeserver ended at its start (status {process.returncode}); "
                        f"its last words: {self._last_line()}"
                    )
                try:
                    async with http.get(f"{self.url}/_matrix/client/versions") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(_PATIENCE_SECONDS)

    def _last_line(self) -> str:
        lines = [line for line in self.log().splitlines() if line.strip()]
        return lines[-1] if lines else "none"

    async def stop(self) -> None:
        """Ask it to end, and wait until it has; kill it when that takes too long."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def restart(self) -> None:
        """Stop it and start it again on the same address."""
        await self.stop()
        await self.start()

    async def register(self, localpart: str, password: str, *, admin: bool = False) -> UserId:
        """Make a user. Raises HomeserverFault when it refuses (the name is taken, say)."""
        address = f"{self.url}/_synapse/admin/v1/register"
        async with aiohttp.ClientSession() as http:
            async with http.get(address) as answer:
                nonce = (await answer.json())["nonce"]
            words = (nonce, localpart, password, "admin" if admin else "notadmin")
            mac = hmac.new(
                self.registration_secret.encode(), "\0".join(words).encode(), hashlib.sha1
            )
            wish = {
                "nonce": nonce,
                "username": localpart,
                "password": password,
                "admin": admin,
                "inhibit_login": True,
                "mac": mac.hexdigest(),
            }
            async with http.post(address, json=wish) as answer:
                said = await answer.json()
                if answer.status != 200:
                    raise HomeserverFault(f"The homeserver makes no such user: {said.get('error')}")
                return UserId(said["user_id"])

    def _configure(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # JSON is YAML too, and needs no library.
        (self.folder / "homeserver.yaml").write_text(json.dumps(self._settings(), indent=2))
        (self.folder / "log.yaml").write_text(json.dumps(self._logging(), indent=2))
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_kring {key}\n")

    def _settings(self) -> dict[str, Any]:
        folder = self.folder
        settings = {
            "server_name": SERVER_NAME,
            "public_baseurl": f"{self.url}/",
            "pid_file": str(folder / "homeserver.pid"),
            "listeners": [
                {
                    "type": "http",
                    "port": self._port,
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "log_config": str(folder / "log.yaml"),
            "media_store_path": str(folder / "media"),
            "signing_key_path": str(folder / "signing.key"),
            "registration_shared_secret": self.registration_secret,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "report_stats": False,
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            # A client that starts again without a token must not get yesterday's answer.
            "caches": {"sync_response_cache_duration": "0s"},
        }
        return settings if self._default_limits else settings | _no_limits()

    def _logging(self) -> dict[str, Any]:
        return {
            "version": 1,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {
                "file": {
                    "class": "logging.FileHandler",
                    "formatter": "line",
                    "filename": str(self.folder / "homeserver.log"),
                    "encoding": "utf8",
                }
            },
            "root": {"level": "INFO", "handlers": ["file"]},
            "disable_existing_loggers": False,
        }


def _no_limits() -> dict[str, Any]:
    """Synapse's settings that lift its rate limits."""
    none = {"per_second": 10_000, "burst_count": 10_000}
    return {
        "rc_message": none,
        "rc_registration": none,
        "rc_admin_redaction": none,
        "rc_login": {"address": none, "account": none, "failed_attempts": none},
        "rc_joins": {"local": none, "remote": none},
        "rc_joins_per_room": none,
        "rc_invites": {"per_room": none, "per_user": none, "per_issuer": none},
        "rc_key_requests": none,
        "rc_room_creation": none,
        "rc_media_create": none,
        "rc_profile": none,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
