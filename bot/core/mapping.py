"""What stands on somebody's map, as a state: references to the words, never the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.effects import Part
from bot.core.people import EventId, PersonId
from bot.core.plan import What


@dataclass(frozen=True, slots=True)
class Item:
    """Somebody or something on the map of ``by``: its name, and what connects (None: not told).

    ``strength`` is from 1 to 3 (None: not told). ``number`` is its own in the session.
    """

    number: int
    by: PersonId
    name: Part
    strength: int | None = None
    bond: Part | None = None
    what: What | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What words say for a map: a part of the message is a name, from ``begin`` up to ``end``.

    ``item`` is the number of what stands there by that name already (None: it is new); ``gone`` is
    whether it is to be taken away. ``sure`` is false for words that may be talk as well.
    """

    begin: int
    end: int
    strength: int | None = None
    bond: tuple[int, int] | None = None
    item: int | None = None
    gone: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody else would put on the map, in the message ``event``; its person is asked."""

    event: EventId
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """Who it is about makes their map, until ``until``."""

    until: int | None
    suggestion: Suggestion | None = None
    kind: Literal["map"] = "map"
