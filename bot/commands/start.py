"""What stands behind ``!start``: a format, perhaps a mode, perhaps a theme.

A theme is never kept: the message it stands in is read again, with ``meant``, each time it is
shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.arguments import away
from bot.commands.catalogue import fold
from bot.commands.parse import Command, parse
from bot.core.people import UserId
from bot.core.plan import Mode
from bot.formats.library import Library

_MODES = {
    "gesproken": Mode.SPOKEN,
    "spoken": Mode.SPOKEN,
    "traag": Mode.SLOW,
    "slow": Mode.SLOW,
}
_LONGEST_NAME = 3
"""How many words a format's name has at most."""
_WORD = re.compile(r"\S+")
_ATTACHED = ":,.;!?…\"'“”‘’"


@dataclass(frozen=True, slots=True)
class StartArgs:
    """What is to be started. ``plan_id`` None: no such format, ``near`` are ids of those like it.

    ``named`` is whether anything was named at all; ``theme`` is empty without one.
    """

    plan_id: str | None
    named: bool
    near: tuple[str, ...]
    mode: Mode
    theme: str


def parse_start(words: str, library: Library) -> StartArgs:
    """Read the words behind ``!start``; those after the first line are no part of it."""
    line = words.partition("\n")[0].strip()
    found = list(_WORD.finditer(line))
    for count in range(min(_LONGEST_NAME, len(found)), 0, -1):
        end = found[count - 1].end()
        plan_id = library.find(line[:end])
        if plan_id is not None:
            mode, theme = _mode(line[end:].strip())
            return StartArgs(plan_id, named=True, near=(), mode=mode, theme=theme)
    near = library.near(found[0].group()) if found else ()
    return StartArgs(None, named=bool(found), near=near, mode=Mode.WRITTEN, theme="")


def _mode(rest: str) -> tuple[Mode, str]:
    first, _, after = rest.partition(" ")
    mode = _MODES.get(fold(first.strip(_ATTACHED)))
    return (Mode.WRITTEN, rest) if mode is None else (mode, after.strip())


def meant(body: str, my_user_id: UserId, my_name: str, library: Library) -> str | None:
    """Read again what is shown of a command's message: its theme, or the name of a seat.

    None when the message, perhaps edited since, no longer holds one.
    """
    command = parse(body, my_user_id, my_name, mentioned_me=True)
    match command:
        case Command("start", words):
            return parse_start(words, library).theme or None
        case Command("seat", words):
            is_away, name = away(words.partition("\n")[0])
            return None if is_away else name or None
    return None
