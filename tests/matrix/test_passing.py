"""A change of the room that was undone before Kring asked: it is told what was wrong meanwhile (R7)."""

from __future__ import annotations

from bot.ports import StateChanged
from tests.matrix.conftest import NewKring, NewPerson, circle


async def test_what_was_wrong_for_a_moment_is_told(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    type_, before = "m.room.history_visibility", len(kring.of(StateChanged))
    await anna.set_state(room, type_, {"history_visibility": "world_readable"})
    await anna.set_state(room, type_, {"history_visibility": "joined"})
    await kring.until(lambda: len(kring.of(StateChanged)) == before + 2, "both changes")
    assert [one.wrong for one in kring.of(StateChanged)[before:]] == [("world-readable",), ()]
    assert (await kring.edge.facts(room)).faults == ()
    # The same over a gap: more happened than one answer holds.
    await anna.set_state(room, type_, {"history_visibility": "shared"})
    await anna.set_state(room, type_, {"history_visibility": "joined"})
    for number in range(105):
        await anna.set_state(room, "org.example.filler", {"n": number})
    await kring.until(lambda: len(kring.of(StateChanged)) == before + 4, "both changes")
    assert [one.wrong for one in kring.of(StateChanged)[before + 2 :]] == [("history",), ()]
