"""A month of a planned webinar in a minute: the clock of Kring leaps from alarm to alarm.

Homeserver and clients are as real as in the other scene, and so is the time that the homeserver gives
to what people say; ``clock`` says why that does no harm.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.core.effects import Button
from bot.core.events import Language
from bot.core.people import EventId, RoomId, UserId
from bot.demo.clock import LeapingClock
from bot.demo.heard import WAIT_SECONDS, Heard
from bot.demo.house import House, house, staged, unless_it_ends
from bot.demo.person import Person
from bot.demo.script import Month, Step, load_month
from bot.demo.show import Pace, Show, show_title

ZONE = ZoneInfo("Europe/Amsterdam")
"""That of Kring, where nothing else is set."""
THURSDAY, THIRD = 3, 3
BEGINS = time(10)
LOOK_SECONDS = 0.05
PACE = Pace(characters_a_second=60, longest=2.0)
"""Faster than people read: the month is to pass in about a minute, and stays on the screen."""
_POLL = "org.matrix.msc3381.poll"


async def play_month(
    *,
    fast: bool,
    once: bool,
    language: Language,
    keep: Path | None = None,
    console: Console | None = None,
) -> int:
    """Play the month on the screen and return the status to end with; see ``play`` for the rest."""
    console = console or Console()
    script = load_month(language)
    clock = LeapingClock(_ms(begins(datetime.now(ZONE))))

    async def act(folder: Path) -> None:
        show_title(console, script.show, [(one.name, one.voice) for one in script.person])
        names = [one.name for one in script.person]
        async with house(folder, language, names, clock) as here:
            onlookers = [] if once else [await here.lets_in(console, script.show.look_in)]
            passing = Passing(console, script, here, clock, language, fast=fast)
            await unless_it_ends(here.running, lambda: passing.by(onlookers))
            if not once:
                console.print(Text(script.show.still_on))
                await here.running

    return await staged(console, keep, script.show.failed, act)


def begins(now: datetime) -> datetime:
    """When the month begins, that it may be over before ``now``: on a Monday after a third Thursday."""
    meeting = third_thursday(now.date().replace(day=1))
    while meeting >= now.date():
        meeting = third_thursday((meeting.replace(day=1) - timedelta(days=1)).replace(day=1))
    before = third_thursday((meeting.replace(day=1) - timedelta(days=1)).replace(day=1))
    return datetime.combine(before + timedelta(days=4), BEGINS, ZONE)


def third_thursday(first: date) -> date:
    """The third Thursday of the month with this first day."""
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 7 * (THIRD - 1))


class Passing:
    """A month that goes by in a room of its own."""

    def __init__(
        self,
        console: Console,
        script: Month,
        here: House,
        clock: LeapingClock,
        language: Language,
        *,
        fast: bool,
    ) -> None:
        self._console = console
        self._script = script
        self._house = here
        self._clock = clock
        self._language = language
        self._host = here.people[script.person[0].name]
        self._show = Show(
            console,
            script.show,
            {person.user: name for name, person in here.people.items()},
            pace=None if fast else PACE,
            date=self._date,
        )
        self._room = RoomId("")
        self._done: tuple[RoomId, EventId] | None = None
        self._chats: dict[str, tuple[Person, RoomId]] = {}
        self._following: list[asyncio.Task[None]] = []
        self._since = clock.now()
        meeting = third_thursday(_next_month(_local(self._since).date()))
        self._back = format_date(meeting - timedelta(days=1), "d MMMM", locale=language)

    async def by(self, onlookers: list[UserId]) -> None:
        """Let it go by, and tell what it came to."""
        people = [self._house.people[one.name] for one in self._script.person if not one.later]
        self._room = await self._host.create_room(invite=[one.user for one in people[1:]])
        await self._host.set_state(self._room, "m.room.name", {"name": self._script.room})
        began = asyncio.get_running_loop().time()
        async with self._watched():
            for person in people[1:]:
                await person.join(self._room)
            for user in (*onlookers, self._house.kring):
                await self._host.invite(self._room, user)
            await self._show.shown((await self._host.transcript.moment("hello")).event)
            for step in self._script.step:
                await self._goes(step)
            await self._settled()
        self._tell(round(asyncio.get_running_loop().time() - began))

    async def _goes(self, step: Step) -> None:
        if step.note is not None or step.days is not None or step.rings:
            await self._settled()
        if step.note is not None:
            self._console.print(Text(step.note, style="dim italic"))
        room = await self._chat(step.by) if step.privately else self._room
        transcript = self._person(step).transcript
        before = len(transcript)
        if step.days is not None:
            await self._leap(_ms(_local(self._clock.now()) + timedelta(days=step.days)))
        elif step.rings:
            await self._rings()
        else:
            await self._acts(step, room)
        if step.until is not None:
            heard = await transcript.until(
                lambda one: one.moment == step.until and one.room == room and _asks(one),
                after=before,
                what=f"moment {step.until}",
            )
            await self._show.shown(heard.event)

    async def _acts(self, step: Step, room: RoomId) -> None:
        person = self._person(step)
        if step.comes:
            await self._host.invite(self._room, person.user)
            await person.join(self._room)
        elif step.chooses is not None:
            answer = {
                f"{_POLL}.response": {"answers": [str(step.chooses)]},
                "m.relates_to": {"rel_type": "m.reference", "event_id": self._poll().event},
            }
            await self._did(room, await person.send(room, f"{_POLL}.response", answer))
        elif step.does in set(Button):
            asked = [one for one in self._host.transcript.moments(room=room) if _asks(one)][-1]
            await self._did(room, await person.tap(room, asked.event, str(step.does)))
        elif step.does is not None:
            reply_to = self._poll().event if step.replies else None
            words = step.does.format(back=self._back)
            await self._did(room, await person.say(room, words, reply_to=reply_to))

    async def _did(self, room: RoomId, event: EventId) -> None:
        self._done = room, event
        await self._show.shown(event)

    def _person(self, step: Step) -> Person:
        return self._house.people[step.by] if step.by else self._host

    def _poll(self) -> Heard:
        """What Kring asked last by a poll."""
        polls = self._host.transcript.moments("poll", room=self._room)
        return [poll for poll in polls if _asks(poll)][-1]

    async def _chat(self, name: str) -> RoomId:
        """Where somebody talks to Kring alone."""
        if name not in self._chats:
            person = self._house.people[name]
            room = await person.create_room(invite=[self._house.kring], direct=True)
            self._chats[name] = person, room
            texts = self._script.show
            self._follow(person, room, (texts.to_kring, texts.to_them.format(name=name)))
            await person.transcript.moment("hello", room=room)
        return self._chats[name][1]

    async def _settled(self) -> None:
        """Wait until Kring took in all that people did, and all it had to say then was read."""
        app, ends = self._house.app, asyncio.get_running_loop().time() + WAIT_SECONDS
        while not (await app.is_settled() and self._is_heard()):
            if asyncio.get_running_loop().time() > ends:
                raise TimeoutError("Kring is still busy")
            await asyncio.sleep(LOOK_SECONDS)
        self._done = None  # in two days Kring does not know it any more
        for person, room in ((self._host, self._room), *self._chats.values()):
            await person.catches_up(room)
        await self._show.caught_up()

    def _is_heard(self) -> bool:
        return self._done is None or self._house.app.handled(*self._done)

    async def _rings(self) -> None:
        """Leap from alarm to alarm, until one rings for the room."""
        alarm = (await self._house.app.alarms()).get(self._room)
        if alarm is not None:
            await self._leap(alarm)

    async def _leap(self, to: int) -> None:
        """It is this time now; what is due before it comes at its own time."""
        while self._clock.now() < to:
            alarms = (await self._house.app.alarms()).values()
            self._clock.leap(min((to, *alarms)))
            self._house.app.look_at_clock()
            await self._settled()

    def _date(self, heard: Heard) -> str:
        """What day and time it was, for those who watch."""
        shown = _local(self._clock.of(heard.at))
        return format_datetime(shown, "EEEE d MMMM, HH:mm", locale=self._language)

    def _follow(self, person: Person, room: RoomId, asides: tuple[str, str] = ("", "")) -> None:
        follows = self._show.follow(person.transcript, room, asides)
        self._following.append(asyncio.create_task(follows))

    @contextlib.asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        """Show what happens meanwhile."""
        self._follow(self._host, self._room)
        try:
            yield
        finally:
            for task in self._following:
                task.cancel()
            await asyncio.gather(*self._following, return_exceptions=True)

    def _tell(self, seconds: int) -> None:
        texts = self._script.show
        days = (self._clock.now() - self._since) // 86_400_000
        said = self._host.transcript.moments(room=self._room)
        table = Table(show_header=False, box=None)
        table.add_column()
        table.add_column(justify="right")
        for label, value in (
            (
                texts.planned,
                str(sum((step.does or "").startswith("!plan") for step in self._script.step)),
            ),
            (texts.passed, texts.days.format(count=days)),
            (texts.duration, texts.seconds.format(count=seconds)),
            (texts.kring_messages, str(len(said))),
        ):
            table.add_row(label, value)
        self._console.print(Rule(Text(texts.over, style="bold")))
        self._console.print(table)


def _asks(heard: Heard) -> bool:
    """Whether this is said, and not the end of a poll."""
    return heard.type != f"{_POLL}.end"


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, ZONE)


def _ms(local: datetime) -> int:
    return int(local.timestamp() * 1000)
