"""A written conversation (``tests/transcripts``) in encrypted rooms: who did what, what all saw then.

It is played twice, act by act: in memory, as ``kring rehearse --script`` does, and by people with
devices of their own on a real homeserver. What Kring says has to be the same to the word, in the same
order, to the same people, at the same time of its clock. That clock is the rehearsal's, a year behind
the homeserver's: Kring takes nothing for later than its own now, so an act counts from when it was done.

Everybody has to have seen all that was said while they were in a room, readable, once and in order.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from nio import EncryptionError, Event, MegolmEvent  # type: ignore[import-untyped]

from bot.app import App
from bot.config import load
from bot.core.circle import Lately
from bot.core.events import Event as CoreEvent
from bot.core.events import Started
from bot.core.people import EventId, RoomId, UserId
from bot.core.plan import Topic
from bot.demo.heard import Heard
from bot.demo.person import FILTER, Person
from bot.demo.person import _heard as parsed
from bot.formats.library import Library
from bot.formats.themes import Themes
from bot.ports import Inbound, SystemClock
from bot.rehearsal import room as rehearsal
from bot.rehearsal.places import START_MS
from bot.rehearsal.room import ROOM, STEP_MS, RehearsalRoom, Said
from bot.rehearsal.script import Deed, Script, ScriptFault, Stage, read
from bot.runtime.themes import some
from tests.acceptance import contract
from tests.acceptance.table import raw_events
from tests.kring import Kring
from tests.waiting import until

FOLDER = Path(__file__).parents[1] / "transcripts"
PATIENCE_SECONDS = 90.0
"""How long Kring's next words are waited for: six conversations go side by side, among other tests."""
YEAR_MS = 365 * 24 * 3_600_000
LINK = re.compile(re.escape(ROOM))


class Player(Person):
    """Somebody who looks only when they need to: what they missed, they read when they ``wake``.

    They ask once who is in a room; after that the others have the key to what they say there. Of the
    ``company`` they need not hear, nor of taps: they look when there is something new of Kring's.
    """

    _asked: frozenset[RoomId] = frozenset()
    _reasons: int = 1

    def hear_only_kring(self, company: Sequence[Person]) -> None:
        """Be told of what Kring says and of what the leader makes, and of little else."""
        timeline = {
            "limit": 1000,
            "not_senders": [person.user for person in company],
            "not_types": ["m.reaction"],
        }
        self.filter = FILTER | {"room": FILTER["room"] | {"timeline": timeline}}

    async def rest(self) -> None:
        """Look at nothing for a while, unless somebody else woke them too."""
        self._reasons -= 1
        if self._reasons == 0:
            await self._stop_listening()

    def wake(self) -> None:
        """Look at what was said meanwhile, and go on looking."""
        self._reasons += 1
        if self._listening is None:
            self._listen()

    def read(self, room: RoomId, event: dict[str, Any]) -> Heard:
        """Read an event as the homeserver has it. EncryptionError where it cannot be read."""
        sealed = MegolmEvent.from_dict(event)
        sealed.room_id = room
        return parsed(room, self.client.decrypt_event(sealed))

    async def can_read(self, room: RoomId, events: Sequence[dict[str, Any]]) -> None:
        """Wait for the keys to all of this. AssertionError where they do not come."""

        async def readable() -> bool:
            try:
                for event in events:
                    self.read(room, event)
            except EncryptionError:
                return False
            return True

        await until(readable, f"{self.name} can read all that was said")

    async def _share_keys(self, room: RoomId) -> None:
        if room not in self._asked:
            await super()._share_keys(room)
            self._asked |= {room}


class Steered:
    """A clock that stands still until it is set. A conversation of months would not reach today."""

    def __init__(self) -> None:
        self.base = SystemClock().now() - YEAR_MS - START_MS
        self._now = self.base + START_MS

    def now(self) -> int:
        """Milliseconds since 1970 (UTC)."""
        return self._now

    def follow(self, rehearsed: int) -> None:
        """It is at least as late as in the rehearsal."""
        self._now = max(self._now, self.base + rehearsed)


@dataclass(slots=True)
class Chance:
    """What chance decides in one conversation: the same in memory and for real."""

    seed: int = rehearsal.SEED
    drawn_by: str = ""

    @staticmethod
    def seeds(_: int) -> int:
        """In place of ``secrets.randbits``."""
        return _chance.get().seed

    @staticmethod
    def some(library: Themes, lately: Lately, most: int, by: str) -> tuple[Topic, ...]:
        """In place of ``themes.some``: what was drawn in memory is drawn for real."""
        chance = _chance.get()
        if by.startswith("$rehearsal"):
            chance.drawn_by = by
        return some(library, lately, most, chance.drawn_by)


_chance: ContextVar[Chance] = ContextVar("chance")


class Repeated(RehearsalRoom):
    """A room in memory in which this conversation's own chance decides."""

    async def _events(self, item: Inbound, room: RoomId) -> list[tuple[RoomId, CoreEvent]]:
        return [
            (where, replace(event, seed=_chance.get().seed))
            if isinstance(event, Started)
            else (where, event)
            for where, event in await super()._events(item, room)
        ]


class Expected(Stage):
    """The same conversation in memory, of people with these ids."""

    def __init__(self, library: Library, script: Script, ids: Mapping[str, UserId]) -> None:
        leaders = script.leaders
        super().__init__(library, script.language, script.names, leaders, script.later)
        self.ids = dict(ids)
        of_leaders = tuple(ids[name] for name in leaders)
        self.room = Repeated(library, script.language, ids, of_leaders)
        self.room.present -= {ids[name] for name in script.later}


@dataclass(slots=True)
class House:
    """A Kring inside the test, with its clock."""

    kring: Kring
    chance: Chance
    clock: Steered = field(default_factory=Steered)
    app: App | None = None
    _running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Run it until it is ready."""
        _chance.set(self.chance)  # for all that this Kring does
        self.app = await App.open(load(self.kring.folder / "config.toml"), self.clock)
        self._running = asyncio.create_task(self.app.run())

        async def ready() -> bool:
            assert self._running is not None
            assert self.app is not None
            if self._running.done():
                self._running.result()
            return self.app.not_ready() is None

        await until(ready, "Kring is ready")

    async def stop(self) -> None:
        """End it."""
        if self.app is not None:
            await self.app.stop()

    def has_handled(self, room: RoomId, event: EventId) -> bool:
        """Whether it took in what happened."""
        assert self.app is not None
        return self.app._store.handled(room, event)


def cast(text: str, company: Sequence[Player]) -> tuple[str, dict[str, Player]]:
    """Give the parts of a written conversation to a company; returns it with their names.

    How many words a name has decides how short Kring is: it stays as it was.
    """
    names, left, parts = read(text).names, list(company), dict[str, Player]()
    for name in names:
        parts[name] = next(one for one in left if len(one.name.split()) == len(name.split()))
        left.remove(parts[name])
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest))})\b")
    renamed = pattern.sub(lambda found: parts[found[0]].name, text)
    return renamed, {person.name: person for person in parts.values()}


async def goes_as_written(
    text: str, library: Library, parts: Mapping[str, Person], chance: Chance
) -> bool:
    """Whether it goes as it was written, with these people and by this chance."""
    script = read(text)
    _chance.set(chance)
    stage = Expected(library, script, {name: person.user for name, person in parts.items()})
    blocks = [stage.block(said) for said in await stage.room.arrives()]
    try:
        for entry in script.entries:
            if isinstance(entry, Deed):
                blocks += [stage.block(said) for said in await stage.does(entry)]
    except ScriptFault:
        return False
    written = [line for line in text.splitlines() if line.startswith("Kring")]
    return written == [block.splitlines()[0] for block in blocks]


class Played:
    """One conversation in a room of its own."""

    def __init__(
        self, house: House, library: Library, script: Script, parts: Mapping[str, Player]
    ) -> None:
        self.house = house
        self.script = script
        self.parts = parts
        ids = {name: person.user for name, person in parts.items()}
        self.expected = Expected(library, script, ids)
        self.by_user: dict[UserId, Player] = {person.user: person for person in parts.values()}
        self.rooms: dict[RoomId, RoomId] = {}
        self.events: dict[EventId, EventId] = {}
        self.sentences: list[str] = []
        self._here: dict[RoomId, tuple[UserId, ...]] = {}
        self._position: dict[RoomId, int] = {}
        self._last: tuple[RoomId, EventId] | None = None
        self._heard: dict[RoomId, list[Heard]] = {}

    @property
    def leader(self) -> Player:
        """Who made the room."""
        return self.parts[self.script.leaders[0]]

    def listener(self, room: RoomId) -> Player:
        """By whose ears a room (of the rehearsal) is followed: somebody who is always there."""
        if room == ROOM:
            return self.leader
        own = next((user for user in self.by_user if self.expected.room.chat(user) == room), None)
        if own is not None:
            return self.by_user[own]
        return self.by_user[min(self._here[room], key=self._falls_out)]

    def _falls_out(self, user: UserId) -> bool:
        deeds = [entry for entry in self.script.entries if isinstance(entry, Deed)]
        leave = {self.parts[deed.name].user for deed in deeds if deed.doing in ("drops", "goes")}
        return user in leave

    async def opens(self) -> None:
        """Make the room; all who are there from the beginning come in."""
        later = {self.parts[name].user for name in self.script.later}
        guests = [one for one in self.parts.values() if one.user not in {self.leader.user, *later}]
        leads = {self.parts[name].user: 50 for name in self.script.leaders[1:]}
        real = await self.leader.create_room(invite=[one.user for one in guests], powers=leads)
        for guest in guests:
            await guest.join(real)
        self.rooms[ROOM] = real

    async def goes(self) -> None:
        """Kring comes in, and it goes as it was written, to the end."""
        await self.comes_in()
        for entry in self.script.entries:
            if isinstance(entry, Deed):
                await self.does(entry)
        await self.ends()

    async def comes_in(self) -> None:
        """Kring comes in and says hello."""
        _chance.set(self.house.chance)
        await self.leader.invite(self.rooms[ROOM], self.house.kring.user)
        await self._hear(await self.expected.room.arrives())

    async def does(
        self, deed: Deed, meanwhile: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Let somebody do something, in memory and for real, and hear what Kring says to it.

        ``meanwhile`` is what befalls Kring between the one and the other.
        """
        room = self.expected.room
        if deed.doing == "passes":
            if meanwhile is not None:
                await meanwhile()
            return await self._passes(int(deed.minutes * 60_000))
        where = await self._where(deed)
        lines, taps, at = len(room.lines), len(room._taps), room.now
        other = self.parts.get(deed.other)
        answered = room.newest(other.user if other else None) if deed.doing == "replies" else None
        said = await self.expected.does(deed)
        tapped = len(room._taps) > taps
        self.house.clock.follow(room._taps[-1].at if tapped else at + STEP_MS)
        event = await self._for_real(deed, where, answered, tapped=tapped)
        if meanwhile is not None:
            await meanwhile()
        if event is not None and deed.doing in ("says", "replies", "privately"):
            own = next(one for one in room.lines[lines:] if one.say is None)
            self.events[own.event] = event
        await self._hear_all(said)
        return None

    async def _where(self, deed: Deed) -> RoomId:
        """In which room somebody does something; a private chat is opened by who first speaks in it."""
        room, person = self.expected.room, self.parts[deed.name]
        if deed.doing != "privately":
            return room.where(person.user)
        chat = room.chat(person.user)
        if chat not in self.rooms:
            person.wake()
            kring = self.house.kring.user
            self.rooms[chat] = await person.create_room(invite=[kring], direct=True)
        return chat

    async def _for_real(
        self, deed: Deed, where: RoomId, answered: EventId | None, *, tapped: bool
    ) -> EventId | None:
        """Do in the real room what was just done in memory; returns its event, if it is one's own."""
        room, person = self.expected.room, self.parts[deed.name]
        real = self.rooms[where]
        match deed.doing:
            case "says":
                self.sentences.append(deed.words)
                mentions = room.mentioned(deed.words)
                return self._did(real, await person.say(real, deed.words, mentions=mentions))
            case "replies" if answered is not None:
                self.sentences.append(deed.words)
                to = self.events[answered]
                return self._did(real, await person.say(real, deed.words, reply_to=to))
            case "privately":
                self.sentences.append(deed.words)
                return self._did(real, await person.say(real, deed.words))
            case "taps" if tapped:
                tap = room._taps[-1]
                target = next(one for one in room.lines if one.event == tap.target)
                real = self.rooms[self._place(target)]
                return self._did(real, await person.tap(real, self.events[tap.target], deed.words))
            case "taps":
                return None  # there is nothing under which it would mean anything
            case "comes":
                person.wake()
                await self.leader.invite(real, person.user)
                await person.join(real)
                await person.rest()
            case "goes" | "drops":
                await person.leave(real)
                if where != ROOM:
                    here = self._here[where]
                    self._here[where] = tuple(one for one in here if one != person.user)
            case _:
                raise NotImplementedError(f"no written conversation does this yet: {deed.line}")
        return None

    def _did(self, real: RoomId, event: EventId) -> EventId:
        self._last = (real, event)
        return event

    async def _passes(self, milliseconds: int) -> None:
        """Let time pass, from one thing that it brings to the next."""
        await self._settles()
        room = self.expected.room
        end = room.now + milliseconds
        while (due := room._due()) is not None and due[0] <= end:
            said = await room.passes(max(0, due[0] - room.now))
            self.house.clock.follow(due[0])
            await self._hear_all(said)
        await room.passes(max(0, end - room.now))
        self.house.clock.follow(end)

    async def _settles(self) -> None:
        """Wait until Kring took in all that was said and tapped so far."""
        last = self._last
        if last is None:
            return

        async def handled() -> bool:
            return self.house.has_handled(*last)

        await until(handled, "Kring heard the last that was done", deadline=PATIENCE_SECONDS)

    async def _hear_all(self, said: Sequence[Said]) -> None:
        """Hear what Kring says in the room of the circle, come into the groups' rooms, hear it there."""
        by_room: dict[RoomId, list[Said]] = {ROOM: []}
        for one in said:
            by_room.setdefault(self._place(one), []).append(one)
        await self._hear(by_room.pop(ROOM))
        for id, circle in self.expected.room.circles.items():
            here = circle.group.here if circle.group is not None else ()
            # Whoever falls out later comes last: by the ears of the first a group is followed.
            for user in sorted(here, key=self._falls_out):
                if user not in self._here.get(id, ()):
                    await self._comes_into(id, self.by_user[user])
        for id, there in by_room.items():
            [user, *_] = there[0].to or self._here[id]
            if id not in self.rooms:
                await self._comes_into(id, self.by_user[user])
            await self._hear(there)

    def _place(self, said: Said) -> RoomId:
        """In which room something was said."""
        if len(said.to) == 1:
            return self.expected.room.chat(said.to[0])
        assert not said.to, "no written conversation has come to a help room yet"
        return self.expected.room.group_room(said.group)

    async def _comes_into(self, id: RoomId, person: Player) -> None:
        """Take up Kring's invitation to a group's room, or to a private chat."""

        def invitation() -> RoomId | None:
            invited = person.client.invited_rooms.items()
            kring = self.house.kring.user
            return next((RoomId(real) for real, one in invited if one.inviter == kring), None)

        person.wake()
        await person.transcript.until_so(lambda: invitation() is not None, "an invitation")
        real = invitation()
        assert real is not None
        assert self.rooms.setdefault(id, real) == real, "the same room again"
        await person.join(real)
        self._here[id] = (*self._here.get(id, ()), person.user)
        if person is not self.listener(id):
            await person.rest()

    async def _hear(self, said: Sequence[Said]) -> None:
        for one in said:
            room = self._place(one)
            real, listener = self.rooms[room], self.listener(room)
            heard = await listener.transcript.until(
                partial(self._is_said, real),
                after=self._position.get(room, 0),
                seconds=PATIENCE_SECONDS,
                what=f"{one.moment}: {one.words}",
            )
            self._position[room] = listener.transcript.position(heard)
            self._heard.setdefault(room, []).append(heard)
            self._is_same(one, heard)
            self.events[one.event] = heard.event

    def _is_said(self, real: RoomId, heard: Heard) -> bool:
        by_kring = heard.room == real and heard.sender == self.house.kring.user
        return by_kring and heard.type in contract.SPOKEN and heard.replaces is None

    def _is_same(self, one: Said, heard: Heard) -> None:
        """Hold what was heard against the rehearsal."""
        say, block = one.say, heard.block
        words = LINK.sub(self.rooms[ROOM], one.words or "")
        if one.moment == "absent":  # Kring knows only the id of somebody who was never here
            for name in self.script.later:
                words = words.replace(name, self.parts[name].user[1:].partition(":")[0])
        assert one.edits is None, "no written conversation has had anything changed yet"
        assert _plain(heard.body) == _plain(words), f"{heard.body}\ninstead of\n{words}"
        assert block["moment"] == one.moment
        if say is None:
            return
        told = {key: getattr(say, key) for key in ("format", "stage", "kind", "person")}
        assert {key: block[key] for key in told} == told, one.moment
        assert sorted(heard.mentions) == sorted(say.mention), one.moment
        assert (block["session"] is None) == (say.session is None), one.moment
        assert (heard.content.get("msgtype") == "m.image") == (say.picture is not None), one.moment
        due = None if say.until is None else say.until + self.house.clock.base
        assert block["until"] == due, (one.moment, block["until"], due)

    async def ends(self) -> None:
        """Kring has nothing more to say; all that was said was seen by all who were there."""
        await self.does(Deed("", "says", self.script.leaders[0], "!nood"))
        for person in self.parts.values():
            person.wake()
        for room, real in self.rooms.items():
            own = self._heard.get(room, [])
            await self._all_saw(room, real, own)
        main = self.rooms[ROOM]
        heard = [one for one in self.leader.transcript.all() if one.room == main]
        buttons = [
            parsed(main, Event.parse_event(event))
            for event in await raw_events(self.leader, main)
            if event["type"] == "m.reaction"
        ]
        contract.check([*heard, *buttons], self.house.kring.user, main)

    async def _all_saw(self, room: RoomId, real: RoomId, own: Sequence[Heard]) -> None:
        """Everyone can read all of Kring's messages that were sent while they were there, in order."""
        whole = (await raw_events(self.listener(room), real))[::-1]
        for person in self.parts.values():
            presence = _Presence(whole, person.user, self.house.kring.user)
            due = [one.event for one in own if presence.there(one.event)]
            if not due:
                continue
            shown = (await raw_events(person, real))[::-1]
            by_kring = [event for event in shown if event["sender"] == self.house.kring.user]
            sealed = [event for event in by_kring if event["type"] == "m.room.encrypted"]
            await person.can_read(real, sealed)
            read = [person.read(real, event) for event in sealed]
            messages = [one for one in read if one.type in contract.SPOKEN and not one.replaces]
            names = {one.event: one.moment for one in own}
            saw = [one.event for one in messages]
            # What crossed with their coming in, the homeserver shows to them or not.
            crossed = {event for event in due if presence.crossed(event)}
            missed = [event for event in due if event not in saw]
            assert saw == [event for event in due if event not in missed], person.name
            assert set(missed) <= crossed, (
                f"{person.name} saw {[names.get(one) for one in saw]} "
                f"instead of {[names[one] for one in due]}"
            )


def _plain(text: str) -> str:
    return " ".join(text.split())


class _Presence:
    """When somebody was in a room, by its timeline, oldest first."""

    def __init__(self, whole: Sequence[dict[str, Any]], user: UserId, kring: UserId) -> None:
        self._order = {event["event_id"]: place for place, event in enumerate(whole)}
        self._said = [
            place
            for place, event in enumerate(whole)
            if event["sender"] == kring and event["type"] == "m.room.encrypted"
        ]
        self._moves = [
            (place, event["content"].get("membership") == "join")
            for place, event in enumerate(whole)
            if event["type"] == "m.room.member" and event["state_key"] == user
        ]

    def there(self, event: EventId) -> bool:
        """Whether they were there when this was said."""
        return self._was_at(self._order[event])

    def crossed(self, event: EventId) -> bool:
        """Whether it is the first that Kring said after they came."""
        place = self._order[event]
        earlier = [one for one in self._said if one < place]
        return not self._was_at(earlier[-1] if earlier else -1)

    def _was_at(self, place: int) -> bool:
        before = [joined for at, joined in self._moves if at < place]
        return bool(before) and before[-1]
