"""What somebody tells or asks Kring about themselves, and which rooms it concerns (R2, R10).

A private chat knows no room, and a room knows no other. What concerns a person everywhere is taken
there from outside, by this table; each room then does with it what its own law says.

| what | where it goes | what is answered |
|---|---|---|
| a voice, told privately | the talks they are in, and where they told one before | noted, in the chat |
| a voice, told privately, and no such room | the private chat keeps it for the next talk | the same |
| a talk begins, or somebody comes into one | the voices their chat kept for it go along | nothing |
| what is kept | nowhere; every room is looked at | all of it, privately |
| to be forgotten | where something of theirs is kept | that it was done, privately |
| yes or no, to a note that concerns them | the room of that note | noted, in the chat |
| yes or no, and it may be to several notes | nowhere | which ones, with links, in the chat |
| yes or no, and no note concerns them | the private chat | as to anything said there |
| a number, and a talk of theirs asks for one on a scale | that talk | noted, in the chat |
| a number, and more than one does | nowhere | that the room is the place then |
| a room is upgraded, and something is planned in it | both | that it came along, in the new one |
| a number, and none does | the private chat | as to anything said there |
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.core import notes
from bot.core.about import about, holds
from bot.core.circle import Circle, Note, Poll
from bot.core.draft import line
from bot.core.effects import Count, Line, Place
from bot.core.events import (
    Asked,
    AskedPrivately,
    Consented,
    Event,
    Forgot,
    Polled,
    VoicesBrought,
    VoicesTold,
)  # fmt: skip
from bot.core.meetings import along
from bot.core.meetings.events import BroughtAlong, TakenAlong
from bot.core.people import EventId, PersonId, RoomId, Standing, UserId, Voice
from bot.core.plan import PollPlan, Scale
from bot.core.stages import poll


@dataclass(frozen=True, slots=True)
class ToldVoices:
    """Somebody told privately which voices they bring; none withdraws them."""

    at: int
    user: UserId
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class WhatIsKept:
    """Somebody asked what is kept about them (R10)."""

    at: int
    user: UserId


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Somebody asked to be forgotten (R10)."""

    at: int
    user: UserId


@dataclass(frozen=True, slots=True)
class ToldAboutNote:
    """Somebody told privately whether a note about them may stand.

    ``number``, ``room`` and ``message`` are how they said which one (all None: they did not);
    ``otherwise`` is what it means if no note is asked about. ``sent`` is the homeserver's own time
    of it, in ms.
    """

    at: int
    user: UserId
    agrees: bool
    sent: int
    otherwise: Event
    number: int | None = None
    room: RoomId | None = None
    message: EventId | None = None


@dataclass(frozen=True, slots=True)
class ToldNumber:
    """Somebody told privately a number; ``otherwise`` is what it means if no scale asks for one."""

    at: int
    user: UserId
    number: int
    otherwise: Event


@dataclass(frozen=True, slots=True)
class Upgraded:
    """People go on in the room ``new``, which replaces ``old``; Kring is in both."""

    at: int
    old: RoomId
    new: RoomId


@dataclass(frozen=True, slots=True)
class CameToTalk:
    """These people are in a room now in which a talk goes on."""

    at: int
    users: tuple[UserId, ...]


Personal = ToldVoices | WhatIsKept | ForgetMe | ToldAboutNote | ToldNumber | CameToTalk | Upgraded
"""What concerns people wherever they are, and not just the room in which it was said."""

Step = tuple[RoomId, Event]

LINES_AT_MOST = 80
"""So many lines fit in one message, whatever they are."""


@dataclass(frozen=True, slots=True)
class Everything:
    """All rooms as they are, which of them are private chats, and in which of all it was asked."""

    circles: Collection[Circle]
    chats: frozenset[RoomId]
    asked_in: RoomId

    @property
    def rooms(self) -> Iterator[Circle]:
        """The circles of rooms, without the private chats."""
        return (circle for circle in self.circles if circle.room not in self.chats)


def steps(event: Personal, everything: Everything) -> tuple[Step, ...]:
    """What happens in which rooms, in order; the answer comes last."""
    match event:
        case ToldVoices():
            return _voices(event, everything)
        case Upgraded():
            return _upgraded(event, everything)
        case CameToTalk():
            return _brought(event, everything)
        case ForgetMe():
            return _forgotten(event, everything)
        case ToldAboutNote():
            return _note(event, everything)
        case ToldNumber():
            return _number(event, everything)
        case WhatIsKept():
            return _told(event, everything)


def _voices(event: ToldVoices, everything: Everything) -> tuple[Step, ...]:
    told = VoicesTold(event.at, event.user, event.voices, privately=True)
    concerned = [circle.room for circle in everything.rooms if _is_for_talk(circle, event.user)]
    left = [circle.room for circle in everything.rooms if _left_with_voices(circle, event.user)]
    taken_back = () if event.voices else tuple((room, told) for room in left)
    if not concerned:
        return (*taken_back, (everything.asked_in, told))
    noted = line("voices-noted" if event.voices else "voices-withdrawn")
    answer = Asked(event.at, event.user, "voices", (noted,))
    return (*taken_back, *((room, told) for room in concerned), (everything.asked_in, answer))


def _is_for_talk(circle: Circle, user: UserId) -> bool:
    """Whether somebody takes part in a talk in this room, or told it a voice before."""
    if circle.session is not None:
        return user in circle.session.present
    return circle.person(PersonId(user)) is not None


def _left_with_voices(circle: Circle, user: UserId) -> bool:
    """Whether somebody left a talk for which they told one: what they take back goes there too,
    and what is answered does not tell that it goes on without them.
    """
    person = circle.person(PersonId(user))
    gone = circle.session is not None and user not in circle.session.present
    return gone and person is not None and bool(person.voices)


def _forgotten(event: ForgetMe, everything: Everything) -> tuple[Step, ...]:
    here = everything.asked_in
    concerned = [
        circle.room
        for circle in everything.circles
        if circle.room != here and holds(circle, event.user)
    ]
    elsewhere = Forgot(event.at, event.user, asked_here=False)
    answered = Forgot(event.at, event.user, asked_here=True)
    return (*((room, elsewhere) for room in concerned), (here, answered))


def _brought(event: CameToTalk, everything: Everything) -> tuple[Step, ...]:
    """Take kept voices along into the talk: the chat need not keep them any longer."""
    steps: list[Step] = []
    here = next(
        (one.session for one in everything.circles if one.room == everything.asked_in), None
    )
    if here is None:
        return ()
    for chat in everything.circles:
        if chat.room not in everything.chats:
            continue
        for person in chat.people:
            if person.user in event.users and person.user in here.present:
                told = VoicesTold(event.at, person.user, person.voices, privately=True)
                steps += [(everything.asked_in, told)]
                steps += [(chat.room, VoicesBrought(event.at, person.user))]
    return tuple(steps)


def _upgraded(event: Upgraded, everything: Everything) -> tuple[Step, ...]:
    """Take what lasts along to the new room, once: in the old one it is gone then."""
    old = next((one for one in everything.rooms if one.room == event.old), None)
    if old is None or not (old.calendar or old.proposals):
        return ()
    brought = BroughtAlong(event.at, along.calendar(old), old.trusted, old.language)
    return (event.old, TakenAlong(event.at)), (event.new, brought)


def _note(event: ToldAboutNote, everything: Everything) -> tuple[Step, ...]:
    """Take an answer to its note. Of notes that do not concern them, and their rooms, nothing shows."""
    chat = everything.asked_in
    found = [(circle, note) for circle in everything.rooms for note in _asked(event, circle)]
    if not found and event.number is None and event.message is None:
        return ((chat, event.otherwise),)
    if len(found) != 1:
        listed = [
            line("note-private", number=Count(note.number), place=notes.where(circle, note))
            for circle, note in found[:LINES_AT_MOST]
        ]
        key = "fault-note-which-private" if found else "fault-note-unknown-private"
        return ((chat, Asked(event.at, event.user, "fault", (line(key), *listed))),)
    (circle, note), place = found[0], notes.where(*found[0])
    if event.agrees and event.sent < note.asked_at:
        changed = line("fault-note-changed-private", place=place)
        return ((chat, Asked(event.at, event.user, "fault", (changed,))),)
    told = Consented(event.at, event.user, note.number, event.agrees, event.sent, privately=True)
    key = "note-agreed-private" if event.agrees else "note-objected-private"
    noted = line(key, place=place, number=Count(note.number))
    return (circle.room, told), (chat, Asked(event.at, event.user, "note", (noted,)))


def _asked(event: ToldAboutNote, circle: Circle) -> tuple[Note, ...]:
    """The notes of a room that an answer can be about: only of who is concerned, and in the room."""
    if event.user in circle.away:
        return ()
    if event.number is None and event.message is None:
        return notes.meant_by(circle, event.user, agrees=event.agrees)
    return tuple(
        note
        for note in circle.notes
        if event.user in note.concerned
        and event.room in (None, circle.room)
        and event.number in (None, note.number)
        and event.message in (None, note.event)
    )


def _number(event: ToldNumber, everything: Everything) -> tuple[Step, ...]:
    """Take a number to the scale that asks for one; the room hears nothing of it."""
    chat = everything.asked_in
    found = [(one, scale) for one in everything.rooms if (scale := _scale(one, event.user))]
    if not found:
        return ((chat, event.otherwise),)
    circle, scale = found[0]
    mark = poll.mark(circle)
    if len(found) > 1 or mark is None:
        return ((chat, Asked(event.at, event.user, "fault", (line("fault-scale-which"),))),)
    if not scale.lowest <= event.number <= scale.highest:
        wrong = line("fault-poll-number", lowest=Count(scale.lowest), highest=Count(scale.highest))
        return ((chat, Asked(event.at, event.user, "fault", (wrong,))),)
    told = Polled(event.at, event.user, mark, (event.number,), None)
    noted = Asked(event.at, event.user, "help", (line("scale-noted"),))
    return (circle.room, told), (chat, noted)


def _scale(circle: Circle, user: UserId) -> Scale | None:
    """The scale that is asked of somebody now, where they take part."""
    session, person = circle.session, circle.person(PersonId(user))
    if session is None or user not in session.present or not isinstance(session.stage, Poll):
        return None
    plan = session.stage_plan
    asks = plan.asks if isinstance(plan, PollPlan) else None
    takes_part = person is not None and person.standing is Standing.AGREED
    return asks if isinstance(asks, Scale) and takes_part else None


def kept(user: UserId, everything: Everything) -> tuple[tuple[Line, ...], ...]:
    """All that is kept about a user, in as many messages as it takes."""
    told = _kept(user, everything)
    return tuple(told[n : n + LINES_AT_MOST] for n in range(0, len(told), LINES_AT_MOST))


def _kept(user: UserId, everything: Everything) -> tuple[Line, ...]:
    lines: list[Line] = []
    for circle in everything.circles:
        own = about(circle, user)
        if not own:
            continue
        in_chat = circle.room in everything.chats
        lines.append(
            line("about-chat") if in_chat else line("about-room", place=Place(circle.room))
        )
        lines += own
        if circle.session is not None:
            lines.append(line("about-until-close"))
        elif any(person.user == user for person in circle.people):
            lines.append(line("about-until-next"))
    if not lines:
        return (line("about-nothing"), line("about-elsewhere"))
    return (line("about-intro"), *lines, line("about-forget"), line("about-elsewhere"))


def _told(event: WhatIsKept, everything: Everything) -> tuple[Step, ...]:
    """Answer in the chat in which it was asked; asked in a room, privately.

    What is told privately may wait for days; it is what is kept when they read it (``Tell``).
    """
    here = everything.asked_in
    if here not in everything.chats:
        return ((here, AskedPrivately(event.at, event.user, "about-you")),)
    pieces = kept(event.user, everything)
    return tuple((here, Asked(event.at, event.user, "about-you", piece)) for piece in pieces)
