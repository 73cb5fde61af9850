"""Values of the core as bytes and back: JSON, checked on the way in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.core.circle import Circle, Session
from bot.core.effects import Deed, Mark, Say, Tell
from bot.core.events import Language
from bot.core.people import EventId, Person, RoomId
from bot.store.sealing import SealBroken


@dataclass(frozen=True, slots=True)
class Passing:
    """What goes when a session is closed: who takes part, and in what."""

    people: tuple[Person, ...]
    session: Session | None


@dataclass(frozen=True, slots=True)
class Saying:
    """An outbox row without what the table itself holds."""

    room: RoomId
    device: str
    language: Language
    effect: Say | Tell | Deed


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
    """Split a circle into what stays and what goes (None: there is nothing that goes)."""
    standing = replace(circle, people=(), session=None)
    if not circle.people and circle.session is None:
        return standing, None
    return standing, Passing(circle.people, circle.session)


def joined(standing: Circle, passing: Passing | None) -> Circle:
    """Put a circle together again."""
    if passing is None:
        return standing
    return replace(standing, people=passing.people, session=passing.session)
