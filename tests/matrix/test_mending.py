"""R7: what Kring mends in a room, what it cannot, and fresh rooms, made once whatever happens."""

from __future__ import annotations

from typing import Any

from bot.core.people import RoomId, UserId
from bot.demo.person import Person
from bot.matrix.faults import Later
from tests.acceptance.table import raw_events
from tests.matrix.conftest import NewKring, NewPerson, NewUser, circle
from tests.matrix.kring import Kring
from tests.matrix.proxy import Fate, Proxy, Rule

WIDGET = ("im.vector.modular.widgets", {"type": "m.custom", "url": "https://example.org/w"}, "w")


async def _opened_up(host: Person, room: RoomId) -> None:
    """Everything that Kring can mend is wrong."""
    await host.set_state(room, "m.room.join_rules", {"join_rule": "knock"})
    await host.set_state(room, "m.room.guest_access", {"guest_access": "can_join"})
    await host.set_state(room, "m.room.history_visibility", {"history_visibility": "shared"})
    await host.set_state(room, *WIDGET)


async def _gives_power(host: Person, room: RoomId, user: UserId, level: int) -> None:
    for event in await raw_events(host, room):
        if event["type"] == "m.room.power_levels":
            content = event["content"]
            content["users"][user] = level
            await host.set_state(room, "m.room.power_levels", content)
            return
    raise AssertionError("a room without power levels")


async def _faults(kring: Kring, room: RoomId, *faults: str) -> None:
    """Hear until a room has these faults."""

    async def step() -> bool:
        return (await kring.edge.facts(room)).faults == faults

    for _ in range(50):
        if await step():
            return
        await kring.step()
    raise AssertionError((await kring.edge.facts(room)).faults)


async def test_r7_it_mends_what_it_may_and_takes_nothing_from_anybody(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    await _gives_power(anna, room, kring.user, 100)
    await _opened_up(anna, room)
    wrong = ("knock", "guests", "history", "widget")
    await _faults(kring, room, *wrong)

    assert await kring.edge.mend(room, (await kring.edge.facts(room)).faults) == ()
    assert await kring.edge.mend(room, ("knock", "guests")) == (), "again changes nothing"
    own = [one for one in await raw_events(anna, room) if one["sender"] == kring.user]
    changed = {one["type"]: one["content"] for one in own if "state_key" in one}
    changed.pop("m.room.member")
    assert changed == {
        "m.room.join_rules": {"join_rule": "invite"},
        "m.room.guest_access": {"guest_access": "forbidden"},
        "m.room.history_visibility": {"history_visibility": "joined"},
        WIDGET[0]: {},
    }


async def test_r7_without_power_it_mends_nothing_and_says_what_is_left(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    await anna.set_state(room, "m.room.guest_access", {"guest_access": "can_join"})
    await _faults(kring, room, "guests")
    assert await kring.edge.mend(room, ("guests",)) == ("guests",)


async def test_r7_it_switches_encryption_on(new_kring: NewKring, new_person: NewPerson) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await anna.create_room(invite=[kring.user], encrypted=False, powers={kring.user: 100})
    await kring.joins(room)
    assert await kring.edge.mend(room, ("not-encrypted",)) == ()
    assert kring.edge.is_encrypted(room)


async def test_r7_a_fresh_room_is_safe_and_for_the_same_people(
    new_kring: NewKring, new_person: NewPerson, new_user: NewUser
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    robot = await new_person("weer-bot", user=await new_user("weer-bot"))
    room = await circle(kring, anna, bram, robot)
    await _gives_power(anna, room, bram.user, 50)
    await kring.hears((await raw_events(anna, room))[0]["event_id"])

    fresh = await kring.edge.renew(room, "request-1")

    assert await anna.invitation() == fresh
    assert await bram.invitation() == fresh
    assert fresh not in robot.client.invited_rooms
    await anna.join(fresh)
    await bram.join(fresh)
    await kring.sees(fresh, bram.user)
    facts = await kring.edge.facts(fresh)
    assert (facts.members, facts.faults) == (tuple(sorted((anna.user, bram.user))), ())
    assert kring.edge.may_lead(fresh, anna.user)
    assert kring.edge.may_lead(fresh, bram.user)
    types = {one["type"] for one in await raw_events(anna, fresh) if "state_key" in one}
    assert not types & {"m.room.name", "m.room.topic", "m.room.avatar"}


async def test_r7_a_fresh_room_is_made_once_whatever_gets_lost(
    proxy: Proxy, new_kring: NewKring, new_person: NewPerson
) -> None:
    kring = await new_kring(url=proxy.url)
    anna, bram = await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    for lost in (r"POST .*/createRoom", r"PUT .*/state/m.room.power_levels", r"POST .*/invite"):
        proxy.add(Rule(lost, Fate.LOSE, times=1))
    made: list[RoomId] = []
    tries = 0
    while not made:
        tries += 1
        assert tries < 20
        try:
            made.append(await kring.edge.renew(room, "request-1"))
        except Later:
            if tries == 2:
                await kring.restart()  # in the middle of it
    assert await kring.edge.renew(room, "request-1") == made[0]
    answer: dict[str, Any] = await kring.edge._http.request(
        "GET", "/_matrix/client/v3/joined_rooms", None
    )
    assert set(answer["joined_rooms"]) == {room, made[0]}
    for person in (anna, bram):
        assert await person.invitation() == made[0]
        assert len(person.client.invited_rooms) == 1


async def test_what_is_worth_knowing_of_a_room(new_kring: NewKring, new_person: NewPerson) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    assert await kring.edge.remarks(room) == ()
    await _gives_power(anna, room, bram.user, 100)
    await kring.hears((await raw_events(anna, room))[0]["event_id"])
    assert await kring.edge.remarks(room) == ("all-may-change",)
