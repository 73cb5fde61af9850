"""What the doctor sees of clocks, disks, owners and zones, without a homeserver."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
from aiohttp import web

from bot.config import Config, load
from bot.upkeep.asking import Answer, Asking
from bot.upkeep.doctor import account, machine
from bot.upkeep.doctor.examine import examine
from bot.upkeep.doctor.finding import Finding
from bot.upkeep.doctor.homeserver import homeserver, rate_limit
from bot.upkeep.doctor.kept import database
from bot.upkeep.doctor.running import running


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "password").touch(mode=0o600)
    (tmp_path / "password").write_text("secret")
    (tmp_path / "config.toml").write_text(
        '[matrix]\nhomeserver = "http://127.0.0.1:1"\nuser_id = "@kring:localhost"\n'
        'password_file = "password"\n[http]\nlisten = "127.0.0.1:1"\n'
    )
    return load(tmp_path / "config.toml")


class Clock:
    """A homeserver of which the clock can be put forward, and what it answers changed."""

    def __init__(self) -> None:
        self.ahead: float | None = 0.0
        self.versions = ["v1.1", "v1.11"]
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        date = {} if self.ahead is None else {"Date": formatdate(time.time() + self.ahead)}
        answer = web.json_response({"versions": self.versions, "flows": []}, headers=date)
        if self.ahead is None:
            answer.headers["Date"] = "yesterday"
        return answer


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    made = Clock()
    site = web.Application()
    site.router.add_get("/{any:.*}", made.handle)
    runner = web.AppRunner(site)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    host, port = runner.addresses[0][:2]
    made.url = f"http://{host}:{port}"
    yield made
    await runner.cleanup()


async def seen(clock: Clock) -> dict[str, Finding]:
    async with Asking(clock.url) as asking:
        _, found = await homeserver(asking)
    return {finding.name: finding for finding in found}


@pytest.mark.parametrize(
    ("ahead", "status", "told"),
    [
        (0, "ok", "seconds or less"),
        (20, "look", "behind"),
        (-20, "look", "ahead of"),
        (3600, "wrong", "behind"),
        (-7200, "wrong", "ahead of"),
        (None, "look", "does not tell"),
    ],
)
async def test_clocks_that_differ_are_told(
    clock: Clock, ahead: float | None, status: str, told: str
) -> None:
    clock.ahead = ahead
    finding = (await seen(clock))["clock"]
    assert (finding.status, told in finding.what) == (status, True), finding


@pytest.mark.parametrize(
    ("versions", "status"),
    [(["v1.11"], "ok"), (["v1.3"], "look"), (["r0.6.1", "v1.2"], "wrong"), (["vx", 3], "wrong")],
)
async def test_a_homeserver_that_is_too_old_is_told(
    clock: Clock, versions: list[str], status: str
) -> None:
    clock.versions = versions
    assert (await seen(clock))["homeserver"].status == status


def test_the_rate_limit_as_an_administrator_sees_it() -> None:
    fine, none = Answer(200, {"user_id": "@a:b"}), Answer(404, {"errcode": "M_NOT_FOUND"})
    gone = Answer(401, {"errcode": "M_UNKNOWN_TOKEN"})
    statuses = [
        rate_limit(answer, who).status
        for answer, who in (
            (Answer(200, {"messages_per_second": 0, "burst_count": 0}), fine),
            (Answer(200, {}), fine),
            (Answer(200, {"messages_per_second": 3, "burst_count": 5}), fine),
            (none, fine),
            (Answer(403, {"errcode": "M_FORBIDDEN"}), fine),
            (gone, gone),
        )
    ]
    assert statuses == ["ok", "wrong", "look", "look", "wrong", "wrong"]


def the(found: Iterator[Finding], name: str) -> Finding:
    return next(finding for finding in found if finding.name == name)


def test_a_folder_of_another_user_or_with_files_of_one_is_told(
    config: Config, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    assert the(machine.files(file, config), "keys folder").what == "is made at the first start"
    keys = config.storage.keys_dir
    keys.mkdir(parents=True, mode=0o700)
    keys.parent.chmod(0o700)
    assert the(machine.files(file, config), "keys folder").status == "ok"
    keys.chmod(0o755)
    assert "chmod 700" in the(machine.files(file, config), "keys folder").remedy
    keys.chmod(0o700)
    file.chmod(0o666)
    assert "everyone may write" in the(machine.files(file, config), "configuration").what
    file.chmod(0o644)
    if os.geteuid() == 0:  # only root can give files away
        (keys / "room.key").touch(mode=0o600)
        os.chown(keys / "room.key", 65534, 65534)
        found = the(machine.files(file, config), "keys folder")
        assert "belong to another user" in found.what
        assert "chown" in found.remedy


def test_a_password_of_the_database_is_for_nobody_to_read(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = file.read_text()
    for address, safe in (
        ("postgresql+asyncpg://kring:geheim@host/kring", False),
        ("postgresql+asyncpg://kring@host/kring?password=geheim", False),
        ("postgresql+asyncpg://kring@host/kring?passfile=/etc/kring/pgpass", True),
    ):
        file.write_text(f'{text}[storage]\ndatabase = "{address}"\n')
        file.chmod(0o644)
        found = the(machine.files(file, load(file)), "configuration")
        assert (found.status == "ok") == safe
        assert "geheim" not in str(found)
        file.chmod(0o600)
        assert the(machine.files(file, load(file)), "configuration").status == "ok"


@pytest.mark.parametrize(("free", "status"), [(2**34, "ok"), (2**27, "look"), (2**20, "wrong")])
def test_a_disk_that_fills_up_is_told(
    config: Config, monkeypatch: pytest.MonkeyPatch, free: int, status: str
) -> None:
    usage = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert the(machine.disk(config), "disk").status == status


def test_old_rules_for_time_zones_are_told(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.zone(config).status == "ok"
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Amsterdam").touch()
    (tmp_path / "tzdata.zi").write_text("# version 2019c\nR ...\n")
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
    found = machine.zone(config)
    assert found.status == "look"
    assert "2019c" in found.what


async def test_whether_kring_runs_is_told(clock: Clock, config: Config) -> None:
    assert (await running(config))[0].what.startswith("Kring does not run")
    port = clock.url.rpartition(":")[2]
    http = config.http.model_copy(update={"listen": f"0.0.0.0:{port}"})
    found, limited = await running(config.model_copy(update={"http": http}))
    assert (found.status, limited) == ("wrong", False)
    assert "another program" in found.what


@contextlib.contextmanager
def as_somebody_else() -> Iterator[None]:
    """Be a user without rights, where these tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_who_may_not_look_is_told_so_and_never_to_remove_anything(
    config: Config, tmp_path: Path
) -> None:
    (tmp_path / "password").chmod(0o644)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    config.storage.keys_dir.mkdir(parents=True)
    (config.storage.keys_dir / "matrix-session.json").write_text("{}")
    (config.storage.data_dir / "kring.db").touch()
    await examine(tmp_path / "config.toml", None)  # all that is imported late is here now
    await database(config, None)
    config.storage.data_dir.chmod(0o000)
    try:
        with as_somebody_else():
            found = await examine(tmp_path / "config.toml", None)
            kept = account._kept(config)
            store = await database(config, None)
    finally:
        config.storage.data_dir.chmod(0o700)
    told = {finding.name: finding for finding in found}
    assert told["data folder"].status == "wrong"
    assert "Run the doctor as the user that runs Kring" in told["keys folder"].remedy
    assert isinstance(kept, Finding)
    assert "closed to you" in kept.what
    assert store[0].status == "wrong"
    assert "Let the user that runs Kring own it" in store[0].remedy
    assert not [finding for finding in (*found, kept) if "emove it" in finding.remedy]


async def test_a_password_that_is_not_there_keeps_nothing_else_from_being_looked_at(
    config: Config, tmp_path: Path
) -> None:
    (tmp_path / "password").unlink()
    found = await examine(tmp_path / "config.toml", None)
    told = {finding.name: finding for finding in found}
    assert told["password"].status == "wrong"
    assert {"data folder", "keys folder", "disk", "texts", "homeserver", "database"} <= told.keys()
    assert "nothing listens there" in told["homeserver"].what


async def test_a_text_that_is_wrong_is_told_with_its_remedy(config: Config, tmp_path: Path) -> None:
    with (tmp_path / "config.toml").open("a") as file:
        file.write('[safety]\ncrisis_text = "common.crsis"\n')
    told = {one.name: one for one in await examine(tmp_path / "config.toml", None)}["texts"]
    assert str(told) == (
        "wrong  texts: the configuration, [safety] crisis_text: there is no text 'common.crsis' in "
        "nl.toml. Did you mean common.crisis? And 1 more: kring check tells all."
    )
