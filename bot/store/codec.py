"""Values of the core as bytes and back: JSON, checked on the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.core.circle import Circle, Session
from bot.core.effects import Explain, Mark, Say
from bot.core.events import Language
from bot.core.people import Person, RoomId, UserId
from bot.store.sealing import SealBroken


@dataclass(frozen=True, slots=True)
class Standing:
    """What stays of a circle when its session is closed."""

    room: RoomId
    language: Language
    trusted: UserId | None


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
    effect: Say | Explain


Stored = Standing | Passing | Saying | Mark
T = TypeVar("T", Standing, Passing, Saying, Mark)

_ADAPTERS: dict[type[Stored], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Standing, Passing, Saying, Mark)
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


def split(circle: Circle) -> tuple[Standing, Passing | None]:
    """Split a circle into what stays and what goes (None: there is nothing that goes)."""
    standing = Standing(circle.room, circle.language, circle.trusted)
    if not circle.people and circle.session is None:
        return standing, None
    return standing, Passing(circle.people, circle.session)


def joined(standing: Standing, passing: Passing | None) -> Circle:
    """Put a circle together again."""
    circle = Circle(standing.room, standing.language, standing.trusted)
    if passing is None:
        return circle
    return Circle(
        standing.room, standing.language, standing.trusted, passing.people, passing.session
    )
