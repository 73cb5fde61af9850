"""Every written conversation goes as it is written, and reads as a conversation of people."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.formats.loader import load, shipped
from bot.rehearsal.script import Deed, play, read
from bot.words.keys import WORD_BUDGET

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

from share import measured

FOLDER = Path(__file__).parents[1] / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
LIBRARY = load([shipped()])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_conversation_goes_as_it_is_written(file: Path) -> None:
    text = file.read_text("utf-8")  # noqa: ASYNC240 - there is nothing else to wait for
    played = await play(read(text), LIBRARY, lambda block: None)
    assert played == text, "to write the files anew: make transcripts"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_is_one_of_people(file: Path) -> None:
    script = read(file.read_text("utf-8"))
    format, language = file.stem.split(".")
    assert language == script.language
    assert format in LIBRARY.plans
    assert len(script.names) >= 6
    deeds = [entry for entry in script.entries if isinstance(entry, Deed)]
    spoken = [deed for deed in deeds if deed.doing == "says" and not deed.words.startswith("!")]
    assert len(spoken) >= 20
    # Nobody needs a command to take part; the facilitator's start is one.
    commands = {deed.words.split()[0] for deed in deeds if deed.words.startswith("!")}
    assert "!start" in commands


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_ends_and_kring_says_it_briefly(file: Path) -> None:
    text = file.read_text("utf-8")
    script = read(text)
    closed = LIBRARY.texts(script.language)[f"{file.stem.split('.')[0]}.closed"].forms[0]
    assert closed.strip().splitlines()[0] in text
    share = measured(text)
    assert 4 <= share.longest_announcement <= WORD_BUDGET
    assert 3 <= share.sentence <= WORD_BUDGET
