"""Rooms for small groups: encrypted, by Kring's invitation only, with a name that says nothing.

Such a room is known again by the request for which it was made, so it is made once, whatever got lost
in between. Nobody but Kring can invite to it, so nobody comes any more once Kring has left.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot.core.people import RoomId, UserId
from bot.matrix.faults import Refused
from bot.matrix.http import path
from bot.matrix.keystore import MEGOLM
from bot.matrix.mending import REQUEST, made_before
from bot.matrix.rooms import Room
from bot.matrix.shape import objects, text
from bot.matrix.signing import Request

log = structlog.get_logger()

_OF_KRING = 100
"""The power level to invite; people have none here."""


async def make(request: Request, rooms: dict[RoomId, Room], name: str, shown: str) -> RoomId:
    """Make an empty room, ``shown`` as this, for the request ``name``. Raises ``Later``, ``Refused``."""
    encryption = _state("m.room.encryption", algorithm=MEGOLM)
    made = await made_before(request, name, rooms)
    if made is None:
        body = {
            "preset": "private_chat",
            "name": shown,
            "creation_content": {REQUEST: name},
            "power_level_content_override": {"invite": _OF_KRING},
            "initial_state": [
                _state("m.room.guest_access", guest_access="forbidden"),
                _state("m.room.history_visibility", history_visibility="joined"),
                encryption,
            ],
        }
        made = RoomId(text(await request("POST", path("createRoom"), body), "room_id") or "")
    room = rooms.setdefault(made, Room(made))
    room.joined = max(room.joined, 1)
    room.take(encryption)
    return made


async def invite(request: Request, room: RoomId, user: UserId) -> None:
    """Invite a user who is neither in a room nor invited to it. Raises ``Later`` or ``Refused``."""
    if (await _memberships(request, room)).get(user) not in {"join", "invite"}:
        await request("POST", path("rooms", room, "invite"), {"user_id": user})


async def withdraw_invitations(request: Request, room: RoomId) -> None:
    """Take back the invitations to a room that nobody answered. Raises ``Later``."""
    try:
        for user, membership in (await _memberships(request, room)).items():
            if membership == "invite":
                await request("POST", path("rooms", room, "kick"), {"user_id": user})
    except Refused as refused:  # Kring is not in it any more
        log.warning("group.refused", errcode=refused.errcode)


async def _memberships(request: Request, room: RoomId) -> Mapping[str, str]:
    answer = await request("GET", path("rooms", room, "members"), None)
    return {
        user: membership
        for event in objects(answer, "chunk")
        if (user := text(event, "state_key")) is not None
        and (membership := text(event, "content", "membership")) is not None
    }


def _state(type_: str, **content: str) -> dict[str, object]:
    return {"type": type_, "state_key": "", "content": content}
