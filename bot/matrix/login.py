"""Logging in once and staying logged in: the device's name is kept before the homeserver has it."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog

from bot.core.people import UserId
from bot.matrix.faults import LIMITED, EdgeFault, Later, Refused
from bot.matrix.files import write_private_json
from bot.matrix.http import Http, path
from bot.matrix.shape import text

log = structlog.get_logger()

LONGEST_PAUSE_SECONDS = 60.0
_chance = random.SystemRandom()
T = TypeVar("T")


async def insist(
    attempt: Callable[[], Awaitable[T]], what: str, *, failures: int | None = None
) -> T:
    """Try until it works: exponential pauses with jitter, at least as long as the server asks.

    With ``failures``, raises ``Refused`` after that many errors of the homeserver's own: it is
    there, and cannot do this one thing, which must not keep everything else waiting.
    """
    pause, failed = 0.5, 0
    while True:
        try:
            return await attempt()
        except Later as later:
            failed += later.errcode.startswith("M_") and later.errcode != LIMITED
            if failed == failures:
                raise Refused(500, later.errcode) from None
            seconds = max(later.retry_after, pause * _chance.uniform(0.5, 1.0))
            log.warning(
                f"{what}.retry",
                errcode=later.errcode,
                seconds=round(seconds, 1),
            )
            await asyncio.sleep(seconds)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


@dataclass(frozen=True, slots=True)
class Login:
    """A login that is kept."""

    device_id: str
    access_token: str


async def log_in(
    http: Http,
    user_id: UserId,
    *,
    password: Callable[[], str],
    device_name: str,
    file: Path,
    has_keys: Callable[[str], bool],
) -> Login:
    """Return the login kept in ``file``, or log in and keep it; waits for the homeserver.

    ``has_keys`` tells whether the keys of a device are still here; without them (after a restore)
    its login is of no use, and Kring comes as a further device. Raises ``EdgeFault`` when the
    homeserver refuses, or the file is of another user.
    """
    kept = _kept(file, user_id)
    if kept is not None and kept.access_token and not has_keys(kept.device_id):
        log.warning("login.new-device")
        kept = None
    if kept is not None and kept.access_token:
        http.use_token(kept.access_token)
        return kept
    # A kill between the login and its being kept then costs no device: it is the same one again.
    device_id = kept.device_id if kept is not None else secrets.token_hex(5).upper()
    write_private_json(file, {"user_id": user_id, "device_id": device_id, "access_token": ""})
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": await asyncio.to_thread(password),
        "device_id": device_id,
        "initial_device_display_name": device_name,
    }
    try:
        answer = await insist(lambda: http.request("POST", path("login"), body), "login")
    except Refused as refused:
        if refused.errcode == "M_FORBIDDEN":
            raise EdgeFault(
                "The homeserver does not accept Kring's user and password. Look at user_id and "
                "password_file in the configuration."
            ) from None
        raise EdgeFault(
            f"The homeserver does not let Kring log in ({refused}). Kring's user needs a password "
            "login; look at homeserver and user_id in the configuration."
        ) from None
    token = text(answer, "access_token")
    if token is None or text(answer, "user_id") != user_id:
        raise EdgeFault(
            "The homeserver logged Kring in as somebody else. Look at homeserver and user_id in "
            "the configuration."
        )
    write_private_json(file, {"user_id": user_id, "device_id": device_id, "access_token": token})
    http.use_token(token)
    return Login(device_id, token)


def _kept(file: Path, user_id: UserId) -> Login | None:
    """Read the login that is kept, None when there is none."""
    if not file.exists():
        return None
    try:
        kept = json.loads(file.read_bytes())
    except ValueError:
        kept = None
    device_id, token = text(kept, "device_id"), text(kept, "access_token")
    if device_id is None or token is None or text(kept, "user_id") != user_id:
        raise EdgeFault(
            f"{file.name} in keys_dir is damaged or of another user. Remove it and start again; "
            "Kring then comes back as a new device."
        )
    return Login(device_id, token)
