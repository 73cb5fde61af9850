"""Whom Kring told lately, in general words, how to get to read along (R8): once each, not at each start.

Only in memory: after a restart somebody may be told once more, and nothing of it is on disk.
"""

from __future__ import annotations

from bot.core.people import UserId

AGAIN_MS = 12 * 3_600_000
"""After this time a start, or somebody's coming, tells it again."""


class Explained:
    """Who was told when, in ms."""

    def __init__(self) -> None:
        self._told: dict[UserId, int] = {}

    def lately(self, user: UserId, now: int) -> bool:
        """Whether this user was told lately."""
        return now < self._told.get(user, -AGAIN_MS) + AGAIN_MS

    def told(self, user: UserId, now: int) -> None:
        """Note that this user is told now; who was told long ago is not known any more."""
        self._told = {one: at for one, at in self._told.items() if now < at + AGAIN_MS}
        self._told[user] = now

    def let_go(self, user: UserId) -> None:
        """Know nothing of this user any more (R10)."""
        self._told.pop(user, None)
