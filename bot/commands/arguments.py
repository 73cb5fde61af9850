"""What comes after a command's name: acts, voices, seats, languages."""

from __future__ import annotations

import re

from bot.commands.catalogue import CATALOGUE, fold
from bot.commands.parse import Command
from bot.commands.plain import is_polite
from bot.core.events import Act, Language
from bot.core.people import Voice

_ACTS = {entry.name: entry for entry in CATALOGUE if entry.act is not None}
_AWAY = frozenset({"weg", "away", "down", "omlaag"})
_NONE = frozenset({"geen", "none", "weg", "niets", "nothing"})
_BETWEEN = frozenset({"en", "and", "ook", "also", "als", "as", "een", "a", "an", "ben", "ik"})

_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("nl", "nederlands", "dutch"), "nl"),
    **dict.fromkeys(("en", "engels", "english"), "en"),
}

_VOICES: dict[Voice, str] = {
    Voice.CLIENT: "client clienten clients patient bewoner service-user",
    Voice.NAASTE: """
        naaste naasten familie familielid mantelzorger ouder partner moeder vader broer zus
        close-one loved-one family family-member relative carer caregiver parent mother father
        brother sister
        """,
    Voice.PROFESSIONAL: """
        professional hulpverlener zorgverlener zorgprofessional behandelaar begeleider medewerker
        verpleegkundige psycholoog psychiater worker care-worker staff nurse therapist clinician
        practitioner psychologist psychiatrist
        """,
    Voice.PEER: """
        ervaringsdeskundige ervaringswerker peer peer-expert peer-worker peer-supporter
        expert-by-experience
        """,
    Voice.FAMILY_PEER: """
        familie-ervaringsdeskundige familieervaringsdeskundige naaste-ervaringsdeskundige
        familie-ervaringswerker family-peer family-peer-expert family-peer-worker
        """,
    Voice.FOURTH: """
        vierde vierde-stem fourth fourth-voice huisarts gp doctor geestelijk-verzorger
        spiritual-carer chaplain
        """,
}
_BY_WORD = {word: voice for voice, words in _VOICES.items() for word in words.split()}
_LONGEST_VOICE = max(word.count("-") + 1 for word in _BY_WORD)


def act(command: Command) -> tuple[Act, str] | None:
    """Read a command that is an act, with the name of the seat it is for (empty: for oneself).

    None when the command is none: it needs more than one word.
    """
    entry = _ACTS.get(command.name)
    if entry is None or entry.act is None:
        return None
    is_away, words = away(command.words.partition("\n")[0])
    found = entry.act
    if found is Act.HAND and is_away:
        found = Act.HAND_DOWN
    elif is_away or entry.takes != "seat":
        words = ""
    return found, "" if is_polite(words) else words


def away(words: str) -> tuple[bool, str]:
    """Cut off a leading ``weg`` or ``away``: whether it was there, and the rest as typed."""
    first, *rest = words.split(maxsplit=1) or [""]
    if fold(first) in _AWAY:
        return True, "".join(rest).strip()
    return False, words.strip()


def voices(words: str) -> tuple[Voice, ...] | None:
    """Read the voices somebody brings; empty to withdraw them, None if a word is no voice."""
    parts = [re.findall(r"\w+", part) for part in re.split(r"[,;/+&\n]", fold(words))]
    if all(word in _NONE for part in parts for word in part):
        return () if any(parts) else None
    found: list[Voice] = []
    for part in parts:
        of_part = _voices_in(part)
        if of_part is None:
            return None
        found += of_part
    return tuple(dict.fromkeys(found)) or None


def _voices_in(words: list[str]) -> list[Voice] | None:
    """Read the voices in words without a comma, the longest name first."""
    found: list[Voice] = []
    while words:
        for length in range(_LONGEST_VOICE, 0, -1):
            voice = _BY_WORD.get("-".join(words[:length]))
            if voice is not None:
                found.append(voice)
                words = words[length:]
                break
        else:
            if words[0] not in _BETWEEN:
                return None
            words = words[1:]
    return found


def language(words: str) -> Language | None:
    """Read a language; None if it is not one of Kring's."""
    return _LANGUAGES.get(fold(words).strip(" .!,"))
