"""More faults that people make, each told where it is, in words for who is no programmer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.formats.faults import ContentFault
from bot.formats.loader import check, load_usable, shipped
from bot.formats.syntax import explained
from tests.formats.test_check import base, folder, plan, says, writes
from tests.formats.test_loader import ENGLISH, FORMAT, TEXTS, silence

__all__ = ["base", "folder"]

Edit = Callable[[Path], object]
"""What somebody does in the folder."""

CLOSED = '"Tot ziens."'
TURN = "turn_minutes = 2"
STAGE_ID = 'id = "opening"'
NL, PLAN = "silence/nl.toml", "silence/format.toml"


def moves(name: str, to: str) -> Edit:
    return lambda folder: (folder / name).rename(folder / to)


def both(*edits: Edit) -> Edit:
    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit


def closed(text: str) -> Edit:
    return says(text, instead_of=CLOSED)


def turn(line: str) -> Edit:
    return plan(line, instead_of=TURN)


def named(name: str) -> Edit:
    return plan(f"nl = {name}", instead_of='nl = "stilte"')


def folder_at(name: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return edit


PLANTED: list[tuple[Edit, str, int | None, str]] = [
    # what is no TOML
    (closed('"Tot ziens.'), NL, 5, "the quote behind a text is missing"),
    (closed("Tot ziens."), NL, 5, "the text behind 'closed' does not stand between quotes"),
    (closed("“Tot ziens.”"), NL, 5, "“ is not the quote that is needed"),
    (closed("‘Tot ziens.’"), NL, 5, "‘ is not the quote that is needed"),
    (closed('"Tot "straks" dan."'), NL, 5, "quotes within this text"),
    (closed('"Tot \\ziens."'), NL, 5, "backslash"),
    (closed('"Tot\nziens."'), NL, 5, "the quote behind a text is missing"),
    (closed('"""\nTot ziens.'), NL, None, '""" is missing'),
    (says("closed:", instead_of="closed ="), NL, 5, "a colon stands behind the name"),
    (says("closed now =", instead_of="closed ="), NL, 5, "'closed now' is more than one word"),
    (closed('"Dag."\nclosed = "Doei."'), NL, 6, "'closed' is there twice"),
    (plan('[name]\nnl = "a"\n[people]', instead_of="[people]"), PLAN, 6, "'[name]' is there twice"),
    (writes(PLAN, FORMAT.replace("[[stage]]", "[stage]")), PLAN, 16, "'[stage]' is there twice"),
    (says("closed\u00a0=", instead_of="closed ="), NL, 5, "cannot be seen is on this line (U+00A0)"),
    (closed('"Tot\x00ziens."'), NL, 5, "cannot be seen is on this line (U+0000)"),
    # the files
    (writes(NL, TEXTS.encode("utf-16")), NL, 1, "not UTF-8"),
    (folder_at(PLAN), PLAN, None, "not a file"),
    (folder_at(NL), NL, None, "not a file"),
    (moves(NL, "silence/nl.tml"), "silence/nl.tml", None, "this file is not read"),
    (moves(PLAN, "silence/format.toml.txt"), "silence/format.toml.txt", None, "this file is not read"),
    (moves(PLAN, "silence/Format.TOML"), "silence/Format.TOML", None, "this file is not read"),
    (lambda folder: (folder / NL).unlink(), NL, None, "there is no nl.toml here"),
    (lambda folder: shutil.copytree(folder / "silence", folder / "silence/again"),
     "silence/again", None, "stands in that of a format"),
    (writes("silence/about.md", "é".encode("latin-1")), "silence/about.md", 1, "not UTF-8"),
    (writes("silence/about.md", " \n"), "silence/about.md", None, "this page is empty"),
    # numbers and other values
    (turn("turn_minutes = -2"), PLAN, 14, "more than 0"),
    (turn("turn_minutes = 1000000000"), PLAN, 14, "480 or less"),
    (plan("minutes = 1000000000000000000000", instead_of="minutes = 10"), PLAN, 26, "480 or less"),
    (turn("turn_minutes = nan"), PLAN, 14, "not a whole number"),
    (turn("turn_minutes = 2.5"), PLAN, 14, "not a whole number"),
    (turn("turn_minutes = true"), PLAN, 14, "not a whole number"),
    (plan("most = 1000000", instead_of="most = 8"), PLAN, 8, "1000 or less"),
    (plan("fewest = 0", instead_of="fewest = 3"), PLAN, 7, "more than 0"),
    (plan('most = 8\nvoices = "client"', instead_of="most = 8"), PLAN, 9, "not a list"),
    (plan('most = 8\nvoices = ["klant"]', instead_of="most = 8"), PLAN, 9, "'klant' is not possible"),
    (plan('name = "stilte"', instead_of='[name]\nnl = "stilte"\nen = "silence"'), PLAN, 2, "a table"),
    (writes(PLAN, 'stage = "opening"\n' + FORMAT.partition("[[")[0]), PLAN, 1, "the stages are no list"),
    (plan("kind = 3", instead_of='kind = "round"'), PLAN, 10, "3 is not a kind of stage"),
    (plan("", instead_of='kind = "round"\n'), PLAN, 10, "this stage has no kind"),
    (turn("turn_minuts = 2"), PLAN, 14, "this key is unknown"),
    (plan("[[stages]]", instead_of="[[stage]]"), PLAN, 10, "this key is unknown"),
    # ids and names
    (plan('id = "op/ening"', instead_of=STAGE_ID), PLAN, 11, "cannot be an id"),
    (plan('id = "Opening"', instead_of=STAGE_ID), PLAN, 11, "cannot be an id"),
    (plan(f'id = "{"a" * 41}"', instead_of=STAGE_ID), PLAN, 11, "more than 40 letters"),
    (named('"   "'), PLAN, 3, "this is no name"),
    (named('"🔥"'), PLAN, 3, "this is no name"),
    (named('"een heel lang gesprek"'), PLAN, 3, "this name has 4 words"),
    (named('"{stilte}"'), PLAN, 3, "'{stilte}' is no name"),
    (named('"gesproken"'), PLAN, 3, "says how a conversation is held"),
    (named("3"), PLAN, 3, "not a text"),
    # texts
    (closed('"   "'), NL, 5, "this text is empty"),
    (closed('["Dag.", "Doei."]'), NL, 5, "can be said in one way only"),
    (closed('"Tot <b>ziens</b>."'), NL, 5, "<b> is shown as it stands"),
    (closed('"Zie [hier](https://x.example)."'), NL, 5, "[hier](https://x.example) is shown"),
    (closed('"# Dag"'), NL, 5, "'# Dag' is shown as it stands"),
    (closed('"""\n- een\n- twee\nEn dan verder.\n"""'), NL, 5, "'En dan verder.' sticks to the list"),
    (closed('"Tot\u200b ziens."'), NL, 5, "cannot be seen (U+200B)"),
    (closed('"Tot \\u202e ziens."'), NL, 5, "cannot be seen (U+202E)"),
    (closed('"Dag {name}."'), NL, 5, "{name} is unknown here"),
    (closed('"Dag {}."'), NL, 5, "brace"),
    (says('"Stil. Typ !start theekransje voor meer."', instead_of='"Stilte."'), NL, 2,
     "'!start theekransje' does not start this"),
    (writes(NL, "[texts]\n" + TEXTS), NL, 1, "all below [texts] is not read"),
    (writes(NL, ENGLISH), NL, 6, "in the other language"),
]  # fmt: skip

BESIDE: list[tuple[Edit, str, int | None, str]] = [
    (moves("silence", "demo"), "demo/format.toml", None, "a folder called demo is not read"),
    (moves("silence", "si lence"), "si lence", None, "cannot be the id"),
    (writes("comon/nl.toml", 'paused = "Stil."'), "comon", None, "no format.toml"),
    (lambda folder: shutil.copytree(folder / "silence", folder / "stil"),
     "stil/format.toml", 2, "'silence' is already a name of silence"),
]  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[ContentFault, ...]]:
    """All of them at once, each in a format of its own, and what is found."""
    ours = tmp_path_factory.mktemp("planted") / "ours"
    for number, (edit, _, _, _) in enumerate(PLANTED):
        own = ours.with_name(f"own-{number}")
        for name, content in {**silence(), "silence/about.md": "# Stilte"}.items():
            writes(name, content)(own)
        edit(own)
        plan = own / PLAN
        if plan.is_file():
            text = plan.read_text("utf-8").replace('"stilte"', f'"stilte{number}"')
            plan.write_text(text.replace('"silence"', f'"silence{number}"'), "utf-8")
        ours.mkdir(exist_ok=True)
        (own / "silence").rename(ours / f"silence{number}")
    return ours, check(ours)


def is_told(one: ContentFault, file: Path, line: int | None, what: str) -> bool:
    assert one.remedy.endswith((".", "?", '"'))
    assert "valid tuple" not in str(one)
    return one.file == file and what in one.what and line in (None, one.line)


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=lambda number: PLANTED[number][3])
def test_a_planted_fault_is_found_among_all_others(
    found: tuple[Path, tuple[ContentFault, ...]], number: int
) -> None:
    ours, faults = found
    _, file, line, what = PLANTED[number]
    own = ours / file.replace("silence", f"silence{number}", 1)
    there = [one for one in faults if one.file.is_relative_to(ours / f"silence{number}")]
    assert any(is_told(one, own, line, what) for one in there), [str(one) for one in there]


def test_a_kring_that_runs_goes_on_without_all_of_those(
    found: tuple[Path, tuple[ContentFault, ...]],
) -> None:
    library, _ = load_usable([shipped(), found[0]])
    assert library.find("kampvuur") == "campfire"
    assert len(library.plans) < len(PLANTED)


@pytest.mark.parametrize(("edit", "file", "line", "what"), BESIDE)
def test_a_folder_that_is_none_is_found(
    folder: Path, edit: Edit, file: str, line: int | None, what: str
) -> None:
    edit(folder)
    found = check(folder)
    assert any(is_told(one, folder / file, line, what) for one in found), found


@pytest.mark.parametrize(
    "edit",
    [
        both(says("\tclosed", instead_of="closed"), says("Tot\tziens", instead_of="Tot ziens")),
        writes(NL, "\ufeff" + TEXTS.replace("\n", "\r\n")),
        writes(NL, TEXTS.replace("\n", "\r")),
        closed('"**Tot ziens.** Doe *zacht*, met `code`."'),
        lambda folder: os.symlink(folder, folder / "silence" / "round"),
        lambda folder: os.symlink(folder / "silence" / "x", folder / "silence" / "x"),
        writes(".git/format.toml", "x"),
        writes("silence/foto.png", b"\x89PNG"),
        lambda folder: shutil.rmtree(folder / "silence"),
    ],
)
def test_what_is_well_is_let_be(folder: Path, edit: Edit) -> None:
    edit(folder)
    assert check(folder) == ()


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (lambda folder: (folder / "silence/about.md").unlink(), "there is no about.md here"),
        (
            turn(TURN + '\nwho = ["client"]'),
            "nobody is asked before this whether they are 'client'",
        ),
        (
            turn(TURN + '\nwho = ["others"]'),
            "nobody is asked before this whether they are 'others'",
        ),
        (writes(PLAN, 'while_present = ["centre"]\n' + FORMAT), "nobody is asked before this"),
    ],
)
def test_what_is_worth_mending_is_a_remark_and_no_fault(
    folder: Path, edit: Edit, what: str
) -> None:
    edit(folder)
    [found] = check(folder)
    assert what in found.what
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 0
    assert "a remark: " in result.output
    assert "1 remark" in result.output
    library, faults = load_usable([shipped(), folder])
    assert faults == ()
    assert library.find("stilte") == "silence"


def test_a_shipped_format_has_its_page(base: Path) -> None:
    (base / "campfire" / "about.md").unlink()
    [found] = check(None)
    assert (found.what, found.remark) == ("there is no about.md here", False)


def test_a_page_of_the_shipped_one_serves_for_what_is_laid_over_it(folder: Path) -> None:
    writes("campfire/nl.toml", 'closed = "Het vuur is uit."')(folder)
    writes("campfire/en.toml", 'closed = "The fire is out."')(folder)
    assert check(folder) == ()


def test_any_fault_of_the_reader_is_told_somehow() -> None:
    assert explained("Something new", "x = 1")[0] == "this is not TOML: Something new"


def test_a_folder_that_leads_round_in_circles_is_told_once(tmp_path: Path) -> None:
    os.symlink(tmp_path / "loop", tmp_path / "loop")
    [found] = check(tmp_path / "loop")
    assert "cannot be read" in found.what
