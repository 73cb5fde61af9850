"""R1: what is in memory when Kring crashes is written nowhere."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proof.canaries import Canaries

CRASH = """
import os, sys
from bot import memory
if sys.argv[2] == "keeps": memory.keep()
words = sys.argv[1] * 1000
os.abort()
"""


def _dumps_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith("core")]


def _without_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def _crashes(folder: Path, words: str, how: str) -> None:
    _without_limit()
    died = subprocess.run([sys.executable, "-c", CRASH, words, how], cwd=folder, check=False)
    assert died.returncode == -signal.SIGABRT


def _dumps_are_files() -> bool:
    pattern = Path("/proc/sys/kernel/core_pattern")
    as_files = pattern.exists() and pattern.read_text().startswith("core")
    return as_files and resource.getrlimit(resource.RLIMIT_CORE)[1] != 0


def test_a_crash_leaves_no_core_dump(tmp_path: Path) -> None:
    _crashes(tmp_path, Canaries().word(), "keeps")
    assert _dumps_in(tmp_path) == []


@pytest.mark.skipif(not _dumps_are_files(), reason="this machine hands core dumps to a program")
def test_without_that_the_words_are_found_in_one(tmp_path: Path) -> None:
    canaries = Canaries()
    _crashes(tmp_path, canaries.word(), "does not")
    (dump,) = _dumps_in(tmp_path)
    assert canaries.found(dump.read_bytes())


def test_kring_itself_keeps_its_memory_from_its_first_moment(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    os.mkfifo(config)
    _without_limit()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--config", str(config)], cwd=tmp_path
    )
    try:
        with config.open("w"):  # opens once it is read
            limits = Path(f"/proc/{process.pid}/limits").read_text()
            process.send_signal(signal.SIGSEGV)
            process.wait(30)
    finally:
        process.kill()
    (core,) = [line.split() for line in limits.splitlines() if line.startswith("Max core")]
    assert core[4:6] == ["0", "0"]
    assert _dumps_in(tmp_path) == []
