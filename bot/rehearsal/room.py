"""A room in memory: what people do goes through the same understanding and law as in a real one.

Where a circle goes apart, each small group has a room beside it. Whoever is invited to one comes into
it at once, and says there what they say, until all are called back or they fall out of it.

Nothing is stored, nothing is sent. Time moves only when it is told to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from bot.commands.catalogue import fold
from bot.commands.parse import story
from bot.config import Config
from bot.core import grouproom, transitions
from bot.core.circle import Circle
from bot.core.effects import (
    Button,
    Convene,
    Effect,
    Invite,
    Leave,
    MakeGroup,
    Mark,
    Pass,
    Remove,
    Say,
)  # fmt: skip
from bot.core.events import Event, GroupMade, Joined, Language, Left, Passed, Started
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import Everything, Personal, steps
from bot.core.room import Fault, Remark
from bot.formats.library import Library
from bot.ports import (
    Authored,
    Edited,
    Inbound,
    Membership,
    Message,
    PollAnswer,
    Reaction,
    Removed,
    RoomFacts,
)  # fmt: skip
from bot.runtime.deeds import convene
from bot.runtime.reckoning import Reckoning
from bot.runtime.themes import of_meeting
from bot.runtime.typed import typed_words
from bot.runtime.understanding import Understanding
from bot.words.render import say as render

ROOM = RoomId("!rehearsal:kring")
KRING = UserId("@kring:kring")
START_MS = 1_800_000_000_000
"""When a rehearsal begins; no text depends on it."""
SEED = 7
"""The chance of every session here: played again, a conversation goes as it went."""
STEP_MS = 1000
"""How long one act takes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a room: by whom, and its words now (None: removed). ``say`` if by Kring.

    ``group`` is the number of the small group in whose room it stands, None: the circle's.
    """

    event: EventId
    user: UserId
    words: str | None
    say: Say | None = None
    edits: EventId | None = None
    group: int | None = None


class RehearsalRoom:
    """A room with ``people`` (by name), of whom ``leaders`` lead. ``lines`` is all that was said."""

    def __init__(
        self,
        library: Library,
        language: Language,
        people: Mapping[str, UserId],
        leaders: tuple[UserId, ...],
    ) -> None:
        """Everyone is in it."""
        self.library = library
        self.people = people
        self.leaders = leaders
        self.lines: list[Said] = []
        self.now = START_MS
        self.user_id = KRING
        self.present = set(people.values())
        self.faults: tuple[Fault, ...] = ()
        self.circle = Circle(ROOM, language)
        self.groups: dict[RoomId, Circle] = {}
        self._handles: dict[str, EventId] = {}
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

    # What understanding asks of a room.

    def name(self, room: RoomId, user: UserId) -> str:
        """Return the name of somebody; Kring is Kring."""
        names = {id: name for name, id in self.people.items()}
        return names.get(user, "Kring")

    def may_lead(self, room: RoomId, user: UserId) -> bool:
        """Nobody but the leaders."""
        return user in self.leaders

    def is_private(self, room: RoomId) -> bool:
        """No room here is private."""
        return False

    def is_crowded(self, room: RoomId) -> bool:
        """Nor was it meant to be."""
        return False

    def is_mine(self, room: RoomId) -> bool:
        """Kring made those of the small groups."""
        return room != ROOM

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
        return Authored(said.user, self._mentioned(said.words))

    async def is_vouched(self, room: RoomId, event: EventId) -> bool:
        """Everyone confirmed their devices."""
        return True

    async def members(self, room: RoomId) -> tuple[UserId, ...]:
        """Return who is in a room."""
        group = self.groups[room].group if room in self.groups else None
        return tuple(sorted(self.present if group is None else group.here))

    async def facts(self, room: RoomId) -> RoomFacts:
        """Return who is in a room, and what is wrong with it: nothing unless a test says so."""
        return RoomFacts(await self.members(room), self.faults, ())

    async def named_human(self, user: UserId) -> UserId | None:
        """Nobody calls for help from a private chat here."""
        return None

    async def remarks(self, room: RoomId) -> tuple[Remark, ...]:
        """Return what is worth knowing of the room: nothing."""
        return ()

    async def said(self, room: RoomId, event: EventId) -> Mark | None:
        """What a message of Kring's was."""
        said = next((one.say for one in self.lines if one.event == event), None)
        return said.mark if said else None

    # What people do; each returns what Kring says then.

    async def arrives(self) -> list[Said]:
        """Kring comes in and says hello."""
        return await self._happens(Membership(self._event(), self.now, KRING, joined=True))

    async def says(
        self, user: UserId, words: str, *, replies_to: EventId | None = None
    ) -> list[Said]:
        """Somebody says something; a name after an ``@`` is a pill."""
        event = self._event()
        self.lines.append(Said(event, user, words))
        item = Message(event, self.now, user, words, self._mentioned(words), replies_to)
        return await self._happens(item, self.where(user))

    async def taps(self, user: UserId, button: Button) -> list[Said]:
        """Somebody taps under the newest message of Kring's under which that tap means something."""
        for said in reversed(self.lines):
            if said.say is None or said.edits is not None:
                continue
            tap = Reaction(self._event(), self.now, user, button.value, said.event)
            room = self._room_of(said)
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
        self._put(event, None)
        return await self._happens(Removed(self._event(), self.now, user, event))

    async def changes(self, user: UserId, event: EventId, words: str) -> list[Said]:
        """Somebody changes the words of their message."""
        self._put(event, words)
        mentions = self._mentioned(words)
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
            circle = self.groups.get(due[1], self.circle)
            said += await self._step(self._reckoning.rang(circle, self.now), due[1])
        self.now = until
        return said

    def _due(self) -> tuple[int, RoomId] | None:
        circles = (self.circle, *self.groups.values())
        times = [(one.due, one.room) for one in circles if one.due is not None]
        return min(times, default=None)

    def where(self, user: UserId) -> RoomId:
        """Where somebody is: in the room of their small group, as long as it is on, or the circle's."""
        for room, circle in self.groups.items():
            if circle.group is not None and not circle.group.over and user in circle.group.here:
                return room
        return ROOM

    def _room_of(self, said: Said) -> RoomId:
        found = (
            room
            for room, circle in self.groups.items()
            if circle.group is not None and circle.group.number == said.group
        )
        return next(found, ROOM)

    def newest(self, user: UserId | None) -> EventId | None:
        """The newest message of somebody's; of Kring's when it is None."""
        wanted = KRING if user is None else user
        newest = (one for one in reversed(self.lines) if one.user == wanted and not one.edits)
        return next((one.event for one in newest if one.words is not None), None)

    def find(self, user: UserId, beginning: str) -> EventId | None:
        """The newest message of somebody's that begins so."""
        return next(
            (
                one.event
                for one in reversed(self.lines)
                if one.user == user and (one.words or "").startswith(beginning)
            ),
            None,
        )

    # How it goes on.

    def _mentioned(self, words: str) -> tuple[UserId, ...]:
        spoken = words.casefold()
        return tuple(id for name, id in self.people.items() if f"@{name}".casefold() in spoken)

    def _event(self) -> EventId:
        self.now += STEP_MS
        return EventId(f"$rehearsal-{next(self._numbers)}")

    def _put(self, event: EventId, words: str | None) -> None:
        self.lines = [
            replace(one, words=words) if one.event == event else one for one in self.lines
        ]

    async def _means_something(self, tap: Reaction, room: RoomId) -> bool:
        circle = self.groups.get(room, self.circle)
        for event in await self._events(tap, room):
            after, effects = self._law(circle, event)
            if after != circle or effects:
                return True
        return False

    async def _happens(self, item: Inbound, room: RoomId = ROOM) -> list[Said]:
        said = await self.passes(0)
        for event in await self._events(item, room):
            said += await self._step(event, room)
        return said

    async def _events(self, item: Inbound, room: RoomId) -> list[Event]:
        """What an item means; what concerns a person everywhere concerns this one room."""
        events: list[Event] = []
        circle = self.groups.get(room, self.circle)
        for event in await self._understanding.events(room, item, circle, self.now):
            if isinstance(event, Personal):
                everything = Everything((self.circle,), frozenset(), ROOM)
                events += [step for _, step in steps(event, everything)]
            elif isinstance(event, Started):
                events.append(replace(event, seed=SEED))
            else:
                events.append(event)
        return events

    @staticmethod
    def _law(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
        if circle.group is not None:
            return grouproom.step(circle, event)
        return transitions.step(circle, event)

    async def _step(self, event: Event, room: RoomId = ROOM) -> list[Said]:
        if room not in (ROOM, *self.groups):
            return []
        circle, effects = self._law(self.groups.get(room, self.circle), event)
        if room == ROOM:
            self.circle = circle
        else:
            self.groups[room] = circle
        said = [one for effect in effects for one in await self._carried_out(effect, room)]
        if room != ROOM:
            return said
        if (news := self._reckoning.anew(self.circle, self.now)) is not None:
            said += await self._step(news)
        return said

    async def _carried_out(self, effect: Effect, room: RoomId) -> list[Said]:
        """What Kring says, and what is asked for in the rooms of small groups."""
        match effect:
            case Pass(to, news):
                return await self._step(Passed(self.now, room, news), to)
            case MakeGroup():
                made = RoomId(f"!{effect.stage}-{effect.number}:kring")
                new = Circle(made, self.circle.language)
                self.groups[made] = grouproom.made(new, ROOM, effect, made, self.now)
                told = GroupMade(self.now, effect.session, effect.stage, effect.number, made)
                return await self._step(told)
            case Invite(user):
                return await self._step(Joined(self.now, user), room)
            case Leave():
                self.groups.pop(room, None)
                return []
            case Convene():
                opened = await convene(self, self.library, ROOM, effect, self.now)
                opened = of_meeting(self.library, self.circle, opened)
                return await self._step(opened)
        return await self._shown(effect, self._number(room))

    def _number(self, room: RoomId) -> int | None:
        group = self.groups[room].group if room in self.groups else None
        return None if group is None else group.number

    async def _shown(self, effect: Effect, group: int | None) -> list[Said]:
        if isinstance(effect, Remove) and effect.handle in self._handles:
            self._put(self._handles.pop(effect.handle), None)
        if not isinstance(effect, Say):
            return []
        texts = self.library.texts(self.circle.language)
        options = effect.ballot.options if effect.ballot else ()
        lines = (*effect.lines, *(option for _, option in options))
        rendered = await render(lines, texts, _Names(self))
        target = self._handles.get(effect.handle or "") if effect.edits else None
        said = Said(self._event(), KRING, rendered.body, effect, target, group)
        if target is not None:
            self._put(target, rendered.body)
        elif effect.handle is not None:
            self._handles[effect.handle] = said.event
        self.lines.append(said)
        return [said]


_ALWAYS_ASK = frozenset({"gathering", "agreements", "turn"})
"""Under these a tap is what people do, also where it means nothing any more."""


class _Names:
    """Where the words behind slots are read."""

    def __init__(self, room: RehearsalRoom) -> None:
        self._room = room

    def name(self, user: UserId) -> str:
        return self._room.name(ROOM, user)

    def room(self, room: RoomId) -> str:
        return ""

    async def words(self, event: EventId) -> str | None:
        return await typed_words(self._room, self._room.library, ROOM, event)

    async def quote(self, event: EventId) -> str | None:
        body = await self._room.words(ROOM, event)
        return None if body is None else story(body)


def user_ids(names: Sequence[str]) -> dict[str, UserId]:
    """Make up a user id for each name."""
    ids: dict[str, UserId] = {}
    for name in names:
        plain = "".join(letter for letter in fold(name) if letter.isalnum()) or "person"
        id = UserId(f"@{plain}:kring")
        ids[name] = id if id not in ids.values() else UserId(f"@{plain}{len(ids)}:kring")
    return ids
