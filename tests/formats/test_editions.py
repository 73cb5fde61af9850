"""A format that is changed or taken away while conversations of it go on: they end as they began."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.events import Act
from bot.core.plan import Plan
from bot.formats.editions import KEPT_SECONDS, fitted, keep, let_go, with_earlier
from bot.formats.library import Library
from bot.formats.loader import load_usable, shipped
from bot.words.render import render
from tests.core.conversation import Conversation
from tests.formats.test_loader import ENGLISH, FORMAT, TEXTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Our own format, beside the campfire."""
    ours = tmp_path / "ours"
    write(ours, FORMAT, TEXTS, ENGLISH)
    for name in ("common", "campfire"):
        shutil.copytree(shipped() / name, tmp_path / "shipped" / name)
    return ours


def write(ours: Path, format: str, nl: str, en: str) -> None:
    (ours / "silence").mkdir(parents=True, exist_ok=True)
    for name, content in (("format", format), ("nl", nl), ("en", en)):
        (ours / "silence" / f"{name}.toml").write_text(content, encoding="utf-8")


def read(ours: Path) -> Library:
    return load_usable([ours.parent / "shipped", ours])[0]


def begun(plan: Plan) -> Conversation:
    """A conversation in its first stage."""
    talk = Conversation(plan)
    talk.starts()
    for name in talk.names:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in talk.names:
        talk.does(name, Act.AGREE)
    return talk


def again(talk: Conversation, ours: Path, words: Path) -> tuple[Conversation, Library]:
    """Kring starts anew: the conversation, and the library it goes on with."""
    library = read(ours)
    session = talk.session
    keep(library, words)
    library = with_earlier(library, words, [session.plan])
    circle = replace(talk.circle, session=replace(session, plan=fitted(library, session.plan)))
    return Conversation(talk.format, talk.names, circle=circle, at=talk.at), library


def rest(talk: Conversation, library: Library) -> str:
    """All that Kring says from here to the end, in Dutch."""
    told: list[str] = []
    texts = library.texts("nl")
    while talk.circle.session is not None:
        for say in talk.leads(Act.NEXT).says:
            told += [render([line], texts, dict.fromkeys((s for _, s in line.slots), "x")).body
                     for line in say.lines]  # fmt: skip
    return "\n".join(told)


CHANGED = TEXTS.replace("Hoe ga je weg?", "Wat zeg je tot slot?").replace("Tot ziens.", "Dag.")
OTHER_STAGES = FORMAT.replace('"check-out"\nkind', '"goodbye"\nkind')
OTHER_TEXTS = CHANGED.replace("check-out", "goodbye")
OTHER_ENGLISH = ENGLISH.replace("check-out", "goodbye")


def test_changed_words_are_for_the_next_conversation(folder: Path, tmp_path: Path) -> None:
    library = read(folder)
    keep(library, tmp_path / "words")
    talk = begun(library.plans["silence"])
    write(folder, FORMAT, CHANGED, ENGLISH)
    talk, library = again(talk, folder, tmp_path / "words")
    said = rest(talk, library)
    assert "Hoe ga je weg?" in said
    assert "Tot ziens." in said
    assert "Wat zeg je tot slot?" in rest(begun(library.plans["silence"]), library)


@pytest.mark.parametrize("change", ["stages", "broken", "gone", "language"])
def test_whatever_becomes_of_a_format_a_conversation_ends_as_it_began(
    folder: Path, tmp_path: Path, change: str
) -> None:
    library = read(folder)
    keep(library, tmp_path / "words")
    talk = begun(library.plans["silence"])
    if change == "stages":
        write(folder, OTHER_STAGES, OTHER_TEXTS, OTHER_ENGLISH)
    elif change == "broken":
        write(folder, "x =", TEXTS, ENGLISH)
    elif change == "language":
        (folder / "silence" / "nl.toml").unlink()
    else:
        shutil.rmtree(folder / "silence")
    talk, library = again(talk, folder, tmp_path / "words")
    talk, library = again(talk, folder, tmp_path / "words")
    said = rest(talk, library)
    assert "Hoe ga je weg?" in said
    assert "Tot ziens." in said


def test_a_change_that_is_undone_is_none(folder: Path, tmp_path: Path) -> None:
    library = read(folder)
    keep(library, tmp_path / "words")
    talk = begun(library.plans["silence"])
    write(folder, FORMAT, CHANGED, ENGLISH)
    talk, _ = again(talk, folder, tmp_path / "words")
    assert talk.session.plan.space != "silence"
    write(folder, FORMAT, TEXTS, ENGLISH)
    talk, _ = again(talk, folder, tmp_path / "words")
    assert talk.session.plan.space == "silence"


@pytest.mark.parametrize("lost", ["all", "damaged"])
def test_where_the_words_are_lost_the_conversation_still_ends(
    folder: Path, tmp_path: Path, lost: str
) -> None:
    library, words = read(folder), tmp_path / "words"
    keep(library, words)
    talk = begun(library.plans["silence"])
    shutil.rmtree(folder / "silence")
    for file in words.glob("silence@*"):
        file.unlink() if lost == "all" else file.write_text('{"nl": 3}')
    talk, library = again(talk, folder, words)
    said = rest(talk, library)
    assert "We gaan verder met het volgende deel." in said
    assert "We sluiten dit gesprek." in said


def test_a_message_on_its_way_keeps_its_words(folder: Path, tmp_path: Path) -> None:
    keep(read(folder), tmp_path / "words")
    write(folder, OTHER_STAGES, OTHER_TEXTS, OTHER_ENGLISH)
    library = read(folder)
    assert "silence.check-out" not in library.texts("nl").prompts
    later = with_earlier(library, tmp_path / "words", [])
    assert later.texts("nl")["silence.check-out"].forms == ("Hoe ga je weg?",)
    assert later.texts("nl")["silence.closed"].forms == ("Dag.",)


def test_what_nobody_needs_goes_after_a_week(folder: Path, tmp_path: Path) -> None:
    library, words = read(folder), tmp_path / "words"
    keep(library, words)
    plan = library.plans["silence"]
    for file in words.iterdir():
        old = file.stat().st_mtime - KEPT_SECONDS - 1
        os.utime(file, (old, old))
    let_go(words, [plan])
    assert [file.stem for file in words.iterdir()] == [f"silence@{plan.edition}"]
    keep(library, words)
    let_go(words, [])
    assert len(list(words.iterdir())) == len(library.plans) + 1


def test_what_is_kept_is_for_kring_alone(folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "words"
    keep(read(folder), words)
    assert {file.stat().st_mode & 0o777 for file in words.iterdir()} == {0o600}
    assert words.stat().st_mode & 0o777 == 0o700
