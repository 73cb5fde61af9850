"""The words of the planning language and what they count. Folded: no accents, no capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.core.series import Every


def _table(*rows: str, first: int = 1) -> Mapping[str, int]:
    """Number rows of words that mean the same."""
    return {word: first + n for n, row in enumerate(rows) for word in row.split()}


NUMBERS = {
    **_table(
        "een one a an", "twee two", "drie three", "vier four", "vijf five", "zes six",
        "zeven seven", "acht eight", "negen nine", "tien ten", "elf eleven", "twaalf twelve",
        "dertien thirteen", "veertien fourteen", "vijftien fifteen",
    ),
    "twintig": 20, "twenty": 20, "vijfentwintig": 25, "twenty-five": 25, "dertig": 30, "thirty": 30,
}  # fmt: skip

WEEKDAYS = _table(
    "maandag maandagen maandags ma monday mondays mon",
    "dinsdag dinsdagen dinsdags di tuesday tuesdays tue tues",
    "woensdag woensdagen woensdags wo wednesday wednesdays wed",
    "donderdag donderdagen donderdags do thursday thursdays thu thur thurs",
    "vrijdag vrijdagen vrijdags vr friday fridays fri",
    "zaterdag zaterdagen zaterdags za saturday saturdays sat",
    "zondag zondagen zondags zo sunday sundays sun",
    first=0,
)

MONTHS = _table(
    "januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may",
    "juni june jun", "juli july jul", "augustus august aug", "september sep sept",
    "oktober october okt oct", "november nov", "december dec",
)  # fmt: skip

ORDINALS: Mapping[str, int] = {
    **_table("eerste first", "tweede second", "derde third", "vierde fourth", "vijfde fifth"),
    **dict.fromkeys(("laatste", "last"), -1),
    **dict.fromkeys(("voorlaatste", "penultimate", "second-last", "second-to-last"), -2),
}

UNITS: Mapping[str, Every] = {
    **dict.fromkeys(["dag", "dagen", "day", "days"], Every.DAY),
    **dict.fromkeys(["week", "weken", "weeks"], Every.WEEK),
    **dict.fromkeys(["maand", "maanden", "month", "months"], Every.MONTH),
    **dict.fromkeys(["jaar", "jaren", "year", "years"], Every.YEAR),
}

ADVERBS: Mapping[str, tuple[Every, int]] = {
    **dict.fromkeys(["dagelijks", "daily"], (Every.DAY, 1)),
    **dict.fromkeys(["wekelijks", "weekly"], (Every.WEEK, 1)),
    **dict.fromkeys(
        [
            "tweewekelijks",
            "veertiendaags",
            "tweeweekelijks",
            "biweekly",
            "bi-weekly",
            "fortnightly",
        ],
        (Every.WEEK, 2),
    ),
    **dict.fromkeys(["maandelijks", "monthly"], (Every.MONTH, 1)),
    **dict.fromkeys(["tweemaandelijks"], (Every.MONTH, 2)),
    **dict.fromkeys(["driemaandelijks", "quarterly"], (Every.MONTH, 3)),
    **dict.fromkeys(["jaarlijks", "yearly", "annually"], (Every.YEAR, 1)),
}

DAYPARTS: Mapping[str, str] = {
    **dict.fromkeys(
        ["ochtend", "ochtends", "ochtenden", "morgens", "morning", "mornings"], "morning"
    ),
    **dict.fromkeys(["middag", "middags", "middagen", "afternoon", "afternoons"], "afternoon"),
    **dict.fromkeys(["avond", "avonds", "avonden", "evening", "evenings"], "evening"),
    **dict.fromkeys(["nacht", "nachts", "nachten", "night", "nights"], "night"),
}

COMPOUNDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("v/d", "vd", "v.d"), ("van", "de")),
    "mnd": ("maand",),
    "wk": ("week",),
    "ied": ("iedere",),
    "&": ("en",),
    "eenmalig": ("1", "keer"),
    "uurtje": ("uur",),
    "halfuurtje": ("half", "uur"),
    "kwartiertje": ("kwartier",),
    **dict.fromkeys(("m.u.v", "muv"), ("behalve",)),
    "vanochtend": ("vandaag", "ochtend"),
    "vanmorgen": ("vandaag", "ochtend"),
    "vanmiddag": ("vandaag", "middag"),
    "vanavond": ("vandaag", "avond"),
    "vannacht": ("vandaag", "nacht"),
    "tonight": ("today", "evening"),
    **{
        f"{day}{joint}{part}": (day, "ochtend" if part == "morgen" else part)
        for day in (*WEEKDAYS, "morgen", "overmorgen")
        for joint in ("", "-")
        for part in ("ochtend", "morgen", "middag", "avond", "nacht")
    },
}
"""Words that are others: "donderdagavond", "v/d"."""
TOGETHER: Mapping[str, str] = {"-": "-", "/": "en"}
"""What stands between days, or months, that are typed as one word ("ma-vr", "juli/augustus"), and the
word that it is.
"""

FILLERS = frozenset(
    _table(
        "op om om: de het en dan in van of is wordt steeds telkens altijd rond circa ca graag aub svp t",
        "on at the and then please around",
    )
)
"""Words that may stand between and say nothing."""


def either(words: Iterable[str]) -> str:
    """Make a pattern for one of these words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


def whole(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that ends where a word does."""
    return re.compile(rf"(?:{pattern})(?= |$)")
