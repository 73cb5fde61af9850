"""Kring as an administrator meets it: starting, faults in one line, health, invitations, ending."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core.people import UserId
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.acceptance.table import Table
from tests.conftest import PASSWORD, NewKring, NewUser, People
from tests.kring import Kring
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until


async def runs(config: str, folder: Path) -> tuple[int, str]:
    """Run ``kring run`` until it ends by itself; return its status and what it said."""
    write(folder, "kring.toml", config)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--config", "kring.toml",
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode is not None
    return process.returncode, output.decode()


def config(homeserver: str, user: str = "@kring:localhost", port: int = 0, more: str = "") -> str:
    return f"""
[matrix]
homeserver = {json.dumps(homeserver)}
user_id = {json.dumps(user)}
password_file = "password"
[http]
listen = "127.0.0.1:{port}"
{more}
"""


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).touch(mode=0o600)
    (folder / name).write_text(text)
    return folder


def one_line(status: int, said: str, *words: str) -> None:
    """The last line is for people, and no traceback stands before it."""
    last = said.strip().splitlines()[-1]
    assert status == 1, said
    assert last.startswith("kring: "), said
    assert "Traceback" not in said
    for word in words:
        assert word in last


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[matrix\n", ["TOML"]),
        ("", ["[matrix]"]),
        ('[matrix]\nhomeserver = "ftp:/x"\nuser_id = "@k:x"\npassword_file = "p"', ["homeserver"]),
        (config("http://127.0.0.1:1", "kring"), ["user_id"]),
        (config("http://127.0.0.1:1", more="[lnguage]\n"), ["lnguage", "language"]),
        (config("http://127.0.0.1:1", more='[language]\ndefault = "fr"\n'), ["[language] default"]),
        (config("http://127.0.0.1:1", more="[people]\nfacilitator = []\n"), ["facilitators"]),
    ],
)
async def test_a_fault_in_the_configuration_is_one_line(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    status, said = await runs(text, tmp_path)
    one_line(status, said, *words)
    assert len(said.strip().splitlines()) == 1
    assert not (tmp_path / "data").exists()


async def test_what_is_missing_or_wrong_at_the_start_is_one_line(
    homeserver: Homeserver, new_user: NewUser, tmp_path: Path
) -> None:
    user = await new_user("kring")
    right = config(homeserver.url, user)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        missing, wrong, busy = await asyncio.gather(
            runs(right, tmp_path / "missing"),
            runs(right, write(tmp_path / "wrong", "password", "not-the-password")),
            runs(
                config(homeserver.url, user, port), write(tmp_path / "busy", "password", PASSWORD)
            ),
        )
    one_line(*missing, "password_file")
    one_line(*wrong, "password")
    assert "not-the-password" not in wrong[1]
    one_line(*busy, "[http] listen")
    nowhere = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--config", "nowhere.toml",
        cwd=tmp_path, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await nowhere.communicate()
    one_line(nowhere.returncode or 0, said.decode(), "nowhere.toml")


async def test_kring_waits_for_a_homeserver_that_is_away_at_the_start(
    homeserver: Homeserver, new_user: NewUser, people: People, tmp_path: Path
) -> None:
    async with Proxy(homeserver.url) as proxy:
        away = proxy.add(Rule(".", Fate.BAD_GATEWAY))
        bot = Kring(tmp_path, proxy.url, await new_user("kring"), PASSWORD)
        try:
            await bot.start(ready=False)
            await until(lambda: is_live(bot), "alive")
            assert await bot.health("readyz") == 503
            assert await bot.health("metrics2") == 404
            assert await bot.terminate() == 0  # also when it waits
            await bot.start(ready=False)
            await until(lambda: is_live(bot), "alive")
            proxy.remove(away)
            await until(bot.is_ready, "ready")
            samira = await people("Samira")
            here = Table(bot, await samira.create_room(invite=[bot.user]), [samira])
            await here.hears("hello")
            assert "Traceback" not in bot.stderr
        finally:
            await bot.close()


async def is_live(bot: Kring) -> bool:
    return await bot.health("livez") == 200


async def test_ending_kindly_keeps_the_device_and_the_conversation(
    people: People, kring: NewKring
) -> None:
    company = [await people(name) for name in ("Samira", "Bram", "Noor")]
    bot = await kring()
    room = await company[0].create_room(invite=[bot.user, *(one.user for one in company[1:])])
    for person in company[1:]:
        await person.join(room)
    here = Table(bot, room, company)
    await here.hears("hello")
    turn = await here.begins(*company)
    before = await devices(here.host, bot.user)
    assert len(before) == 1
    assert await bot.terminate() == 0
    await here.taps(here.person(turn.mentions[0]), turn)
    await bot.start()
    assert (await here.hears("turn")).mentions != turn.mentions
    assert await devices(here.host, bot.user) == before
    await here.stops()
    await here.check()


async def devices(person: Person, user: UserId) -> dict[str, Any]:
    """Return a user's devices with their keys."""
    url = f"{person.client.homeserver}/_matrix/client/v3/keys/query"
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(url, json={"device_keys": {user: []}}) as answer,
    ):
        found = (await answer.json())["device_keys"][user]
    return {name: device["keys"] for name, device in found.items()}


async def test_a_login_that_is_gone_ends_kring_with_one_line(
    homeserver: Homeserver, kring: NewKring
) -> None:
    bot = await kring()
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": bot.user},
        "password": PASSWORD,
    }
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{homeserver.url}/_matrix/client/v3/login", json=body) as answer:
            token = (await answer.json())["access_token"]
        gone = f"{homeserver.url}/_matrix/client/v3/logout/all"
        async with http.post(gone, headers={"Authorization": f"Bearer {token}"}) as answer:
            assert answer.status == 200
    one_line(await bot.ended(), bot.stderr, "log")


async def test_a_stranger_s_invitation_is_declined(
    homeserver: Homeserver, new_user: NewUser, people: People, tmp_path: Path
) -> None:
    friend, stranger = await people("Friend"), await people("Stranger")
    user = await new_user("kring")
    bot = Kring(tmp_path, homeserver.url, user, PASSWORD, invites_from=[friend.user])
    try:
        await bot.start()
        refused = await stranger.create_room(invite=[user])
        await stranger.transcript.until(
            lambda one: (
                one.room == refused
                and one.state_key == user
                and one.content["membership"] == "leave"
            ),
            what="Kring declines",
        )
        here = Table(bot, await friend.create_room(invite=[user]), [friend])
        await here.hears("hello")
        assert not stranger.transcript.moments()
    finally:
        await bot.close()


async def test_kring_may_be_invited_while_it_is_away(people: People, kring: NewKring) -> None:
    samira = await people("Samira")
    bot = await kring()
    await bot.terminate()
    room = await samira.create_room(invite=[bot.user])
    await samira.say(room, "!start kampvuur Thuis")
    await bot.start()
    here = Table(bot, room, [samira])
    await here.hears("hello")
    # What was said before Kring came is not its business.
    await here.quiet()
