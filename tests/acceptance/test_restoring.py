"""A backup put back: the conversation goes on, as a further, cross-signed device (G8)."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

from tests.acceptance.table import Table
from tests.acceptance.test_running import devices
from tests.conftest import NewKring, People
from tests.kring import Kring


async def command(bot: Kring, *words: str) -> str:
    """Run ``kring`` in the bot's folder; it must end well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words,
        cwd=bot.folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, said.decode()
    return said.decode()


def lose(folder: Path) -> None:
    """The database is gone, the keys are not."""
    for file in folder.glob("kring.db*"):
        file.unlink()


async def test_a_restored_kring_goes_on_where_the_backup_was_and_doubles_nothing(
    people: People, kring: NewKring
) -> None:
    company = [await people(name) for name in ("Samira", "Bram", "Noor", "Ilse")]
    bot = await kring()
    room = await company[0].create_room(invite=[bot.user, *(one.user for one in company[1:])])
    for person in company[1:]:
        await person.join(room)
    here = Table(bot, room, company)
    await here.hears("hello")
    await here.asks(here.host, f"!vertrouwd {here.host.user}", "help")
    first = await here.begins(*company)
    assert "1 room" in await command(bot, "backup", "shelf")  # while it runs

    # What happens after the backup is said before the disk is lost, and not again.
    await here.taps(here.person(first.mentions[0]), first)
    second = await here.hears("turn")
    assert second.mentions != first.mentions
    gone = next(
        one for one in company[1:] if one.user not in {first.mentions[0], second.mentions[0]}
    )
    before = set(await devices(here.host, bot.user))
    await bot.kill()
    lose(bot.data)
    await gone.leave(room)
    await command(bot, "restore", "shelf")
    here.anew()
    await bot.start()

    # The further device is cross-signed: strict people read it, and it them.
    again = await here.hears("resumed")
    assert again.mentions == first.mentions
    assert len(set(await devices(here.host, bot.user)) - before) == 1
    assert gone.user not in again.mentions
    await here.taps(here.person(again.mentions[0]), again)
    left = await here.hears("left")
    assert gone.name not in left.body
    offered = [again.mentions[0]]
    for _ in range(2):
        turn = await here.hears("turn")
        offered += turn.mentions
        await here.taps(here.person(turn.mentions[0]), turn)
    assert sorted(offered) == sorted(one.user for one in company if one is not gone)
    await here.hears("check-out")
    await here.stops()
    assert len(here.host.transcript.moments("hello", room=room)) == 1
    assert "Traceback" not in bot.stderr


async def test_on_an_empty_machine_settings_come_back_and_rooms_that_were_left_do_not(
    people: People, kring: NewKring
) -> None:
    samira = await people("Samira")
    bot = await kring(language="nl")
    kept, left = [await samira.create_room(invite=[bot.user]) for _ in range(2)]
    here = Table(bot, kept, [samira])
    await here.hears("hello")
    assert "English" in (await here.asks(samira, "!taal en", "help")).body
    await here.asks(samira, "!note The kettle is by the window.", "note")
    await Table(bot, left, [samira]).hears("hello")
    await command(bot, "backup", "shelf")
    await bot.terminate()
    shutil.rmtree(bot.data)
    await samira.remove(left, bot.user)
    await command(bot, "restore", "shelf")
    await bot.start()
    assert "!notes" in (await here.hears("help")).body  # what was told lately may be lost
    assert "Note 1" in (await here.asks(samira, "!notes", "note")).body
    await here.check()
    assert '"action": "restored"' in bot.stderr
    # Invited anew, it comes as to a new room.
    await samira.invite(left, bot.user)
    await Table(bot, left, [samira]).hears("hello")
