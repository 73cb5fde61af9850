"""What somebody types for a map: "zus: sterk", "voetbal – 2", "tante, sterk, samen koken".

A line holds one name, or several with commas. Behind a name may stand how strong it is, in words or
as 1, 2 or 3, and what connects. With how strong it is beside it, a name is meant for the map; alone it
may be talk, so then the whole message must be no more than a few short names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.catalogue import fold
from bot.commands.plain import asks, is_polite, plain

NAME_AT_MOST = 60
"""No name on a map is longer, in characters."""
BOND_AT_MOST = 80
LINES_AT_MOST = 30
WORDS_AT_MOST = 3
"""A name alone has no more words than this."""

_STRENGTHS: dict[str, int] = {
    **dict.fromkeys(
        ("3", "sterk", "heel sterk", "erg sterk", "zeer sterk", "hecht", "dik", "nauw", "strong",
         "very strong", "close", "+++", "***"), 3,
    ),
    **dict.fromkeys(
        ("2", "gewoon", "middel", "matig", "gemiddeld", "normaal", "redelijk", "tussenin", "medium",
         "ordinary", "average", "normal", "so-so", "++", "**"), 2,
    ),
    **dict.fromkeys(
        ("1", "zwak", "heel zwak", "niet sterk", "niet zo sterk", "weinig", "dun", "los", "weak",
         "very weak", "not strong", "loose", "thin", "+", "*"), 1,
    ),
}  # fmt: skip
_AWAY = re.compile(
    r"(?i)^\s*(?:(?:haal|neem|doe|remove|take)\s+(?P<long>.+?)\s+(?:weg|eraf|away|off)"
    r"|(?:weg|eraf|remove|haal weg|take away)\s*[:,-]?\s+(?P<first>.+?)"
    r"|(?P<last>.+?)\s+(?:weg|eraf|mag weg|kan weg|mag eraf|away))\s*[.!]?\s*$"
)
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+)?")
_JOINTS = re.compile(r"\s*[:=;,]\s*|\s+[-–—]+\s+|\s*\((?=[^()]*\)\s*$)")
_COMMAS = re.compile(r"[,;]")
_TALK = frozenset(
    " ".join((
        "ik je jij we wij hij zij ze het dat dit er en maar of want dus nou nu ja nee oh hm eh wat",
        "hoe wie waar wanneer waarom is was heb heeft kan wil zal ga doe dank sorry hoi hallo ok",
        "i you we he she it they that this there and but or so well yes no what how who where when",
        "why thanks hello hi",
    )).split()
)  # fmt: skip
"""A line that begins with one of these is talk, unless it says how strong something is."""
_BEFORE_NAMES = frozenset(
    " ".join((
        "de het een mijn onze ons m'n haar tante oom opa oma meneer mevrouw buurvrouw buurman vriendin",
        "vriend dokter the a an my our aunt uncle grandma grandpa mr mrs ms dr friend neighbour",
    )).split()
)  # fmt: skip
"""A name of three words begins with one of these."""
_ASIDES = frozenset(
    " ".join((
        "prima goed mooi fijn leuk top super lastig moeilijk stil wow tja hmm even wacht moment klaar",
        "heel erg zo zeg hoor echt jammer heftig knap lief fijne gezellig",
        "good great fine nice hard difficult wait moment wow really very lovely sad done",
    )).split()
)  # fmt: skip
"""A name is not made of these alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name from ``begin`` up to ``end``, how strong it is, and what connects (from, up to)."""

    begin: int
    end: int
    strength: int | None = None
    bond: tuple[int, int] | None = None


def strength(words: str) -> int | None:
    """Read how strong something is; None if these words do not say so."""
    return _STRENGTHS.get(" ".join(fold(words).strip(" .!()").split()))


def taken_away(body: str) -> tuple[int, int] | None:
    """Find the name of what is to be taken away: from, up to; None if nothing is."""
    found = None if "\n" in body.strip() else _AWAY.match(body)
    if found is None or len(body) > NAME_AT_MOST + 20 or asks(body):
        return None
    group = str(found.lastgroup)
    return found.span(group)


def named(body: str) -> tuple[Found, ...]:
    """Find the names in a message; none if it is talk.

    In a message of several lines those with how strong it is count, and the rest is talk, unless all
    of them are names.
    """
    lines = [(at, line) for at, line in _lines(body) if line.strip()]
    if not lines or len(lines) > LINES_AT_MOST:
        return ()
    sure = [found for at, line in lines for found in _sure(at, line)]
    alone = [_alone(at, line) for at, line in lines]
    told = {at for at, line in lines if _sure(at, line)}
    whole = all(found or at in told for (at, _), found in zip(lines, alone, strict=True))
    if not whole or asks(body) or plain(body) is not None or is_polite(body):
        return tuple(sure)
    return tuple(
        found
        for (at, line), names in zip(lines, alone, strict=True)
        for found in (_sure(at, line) or names)
    )


def _lines(body: str) -> list[tuple[int, str]]:
    at, found = 0, []
    for line in body.split("\n"):
        found.append((at, line))
        at += len(line) + 1
    return found


def _sure(at: int, line: str) -> list[Found]:
    """Read a line in which it is said how strong something is."""
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    joints = [*_JOINTS.finditer(line, start)]
    pieces = _pieces(line, start, [(joint.start(), joint.end()) for joint in joints])
    if not pieces:
        return []
    if len(pieces) == 1:
        return _behind(at, line, *pieces[0])
    values = [strength(line[begin:end]) for begin, end in pieces]
    several = len(pieces) % 2 == 0 and all(
        (values[n] is None) == (n % 2 == 0) for n in range(len(pieces))
    )
    if several and len(pieces) > 2:
        found = [_named(at, line, pieces[n], values[n + 1], None) for n in range(0, len(pieces), 2)]
        return [one for one in found if one is not None]
    told = next((n for n, value in enumerate(values) if value is not None), 0)
    if told not in (1, 2):
        return []
    bond = (pieces[told + 1][0], pieces[-1][1]) if len(pieces) > told + 1 else None
    name = pieces[0]
    if told == 2 and "," in line[pieces[0][1] : pieces[1][0]]:
        name = (pieces[0][0], pieces[1][1])  # "Marga, mijn zus: sterk"
    elif told == 2:
        bond = bond or pieces[1]  # "zus: elke dag bellen, sterk"
    one = _named(at, line, name, values[told], bond)
    return [one] if one else []


def _behind(at: int, line: str, begin: int, end: int) -> list[Found]:
    """Read "voetbal 2" and "mijn zus sterk": how strong it is stands right behind the name."""
    words = [*re.finditer(r"\S+", line[begin:end])]
    for many in (3, 2, 1):
        if len(words) > many:
            value = strength(line[begin + words[-many].start() : end])
            if value is not None and len(words) - many <= WORDS_AT_MOST:
                name = (begin, begin + words[-many - 1].end())
                talk = fold(words[0].group()) in _TALK
                one = None if talk else _named(at, line, name, value, None)
                return [one] if one else []
    return []


def _alone(at: int, line: str) -> list[Found]:
    """Read names without how strong they are; none if a part of the line is anything else."""
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    commas = [(joint.start(), joint.end()) for joint in _COMMAS.finditer(line, start)]
    found: list[Found] = []
    for piece in _pieces(line, start, commas):
        words = line[slice(*piece)].split()
        plain_words = {fold(word).strip(".,") for word in words}
        is_name = 0 < len(words) <= WORDS_AT_MOST and fold(words[0]) not in _TALK
        is_name = is_name and not plain_words <= _ASIDES and not _is_sentence(words)
        one = _named(at, line, piece, None, None) if is_name else None
        if one is None or any(sign in line[slice(*piece)] for sign in "!?:/\\<>@#"):
            return []
        found.append(one)
    return found


def _is_sentence(words: list[str]) -> bool:
    """Whether a few words are rather a short sentence: "Sterker dan iedereen."."""
    many = len(words) == WORDS_AT_MOST
    return many and fold(words[0]) not in _BEFORE_NAMES


def _pieces(line: str, start: int, joints: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut a line at its joints; each piece without the space and the dot around it."""
    pieces: list[tuple[int, int]] = []
    begin = start
    for joint, after in [*joints, (len(line), len(line))]:
        piece = line[begin:joint]
        inner = piece.strip().rstrip(".)").strip()
        if inner:
            first = begin + piece.index(inner)
            pieces.append((first, first + len(inner)))
        begin = after
    return pieces


def _named(
    at: int,
    line: str,
    name: tuple[int, int],
    value: int | None,
    bond: tuple[int, int] | None,
) -> Found | None:
    begin, end = name
    letters = any(sign.isalnum() for sign in line[begin:end])
    if not letters or end - begin > NAME_AT_MOST or strength(line[begin:end]) is not None:
        return None
    if bond is not None:
        bond = (at + bond[0], at + min(bond[1], bond[0] + BOND_AT_MOST))
    return Found(at + begin, at + end, value, bond)
