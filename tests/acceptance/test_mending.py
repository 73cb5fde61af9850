"""R7: ``!veilig``, ``!veilig herstel`` and a fresh room, with real clients."""

from __future__ import annotations

from bot.core.people import RoomId
from tests.acceptance import contract
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.acceptance.test_safe_room import LINES, WIDGET, power_levels
from tests.conftest import People


async def test_r7_kring_mends_what_it_may_a_person_the_rest_and_a_fresh_room_is_offered(
    table: NewTable, people: People
) -> None:
    samira, bram, noor = [await people(name) for name in ("Samira", "Bram", "Noor")]
    here = await table([samira, bram, noor], history="shared", guests=True)
    await samira.set_state(here.room, *WIDGET)

    listed = await here.asks(noor, "!veilig", "safety")
    for line in (LINES["history"], LINES["guests"], LINES["widget"], "!veilig herstel"):
        assert line in listed.body
    assert "begeleider" in (await here.asks(noor, "!veilig herstel", "fault")).body
    assert "begeleider" in (await here.asks(noor, "!veilig nieuw", "fault")).body
    assert "!veilig" in (await here.asks(noor, "!veilig blauw", "fault")).body

    cannot = await here.asks(samira, "!veilig herstel", "safety")
    assert "rol van beheerder" in cannot.body
    assert LINES["guests"] in cannot.body
    levels = await power_levels(here)
    levels["users"][here.kring.user] = 100
    await samira.set_state(here.room, "m.room.power_levels", levels)

    mended = await here.asks(samira, "!veilig herstel", "safety")
    assert "Gasten zonder account kunnen niet meer naar binnen" in mended.body
    assert "Het extra venster is weg" in mended.body
    assert "niemand terugdraaien" in mended.body
    assert "!veilig nieuw" in mended.body
    assert (await power_levels(here))["users"] == levels["users"], "nobody lost anything (G2)"
    safe = await here.asks(noor, "!veilig", "safety")
    assert "3 mensen" in safe.body
    assert "computerprogramma" in safe.body
    assert "veilig genoeg" in (await here.asks(samira, "!veilig herstel", "safety")).body

    made = await here.asks(samira, "!ja", "safety")
    assert "nieuwe, veilige kamer" in made.body
    rooms: set[RoomId] = {await person.invitation() for person in (samira, bram, noor)}
    (fresh,) = rooms
    there = Table(here.kring, fresh, [samira, bram, noor])
    for person in there.people:
        await person.join(fresh)
    hello = await there.hears("hello")
    assert "Er leest geen AI mee" in hello.body
    assert "veilig genoeg" in (await there.asks(bram, "!veilig", "safety")).body
    await there.begins(*there.people)
    await there.stops()
    contract.check(samira.transcript.all(), here.kring.user, fresh)


async def test_r7_in_a_session_herstel_lets_it_go_on(table: NewTable, people: People) -> None:
    samira, bram, noor = [await people(name) for name in ("Samira", "Bram", "Noor")]
    here = await table([samira, bram, noor])
    levels = await power_levels(here)
    levels["users"][here.kring.user] = 50
    await samira.set_state(here.room, "m.room.power_levels", levels)
    await here.begins(*here.people)
    for rule in ("knock", "invite", "knock"):
        await samira.set_state(here.room, "m.room.join_rules", {"join_rule": rule})
    assert "vragen om binnen te komen" in (await here.hears("safety")).body
    mended = await here.asks(samira, "!veilig herstel", "safety")
    assert "alleen nog op uitnodiging" in mended.body
    assert "!verder" in mended.body
    await here.asks(samira, "!verder", "resumed")
    await here.stops()


async def test_r7_a_room_that_was_replaced_pauses(table: NewTable) -> None:
    here = await table(3)
    await here.begins(*here.people)
    moved = {"body": "verhuisd", "replacement_room": "!nieuw:localhost"}
    await here.host.set_state(here.room, "m.room.tombstone", moved)
    assert "vervangen door een nieuwe" in (await here.hears("safety")).body
    assert "vervangen" in (await here.asks(here.host, "!verder", "safety")).body
    await here.stops()
