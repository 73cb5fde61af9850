"""``kring check`` finds every planted fault, with its file, its line and what to do about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.formats import loader
from bot.formats.files import MOST_BYTES
from bot.formats.loader import ContentFaults, check, load_usable, shipped
from bot.words.texts import Phrase
from tests.formats.test_loader import ENGLISH, FORMAT, TEXTS, silence

Edit = Callable[[Path], None]


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is shipped, with the campfire alone: all formats are checked elsewhere."""
    small = tmp_path / "shipped"
    for name in ("common", "campfire"):
        shutil.copytree(shipped() / name, small / name)
    monkeypatch.setattr(loader, "shipped", lambda: small)
    return small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with one format in which nothing is wrong."""
    for name, content in silence().items():
        file = tmp_path / "ours" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (tmp_path / "ours" / "silence" / "about.md").write_text("# Stilte\n", encoding="utf-8")
    return tmp_path / "ours"


def says(words: str, *, instead_of: str = "We beginnen.", file: str = "nl.toml") -> Edit:
    def edit(folder: Path) -> None:
        texts = (folder / "silence" / file).read_text(encoding="utf-8")
        assert instead_of in texts
        new = texts.replace(instead_of, words, 1)
        (folder / "silence" / file).write_text(new, encoding="utf-8")

    return edit


def plan(new: str, *, instead_of: str) -> Edit:
    return says(new, instead_of=instead_of, file="format.toml")


def writes(name: str, content: str | bytes) -> Edit:
    def edit(folder: Path) -> None:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    return edit


def removes(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


def links(name: str, to: str) -> Edit:
    return lambda folder: os.symlink(folder / to, folder / name)


QUESTION = "Wat maakt dat je hier bent?"
STAGE = '[[stage]]\nid = "opening"'
TOO_LATE = FORMAT + '[[stage]]\nid = "more"\nkind = "hold"\nminutes = 1\n'

PLANTED: list[tuple[Edit, str, int | None, str]] = [
    # the language of a text
    (says(f"Dit is {'heel ' * 22}lang."), "silence/nl.toml", 6, "16 words on average"),
    (says(f"Kort. Fijn. Dit is {'heel ' * 26}lang. Zo. Ja."), "silence/nl.toml", 6, "has 29 words"),
    (says("Dit is een multidisciplinairsamenwerkingsoverleg."), "silence/nl.toml", 6, "letters"),
    (says("Fijn dat je er bent!"), "silence/nl.toml", 6, "exclamation mark"),
    (says("Neemt u plaats."), "silence/nl.toml", 6, "'u' is said"),
    (says("Welkom in uw kring."), "silence/nl.toml", 6, "'uw' is said"),
    (says("Klaar is zo gezegd. ✅."), "silence/nl.toml", 6, "stands in the place of words"),
    (says("Tik op 👍 of typ: ja."), "silence/nl.toml", 6, "a tap on 👍 means nothing"),
    (says("Tik op ✋ onder dit bericht."), "silence/nl.toml", 6, "the only way to answer"),
    (says("Typ !klaaar."), "silence/nl.toml", 6, "!klaaar is not a command"),
    (says("Typ !done."), "silence/nl.toml", 6, "of the other language"),
    (says("Type !klaar.", instead_of="We begin.", file="en.toml"), "silence/en.toml", 6,
     "of the other language"),
    (says("Alle participanten zijn welkom."), "silence/nl.toml", 6, "not a plain word"),
    (says("Neem bijv. een pen."), "silence/nl.toml", 6, "not a plain word"),
    (says("Super dat je er bent."), "silence/nl.toml", 6, "judges"),
    (says("Vind je het hier fijn?"), "silence/nl.toml", 6, "yes or no"),
    (says("Ben je boos?"), "silence/nl.toml", 6, "yes or no"),
    (says("Do you like it here in the circle?", instead_of="We begin.", file="en.toml"),
     "silence/en.toml", 6, "yes or no"),
    (says("Vertel maar.", instead_of=QUESTION), "silence/nl.toml", 6, "no open question"),
    (says("Ga je fijn weg?", instead_of="Hoe ga je weg?"), "silence/nl.toml", 7, "yes or no"),
    (says("We beginnen met een korte stilte.", instead_of="We begin.", file="en.toml"),
     "silence/en.toml", 6, "is in the other language"),
    (writes("silence/en.toml", ENGLISH.replace("Soon we are silent.", "Straks zijn we stil.")),
     "silence/en.toml", 4, "the same in both languages"),
    # what is missing, too much, or of another shape
    (says("#", instead_of="closed", file="en.toml"), "silence/en.toml", None, "is missing"),
    (says("", instead_of="after-talk = ", file="nl.toml"), "silence/nl.toml", 8, "no name with a text"),
    (removes("silence/en.toml"), "silence/en.toml", None, "there is no en.toml"),
    (removes("silence/format.toml"), "silence", None, "no format.toml"),
    (writes("silence/nl.toml", ""), "silence/nl.toml", None, "is missing"),
    (writes("silence/format.toml", ""), "silence/format.toml", None, "is missing"),
    (writes("silence/nl.toml", TEXTS + 'pauze = "Stil."'), "silence/nl.toml", 12, "not used"),
    (says("{who}.", instead_of="stil."), "silence/nl.toml", 3, "{who} is unknown here"),
    (says("x", instead_of="{theme}"), "silence/nl.toml", 3, "{theme} is missing"),
    (says("3", instead_of='"Tot ziens."'), "silence/nl.toml", 5, "not a text"),
    (says("De opening van vandaag.", instead_of="de opening"), "silence/nl.toml", 9, "more than a"),
    (writes("common/nl.toml", f'turn = ["{{name}} {{next}} {"en " * 14}"]'), "common/nl.toml", 1,
     "the shortest alternative has 16 words"),
    # the course of a format
    (plan('kind = "round"\nnext = "opening"', instead_of='kind = "round"'), "silence/format.toml", 13,
     "cannot jump or go round"),
    (plan('id = "opening"', instead_of='id = "check-out"'), "silence/format.toml", 17, "is there twice"),
    (writes("silence/format.toml", TOO_LATE), "silence/format.toml", 27, "never reached"),
    (plan('who = ["kapitein"]\nturn_minutes = 2', instead_of="turn_minutes = 2"),
     "silence/format.toml", 14, "'kapitein' is not possible"),
    (plan("turn_minutes = 9", instead_of="turn_minutes = 2"), "silence/format.toml", 10,
     "without a break"),
    (plan("", instead_of='moment = "check-out"\n'), "silence/format.toml", 10, "no check-out"),
    (plan("", instead_of='moment = "after-talk"\n'), "silence/format.toml", 22, "not an after-talk"),
    (plan('"holdd"', instead_of='"hold"'), "silence/format.toml", 22, "not a kind of stage"),
    (plan("ordre", instead_of="order"), "silence/format.toml", 13, "unknown"),
    (plan("fewest = 9", instead_of="fewest = 3"), "silence/format.toml", 6, "more than most"),
    (plan('nl = "spiegelkampvuur"\naliases = ["kampvuur"]', instead_of='nl = "stilte"'),
     "silence/format.toml", 2, "already a name of campfire"),
    (plan("people fewest", instead_of="fewest"), "silence/format.toml", 7, "more than one word"),
    # the files themselves
    (writes("silence/nl.toml", 'closed = "een"\nsummary = "één"'.encode("latin-1")),
     "silence/nl.toml", 2, "not UTF-8"),
    (writes("silence/nl.toml", "x" * (MOST_BYTES + 1)), "silence/nl.toml", None, "too large"),
    (links("loop", "loop"), "loop", None, "cannot be read"),
    (links("silence/lop", "silence"), "silence", None, ""),
    (writes("Stilte/format.toml", FORMAT), "Stilte", None, "cannot be the id"),
    (writes("silence/fr.toml", ""), "silence/fr.toml", None, "this file is not read"),
    (writes("nl.toml", ""), "nl.toml", None, "beside the folders"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "file", "line", "what"), PLANTED)
def test_a_planted_fault_is_found(
    folder: Path, edit: Edit, file: str, line: int | None, what: str
) -> None:
    edit(folder)
    found = check(folder)
    if not what:
        assert found == ()
        return
    there = [fault for fault in found if fault.file == folder / file and what in fault.what]
    assert there, found
    assert line is None or line in {fault.line for fault in there}, there
    assert all(fault.remedy.endswith((".", "?")) for fault in found)


def test_all_planted_faults_are_told_at_once(folder: Path) -> None:
    says("Fijn dat u er bent!")(folder)
    says("", instead_of='closed = "Goodbye."', file="en.toml")(folder)
    writes("common/nl.toml", 'paused = "{who}"')(folder)
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 1
    for told in ("exclamation", "'u'", "closed: this text is missing", "{who} is unknown"):
        assert told in result.output
    assert "4 faults" in result.output


def test_a_check_of_nothing_or_of_one_format_says_what_to_give(
    folder: Path, base: Path, tmp_path: Path
) -> None:
    assert "cannot be read" in str(check(tmp_path / "nowhere")[0])
    assert "the folder above this one" in str(check(folder / "silence"))
    assert check(base) == ()


def test_the_folder_that_faults_are_planted_in_has_none(folder: Path) -> None:
    assert check(folder) == ()


class TestAKringThatRuns:
    """What has a fault is left out, and the rest goes on (G6)."""

    @pytest.mark.parametrize(
        "edit",
        [edit for edit, file, _, what in PLANTED if file.startswith(("silence/format", "loop"))]
        + [removes("silence/en.toml"), writes("silence/nl.toml", b"\xe9"), links("silence/x", "x")],
    )
    def test_the_other_formats_go_on(self, folder: Path, edit: Edit) -> None:
        edit(folder)
        library, faults = load_usable([loader.shipped(), folder])
        assert library.find("kampvuur") == "campfire"
        assert library.find("stilte") in {None, "silence"}
        assert (library.find("silence") is None) == any("silence" in str(f.file) for f in faults)

    def test_a_broken_format_is_known_by_its_names(self, folder: Path) -> None:
        removes("silence/en.toml")(folder)
        library, faults = load_usable([loader.shipped(), folder])
        assert [fault.key for fault in faults] == [""]
        assert library.find("stilte") is None
        assert library.is_broken("Stilte")
        assert not library.is_broken("kampvuur")
        assert "silence" not in library.near("silence")

    def test_a_broken_layer_over_a_shipped_format_takes_that_one_away(self, folder: Path) -> None:
        writes("campfire/nl.toml", 'opening = "{who}"')(folder)
        library, _ = load_usable([loader.shipped(), folder])
        assert library.find("kampvuur") is None
        assert library.is_broken("kampvuur")
        assert library.find("stilte") == "silence"

    def test_a_broken_layer_over_the_common_texts_counts_for_nothing(self, folder: Path) -> None:
        writes("common/nl.toml", 'paused = "Stil."\nresumed = "{who}"')(folder)
        library, faults = load_usable([loader.shipped(), folder])
        assert [fault.line for fault in faults] == [2]
        assert library.texts("nl")["common.paused"] != Phrase("Stil.")
        assert library.find("stilte") == "silence"

    def test_a_folder_that_is_not_there_leaves_the_shipped_ones(self, tmp_path: Path) -> None:
        library, faults = load_usable([loader.shipped(), tmp_path / "nowhere"])
        assert "cannot be read" in str(faults[0])
        assert library.find("kampvuur") == "campfire"

    def test_of_two_formats_with_one_name_the_shipped_one_keeps_it(self, folder: Path) -> None:
        plan('"kampvuur"', instead_of='"stilte"')(folder)
        library, _ = load_usable([loader.shipped(), folder])
        assert library.find("kampvuur") == "campfire"
        assert library.is_broken("silence")

    def test_a_crisis_text_that_went_with_its_folder_is_the_shipped_one(self, folder: Path) -> None:
        writes("common/nl.toml", 'ours = "Bel 088."\npaused = "{who}"')(folder)
        writes("common/en.toml", 'ours = "Call 088."')(folder)
        library, _ = load_usable([loader.shipped(), folder], crisis="common.ours")
        nl = library.texts("nl")
        assert "113" in nl["common.crisis"].forms[0]
        with pytest.raises(ContentFaults):
            load_usable([loader.shipped()], crisis="common.elsewhere")

    @pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
    def test_files_without_rights_are_told(self, folder: Path) -> None:
        file = folder / "silence" / "nl.toml"
        for locked in (file, file.parent, folder):
            mode = locked.stat().st_mode
            locked.chmod(0)
            try:
                told = as_nobody(lambda: [str(fault) for fault in check(folder)], folder)
                assert any("cannot be read (Permission denied)" in one for one in told), locked
                known = as_nobody(
                    lambda: [str(load_usable([loader.shipped(), folder])[0].find("kampvuur"))],
                    folder,
                )
                assert known == ["campfire"]
            finally:
                locked.chmod(mode)


def as_nobody(look: Callable[[], list[str]], folder: Path) -> list[str]:
    """Look in a process without the rights of root; tests may run as root."""
    for above in (folder, *folder.parents):
        if above.stat().st_uid == os.geteuid() and above.name.startswith(
            ("pytest", "test", "popen")
        ):
            above.chmod(0o755)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            os.write(writing, "\n".join(look()).encode()[:60_000])
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as told:
        return told.read().splitlines()
