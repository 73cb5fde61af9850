"""A Kring inside the test whose clock can be moved, and what people do with what it plans."""

from __future__ import annotations

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import aiohttp
from icalendar import Calendar, Event
from nio.crypto.attachments import decrypt_attachment  # type: ignore[import-untyped]

from bot.app import App
from bot.config import load
from bot.core.people import RoomId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.table import Table
from tests.kring import Kring
from tests.matrix.kring import FakeClock
from tests.waiting import until

ZONE = ZoneInfo("Europe/Amsterdam")


class Movable:
    """A Kring inside the test, whose clock can be moved."""

    def __init__(self, kring: Kring) -> None:
        self.kring = kring
        self.clock = FakeClock()
        self._app: App | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._app = await App.open(load(self.kring.folder / "config.toml"), self.clock)
        self._running = asyncio.create_task(self._app.run())

        async def ready() -> bool:
            assert self._app is not None
            assert self._running is not None
            assert not self._running.done()
            return self._app.not_ready() is None

        await until(ready, "Kring is ready")

    async def stop(self) -> None:
        assert self._app is not None
        assert self._running is not None
        await self._app.stop()
        await self._running

    def at(self, local: datetime) -> None:
        """It is this time now."""
        self.clock.ahead += int(local.timestamp() * 1000) - self.clock.now()


async def opened(person: Person, file: Heard) -> Event:
    """The event in a file as a client opens it, by its rule where it comes back."""
    return (await events(person, file))[0]


async def events(person: Person, file: Heard) -> list[Event]:
    """All events in a file: behind the first are those that depart from its rule."""
    content = file.content["file"]
    server, name = content["url"].removeprefix("mxc://").split("/")
    address = f"{person.client.homeserver}/_matrix/client/v1/media/download/{server}/{name}"
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(address) as answer:
        assert answer.status == 200
        noise = await answer.read()
    assert b"VCALENDAR" not in noise
    key, sha = content["key"]["k"], content["hashes"]["sha256"]
    calendar = Calendar.from_ical(decrypt_attachment(noise, key, sha, content["iv"]))
    found = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    assert found
    return found


async def follows(table: Table) -> Heard:
    """The file that follows ``planned``."""
    file = await table.hears("planned")
    assert file.content["msgtype"] == "m.file"
    assert file.content["filename"] == "afspraak.ics"
    return file


def starts(event: Event) -> datetime:
    """When an event of a calendar starts."""
    start: object = event.decoded("DTSTART")
    assert isinstance(start, datetime)
    return start


async def chooses(person: Person, room: RoomId, poll: Heard, number: int = 1) -> None:
    """Somebody taps an option of a poll: of who comes, the first is that they do."""
    answer = {
        "org.matrix.msc3381.poll.response": {"answers": [str(number)]},
        "m.relates_to": {"rel_type": "m.reference", "event_id": poll.event},
    }
    await person.send(room, "org.matrix.msc3381.poll.response", answer)
