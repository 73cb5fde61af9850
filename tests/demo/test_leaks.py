"""The search for leaked words can find one, however it lies there."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zlib
from pathlib import Path

import pytest

from tests.leaks import leaks

SENTENCE = "Zelf woon ik boven een bakker; 's nachts ruikt mijn trap naar warm brood, één hoog."
FRAGMENT = "ruikt mijn trap naar"


@pytest.mark.parametrize(
    "planted",
    [
        SENTENCE.encode(),
        b"before " + FRAGMENT.upper().encode() + b" after",
        json.dumps(SENTENCE).encode(),
        *(base64.b64encode(b"x" * shift + SENTENCE.encode()) for shift in range(3)),
        base64.urlsafe_b64encode(f"?? {FRAGMENT} ??".encode()),
        gzip.compress(SENTENCE.encode(), mtime=0),
        b"page" + zlib.compress(FRAGMENT.encode()) + b"page",
        SENTENCE.encode("utf-16-le"),
    ],
)
def test_a_planted_leak_is_found(tmp_path: Path, planted: bytes) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(planted)
    assert len(leaks(tmp_path, ["something else entirely", SENTENCE])) == 1


def test_a_removed_row_of_a_database_is_found_in_its_free_pages(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "x.db")
    database.execute("PRAGMA secure_delete = OFF")
    database.execute("CREATE TABLE said (words TEXT)")
    database.execute("INSERT INTO said VALUES (?)", (SENTENCE,))
    database.commit()
    database.execute("DELETE FROM said")
    database.commit()
    database.close()
    assert leaks(tmp_path, [SENTENCE])


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\x78\x9c ruikt naar brood \x1f\x8b\x08 trap")
    assert leaks(tmp_path, [SENTENCE]) == []
