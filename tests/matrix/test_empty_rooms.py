"""Rooms that a kill left behind before anybody was let in are left when Kring starts (R12, G1)."""

from __future__ import annotations

from typing import Any

from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import Kring


async def _joined(kring: Kring) -> set[str]:
    where = "/_matrix/client/v3/joined_rooms"
    answer: dict[str, Any] = await kring.edge._http.request("GET", where, None)
    return set(answer["joined_rooms"])


async def test_empty_rooms_of_its_own_are_left_and_no_others(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna, bram = await new_kring(), await new_person("anna"), await new_person("bram")
    room = await circle(kring, anna)
    empty, kept, asked = [await kring.edge.make_help_room() for _ in range(3)]
    await kring.edge.invite(asked, bram.user)
    chat = await kring.edge.open_private(bram.user, encrypted=True)
    await anna.leave(room)  # there Kring is alone now, in a room of somebody else's

    await kring.restart()  # a kill: nothing but the homeserver knows of the empty one
    assert await kring.edge.tidy({kept}, set()) == 1
    assert await _joined(kring) == {room, kept, asked, chat}
    assert await kring.edge.tidy({kept}, set()) in (0, 1)
    assert await _joined(kring) == {room, kept, asked, chat}
    assert empty not in await _joined(kring)
