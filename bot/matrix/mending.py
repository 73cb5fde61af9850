"""Making a room safe (R7): what Kring's power level allows, and a fresh room where that is better.

Nobody loses anything by it (G2), and nothing of anybody is put into state (R9).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import structlog

from bot.core.people import RoomId, UserId
from bot.core.room import Fault, Remark
from bot.matrix.faults import Refused
from bot.matrix.http import path
from bot.matrix.keystore import MEGOLM
from bot.matrix.roomcheck import Allowed, strange_widgets
from bot.matrix.rooms import LEADER_LEVEL, Room, StateKey
from bot.matrix.shape import entries, objects, text
from bot.matrix.signing import Request

log = structlog.get_logger()

_HIGHEST = 100
REQUEST = "kring.request"
"""In what a room was made with: which request it was made for; opaque, and about nobody."""

_INVITE_ONLY = ("m.room.join_rules", {"join_rule": "invite"})
_FROM_JOINING = ("m.room.history_visibility", {"history_visibility": "joined"})
_ENCRYPTED = ("m.room.encryption", {"algorithm": MEGOLM})
_NO_GUESTS = ("m.room.guest_access", {"guest_access": "forbidden"})
_AS_IT_SHOULD_BE: Mapping[Fault, tuple[str, dict[str, Any]]] = {
    "not-encrypted": _ENCRYPTED,
    "encryption": _ENCRYPTED,
    "open-to-all": _INVITE_ONLY,
    "knock": _INVITE_ONLY,
    "restricted": _INVITE_ONLY,
    "guests": _NO_GUESTS,
    "world-readable": _FROM_JOINING,
    "history": _FROM_JOINING,
}


async def mend(request: Request, room: Room, faults: Collection[Fault], allowed: Allowed) -> None:
    """Set right what is wrong with a room, as far as Kring may. Raises ``Later``.

    Doing it again changes nothing.
    """
    for (type_, key), content in _steps(room, faults, allowed):
        try:
            await request("PUT", path("rooms", room.id, "state", type_, key), content)
        except Refused as refused:
            log.warning("room.not-mended", errcode=refused.errcode)
            continue
        room.take({"type": type_, "state_key": key, "content": content})


def _steps(
    room: Room, faults: Collection[Fault], allowed: Allowed
) -> Iterator[tuple[StateKey, dict[str, Any]]]:
    for fault in faults:
        if fault in _AS_IT_SHOULD_BE:
            type_, content = _AS_IT_SHOULD_BE[fault]
            yield (type_, ""), content
    if "widget" in faults:
        yield from [(key, {}) for key in strange_widgets(room, allowed)]


async def remarks(request: Request, room: Room, members: Collection[UserId]) -> tuple[Remark, ...]:
    """What is worth knowing of a room beside its faults. Raises ``Later``."""
    found: list[Remark] = []
    try:
        listed = await request("GET", path("directory", "list", "room", room.id), None)
    except Refused:
        listed = {}
    if text(listed, "visibility") == "public":
        found.append("listed")
    watched = ("m.room.join_rules", "m.room.history_visibility")
    if len(members) > 1 and all(room.may_set(who, type_) for who in members for type_ in watched):
        found.append("all-may-change")
    return tuple(found)


async def renew(
    request: Request, old: Room, guests: Collection[UserId], name: str, rooms: Mapping[RoomId, Room]
) -> RoomId:
    """Make a fresh, safe room for these guests and return it. Raises ``Later`` or ``Refused``.

    ``name`` is that of the request, not of the room, which has none: done again under the same name
    it goes on with the same room, whatever got lost in between. Who leads in the old room leads in
    the new one.
    """
    room = await made_before(request, name, rooms)
    if room is None:
        body = {
            "preset": "private_chat",
            "creation_content": {REQUEST: name},
            "initial_state": [
                {"type": type_, "state_key": "", "content": content}
                for type_, content in (_INVITE_ONLY, _FROM_JOINING, _ENCRYPTED, _NO_GUESTS)
            ],
        }
        room = RoomId(text(await request("POST", path("createRoom"), body), "room_id") or "")
    await _hand_on_levels(request, old, guests, room)
    answer = await request("GET", path("rooms", room, "members"), None)
    met = {text(event, "state_key") for event in objects(answer, "chunk")}
    for guest in [guest for guest in guests if guest not in met]:
        try:
            await request("POST", path("rooms", room, "invite"), {"user_id": guest})
        except Refused as refused:  # somebody who takes no invitations keeps nobody else waiting
            log.warning("room.not-invited", errcode=refused.errcode)
    return room


async def made_before(request: Request, name: str, rooms: Mapping[RoomId, Room]) -> RoomId | None:
    """Return the room that was made for a request, None when there is none yet."""
    for known in rooms.values():
        if text(known.content("m.room.create"), REQUEST) == name:
            return known.id
    answer = await request("GET", path("joined_rooms"), None)
    joined = answer.get("joined_rooms")
    for room in joined if isinstance(joined, list) else []:
        if isinstance(room, str) and room not in rooms:  # no sync answer told of it yet
            try:
                create = await request("GET", path("rooms", room, "state", "m.room.create"), None)
            except Refused:
                continue
            if text(create, REQUEST) == name:
                return RoomId(room)
    return None


async def _hand_on_levels(
    request: Request, old: Room, guests: Collection[UserId], room: RoomId
) -> None:
    """Give those who lead in the old room the same level in the new one, as far as it has levels."""
    where = path("rooms", room, "state", "m.room.power_levels", "")
    levels = await request("GET", where, None)
    users = dict(entries(levels, "users"))
    for guest in guests:
        level = min(old.level(guest), _HIGHEST)
        if level >= LEADER_LEVEL and guest not in users:
            users[guest] = int(level)
    if users != entries(levels, "users"):
        await request("PUT", where, levels | {"users": users})
