"""Random series, from a number: the same number gives the same series."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import islice

from bot.calendar.recurrence import anchored, names, wall
from bot.core.series import Change, Every, Rule, Series, WallDate, WallTime

ZONES = (
    "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
    "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Chatham", "Asia/Gaza",
    "America/Santiago", "Europe/Dublin", "Africa/Cairo", "America/Havana", "Asia/Tehran",
    "Antarctica/Troll", "Pacific/Kiritimati", "America/Nuuk", "Asia/Kolkata", "America/Sao_Paulo",
    "UTC",
)  # fmt: skip
"""Zones with odd rules, and some without."""
YEARS = 20


def random_rule(chance: random.Random) -> Rule:
    """A rule that has at least one meeting."""
    while True:
        day = date(2024, 1, 1) + timedelta(days=chance.randrange(1500))
        hour = chance.choice((0, 1, 2, 2, 3, 10, 14, 19, 19, 23))
        first = WallTime(f"{day}T{hour:02}:{chance.choice((0, 15, 30, 59)):02}")
        every = chance.choice((None, *Every, Every.WEEK, Every.MONTH, Every.MONTH))
        weekdays: tuple[int, ...] = ()
        weeks: tuple[int, ...] = ()
        monthdays: tuple[int, ...] = ()
        if every is Every.WEEK or (every is Every.MONTH and chance.random() < 0.7):
            weekdays = tuple(sorted(chance.sample(range(7), chance.choice((1, 1, 1, 2, 5)))))
        if every is Every.MONTH and weekdays:
            weeks = tuple(chance.sample((1, 2, 3, 4, 5, -1, -2), chance.choice((1, 1, 2))))
        elif every is Every.MONTH:
            monthdays = tuple(chance.sample((1, 15, 28, 29, 30, 31, -1), chance.choice((1, 1, 2))))
        until, count = None, None
        if every is not None and (end := chance.random()) < 0.5:
            if end < 0.25:
                until = WallDate((day + timedelta(days=chance.randrange(3000))).isoformat())
            else:
                count = chance.randrange(1, 200)
        interval = 1 if every is None else chance.choice((1, 1, 1, 2, 3, 6))
        without: tuple[int, ...] = ()
        if every not in (None, Every.YEAR) and chance.random() < 0.2:
            without = tuple(sorted(chance.sample(range(1, 13), chance.choice((1, 1, 2, 6)))))
        rule = Rule(
            first, chance.choice(ZONES), every, interval, weekdays, weeks, monthdays, until, count,
            without,
        )  # fmt: skip
        found = anchored(rule, first)
        if found is not None:
            return found


def random_series(seed: int) -> Series:
    """A series, some of whose meetings are moved or cancelled."""
    chance = random.Random(seed)
    rule = random_rule(chance)
    early = list(islice(names(rule), 30))
    changes = []
    for name in sorted(chance.sample(early, min(len(early), chance.choice((0, 0, 1, 2, 5))))):
        to = None
        if chance.random() < 0.5:
            shift = timedelta(minutes=chance.randrange(-2880, 2880))
            to = wall(datetime.fromisoformat(name) + shift)
        changes.append(Change(WallTime(name), to))
    minutes = chance.choice((30, 60, 90, 120, 180))
    return Series(f"series-{seed}", "campfire", rule, minutes, (), changes=tuple(changes))
