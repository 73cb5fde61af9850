"""Numbers sent to Kring alone: an answer to the scale that somebody is asked, wherever that is.

| what is sent in a private chat | where it goes | what is answered there |
|---|---|---|
| a number that the scale has | the one talk that asks them for one now | noted; the room hears nothing |
| a number that it has not | nowhere | what it can be |
| a number, and several talks ask for one | nowhere | to answer in the room |
| a number, and no talk asks for one | the private chat | as to anything said there |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core import polls
from bot.core.circle import Circle
from bot.core.draft import count, line
from bot.core.effects import Line
from bot.core.events import Asked, Event, Polled
from bot.core.people import RoomId, UserId
from bot.core.stages import poll


@dataclass(frozen=True, slots=True)
class ToldNumbers:
    """Somebody sent nothing but numbers; ``otherwise`` is what that is if nothing asks for them."""

    at: int
    user: UserId
    numbers: tuple[int, ...]
    otherwise: Event


def steps(
    event: ToldNumbers, rooms: Iterable[Circle], chat: RoomId
) -> tuple[tuple[RoomId, Event], ...]:
    """What happens in which of the ``rooms``, and in the ``chat``, where the answer comes last."""
    asking = [(one, asked) for one in rooms if (asked := poll.asked_privately(one, event.user))]
    if not asking:
        return ((chat, event.otherwise),)
    if len(asking) > 1:
        return ((chat, _fault(event, line("fault-poll-which"))),)
    [(circle, (mark, ballot))] = asking
    numbers = tuple(dict.fromkeys(event.numbers))
    wrong = polls.fault(ballot, numbers)
    if wrong is not None:
        return ((chat, _fault(event, wrong)),)
    noted = line("poll-noted", number=count(numbers[0]))
    return (
        (circle.room, Polled(event.at, event.user, mark, numbers, None)),
        (chat, Asked(event.at, event.user, "poll", (noted,))),
    )


def _fault(event: ToldNumbers, what: Line) -> Asked:
    return Asked(event.at, event.user, "fault", (what,))
