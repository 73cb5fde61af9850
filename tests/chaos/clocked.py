"""Kring as a process with the clock and the chance of a written conversation.

What time it is, in ms, stands in the file that ``CLOCK`` names; ``SEED`` and ``DRAWN_BY`` are what
chance decides.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from pathlib import Path
from types import SimpleNamespace

from bot import log
from bot.app import App
from bot.calendar import alarms
from bot.config import load
from bot.runtime import understanding
from bot.runtime.themes import some

CLOCK, SEED, DRAWN_BY = "PLAYED_CLOCK", "PLAYED_SEED", "PLAYED_DRAWN_BY"


class FileClock:
    """What time it is stands in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> int:
        """Milliseconds since 1970 (UTC)."""
        return int(self._file.read_text())


async def run(config: Path) -> None:
    """Run Kring."""
    settings = load(config)
    log.configure(settings.log.level, settings.log.format, lambda *_: None)
    app = await App.open(settings, FileClock(Path(os.environ[CLOCK])))
    await app.run()


if __name__ == "__main__":
    seed = int(os.environ[SEED])
    alarms.LOOK_AGAIN_MS = 100
    drawn = SimpleNamespace(token_hex=secrets.token_hex, randbits=lambda _: seed)
    setattr(understanding, "secrets", drawn)  # noqa: B010 - it is no export of that module
    by = os.environ[DRAWN_BY]
    setattr(understanding, "some", lambda themes, lately, most, _: some(themes, lately, most, by))  # noqa: B010
    asyncio.run(run(Path(sys.argv[-1])))
