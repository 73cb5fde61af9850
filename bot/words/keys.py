"""Which texts the code asks for and with which slots; the loader holds ``prompts/`` against it.

A text that is not here is never used; a text that is here must exist in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from bot.core.people import Voice
from bot.core.room import Fault, Remark

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


COMMON: Mapping[str, Key] = {
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
    **_keys(*(f"safety-{found}" for found in (*get_args(Fault), *get_args(Remark)))),
    **_keys("safety-mend", "safety-known", "fault-safety-what", "fault-own-key"),
    **_keys("safety-readers", "safety-cannot-read", slots=["count"]),
    **_keys("mended-intro", "mended-encrypted", "mended-door", "mended-guests", "mended-history"),
    **_keys("mended-widget", "mended-all", "mended-resume", "mended-not", "mended-no-power"),
    **_keys("fresh-offered", "fresh-not", "fresh-made", "fresh-failed"),
    **_keys("new-key", "new-key-paused", "new-key-again", slots=["name"]),
    **_keys("help", "help-facilitator", "help-private", "formats-intro"),
    **_keys("private-refused", "explain-unreadable", "answered-privately", "voices-kept"),
    **_keys(*(f"voice-{voice}" for voice in Voice)),
    **_keys("about-intro", "about-nothing", "about-elsewhere", "about-chat", "about-until-close"),
    **_keys("about-room", "about-seat", "about-line", slots=["place"]),
    **_keys("about-voice", slots=["voice"]),
    **_keys("about-spoke", slots=["count"]),
    **_keys("about-agreed", "about-joined", "about-reader", "about-newcomer", "about-left"),
    **_keys("about-facilitator", "about-trusted", "about-speaks", "about-waits", "about-had-turn"),
    **_keys(
        "about-hand",
        "about-answered",
        "about-pause",
        "about-resend",
        "about-message",
        "about-new-key",
    ),
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

``count`` is: in ``cannot-read`` and ``safety-cannot-read`` how many people cannot read yet; in
``safety-readers`` how many are in the room; in ``agreements-waiting`` how many
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
