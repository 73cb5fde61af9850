"""Notes, and people who are not in the room: what a message means for them (R3, R4).

Whether a name in a note looks like somebody's is seen here, in memory; only that goes further.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from bot.commands.parse import Command
from bot.commands.plain import plain
from bot.core import notes
from bot.core.about import holds
from bot.core.circle import Circle
from bot.core.draft import line
from bot.core.effects import Slot
from bot.core.events import (
    AbsentNamed,
    Act,
    Asked,
    Claimed,
    Consented,
    Event,
    Joined,
    Left,
    Noted,
    TookBack,
    WordsChanged,
)  # fmt: skip
from bot.core.people import EventId, RoomId, UserId
from bot.core.personal import ToldAboutNote
from bot.ports import Edited, Membership, Message, Rooms, Sayings, Undecryptable

_ANSWERS = {Act.AGREE: True, Act.YES: True, Act.FINE: True, Act.TICK: True, Act.NO: False}
_AROUND_NUMBERS = " #.,!"
_MOST_DIGITS = 9
"""A longer number means no note; and Python refuses to read one of thousands of digits."""
_LINK = re.compile(r"matrix\.to/#/([^/\s?)]{1,400})/([^/\s?)]{1,400})")
_SHORTEST_NAME = 3
"""Shorter names are found in too many words."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A command as it was heard: where, in which message, by whom, and the circle as it was then."""

    room: RoomId
    item: Message
    circle: Circle
    at: int
    leads: bool
    command: Command

    @property
    def user(self) -> UserId:
        """Who gave the command."""
        return self.item.sender

    def fault(self, key: str, **slots: Slot) -> Asked:
        """What is answered to a command that cannot be understood."""
        return Asked(self.at, self.user, "fault", (line(f"fault-{key}", **slots),))


class Noting:
    """Reads what concerns notes against the room as it is."""

    def __init__(self, edge: Rooms, store: Sayings) -> None:
        self._edge = edge
        self._store = store

    async def replied(self, room: RoomId, circle: Circle, event: EventId | None) -> int | None:
        """The note that a reply to this message means: the note itself, or its card."""
        if event is None:
            return None
        note = notes.at(circle, event)
        if note is not None:
            return note.number
        mark = await self._store.said(room, event)
        return notes.number(mark.handle) if mark else None

    async def answer(
        self, room: RoomId, item: Message, circle: Circle, at: int, act: Act | None
    ) -> Event | None:
        """What plain words mean as a reply to a note or its card; None if they are no answer.

        To a "ja" of somebody whom the note does not concern nothing is said.
        """
        if act is not Act.ME and act not in _ANSWERS:
            return None
        number = await self.replied(room, circle, item.replies_to)
        note = notes.find(circle, number)
        if note is None:
            return None
        if act is Act.ME:
            return Claimed(at, item.sender, note.number)
        if item.sender not in note.concerned:
            return None
        if _ANSWERS[act] and not await self._edge.is_vouched(room, item.event):
            return Asked(at, item.sender, "fault", (line("fault-note-device"),))
        return Consented(at, item.sender, note.number, _ANSWERS[act], item.at)

    async def counts(self, heard: Heard) -> bool:
        """Whether a bare yes may answer a note: from a device that is surely theirs."""
        concerned = any(heard.user in note.concerned for note in heard.circle.notes)
        agrees = _ANSWERS.get(heard.command.act) if heard.command.act else False
        vouched = concerned and agrees and await self._edge.is_vouched(heard.room, heard.item.event)
        return vouched or not (concerned and agrees)

    async def privately(
        self, room: RoomId, item: Message, otherwise: Event, command: Command | None = None
    ) -> ToldAboutNote | None:
        """What a yes or no in a private chat means, perhaps with a number or a link behind it."""
        act = command.act if command is not None else plain(item.body or "")
        if act not in _ANSWERS:
            return None
        if _ANSWERS[act] and not await self._edge.is_vouched(room, item.event):
            return None
        agrees, words = _ANSWERS[act], command.words if command is not None else ""
        digits = words.strip(_AROUND_NUMBERS)
        number = _number(digits)
        there = message = None
        link = _LINK.search(words)
        if link is not None:
            there, message = RoomId(unquote(link[1])), EventId(unquote(link[2]))
            mark = await self._store.said(there, message)
            number = notes.number(mark.handle) if mark else None
            message = message if number is None else None
        return ToldAboutNote(
            otherwise.at, item.sender, agrees, item.at, otherwise, number, there, message
        )

    async def command(self, heard: Heard) -> Event | None:
        """What a command means for a note; None if it is about something else."""
        item, number = heard.item, _numbered(heard)
        match heard.command.name:
            case "note" | "withdraw" if not await self._may_keep(heard):
                return heard.fault("note-device")
            case "note":
                return await self._noted(heard)
            case "concerns-me":
                number = number or await self.replied(heard.room, heard.circle, item.replies_to)
                if number is None and item.replies_to is not None:
                    return heard.fault("note-which-concerns")
                return Claimed(heard.at, heard.user, number)
            case "withdraw":
                number = number or await self.replied(heard.room, heard.circle, item.replies_to)
                to = item.replies_to
                mark = await self._store.said(heard.room, to) if to else None
                return TookBack(heard.at, heard.user, item.replies_to, mark, number)
        act = heard.command.act
        if act is not Act.ME and act not in _ANSWERS:
            return None
        number = number or await self.replied(heard.room, heard.circle, item.replies_to)
        if number is None:
            return None
        if act is Act.ME:
            return Claimed(heard.at, heard.user, number)
        if _ANSWERS[act] and not await self._edge.is_vouched(heard.room, item.event):
            return heard.fault("note-device")
        return Consented(heard.at, heard.user, number, _ANSWERS[act], item.at)

    async def _may_keep(self, heard: Heard) -> bool:
        """Whether somebody's own notes may be made or ended: from a device that is surely theirs."""
        own = any(note.author == heard.user for note in heard.circle.notes)
        if heard.command.name == "withdraw" and not own:
            return True  # a line of the harvest, or a yes that is taken back: always
        return await self._edge.is_vouched(heard.room, heard.item.event)

    async def _noted(self, heard: Heard) -> Event:
        """A note of what was typed, else of what was replied to."""
        item, room = heard.item, heard.room
        event, author, mentions = item.event, item.sender, item.mentions
        words: str | None = heard.command.words
        if not words:
            if item.replies_to is None:
                return heard.fault("note-empty")
            said = await self._edge.authored(room, item.replies_to)
            if said is None or said.sender == self._edge.user_id:
                return heard.fault("note-unread" if said is None else "note-of-kring")
            event, author, mentions = item.replies_to, said.sender, said.mentions
            words = await self._edge.words(room, event)
        present = await self._edge.members(room)
        mentioned = self.others(mentions)
        names = [
            self._edge.name(room, user)
            for user in present
            if user != author and user not in mentioned
        ]
        looks = _looks_like(words or "", names)
        return Noted(heard.at, heard.user, event, author, mentioned, present, item.at, looks)

    async def absent(self, heard: Heard) -> tuple[UserId, ...]:
        """Whom a command mentions that is not in the room."""
        mentioned = self.others(heard.item.mentions)
        if not mentioned:
            return ()
        present = await self._edge.members(heard.room)
        return tuple(user for user in mentioned if user not in present)

    async def seat(self, heard: Heard) -> Event | None:
        """What is answered to a seat named after a user; None if it is not."""
        absent = await self.absent(heard)
        if absent:
            return AbsentNamed(heard.at, heard.user, "seat", absent)
        return heard.fault("seat-here") if self.others(heard.item.mentions) else None

    async def changed(
        self, room: RoomId, item: Edited | Undecryptable, circle: Circle, at: int
    ) -> tuple[WordsChanged, ...]:
        """What new words mean: nothing without a session where they are shown nowhere."""
        target = item.target if isinstance(item, Edited) else item.edits
        is_note = target is not None and notes.at(circle, target) is not None
        shown = is_note or target in _shown(circle)
        if target is None or not (shown or circle.session is not None):
            return ()
        if isinstance(item, Undecryptable) and not is_note:
            return ()
        mentions = self.others(item.mentions) if isinstance(item, Edited) else None
        present = await self._edge.members(room)
        return (WordsChanged(at, item.sender, target, mentions, present, item.at),)

    def moved(self, item: Membership, circle: Circle, at: int) -> tuple[Joined | Left, ...]:
        """Somebody came or went: without a session that matters to the notes that concern them, for
        the named human, for who planned something or said whether they come, in a help room or
        a group's, and where
        Kring has not said who it is.
        """
        matters = (
            circle.session is not None
            or circle.door is not None
            or circle.group is not None
            or circle.unmet
            or item.user == circle.trusted
            or any(item.user in note.concerned for note in circle.notes)
            or holds((circle.proposals, circle.askings, circle.calendar), item.user)
        )
        if not matters:
            return ()
        return (Joined(at, item.user) if item.joined else Left(at, item.user),)

    def others(self, mentions: Iterable[UserId]) -> tuple[UserId, ...]:
        """Those mentioned who are not Kring."""
        return tuple(user for user in mentions if user != self._edge.user_id)


def _shown(circle: Circle) -> set[EventId | None]:
    """The messages of which something is shown again: names of seats, themes of what is planned."""
    planned = [*circle.calendar, *(proposal.series for proposal in circle.proposals)]
    return {person.name for person in circle.people} | {series.theme for series in planned}


def _number(digits: str) -> int | None:
    return int(digits) if digits.isdecimal() and len(digits) < _MOST_DIGITS else None


def _numbered(heard: Heard) -> int | None:
    """The number of a note behind a command, where there is such a note."""
    digits = heard.command.words.strip(_AROUND_NUMBERS)
    found = notes.find(heard.circle, _number(digits))
    return found.number if found else None


def _looks_like(words: str, names: Iterable[str]) -> bool:
    """Whether one of these names stands in the words, without being a mention."""
    spoken = words.casefold()
    short = (name.partition(" (@")[0].casefold() for name in names)
    return any(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", spoken)
        for name in short
        if len(name) >= _SHORTEST_NAME
    )
