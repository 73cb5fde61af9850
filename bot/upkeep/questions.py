"""The questions of ``kring setup``, in the terminal; what was given as an option is not asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import typer

from bot.core.events import Language
from bot.upkeep.secret import secret
from bot.upkeep.setup import Answers, SetupFault


@dataclass(frozen=True, slots=True)
class Given:
    """What was given as options; None: to be asked, or where ``no_questions`` the default."""

    homeserver: str | None
    user_id: str | None
    registration_file: Path | None
    password_file: Path | None
    facilitators: tuple[str, ...]
    language: Language | None
    timezone: str
    data_dir: str
    no_questions: bool


def ask(given: Given) -> Answers:
    """Ask what was not given.

    Raises:
        ConfigFault: a file with a secret cannot be read.
        SetupFault: what was given cannot go together.

    """
    if given.registration_file is not None and given.password_file is not None:
        raise SetupFault(
            "Give --registration-secret-file to have the user made, or --password-file of a user that "
            "is there; not both"
        )
    homeserver = given.homeserver or typer.prompt("The address of your homeserver")
    homeserver = homeserver.strip()
    if "://" not in homeserver:
        homeserver = f"https://{homeserver}"
    user_id = given.user_id or _asked(
        given, "The user id of Kring", f"@kring:{_server(homeserver)}"
    )
    registration = password = None
    if given.registration_file is not None:
        registration = secret(given.registration_file, "--registration-secret-file")
    elif given.password_file is not None:
        password = secret(given.password_file, "--password-file")
    else:
        typer.echo(
            "If this user is not there yet, Kring can make it, with the homeserver's registration "
            "secret (Synapse: registration_shared_secret). Leave it empty if the user is there."
        )
        registration = _hidden("Registration secret") or None
        while registration is None and not password:
            password = _hidden(f"The password of {user_id}")
    facilitators = given.facilitators or tuple(
        _asked(
            given,
            "Who may lead everywhere? User ids, with commas; empty: moderators of each room",
            "",
        ).replace(",", " ").split()
    )  # fmt: skip
    return Answers(
        homeserver=homeserver,
        user_id=user_id,
        facilitators=facilitators,
        language=given.language or _language(given),
        timezone=given.timezone,
        data_dir=given.data_dir,
        password=password,
        registration=registration,
    )


def _asked(given: Given, question: str, default: str) -> str:
    if given.no_questions:
        return default
    answer: str = typer.prompt(question, default=default, show_default=bool(default))
    return answer.strip()


def _hidden(question: str) -> str:
    answer: str = typer.prompt(question, default="", show_default=False, hide_input=True)
    return answer.strip()


def _language(given: Given) -> Language:
    while True:
        answer = _asked(given, "The language Kring begins in (nl or en)", "nl").lower()
        for language in get_args(Language):
            if answer == language:
                return language  # type: ignore[no-any-return] # one of the literals


def _server(homeserver: str) -> str:
    """The name of the server, as well as it can be guessed from its address."""
    host = urlsplit(homeserver).hostname or "example.org"
    return host.removeprefix("matrix.")
