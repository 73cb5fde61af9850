"""Somebody who does not exist: a small Matrix client with an encrypted, cross-signed device.

The demo's people and the tests' people are these. Unlike Kring a person gives room keys to every
device in the room, signed or not, and before each message asks anew who is there, so that nobody
misses words because of the test itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from nio import (  # type: ignore[import-untyped] # nio has no type marker
    AsyncClient,
    AsyncClientConfig,
    EncryptionError,
    ErrorResponse,
    Event,
    MegolmEvent,
    SyncResponse,
)
from nio.store import DefaultStore, SqliteMemoryStore  # type: ignore[import-untyped]

from bot.core.people import EventId, RoomId, UserId
from bot.demo.heard import WAIT_SECONDS, Heard, Transcript
from bot.matrix.keystore import bind_alone
from bot.matrix.signing import SigningKeys, sign_client

SYNC_MS = 30_000
RETRY_SECONDS = 0.2
FILTER: dict[str, dict[str, Any]] = {
    "presence": {"types": []},
    "room": {"timeline": {"limit": 1000}, "ephemeral": {"types": []}},
}
Answer = TypeVar("Answer")
ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


class PersonFault(Exception):  # noqa: N818 - what goes wrong with a homeserver is called a fault here
    """The homeserver refused what a person wanted; the message holds what it said."""


class Person:
    """A client of one user: ``async with Person(url, user, password) as samira``.

    ``signed`` says whether the device is cross-signed; give ``signing`` for a further device of
    somebody who has keys already. ``name`` becomes the display name. ``folder`` holds the device's
    keys; without one they are in memory alone. ``transcript`` is what this person heard, own words
    included.
    """

    def __init__(
        self,
        homeserver: str,
        user: UserId,
        password: str,
        *,
        name: str | None = None,
        signed: bool = True,
        signing: SigningKeys | None = None,
        folder: Path | None = None,
    ) -> None:
        self.user = user
        self.name = name or user[1:].partition(":")[0]
        self.signing = signing or SigningKeys.new()
        self.transcript = Transcript()
        self.filter = FILTER
        self._password = password
        self._signed = signed
        self.client = AsyncClient(
            homeserver,
            user,
            store_path=str(folder or ""),
            config=AsyncClientConfig(
                store=SqliteMemoryStore if folder is None else DefaultStore,
                encryption_enabled=True,
                pickle_key=secrets.token_hex(16),
                max_timeout_retry_wait_time=1,
            ),
        )
        self._listening: asyncio.Task[None] | None = None
        self._speaking = asyncio.Lock()
        self._unread: list[MegolmEvent] = []

    @property
    def device(self) -> str:
        """The id of this person's device."""
        return str(self.client.device_id)

    async def __aenter__(self) -> Self:
        """Log in, sign the device and listen. Raises PersonFault when the homeserver refuses."""
        try:
            _sound(await self.client.login(self._password, device_name="Demo"))
            bind_alone(self.client.store)
            await self.client.keys_upload()
            if self._signed:
                await self.sign()
            _sound(await self.client.set_displayname(self.name))
            self._listen()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening and close the connection; the device stays logged in."""
        await self._stop_listening()
        await self.client.close()

    async def sign(self) -> None:
        """Cross-sign this device, when that was not done at once."""
        await sign_client(self.client, self.signing, self._password)

    @contextlib.asynccontextmanager
    async def offline(self) -> AsyncIterator[None]:
        """Lose the connection for a while: nothing is heard until this ends."""
        await self._stop_listening()
        try:
            yield
        finally:
            self._listen()

    async def create_room(
        self,
        *,
        invite: Iterable[UserId] = (),
        encrypted: bool = True,
        invite_only: bool = True,
        history: Literal["joined", "invited", "shared", "world_readable"] = "joined",
        guests: bool = False,
        direct: bool = False,
        powers: Mapping[UserId, int] | None = None,
    ) -> RoomId:
        """Make a room; as it stands a safe one (R7)."""
        state: list[dict[str, Any]] = [
            {"type": "m.room.history_visibility", "content": {"history_visibility": history}},
            {
                "type": "m.room.guest_access",
                "content": {"guest_access": "can_join" if guests else "forbidden"},
            },
            {
                "type": "m.room.join_rules",
                "content": {"join_rule": "invite" if invite_only else "public"},
            },
        ]
        if encrypted:
            state.append({"type": "m.room.encryption", "content": ENCRYPTION})
        answer = await self.client.room_create(
            invite=list(invite),
            initial_state=state,
            is_direct=direct,
            power_level_override={"users": dict(powers)} if powers else None,
        )
        return RoomId(_sound(answer).room_id)

    async def invite(self, room: RoomId, user: UserId) -> None:
        """Invite somebody."""
        _sound(await self.client.room_invite(room, user))

    async def invitation(self, *, seconds: float = WAIT_SECONDS) -> RoomId:
        """Wait until there is an invitation, and return its room."""
        invited = self.client.invited_rooms
        await self.transcript.until_so(lambda: bool(invited), "an invitation", seconds)
        return RoomId(next(iter(invited)))

    async def join(self, room: RoomId) -> None:
        """Join a room, and wait until this client knows it."""
        _sound(await self.client.join(room))
        await self._in(room)

    async def leave(self, room: RoomId) -> None:
        """Leave a room."""
        _sound(await self.client.room_leave(room))

    async def remove(self, room: RoomId, user: UserId) -> None:
        """Remove somebody from a room."""
        _sound(await self.client.room_kick(room, user))

    async def catches_up(self, room: RoomId) -> None:
        """Wait until this client has heard what is newest in a room by now."""
        answer = _sound(await self.client.room_messages(room, limit=1))
        newest = {event.event_id for event in answer.chunk}
        heard = self.transcript
        await heard.until_so(lambda: newest <= {one.event for one in heard.all()}, "what is newest")

    async def set_state(
        self, room: RoomId, type: str, content: dict[str, Any], key: str = ""
    ) -> None:
        """Change something about a room."""
        _sound(await self.client.room_put_state(room, type, content, key))

    async def say(
        self,
        room: RoomId,
        text: str,
        *,
        mentions: Sequence[UserId] = (),
        reply_to: EventId | None = None,
    ) -> EventId:
        """Say something."""
        content: dict[str, Any] = {
            "msgtype": "m.text",
            "body": text,
            "m.mentions": {"user_ids": list(mentions)} if mentions else {},
        }
        if reply_to is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send(room, "m.room.message", content)

    async def edit(self, room: RoomId, event: EventId, text: str) -> EventId:
        """Say something else instead of what was said."""
        new = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        content = new | {
            "body": f"* {text}",
            "m.new_content": new,
            "m.relates_to": {"rel_type": "m.replace", "event_id": event},
        }
        return await self.send(room, "m.room.message", content)

    async def tap(self, room: RoomId, event: EventId, emoji: str) -> EventId:
        """React to a message; reactions travel outside encryption."""
        relation = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        return await self.send(room, "m.reaction", {"m.relates_to": relation})

    async def redact(self, room: RoomId, event: EventId) -> None:
        """Remove a message or take back a reaction."""
        _sound(await self.client.room_redact(room, event))

    async def send(self, room: RoomId, type: str, content: dict[str, Any]) -> EventId:
        """Send any event, encrypted where the room is (reactions never are).

        Raises PersonFault when the homeserver refuses it.
        """
        await self._in(room)
        async with self._speaking:
            if self.client.rooms[room].encrypted and type != "m.reaction":
                await self._share_keys(room)
            answer = await self.client.room_send(
                room, type, content, tx_id=secrets.token_hex(8), ignore_unverified_devices=True
            )
        return EventId(_sound(answer).event_id)

    async def _in(self, room: RoomId) -> None:
        """Wait until this client has heard that it is in the room."""
        await self.transcript.until_so(lambda: room in self.client.rooms, "the room")

    async def _share_keys(self, room: RoomId) -> None:
        """See to it that every device of everyone in the room has the key of what is said next."""
        olm = self.client.olm
        members = {
            member.user_id for member in _sound(await self.client.joined_members(room)).members
        }
        olm.users_for_key_query.update(members)
        _sound(await self.client.keys_query())
        devices = {
            (user, device.id)
            for user in members
            for device in olm.device_store.active_user_devices(user)
            if device.id != self.device
        }
        session = olm.outbound_group_sessions.get(room)
        if session is not None and session.shared and session.users_shared_with != devices:
            self.client.invalidate_outbound_session(room)
        while olm.should_share_group_session(room):
            # A device without one-time keys left cannot be reached; it misses this message.
            try:
                _sound(await self.client.share_group_session(room, ignore_unverified_devices=True))
            except KeyError:  # somebody left meanwhile, for whom nio lets go of the session: anew
                continue

    def _listen(self) -> None:
        self._listening = asyncio.create_task(self._listen_on())

    async def _stop_listening(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None

    async def _listen_on(self) -> None:
        try:
            while True:
                await self._listen_once()
        except Exception as fault:
            await self.transcript.end(fault)
            raise

    async def _listen_once(self) -> None:
        before = self.client.next_batch
        answer = await self.client.sync(SYNC_MS if before else 0, self.filter)
        if not isinstance(answer, SyncResponse):
            await asyncio.sleep(RETRY_SECONDS)  # the homeserver is away or unwell
            return
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        await self.client.send_to_device_messages()
        if answer.next_batch == before:
            return
        heard = self._read_later()
        for room, news in answer.rooms.join.items():
            for event in news.timeline.events:
                if isinstance(event, MegolmEvent):
                    event.room_id = room
                    self._unread.append(event)
                heard.append(_heard(RoomId(room), event))
        await self.transcript.add(heard)

    def _read_later(self) -> list[Heard]:
        """Return what could not be read before and now can: its key came later."""
        read: list[Heard] = []
        unread: list[MegolmEvent] = []
        for event in self._unread:
            try:
                read.append(_heard(RoomId(event.room_id), self.client.decrypt_event(event)))
            except EncryptionError:
                unread.append(event)
        self._unread = unread
        return read


def _heard(room: RoomId, event: Event) -> Heard:
    """Read an event of nio's, whatever it made of it, from its JSON."""
    source = event.source
    return Heard(
        room=room,
        event=EventId(source["event_id"]),
        sender=UserId(source["sender"]),
        at=source["origin_server_ts"],
        type=source["type"],
        content=source["content"],
        encrypted=source["type"] == "m.room.encrypted" or bool(getattr(event, "decrypted", False)),
        state_key=source.get("state_key"),
        txn=source.get("unsigned", {}).get("transaction_id"),
    )


def _sound(answer: Answer) -> Answer:
    """Return nio's answer unless it is an error. Raises PersonFault."""
    if isinstance(answer, ErrorResponse):
        raise PersonFault(f"{type(answer).__name__}: {answer.status_code} {answer.message}")
    return answer
