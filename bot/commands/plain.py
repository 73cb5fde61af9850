"""Whole short messages in plain words: "ik doe mee", "klaar", "I agree".

Only a message that says this and nothing else counts; "ik ben klaar met wachten" is speech. Around
the words there may be politeness, smileys and punctuation; a stretched letter, or a slip in a word
that is like no other, is read as it was meant. A question asks about somebody else ("klaar?"),
unless it asks something for oneself ("mag ik wat zeggen?"). What stands before a colon announces
more, and what stands behind a ``>`` was said elsewhere. What such a message means here and now, the
law decides.
"""

from __future__ import annotations

import re
import unicodedata

from bot.commands.catalogue import fold
from bot.commands.phrases import ASKABLE, phrases
from bot.core.effects import Button
from bot.core.events import Act

_LONGEST = 80
"""No phrase with its politeness is longer, in characters."""
_BRIEF_WORDS = 4
_KIND_WORDS = 9
_BRIEF_LENGTH = 60
_KIND = frozenset(
    [
        "dank",
        "bedankt",
        "dankjewel",
        "mooi",
        "moedig",
        "dapper",
        "knap",
        "sterk",
        "sterkte",
        "kracht",
        "respect",
        "wauw",
        "wow",
        "lief",
        "liefs",
        "knuffel",
        "warm",
        "hart",
        "raakt",
        "geraakt",
        "ontroerend",
        "ontroert",
        "heftig",
        "verdrietig",
        "begrijp",
        "snap",
        "hoor",
        "fijn",
        "goed",
        "eerlijk",
        "open",
        "thanks",
        "thank",
        "brave",
        "beautiful",
        "strong",
        "strength",
        "love",
        "hug",
        "hugs",
        "heart",
        "touching",
        "moved",
        "sad",
        "honest",
        "understand",
        "sorry",
        "glad",
        "warmth",
        "courage",
        "amen",
    ]
)
"""Words that make a message of a few words more still one of support."""

_ACTS = dict(phrases())

_EMOJI = {
    # A typed ✅ answers what was asked: joining, agreeing, being done.
    Button.DONE.value: Act.TICK,
    Button.PASS.value: Act.PASS,
    Button.LATER.value: Act.LATER,
    Button.HAND.value: Act.HAND,
    Button.PAUSE.value: Act.PAUSE,
}

_MAY_BE_ASKED = frozenset({Act.HAND, Act.PAUSE, Act.HELP, Act.CRISIS})
"""What a question asks for, however it is put."""

_STRICT = frozenset({Act.YES, Act.NO, Act.FINE, Act.RIGHT, Act.WRONG, Act.STOP})
"""Nothing but thanks may stand around these: "nou ja" is no yes, "oh nee" is no no."""


def _pieces(*lists: str) -> frozenset[tuple[str, ...]]:
    """Read lists of small words, with a bar between them; some are words that belong together."""
    return frozenset(tuple(piece.split()) for one in lists for piece in one.split("|"))


_CONSENT = "ok|oke|okay|okee"
_THANKS = """
    graag|alsjeblieft|alstublieft|aub|svp|hoor|bedankt|dankjewel|dankuwel|dank je|dank je wel|dank u
    |dank u wel|dank jullie|dank jullie wel|please|pls|plz|thanks|thx|thank you|thank you all|kring
"""
_BEFORE = "goed|prima|nou|sorry|ja|yes|well|eh|ehm|euh|uh|um|so|zo|nu|even|hoi|hallo|hi|dan|oh"
_AFTER = """
    nu|even|now|sorry|allemaal|iedereen|mensen|everyone|everybody|all|folks|x|xx|xxx|haha|mij|me
    |lieve mensen|voor nu|for now|denk ik|i think|wat mij betreft
"""
_GREETINGS = frozenset({"hoi", "hallo", "hi"})
"""Behind these a single word may be somebody's name."""
_STRICTLY_BEFORE, _STRICTLY_AFTER = _pieces(_CONSENT), _pieces(_THANKS)
_FREELY_BEFORE = _pieces(_CONSENT, _BEFORE, _THANKS)
_FREELY_AFTER = _pieces(_THANKS, _AFTER)
_STRICTLY_AFTER_BACKWARDS = frozenset(piece[::-1] for piece in _STRICTLY_AFTER)
_FREELY_AFTER_BACKWARDS = frozenset(piece[::-1] for piece in _FREELY_AFTER)
_LONGEST_PIECE = max(map(len, _FREELY_BEFORE | _FREELY_AFTER))
_POLITE = {word for piece in _FREELY_AFTER for word in piece}
_KNOWN = _POLITE.union(*_FREELY_BEFORE, *(phrase.split() for phrase in _ACTS))

_SHORT = {
    **{"k": "ik", "mn": "mijn", "m": "mijn", "t": "het", "n": "een", "wa": "wat", "das": "dat is"},
    **dict.fromkeys(("ff", "ffe", "effe", "effen", "eventjes"), "even"),
}
"""How people shorten small words."""

_SLIPS = {
    **dict.fromkeys(("accoord", "acoord", "akkoort", "ackoord", "akoort"), "akkoord"),
    **dict.fromkeys(("klaat", "klaae", "klaarr", "lkaar", "kalar", "klasr", "klaqr"), "klaar"),
    **dict.fromkeys(("pauxe", "pauz", "puaze", "pauzee", "pauza", "pauzw"), "pauze"),
}
_UNLIKE_OTHERS = ("akkoord", "meedoen", "meelezen", "overslaan", "pauzeren", "volgende")
"""No other word is one letter away from these, so one wrong letter is a slip."""

_SMILEY = re.compile(r"(?i)(?:[:;=8][-^o']?[)(\]\[dp3/\\|*s]+|<3+|\bxd+|\^_*\^)(?=\s|$)")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
_QUESTION = re.compile("[?？؟❓❔⁉⁇⸮]")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def plain(body: str, *, mended: bool = True) -> Act | None:
    """Read a whole message as one act in plain words; None when it says anything else.

    Without ``mended``, a word with a slip in it is none that is known.
    """
    text = _SMILEY.sub(" ", body).strip()
    if len(body) > _LONGEST or "\n" in text or text.startswith(">") or text.endswith((":", "：")):
        return None
    words = _normalised(text)
    if not words:
        return _emoji(body)
    found = next(filter(None, map(_looked_up, _spellings(words, mended))), None)
    if found is None:
        return None
    phrase, act = found
    about_another = asks(body) and act not in _MAY_BE_ASKED and phrase[0] not in ASKABLE
    return None if about_another else act


def asks(body: str) -> bool:
    """Tell whether there is a question in a message."""
    return _QUESTION.search(body) is not None


def brief(body: str) -> bool:
    """Tell whether a message is a short word of support: a few words, or emoji only.

    "Dank je wel dat je dit wilde vertellen" is one too, "toen ik daar een week was" is none.
    """
    text = body.strip()
    if not text or "\n" in text or asks(text) or len(text) > _BRIEF_LENGTH:
        return False
    words = text.split()
    if len(words) <= _BRIEF_WORDS:
        return True
    return len(words) <= _KIND_WORDS and not _KIND.isdisjoint(_normalised(text))


def is_polite(words: str) -> bool:
    """Tell whether these words only make something polite, or are none at all."""
    return all(word in _POLITE for word in _normalised(words))


def _normalised(text: str) -> list[str]:
    """Cut into words without case, accents, apostrophes, punctuation, emoji and invisible signs."""
    folded = fold(text.translate(_APOSTROPHES))
    visible = (sign for sign in folded if unicodedata.category(sign) != "Cf")
    return "".join(sign if sign.isalnum() else " " for sign in visible).split()


def _spellings(words: list[str], mended: bool) -> list[list[str]]:
    """Give the words as typed, then with stretched letters and small slips as they were meant."""
    words = " ".join(_SHORT.get(word, word) for word in words).split()
    stretched = [[_STRETCHED.sub(r"\1" * times, word) for word in words] for times in (2, 1)]
    spellings = [words, *stretched, *([[_mended(word) for word in words]] if mended else [])]
    return [spelling for n, spelling in enumerate(spellings) if spelling not in spellings[:n]]


def _mended(word: str) -> str:
    """Return the word that was meant, if only one can be."""
    if word in _SLIPS:
        return _SLIPS[word]
    return next((meant for meant in _UNLIKE_OTHERS if _one_slip(word, meant)), word)


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another, or two stand the wrong way round."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    left, right = typed[start:], meant[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )


def _looked_up(words: list[str]) -> tuple[list[str], Act] | None:
    """Look the phrase up, without the politeness around it if need be."""
    if not _KNOWN.issuperset(words):
        return None
    ends = _without(words[::-1], _FREELY_AFTER_BACKWARDS)
    for start in _without(words, _FREELY_BEFORE):
        for left_out in ends:
            phrase = words[start : len(words) - left_out]
            act = _ACTS.get(" ".join(phrase))
            greets = len(phrase) == 1 and not _GREETINGS.isdisjoint(words[:start])
            if act is None or greets or (act in _STRICT and not _strictly(words, start, left_out)):
                continue
            return phrase, act
    return None


def _strictly(words: list[str], start: int, left_out: int) -> bool:
    """Whether nothing but thanks was left out."""
    before = _without(words, _STRICTLY_BEFORE)
    after = _without(words[::-1], _STRICTLY_AFTER_BACKWARDS)
    return start in before and left_out in after


def _without(words: list[str], pieces: frozenset[tuple[str, ...]]) -> list[int]:
    """How many words can be left out at the start, being made of these pieces; fewest first."""
    ends = [0]
    for start in ends:
        ends += [
            start + length
            for length in range(1, _LONGEST_PIECE + 1)
            if tuple(words[start : start + length]) in pieces and start + length not in ends
        ]
    return sorted(ends)


def _emoji(text: str) -> Act | None:
    """Read an emoji, however often it stands there."""
    signs = _bare(text)
    return next(
        (act for emoji, act in _EMOJI_ACTS.items() if signs and not signs.strip(emoji)), None
    )


def _bare(text: str) -> str:
    """Drop white space, skin tones and invisible signs: ``⏭`` and ``⏭️`` are one."""
    return "".join(
        sign
        for sign in text
        if not sign.isspace()
        and ord(sign) not in _SKIN_TONES
        and unicodedata.category(sign) not in ("Cf", "Mn")
    )


_EMOJI_ACTS = {_bare(emoji): act for emoji, act in _EMOJI.items()}
