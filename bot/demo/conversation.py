"""The people of the demo at work: each does what is next in the script when Kring gives the sign."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence

from rich.console import Console

from bot.core.effects import Moment
from bot.core.people import RoomId, UserId
from bot.demo.guest import Guest
from bot.demo.heard import WAIT_SECONDS, Heard
from bot.demo.person import Person
from bot.demo.script import Beat, Script
from bot.demo.show import Pace, Show

PATIENCE_SECONDS = 90.0
"""How long the others wait for somebody who is not in the script and says nothing."""
NUDGES = 3
"""How often the leader then leads on before the demo counts as stuck."""


class Conversation:
    """One conversation in a room of its own. ``people`` are the script's, by name.

    ``guest`` takes part from the terminal; ``onlookers`` are invited too. While neither of them
    answers what the conversation waits for, the leader leads on after a while.
    """

    def __init__(
        self,
        console: Console,
        script: Script,
        people: Mapping[str, Person],
        kring: UserId,
        *,
        fast: bool,
        guest: Guest | None = None,
        onlookers: Sequence[UserId] = (),
    ) -> None:
        self._script = script
        self._people = people
        self._guest = guest
        self._onlookers = tuple(onlookers)
        self._names = {person.user: name for name, person in people.items()}
        self._cast = set(self._names)
        if guest is not None:
            self._names[guest.person.user] = guest.person.name
        self._leader = people[script.leader.name]
        self._kring = kring
        self._show = Show(console, script.show, self._names, pace=None if fast else Pace())
        self._room = RoomId("")
        self._position = 0

    async def hold(self) -> None:
        """Hold it, from the first hello to the close."""
        # Kring comes last: what is said while somebody is coming in may reach them without its key.
        self._room = await self._leader.create_room(
            invite=[user for user in self._names if user != self._leader.user]
        )
        async with self._watched():
            for person in self._people.values():
                await person.join(self._room)
            if self._guest is not None:
                await self._guest.person.join(self._room)
            for user in (*self._onlookers, self._kring):
                await self._leader.invite(self._room, user)
            hello = await self._hears("hello")
            await self._does(self._script.leader.name, Beat(does=self._script.start), hello)
            await self._all_answer("gathering")
            await self._all_answer("agreements")
            await self._stages()
            await self._leads_on()
            await self._hears("closed")

    async def _all_answer(self, moment: Moment) -> None:
        """Everyone joins the circle, after which the leader leads on, or everyone agrees."""
        asked = await self._hears(moment)
        for role in self._script.person:
            await self._does(role.name, role.joins if moment == "gathering" else role.agrees, asked)
        if moment == "gathering":
            await self._guest_answers(asked)
            await self._leads_on()

    async def _guest_answers(self, asked: Heard) -> None:
        """Give the guest time to join the circle; not joining is fine."""
        if self._guest is None:
            return
        user = self._guest.person.user
        with contextlib.suppress(TimeoutError):
            await self._leader.transcript.until(
                lambda heard: heard.sender == user and heard.type != "m.room.member",
                after=self._leader.transcript.position(asked),
                seconds=PATIENCE_SECONDS,
            )

    async def _stages(self) -> None:
        """Whoever has the floor does what is next for them, and in between what the scenes say."""
        turns = {role.name: iter(role.turns) for role in self._script.person}
        people = self._script.person
        while True:
            heard = await self._hears("turn", "stage", "voices", "check-out", "after-talk")
            doing: list[tuple[str, Beat]]
            match heard.moment:
                case "turn" if heard.mentions[0] not in self._cast:
                    doing = []
                    if self._guest is not None:
                        self._guest.told_of_turn()
                case "turn":
                    name = self._names[heard.mentions[0]]
                    doing = [(name, beat) for beat in next(turns[name])]
                case "check-out":
                    doing = [(role.name, role.check_out) for role in people]
                case "after-talk":
                    doing = [(role.name, beat) for role in people for beat in role.after_talk]
                case _:
                    beats = self._script.beats(heard.block["stage"])
                    doing = [(self._script.leader.name, beat) for beat in beats]
            for name, beat in doing:
                await self._does(beat.by or name, beat, heard)
            if heard.moment == "after-talk":
                return

    async def _leads_on(self) -> None:
        event = await self._leader.say(self._room, self._script.next)
        await self._show.shown(event)

    async def _does(self, name: str, beat: Beat, after: Heard) -> None:
        """Let somebody who has read a message of Kring's do something, and wait until it was seen."""
        person = self._people[name]
        await person.transcript.until(
            lambda heard: heard.event == after.event and heard.moment == after.moment,
            what=f"a person reads the moment {after.moment}",
        )
        if beat.button is None:
            event = await person.say(self._room, beat.does)
        else:
            event = await person.tap(self._room, after.event, beat.button.value)
        await self._show.shown(event)
        if beat.until is not None:
            await self._hears(beat.until)

    async def _hears(self, *moments: Moment) -> Heard:
        """Wait for the next message of Kring's of one of these moments, and until it was seen."""
        transcript = self._leader.transcript
        heard: Heard | None = None
        for nudge in range(NUDGES + 1):
            try:
                heard = await self._awaits(moments)
                break
            except TimeoutError:
                if nudge == NUDGES or not (self._guest or self._onlookers):
                    raise
                if not self._somebody_else_is_busy():
                    await self._leads_on()
        if heard is None:
            raise TimeoutError(" or ".join(moments))
        self._position = transcript.position(heard)
        await self._show.shown(heard.event)
        return heard

    async def _awaits(self, moments: Sequence[Moment]) -> Heard:
        waits = self._guest is not None or self._onlookers
        return await self._leader.transcript.until(
            lambda heard: heard.room == self._room and heard.moment in moments,
            after=self._position,
            seconds=PATIENCE_SECONDS if waits else WAIT_SECONDS,
            what=f"moment {' or '.join(moments)}",
        )

    def _somebody_else_is_busy(self) -> bool:
        """Whether somebody who is not in the script spoke after Kring last did: they have time."""
        heard = self._leader.transcript.all(after=self._position)
        return any(
            one.room == self._room
            and one.type == "m.room.message"
            and one.sender not in self._cast | {self._kring}
            for one in heard[-6:]
        )

    @contextlib.asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        """Show the conversation meanwhile, and let the guest take part."""
        tasks = [
            asyncio.create_task(self._show.follow(self._leader.transcript, self._room)),
        ]
        if self._guest is not None:
            tasks.append(asyncio.create_task(self._guest.take_part(self._room)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
