"""What the core asks for. An effect is a value; the runtime and the edges carry it out.

Nothing here holds words of a participant: a slot is a reference that is looked up when the
message is sent, in memory, in the room where the words already are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.core.news import News
from bot.core.people import EventId, PersonId, RoomId, UserId
from bot.core.plan import What
from bot.core.room import Fault, NewKey
from bot.core.series import Rule, Series, WallTime

Moment = Literal[
    "hello", "gathering", "agreements", "agreed", "voices", "stage", "turn", "reminder-all",
    "queue", "paused", "resumed", "ask", "permission", "poll", "poll-result", "harvest", "note",
    "note-refused", "absent", "welcome-newcomer", "left", "safety", "safety-refused", "check-out",
    "after-talk", "closed", "planned", "plan-confirm", "agenda", "reminder", "crisis", "help",
    "about-you", "forgotten", "fault",
]  # fmt: skip
"""The names of what Kring can say, as in the ``kring.moment`` block."""


class Button(StrEnum):
    """The reactions that mean something: join/agree/done, pass, later, hand, pause (R9: no others)."""

    DONE = "✅"
    PASS = "⏭️"
    LATER = "🕓"
    HAND = "✋"
    PAUSE = "⏸️"

    @classmethod
    def of(cls, emoji: str) -> Button | None:
        """The button that an emoji is, with or without its variation selector; None if it is none."""
        bare = emoji.rstrip("\ufe0f")
        return next((button for button in cls if button.value.rstrip("\ufe0f") == bare), None)


@dataclass(frozen=True, slots=True)
class NameOf:
    """The name of a person. ``event`` is where a seat's name stands; None: a user's display name."""

    person: PersonId
    event: EventId | None = None
    slot: Literal["name"] = "name"


@dataclass(frozen=True, slots=True)
class Words:
    """Words somebody typed after a command (a theme), read from the room; ``fallback`` is a text key.

    With a ``room`` it leads to the message in which they stand, where they cannot be read any more.
    """

    event: EventId
    fallback: str
    room: RoomId | None = None
    slot: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, read from the room; ``fallback`` is a text key, for words that are gone,
    cannot be read, or are no text (a voice message).
    """

    event: EventId
    fallback: str
    slot: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Count:
    """A number."""

    value: int
    slot: Literal["count"] = "count"


@dataclass(frozen=True, slots=True)
class Text:
    """Another text of ``prompts/`` by its key, such as a format's name."""

    key: str
    slot: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Day:
    """A day (``YYYY-MM-DD``), shown with its name."""

    day: str
    slot: Literal["day"] = "day"


@dataclass(frozen=True, slots=True)
class Place:
    """A room, or a message in it, by a link and the room's name; no word that was said there.

    ``fallback`` is a text key, for a room without a name.
    """

    room: RoomId
    event: EventId | None = None
    fallback: str = "common.room-unnamed"
    slot: Literal["place"] = "place"


@dataclass(frozen=True, slots=True)
class Tenths:
    """A number with one decimal, as so many tenths."""

    value: int
    slot: Literal["tenths"] = "tenths"


@dataclass(frozen=True, slots=True)
class When:
    """A day, a time of day, or both, as the clock on the wall shows it."""

    at: WallTime
    style: Literal["day", "time", "both"] = "both"
    slot: Literal["when"] = "when"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something is, in words."""

    rule: Rule
    slot: Literal["rhythm"] = "rhythm"


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, in words."""

    minutes: int
    slot: Literal["length"] = "length"


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone, by its city."""

    name: str
    slot: Literal["zone"] = "zone"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what somebody said, from this character up to that one.

    ``fallback`` is a text key, for words that are gone.
    """

    event: EventId
    begin: int
    end: int
    fallback: str
    slot: Literal["part"] = "part"


Slot = (
    NameOf | Words | Quote | Count | Text | Day | Place | Tenths
    | When | Rhythm | Length | Zone | Part
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One text of ``prompts/`` by its key (``common.turn``, ``campfire.opening``) with its slots."""

    key: str
    slots: tuple[tuple[str, Slot], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a message of Kring was, so that a tap on it can be understood.

    ``turn`` is the number of the turn it announced (turns are numbered through a session from 1),
    ``stage`` the stage it was said in, ``handle`` the name by which it is found again; ``edits`` is
    true for what took the place of an earlier message, ``poll`` for a poll.
    """

    session: str | None
    moment: Moment
    turn: int | None = None
    stage: str | None = None
    handle: str | None = None
    edits: bool = False
    poll: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """What can be chosen in a poll: each number with its text, at most ``MOST_OPTIONS``.

    ``most`` is how many one may choose. Where it is not ``open``, clients show how often each was
    chosen only once the poll has ended; who chose what, the whole room can find out in any poll.
    """

    options: tuple[tuple[int, Line], ...]
    most: int = 1
    open: bool = True


MOST_OPTIONS = 20
"""How many options clients show (MSC3381)."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in the circle: whether they speak, and whether their hand is up."""

    name: NameOf
    speaks: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A picture of who sits where."""

    title: Slot
    seats: tuple[Seat, ...]
    drawing: Literal["ring"] = "ring"


@dataclass(frozen=True, slots=True)
class Bar:
    """A value in tenths, with what is written beside it."""

    label: Slot
    tenths: int
    told: Slot


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of values from ``lowest`` up to ``highest``."""

    title: Slot
    bars: tuple[Bar, ...]
    lowest: int
    highest: int
    drawing: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody or something on a map: how strong it is (1 to 3), and what connects."""

    name: Slot
    strength: int | None = None
    bond: Slot | None = None
    what: What | None = None


@dataclass(frozen=True, slots=True)
class Ecogram:
    """A picture of a map, with the words for how strong something is and for what it is."""

    centre: tuple[NameOf, ...]
    ties: tuple[Tie, ...]
    strengths: tuple[tuple[int | None, Slot], ...]
    whats: tuple[tuple[What, Slot], ...]
    drawing: Literal["ecogram"] = "ecogram"


Drawing = Ring | Bars | Ecogram
"""A picture, by reference to all the words in it; it is made when it is sent."""


@dataclass(frozen=True, slots=True)
class Say:
    """Say a moment in the circle's room: ``lines`` become the paragraphs of one message.

    ``mention`` lists the users who get a notification; with it the message is ``m.text``, else
    ``m.notice``. The other fields are those of the ``kring.moment`` block.
    ``buttons`` are set under the message when there is room in the rate limit.

    A message with a ``handle`` can be found again in its room by that name, the newest if there are
    several. With ``edits`` this one takes the place of the message that has its handle; where that
    was never sent or is known no more, it is a message of its own. A handle goes with its session,
    unless the message is ``lasting``: then it is sealed with the room's key and stays with the room.

    ``replies_to`` is the handle of a message that this one points back to, where that is known.
    With a ``picture`` it is one, of which the lines tell all; where it cannot be made or sent, they
    are the message. With a ``ballot`` it is a poll, in which the lines are the question. A poll has a
    handle: by it answers to it are told apart (``Mark``), and it is ended (``EndPoll``).
    """

    moment: Moment
    lines: tuple[Line, ...]
    mention: tuple[UserId, ...] = ()
    session: str | None = None
    format: str | None = None
    stage: str | None = None
    kind: str | None = None
    person: PersonId | None = None
    until: int | None = None
    turn: int | None = None
    buttons: tuple[Button, ...] = ()
    handle: str | None = None
    edits: bool = False
    lasting: bool = False
    replies_to: str | None = None
    ballot: Ballot | None = None
    picture: Drawing | None = None
    effect: Literal["say"] = "say"

    @property
    def mark(self) -> Mark:
        """What a tap on this message refers to."""
        poll = self.ballot is not None
        return Mark(self.session, self.moment, self.turn, self.stage, self.handle, self.edits, poll)


@dataclass(frozen=True, slots=True)
class EndPoll:
    """Close the poll with this handle for whoever looks at it. Nothing is said; see ``poll-result``.

    The other fields are those of the ``kring.moment`` block.
    """

    handle: str
    session: str | None = None
    format: str | None = None
    stage: str | None = None
    kind: str | None = None
    effect: Literal["end-poll"] = "end-poll"


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell one user something, in the private chat with them; it is opened when there is none.

    It waits, beside all rooms, until that user is in the chat; when they decline it, leave it, or
    are not alone with Kring in it, nothing is told. Without ``lines`` it is what is kept about them
    as it is then, so that nothing of it waits on a disk (R10). Not ``encrypted`` are only general
    words to somebody who cannot read anything else yet (R8).
    """

    user: UserId
    moment: Moment
    lines: tuple[Line, ...]
    encrypted: bool = True
    effect: Literal["tell"] = "tell"


def explanation(user: UserId) -> Tell:
    """Tell a user, outside encryption and in general words, how to get to read along (R8)."""
    return Tell(user, "help", (Line("common.explain-unreadable"),), encrypted=False)


@dataclass(frozen=True, slots=True)
class Remove:
    """Take away the message of Kring's own that has this handle, with all that it said before."""

    handle: str
    effect: Literal["remove"] = "remove"


@dataclass(frozen=True, slots=True)
class Bring:
    """Open a help room for a user who called for help and the named human, and keep its door (R12).

    Without ``human`` it is that of a room in which the user is, if it has one who is there too.
    """

    user: UserId
    human: UserId | None
    effect: Literal["bring"] = "bring"


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave this room: who is in it goes on without Kring.

    Where it ``closes``, invitations that nobody answered are withdrawn.
    """

    closes: bool = False
    effect: Literal["leave"] = "leave"


@dataclass(frozen=True, slots=True)
class MakeGroup:
    """Make a room for the group of this number, in which nobody is yet. See ``GroupMade``.

    The other fields are those of the ``kring.moment`` block.
    """

    number: int
    session: str
    format: str
    stage: str
    effect: Literal["make-group"] = "make-group"


@dataclass(frozen=True, slots=True)
class Invite:
    """Invite this user to this room, if they are neither in it nor invited."""

    user: UserId
    effect: Literal["invite"] = "invite"


@dataclass(frozen=True, slots=True)
class Pass:
    """Tell another room of the same talk some news, at once. See ``Passed``."""

    room: RoomId
    news: News


@dataclass(frozen=True, slots=True)
class Close:
    """The session is over: what stays of it. Its key goes once its last message is acknowledged.

    ``band`` is the number of people as a band: ``3-5``, ``6-12`` or ``more``.
    """

    session: str
    format: str
    minutes: int
    band: Literal["3-5", "6-12", "more"]
    effect: Literal["close"] = "close"


@dataclass(frozen=True, slots=True)
class Mend:
    """Make the room safe, as far as Kring may; ``faults`` is what is wrong with it. See ``Mended``."""

    faults: tuple[Fault, ...]
    effect: Literal["mend"] = "mend"


@dataclass(frozen=True, slots=True)
class Renew:
    """Make a fresh safe room, once, and invite everyone who is here. See ``Renewed``."""

    effect: Literal["renew"] = "renew"


@dataclass(frozen=True, slots=True)
class Accept:
    """From now on this key is the one that people here know: they were told of it."""

    key: NewKey
    effect: Literal["accept"] = "accept"


@dataclass(frozen=True, slots=True)
class Convene:
    """Find out who is in the room and how safe it is, to call the gathering of a planned meeting.

    ``theme`` is the id of its theme in the library. See ``Convened``.
    """

    series: str
    meeting: WallTime
    format: str
    theme: str | None = None
    effect: Literal["convene"] = "convene"


@dataclass(frozen=True, slots=True)
class Remind:
    """Tell whoever is in the room and asked to be reminded, privately and with a link to the room, of
    the meeting at ``local``; not who is away on that day. No words of the room are in ``lines``.
    """

    local: WallTime
    lines: tuple[Line, ...]
    effect: Literal["remind"] = "remind"


@dataclass(frozen=True, slots=True)
class Attach:
    """Put the calendar file of a series in the room, encrypted, as it was at ``at`` (ms).

    ``cancelled``: all of it is off. The other fields are those of the ``kring.moment`` block.
    """

    series: Series
    at: int
    cancelled: bool = False
    session: str | None = None
    format: str | None = None
    stage: str | None = None
    kind: str | None = None
    effect: Literal["attach"] = "attach"


Deed = Mend | Renew | Accept | Convene
"""What is done in a room beside speaking, in order with what is said there."""

Sent = Say | EndPoll | Tell | Remove | Bring | MakeGroup | Invite | Leave | Attach | Remind | Deed
"""What goes out to people; it waits until the homeserver has it."""

Effect = Sent | Close | Pass
