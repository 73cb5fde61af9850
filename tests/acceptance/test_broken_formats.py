"""Formats that cannot be: each is left out with a line in the log, and Kring leads all the others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.acceptance.conftest import NewTable
from tests.conftest import NewKring
from tests.kring import SHORT

TEA = Path(__file__).parents[2] / "docs" / "own-prompts" / "tea"
LATE = """id = "end"
kind = "hold"
moment = "after-talk"
minutes = 1

[[stage]]
id = "cup\""""
BROKEN = {
    "rondom": ("format.toml", 'id = "cup"', 'id = "cup"\nnext = "cup"', "cannot jump or go round"),
    "te-laat": ("format.toml", 'id = "cup"', LATE, "never reached"),
    "niemand": (
        "format.toml",
        'id = "cup"',
        'id = "cup"\nwho = ["baas"]',
        "'baas' is not possible",
    ),
    "gat": ("nl.toml", "{theme}", "{thema}", "{thema} is unknown here"),
    "eeuwig": ("format.toml", "minutes = 10", "minutes = 1000000000", "480 or less"),
    "open-einde": ("nl.toml", 'closed = "', "closed = “", "is not the quote that is needed"),
}
"""By name: in which file, what is written instead of what, and what is told."""


def make(ours: Path, name: str) -> Path:
    folder = ours / name
    shutil.copytree(TEA, folder)
    plan = folder / "format.toml"
    text = plan.read_text("utf-8").replace("theekransje", name).replace('"tea"', f'"{name}"')
    plan.write_text(text, "utf-8")
    return folder


async def test_what_is_broken_is_left_out_and_kring_goes_on(
    kring: NewKring, table: NewTable, tmp_path: Path
) -> None:
    ours = tmp_path / "ours"
    shutil.copytree(SHORT / "campfire", ours / "campfire")
    for name, (file, old, new, _) in BROKEN.items():
        path = make(ours, name) / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    (make(ours, "latijn") / "nl.toml").write_bytes("closed = 'één'".encode("latin-1"))
    (make(ours, "pijp") / "format.toml").unlink()
    os.mkfifo(ours / "pijp" / "format.toml")
    os.symlink(ours / "lus", ours / "lus")
    shutil.copytree(make(ours, "thee"), ours / "nog-eens-thee")
    here = await table(3, kring=await kring(prompts=(ours,)))
    for name in (*BROKEN, "latijn", "pijp"):
        fault = await here.asks(here.host, f"!start {name}", "fault")
        assert "kan nu niet" in fault.body or "Typ !werkvormen" in fault.body, name
    assert (await here.asks(here.host, "!start thee", "gathering")).body
    await here.stops()
    await here.asks(here.host, "!start kampvuur", "gathering")
    await here.stops()
    log = here.kring.stderr
    for *_, told in BROKEN.values():
        assert told in log
    for told in ("this is not UTF-8", "this is not a file", "symbolic links", "already a name of"):
        assert told in log
    assert "Traceback" not in log
