"""What each kind of stage does with what happens in it: one file a kind, the same questions to each.

The stage's plan says what was meant, its state where it is; both are values of the kind itself.
A new kind is a plan in ``plan.py``, a state in ``circle.py``, a file here and a line in ``KINDS``.
"""

from __future__ import annotations

from typing import Any, Protocol

from bot.core.draft import Draft, Outcome
from bot.core.events import Act, Spoke
from bot.core.people import Person
from bot.core.stages import ask, groups, hold, map, open, poll, round


class StageKind(Protocol):
    """The questions. ``plan`` and ``state`` are of the kind's own types."""

    def begin(self, draft: Draft, plan: Any) -> Outcome:
        """Start: say the prompt, put the first state."""

    def did(self, draft: Draft, plan: Any, state: Any, act: Act, actor: Person) -> Outcome | None:
        """Somebody in the room used a word or a button; None: it means nothing here."""

    def spoke(self, draft: Draft, plan: Any, state: Any, said: Spoke) -> Outcome:
        """Somebody said something."""

    def moved_on(self, draft: Draft, plan: Any, state: Any) -> Outcome:
        """The facilitator leads on."""

    def rang(self, draft: Draft, plan: Any, state: Any) -> Outcome:
        """The time in the state has come."""

    def changed(self, draft: Draft, plan: Any, state: Any) -> Outcome:
        """Somebody agreed, stepped back, left or came back."""

    def resumed(self, draft: Draft, plan: Any, state: Any, paused: int) -> Outcome:
        """A pause is over that took ``paused`` ms."""


KINDS: dict[str, StageKind] = {
    "hold": hold, "ask": ask, "round": round, "open": open, "poll": poll,
    "groups": groups, "map": map,
}  # fmt: skip
