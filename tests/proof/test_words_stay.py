"""R1: whatever is done and whatever goes wrong, no word of anybody is left outside their room."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from tests.acceptance import contract
from tests.proof import places, story
from tests.proof.conftest import NewScene
from tests.proof.scene import Scene

FAULTS = {"event-failed", "send-failed", "library", "uncaught"}
"""What the log has to say of the faults that were provoked, without their words."""
KNOWN_NAMES = {
    "profiles", "room_memberships", "room_stats_state", "event_search", "user_directory",
    "sliding_sync",
}  # fmt: skip
"""How the homeserver's tables begin in which names stand: it needs them to show who is who."""


@pytest.mark.timeout(480)  # long by itself, and longer where others play beside it
async def test_no_word_is_left_anywhere(
    new_scene: NewScene, homeserver: Homeserver, tmp_path: Path
) -> None:
    scene = await new_scene()
    await story.whole(scene)
    metrics = await scene.kring.metrics()
    await scene.kring.kill()
    found = [*_of_kring(scene, scene.kring.folder), *_of_the_homeserver(scene, homeserver.folder)]
    for words in (scene.words, scene.names, scene.clear):
        found += [f"/metrics: {hit}" for hit in words.found(metrics.encode())]
    # Nor is there one in what Kring finds, mends and forgets when it starts again.
    await scene.kring.start(configure=False)
    await story.session_is_let_go(scene)
    assert await scene.kring.terminate() == 0
    found += _of_kring(scene, scene.kring.folder)
    assert not found, "\n".join(found)
    _was_whole(scene)
    _wrote_nowhere_else(scene, tmp_path)
    assert (len(scene.words.minted), len(scene.names.minted)) > (600, 6)
    assert len(scene.archive.plain) > 100


def _of_kring(scene: Scene, folder: Path) -> Iterator[str]:
    """In its folder (database, keys, key store, log, temporary files), and in what it sealed."""
    for words in (scene.words, scene.names, scene.clear):
        yield from places.in_folder(folder, words)
        for value, plain in scene.archive.plain.items():
            yield from (f"sealed in {value.column}: {hit}" for hit in words.found(plain))


def _of_the_homeserver(scene: Scene, folder: Path) -> Iterator[str]:
    """In all its files no word; and a name only where it keeps who is who."""
    yield from places.in_folder(folder, scene.words)
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("homeserver.db"):
            yield from (f"{path.name}: {hit}" for hit in scene.names.found(path.read_bytes()))
    for table, row in places.rows(folder / "homeserver.db"):
        hits = scene.names.found(json.dumps(row, default=str).encode())
        if not hits or any(table.startswith(known) for known in KNOWN_NAMES):
            continue
        event = json.loads(row["json"]) if table == "event_json" else {}
        if event.get("type") not in {"m.room.member", "m.room.name"}:
            yield from (f"the homeserver's {table}: {hit}" for hit in hits)
    yield from _in_clear(scene, folder)


def _in_clear(scene: Scene, folder: Path) -> Iterator[str]:
    """What stands in a room's timeline beside sealed messages, taps, removals and state."""
    rooms = {scene.room, scene.chat}
    outer = {"algorithm", "ciphertext", "device_id", "sender_key", "session_id", "m.relates_to"}
    for table, row in places.rows(folder / "homeserver.db"):
        if table != "event_json" or row["room_id"] not in rooms:
            continue
        event = json.loads(row["json"])
        if event["type"] == "m.room.encrypted":
            if event["content"] and not set(event["content"]) <= outer:
                yield f"an encrypted event shows {set(event['content']) - outer}"
        elif (
            "state_key" not in event
            and event["type"] not in {"m.reaction", "m.room.redaction"}
            and not scene.clear.found(row["json"].encode())
        ):
            yield f"an event in clear: {event['type']}"


def _was_whole(scene: Scene) -> None:
    """All of it happened: every kind of stage, every fault, and the words were read by others."""
    assert scene.kinds >= contract.KINDS, scene.kinds
    log = scene.kring.stderr
    assert {action for action in FAULTS if f'"{action}"' in log} == FAULTS
    read = json.dumps([one.content for one in scene.host.transcript.all()], ensure_ascii=False)
    said = [word for word in scene.words.minted if word in read]
    assert len(said) > len(scene.words.minted) // 3, "what was said in the room arrived there"
    kring = [one.body for one in scene.host.transcript.all() if one.sender == scene.kring.user]
    assert any(scene.words.mark in body for body in kring), "Kring had words in its hands"
    assert any(scene.names.mark in body for body in kring), "and names"
    for canaries in (scene.words, scene.names):
        assert not re.search(canaries.mark, log, re.IGNORECASE)


def _wrote_nowhere_else(scene: Scene, tmp_path: Path) -> None:
    """Kring opened no file to write in but in its own folder."""
    written = {Path(line) for line in (tmp_path / "writes").read_text().splitlines()}
    assert any(path.name == "kring.db" for path in written), "writing is seen"
    elsewhere = [path for path in written if not path.is_relative_to(scene.kring.data)]
    own = (str(tmp_path / "writes"), "/dev/")  # what ``faulty`` keeps for itself
    assert [path for path in elsewhere if not str(path).startswith(own)] == []
