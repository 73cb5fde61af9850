"""What can happen to the calendar of a room. Times are ``at``, in ms since 1970 (UTC)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.people import EventId, UserId
from bot.core.series import Reckoning, Series, WallTime


@dataclass(frozen=True, slots=True)
class Clash:
    """Another meeting of this room at the same time: when by the wall's clock, and of which format."""

    local: WallTime
    format: str


@dataclass(frozen=True, slots=True)
class Item:
    """A meeting in the agenda; its number is its place there, from 1. ``off``: it was cancelled."""

    series: str
    meeting: WallTime
    local: WallTime
    off: bool = False


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """A user wants ``series`` planned, in place of the one with its id if there is one.

    ``plans`` is whether they may, ``dates`` are its first meetings, ``event`` is their message.
    """

    at: int
    user: UserId
    plans: bool
    series: Series
    dates: tuple[WallTime, ...]
    clashes: tuple[Clash, ...] = ()
    event: EventId | None = None


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """A user wants one meeting moved: the one of this name, now at ``local``, goes to ``to``."""

    at: int
    user: UserId
    plans: bool
    series: str
    meeting: WallTime
    local: WallTime
    to: WallTime
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """A user wants a meeting cancelled, now at ``local``; with ``whole`` all of its series.

    ``next`` is the meeting of the series that comes then (None: none does).
    """

    at: int
    user: UserId
    plans: bool
    series: str
    meeting: WallTime
    local: WallTime
    whole: bool
    next: WallTime | None


@dataclass(frozen=True, slots=True)
class AgendaAsked:
    """A user asked what is planned: the next meetings, the earliest first."""

    at: int
    user: UserId
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Where these series are now; ``themes`` as in ``AlarmRang``."""

    at: int
    reckonings: tuple[Reckoning, ...]
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """What is planned here is taken along to the room in which people go on."""

    at: int


@dataclass(frozen=True, slots=True)
class BroughtAlong:
    """What was planned, who was the named human and which language was spoken in the old room."""

    at: int
    calendar: tuple[Series, ...]
    trusted: UserId | None
    language: Literal["nl", "en"]
