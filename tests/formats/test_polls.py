"""A poll in a format: what a writer may ask, and every fault in it with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.plan import Choice, PollPlan, Scale
from bot.formats.loader import ContentFaults, check, load, shipped
from tests.kring import SHORT

QUESTIONS = SHORT / "questions"


def laid_over(folder: Path, format_: str | None = None, **texts: str) -> Path:
    """The questions of the tests with another ``topic`` stage, or with other texts."""
    (folder / "questions").mkdir()
    original = (QUESTIONS / "format.toml").read_text()
    options = 'options = ["housing", "work", "rest"]\n'
    made = original if format_ is None else original.replace(options, format_ + "\n", 1)
    (folder / "questions/format.toml").write_text(made)
    for language in ("nl", "en"):
        text = (QUESTIONS / f"{language}.toml").read_text()
        (folder / f"questions/{language}.toml").write_text(text + texts.get(language, ""))
    return folder


def faults(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(ContentFaults) as caught:
        load([shipped(), folder])
    assert all(fault.remedy for fault in caught.value.faults)
    return [(fault.file.name, fault.key, fault.what) for fault in caught.value.faults]


def test_a_poll_is_a_choice_of_one_or_of_several_or_a_scale() -> None:
    plan = load([shipped(), SHORT]).plans["questions"]
    assert plan.stages[:3] == (
        PollPlan("topic", 300, Choice(("housing", "work", "rest"))),
        PollPlan("card", 300, Choice(("housing", "work", "rest", "money"), most=3)),
        PollPlan("together", 300, Scale(1, 5)),
    )


def test_the_tests_own_questions_read_well() -> None:
    assert all(one.remark for one in check(SHORT))


def test_what_stands_above_options_need_not_be_an_open_question(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    for language in ("nl", "en"):
        file = folder / f"questions/{language}.toml"
        file.write_text(file.read_text().replace("Waar wil je het", "Wil je het nu", 1))
    assert all(one.remark for one in check(folder))


@pytest.mark.parametrize(
    ("instead", "key", "what"),
    [
        ("", "stage 1", "nothing can be chosen"),
        ('options = ["housing", "work", "rest"]\nscale = { from = 1, to = 5 }', "stage 1",
         "there is more than one thing to choose from"),
        ('options = ["housing", "work", "rest", "rest"]', "stage 1, options",
         "an option is there twice"),
        ('options = ["housing", "work", "rest"]\nmost_answers = 4', "stage 1, most_answers",
         "more answers are asked for than there are options"),
        ("scale = { from = 1, to = 5 }\nmost_answers = 2", "stage 1, most_answers",
         "more answers are asked for than there are options"),
        ("scale = { from = 5, to = 1 }", "stage 1, scale", "there are 0 numbers on this scale"),
        ("scale = { from = 1, to = 1 }", "stage 1, scale", "there are 1 numbers on this scale"),
        ("scale = { from = 1, to = 100 }", "stage 1, scale", "there are 100 numbers on this scale"),
        ("scale = { from = -1, to = 5 }", "stage 1, scale, from", "this must be 0 or more"),
        ("scale = { from = 1 }", "stage 1, scale, to", "this key is missing"),
        ("scale = { from = 1, too = 5, to = 5 }", "stage 1, scale, too", "this key is unknown"),
        ('scale = { from = "1", to = 5 }', "stage 1, scale, from", "this is not a whole number"),
        ('options = ["housing"]', "stage 1, options", "there are 1 options"),
        ('options = ["Wonen en werk", "b"]', "stage 1, options, 0",
         "'Wonen en werk' cannot be an id"),
        ('options = ["housing", "work", "rest"]\nmost = 3', "stage 1, most", "this key is unknown"),
        ('options = ["housing", "work", "rest"]\nmost_answers = 0', "stage 1, most_answers",
         "this must be more than 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_with_its_place(
    tmp_path: Path, instead: str, key: str, what: str
) -> None:
    assert ("format.toml", key, what) in faults(laid_over(tmp_path, instead))


def test_a_poll_without_a_length_is_told(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    file = folder / "questions/format.toml"
    file.write_text(file.read_text().replace("minutes = 5\n", "", 1))
    assert ("format.toml", "stage 1", "it has no length") in faults(folder)


def test_every_option_and_both_ends_need_words(tmp_path: Path) -> None:
    folder = laid_over(tmp_path, 'options = ["housing", "work", "money"]')
    assert set(faults(folder)) == {
        (f"{language}.toml", key, what)
        for language in ("nl", "en")
        for key, what in (
            ("topic-rest", "this text is not used"),
            ("topic-money", "this text is missing"),
        )
    }


def test_the_words_of_an_option_may_not_be_those_of_a_stage(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    file = folder / "questions/format.toml"
    file.write_text(file.read_text().replace('"round"\nkind', '"topic-rest"\nkind', 1))
    found = faults(folder)
    assert ("format.toml", "stage 4, id", "'topic-rest' is the name of another text") in found
    assert all(file in {"nl.toml", "en.toml"} for file, _, _ in found[1:])


def test_polls_alone_are_no_conversation(tmp_path: Path) -> None:
    folder = laid_over(tmp_path)
    file = folder / "questions/format.toml"
    round_ = '[[stage]]\nid = "round"\nkind = "round"\norder = "circle"\nturn_minutes = 3\n'
    assert round_ in file.read_text()
    file.write_text(file.read_text().replace(round_, ""))
    assert ("format.toml", "stage", "nobody can speak in this format") in faults(folder)
