"""What ``systemctl`` does for the administrators' page, on a machine in a folder (``$MACHINE``).

A service of the type ``oneshot`` is run to its end, another is started and left; ``enable`` starts a
timer by taking note of it.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

MACHINE = Path(os.environ["MACHINE"])
STOP_SECONDS = 30.0


def unit(name: str) -> tuple[str, list[list[str]]]:
    """A unit's type and the commands that it runs."""
    text = (MACHINE / "etc" / "systemd" / "system" / name).read_text()
    text = re.sub(r"(?<![\w/.])/(?=(?:opt|etc|var)/)", f"{MACHINE}/", text)
    kind = re.search(r"^Type=(\w+)$", text, re.MULTILINE)
    lines = re.findall(r"^ExecStart(?:Post)?=(.+)$", text, re.MULTILINE)
    return (kind[1] if kind else "simple"), [shlex.split(line) for line in lines]


def start(name: str) -> None:
    """Start a unit; a timer only has to be there."""
    if name.endswith(".timer"):
        assert "OnCalendar=" in (MACHINE / "etc" / "systemd" / "system" / name).read_text()
        return
    kind, commands = unit(name)
    with (MACHINE / "run" / f"{name}.log").open("ab") as log:
        if kind == "oneshot":
            for command in commands:
                subprocess.run(command, stdout=log, stderr=log, check=True)
            return
        (command,) = commands
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    (MACHINE / "run" / f"{name}.pid").write_text(str(process.pid))


def stop(name: str) -> None:
    """Ask what runs to end, and wait until it has."""
    file = MACHINE / "run" / f"{name}.pid"
    if not file.exists():
        return
    number = int(file.read_text())
    file.unlink()
    try:
        os.kill(number, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while _runs(number):
            if time.monotonic() > deadline:
                os.kill(number, signal.SIGKILL)
            time.sleep(0.05)
    except ProcessLookupError:
        pass


def _runs(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def main(words: list[str]) -> None:
    """Do what the command says."""
    match words:
        case ["daemon-reload"]:
            pass
        case ["enable", "--now", *names] | ["start", *names]:
            for name in names:
                start(name)
        case ["stop", *names]:
            for name in names:
                stop(name)
        case _:
            sys.exit(f"not known here: {words}")


if __name__ == "__main__":
    main(sys.argv[1:])
