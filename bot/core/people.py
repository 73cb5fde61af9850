"""Who is in a room, who is in the circle, and what each may be called by the core: ids only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

UserId = NewType("UserId", str)
"""A Matrix user id."""
RoomId = NewType("RoomId", str)
"""A Matrix room id."""
EventId = NewType("EventId", str)
"""A Matrix event id."""
PersonId = NewType("PersonId", str)
"""A person in the circle: a Matrix user id, or the opaque id of a seat (it starts with ``seat-``)."""


class Voice(StrEnum):
    """From where somebody speaks. Optional, several at once are possible, never repeated by Kring."""

    CLIENT = "client"
    NAASTE = "naaste"
    PROFESSIONAL = "professional"
    PEER = "ervaringsdeskundige"
    FAMILY_PEER = "familie-ervaringsdeskundige"
    FOURTH = "vierde"


class Standing(StrEnum):
    """How somebody is present at this gathering."""

    JOINED = "joined"
    """In the circle, has not yet agreed to the agreements."""
    AGREED = "agreed"
    """In the circle and agreed: turns go to these people only."""
    READER = "reader"
    """In the room only: counted, never called, never waited for."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who said at this gathering how they want to be here; their index is their place.

    ``user`` is the Matrix user who acts for this person: themselves, or who brought the seat.
    ``name`` refers to the message in which a seat's name stands; a user's name is read from the room.
    ``tap`` is the reaction by which they came to stand as they do (None: not by a tap).
    ``centre`` is whether they said that the talk is about them, ``spokesperson`` whether they offered
    to tell what a group they were in brings back.
    """

    id: PersonId
    user: UserId
    standing: Standing
    voices: tuple[Voice, ...] = ()
    name: EventId | None = None
    tap: EventId | None = None
    centre: bool = False
    spokesperson: bool = False

    @property
    def is_seat(self) -> bool:
        """Whether this is a seat at the table: a person without a device of their own."""
        return self.name is not None
