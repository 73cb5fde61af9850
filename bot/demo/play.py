"""Six people who do not exist hold a campfire with Kring, each with an encrypted client of their own.

They react to what Kring says, by its moments, and never to the clock: each does what is next in the
script (``prompts/demo``) when Kring announces their turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import log
from bot.app import App
from bot.config import ConfigFault
from bot.config import load as load_config
from bot.core.events import Language
from bot.core.people import UserId
from bot.demo.conversation import Conversation
from bot.demo.guest import Guest, Keyboard
from bot.demo.homeserver import Homeserver, HomeserverFault
from bot.demo.person import Person, PersonFault
from bot.demo.script import Script, load
from bot.demo.show import Summary, show_summary, show_title
from bot.matrix.faults import EdgeFault
from bot.screen import KRING
from bot.store.faults import StoreFault
from bot.words.names import NAME_LENGTH

FAULTS = (HomeserverFault, PersonFault, ConfigFault, EdgeFault, StoreFault)
"""What is told in one line: each of these says what happened and what to do."""
GUEST = "guest"
"""Who takes part from the terminal, under a name of their own."""
ASKING_SECONDS = 20.0
VISITOR = "visitor"
"""Who looks in: whoever runs the demo, with a client of their own."""


async def play(
    *,
    fast: bool,
    once: bool,
    language: Language,
    name: str | None = None,
    keep: Path | None = None,
    console: Console | None = None,
) -> int:
    """Play the conversation on the screen and return the status to end with.

    ``fast`` plays without waiting; ``once`` ends by itself, otherwise everything stays on until
    Ctrl-C. ``name`` is whoever takes part from the terminal; without one, it is asked for where
    somebody sits at one. ``keep`` is a folder for what Kring and the homeserver write; without it
    all of it goes.
    """
    console = console or Console()
    script = load(language)
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-")))
        stack.enter_context(_ending_at(signal.SIGINT, signal.SIGTERM))
        try:
            show_title(console, script)
            async with contextlib.AsyncExitStack() as sitting:
                keyboard = None
                if name or (sys.stdin.isatty() and not (fast or once)):
                    keyboard = await sitting.enter_async_context(Keyboard(sys.stdin))
                if keyboard is not None and not name:
                    name = await _asked_name(console, script, keyboard)
                guest = (name, keyboard) if name and keyboard else None
                await _play(console, script, folder, language, fast=fast, once=once, guest=guest)
        except FAULTS as fault:
            print(f"kring: {fault}", file=sys.stderr)  # noqa: T201 - where the command's faults go
            return 1
        except TimeoutError as fault:
            console.print(Text(script.show.failed.format(reason=fault)))
            return 1
    return 0


async def _play(
    console: Console,
    script: Script,
    folder: Path,
    language: Language,
    *,
    fast: bool,
    once: bool,
    guest: tuple[str, Keyboard] | None,
) -> None:
    password = secrets.token_urlsafe(12)
    async with contextlib.AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(Homeserver(folder / "homeserver"))
        kring = await homeserver.register(KRING.lower(), password)
        stack.enter_context(_logging_to(folder / "kring"))
        app = await _open_kring(folder / "kring", homeserver.url, kring, password, language)
        running = asyncio.create_task(app.run())
        stack.push_async_callback(_stop, app, running)
        people: dict[str, Person] = {}
        for role in script.person:
            user = await homeserver.register(role.name.lower(), password)
            person = Person(homeserver.url, user, password, name=role.name)
            people[role.name] = await stack.enter_async_context(person)
        seventh = None
        if guest is not None:
            name, keyboard = guest
            user = await homeserver.register(GUEST, password)
            person = Person(homeserver.url, user, password, name=name)
            await stack.enter_async_context(person)
            seventh = Guest(person, keyboard, console, script.show)
        onlookers = []
        if not once:
            onlookers = [await homeserver.register(VISITOR, password)]
            words = script.show.look_in.format(
                homeserver=homeserver.url, user=VISITOR, password=password
            )
            console.print(Text(words))
        conversation = Conversation(
            console, script, people, kring, fast=fast, guest=seventh, onlookers=onlookers
        )
        await _unless_it_ends(running, conversation.hold)
        show_summary(console, script.show, Summary.of(people[script.leader.name].transcript, kring))
        if not once:
            console.print(Text(script.show.still_on))
            await running


async def _asked_name(console: Console, script: Script, keyboard: Keyboard) -> str | None:
    """Ask whoever sits at the terminal whether they take part; no answer is watching."""
    console.print(Text(script.show.ask_name, style="bold"))
    try:
        typed = await asyncio.wait_for(keyboard.line(), ASKING_SECONDS)
    except TimeoutError:
        return None
    return (typed or "")[:NAME_LENGTH] or None


async def _open_kring(
    folder: Path, homeserver: str, user: UserId, password: str, language: Language
) -> App:
    """Open Kring as an administrator would, with a configuration file."""
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    file = folder / "config.toml"
    # A JSON string is a TOML string too.
    file.write_text(
        f"""
[matrix]
homeserver = {json.dumps(homeserver)}
user_id = {json.dumps(user)}
password_file = "password"
[language]
default = {json.dumps(language)}
[http]
listen = "127.0.0.1:0"
"""
    )
    return await App.open(load_config(file))


async def _stop(app: App, running: asyncio.Task[None]) -> None:
    await app.stop()
    await asyncio.wait([running])


async def _unless_it_ends(running: asyncio.Task[None], act: Callable[[], Awaitable[None]]) -> None:
    """Do it, unless Kring ends meanwhile: then raise what ended it."""
    acting = asyncio.ensure_future(act())
    try:
        await asyncio.wait([acting, running], return_when=asyncio.FIRST_COMPLETED)
        if not acting.done():
            await running
        await acting
    finally:
        acting.cancel()
        await asyncio.wait([acting])


@contextlib.contextmanager
def _logging_to(folder: Path) -> Iterator[None]:
    """Log to a file in this folder meanwhile, for the screen is for the show."""
    folder.mkdir(parents=True)
    file = (folder / "kring.log").open("w", encoding="utf-8")
    with file, contextlib.redirect_stderr(file):
        log.configure("info", "json")
        yield


@contextlib.contextmanager
def _ending_at(*numbers: signal.Signals) -> Iterator[None]:
    """End what is inside at one of these signals, with all its cleaning up, and go on after it."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is None:
        raise RuntimeError("a signal ends a task, and this is none")
    asked = False

    def ask() -> None:
        nonlocal asked
        asked = True
        task.cancel()

    for number in numbers:
        loop.add_signal_handler(number, ask)
    try:
        yield
    except asyncio.CancelledError:
        if not asked:
            raise
        task.uncancel()
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
