"""What is in every written conversation: what people do when they are at ease, and when they are not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.commands.plain import plain
from bot.core.effects import Button
from bot.core.events import Act
from bot.formats.loader import load, shipped
from bot.rehearsal.script import Deed, Script, read

FOLDER = Path(__file__).parents[1] / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
FORMATS = load([shipped()]).plans
_OBJECTS = re.compile(
    r"\b(niet( mee)? eens|daar ben ik tegen|(dat|dit) (woord )?klopt (niet|zo niet)|wil ik niet"
    r"|nee,? (liever )?(geen|niet)"
    r"|do not agree|don't agree|i am against|that is not (right|true)|i do not want|no,? rather not)\b",
    re.IGNORECASE,
)
"""Somebody says that they do not agree, to another or to what is planned."""


def deeds(script: Script) -> list[Deed]:
    """What people do, in order."""
    return [entry for entry in script.entries if isinstance(entry, Deed)]


def does(act: Act, button: Button) -> Callable[[Script], bool]:
    """Whether somebody does this, in words, by a command or with a tap."""

    def found(script: Script) -> bool:
        return any(
            (deed.doing == "says" and plain(deed.words.lstrip("!")) is act)
            or (deed.doing == "taps" and button.value in deed.line)
            for deed in deeds(script)
        )

    return found


def leaves_and_returns(script: Script) -> bool:
    """Whether somebody goes away and comes back, and is heard again after that."""
    done = deeds(script)
    for at, gone in enumerate(done):
        if gone.doing != "goes":
            continue
        later = [deed for deed in done[at + 1 :] if deed.name == gone.name]
        back = next((n for n, deed in enumerate(later) if deed.doing == "comes"), None)
        if back is not None and any(deed.doing == "says" for deed in later[back + 2 :]):
            return True
    return False


def objects(script: Script) -> bool:
    """Whether somebody says no to what another would write down or do, or does not agree."""
    return any(
        (deed.doing == "says" and _OBJECTS.search(deed.words))
        or (deed.doing == "replies" and plain(deed.words) is Act.NO)
        for deed in deeds(script)
    )


@dataclass(frozen=True)
class Ingredient:
    """Something that happens in every conversation."""

    name: str
    is_in: Callable[[Script], bool]


INGREDIENTS = (
    Ingredient("six people or more take part", lambda script: len(_speakers(script)) >= 6),
    Ingredient("a pass", does(Act.PASS, Button.PASS)),
    Ingredient("a later", does(Act.LATER, Button.LATER)),
    Ingredient("a raised hand", does(Act.HAND, Button.HAND)),
    Ingredient("a pause", does(Act.PAUSE, Button.PAUSE)),
    Ingredient("somebody leaves and returns", leaves_and_returns),
    Ingredient("an objection", objects),
)


def _speakers(script: Script) -> set[str]:
    return {deed.name for deed in deeds(script) if deed.doing == "says"}


def test_there_is_one_of_every_format_and_some_in_english_too() -> None:
    written = {language: set[str]() for language in ("nl", "en")}
    for file in FILES:
        format, language = file.stem.split(".")
        written[language].add(format)
    assert written["nl"] == set(FORMATS)
    assert len(written["en"]) >= 4


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_conversation_has_what_happens_among_people(file: Path) -> None:
    script = read(file.read_text("utf-8"))
    missing = [one.name for one in INGREDIENTS if not one.is_in(script)]
    assert missing == []


HEAD = "language: nl\npeople: Els (begeleidt), Jan, Mo\n\n"


@pytest.mark.parametrize(
    ("ingredient", "lines"),
    [
        ("a pass", "Jan: Ik pas hier goed op."),
        ("a later", "Jan: Later belde hij nog eens."),
        ("a raised hand", "Jan: Hij gaf mij een hand."),
        ("a pause", "Jan: In de pauze was het stil."),
        ("somebody leaves and returns", "Jan gaat weg\nMo komt binnen\nMo: akkoord\nMo: hoi"),
        ("somebody leaves and returns", "Jan gaat weg\nJan komt binnen\nJan: akkoord"),
        ("an objection", "Jan: nee\nMo: Dat is mooi."),
        ("six people or more take part", "Jan: hoi\nMo: hoi"),
    ],
)
def test_what_only_looks_like_it_is_none(ingredient: str, lines: str) -> None:
    """What would let a conversation through in which it does not happen."""
    one = next(one for one in INGREDIENTS if one.name == ingredient)
    assert not one.is_in(read(HEAD + lines + "\n"))
