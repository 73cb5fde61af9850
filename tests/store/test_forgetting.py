"""What a thief of the disk can read: nothing without the keys, nothing of a closed session with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.circle import Answer, Asking, Call
from bot.core.effects import Bring, Close, Line, Say, Text
from bot.core.people import EventId, PersonId, Voice
from bot.core.series import WallTime
from bot.store.sealing import Keys, Seal, SealBroken
from bot.store.store import Store
from bot.store.tables import metadata
from tests.store.conftest import Place
from tests.store.values import (
    BRAM,
    NOW,
    OTHER,
    PERSONAL,
    ROOM,
    SAMIRA,
    TRUSTED,
    closed,
    ending,
    people,
    running,
    told,
    turn,
)

# Somebody else, for the cluster of PostgreSQL is shared and keeps what was planted in its log.
PLANTED = "@uitgelekt:example.org"
CLOSE = Close("s1", "campfire", 42, "6-12")


@dataclass(frozen=True)
class Thief:
    """Somebody with a copy of every row that ever was, of the files, and of the keys of a moment."""

    rows: list[tuple[str, dict[str, Any]]]

    def reads(self, keys_dir: Path) -> set[str]:
        """What of ``PERSONAL`` can be had from the rows with the keys in this folder."""
        found: set[str] = set()
        keys = Keys(keys_dir)
        seals = [keys.installation]
        seals += [Seal(path.read_bytes()) for path in keys_dir.glob("*.key")]
        keys.close()
        for table, row in self.rows:
            for identity, blob in _blobs(table, row):
                for seal in seals:
                    try:
                        plain = seal.open(blob, identity)
                    except SealBroken:
                        continue
                    found |= {secret for secret in PERSONAL if secret.encode() in plain}
        return found


def _blobs(table: str, row: dict[str, Any]) -> list[tuple[str, bytes]]:
    if table == "circle":
        pairs = [
            (f"circle standing {row['room']}", row["standing"]),
            (f"circle passing {row['room']} {row['key']}", row["passing"]),
        ]
    else:
        pairs = [
            (f"outbox effect {row['txn']}", row["effect"]),
            (f"outbox mark {row['txn']}", row["mark"]),
        ]
    return [(identity, blob) for identity, blob in pairs if blob]


async def _all_rows(place: Place) -> list[tuple[str, dict[str, Any]]]:
    engine = create_async_engine(place.database)
    rows: list[tuple[str, dict[str, Any]]] = []
    async with engine.connect() as connection:
        for name in ("circle", "outbox"):
            found = await connection.execute(metadata.tables[name].select())
            rows += [(name, dict(row._mapping)) for row in found]
    await engine.dispose()
    return rows


def _in_files(folder: Path, secrets: tuple[str, ...]) -> set[str]:
    """Which of these stand in the bytes of any file below this folder."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found |= {secret for secret in secrets if secret.encode() in data}
    return found


async def test_without_the_keys_nothing_can_be_read(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        first, _, _ = await unit.enqueue(ROOM, "nl", "D", NOW, [turn(), ending(), told(SAMIRA)])
        await unit.seen(ROOM, EventId("$een-gebeurtenis"), NOW)
    await store.sent(first.id, EventId("$een-bericht"))
    secrets = (*PERSONAL, TRUSTED, ROOM, OTHER, "$een-gebeurtenis", "$een-bericht", "kamer-van")
    assert _in_files(place.files, secrets) == set()
    assert _in_files(place.keys_dir, secrets) == set()
    assert not [path for path in place.keys_dir.iterdir() if "kamer" in path.name]
    await store.close()
    assert _in_files(place.files, secrets) == set()


async def test_the_search_finds_a_planted_leak(place: Place) -> None:
    await (await Store.open(place.database, place.keys_dir)).close()
    engine = create_async_engine(place.database)
    async with engine.begin() as connection:
        leak = text("INSERT INTO meta (name, value) VALUES ('leak', :who)")
        await connection.execute(leak, {"who": PLANTED})
    assert _in_files(place.files, (*PERSONAL, PLANTED)) == {PLANTED}
    await engine.dispose()


async def test_after_the_close_not_even_old_copies_tell_who_took_part(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        rows = await unit.enqueue(ROOM, "nl", "D", NOW, [turn(), told(SAMIRA)])
    thief = Thief(await _all_rows(place))
    await store.close()
    assert thief.reads(place.keys_dir) == set(PERSONAL), "while it runs, the keys do open it"

    store = await Store.open(place.database, place.keys_dir)
    for row in rows:
        await store.sent(row.id, EventId(f"${row.id}"))
    thief = Thief(thief.rows + await _all_rows(place))
    async with store.unit() as unit:
        (last,) = await unit.enqueue(ROOM, "nl", "D", NOW, [ending()])
        await unit.close_session(closed(), CLOSE, NOW)
    thief = Thief(thief.rows + await _all_rows(place))
    await store.sent(last.id, EventId("$last"))
    thief = Thief(thief.rows + await _all_rows(place))
    await store.close()

    assert thief.reads(place.keys_dir) == set()
    assert _in_files(place.files, PERSONAL) == set()
    assert _in_files(place.keys_dir, PERSONAL) == set()


async def test_what_no_session_says_cannot_be_read_once_it_was_sent(place: Place) -> None:
    """An answer in a private chat may tell what somebody told a session: it goes by itself."""
    store = await Store.open(place.database, place.keys_dir)
    voice = Line("common.about-voice", (("voice", Text(f"common.voice-{Voice.FAMILY_PEER}")),))
    answer = Say("about-you", (voice,), mention=(SAMIRA,), handle="answer")
    async with store.unit() as unit:
        await unit.save(
            replace(closed(), people=people()[1:2])
        )  # something else waits for a session
        first, second = await unit.enqueue(ROOM, "nl", "D", NOW, [answer, answer])
    thief = Thief(await _all_rows(place))
    await store.sent(first.id, EventId("$answer"))
    await store.drop(second.id)
    thief = Thief(thief.rows + await _all_rows(place))
    assert await store.said(ROOM, EventId("$answer")) == answer.mark
    assert await store.sent_as(ROOM, "answer") == "$answer"
    await store.close()
    assert thief.reads(place.keys_dir) == {BRAM}, "who waits for a session, and nobody else"
    store = await Store.open(place.database, place.keys_dir)
    assert await store.said(ROOM, EventId("$answer")) == answer.mark, "it stays with the room"
    await store.close()


async def test_what_went_between_sessions_is_gone_though_something_else_waits(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    one, other, seat = people()
    async with store.unit() as unit:
        await unit.save(replace(closed(), people=(one, other, seat), calls=(Call(SAMIRA, NOW),)))
    thief = Thief(await _all_rows(place))
    async with store.unit() as unit:
        await unit.save(replace(closed(), people=(other,)))
        await unit.save(replace(closed(), people=(other,)))
    thief = Thief(thief.rows + await _all_rows(place))
    assert len(list(place.keys_dir.glob("session-*"))) == 1
    assert (await store.circles())[ROOM].people == (other,)
    await store.close()
    assert thief.reads(place.keys_dir) == {BRAM}


async def test_what_was_asked_of_a_meeting_stays_and_who_answered_goes(place: Place) -> None:
    store = await Store.open(place.database, place.keys_dir)
    asked = Asking("coming", "series", WallTime("2027-01-05T19:30"))
    answered = replace(asked, answers=(Answer(PersonId(SAMIRA), (1,)),))
    async with store.unit() as unit:
        await unit.save(replace(closed(), askings=(answered,)))
    assert (await store.circles())[ROOM].askings == (answered,)
    thief = Thief(await _all_rows(place))
    async with store.unit() as unit:
        await unit.save(replace(closed(), askings=(asked,)))
    assert (await store.circles())[ROOM].askings == (asked,)
    await store.close()
    assert thief.reads(place.keys_dir) == set()
    store = await Store.open(place.database, place.keys_dir)
    assert (await store.circles())[ROOM].askings == (asked,)
    await store.close()


async def test_of_a_call_for_help_nothing_is_left_once_it_is_let_go(place: Place) -> None:
    """R12: also right after a close, and with the room's key still there."""
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        await unit.close_session(replace(closed(), calls=(Call(SAMIRA, NOW),)), CLOSE, NOW)
        (brought,) = await unit.enqueue(ROOM, "nl", "D", NOW, [Bring(SAMIRA, TRUSTED)])
    thief = Thief(await _all_rows(place))
    await store.close()
    assert thief.reads(place.keys_dir) == {SAMIRA}, "for a while the keys do open it"
    store = await Store.open(place.database, place.keys_dir)
    assert (await store.circles())[ROOM].calls == (Call(SAMIRA, NOW),)
    await store.drop(brought.id)
    async with store.unit() as unit:
        await unit.save(closed())
    await store.close()
    assert thief.reads(place.keys_dir) == set()


@pytest.mark.parametrize("forgotten", [True, False])
async def test_a_room_that_kring_left_cannot_be_read_any_more(
    place: Place, *, forgotten: bool
) -> None:
    store = await Store.open(place.database, place.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        await unit.enqueue(ROOM, "nl", "D", NOW, [turn()])
    thief = Thief(await _all_rows(place))
    if forgotten:
        async with store.unit() as unit:
            await unit.forget_room(ROOM)
    await store.close()
    assert bool(thief.reads(place.keys_dir)) is not forgotten


async def test_rows_cannot_be_swapped(sqlite: Place) -> None:
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    async with store.unit() as unit:
        await unit.save(running())
        await unit.enqueue(ROOM, "nl", "D", NOW, [turn(), ending()])
    await store.close()
    engine = create_async_engine(sqlite.database)
    async with engine.begin() as connection:
        swap = "UPDATE outbox SET effect = (SELECT effect FROM outbox WHERE id = 2) WHERE id = 1"
        await connection.execute(text(swap))
    await engine.dispose()
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    assert [row.id for row in await store.pending()] == [2]
    await store.close()
