"""How long Kring and the echo take to answer, and what an event costs them.

Times are differences of the homeserver's times (ms) of a question and of its answer, so what the
asking client needs is not in them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.people import EventId, RoomId, UserId
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.kring import Kring

QUESTION = "!hulp"
ASKED = 200
ROOMS, AT_ONCE, TIMES = 20, 10, 3
CHATTER = 500
WARM = 5


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that is measured: ``process`` is its process id."""

    name: str
    user: UserId
    process: int


class Measured(Kring):
    """Kring as it runs everywhere, with its process id."""

    @property
    def process(self) -> int:
        """The id of its process."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one bot. Times in ms, processor time in µs an event."""

    p50: float
    p95: float
    last_of_many: float
    an_event: float


@contextlib.asynccontextmanager
async def bots(homeserver: Homeserver, folder: Path) -> AsyncIterator[tuple[Bot, Bot]]:
    """Run Kring and the echo."""
    password = secrets.token_hex(8)
    kring_user = await homeserver.register("kring", password)
    echo_user = await homeserver.register("echo", password)
    for name in ("kring", "echo"):
        (folder / name).mkdir()
    kring = Measured(folder / "kring", homeserver.url, kring_user, password)
    echo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.echo",
        homeserver.url, echo_user, password, str(folder / "echo"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await kring.start()
        if echo.stdout is None or await echo.stdout.readline() != b"ready\n":
            raise RuntimeError("the echo did not start")
        yield Bot("Kring", kring_user, kring.process), Bot("echo", echo_user, echo.pid)
    finally:
        await kring.close()
        if echo.returncode is None:
            echo.kill()
            await echo.wait()


class Asker:
    """Somebody who asks, in rooms with one bot each."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._looked = 0

    async def room_with(self, *asked: Bot) -> RoomId:
        """Make an encrypted room with bots in which each has answered once."""
        users = [bot.user for bot in asked]
        room = await self._person.create_room(invite=users)
        transcript = self._person.transcript

        def are_there() -> bool:
            joined = {
                h.state_key
                for h in transcript.all()
                if h.room == room
                and h.type == "m.room.member"
                and h.content.get("membership") == "join"
            }
            return set(users) <= joined

        await transcript.until_so(are_there, "the bots join")
        await self._person.say(room, QUESTION)
        for user in users:
            await transcript.until(
                lambda h, user=user: h.room == room and h.sender == user and h.body != ""  # type: ignore[misc] # a lambda's default has no type
            )
        return room

    async def ask(self, room: RoomId, words: str = QUESTION) -> EventId:
        """Say something without asking anew who is there."""
        content = {"msgtype": "m.text", "body": words, "m.mentions": {}}
        answer = await self._person.client.room_send(
            room, "m.room.message", content, ignore_unverified_devices=True
        )
        return EventId(answer.event_id)

    async def reaction(self, room: RoomId, bot: Bot) -> float:
        """Ask once; return the time until the answer, in ms."""
        transcript = self._person.transcript
        after = len(transcript)
        asked = await self.ask(room)
        question = await transcript.until(lambda h: h.event == asked, after=after)
        answer = await transcript.until(
            lambda h: h.room == room and h.sender == bot.user and h.encrypted, after=after
        )
        return answer.at - question.at

    async def many(self, rooms: Sequence[RoomId], bot: Bot) -> float:
        """Ask in all rooms at once, several times; return the time until the last answer, in ms."""
        transcript = self._person.transcript
        after = len(transcript)
        wanted = len(rooms) * AT_ONCE
        asked = set(
            await asyncio.gather(*(self.ask(room) for room in rooms for _ in range(AT_ONCE)))
        )

        def answers() -> list[int]:
            return [h.at for h in transcript.all(after=after) if h.sender == bot.user]

        await transcript.until_so(lambda: len(answers()) >= wanted, "all answers", 120)
        first = min(h.at for h in transcript.all(after=after) if h.event in asked)
        return max(answers()) - first

    async def chatter(self, room: RoomId, bots: Sequence[Bot]) -> list[float]:
        """Say much that nobody answers; return the processor time of each bot, in µs an event."""
        before = [_busy(bot) for bot in bots]
        for _ in range(CHATTER // AT_ONCE):
            await asyncio.gather(*(self.ask(room, "zomaar wat woorden") for _ in range(AT_ONCE)))
        after = len(self._person.transcript)
        await self._person.say(room, QUESTION)
        for bot in bots:
            await self._person.transcript.until(
                lambda h, bot=bot: h.room == room and h.sender == bot.user,  # type: ignore[misc] # a lambda's default has no type
                after=after,
            )
        return [(_busy(bot) - start) / CHATTER for bot, start in zip(bots, before, strict=True)]


def _busy(bot: Bot) -> float:
    """Return the processor time of a bot so far, in µs."""
    fields = Path(f"/proc/{bot.process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


async def measure(folder: Path) -> dict[str, Figures]:
    """Measure Kring and the echo side by side: in turn, so that both meet the same machine."""
    async with contextlib.AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(Homeserver(folder / "homeserver"))
        both = await stack.enter_async_context(bots(homeserver, folder))
        password = secrets.token_hex(8)
        user = await homeserver.register("asker", password)
        asker = Asker(await stack.enter_async_context(Person(homeserver.url, user, password)))

        alone = {bot.name: await asker.room_with(bot) for bot in both}
        times: dict[str, list[float]] = {bot.name: [] for bot in both}
        for number in range(WARM + ASKED):
            for bot in both:
                took = await asker.reaction(alone[bot.name], bot)
                if number >= WARM:
                    times[bot.name].append(took)
        rooms = {bot.name: [await asker.room_with(bot) for _ in range(ROOMS)] for bot in both}
        many: dict[str, list[float]] = {bot.name: [] for bot in both}
        for _ in range(TIMES):
            for bot in both:
                many[bot.name].append(await asker.many(rooms[bot.name], bot))
        together = await asker.room_with(*both)
        cost = await asker.chatter(together, both)
        return {
            bot.name: Figures(
                p50=statistics.median(times[bot.name]),
                p95=statistics.quantiles(times[bot.name], n=20)[-1],
                last_of_many=statistics.median(many[bot.name]),
                an_event=an_event,
            )
            for bot, an_event in zip(both, cost, strict=True)
        }
