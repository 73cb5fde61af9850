"""Help rooms (design R12): encrypted, by invitation only, and without a name or any other mark.

Nothing about such a room tells the homeserver what it is for. Making one is not idempotent: whoever
asks for one keeps which it is before anybody is invited, so a kill in between leaves at most an
empty room that nobody sees; Kring leaves such a room when it starts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.core.people import RoomId, UserId
from bot.matrix.faults import Later, Refused
from bot.matrix.http import path
from bot.matrix.keystore import MEGOLM
from bot.matrix.rooms import Room
from bot.matrix.shape import objects, text
from bot.matrix.signing import Request


async def make(request: Request, rooms: dict[RoomId, Room]) -> RoomId:
    """Make an empty help room. Raises ``Later`` or ``Refused``."""
    state = [
        _state("m.room.guest_access", guest_access="forbidden"),
        _state("m.room.history_visibility", history_visibility="joined"),
        _state("m.room.encryption", algorithm=MEGOLM),
    ]
    body = {"preset": "private_chat", "initial_state": state}
    name = RoomId(text(await request("POST", path("createRoom"), body), "room_id") or "")
    room = rooms.setdefault(name, Room(name))
    room.joined = max(room.joined, 1)
    room.take(state[-1])
    return name


async def leave_empty(
    request: Request, rooms: Iterable[Room], me: UserId, kept: Collection[RoomId]
) -> int:
    """Leave rooms that ``me`` made and nobody keeps or was ever let into; return how many it were.

    To be called while nothing is being made. What cannot be asked now is left be.
    """
    left = 0
    for room in [room for room in rooms if room.creator == me and room.id not in kept]:
        try:
            answer = await request("GET", path("rooms", room.id, "members"), None)
            if {text(event, "state_key") for event in objects(answer, "chunk")} <= {me}:
                await leave(request, room.id)
                left += 1
        except (Later, Refused):
            continue
    return left


async def invite(request: Request, room: RoomId, user: UserId) -> None:
    """Invite a user, once. Raises ``Later`` or ``Refused``."""
    answer = await request("GET", path("rooms", room, "members"), None)
    if any(text(event, "state_key") == user for event in objects(answer, "chunk")):
        return  # invited before a kill; who declined is not asked again
    await request("POST", path("rooms", room, "invite"), {"user_id": user})


async def leave(request: Request, room: RoomId) -> None:
    """Leave a room, for good. Raises ``Later``; it is well when Kring is not in it."""
    try:
        await request("POST", path("rooms", room, "leave"), {})
        await request("POST", path("rooms", room, "forget"), {})
    except Refused:
        return


def _state(type_: str, **content: str) -> dict[str, object]:
    return {"type": type_, "state_key": "", "content": content}
