"""Five years of meetings, with all that can happen to a machine and its clock: each is opened once, or
told; nothing is said twice, at night, or after it makes sense (G5).
"""

from __future__ import annotations

import os
from collections import Counter
from itertools import takewhile
from pathlib import Path

import pytest

from bot.calendar.recurrence import instant, names, shown
from bot.core.series import Series, WallTime
from tests.calendar.years import DAY, HOUR, ZONE, Years, check

SEEDS = int(os.environ.get("CHAOS_YEARS", "20"))
MONTHLY = "webinar elke derde donderdag 19:30"
OTHERS = (
    "kampvuur elke dag 10:00 zonder thema", "kampvuur elke week op maandag 9:00",
    "kampvuur elke twee weken op dinsdag 20:30", "kampvuur elke zondag 12:00",
)  # fmt: skip


async def years(folder: Path, seed: int, many: int, *plans: str) -> Counter[str]:
    """So many years, troubles and all; what was how often."""
    async with Years(folder, seed, *plans) as world:
        chance, begin = world.chance, world.true
        end = begin + many * 365 * DAY

        async def ahead(share: float) -> None:
            await world.goes_on(begin + int((share + chance.uniform(-0.03, 0.03)) * (end - begin)))

        await ahead(0.15)
        await world.is_down_until(world.now() + 7 * DAY)
        await ahead(0.3)
        world.skew += HOUR  # the clock is put ahead, and right again
        await world.reaches(world.now())
        await world.goes_on(world.true + chance.choice((HOUR, 2 * DAY, 10 * DAY)))
        world.skew -= HOUR
        await ahead(0.45)
        await world.changes_rules("Africa/Algiers")  # no summer time any more
        await ahead(0.6)
        world.skew -= HOUR
        await world.reaches(world.now())
        await world.goes_on(world.true + chance.choice((HOUR, 2 * DAY, 10 * DAY)))
        world.skew += HOUR
        await ahead(0.75)
        await world.changes_rules("Europe/Athens")  # an hour further east, and summer time
        await world.goes_on(end)
        await world.reaches(world.now() + 2 * HOUR)

        found: Counter[str] = Counter(restarts=world.restarts)
        circles = await world.store.circles()
        for room in world.rooms:
            [series] = circles[room].calendar
            assert series.next is not None
            found += check(world, room, over(series, begin), series.next.name)
        return found


def over(series: Series, begin: int) -> list[WallTime]:
    """The meetings before the one that is next."""
    assert series.next is not None
    since, following = shown(begin, ZONE), series.next.name
    known = takewhile(lambda name: name < following, names(series.rule))
    return [name for name in known if name >= since]


async def test_g5_five_years_of_a_monthly_webinar(tmp_path: Path) -> None:
    found = await years(tmp_path, 7, 5, MONTHLY)
    assert found["opened"] > 40
    assert found["restarts"] > 30
    assert found["reminders"] > 100
    assert found["told"] > 0


async def often(folder: Path, seeds: int, many: int, *plans: str) -> None:
    """So many years, with each of so many seeds; tells what was how often."""
    found: Counter[str] = Counter()
    for seed in range(seeds):
        (folder / str(seed)).mkdir()
        found += await years(folder / str(seed), seed, many, *plans)
    print(f"{many} years, {seeds} times, {len(plans)} rooms:", dict(found))  # noqa: T201 - of a campaign


@pytest.mark.campaign
@pytest.mark.timeout(7200)
async def test_g5_five_years_of_a_monthly_webinar_many_times(tmp_path: Path) -> None:
    await often(tmp_path, SEEDS, 5, MONTHLY)


@pytest.mark.campaign
@pytest.mark.timeout(7200)
async def test_g5_years_of_meetings_each_day_and_week_in_several_rooms(tmp_path: Path) -> None:
    await often(tmp_path, max(SEEDS // 7, 1), 2, MONTHLY, *OTHERS)


def test_the_years_take_in_summer_time() -> None:
    assert (
        instant(WallTime("2027-07-01T12:00"), ZONE) % DAY
        != instant(WallTime("2027-01-01T12:00"), ZONE) % DAY
    )
