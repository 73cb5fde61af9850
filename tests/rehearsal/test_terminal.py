"""The command in a real terminal, and with something else in its place."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time

import pytest

COMMAND = [sys.executable, "-m", "bot", "rehearse", "kampvuur"]
PATIENCE_SECONDS = 60
BYE = "Klaar met oefenen."


def in_terminal(keys: bytes) -> tuple[int, str]:
    """Run it in a terminal; where it asks for something and is quiet, press these keys, until it ends.

    Returns its status and the screen.
    """
    process, screen = pty.fork()
    if process == 0:
        os.execv(COMMAND[0], COMMAND)
    shown, deadline = b"", time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        ready, _, _ = select.select([screen], [], [], 0.2)
        try:
            read = os.read(screen, 65536) if ready else None
        except OSError:  # it ended
            break
        shown += read or b""
        if not ready and b"Els> " in shown and BYE.encode() not in shown:
            os.write(screen, keys)
    _, status = os.waitpid(process, 0)
    os.close(screen)
    return os.waitstatus_to_exitcode(status), shown.decode()


@pytest.mark.parametrize("keys", [b"\x03", b"\x04", b"einde\r"], ids=["^C", "^D", "end"])
def test_it_is_left_kindly_in_any_way(keys: bytes) -> None:
    status, shown = in_terminal(keys)
    assert status == 0
    assert BYE in shown
    assert "Traceback" not in shown


def test_what_comes_through_a_pipe_is_shown_as_if_it_were_typed() -> None:
    typed = b"\nSamira: ik doe mee\n" + b"caf\xe9 \xff\n"
    ended = subprocess.run(COMMAND, input=typed, capture_output=True, check=False, timeout=60)
    shown = ended.stdout.decode()
    assert ended.returncode == 0
    assert "Els> Samira: ik doe mee" in shown
    assert "Els> caf" in shown
    assert ended.stderr == b""
