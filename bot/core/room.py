"""What is known of a room beside who is in it: what is wrong with it, and whose keys are new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.people import UserId

Fault = Literal[
    "replaced", "not-encrypted", "encryption", "open-to-all", "knock", "restricted", "guests",
    "world-readable", "history", "bridge", "widget", "bot", "cannot-speak",
]  # fmt: skip
"""What can be wrong with a room (R7), or keep Kring from speaking there."""

Remark = Literal["listed", "all-may-change"]
"""What is worth knowing of a room, and keeps nobody from speaking in it."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A user whose identity on Matrix has another key than people here knew; ``key`` names the key."""

    user: UserId
    key: str
