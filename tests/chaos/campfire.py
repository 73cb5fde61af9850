"""A campfire that is held whatever happens to Kring, and what must be true of it at the end.

People act one after the other, each as soon as Kring gave the sign, and ``before`` is awaited
before each act: there a test does its worst.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.core.effects import Moment
from bot.core.people import EventId, RoomId, UserId
from bot.demo.heard import Heard
from bot.demo.person import Person

SECONDS = 90.0
"""How long Kring may take for an answer; it may be down, or limited, meanwhile."""

Before = Callable[[str], Awaitable[None]]


async def _nothing(act: str) -> None:
    return None


class Campfire:
    """One campfire. ``people[0]`` leads. ``before`` gets ``speaks``, or ``answered`` for an act that
    Kring has something to say to.
    """

    def __init__(
        self, people: Sequence[Person], kring: UserId, before: Before = _nothing, *, words: int = 1
    ) -> None:
        self.people = people
        self.leader = people[0]
        self.kring = kring
        self.room = RoomId("")
        self.said: list[EventId] = []
        self._before = before
        self._words = words
        self._position = 0
        self._powers: dict[str, Any] = {}

    async def gather(self) -> None:
        """Make the room and wait until Kring said hello."""
        others = [person.user for person in self.people[1:]]
        self.room = await self.leader.create_room(invite=[self.kring, *others])
        for person in self.people[1:]:
            await person.join(self.room)
        await self.hears("hello")
        self._powers = await self.powers()

    async def hold(self) -> None:
        """Hold it, from the start to the close."""
        await self.begin()
        for _ in self.people:
            await self.turn(await self.hears("turn"))
        await self.end()

    async def begin(self) -> None:
        """Start, join and agree: next comes the first turn."""
        await self.says(self.leader, "!start kampvuur Thuis", answered=True)
        gathering = await self.hears("gathering")
        for number, person in enumerate(self.people):
            if number % 2:
                await self._before("speaks")
                await person.tap(self.room, gathering.event, "✅")
            else:
                await self.says(person, "ik doe mee")
        await self.says(self.leader, "!volgende", answered=True)
        await self.hears("agreements")
        for person in self.people[:-1]:
            await self.says(person, "!akkoord")
        await self.says(self.people[-1], "akkoord", answered=True)

    async def turn(self, heard: Heard) -> None:
        """Whoever has the floor says something and gives it back."""
        speaker = next(person for person in self.people if (person.user,) == heard.mentions)
        for number in range(self._words):
            await self.says(speaker, f"Thuis is voor mij nummer {number}.")
        await self.says(speaker, "!klaar", answered=True)

    async def end(self) -> None:
        """From the check-out to the close."""
        await self.hears("check-out")
        for person in self.people:
            await self.says(person, "ik ga rustig naar huis", answered=person is self.people[-1])
        await self.hears("after-talk")
        await self.says(self.leader, "!volgende", answered=True)
        await self.hears("closed")

    async def says(self, person: Person, words: str, *, answered: bool = False) -> None:
        """Say something, after the worst that a test does."""
        await self._before("answered" if answered else "speaks")
        self.said.append(await person.say(self.room, words))

    async def hears(self, moment: Moment) -> Heard:
        """Wait for Kring's next message, which must be this one; edits come when they come."""
        transcript = self.leader.transcript
        heard = await transcript.until(
            lambda heard: (
                heard.room == self.room and heard.moment is not None and heard.replaces is None
            ),
            after=self._position,
            seconds=SECONDS,
            what=f"moment {moment}",
        )
        self._position = transcript.position(heard)
        assert heard.moment == moment
        return heard

    async def powers(self) -> dict[str, Any]:
        """Who may do what in the room."""
        answer = await self.leader.client.room_get_state_event(self.room, "m.room.power_levels")
        return dict(answer.content)

    def moments(self) -> list[Heard]:
        """Kring's messages as everyone could hear them, in the room's order, each event once."""
        heard = self.leader.transcript.moments(room=self.room)
        return list({one.event: one for one in heard}.values())

    async def was_whole(self) -> None:
        """Everything was said once and in order, everyone had their turn, nobody was muted."""
        moments = self.moments()
        assert [heard.moment for heard in moments] == [
            "hello", "gathering", "agreements", *["turn"] * len(self.people),
            "check-out", "after-talk", "closed",
        ]  # fmt: skip
        assert all(heard.encrypted for heard in moments)
        assert len({heard.block["id"] for heard in moments}) == len(moments)
        asked = [heard.block["person"] for heard in moments if heard.moment == "turn"]
        assert sorted(asked) == sorted(person.user for person in self.people)
        names = {person.user: person.name for person in self.people}
        turns = [heard for heard in moments if heard.moment == "turn"]
        assert all(names[heard.block["person"]] in heard.body for heard in turns)
        assert len({heard.block["session"] for heard in moments if heard.moment != "hello"}) == 1
        assert await self.powers() == self._powers
        heard = {one.event for one in self.leader.transcript.all()}
        assert set(self.said) <= heard
