"""What the rooms of one talk tell each other: the room of the circle, and those of its small groups.

News is told in the same step of the runtime in which it arose, so no room waits for another. It holds
who and when, never what was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.people import UserId


@dataclass(frozen=True, slots=True)
class Begins:
    """To a group: it is for these users, until ``until`` (ms)."""

    users: tuple[UserId, ...]
    until: int
    news: Literal["begins"] = "begins"


@dataclass(frozen=True, slots=True)
class Invited:
    """To a group: this user is invited, once more or as a new one."""

    user: UserId
    news: Literal["invited"] = "invited"


@dataclass(frozen=True, slots=True)
class Moved:
    """To a group: who is alone there is invited to another; where there is none, nobody is."""

    user: UserId
    elsewhere: bool
    news: Literal["moved"] = "moved"


@dataclass(frozen=True, slots=True)
class Paused:
    """To a group: the whole talk pauses."""

    news: Literal["paused"] = "paused"


@dataclass(frozen=True, slots=True)
class Resumed:
    """To a group: the talk goes on, and the group until ``until`` (ms)."""

    until: int
    news: Literal["resumed"] = "resumed"


@dataclass(frozen=True, slots=True)
class CalledBack:
    """To a group: its time is over, everybody comes back."""

    news: Literal["called-back"] = "called-back"


@dataclass(frozen=True, slots=True)
class Ended:
    """To a group: its room is needed no more."""

    news: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True)
class NotLeading:
    """To a group: who wanted to lead on there may not."""

    news: Literal["not-leading"] = "not-leading"


@dataclass(frozen=True, slots=True)
class Came:
    """From a group: this user is in its room."""

    user: UserId
    news: Literal["came"] = "came"


@dataclass(frozen=True, slots=True)
class Went:
    """From a group: this user is not in its room any more, or does not want to come.

    ``missed`` is whether they left others there, to whom nobody looks after them.
    """

    user: UserId
    missed: bool = False
    news: Literal["went"] = "went"


@dataclass(frozen=True, slots=True)
class Lost:
    """From a group: Kring is not in its room any more, and nothing it says is heard there."""

    news: Literal["lost"] = "lost"


@dataclass(frozen=True, slots=True)
class Speaks:
    """From a group: this user tells what it brings back; None: nobody does any more."""

    user: UserId | None
    news: Literal["speaks"] = "speaks"


@dataclass(frozen=True, slots=True)
class Alone:
    """From a group: this user has been alone in its room for a while."""

    user: UserId
    news: Literal["alone"] = "alone"


@dataclass(frozen=True, slots=True)
class Leads:
    """From a group: this user wants the talk to go on to what is next, or to stop."""

    user: UserId
    leads: bool
    wants: Literal["next", "stop"]
    news: Literal["leads"] = "leads"


News = (
    Begins | Invited | Moved | Paused | Resumed | CalledBack | Ended | NotLeading
    | Came | Went | Lost | Speaks | Alone | Leads
)  # fmt: skip
