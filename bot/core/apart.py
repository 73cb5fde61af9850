"""A circle that went apart in small groups, as a state: on its own side, and in each group's room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.people import PersonId, RoomId, UserId


@dataclass(frozen=True, slots=True)
class Group:
    """A small group of the circle: its people, its room (None: not made yet), and who came there.

    Its room was ``lost`` once, and another one is or was made; or it has none any more.
    """

    number: int
    people: tuple[PersonId, ...]
    room: RoomId | None = None
    here: tuple[UserId, ...] = ()
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """The circle goes apart: rooms are being made, all are ``apart``, or called ``back``; or it stays
    ``together`` after all. ``until`` is when that part of it is over.

    ``aside`` came meanwhile and were told that the others come back; ``reminded`` spoke in the circle
    while their group was apart, and were invited once more for it.
    """

    part: Literal["making", "apart", "back", "together"]
    until: int | None
    aside: tuple[PersonId, ...] = ()
    reminded: tuple[UserId, ...] = ()
    kind: Literal["groups"] = "groups"


@dataclass(frozen=True, slots=True)
class GroupRoom:
    """The room of one group of the talk in the room ``main``.

    ``txn`` is the outbox row for which it was made; ``closes`` is when Kring leaves it at the latest.
    ``users`` are invited, ``here`` are in it. It is over at ``until`` (None: not begun, or over).
    ``waits`` is when its question is put although not all are here, ``asked`` whether it was put.
    ``nearly`` is when it is told that it is nearly over, ``alone`` when somebody who is alone here is
    brought elsewhere. ``speaker`` tells in the circle what it brings back. A pause may be this
    group's own (``here``) or the whole talk's (``all``). ``gone`` are those whose leaving was told here.
    """

    main: RoomId
    session: str
    format: str
    stage: str
    number: int
    txn: str
    closes: int
    users: tuple[UserId, ...] = ()
    here: tuple[UserId, ...] = ()
    until: int | None = None
    waits: int | None = None
    asked: bool = False
    nearly: int | None = None
    alone: int | None = None
    speaker: UserId | None = None
    paused: Literal["here", "all"] | None = None
    over: bool = False
    resend_asked: tuple[UserId, ...] = ()
    absent_told: bool = False
    gone: tuple[UserId, ...] = ()

    @property
    def due(self) -> int:
        """When it wants to be woken, in ms."""
        if self.over or self.paused == "all":
            return self.closes
        times = (self.waits, self.nearly, self.alone, self.closes)
        return min(time for time in times if time is not None)
