"""The words behind ``!plan``, ``!verzet`` and ``!afzeggen``: which conversation, which meeting, when.

Everything keeps its place in what was typed, so that a part of it can be shown again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.catalogue import fold
from bot.commands.planning.reading import Asked, read
from bot.formats.library import Library

_LONGEST_FORMAT = 3
"""How many words a format's name has at most."""
_FREE = re.compile(r"(?i)\b(?:thema|theme|onderwerp|topic)\b")
_ARTICLE = re.compile(r"(?i)\b(?:een|het|de|ons|onze|an|a|the|our)\s+$")
_NO_THEME = re.compile(r"(?i)\b(?:zonder|geen|no|without)\s+(?:een\s+|a\s+)?(?:thema|theme)\b")
_VOTE = re.compile(
    r"(?i)\b(?:thema|theme)\s*:?\s+(?:samen\s+|zelf\s+)?(?:kiezen|stemmen|by\s+vote|vote)\s*[.!]?$"
    r"|\b(?:stemmen|vote)\s+(?:over|op|for|on)\s+(?:het\s+|een\s+|the\s+|a\s+)?(?:thema|theme)\b"
)
_NUMBER = re.compile(
    r"\s*(?:nr\.?|nummer|number|no\.?|#)?\s*(\d{1,3})\b(?![:.]\d)[.:,)]?", re.IGNORECASE
)
_ALL = frozenset(
    fold(words)
    for words in (
        "alles", "alle", "alle keren", "allemaal", "reeks", "de reeks", "hele reeks", "de hele reeks",
        "serie", "de serie", "hele serie", "de hele serie", "all", "all of it", "all of them",
        "series", "the series", "whole series", "the whole series", "everything",
    )
)  # fmt: skip
_ONE = frozenset(
    fold(words)
    for words in (
        "", "alleen deze", "alleen deze keer", "deze keer", "een keer", "this one", "only this one",
        "just this one", "just this time", "once",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanArgs:
    """What is to be planned. ``plan_id`` None: no format was named; ``near`` are those it may be.

    ``votes`` is whether people are to choose a theme each time; None: that was not said.
    """

    plan_id: str | None
    near: tuple[str, ...]
    asked: Asked
    votes: bool | None = None


def first_line(words: str) -> str:
    """Return the line that counts: what stands under it is no part of a plan."""
    return words.partition("\n")[0].rstrip()


def parse_plan(words: str, library: Library) -> PlanArgs:
    """Read the words behind ``!plan``: a format, and when. The format may stand anywhere in them."""
    line, votes = _without_votes(first_line(words))
    free = _FREE.search(line)
    pieces = list(re.finditer(r"[^\s,;]+", line[: free.start()] if free else line))
    for at in range(len(pieces)):
        for count in range(min(_LONGEST_FORMAT, len(pieces) - at), 0, -1):
            begin, end = pieces[at].start(), pieces[at + count - 1].end()
            plan_id = library.find(line[begin:end])
            if plan_id is not None:
                article = _ARTICLE.search(line, 0, begin)
                begin = article.start() if article else begin
                blank = line[:begin] + " " * (end - begin) + line[end:]
                return PlanArgs(plan_id, (), read(blank), votes)
    near = library.near(pieces[0].group()) if pieces else ()
    return PlanArgs(None, near, read(line), votes)


def _without_votes(line: str) -> tuple[str, bool | None]:
    """Take out whether there is to be a theme; the rest keeps its place."""
    for pattern, votes in ((_NO_THEME, False), (_VOTE, True)):
        match = pattern.search(line)
        if match is not None:
            return line[: match.start()] + " " * len(match[0]) + line[match.end() :], votes
    return line, None


def parse_number(words: str) -> tuple[int, str] | None:
    """Read the number of a meeting; what follows it keeps its place, after spaces. None: no number."""
    line = first_line(words)
    match = _NUMBER.match(line)
    if match is None:
        return None
    return int(match[1]), " " * match.end() + line[match.end() :]


def means_all(words: str) -> bool | None:
    """Whether all meetings of a series are meant, or this one; None: it cannot be made out."""
    said = " ".join(fold(words).split()).strip(" .,")
    if said in _ALL:
        return True
    return False if said in _ONE else None
