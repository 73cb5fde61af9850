"""Whatever is typed behind !plan: Kring shows what it will plan, or names what it did not understand."""

from __future__ import annotations

import re

import pytest

from bot.core.events import Language
from bot.words.rhythm import rhythm
from tests.calendar.dialogue import FAYE, Planned, library
from tests.commands.sentences import sentence

FEW, MANY = 150, 10_000
NAMES: tuple[tuple[Language, str], ...] = (("nl", "!plan kampvuur "), ("en", "!plan campfire "))
EXAMPLE = re.compile(r"^\W*!plan \S+ .*\d", re.MULTILINE)


def plain(words: str) -> str:
    """The letters that are shown in any case."""
    return "".join(letter for letter in words if letter.isascii() and letter.isalnum())


async def check(seed: int) -> bool:
    """One sentence, in each language; whether it plans anything."""
    words, planned = sentence(seed), False
    for language, command in NAMES:
        room = Planned(language=language)
        answers = await room.says(FAYE, command + words)
        [(moment, body)] = answers
        proposal = next(iter(room.room.circle.proposals), None)
        assert room.calendar == (), "nothing is planned without a yes"
        if moment == "plan-confirm":
            assert proposal is not None
            assert rhythm(proposal.series.rule, library().texts(language)) in body
            planned = True
            continue
        assert moment in ("fault", "absent"), (words, moment)
        assert proposal is None
        if "!plan" in body:
            assert len(EXAMPLE.findall(body)) == 3, body
        named = re.search(r"(?:begrijp ik niet|not understand this): (.*?)\. ", body)
        if named is not None:
            assert plain(named[1].split("…")[0]) in plain(command + words), body
    return planned


async def test_g7_whatever_is_typed_is_shown_or_named() -> None:
    assert sum([await check(seed) for seed in range(FEW)]) > FEW // 10


@pytest.mark.campaign
@pytest.mark.timeout(3600)
async def test_g7_the_same_for_thousands_of_sentences() -> None:
    assert sum([await check(seed) for seed in range(MANY)]) > MANY // 10
