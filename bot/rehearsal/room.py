"""What people do in a rehearsal: it goes through the same understanding and laws as in a real room.

Where a circle goes apart, each small group has a room beside it. Whoever is invited to one comes into
it at once, and says there what they say, until all are called back or they fall out of it. So do the
two who are invited to a help room. A private chat is opened by whoever says the first word in it.

Nothing is stored, nothing is sent. Time moves only when it is told to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from bot.config import Config
from bot.core import door, grouproom, private, transitions
from bot.core.circle import Circle
from bot.core.effects import Button, Effect
from bot.core.events import Arrived, Event, Language, Left, Started
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import Personal, steps
from bot.formats.library import Library
from bot.ports import Edited, Inbound, Membership, Message, PollAnswer, Reaction, Removed
from bot.rehearsal.carrying import Carrying
from bot.rehearsal.places import KRING, ROOM, Places, Said, user_ids
from bot.runtime.reckoning import Reckoning
from bot.runtime.understanding import Understanding

__all__ = ["KRING", "ROOM", "RehearsalRoom", "Said", "user_ids"]

SEED = 7
"""The chance of every session here: played again, a conversation goes as it went."""
STEP_MS = 1000
"""How long one act takes."""


class RehearsalRoom(Places):
    """A room with ``people`` (by name), of whom ``leaders`` lead. Each act returns what Kring says."""

    def __init__(
        self,
        library: Library,
        language: Language,
        people: Mapping[str, UserId],
        leaders: tuple[UserId, ...],
    ) -> None:
        """Everyone is in it."""
        super().__init__(library, language, people, leaders)
        self._taps: list[Reaction] = []
        self._numbers = count(1)
        sections = {
            "matrix": {
                "homeserver": "http://localhost",
                "user_id": KRING,
                "password_file": "password",
            },
            "people": {"facilitators": list(self.leaders), "coordinators": list(self.leaders)},
        }
        config = Config.model_validate(sections, context={"base": Path.cwd()})
        self._reckoning = Reckoning(library.themes)
        self._understanding = Understanding(self, self, self.library, config, self.named_human)
        self._carrying = Carrying(self, config.language.timezone, self._event, self._step)

    async def arrives(self) -> list[Said]:
        """Kring comes in and says hello."""
        return await self._happens(Membership(self._event(), self.now, KRING, joined=True))

    async def says(
        self, user: UserId, words: str, *, replies_to: EventId | None = None
    ) -> list[Said]:
        """Somebody says something; a name after an ``@`` is a pill."""
        room = self.where(user)
        event = self._stands(user, words, room)
        item = Message(event, self.now, user, words, self.mentioned(words), replies_to)
        return await self._happens(item, room)

    async def says_privately(self, user: UserId, words: str) -> list[Said]:
        """Somebody says something to Kring alone; the first time, they open a private chat for it."""
        room, said = self.chat(user), list[Said]()
        if room not in self.circles:
            self.circles[room] = Circle(room, self.circle.language)
            said += await self._step(Arrived(self.now, encrypted=True), room)
        event = self._stands(user, words, room)
        item = Message(event, self.now, user, words, self.mentioned(words))
        return said + await self._happens(item, room)

    async def taps(self, user: UserId, button: Button) -> list[Said]:
        """Somebody taps under the newest message of Kring's under which that tap means something."""
        for said in reversed(self.lines):
            if said.say is None or said.edits is not None or said.to:
                continue
            room = self.group_room(said.group)
            if room not in (ROOM, self.where(user)):
                continue  # another group's room, where they cannot be
            tap = Reaction(self._event(), self.now, user, button.value, said.event)
            if await self._means_something(tap, room) or said.say.moment in _ALWAYS_ASK:
                self._taps.append(tap)
                return await self._happens(tap, room)
        return []

    async def polled(self, user: UserId, number: int) -> list[Said]:
        """Somebody chooses this number in Kring's newest poll. LookupError if there is none."""
        polls = [one for one in self.lines if one.say is not None and one.say.ballot is not None]
        return await self._happens(
            PollAnswer(self._event(), self.now, user, polls[-1].event, (str(number),))
        )

    async def untaps(self, user: UserId, button: Button) -> list[Said]:
        """Somebody takes back their last tap on this button. LookupError if there is none."""
        own = [one for one in self._taps if (one.sender, one.key) == (user, button.value)]
        tap = own[-1]
        self._taps.remove(tap)
        return await self._happens(Removed(self._event(), self.now, user, tap.event))

    async def removes(self, user: UserId, event: EventId) -> list[Said]:
        """Somebody removes a message."""
        self.put(event, None)
        return await self._happens(Removed(self._event(), self.now, user, event))

    async def changes(self, user: UserId, event: EventId, words: str) -> list[Said]:
        """Somebody changes the words of their message."""
        self.put(event, words)
        mentions = self.mentioned(words)
        return await self._happens(Edited(self._event(), self.now, user, event, mentions, words))

    async def comes(self, user: UserId) -> list[Said]:
        """Somebody comes into the room."""
        self.present.add(user)
        return await self._happens(Membership(self._event(), self.now, user, joined=True))

    async def goes(self, user: UserId) -> list[Said]:
        """Somebody leaves the room."""
        self.present.discard(user)
        return await self._happens(Membership(self._event(), self.now, user, joined=False))

    async def drops(self, user: UserId) -> list[Said]:
        """Somebody falls out of their small group. LookupError if they are in none."""
        room = self.where(user)
        if room == ROOM:
            raise LookupError("in no group")
        return await self._step(Left(self.now, user), room)

    async def passes(self, milliseconds: int) -> list[Said]:
        """Time passes, and what it was to bring happens meanwhile."""
        until, said = self.now + milliseconds, list[Said]()
        while (due := self._due()) is not None and due[0] <= until:
            self.now = max(self.now, due[0])
            said += await self._step(self._reckoning.rang(self.circles[due[1]], self.now), due[1])
        self.now = until
        return said

    def _due(self) -> tuple[int, RoomId] | None:
        times = [(one.due, one.room) for one in self.circles.values() if one.due is not None]
        return min(times, default=None)

    # How it goes on.

    def _stands(self, user: UserId, words: str, room: RoomId) -> EventId:
        event = self._event()
        self.lines.append(Said(event, user, words, group=self.number(room), to=self.readers(room)))
        return event

    def _event(self) -> EventId:
        self.now += STEP_MS
        return EventId(f"$rehearsal-{next(self._numbers)}")

    async def _means_something(self, tap: Reaction, room: RoomId) -> bool:
        for where, event in await self._events(tap, room):
            circle = self.circles[where]
            after, effects = self._law(circle)(circle, event)
            if after != circle or effects:
                return True
        return False

    async def _happens(self, item: Inbound, room: RoomId = ROOM) -> list[Said]:
        said = await self.passes(0)
        for where, event in await self._events(item, room):
            said += await self._step(event, where)
        return said

    async def _events(self, item: Inbound, room: RoomId) -> list[tuple[RoomId, Event]]:
        """What an item means, and in which rooms: what concerns a person is taken to all of them."""
        events: list[tuple[RoomId, Event]] = []
        for event in await self._understanding.events(room, item, self.circles[room], self.now):
            if isinstance(event, Personal):
                events += steps(event, self.everything(room))
            elif isinstance(event, Started):
                events.append((room, replace(event, seed=SEED)))
            else:
                events.append((room, event))
        return events

    def _law(self, circle: Circle) -> Callable[[Circle, Event], tuple[Circle, tuple[Effect, ...]]]:
        if circle.door is not None:
            return door.step
        if circle.group is not None:
            return grouproom.step
        return private.step if circle.room in self.chats else transitions.step

    async def _step(self, event: Event, room: RoomId = ROOM) -> list[Said]:
        if room not in self.circles:
            return []
        circle = self.circles[room]
        self.circles[room], effects = self._law(circle)(circle, event)
        said = [one for effect in effects for one in await self._carrying.out(effect, room)]
        if room == ROOM and (news := self._reckoning.anew(self.circle, self.now)) is not None:
            said += await self._step(news)
        return said


_ALWAYS_ASK = frozenset({"gathering", "agreements", "turn"})
"""Under these a tap is what people do, also where it means nothing any more."""
