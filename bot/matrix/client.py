"""The edge as the runtime sees it: one user on one homeserver, in rooms."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import structlog

from bot.core.effects import Button
from bot.core.people import EventId, RoomId, UserId
from bot.core.room import Fault, NewKey, Remark
from bot.matrix import attachments, grouping, helping, mending, places
from bot.matrix.company import kind
from bot.matrix.faults import Later, Refused
from bot.matrix.files import private_folder
from bot.matrix.forgetting import forget, forget_strange
from bot.matrix.http import Http, path
from bot.matrix.identities import Identities
from bot.matrix.keystore import KeyStore
from bot.matrix.login import insist, log_in
from bot.matrix.opening import Opener
from bot.matrix.outbound import is_general
from bot.matrix.private import PrivateRooms
from bot.matrix.reading import Reading
from bot.matrix.removing import remove
from bot.matrix.roomcheck import Allowed, faults
from bot.matrix.rooms import Room, load_members
from bot.matrix.shape import number, text
from bot.matrix.sharing import Sharing
from bot.matrix.signing import SigningKeys, other_keys, sign_own_device
from bot.matrix.syncing import Syncing
from bot.matrix.trust import Directory
from bot.matrix.waiting import WaitingMessages
from bot.ports import Authored, Batch, Clock, RoomFacts

log = structlog.get_logger()

POLL_MILLISECONDS: Final = 30_000
"""How long the homeserver may wait for something to happen before it answers a sync."""
POLL_SLACK_SECONDS: Final = 30.0
_FILTER: Final = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": ["m.direct"]},
        "room": {
            "timeline": {"limit": 100, "lazy_load_members": True},
            "state": {"lazy_load_members": True},
            "ephemeral": {"types": []},
            "account_data": {"types": []},
        },
    },
    separators=(",", ":"),
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What there is once Kring is logged in."""

    device_id: str
    keys: KeyStore
    reading: Reading
    directory: Directory
    identities: Identities
    opener: Opener
    waiting: WaitingMessages
    sharing: Sharing
    syncing: Syncing
    private: PrivateRooms


class Edge:
    """Kring on Matrix. All methods but ``open`` need ``open`` to have returned.

    Methods that ask the homeserver raise ``Later`` when it does not answer now, ``Refused`` when it
    never will, and ``EdgeFault`` when Kring cannot go on; ``open`` and ``sync`` wait instead of
    raising ``Later``.
    """

    def __init__(
        self,
        *,
        homeserver: str,
        user_id: UserId,
        password: Callable[[], str],
        device_name: str,
        data_dir: Path,
        keys_dir: Path,
        may_invite: Callable[[str], bool],
        allowed_bots: Callable[[str], bool],
        allowed_widgets: Callable[[str], bool],
        clock: Clock,
    ) -> None:
        """Take what is needed; nothing is read or asked yet.

        ``password`` is called when it is needed. ``may_invite`` and ``allowed_bots`` are asked with
        a user id, ``allowed_widgets`` with an address.
        """
        self.user_id = user_id
        self._password = password
        self._device_name = device_name
        self._folder = data_dir / places.FOLDER
        self._keys_dir = keys_dir
        self._may_invite = may_invite
        self._allowed = Allowed(allowed_bots, allowed_widgets)
        self._clock = clock
        self._http = Http(homeserver)
        self._rooms: dict[RoomId, Room] = {}
        self._opened: _Parts | None = None
        self._synced: str | None = None

    async def open(self) -> None:
        """Log in (once; later starts restore it) and see to it that the device is cross-signed.

        Waits while the homeserver is away. Raises ``EdgeFault`` when a person has to do something.
        """
        private_folder(self._keys_dir)
        login = await log_in(
            self._http,
            self.user_id,
            password=self._password,
            device_name=self._device_name,
            file=self._keys_dir / places.LOGIN,
            has_keys=partial(KeyStore.is_there, self._folder),
        )
        signing = SigningKeys.kept(self._keys_dir / places.SIGNING)
        store_key = self._keys_dir / places.STORE_KEY
        keys = KeyStore(self._folder, store_key, self.user_id, login.device_id)
        request = self._http.request
        try:
            await insist(partial(self._upload_keys, keys, None), "keys.upload")
        except Refused as refused:
            keys.close()
            if refused.status != 400:
                raise
            # The homeserver has one-time keys of this name that an earlier store made.
            raise other_keys() from None
        sign = partial(sign_own_device, request, signing, keys.own, self._password)
        await insist(sign, "signing")
        reading = Reading(self._folder / "reading.sqlite")
        directory = Directory(request, self._clock)
        opener = Opener(request, keys, directory, self.user_id)
        waiting = WaitingMessages(request, reading, opener, directory, self._clock)
        private = PrivateRooms(request, reading, self.user_id, self._rooms, self._may_invite)
        identities = Identities(
            reading, directory, self.user_id, store_key.read_bytes(), private.is_private
        )
        self._opened = _Parts(
            device_id=login.device_id,
            keys=keys,
            reading=reading,
            directory=directory,
            identities=identities,
            opener=opener,
            waiting=waiting,
            sharing=Sharing(request, keys, directory, identities, self._clock),
            syncing=Syncing(
                request=request,
                keys=keys,
                reading=reading,
                directory=directory,
                identities=identities,
                opener=opener,
                waiting=waiting,
                rooms=self._rooms,
                allowed=self._allowed,
                clock=self._clock,
            ),
            private=private,
        )
        log.info("matrix.open")

    @property
    def device_id(self) -> str:
        """The device Kring is; transaction ids hold for it alone."""
        return self._parts.device_id

    async def sync(self, since: str | None, known: Collection[RoomId] = ()) -> Batch:
        """Return what happened after the token ``since``; waits for something, about half a minute.

        Asking with the last batch's token means that it was handled. The first call after ``open``
        returns at once. With None, nothing that was said before is in it, but in rooms that are not
        ``known`` what followed on Kring's own joining.
        """
        parts = self._parts
        first = self._synced is None
        handled = not first and since == self._synced
        parts.waiting.settle(handled=handled)
        parts.identities.settle(handled=handled)
        at_once = first or parts.identities.untold
        wait = 0 if at_once else parts.waiting.patience(POLL_MILLISECONDS)
        query = {"filter": _FILTER, "timeout": str(wait)}
        if first:
            query["full_state"] = "true"
        if since is not None:
            query["since"] = since
        answer = await insist(partial(self._ask_sync, query, wait), "sync")
        batch = await parts.syncing.digest(answer, since, known)
        for room in batch.gone:
            parts.sharing.leave(room)
        parts.private.take(answer)
        if first:
            forget_strange(parts.keys, parts.reading, self._rooms.keys())
        for name, echo in parts.syncing.echoes:
            if name in self._rooms:
                await parts.sharing.heard(self._rooms[name], echo)
        await parts.sharing.mend()
        try:
            have = number(answer, "device_one_time_keys_count", "signed_curve25519")
            await self._upload_keys(parts.keys, have or 0)
        except (Later, Refused) as fault:  # the next answer asks for it again
            log.warning("keys.upload", fault=str(fault))
        self._synced = batch.token
        return batch

    async def _ask_sync(self, query: dict[str, str], wait: int) -> dict[str, Any]:
        seconds = wait / 1000 + POLL_SLACK_SECONDS
        answer = await self._http.request("GET", path("sync", query=query), seconds=seconds)
        if text(answer, "next_batch") is None:
            raise Later(1.0, "NO_TOKEN")
        return answer

    async def _upload_keys(self, keys: KeyStore, on_server: int | None) -> None:
        body = keys.keys_to_upload(on_server)
        if body is not None:
            await self._http.request("POST", path("keys", "upload"), body)
            keys.keys_were_uploaded()

    @property
    def rooms(self) -> tuple[RoomId, ...]:
        """The rooms that Kring is in."""
        return tuple(self._rooms)

    def is_in(self, room: RoomId) -> bool:
        """Tell whether Kring is in a room."""
        return room in self._rooms

    def may_lead(self, room: RoomId, user: UserId) -> bool:
        """Tell whether the room lets this user lead: power level 50, or a creator of version 12."""
        known = self._rooms.get(room)
        return known is not None and known.may_lead(user)

    def name(self, room: RoomId, user: UserId) -> str:
        """Return what to call a user in a room; one short line, never empty."""
        return self._rooms.get(room, Room(room)).name(user)

    async def meet(self, room: RoomId) -> None:
        """See to it that all people of a room have names: the first sync answer does not tell them."""
        known = self._known(room)
        if known.members is None:
            await load_members(self._http.request, known)

    def is_private(self, room: RoomId) -> bool:
        """Tell whether a room is a private chat with Kring."""
        known = self._rooms.get(room)
        return known is not None and self._parts.private.is_private(known)

    def is_crowded(self, room: RoomId) -> bool:
        """Tell whether a room was meant to be a private chat, and more people are in it now."""
        known = self._rooms.get(room)
        return known is not None and self._parts.private.is_crowded(known)

    def is_mine(self, room: RoomId) -> bool:
        """Tell whether Kring made a room itself."""
        known = self._rooms.get(room)
        return known is not None and known.creator == self.user_id

    def upgraded(self, room: RoomId) -> tuple[RoomId, RoomId] | None:
        """Return the old and the new room, where this is one, both say so, and Kring is in both."""
        for old, new in ((room, self._successor(room)), (self._predecessor(room), room)):
            if old and new and self._successor(old) == new and self._predecessor(new) == old:
                return old, new
        return None

    def _successor(self, room: RoomId) -> RoomId | None:
        known = self._rooms.get(room)
        return None if known is None else known.replaced_by

    def _predecessor(self, room: RoomId) -> RoomId | None:
        known = self._rooms.get(room)
        named = text(known.content("m.room.create"), "predecessor", "room_id") if known else None
        return None if named is None else RoomId(named)

    def is_encrypted(self, room: RoomId) -> bool:
        """Tell whether messages are encrypted in a room."""
        known = self._rooms.get(room)
        return known is not None and known.encrypted

    async def words(self, room: RoomId, event: EventId) -> str | None:
        """Return a message's text as it is now; None when removed, unreadable, or not text."""
        return await self._parts.opener.words(self._known(room), event)

    async def authored(self, room: RoomId, event: EventId) -> Authored | None:
        """Return whose a message is, and whom it mentions now; None when it cannot be read."""
        return await self._parts.opener.authored(self._known(room), event)

    async def is_vouched(self, room: RoomId, event: EventId) -> bool:
        """Tell whether a message came from a device that its sender cross-signed."""
        return await self._parts.opener.is_vouched(self._known(room), event)

    async def members(self, room: RoomId) -> tuple[UserId, ...]:
        """Return everyone joined to a room but Kring."""
        await self.meet(room)
        return tuple(sorted((self._known(room).members or set()) - {self.user_id}))

    async def facts(self, room: RoomId) -> RoomFacts:
        """Return who is in a room, what is wrong with it and who cannot read along, as it is now."""
        parts, known = self._parts, self._known(room)
        await load_members(self._http.request, known)
        members = tuple(sorted((known.members or set()) - {self.user_id}))
        if known.encrypted:
            await parts.directory.refresh(members, anew=True)
            parts.identities.look(known, members)
        unreadable = tuple(
            user
            for user in members
            if known.encrypted
            and ((who := parts.directory.identity(user)) is None or not who.vouched)
        )
        wrong = faults(known, self.user_id, members, self._allowed)
        return RoomFacts(members, wrong, unreadable, parts.identities.new(known, members))

    async def remarks(self, room: RoomId) -> tuple[Remark, ...]:
        """Return what is worth knowing of a room beside what is wrong with it."""
        known = self._known(room)
        await load_members(self._http.request, known)
        members = (known.members or set()) - {self.user_id}
        return await mending.remarks(self._http.request, known, members)

    async def mend(self, room: RoomId, wrong: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """Mend what is wrong with a room, as far as Kring may; return what is wrong with it then."""
        await mending.mend(self._http.request, self._known(room), wrong, self._allowed)
        return (await self.facts(room)).faults

    async def renew(self, room: RoomId, name: str) -> RoomId:
        """Make a fresh, safe room for the people of a room, and return it.

        Under the same ``name`` it is made once. Bots and whoever comes over a bridge are not people.
        """
        old = self._known(room)
        await load_members(self._http.request, old)
        guests = sorted(
            user
            for user in (old.members or set()) - {self.user_id}
            if self._allowed.bot(user) or kind(user, old.names.get(user, "")) is None
        )
        made = await mending.renew(self._http.request, old, guests, name, self._rooms)
        self._rooms.setdefault(made, Room(made, encrypted=True))
        return made

    def accept(self, room: RoomId, key: NewKey) -> None:
        """Take a new identity for somebody's from now on: people in the room were told of it."""
        self._parts.identities.accept(room, key)

    async def send(
        self, room: RoomId, content: dict[str, Any], txn: str, type_: str = "m.room.message"
    ) -> EventId:
        """Send a message, or another event of this type, encrypted where the room is; return its id.

        What is not general to the last word is refused where the room is not encrypted (R9).

        The same ``txn`` on the same device sends it once, within a day.
        """
        known = self._known(room)
        if not known.encrypted and not is_general(content):
            raise Refused(403, "NOT_ENCRYPTED")
        if known.encrypted:
            content = await self._parts.sharing.encrypt(known, type_, content)
            type_ = "m.room.encrypted"
        return await self._put(room, type_, content, txn)

    async def upload(self, room: RoomId, content: bytes) -> dict[str, object]:
        """Put a file for a room on the homeserver, encrypted; return how a message refers to it.

        Raises ``Refused`` where the room is not encrypted: no file of Kring's goes there.
        """
        if not self._known(room).encrypted:
            raise Refused(403, "NOT_ENCRYPTED")
        return await attachments.upload(self._http.request, content)

    async def react(self, room: RoomId, target: EventId, button: Button, txn: str) -> None:
        """Set a button under a message; reactions travel unencrypted (R9: nothing but buttons)."""
        relation = {"rel_type": "m.annotation", "event_id": target, "key": button.value}
        await self._put(room, "m.reaction", {"m.relates_to": relation}, txn)

    async def remove(self, room: RoomId, target: EventId, txn: str) -> EventId:
        """Remove a message of Kring's own, its earlier wordings first; return the removal's event id.

        No reason is given: it would travel unencrypted (R9).
        """
        return await remove(self._http.request, self.user_id, self._known(room).id, target, txn)

    async def _put(self, room: RoomId, type_: str, content: dict[str, Any], txn: str) -> EventId:
        where = path("rooms", room, "send", type_, txn)
        return EventId(text(await self._http.request("PUT", where, content), "event_id") or "")

    async def open_private(self, user: UserId, encrypted: bool) -> RoomId:
        """Return the private room with a user, made when there is none.

        Raises ``Refused`` with ``ENCRYPTION_FORCED`` when it may not be encrypted and must be.
        """
        return await self._parts.private.open(user, encrypted=encrypted)

    def private_room(self, user: UserId) -> RoomId | None:
        """Return the encrypted private room with a user, None when there is none yet."""
        return self._parts.private.chat(user)

    async def can_read(self, user: UserId) -> bool:
        """Tell whether a user has a device that they vouched for: no other gets keys of Kring's."""
        await self._parts.directory.refresh([user])
        identity = self._parts.directory.identity(user)
        return identity is None or bool(identity.vouched)

    async def alone_with(self, user: UserId, room: RoomId) -> bool:
        """Wait until a user is in their private room; False when that will not be, or not alone."""
        return await self._parts.private.alone_with(user, room)

    async def make_help_room(self) -> RoomId:
        """Make an empty help room and return it; another one at every call."""
        return await helping.make(self._http.request, self._rooms)

    async def tidy(self, kept: Collection[RoomId], waiting: Collection[str]) -> int:
        """Leave empty rooms that a kill left behind; those of ``kept`` and private ones stay.

        ``waiting`` are the requests that will be done again: what was made for them stays too.
        """
        kept = {*kept, *self._parts.private.marked}
        made = tuple(
            room
            for room in self._rooms.values()
            if room.content("m.room.create").get(mending.REQUEST) not in waiting
        )
        return await helping.leave_empty(self._http.request, made, self.user_id, kept)

    async def invite(self, room: RoomId, user: UserId) -> None:
        """Invite a user to a room, who was never in it nor invited before."""
        await helping.invite(self._http.request, room, user)

    async def make_group_room(self, name: str, shown: str) -> RoomId:
        """Make an empty room for a small group, ``shown`` as this, and return it.

        Under the same ``name`` it is made once.
        """
        return await grouping.make(self._http.request, self._rooms, name, shown)

    async def invite_again(self, room: RoomId, user: UserId) -> None:
        """Invite a user to a room, unless they are in it or invited; also who left or declined."""
        await grouping.invite(self._http.request, room, user)

    async def leave(self, room: RoomId, *, closes: bool = False) -> None:
        """Leave a room for good; where it ``closes``, invitations to it are withdrawn first."""
        if closes:
            await grouping.withdraw_invitations(self._http.request, room)
        await helping.leave(self._http.request, room)

    def room_name(self, room: RoomId) -> str:
        """Return a room's name as its state has it; empty without one."""
        known = self._rooms.get(room)
        return "" if known is None else text(known.content("m.room.name"), "name") or ""

    async def forget(self, room: RoomId) -> int:
        """Forget the keys to what was said in a room so far; return how many sessions that touched.

        The next message begins a new session of Kring's own.
        """
        self._parts.sharing.rotate(room)
        known = self._rooms.get(room)
        if known is not None and known.members is not None:
            self._parts.identities.forget(room, known.members)
        return forget(self._parts.keys, self._parts.reading, room)

    async def close(self) -> None:
        """End everything; the login and the device stay."""
        if self._opened is not None:
            await self._opened.private.close()
            self._opened.keys.close()
            self._opened.reading.close()
            self._opened = None
        await self._http.close()

    @property
    def _parts(self) -> _Parts:
        if self._opened is None:
            raise RuntimeError("open() has not returned")
        return self._opened

    def _known(self, room: RoomId) -> Room:
        known = self._rooms.get(room)
        if known is not None:
            return known
        if self._synced is None:
            raise Later(1.0, "NOT_SYNCED")
        raise Refused(403, "NOT_IN_ROOM")
