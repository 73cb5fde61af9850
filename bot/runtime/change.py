"""What becomes of one room while a sync answer is handled, until it is committed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from bot.core.circle import Circle
from bot.core.effects import Close, Effect, Pass
from bot.core.people import EventId, UserId
from bot.core.personal import Personal
from bot.ports import Inbound


@dataclass(slots=True)
class Change:
    """What became of one room in one go: each step that changed something, in order.

    ``items`` are still to be handled. ``personal`` is what the last item handled asks of other rooms
    too; it goes before the rest. ``forgotten`` are whom to tell nothing any more that was to be told
    before. ``passing`` is news for other rooms of the same talk.
    ``again`` is set when the homeserver did not tell what was needed for an event: after so
    many seconds that event, and those after it, are to come again. ``since`` is when the first of
    what it answers happened (ms); None: nothing did, an alarm rang.
    """

    after: Circle
    items: deque[Inbound] = field(default_factory=deque)
    personal: list[Personal] = field(default_factory=list)
    forgotten: list[UserId] = field(default_factory=list)
    passing: list[Pass] = field(default_factory=list)
    handled: dict[EventId, None] = field(default_factory=dict)
    steps: list[tuple[Circle, tuple[Effect, ...]]] = field(default_factory=list)
    again: float | None = None
    since: int | None = None

    @property
    def closes(self) -> bool:
        """Whether a session was closed in it."""
        return any(isinstance(effect, Close) for _, effects in self.steps for effect in effects)
