"""What waits to be sent in one room, and what of it goes next.

Words go in the order in which they were committed. An edit only brings up to date what stands there
already, so it gives way:

| an edit | why |
|---|---|
| is let go when a newer edit or message of its handle waits | a burst of changes is one edit |
| goes behind all words that wait | nobody waits for their turn because of it |
| but never behind the close | that is the last thing of a session |
| rests a while after the last one in its room, unless the close waits | as above, over time |
| is put off, without holding back words, when the homeserver wants no more for now | as above |

Time is the event loop's, in seconds, and is given in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bot.core.effects import Bring, Invite, MakeGroup, Say, Tell
from bot.core.people import RoomId, UserId
from bot.ports import Row


class Lane(NamedTuple):
    """A queue of its own: a room, or what is told to one user, which no room waits for; and, not to
    wait for that either, each room that is to be made, and each invitation to a group's.
    """

    room: RoomId | None
    user: UserId | None = None
    row: int | None = None

    @classmethod
    def of(cls, row: Row) -> Lane:
        """Return the lane of a row."""
        match row.effect:
            case Tell(user):
                return Lane(None, user)
            case Bring(user) | Invite(user):
                return Lane(None, user, row.id)
            case MakeGroup():
                return Lane(None, None, row.id)
        return Lane(row.room)


class Queue:
    """The rows of one lane."""

    __slots__ = ("_edits_from", "_edits_told_from", "rows", "under_way")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.under_way: Row | None = None
        self._edits_from = self._edits_told_from = 0.0

    def put(self, rows: Iterable[Row]) -> None:
        """Take rows that were committed."""
        self.rows.extend(rows)

    def done(self, row: Row) -> None:
        """Let go of a row; it may be gone already."""
        self.rows = [other for other in self.rows if other is not row]

    def superseded(self) -> tuple[Row, ...]:
        """The edits that a newer row of the same handle makes needless."""
        newer: set[tuple[str | None, str]] = set()
        found: list[Row] = []
        for row in reversed(self.rows):
            name = _name(row)
            if name is None:
                continue
            if name in newer and is_edit(row) and row is not self.under_way:
                found.append(row)
            newer.add(name)
        return tuple(found)

    def over(self, now_ms: int) -> tuple[Row, ...]:
        """What need not be said any more: a reminder of what has begun (``now_ms`` is the clock's)."""
        return tuple(
            row
            for row in self.rows
            if isinstance(row.effect, Say)
            and row.effect.moment == "reminder"
            and row.effect.until is not None
            and row.effect.until < now_ms
            and row is not self.under_way
        )

    def next(self, now: float) -> Row | None:
        """The row to send now; None: nothing waits, or only an edit that rests."""
        words = next((row for row in self.rows if not is_edit(row)), None)
        edit = next((row for row in self.rows if is_edit(row)), None)
        if edit is None or (words is not None and not self._closing()):
            return words
        return edit if now >= self.wakes() else None

    def wakes(self) -> float:
        """When an edit that rests may go."""
        if self._closing():
            return self._edits_told_from
        return max(self._edits_told_from, self._edits_from)

    def edited(self, now: float, rest: float) -> None:
        """An edit was sent: the next one rests so many seconds."""
        self._edits_from = now + rest

    def put_off(self, until: float) -> None:
        """The homeserver wants no edit before this time."""
        self._edits_told_from = until

    def _closing(self) -> bool:
        """Whether of all that waits an edit comes first, and then the close of its session."""
        if not self.rows or not is_edit(self.rows[0]):
            return False
        words = next((row.effect for row in self.rows if not is_edit(row)), None)
        return isinstance(words, Say) and words.moment == "closed"


def is_edit(row: Row) -> bool:
    """Whether a row brings up to date what stands in the room already."""
    return isinstance(row.effect, Say) and row.effect.edits


def _name(row: Row) -> tuple[str | None, str] | None:
    """The handle of a row within its session."""
    if not isinstance(row.effect, Say) or row.effect.handle is None:
        return None
    return row.effect.session, row.effect.handle
