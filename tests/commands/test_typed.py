"""What coordinators really type: understood as they mean it, or told which part is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path

import pytest

from bot.calendar.recurrence import names
from bot.commands.planning.meaning import Trouble, moved
from bot.commands.planning.plan import parse_number, parse_plan
from bot.commands.planning.reading import read
from bot.core.events import Language
from bot.core.series import Rule, WallTime
from bot.words.rhythm import rhythm
from tests.commands.test_planning import LANGUAGES, LIBRARY, NOW, ZONE, planned

LINES = [
    line
    for line in (Path(__file__).parent / "typed.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
TYPED = [(words, means.strip()) for words, means in pairwise(LINES) if means.startswith(" ")]


def made_of(words: str) -> str:
    """What Kring makes of it, as it stands in the table."""
    found = planned(words)
    if not isinstance(found, Rule):
        return f"? {found}"
    minutes = read(words).minutes
    dates = [f"{int(day[8:10])}-{int(day[5:7])}-{day[:4]}" for day in islice(names(found), 3)]
    long = f", {minutes} min" if minutes else ""
    return f"{rhythm(found, LIBRARY.texts('nl'))}{long} = {' '.join(dates)}"


def test_what_coordinators_type_is_understood_or_the_part_that_is_not_is_named() -> None:
    assert len(TYPED) > 300
    wrong = {words: (made, means) for words, means in TYPED if (made := made_of(words)) != means}
    assert wrong == {}


@pytest.mark.parametrize("change", [str.upper, str.title, lambda words: f"  {words} . "])
def test_capitals_and_spaces_change_nothing(change: Callable[[str], str]) -> None:
    for words, means in TYPED:
        if not means.startswith("?"):
            assert made_of(change(words)) == means, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_g7_the_examples_that_are_given_do_work(language: Language) -> None:
    texts = LIBRARY.texts(language)
    examples = {
        key: re.findall(r"- !\w+ (.+)", texts[f"common.fault-{key}"].forms[0])
        for key in ("plan-examples", "move-examples")
    }
    assert [len(found) for found in examples.values()] == [3, 3]
    for words in examples["plan-examples"]:
        args = parse_plan(words, LIBRARY)
        assert args.plan_id is not None
        assert isinstance(planned(words.partition(" ")[2]), Rule), words
    for words in examples["move-examples"]:
        numbered = parse_number(words)
        assert numbered is not None
        asked = read(numbered[1], moves=True)
        found = moved(asked, ZONE, NOW, WallTime("2026-12-17T19:30"))
        assert not isinstance(found, Trouble), words
