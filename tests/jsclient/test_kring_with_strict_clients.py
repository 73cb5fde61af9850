"""Kring among strict clients, the engine of Element: they read it, it reads them, and they take
part; an unsigned device gets no keys, and is told so without anything personal (R8)."""

from __future__ import annotations

from bot.core.people import UserId
from tests.conftest import NewKring, People
from tests.jsclient.conftest import JsPeople


async def test_strict_clients_hold_a_round_with_kring(
    people: People, js_people: JsPeople, kring: NewKring
) -> None:
    samira = await people("Samira")
    noor, adem = await js_people("Noor"), await js_people("Adem")
    bot = await kring()
    room = await samira.create_room(invite=[noor.user, adem.user])
    await noor.join(room)
    await adem.join(room)
    # Last: what Kring says while somebody is coming in may reach them without its key.
    await samira.invite(room, bot.user)
    await samira.transcript.moment("hello", room=room)

    start = await samira.say(room, "!start kampvuur Thuis")
    gathering = await noor.transcript.moment("gathering", room=room)
    assert "Thuis" in gathering.body
    assert gathering.encrypted
    assert start in [heard.event for heard in noor.transcript.all() if heard.body]
    await noor.tap(room, gathering.event, "✅")
    await adem.say(room, "ik doe mee")
    await samira.say(room, "ik doe mee")
    await samira.say(room, "!volgende")

    agreements = await noor.transcript.moment("agreements", room=room)
    await noor.tap(room, agreements.event, "✅")
    await adem.say(room, "akkoord")
    await samira.say(room, "akkoord")

    turn = await noor.transcript.moment("turn", person=noor.user)
    assert turn.mentions == (noor.user,)
    assert turn.content["msgtype"] == "m.text"
    await noor.say(room, "bij ons hangt de was altijd binnen")
    await noor.tap(room, turn.event, "✅")
    turn = await adem.transcript.moment("turn", person=adem.user)
    await adem.say(room, "pas")
    await samira.transcript.moment("turn", person=samira.user)
    await samira.say(room, "klaar")
    # Who passed is asked once more, by the same law as everyone.
    await adem.transcript.moment("turn", person=adem.user, after=adem.transcript.position(turn))
    await adem.say(room, "pas")
    await adem.transcript.moment("check-out", room=room)
    await samira.say(room, "!stop")
    await noor.transcript.moment("closed", room=room)

    # A note about one of them: asked, agreed from a confirmed device, and its card brought up to date.
    await samira.say(room, f"!notitie met {noor.user} bedacht: soep op vrijdag")
    card = await noor.transcript.moment("note", room=room)
    assert card.mentions == (noor.user,)
    assert "staat niet." in card.body
    await noor.say(room, "!ja")
    for client in (noor, adem):
        assert "Notitie 1 staat." in await client.shows(card.event, "Notitie 1 staat.")

    assert not noor.unreadable
    assert not adem.unreadable
    reached = [heard for heard in noor.transcript.all() if heard.sender == bot.user]
    assert all(heard.encrypted for heard in reached if heard.type == "m.room.message")


async def test_an_unsigned_device_cannot_read_kring_and_is_told_how_to_go_on(
    people: People, kring: NewKring
) -> None:
    samira, bram = await people("Samira"), await people("Bram", signed=False)
    bot = await kring()
    room = await samira.create_room(invite=[bram.user, bot.user])
    await bram.join(room)
    await samira.transcript.moment("hello", room=room)

    await samira.say(room, "!start kampvuur Thuis")
    gathering = await samira.transcript.moment("gathering", room=room)

    assert "Eén persoon kan hier nog niet meelezen" in gathering.body
    heard = await bram.transcript.until(lambda heard: heard.event == gathering.event)
    assert heard.type == "m.room.encrypted"

    private = await bram.invitation()
    await bram.join(private)
    explanation = await bram.transcript.until(
        lambda heard: (
            heard.room == private and heard.type == "m.room.message" and heard.sender == bot.user
        )
    )
    assert not explanation.encrypted
    assert not names_anybody(explanation.body, samira.user, bram.user)
    assert "Thuis" not in explanation.body

    # As soon as the owner signs the device, Kring's next message can be read there.
    await bram.sign()
    await samira.say(room, "!hulp")
    help = await samira.transcript.moment("help", room=room)
    await bram.transcript.until(lambda heard: heard.event == help.event and bool(heard.moment))


def names_anybody(text: str, *users: UserId) -> bool:
    return any(user in text or user[1:].partition(":")[0] in text.lower() for user in users)
