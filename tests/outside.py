"""What Kring may send that is not encrypted, by the kind of request: all there is, and no other (R9).

``check`` takes a request as it was sent. A kind of request that is not here fails it: whoever adds
one has to think about what the homeserver gets to see by it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

Json = dict[str, Any]
_GENERAL = {"hello", "help", "crisis", "safety", "safety-refused"}
_BUTTONS = {"✅", "⏭️", "🕓", "✋", "⏸️"}


def check(asked: str, body: bytes, names: list[str]) -> None:
    """Hold a request against what may be sent. ``names`` are names of people, in no clear text."""
    method, _, target = asked.partition(" ")
    where = unquote(target.partition("?")[0]).removeprefix("/_matrix/client/v3")
    if method == "GET":
        assert body == b"", where
        return
    content: Json = json.loads(body) if body else {}
    for pattern, may in _KINDS.items():
        match = re.fullmatch(pattern, f"{method} {where}")
        if match is not None:
            assert may(content, *match.groups()), f"{method} {where}: {content}"
            break
    else:
        raise AssertionError(f"a kind of request nobody thought about: {method} {where}")
    if "login" not in where:
        for name in names:
            assert name not in json.dumps(content, ensure_ascii=False), f"{name} in {where}"


def _encrypted(content: Json) -> bool:
    """An encrypted event: beside the ciphertext only whose key it is, and what it relates to."""
    allowed = {"algorithm", "sender_key", "device_id", "session_id", "ciphertext", "m.relates_to"}
    relation = content.get("m.relates_to", {})
    replies = relation.get("m.in_reply_to", {})
    return (
        set(content) <= allowed
        and set(relation) <= {"rel_type", "event_id", "m.in_reply_to"}
        and set(replies) <= {"event_id"}
    )


def _general(content: Json) -> bool:
    """A message in clear: general to the last word."""
    return content["kring.moment"]["moment"] in _GENERAL and content["m.mentions"] == {}


def _reaction(content: Json) -> bool:
    relation = content["m.relates_to"]
    return (
        set(content) == {"m.relates_to"}
        and set(relation) == {"rel_type", "event_id", "key"}
        and relation["key"] in _BUTTONS
    )


def _to_device(content: Json, type_: str) -> bool:
    """Keys, encrypted for a device; or that there is none, and for which session."""
    allowed = {
        "m.room.encrypted": {"algorithm", "sender_key", "ciphertext"},
        "m.room_key.withheld": {"algorithm", "code", "room_id", "session_id", "sender_key"},
    }
    return set(content) == {"messages"} and all(
        set(one) <= allowed[type_] for devices in content["messages"].values()
        for one in devices.values()
    )  # fmt: skip


def _room(content: Json) -> bool:
    """A room without a name, a topic or any other mark but whose request it is."""
    allowed = {"preset", "is_direct", "initial_state", "creation_content"}
    return (
        set(content) <= allowed
        and set(content.get("creation_content", {})) <= {"kring.request"}
        and all(
            _STATE[state["type"]](state["content"]) and state["state_key"] == ""
            for state in content["initial_state"]
        )
    )


def _state(content: Json, type_: str) -> bool:
    """State that says how safe a room is, and nothing else."""
    return type_ in _STATE and _STATE[type_](content)


def _is_numbers(value: object) -> bool:
    """Levels: numbers, by the names of kinds of events or by users."""
    if isinstance(value, dict):
        return all(_is_numbers(one) for one in value.values())
    return isinstance(value, int)


_STATE: dict[str, Callable[[Json], bool]] = {
    "m.room.encryption": lambda content: content == {"algorithm": "m.megolm.v1.aes-sha2"},
    "m.room.join_rules": lambda content: content == {"join_rule": "invite"},
    "m.room.guest_access": lambda content: content == {"guest_access": "forbidden"},
    "m.room.history_visibility": lambda content: (
        content in ({"history_visibility": "joined"}, {"history_visibility": "invited"})
    ),
    "m.room.member": lambda content: content == {"membership": "invite", "is_direct": True},
    "m.room.power_levels": _is_numbers,
    "im.vector.modular.widgets": lambda content: content == {},
    "m.widget": lambda content: content == {},
}
_LOGIN = {"type", "identifier", "password", "device_id", "initial_device_display_name"}
_KINDS: dict[str, Callable[..., bool]] = {
    r"POST /login": lambda content: set(content) == _LOGIN,
    r"POST /keys/(?:upload|query|claim)": lambda content: True,
    r"POST /keys/(?:device_signing|signatures)/upload": lambda content: True,
    r"PUT /sendToDevice/([^/]+)/[0-9a-f]+": _to_device,
    r"PUT /rooms/[^/]+/send/m\.room\.encrypted/[^/]+": _encrypted,
    r"PUT /rooms/[^/]+/send/m\.room\.message/[^/]+": _general,
    r"PUT /rooms/[^/]+/send/m\.reaction/.+": _reaction,
    r"PUT /rooms/[^/]+/redact/[^/]+/[^/]+": lambda content: content == {},
    r"PUT /rooms/[^/]+/state/([^/]+)/.*": _state,
    r"POST /rooms/[^/]+/(?:join|leave|forget)": lambda content: content == {},
    r"POST /rooms/[^/]+/invite": lambda content: set(content) == {"user_id"},
    r"POST /createRoom": _room,
    r"PUT /user/[^/]+/account_data/m\.direct": lambda content: all(
        isinstance(rooms, list) for rooms in content.values()
    ),
}
