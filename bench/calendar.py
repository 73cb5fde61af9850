"""How long the calendar takes at a start: ten thousand series in a thousand rooms."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from bot.calendar.recurrence import anchored, instant
from bot.core.circle import Circle
from bot.core.people import RoomId, UserId
from bot.core.series import Every, Rule, Series, WallTime
from bot.core.transitions import step
from bot.formats.loader import load, shipped
from bot.runtime.reckoning import Reckoning
from bot.store.store import Store

ROOMS, EACH = 1_000, 10
NOW = WallTime("2026-11-25T14:00")
_ZONES = ("Europe/Amsterdam", "Europe/Dublin", "America/New_York", "Africa/Casablanca")
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Times:
    """In seconds: to open the store and read all rooms; to see that nothing moved and find the earliest
    alarm; to work all of them out anew, as when the rules of every zone changed.
    """

    read: float
    armed: float
    anew: float


async def measure(folder: Path) -> Times:
    """Fill a store, and start on it."""
    database = f"sqlite+aiosqlite:///{folder}/calendar.db"
    reckoning, now = Reckoning(load([shipped()]).themes), instant(NOW, _ZONES[0])
    store = await Store.open(database, folder / "calendar-keys")
    for start in range(0, ROOMS, _BATCH):
        async with store.unit() as unit:
            for number in range(start, start + _BATCH):
                circle = Circle(RoomId(f"!{number}:bench"), "nl", calendar=_planned(number))
                news = reckoning.anew(circle, now)
                await unit.save(step(circle, news)[0] if news is not None else circle)
    await store.close()

    begin = time.perf_counter()
    store = await Store.open(database, folder / "calendar-keys")
    circles = (await store.circles()).values()
    read = time.perf_counter()
    moved = [circle for circle in circles if reckoning.at_start(circle, now) is not None]
    earliest = await store.next_due()
    armed = time.perf_counter()
    for circle in circles:
        later = replace(circle, calendar=tuple(replace(one, next=None) for one in circle.calendar))
        reckoning.at_start(later, now)
    anew = time.perf_counter()
    await store.close()
    if moved or earliest is None or sum(len(circle.calendar) for circle in circles) != ROOMS * EACH:
        raise RuntimeError("the calendar was not kept as it was")
    return Times(read - begin, armed - read, anew - armed)


def _planned(number: int) -> tuple[Series, ...]:
    """The series of a room: by the day, week and month, at many times."""
    found = []
    for one in range(EACH):
        every = (Every.MONTH, Every.WEEK, Every.MONTH, Every.WEEK, Every.DAY)[one % 5]
        weekdays = () if every is Every.DAY else ((number + one) % 7,)
        weeks = ((number + one) % 4 + 1,) if every is Every.MONTH else ()
        first = WallTime(f"2026-11-26T{8 + (number + one) % 12:02}:30")
        zone = _ZONES[number % len(_ZONES)]
        rule = anchored(Rule(first, zone, every, 1, weekdays, weeks), first)
        if rule is None:
            raise RuntimeError("a rule without a meeting")
        led = UserId("@bench:bench")
        found.append(Series(f"{number}-{one}", "campfire", rule, 90, (led,), by=led))
    return tuple(found)
