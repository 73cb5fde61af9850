"""A written conversation in encrypted rooms goes on as it is written, whenever Kring is killed in it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from bot.core.people import EventId, RoomId
from bot.demo.homeserver import Homeserver
from bot.formats.loader import load, shipped
from bot.rehearsal.script import Deed, read
from bot.runtime import understanding
from bot.store.sealing import KeyFolder
from bot.store.unit import event_mark
from tests.acceptance.conftest import nothing_leaked
from tests.acceptance.played import (
    FOLDER,
    Chance,
    House,
    Played,
    Player,
    Steered,
    cast,
    goes_as_written,
)
from tests.acceptance.test_transcripts import troupe as troupe
from tests.chaos import clocked
from tests.conftest import PASSWORD, NewUser
from tests.kring import Kring

LIBRARY = load([shipped()])
EVERY = 9
"""After so many deeds Kring is killed: in the agreements, in turns, while all are apart."""


class Written(Steered):
    """A clock for another process to read."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._write()

    def follow(self, rehearsed: int) -> None:
        """It is at least as late as in the rehearsal."""
        super().follow(rehearsed)
        self._write()

    def _write(self) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(self.now()))
        fresh.replace(self._file)


class Killed(House):
    """A Kring that is a process of its own."""

    async def start(self) -> None:
        """Run it until it is ready."""
        await self.kring.start()

    async def stop(self) -> None:
        """End it."""
        await self.kring.kill()

    def has_handled(self, room: RoomId, event: EventId) -> bool:
        """Whether it took in what happened."""
        mark = event_mark(KeyFolder(self.kring.data / "keys"), room, event)  # type: ignore[arg-type]
        database = f"file:{self.kring.data / 'kring.db'}?mode=ro"
        with sqlite3.connect(database, uri=True) as kept:
            found = kept.execute("SELECT 1 FROM seen WHERE event = ?", (mark,)).fetchone()
        return found is not None


@pytest.mark.campaign
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["workshop.nl", "webinar.nl"])
async def test_g1_killed_again_and_again_it_goes_as_written(  # noqa: PLR0917 - fixtures
    name: str,
    troupe: list[Player],
    homeserver: Homeserver,
    new_user: NewUser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(understanding, "some", Chance.some)
    text, parts = cast((FOLDER / f"{name}.txt").read_text("utf-8"), troupe)
    script, chance = read(text), Chance()
    while not await goes_as_written(text, LIBRARY, parts, chance):
        chance = Chance(chance.seed + 1)
    clock = Written(tmp_path / "clock")
    kring = Kring(
        tmp_path,
        homeserver.url,
        await new_user("kring"),
        PASSWORD,
        prompts=(),
        program=("-m", "tests.chaos.clocked"),
        environment={
            clocked.CLOCK: str(tmp_path / "clock"),
            clocked.SEED: str(chance.seed),
            clocked.DRAWN_BY: chance.drawn_by,
            "PYTHONPATH": os.pathsep.join(
                (
                    str(Path(__file__).parents[2]),
                    *os.environ.get("PYTHONPATH", "").split(os.pathsep),
                )
            ),
        },
    )
    play = Played(Killed(kring, chance, clock), LIBRARY, script, parts)
    kills = 0
    await play.house.start()
    try:
        await play.opens()
        await play.comes_in()
        for number, deed in enumerate(one for one in script.entries if isinstance(one, Deed)):
            if number % EVERY == EVERY - 1:
                kills += 1
                if number % 2:  # it is away while something happens
                    await kring.kill()
                    act = play.does(deed, meanwhile=kring.start)
                else:  # it is killed as soon as something happened
                    act = play.does(deed, meanwhile=lambda: again(kring))
                await act
            else:
                await play.does(deed)
        await play.ends()
    finally:
        await play.house.stop()
    assert kills > 5
    sentences = [
        one for one in play.sentences if len(one) > len("2026-11-25")
    ]  # no number in a log
    nothing_leaked(kring, sentences, list(parts.values()))


async def again(kring: Kring) -> None:
    """Kill it, and start it again."""
    await kring.kill()
    await kring.start()
