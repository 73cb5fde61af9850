"""Six people who do not exist hold a campfire with Kring, each with an encrypted client of their own.

They react to what Kring says, by its moments, and never to the clock: each does what is next in the
script (``prompts/demo``) when Kring announces their turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.core.events import Language
from bot.demo.conversation import Conversation
from bot.demo.guest import Guest, Keyboard
from bot.demo.house import house, staged, unless_it_ends
from bot.demo.person import Person
from bot.demo.script import Script, load
from bot.demo.show import Summary, show_summary, show_title
from bot.words.names import NAME_LENGTH

GUEST = "guest"
"""Who takes part from the terminal, under a name of their own."""
ASKING_SECONDS = 20.0


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

    async def act(folder: Path) -> None:
        nonlocal name
        show_title(console, script.show, [(role.name, role.voice) for role in script.person])
        async with contextlib.AsyncExitStack() as sitting:
            keyboard = None
            if name or (sys.stdin.isatty() and not (fast or once)):
                keyboard = await sitting.enter_async_context(Keyboard(sys.stdin))
            if keyboard is not None and not name:
                name = await _asked_name(console, script, keyboard)
            guest = (name, keyboard) if name and keyboard else None
            await _play(console, script, folder, language, fast=fast, once=once, guest=guest)

    return await staged(console, keep, script.show.failed, act)


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
    names = [role.name for role in script.person]
    async with house(folder, language, names) as here, contextlib.AsyncExitStack() as stack:
        seventh = None
        if guest is not None:
            name, keyboard = guest
            user = await here.homeserver.register(GUEST, here.password)
            person = Person(here.homeserver.url, user, here.password, name=name)
            await stack.enter_async_context(person)
            seventh = Guest(person, keyboard, console, script.show)
        onlookers = [] if once else [await here.lets_in(console, script.show.look_in)]
        conversation = Conversation(
            console, script, here.people, here.kring, fast=fast, guest=seventh, onlookers=onlookers
        )
        await unless_it_ends(here.running, conversation.hold)
        transcript = here.people[script.leader.name].transcript
        show_summary(console, script.show, Summary.of(transcript, here.kring))
        if not once:
            console.print(Text(script.show.still_on))
            await here.running


async def _asked_name(console: Console, script: Script, keyboard: Keyboard) -> str | None:
    """Ask whoever sits at the terminal whether they take part; no answer is watching."""
    console.print(Text(script.show.ask_name, style="bold"))
    try:
        typed = await asyncio.wait_for(keyboard.line(), ASKING_SECONDS)
    except TimeoutError:
        return None
    return (typed or "")[:NAME_LENGTH] or None
