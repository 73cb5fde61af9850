"""Of which zone a time is, told with it where that is not Kring's own."""

from __future__ import annotations

from bot.core.draft import line
from bot.core.effects import Line, Zone
from bot.core.series import Series


def zone_lines(series: Series) -> list[Line]:
    """What is said after a time that was just told."""
    return [line("zone-of", zone=Zone(series.rule.zone))] if series.abroad else []
