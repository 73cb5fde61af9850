"""The words of a rehearsal, read from ``prompts/rehearsal``: for the screen and for who plays along."""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from bot.core.events import Language
from bot.core.plan import What
from bot.formats.loader import shipped


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
    )


class PlayTexts(_Part):
    """What stands on the screen round the conversation."""

    intro: str
    more: str
    more_end: str
    explain: tuple[str, ...]
    prompt: str
    begin: str
    waited: str
    nothing: str
    paused: str
    not_understood: str
    not_there: str
    no_tap: str
    picture: str
    poll: str
    buttons: str
    over: str
    bye: str
    quit: tuple[str, ...]
    same: str
    different: str
    one_different: str
    difference: str
    difference_first: str
    there: str
    now: str
    absent: str
    more_different: str
    white: str
    written: str
    written_same: str
    elsewhere: str
    faulty: str
    faulty_common: str


class Player(_Part):
    """Somebody who does not exist, and the voice that they bring."""

    name: str
    voice: str


class Sentences(_Part):
    """What they say: in a turn, as a line for a harvest, in one word, to agree, asked whom a talk is
    about that it is about them (``me``) or not (``no``), and what matters to them for a ``map``.
    """

    turn: tuple[str, ...] = Field(min_length=1)
    line: tuple[str, ...] = Field(min_length=1)
    word: tuple[str, ...] = Field(min_length=1)
    yes: str
    no: str
    me: str
    done: str
    map: dict[What, str]


class RehearsalWords(_Part):
    """The whole file: ``phrases`` by what is done, ``faults`` by what is wrong with what was asked, and
    ``units`` of time with how many minutes they are.
    """

    phrases: dict[str, str]
    units: dict[str, int]
    play: PlayTexts
    faults: dict[str, str]
    person: tuple[Player, ...] = Field(min_length=4)
    sentences: Sentences


@cache
def words(language: Language) -> RehearsalWords:
    """Read the words in this language. A fault in them is a fault of ours and raises ValueError."""
    file = shipped() / "rehearsal" / f"{language}.toml"
    return RehearsalWords.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
