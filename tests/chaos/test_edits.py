"""Kring is killed between the commit of an edit and its sending, and just after it was sent (G1)."""

from __future__ import annotations

from bot.core.people import EventId
from bot.demo.heard import Heard
from tests.chaos.campfire import SECONDS, Campfire
from tests.chaos.victim import ROOM_MESSAGE, Victim, then
from tests.conftest import People
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until

NAMES = ("Samira", "Joost", "Els", "Ruben")
AN_EDIT = b'"m.replace"'
"""Relations travel in clear."""


def edits(campfire: Campfire, target: EventId) -> list[Heard]:
    """The edits of a message that the leader heard, each event once."""
    heard = campfire.leader.transcript.moments(room=campfire.room)
    return list({one.event: one for one in heard if one.replaces == target}.values())


async def brought_up_to_date(campfire: Campfire, target: EventId, speaker: str) -> None:
    """Wait until an edit says who has the floor."""
    await campfire.leader.transcript.until_so(
        lambda: any(f"Aan het woord: {speaker}" in one.body for one in edits(campfire, target)),
        f"an edit with {speaker}",
        SECONDS,
    )


async def test_an_edit_is_sent_exactly_once_through_kills(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    campfire = Campfire([await people(name) for name in NAMES], victim.user)
    names = {person.user: person.name for person in campfire.people}
    await campfire.gather()
    await campfire.begin()
    turn = await campfire.hears("turn")
    await campfire.says(campfire.leader, "!overzicht")
    overview = (await campfire.hears("help")).event

    held = proxy.add(Rule(ROOM_MESSAGE, Fate.HOLD, holding=AN_EDIT))
    await campfire.turn(turn)
    turn = await campfire.hears("turn")

    async def is_held() -> bool:
        return held.hits > 0

    await until(is_held, "the edit is on its way")
    await victim.kill()
    assert edits(campfire, overview) == []
    proxy.remove(held)
    await victim.start()
    await brought_up_to_date(campfire, overview, names[turn.mentions[0]])

    sent = Rule(ROOM_MESSAGE, Fate.REWRITE, times=1, rewrite=then(victim.strike), holding=AN_EDIT)
    proxy.add(sent)
    await campfire.turn(turn)
    turn = await campfire.hears("turn")
    assert await victim.ended() == -9
    await victim.start()
    await brought_up_to_date(campfire, overview, names[turn.mentions[0]])

    await campfire.says(campfire.leader, "!stop")
    await campfire.hears("closed")
    told = [one.body for one in edits(campfire, overview)]
    assert len(told) == 3, told
    assert "afgelopen" in told[-1]
    blocks = [one.block["id"] for one in edits(campfire, overview)]
    assert len(set(blocks)) == 3
    assert "Traceback" not in victim.stderr
