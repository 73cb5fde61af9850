"""Who comes: asked by a poll a week ahead, told as a number only.

The last answer of each counts. Answers are kept until the meeting is over, or moved; whoever leaves
the room takes theirs along. That somebody may be wanting whom the format is for is said a day ahead,
and is made out of nothing but what people told Kring themselves: who of those that come speaks as a
naaste or as a professional. Of voices that tell of somebody's health it is not even counted.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import polls
from bot.core.circle import Answer, Circle, Coming
from bot.core.draft import Draft, count, line
from bot.core.effects import Line, Mark, Text, When
from bot.core.events import Polled
from bot.core.people import PersonId, UserId
from bot.core.series import Meeting, Series, WallTime

COMES, COMES_NOT, PERHAPS = 1, 2, 3
"""The numbers of the answers."""
_HANDLE = "coming"


def ask(draft: Draft, series: Series, meeting: Meeting) -> None:
    """Put the question; answers to an earlier one of this series are let go."""
    others = tuple(one for one in draft.circle.coming if one.series != series.id)
    asked = Coming(series.id, meeting.name)
    draft.circle = replace(draft.circle, coming=(*others, asked))
    options = [Text(f"common.coming-{key}") for key in ("yes", "no", "perhaps")]
    draft.say(
        "poll",
        line("coming", when=When(meeting.local), format=Text(f"{series.format}.name")),
        line("coming-how"),
        handle=f"{_HANDLE}-{series.id}-{meeting.name}",
        lasting=True,
        ballot=polls.choice(options),
    )


def polled(draft: Draft, event: Polled) -> bool:
    """An answer; False when it is to another poll. What is no answer to this one changes nothing."""
    asked = _asked(draft.circle, event.poll)
    if asked is None:
        return (event.poll.handle or "").startswith(f"{_HANDLE}-")
    person = PersonId(event.user)
    if any(number not in (COMES, COMES_NOT, PERHAPS) for number in event.numbers):
        return True
    if len(event.numbers) > 1:
        return True
    new = Answer(person, event.numbers, event.event)
    answers = polls.without_answer_of(asked.answers, person)
    if event.numbers:
        answers = polls.with_answer(asked.answers, new)
    _put(draft, replace(asked, answers=answers))
    return True


def number(circle: Circle, series: str, meeting: WallTime) -> int:
    """How many said that they come to a meeting."""
    asked = find(circle, series, meeting)
    return polls.tally(asked.answers)[COMES] if asked is not None else 0


def find(circle: Circle, series: str, meeting: WallTime) -> Coming | None:
    """What was asked about a meeting, None if it was not."""
    return next(
        (one for one in circle.coming if (one.series, one.meeting) == (series, meeting)), None
    )


def lines(circle: Circle, series: Series, meeting: Meeting) -> list[Line]:
    """How many come, so far, where it was asked."""
    if find(circle, series.id, meeting.name) is None:
        return []
    coming = number(circle, series.id, meeting.name)
    return [line("coming-number", count=count(coming)) if coming else line("coming-nobody")]


def keep(draft: Draft) -> None:
    """Keep answers only as long as the meeting they are about is the next one of its series."""
    next_ones = {
        (series.id, series.next.name) for series in draft.circle.calendar if series.next is not None
    }
    unknown = {series.id for series in draft.circle.calendar if series.next is None}
    kept = tuple(
        one
        for one in draft.circle.coming
        if one.series in unknown or (one.series, one.meeting) in next_ones
    )
    if kept != draft.circle.coming:
        draft.circle = replace(draft.circle, coming=kept)


def forget(draft: Draft, user: UserId) -> None:
    """Let go of what somebody answered: they left, or want to be forgotten."""
    person = PersonId(user)
    coming = tuple(
        replace(one, answers=polls.without_answer_of(one.answers, person))
        for one in draft.circle.coming
    )
    draft.circle = replace(draft.circle, coming=coming)


def gone(draft: Draft, event: str) -> None:
    """The message in which somebody answered was removed: the answer goes with it."""
    for one in draft.circle.coming:
        answers = tuple(answer for answer in one.answers if answer.event != event)
        if answers != one.answers:
            _put(draft, replace(one, answers=answers))


def _asked(circle: Circle, mark: Mark) -> Coming | None:
    return next(
        (one for one in circle.coming if mark.handle == f"{_HANDLE}-{one.series}-{one.meeting}"),
        None,
    )


def _put(draft: Draft, asked: Coming) -> None:
    coming = tuple(
        asked if (one.series, one.meeting) == (asked.series, asked.meeting) else one
        for one in draft.circle.coming
    )
    draft.circle = replace(draft.circle, coming=coming)
