"""Hearing: every event once, in order, whatever happens in between."""

from __future__ import annotations

from bot.core.effects import Button
from bot.ports import Echo, Edited, Membership, Message, Reaction, Removed, StateChanged
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import speech


async def test_what_people_do_in_an_encrypted_room_is_heard(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)

    said = await anna.say(room, "Thuis is de keuken", mentions=[bram.user])
    heard = await kring.hears(said)
    assert isinstance(heard, Message)
    assert (heard.sender, heard.body, heard.mentions) == (
        anna.user,
        "Thuis is de keuken",
        (bram.user,),
    )
    reply = await kring.hears(await bram.say(room, "mooi", reply_to=said))
    assert isinstance(reply, Message)
    assert (reply.body, reply.replies_to) == ("mooi", said)
    edit = await anna.edit(room, said, "Thuis is de tuin")
    edited = await kring.hears(edit)
    assert isinstance(edited, Edited)
    assert edited.target == said
    assert await kring.edge.words(room, said) == "Thuis is de tuin"
    tap = await kring.hears(await bram.tap(room, said, "⏭"))
    assert isinstance(tap, Reaction)
    assert (tap.key, tap.target) == (Button.PASS, said)
    await anna.redact(room, said)
    await kring.until(lambda: bool(kring.of(Removed)), "the removal")
    assert kring.of(Removed)[0].target == said
    assert await kring.edge.words(room, said) is None
    await anna.set_state(room, "m.room.join_rules", {"join_rule": "public"})
    await kring.until(lambda: bool(kring.of(StateChanged)), "the change")
    await bram.leave(room)
    await kring.sees(room, bram.user, joined=False)


async def test_a_message_of_kring_is_read_and_comes_back_with_its_transaction(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)

    sent = await kring.edge.send(room, speech("Hoi"), "txn-1")
    again = await kring.edge.send(room, speech("Hoi"), "txn-1")
    await kring.edge.react(room, sent, Button.DONE, "txn-2")

    assert again == sent
    read = await anna.transcript.until(
        lambda heard: heard.event == sent and "body" in heard.content
    )
    assert read.content["body"] == "Hoi"
    assert read.encrypted
    await kring.until(lambda: len(kring.of(Echo)) >= 2, "the echoes")
    assert [echo.txn for echo in kring.of(Echo)] == ["txn-1", "txn-2"]
    assert kring.edge.name(room, anna.user) == "anna"


async def test_all_that_was_said_while_away_is_heard_once_and_in_order(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    await kring.edge.close()

    words = [f"woord {number}" for number in range(150)]
    for word in words:
        await anna.say(room, word)
    await kring.restart()

    await kring.until(lambda: len(kring.said(room)) >= len(words), "all words")
    assert kring.said(room) == words


async def test_what_was_handed_out_but_not_handled_is_handed_out_again(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    before = kring.token
    first = await kring.hears(await anna.say(room, "nog een keer"))

    await kring.restart(token=before)  # killed before the token was kept
    await kring.until(lambda: kring.said(room).count("nog een keer") == 2, "it again")

    assert [event for _, event in kring.heard if event.event == first.event] == [first, first]


async def test_nothing_from_before_the_first_start_is_heard(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await anna.create_room(encrypted=False, history="shared")
    await anna.say(room, "voor de uitnodiging")
    await anna.invite(room, kring.user)
    await kring.joins(room)
    await kring.hears(await anna.say(room, "erna"))
    assert kring.said(room) == ["erna"]

    kring.heard.clear()
    await kring.edge.close()
    kring.token = None  # as if the database were lost
    await anna.say(room, "terwijl alles kwijt was")
    await kring.restart()
    await kring.hears(await anna.say(room, "nu"))
    assert kring.said(room)[-1] == "nu"
    joins = [event for event in kring.of(Membership) if event.user == kring.user]
    assert len(joins) <= 1


async def test_garbage_harms_nothing_else(new_kring: NewKring, new_person: NewPerson) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    send = anna.client.room_send
    garbage: list[tuple[str, dict[str, object]]] = [
        ("m.room.encrypted", {}),
        ("m.room.encrypted", {"algorithm": 7, "ciphertext": []}),
        (
            "m.room.encrypted",
            {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "é", "session_id": {}},
        ),
        ("m.reaction", {"m.relates_to": []}),
        ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": 5, "key": None}}),
        ("m.room.message", {"body": {"a": 1}, "msgtype": ["m.text"]}),
    ]
    anna.client.rooms[room].encrypted = False  # for these, encryption is not the point
    for type_, content in garbage:
        await send(room, type_, content)
    anna.client.rooms[room].encrypted = True
    odd: list[dict[str, object]] = [
        {"msgtype": "m.text", "body": None},
        {"msgtype": "m.text"},
        {"msgtype": "m.text", "body": "ok", "m.mentions": {"user_ids": "x"}, "m.relates_to": 4},
        {"msgtype": "m.text", "body": "lang " * 8000, "formatted_body": "<a href=" * 200},
        {"body": "geen soort"},
    ]
    for content in odd:
        await anna.send(room, "m.room.message", content)
    await anna.set_state(room, "m.room.power_levels", await _levels(anna, room))
    await kring.hears(await anna.say(room, "gewoon"))

    assert kring.said(room) == ["ok", "lang " * 8000, "gewoon"]


async def _levels(anna: object, room: str) -> dict[str, object]:
    """Power levels as odd as the homeserver takes them."""
    client = anna.client  # type: ignore[attr-defined] # a Person
    answer = await client.room_get_state_event(room, "m.room.power_levels")
    return dict(answer.content) | {"kring.odd": ["x"]}


async def test_words_that_are_not_encrypted_do_not_count_in_an_encrypted_room(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    anna.client.rooms[room].encrypted = False
    await anna.client.room_send(room, "m.room.message", {"msgtype": "m.text", "body": "!stop"})
    anna.client.rooms[room].encrypted = True

    await kring.hears(await anna.say(room, "gewoon"))

    assert kring.said(room) == ["gewoon"]


async def test_an_edit_by_somebody_else_is_no_edit(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    said = await anna.say(room, "van anna")
    await bram.edit(room, said, "van bram")

    await kring.hears(await anna.say(room, "daarna"))

    assert kring.of(Edited) == []
    assert await kring.edge.words(room, said) == "van anna"


async def test_a_newcomer_and_a_new_name_are_told_apart(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    before = len(kring.of(Membership))
    await anna.client.set_displayname("Anna\u202e\nvan Dam")

    await kring.hears(await anna.say(room, "ik heet nu anders"))

    assert len(kring.of(Membership)) == before
    assert kring.edge.name(room, anna.user) == "Anna van Dam"


async def test_being_removed_from_a_room_is_told(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)

    await anna.remove(room, kring.user)

    await kring.until(lambda: room in kring.gone, "it is gone")
