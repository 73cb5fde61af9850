"""Invitations and private rooms (spec: Direct Messaging).

An invitation is answered beside the sync loop: joining a room of a slow homeserver must not keep
the others waiting. One that a kill interrupts is answered after the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from bot.core.people import RoomId, UserId
from bot.matrix.faults import EdgeFault, Later, Refused
from bot.matrix.http import path
from bot.matrix.keystore import MEGOLM
from bot.matrix.reading import Invitation, Reading
from bot.matrix.rooms import Room, direct_rooms, own_invitation
from bot.matrix.shape import at, entries, objects, text
from bot.matrix.signing import Request

log = structlog.get_logger()

JOIN_TRIES = 5
FORCED = "ENCRYPTION_FORCED"


class PrivateRooms:
    """Answers invitations, and knows which rooms are private."""

    def __init__(
        self,
        request: Request,
        reading: Reading,
        me: UserId,
        rooms: dict[RoomId, Room],
        may_invite: Callable[[str], bool],
    ) -> None:
        self._request = request
        self._reading = reading
        self._me = me
        self._rooms = rooms
        self._may_invite = may_invite
        self._direct: dict[UserId, list[RoomId]] = {}
        self._marked: frozenset[RoomId] = frozenset()
        self._news: dict[RoomId, asyncio.Event] = {}
        self._meant: set[RoomId] = set()
        self._unanswered = {kept.room: kept for kept in reading.invitations()}
        self._answering: dict[RoomId, asyncio.Task[None]] = {}
        self._writing = asyncio.Lock()

    def is_private(self, room: Room) -> bool:
        """Tell whether a room is one of Kring and one other person, and meant to be."""
        return self._is_meant(room) and room.joined + room.invited <= 2

    def is_crowded(self, room: Room) -> bool:
        """Tell whether a room was meant to be private, and more people are in it."""
        return self._is_meant(room) and room.joined > 2

    def _is_meant(self, room: Room) -> bool:
        return room.id in self._marked or room.id in self._meant

    def take(self, answer: object) -> None:
        """Take in what a sync answer says of private rooms, and begin to answer its invitations."""
        for event in objects(answer, "account_data", "events"):
            if text(event, "type") == "m.direct":
                self._know(direct_rooms(at(event, "content")))
        for section in ("join", "leave"):
            for name in entries(answer, "rooms", section):
                if (waits := self._news.get(RoomId(name))) is not None:
                    waits.set()
        for name, info in entries(answer, "rooms", "invite").items():
            room = RoomId(name)
            told = own_invitation(at(info, "invite_state", "events"), self._me)
            if told is not None:
                inviter, direct = told
                invitation = Invitation(room, self._may_invite(inviter), direct)
                self._reading.invited(invitation)
                self._unanswered[room] = invitation
        for room, invitation in self._unanswered.items():
            if invitation.welcome and invitation.direct:
                self._meant.add(room)
            if room not in self._answering:
                task = asyncio.create_task(self._answer(invitation))
                self._answering[room] = task
                task.add_done_callback(partial(self._answered, room))
        self._unanswered = {}

    def _answered(self, room: RoomId, task: asyncio.Task[None]) -> None:
        self._answering.pop(room, None)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("invite.failed", fault=type(fault).__name__)

    async def _answer(self, invitation: Invitation) -> None:
        """Accept or decline. What does not work now is tried again, and at the next start."""
        room = invitation.room
        for attempt in range(JOIN_TRIES):
            try:
                where = path("rooms", room, "join" if invitation.welcome else "leave")
                await self._request("POST", where, {})
                if invitation.welcome and invitation.direct:
                    await self._mark_with_other(room)
            except Later as later:
                await asyncio.sleep(max(later.retry_after, 2**attempt))
            except Refused as refused:
                log.warning("invite.refused", errcode=refused.errcode)
                self._reading.answered(room)
                return
            except EdgeFault:
                return  # the sync loop meets it too, and tells
            else:
                log.info("invite.answered", joined=invitation.welcome)
                self._reading.answered(room)
                return
        log.warning("invite.failed", tries=JOIN_TRIES)

    async def _mark_with_other(self, room: RoomId) -> None:
        """Keep that a room is private with the one other person in it."""
        answer = await self._request("GET", path("rooms", room, "joined_members"), None)
        others = entries(answer, "joined").keys() - {self._me}
        if len(others) == 1:
            await self._mark(UserId(others.pop()), room)

    async def _mark(self, user: UserId, room: RoomId) -> None:
        """Keep that a room is private with a user."""
        async with self._writing:
            rooms = self._direct.get(user, [])
            if room not in rooms:
                direct = self._direct | {user: [*rooms, room]}
                where = path("user", self._me, "account_data", "m.direct")
                await self._request(
                    "PUT", where, {user: list(them) for user, them in direct.items()}
                )
                self._know(direct)

    def _know(self, direct: dict[UserId, list[RoomId]]) -> None:
        self._direct = direct
        self._marked = frozenset(room for rooms in direct.values() for room in rooms)

    async def open(self, user: UserId, *, encrypted: bool) -> RoomId:
        """Return the private room with a user, encrypted or not; make it when there is none.

        They are invited once it is kept which room that is: a kill or an answer that gets lost in
        between leaves at most an empty room that nobody sees, and never two invitations.

        Raises ``Later``, or ``Refused``; with ``FORCED`` when the homeserver encrypts all rooms.
        """
        for known in self._chats(user, encrypted=encrypted):
            try:
                others = await self._others(known.id)
                if not others:
                    await self._invite(user, known)
                if others.keys() <= {user}:
                    return known.id
            except Refused as refused:  # a room of theirs into which Kring may invite nobody
                log.warning("private.refused", errcode=refused.errcode)
        state = [_state("m.room.guest_access", guest_access="forbidden")]
        if encrypted:
            state.append(_state("m.room.encryption", algorithm=MEGOLM))
            state.append(_state("m.room.history_visibility", history_visibility="joined"))
        else:  # who accepts later must still be able to read why they were invited
            state.append(_state("m.room.history_visibility", history_visibility="invited"))
        body = {
            "preset": "private_chat",
            "is_direct": True,
            "initial_state": state,
        }
        name = RoomId(text(await self._request("POST", path("createRoom"), body), "room_id") or "")
        if not encrypted and await self._is_encrypted(name):
            await self._request("POST", path("rooms", name, "leave"), {})
            raise Refused(403, FORCED)
        await self._mark(user, name)
        room = self._rooms.setdefault(name, Room(name))
        room.joined, room.invited = 1, 0
        if encrypted:
            room.take(_state("m.room.encryption", algorithm=MEGOLM))
        await self._invite(user, room)
        return name

    def _chats(self, user: UserId, *, encrypted: bool) -> list[Room]:
        """List the rooms that are kept as private with a user; those not left alone go first."""
        known = (self._rooms.get(name) for name in self._direct.get(user, []))
        chats = [room for room in known if room is not None and room.encrypted == encrypted]
        return sorted(chats, key=lambda room: room.joined < 2)

    @property
    def marked(self) -> frozenset[RoomId]:
        """The rooms that are kept as private with somebody."""
        return self._marked

    def chat(self, user: UserId) -> RoomId | None:
        """Return the encrypted private room with a user, None when there is none."""
        chats = self._chats(user, encrypted=True)
        return next((room.id for room in chats if self.is_private(room)), None)

    async def alone_with(self, user: UserId, room: RoomId) -> bool:
        """Wait until a user is in their private room; True when they are, and nobody else is.

        False when they declined or left, or when somebody else is there or invited. Raises ``Later``
        or ``Refused``.
        """
        news = self._news.setdefault(room, asyncio.Event())
        try:
            while True:
                news.clear()
                others = await self._others(room)
                if others.keys() != {user}:
                    return False
                if others[user] == "join":
                    known = self._rooms.get(room)
                    if known is not None and user not in (known.members or {user}):
                        known.doubt_members()  # they came since the last sync answer
                    return True
                await news.wait()
        finally:
            self._news.pop(room, None)

    async def _others(self, room: RoomId) -> dict[UserId, str]:
        """Return who is in a room or invited to it beside Kring, as the homeserver has it now."""
        answer = await self._request("GET", path("rooms", room, "members"), None)
        return {
            UserId(user): membership
            for event in objects(answer, "chunk")
            if (user := text(event, "state_key")) is not None
            and user != self._me
            and (membership := text(event, "content", "membership")) in {"join", "invite"}
        }

    async def _invite(self, user: UserId, room: Room) -> None:
        """Invite a user to a private room: as state, for only so can it say that it is direct."""
        where = path("rooms", room.id, "state", "m.room.member", user)
        await self._request("PUT", where, {"membership": "invite", "is_direct": True})
        room.invited = 1

    async def _is_encrypted(self, room: RoomId) -> bool:
        try:
            await self._request("GET", path("rooms", room, "state", "m.room.encryption"), None)
        except Refused:
            return False
        return True

    async def close(self) -> None:
        """Stop answering invitations."""
        tasks = list(self._answering.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _state(type_: str, **content: str) -> dict[str, object]:
    return {"type": type_, "state_key": "", "content": content}
