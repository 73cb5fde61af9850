"""Somebody with Kring's whole folder and the homeserver's database, and what they can read with it.

They may have more: every message between devices that was ever delivered to Kring, as who recorded
the homeserver's traffic would.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.core.people import EventId, RoomId, UserId
from bot.matrix import places as files
from bot.matrix.keystore import MEGOLM, KeyStore
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.proof.places import rows


class Recorder:
    """Everything that devices sent to Kring's, taken down on its way through the proxy."""

    def __init__(self, proxy: Proxy) -> None:
        self.heard: list[dict[str, Any]] = []
        proxy.add(Rule(r"GET .*/v3/sync", Fate.REWRITE, rewrite=self._record))

    def _record(self, answer: dict[str, Any]) -> dict[str, Any]:
        self.heard += answer.get("to_device", {}).get("events", [])
        return answer


def encrypted(homeserver: Path, rooms: Iterable[RoomId]) -> dict[EventId, dict[str, Any]]:
    """Return the contents of all encrypted events of some rooms, out of the homeserver's database."""
    wanted = set(rooms)
    found = {}
    for table, row in rows(homeserver / "homeserver.db"):
        if table == "event_json" and row["room_id"] in wanted:
            event = json.loads(row["json"])
            if event["type"] == "m.room.encrypted" and event["content"].get("ciphertext"):
                found[EventId(row["event_id"])] = event["content"]
    return found


def readable(
    stolen: Path, events: dict[EventId, dict[str, Any]], recorded: Iterable[dict[str, Any]] = ()
) -> dict[EventId, tuple[str, str]]:
    """Return what can be read of events with the keys in a stolen copy of Kring's data folder, and
    with which room key.

    Every room key in it is tried on every event. ``recorded`` are messages between devices, which
    are given to the stolen device first. The copy is changed by it.
    """
    keys_dir = stolen / "keys"
    login = json.loads((keys_dir / files.LOGIN).read_text())
    user = UserId(login["user_id"])
    store = KeyStore(stolen / files.FOLDER, keys_dir / files.STORE_KEY, user, login["device_id"])
    try:
        with store.transaction():
            store.receive([dict(event) for event in recorded])
        found = {}
        for session in list(store.machine.sessions.values()):
            for id_, content in events.items():
                if content["algorithm"] != MEGOLM:
                    continue
                try:
                    plain, _ = session.decrypt(content["ciphertext"])
                except ValueError:  # another session, or a place before where this key begins
                    continue
                found[id_] = (str(plain), session.id)
        return found
    finally:
        store.close()
