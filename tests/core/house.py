"""Several rooms and private chats side by side, as the runtime has them, but by hand.

house = House(room=talk.circle, chat=Circle(CHAT, "nl"))
said = house.hears("chat", WhatIsKept(1, user("anna")))
"""

from __future__ import annotations

from bot.core import private, transitions
from bot.core.circle import Circle
from bot.core.effects import Effect, Say, Tell
from bot.core.events import Event
from bot.core.people import RoomId
from bot.core.personal import Everything, Personal, steps

CHAT = RoomId("!chat")
OTHER = RoomId("!other")


class House:
    """Circles by name; those whose name begins with ``chat`` are private chats."""

    def __init__(self, **circles: Circle) -> None:
        self.circles = circles

    def hears(self, where: str, event: Personal | Event) -> dict[str, list[Effect]]:
        """Let something happen in a room; what was asked for, by room."""
        asked: dict[str, list[Effect]] = {}
        if not isinstance(event, Personal):
            asked[where] = self._step(where, event)
            return asked
        chats = frozenset(one.room for name, one in self.circles.items() if _is_chat(name))
        everything = Everything(tuple(self.circles.values()), chats, self.circles[where].room)
        for room, step in steps(event, everything):
            name = next(name for name, one in self.circles.items() if one.room == room)
            asked.setdefault(name, []).extend(self._step(name, step))
        return asked

    def _step(self, name: str, event: Event) -> list[Effect]:
        law = private if _is_chat(name) else transitions
        self.circles[name], effects = law.step(self.circles[name], event)
        return list(effects)


def keys(effects: list[Effect]) -> list[str]:
    """The texts of what is said or told, by key."""
    spoken = [one for one in effects if isinstance(one, Say | Tell)]
    return [line.key.removeprefix("common.") for one in spoken for line in one.lines]


def _is_chat(name: str) -> bool:
    return name.startswith("chat")
