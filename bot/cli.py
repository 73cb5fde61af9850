"""The command ``kring``: thin; each command says in one line what is wrong, and no traceback."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import config, log
from bot.app import App
from bot.config import ConfigFault
from bot.core.events import Language
from bot.demo.play import play
from bot.formats.faults import ContentFaults
from bot.formats.loader import check, load, shipped
from bot.matrix.faults import EdgeFault
from bot.metrics import Metrics
from bot.rehearsal.play import Rehearsal, compare
from bot.rehearsal.script import ScriptFault
from bot.store.faults import StoreFault

app = typer.Typer(
    name="kring",
    help="Kring holds a circle in a Matrix room: it leads the form of a conversation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
Faults = (ConfigFault, ContentFaults, EdgeFault, StoreFault)


@app.command()
def run(
    file: Annotated[Path, typer.Option("--config", help="The configuration file (TOML).")],
) -> None:
    """Run Kring until it is stopped."""
    try:
        settings = config.load(file)
        metrics = Metrics()
        log.configure(settings.log.level, settings.log.format, metrics.fault)
        asyncio.run(_run(settings, metrics))
    except Faults as fault:
        raise _told(fault) from None


@app.command()
def demo(
    fast: Annotated[bool, typer.Option("--fast", help="Play without waiting.")] = False,
    once: Annotated[bool, typer.Option("--once", help="End by itself, with a summary.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="In which language.")] = "nl",
    me: Annotated[str | None, typer.Option("--as", help="Take part under this name.")] = None,
    keep: Annotated[Path | None, typer.Option("--keep", hidden=True)] = None,
) -> None:
    """Six people who do not exist hold a campfire, on a homeserver of its own."""
    raise typer.Exit(asyncio.run(play(fast=fast, once=once, language=lang, name=me, keep=keep)))


@app.command(name="check")
def check_content(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder laid over the shipped texts.")
    ] = None,
) -> None:
    """Check everything that people read: formats, texts, languages."""
    faults = check(folder)
    console = Console(soft_wrap=True, highlight=False)
    for fault in faults:
        console.print(str(fault), markup=False)
    console.print("All texts are well." if not faults else f"{len(faults)} faults.")
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
    try:
        library = load([shipped(), *([prompts] if prompts else [])])
        if script is not None:
            raise typer.Exit(compare(script, library, console, write=write))
        asyncio.run(Rehearsal(library, lang, format, console, me=me).hold())
    except (ContentFaults, ScriptFault) as fault:
        raise _told(fault) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


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
