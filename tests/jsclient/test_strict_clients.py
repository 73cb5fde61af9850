"""Strict clients (MSC4153) and our own people: the signed read each other, the unsigned do not."""

from __future__ import annotations

from tests.conftest import People
from tests.jsclient.conftest import JsPeople


async def test_signed_people_and_strict_clients_read_each_other(
    people: People, js_people: JsPeople
) -> None:
    samira = await people("Samira")
    noor, adem = await js_people("Noor"), await js_people("Adem")
    room = await samira.create_room(invite=[noor.user, adem.user])
    await noor.join(room)
    await adem.join(room)

    from_samira = await samira.say(room, "soup", mentions=[adem.user])
    for reader in (noor, adem):
        heard = await reader.reads(from_samira)
        assert heard.body == "soup"
        assert heard.encrypted
        assert heard.mentions == (adem.user,)

    from_noor = await noor.say(room, "bread")
    assert (await adem.reads(from_noor)).body == "bread"
    heard = await samira.transcript.until(
        lambda heard: heard.event == from_noor and heard.type != "m.room.encrypted"
    )
    assert heard.body == "bread"

    tap = await adem.tap(room, from_samira, "✅")
    tapped = await samira.transcript.until(lambda heard: heard.event == tap)
    assert tapped.content["m.relates_to"]["event_id"] == from_samira


async def test_an_unsigned_device_is_neither_read_nor_given_keys(
    people: People, js_people: JsPeople
) -> None:
    unsigned = await people("Bram", signed=False)
    noor = await js_people("Noor")
    room = await unsigned.create_room(invite=[noor.user])
    await noor.join(room)

    # First: whoever speaks looks up the others' devices. Before that, Noor's client knows none.
    words = await noor.say(room, "hello to you")
    heard = await unsigned.transcript.until(lambda heard: heard.event == words)
    assert heard.type == "m.room.encrypted"

    said = await unsigned.say(room, "hello")
    assert await noor.cannot_read(said) == "UNSIGNED_SENDER_DEVICE"

    # The same person is read as soon as the device is signed: it was that and nothing else.
    await unsigned.sign()
    again = await unsigned.say(room, "hello again")
    assert (await noor.reads(again)).body == "hello again"
