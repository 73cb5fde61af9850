"""Plain words in a private chat: a whole short message that can only mean one thing there.

"Ik ben cliënt" is a voice that somebody tells, where nobody else reads it; in a room such words are
a story. Taking something back is always a command of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot.commands.absence import absence
from bot.commands.catalogue import fold
from bot.commands.parse import Command
from bot.commands.plain import is_polite
from bot.commands.voices import voices

_LONGEST = 80
_PHRASES: Mapping[tuple[str, str], str] = {
    ("what-do-you-know", ""): """
        wat weet je van mij | wat weet je van me | wat weet je over mij | wat weet je over me
        wat weet jij van mij | wat weet jij over mij | wat weet je allemaal van mij | wat weet je
        wat bewaar je | wat bewaar je van mij | wat bewaar je over mij | wat onthoud je van mij
        wat onthoud je over mij | wat heb je over mij bewaard
        what do you know | what do you know about me | what do you keep | what do you keep about me
        what do you remember about me | what do you have about me
        """,
    ("forget-me", ""): """
        vergeet mij | vergeet me | vergeet alles | vergeet alles van mij | vergeet alles over mij
        forget me | forget everything | forget everything about me | forget all about me
        """,
    ("language", "nl"): """
        nederlands | in het nederlands | praat nederlands | spreek nederlands | liever nederlands
        dutch | in dutch | speak dutch
        """,
    ("language", "en"): """
        english | in english | speak english | engels | in het engels | praat engels | spreek engels
        """,
    ("away", "terug"): """
        ik ben terug | ik ben weer terug | ik ben er weer | im back | i am back | im back again
        """,
    ("reminders", "aan"): "herinner mij | herinner me | wel herinneringen | remind me",
    ("reminders", "uit"): """
        geen herinneringen | geen herinnering | herinner mij niet | herinner me niet
        ik wil geen herinneringen | no reminders | no reminder | dont remind me | do not remind me
        i want no reminders | i dont want reminders
        """,
}  # fmt: skip
_MEANT = {
    phrase.strip(): meant
    for meant, phrases in _PHRASES.items()
    for line in phrases.splitlines()
    for phrase in line.split("|")
    if phrase.strip()
}
_AWAY = re.compile(
    r"(?:ik ben (?:afwezig|weg|er niet|op vakantie|met vakantie|niet beschikbaar)"
    r"|i ?a?m (?:away|absent|on holiday|not available))\s+(\S.*)"
)
_VOICE = re.compile(r"(?:ik ben|ik kom als|i am|im|als|as)\s+(?:een |an? )?(\S.*)")


def in_words(body: str, today: date) -> Command | None:
    """Read a message in a private chat that is no command; None when it says anything else."""
    if len(body) > _LONGEST or "\n" in body.strip():
        return None
    text = " ".join(fold(body.replace("'", "").replace("’", "")).split()).rstrip(" .!,")
    meant = _meant(text)
    if meant is not None:
        return meant
    if "?" in text:
        return None
    if (away := _AWAY.fullmatch(text)) and absence(away[1], today) is not None:
        return Command("away", away[1])
    told = _VOICE.fullmatch(text)
    said = told[1] if told else text
    # Whose mother somebody is may be the beginning of a story, where nobody asked for it.
    is_story = not {"van", "of"}.isdisjoint(said.split())
    return Command("role", said) if voices(said) and not is_story else None


def _meant(text: str) -> Command | None:
    """Look the phrase up, without the politeness behind it if need be."""
    words = text.rstrip("?").split()
    for end in range(len(words), 0, -1):
        found = _MEANT.get(" ".join(words[:end]).rstrip(" ,"))
        if found is not None:
            return Command(*found)  # type: ignore[arg-type]  # a command's name and its words
        if not is_polite(words[end - 1]):
            return None
    return None
