"""Whoever steals the disk reads nothing old, even with the homeserver's messages beside it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bot.core.people import EventId, RoomId
from bot.demo.person import Person
from bot.matrix.keystore import KeyStore
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import Kring, speech


async def _ciphertexts(anna: Person, room: RoomId) -> dict[EventId, dict[str, Any]]:
    """All encrypted events of a room, as the homeserver keeps them."""
    answer = await anna.client.room_messages(room, limit=1000)
    return {
        event.event_id: event.source["content"]
        for event in answer.chunk
        if event.source["type"] == "m.room.encrypted" or getattr(event, "decrypted", False)
    }


def _readable(kring: Kring, copy: Path, room: RoomId, events: dict[EventId, Any]) -> set[EventId]:
    """The events that a thief of this copy of Kring's folder can read."""
    store = KeyStore(
        copy / "data" / "matrix",
        copy / "keys" / "matrix-store.key",
        kring.user,
        kring.edge.device_id,
    )
    try:
        return {id_ for id_, content in events.items() if store.open(room, id_, content)}
    finally:
        store.close()


async def _encrypted(anna: Person, room: RoomId) -> dict[EventId, Any]:
    """The encrypted contents of a room's events, asked for past the client's own decryption."""
    olm, anna.client.olm = anna.client.olm, None
    try:
        return await _ciphertexts(anna, room)
    finally:
        anna.client.olm = olm


async def test_after_forgetting_a_copy_of_the_disk_reads_nothing_that_was_said_before(
    new_kring: NewKring, new_person: NewPerson, tmp_path: Path
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna, bram)
    old = [await anna.say(room, "een"), await bram.say(room, "twee")]
    anna.client.invalidate_outbound_session(room)
    old += [await anna.say(room, "drie"), await bram.say(room, "vier")]
    old.append(await kring.edge.send(room, speech("van kring"), "forget-1"))
    for event in old:
        await kring.hears(event)
    planted = shutil.copytree(kring.folder, tmp_path / "planted")
    pickles = _pickles(kring)

    assert await kring.edge.forget(room) == 3

    new = [await anna.say(room, "vijf"), await bram.say(room, "zes")]
    copy = shutil.copytree(kring.folder, tmp_path / "copy")
    events = await _encrypted(anna, room)
    assert events.keys() >= {*old, *new}
    # The search can find: with a copy from before, all that people said is read.
    assert _readable(kring, planted, room, events) >= set(old[:4])
    assert _readable(kring, copy, room, events).isdisjoint(old)
    # Nor is any of it left in the free parts of the file.
    everything = b"".join(p.read_bytes() for p in copy.rglob("*") if p.is_file())
    before = b"".join(p.read_bytes() for p in planted.rglob("*") if p.is_file())
    # (Sealed sessions begin alike: the start of a ratchet does not move. They end differently.)
    assert all(pickle[-80:] in before for pickle in pickles)
    assert not any(pickle[-80:] in everything for pickle in pickles)
    # And Kring goes on as if nothing had been.
    for event in new:
        await kring.hears(event)
    assert kring.said(room) == ["een", "twee", "drie", "vier", "vijf", "zes"]
    assert await kring.edge.words(room, old[0]) is None
    sent = await kring.edge.send(room, speech("en kring"), "forget-2")
    await anna.transcript.until(lambda heard: heard.event == sent and heard.body == "en kring")


def _pickles(kring: Kring) -> list[bytes]:
    """The sealed sessions as they stand in the store's file."""
    store = kring.edge._parts.keys.store
    rows = store.database.execute_sql("SELECT session FROM megolminboundsessions").fetchall()
    return [bytes(row[0]) for row in rows]


async def test_how_far_was_read_is_known_after_a_restart(
    new_kring: NewKring, new_person: NewPerson, tmp_path: Path
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    old = await anna.say(room, "voor de herstart")
    await kring.hears(old)
    await kring.restart()

    await kring.edge.forget(room)

    assert await kring.edge.words(room, old) is None
    await kring.hears(await anna.say(room, "na de herstart"))
    assert kring.said(room) == ["voor de herstart", "na de herstart"]


async def test_forgetting_one_room_leaves_the_others(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    one, other = await circle(kring, anna), await circle(kring, anna)
    said = await anna.say(other, "in de andere kamer")
    await kring.hears(said)
    await kring.hears(await anna.say(one, "hier"))

    await kring.edge.forget(one)

    assert await kring.edge.words(other, said) == "in de andere kamer"


async def test_forgetting_twice_forgets_nothing_more(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    await kring.hears(await anna.say(room, "een"))

    assert await kring.edge.forget(room) == 1
    assert await kring.edge.forget(room) == 0
    await kring.hears(await anna.say(room, "twee"))
