"""Small groups on a real homeserver: rooms of their own, the way back, and who tells (section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.people import RoomId, UserId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table, raw_events
from tests.acceptance.test_helping import state
from tests.acceptance.test_private import invited


async def hears_in(person: Person, room: RoomId, kring: UserId, key: str) -> Heard:
    """Wait until Kring said something with this in it, in a group's room."""
    return await person.transcript.until(
        lambda one: one.room == room and one.sender == kring and key in one.body, what=key
    )


async def is_left(person: Person, room: RoomId, who: UserId) -> None:
    """Wait until somebody left a room."""
    await person.transcript.until(
        lambda one: (
            one.room == room and one.state_key == who and one.content.get("membership") == "leave"
        ),
        what="leaving",
    )


async def go_apart(here: Table) -> dict[str, tuple[Person, RoomId]]:
    """Start with all guests; return who is in which group's room, by user."""
    before = {guest.user: set(map(RoomId, guest.client.invited_rooms)) for guest in here.guests}
    agreements = await here.gathers(*here.guests, start="!start uiteen Meedoen")
    for guest in here.guests:
        await here.taps(guest, agreements)
    begin = await here.hears("stage")
    assert begin.block["kind"] == "groups"
    assert "2 groepjes" in begin.body
    assert "10 minuten" in begin.body
    return {guest.user: (guest, await invited(guest, before[guest.user])) for guest in here.guests}


def together(placed: dict[str, tuple[Person, RoomId]]) -> list[Sequence[Person]]:
    rooms: dict[RoomId, list[Person]] = {}
    for person, room in placed.values():
        rooms.setdefault(room, []).append(person)
    return list(rooms.values())


async def is_safe_and_says_nothing(person: Person, room: RoomId, number: int) -> None:
    """R7, R9: encrypted, by invitation, from joining on; the name is neutral."""
    found = await state(person, room)
    assert person.client.rooms[room].encrypted
    assert found["m.room.join_rules"]["join_rule"] == "invite"
    assert found["m.room.history_visibility"]["history_visibility"] == "joined"
    assert found["m.room.guest_access"]["guest_access"] == "forbidden"
    assert found["m.room.name"] == {"name": f"Groepje {number}"}
    assert not {"m.room.topic", "m.room.avatar"} & found.keys()
    assert found["m.room.power_levels"]["invite"] == 100


async def test_six_people_go_apart_one_falls_out_and_all_are_back(  # noqa: PLR0915 - one evening
    table: NewTable, company: list[Person]
) -> None:
    """Two groups of three, the way back for who fell out, spokespeople, and Kring gone."""
    here = await table(company[:7])
    placed = await go_apart(here)
    groups = together(placed)
    assert [len(group) for group in groups] == [3, 3]
    for person, room in placed.values():
        await person.join(room)
    names: set[str] = set()
    for group in groups:
        for person in group:
            room = placed[person.user][1]
            asked = await hears_in(person, room, here.kring.user, "Wat herken je?")
            assert asked.encrypted
            assert "ik" in asked.body
            assert asked.block["session"]
            assert (asked.block["stage"], asked.block["kind"]) == ("groups", "groups")
            names.add((await state(person, room))["m.room.name"]["name"])
    assert names == {"Groepje 1", "Groepje 2"}
    for group in groups:
        room = placed[group[0].user][1]
        number = int((await state(group[0], room))["m.room.name"]["name"][-1])
        await is_safe_and_says_nothing(group[0], room, number)
    # Somebody falls out, says so in plain words, and is back; their place stays.
    lost, room = placed[groups[0][2].user]
    await lost.leave(room)
    await is_left(groups[0][0], room, lost.user)
    again = await here.asks(lost, "ik ben mijn groepje kwijt", "help")
    assert again.mentions == (lost.user,)
    assert await invited(lost, set()) == room
    await lost.join(room)
    welcome = await hears_in(lost, room, here.kring.user, "Wat herken je?")
    assert welcome.moment in {"welcome-newcomer", "stage"}
    # In a group: words are the group's own, help is there, and somebody offers to tell.
    teller = groups[0][1]
    await teller.say(room, "wij willen vertellen over de maandag")
    here.sentences.append("wij willen vertellen over de maandag")
    await teller.say(room, "!nood")
    crisis = await hears_in(teller, room, here.kring.user, "112")
    assert crisis.mentions == ()
    await teller.say(room, "ik")
    await hears_in(groups[0][0], room, here.kring.user, "vertelt straks")
    other = groups[1][0]
    other_room = placed[other.user][1]
    await other.say(other_room, "!notitie iets")
    fault = await hears_in(other, other_room, here.kring.user, "In de kring kan het wel")
    assert fault.moment == "fault"
    await other.say(other_room, "ik doe het wel")
    await hears_in(other, other_room, here.kring.user, "vertelt straks")
    # All are called back, the spokespeople speak in turn, and Kring leaves the rooms.
    back = await here.asks(here.host, "!volgende", "stage")
    assert set(back.mentions) == {guest.user for guest in here.guests}
    for person, group_room in placed.values():
        await hears_in(person, group_room, here.kring.user, "De tijd is om")
    await here.host.say(here.room, "!volgende")
    spoke = set()
    for _ in range(2):
        turn = await here.hears("turn")
        spoke.add(turn.block["person"])
        speaker = here.person(turn.block["person"])
        await here.says(speaker, "ons groepje neemt mee dat de maandag zwaar is")
        await here.taps(speaker, turn)
    assert spoke == {teller.user, other.user}
    last = await here.hears("turn")
    assert last.block["stage"] == "round"
    for person, group_room in placed.values():
        await is_left(person, group_room, here.kring.user)
        for event in await raw_events(person, group_room):
            assert event["type"] != "m.room.message", "nothing there is in clear"
        await person.leave(group_room)
    await here.stops()
