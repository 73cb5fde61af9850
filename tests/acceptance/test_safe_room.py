"""A room that is not safe, or no longer, and a room in which Kring may not speak (R7, G6)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance import contract
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import People

LINES = {
    "public": "Iedereen kan naar binnen",
    "guests": "Gasten zonder account",
    "world": "Ook wie niet in de kamer is",
    "history": "Wie later komt",
    "bridge": "gekoppeld aan een ander chatprogramma",
    "widget": "een widget",
    "bot": "nog een computerprogramma in de kamer",
}
BRIDGE = ("m.bridge", {"bridgebot": "@telegram:localhost", "protocol": {"id": "telegram"}}, "tg")
WIDGET = ("im.vector.modular.widgets", {"type": "m.custom", "url": "https://example.org/w"}, "w")


def only(refused: Heard, line: str) -> None:
    """What is wrong stands there with how to mend it, and nothing else does."""
    assert line in refused.body
    assert [other for other in LINES.values() if other in refused.body] == [line]
    assert refused.mentions == ()
    assert refused.block["session"] is None


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ({"invite_only": False}, LINES["public"]),
        ({"guests": True}, LINES["guests"]),
        ({"history": "shared"}, LINES["history"]),
        ({"history": "invited"}, LINES["history"]),
        ({"history": "world_readable"}, LINES["world"]),
    ],
    ids=["public", "guests", "shared", "invited", "world"],
)
async def test_no_session_starts_in_an_unsafe_room(
    table: NewTable, room: dict[str, Any], line: str
) -> None:
    here = await table(3, **room)
    only(await here.asks(here.host, "!start kampvuur Thuis", "safety-refused"), line)
    assert line in (await here.asks(here.guests[0], "!veilig", "safety")).body
    assert (await here.asks(here.host, "!volgende", "fault")).block["session"] is None


@pytest.mark.parametrize(
    ("state", "line"),
    [(BRIDGE, LINES["bridge"]), (WIDGET, LINES["widget"])],
    ids=["bridge", "widget"],
)
async def test_no_session_starts_where_something_listens_in(
    table: NewTable, state: tuple[str, dict[str, Any], str], line: str
) -> None:
    here = await table(3)
    await here.host.set_state(here.room, *state)
    only(await here.asks(here.host, "!start kampvuur Thuis", "safety-refused"), line)
    await here.host.set_state(here.room, state[0], {}, state[2])
    await here.asks(here.host, "!start kampvuur Thuis", "gathering")
    await here.stops()


async def test_no_session_starts_beside_another_bot(table: NewTable, people: People) -> None:
    here = await table(3)
    bot = await enters(here, await people("weer-bot-"))
    only(await here.asks(here.host, "!start kampvuur Thuis", "safety-refused"), LINES["bot"])
    await bot.leave(here.room)
    await here.asks(here.host, "!start kampvuur Thuis", "gathering")
    await here.stops()


async def test_outside_encryption_kring_says_little_and_names_nobody(table: NewTable) -> None:
    here = await table(3, encrypted=False)
    guest = here.guests[0]
    refused = await here.asks(here.host, "!start kampvuur Thuis", "safety-refused")
    assert "niet versleuteld" in refused.body
    for typed, moment in (
        ("!hulp", "help"),
        ("!nood", "crisis"),
        ("!veilig", "safety"),
        ("!start kampvuur", "safety"),
        ("!rol cliënt", "safety"),
        ("!plek Opa", "safety"),
        ("!notitie soep", "safety"),
        ("!notities", "safety"),
        ("!gaat-over-mij", "safety"),
        ("!ik", "safety"),
        ("!start doco Jan", "safety"),
        ("!begeleider Bram", "safety"),
        ("!vertrouwd Bram", "safety"),
        ("!taal en", "safety"),
        ("!klaar", "safety"),
        ("!onzin", "safety"),
    ):
        answer = await here.asks(guest, typed, moment)
        assert answer.mentions == ()
        assert "!nood" in answer.body or moment in {"safety", "crisis"}
    assert "niet versleuteld" in (await here.asks(here.host, "!start xyzzy", "safety")).body
    for message in contract.said(here.host.transcript.all(), here.kring.user, here.room):
        assert not message.encrypted
        for person in here.people:
            assert person.name not in message.body
            assert person.user not in str(message.content)
    contract.check(here.host.transcript.all(), here.kring.user, here.room)


async def test_a_room_that_becomes_unsafe_pauses_within_a_second(
    table: NewTable, people: People
) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    await here.host.set_state(here.room, "m.room.join_rules", {"join_rule": "public"})
    safety = await here.hears("safety")
    changed = next(
        one
        for one in here.host.transcript.all()
        if one.room == here.room
        and one.type == "m.room.join_rules"
        and one.content["join_rule"] == "public"
    )
    assert safety.at - changed.at < 1_000
    assert LINES["public"] in safety.body
    assert safety.block["session"]
    # Paused: no new turn is given, and going on needs a safe room.
    await here.taps(here.person(turn.mentions[0]), turn)
    assert LINES["public"] in (await here.asks(here.host, "!verder", "safety")).body
    await here.host.set_state(here.room, "m.room.join_rules", {"join_rule": "invite"})
    await here.host.say(here.room, "!verder")
    await here.hears("resumed")
    await here.hears("turn")
    # A bot that comes in the middle pauses; once it is gone we can go on.
    bot = await enters(here, await people("weer-bot-"))
    await here.hears("welcome-newcomer")
    assert LINES["bot"] in (await here.hears("safety")).body
    await bot.leave(here.room)
    await here.hears("left")
    await here.asks(here.host, "!verder", "resumed")
    await here.stops()


async def test_a_room_that_becomes_unsafe_in_the_gathering_pauses_too(table: NewTable) -> None:
    here = await table(3)
    await here.host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    await here.host.set_state(here.room, *WIDGET)
    assert LINES["widget"] in (await here.hears("safety")).body
    for person in here.people:
        await here.taps(person, gathering)
    await here.asks(here.host, "!volgende", "fault")
    await here.host.set_state(here.room, WIDGET[0], {}, WIDGET[2])
    await here.host.say(here.room, "!verder")
    await here.hears("resumed")
    await here.asks(here.host, "!volgende", "agreements")
    await here.stops()


async def test_where_kring_may_not_write_nothing_starts_and_other_rooms_go_on(
    table: NewTable,
) -> None:
    mute, other = await table(3), await table(3)
    levels = await power_levels(mute)
    await mute.host.set_state(mute.room, "m.room.power_levels", levels | {"events_default": 50})
    await mute.host.say(mute.room, "!start kampvuur Thuis")
    turn = await other.begins(*other.people)
    await other.taps(other.person(turn.mentions[0]), turn)
    await other.hears("turn")
    await other.stops()
    await mute.host.set_state(mute.room, "m.room.power_levels", levels)
    assert (await mute.asks(mute.host, "!volgende", "fault")).block["session"] is None


async def test_a_kring_that_is_put_out_leaves_other_rooms_alone_and_comes_back_anew(
    table: NewTable,
) -> None:
    here, other = await table(3), await table(3)
    await here.begins(*here.people)
    turn = await other.begins(*other.people)
    await here.host.remove(here.room, here.kring.user)
    await here.host.say(here.room, "!pauze")
    await other.taps(other.person(turn.mentions[0]), turn)
    await other.hears("turn")
    here.anew()
    await here.host.invite(here.room, here.kring.user)
    hello = await here.hears("hello")
    assert hello.block["session"] is None
    assert (await here.asks(here.host, "!volgende", "fault")).block["session"] is None
    await here.begins(*here.people)
    await here.stops()
    await other.stops()


async def enters(table: Table, person: Person) -> Person:
    """Let somebody in."""
    await table.host.invite(table.room, person.user)
    await person.join(table.room)
    return person


async def power_levels(table: Table) -> dict[str, Any]:
    """Return the room's power levels."""
    for event in await table.raw():
        if event["type"] == "m.room.power_levels":
            return dict(event["content"])
    raise AssertionError("a room without power levels")
