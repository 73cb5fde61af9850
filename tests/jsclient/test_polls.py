"""Kring's polls in the engine of Element: seen as polls, answered, changed, and seen ended."""

from __future__ import annotations

from typing import Any

from bot.core.people import EventId, RoomId, UserId
from bot.demo.person import Person
from tests.conftest import NewKring, People
from tests.jsclient.client import JsClient
from tests.jsclient.conftest import JsPeople
from tests.waiting import until


async def poll(client: JsClient, room: RoomId, event: EventId, **wanted: Any) -> dict[str, Any]:
    """Return a poll once this client shows it so."""
    found: dict[str, Any] = {}

    async def so() -> bool:
        nonlocal found
        found = next((one for one in await client.polls(room) if one["event"] == event), {})
        return bool(found) and all(found[name] == value for name, value in wanted.items())

    await until(so, f"a poll with {sorted(wanted)}")
    return found


async def begun(
    people: People, js_people: JsPeople, kring: NewKring
) -> tuple[RoomId, UserId, Person, JsClient, JsClient]:
    """Two people with the engine of Element and a facilitator, before the first poll."""
    samira = await people("Samira")
    noor, adem = await js_people("Noor"), await js_people("Adem")
    bot = await kring()
    room = await samira.create_room(invite=[noor.user, adem.user])
    await noor.join(room)
    await adem.join(room)
    await samira.invite(room, bot.user)
    await samira.transcript.moment("hello", room=room)
    await samira.say(room, "!start vraagronde")
    gathering = await noor.transcript.moment("gathering", room=room)
    await noor.tap(room, gathering.event, "✅")
    await adem.say(room, "ik doe mee")
    await samira.say(room, "!meedoen")
    await samira.say(room, "!volgende")
    agreements = await noor.transcript.moment("agreements", room=room)
    await noor.tap(room, agreements.event, "✅")
    await adem.say(room, "akkoord")
    await samira.say(room, "akkoord")
    return room, bot.user, samira, noor, adem


async def test_the_engine_of_element_sees_answers_and_ends_krings_polls(
    people: People, js_people: JsPeople, kring: NewKring
) -> None:
    room, bot, samira, noor, adem = await begun(people, js_people, kring)
    asked = await noor.transcript.moment("poll", room=room)
    seen = await poll(noor, room, asked.event)
    assert seen["sender"] == bot
    assert seen["question"].startswith("Waar wil je het over hebben?")
    assert seen["answers"] == [["1", "1. Wonen"], ["2", "2. Werk & meedoen"], ["3", "3. Rust"]]
    assert (seen["most"], seen["ended"]) == (1, False)
    assert seen["kind"] == "org.matrix.msc3381.poll.disclosed"

    await noor.vote(room, asked.event, "1")
    await poll(adem, room, asked.event, votes={noor.user: ["1"]})
    await noor.vote(room, asked.event, "3")
    await poll(adem, room, asked.event, votes={noor.user: ["3"]})
    await adem.vote(room, asked.event, "3")
    await adem.vote(room, asked.event)  # as Element does when one's own choice is tapped again
    await samira.say(room, "pas")
    await adem.vote(room, asked.event, "1")
    result = await samira.transcript.moment("poll-result", room=room)
    assert "Rust: één keer" in result.body
    assert "Wonen: één keer" in result.body
    await poll(noor, room, asked.event, ended=True)

    card = await noor.transcript.until(
        lambda one: one.type.endswith("poll.start") and one.event != asked.event
    )
    assert (await poll(noor, room, card.event))["most"] == 3
    await noor.vote(room, card.event, "1", "4")
    gone = await adem.vote(room, card.event, "2")
    await poll(noor, room, card.event, votes={noor.user: ["1", "4"], adem.user: ["2"]})
    await adem.redact(room, gone)
    await poll(noor, room, card.event, votes={noor.user: ["1", "4"]})
    await samira.say(room, "!volgende")
    position = samira.transcript.position(result)
    result = await samira.transcript.moment("poll-result", room=room, after=position)
    assert "Geld: één keer" in result.body
    assert "Werk" not in result.body
    await poll(noor, room, card.event, ended=True)

    await samira.say(room, "!stop")
    await noor.transcript.moment("closed", room=room)
    scales = [one for one in await noor.polls(room) if "samen" in one["question"]]
    assert [one["kind"] for one in scales] == ["org.matrix.msc3381.poll.undisclosed"]
    await poll(noor, room, scales[0]["event"], ended=True)
    assert not noor.unreadable
    assert not adem.unreadable
