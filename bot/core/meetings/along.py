"""What is planned goes along when people go on in another room: an upgraded one, or a fresh one.

| what happens | in the old room | in the new one |
|---|---|---|
| a room was upgraded, and Kring is in both | the calendar goes | it comes, and is told |
| Kring made a fresh room for them | the calendar goes | it is here |

The named human and the language come along too. A theme that was typed stays behind: its words are
in the old room. So do answers to who comes.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.circle import Circle
from bot.core.draft import Draft, line
from bot.core.meetings.events import BroughtAlong, TakenAlong
from bot.core.series import Series


def taken(draft: Draft, event: TakenAlong) -> None:
    """People go on elsewhere: nothing is planned here any more."""
    empty(draft)


def empty(draft: Draft) -> None:
    """Let go of what is planned here."""
    draft.circle = replace(draft.circle, calendar=(), proposals=(), listed=(), askings=())


def brought(draft: Draft, event: BroughtAlong) -> None:
    """What was planned in the old room is planned here."""
    known = {series.id for series in draft.circle.calendar}
    came = tuple(series for series in event.calendar if series.id not in known)
    draft.circle = replace(
        draft.circle,
        calendar=(*draft.circle.calendar, *came),
        trusted=draft.circle.trusted or event.trusted,
        language=event.language,
    )
    if came:
        draft.say("planned", line("planned-along"))


def calendar(circle: Circle) -> tuple[Series, ...]:
    """The calendar of a room as it is taken along."""
    return tuple(replace(series, theme=None) for series in circle.calendar)
