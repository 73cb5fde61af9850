"""The rooms of a rehearsal, as a homeserver would have them: who is in each, and what stands there.

| room | who is in it |
|---|---|
| the circle's | everyone who is present |
| that of a small group | who came to it, until they are called back or fall out |
| a private chat | one person; it is there once they or Kring said something in it |
| a help room | who called for help, and the named human |

Nothing is stored, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.commands.catalogue import fold
from bot.commands.parse import story
from bot.core import calling
from bot.core.circle import Circle
from bot.core.effects import Mark, Moment, Say
from bot.core.events import Language
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import Everything
from bot.core.room import Fault, Remark
from bot.formats.library import Library
from bot.ports import Authored, RoomFacts
from bot.runtime.typed import typed_words

ROOM = RoomId("!rehearsal:kring")
KRING = UserId("@kring:kring")
START_MS = 1_800_000_000_000
"""When a rehearsal begins; no text depends on it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a room: by whom, and its words now (None: removed).

    ``say`` is what Kring said there by itself; ``moment`` also what it told privately, or put there as
    a file. ``group`` is the number of the small group in whose room it stands, ``to`` who else reads it
    where that is a private chat or a help room. None: it stands in the circle's room.
    """

    event: EventId
    user: UserId
    words: str | None
    say: Say | None = None
    edits: EventId | None = None
    group: int | None = None
    to: tuple[UserId, ...] = ()
    moment: Moment | None = None


class Places:
    """``circles`` are the rooms by id, ``lines`` is all that was said; ``people`` are all, by name, and
    ``present`` who is in the circle's room. ``now`` is what time it is there, in ms.
    """

    def __init__(
        self,
        library: Library,
        language: Language,
        people: Mapping[str, UserId],
        leaders: tuple[UserId, ...],
    ) -> None:
        """Everyone is in the circle's room."""
        self.library = library
        self.people = people
        self.leaders = leaders
        self.lines: list[Said] = []
        self.now = START_MS
        self.user_id = KRING
        self.present = set(people.values())
        self.faults: tuple[Fault, ...] = ()
        self.circles: dict[RoomId, Circle] = {ROOM: Circle(ROOM, language)}
        self.helped: dict[RoomId, tuple[UserId, ...]] = {}

    @property
    def circle(self) -> Circle:
        """The circle's room."""
        return self.circles[ROOM]

    @circle.setter
    def circle(self, circle: Circle) -> None:
        self.circles[ROOM] = circle

    def put(self, event: EventId, words: str | None) -> None:
        """What stands there as this event has other words now (None: removed)."""
        self.lines = [
            replace(one, words=words) if one.event == event else one for one in self.lines
        ]

    def chat(self, user: UserId) -> RoomId:
        """The id of somebody's private chat, whether it is there yet or not."""
        return RoomId(f"!private-{user.removeprefix('@')}")

    @property
    def chats(self) -> frozenset[RoomId]:
        """The private chats that there are."""
        known = {self.chat(user) for user in self.people.values()}
        return frozenset(known & self.circles.keys())

    def everything(self, asked_in: RoomId) -> Everything:
        """All rooms, for what concerns people wherever they are."""
        return Everything(tuple(self.circles.values()), self.chats, asked_in)

    def where(self, user: UserId) -> RoomId:
        """Where somebody is: in the room of their small group, as long as it is on, or the circle's."""
        for room, circle in self.circles.items():
            if circle.group is not None and not circle.group.over and user in circle.group.here:
                return room
        return ROOM

    def group_room(self, number: int | None) -> RoomId:
        """The room of the small group with this number; the circle's for None."""
        found = (
            room
            for room, circle in self.circles.items()
            if circle.group is not None and circle.group.number == number
        )
        return next(found, ROOM)

    def number(self, room: RoomId) -> int | None:
        """The number of the small group whose room this is; None for any other."""
        circle = self.circles.get(room)
        return None if circle is None or circle.group is None else circle.group.number

    def readers(self, room: RoomId) -> tuple[UserId, ...]:
        """Who reads along in a private chat or a help room; nobody in particular in others."""
        own = next((user for user in self.people.values() if self.chat(user) == room), None)
        return self.helped.get(room, ()) if own is None else (own,)

    def newest(self, user: UserId | None) -> EventId | None:
        """The newest message of somebody's; of Kring's when it is None."""
        wanted = KRING if user is None else user
        newest = (one for one in reversed(self.lines) if one.user == wanted and not one.edits)
        return next((one.event for one in newest if one.words is not None), None)

    def find(self, user: UserId, beginning: str) -> EventId | None:
        """The newest message of somebody's that begins so."""
        found = (one for one in reversed(self.lines) if one.user == user)
        return next((one.event for one in found if (one.words or "").startswith(beginning)), None)

    # What understanding asks of rooms.

    def name(self, room: RoomId, user: UserId) -> str:
        """Return the name of somebody; Kring is Kring."""
        names = {id: name for name, id in self.people.items()}
        return names.get(user, "Kring")

    def may_lead(self, room: RoomId, user: UserId) -> bool:
        """Nobody but the leaders."""
        return user in self.leaders

    def is_private(self, room: RoomId) -> bool:
        """Whether it is a private chat."""
        return room in self.chats

    def is_crowded(self, room: RoomId) -> bool:
        """Nobody else comes into a private chat."""
        return False

    def is_mine(self, room: RoomId) -> bool:
        """Kring makes the rooms of small groups, and those for help."""
        return room != ROOM and room not in self.chats

    def upgraded(self, room: RoomId) -> tuple[RoomId, RoomId] | None:
        """No other room comes after it."""
        return None

    def is_encrypted(self, room: RoomId) -> bool:
        """A rehearsal is as safe as a room can be."""
        return True

    async def words(self, room: RoomId, event: EventId) -> str | None:
        """Return what stands in a message now."""
        return next((one.words for one in self.lines if one.event == event), None)

    async def authored(self, room: RoomId, event: EventId) -> Authored | None:
        """Return whose a message is, and whom it mentions."""
        said = next((one for one in self.lines if one.event == event), None)
        if said is None or said.words is None:
            return None
        return Authored(said.user, self.mentioned(said.words))

    async def is_vouched(self, room: RoomId, event: EventId) -> bool:
        """Everyone confirmed their devices."""
        return True

    async def members(self, room: RoomId) -> tuple[UserId, ...]:
        """Return who is in a room."""
        circle = self.circles.get(room)
        if circle is not None and circle.group is not None:
            return tuple(sorted(circle.group.here))
        return self.readers(room) or tuple(sorted(self.present))

    async def facts(self, room: RoomId) -> RoomFacts:
        """Return who is in a room, and what is wrong with it: nothing unless a test says so."""
        return RoomFacts(await self.members(room), self.faults, ())

    async def named_human(self, user: UserId) -> UserId | None:
        """Return the named human, if both are in the circle's room."""
        human = calling.human(self.circle, user)
        return human if human is not None and {human, user} <= self.present else None

    async def remarks(self, room: RoomId) -> tuple[Remark, ...]:
        """Return what is worth knowing of the room: nothing."""
        return ()

    async def said(self, room: RoomId, event: EventId) -> Mark | None:
        """What a message of Kring's was."""
        said = next((one.say for one in self.lines if one.event == event), None)
        return said.mark if said else None

    def mentioned(self, words: str) -> tuple[UserId, ...]:
        """Who stands in words as a pill: a name after an ``@``."""
        spoken = words.casefold()
        return tuple(id for name, id in self.people.items() if f"@{name}".casefold() in spoken)


class Words:
    """Where the words behind slots are read, wherever they stand."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def name(self, user: UserId) -> str:
        """Return the name of a user."""
        return self._places.name(ROOM, user)

    def room(self, room: RoomId) -> str:
        """No room here has a name."""
        return ""

    async def words(self, event: EventId) -> str | None:
        """Return what was typed after the command in a message."""
        return await typed_words(self._places, self._places.library, ROOM, event)

    async def quote(self, event: EventId) -> str | None:
        """Return what was said in a message."""
        body = await self._places.words(ROOM, event)
        return None if body is None else story(body)


def user_ids(names: Sequence[str]) -> dict[str, UserId]:
    """Make up a user id for each name."""
    return dict(_ids(names))


def _ids(names: Sequence[str]) -> Iterator[tuple[str, UserId]]:
    taken: set[UserId] = set()
    for name in names:
        plain = "".join(letter for letter in fold(name) if letter.isalnum()) or "person"
        id = UserId(f"@{plain}:kring")
        if id in taken:
            id = UserId(f"@{plain}{len(taken)}:kring")
        taken.add(id)
        yield name, id
