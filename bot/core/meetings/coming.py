"""Who comes: asked by a poll a week ahead, told as a number only.

The last answer of each counts. Answers are kept until the meeting is over, or moved; whoever leaves
the room takes theirs along. That somebody may be wanting whom the format needs is said three days
ahead, and is made out of nothing but what people told Kring themselves: whether of those that come
one speaks as a naaste, or as a professional. Of voices that tell of somebody's health nothing is made:
that none is looked for would tell that there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core import polls
from bot.core.circle import Answer, Circle, Coming
from bot.core.draft import Draft, count, line
from bot.core.effects import EndPoll, Line, Mark, Text, When
from bot.core.events import Polled
from bot.core.people import PersonId, UserId
from bot.core.series import Meeting, Series, WallTime

COMES, COMES_NOT, PERHAPS = 1, 2, 3
"""The numbers of the answers."""
_HANDLE = "coming"


def ask(draft: Draft, series: Series, meeting: Meeting) -> None:
    """Put the question; answers to an earlier one of this series are let go."""
    asked = Coming(series.id, meeting.name, series.sequence)
    _keep_if(draft, lambda one: one.series != series.id)
    draft.circle = replace(draft.circle, coming=(*draft.circle.coming, asked))
    options = [Text(f"common.coming-{key}") for key in ("yes", "no", "perhaps")]
    draft.say(
        "poll",
        line("coming", when=When(meeting.local), format=Text(f"{series.format}.name")),
        line("coming-how"),
        handle=asked.handle,
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


def look_for(draft: Draft, series: Series, meeting: Meeting) -> None:
    """Say which voices may be wanting, so that people can be invited; never who speaks from which."""
    asked = find(draft.circle, series.id, meeting.name)
    answers = asked.answers if asked is not None else ()
    come = {answer.person for answer in answers if COMES in answer.numbers}
    told = {voice for one in draft.circle.people if one.id in come for voice in one.voices}
    wanted = tuple(
        ("voice", Text(f"common.voice-{voice}")) for voice in series.needs if voice not in told
    )
    if wanted:
        what = line("coming-wanted", when=When(meeting.local), format=Text(f"{series.format}.name"))
        who = Line("common.coming-who", wanted)
        draft.say("reminder", what, who, *lines(draft.circle, series, meeting))


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


def _keep_if(draft: Draft, wanted: Callable[[Coming], bool]) -> None:
    """Let go of the answers to other polls, and close these."""
    kept = tuple(one for one in draft.circle.coming if wanted(one))
    gone = [one for one in draft.circle.coming if one not in kept]
    if gone:
        draft.circle = replace(draft.circle, coming=kept)
        draft.effects += [EndPoll(one.handle) for one in gone]


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
    return next((one for one in circle.coming if mark.handle == one.handle), None)


def _put(draft: Draft, asked: Coming) -> None:
    coming = tuple(
        asked if (one.series, one.meeting) == (asked.series, asked.meeting) else one
        for one in draft.circle.coming
    )
    draft.circle = replace(draft.circle, coming=coming)
