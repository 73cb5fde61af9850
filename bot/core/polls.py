"""Polls, in a session or outside one: what is put before people, what answers are, what they add up to.

Whoever asks something by a poll keeps the answers by person (``Answer``) as long as the poll is open,
and afterwards no more than what they add up to. The last answer of each counts. An answer with no
number is a pass; which answers count is for whoever asks to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.core.circle import Answer
from bot.core.draft import count, line
from bot.core.effects import Ballot, Line, Slot
from bot.core.people import EventId, PersonId

FEWEST_SHOWN = 5
"""Of how many answers to a scale the outcome is shown (design section 3)."""


def choice(options: Sequence[Slot], most: int = 1) -> Ballot:
    """Put a choice between these options, numbered from 1; ``most`` is how many one may choose.

    An option is a text, a theme, or words quoted from the room.
    """
    labels = [
        line("poll-option", number=count(n), option=slot) for n, slot in enumerate(options, 1)
    ]
    return Ballot(tuple(enumerate(labels, 1)), most)


def scale(lowest: int, highest: int, low: Slot, high: Slot) -> Ballot:
    """Put a whole number from ``lowest`` up to and including ``highest``; ``low`` is what it means."""
    ends = {lowest: low, highest: high}

    def label(value: int) -> Line:
        if value in ends:
            return line("poll-option", number=count(value), option=ends[value])
        return line("poll-value", number=count(value))

    values = range(lowest, highest + 1)
    return Ballot(tuple((value, label(value)) for value in values), open=False)


def fault(ballot: Ballot, numbers: Sequence[int]) -> Line | None:
    """Say what is wrong with an answer of these numbers, None if nothing is."""
    known = [number for number, _ in ballot.options]
    if len(numbers) > ballot.most > 1:
        return line("fault-poll-most", most=count(ballot.most))
    if len(numbers) > ballot.most or not set(numbers) <= set(known):
        return line("fault-poll-number", lowest=count(known[0]), highest=count(known[-1]))
    return None


def with_answer(answers: Sequence[Answer], new: Answer) -> tuple[Answer, ...]:
    """Replace what this person answered before, in whatever way."""
    return (*without_answer_of(answers, new.person), new)


def without_answer_of(answers: Iterable[Answer], person: PersonId) -> tuple[Answer, ...]:
    """Leave out what this person answered."""
    return tuple(answer for answer in answers if answer.person != person)


def without_event(answers: Iterable[Answer], event: EventId) -> tuple[Answer, ...]:
    """Leave out the answer that stood in this message: it is gone, or reads differently now."""
    return tuple(answer for answer in answers if answer.event != event)


def given(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Leave out those who passed."""
    return tuple(answer for answer in answers if answer.numbers)


def tally(answers: Iterable[Answer]) -> Counter[int]:
    """Count how often each number was chosen."""
    return Counter(number for answer in answers for number in answer.numbers)


def may_be_shown(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers to a scale of which the values may be shown; none if they are too few.

    Those told to Kring alone are shown from five of their own: everybody sees the others', and what
    is known of all but a few can be subtracted.
    """
    private = tuple(answer for answer in answers if answer.privately)
    shown = tuple(answers)
    if 0 < len(private) < FEWEST_SHOWN:
        shown = tuple(answer for answer in answers if not answer.privately)
    return shown if len(shown) >= FEWEST_SHOWN else ()
