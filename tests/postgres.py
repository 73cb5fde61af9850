"""A PostgreSQL of the tests' own: a cluster in a temporary folder, that ends with the tests."""

from __future__ import annotations

import asyncio
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from tests.waiting import until

_PR_SET_PDEATHSIG = 1
_databases = count(1)


class Postgres:
    """A running cluster, reached by a socket in its own folder, that ends with the tests."""

    def __init__(self, programs: Path, folder: Path) -> None:
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            entry = pwd.getpwnam(self._user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        self._programs = programs
        self.folder = folder
        self.data = folder / "data"
        self._run(programs / "initdb", "-D", self.data, "-U", "kring", "-A", "trust", "-N")
        libc = ctypes.CDLL(None)  # before the fork, in which nothing may be loaded
        options = ["listen_addresses=", "fsync=off", "autovacuum=off"]
        self._server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(self.data), "-k", str(folder)]
            + [word for option in options for word in ("-c", option)],
            user=self._user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # One call into the kernel, loaded before: nothing that a thread could hold.
            preexec_fn=lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT),  # noqa: PLW1509
        )

    def stop(self) -> None:
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(30)

    async def is_up(self) -> bool:
        assert self._server.poll() is None, "PostgreSQL ended"
        program = self._programs / "pg_isready"
        process = await asyncio.create_subprocess_exec(program, "-q", "-h", self.folder)
        return await process.wait() == 0

    def new_database(self) -> str:
        name = f"kring{next(_databases)}"
        self._run(self._programs / "createdb", "-h", self.folder, "-U", "kring", name)
        return f"postgresql+asyncpg://kring@/{name}?host={self.folder}"

    def _run(self, *words: object) -> None:
        command = [str(word) for word in words]
        subprocess.run(command, user=self._user, cwd=self.folder, check=True, capture_output=True)


def _programs() -> Path | None:
    found = shutil.which("postgres")
    candidates = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    candidates += [Path(found).resolve().parent] if found else []
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Postgres]:
    """A cluster for the whole run."""
    programs = _programs()
    if programs is None:
        reason = "PostgreSQL is not installed (initdb and postgres), so nothing is tested on it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Short, for the path of a socket has little room; and open to the user it runs as.
    folder = Path(tempfile.mkdtemp(prefix="kring-pg-"))
    try:
        server = Postgres(programs, folder)
        try:
            await until(server.is_up, "PostgreSQL to start")
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
