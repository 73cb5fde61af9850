"""The written conversations in encrypted rooms on a real homeserver: all twenty forms of talk.

Six of them side by side always, the others in ``make chaos``.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import app
from bot.calendar import alarms
from bot.demo.homeserver import Homeserver
from bot.formats.loader import load, shipped
from bot.rehearsal.script import read
from bot.runtime import understanding
from tests.acceptance.conftest import nothing_leaked
from tests.acceptance.played import FOLDER, Chance, House, Played, Player, cast, goes_as_written
from tests.conftest import PASSWORD
from tests.kring import Kring

SOON_MS = 100
"""How soon Kring sees that its clock was moved."""
NAMES = (
    "Amber", "Boris", "Cora", "Dewi", "Emil", "Fien", "Gijs", "Hugo", "Imke", "Tante Jet",
)  # fmt: skip
"""Nobody in the written conversations has one of these names."""
ALWAYS = ("mirror.nl", "webinar.nl", "network.nl", "monitor.nl", "workshop.nl", "ecogram.nl")
OTHERS = tuple(file.stem for file in sorted(FOLDER.glob("*.txt")) if file.stem not in ALWAYS)
CHANCES = 200
"""How many chances are tried until people go apart as it was written."""
LIBRARY = load([shipped()])
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
async def troupe(homeserver: Homeserver) -> AsyncIterator[list[Player]]:
    """Those who play all parts; the first leads."""
    async with contextlib.AsyncExitStack() as stack:
        users = [await homeserver.register(f"player-{next(_numbers)}", PASSWORD) for _ in NAMES]
        players = [
            Player(homeserver.url, user, PASSWORD, name=name)
            for user, name in zip(users, NAMES, strict=True)
        ]
        for player in players:
            player.hear_only_kring(players[1:])
        await asyncio.gather(*(stack.enter_async_context(player) for player in players))
        yield players


async def played(
    names: Iterable[str], troupe: Sequence[Player], homeserver: Homeserver, folder: Path
) -> dict[str, BaseException | None]:
    """Play conversations side by side, each with a Kring of its own; returns what went wrong in each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alarms, "LOOK_AGAIN_MS", SOON_MS)
        patch.setattr(app, "load_usable", lambda *_: (LIBRARY, ()))
        drawn = SimpleNamespace(token_hex=secrets.token_hex, randbits=Chance.seeds)
        patch.setattr(understanding, "secrets", drawn)
        patch.setattr(understanding, "some", Chance.some)
        plays = {name: await prepared(name, troupe, homeserver, folder) for name in names}
        for play in plays.values():
            await play.house.start()  # one by one: migrations are of the whole process
            await play.opens()
        for player in troupe[1:]:  # from now on the leader's ears are those of all
            await player.rest()
        ends = await asyncio.gather(*map(performed, plays.values()), return_exceptions=True)
        for player in troupe[1:]:
            player.wake()
        return dict(zip(plays, ends, strict=True))


async def prepared(
    name: str, troupe: Sequence[Player], homeserver: Homeserver, folder: Path
) -> Played:
    """Cast a conversation, with a chance by which it goes as it was written."""
    text, parts = cast((FOLDER / f"{name}.txt").read_text("utf-8"), troupe)
    chance = Chance()
    while not await goes_as_written(text, LIBRARY, parts, chance):
        chance = Chance(chance.seed + 1)
        assert chance.seed < CHANCES, f"{name} cannot go as it is written"
    own = folder / name
    own.mkdir()
    user = await homeserver.register(f"kring-of-players-{next(_numbers)}", PASSWORD)
    language = read(text).language
    kring = Kring(own, homeserver.url, user, PASSWORD, prompts=(), language=language)
    kring.write_config()
    return Played(House(kring, chance), LIBRARY, read(text), parts)


async def performed(play: Played) -> None:
    """Let the conversation go as it was written; nothing of it is kept."""
    try:
        await play.goes()
    finally:
        await play.house.stop()
    nothing_leaked(play.house.kring, play.sentences, list(play.parts.values()))


@pytest.fixture(scope="module")
async def evening(
    troupe: list[Player], homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, BaseException | None]:
    """Play six conversations at once."""
    return await played(ALWAYS, troupe, homeserver, tmp_path_factory.mktemp("evening"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ALWAYS)
async def test_six_kinds_of_talk_go_as_written_in_encrypted_rooms(
    name: str, evening: dict[str, BaseException | None]
) -> None:
    if (fault := evening[name]) is not None:
        raise fault


@pytest.mark.campaign
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OTHERS)
async def test_every_other_kind_of_talk_goes_as_written_in_an_encrypted_room(
    name: str, troupe: list[Player], homeserver: Homeserver, tmp_path: Path
) -> None:
    [fault] = (await played([name], troupe, homeserver, tmp_path)).values()
    if fault is not None:
        raise fault
