"""What can happen to a circle. Every event carries its time, in ms since 1970 (UTC).

``at`` is the homeserver's time, clamped by the runtime to [the previous event's, now]. ``user`` is
who did it; ``leads`` says whether the room or the configuration lets that user lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.core.effects import Button, Line, Mark
from bot.core.mapping import Named
from bot.core.meetings.events import (
    AgendaAsked,
    BroughtAlong,
    CancelAsked,
    MoveAsked,
    PlanAsked,
    Reckoned,
    TakenAlong,
)  # fmt: skip
from bot.core.news import News
from bot.core.own import Away
from bot.core.people import EventId, PersonId, RoomId, UserId, Voice
from bot.core.plan import Mode, Plan, Topic
from bot.core.room import Fault, NewKey, Remark
from bot.core.series import Reckoning, WallTime

Language = Literal["nl", "en"]


class Act(StrEnum):
    """What a person can do with one word or one tap, and that needs nothing else."""

    JOIN = "join"
    LISTEN = "listen"
    AGREE = "agree"
    YES = "yes"
    NO = "no"
    DONE = "done"
    PASS = "pass"
    LATER = "later"
    HAND = "hand"
    HAND_DOWN = "hand-down"
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    STOP = "stop"
    ME = "me"
    """The talk is about me."""
    NOT_ME = "not-me"
    HELP = "help"
    CRISIS = "crisis"
    BRING = "bring"
    """A yes to the question whether somebody who called for help wants to speak to the named human."""
    REST = "rest"
    """A no to that question."""
    BACK = "back"
    """Take back what oneself did last, where nothing came of it yet."""
    OVERVIEW = "overview"
    PICTURE = "picture"
    TICK = "tick"
    """A typed ✅: what a tap on the last question would mean."""
    TELL = "tell"
    """I want to tell, in plain words only: where all are asked who does."""
    FINE = "fine"
    """In plain words only: a yes where it was asked for, and an aside elsewhere."""
    STEP_BACK = "step-back"
    """In plain words only: no longer in the circle; "I listen" says less."""
    ONWARD = "onward"
    """In plain words only: we go on, from a pause or to what comes next."""
    RIGHT = "right"
    """In plain words only: Kring understood it well. Elsewhere it is talk."""
    WRONG = "wrong"
    """In plain words only: it did not."""
    LEAD = "lead"
    """In plain words only: the facilitator's task is taken on."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Kring itself joined the room. Outside encryption it says little (R9)."""

    at: int
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A user joined the room; ``can_read`` is whether they have a device that Kring may give keys to,
    where that matters.
    """

    at: int
    user: UserId
    can_read: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """A user left the room, or was removed from it."""

    at: int
    user: UserId


@dataclass(frozen=True, slots=True)
class Started:
    """A start was asked for. ``present`` is everyone joined to the room but Kring, ``faults`` what is
    wrong with the room, ``unreadable`` who has no device that Kring may give keys to, ``theme`` the
    message in which a theme was typed, ``seed`` the session's chance, ``new_keys`` those nobody here
    was told of. ``topic`` is a theme that was chosen from the library, by its number or by the words in
    ``theme``; ``offered`` are those that people will choose between.
    """

    at: int
    user: UserId
    leads: bool
    session: str
    plan: Plan
    mode: Mode
    theme: EventId | None
    present: tuple[UserId, ...]
    faults: tuple[Fault, ...]
    unreadable: tuple[UserId, ...]
    seed: int
    new_keys: tuple[NewKey, ...] = ()
    topic: Topic | None = None
    offered: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Did:
    """A user did something by command; ``person`` is themselves, or a seat named in the command.

    ``event`` is the message in which they did it, or the reaction if they ``tapped``.
    ``sent`` is the homeserver's own time of it in ms, None if that is ``at``; ``vouched`` whether it
    came from a device that is surely theirs, where a note may be answered by it.
    """

    at: int
    user: UserId
    leads: bool
    act: Act
    person: PersonId
    event: EventId | None = None
    tapped: bool = False
    sent: int | None = None
    vouched: bool = True


@dataclass(frozen=True, slots=True)
class Tapped:
    """A user reacted with a button to a message of Kring's; ``event`` is that reaction."""

    at: int
    user: UserId
    leads: bool
    button: Button
    mark: Mark
    event: EventId | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The numbers that a whole message consists of; for a seat, its name stands beside them."""

    numbers: tuple[int, ...]
    person: PersonId


@dataclass(frozen=True, slots=True)
class Spoke:
    """A user said something: text, a voice message, an image, a sticker; its words are not here.

    ``brief`` is true for a short word of support, ``asks`` where there is a question in it.
    ``plain`` is what the whole message would mean if it were a command in plain words, ``chosen`` if
    it were an answer to a poll, ``named`` what it would put on a map; the law decides whether it is
    one here and now (``meaning``).
    ``event`` is the message, where the words can be read as long as they are there; ``mentions`` are
    the users mentioned in them.
    """

    at: int
    user: UserId
    leads: bool
    brief: bool
    plain: Act | None
    event: EventId
    asks: bool = False
    mentions: tuple[UserId, ...] = ()
    chosen: Chosen | None = None
    named: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Polled:
    """A user answered a poll, by these numbers of its options; none takes their answer back.

    ``poll`` is what the poll was said as. ``event`` is where the answer stands; None where it was
    given to Kring alone, and then the room hears nothing of it.
    """

    at: int
    user: UserId
    poll: Mark
    numbers: tuple[int, ...]
    event: EventId | None


@dataclass(frozen=True, slots=True)
class IdeaTold:
    """A user told a theme of their own in the message ``event``, in a reply to this poll."""

    at: int
    user: UserId
    poll: Mark
    event: EventId


@dataclass(frozen=True, slots=True)
class WordsRemoved:
    """A message or a reaction was removed from the room, by whomever may; ``mark`` if it was a
    message of Kring's own.
    """

    at: int
    event: EventId
    by: UserId
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class WordsChanged:
    """``user`` replaced the words of their message ``event`` (its id as first sent).

    ``mentions`` are the users mentioned in the new words, None if these cannot be read. ``present``
    is everyone joined to the room but Kring, ``sent`` the homeserver's own time of it, in ms.
    """

    at: int
    user: UserId
    event: EventId
    mentions: tuple[UserId, ...] | None
    present: tuple[UserId, ...]
    sent: int


@dataclass(frozen=True, slots=True)
class TookBack:
    """A user takes back what they brought. ``event`` is the message they replied to, None if none, and
    ``mark`` what it was if it was Kring's; ``note`` is the number of the note that is meant.
    """

    at: int
    user: UserId
    event: EventId | None
    mark: Mark | None = None
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A user makes a note of the words that ``author`` said in the message ``note``.

    ``mentions`` are the users mentioned in it, ``present`` is everyone joined to the room but Kring,
    ``sent`` the homeserver's own time of the asking, in ms. ``looks`` is true when a name in it
    looks like somebody's without being a mention.
    """

    at: int
    user: UserId
    note: EventId
    author: UserId
    mentions: tuple[UserId, ...]
    present: tuple[UserId, ...]
    sent: int
    looks: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """A user says that a note is about them: the one of this number, else the latest."""

    at: int
    user: UserId
    note: int | None


@dataclass(frozen=True, slots=True)
class Consented:
    """A user says whether the note of this number may stand. ``sent`` is the homeserver's own time
    of it, in ms: an answer that was under way while the words changed is none to the new ones.
    What was told ``privately`` is answered there.
    """

    at: int
    user: UserId
    note: int
    agrees: bool
    sent: int
    privately: bool = False


@dataclass(frozen=True, slots=True)
class NotesAsked:
    """A user asked for the notes of the room."""

    at: int
    user: UserId


@dataclass(frozen=True, slots=True)
class AbsentNamed:
    """A user wants a talk, or a place at the table, that is about somebody who is not in the room.

    ``who`` are those they named, none where the kind of talk already says it.
    """

    at: int
    user: UserId
    wants: Literal["talk", "seat"]
    who: tuple[UserId, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message of this user could not be decrypted for a while; ask them to send it again."""

    at: int
    user: UserId


@dataclass(frozen=True, slots=True)
class VoicesTold:
    """A user told the voices they bring; none withdraws them. What was told ``privately`` is
    answered there, and the room hears nothing of it.
    """

    at: int
    user: UserId
    voices: tuple[Voice, ...]
    privately: bool = False


@dataclass(frozen=True, slots=True)
class SeatBrought:
    """A user brings a seat; its name stands in the message ``name``."""

    at: int
    user: UserId
    seat: PersonId
    name: EventId


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """A user takes a seat away again."""

    at: int
    user: UserId
    leads: bool
    seat: PersonId


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The facilitator's task is handed on to, or shared between, these users."""

    at: int
    user: UserId
    leads: bool
    to: tuple[UserId, ...]


@dataclass(frozen=True, slots=True)
class Trusted:
    """The room's named human is set; None: there is none any more."""

    at: int
    user: UserId
    leads: bool
    who: UserId | None


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The room's language is set."""

    at: int
    user: UserId
    language: Language


@dataclass(frozen=True, slots=True)
class SafetyAsked:
    """Somebody asked how safe the room is; ``faults`` is what is wrong with it now, ``readers`` how
    many people are in it and ``unreadable`` how many of them have no device Kring may give keys to.
    """

    at: int
    user: UserId
    faults: tuple[Fault, ...]
    readers: int
    unreadable: int = 0
    remarks: tuple[Remark, ...] = ()
    new_keys: tuple[NewKey, ...] = ()


@dataclass(frozen=True, slots=True)
class MendAsked:
    """Somebody asked Kring to mend the room; ``faults`` is what is wrong with it now."""

    at: int
    user: UserId
    leads: bool
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """Kring mended what it may: what was wrong ``before``, and what is ``left``."""

    at: int
    before: tuple[Fault, ...]
    left: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class RenewAsked:
    """Somebody asked for a fresh room."""

    at: int
    user: UserId
    leads: bool


@dataclass(frozen=True, slots=True)
class Renewed:
    """The fresh room is ``made`` and all who are here are invited; or the homeserver refused it."""

    at: int
    made: bool


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """Something about the room changed: what is wrong with it now, and all keys that are new in it
    and that nobody here was told of, or that were told and wait for the session to go on.
    """

    at: int
    faults: tuple[Fault, ...]
    new_keys: tuple[NewKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked something that has one answer wherever the session is (a list, an explanation,
    a fault in what they typed); ``lines`` is that answer and ``moment`` its name.
    """

    at: int
    user: UserId
    moment: Literal[
        "help", "fault", "safety", "crisis", "voices", "about-you", "note", "note-refused"
    ]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AskedPrivately:
    """Somebody asked, in a room, what is for them alone: they are told in the private chat."""

    at: int
    user: UserId
    moment: Literal["about-you"]


@dataclass(frozen=True, slots=True)
class Forgot:
    """Somebody asked to be forgotten (R10). ``asked_here`` is whether in this room or chat."""

    at: int
    user: UserId
    asked_here: bool


@dataclass(frozen=True, slots=True)
class AwayTold:
    """Somebody told, privately, that they are away; None: that they are back."""

    at: int
    user: UserId
    away: Away | None


@dataclass(frozen=True, slots=True)
class RemindersChosen:
    """Somebody told, privately, whether they want to be reminded."""

    at: int
    user: UserId
    wanted: bool


@dataclass(frozen=True, slots=True)
class VoicesBrought:
    """The voices that a private chat kept for the next talk are in that talk now."""

    at: int
    user: UserId


@dataclass(frozen=True, slots=True)
class CalledPrivately:
    """A user asked for crisis information in their private chat; ``human`` is whether a room in which
    they are has a named human, who is there too.
    """

    at: int
    user: UserId
    human: bool


@dataclass(frozen=True, slots=True)
class GroupMade:
    """The room for a group that this session's stage asked for is made; None: it cannot be."""

    at: int
    session: str
    stage: str
    number: int
    room: RoomId | None


@dataclass(frozen=True, slots=True)
class Passed:
    """Another room of the same talk, ``origin``, tells news."""

    at: int
    origin: RoomId
    news: News


@dataclass(frozen=True, slots=True)
class Convened:
    """Who is in the room, and how safe it is, to call the gathering of a planned meeting.

    ``plan`` is its format, None if there is none of that name any more; ``away`` are those who told
    that they are away now. The other fields are as in ``Started``.
    """

    at: int
    series: str
    meeting: WallTime
    session: str
    plan: Plan | None
    present: tuple[UserId, ...]
    faults: tuple[Fault, ...]
    unreadable: tuple[UserId, ...]
    seed: int
    new_keys: tuple[NewKey, ...] = ()
    away: tuple[UserId, ...] = ()
    topic: Topic | None = None
    offered: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class AlarmRang:
    """The time that ``Circle.due`` asked for has come; ``reckonings`` are where the series are now
    for which it has. ``themes`` are some of the library, for people to choose from (their ids).
    """

    at: int
    reckonings: tuple[Reckoning, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Messages of Kring's were dropped because their moment had passed (a long outage, another
    device): say anew where the conversation is.
    """

    at: int


Event = (
    Arrived | Joined | Left | Started | Did | Tapped | Spoke | Polled | WordsRemoved | WordsChanged
    | TookBack | Noted | Claimed | Consented | NotesAsked | AbsentNamed
    | Unreadable | VoicesTold | SeatBrought | SeatTaken | HandedOver | Trusted | LanguageChosen
    | SafetyAsked | MendAsked | Mended | RenewAsked | Renewed | RoomChanged
    | Asked | AskedPrivately | VoicesBrought | Forgot | GroupMade | Passed
    | AwayTold | RemindersChosen | CalledPrivately | AlarmRang | Interrupted
    | PlanAsked | MoveAsked | CancelAsked | AgendaAsked | Reckoned | Convened
    | TakenAlong | BroughtAlong | IdeaTold
)  # fmt: skip
