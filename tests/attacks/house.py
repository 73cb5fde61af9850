"""Several rooms and private chats in memory, with the same understanding and laws as real ones.

    house = House()
    await house.says("kring", "Samira", "!start kampvuur Thuis")
    await house.says("Zoe", "Zoe", "wat weet je van mij?")  # a chat is called after who has it
    assert house.heard == ["about-you"]

``kring`` is a room of Samira (who leads), Noor, Bram and Adem; ``elders`` one of Samira and Zoe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bot.config import Config
from bot.core import calling, private, transitions
from bot.core.circle import Circle
from bot.core.effects import Button, Effect, Mark, Remove, Say, Tell
from bot.core.events import AlarmRang, Event
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import Everything, Personal, steps
from bot.core.room import Fault, NewKey, Remark
from bot.ports import (
    Authored,
    Edited,
    Inbound,
    Membership,
    Message,
    Reaction,
    Removed,
    RoomFacts,
    StateChanged,
    Unsealed,
)  # fmt: skip
from bot.runtime.typed import typed_words
from bot.runtime.understanding import Understanding
from bot.words.render import say as render
from tests.attacks.room import LIBRARY

KRING = UserId("@kring:home")
NAMES = ("Samira", "Noor", "Bram", "Adem", "Zoe")
START_MS = 1_800_000_000_000


def user(name: str) -> UserId:
    """The id of a person."""
    return UserId(f"@{name.lower()}:home")


@dataclass
class Place:
    """A room as the homeserver has it."""

    circle: Circle
    here: set[UserId]
    chat: bool = False
    encrypted: bool = True
    crowded: bool = False
    mine: bool = False
    faults: tuple[Fault, ...] = ()
    unreadable: tuple[UserId, ...] = ()
    new_keys: tuple[NewKey, ...] = ()
    words: dict[EventId, str | None] = field(default_factory=dict)
    authors: dict[EventId, UserId] = field(default_factory=dict)
    said: dict[EventId, Say] = field(default_factory=dict)
    handles: dict[str, EventId] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """What Kring said: in which place, or told whom privately, and in which words."""

    place: str
    effect: Effect
    words: str = ""
    event: EventId | None = None


class House:
    """Places by name; ``news`` is what Kring did at the last thing that happened."""

    def __init__(self) -> None:
        four = {user(name) for name in NAMES[:4]}
        self.places = {
            "kring": Place(Circle(RoomId("!kring:home"), "nl"), four),
            "elders": Place(Circle(RoomId("!elders:home"), "nl"), {user("Samira"), user("Zoe")}),
        }
        for name in NAMES:
            chat = Circle(RoomId(f"!chat-{name.lower()}:home"), "nl")
            self.places[name] = Place(chat, {user(name)}, chat=True)
        self.names = {user(name): name for name in NAMES}
        self.unvouched: set[EventId] = set()
        self.now = START_MS
        self.news: list[Heard] = []
        self.all: list[Heard] = []
        self.user_id = KRING
        self._numbers = count(1)
        matrix = {"homeserver": "http://home", "user_id": KRING, "password_file": "password"}
        people = {"facilitators": [user("Samira")], "coordinators": [user("Samira")]}
        sections = {"matrix": matrix, "people": people}
        config = Config.model_validate(sections, context={"base": Path.cwd()})
        self._understanding = Understanding(self, self, LIBRARY, config, self.named_human)

    def place(self, room: RoomId) -> Place:
        """The place of a room's id."""
        return next(one for one in self.places.values() if one.circle.room == room)

    # What understanding asks.

    def name(self, room: RoomId, user: UserId) -> str:
        """Return what somebody is called."""
        return self.names.get(user, "Kring")

    def may_lead(self, room: RoomId, who: UserId) -> bool:
        """Only Samira leads."""
        return who == user("Samira")

    def is_private(self, room: RoomId) -> bool:
        """Whether it is a private chat."""
        return self.place(room).chat and not self.place(room).crowded

    def is_crowded(self, room: RoomId) -> bool:
        """Whether more people came into a private chat."""
        return self.place(room).crowded

    def is_mine(self, room: RoomId) -> bool:
        """Whether Kring made it."""
        return self.place(room).mine

    def upgraded(self, room: RoomId) -> tuple[RoomId, RoomId] | None:
        """No other room comes after it."""
        return None

    def is_encrypted(self, room: RoomId) -> bool:
        """Whether it is encrypted."""
        return self.place(room).encrypted

    async def words(self, room: RoomId, event: EventId) -> str | None:
        """Return what stands in a message now."""
        return self.place(room).words.get(event)

    async def authored(self, room: RoomId, event: EventId) -> Authored | None:
        """Return whose a message is, and whom it mentions."""
        place = self.place(room)
        if place.words.get(event) is None:
            return None
        return Authored(place.authors[event], self._mentioned(place.words[event] or ""))

    async def is_vouched(self, room: RoomId, event: EventId) -> bool:
        """Whether it came from a device that its sender confirmed."""
        return event not in self.unvouched

    async def members(self, room: RoomId) -> tuple[UserId, ...]:
        """Return who is here."""
        return tuple(sorted(self.place(room).here))

    async def facts(self, room: RoomId) -> RoomFacts:
        """Return how the room is now."""
        place = self.place(room)
        members = tuple(sorted(place.here))
        unreadable = tuple(one for one in members if one in place.unreadable)
        keys = tuple(key for key in place.new_keys if key.user in members)
        return RoomFacts(members, place.faults, unreadable, keys)

    async def remarks(self, room: RoomId) -> tuple[Remark, ...]:
        """Return what is worth knowing: nothing."""
        return ()

    async def said(self, room: RoomId, event: EventId) -> Mark | None:
        """What a message of Kring's was."""
        known = [one for one in self.places.values() if one.circle.room == room]
        say = known[0].said.get(event) if known else None
        return say.mark if say else None

    async def named_human(self, who: UserId) -> UserId | None:
        """The named human of a room in which both are."""
        for place in self.places.values():
            human = calling.human(place.circle, who)
            if human is not None and {human, who} <= place.here:
                return human
        return None

    # What happens; afterwards ``news`` tells what Kring made of it.

    async def says(
        self,
        where: str,
        name: str,
        words: str | None,
        to: EventId | None = None,
        *,
        vouched: bool = True,
    ) -> EventId:
        """Somebody says something; a name after an ``@`` is a pill. None: a voice message."""
        event, place = self._event(), self.places[where]
        place.words[event], place.authors[event] = words, user(name)
        if not vouched:
            self.unvouched.add(event)
        item = Message(event, self.now, user(name), words, self._mentioned(words or ""), to)
        await self.happens(where, item)
        return event

    async def shows(self, where: str, name: str, caption: str) -> EventId:
        """Somebody shows a picture, with these words under it."""
        event, place = self._event(), self.places[where]
        place.words[event], place.authors[event] = caption, user(name)
        mentioned = self._mentioned(caption)
        item = Message(event, self.now, user(name), None, mentioned, caption=caption)
        await self.happens(where, item)
        return event

    async def changes(self, where: str, name: str, event: EventId, words: str) -> None:
        """Somebody changes their message."""
        self.places[where].words[event] = words
        item = Edited(self._event(), self.now, user(name), event, self._mentioned(words), words)
        await self.happens(where, item)

    async def removes(self, where: str, name: str, event: EventId) -> None:
        """Somebody removes a message."""
        self.places[where].words[event] = None
        await self.happens(where, Removed(self._event(), self.now, user(name), event))

    async def reacts(self, where: str, name: str, key: str, to: EventId) -> None:
        """Somebody reacts, with whatever."""
        item = Reaction(self._event(), self.now, user(name), Button.of(key) or key, to)
        await self.happens(where, item)

    async def says_in_clear(self, where: str, name: str, words: str) -> None:
        """Somebody's client sends words unencrypted into an encrypted room."""
        await self.happens(where, Unsealed(self._event(), self.now, user(name), words))

    async def comes(self, where: str, name: str) -> None:
        """Somebody comes in."""
        self.places[where].here.add(user(name))
        await self.happens(where, Membership(self._event(), self.now, user(name), joined=True))

    async def leaves(self, where: str, name: str) -> None:
        """Somebody leaves, or is removed."""
        self.places[where].here.discard(user(name))
        await self.happens(where, Membership(self._event(), self.now, user(name), joined=False))

    async def arrives(self, where: str) -> None:
        """Kring comes in."""
        await self.happens(where, Membership(self._event(), self.now, KRING, joined=True))

    async def becomes(self, where: str, *faults: Fault) -> None:
        """The room's state changes."""
        self.places[where].faults = faults
        await self.happens(where, StateChanged(self._event(), self.now))

    async def passes(self, milliseconds: int) -> None:
        """Time passes, and what it was to bring happens."""
        self.news, until = [], self.now + milliseconds
        for where, place in self.places.items():
            while place.circle.due is not None and place.circle.due <= until:
                self.now = max(self.now, place.circle.due)
                await self._step(where, AlarmRang(self.now))
        self.now = until

    async def happens(self, where: str, item: Inbound) -> None:
        """Let an item of a sync answer be handled, as the runtime does."""
        self.news = []
        place = self.places[where]
        events = await self._understanding.events(place.circle.room, item, place.circle, item.at)
        for event in events:
            if not isinstance(event, Personal):
                await self._step(where, event)
                continue
            circles = tuple(one.circle for one in self.places.values())
            chats = frozenset(one.circle.room for one in self.places.values() if self._is_chat(one))
            for room, step in steps(event, Everything(circles, chats, place.circle.room)):
                there = next(name for name, one in self.places.items() if one.circle.room == room)
                await self._step(there, step)

    async def starts(self, *circle: str, start: str = "!start kampvuur Thuis") -> None:
        """A talk begins in ``kring`` with these people, all agreed."""
        await self.says("kring", "Samira", start)
        for words in ("!meedoen", None, "!akkoord"):
            if words is None:
                await self.says("kring", "Samira", "!volgende")
            else:
                for name in circle:
                    await self.says("kring", name, words)

    # What came of it.

    @property
    def heard(self) -> list[str]:
        """The moments of what Kring said, wherever."""
        return [one.effect.moment for one in self.news if isinstance(one.effect, Say)]

    def heard_in(self, where: str) -> list[str]:
        """The moments of what Kring said there."""
        return [
            one.effect.moment
            for one in self.news
            if one.place == where and isinstance(one.effect, Say)
        ]

    @property
    def told(self) -> list[tuple[UserId, str]]:
        """Who was told something privately, and of which moment."""
        return [
            (one.effect.user, one.effect.moment)
            for one in self.news
            if isinstance(one.effect, Tell)
        ]

    @property
    def mentioned(self) -> set[UserId]:
        """Whom Kring called."""
        return {
            who for one in self.news if isinstance(one.effect, Say) for who in one.effect.mention
        }

    @property
    def words_said(self) -> str:
        """What Kring said or told, in words."""
        return "\n".join(one.words for one in self.news)

    def last(self, moment: str) -> EventId:
        """The newest message of Kring's of this moment."""
        found = (
            one.event
            for one in reversed(self.all)
            if isinstance(one.effect, Say) and one.effect.moment == moment and one.event
        )
        return next(found)

    @property
    def speaker(self) -> str | None:
        """Who has the floor in ``kring``."""
        session = self.places["kring"].circle.session
        turn = session.turn if session else None
        return self.names[UserId(turn.person)] if turn else None

    def _is_chat(self, place: Place) -> bool:
        return place.chat and not place.crowded and place.circle.session is None

    def _mentioned(self, words: str) -> tuple[UserId, ...]:
        spoken = words.casefold()
        return tuple(id for id, name in self.names.items() if f"@{name}".casefold() in spoken)

    def _event(self) -> EventId:
        self.now += 1000
        return EventId(f"$event-{next(self._numbers)}")

    async def _step(self, where: str, event: Event) -> None:
        place = self.places[where]
        law = private.step if self._is_chat(place) else transitions.step
        place.circle, effects = law(place.circle, event)
        for effect in effects:
            heard = await self._done(where, place, effect)
            self.news.append(heard)
            self.all.append(heard)

    async def _done(self, where: str, place: Place, effect: Effect) -> Heard:
        if isinstance(effect, Remove):
            place.words[place.handles.pop(effect.handle)] = None
        if not isinstance(effect, Say | Tell):
            return Heard(where, effect)
        rendered = await render(
            effect.lines, LIBRARY.texts(place.circle.language), _Names(self, place.circle.room)
        )
        if isinstance(effect, Tell):
            return Heard(where, effect, rendered.body)
        event = self._event()
        place.words[event], place.authors[event] = rendered.body, KRING
        place.said[event] = effect
        if effect.handle is not None and not effect.edits:
            place.handles[effect.handle] = event
        return Heard(where, effect, rendered.body, event)


class _Names:
    """Where the words behind slots are read."""

    def __init__(self, house: House, room: RoomId) -> None:
        self._house = house
        self._room = room

    def name(self, user: UserId) -> str:
        return self._house.name(self._room, user)

    def room(self, room: RoomId) -> str:
        return ""

    async def words(self, event: EventId) -> str | None:
        return await typed_words(self._house, LIBRARY, self._room, event)

    async def quote(self, event: EventId) -> str | None:
        return await self._house.words(self._room, event)
