"""What coordinators really type: understood as they mean it, or told which part is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path

import pytest

from bot.calendar.recurrence import anchored, names
from bot.commands.planning.meaning import Trouble, moved
from bot.commands.planning.plan import parse_number, parse_plan
from bot.commands.planning.reading import read
from bot.core.events import Language
from bot.core.series import Rule, WallTime
from bot.words.rhythm import rhythm
from tests.commands.test_planning import LANGUAGES, LIBRARY, NOW, ZONE, planned, told

MEETING = WallTime("2026-12-17T19:30")


def table(name: str) -> list[tuple[str, str]]:
    """What is typed, and what it means."""
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    known = [line for line in lines if line and not line.startswith("#")]
    return [(words, means.strip()) for words, means in pairwise(known) if means.startswith(" ")]


TYPED = table("typed.txt")


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


def moved_to(words: str) -> str:
    """Where a meeting goes, as it stands in the table."""
    found = moved(read(words, moves=True), ZONE, NOW, MEETING)
    if isinstance(found, Trouble):
        return f"? {told(found, words)}"
    if isinstance(found, Rule):
        first = anchored(found, NOW)
        assert first is not None
        return rhythm(first, LIBRARY.texts("nl"))
    return found.replace("T", " ")


def test_where_a_meeting_goes_is_understood_or_the_part_that_is_not_is_named() -> None:
    wrong = {
        words: (to, means)
        for words, means in table("moved.txt")
        if (to := moved_to(words)) != means
    }
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
        found = moved(asked, ZONE, NOW, MEETING)
        assert not isinstance(found, Trouble), words
