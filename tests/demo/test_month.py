"""The month of the demo: it goes by on a homeserver of its own, and no word of it is left."""

from __future__ import annotations

import asyncio
import signal
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.events import Language
from bot.demo.clock import LeapingClock
from bot.demo.month import ZONE, begins, third_thursday
from bot.demo.script import Month, load_month
from bot.ports import SystemClock
from tests.demo.test_demo import DEMO_SECONDS, demo, inside
from tests.leaks import leaks


def shape(month: Month) -> list[object]:
    """Everything about a month but its words."""
    people = [(one.name, one.later) for one in month.person]
    left_out = {"note": True, "does": True}
    return [people, *(step.model_dump(exclude=left_out) for step in month.step)]


def test_the_same_five_people_do_the_same_in_both_languages() -> None:
    dutch, english = load_month("nl"), load_month("en")
    assert shape(dutch) == shape(english)
    assert [(step.note is None, step.does is None) for step in dutch.step] == [
        (step.note is None, step.does is None) for step in english.step
    ]
    for month in (dutch, english):
        texts = [*month.sentences(), *(step.note or "" for step in month.step)]
        assert not [text for text in texts if "!" in text.removeprefix("!")]


def test_the_month_is_over_before_today_whenever_it_is_played() -> None:
    day = date(2026, 1, 1)
    for _ in range(800):
        now = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
        start = begins(now)
        meeting = third_thursday((start.date().replace(day=1) + timedelta(days=32)).replace(day=1))
        assert start.weekday() == 0
        assert start.date() < meeting < now.date()
        assert 24 <= (meeting - start.date()).days <= 31
        day += timedelta(days=1)


def test_a_leaping_clock_knows_what_it_showed_before() -> None:
    real = SystemClock().now()
    clock = LeapingClock(real - 1_000_000)
    assert real - 1_000_000 <= clock.now() < real - 900_000
    clock.leap(real - 500_000)
    assert real - 500_000 <= clock.now() < real - 400_000
    assert abs(clock.of(real - 10_000) - (real - 1_010_000)) < 100_000, "before the leap"
    with pytest.raises(ValueError, match="forward"):
        clock.leap(real - 900_000)


@pytest.mark.parametrize("language", ["nl"])
async def test_a_month_goes_by_and_ctrl_c_ends_it(tmp_path: Path, language: Language) -> None:
    kept, temporary = tmp_path / "kept", tmp_path / "temporary"
    temporary.mkdir()
    process = await demo(temporary, "--calendar", "--lang", language, "--keep", str(kept))
    assert process.stdout is not None
    month, lines = load_month(language), list[str]()
    async with asyncio.timeout(DEMO_SECONDS):
        async for line in process.stdout:
            lines.append(" ".join(line.decode().split()))
            if "Ctrl-C" in lines[-1]:
                break
    process.send_signal(signal.SIGINT)
    output, errors = await asyncio.wait_for(process.communicate(), DEMO_SECONDS)
    shown = " ".join(lines)
    assert process.returncode == 0, (shown[-2000:], output.decode(), errors.decode())
    assert errors.decode() == ""

    for note in (step.note for step in month.step if step.note):
        assert note in shown
    times = ("maandag", "20:00", "19:00", "19:50")
    assert all(time in shown for time in times)
    in_order = (
        "Dit heb ik begrepen", "Gepland: webinar", "[afspraak.ics]", "Je bent weg van",
        "Verzet: webinar", "[afspraak.ics]", "Een herinnering: webinar", "Waar zullen we het over",
        "Samira kiest: 3", "Els De soep van zondag", "Kom je ook?", "Misschien zoeken we nog: naaste.",
        "Tot nu toe komen er 3 mensen", "Het thema is", "Tot nu toe komen er 4 mensen",
        "(alleen aan Joost) Een herinnering", "Tot nu toe komen er 5 mensen", "Om 20:00 beginnen we.",
        "Els begeleidt dit gesprek.", "5 mensen doen mee.", "Wat is jouw rol hier?",
        month.show.over,
    )  # fmt: skip
    position = 0
    for words in in_order:
        position = shown.find(words, position) + 1
        assert position, f"{words} is not shown in its place: {shown}"
    assert shown.count("(alleen aan Joost) Een herinnering") == 2, "not while he was away"

    assert leaks(kept, month.sentences()) == []
    planted = kept / "kring" / "data" / "planted"
    planted.write_text(next(step.does or "" for step in month.step if step.replies))
    assert leaks(kept, month.sentences()), "the search finds nothing at all"
    assert inside(temporary) == []
