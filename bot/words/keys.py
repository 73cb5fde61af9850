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
    """A text's slots, whether it must stay within the word budget (``short``), whether it is the
    name of something (``title``), to stand within a sentence, and whether it can be said in more ways
    than one (``varied``).
    """

    slots: frozenset[str] = frozenset()
    short: bool = False
    title: bool = False
    varied: bool = False

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
    **_keys("rhythm-without", slots=["months"]),
    **_keys("rhythm-count", "length-minutes", "length-hours", slots=["count"]),
    **_keys("length-days", "length-weeks", slots=["count"]),
    **_keys("length-both", slots=["hours", "minutes"]),
    **_keys(*(f"nth-{week}" for week in (1, 2, 3, 4, 5, "last", "last-but-one"))),
    **_keys(*(f"nth-day-{form}" for form in ("one", "two", "few", "other")), slots=["number"]),
    **_keys("plan-confirm", "plan-move-series", "plan-cancel-series", slots=["format", "rhythm"]),
    **_keys("plan-length", slots=["length"]),
    **_keys("plan-theme", slots=["theme"]),
    **_keys("plan-facilitators", "plan-in-turn", "missed-ask", slots=["name"]),
    **_keys("opening-led", "opening-look", slots=["name"]),
    **_keys("plan-zone", "zone-of", slots=["zone"]),
    **_keys("plan-leads", slots=["leads"]),
    **_keys("plan-date", "planned-first", "planned-next", "opening", slots=["when"]),
    **_keys("plan-clash", "planned-cancelled", "missed", "missed-busy", slots=["when", "format"]),
    **_keys("reminder", slots=["when", "format"]),
    **_keys("plan-no-leads", "plan-dates", "plan-question", "plan-dropped"),
    **_keys(
        "planned", "planned-moved-series", "planned-cancelled-series", slots=["format", "rhythm"]
    ),
    **_keys("planned-moved", slots=["format", "was", "when"]),
    **_keys("calendar-file", "calendar-title", "planned-along"),
    **_keys("agenda", "agenda-empty", "agenda-how"),
    **_keys("agenda-item", "agenda-item-cancelled", slots=["number", "when", "format"]),
    **_keys("agenda-item-coming", slots=["number", "when", "format", "count"]),
    **_keys("coming", "coming-wanted", "opening-busy", "opening-is-this", slots=["when", "format"]),
    **_keys("coming-who", slots=["voice"]),
    **_keys("vote", slots=["when", "format"]),
    **_keys("theme-there", "format-gone", "question-gone", "vote-how", "plan-votes"),
    **_keys("coming-how", "coming-yes", "coming-no", "coming-perhaps", "coming-nobody"),
    **_keys("coming-number", "opening-few", slots=["count"]),
    **_keys("missed-several", slots=["when", "format", "count"]),
    **_keys("missed-ends", "opening-late", "opening-after", "opening-gone", "opening-wait"),
    **_keys("opening-given-up", "opening-unled", "opening-put-off", "closed-unbegun"),
    **_keys("opening-unsafe", slots=["format"]),
    **_keys("reminder-where", slots=["place"]),
    **_keys("about-planned", "about-leads", "about-coming"),
    **_keys("fault-plan-part", "fault-plan-daypart", "fault-plan-weekday", slots=["part"]),
    **_keys("fault-plan-past", slots=["part"]),
    **_keys("fault-plan-day", "fault-plan-time", "fault-plan-over", "fault-plan-never"),
    **_keys("fault-plan-which", "fault-plan-examples", "fault-plan-full", "fault-move-examples"),
    **_keys("fault-move-which", "fault-cancel-which", "fault-agenda-number", "fault-plan-of-other"),
    **_keys(
        "fault-already-cancelled",
        "fault-move-same",
        "fault-not-coordinator",
        "fault-cancel-all",
        "plan-words",
    ),
}
"""The texts of the calendar; ``count`` is how many minutes, hours, days, weeks, times, or people."""

COMMON: Mapping[str, Key] = {
    **CALENDAR,
    **_keys("hello", "hello-unencrypted", "hello-private"),
    **_keys("gathering-how", "gathering-spoken", "gathering-slow", "agreements"),
    **_keys("cannot-read", "agreements-waiting", "circle-size", "readers", slots=["count"]),
    **_short(_keys("turn", "turn-again", slots=["name", "next"])),
    **_short(_keys("turn-last", "turn-again-last", "turn-back", "time-question", slots=["name"])),
    **_keys("back-to-gathering", "back-to-agreements", "fault-nothing-to-undo"),
    **_keys("back-to-stage", slots=["title"]),
    **_keys("reminder-all", "reminder-hands", "queue", "open-last-question", "paused", "resumed"),
    **_keys("harvest", "harvest-take-back", "harvest-empty", "harvest-removed"),
    **_keys("line-taken-back", "line-gone"),
    **_keys("harvest-line", slots=["name", "line"]),
    **_keys(
        "poll-how",
        "poll-how-scale",
        "poll-how-scale-again",
        "poll-seat",
        "scale-noted",
        "fault-scale-which",
        "poll-closed",
    ),
    **_keys("poll-how-several", "fault-poll-most", slots=["most"]),
    **_keys("poll-option", slots=["number", "option"]),
    **_keys("poll-value", slots=["number"]),
    **_keys("poll-answered", slots=["count"]),
    **_keys("poll-chosen", slots=["option", "count"]),
    **_keys("poll-spread", slots=["number", "count"]),
    **_keys("poll-change", slots=["now", "before"]),
    **_keys("poll-nothing", "poll-too-few", "poll-private-few", "fault-poll-how"),
    **_keys("fault-poll-number", slots=["lowest", "highest"]),
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
    **_keys(
        "crisis-human",
        "help-asked-already",
        "help-coming",
        "help-rests",
        "help-nobody",
        "trusted-nobody",
    ),
    **_keys(
        "door-waits", "door-came", "door-both", "door-late", "door-not", slots=["name", "human"]
    ),
    **_keys("map-how", "map-nobody", "map-noted", "map-how-strong", "map-item-gone"),
    **_keys("map-item", slots=["item", "strength"]),
    **_keys("map-item-bond", slots=["item", "strength", "bond"]),
    **_keys("map-item-at", slots=["number", "item", "strength"]),
    **_keys("map-item-bond-at", slots=["number", "item", "strength", "bond"]),
    **_keys("map-taken-away", slots=["item"]),
    **_keys("map-suggested", "map-suggested-gone", slots=["name", "item"]),
    **_keys("map-of", "picture-circle", slots=["name"]),
    **_keys("fault-map-full", slots=["number"]),
    **_keys(*(f"map-strength-{one}" for one in (1, 2, 3, "open"))),
    **_keys("map-people", "map-places", "map-activities"),
    **_keys("about-map", slots=["place"]),
    **_keys("picture-none", "picture-empty", "picture-circle-title", "picture-balance"),
    **_keys("picture-balance-title", "picture-monitor-title"),
    **_keys(*(f"picture-band-{band}" for band in range(4))),
    **_keys("picture-band", slots=["voice", "band"]),
    **_keys("picture-bar", slots=["item", "number"]),
    **_keys("picture-monitor", slots=["lowest", "highest"]),
    **_keys("label", slots=["label"]),
    **_keys("about-called", "about-help-room", "about-group", "about-spokesperson"),
    **_keys("groups-begin", slots=["number", "length"]),
    **_keys("groups-lost", "groups-few", "groups-failed", "groups-back"),
    **_keys("groups-who", "group-name", "group-wait", slots=["number"]),
    **_keys("groups-room-again", "groups-room-lost", slots=["number"]),
    **_keys("groups-again", "groups-in", "groups-aside", "group-late", slots=["name"]),
    **_keys("group-speaks", "group-speaks-already", slots=["name"]),
    **_keys("group-how", "group-resumed", slots=["length"]),
    **_keys("group-speaks-free", "group-nearly", "group-who", "group-paused", "group-paused-all"),
    **_keys("group-goes-on", "group-circle"),
    **_keys("group-alone", "group-alone-back", slots=["name", "place"]),
    **_keys("group-back", "group-ended", "group-help", "fault-in-group", slots=["place"]),
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
    **_keys("overview-gathering", "overview-agreements", "overview-paused", "overview-newcomer"),
    **_keys("overview-next-agreements", "overview-next-close", "overview-over", "overview-above"),
    **_keys("overview-where", "overview-next", slots=["title"]),
    **_keys("overview-speaking", "overview-joined", "overview-spoke", slots=["name"]),
    **_keys("overview-wait", "overview-hands", slots=["name"]),
    **_keys("overview-joined-more", "overview-spoke-more", slots=["name", "count"]),
    **_keys("overview-wait-more", "overview-hands-more", slots=["name", "count"]),
    **_keys("overview-answered", "overview-silent", slots=["count"]),
    **_keys("overview-spoke-count", "overview-wait-count", slots=["count"]),
    **_keys("overview-no-session", "overview-harvest", "fault-line-after-close"),
    **_keys(
        "help",
        "help-facilitator",
        "help-coordinator",
        "help-private",
        "formats-intro",
        "formats-more",
    ),
    **_keys("formats-listen", "formats-together", "formats-decide", "formats-learn"),
    **_keys("formats-other"),
    **_keys("format-size", slots=["fewest", "most", "time"]),
    **_keys("format-voices", slots=["voices"]),
    **_keys("private-refused", "explain-unreadable", "answered-privately", "voices-kept"),
    **_keys(*(f"voice-{voice}" for voice in Voice)),
    **_keys(
        "about-intro",
        "about-nothing",
        "about-elsewhere",
        "about-chat",
        "about-forget",
        "about-until-close",
        "about-until-next",
    ),
    **_keys(
        "hello-private-open",
        "help-private-open",
        "private-words",
        "private-resend",
        "private-no-more",
        "forgotten",
    ),
    **_keys("back-noted", "away-noted-open", "reminders-on", "reminders-off"),
    **_keys("about-reminders-on", "about-reminders-off"),
    **_keys("away-noted", "about-away", slots=["since", "until"]),
    **_keys("about-away-open", slots=["since"]),
    **_keys(
        "safety-private",
        "fault-unencrypted-chat",
        "fault-only-private",
        "fault-only-yourself",
        "fault-away-when",
        "fault-away-over",
        "fault-reminders",
    ),
    **_keys("about-room", "about-seat", "about-line", slots=["place"]),
    **_keys("about-voice", slots=["voice"]),
    **_keys("about-spoke", slots=["count"]),
    **_keys("about-agreed", "about-joined", "about-reader", "about-newcomer", "about-left"),
    **_keys("about-facilitator", "about-trusted", "about-speaks", "about-waits", "about-had-turn"),
    **_keys(
        "about-hand",
        "about-answered",
        "about-pause",
        "about-undo",
        "about-resend",
        "about-message",
        "about-new-key",
    ),
    **_keys("room-unnamed"),
    **_keys("note-stands", "note-does-not-stand", "note-gone", slots=["number"]),
    **_keys("note-about", "note-looks", "note-removed", "absent", slots=["name"]),
    **_keys("note-concerns-you", "note-ask", "note-forgotten", "note-heard", "note-message"),
    **_keys("note-refused", "note-refused-changed", "note-refused-private"),
    **_keys("notes-stands", "notes-does-not-stand", "note-private", slots=["number", "place"]),
    **_keys("note-agreed-private", "note-objected-private", slots=["number", "place"]),
    **_keys("notes-intro", "notes-none", "restored-notes"),
    **_keys("fault-note-empty", "fault-note-unread", "fault-note-of-kring", "fault-note-known"),
    **_keys("fault-notes-full", "fault-note-which", "fault-note-which-concerns"),
    **_keys("fault-note-which-private", "fault-note-unknown", "fault-note-unknown-private"),
    **_keys("fault-note-asked", "fault-note-own", "fault-note-not-asked", "fault-note-changed"),
    **_keys("fault-note-of-other", "fault-note-device"),
    **_keys("fault-note-changed-private", slots=["place"]),
    **_keys("about-note-own", "about-note", "about-note-agreed", slots=["place"]),
    **_keys("absent-talk", "absent-seat", "fault-seat-here"),
    **_keys("paused-awaits", "fault-awaits"),
    **_keys("about-how", "about-centre", "centre-noted", "centre-withdrawn"),
    **_keys("about-somebody", "about-nobody", "not-agreed", "look-back", "look-back-none"),
    **_keys("look-back-goal", slots=["theme"]),
    **_keys("tellers-how", "about-teller", "teller-noted", "teller-withdrawn", "volunteer-how"),
    **_keys("listener-how", "about-listener", "listener-noted", "listener-withdrawn"),
    **_keys("fault-no-listener", "fault-listener-full"),
    **_keys("short-centre", "short-tellers", "short-listener", "short-workers", slots=["count"]),
    **_keys("fault-no-centre", "fault-no-centre-of-yours", "fault-me-alone"),
    **_keys("fault-no-teller", "fault-tellers-full", "fault-centre-full", "fault-hand-listen"),
    **_keys("where-gathering", "where-agreements", "where-stages", "where-paused"),
    **_keys("someone", "theme-gone"),
    **_keys(
        "lost-gathering", "lost-part", "lost-title", "lost-option", "lost-agreements", "lost-closed"
    ),
    **_keys("fault-unknown-command", "fault-unknown-format", slots=["near"]),
    **_keys("fault-unknown-command-plain", "fault-unknown-format-plain", "fault-start-which"),
    **_keys("fault-format-broken", "fault-theme-unknown"),
    **_keys("themes-intro", "fault-theme-number", slots=["count"]),
    **_keys("themes-group", "themes-theme", slots=["number", "title"]),
    **_keys("themes-question", slots=["number", "title", "question"]),
    **_keys("theme-of-voice", slots=["voice", "question"]),
    **_keys("themes-name", slots=["title"]),
    **_keys("themes-how", slots=["number"]),
    **_keys("themes-maybe", "themes-none", "theme-tied"),
    **_keys("theme-chosen", slots=["theme"]),
    **_keys("fault-not-facilitator", "fault-running", "fault-no-session", "fault-nothing-asked"),
    **_keys("fault-too-few", "fault-too-few-agreed", slots=["count"]),
    **_keys("circle-large", slots=["most"]),
    **_keys("fault-not-your-turn", "fault-not-your-floor", slots=["name"]),
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
``fault-too-few`` (and ``-agreed``) and the ``short-`` texts how many the format needs;
in ``about-spoke`` how often
somebody spoke; in
``poll-answered`` how many gave an answer, in ``poll-chosen`` and ``poll-spread`` how many gave this
one; in the texts of the overview that end in ``more`` how many are not named, and in its others how
many it is.
In ``themes-intro`` and ``fault-theme-number`` ``count`` is how many themes there are.
``someone``, ``theme-gone`` and ``line-gone`` stand in for words that were removed or cannot be read,
the texts in ``lost`` for those of a format that was changed or taken away while a talk goes on.
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
    said = {stage: Key(varied=True) for stage in stages}
    return said | {title(stage): Key(title=True) for stage in said}
