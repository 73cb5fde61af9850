"""``!werkvormen``: the list of conversations by what they are for, and what one of them is.

| what is typed | what is answered |
|---|---|
| nothing behind it | all formats by purpose, one short line each |
| the name of a format | what it is, for how many people, how long it takes, whose voices belong there |
| a name that is none | which one it looks like |
| the name of a format with a fault in its texts | that it is not available now |
"""

from __future__ import annotations

from typing import Literal

from bot.commands.parse import parse_start
from bot.commands.plain import is_polite
from bot.core.draft import count, line
from bot.core.effects import Length, Line, Text
from bot.formats.library import Card, Library, Purpose

_PURPOSES: tuple[Purpose | None, ...] = ("listen", "together", "decide", "learn", None)
"""In this order they are listed."""


def formats(library: Library, words: str) -> tuple[Literal["help", "fault"], tuple[Line, ...]]:
    """Answer the command, of which ``words`` is what follows it."""
    if is_polite(words):
        return "help", (line("formats-intro"), *_list(library), line("formats-more"))
    asked = parse_start(words, library)
    if asked.plan_id is None:
        return "fault", (line("fault-format-broken") if asked.broken else unknown(asked.near),)
    return "help", (Line(f"{asked.plan_id}.summary"), *_card(library.cards[asked.plan_id]))


def unknown(near: tuple[str, ...]) -> Line:
    """Say that there is no such format; ``near`` are the ids of those it looks like."""
    if not near:
        return line("fault-unknown-format-plain")
    return line("fault-unknown-format", near=Text(f"{near[0]}.name"))


def _list(library: Library) -> list[Line]:
    listed: list[Line] = []
    for purpose in _PURPOSES:
        ids = [id for id, card in library.cards.items() if card.purpose == purpose]
        if ids:
            listed.append(line(f"formats-{purpose or 'other'}"))
            listed += [Line(f"{id}.in-short") for id in ids]
    return listed


def _card(card: Card) -> list[Line]:
    size = line(
        "format-size",
        fewest=count(card.fewest),
        most=count(card.most),
        time=Length(card.minutes),
    )
    if not card.voices:
        return [size]
    voices = tuple(("voices", Text(f"common.voice-{voice}")) for voice in card.voices)
    return [size, Line("common.format-voices", voices)]


def unknown_command(near: tuple[str, ...]) -> Line:
    """Say that there is no such command, and what may have been meant."""
    if not near:
        return line("fault-unknown-command-plain")
    return line("fault-unknown-command", near=Text(f"command.{near[0]}"))
