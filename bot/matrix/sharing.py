"""Who gets the keys to what Kring says (R8, MSC4153).

A room's messages are encrypted with one Megolm session at a time. Its key goes, from where the
session is now, to the devices that joined people vouched for, and to no others; those are told so
(``m.room_key.withheld``, MSC2399). Nor does it go to an identity that people were not told of.
Whenever somebody should no longer be able to read along, a new session begins. Nothing is sent
before everyone who should have the key was handed it. Whoever came while a message was on its way, and
so stands before it in the room, is handed the key to it as soon as that is seen.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog
import vodozemac

from bot.core.people import RoomId, UserId
from bot.matrix.faults import Later, Refused
from bot.matrix.http import path
from bot.matrix.identities import Identities
from bot.matrix.keystore import MEGOLM, KeyStore
from bot.matrix.rooms import Room, load_members
from bot.matrix.shape import entries, text
from bot.matrix.signatures import is_signed_as
from bot.matrix.signing import Request
from bot.matrix.trust import Device, Directory
from bot.ports import Clock

log = structlog.get_logger()

MOST_MESSAGES = 100
LONGEST_MILLISECONDS = 7 * 24 * 3_600_000
"""A session's life (spec: the defaults of m.room.encryption)."""
UNREACHABLE_MILLISECONDS = 60_000
"""How long a device that has no one-time key left is not asked for one again."""
MEND_MILLISECONDS = 3_600_000
"""How often at most a broken Olm session with one device is replaced."""
CLAIM_MILLISECONDS = 3_000
DEVICES_A_REQUEST = 50
TRIES = 4
UNHEARD_AT_MOST = 50
"""How many messages of a room are remembered until they are heard in it."""


@dataclass(slots=True)
class _Outbound:
    """The session a room's messages are encrypted with now, and who has its key."""

    made: int
    session: vodozemac.GroupSession = field(default_factory=vodozemac.GroupSession)
    messages: int = 0
    shared: set[Device] = field(default_factory=set)
    withheld: set[tuple[UserId, str]] = field(default_factory=set)
    unreachable: dict[Device, int] = field(default_factory=dict)
    settled: tuple[int, int] | None = None  # the changes (room's, directory's) it was checked at


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message on its way: the key from it on, and who had that when it left."""

    outbound: _Outbound
    key: str
    shared: frozenset[Device]
    changes: int


@dataclass(frozen=True, slots=True)
class Echo:
    """A message of Kring's was heard in a room; these people came there ``after`` it."""

    ciphertext: str
    after: frozenset[UserId]


class Sharing:
    """Encrypts for rooms, and sees to it that the right devices have the key."""

    def __init__(
        self,
        request: Request,
        keys: KeyStore,
        directory: Directory,
        identities: Identities,
        clock: Clock,
    ) -> None:
        self._request = request
        self._keys = keys
        self._directory = directory
        self._identities = identities
        self._clock = clock
        self._me = UserId(keys.machine.user_id)
        self._outbound: dict[RoomId, _Outbound] = {}
        self._unheard: defaultdict[RoomId, dict[str, _Sent]] = defaultdict(dict)
        self._locks: defaultdict[RoomId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._mended: dict[str, int] = {}

    async def encrypt(self, room: Room, type_: str, content: dict[str, Any]) -> dict[str, Any]:
        """Return the content of the ``m.room.encrypted`` event that holds this one.

        Relations stay readable for the homeserver (spec). Raises ``Later`` when the key could not
        be handed out; nothing is encrypted then.
        """
        async with self._locks[room.id]:
            outbound = await self._ready(room)
            payload = {"type": type_, "content": content, "room_id": room.id}
            key = outbound.session.session_key.to_base64()
            sent = _Sent(outbound, key, frozenset(outbound.shared), room.changes)
            ciphertext = outbound.session.encrypt(json.dumps(payload).encode()).to_base64()
            outbound.messages += 1
            unheard = self._unheard[room.id]
            unheard[ciphertext] = sent
            if len(unheard) > UNHEARD_AT_MOST:
                del unheard[next(iter(unheard))]
        outer = {
            "algorithm": MEGOLM,
            "sender_key": self._keys.curve25519,
            "device_id": self._keys.machine.device_id,
            "session_id": outbound.session.session_id,
            "ciphertext": ciphertext,
        }
        if "m.relates_to" in content:
            outer["m.relates_to"] = content["m.relates_to"]
        return outer

    def rotate(self, room: RoomId) -> None:
        """Let the next message in a room begin a new session."""
        self._outbound.pop(room, None)
        self._unheard.pop(room, None)

    def leave(self, room: RoomId) -> None:
        """Drop what is kept of a room Kring is no longer in."""
        self._outbound.pop(room, None)
        self._unheard.pop(room, None)
        self._locks.pop(room, None)

    async def heard(self, room: Room, echo: Echo) -> None:
        """Hand the key to a message to whoever came before it, and after it was encrypted."""
        sent = self._unheard[room.id].pop(echo.ciphertext, None)
        if sent is None or sent.changes == room.changes or room.members is None:
            return
        async with self._locks[room.id]:
            people = (room.members | {self._me}) - echo.after
            try:
                await self._directory.refresh(people)
                self._identities.look(room, people)
                missing = list(self._devices(room, people)[0] - sent.shared)
                reached = await self._give(room.id, sent.outbound.session, sent.key, missing)
            except (Later, Refused) as fault:  # the next message brings a key of its own
                log.warning("keys.between", fault=str(fault))
                return
            sent.outbound.shared |= reached

    async def _ready(self, room: Room) -> _Outbound:
        """Return the room's session once all who should have its key do, and nobody else."""
        now = self._clock.now()
        outbound = self._outbound.get(room.id)
        if (
            outbound is not None
            and not _is_over(outbound, now)
            and outbound.settled == (room.changes, self._directory.changes)
            and all(now < until for until in outbound.unreachable.values())
        ):
            return outbound
        if room.members is None:
            await load_members(self._request, room)
        people = (room.members or set()) | {self._me}
        await self._directory.refresh(people)
        self._identities.look(room, people)
        changes = (room.changes, self._directory.changes)
        vouched, others = self._devices(room, people)
        asked_all = all(self._directory.identity(user) is not None for user in people)
        if outbound is None or _is_over(outbound, now) or outbound.shared - vouched:
            outbound = self._outbound[room.id] = _Outbound(made=now)
        outbound.unreachable = {d: at for d, at in outbound.unreachable.items() if d in vouched}
        missing = [
            device
            for device in vouched - outbound.shared
            if now >= outbound.unreachable.get(device, 0)
        ]
        if missing:
            await self._hand_out(room.id, outbound, missing)
        await self._withhold(room.id, outbound, others)
        outbound.settled = changes if asked_all else None
        return outbound

    def _devices(self, room: Room, people: Iterable[UserId]) -> tuple[set[Device], list[Device]]:
        """Split people's devices in those that are vouched for and the others; not this device.

        Who vouches is the identity that the room knows, and no other.
        """
        vouched: set[Device] = set()
        others: list[Device] = []
        for user in people:
            identity = self._directory.identity(user)
            for device in identity.devices.values() if identity is not None else ():
                if user == self._me and device.id == self._keys.machine.device_id:
                    continue
                if device.vouched and self._identities.is_known(room, user):
                    vouched.add(device)
                else:
                    others.append(device)
        return vouched, others

    async def _hand_out(self, room: RoomId, outbound: _Outbound, devices: list[Device]) -> None:
        """Give devices the session's key from where it is now. Raises ``Later`` if that fails."""
        key = outbound.session.session_key.to_base64()
        for start in range(0, len(devices), DEVICES_A_REQUEST):
            some = devices[start : start + DEVICES_A_REQUEST]
            reached = await self._give(room, outbound.session, key, some)
            outbound.shared |= reached
            for device in some:
                if device in reached:
                    outbound.unreachable.pop(device, None)
                else:
                    outbound.unreachable[device] = self._clock.now() + UNREACHABLE_MILLISECONDS
        if outbound.unreachable:
            log.warning(
                "keys.unreachable",
                devices=len(outbound.unreachable),
            )

    async def _give(
        self, room: RoomId, session: vodozemac.GroupSession, key: str, devices: list[Device]
    ) -> set[Device]:
        """Give devices this key of a session's; returns those that were reached."""
        if not devices:
            return set()
        sessions = self._keys.machine.session_store
        await self._claim([device for device in devices if sessions.get(device.curve25519) is None])
        content = {
            "algorithm": MEGOLM,
            "room_id": room,
            "session_id": session.session_id,
            "session_key": key,
        }
        return await self._send_encrypted(devices, "m.room_key", content)

    async def _withhold(self, room: RoomId, outbound: _Outbound, devices: list[Device]) -> None:
        """Tell devices nobody vouched for, once in a session, that they get no key."""
        told = [d for d in devices if (d.user_id, d.id) not in outbound.withheld]
        if not told:
            return
        content = {
            "algorithm": MEGOLM,
            "code": "m.unverified",
            "room_id": room,
            "session_id": outbound.session.session_id,
            "sender_key": self._keys.curve25519,
        }
        messages: defaultdict[str, dict[str, object]] = defaultdict(dict)
        for device in told:
            messages[device.user_id][device.id] = content
        try:
            await self._to_device("m.room_key.withheld", messages)
        except (Later, Refused) as fault:  # a courtesy; the room must not wait for it
            log.warning("keys.withheld", fault=str(fault))
            return
        outbound.withheld |= {(device.user_id, device.id) for device in told}

    async def mend(self) -> None:
        """Begin new Olm sessions with devices whose messages can no longer be read."""
        wedged, self._keys.machine.wedged = self._keys.machine.wedged, set()
        now = self._clock.now()
        for user, curve25519 in wedged:
            if now < self._mended.get(curve25519, 0):
                continue
            self._mended[curve25519] = now + MEND_MILLISECONDS
            try:
                await self._directory.refresh([user])
                identity = self._directory.identity(user)
                devices = [
                    device
                    for device in (identity.devices.values() if identity is not None else ())
                    if device.curve25519 == curve25519
                ]
                await self._claim(devices)
                await self._send_encrypted(devices, "m.dummy", {})
            except (Later, Refused) as fault:
                log.warning("keys.mend", fault=str(fault))

    async def _claim(self, devices: list[Device]) -> None:
        """Begin Olm sessions with devices, as far as they have one-time keys."""
        if not devices:
            return
        wanted: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for device in devices:
            wanted[device.user_id][device.id] = "signed_curve25519"
        body = {"one_time_keys": wanted, "timeout": CLAIM_MILLISECONDS}
        answer = await self._insist("POST", path("keys", "claim"), body)
        with self._keys.transaction():
            for device in devices:
                given = entries(answer, "one_time_keys", device.user_id, device.id)
                one_time_key = next(iter(given.values()), None)
                key = text(one_time_key, "key")
                if key is None or not is_signed_as(
                    one_time_key, device.user_id, device.id, device.ed25519
                ):
                    continue
                try:
                    self._keys.machine.create_session(key, device.curve25519)
                except ValueError:  # vodozemac's faults are ValueErrors
                    log.warning("keys.odd-device")

    async def _send_encrypted(
        self, devices: Iterable[Device], type_: str, content: dict[str, Any]
    ) -> set[Device]:
        """Send devices something over Olm; returns those with whom there is a session."""
        machine = self._keys.machine
        messages: defaultdict[str, dict[str, object]] = defaultdict(dict)
        reached = set()
        with self._keys.transaction():  # the ratchet is durable before what it encrypted leaves
            for device in devices:
                session = machine.session_store.get(device.curve25519)
                if session is not None:
                    messages[device.user_id][device.id] = machine._olm_encrypt(
                        session, device, type_, content
                    )
                    reached.add(device)
        if messages:
            await self._to_device("m.room.encrypted", messages)
        return reached

    async def _to_device(self, type_: str, messages: dict[str, dict[str, object]]) -> None:
        where = path("sendToDevice", type_, secrets.token_hex(16))
        await self._insist("PUT", where, {"messages": messages})

    async def _insist(self, method: str, where: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask a few times (the same transaction: it counts once), then raise ``Later``."""
        for attempt in range(TRIES - 1):
            try:
                return await self._request(method, where, body)
            except Later as later:
                log.warning("keys.retry", errcode=later.errcode)
                await asyncio.sleep(min(max(later.retry_after, 0.1), 2.0) * 0.25 * 2**attempt)
        return await self._request(method, where, body)


def _is_over(outbound: _Outbound, now: int) -> bool:
    """Tell whether a session has served its time."""
    return outbound.messages >= MOST_MESSAGES or now - outbound.made >= LONGEST_MILLISECONDS
