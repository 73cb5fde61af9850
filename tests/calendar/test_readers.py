"""Programs that are none of Kring's own read its files: khal takes them in, vobject finds them whole,
and ical.js, which knows no zone but by the file, finds the meetings where Kring has them.

They take the files as they are. Where they differ from one another, and from RFC 5545, 3.3.5, is a
time that the clocks skip or show twice: ``test_changes_of_the_clock`` holds what Kring means by that.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.ics import calendar_file
from bot.calendar.recurrence import instant, names
from bot.core.series import Every, Rule, Series, WallTime
from tests.calendar.oracle import by_kring, last_day, written_at
from tests.calendar.plans import random_series
from tests.calendar.readers import ical_js, khal, python_modules

FEW, MANY = 24, 2_000
FROM, TO = "2026-06-01", "2028-06-01"
DAY = 86_400_000
VALID = """
import sys, vobject
for name in sys.argv[1:]:
    text = open(name, newline="").read()
    calendar = vobject.readOne(text)
    calendar.validate(raiseException=True)
    assert {event.uid.value for event in calendar.vevent_list} == {calendar.vevent.uid.value}
"""


@pytest.fixture(scope="module")
def env() -> dict[str, str]:
    """Where khal and vobject are."""
    return python_modules()


def files(folder: Path, seeds: range) -> list[str]:
    found = []
    for seed in seeds:
        file = folder / f"{seed:05}.ics"
        file.write_bytes(calendar_file(random_series(seed), "nl", "Afspraak", written_at(seed)))
        found.append(str(file))
    return found


def plain_times(series: Series, until: int) -> set[int]:
    """When the meetings are that fall on no change of the clocks (ms)."""
    zone = ZoneInfo(series.rule.zone)
    found = set()
    for at in by_kring(series):
        local = datetime.fromtimestamp(at // 1000, UTC).astimezone(zone)
        if at < until and local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            found.add(at)
    return found


def odd_times(series: Series) -> set[int]:
    """Each time (ms) that a reader may mean where the clocks skip a meeting's time or show it twice."""
    zone = ZoneInfo(series.rule.zone)
    found = set()
    until = WallTime(f"{last_day(series).isoformat()}T00:00")
    changed = [change.to for change in series.changes if change.to is not None]
    for name in names(series.rule):
        if name >= until:
            break
        changed.append(name)
    for name in changed:
        local = datetime.fromisoformat(name).replace(tzinfo=zone)
        if local.utcoffset() != local.replace(fold=1).utcoffset():
            found |= {int(local.replace(fold=fold).timestamp()) * 1000 for fold in (0, 1)}
    return found


def misread(rule: Rule) -> bool:
    """Whether ical.js 2.2.1 is known to err: at the end of a month, where months are left out."""
    ends = any(not 1 <= day <= 28 for day in rule.monthdays)
    return rule.every is Every.MONTH and bool(rule.without) and ends


def check_ical_js(seeds: range) -> None:
    planned = [one for one in map(random_series, seeds) if not misread(one.rule)]
    until = [instant(WallTime(f"{last_day(one)}T00:00"), "UTC") - 2 * DAY for one in planned]
    written = [calendar_file(one, "nl", "Afspraak", written_at(1)) for one in planned]
    for series, end, read in zip(planned, until, ical_js(written, until), strict=True):
        wanted, odd = plain_times(series, end), odd_times(series)
        found = {at for at in read if at < end}
        assert found - odd == wanted - odd, (series, sorted(found ^ wanted)[:3])


def test_g5_ical_js_reads_the_same_meetings_by_the_file_alone() -> None:
    check_ical_js(range(FEW))


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_g5_ical_js_reads_the_same_meetings_of_many_series() -> None:
    for start in range(0, MANY, 200):
        check_ical_js(range(start, start + 200))


def test_vobject_finds_every_file_whole(env: dict[str, str], tmp_path: Path) -> None:
    subprocess.run(
        (sys.executable, "-c", VALID, *files(tmp_path, range(FEW))),
        env=env, check=True, timeout=120,
    )  # fmt: skip


def check_khal(env: dict[str, str], folder: Path, seeds: range) -> None:
    written = files(folder, seeds)
    take_in = ("import", "--batch", "--include-calendar", "kring")
    khal(folder, env, *take_in, *written)
    khal(folder, env, *take_in, written[0])
    assert len(list((folder / "calendar").glob("*.ics"))) == len(seeds), "taken in again, it is one"
    shown = khal(
        folder, env, "list", "--day-format", "", "--format", "{uid} {start}|{cancelled}", FROM, TO
    )
    seen: dict[str, set[str]] = {}
    for line in shown.splitlines():
        uid, _, when = line.partition(" ")
        start, _, off = when.partition("|")
        if not off.strip():
            seen.setdefault(uid, set()).add(start)
    agreed = 0
    for seed in seeds:
        series = random_series(seed)
        found = (datetime.fromtimestamp(at // 1000, UTC) for at in by_kring(series))
        mine = {start for at in found if FROM <= (start := f"{at:%Y-%m-%d %H:%M}") < TO}
        theirs = {start for start in seen.get(f"{series.id}@kring", set()) if FROM <= start < TO}
        agreed += theirs == mine
        assert len(theirs) == len(mine), series
    assert agreed >= len(seeds) * 0.8, "but for zones of which it has newer or older rules"


def test_khal_takes_every_file_in_and_shows_the_same_meetings(
    env: dict[str, str], tmp_path: Path
) -> None:
    check_khal(env, tmp_path, range(FEW // 2))


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_khal_takes_many_files_in(env: dict[str, str], tmp_path: Path) -> None:
    for start in range(0, MANY // 5, 50):
        folder = tmp_path / str(start)
        folder.mkdir()
        check_khal(env, folder, range(start, start + 50))
