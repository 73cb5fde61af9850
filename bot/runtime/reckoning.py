"""Where what is planned stands now: worked out when it changed, when its time has come, at the start."""

from __future__ import annotations

from bot.calendar.reckoning import reckon
from bot.calendar.recurrence import instant
from bot.core.circle import Circle
from bot.core.events import AlarmRang
from bot.core.meetings.events import Reckoned
from bot.core.series import Series


def rang(circle: Circle, at: int) -> AlarmRang:
    """A time that a room asked for has come (``at``, ms): with where its series are that are due."""
    talking = circle.session is not None
    due = [series for series in circle.calendar if series.due(talking=talking) <= at]
    return AlarmRang(at, tuple(reckon(series, at) for series in due))


def anew(circle: Circle, at: int) -> Reckoned | None:
    """Where the series are that changed or are new; None if there are none."""
    unknown = [series for series in circle.calendar if series.next is None]
    if not unknown:
        return None
    return Reckoned(at, tuple(reckon(series, at) for series in unknown))


def at_start(circle: Circle, at: int) -> AlarmRang | None:
    """At the start, where the series are that a change of their zone's rules moved, as by an alarm."""
    moved = [series for series in circle.calendar if _is_elsewhere(series)]
    if not moved:
        return None
    return AlarmRang(at, tuple(reckon(series, at) for series in moved))


def _is_elsewhere(series: Series) -> bool:
    meeting = series.next
    return meeting is None or instant(meeting.local, series.rule.zone) != meeting.at
