"""What came in becomes core events: who it was, whether they lead, what they mean.

Words pass through here in memory and go no further: of them a core event holds at most whether they
were brief and whether they are plain words for an act.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.commands.absent import is_about_absent
from bot.commands.alone import in_words
from bot.commands.arguments import about_safety, act_and_seat, away, is_nobody
from bot.commands.numbers import numbers
from bot.commands.parse import Command, Unknown, parse, parse_start, story
from bot.commands.plain import asks, brief, plain
from bot.commands.voices import plain_voices
from bot.config import Config
from bot.core import calling, meaning
from bot.core.circle import Circle
from bot.core.draft import count, line
from bot.core.effects import Button
from bot.core.events import (
    AbsentNamed,
    Act,
    Arrived,
    Asked,
    CalledPrivately,
    Did,
    Event,
    HandedOver,
    NotesAsked,
    SeatBrought,
    SeatTaken,
    Spoke,
    Started,
    Tapped,
    Trusted,
    Unreadable,
    VoicesTold,
    WordsRemoved,
)  # fmt: skip
from bot.core.people import Person, PersonId, RoomId, UserId
from bot.core.personal import CameToTalk, Personal, ToldNumber, Upgraded
from bot.formats.library import Library
from bot.ports import (
    Edited,
    Inbound,
    KeysChanged,
    Membership,
    Message,
    PollAnswer,
    Reaction,
    Removed,
    Rooms,
    Sayings,
    StateChanged,
    Undecryptable,
    Unsealed,
)  # fmt: skip
from bot.runtime.charting import Charting
from bot.runtime.choosing import formats, unknown, unknown_command
from bot.runtime.guarding import Guarding
from bot.runtime.noting import Heard, Noting
from bot.runtime.oneself import ANSWERED_IN_CHAT, Oneself, in_open_chat
from bot.runtime.planning import Planning
from bot.runtime.polling import Polling
from bot.runtime.themes import some, themes
from bot.runtime.typed import typed_words
from bot.runtime.whom import whom

_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_OUTSIDE_ENCRYPTION = ("help", "crisis")
"""What is answered to anyone in a room that is not encrypted, beside how safe it is."""


class Understanding:
    """Reads what came in against one room's circle as it is."""

    def __init__(
        self,
        edge: Rooms,
        store: Sayings,
        library: Library,
        config: Config,
        named_human: Callable[[UserId], Awaitable[UserId | None]],
    ) -> None:
        """Take what is asked; ``named_human`` gives that of a room in which a user is as well (R12)."""
        self._named_human = named_human
        self._edge = edge
        self._store = store
        self._notes = Noting(edge, store)
        self._guard = Guarding(edge)
        self._polls = Polling(edge, store, library)
        self._planning = Planning(edge, library, config)
        self._charts = Charting(edge, store)
        self._oneself = Oneself(config.language.timezone)
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
            case PollAnswer():
                return await self._polls.answered(room, item, at)
            case Membership(user=user) if user == self._edge.user_id:
                if not item.joined or self._edge.is_mine(room):
                    return ()  # where Kring invites somebody, what it says first says who it is
                return (Arrived(at, self._edge.is_encrypted(room)), *self._upgraded(room, at))
            case Membership():
                moved = self._notes.moved(item, circle, at)
                if circle.session is None:
                    crowded = item.joined and self._edge.is_crowded(room)
                    said = Asked(at, item.user, "help", (line("private-no-more"),))
                    return (*moved, *([said] if crowded else []))
                if not item.joined:
                    return (*moved, *await self._guard.moved(room, item, at))
                return await self._guard.moved(room, item, at)
            case StateChanged():
                upgraded = self._upgraded(room, at)
                if circle.session is None:
                    return upgraded
                return await self._guard.state(room, item, at)
            case KeysChanged():
                return (await self._guard.changed(room, at),)
            case Removed():
                mark = await self._store.said(room, item.target)
                return (WordsRemoved(at, item.target, item.sender, mark),)
            case Edited():
                changed = await self._notes.changed(room, item, circle, at)
                # Whom the new words name, who is not here, is told with the words themselves.
                tells = any({*(one.mentions or ())} - {*one.present} for one in changed)
                anew = None if tells else self._planning.anew(item, circle)
                leads = self._leads(room, item.sender)
                called = (
                    (await self._called(circle, item, at),)
                    if self._calls_for_help(circle, item.sender, item.body)
                    else ()
                )
                return (
                    *changed,
                    *await self._polls.edited(item, circle, at, leads=leads),
                    *await self._charts.edited(item, circle, at, leads=leads),
                    *(await self._message(room, anew, circle, at) if anew is not None else ()),
                    *called,
                )
            case Unsealed():
                in_need = self._calls_for_help(circle, item.sender, item.body)
                help = Asked(at, item.sender, "crisis", (line("crisis"),))
                return (help,) if in_need else ()
            case Undecryptable():
                edited = await self._notes.changed(room, item, circle, at)
                return (*edited, Unreadable(at, item.sender))
        return ()

    def _upgraded(self, room: RoomId, at: int) -> tuple[Upgraded, ...]:
        """Tell of a room that takes the place of another."""
        found = self._edge.upgraded(room)
        return () if found is None else (Upgraded(at, *found),)

    async def _reaction(self, room: RoomId, item: Reaction, at: int) -> tuple[Event, ...]:
        key = "".join(letter for letter in item.key if letter not in _SKIN_TONES)
        button = Button.of(key)
        if button is None or item.sender == self._edge.user_id:
            return ()
        mark = await self._store.said(room, item.target)
        if mark is None:
            return ()
        return (Tapped(at, item.sender, self._leads(room, item.sender), button, mark, item.event),)

    async def _message(
        self, room: RoomId, item: Message, circle: Circle, at: int
    ) -> tuple[Event | Personal, ...]:
        leads = self._leads(room, item.sender)
        item = self._under_a_picture(item, circle)
        answer = (
            await self._polls.typed(item, circle, at, leads=leads)
            or await self._charts.typed(item, circle, at, leads=leads)
            or await self._polls.about_meeting(item, circle, at)
        )
        if answer is not None:
            return (answer,)
        understood = self._parsed(circle, item)
        chat = self._is_chat(circle)
        if chat and not self._edge.is_encrypted(room):
            return (in_open_chat(item, understood, at),)
        if understood is None:
            return (await self._spoke(room, item, circle, at, leads),)
        command = understood if isinstance(understood, Command) else None
        if not self._edge.is_encrypted(room) and not self._may_outside(room, command, leads):
            return (Asked(at, item.sender, "safety", (line("fault-unencrypted"),)),)
        if isinstance(understood, Unknown):
            return (Asked(at, item.sender, "fault", (unknown_command(understood.near),)),)
        did = await self._command(Heard(room, item, circle, at, leads, understood))
        shown = item.caption is not None and understood.act is Act.DONE
        if not chat and (shown or self._ends_a_story(circle, item)):
            return (self._story(item, at, leads), did)
        if isinstance(did, Started):
            return (did, CameToTalk(at, did.present))
        return (did,)

    def _under_a_picture(self, item: Message, circle: Circle) -> Message:
        """Read what stands under a picture or a file as typed, where it is for Kring: it may be a call
        for help. All else that is shown says something to the people here.
        """
        if item.caption is None or item.sender == self._edge.user_id:
            return item
        typed = replace(item, body=item.caption)
        return typed if self._is_chat(circle) or self._parsed(circle, typed) else item

    def _calls_for_help(self, circle: Circle, sender: UserId, body: str | None) -> bool:
        """Whether somebody asks where help is, in a way in which nothing else is read."""
        if body is None or sender == self._edge.user_id:
            return False
        me = self._edge.user_id
        read = parse(body, me, self._edge.name(circle.room, me), mentioned_me=False)
        return isinstance(read, Command) and read.act is Act.CRISIS

    async def _called(self, circle: Circle, item: Message | Edited, at: int) -> Event:
        """Somebody asks where help is: in a room, in a chat, or outside encryption."""
        room, user = circle.room, item.sender
        if not self._edge.is_encrypted(room):
            return Asked(at, user, "crisis", (line("crisis"),))
        if self._is_chat(circle):
            return CalledPrivately(at, user, await self._named_human(user) is not None)
        return Did(at, user, self._leads(room, user), Act.CRISIS, PersonId(user), item.event)

    async def _spoke(
        self, room: RoomId, item: Message, circle: Circle, at: int, leads: bool
    ) -> Event | Personal:
        """Words, perhaps plain ones for an act: not in an answer to what somebody else said.

        As a reply to a note, or in a private chat, a yes or no may answer a note.
        """
        body = item.body
        if body is None:
            return self._story(item, at, leads)
        answer = await self._notes.answer(room, item, circle, at, plain(body))
        if answer is not None:
            return answer
        to_kring = (
            item.replies_to is None
            or self._is_chat(circle)
            or await self._store.said(room, item.replies_to)
        )
        asked = to_kring and meaning.asks_voice_of(circle, item.sender)
        told = plain_voices(body) if asked else None
        if told is not None:
            return VoicesTold(at, item.sender, told)
        meant = plain(body) if to_kring else None
        if meant is Act.CRISIS and self._is_chat(circle):
            return await self._called(circle, item, at)
        others = self._notes.others(item.mentions)
        spoke = Spoke(at, item.sender, leads, brief(body), meant, item.event, asks(body), others)
        if calling.is_nearest(circle, item.sender, at, plainly=True):
            return spoke
        if not self._is_chat(circle):
            return spoke
        number = numbers(body)
        if number is not None and not number.name and len(number.numbers) == 1:
            return ToldNumber(at, item.sender, number.numbers[0], spoke)
        return await self._notes.privately(room, item, spoke) or spoke

    def _story(self, item: Message, at: int, leads: bool) -> Spoke:
        """Words that are nothing else: what stands above a command, or what is no text."""
        spoke = Spoke(at, item.sender, leads, brief=False, plain=None, event=item.event)
        return replace(spoke, mentions=self._notes.others(item.mentions))

    def _is_chat(self, circle: Circle) -> bool:
        """Whether this is a private chat; where a talk goes on, or one is planned, it is not, also when
        all others left.
        """
        busy = circle.session is not None or bool(circle.calendar)
        return not busy and self._edge.is_private(circle.room)

    def _ends_a_story(self, circle: Circle, item: Message) -> bool:
        """Whether a message is words, and only its last line a command."""
        told = story(item.body or "")
        return told != item.body and self._parsed(circle, replace(item, body=told)) is None

    def _may_outside(self, room: RoomId, command: Command | None, leads: bool) -> bool:
        """Whether a command is answered outside encryption; a start there is refused as unsafe."""
        if command is None or command.name in _OUTSIDE_ENCRYPTION:
            return command is not None
        if command.name == "safety":
            wanted = about_safety(command.words)
            return wanted == "ask" or (wanted is not None and leads)
        if command.name != "start" or not leads:
            return False
        return parse_start(command.words, self._library).plan_id is not None

    def _parsed(self, circle: Circle, item: Message) -> Command | Unknown | None:
        if item.body is None:
            return None
        me = self._edge.user_id
        name = self._edge.name(circle.room, me)
        read = parse(item.body, me, name, mentioned_me=me in item.mentions)
        if read is None and self._is_chat(circle):
            return in_words(item.body, self._oneself.today(item.at))
        return read

    async def _command(self, heard: Heard) -> Event | Personal:
        chat = self._is_chat(heard.circle)
        if chat and heard.command.name not in ANSWERED_IN_CHAT:
            return await self._privately(heard)
        for_oneself = self._oneself.command(heard, in_chat=chat)
        if for_oneself is not None:
            return for_oneself
        about_note = await self._notes.command(heard) or await self._planning.command(heard)
        if about_note is not None:
            return about_note
        match heard.command.name:
            case "crisis":
                return await self._called(heard.circle, heard.item, heard.at)
            case "start":
                return await self._start(heard)
            case "notes":
                return NotesAsked(heard.at, heard.user)
            case "formats":
                return Asked(heard.at, heard.user, *formats(self._library, heard.command.words))
            case "themes":
                return Asked(heard.at, heard.user, *themes(self._library.themes, heard))
            case "safety" if chat:
                return Asked(heard.at, heard.user, "safety", (line("safety-private"),))
            case "safety":
                return await self._guard.asked(heard)
            case "facilitator" | "trusted":
                return await self._named(heard)
            case "seat":
                return await self._seat(heard)
        return await self._act(heard)

    async def _privately(self, heard: Heard) -> Event | Personal:
        """What belongs in a room is refused in a private chat; a yes or no may answer a note."""
        if heard.command.name == "note":
            refused = (line("note-refused-private"),)
            return Asked(heard.at, heard.user, "note-refused", refused)
        if heard.command.act in (Act.YES, Act.NO) and calling.is_nearest(
            heard.circle, heard.user, heard.at
        ):
            return await self._act(heard)
        refusal = Asked(heard.at, heard.user, "fault", (line("private-refused"),))
        return (
            await self._notes.privately(heard.room, heard.item, refusal, heard.command) or refusal
        )

    async def _start(self, heard: Heard) -> Event:
        asked = parse_start(heard.command.words, self._library)
        about = asked.plan_id is None and is_about_absent(heard.command.words)
        absent = await self._notes.absent(heard) if self._edge.is_encrypted(heard.room) else ()
        if about or absent:
            return AbsentNamed(heard.at, heard.user, "talk", absent)
        if asked.plan_id is None:
            if not heard.command.words.strip():
                return heard.fault("start-which")
            if asked.broken:
                return heard.fault("format-broken")
            return Asked(heard.at, heard.user, "fault", (unknown(asked.near),))
        if asked.no_theme:
            return heard.fault("theme-number", count=count(len(self._library.themes.all)))
        facts = await self._edge.facts(heard.room)
        plan = self._library.plans[asked.plan_id]
        return Started(
            heard.at,
            heard.user,
            heard.leads,
            session=secrets.token_hex(8),
            plan=plan,
            mode=asked.mode,
            theme=heard.item.event if asked.theme else None,
            present=facts.members,
            faults=facts.faults,
            unreadable=facts.unreadable,
            seed=secrets.randbits(32),
            new_keys=facts.new_keys,
            topic=asked.topic,
            offered=some(self._library.themes, heard.circle.lately, plan.themes, heard.item.event),
        )

    async def _named(self, heard: Heard) -> Event:
        """``!begeleider`` and ``!vertrouwd``: people of this room, by pill, id or name."""
        words = heard.command.words
        if heard.command.name == "trusted" and is_nobody(words):
            return Trusted(heard.at, heard.user, heard.leads, None)
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
        refused = await self._notes.seat(heard)
        if refused is not None:
            return refused
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
        elif name and act is Act.ME:
            return heard.fault("me-alone")  # "!ik ben moe" says no more than that
        item, counts = heard.item, await self._notes.counts(heard)
        return Did(
            heard.at, heard.user, heard.leads, act, person, item.event, sent=item.at, vouched=counts
        )

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
