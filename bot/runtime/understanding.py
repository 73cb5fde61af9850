"""What came in becomes core events: who it was, whether they lead, what they mean.

Words pass through here in memory and go no further: of them a core event holds at most whether they
were brief and whether they are plain words for an act.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from bot.commands.arguments import about_safety, act_and_seat, away, language
from bot.commands.parse import Command, Unknown, parse, parse_start, story
from bot.commands.plain import asks, brief, plain
from bot.commands.voices import plain_voices, voices
from bot.config import Config
from bot.core import meaning
from bot.core.circle import Circle
from bot.core.draft import line
from bot.core.effects import Button, Line, Text
from bot.core.events import (
    Arrived,
    Asked,
    Did,
    Event,
    HandedOver,
    Joined,
    LanguageChosen,
    Left,
    MendAsked,
    RenewAsked,
    RoomChanged,
    SafetyAsked,
    SeatBrought,
    SeatTaken,
    Spoke,
    Started,
    Tapped,
    TookBack,
    Trusted,
    Unreadable,
    VoicesTold,
    WordsChanged,
    WordsRemoved,
)  # fmt: skip
from bot.core.people import EventId, Person, PersonId, RoomId, UserId
from bot.core.personal import CameToTalk, Personal, ToldVoices, WhatIsKept
from bot.formats.library import Library
from bot.ports import (
    Edited,
    Inbound,
    KeysChanged,
    Membership,
    Message,
    Reaction,
    Removed,
    Rooms,
    Sayings,
    StateChanged,
    Undecryptable,
)  # fmt: skip
from bot.runtime.whom import whom

_BUTTONS = {button.value.rstrip("\ufe0f"): button for button in Button}
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_OUTSIDE_ENCRYPTION = ("help", "crisis")
"""What is answered to anyone in a room that is not encrypted, beside how safe it is."""
_PRIVATELY = ("help", "crisis", "language", "formats", "role", "what-do-you-know")
"""What is answered in a private chat; of what belongs in a room not even the form is looked at."""


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

    def fault(self, key: str) -> Asked:
        """What is answered to a command that cannot be understood."""
        return Asked(self.at, self.user, "fault", (line(f"fault-{key}"),))


class Understanding:
    """Reads what came in against one room's circle as it is."""

    def __init__(self, edge: Rooms, store: Sayings, library: Library, config: Config) -> None:
        self._edge = edge
        self._store = store
        self._library = library
        self._config = config

    async def events(
        self, room: RoomId, item: Inbound, circle: Circle, at: int
    ) -> tuple[Event | Personal, ...]:
        """The core events that one item of a sync answer means, at time ``at`` (ms)."""
        match item:
            case Message():
                if item.sender == self._edge.user_id:
                    return ()
                return await self._message(room, item, circle, at)
            case Reaction():
                return await self._reaction(room, item, at)
            case Membership(user=user) if user == self._edge.user_id:
                if not item.joined or self._edge.is_mine(room):
                    return ()  # where Kring invites somebody, what it says first says who it is
                return (Arrived(at, self._edge.is_encrypted(room)),)
            case Membership():
                if circle.session is None:
                    met = item.joined and circle.unmet
                    return (Joined(at, item.user),) if met else ()
                moved = Joined(at, item.user) if item.joined else Left(at, item.user)
                # A bot may have come, or the one that made the room unsafe may be gone.
                changed = await self._changed(room, at)
                came = (CameToTalk(at, (item.user,)),) if item.joined else ()
                return (moved, changed, *came)
            case StateChanged():
                return () if circle.session is None else (await self._changed(room, at),)
            case KeysChanged():
                return (await self._changed(room, at),)
            case Removed():
                return (WordsRemoved(at, item.target),)
            case Edited():
                return (WordsChanged(at, item.target),)
            case Undecryptable():
                return (Unreadable(at, item.sender),)
        return ()

    async def _changed(self, room: RoomId, at: int) -> RoomChanged:
        facts = await self._edge.facts(room)
        return RoomChanged(at, facts.faults, facts.new_keys)

    async def _reaction(self, room: RoomId, item: Reaction, at: int) -> tuple[Event, ...]:
        key = "".join(letter for letter in item.key if letter not in _SKIN_TONES)
        button = _BUTTONS.get(key.rstrip("\ufe0f"))
        if button is None or item.sender == self._edge.user_id:
            return ()
        mark = await self._store.said(room, item.target)
        if mark is None:
            return ()
        return (Tapped(at, item.sender, self._leads(room, item.sender), button, mark),)

    async def _message(
        self, room: RoomId, item: Message, circle: Circle, at: int
    ) -> tuple[Event | Personal, ...]:
        leads = self._leads(room, item.sender)
        understood = self._parsed(room, item)
        if understood is None:
            return (await self._spoke(room, item, circle, at, leads),)
        command = understood if isinstance(understood, Command) else None
        if not self._edge.is_encrypted(room) and not self._may_outside(room, command, leads):
            return (Asked(at, item.sender, "safety", (line("fault-unencrypted"),)),)
        if isinstance(understood, Unknown):
            return (Asked(at, item.sender, "fault", (_unknown(understood.near),)),)
        did = await self._command(Heard(room, item, circle, at, leads, understood))
        if self._ends_a_story(room, item):
            return (Spoke(at, item.sender, leads, brief=False, plain=None, event=item.event), did)
        if isinstance(did, Started):
            return (did, CameToTalk(at, did.present))
        return (did,)

    async def _spoke(
        self, room: RoomId, item: Message, circle: Circle, at: int, leads: bool
    ) -> Event:
        """Words, perhaps plain ones for an act: not in an answer to what somebody else said."""
        body = item.body
        if body is None:
            return Spoke(at, item.sender, leads, brief=False, plain=None, event=item.event)
        to_kring = item.replies_to is None or await self._store.said(room, item.replies_to)
        asked = to_kring and meaning.asks_voice_of(circle, item.sender)
        told = plain_voices(body) if asked else None
        if told is not None:
            return VoicesTold(at, item.sender, told)
        meant = plain(body) if to_kring else None
        return Spoke(at, item.sender, leads, brief(body), meant, item.event, asks=asks(body))

    def _ends_a_story(self, room: RoomId, item: Message) -> bool:
        """Whether a message is words, and only its last line a command."""
        told = story(item.body or "")
        return told != item.body and self._parsed(room, replace(item, body=told)) is None

    def _may_outside(self, room: RoomId, command: Command | None, leads: bool) -> bool:
        """Whether a command is answered outside encryption; a start there is refused as unsafe."""
        if command is None or command.name in _OUTSIDE_ENCRYPTION:
            return command is not None
        if command.name == "safety":
            wanted = about_safety(command.words)
            return wanted == "ask" or (wanted is not None and leads)
        if command.name != "start" or not leads or self._edge.is_private(room):
            return False
        return parse_start(command.words, self._library).plan_id is not None

    def _parsed(self, room: RoomId, item: Message) -> Command | Unknown | None:
        if item.body is None:
            return None
        me = self._edge.user_id
        return parse(item.body, me, self._edge.name(room, me), mentioned_me=me in item.mentions)

    async def _command(self, heard: Heard) -> Event | Personal:
        words = heard.command.words
        if self._edge.is_private(heard.room) and heard.command.name not in _PRIVATELY:
            return Asked(heard.at, heard.user, "fault", (line("private-refused"),))
        match heard.command.name:
            case "start":
                return await self._start(heard)
            case "role":
                return self._voices(heard)
            case "what-do-you-know":
                return WhatIsKept(heard.at, heard.user)
            case "language":
                chosen = language(words)
                return (
                    heard.fault("language")
                    if chosen is None
                    else LanguageChosen(heard.at, heard.user, chosen)
                )
            case "formats":
                return Asked(heard.at, heard.user, "help", self._formats())
            case "safety":
                return await self._safety(heard)
            case "facilitator" | "trusted":
                return await self._named(heard)
            case "seat":
                return await self._seat(heard)
            case "withdraw":
                return TookBack(heard.at, heard.user, heard.item.replies_to)
        return await self._act(heard)

    async def _safety(self, heard: Heard) -> Event:
        wanted = about_safety(heard.command.words)
        if wanted is None:
            return heard.fault("safety-what")
        if wanted == "renew":
            return RenewAsked(heard.at, heard.user, heard.leads)
        facts = await self._edge.facts(heard.room)
        if wanted == "mend":
            return MendAsked(heard.at, heard.user, heard.leads, facts.faults)
        return SafetyAsked(
            heard.at,
            heard.user,
            facts.faults,
            readers=len(facts.members),
            unreadable=len(facts.unreadable),
            remarks=await self._edge.remarks(heard.room),
            new_keys=facts.new_keys,
        )

    def _voices(self, heard: Heard) -> Event | Personal:
        told = voices(heard.command.words)
        if told is None:
            return heard.fault("unknown-voice")
        if self._edge.is_private(heard.room):
            return ToldVoices(heard.at, heard.user, told)
        return VoicesTold(heard.at, heard.user, told)

    async def _start(self, heard: Heard) -> Event:
        asked = parse_start(heard.command.words, self._library)
        if asked.plan_id is None:
            if not heard.command.words.strip():
                return heard.fault("start-which")
            return Asked(heard.at, heard.user, "fault", (_unknown_format(asked.near),))
        facts = await self._edge.facts(heard.room)
        return Started(
            heard.at,
            heard.user,
            heard.leads,
            session=secrets.token_hex(8),
            plan=self._library.plans[asked.plan_id],
            mode=asked.mode,
            theme=heard.item.event if asked.theme else None,
            present=facts.members,
            faults=facts.faults,
            unreadable=facts.unreadable,
            seed=secrets.randbits(32),
            new_keys=facts.new_keys,
        )

    def _formats(self) -> tuple[Line, ...]:
        summaries = [Line(f"{plan}.summary") for plan in self._library.plans]
        return (line("formats-intro"), *summaries)

    async def _named(self, heard: Heard) -> Event:
        """``!begeleider`` and ``!vertrouwd``: people of this room, by pill, id or name."""
        words = heard.command.words
        members = (await self._edge.facts(heard.room)).members
        named = {user: self._edge.name(heard.room, user) for user in members}
        found = whom(words, heard.item.mentions, named, self._edge.user_id)
        if not found:
            return heard.fault("who" if found == () else "not-here")
        if heard.command.name == "trusted":
            return Trusted(heard.at, heard.user, heard.leads, found[0])
        return HandedOver(heard.at, heard.user, heard.leads, found[:2])

    async def _seat(self, heard: Heard) -> Event:
        is_away, name = away(heard.command.words.partition("\n")[0])
        if is_away:
            seat = await self._seat_named(heard, name)
            if seat is None:
                return heard.fault("unknown-seat")
            return SeatTaken(heard.at, heard.user, heard.leads, seat.id)
        if not name:
            return heard.fault("seat-name")
        seat_id = PersonId(f"seat-{secrets.token_hex(6)}")
        return SeatBrought(heard.at, heard.user, seat_id, heard.item.event)

    async def _act(self, heard: Heard) -> Event:
        """An act, perhaps for a seat; words behind it are let be where there are no seats."""
        read = act_and_seat(heard.command)
        if read is None:
            raise ValueError("a command without an act needs a case of its own")
        act, name = read
        person = PersonId(heard.user)
        if name and any(other.is_seat for other in heard.circle.people):
            seat = await self._seat_named(heard, name)
            if seat is None:
                return heard.fault("unknown-seat")
            person = seat.id
        return Did(heard.at, heard.user, heard.leads, act, person)

    async def _seat_named(self, heard: Heard, name: str) -> Person | None:
        """Find a seat by its name; of two with one name, rather the asker's own."""
        wanted = " ".join(name.split()).casefold()
        for person in sorted(heard.circle.people, key=lambda one: one.user != heard.user):
            if person.name is None:
                continue
            words = await typed_words(self._edge, self._library, heard.room, person.name)
            if words is not None and " ".join(words.split()).casefold() == wanted:
                return person
        return None

    def _leads(self, room: RoomId, user: UserId) -> bool:
        return self._config.may_lead(user) or self._edge.may_lead(room, user)


async def typed_words(edge: Rooms, library: Library, room: RoomId, event: EventId) -> str | None:
    """What was typed after the command in a message of the room: a theme, a seat's name.

    None if the message was removed, cannot be read, or no longer is such a command.
    """
    body = await edge.words(room, event)
    if body is None:
        return None
    command = parse(body, edge.user_id, edge.name(room, edge.user_id), mentioned_me=True)
    match command:
        case Command(name="start"):
            return parse_start(command.words, library).theme or None
        case Command(name="seat"):
            is_away, name = away(command.words.partition("\n")[0])
            return None if is_away else name or None
    return None


def _unknown(near: tuple[str, ...]) -> Line:
    if not near:
        return line("fault-unknown-command-plain")
    return line("fault-unknown-command", near=Text(f"command.{near[0]}"))


def _unknown_format(near: tuple[str, ...]) -> Line:
    if not near:
        return line("fault-unknown-format-plain")
    return line("fault-unknown-format", near=Text(f"{near[0]}.name"))
