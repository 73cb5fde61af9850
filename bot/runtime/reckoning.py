"""Where what is planned stands now: worked out when it changed, when its time has come, at the start."""

from __future__ import annotations

from bot.calendar.reckoning import reckon
from bot.calendar.recurrence import instant
from bot.core.circle import Circle
from bot.core.events import AlarmRang
from bot.core.meetings.events import Reckoned
from bot.core.series import Series
from bot.formats.themes import Themes
from bot.runtime.themes import some

CHOOSE_FROM = 5
"""How many themes of the library people choose from."""


class Reckoning:
    """Works it out; from ``themes`` come those that people choose from."""

    def __init__(self, themes: Themes) -> None:
        self._themes = themes

    def rang(self, circle: Circle, at: int) -> AlarmRang:
        """A time that a room asked for has come (``at``, ms): with where its series are that are due."""
        talking = circle.session is not None
        due = [series for series in circle.calendar if series.due(talking=talking) <= at]
        return self._alarm(circle, at, due)

    def anew(self, circle: Circle, at: int) -> Reckoned | None:
        """Where the series are that changed or are new; None if there are none."""
        unknown = [series for series in circle.calendar if series.next is None]
        if not unknown:
            return None
        reckonings = tuple(reckon(series, at, awake=True) for series in unknown)
        return Reckoned(at, reckonings, self._offered(circle, at, unknown))

    def at_start(self, circle: Circle, at: int) -> AlarmRang | None:
        """At the start, where the series are that new rules of their zone moved, as by an alarm."""
        moved = [series for series in circle.calendar if _is_elsewhere(series)]
        return self._alarm(circle, at, moved) if moved else None

    def _alarm(self, circle: Circle, at: int, due: list[Series]) -> AlarmRang:
        reckonings = tuple(reckon(series, at) for series in due)
        return AlarmRang(at, reckonings, self._offered(circle, at, due))

    def _offered(self, circle: Circle, at: int, series: list[Series]) -> tuple[str, ...]:
        """Some themes that did not come up here lately, drawn by chance."""
        if not any(one.votes for one in series):
            return ()
        drawn = some(self._themes, circle.lately, CHOOSE_FROM, f"{circle.room} {at}")
        return tuple(theme.id for theme in drawn)


def _is_elsewhere(series: Series) -> bool:
    meeting = series.next
    return meeting is None or instant(meeting.local, series.rule.zone) != meeting.at
