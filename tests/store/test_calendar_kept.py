"""What is planned comes back from a backup, and is sealed: no name of anybody stands in the database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.core.circle import Answer, Asking, Circle
from bot.core.people import EventId, PersonId
from bot.core.series import Meeting, Proposal, Ring, Series, WallTime
from bot.store.export import Export, export, restore
from bot.store.store import Store
from tests.calendar.plans import random_series
from tests.store.conftest import Place, in_sqlite
from tests.store.values import BRAM, NOW, ROOM, SAMIRA

MEETING = Meeting(
    WallTime("2026-12-17T19:30"), WallTime("2026-12-17T19:30"), NOW, (Ring(60, NOW, NOW),)
)


def planned() -> Circle:
    series = replace(
        random_series(5), facilitators=(SAMIRA, BRAM), by=SAMIRA, theme=EventId("$het-thema"),
        next=MEETING, told=((MEETING.name, 60),),
    )  # fmt: skip
    answers = (Answer(PersonId(BRAM), (1,), EventId("$antwoord")),)
    return Circle(
        ROOM,
        "nl",
        calendar=(series, Series("other", "lekgotla", series.rule, 90, ())),
        proposals=(Proposal(SAMIRA, NOW, "move", series),),
        listed=((series.id, MEETING.name),),
        askings=(Asking("coming", series.id, MEETING.name, 0, answers),),
    )


async def test_g8_the_calendar_comes_back_from_a_backup(sqlite: Place, tmp_path: Path) -> None:
    store = await Store.open(sqlite.database, sqlite.keys_dir)
    async with store.unit() as unit:
        await unit.save(planned())
    content = Export.loaded((await export(sqlite.database, sqlite.keys_dir)).dumped())
    await store.close()
    files = [file for file in sqlite.files.rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert b"bestaat-niet" not in file.read_bytes()
        assert b"het-thema" not in file.read_bytes()
    folder = tmp_path / "another"
    folder.mkdir()
    new = in_sqlite(folder)
    await restore(new.database, new.keys_dir, content, lambda: None)
    restored = await Store.open(new.database, new.keys_dir)
    try:
        # Who answered is sealed with a key that goes with the meeting, and no backup holds that one.
        (asked,) = planned().askings
        back = replace(planned(), askings=(replace(asked, answers=()),))
        assert await restored.circles() == {ROOM: back}
        assert dict(await restored.due()) == {ROOM: planned().due}
    finally:
        await restored.close()
