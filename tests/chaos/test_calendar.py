"""Kring is killed at every message of a plan that is to open at once: each comes once (G1, G5)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.chaos.victim import ROOM_MESSAGE, Victim, then
from tests.conftest import People
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until

ZONE = ZoneInfo("Europe/Amsterdam")
SAID = ("planned", "planned", "gathering")
"""The announcement, its file, and ten minutes before the meeting, which is now, the gathering."""


async def test_g5_killed_at_every_message_a_meeting_is_announced_and_opened_once(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    host, guest = await people("Samira"), await people("Bram")
    room = await host.create_room(invite=[victim.user, guest.user])
    await guest.join(room)
    await host.transcript.moment("hello", room=room)
    soon = datetime.now(ZONE) + timedelta(minutes=6)
    await host.say(room, f"!plan kampvuur op {soon:%d-%m-%Y} om {soon:%H:%M}")
    await host.transcript.moment("plan-confirm", room=room)
    rules = [_dies_after_a_send(proxy, victim)]
    await host.say(room, "!ja")

    for number in range(len(SAID)):

        async def struck() -> bool:
            return rules[-1].hits > 0

        try:
            await until(struck, f"message {number} is sent", deadline=90)
        except AssertionError as vain:
            raise AssertionError(f"{vain}; it wrote: {victim.stderr[-4000:]}") from None
        await victim.ended()
        proxy.remove(rules[-1])
        if number + 1 < len(SAID):
            rules.append(_dies_after_a_send(proxy, victim))
        await victim.start(ready=False)
    await until(victim.is_ready, "Kring is ready")

    await guest.say(room, "!agenda")
    await host.transcript.moment("agenda", room=room)
    heard = [one for one in host.transcript.all() if one.room == room and one.moment]
    once = {one.event: one.moment for one in heard if one.type != "m.reaction"}
    assert Counter(once.values()) == Counter(["hello", "plan-confirm", *SAID, "agenda"])


def _dies_after_a_send(proxy: Proxy, victim: Victim) -> Rule:
    """The homeserver takes the next message, and Kring never hears that it did."""
    return proxy.add(Rule(ROOM_MESSAGE, Fate.REWRITE, times=1, rewrite=then(victim.strike)))
