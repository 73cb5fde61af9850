"""A kill at the worst moment costs no key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import vodozemac

from bot.core.people import EventId, RoomId, UserId
from bot.matrix.faults import EdgeFault
from bot.matrix.keystore import MEGOLM, KeyStore
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


def test_one_time_keys_are_durable_before_they_are_published(tmp_path: Path) -> None:
    keys = _store(tmp_path)
    body = keys.keys_to_upload(None)
    assert body is not None
    keys.close()  # killed while the homeserver had them and the answer was under way

    account = _store(tmp_path).machine.account

    published = {name.removeprefix("signed_curve25519:") for name in body["one_time_keys"]}
    assert published == account.one_time_keys["curve25519"].keys()


def test_a_message_that_says_it_is_of_another_room_is_not_opened(tmp_path: Path) -> None:
    keys = _store(tmp_path)
    here, session = RoomId("!hier:hs"), vodozemac.GroupSession()
    keys.machine.create_group_session(
        "A" * 43, "B" * 43, here, session.session_id, session.session_key.to_base64()
    )

    def content(room: str) -> dict[str, object]:
        payload = {"room_id": room, "type": "m.room.message", "content": {}}
        return {
            "algorithm": MEGOLM,
            "session_id": session.session_id,
            "ciphertext": session.encrypt(json.dumps(payload).encode()).to_base64(),
        }

    assert keys.open(here, EventId("$a"), content(here)) is not None
    assert keys.open(here, EventId("$b"), content("!daar:hs")) is None


def test_a_room_key_that_somebody_else_claims_changes_nothing(tmp_path: Path) -> None:
    keys = _store(tmp_path)
    here, session = RoomId("!hier:hs"), vodozemac.GroupSession()
    first = session.session_key.to_base64()
    session.encrypt(b"x")
    later = session.session_key.to_base64()
    create = keys.machine.create_group_session
    create("A" * 43, "B" * 43, here, session.session_id, first)

    create("C" * 43, "D" * 43, here, session.session_id, later)
    create("A" * 43, "B" * 43, here, session.session_id, later)

    keys.close()
    kept = _store(tmp_path).find(here, session.session_id)
    assert kept is not None
    assert (kept.sender_key, kept.first_known_index) == ("A" * 43, 0)


def _store(folder: Path) -> KeyStore:
    return KeyStore(folder / "matrix", folder / "key", UserId("@kring:hs"), "DEVICE")


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
