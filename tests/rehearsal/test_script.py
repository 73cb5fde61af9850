"""Scripts: what can be written in them, and what is said where something cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.formats.loader import load, shipped
from bot.rehearsal.script import Deed, ScriptFault, deed_in, play, read

LIBRARY = load([shipped()])
HEAD = "language: nl\npeople: Els (begeleidt), Samira, Joost, Ruben, Noor (komt later)\n\n"
NAMES = ("Els", "Samira", "Els Marie")


@pytest.mark.parametrize(
    ("line", "doing", "name", "words"),
    [
        ("Els: dag", "says", "Els", "dag"),
        ("Els Marie: dag: ja", "says", "Els Marie", "dag: ja"),
        ("Samira tikt ✅", "taps", "Samira", "✅"),
        ("Samira tikt ⏭", "taps", "Samira", "⏭"),
        ("Samira haalt ✋ weg", "untaps", "Samira", "✋"),
        ("Els antwoordt Samira: dag", "replies", "Els", "dag"),
        ("Els antwoordt Kring: ja", "replies", "Els", "ja"),
        ("Samira privé: wat weet je?", "privately", "Samira", "wat weet je?"),
        ("Els verwijdert: dag", "removes", "Els", "dag"),
        ("Els verandert: dag → hoi", "changes", "Els", "hoi"),
        ("Els komt binnen", "comes", "Els", ""),
        ("Els gaat weg", "goes", "Els", ""),
        ("(10 minuten)", "passes", "", ""),
    ],
)
def test_what_somebody_does_is_read(line: str, doing: str, name: str, words: str) -> None:
    deed = deed_in(line, "nl", NAMES)
    assert deed is not None
    assert (deed.doing, deed.name, deed.words) == (doing, name, words)


def test_in_english_too() -> None:
    assert deed_in("Els taps ✅", "en", NAMES) == Deed("Els taps ✅", "taps", "Els", "✅")
    assert deed_in("(2.5 minutes)", "en", NAMES) == Deed("(2.5 minutes)", "passes", minutes=2.5)


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("(1 minuut)", 1),
        ("(1,5 minuten)", 1.5),
        ("(2 uur)", 120),
        ("(1 dag)", 1440),
        ("(3 Weken)", 30240),
    ],
)
def test_time_is_in_any_unit(line: str, minutes: float) -> None:
    assert deed_in(line, "nl", NAMES) == Deed(line, "passes", minutes=minutes)


def test_names_may_be_written_in_any_case() -> None:
    deed = deed_in("els marie: dag", "nl", NAMES)
    assert deed == Deed("els marie: dag", "says", "Els Marie", "dag")


@pytest.mark.parametrize(
    "line", ["Piet: dag", "Els tikt 👍", "Els loopt rond", "( minuten)", "Els"]
)
def test_anything_else_is_not(line: str) -> None:
    assert deed_in(line, "nl", NAMES) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Schrijf: language: nl"),
        ("language: fr\npeople: Els (begeleidt)", "Schrijf: language: nl"),
        ("language: nl\n", "wie er is"),
        ("language: en\npeople:\n", "who is there"),
        ("language: nl\npeople: Els, Samira", "Niemand begeleidt"),
        ("language: nl\npeople: Els (leads), Samira", "'(leads)' ken ik niet"),
        ("language: en\npeople: Els (leidt), Samira", "(leads), (comes later)"),
        ("language: nl\npeople: Els (begeleidt), , Samira", "geen naam"),
        ("language: nl\npeople: Els (begeleidt), Kring", "Niemand kan Kring heten"),
        ("language: nl\npeople: Els (begeleidt), els", "twee keer"),
        (HEAD, "Er gebeurt nog niets"),
        (HEAD + "Els: dag\nPiet: dag\n", "Regel 5: Piet doet niet mee"),
        (HEAD + "Els: dag\nPiet tikt ✅\n", "Regel 5: Piet doet niet mee"),
        (HEAD + "Els loopt rond\n", "Regel 4 snap ik niet: Els loopt rond"),
        (HEAD + "Els tikt 👍\n", "Regel 4: op 👍 kan niemand tikken. Dit kan: ✅"),
        (HEAD + "Els: dag\n    en nog wat\n", "Regel 5 begint met spaties"),
        (HEAD + "(999999 dagen)\n", "Regel 4 snap ik niet"),
    ],
)
def test_a_fault_is_one_line_that_says_where_and_what_to_do(text: str, told: str) -> None:
    with pytest.raises(ScriptFault) as fault:
        read(text)
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)


async def test_what_cannot_be_done_is_told() -> None:
    for line in ("Samira verwijdert: iets", "Samira verandert: iets → iets", "Samira haalt ✋ weg"):
        with pytest.raises(ScriptFault, match=r"Regel 4: Samira"):
            await play(read(HEAD + line), LIBRARY, lambda block: None)


async def test_playing_writes_the_file_and_playing_that_gives_it_again() -> None:
    text = HEAD + (
        "# Een begin.\nEls: !start kampvuur Onze tuin\nSamira tikt ✅\nJoost: ik doe mee\n"
        "Ruben tikt ✅\nRuben haalt ✅ weg\nNoor komt binnen\nEls: !hulp\nEls gaat weg\n(800 minuten)\n"
    )
    shown: list[str] = []
    played = await play(read(text), LIBRARY, shown.append)
    assert "Kring: Straks zitten we rond het vuur. Het thema is: Onze tuin." in played
    assert "# Een begin." in shown
    assert await play(read(played), LIBRARY, lambda block: None) == played


async def test_removed_and_changed_words_are_those_of_the_room() -> None:
    text = HEAD + (
        "Els: !start kampvuur Onze tuin\nEls verandert: !start → !start kampvuur Buiten\n"
        "Noor komt binnen\nEls verwijdert: !start\nNoor gaat weg\nNoor komt binnen\n"
    )
    played = await play(read(text), LIBRARY, lambda block: None)
    assert "Het thema is: Buiten." in played
    assert "Het thema is: niet meer te lezen." in played


async def test_what_is_said_to_kring_alone_stands_there_alone() -> None:
    text = HEAD + "Els: !start kampvuur\nSamira privé: !rol naaste\nSamira: !wat-weet-je\n"
    played = await play(read(text), LIBRARY, lambda block: None)
    assert "Kring (privé, Samira): Hoi, ik ben Kring." in played
    assert "Kring (privé, Samira): Ik ben Kring. Dit is alles wat ik nu van je weet." in played
    assert await play(read(played), LIBRARY, lambda block: None) == played


class TestComparing:
    """``--script``: what is different is shown so that anybody can read it."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        file = tmp_path / "talk.txt"
        file.write_text(HEAD + "Els: !start kampvuur Onze tuin\nSamira tikt ✅\n", "utf-8")
        assert self.run(file, "--write").exit_code == 0
        return file

    def run(self, file: Path, *more: str) -> Result:
        return CliRunner().invoke(app, ["rehearse", "--script", str(file), *more])

    def test_the_same_is_the_same(self, file: Path) -> None:
        before = file.read_text("utf-8")
        assert "gaat zoals het in" in self.run(file).output.replace("\n", " ")
        assert self.run(file, "--write").exit_code == 0
        assert file.read_text("utf-8") == before

    def test_a_difference_is_shown_with_its_line_and_both_ways(self, file: Path) -> None:
        text = file.read_text("utf-8")
        number = next(n for n, one in enumerate(text.splitlines(), 1) if "Onze tuin." in one)
        file.write_text(text.replace("thema is: Onze tuin.", "thema is: Onze straat."), "utf-8")
        result = self.run(file)
        assert result.exit_code == 1
        shown = result.output
        assert (
            f"Regel {number}, na: Els: !start kampvuur Onze tuin\n  staat er:     Kring: Straks"
            in shown
        )
        assert "Onze straat." in shown.partition("gaat het nu:")[0].rpartition("staat er:")[2]
        assert "Eén keer gaat het anders" in shown

    def test_what_is_too_much_or_missing_is_shown_too(self, file: Path) -> None:
        text = file.read_text("utf-8")
        file.write_text(text.replace("Kring: Straks", "Kring: Dag.\n\nKring: Straks"), "utf-8")
        assert "gaat het nu:  (niets)" in self.run(file).output
        file.write_text(HEAD + "Els: !start kampvuur Onze tuin\nSamira tikt ✅\n", "utf-8")
        assert "staat er:     (niets)" in self.run(file).output

    def test_blank_lines_alone_are_said_to_be_that(self, file: Path) -> None:
        file.write_text(file.read_text("utf-8") + "\n\n", "utf-8")
        assert "Alleen witregels" in self.run(file).output

    def test_a_byte_order_mark_and_windows_line_ends_are_fine(self, file: Path) -> None:
        text = file.read_text("utf-8")
        file.write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
        assert self.run(file).exit_code == 0

    @pytest.mark.parametrize(
        ("made", "told"),
        [
            (lambda file: None, "kan niet gelezen worden (No such file"),
            (Path.mkdir, "kan niet gelezen worden (no file)"),
            (
                lambda file: file.write_bytes(b"language: nl\nEls: d\xe9\n"),
                "regel 2: dit is geen UTF-8",
            ),
            (lambda file: file.write_bytes(b""), "Bovenaan moet de taal staan"),
            (lambda file: file.write_bytes(b"x" * 1_000_001), "(too large)"),
            (lambda file: file.symlink_to(file), "kan niet gelezen worden"),
        ],
    )
    def test_a_script_that_is_none_is_told_in_one_line(
        self, tmp_path: Path, made: Callable[[Path], object], told: str
    ) -> None:
        file = tmp_path / "none.txt"
        made(file)
        result = self.run(file)
        assert result.exit_code == 1
        assert told in result.output
        assert result.output.count("\n") == 1

    def test_what_cannot_be_written_is_told(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_text", full)
        file.write_bytes(file.read_bytes() + b"\n")
        result = self.run(file, "--write")
        assert "kan niet geschreven worden (No space left on device)" in result.output
