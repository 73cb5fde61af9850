"""What ``kring setup`` makes of a few answers: a configuration, a password, and Kring's user.

Nothing that is there is overwritten. What is secret is on disk before the homeserver has it, so that
a kill in between costs nothing: run again, it goes on from what is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot import config as configuration
from bot.config import Config
from bot.core.events import Language
from bot.matrix.files import write_whole
from bot.matrix.shape import text
from bot.upkeep.asking import Asking

REGISTER = "/_synapse/admin/v1/register"


class SetupFault(Exception):  # noqa: N818 - a fault is told to people, an error to programmers
    """One line: what stands in the way, and what to do."""


class _NotMade(SetupFault):
    """The homeserver did not make the user, for certain."""


class _IsThere(_NotMade):
    """There is such a user already."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. ``registration`` is the homeserver's shared secret, with which the user is
    made; without it ``password`` is that of a user that is there.
    """

    homeserver: str
    user_id: str
    facilitators: tuple[str, ...]
    language: Language
    timezone: str
    data_dir: str
    password: str | None = None
    registration: str | None = None


def must_be_free(file: Path) -> Path:
    """Give where the password goes, beside the configuration. SetupFault when either is there.

    Where the configuration is there, ``go_on`` is what is wanted.
    """
    password = file.with_name("password")
    for one in (file, password):
        if one.exists():
            raise SetupFault(
                f"{one} is there already: move it away, or name another file with --config. To see "
                "whether a Kring is well: kring doctor"
            )
    if not file.absolute().parent.is_dir():
        raise SetupFault(f"{file.parent} is not there: make that folder first")
    return password


async def set_up(file: Path, answers: Answers) -> Config:
    """Make the configuration, the password's file, and the user; return what was configured.

    Raises:
        ConfigFault: an answer is not what it should be; nothing was made.
        SetupFault: something is there already, the disk refuses, or the homeserver does.

    """
    password_file = must_be_free(file)
    config = _checked(file, answers)
    password = answers.password or secrets.token_urlsafe(32)
    try:
        write_whole(password_file, f"{password}\n".encode())
        write_whole(file, _written(answers).encode())
    except OSError as error:
        raise SetupFault(
            f"{file.parent} cannot be written ({error.strerror or type(error).__name__}): look at its "
            "rights, and at the room on the disk"
        ) from None
    if answers.registration is not None:
        try:
            await _register(config, password, answers.registration)
        except _NotMade:
            _undo(file, password_file)
            raise
    return config


async def go_on(file: Path, registration: str | None) -> Config:
    """Take the configuration as it is, and make its user if that was not made yet.

    ``registration`` is the homeserver's shared secret; without it no user is made.

    Raises:
        ConfigFault: the configuration or its password cannot be read.
        SetupFault: the homeserver refuses.

    """
    config = configuration.load(file)
    if registration is not None:
        with contextlib.suppress(_IsThere):
            await _register(config, config.matrix.password(), registration)
    return config


def _undo(*made: Path) -> None:
    """There is no user for what was made: the next try begins anew."""
    for file in made:
        file.unlink(missing_ok=True)


def _checked(file: Path, answers: Answers) -> Config:
    """Read the configuration as it will be. ConfigFault where an answer cannot be right."""
    return configuration.read(_written(answers), file)


def _written(answers: Answers) -> str:
    """The configuration, with what was answered; everything else has a default that works."""
    return f"""\
# Made by kring setup. All that can be set is in config.example.toml, with what it means.

[matrix]
homeserver = {_toml(answers.homeserver)}
user_id = {_toml(answers.user_id)}
password_file = "password"

[storage]
data_dir = {_toml(answers.data_dir)}

[people]
facilitators = {_toml(list(answers.facilitators))}

[language]
default = {_toml(answers.language)}
timezone = {_toml(answers.timezone)}
"""


def _toml(value: str | list[str]) -> str:
    # A JSON string, or list of strings, is TOML too.
    return json.dumps(value, ensure_ascii=False)


async def _register(config: Config, password: str, secret: str) -> None:
    """Make the user by the homeserver's shared secret (Synapse: its admin register API)."""
    localpart = config.matrix.user_id[1:].partition(":")[0]
    async with Asking(config.matrix.homeserver) as asking:
        given = await asking.ask("GET", REGISTER)
        nonce = text(given.content, "nonce")
        if nonce is None:
            raise _NotMade(
                f"The homeserver makes no users this way ({given.errcode}): let it (Synapse serves "
                f"{REGISTER} to its own machine), or make the user yourself and give its password"
            )
        words = (nonce, localpart, password, "notadmin")
        mac = hmac.new(secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
        wish = {
            "nonce": nonce,
            "username": localpart,
            "displayname": "Kring",
            "password": password,
            "admin": False,
            "inhibit_login": True,
            "mac": mac,
        }
        made = await asking.ask("POST", REGISTER, wish)
    if made.ok and text(made.content, "user_id") == config.matrix.user_id:
        return
    if made.ok:
        raise _NotMade(
            f"The homeserver made {text(made.content, 'user_id')} instead: its name is another than in "
            "the user id that you gave. Run setup again with that user id and another name"
        )
    if made.errcode == "M_USER_IN_USE":
        raise _IsThere(
            f"{config.matrix.user_id} is there already: give its password instead of the "
            "registration secret, or choose another name"
        )
    if made.status == 403:
        raise _NotMade(
            "The registration secret is not the homeserver's: see registration_shared_secret in its "
            "configuration"
        )
    if 400 <= made.status < 500:
        raise _NotMade(f"The homeserver did not make the user ({made.errcode}): look at its log")
    raise SetupFault(
        f"The homeserver did not answer ({made.errcode}); it may have made the user all the same. "
        "Run setup again: it goes on from what is there"
    )


async def lift_rate_limit(config: Config, token: str) -> None:
    """Lift Kring's rate limit with an administrator's token. SetupFault when that is refused."""
    user = quote(config.matrix.user_id, safe="")
    where = f"/_synapse/admin/v1/users/{user}/override_ratelimit"
    async with Asking(config.matrix.homeserver) as asking:
        wish = {"messages_per_second": 0, "burst_count": 0}
        answer = await asking.ask("POST", where, wish, token)
    if not answer.ok:
        raise SetupFault(
            f"The rate limit could not be lifted ({answer.errcode}): is the token an administrator's? "
            "Kring is set up, and slow until that is done"
        )
