"""The alarm rings once, at its time by the clock on the wall, and never before it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, tzinfo

import pytest

from bot.calendar import alarms
from bot.calendar.alarms import Alarms
from bot.ports import SystemClock

DEADLINE = 10.0
START = 1_700_000_000_000


class FakeClock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.time = START
        self.looked = asyncio.Semaphore(0)

    def now(self) -> int:
        self.looked.release()
        return self.time

    async def read(self, times: int) -> None:
        """Wait until somebody read the clock so many times from now on."""
        self.looked = asyncio.Semaphore(0)
        async with asyncio.timeout(DEADLINE):
            for _ in range(times):
                await self.looked.acquire()


class Bell:
    """Counts how often it rang, and can fail."""

    def __init__(self) -> None:
        self.rang = asyncio.Semaphore(0)
        self.count = 0
        self.failures = 0

    async def ring(self) -> None:
        self.count += 1
        self.rang.release()
        if self.failures:
            self.failures -= 1
            raise RuntimeError

    async def heard(self) -> None:
        async with asyncio.timeout(DEADLINE):
            await self.rang.acquire()


@pytest.fixture
async def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def bell() -> Bell:
    return Bell()


@pytest.fixture(name="alarm")
async def running_alarm(clock: FakeClock, bell: Bell) -> AsyncIterator[Alarms]:
    alarm = Alarms(clock, bell.ring)
    alarm.start()
    yield alarm
    alarm.stop()


async def test_a_time_that_has_come_rings(alarm: Alarms, bell: Bell) -> None:
    alarm.set(START)
    await bell.heard()


async def test_a_time_long_past_still_rings(alarm: Alarms, bell: Bell) -> None:
    alarm.set(START - 30 * 24 * 3_600_000)
    await bell.heard()


async def test_a_time_set_before_the_start_rings(clock: FakeClock, bell: Bell) -> None:
    alarm = Alarms(clock, bell.ring)
    alarm.set(START - 5_000)
    alarm.start()
    await bell.heard()
    alarm.stop()


async def test_it_rings_at_its_time_and_not_before(
    alarm: Alarms, bell: Bell, clock: FakeClock
) -> None:
    alarm.set(START + 20)
    await clock.read(6)  # the scheduler came early three times, and looked again
    assert bell.count == 0
    clock.time = START + 20
    await bell.heard()


async def test_it_rings_once(alarm: Alarms, bell: Bell, clock: FakeClock) -> None:
    alarm.set(START)
    await bell.heard()
    alarm.set(START + 10)
    await clock.read(4)
    assert bell.count == 1


async def test_a_new_time_replaces_the_old_and_none_takes_it_away(
    alarm: Alarms, bell: Bell, clock: FakeClock
) -> None:
    alarm.set(START)
    alarm.set(START + 10)
    await clock.read(4)
    assert bell.count == 0
    alarm.set(None)
    clock.time = START + 10
    alarm.set(START + 20)
    await clock.read(4)
    assert bell.count == 0


async def test_a_clock_that_was_put_forward_is_noticed(
    alarm: Alarms, bell: Bell, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "LOOK_AGAIN_MS", 10)
    alarm.set(START + 24 * 3_600_000)
    await clock.read(3)
    assert bell.count == 0
    clock.time = START + 25 * 3_600_000
    await bell.heard()


async def test_who_moved_the_clock_can_have_it_looked_at_at_once(
    alarm: Alarms, bell: Bell, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "LOOK_AGAIN_MS", 3_600_000)
    alarm.set(START + 24 * 3_600_000)
    alarm.look()
    assert bell.count == 0
    clock.time = START + 25 * 3_600_000
    alarm.look()
    await bell.heard()


async def test_who_rings_may_set_the_next_time(clock: FakeClock) -> None:
    times: list[int] = []
    done = asyncio.Event()

    async def ring() -> None:
        times.append(clock.time)
        if len(times) == 3:
            done.set()
        else:
            alarm.set(START)

    alarm = Alarms(clock, ring)
    alarm.start()
    alarm.set(START)
    async with asyncio.timeout(DEADLINE):
        await done.wait()
    alarm.stop()


async def test_a_ring_that_fails_is_tried_again(
    alarm: Alarms, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "LOOK_AGAIN_MS", 10)
    bell.failures = 1
    alarm.set(START)
    await bell.heard()
    await bell.heard()


async def test_rings_never_overlap(clock: FakeClock) -> None:
    inside = most = rings = 0
    second = asyncio.Event()

    async def ring() -> None:
        nonlocal inside, most, rings
        rings += 1
        inside += 1
        most = max(most, inside)
        if rings == 1:
            alarm.set(START)
            # Until the scheduler has begun the second, which it tells nobody.
            while alarm._scheduler.get_jobs():  # noqa: ASYNC110
                await asyncio.sleep(0)
            for _ in range(5):
                await asyncio.sleep(0)
        else:
            second.set()
        inside -= 1

    alarm = Alarms(clock, ring)
    alarm.start()
    alarm.set(START)
    async with asyncio.timeout(DEADLINE):
        await second.wait()
    assert most == 1
    alarm.stop()


async def test_a_scheduler_that_comes_much_too_late_still_rings(
    alarm: Alarms, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    class HourAgo(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> HourAgo:
            return cls.fromtimestamp(time.time() - 3600, tz)

    monkeypatch.setattr(alarms, "datetime", HourAgo)
    alarm.set(START)
    await bell.heard()


async def test_alarms_that_never_began_end_too() -> None:
    async def ring() -> None:
        raise AssertionError("nothing was to ring")

    Alarms(SystemClock(), ring).stop()
