"""A machine as the administrators' page means it, in a folder: its commands are done there.

``/opt``, ``/etc``, ``/var`` and ``/usr/lib`` of a command stand for folders in it. ``sudo`` does what
it is given, ``systemctl`` starts and stops what the units say, ``make install`` gives the Kring that is
tested. Everything else is the real command.
"""

from __future__ import annotations

import asyncio
import os
import re
import select
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60

STUBS = {
    "sudo": """
[ "$1" = -u ] && shift 2
exec "$@"
""",
    "apt-get": "exit 0\n",
    "make": """
[ "$1" = -C ] && [ "$3" = install ] || exit 1
mkdir -p "$2/.venv/bin"
printf '#!/bin/sh\\nexec "{python}" -m bot "$@"\\n' > "$2/.venv/bin/kring"
chmod +x "$2/.venv/bin/kring"
""",
    # The real ones are tried, in a folder too, in tests/deploy.
    "systemd-sysusers": "exec grep -q '^u kring ' {root}/usr/lib/sysusers.d/$1\n",
    "systemd-tmpfiles": """
sed -n 's/^d \\([^ ]*\\) \\([0-7]*\\) .*/\\1 \\2/p' {root}/usr/lib/tmpfiles.d/$2 |
while read -r folder mode; do mkdir -p {root}$folder; chmod $mode {root}$folder; done
""",
    "systemctl": 'exec "{python}" -m tests.acceptance.systemctl "$@"\n',
}


class Machine:
    """A machine in ``folder``; ``stop`` it at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in (
            "etc/systemd/system",
            "usr/lib/sysusers.d",
            "usr/lib/tmpfiles.d",
            "bin",
            "run",
        ):
            (folder / name).mkdir(parents=True)
        for name, script in STUBS.items():
            stub = folder / "bin" / name
            text = script.replace("{python}", sys.executable).replace("{root}", str(folder))
            stub.write_text(f"#!/bin/sh\n{text.lstrip()}")
            stub.chmod(0o755)
        self.put_kring()

    def put_kring(self) -> None:
        """Put the project in ``/opt/kring``, as somebody does who brings a version."""
        place = self.folder / "opt" / "kring"
        place.mkdir(parents=True)
        (place / "deploy").symlink_to(ROOT / "deploy")

    def path(self, name: str) -> Path:
        """Where a path of the page really is."""
        return Path(self.here(name))

    def here(self, text: str) -> str:
        """The same text, with the paths as they really are."""
        return re.sub(r"(?<![\w/.])/(?=(?:opt|etc|var|usr/lib)/)", f"{self.folder}/", text)

    @property
    def environment(self) -> dict[str, str]:
        """What commands see."""
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "MACHINE": str(self.folder)}

    async def does(self, line: str, typed: str = "") -> str:
        """Do a command, with what is typed behind it; it must end well. Returns what it said."""
        process = await asyncio.create_subprocess_exec(
            "sh", "-c", self.here(line),
            env=self.environment, cwd=self.folder, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(process.communicate(typed.encode()), PATIENCE_SECONDS)
        assert process.returncode == 0, f"{line}\n{said.decode()}"
        return said.decode()

    async def talks(self, line: str, answers: Mapping[str, str]) -> str:
        """Do a command on a terminal, and answer what it asks; it must end well."""
        return await asyncio.to_thread(self._talk, line, list(answers.items()))

    def _talk(self, line: str, answers: Sequence[tuple[str, str]]) -> str:
        ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (24, 200))
        process = subprocess.Popen(
            ["setsid", "--ctty", "sh", "-c", self.here(line)],
            env=self.environment, cwd=self.folder, stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        said, waiting, read = "", list(answers), 0
        try:
            while True:
                ready, _, _ = select.select([ours], [], [], PATIENCE_SECONDS)
                assert ready, f"nothing more is said after:\n{said}"
                try:
                    piece = os.read(ours, 4096).decode(errors="replace")
                except OSError:  # the terminal is closed: it has ended
                    break
                if not piece:
                    break
                said += piece
                # The last space of a question comes once it is listened for.
                if waiting and waiting[0][0] in said[read:] and said.endswith(": "):
                    os.write(ours, f"{waiting.pop(0)[1]}\n".encode())
                    read = len(said)
            status = process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
            os.close(ours)
        assert status == 0, said
        assert not waiting, f"never asked: {waiting[0][0]}\n{said}"
        return said

    def stop(self) -> None:
        """See to it that nothing is left running."""
        subprocess.run(
            [self.folder / "bin" / "systemctl", "stop", "kring.service"],
            env=self.environment, check=False,
        )  # fmt: skip
