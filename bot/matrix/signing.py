"""Cross-signing our own device (spec: Client-Server API, Cross-signing; MSC1756, MSC4153).

Clients neither give room keys to a device nor show its messages unless its owner signed it. Three
Ed25519 keys do that: the master key signs the two others, the self-signing key signs devices. They
are made once and kept in one private file, so that a new device of the same user can be signed too.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nio import AsyncClient  # type: ignore[import-untyped] # nio has no type marker

from bot.matrix.faults import EdgeFault, Refused
from bot.matrix.files import write_private_json
from bot.matrix.http import Http, path
from bot.matrix.shape import at, entries
from bot.matrix.signatures import canonical, is_signed, unpadded

Request = Callable[[str, str, dict[str, Any] | None], Awaitable[dict[str, Any]]]
"""Method, path and body in, the JSON answer out; raises ``Refused``."""


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The private cross-signing keys of one user."""

    master: Ed25519PrivateKey
    self_signing: Ed25519PrivateKey
    user_signing: Ed25519PrivateKey

    @classmethod
    def new(cls) -> SigningKeys:
        """Three new keys."""
        return cls(*(Ed25519PrivateKey.generate() for _ in range(3)))

    @classmethod
    def kept(cls, file: Path) -> SigningKeys:
        """Read the keys in ``file``; without it make new ones, durable before this returns."""
        if not file.exists():
            keys = cls.new()
            write_private_json(
                file,
                {name: getattr(keys, name).private_bytes_raw().hex() for name in cls.__slots__},
            )
            return keys
        try:
            kept = json.loads(file.read_bytes())
            return cls(
                *(
                    Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept[name]))
                    for name in cls.__slots__
                )
            )
        except (ValueError, KeyError, TypeError):
            raise EdgeFault(
                f"{file.name} in keys_dir is damaged. Put it back from a backup, or remove it and "
                "reset the cross-signing keys of Kring's user."
            ) from None


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """The device to sign: its public identity keys, and how to sign with it (canonical JSON in)."""

    user_id: str
    device_id: str
    ed25519: str
    sign: Callable[[str], str]


def other_keys() -> EdgeFault:
    """Give the fault of a device whose keys on the homeserver are not those on this disk."""
    return EdgeFault(
        "The homeserver shows other keys for Kring's device than its own. Remove "
        "matrix-session.json from keys_dir and start again; Kring comes back as a new device."
    )


async def sign_own_device(
    request: Request, keys: SigningKeys, device: OwnDevice, password: Callable[[], str]
) -> None:
    """See to it that the user has these cross-signing keys and that they signed this device.

    Its device keys must have been uploaded. Safe to call again: it does what is still missing.
    Raises ``EdgeFault`` when the homeserver shows other keys for this user or device.
    """
    me = device.user_id
    query: dict[str, Any] = {"device_keys": {me: []}}
    answer = await request("POST", path("keys", "query"), query)
    known = _public(at(answer, "master_keys", me))
    master = public_key(keys.master)
    if known is not None and known != master:
        raise EdgeFault(
            "Kring's user already has cross-signing keys that are not in keys_dir. Put "
            "cross-signing.json back from where it was made, or reset the user's cross-signing "
            "(in any client, logged in as Kring's user) and remove that file."
        )
    uploaded = at(answer, "self_signing_keys", me)
    if known is None or _public(uploaded) != public_key(keys.self_signing):
        await _upload_keys(request, keys, device, password)
        answer = await request("POST", path("keys", "query"), query)
    shown = at(answer, "device_keys", me, device.device_id)
    if at(shown, "keys", f"ed25519:{device.device_id}") != device.ed25519:
        raise other_keys()
    if is_signed(shown, me, public_key(keys.self_signing)):
        return
    bare = {name: at(shown, name) for name in ("user_id", "device_id", "algorithms", "keys")}
    signed = _signed(bare, me, keys.self_signing)
    failures = at(
        await request(
            "POST", path("keys", "signatures", "upload"), {me: {device.device_id: signed}}
        ),
        "failures",
    )
    if failures:
        raise EdgeFault("The homeserver refused the signature of Kring's device. Look in its log.")


async def sign_client(client: AsyncClient, keys: SigningKeys, password: str) -> None:
    """Sign the device of a logged in nio client, uploading its keys first where needed."""
    if client.should_upload_keys:
        await client.keys_upload()
    http = Http(client.homeserver)
    http.use_token(client.access_token)
    account = client.olm.account
    device = OwnDevice(
        client.user_id, client.device_id, account.identity_keys["ed25519"], account.sign
    )
    try:
        await sign_own_device(http.request, keys, device, lambda: password)
    finally:
        await http.close()


async def _upload_keys(
    request: Request, keys: SigningKeys, device: OwnDevice, password: Callable[[], str]
) -> None:
    """Upload the public keys, with the password where the homeserver asks for it (UIA)."""
    me = device.user_id
    master = _signed(_key_object(me, "master", keys.master), me, keys.master)
    master["signatures"][me][f"ed25519:{device.device_id}"] = device.sign(canonical(master))
    body: dict[str, Any] = {
        "master_key": master,
        "self_signing_key": _signed(
            _key_object(me, "self_signing", keys.self_signing), me, keys.master
        ),
        "user_signing_key": _signed(
            _key_object(me, "user_signing", keys.user_signing), me, keys.master
        ),
    }
    where = path("keys", "device_signing", "upload")
    try:
        await request("POST", where, body)
    except Refused as refused:
        session = refused.answer.get("session")
        if refused.status != 401 or not isinstance(session, str):
            raise
        secret = await asyncio.to_thread(password)
        auth = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": me},
            "password": secret,
            "session": session,
        }
        try:
            await request("POST", where, body | {"auth": auth})
        except Refused:
            raise EdgeFault(
                "The homeserver does not let Kring upload its cross-signing keys with its password."
                " Allow it for this user, or reset the user's cross-signing."
            ) from None


def public_key(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key, in unpadded base64."""
    return unpadded(key.public_key().public_bytes_raw())


def _key_object(user_id: str, usage: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    public = public_key(key)
    return {"user_id": user_id, "usage": [usage], "keys": {f"ed25519:{public}": public}}


def _signed(value: dict[str, Any], user_id: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    signature = unpadded(key.sign(canonical(value).encode()))
    return value | {"signatures": {user_id: {f"ed25519:{public_key(key)}": signature}}}


def _public(key_object: object) -> object:
    """Return the key in a cross-signing key object."""
    return next(iter(entries(key_object, "keys").values()), None)
