"""Whose devices are whose (spec: Cross-signing; MSC4153).

A device is vouched for when its owner's master key signed their self-signing key and that signed
the device. All of it is read from ``/keys/query``, verified here, and kept in memory only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import structlog
import vodozemac

from bot.core.people import UserId
from bot.matrix.faults import Later, Refused
from bot.matrix.http import path
from bot.matrix.shape import at, entries, items, text
from bot.matrix.signatures import is_signed, is_signed_as
from bot.ports import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.matrix.signing import Request

log = structlog.get_logger()

QUERY_MILLISECONDS = 3_000
"""How long a homeserver may wait for another one; ours must not keep all rooms waiting."""
AWAY_MILLISECONDS = 60_000
"""How long a user whose homeserver did not answer is not asked for again."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device with keys that it signed itself; ``vouched`` when its owner cross-signed it."""

    user_id: UserId
    id: str
    ed25519: str
    curve25519: str
    vouched: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """A user's devices now, by id, and all identity keys (curve25519, ed25519) seen of theirs.

    ``master`` is their master key, None when they have none, or not one that vouches for anything.
    """

    devices: Mapping[str, Device] = field(default_factory=lambda: MappingProxyType({}))
    seen: frozenset[tuple[str, str]] = frozenset()
    master: str | None = None

    @property
    def vouched(self) -> tuple[Device, ...]:
        """The devices their owner cross-signed."""
        return tuple(device for device in self.devices.values() if device.vouched)


def read_identity(user_id: UserId, answer: object, before: Identity | None = None) -> Identity:
    """Read one user's devices from an answer to ``/keys/query``; what is odd is not vouched for.

    ``before`` is what was known: a device never changes its keys, one that did is not vouched for.
    """
    before = before or Identity()
    master = _cross_signing_key(at(answer, "master_keys", user_id), user_id, "master")
    signer_object = at(answer, "self_signing_keys", user_id)
    signer = _cross_signing_key(signer_object, user_id, "self_signing")
    if master is None or signer is None or not is_signed(signer_object, user_id, master):
        master = signer = None
    devices = {}
    for device_id, keys in entries(answer, "device_keys", user_id).items():
        ed25519 = text(keys, "keys", f"ed25519:{device_id}")
        curve25519 = text(keys, "keys", f"curve25519:{device_id}")
        if (
            text(keys, "user_id") != user_id
            or text(keys, "device_id") != device_id
            or ed25519 is None
            or curve25519 is None
            or not _is_curve25519(curve25519)
            or not is_signed_as(keys, user_id, device_id, ed25519)
        ):
            log.warning("keys.odd-device")
            continue
        old = before.devices.get(device_id)
        same = old is None or (old.ed25519, old.curve25519) == (ed25519, curve25519)
        vouched = same and signer is not None and is_signed(keys, user_id, signer)
        devices[device_id] = Device(user_id, device_id, ed25519, curve25519, vouched)
    now = frozenset((device.curve25519, device.ed25519) for device in devices.values())
    return Identity(MappingProxyType(devices), before.seen | now, master)


def _cross_signing_key(value: object, user_id: UserId, usage: str) -> str | None:
    """Return the one public key of a cross-signing key object, None when anything is odd."""
    keys = entries(value, "keys")
    if text(value, "user_id") != user_id or usage not in items(value, "usage") or len(keys) != 1:
        return None
    name, key = next(iter(keys.items()))
    return key if isinstance(key, str) and name == f"ed25519:{key}" else None


def _is_curve25519(key: str) -> bool:
    try:
        vodozemac.Curve25519PublicKey.from_base64(key)
    except ValueError:
        return False
    return True


class Directory:
    """The identities of people, asked for when needed and kept until they change."""

    def __init__(self, request: Request, clock: Clock) -> None:
        self._request = request
        self._clock = clock
        self._known: dict[UserId, Identity] = {}
        self._stale: set[UserId] = set()
        self._away: dict[UserId, int] = {}
        self.changes = 0
        """Counts what changed; tells whether something may rest on old identities."""

    def identity(self, user_id: UserId) -> Identity | None:
        """Return what is known of a user, None when nothing is."""
        return self._known.get(user_id)

    def changed(self, users: Iterable[UserId]) -> None:
        """Take in that these users' devices changed: they are asked for at the next need."""
        for user in users:
            self.changes += 1
            self._away.pop(user, None)
            if user in self._known:
                self._stale.add(user)

    def forget(self, users: Iterable[UserId]) -> None:
        """Drop what is known of users with whom no encrypted room is shared any more."""
        for user in users:
            self.changes += 1
            self._known.pop(user, None)
            self._stale.discard(user)
            self._away.pop(user, None)

    async def refresh(self, users: Iterable[UserId], *, anew: bool = False) -> None:
        """See to it that these users' devices are as they are now; without a request when they are.

        ``anew`` asks for all of them. Users whose homeserver is away keep what was known. Raises
        ``Later`` when our own homeserver does not answer.
        """
        now = self._clock.now()
        wanted = {
            user
            for user in users
            if anew
            or ((user not in self._known or user in self._stale) and now >= self._away.get(user, 0))
        }
        if not wanted:
            return
        # A change that is told while the answer is under way makes it stale again.
        self._stale -= wanted
        body = {
            "device_keys": {user: [] for user in sorted(wanted)},
            "timeout": QUERY_MILLISECONDS,
        }
        try:
            answer = await self._request("POST", path("keys", "query"), body)
        except (Later, Refused):
            self._stale |= wanted & self._known.keys()
            raise
        failed = entries(answer, "failures")
        self.changes += 1
        for user in wanted:
            if user.partition(":")[2] in failed:
                self._away[user] = now + AWAY_MILLISECONDS
                if user in self._known:
                    self._stale.add(user)
                log.warning("keys.homeserver-away")
            else:
                self._known[user] = read_identity(user, answer, self._known.get(user))
