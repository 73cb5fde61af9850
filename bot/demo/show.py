"""The conversation on the screen, as it happens: a name and a colour for each, at reading speed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.commands.plain import plain
from bot.core.effects import Button
from bot.core.events import Act
from bot.core.people import EventId, RoomId, UserId
from bot.demo.heard import WAIT_SECONDS, Heard, Transcript
from bot.demo.script import Script, ShowTexts
from bot.screen import KRING, KRING_STYLE, Speakers, colour

CHARACTERS_A_SECOND = 12
LONGEST_SECONDS = 7.0
SHORTEST_SECONDS = 0.8
_DAY_SECONDS = 86_400


class Show:
    """Prints what one of the people hears. ``names`` are the users who do not exist."""

    def __init__(
        self, console: Console, script: Script, names: dict[UserId, str], *, fast: bool
    ) -> None:
        self._speakers = Speakers(console, list(names.values()))
        self._texts = script.show
        self._names = names
        self._fast = fast
        self._shown: set[EventId] = set()
        self._news = asyncio.Condition()

    async def follow(self, transcript: Transcript, room: RoomId) -> None:
        """Print what is heard in the room, each as long as it takes to read, until cancelled."""
        position = 0
        while True:
            heard = await transcript.until(
                lambda heard: True, after=position, seconds=_DAY_SECONDS, what="anything at all"
            )
            position += 1
            if heard.room == room:
                seconds = self._print(heard)
                if not self._fast:
                    await asyncio.sleep(seconds)
            async with self._news:
                self._shown.add(heard.event)
                self._news.notify_all()

    async def shown(self, event: EventId) -> None:
        """Wait until an event was printed and there was time to read it."""
        async with asyncio.timeout(WAIT_SECONDS * 4), self._news:
            await self._news.wait_for(lambda: event in self._shown)

    def _print(self, heard: Heard) -> float:
        """Print an event if it is one to see; return how many seconds reading it takes."""
        name = self._names.get(heard.sender)
        if heard.type == "m.reaction" and name is not None:
            key = heard.content.get("m.relates_to", {}).get("key", "")
            self._speakers.line(name, Text(self._texts.taps.format(button=key), style="dim"))
            return SHORTEST_SECONDS
        if heard.type != "m.room.message":
            return 0.0
        if name is None:
            self._speakers.line(KRING, Text(heard.body, style=KRING_STYLE))
        else:
            self._speakers.line(name, Text(heard.body))
        return min(max(len(heard.body) / CHARACTERS_A_SECOND, SHORTEST_SECONDS), LONGEST_SECONDS)


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in numbers."""

    turns: int
    passes: int
    seconds: int
    people_words: int
    kring_messages: int
    kring_words: int

    @classmethod
    def of(cls, transcript: Transcript, kring: UserId) -> Summary:
        """Count what somebody heard, from the gathering to the close."""
        first, last = transcript.moments("gathering")[0], transcript.moments("closed")[-1]
        heard = transcript.all(after=transcript.position(first) - 1)
        spoken = [one for one in heard if one.type == "m.room.message"]
        ours = [one for one in spoken if one.sender == kring]
        theirs = [one for one in spoken if one.sender != kring]
        return cls(
            turns=len(transcript.moments("turn")),
            passes=sum(_is_pass(one) for one in heard if one.sender != kring),
            seconds=(last.at - first.at) // 1000,
            people_words=sum(len(one.body.split()) for one in theirs),
            kring_messages=len(ours),
            kring_words=sum(len(one.body.split()) for one in ours),
        )


def _is_pass(heard: Heard) -> bool:
    if heard.type == "m.reaction":
        return bool(heard.content.get("m.relates_to", {}).get("key") == Button.PASS)
    return plain(heard.body.removeprefix("!")) is Act.PASS


def show_title(console: Console, script: Script) -> None:
    """Print what this is and who is in it."""
    console.print(Rule(Text(script.show.title, style="bold")))
    console.print(Text(script.show.opening, style="dim"))
    cast = Table(title=script.show.cast, show_header=False, box=None, title_justify="left")
    for place, role in enumerate(script.person):
        cast.add_row(Text(role.name, style=f"bold {colour(place)}"), role.voice)
    console.print()
    console.print(cast)


def show_summary(console: Console, texts: ShowTexts, summary: Summary) -> None:
    """Print a conversation in numbers."""
    share = summary.kring_words / max(1, summary.kring_words + summary.people_words)
    table = Table(show_header=False, box=None)
    table.add_column()
    table.add_column(justify="right")
    for label, value in (
        (texts.turns, str(summary.turns)),
        (texts.passes, str(summary.passes)),
        (texts.duration, texts.seconds.format(count=summary.seconds)),
        (texts.people_words, str(summary.people_words)),
        (texts.kring_messages, str(summary.kring_messages)),
        (texts.kring_words, str(summary.kring_words)),
        (texts.kring_share, f"{share:.0%}"),
    ):
        table.add_row(label, value)
    console.print(Rule(Text(texts.once, style="bold")))
    console.print(table)
