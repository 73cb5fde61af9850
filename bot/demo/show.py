"""The conversation on the screen, as it happens: a name and a colour for each, at reading speed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.commands.plain import plain
from bot.core.effects import Button
from bot.core.events import Act
from bot.core.people import EventId, RoomId, UserId
from bot.demo.heard import WAIT_SECONDS, Heard, Transcript
from bot.demo.script import ShowTexts, TitleTexts
from bot.screen import KRING, KRING_STYLE, Speakers, colour

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one who reads along needs: so many characters a second, at least and at most so long."""

    characters_a_second: int = 12
    shortest: float = 0.8
    longest: float = 7.0

    def seconds(self, words: str) -> float:
        """How many seconds reading this takes."""
        return min(max(len(words) / self.characters_a_second, self.shortest), self.longest)


class Acts(Protocol):
    """How is told what people do beside speaking."""

    @property
    def taps(self) -> str:
        """Somebody tapped on ``{button}``."""

    @property
    def chooses(self) -> str:
        """Somebody chose ``{option}`` in a poll."""


class Show:
    """Prints what one of the people hears. ``names`` are the users who do not exist.

    With a ``pace`` it waits until each was read. ``date`` gives the day of what is heard, which is
    printed above where it is another one.
    """

    def __init__(
        self,
        console: Console,
        acts: Acts,
        names: Mapping[UserId, str],
        *,
        pace: Pace | None,
        date: Callable[[Heard], str] | None = None,
    ) -> None:
        self._console = console
        self._speakers = Speakers(console, list(names.values()))
        self._acts = acts
        self._names = names
        self._pace = pace
        self._date = date
        self._printed_date = ""
        self._options: dict[str, str] = {}
        self._shown: set[EventId] = set()
        self._ahead: dict[RoomId, Callable[[], bool]] = {}
        self._news = asyncio.Condition()

    async def follow(
        self, transcript: Transcript, room: RoomId, asides: tuple[str, str] = ("", "")
    ) -> None:
        """Print what is heard in the room, each as long as it takes to read, until cancelled.

        ``asides`` stand before what people say and before what Kring says: that not all hear this.
        """
        position = 0
        self._ahead[room] = lambda: position < len(transcript)
        while True:
            heard = await transcript.until(
                lambda heard: True, after=position, seconds=_DAY_SECONDS, what="anything at all"
            )
            if heard.room == room and (words := self._words(heard)) is not None:
                self._print(heard, asides[heard.sender not in self._names], words)
                if self._pace is not None:
                    await asyncio.sleep(self._pace.seconds(words.plain))
            async with self._news:
                position += 1
                self._shown.add(heard.event)
                self._news.notify_all()

    async def shown(self, event: EventId) -> None:
        """Wait until an event was printed and there was time to read it."""
        async with asyncio.timeout(WAIT_SECONDS * 4), self._news:
            await self._news.wait_for(lambda: event in self._shown)

    async def caught_up(self) -> None:
        """Wait until all that was heard so far was printed, and there was time to read it."""
        async with asyncio.timeout(WAIT_SECONDS * 2), self._news:
            await self._news.wait_for(lambda: not any(ahead() for ahead in self._ahead.values()))

    def _words(self, heard: Heard) -> Text | None:
        """What is to be seen of an event; None: nothing."""
        ours = heard.sender not in self._names
        match heard.type:
            case "m.reaction" if not ours:
                key = heard.content.get("m.relates_to", {}).get("key", "")
                return Text(self._acts.taps.format(button=key), style="dim")
            case "org.matrix.msc3381.poll.response" if not ours:
                answers = heard.content.get("org.matrix.msc3381.poll.response", {})["answers"]
                poll = heard.content["m.relates_to"]["event_id"]
                option = self._options.get(f"{poll} {answers[0]}", "")
                return Text(self._acts.chooses.format(option=option), style="dim")
            case "org.matrix.msc3381.poll.start":
                start = heard.content["org.matrix.msc3381.poll.start"]
                for answer in start["answers"]:
                    option = f"{heard.event} {answer['id']}"
                    self._options[option] = answer["org.matrix.msc1767.text"]
            case "m.room.message":
                pass
            case _:
                return None
        file = heard.content.get("filename") if heard.content.get("msgtype") == "m.file" else None
        body = f"[{file}] {heard.body}" if file else heard.body
        return Text(body, style=KRING_STYLE if ours else "")

    def _print(self, heard: Heard, aside: str, words: Text) -> None:
        if self._date is not None and (date := self._date(heard)) != self._printed_date:
            self._printed_date = date
            self._console.print(Rule(Text(date, style="bold"), style="dim"))
        name = self._names.get(heard.sender, KRING)
        self._speakers.line(name, Text.assemble((aside, "dim italic"), words) if aside else words)


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


def show_title(console: Console, texts: TitleTexts, cast: Sequence[tuple[str, str]]) -> None:
    """Print what this is and who is in it: names, and the voices they bring."""
    console.print(Rule(Text(texts.title, style="bold")))
    console.print(Text(texts.opening, style="dim"))
    table = Table(title=texts.cast, show_header=False, box=None, title_justify="left")
    for place, (name, voice) in enumerate(cast):
        table.add_row(Text(name, style=f"bold {colour(place)}"), voice)
    console.print()
    console.print(table)


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
