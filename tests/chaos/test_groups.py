"""A kill while the rooms of small groups are made: never a second set, and everybody has one."""

from __future__ import annotations

import json

import aiohttp
import pytest

from bot.core.people import RoomId
from bot.demo.person import Person
from tests.acceptance.table import users
from tests.acceptance.test_groups import hears_in
from tests.acceptance.test_private import invited
from tests.chaos.victim import Victim
from tests.conftest import People
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until

NAMES = ("Samira", "Joost", "Els", "Adem", "Noor", "Bram")
CREATE = r"POST .*/createRoom"


async def begun(victim: Victim, everyone: list[Person]) -> RoomId:
    """All agree, but the last one."""
    host, *others = everyone
    room = await host.create_room(invite=[victim.user, *users(others)])
    for person in others:
        await person.join(room)
    await host.transcript.moment("hello", room=room)
    await host.say(room, "!start uiteen")
    gathering = await host.transcript.moment("gathering", room=room)
    for person in everyone:
        await person.tap(room, gathering.event, "✅")
    await host.say(room, "!volgende")
    agreements = await host.transcript.moment("agreements", room=room)
    for person in everyone:
        await person.tap(room, agreements.event, "✅")
    return room


async def test_a_kill_while_rooms_are_made_makes_no_second_set(
    victim: Victim, proxy: Proxy, people: People
) -> None:
    """One room is made and its answer gets lost, the other request waits; then the kill."""
    everyone = [await people(name) for name in NAMES]
    lost = proxy.add(Rule(CREATE, Fate.LOSE, times=1))
    held = proxy.add(Rule(CREATE, Fate.HOLD))
    room = await begun(victim, everyone)

    async def under_way() -> bool:
        return lost.hits == 1 and held.hits >= 1

    await until(under_way, "rooms are being made")
    await victim.kill()
    proxy.remove(lost)
    proxy.remove(held)

    await victim.start()

    placed = {person.user: await invited(person, set()) for person in everyone}
    assert len(set(placed.values())) == 2
    asked = {
        body
        for request, body in proxy.sent
        if "createRoom" in request and "POST" in request and b"Groepje" in body
    }
    assert len(asked) == 2, "one request for each group, repeated as it was"
    for person in everyone:
        await person.join(placed[person.user])
    for person in everyone:
        told = await hears_in(person, placed[person.user], victim.user, "Wat herken je?")
        assert told.block["kind"] == "groups"
        assert set(person.client.invited_rooms) == set(), "nobody is invited twice"
    host = everyone[0]
    begins = [
        heard for heard in host.transcript.all() if heard.room == room and heard.moment == "stage"
    ]
    assert len(begins) == 1


@pytest.mark.campaign
async def test_a_group_whose_room_is_lost_gets_another(victim: Victim, people: People) -> None:
    """Kring is out of one group's room: its people are told in the circle, and invited anew."""
    everyone = [await people(name) for name in NAMES]
    room = await begun(victim, everyone)
    placed = {person.user: await invited(person, set()) for person in everyone}
    for person in everyone:
        await person.join(placed[person.user])
    lost = placed[everyone[0].user]
    mine = [person for person in everyone if placed[person.user] == lost]
    await hears_in(mine[0], lost, victim.user, "Wat herken je?")

    token = json.loads((victim.data / "keys" / "matrix-session.json").read_text())["access_token"]
    where = f"{everyone[0].client.homeserver}/_matrix/client/v3/rooms/{lost}/leave"
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.post(where, json={}) as answer:
        assert answer.status == 200

    told = await hears_in(everyone[0], room, victim.user, "werkt niet meer")
    assert set(told.mentions) == {person.user for person in mine}
    again = {await invited(person, set()) for person in mine}
    assert len(again) == 1
    assert again != {lost}
    for person in mine:
        await person.join(next(iter(again)))
    for person in mine:
        await hears_in(person, next(iter(again)), victim.user, "Wat herken je?")
    await victim.kill()
    await victim.start()
    await everyone[0].say(room, "!volgende")
    for person in mine:
        await hears_in(person, next(iter(again)), victim.user, "De tijd is om")
