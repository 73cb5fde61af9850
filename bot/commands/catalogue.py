"""The commands as data: their names in both languages, who they are for and what they take.

The first name of each language is the one Kring itself uses; all names always work.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from bot.core.events import Act, Language

CommandName = Literal[
    "start", "join", "listen", "agree", "yes", "no", "role", "done", "pass", "later", "hand",
    "pause", "resume", "next", "back", "stop", "facilitator", "trusted", "seat", "me", "note",
    "notes", "concerns-me", "withdraw", "overview", "picture", "safety", "formats", "themes",
    "language",
    "what-do-you-know", "forget-me", "away", "reminders", "help", "crisis",
    "plan", "agenda", "move", "cancel",
]  # fmt: skip

Who = Literal["facilitator", "coordinator", "self", "speaker", "circle", "room", "all"]
"""For whom a command is, as in the design's table; the law decides what it does for others."""

Takes = Literal["nothing", "seat", "words", "anything"]
"""What may follow the name: nothing; perhaps a seat's name; words; anything, which is ignored."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. ``act`` is what it does when it needs nothing else; ``also`` are words of its own
    that may follow, by what they mean.
    """

    name: CommandName
    nl: tuple[str, ...]
    en: tuple[str, ...]
    who: Who
    takes: Takes
    act: Act | None = None
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shown(self, language: Language) -> str:
        """Return the command as Kring writes it in a text, such as ``!klaar``."""
        return "!" + (self.nl if language == "nl" else self.en)[0]


_SAFETY: Mapping[str, tuple[str, ...]] = {
    "mend": ("herstel", "herstellen", "maken", "mend", "repair", "fix"),
    "renew": ("nieuw", "nieuwe kamer", "new", "new room"),
}

CATALOGUE: tuple[Entry, ...] = (
    Entry("start", ("start", "begin"), ("start", "begin"), "facilitator", "words"),
    Entry("join", ("meedoen", "doemee"), ("join",), "self", "seat", Act.JOIN),
    Entry("listen", ("luister", "luisteren", "meelezen"), ("listen",), "self", "seat", Act.LISTEN),
    Entry("agree", ("akkoord",), ("agree",), "self", "seat", Act.AGREE),
    Entry("yes", ("ja",), ("yes",), "self", "seat", Act.YES),
    Entry("no", ("nee",), ("no",), "self", "seat", Act.NO),
    Entry("role", ("rol", "stem"), ("role", "voice"), "self", "words"),
    Entry("done", ("klaar",), ("done", "ready"), "speaker", "seat", Act.DONE),
    Entry("pass", ("pas", "passen"), ("pass",), "speaker", "seat", Act.PASS),
    Entry("later", ("later",), ("later",), "speaker", "seat", Act.LATER),
    Entry("hand", ("hand",), ("hand",), "circle", "seat", Act.HAND),
    Entry("pause", ("pauze",), ("pause",), "room", "nothing", Act.PAUSE),
    Entry("resume", ("verder",), ("resume", "continue"), "room", "nothing", Act.RESUME),
    Entry("next", ("volgende",), ("next",), "facilitator", "nothing", Act.NEXT),
    Entry("back", ("terug",), ("back", "undo"), "self", "nothing", Act.BACK),
    Entry("stop", ("stop",), ("stop",), "facilitator", "nothing", Act.STOP),
    Entry("facilitator", ("begeleider",), ("facilitator",), "facilitator", "words"),
    Entry("trusted", ("vertrouwd",), ("trusted",), "facilitator", "words"),
    Entry("seat", ("plek",), ("seat",), "circle", "words"),
    Entry("me", ("ik",), ("me",), "self", "seat", Act.ME),
    Entry("note", ("notitie",), ("note",), "room", "words"),
    Entry("notes", ("notities",), ("notes",), "room", "nothing"),
    Entry("concerns-me", ("gaat-over-mij",), ("concerns-me",), "room", "nothing"),
    Entry("withdraw", ("intrekken",), ("withdraw",), "room", "nothing"),
    Entry("plan", ("plan", "plannen"), ("plan", "schedule"), "coordinator", "words"),
    Entry("agenda", ("agenda", "kalender"), ("agenda", "calendar"), "room", "nothing"),
    Entry("move", ("verzet", "verzetten"), ("move", "reschedule"), "coordinator", "words"),
    Entry("cancel", ("afzeggen", "afzegging"), ("cancel",), "coordinator", "words"),
    Entry("picture", ("beeld",), ("picture",), "room", "nothing", Act.PICTURE),
    Entry("overview", ("overzicht",), ("overview",), "room", "nothing", Act.OVERVIEW),
    Entry("safety", ("veilig", "veiligheid"), ("safety", "safe"), "room", "nothing", also=_SAFETY),
    Entry("formats", ("werkvormen", "werkvorm"), ("formats", "format"), "room", "nothing"),
    Entry("themes", ("themas", "thema's", "thema"), ("themes", "theme"), "room", "words"),
    Entry("language", ("taal",), ("language",), "room", "words"),
    Entry(
        "what-do-you-know",
        ("wat-weet-je", "watweetje", "wat-weet-jij"),
        ("what-do-you-know", "whatdoyouknow"),
        "all",
        "anything",
    ),
    Entry(
        "forget-me",
        ("vergeet-mij", "vergeetmij", "vergeet-me"),
        ("forget-me", "forgetme"),
        "all",
        "anything",
    ),
    Entry("away", ("afwezig",), ("away", "absent"), "self", "words"),
    Entry(
        "reminders",
        ("herinner", "herinneringen", "herinnering"),
        ("remind", "reminders", "reminder"),
        "self",
        "words",
    ),
    Entry("help", ("hulp",), ("help",), "all", "nothing", Act.HELP),
    Entry("crisis", ("nood", "sos"), ("crisis", "emergency"), "all", "anything", Act.CRISIS),
)

BY_COMMAND: Mapping[CommandName, Entry] = {entry.name: entry for entry in CATALOGUE}

BY_NAME: Mapping[str, Entry] = {
    name: entry for entry in CATALOGUE for name in (*entry.nl, *entry.en)
}
"""Every name in either language."""


AWAY = frozenset({"weg", "away", "down", "omlaag", "niet", "not"})
"""What behind a command undoes it."""


def fold(word: str) -> str:
    """Make a word comparable: one kind of width, no accents, no case."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def find(word: str) -> Entry | None:
    """Find the command with this name, in either language and any case."""
    return BY_NAME.get(fold(word))


def meant(entry: Entry, words: str) -> str | None:
    """Tell what words mean that may follow a command; None if these may not."""
    said = " ".join(fold(words).split()).strip(" .!?,")
    return next((meaning for meaning, names in entry.also.items() if said in names), None)


def nearest(word: str, cutoff: float) -> tuple[CommandName, ...]:
    """Find the commands whose names look most like this word, best first, at most two."""
    matches = get_close_matches(fold(word), BY_NAME, n=4, cutoff=cutoff)
    return tuple(dict.fromkeys(BY_NAME[match].name for match in matches))[:2]
