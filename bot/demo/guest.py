"""Whoever runs the demo, taking part from the terminal as a seventh person, with a Matrix client."""

from __future__ import annotations

import asyncio
from typing import Self, TextIO

from rich.console import Console
from rich.text import Text

from bot.core.effects import Button, Moment
from bot.core.people import RoomId
from bot.demo.heard import Heard
from bot.demo.person import Person
from bot.demo.script import ShowTexts

PLUS = "+"
"""What is typed for a tap on ✅: few keyboards have one."""
_ASKING: tuple[Moment, ...] = (
    "gathering", "agreements", "welcome-newcomer", "turn", "ask", "permission", "check-out",
)  # fmt: skip
"""Moments under which a tap on ✅ means something."""


class Keyboard:
    """What is typed in the terminal, a line at a time, without keeping anything else waiting."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._reader = asyncio.StreamReader()
        self._transport: asyncio.ReadTransport | None = None

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(self._reader), self._source
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        if self._transport is not None:
            self._transport.close()

    async def line(self) -> str | None:
        """Give the next line, None when there will be no more."""
        line = await self._reader.readline()
        return " ".join(line.decode(errors="replace").split()) if line else None


class Guest:
    """Says and taps in the room what is typed. ``person`` is the guest's client."""

    def __init__(
        self, person: Person, keyboard: Keyboard, console: Console, texts: ShowTexts
    ) -> None:
        self.person = person
        self._keyboard = keyboard
        self._console = console
        self._texts = texts

    async def take_part(self, room: RoomId) -> None:
        """Say each line that is typed, until nothing more can be; what Kring refuses is let be."""
        how = self._texts.guest_how.format(name=self.person.name)
        self._console.print(Text(how, style="dim"))
        while (words := await self._keyboard.line()) is not None:
            if self._console.is_terminal:
                print("\x1b[1A\x1b[2K", end="", flush=True)  # noqa: T201 - it is shown as said
            if words in (PLUS, Button.DONE.value):
                asked = self._asked(room)
                if asked is not None:
                    await self.person.tap(room, asked.event, Button.DONE.value)
            elif words:
                await self.person.say(room, words)

    def told_of_turn(self) -> None:
        """Tell whoever sits at the terminal that they have the floor."""
        self._console.print(Text(self._texts.guest_turn, style="bold"))

    def _asked(self, room: RoomId) -> Heard | None:
        """The last thing that Kring asked of everyone, or of the guest."""
        for heard in reversed(self.person.transcript.moments(room=room)):
            of_me = not heard.mentions or self.person.user in heard.mentions
            if heard.moment in _ASKING and of_me:
                return heard
        return None
