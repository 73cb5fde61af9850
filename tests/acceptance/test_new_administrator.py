"""A new administrator, by the page alone: from nothing to a Kring that is well, and on from there."""

from __future__ import annotations

import re
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.core.people import UserId
from bot.demo.homeserver import Homeserver
from tests.acceptance.machine import ROOT, Machine
from tests.acceptance.table import Table
from tests.acceptance.test_doctor import token
from tests.conftest import PASSWORD, People
from tests.kring import Kring
from tests.waiting import until

PAGE = ROOT / "docs" / "for-administrators.md"
CONFIG = "/etc/kring/config.toml"
MOST_SECONDS = 300
"""Of the machine's own time, however busy it is, without what a person reads and step 1 fetches."""


def blocks() -> dict[str, list[str]]:
    """The commands of the page, by the heading or the step that they stand under, in order."""
    found: dict[str, list[str]] = {}
    place = ""
    lines = iter(PAGE.read_text("utf-8").splitlines())
    for line in lines:
        if heading := re.match(r"## (.+)$|\*\*(\d\. .+?)[.,]?\*\*", line):
            place = heading[1] or heading[2]
        if line == "```sh":
            commands = list(iter(lines.__next__, "```"))
            number = sum(1 for name in found if name.startswith(place))
            found[f"{place} ({number})" if number else place] = commands
    return found


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path / "machine")
    yield made
    made.stop()


@dataclass
class Administrator:
    """Somebody with the page before them. ``page`` is what it says that is still to be done."""

    machine: Machine
    page: dict[str, list[str]]
    port: int = 0

    async def does(self, step: str) -> None:
        """Do what stands in one block."""
        for line in self.page.pop(step):
            await self.machine.does(line)

    async def is_ready(self) -> bool:
        """Whether Kring hears and speaks."""
        async with aiohttp.ClientSession() as http:
            try:
                async with http.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

    async def begins(self, homeserver: Homeserver, user: UserId) -> None:
        """Do the steps up to a Kring that is well."""
        admin = await homeserver.register(f"admin{secrets.token_hex(4)}", PASSWORD, admin=True)
        machine, page = self.machine, self.page
        await self.does("1. What it is made of")
        await self.does("2. Its user and its folders")
        (line,) = page.pop("3. A token, for a moment")
        given = await token(homeserver, admin)
        await machine.does(line, typed=f"{given}\n")
        (line,) = page.pop("4. Set it up")
        answers = (homeserver.url, user, homeserver.registration_secret, "", "en")
        said = await machine.talks(line, dict(zip(asked_of_the_page(), answers, strict=True)))
        assert homeserver.registration_secret not in said
        assert not re.search(r"^wrong", said, re.MULTILINE), said
        assert set(re.findall(r"^look +(.+?):", said, re.MULTILINE)) <= {"running"}, said
        made = {
            one.name: one.stat().st_mode & 0o777 for one in machine.path("/etc/kring").iterdir()
        }
        assert made == {"config.toml": 0o600, "password": 0o600, "admin-token": 0o600}
        # Another program may have the usual port on the machine that this is tried on.
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with machine.path(CONFIG).open("a") as config:
            config.write(f'\n[http]\nlisten = "127.0.0.1:{self.port}"\n')
        await self.does("5. Let it run")
        await until(self.is_ready, "Kring runs")
        by_hand = lifted_by_hand().replace("@kring:example.org", user)
        said = await machine.does(
            f"export ADMIN_TOKEN={given} HOMESERVER={homeserver.url}\n{by_hand}"
        )
        assert '"messages_per_second":0' in said
        doctor, remove = page.pop("6. Is it well?")
        said = await machine.does(doctor)
        assert said.splitlines()[-1] == "All is well."
        assert all(line.startswith("ok ") for line in said.splitlines()[:-1]), said
        await machine.does(remove)


@pytest.mark.timeout(400)
async def test_by_the_page_alone(
    homeserver: Homeserver, people: People, machine: Machine, tmp_path: Path
) -> None:
    begun = time.monotonic()
    admin = Administrator(machine, blocks())
    user = UserId(f"@kring-{secrets.token_hex(4)}:localhost")
    await admin.begins(homeserver, user)
    assert time.monotonic() - begun < MOST_SECONDS

    # Somebody begins in a room; what stays with it comes through all that follows.
    samira = await people("Samira")
    room = await samira.create_room(invite=[user])
    folder = tmp_path / "table"
    folder.mkdir()
    here = Table(Kring(folder, homeserver.url, user, ""), room, [samira])
    await here.hears("hello")
    await here.asks(samira, "!taal nl", "help")
    await here.asks(samira, "!notitie De koffie staat in de keuken.", "note")

    async def note_is_there() -> None:
        await until(admin.is_ready, "Kring is back")
        assert "Notitie 1" in (await here.asks(samira, "!notities", "note")).body

    await admin.does("Backups")
    (backup,) = machine.path("/var/backups/kring").iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600
    await admin.does("Backups (1)")
    assert "!notities" in (await here.hears("help")).body  # what was told lately may be lost
    await note_is_there()
    await admin.does("A new version, and back")
    machine.put_kring()
    await admin.does("A new version, and back (1)")
    await note_is_there()
    await admin.does("A new version, and back (2)")
    await machine.does("sudo systemctl start kring.service")
    await note_is_there()
    assert admin.page == {}, "what the page says further was not tried"


def lifted_by_hand() -> str:
    """The command with which the page lifts the rate limit by hand."""
    found = re.search(
        r"^    (curl -X POST .*\\\n(?:    .*\\\n)*    .*)$", PAGE.read_text("utf-8"), re.M
    )
    assert found is not None
    return found[1]


def asked_of_the_page() -> list[str]:
    """What the page says that setup asks, in order."""
    text = PAGE.read_text("utf-8")
    table = re.search(r"^\| it asks \| you answer \|\n\|.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table is not None
    return re.findall(r"^\| (.+?) \|", table[1], re.MULTILINE)
