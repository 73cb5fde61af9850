"""Reading from where somebody speaks: voices by their Dutch and English words."""

from __future__ import annotations

import re

from bot.commands.catalogue import fold
from bot.core.people import Voice

_NONE = frozenset({"geen", "none", "weg", "niets", "nothing"})
_NO_VOICE = frozenset(
    (
        "ik",
        "kies",
        "heb",
        "liever",
        "rather",
        "geen",
        "rol",
        "stem",
        "i",
        "have",
        "no",
        "none",
        "role",
        "voice",
    )
)
_SMALL_WORDS = """
    en and ook also als as een a an de het the ik i im ben am spreek speak praat hier here vanuit van
    from mijn my rol role stem voice vandaag today zelf
"""
_BETWEEN = frozenset(_SMALL_WORDS.split())

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
_OPENING = re.compile(
    r"^(?:(?:mijn|my) (?:rol|role|stem|voice) (?:(?:hier|here) )?is|ik zit hier|i sit here) "
)
"""How somebody begins who repeats the question; "is" anywhere else speaks of another person."""
_LONGEST = 80
"""No answer to the question from where somebody speaks is longer, in characters."""
_LONGEST_VOICE = max(word.count("-") + 1 for word in _BY_WORD)


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


def plain_voices(body: str) -> tuple[Voice, ...] | None:
    """Read a whole short message that says nothing but from where somebody speaks: "als naaste"."""
    text = body.strip()
    if len(text) > _LONGEST or "\n" in text or "?" in text:
        return None
    folded = " ".join(re.findall(r"\w+", fold(text.replace("'", "").replace("’", ""))))
    words = _OPENING.sub("", folded).split()
    none = {*words} & {"geen", "none"} or ("no" in words and {*words} & {"role", "voice"})
    if none and {*words} <= _NO_VOICE:
        return ()
    return None if _NONE & {*words} else voices(" ".join(words))


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
