"""Kring's user as the homeserver shows it: login, password, cross-signing, devices, rooms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.config import Config
from bot.core.people import RoomId, UserId
from bot.matrix import places
from bot.matrix.faults import EdgeFault
from bot.matrix.http import path
from bot.matrix.shape import at, entries, items, text
from bot.matrix.signing import SigningKeys, public_key
from bot.matrix.trust import read_identity
from bot.upkeep.asking import Answer, Asking
from bot.upkeep.doctor.finding import Finding, look, ok, wrong

LOOKING_DEVICE = "KRINGDOCTOR"


@dataclass(frozen=True, slots=True)
class Login:
    """A login to look with; ``kept`` when it is Kring's own, else the doctor's for this moment."""

    token: str
    device: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What was found, and in which rooms Kring is (None: not known)."""

    findings: tuple[Finding, ...]
    rooms: frozenset[RoomId] | None


async def account(asking: Asking, config: Config) -> Account:
    """Look at Kring's user. ConfigFault when its password cannot be read."""
    kept = _kept(config)
    if isinstance(kept, Finding):
        return Account((kept,), None)
    if kept is not None:
        return await _with(asking, config, kept, [])
    password = await asyncio.to_thread(config.matrix.password)
    async with _moment(asking, config, password) as login:
        if isinstance(login, Finding):
            return Account((login,), None)
        return await _with(asking, config, login, [ok("account", "the password is right")])


async def _with(asking: Asking, config: Config, login: Login, found: list[Finding]) -> Account:
    user = config.matrix.user_id
    who = await asking.ask("GET", path("account", "whoami"), token=login.token)
    if not who.ok:
        return Account((*found, _no_login(who)), None)
    if text(who.content, "user_id") != user:
        remedy = "Look at [matrix] user_id, or remove matrix-session.json from the keys folder"
        return Account((wrong("account", "the login is of another user", remedy),), None)
    if login.kept:
        found.append(ok("account", "Kring is logged in"))
        found.append(await _password(asking, config, login))
    admin = await asking.ask(
        "GET", f"/_synapse/admin/v1/users/{quote(user, safe='')}/admin", token=login.token
    )
    if admin.ok and admin.content.get("admin") is True:
        remedy = "Take that away: Kring needs no power over the homeserver"
        found.append(wrong("account", "Kring's user is an administrator of the homeserver", remedy))
    keys = await asking.ask("POST", path("keys", "query"), {"device_keys": {user: []}}, login.token)
    found += _signing(keys, config, login)
    rooms = await asking.ask("GET", path("joined_rooms"), token=login.token)
    if not rooms.ok:
        found.append(look("rooms", f"the homeserver does not tell ({rooms.errcode})", "Try again"))
        return Account(tuple(found), None)
    joined = [
        RoomId(room) for room in items(rooms.content, "joined_rooms") if isinstance(room, str)
    ]
    what = f"Kring is in {len(joined)}"
    found.append(ok("rooms", what if joined else f"{what}; invite it to one to begin"))
    return Account(tuple(found), frozenset(joined))


def _kept(config: Config) -> Login | Finding | None:
    """Read the login that Kring keeps; None when it has none."""
    file = config.storage.keys_dir / places.LOGIN
    try:
        kept = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except PermissionError:
        remedy = "Run the doctor as the user that runs Kring, or as root"
        return wrong("account", "Kring's login is closed to you", remedy)
    except (OSError, ValueError):
        kept = None
    device, token = text(kept, "device_id"), text(kept, "access_token")
    if device is None or token is None or text(kept, "user_id") != config.matrix.user_id:
        remedy = "Remove it and start Kring: it comes back as a new device"
        return wrong("account", f"{file.name} is damaged or of another user", remedy)
    return Login(token, device, kept=True) if token else None


@asynccontextmanager
async def _moment(asking: Asking, config: Config, password: str) -> AsyncIterator[Login | Finding]:
    """Log in for a moment and out again: before its first start Kring has no login to look with."""
    user = config.matrix.user_id
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": password,
        "device_id": LOOKING_DEVICE,
        "initial_device_display_name": "kring doctor",
    }
    answer = await asking.ask("POST", path("login"), body)
    token = text(answer.content, "access_token")
    if not answer.ok or token is None:
        yield _no_entry(answer)
        return
    try:
        yield Login(token, LOOKING_DEVICE, kept=False)
    finally:
        await asking.ask("POST", path("logout"), {}, token)


def _no_entry(answer: Answer) -> Finding:
    if answer.errcode == "M_FORBIDDEN":
        return wrong(
            "account",
            "the homeserver does not accept Kring's user and password",
            "Make the user (kring setup --registration-secret-file FILE, or register_new_matrix_user), "
            "or mend password_file",
        )
    if answer.status == 429:
        return look("account", "the homeserver makes logins wait", "Try again in some minutes")
    return wrong(
        "account",
        f"the homeserver does not let Kring log in ({answer.errcode})",
        "Look at the homeserver's log",
    )


def _no_login(who: Answer) -> Finding:
    if who.errcode == "M_UNKNOWN_TOKEN":
        return wrong(
            "account",
            "the homeserver no longer knows Kring's login",
            "Remove matrix-session.json from the keys folder and start Kring: it comes back as a "
            "new device",
        )
    return look("account", f"the homeserver does not tell ({who.errcode})", "Try again")


async def _password(asking: Asking, config: Config, login: Login) -> Finding:
    """See whether the password is right, without a login of its own.

    Removing no devices at all asks for the password and does nothing.
    """
    where = path("delete_devices")
    body: dict[str, Any] = {"devices": []}
    asked = await asking.ask("POST", where, body, login.token)
    session = text(asked.content, "session")
    if asked.status != 401 or session is None:
        return ok("password", "is there; it cannot be tried without a new login")
    auth = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": config.matrix.user_id},
        "password": await asyncio.to_thread(config.matrix.password),
        "session": session,
    }
    told = await asking.ask("POST", where, {**body, "auth": auth}, login.token)
    if told.ok:
        return ok("password", "is right")
    if told.errcode == "M_FORBIDDEN" or told.status == 401:
        return wrong(
            "password",
            "is not the one of Kring's user; Kring runs until it has to log in again",
            "Mend password_file",
        )
    return look("password", f"cannot be tried now ({told.errcode})", "Try again")


def _signing(keys: Answer, config: Config, login: Login) -> list[Finding]:
    """The chain as everybody else sees it: master key, self-signing key, device."""
    user, name = UserId(config.matrix.user_id), "cross-signing"
    if not keys.ok:
        return [look(name, f"the homeserver does not tell ({keys.errcode})", "Try again")]
    file = config.storage.keys_dir / places.SIGNING
    shown = next(iter(entries(at(keys.content, "master_keys", user), "keys").values()), None)
    try:
        kept = public_key(SigningKeys.kept(file).master) if file.exists() else None
    except EdgeFault as fault:
        what, _, remedy = str(fault).partition(". ")
        return [wrong(name, what, remedy.rstrip("."))]
    if shown is not None and shown != kept:
        where = "none are in the keys folder" if kept is None else "others are in the keys folder"
        return [
            wrong(
                name,
                f"Kring's user has cross-signing keys, and {where}",
                f"Put {file.name} back (kring restore), or reset the user's cross-signing in a "
                "client and remove that file",
            )
        ]
    identity = read_identity(user, keys.content)
    others = [device for device in identity.devices.values() if device.id != login.device]
    found = []
    if not login.kept:
        found.append(ok(name, "is set up when Kring first starts"))
    elif (own := identity.devices.get(login.device)) is None:
        found.append(
            wrong(name, "the homeserver shows no keys of Kring's device", "Start Kring once")
        )
    elif shown is None or not own.vouched:
        found.append(
            wrong(name, "Kring's device is not signed: strict people cannot read it", "Start Kring")
        )
    else:
        found.append(ok(name, "Kring's device is signed by its owner"))
    found += _devices(others)
    return found


def _devices(others: Sequence[object]) -> list[Finding]:
    if not others:
        return []
    return [
        look(
            "devices",
            f"Kring's user has {len(others)} more with keys",
            "Remove those that are not a standby of yours, in a client logged in as Kring's user",
        )
    ]
