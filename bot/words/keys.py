"""Which texts the code asks for and with which slots; the loader holds ``prompts/`` against it.

A text that is not here is never used; a text that is here must exist in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from bot.core.events import Fault
from bot.core.people import Voice

WORD_BUDGET = 15
"""How many words a turn announcement may have (design R12)."""
TITLE_WORDS = 6
"""How many words the name of a stage may have."""


@dataclass(frozen=True, slots=True)
class Key:
    """A text's slots, whether it must stay within the word budget (``short``), and whether it is the
    name of something (``title``), to stand within a sentence.
    """

    slots: frozenset[str] = frozenset()
    short: bool = False
    title: bool = False

    @property
    def counted(self) -> bool:
        """Whether the text has plural forms."""
        return "count" in self.slots


def _keys(*names: str, slots: Iterable[str] = ()) -> dict[str, Key]:
    return dict.fromkeys(names, Key(frozenset(slots)))


def _short(keys: Mapping[str, Key]) -> dict[str, Key]:
    return {name: replace(key, short=True) for name, key in keys.items()}


CALENDAR: Mapping[str, Key] = {
    **_keys("when", slots=["date", "time"]),
    **_keys("rhythm-day", "rhythm-workday", "rhythm-end-of-month", slots=["time"]),
    **_keys("rhythm-days", "rhythm-end-of-months", slots=["number", "time"]),
    **_keys("rhythm-week", slots=["days", "time"]),
    **_keys("rhythm-weeks", slots=["number", "days", "time"]),
    **_keys("rhythm-month", slots=["nth", "days", "time"]),
    **_keys("rhythm-months", slots=["number", "nth", "days", "time"]),
    **_keys("rhythm-date", slots=["dates", "time"]),
    **_keys("rhythm-dates", slots=["number", "dates", "time"]),
    **_keys("rhythm-year", slots=["date", "time"]),
    **_keys("rhythm-years", slots=["number", "date", "time"]),
    **_keys("rhythm-until", slots=["date"]),
    **_keys("rhythm-count", "length-minutes", "length-hours", slots=["count"]),
    **_keys("length-days", "length-weeks", slots=["count"]),
    **_keys("length-both", slots=["hours", "minutes"]),
    **_keys(*(f"nth-{week}" for week in (1, 2, 3, 4, 5, "last", "last-but-one"))),
    **_keys(*(f"nth-day-{form}" for form in ("one", "two", "few", "other")), slots=["number"]),
    **_keys("plan-confirm", "plan-move-series", "plan-cancel-series", slots=["format", "rhythm"]),
    **_keys("plan-length", slots=["length"]),
    **_keys("plan-theme", slots=["theme"]),
    **_keys("plan-facilitators", "plan-in-turn", slots=["name"]),
    **_keys("plan-zone", slots=["zone"]),
    **_keys("plan-leads", slots=["leads"]),
    **_keys("plan-date", "planned-first", "planned-next", slots=["when"]),
    **_keys("plan-clash", "planned-cancelled", slots=["when", "format"]),
    **_keys("plan-no-leads", "plan-dates", "plan-question", "plan-dropped"),
    **_keys(
        "planned", "planned-moved-series", "planned-cancelled-series", slots=["format", "rhythm"]
    ),
    **_keys("planned-moved", slots=["format", "from", "when"]),
    **_keys("planned-file", "calendar-file", "calendar-title", "calendar-name"),
    **_keys("agenda", "agenda-empty", "agenda-how"),
    **_keys("agenda-item", "agenda-item-cancelled", slots=["number", "when", "format"]),
    **_keys("fault-plan-part", "fault-plan-daypart", "fault-plan-weekday", slots=["part"]),
    **_keys("fault-plan-past", slots=["part"]),
    **_keys("fault-plan-day", "fault-plan-time", "fault-plan-never", "fault-plan-which"),
    **_keys("fault-plan-examples", "fault-plan-full", "fault-plan-gone", "fault-move-examples"),
    **_keys("fault-move-which", "fault-cancel-which", "fault-agenda-number"),
    **_keys("fault-already-cancelled", "fault-not-coordinator"),
}
"""The texts of the calendar; ``count`` is how many minutes, hours, days, weeks, or times."""

COMMON: Mapping[str, Key] = {
    **CALENDAR,
    **_keys("hello", "hello-unencrypted", "hello-private"),
    **_keys("gathering-how", "agreements"),
    **_keys("cannot-read", "agreements-waiting", "circle-size", "readers", slots=["count"]),
    **_short(_keys("turn", "turn-again", slots=["name", "next"])),
    **_short(_keys("turn-last", "turn-again-last", "time-question", slots=["name"])),
    **_keys("reminder-all", "queue", "open-last-question", "paused", "resumed"),
    **_keys("harvest", "harvest-take-back", "harvest-empty", "line-taken-back", "line-gone"),
    **_keys("harvest-line", slots=["name", "line"]),
    **_keys("fault-hand-not-now", "fault-line-of-other", "fault-nothing-to-take-back"),
    **_keys(
        "paused-stop-asked",
        "resumed-turn",
        "welcome-gathering",
        "welcome-newcomer",
        "welcome-alongside",
        "welcome-back",
        "welcome-reader",
        slots=["name"],
    ),
    **_keys("left", "reach", slots=["trusted"]),
    **_keys("left-plain", "reach-plain", "crisis-pointer", "crisis"),
    **_keys("voices-noted", "voices-withdrawn", "seat-agree", "facilitator-gone"),
    **_keys("seat-added", "seat-removed", slots=["seat"]),
    **_keys("facilitators-shared", slots=["name", "other"]),
    **_keys("facilitator-handed", "trusted-set", "resend", slots=["name"]),
    **_keys(
        "language-set",
        "safety-ok",
        "safety-intro",
        "safety-changed",
        "safety-still",
        "safety-refused-intro",
    ),
    **_keys(*(f"safety-{fault}" for fault in get_args(Fault))),
    **_keys("help", "help-facilitator", "help-private", "formats-intro"),
    **_keys("private-refused", "explain-unreadable", "answered-privately", "voices-kept"),
    **_keys(*(f"voice-{voice}" for voice in Voice)),
    **_keys("about-intro", "about-nothing", "about-elsewhere", "about-chat", "about-until-close"),
    **_keys("about-room", "about-seat", "about-line", slots=["place"]),
    **_keys("about-voice", slots=["voice"]),
    **_keys("about-spoke", slots=["count"]),
    **_keys("about-agreed", "about-joined", "about-reader", "about-newcomer", "about-left"),
    **_keys("about-facilitator", "about-trusted", "about-speaks", "about-waits", "about-had-turn"),
    **_keys("about-hand", "about-answered", "about-pause", "about-resend", "about-message"),
    **_keys("room-unnamed"),
    **_keys("where-gathering", "where-agreements", "where-stages", "where-paused"),
    **_keys("someone", "theme-gone"),
    **_keys("fault-unknown-command", "fault-unknown-format", slots=["near"]),
    **_keys("fault-unknown-command-plain", "fault-unknown-format-plain", "fault-start-which"),
    **_keys("fault-not-facilitator", "fault-running", "fault-no-session", "fault-nothing-asked"),
    **_keys("fault-too-few", slots=["count"]),
    **_keys("fault-not-your-turn", slots=["name"]),
    **_keys("fault-no-turn", "fault-not-in-circle", "fault-paused", "fault-resume-others"),
    **_keys("fault-not-paused", "fault-hand-later", "fault-unknown-voice", "fault-unknown-seat"),
    **_keys("fault-seat-name", "fault-who", "fault-not-here", "fault-language"),
    **_keys(
        "fault-unencrypted",
        "fault-seats-full",
        "fault-seat-of-other",
        "fault-stop-asked",
        "fault-circle-empty",
    ),
}
"""The texts of ``prompts/common``.

``count`` is: in ``cannot-read`` how many people cannot read yet; in ``agreements-waiting`` how many
have not answered; in ``readers`` how many read along; in ``circle-size`` how many take part; in
``fault-too-few`` how many the format needs; in ``about-spoke`` how often somebody spoke.
``someone``, ``theme-gone`` and ``line-gone`` stand in for words that were removed or cannot be read.
"""

FORMAT: Mapping[str, Key] = {
    **_keys("gathering", slots=["theme"]),
    **_keys("gathering-plain", "summary", "closed"),
}
"""The texts every format has, beside two for each of its stages: what is said, and its name."""


def title(stage: str) -> str:
    """Under which key the name of a stage stands."""
    return f"{stage}-title"


def of_stages(stages: Iterable[str]) -> dict[str, Key]:
    """The texts of a format's stages (by id): what is said in each, and what it is called."""
    said = {stage: Key() for stage in stages}
    return said | {title(stage): Key(title=True) for stage in said}
