"""Making harmless what people typed themselves: display names, names of seats, themes.

Such words go into a message of Kring's as they are, so they may hold no control characters, no
direction overrides, no line breaks, nothing endless and nothing invisible.
"""

from __future__ import annotations

import unicodedata

from bot.core.people import UserId

NAME_LENGTH = 40
THEME_LENGTH = 120
LINE_LENGTH = 280

_FSI, _PDI = "\u2068", "\u2069"
_JOINERS = "\u200c\u200d"
"""Format characters that Persian and emoji need."""
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters and symbols of Unicode that show nothing."""
_MARKS_IN_A_ROW = 3
"""More combining marks than this on one letter only serve to draw over other lines."""


def clean(words: str, length: int) -> str:
    """Put the words on one line, without controls or overrides, at most ``length`` characters."""
    kept: list[str] = []
    marks = 0
    for character in words:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character.isspace() or category in {"Zl", "Zp", "Cc"} or character in _BLANK:
            kept.append(" ")
        elif (category[0] != "C" or character in _JOINERS) and marks <= _MARKS_IN_A_ROW:
            kept.append(character)
    line = " ".join("".join(kept).split())
    if not any(unicodedata.category(character)[0] in "LNPS" for character in line):
        return ""
    if len(line) <= length:
        return line
    return line[: length - 1].rstrip(" " + _JOINERS) + "…"


def isolate(words: str) -> str:
    """Wrap the words in direction isolates (UAX #9) if part of them runs from right to left."""
    if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in words):
        return f"{_FSI}{words}{_PDI}"
    return words


def display(user: UserId, name: str) -> str:
    """Return what to call a user: their display name, or without one the local part of their id."""
    localpart = user.removeprefix("@").partition(":")[0]
    return clean(name, NAME_LENGTH) or clean(localpart, NAME_LENGTH) or clean(user, NAME_LENGTH)


def shorten(name: str, words: int) -> str:
    """Cut a name to its first so many words."""
    return " ".join(name.split()[:words])
