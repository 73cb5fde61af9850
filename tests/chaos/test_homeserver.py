"""The homeserver is away, is slow to allow, or does not do what it should."""

from __future__ import annotations

import asyncio
import copy
import random
import re
from typing import Any

import pytest

from tests.chaos.campfire import Campfire
from tests.chaos.conftest import NewGround
from tests.chaos.victim import ROOM_MESSAGE, SYNC, Victim
from tests.conftest import People
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until

TO_DEVICE = "PUT .*/sendToDevice"
SLOW_SECONDS = 1.0


async def test_a_round_goes_on_after_the_homeserver_was_away(ground: NewGround) -> None:
    here = await ground("Samira", "Joost", "Els")
    campfire = Campfire(here.people, here.victim.user)
    await campfire.gather()
    await campfire.begin()

    first = await campfire.hears("turn")
    await here.homeserver.kill()
    await here.homeserver.start()
    await campfire.turn(first)

    second = await campfire.hears("turn")
    held = here.proxy.add(Rule(ROOM_MESSAGE, Fate.HOLD))
    await campfire.turn(second)

    async def is_held() -> bool:
        return held.hits > 0

    await until(is_held, "the next turn is on its way")
    await here.homeserver.kill()
    here.proxy.remove(held)
    await here.homeserver.start()
    await campfire.turn(await campfire.hears("turn"))
    await campfire.end()

    await campfire.was_whole()
    assert "Traceback" not in here.victim.stderr


@pytest.mark.campaign
async def test_with_the_limits_of_synapse_nothing_is_lost_or_doubled(ground: NewGround) -> None:
    here = await ground("Samira", "Joost", "Els", default_limits=True)
    campfire = Campfire(here.people, here.victim.user)
    await campfire.gather()

    await campfire.hold()

    # Kring's transaction ids are twice as long as people's.
    assert re.search(r'429 "PUT \S+/send/\S+/[0-9a-f]{32} ', here.homeserver.log())
    await campfire.was_whole()


@pytest.mark.parametrize("seed", [1])
async def test_a_bad_connection_loses_and_doubles_nothing(
    victim: Victim, proxy: Proxy, people: People, seed: int
) -> None:
    chance = random.Random(seed)
    answers: list[dict[str, Any]] = []

    def old_or_new(answer: dict[str, Any]) -> dict[str, Any]:
        """Give now and then an answer again that was given before: doubled and out of order."""
        if answers and chance.random() < 0.3:
            return copy.deepcopy(chance.choice(answers[-3:]))
        answers.append(copy.deepcopy(answer))
        return answer

    async def bad(act: str) -> None:
        for what in (ROOM_MESSAGE, TO_DEVICE, SYNC) if chance.random() < 0.7 else ():
            fate = chance.choice([fate for fate in Fate if fate is not Fate.REWRITE])
            rule = proxy.add(Rule(what, fate, times=1))
            asyncio.get_running_loop().call_later(SLOW_SECONDS, rule.gate.set)

    circle = [await people(name) for name in ("Samira", "Joost", "Els")]
    campfire = Campfire(circle, victim.user, bad)
    await campfire.gather()
    proxy.add(Rule(SYNC, Fate.REWRITE, rewrite=old_or_new))

    await campfire.hold()

    await campfire.was_whole()
    assert "event-failed" not in victim.stderr


async def test_a_start_counts_though_the_homeserver_did_not_tell_who_is_there(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    circle = [await people(name) for name in ("Samira", "Joost", "Els")]
    campfire = Campfire(circle, victim.user)
    await campfire.gather()
    asked = proxy.add(Rule("GET .*/joined_members", Fate.BAD_GATEWAY, times=3))

    await campfire.says(circle[0], "!start kampvuur Thuis")
    await campfire.says(circle[1], "!luister")

    await campfire.hears("gathering")
    assert asked.hits == 3


@pytest.mark.campaign
async def test_all_that_was_said_while_kring_was_away_is_answered_once(
    victim: Victim, people: People
) -> None:
    samira = await people("Samira")
    room = await samira.create_room(invite=[victim.user])
    await samira.transcript.moment("hello", room=room)
    await samira.say(room, "!hulp")
    await samira.transcript.moment("help", room=room)
    await victim.kill()
    content = {"msgtype": "m.text", "body": "!hulp", "m.mentions": {}}
    for _ in range(10):
        await asyncio.gather(
            *(
                samira.client.room_send(
                    room, "m.room.message", content, ignore_unverified_devices=True
                )
                for _ in range(15)
            )
        )

    await victim.start()

    transcript = samira.transcript
    await transcript.until_so(lambda: len(transcript.moments("help")) >= 151, "151 answers", 60)
    await victim.kill()
    await victim.start()
    last = await samira.say(room, "!veilig")
    await transcript.until(lambda heard: heard.event == last)
    await transcript.moment("safety", room=room)
    answers = transcript.moments("help")
    assert len(answers) == len({heard.block["id"] for heard in answers}) == 151
