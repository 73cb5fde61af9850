"""What is asked about a meeting by a poll: who comes (``coming``), and which theme (``voting``).

| what happens | what it does |
|---|---|
| an answer, in the poll, by a number or in a reply | takes the place of the last one of that person |
| an answer that is taken back, or whose message is removed | gone |
| a reply to the question for a theme, in words | an idea of theirs, in place of their answer |
| the meeting is over, moved or cancelled | the poll is closed, and the answers go |
| somebody leaves the room | their answers go along |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from bot.core import polls
from bot.core.circle import Answer, Asking, Circle
from bot.core.draft import Draft
from bot.core.effects import EndPoll, Line, Mark, Slot
from bot.core.events import IdeaTold, Polled
from bot.core.people import EventId, PersonId, UserId
from bot.core.series import WallTime

_KINDS = ("coming", "theme")


def ask(draft: Draft, asking: Asking, options: list[Slot], *lines: Line) -> None:
    """Put a question; the same one about an earlier meeting of this series is closed."""
    _keep_if(draft, lambda one: (one.series, one.kind) != (asking.series, asking.kind))
    draft.circle = replace(draft.circle, askings=(*draft.circle.askings, asking))
    draft.say("poll", *lines, handle=asking.handle, lasting=True, ballot=polls.choice(options))


def find(
    circle: Circle, kind: Literal["coming", "theme"], series: str, meeting: WallTime
) -> Asking | None:
    """What was asked about a meeting, None if it was not."""
    return next(
        (
            one
            for one in circle.askings
            if (one.kind, one.series, one.meeting) == (kind, series, meeting)
        ),
        None,
    )


def polled(draft: Draft, event: Polled) -> bool:
    """An answer; False when it is to another poll. What is no answer to this one changes nothing."""
    asking = _of(draft.circle, event.poll)
    if asking is None:
        return (event.poll.handle or "").startswith(tuple(f"{kind}-" for kind in _KINDS))
    known = range(1, (len(asking.themes) or 3) + 1)
    if len(event.numbers) <= 1 and all(number in known for number in event.numbers):
        person = PersonId(event.user)
        asking = _without(asking, person)
        if event.numbers:
            new = Answer(person, event.numbers, event.event)
            asking = replace(asking, answers=polls.with_answer(asking.answers, new))
        _put(draft, asking)
    return True


def idea(draft: Draft, event: IdeaTold) -> None:
    """A theme of one's own, in a reply to the question which it shall be."""
    asking = _of(draft.circle, event.poll)
    if asking is not None and asking.kind == "theme":
        person = PersonId(event.user)
        asking = _without(asking, person)
        _put(draft, replace(asking, ideas=(*asking.ideas, (person, event.event))))


def keep(draft: Draft) -> None:
    """Keep answers only as long as the meeting they are about is the next one of its series."""
    next_ones = {
        (series.id, series.next.name) for series in draft.circle.calendar if series.next is not None
    }
    unknown = {series.id for series in draft.circle.calendar if series.next is None}
    _keep_if(draft, lambda one: one.series in unknown or (one.series, one.meeting) in next_ones)


def changed(draft: Draft, series: str, meeting: WallTime | None = None) -> None:
    """A meeting was moved or cancelled, or all of a series: what was answered was about another."""
    _keep_if(draft, lambda one: one.series != series or meeting not in (None, one.meeting))


def forget(draft: Draft, user: UserId) -> None:
    """Let go of what somebody answered: they left, or want to be forgotten."""
    askings = tuple(_without(one, PersonId(user)) for one in draft.circle.askings)
    draft.circle = replace(draft.circle, askings=askings)


def gone(draft: Draft, event: EventId) -> None:
    """The message in which somebody answered was removed: the answer goes with it."""
    askings = tuple(
        replace(
            one,
            answers=polls.without_event(one.answers, event),
            ideas=tuple(told for told in one.ideas if told[1] != event),
        )
        for one in draft.circle.askings
    )
    draft.circle = replace(draft.circle, askings=askings)


def _without(asking: Asking, person: PersonId) -> Asking:
    return replace(
        asking,
        answers=polls.without_answer_of(asking.answers, person),
        ideas=tuple(told for told in asking.ideas if told[0] != person),
    )


def _keep_if(draft: Draft, wanted: Callable[[Asking], bool]) -> None:
    """Let go of the answers to other polls, and close these."""
    kept = tuple(one for one in draft.circle.askings if wanted(one))
    over = [one for one in draft.circle.askings if one not in kept]
    if over:
        draft.circle = replace(draft.circle, askings=kept)
        draft.effects += [EndPoll(one.handle) for one in over]


def _of(circle: Circle, mark: Mark) -> Asking | None:
    return next((one for one in circle.askings if mark.handle == one.handle), None)


def _put(draft: Draft, asking: Asking) -> None:
    askings = tuple(asking if one.handle == asking.handle else one for one in draft.circle.askings)
    draft.circle = replace(draft.circle, askings=askings)
