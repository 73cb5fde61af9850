"""Kring can be asked to end from its first moment on: it ends well, whatever it is doing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration whose database never answers."""
    (tmp_path / "password").touch(mode=0o600)
    (tmp_path / "password").write_text("secret")
    return tmp_path


def start(config: Path, **variables: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--config", str(config)],
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
    )


def ends_well(process: subprocess.Popen[bytes]) -> None:
    try:
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, said
    assert said == b""


def test_while_it_loads(folder: Path) -> None:
    """A library that asks Kring to end as soon as it is imported."""
    (folder / "typer.py").write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\nraise SystemExit(9)\n"
    )
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", str(Path.cwd()))])
    ends_well(start(folder / "none.toml", PYTHONPATH=path))


def test_while_it_reads_its_configuration(folder: Path) -> None:
    config = folder / "config.toml"
    os.mkfifo(config)
    process = start(config)
    with config.open("w"):  # opens once somebody reads
        process.send_signal(signal.SIGTERM)
        ends_well(process)


def test_while_it_opens_its_database(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        address = f"postgresql+asyncpg://kring@127.0.0.1:{server.getsockname()[1]}/kring"
        config = folder / "config.toml"
        config.write_text(
            '[matrix]\nhomeserver = "http://127.0.0.1:1"\nuser_id = "@kring:localhost"\n'
            f'password_file = "password"\n[storage]\ndatabase = {json.dumps(address)}\n'
        )
        process = start(config)
        connection, _ = server.accept()
        with connection:
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGTERM)
            ends_well(process)
