"""Section 4: whoever has the disk after the close, and the homeserver's too, can read nothing old."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.core.people import Voice
from bot.demo.homeserver import Homeserver
from bot.matrix import places as files
from tests.postgres import Postgres
from tests.proof import places, story
from tests.proof.conftest import NewScene
from tests.proof.places import copied, rows
from tests.proof.scene import Scene
from tests.proof.sealed import IDENTITIES, Archive, sealed_columns
from tests.proof.thief import Recorder, encrypted, readable
from tests.waiting import until

LASTS = {
    "trusted": "the named human of the room, a setting",
    "notes": "notes stay with the room: who wrote them, and whom they concern",
    "away": "whom a note concerns, and who is not in the room",
    "own": "what somebody asked for themselves, in their private chat",
    "new_keys": "whose identity has another key than people in the room know",
    "accepting": "the same, on its way to be accepted",
    "door": "for whom a help room is, until both are in it",
    "calendar": "what is planned, who planned it and who leads it",
    "proposal": "the same, until a coordinator says yes",
}
"""The fields of a room's lasting state in which somebody's id may stand, and why."""


def test_it_is_known_how_each_sealed_column_is_opened() -> None:
    """Whoever adds a sealed column adds how it is opened, so that the proof covers it too."""
    assert set(IDENTITIES) == sealed_columns()


async def test_after_the_close_the_disk_tells_nothing_of_the_session(
    new_scene: NewScene, homeserver: Homeserver, tmp_path: Path
) -> None:
    await _nothing_is_told(await new_scene(people=4), homeserver, tmp_path)


@pytest.mark.campaign
async def test_the_same_on_postgresql_and_no_word_is_in_its_files(
    new_scene: NewScene, homeserver: Homeserver, tmp_path: Path, postgres: Postgres
) -> None:
    database = postgres.new_database()
    scene = await new_scene(database=database, people=4, log="text")
    await _nothing_is_told(scene, homeserver, tmp_path)
    found = []
    for canaries in (scene.words, scene.names):
        found += places.in_folder(postgres.data, canaries)
        found += await places.in_postgres(database, canaries)
        found += places.in_folder(scene.kring.folder, canaries)
        for value, plain in scene.archive.plain.items():
            found += [f"sealed in {value.column}: {hit}" for hit in canaries.found(plain)]
    assert not found, "\n".join(found)
    files = b"".join(p.read_bytes() for p in postgres.data.rglob("*") if p.is_file())
    assert not any(person.user.encode() in files for person in (*scene.people, scene.late))


async def _nothing_is_told(scene: Scene, homeserver: Homeserver, tmp_path: Path) -> None:
    recorder = Recorder(scene.proxy)
    during = await _a_session(scene, tmp_path)
    rooms = [scene.room, scene.chat]
    old = encrypted(homeserver.folder, rooms)
    await story.session_is_let_go(scene)
    await _forgets(scene)
    await scene.kring.kill()  # as it is: a database in use, with its log
    disk = copied(scene.kring.data, tmp_path / "disk")

    # The thief's ways are ways: in the middle of the session they lead to words, and to people.
    planted = readable(during, old)
    assert sum(scene.words.mark in words for words, _ in planted.values()) > 5
    pickles = _pickles(during, {session for _, session in planted.values()})
    assert pickles
    told = _told(scene.archive.left(during / "keys"))
    assert all(person.user in told for person in scene.people)
    assert f'"{Voice.NAASTE}"' in told

    # No message of before can be read, with every message between devices there ever was.
    assert recorder.heard
    assert readable(copied(disk, tmp_path / "recording"), old, recorder.heard) == {}
    assert readable(copied(disk, tmp_path / "reading"), old) == {}
    # Nor are the keys of then left in some corner of a file.
    everything = b"".join(p.read_bytes() for p in disk.rglob("*") if p.is_file())
    assert not any(pickle in everything for pickle in pickles)
    # And the homeserver keeps none for Kring.
    kept = {t for t, row in rows(homeserver.folder / "homeserver.db") if t.startswith("e2e_room_k")}
    assert kept == set()

    # Of all values that ever stood in the database, those that open tell of no session.
    _tells_of_no_session(scene, scene.archive, disk)
    _names_nobody(scene, disk)


async def _a_session(scene: Scene, tmp_path: Path) -> Path:
    """Voices, consent, notes, turns, a poll, a call for help; the disk in the middle of it."""
    await story.come_together(scene)
    host, asker, other = scene.people[:3]
    await scene.asks(host, f"!vertrouwd {other.user}", "help")
    await scene.privately(asker, "!rol naaste", "voices")
    await story.notes(scene)
    await story.gather(scene)
    await scene.privately(asker, "!wat-weet-je", "about-you")
    await other.say(scene.room, "!wat-weet-je")  # the answer waits for her, for she does not come
    await story.asked(scene)
    turn = await scene.leads_on("turn")
    await scene.says(scene.person(turn.mentions[0]))
    await scene.says(host)
    await scene.kring.kill()
    during = copied(scene.kring.data, tmp_path / "during")
    await scene.kring.start(configure=False)
    await story.on_to(scene, "poll")
    await asker.say(scene.room, "2")
    await scene.asks(scene.people[3], "!nood", "crisis")
    await scene.asks(host, "!stop", "closed")
    return during


async def _forgets(scene: Scene) -> None:
    async def forgot() -> bool:
        return "keys-forgotten" in scene.kring.stderr

    await until(forgot, "room keys are forgotten")


def _pickles(data: Path, sessions: set[str]) -> list[bytes]:
    """The ends of room keys as they stand in the key store (they begin alike, moved or not)."""
    return [
        bytes(row["session"])[-80:]
        for file in (data / files.FOLDER).glob("*.db")
        for table, row in rows(file)
        if table == "megolminboundsessions" and row["session_id"] in sessions
    ]


def _told(opened: dict[Any, tuple[str, bytes]]) -> str:
    return "\n".join(plain.decode() for _, plain in opened.values())


def _tells_of_no_session(scene: Scene, archive: Archive, disk: Path) -> None:
    users = [person.user for person in (*scene.people, scene.late)]
    left = archive.left(disk / "keys")
    assert archive.looks > 10
    assert left, "what stays with a room can be opened"
    for value, (key, plain) in left.items():
        kept = json.loads(plain)
        if value.column == "circle.standing":
            assert not any(kept[name] for name in ("people", "session", "calls"))
            kept = {name: field for name, field in kept.items() if name not in LASTS}
        if value.column == "circle.passing":
            assert (kept["people"], kept["session"]) == ([], None)
            kept["calls"] = []  # who called for help: for an hour, with or without a session
        effect = kept.get("effect") or {}
        if effect.get("effect") == "tell":
            assert effect["lines"] == [], "who waits for an answer, and nothing of what it will be"
            continue
        text = json.dumps(kept)
        assert not any(user in text for user in users), (value.column, key, text)
        assert not any(session in text for session in scene.sessions), (value.column, key, text)
        assert not any(f'"{voice}"' in text or f"voice-{voice}" in text for voice in Voice), text


def _names_nobody(scene: Scene, disk: Path) -> None:
    """In no file of Kring's own stands who was there, but for the devices in its key store."""
    for path in disk.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for person in (*scene.people, scene.late):
            assert person.user.encode() not in data, path.name
        for session in scene.sessions:
            assert session.encode() not in data, path.name


async def test_between_sessions_what_was_said_is_forgotten_when_kring_starts_and_then_daily(
    new_scene: NewScene, homeserver: Homeserver, tmp_path: Path
) -> None:
    scene = await new_scene(people=2)
    await story.come_together(scene)
    for person in scene.people:
        await scene.says(person)
    await scene.asks(scene.host, "!nood", "crisis")
    old = encrypted(homeserver.folder, [scene.room, scene.chat])
    before = copied(scene.kring.data, tmp_path / "before")
    planted = readable(before, old)
    assert sum(scene.words.mark in words for words, _ in planted.values()) >= 2
    await scene.kring.kill()
    await scene.kring.start(configure=False)
    numbers = iter(range(100))

    async def forgotten() -> bool:
        copy = copied(scene.kring.data, tmp_path / f"copy{next(numbers)}")
        return readable(copy, {id_: old[id_] for id_ in planted}) == {}

    await until(forgotten, "what was said before is forgotten")
    await scene.asks(scene.host, "!nood", "crisis")
