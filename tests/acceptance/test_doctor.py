"""``kring setup`` and ``kring doctor`` on a real homeserver: from nothing to a Kring that is well."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.core.people import UserId
from bot.demo.homeserver import Homeserver
from bot.upkeep.doctor.examine import examine, is_well
from tests.acceptance.table import Table
from tests.acceptance.test_running import devices
from tests.conftest import PASSWORD, NewUser, People
from tests.kring import Kring
from tests.matrix.proxy import Fate, Proxy, Rule

Checks = dict[str, list[dict[str, str]]]


async def kring(folder: Path, *words: str) -> tuple[int, str, str]:
    """Run ``kring`` in a folder; return its status, and what it said on each channel."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words,
        cwd=folder, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def told(folder: Path, *words: str) -> tuple[bool, Checks]:
    """What the command says that the doctor finds, by the name of what it looked at."""
    status, out, err = await kring(folder, "doctor", "--json", *words)
    said: dict[str, Any] = json.loads(out)
    assert err == ""
    assert PASSWORD not in out
    assert said["ok"] == (status == 0)
    return said["ok"], by_name(said["checks"])


async def examined(folder: Path, admin_token: Path | None = None) -> tuple[bool, Checks]:
    """What the doctor finds, by the name of what it looked at."""
    found = await examine(folder / "config.toml", admin_token)
    assert not [one for one in found if PASSWORD in str(one)]
    return is_well(found), by_name([asdict(one) for one in found])


def by_name(checks: Iterable[dict[str, str]]) -> Checks:
    found: Checks = {}
    for check in checks:
        assert (check["remedy"] == "") == (check["status"] == "ok")
        found.setdefault(check["name"], []).append(check)
    return found


def wrong(found: Checks) -> set[str]:
    return {name for name, checks in found.items() if any(c["status"] == "wrong" for c in checks)}


def not_ok(found: Checks) -> set[str]:
    return {name for name, checks in found.items() if any(c["status"] != "ok" for c in checks)}


@pytest.fixture
async def admin_token(homeserver: Homeserver, new_user: NewUser, tmp_path: Path) -> Path:
    """A file with the token of an administrator of the homeserver."""
    user = await homeserver.register(f"admin{secrets.token_hex(4)}", PASSWORD, admin=True)
    file = tmp_path / "admin-token"
    file.write_text(await token(homeserver, user))
    return file


async def token(homeserver: Homeserver, user: UserId) -> str:
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": PASSWORD,
    }
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{homeserver.url}/_matrix/client/v3/login", json=body) as answer,
    ):
        return str((await answer.json())["access_token"])


async def test_from_nothing_to_a_kring_that_is_well(
    homeserver: Homeserver, people: People, tmp_path: Path, admin_token: Path
) -> None:
    folder, mark = tmp_path / "kring", secrets.token_hex(4)
    folder.mkdir()
    secret = tmp_path / "secret"
    secret.write_text(f"{homeserver.registration_secret}\n")
    words = (
        "setup", "--homeserver", homeserver.url, "--user-id", f"@kring-set-up-{mark}:localhost",
        "--registration-secret-file", str(secret), "--facilitator", "@els:localhost",
        "--language", "en", "--yes", "--admin-token-file", str(admin_token),
    )  # fmt: skip
    status, out, err = await kring(folder, *words)
    assert (status, err) == (0, ""), out
    assert "Nothing is wrong" in out
    assert homeserver.registration_secret not in out
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
    assert modes == {"config.toml": 0o600, "password": 0o600}
    password = (folder / "password").read_text().strip()
    assert len(password) > 30
    assert password not in out

    # Nothing is overwritten, and the doctor left no device.
    status, out, err = await kring(folder, *words)
    assert (status, err) == (0, "")
    assert "config.toml is there already, and stays as it is" in out
    assert (folder / "password").read_text().strip() == password
    samira = await people("Samira")
    user = UserId(f"@kring-set-up-{mark}:localhost")
    assert await devices(samira, user) == {}

    bot = Kring(folder, homeserver.url, user, password)
    config = (folder / "config.toml").read_text()
    bot.write_config()
    port = (folder / "config.toml").read_text().partition("[http]")[2]
    (folder / "config.toml").write_text(f"{config}\n[http]{port}")
    await bot.start(configure=False)
    try:
        room = await samira.create_room(invite=[user])
        await Table(bot, room, [samira]).hears("hello")
        well, found = await told(folder, "--admin-token-file", str(admin_token))
        assert well
        assert not_ok(found) == set(), found
        assert "Kring is in 1" in found["rooms"][0]["what"]
        assert len(await devices(samira, user)) == 1
    finally:
        assert await bot.terminate() == 0
    status, out, _ = await kring(folder, "doctor")
    assert status == 0
    assert "running: Kring does not run" in out
    assert "rate limit: only an administrator" in out


@pytest.fixture
async def well(homeserver: Homeserver, new_user: NewUser, tmp_path: Path) -> Kring:
    """A Kring that has run, behind a proxy, and does not run now."""
    folder = tmp_path / "well"
    folder.mkdir()
    bot = Kring(folder, homeserver.url, await new_user("kring"), PASSWORD, prompts=())
    await bot.start()
    assert await bot.terminate() == 0
    return bot


async def test_what_is_wrong_on_this_machine_is_told_with_what_to_do(well: Kring) -> None:
    folder, keys = well.folder, well.data / "keys"
    assert (await examined(folder))[0]

    (folder / "password").chmod(0o644)
    (keys / "installation.key").chmod(0o640)
    found = (await examined(folder))[1]
    assert wrong(found) == {"password", "keys folder"}
    assert "chmod 600" in found["password"][0]["remedy"]
    (folder / "password").chmod(0o600)
    (keys / "installation.key").chmod(0o600)

    (folder / "password").write_text("not-the-password")
    found = (await examined(folder))[1]
    assert wrong(found) == {"password"}
    (folder / "password").write_text(PASSWORD)

    shutil.move(keys / "cross-signing.json", folder)
    found = (await examined(folder))[1]
    assert wrong(found) == {"cross-signing"}
    assert "kring restore" in found["cross-signing"][0]["remedy"]
    shutil.move(folder / "cross-signing.json", keys)

    shutil.move(keys / "installation.key", folder)
    assert wrong((await examined(folder))[1]) == {"database"}
    shutil.move(folder / "installation.key", keys)

    database = (well.data / "kring.db").read_bytes()
    (well.data / "kring.db").write_bytes(database[:5000] + b"x" * 3000)
    found = (await examined(folder))[1]
    assert wrong(found) == {"database"}
    assert "kring restore" in found["database"][0]["remedy"]
    (well.data / "kring.db").write_bytes(database)

    own = folder / "own" / "campfire"
    own.mkdir(parents=True)
    (own / "nl.toml").write_text('openning = "Wat?"\n')
    config = (folder / "config.toml").read_text()
    (folder / "config.toml").write_text(config.replace("extra = []", 'extra = ["own"]'))
    assert wrong((await examined(folder))[1]) == {"texts"}
    (folder / "config.toml").write_text(config + "\n[lnguage]\n")
    found = (await examined(folder))[1]
    assert set(found) == {"configuration"}
    (folder / "config.toml").write_text(config)

    session = (keys / "matrix-session.json").read_text()
    (keys / "matrix-session.json").write_text("{")
    assert wrong((await examined(folder))[1]) == {"account"}
    (keys / "matrix-session.json").write_text(session)
    # It looked, and changed nothing.
    assert (await examined(folder))[0]


async def test_what_is_wrong_with_the_homeserver_is_told(
    well: Kring, homeserver: Homeserver, admin_token: Path
) -> None:
    folder = well.folder
    config = (folder / "config.toml").read_text()
    assert "rate limit" in not_ok((await examined(folder))[1])
    found = (await examined(folder, admin_token))[1]
    assert wrong(found) == {"rate limit"}
    (folder / "token").write_text("nonsense")
    assert wrong((await examined(folder, folder / "token"))[1]) == {"rate limit"}

    async with Proxy(homeserver.url) as proxy:
        (folder / "config.toml").write_text(config.replace(homeserver.url, proxy.url))
        old = proxy.add(Rule("/versions", Fate.REWRITE, rewrite=lambda _: {"versions": ["v1.1"]}))
        flows = proxy.add(Rule("GET .*/login", Fate.REWRITE, rewrite=lambda _: {"flows": []}))
        bare = proxy.add(Rule("/keys/query", Fate.REWRITE, rewrite=unsigned))
        found = (await examined(folder))[1]
        assert wrong(found) == {"homeserver", "login", "cross-signing"}
        for rule in (old, flows, bare):
            proxy.remove(rule)
        proxy.add(Rule(".", Fate.BAD_GATEWAY))
        assert wrong((await examined(folder))[1]) == {"homeserver"}
    found = (await examined(folder))[1]
    assert wrong(found) == {"homeserver"}
    assert "does not answer" in found["homeserver"][0]["what"]


def unsigned(answer: dict[str, Any]) -> dict[str, Any]:
    """Take the owner's signature from every device."""
    for owned in answer["device_keys"].values():
        for name, device in owned.items():
            for signatures in device["signatures"].values():
                for key in [key for key in signatures if not key.endswith(f":{name}")]:
                    del signatures[key]
    return answer


async def test_a_setup_that_was_cut_short_goes_on_when_it_is_run_again(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """Killed after its files were made, and before the homeserver was asked."""
    user = f"@kring-cut-short-{secrets.token_hex(4)}:localhost"
    (tmp_path / "p").write_text(PASSWORD)
    given = ("--homeserver", homeserver.url, "--user-id", user, "--password-file", "p", "--yes")
    status, out, _ = await kring(tmp_path, "setup", *given)
    assert status == 1
    assert "kring setup --registration-secret-file FILE" in out
    (tmp_path / "s").write_text(homeserver.registration_secret)
    for _ in range(2):
        status, out, err = await kring(tmp_path, "setup", "--registration-secret-file", "s")
        assert (status, err) == (0, ""), out
        assert "ok     account: the password is right" in out


@pytest.mark.campaign
async def test_setup_makes_nothing_when_the_homeserver_refuses(
    homeserver: Homeserver, new_user: NewUser, tmp_path: Path
) -> None:
    user = await new_user("kring")
    (tmp_path / "right").write_text(homeserver.registration_secret)
    (tmp_path / "other").write_text("not-the-secret")
    (tmp_path / "password-of-user").write_text(PASSWORD)
    start = ("setup", "--yes", "--homeserver", homeserver.url, "--config", "k.toml", "--user-id")
    for words, line in (
        ((user, "--registration-secret-file", "right"), "is there already: give its password"),
        (("@new:localhost", "--registration-secret-file", "other"), "not the homeserver's"),
        (("@new:other.org", "--registration-secret-file", "right"), "instead"),
        (("new", "--registration-secret-file", "right"), "user_id"),
    ):
        status, _, err = await kring(tmp_path, *start, *words)
        assert status == 1
        assert line in err, err
        assert len(err.splitlines()) == 1
        assert not (tmp_path / "k.toml").exists()
        assert not (tmp_path / "password").exists()
    given = (*start, user, "--password-file", "password-of-user")
    status, out, err = await kring(tmp_path, *given)
    assert (status, err) == (0, ""), out
