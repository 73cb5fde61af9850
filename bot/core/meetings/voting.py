"""Which theme: where none was given for a series, people choose one a week ahead.

They choose between some themes of the library, or tell one of their own in a reply. What most chose is
the theme; of as many, the one that stood first; and a theme of one's own where nobody chose another.
"""

from __future__ import annotations

from bot.core import polls
from bot.core.circle import Asking, Circle
from bot.core.draft import Draft, line
from bot.core.effects import Slot, Text, When, Words
from bot.core.meetings import askings
from bot.core.meetings.elsewhere import zone_lines
from bot.core.people import EventId
from bot.core.series import Meeting, Series, WallTime


def ask(draft: Draft, series: Series, meeting: Meeting, themes: tuple[str, ...]) -> None:
    """Put the question, if there is something to choose from."""
    if len(themes) < 2:
        return
    askings.ask(
        draft,
        Asking("theme", series.id, meeting.name, series.sequence, themes=themes),
        [Text(f"themes.{theme}") for theme in themes],
        line("vote", when=When(meeting.local), format=Text(f"{series.format}.name")),
        *zone_lines(series),
        line("vote-how"),
    )


def chosen(circle: Circle, series: str, meeting: WallTime) -> tuple[str | None, EventId | None]:
    """The theme that people chose: its id in the library, or the message in which it was told."""
    asked = askings.find(circle, "theme", series, meeting)
    if asked is None:
        return None, None
    tally = polls.tally(asked.answers)
    numbers = range(1, len(asked.themes) + 1)
    most = max(numbers, key=lambda number: (tally[number], -number))
    if tally[most]:
        return asked.themes[most - 1], None
    return (None, asked.ideas[0][1]) if asked.ideas else (None, None)


def slot(circle: Circle, series: Series, meeting: Meeting | None = None) -> Slot | None:
    """The theme of a series, or of a meeting of it, as it stands now: for a slot."""
    theme, event = series.topic, series.theme
    if theme is None and event is None and meeting is not None:
        theme, event = chosen(circle, series.id, meeting.name)
    if theme is not None:
        return Text(f"themes.{theme}")
    return None if event is None else Words(event, "common.theme-there", circle.room)
