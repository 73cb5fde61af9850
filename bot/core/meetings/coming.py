"""Who comes: asked by a poll a week ahead, told as a number only.

That somebody may be wanting whom the format needs is said three days ahead, and is made out of nothing
but what people told Kring themselves: whether of those that come one speaks as a naaste, or as a
professional. Of voices that tell of somebody's health nothing is made: that none is looked for would
tell that there is one.
"""

from __future__ import annotations

from bot.core import polls
from bot.core.circle import Asking, Circle
from bot.core.draft import Draft, count, line
from bot.core.effects import Line, Text, When
from bot.core.meetings import askings
from bot.core.meetings.elsewhere import zone_lines
from bot.core.series import Meeting, Series, WallTime

COMES = 1
"""The number of the answer that somebody comes; then follow that they do not, and perhaps."""


def ask(draft: Draft, series: Series, meeting: Meeting) -> None:
    """Put the question."""
    askings.ask(
        draft,
        Asking("coming", series.id, meeting.name, series.sequence),
        [Text(f"common.coming-{key}") for key in ("yes", "no", "perhaps")],
        line("coming", when=When(meeting.local), format=Text(f"{series.format}.name")),
        *zone_lines(series),
        line("coming-how"),
    )


def number(circle: Circle, series: str, meeting: WallTime) -> int:
    """How many said that they come to a meeting."""
    asked = askings.find(circle, "coming", series, meeting)
    return polls.tally(asked.answers)[COMES] if asked is not None else 0


def lines(circle: Circle, series: Series, meeting: Meeting) -> list[Line]:
    """How many come, so far, where it was asked."""
    if askings.find(circle, "coming", series.id, meeting.name) is None:
        return []
    coming = number(circle, series.id, meeting.name)
    return [line("coming-number", count=count(coming)) if coming else line("coming-nobody")]


def look_for(draft: Draft, series: Series, meeting: Meeting) -> None:
    """Say which voices may be wanting, so that people can be invited; never who speaks from which."""
    asked = askings.find(draft.circle, "coming", series.id, meeting.name)
    answers = asked.answers if asked is not None else ()
    come = {answer.person for answer in answers if COMES in answer.numbers}
    told = {voice for one in draft.circle.people if one.id in come for voice in one.voices}
    wanted = tuple(
        ("voice", Text(f"common.voice-{voice}")) for voice in series.needs if voice not in told
    )
    if wanted:
        what = line("coming-wanted", when=When(meeting.local), format=Text(f"{series.format}.name"))
        who = Line("common.coming-who", wanted)
        draft.say("reminder", what, *zone_lines(series), who, *lines(draft.circle, series, meeting))
