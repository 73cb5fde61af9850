"""What every scene of the demo needs: a homeserver, Kring and people on it, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import log
from bot.app import App
from bot.config import ConfigFault
from bot.config import load as load_config
from bot.core.events import Language
from bot.core.people import UserId
from bot.demo.homeserver import Homeserver, HomeserverFault
from bot.demo.person import Person, PersonFault
from bot.matrix.faults import EdgeFault
from bot.ports import Clock
from bot.screen import KRING
from bot.store.faults import StoreFault

FAULTS = (HomeserverFault, PersonFault, ConfigFault, EdgeFault, StoreFault)
"""What is told in one line: each of these says what happened and what to do."""
VISITOR = "visitor"
"""Who looks in: whoever runs the demo, with a client of their own."""


@dataclass(frozen=True, slots=True)
class House:
    """Where a scene is played: ``people`` by name, and Kring, which is ``running``.

    Everyone has the same ``password``.
    """

    homeserver: Homeserver
    password: str
    kring: UserId
    app: App
    running: asyncio.Task[None]
    people: dict[str, Person]

    async def lets_in(self, console: Console, how: str) -> UserId:
        """Make a user for whoever runs the demo, and tell ``how`` to look in."""
        visitor = await self.homeserver.register(VISITOR, self.password)
        words = how.format(homeserver=self.homeserver.url, user=VISITOR, password=self.password)
        console.print(Text(words))
        return visitor


@contextlib.asynccontextmanager
async def house(
    folder: Path, language: Language, names: Sequence[str], clock: Clock | None = None
) -> AsyncIterator[House]:
    """A homeserver in this folder with Kring and these people on it; all of it ends with this."""
    password = secrets.token_urlsafe(12)
    async with contextlib.AsyncExitStack() as stack:
        homeserver = await stack.enter_async_context(Homeserver(folder / "homeserver"))
        kring = await homeserver.register(KRING.lower(), password)
        stack.enter_context(_logging_to(folder / "kring"))
        app = await _open_kring(
            folder / "kring", homeserver.url, (kring, password), language, clock
        )
        running = asyncio.create_task(app.run())
        stack.push_async_callback(_stop, app, running)
        people: dict[str, Person] = {}
        for name in names:
            user = await homeserver.register(name.lower(), password)
            person = Person(homeserver.url, user, password, name=name)
            people[name] = await stack.enter_async_context(person)
        yield House(homeserver, password, kring, app, running, people)


async def staged(
    console: Console, keep: Path | None, failed: str, act: Callable[[Path], Awaitable[None]]
) -> int:
    """Play a scene in a folder, and return the status to end with; Ctrl-C is an orderly end.

    ``keep`` is a folder for what Kring and the homeserver write; without it all of it goes. ``failed``
    tells that the scene got stuck.
    """
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-")))
        stack.enter_context(_ending_at(signal.SIGINT, signal.SIGTERM))
        try:
            await act(folder)
        except FAULTS as fault:
            print(f"kring: {fault}", file=sys.stderr)  # noqa: T201 - where the command's faults go
            return 1
        except TimeoutError as fault:
            console.print(Text(failed.format(reason=fault)))
            return 1
    return 0


async def _open_kring(
    folder: Path,
    homeserver: str,
    account: tuple[UserId, str],
    language: Language,
    clock: Clock | None,
) -> App:
    """Open Kring as an administrator would, with a configuration file and the password beside it."""
    user, password = account
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
    return await App.open(load_config(file), clock)


async def _stop(app: App, running: asyncio.Task[None]) -> None:
    """End it, and wait until it has."""
    await app.stop()
    await asyncio.wait([running])


async def unless_it_ends(running: asyncio.Task[None], act: Callable[[], Awaitable[None]]) -> None:
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
