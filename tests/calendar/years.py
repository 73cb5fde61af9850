"""Years in the life of Kring's calendar, from a number: the real runtime on the real store, with a
clock, a homeserver and rules for time zones in the hands of a test.

Kring is stopped and started at random moments, killed between a message and its answer, is down for a
week, its clock is put an hour ahead and an hour back, and a country changes its summer time twice. What
was sent is kept as people see it: the same transaction twice is one message.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import zoneinfo
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.calendar import zones
from bot.calendar.recurrence import instant, shown
from bot.config import Config
from bot.core.effects import Button
from bot.core.people import EventId, RoomId, UserId
from bot.core.series import WallTime
from bot.metrics import Metrics
from bot.ports import Authored, Batch, Membership, Message, RoomFacts
from bot.runtime.conducting import Conductor
from bot.store.store import Store
from tests.calendar.dialogue import ANNA, BERT, COR, FAYE, library
from tests.waiting import DEADLINE

ZONE = "Europe/Amsterdam"
KRING = UserId("@kring:home")
PEOPLE = (FAYE, ANNA, BERT, COR)
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
_MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
           "oktober", "november", "december")  # fmt: skip
_WHEN = re.compile(rf"(\d+) ({'|'.join(_MONTHS)}) (\d{{4}}) om (\d\d:\d\d)")


def when(body: str) -> WallTime:
    """The meeting that a message of Kring's is about. Raises LookupError."""
    match = _WHEN.search(body)
    if match is None:
        raise LookupError(body)
    day, month, year, time = match.groups()
    return WallTime(f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}T{time}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of Kring's: in which room, when by Kring's clock and by what that shows.

    ``late``: Kring was killed when it was about to say it, and said it when it was there again.
    """

    room: RoomId
    at: int
    local: WallTime
    moment: str
    session: str | None
    body: str
    late: bool


@dataclass
class Homeserver:
    """As much of an edge as the calendar asks for. ``strikes``: Kring dies at the next message."""

    world: Years
    user_id: UserId = KRING
    device_id: str = "DEVICE"
    batches: asyncio.Queue[Batch] = field(default_factory=asyncio.Queue)
    bodies: dict[EventId, tuple[UserId, str]] = field(default_factory=dict)
    txns: dict[str, EventId] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    strikes: bool = False
    struck: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def rooms(self) -> tuple[RoomId, ...]:
        return tuple(self.world.rooms)

    async def sync(self, token: str | None, known: object) -> Batch:
        return await self.batches.get()

    async def send(
        self, room: RoomId, content: dict[str, Any], txn: str, type_: str = ""
    ) -> EventId:
        if txn not in self.txns:
            self.txns[txn] = EventId(f"$sent-{len(self.txns)}")
            block, at = content["kring.moment"], self.world.now()
            moment, session = block["moment"], block["session"]
            late = self.world.true == self.world.killed
            body = content.get("body", "")
            self.seen.append(Seen(room, at, shown(at, ZONE), moment, session, body, late))
        if self.strikes:
            self.struck.set()
            raise asyncio.CancelledError  # it is killed before it hears that this was sent
        return self.txns[txn]

    async def upload(self, room: RoomId, content: bytes) -> dict[str, object]:
        return {"size": len(content)}

    async def react(self, room: RoomId, event: EventId, button: Button, txn: str) -> None:
        pass

    async def remove(self, room: RoomId, target: EventId, txn: str) -> EventId:
        return EventId(f"${txn}")

    async def members(self, room: RoomId) -> tuple[UserId, ...]:
        return PEOPLE

    async def facts(self, room: RoomId) -> RoomFacts:
        return RoomFacts(PEOPLE, (), ())

    async def remarks(self, room: RoomId) -> tuple[()]:
        return ()

    async def words(self, room: RoomId, event: EventId) -> str | None:
        return self.bodies[event][1] if event in self.bodies else None

    async def authored(self, room: RoomId, event: EventId) -> Authored | None:
        return Authored(self.bodies[event][0], ()) if event in self.bodies else None

    async def is_vouched(self, room: RoomId, event: EventId) -> bool:
        return True

    async def meet(self, room: RoomId) -> None:
        pass

    async def forget(self, room: RoomId) -> int:
        return 0

    async def tidy(self, kept: object, waiting: object) -> int:
        return 0

    def name(self, room: RoomId, user: UserId) -> str:
        return user[1:].partition(":")[0].title()

    def room_name(self, room: RoomId) -> str:
        return ""

    def may_lead(self, room: RoomId, user: UserId) -> bool:
        return user == FAYE

    def is_in(self, room: RoomId) -> bool:
        return True

    def is_private(self, room: RoomId) -> bool:
        return False

    def is_crowded(self, room: RoomId) -> bool:
        return False

    def is_mine(self, room: RoomId) -> bool:
        return False

    def is_encrypted(self, room: RoomId) -> bool:
        return True

    def upgraded(self, room: RoomId) -> None:
        return None

    def private_room(self, user: UserId) -> RoomId | None:
        return None


class Years:
    """``plans`` are what Faye types behind !plan, each in a room of its own."""

    def __init__(self, folder: Path, seed: int, *plans: str) -> None:
        """From a Wednesday in November on."""
        self.chance = random.Random(seed)
        self.rooms = [RoomId(f"!room-{number}:home") for number in range(len(plans))]
        self.home = Homeserver(self)
        self.true = instant(WallTime("2026-11-25T14:00"), ZONE)
        self.skew = 0
        self.restarts = 0
        self.killed: int | None = None
        self._plans = plans
        self._folder = folder
        self._numbers = 0
        self._rules = zoneinfo.TZPATH

    def now(self) -> int:
        """What the clock of Kring's machine says."""
        return self.true + self.skew

    async def __aenter__(self) -> Years:
        """Kring runs, and everything is planned."""
        await self.starts()
        for room, plan in zip(self.rooms, self._plans, strict=True):
            await self.hears(room, Membership(self._event(), self.true, KRING, joined=True))
            await self.says(room, f"!plan {plan}")
            assert self.home.seen[-1].moment == "plan-confirm", self.home.seen[-1]
            await self.says(room, "!ja")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Kring ends, and the rules for zones are those of this machine again."""
        await self.stops()
        self._use(self._rules)

    # What happens

    async def starts(self) -> None:
        """Kring starts on what it kept."""
        self.restarts += 1
        self.home.strikes = False
        self.home.struck.clear()
        self.home.batches = asyncio.Queue()
        self.store = await Store.open(
            f"sqlite+aiosqlite:///{self._folder}/kring.db", self._folder / "keys"
        )
        matrix = {"homeserver": "http://home", "user_id": KRING, "password_file": "password"}
        language = {"default": "nl", "timezone": ZONE}
        config = Config.model_validate(
            {"matrix": matrix, "language": language}, context={"base": self._folder}
        )
        self.conductor = Conductor(
            config=config,
            edge=self.home,  # type: ignore[arg-type]  # as much of an edge as is asked for here
            store=self.store,
            library=library(),
            clock=self,
            metrics=Metrics(),
        )
        self._running = asyncio.create_task(self.conductor.run())
        await self.hears(self.rooms[0])

    async def stops(self) -> None:
        """Kring ends, whatever it is doing."""
        await self.conductor.stop()
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running
        await self.store.close()

    async def hears(self, room: RoomId, *items: Message | Membership) -> None:
        """A sync answer, handled, with all that comes of it."""
        self._numbers += 1
        self.home.batches.put_nowait(Batch(f"token-{self._numbers}", {room: items}))
        await self.settles()

    async def says(self, room: RoomId, body: str) -> None:
        """Faye says something."""
        event = self._event()
        self.home.bodies[event] = (FAYE, body)
        await self.hears(room, Message(event, self.true, FAYE, body))

    async def settles(self) -> None:
        """Everything that is due is done, or Kring was killed."""
        async with asyncio.timeout(DEADLINE):
            while not self.home.struck.is_set():
                if self._running.done():
                    self._running.result()
                ready = self.conductor._alarms._scheduler.running and self.home.batches.empty()
                if ready and await self.conductor.is_settled():
                    return
                await asyncio.sleep(0.0005)

    async def reaches(self, at: int) -> None:
        """Kring's clock shows this time (ms), and it does what is due."""
        self.true = max(self.true, at - self.skew)
        self.conductor.look_at_clock()
        await self.settles()

    async def is_down_until(self, at: int) -> None:
        """Kring was not there until then (ms, by its own clock)."""
        await self.stops()
        self.true = max(self.true, at - self.skew)
        await self.starts()

    async def changes_rules(self, like: str) -> None:
        """The zone has the rules of another from now on; Kring is started anew with them."""
        await self.stops()
        folder = self._folder / f"rules-{self._numbers}"
        (folder / "Europe").mkdir(parents=True)
        rules = files("tzdata") / "zoneinfo" / like
        (folder / ZONE).write_bytes(rules.read_bytes())
        self._use((str(folder), *self._rules))
        await self.starts()

    @staticmethod
    def _use(rules: tuple[str, ...]) -> None:
        zoneinfo.reset_tzpath(to=rules)
        ZoneInfo.clear_cache()
        zones.zone.cache_clear()

    async def goes_on(self, until: int) -> None:
        """As it is, with troubles of any kind, until then (ms)."""
        chance = self.chance
        while self.true < until:
            due = await self.store.next_due()
            assert due is not None, "something is planned for ever"
            if due >= until + DAY:
                self.true = until
                return
            match chance.choices(("on", "down", "killed", "stop"), (80, 8, 7, 5))[0]:
                case "down":
                    late = chance.choice(
                        (-HOUR, MINUTE, 20 * MINUTE, 50 * MINUTE, 3 * HOUR, 30 * HOUR)
                    )
                    await self.is_down_until(due + late)
                case "killed":
                    self.home.strikes = True
                    await self.reaches(due)
                    if self.home.struck.is_set():
                        self.killed = self.true + chance.choice((0, 5, 90)) * MINUTE
                        await self.is_down_until(self.killed + self.skew)
                    self.home.strikes = False
                case "stop":
                    await self.reaches(due)
                    for room, circle in (await self.store.circles()).items():
                        if circle.session is not None:
                            await self.says(room, "!stop")
                case _:
                    await self.reaches(due)

    def _event(self) -> EventId:
        self._numbers += 1
        return EventId(f"$event-{self._numbers}")


def check(world: Years, room: RoomId, over: list[WallTime], following: WallTime) -> Counter[str]:
    """What people saw in a room in all those years holds (G5); what was how often.

    ``over`` are the meetings that are over, by the clock on the wall; then comes ``following``.
    """
    names = [*over, following]
    seen = [one for one in world.home.seen if one.room == room]
    opened: dict[str, str] = {}
    told = 0
    reminded: Counter[tuple[WallTime, str]] = Counter()
    asked: Counter[str] = Counter()
    for one in seen:
        if one.moment == "gathering" and one.session is not None and one.session not in opened:
            opened[one.session] = one.local[:10]
            [meeting] = [name for name in names if name[:10] == one.local[:10]]
            assert -1.01 <= _hours(meeting, one.local) * 6 <= 6.1, "at its time on the wall"
        if one.moment == "reminder" and (missed := _missed(one.body)):
            told += missed
            assert when(one.body) in names, one
        elif one.moment == "reminder" and "herinnering" in one.body:
            meeting = when(one.body)
            assert meeting in names, one
            ahead = _hours(one.local, meeting)
            assert ahead > 0, "no reminder that makes no sense any more"
            lead = "week" if ahead > 72 else "day" if ahead > 6 else "hour"
            assert {"week": 170, "day": 28, "hour": 3}[lead] >= ahead, one
            reminded[meeting, lead] += 1
            assert "08:00" <= one.local[11:] <= "21:05", one
        elif one.moment == "poll" and one.session is None and "gesloten" not in one.body:
            asked[one.body.partition("\n")[0]] += 1
            assert one.late or "08:00" <= one.local[11:] <= "21:05", one
        assert one.moment not in ("fault", "safety-refused"), one
    dates = Counter(opened.values())
    assert set(dates.values()) <= {1}, [date for date, many in dates.items() if many > 1]
    assert set(reminded.values()) <= {1}, [one for one, many in reminded.items() if many > 1]
    assert set(asked.values()) <= {1}, [one for one, many in asked.items() if many > 1]
    dates.pop(following[:10], None)  # it may gather just now
    assert len(dates) + told == len(over), (len(dates), told, len(over))
    return Counter(opened=len(dates), told=told, reminders=len(reminded), polls=len(asked))


def _missed(body: str) -> int:
    several = re.search(r"(\d+) keer is .* niet geopend", body)
    if several is not None:
        return int(several[1])
    return 1 if "niet geopend" in body else 0


def _hours(one: WallTime, other: WallTime) -> float:
    """From one time on the wall to another; rules for zones changed meanwhile."""
    return (datetime.fromisoformat(other) - datetime.fromisoformat(one)).total_seconds() / 3600
