"""A kill at the worst moment costs no key."""

from __future__ import annotations

import pytest

from bot.matrix.faults import EdgeFault
from tests.matrix.conftest import NewKring, NewPerson, circle
from tests.matrix.kring import Kring


class Killed(BaseException):
    """The program ends here."""


async def _hears_until_killed(kring: Kring) -> None:
    with pytest.raises(Killed):
        await kring.until(lambda: False, "the kill")


async def test_a_kill_between_the_ratchet_and_the_room_key_loses_neither(
    new_kring: NewKring, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)

    def kill(*_: object) -> None:
        raise Killed

    machine = kring.edge._parts.keys.machine
    monkeypatch.setattr(machine, "keep", kill)
    said = await anna.say(room, "net op tijd")
    await _hears_until_killed(kring)

    await kring.restart()
    await kring.hears(said)

    assert kring.said(room) == ["net op tijd"]


async def test_a_kill_after_one_time_keys_were_published_leaves_them_usable(
    new_kring: NewKring, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    keys = kring.edge._parts.keys
    body = keys.keys_to_upload(0)
    assert body is not None
    await kring.edge._http.request("POST", "/_matrix/client/v3/keys/upload", body)

    await kring.restart()  # killed before the answer was taken in
    room = await circle(kring, anna)
    others = [await new_person(f"mens{number}") for number in range(3)]
    for other in others:
        await anna.invite(room, other.user)
        await other.join(room)
        await kring.hears(await other.say(room, "hallo"))

    assert kring.said(room) == ["hallo"] * 3


async def test_a_store_that_cannot_be_written_stops_kring_with_one_line(
    new_kring: NewKring, new_person: NewPerson
) -> None:
    kring, anna = await new_kring(), await new_person("anna")
    room = await circle(kring, anna)
    database = kring.edge._parts.keys.store.database
    database.execute_sql("PRAGMA query_only = 1")
    await anna.say(room, "hoi")

    with pytest.raises(EdgeFault, match="key store cannot be written") as fault:
        await kring.until(lambda: False, "the fault")

    assert "\n" not in str(fault.value)


async def test_a_damaged_store_is_told_in_one_line(new_kring: NewKring) -> None:
    kring = await new_kring()
    await kring.edge.close()
    for file in (kring.folder / "data" / "matrix").glob("*.db"):
        file.write_bytes(b"dit is geen database" * 500)

    with pytest.raises(EdgeFault, match="key store is damaged"):
        await kring.restart()
