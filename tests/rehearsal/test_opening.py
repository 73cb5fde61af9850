"""Which conversation is rehearsed: by name or folder; what is wrong with it is told at once, and what is
wrong elsewhere does not stand in the way.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

EXAMPLE = Path(__file__).parents[2] / "docs" / "own-prompts"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A folder with a conversation of an organisation's own, and a second one."""
    shutil.copytree(EXAMPLE, tmp_path / "ours")
    shutil.copytree(EXAMPLE / "tea", tmp_path / "ours" / "soup")
    file = tmp_path / "ours" / "soup" / "format.toml"
    text = file.read_text("utf-8").replace("theekransje", "soep").replace('"tea"', '"soup"')
    file.write_text(text, "utf-8")
    return tmp_path / "ours"


def rehearsed(*words: object) -> Result:
    return CliRunner().invoke(app, ["rehearse", *map(str, words)], input="")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_format_is_found_by_its_folder_too(ours: Path) -> None:
    for words in ((ours / "tea",), (f"{ours}/tea/",), ("tea", "--prompts", ours / "tea")):
        result = rehearsed(*words)
        assert result.exit_code == 0, result.output
        assert "Je oefent: theekransje" in result.output


def test_all_faults_of_a_format_are_told_at_once(ours: Path) -> None:
    edit(ours / "tea" / "nl.toml", "{theme}", "{thema}")
    edit(ours / "tea" / "format.toml", "turn_minutes = 3", "turn_minuts = 3")
    edit(ours / "tea" / "en.toml", "closed", "close")
    edit(ours / "soup" / "nl.toml", "{theme}", "{thema}")
    for named in ("tea", "theekransje"):
        result = rehearsed(named, "--prompts", ours)
        assert result.exit_code == 1
        assert "kan nog niet geoefend worden" in result.output
        assert "turn_minuts: this key is unknown. Did you mean turn_minutes?" in result.output
        assert "soup" not in result.output
        assert "Traceback" not in result.output


def test_faults_elsewhere_are_counted_and_do_not_stand_in_the_way(ours: Path) -> None:
    edit(ours / "soup" / "nl.toml", "{theme}", "{thema}")
    (ours / "mirror").mkdir()
    (ours / "mirror" / "nl.toml").write_text("= 3", "utf-8")
    result = rehearsed("tea", "--prompts", ours)
    assert result.exit_code == 0
    assert "Je oefent: theekransje" in result.output
    assert f"In andere gesprekken staan ook fouten: 3. Die zie je met: kring check {ours}" in (
        result.output.replace("\n", " ")
    )
    assert "kan nog niet geoefend worden" in rehearsed("spiegel", "--prompts", ours).output


def test_a_fault_in_what_kring_always_says_is_told_and_left_out(ours: Path) -> None:
    edit(ours / "common" / "nl.toml", 'resumed = "', 'resumed = "{who} ')
    result = rehearsed("tea", "--prompts", ours)
    assert result.exit_code == 0
    assert "Dit kan nog niet gebruikt worden" in result.output
    assert "{who} is unknown here" in result.output.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Welk gesprek wil je oefenen?"),
        (("kampvur",), "Bedoel je kampvuur?"),
        (
            ("xyzzy", "--lang", "en"),
            "There is no conversation 'xyzzy'. You can choose: action team",
        ),
        (("nowhere/tea",), "Zet dan --prompts en die map erachter."),
        (("kampvuur", "--as", "Kring"), "Niemand kan Kring heten"),
        (("kampvuur", "--write"), "Met --write hoort --script"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(words: tuple[str, ...], told: str) -> None:
    result = rehearsed(*words)
    assert result.exit_code == 1
    assert told in result.output
    assert result.output.count("\n") == 1


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = rehearsed("kampvuur", "--prompts", tmp_path / "nowhere")
    assert "cannot be read (No such file or directory)" in result.output.replace("\n", " ")
