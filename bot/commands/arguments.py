"""What comes after a command's name: an act with perhaps a seat, a language, a taking away."""

from __future__ import annotations

import re

from bot.commands.catalogue import AWAY, BY_COMMAND, fold, meant
from bot.commands.parse import Command
from bot.commands.plain import is_polite
from bot.core.events import Act, Language

_NOBODY = frozenset({"niemand", "geen", "nobody", "none", "no one"})
_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("nl", "nederlands", "dutch"), "nl"),
    **dict.fromkeys(("en", "engels", "english"), "en"),
}


def act_and_seat(command: Command) -> tuple[Act, str] | None:
    """Read a command that is an act, with the name of the seat it is for (empty: for oneself).

    None when the command is none: it needs more than one word.
    """
    act = command.act
    if act is None:
        return None
    is_away, words = away(command.words.partition("\n")[0])
    if act is Act.HAND and is_away:
        act = Act.HAND_DOWN
    elif act is Act.ME and is_away:
        act = Act.NOT_ME
    elif is_away or not command.takes_seat:
        words = ""
    return act, "" if is_polite(words) else words


def away(words: str) -> tuple[bool, str]:
    """Cut off a leading ``weg`` or ``away``: whether it was there, and the rest as typed."""
    first, *rest = words.split(maxsplit=1) or [""]
    if fold(first) in AWAY:
        return True, "".join(rest).strip()
    return False, words.strip()


_ABOUT_ME = frozenset(
    {
        "van",
        "over",
        "mij",
        "me",
        "mijn",
        "about",
        "of",
        "nu",
        "now",
        "eigenlijk",
        "allemaal",
        "alles",
        "aub",
    }
)


def is_about_me(words: str) -> bool:
    """Whether words behind a command for oneself name nobody else: "van mij", "please"."""
    said = re.findall(r"\w+", fold(words.partition("\n")[0]))
    return all(word in _ABOUT_ME or is_polite(word) for word in said)


_ON = frozenset({"", "aan", "wel", "ja", "graag", "on", "yes", "please"})
_OFF = frozenset({"uit", "niet", "nee", "geen", "weg", "off", "no", "not", "none", "never"})


def is_nobody(words: str) -> bool:
    """Whether these words say that nobody is meant any more."""
    return fold(words.partition("\n")[0]).strip(" .!,") in AWAY | _NOBODY


def switch(words: str) -> bool | None:
    """Read whether something is wanted; None if it is neither yes nor no."""
    said = (
        fold(words.partition("\n")[0]).strip(" .!,").removeprefix("mij").removeprefix("me").strip()
    )
    return True if said in _ON else False if said in _OFF else None


def about_safety(words: str) -> str | None:
    """Read what is wanted about the room's safety: ask, mend, renew; None if that is not clear."""
    return "ask" if is_polite(words) else meant(BY_COMMAND["safety"], words)


def language(words: str) -> Language | None:
    """Read a language; None if it is not one of Kring's."""
    return _LANGUAGES.get(fold(words).strip(" .!,"))
