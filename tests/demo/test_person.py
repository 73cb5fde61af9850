"""The test people themselves: what they say reaches who is in the room, and nobody else."""

from __future__ import annotations

import pytest

from bot.core.people import RoomId
from bot.demo.person import Person, PersonFault
from tests.conftest import People


async def together(host: Person, *guests: Person) -> RoomId:
    room = await host.create_room(invite=[guest.user for guest in guests])
    for guest in guests:
        assert await guest.invitation() == room
        await guest.join(room)
    return room


async def test_people_read_each_other_in_an_encrypted_room(people: People) -> None:
    samira, bram = await people("Samira"), await people("Bram")
    room = await together(samira, bram)

    said = await samira.say(room, "the kettle is on", mentions=[bram.user])
    heard = await bram.transcript.until(lambda heard: heard.event == said)

    assert heard.body == "the kettle is on"
    assert heard.encrypted
    assert heard.mentions == (bram.user,)
    assert heard.sender == samira.user
    own = await samira.transcript.until(lambda heard: heard.event == said)
    assert own.body == heard.body


async def test_who_comes_later_reads_what_is_said_then(people: People) -> None:
    samira, bram, noor = await people("Samira"), await people("Bram"), await people("Noor")
    room = await together(samira, bram)
    before = await samira.say(room, "before")
    await samira.invite(room, noor.user)
    await noor.join(room)

    after = await samira.say(room, "after")

    await noor.transcript.until(lambda heard: heard.event == after and heard.body == "after")
    assert before not in [heard.event for heard in noor.transcript.all() if heard.body]


async def test_who_was_offline_hears_it_afterwards_once_and_in_order(people: People) -> None:
    samira, bram = await people("Samira"), await people("Bram")
    room = await together(samira, bram)
    async with bram.offline():
        said = [await samira.say(room, f"line {number}") for number in range(40)]
    await bram.transcript.until(lambda heard: heard.event == said[-1])
    assert [heard.event for heard in bram.transcript.all() if heard.event in said] == said
    assert all(heard.body for heard in bram.transcript.all() if heard.event in said)


async def test_edits_taps_and_removals_reach_the_others(people: People) -> None:
    samira, bram = await people("Samira"), await people("Bram")
    room = await together(samira, bram)
    said = await samira.say(room, "tee")
    edit = await samira.edit(room, said, "tea")
    tap = await bram.tap(room, said, "✅")
    await samira.redact(room, said)

    heard = await bram.transcript.until(lambda heard: heard.event == edit)
    assert heard.content["m.new_content"]["body"] == "tea"
    tapped = await samira.transcript.until(lambda heard: heard.event == tap)
    assert not tapped.encrypted
    assert tapped.content["m.relates_to"]["key"] == "✅"
    await bram.transcript.until(lambda heard: heard.type == "m.room.redaction")


async def test_a_refusal_of_the_homeserver_is_told(people: People) -> None:
    samira, bram = await people("Samira"), await people("Bram")
    room = await samira.create_room()
    with pytest.raises(PersonFault, match="M_FORBIDDEN"):
        await bram.join(room)


async def test_waiting_in_vain_tells_what_came_last_without_words(people: People) -> None:
    samira = await people("Samira")
    room = await samira.create_room()
    await samira.say(room, "secret words")
    with pytest.raises(TimeoutError, match="moment turn") as fault:
        await samira.transcript.moment("turn", seconds=0.05)
    assert "m.room" in str(fault.value)
    assert "secret" not in str(fault.value)
