"""Of a room that Kring is in no longer, nothing that was said there can be read with its disk."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from bot.core.people import EventId, RoomId
from bot.demo.homeserver import Homeserver
from bot.demo.person import Person
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import Kring
from tests.proof.thief import encrypted, readable

_copies = count(1)


def _stolen(kring: Kring, server: Homeserver, room: RoomId, to: Path) -> set[EventId]:
    """The events of a room that who steals Kring's folder now, and has the homeserver's, can read."""
    disk = to / f"disk{next(_copies)}"
    shutil.copytree(kring.folder / "data", disk)
    shutil.copytree(kring.folder / "keys", disk / "keys")
    return set(readable(disk, encrypted(server.folder, [room])))


async def _said(kring: Kring, anna: Person, room: RoomId) -> set[EventId]:
    said = {await anna.say(room, "een"), await anna.say(room, "twee")}
    for event in said:
        await kring.hears(event)
    return said


async def test_taken_out_or_leaving_lets_go_of_all_keys_of_that_room_alone(
    new_kring: NewKring, new_person: NewPerson, server: Homeserver, tmp_path: Path
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room, left, other = [await circle(kring, anna) for _ in range(3)]
    said = {name: await _said(kring, anna, name) for name in (room, left, other)}
    assert _stolen(kring, server, room, tmp_path) == said[room]

    await anna.remove(room, kring.user)
    await kring.edge.leave(left)
    await kring.until(lambda: {room, left} <= set(kring.gone), "Kring is out")

    for name in (room, left):
        assert _stolen(kring, server, name, tmp_path) == set()
    assert _stolen(kring, server, other, tmp_path) == said[other]
    # Back in, it hears again.
    await anna.invite(room, kring.user)
    kring.heard.clear()
    await kring.joins(room)
    again = await anna.say(room, "terug")
    await kring.hears(again)
    assert kring.said(room) == ["terug"]


async def test_taken_out_while_it_did_not_run(
    new_kring: NewKring, new_person: NewPerson, server: Homeserver, tmp_path: Path
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room, other = [await circle(kring, anna) for _ in range(2)]
    said = {name: await _said(kring, anna, name) for name in (room, other)}
    await kring.edge.close()
    await anna.remove(room, kring.user)
    assert _stolen(kring, server, room, tmp_path) == said[room]

    kring.token = None  # as after a backup: nothing tells what became of that room
    kring.edge = kring._edge()
    await kring.open()

    assert _stolen(kring, server, room, tmp_path) == set()
    assert _stolen(kring, server, other, tmp_path) == said[other]
    later = await anna.say(other, "drie")
    await kring.hears(later)
