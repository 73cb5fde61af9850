"""What can no longer be sent is dropped and told of; what breaks in one room stays in that room."""

from __future__ import annotations

import shutil
import sqlite3
from typing import Any

import pytest

from bot.core import transitions
from bot.core.circle import Circle
from bot.core.effects import Effect
from bot.core.events import Event
from bot.matrix.waiting import HELD_SECONDS
from tests.chaos.campfire import Campfire
from tests.chaos.conftest import NewInside
from tests.chaos.victim import ROOM_MESSAGE, SYNC, Victim
from tests.conftest import People
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until

DAY_MS = 24 * 3_600_000
NAMES = ("Samira", "Joost", "Els")


async def interrupted(victim: Victim, proxy: Proxy, campfire: Campfire) -> None:
    """Kill Kring when the second turn is committed and not yet sent."""
    await campfire.gather()
    await campfire.begin()
    first = await campfire.hears("turn")
    held = proxy.add(Rule(ROOM_MESSAGE, Fate.HOLD))
    await campfire.turn(first)

    async def is_held() -> bool:
        return held.hits > 0

    await until(is_held, "the second turn is on its way")
    await victim.kill()
    proxy.remove(held)


async def goes_on(campfire: Campfire) -> None:
    """Where the conversation is is told once, with whose turn it is; from there it is as ever."""
    await campfire.turn(await campfire.hears("resumed"))
    await campfire.turn(await campfire.hears("turn"))
    await campfire.end()
    names = [heard.moment for heard in campfire.moments()]
    assert names == [
        "hello", "gathering", "agreements", "turn", "resumed", "turn",
        "check-out", "after-talk", "closed",
    ]  # fmt: skip
    ids = [heard.block["id"] for heard in campfire.moments()]
    assert len(set(ids)) == len(ids)


async def test_what_waited_is_said_before_what_came_while_kring_was_away(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    campfire = Campfire([await people(name) for name in NAMES], victim.user)
    await interrupted(victim, proxy, campfire)
    await campfire.says(campfire.people[1], "!pauze")

    await victim.start()

    turn = await campfire.hears("turn")
    assert (await campfire.hears("paused")).mentions == ()
    await campfire.says(campfire.people[1], "!verder")
    resumed = await campfire.hears("resumed")
    assert resumed.block["person"] == turn.block["person"]


async def test_a_turn_older_than_a_day_is_dropped_and_told_anew(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    campfire = Campfire([await people(name) for name in NAMES], victim.user)
    await interrupted(victim, proxy, campfire)
    with sqlite3.connect(victim.data / "kring.db") as database:
        changed = database.execute("UPDATE outbox SET at = at - ? WHERE event IS NULL", [DAY_MS])
        assert changed.rowcount == 1

    await victim.start()

    await goes_on(campfire)


async def test_a_turn_of_another_device_is_dropped_and_told_anew(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    campfire = Campfire([await people(name) for name in NAMES], victim.user)
    await interrupted(victim, proxy, campfire)
    (victim.data / "keys" / "matrix-session.json").unlink()
    shutil.rmtree(victim.data / "matrix")

    await victim.start()

    await goes_on(campfire)


async def test_an_outage_of_more_than_a_day_is_told_without_a_restart(
    victim: Victim, proxy: Proxy, people: People, inside: NewInside
) -> None:
    await victim.kill()
    kring = await inside(victim)
    campfire = Campfire([await people(name) for name in NAMES], victim.user)
    await campfire.gather()
    await campfire.begin()
    first = await campfire.hears("turn")
    away = proxy.add(Rule(ROOM_MESSAGE, Fate.BAD_GATEWAY))
    await campfire.turn(first)

    async def is_away() -> bool:
        return away.hits > 0

    await until(is_away, "the second turn is on its way")
    kring.clock.ahead = DAY_MS
    proxy.remove(away)

    resumed = await campfire.hears("resumed")
    assert resumed.block["person"] not in (None, first.block["person"])
    assert resumed.mentions == (resumed.block["person"],)


async def test_a_message_whose_key_comes_late_still_counts(
    victim: Victim, proxy: Proxy, people: People, inside: NewInside
) -> None:
    await victim.kill()
    kring = await inside(victim)
    circle = [await people(name) for name in NAMES]
    campfire = Campfire(circle, victim.user)
    await campfire.gather()
    await campfire.begin()
    first = await campfire.hears("turn")
    speaker = next(person for person in circle if (person.user,) == first.mentions)
    kept: list[dict[str, Any]] = []
    keeping = True

    def late(answer: dict[str, Any]) -> dict[str, Any]:
        """Keep the keys that come, until they are let go."""
        events = answer.setdefault("to_device", {}).setdefault("events", [])
        if keeping:
            kept.extend(events)
            events.clear()
        else:
            events.extend(kept)
            kept.clear()
        return answer

    proxy.add(Rule(SYNC, Fate.REWRITE, rewrite=late))
    speaker.client.invalidate_outbound_session(campfire.room)
    await campfire.says(speaker, "!klaar")
    other = next(person for person in circle if person is not speaker)
    await other.say(campfire.room, "rustig maar")
    kring.clock.ahead = (HELD_SECONDS + 1) * 1000
    await other.say(campfire.room, "neem je tijd")
    asked = await campfire.hears("ask")
    assert asked.mentions == (speaker.user,)

    keeping = False
    await other.say(campfire.room, "ja")

    second = await campfire.hears("turn")
    assert second.mentions != (speaker.user,)


async def test_what_breaks_in_one_room_harms_no_other(
    victim: Victim, people: People, inside: NewInside, monkeypatch: pytest.MonkeyPatch
) -> None:
    samira = await people("Samira")
    rooms = [await samira.create_room(invite=[victim.user]) for _ in range(2)]
    for room in rooms:
        await samira.transcript.moment("hello", room=room)
    await victim.kill()
    lawful, broken = transitions.step, True

    def step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
        if broken and circle.room == rooms[0]:
            raise ZeroDivisionError
        return lawful(circle, event)

    monkeypatch.setattr(transitions, "step", step)
    for room in rooms:
        await samira.say(room, "!hulp")

    await inside(victim)

    await samira.transcript.moment("help", room=rooms[1])
    broken = False
    await samira.say(rooms[0], "!hulp")
    await samira.transcript.moment("help", room=rooms[0])
