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
    from kom come mijn my rol role stem voice vandaag today zelf
"""
_BETWEEN = frozenset(_SMALL_WORDS.split())

_VOICES: dict[Voice, str] = {
    Voice.CLIENT: "client clienten clients patient bewoner service-user",
    Voice.NAASTE: """
        naaste naasten familie familielid gezinslid mantelzorger
        close-one loved-one family family-member relative carer caregiver
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

_KIN_NL = frozenset(
    """
    ouder ouders moeder vader mama papa mam pap zoon dochter broer broertje zus zusje partner
    levenspartner echtgenoot echtgenote verloofde vriend vriendin opa oma grootvader grootmoeder
    kleinzoon kleindochter kleinkind tante oom nicht neef schoonmoeder schoonvader schoonouder
    schoonzus schoonbroer zwager schoonzoon schoondochter stiefmoeder stiefvader pleegmoeder
    pleegvader pleegouder pleegzus pleegbroer
    """.split()  # noqa: SIM905 - a list of words reads as one
)
_KIN_EN = frozenset(
    """
    parent mother father mum mom dad son daughter brother sister partner spouse husband wife
    friend boyfriend girlfriend grandmother grandfather grandparent grandson granddaughter grandchild
    aunt uncle niece nephew cousin mother-in-law father-in-law sister-in-law brother-in-law
    son-in-law daughter-in-law stepmother stepfather foster-mother foster-father foster-parent
    """.split()  # noqa: SIM905 - a list of words reads as one
)
_KIN = _KIN_NL | _KIN_EN
"""Who somebody is to another: a close one. With "mijn" in front it is somebody else."""
_KIN_OF = frozenset({"man", "vrouw", "kind", "child", "lief", "geliefde", "maatje", "ex"})
"""The same, but only of somebody: "zijn vrouw", "kind van"."""
_OF = {"van", "of"}
_THEIRS = frozenset({"zijn", "haar", "hun", "zn", "dr", "his", "her", "their"})
_MINE = frozenset({"mijn", "mn", "onze", "ons", "my", "our"})
_FOR = frozenset({"voor", "for"})
_KIND_OF = frozenset(
    {
        "goede", "goeie", "beste", "oude", "oudste", "jongste", "oudere", "jongere", "dierbare",
        "good", "best", "old", "older", "eldest", "younger", "youngest", "close", "dear",
    }
)  # fmt: skip
_MOST_OF = 5
"""How many words may say whose they are: "zus van iemand met autisme"."""
_NOT_OF = frozenset(
    """
    is was zijn waren heeft had hebben werkt werk gaat zegt die dat maar want als twee drie vier vijf
    has have works work goes says who that but because two three four five kinderen children
    """.split()  # noqa: SIM905 - a list of words reads as one
)
"""With these it is told about, or counted, and no longer whose they are."""
_OPENING = re.compile(
    r"^(?:(?:mijn|my) (?:rol|role|stem|voice) (?:(?:hier|here) )?is|ik zit hier|i sit here) "
)
"""How somebody begins who repeats the question; "is" anywhere else speaks of another person."""
_LONGEST = 80
"""No answer to the question from where somebody speaks is longer, in characters."""
_LONGEST_VOICE = max(word.count("-") + 1 for word in {*_BY_WORD, *_KIN})


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
    at = 0
    while at < len(words):
        length, voice, is_kin = _name_at(words, at)
        if voice is None:
            if words[at] not in _BETWEEN | _THEIRS | _KIND_OF | _FOR | _MINE:
                return None
            at += 1
            continue
        end = at + length
        if is_kin:
            if _is_of_mine(words, at):
                return None
            whose = _whose(words, at, end)
            if whose is None:
                return None
            end = whose
        found.append(voice)
        at = end
    return found


def _name_at(words: list[str], at: int) -> tuple[int, Voice | None, bool]:
    """How many words from here name a voice, which one, and whether by who they are to another."""
    for length in range(_LONGEST_VOICE, 0, -1):
        name = "-".join(words[at : at + length])
        if name in _BY_WORD:
            return length, _BY_WORD[name], False
        if name in _KIN:
            return length, Voice.NAASTE, True
    before = words[at - 1] if at else ""
    of_somebody = before in _THEIRS or words[at + 1 : at + 2] in (["van"], ["of"])
    if words[at] in _KIN_OF and of_somebody:
        return 1, Voice.NAASTE, True
    return 0, None, False


def _is_of_mine(words: list[str], at: int) -> bool:
    """Whether it is somebody else that is named: "mijn moeder", unless one is here for them."""
    before = at - 1
    while before >= 0 and words[before] in _KIND_OF:
        before -= 1
    mine = before >= 0 and words[before] in _MINE
    return mine and not (before >= 1 and words[before - 1] in _FOR)


def _whose(words: list[str], start: int, at: int) -> int | None:
    """Where the words end that say whose they are ("van een cliënt"); None if they say more."""
    name = "-".join(words[start:at])
    # In Dutch "of" is "or": it says whose only behind an English word.
    of = {"van"} if name in _KIN_NL - _KIN_EN else {"of"} if name in _KIN_EN - _KIN_NL else _OF
    if not of.intersection(words[at : at + 1]):
        return at
    end = at + 1
    while end < len(words) and words[end] not in {"en", "and", "ook", "also"}:
        end += 1
    said = words[at + 1 : end]
    return None if len(said) > _MOST_OF or _NOT_OF.intersection(said) else end
