"""Kring is killed again and again in the middle of a conversation, at the worst moments."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3

import pytest

from tests.chaos.campfire import Campfire
from tests.chaos.conftest import NewVictim
from tests.chaos.victim import CAMPAIGN, Killer, Victim, then
from tests.conftest import People
from tests.matrix.proxy import Fate, Proxy, Rule

SEEDS = [int(seed) for seed in os.environ.get(CAMPAIGN, "1").split()]
SPARE = float(os.environ.get("CHAOS_SPARE", "0.1"))
NAMES = ("Samira", "Joost", "Ruben", "Els")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_conversation_goes_on_through_twenty_kills(
    victim: Victim, proxy: Proxy, people: People, seed: int
) -> None:
    circle = [await people(name) for name in NAMES]
    killer = Killer(victim, proxy, seed, spare=SPARE)
    campfire = Campfire(circle, victim.user, killer.before)
    await campfire.gather()

    await campfire.hold()
    await killer.rest()
    await victim.kill()
    await victim.start()

    print(f"seed {seed}: {killer.kills}")  # noqa: T201 - the campaign's account, with pytest -s
    assert sum(n for how, n in killer.kills.items() if how != "too late") >= 20
    await campfire.was_whole()
    with sqlite3.connect(victim.data / "kring.db") as database:
        assert database.execute("SELECT count(*) FROM history").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM outbox WHERE event IS NULL").fetchone() == (
            0,
        )
    assert list((victim.data / "keys").glob("session-*")) == []
    assert "event-failed" not in victim.stderr
    assert "Traceback" not in victim.stderr


@pytest.mark.campaign
@pytest.mark.parametrize("seed", SEEDS)
async def test_kills_at_its_very_first_start_do_no_harm(
    new_victim: NewVictim, people: People, seed: int
) -> None:
    chance = random.Random(seed)
    victim = await new_victim()
    for _ in range(8):
        await victim.start(ready=False)
        await asyncio.sleep(chance.uniform(0.5, 2.5))
        assert victim.ended_by_itself is None, victim.stderr
        await victim.kill()

    await victim.start()

    samira = await people("Samira")
    room = await samira.create_room(invite=[victim.user])
    await samira.transcript.moment("hello", room=room)
    assert "Traceback" not in victim.stderr


@pytest.mark.campaign
async def test_who_cannot_read_along_is_told_so_once_through_kills(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    circle = [await people(name) for name in ("Samira", "Joost", "Els")]
    ruben = await people("Ruben", signed=False)
    campfire = Campfire([*circle, ruben], victim.user)
    await campfire.gather()
    requests = (
        r"POST .*/createRoom",
        r"PUT .*/state/m\.room\.member",
        r"PUT .*/send/m\.room\.mess",
    )
    await campfire.says(circle[0], "!start kampvuur")
    for request in requests:
        rule = proxy.add(Rule(request, Fate.REWRITE, times=1, rewrite=then(victim.strike)))
        assert await victim.ended() == -9
        proxy.remove(rule)
        await victim.start(ready=False)

    room = await ruben.invitation()
    await ruben.join(room)
    await ruben.transcript.moment("help", room=room)
    await victim.kill()
    await victim.start()
    await ruben.say(room, "!hulp")
    await ruben.transcript.until_so(
        lambda: len(ruben.transcript.moments("help", room=room)) == 2, "the second help"
    )
    assert list(ruben.client.invited_rooms) in ([], [room])
