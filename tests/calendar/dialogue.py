"""A room with a calendar, in memory, from the words that people type to those that Kring says."""

from __future__ import annotations

from functools import cache

from bot.calendar.recurrence import instant, shown
from bot.core.circle import Session
from bot.core.effects import Button
from bot.core.events import Language
from bot.core.people import UserId
from bot.core.series import Series, WallTime
from bot.formats.library import Library
from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said

ZONE = "Europe/Amsterdam"
FAYE, ANNA, BERT, COR = (UserId(f"@{name}:home") for name in ("faye", "anna", "bert", "cor"))
NAMES = {"Faye": FAYE, "Anna": ANNA, "Bert": BERT, "Cor": COR}


@cache
def library() -> Library:
    return load([shipped()])


class Planned:
    """Faye plans here; the others do not."""

    def __init__(self, now: str = "2026-11-25T14:00", language: Language = "nl") -> None:
        self.room = RehearsalRoom(library(), language, NAMES, (FAYE,))
        self.room.now = instant(WallTime(now), ZONE)

    async def says(self, user: UserId, words: str) -> list[tuple[str, str]]:
        """What Kring answers, by moment."""
        return told(await self.room.says(user, words))

    async def taps(self, user: UserId, button: Button = Button.DONE) -> list[tuple[str, str]]:
        return told(await self.room.taps(user, button))

    async def until(self, local: str) -> list[tuple[str, str]]:
        """What is said until then."""
        return told(await self.room.passes(instant(WallTime(local), ZONE) - self.room.now))

    async def wakes(self, local: str) -> list[tuple[str, str]]:
        """What is said then, when Kring was down until then."""
        self.room.now = instant(WallTime(local), ZONE)
        return told(await self.room.passes(0))

    async def comes(self, user: UserId, number: int = 1) -> None:
        """Somebody answers the last poll."""
        assert await self.room.polled(user, number) == []

    async def plans(self, words: str) -> list[tuple[str, str]]:
        """Faye plans, and says yes."""
        [(moment, body)] = await self.says(FAYE, f"!plan {words}")
        assert moment == "plan-confirm", body
        return await self.says(FAYE, "!ja")

    @property
    def session(self) -> Session:
        """The talk that goes on."""
        assert self.room.circle.session is not None
        return self.room.circle.session

    @property
    def calendar(self) -> tuple[Series, ...]:
        """What is planned."""
        return self.room.circle.calendar

    @property
    def now(self) -> str:
        return shown(self.room.now, ZONE)


def told(said: list[Said]) -> list[tuple[str, str]]:
    return [(one.say.moment, one.words or "") for one in said if one.say is not None]


def moments(said: list[tuple[str, str]]) -> list[str]:
    return [one[0] for one in said]
