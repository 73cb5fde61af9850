"""The command ``kring``: thin; each command says in one line what is wrong, and no traceback."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import config, log, memory
from bot.app import App
from bot.calendar import zonedata
from bot.config import ConfigFault
from bot.core.events import Language
from bot.demo.month import play_month
from bot.demo.play import play
from bot.formats.faults import ContentFaults
from bot.formats.loader import check
from bot.matrix.faults import EdgeFault
from bot.metrics import Metrics
from bot.rehearsal.compare import compare
from bot.rehearsal.deeds import ScriptFault, fault
from bot.rehearsal.opening import Opened
from bot.rehearsal.play import Rehearsal
from bot.store.faults import StoreFault
from bot.upkeep import backup as backups
from bot.upkeep.backup import BackupFault
from bot.upkeep.doctor.examine import examine, is_well, summary
from bot.upkeep.questions import Given, ask
from bot.upkeep.secret import secret
from bot.upkeep.setup import SetupFault, go_on, lift_rate_limit, must_be_free, set_up

app = typer.Typer(
    name="kring",
    help="Kring holds a circle in a Matrix room: it leads the form of a conversation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _first() -> None:
    zonedata.use_newest()


_ENDINGS = (signal.SIGTERM, signal.SIGINT)
Faults = (BackupFault, SetupFault, ConfigFault, ContentFaults, EdgeFault, StoreFault)


@app.command()
def run(
    file: Annotated[Path, typer.Option("--config", help="The configuration file (TOML).")],
) -> None:
    """Run Kring until it is stopped."""
    memory.keep()
    try:
        settings = config.load(file)
        metrics = Metrics()
        log.configure(settings.log.level, settings.log.format, metrics.fault)
        asyncio.run(_run(settings, metrics))
    except Faults as fault:
        raise _told(fault) from None


@app.command()
def demo(  # noqa: PLR0917 - typer makes options of them
    fast: Annotated[bool, typer.Option("--fast", help="Play without waiting.")] = False,
    once: Annotated[bool, typer.Option("--once", help="End by itself, with a summary.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="In which language.")] = "nl",
    me: Annotated[str | None, typer.Option("--as", help="Take part under this name.")] = None,
    calendar: Annotated[
        bool, typer.Option("--calendar", help="A month of planned meetings in a minute instead.")
    ] = False,
    keep: Annotated[Path | None, typer.Option("--keep", hidden=True)] = None,
) -> None:
    """Six people who do not exist hold a campfire, on a homeserver of its own."""
    if calendar:
        if me is not None:
            raise typer.BadParameter(
                "in the month with --calendar nobody takes part", param_hint="--as"
            )
        raise typer.Exit(asyncio.run(play_month(fast=fast, once=once, language=lang, keep=keep)))
    raise typer.Exit(asyncio.run(play(fast=fast, once=once, language=lang, name=me, keep=keep)))


@app.command(name="check")
def check_content(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder laid over the shipped texts.")
    ] = None,
) -> None:
    """Check everything that people read: formats, texts, languages."""
    found = check(folder)
    console = Console(soft_wrap=True, highlight=False)
    for one in found:
        console.print(str(one), markup=False)
    remarks = sum(one.remark for one in found)
    faults = len(found) - remarks
    console.print("All texts are well." if not faults else f"{_counted(faults, 'fault')}.")
    if remarks:
        console.print(f"{_counted(remarks, 'remark')}: worth mending, and nothing waits for it.")
    raise typer.Exit(1 if faults else 0)


@app.command()
def rehearse(  # noqa: PLR0917 - typer makes options of them
    format: Annotated[str, typer.Argument(help="Which conversation, such as kampvuur.")] = "",
    lang: Annotated[Language, typer.Option("--lang", help="In which language.")] = "nl",
    me: Annotated[str | None, typer.Option("--as", help="Who you are; else you lead.")] = None,
    script: Annotated[
        Path | None, typer.Option("--script", help="Play a written conversation and compare.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write what Kring says into the script anew.")
    ] = False,
    prompts: Annotated[
        Path | None, typer.Option("--prompts", help="A folder laid over the shipped texts.")
    ] = None,
) -> None:
    """Practise a conversation in the terminal, with people who do not exist."""
    console = Console(highlight=False)
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # what is no UTF-8 is a word too
    try:
        if script is not None:
            opened = Opened(prompts, lang)
            opened.tell(console)
            status = compare(script, opened.library, console, write=write, language=lang)
            raise typer.Exit(status)
        if write:
            raise fault(lang, "write-what")
        opened, named = Opened.for_format(format, prompts, lang)
        found = opened.find(named, console)
        asyncio.run(Rehearsal(opened.library, lang, found, console, me=me).hold())
    except (ContentFaults, ScriptFault) as wrong:
        raise _told(wrong) from None


ConfigOption = Annotated[
    Path, typer.Option("--config", help="The configuration file (TOML).", show_default=True)
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help="A file with a secret; without it Kring's password is the secret."
    ),
]


AdminTokenOption = Annotated[
    Path | None,
    typer.Option(
        "--admin-token-file",
        help="A file with the token of an administrator of the homeserver, for the rate limit.",
    ),
]


@app.command()
def backup(
    destination: Annotated[Path, typer.Argument(help="The file to make, or a folder for it.")],
    file: ConfigOption = Path("config.toml"),
    passphrase: PassphraseOption = None,
) -> None:
    """Keep calendar, notes and settings in one sealed file; Kring may run meanwhile."""
    try:
        made = asyncio.run(backups.back_up(config.load(file), destination, passphrase))
    except Faults as fault:
        raise _told(fault) from None
    typer.echo(f"{made.file}: {_counted(made.rooms, 'room')}.")
    if made.sessions:
        typer.echo(
            f"{_counted(made.sessions, 'conversation')} under way: to be restored only where the "
            "keys folder still is."
        )


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A backup, or a folder with backups.")],
    file: ConfigOption = Path("config.toml"),
    passphrase: PassphraseOption = None,
) -> None:
    """Put a backup back into an empty database; Kring then comes as a further device."""
    try:
        made = asyncio.run(backups.restore(config.load(file), source, passphrase))
    except Faults as fault:
        raise _told(fault) from None
    typer.echo(f"{made.file} is restored: {_counted(made.rooms, 'room')}. Start Kring now.")


@app.command()
def setup(  # noqa: PLR0917 - typer makes options of them
    file: ConfigOption = Path("config.toml"),
    homeserver: Annotated[str | None, typer.Option(help="The address of your homeserver.")] = None,
    user_id: Annotated[str | None, typer.Option(help="The user id of Kring.")] = None,
    registration: Annotated[
        Path | None,
        typer.Option(
            "--registration-secret-file",
            help="A file with the homeserver's registration secret: the user is made with it.",
        ),
    ] = None,
    password: Annotated[
        Path | None,
        typer.Option("--password-file", help="A file with the password of a user that is there."),
    ] = None,
    facilitator: Annotated[
        list[str] | None, typer.Option(help="Who may lead in every room; may be given again.")
    ] = None,
    language: Annotated[Language | None, typer.Option(help="The language to begin in.")] = None,
    timezone: Annotated[str, typer.Option(help="The time zone of meetings.")] = "Europe/Amsterdam",
    data_dir: Annotated[str, typer.Option(help="The folder for all that Kring keeps.")] = "data",
    admin_token: AdminTokenOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: what is not given has its default.")
    ] = False,
) -> None:
    """Ask the few things needed; make configuration, password and user; see whether all is well.

    Run again it changes nothing that is there, makes the user if that was not made yet, and looks.
    """
    given = Given(
        homeserver, user_id, registration, password, tuple(facilitator or ()), language, timezone,
        data_dir, yes,
    )  # fmt: skip
    try:
        token = secret(admin_token, "--admin-token-file") if admin_token else None
        if file.exists():
            made = "is there already, and stays as it is"
            shared = secret(registration, "--registration-secret-file") if registration else None
            settings = asyncio.run(go_on(file, shared))
        else:
            made = "is made, and the password beside it"
            must_be_free(file)
            settings = asyncio.run(set_up(file, ask(given)))
        if token is not None:
            asyncio.run(lift_rate_limit(settings, token))
    except Faults as fault:
        raise _told(fault) from None
    typer.echo(f"{file} {made}. How it is now:")
    doctor(file, admin_token=admin_token)


@app.command()
def doctor(
    file: ConfigOption = Path("config.toml"),
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    admin_token: AdminTokenOption = None,
) -> None:
    """Look whether everything is as it should be; says what is wrong, and what to do."""
    found = asyncio.run(examine(file, admin_token))
    if as_json:
        typer.echo(json.dumps({"ok": is_well(found), "checks": [asdict(one) for one in found]}))
    else:
        for one in found:
            typer.echo(str(one))
        typer.echo(summary(found))
    raise typer.Exit(0 if is_well(found) else 1)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


async def _run(settings: config.Config, metrics: Metrics) -> None:
    """Run until SIGTERM or SIGINT, which are heard from here on, also while Kring opens."""
    loop, me = asyncio.get_running_loop(), asyncio.current_task()

    def end() -> None:
        for number in _ENDINGS:  # asked twice is asked once: ending must not be cut short
            loop.add_signal_handler(number, lambda: None)
        if me is not None:
            me.cancel()

    for number in _ENDINGS:
        loop.add_signal_handler(number, end)
    with contextlib.suppress(asyncio.CancelledError):
        kring = await App.open(settings, metrics=metrics)
        await kring.run()


def _told(fault: Exception) -> typer.Exit:
    """Say what is wrong and what to do, on one line a fault, and end with status 1."""
    typer.echo(f"kring: {fault}", err=True)
    return typer.Exit(1)


def main() -> None:
    """Run the command."""
    app()
