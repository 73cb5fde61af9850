"""The privacy page says of the code what is so: what is kept, where, how long, with which key."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import fields
from pathlib import Path

import pytest

from bot.core.circle import HOUR_MS, KEPT_MS, Circle
from bot.matrix import places
from bot.matrix.reading import Reading
from bot.runtime.conducting import FORGET_EVERY_MS
from bot.store import outbox
from bot.store.codec import Passing
from bot.store.store import HANDLED_MS
from bot.store.tables import metadata
from tests.proof.sealed import sealed_columns

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "privacy.md", "nl": DOCS / "nl" / "privacy.md"}
DAY_MS = 24 * HOUR_MS
NOT_SEALED = {"en": "not sealed", "nl": "niet op slot"}
LENGTHS = {
    "en": ("an hour", "six weeks", "seven days", "two days", "daily"),
    "nl": ("een uur", "zes weken", "zeven dagen", "twee dagen", "dagelijks"),
}
"""How long things are kept, in words; ``test_how_long`` holds them against the code."""

TOLD_OF = {
    "room": "names of rows", "language": "language", "trusted": "the named human",
    "people": "who takes part", "session": "the stage, turns", "own": "an absence",
    "kept_until": "what was told before", "harvested": "the last harvest", "notes": "notes",
    "notes_made": "notes", "away": "notes", "monitor": "totals of a scale",
    "trusted_away": "the named human", "calls": "called for help", "door": "called for help",
    "new_keys": "encryption identity", "accepting": "encryption identity",
    "fresh_offered": "settings of the room", "unmet": "settings of the room",
    "calendar": "the calendar", "proposals": "what waits for a yes", "listed": "the calendar",
    "askings": "who said they come", "group": "small group", "lately": "which formats and themes",
}  # fmt: skip
"""By which words of the page each field of a room's state is told of. Whoever adds a field to
``Circle`` sees to it that the page tells of it (in both languages), and says here with which words."""


def _sheet(language: str) -> list[dict[str, str]]:
    """The rows of the table of what is kept, by the English names of its columns."""
    names = ("what", "where", "why", "sealed", "long", "who")
    return [
        dict(zip(names, cells, strict=True))
        for line in PAGES[language].read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and len(cells := [c.strip() for c in line.split("|")[1:-1]]) == 6
        and cells[0] not in {"what", "wat", "---"}
    ]  # fmt: skip


def _columns(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+\.\w+)`", cell))


@pytest.mark.parametrize("language", PAGES)
def test_every_column_is_on_the_sheet_and_no_other(language: str) -> None:
    known = {f"{table.name}.{c.name}" for table in metadata.tables.values() for c in table.columns}
    told = set().union(*(_columns(row["where"]) for row in _sheet(language)))
    assert told == known


@pytest.mark.parametrize("language", PAGES)
def test_the_sheet_says_what_is_sealed_and_what_is_not(language: str) -> None:
    for row in _sheet(language):
        sealed = not row["sealed"].startswith(NOT_SEALED[language])
        for column in _columns(row["where"]):
            assert (column in sealed_columns()) is sealed, column


def test_every_field_of_a_rooms_state_is_told_of_where_it_is_kept() -> None:
    assert {field.name for field in fields(Circle)} == set(TOLD_OF)
    sheet = _sheet("en")
    passing = {field.name for field in fields(Passing)}
    for name, words in TOLD_OF.items():
        told = [row for row in sheet if words in " ".join(row.values())]
        assert told, name
        where = "`circle.passing`" if name in passing else "`circle."
        assert any(where in row["where"] for row in told), name


def test_how_long() -> None:
    """The lengths in ``LENGTHS`` are those of the code."""
    assert KEPT_MS == 6 * 7 * DAY_MS
    assert outbox.KEPT_MS == 7 * DAY_MS
    assert HANDLED_MS == 2 * DAY_MS
    assert FORGET_EVERY_MS == DAY_MS
    for language, words in LENGTHS.items():
        page = PAGES[language].read_text(encoding="utf-8")
        assert all(word in page for word in words), language


def test_what_lies_beside_the_database_is_told_of(tmp_path: Path) -> None:
    Reading(tmp_path / "reading.sqlite").close()
    with sqlite3.connect(tmp_path / "reading.sqlite") as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert tables == {"position", "waiting", "invitation", "encrypted", "known_key"}
    for page in PAGES.values():
        text = page.read_text(encoding="utf-8")
        assert f"`data_dir/{places.FOLDER}`" in text
        for name in ("reading.sqlite", "installation.key", "room-*.key", "session-*.key"):
            assert name in text


def test_both_pages_have_the_same_parts_and_rows() -> None:
    def shape(page: Path) -> list[tuple[int, int]]:
        lines = page.read_text(encoding="utf-8").splitlines()
        return [
            (len(line) - len(line.lstrip("#")), 0) if line.startswith("#") else (0, line.count("|"))
            for line in lines
            if line.startswith(("#", "|", "- **", "1. "))
        ]

    assert shape(PAGES["en"]) == shape(PAGES["nl"])


def test_the_readme_leads_to_it() -> None:
    assert "(docs/privacy.md)" in (DOCS.parent / "README.md").read_text(encoding="utf-8")
