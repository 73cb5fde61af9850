"""What Kring asks for in a rehearsal is done at once, in memory: everything that it can ask for.

| what is asked for | what comes of it |
|---|---|
| say, tell, attach, remind | it stands in the room it belongs in |
| end a poll | nothing: what came of it is said as well |
| remove | the words are gone |
| a small group, an invitation, leaving | its room, and people come at once |
| a help room | its room, and both come at once: who called first |
| news for another room | it hears it |
| a planned meeting's gathering | as if the room had been looked at |
| mend | everything is well then |
| a fresh room | people go on in it: the circle begins anew, with what is planned |
| accept a key, close | nothing: there are no keys here |
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import assert_never

from bot.calendar.ics import NAMES
from bot.calendar.recurrence import shown
from bot.core import calling, door, grouproom, own
from bot.core.circle import Circle
from bot.core.draft import line
from bot.core.effects import (
    Accept,
    Attach,
    Bring,
    Close,
    Convene,
    Effect,
    EndPoll,
    Invite,
    Leave,
    Line,
    MakeGroup,
    Mend,
    Moment,
    Pass,
    Place,
    Remind,
    Remove,
    Renew,
    Say,
    Tell,
)  # fmt: skip
from bot.core.events import Arrived, Event, GroupMade, Joined, Mended, Passed, Renewed
from bot.core.meetings import along
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import kept
from bot.core.series import WallDate
from bot.rehearsal.places import KRING, ROOM, Places, Said, Words
from bot.runtime.deeds import convene
from bot.runtime.themes import of_meeting
from bot.words.render import say as render


class Carrying:
    """``event`` gives a new event its id; ``step`` lets something happen in a room."""

    def __init__(
        self,
        places: Places,
        timezone: str,
        event: Callable[[], EventId],
        step: Callable[[Event, RoomId], Awaitable[list[Said]]],
    ) -> None:
        self._places = places
        self._timezone = timezone
        self._event = event
        self._step = step
        self._handles: dict[tuple[RoomId, str], EventId] = {}

    async def out(self, effect: Effect, room: RoomId) -> list[Said]:
        """Do what was asked for in a room; what Kring says then, wherever it says it."""
        now = self._places.now
        match effect:
            case Say():
                return [await self._say(effect, room)]
            case Tell():
                return await self._tell(effect)
            case Attach():
                name = NAMES[self._places.circles[room].language]
                return [await self._stands("planned", (Line("common.calendar-file"),), room, name)]
            case Remind():
                return await self._remind(effect, room)
            case Remove(handle):
                return self._remove(handle, room)
            case Bring():
                return await self._bring(effect, room)
            case Pass(to, news):
                return await self._step(Passed(now, room, news), to)
            case MakeGroup():
                made = RoomId(f"!{effect.stage}-{effect.number}:kring")
                new = Circle(made, self._places.circle.language)
                self._places.circles[made] = grouproom.made(new, ROOM, effect, made, now)
                told = GroupMade(now, effect.session, effect.stage, effect.number, made)
                return await self._step(told, ROOM)
            case Invite(user):
                return await self._step(Joined(now, user), room)
            case Leave():
                self._places.circles.pop(room, None)
                return []
            case Convene():
                opened = await convene(self._places, self._places.library, ROOM, effect, now)
                opened = replace(opened, away=self._away())
                opened = of_meeting(self._places.library, self._places.circle, opened)
                return await self._step(opened, ROOM)
            case Mend(before):
                self._places.faults = ()
                return await self._step(Mended(now, before, ()), room)
            case Renew():
                return await self._renew(room)
            case EndPoll() | Accept() | Close():
                return []
        assert_never(effect)

    async def _say(self, say: Say, room: RoomId) -> Said:
        texts = self._places.library.texts(self._places.circles[room].language)
        options = say.ballot.options if say.ballot else ()
        lines = (*say.lines, *(option for _, option in options))
        rendered = await render(lines, texts, Words(self._places))
        handle = (room, say.handle or "")
        target = self._handles.get(handle) if say.edits else None
        said = self._new(rendered.body, say.moment, room, say, target)
        if target is not None:
            self._places.put(target, rendered.body)
        elif say.handle is not None:
            self._handles[handle] = said.event
        return said

    async def _stands(
        self, moment: Moment, lines: tuple[Line, ...], room: RoomId, file: str = ""
    ) -> Said:
        """Something stands in a room that no law of that room said."""
        texts = self._places.library.texts(self._places.circles[room].language)
        body = (await render(lines, texts, Words(self._places))).body
        return self._new(f"[{file}] {body}" if file else body, moment, room)

    def _new(
        self,
        body: str,
        moment: Moment,
        room: RoomId,
        say: Say | None = None,
        edits: EventId | None = None,
    ) -> Said:
        places = self._places
        said = Said(
            self._event(),
            KRING,
            body,
            say,
            edits,
            places.number(room),
            places.readers(room),
            moment,
        )
        places.lines.append(said)
        return said

    def _remove(self, handle: str, room: RoomId) -> list[Said]:
        event = self._handles.pop((room, handle), None)
        if event is not None:
            self._places.put(event, None)
        return []

    async def _tell(self, tell: Tell) -> list[Said]:
        """Tell somebody in their private chat, which is opened for it."""
        places, chat = self._places, self._places.chat(tell.user)
        if chat not in places.circles:
            places.circles[chat] = Circle(chat, places.circle.language)
        pieces = (tell.lines,) if tell.lines else kept(tell.user, places.everything(RoomId("")))
        return [await self._stands(tell.moment, piece, chat) for piece in pieces]

    async def _remind(self, remind: Remind, room: RoomId) -> list[Said]:
        today, day = self._today(), WallDate(remind.local[:10])
        wants = sorted(
            circle.own.user
            for circle in self._places.circles.values()
            if circle.own is not None and own.wants_reminder(circle.own, today, day)
        )
        lines = (*remind.lines, line("reminder-where", place=Place(room)))
        return [
            said
            for user in wants
            if user in self._places.present
            for said in await self._tell(Tell(user, "reminder", lines))
        ]

    def _today(self) -> WallDate:
        return WallDate(shown(self._places.now, self._timezone)[:10])

    def _away(self) -> tuple[UserId, ...]:
        """Who told that they are away now."""
        day = self._today()
        circles = self._places.circles.values()
        return tuple(one.own.user for one in circles if one.own and own.is_away(one.own, day))

    async def _bring(self, bring: Bring, room: RoomId) -> list[Said]:
        places = self._places
        human = bring.human or await places.named_human(bring.user)
        if human is None:
            return await self._tell(calling.nobody(bring.user))
        made, now = RoomId(f"!help-{len(places.helped) + 1}:kring"), self._places.now
        both = (bring.user, human)
        places.helped[made] = both
        new = Circle(made, places.circles[room].language)
        places.circles[made] = door.opened(new, *both, made, now)
        return [said for user in both for said in await self._step(Joined(now, user), made)]

    async def _renew(self, room: RoomId) -> list[Said]:
        """People go on in a fresh room: it takes the place of the old one here."""
        places, now = self._places, self._places.now
        old = places.circles[room]
        said = await self._step(Renewed(now, made=True), room)
        fresh = Circle(room, old.language, old.trusted, calendar=along.calendar(old))
        places.circles[room], places.faults = fresh, ()
        return said + await self._step(Arrived(now, encrypted=True), room)
