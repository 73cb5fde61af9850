"""Values of the core as bytes and back: JSON, checked on the way in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.core.apart import GroupRoom
from bot.core.circle import Asking, Call, Circle, Session
from bot.core.effects import Mark, Sent
from bot.core.events import Language
from bot.core.people import EventId, Person, RoomId
from bot.store.sealing import SealBroken


@dataclass(frozen=True, slots=True)
class Passing:
    """What goes: with its session, who takes part and in what, also in a group's room; within the
    hour, who called for help; with its meeting, who answered what was asked about it.
    """

    people: tuple[Person, ...]
    session: Session | None
    calls: tuple[Call, ...] = ()
    group: GroupRoom | None = None
    askings: tuple[Asking, ...] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """An outbox row without what the table itself holds."""

    room: RoomId
    device: str
    language: Language
    effect: Sent


@dataclass(frozen=True, slots=True)
class SentAs:
    """Which event a message that can be found again became."""

    event: EventId


Stored = Circle | Passing | Saying | Mark | SentAs
T = TypeVar("T", Circle, Passing, Saying, Mark, SentAs)

_ADAPTERS: dict[type[Stored], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Circle, Passing, Saying, Mark, SentAs)
}


def encode(value: Stored) -> bytes:
    """Give a value as bytes."""
    return _ADAPTERS[type(value)].dump_json(value)


def decode(kind: type[T], data: bytes) -> T:
    """Give back a value.

    Raises:
        SealBroken: the bytes hold no such value; it counts as gone.

    """
    try:
        value: T = _ADAPTERS[kind].validate_json(data)
    except ValidationError:
        raise SealBroken from None
    return value


def split(circle: Circle) -> tuple[Circle, Passing | None]:
    """Split a circle into what stays and what goes (None: there is nothing that goes).

    What was asked about a meeting stays, and who answered goes.
    """
    asked = tuple(replace(asking, answers=(), ideas=()) for asking in circle.askings)
    standing = replace(circle, people=(), session=None, calls=(), group=None, askings=asked)
    if not passes(circle):
        return standing, None
    return standing, Passing(
        circle.people, circle.session, circle.calls, circle.group, circle.askings
    )


def passes(circle: Circle) -> bool:
    """Whether there is something in a circle that goes."""
    some = bool(circle.people or circle.calls)
    answered = any(asking.answers or asking.ideas for asking in circle.askings)
    return some or answered or circle.session is not None or circle.group is not None


def joined(standing: Circle, passing: Passing | None) -> Circle:
    """Put a circle together again."""
    if passing is None:
        return standing
    return replace(
        standing,
        people=passing.people,
        session=passing.session,
        calls=passing.calls,
        group=passing.group,
        askings=passing.askings or standing.askings,
    )
