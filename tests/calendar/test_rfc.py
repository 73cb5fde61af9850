"""Every file is what RFC 5545 asks for, whatever is planned; its title is neutral, its versions rise."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.calendar.ics import NAMES, calendar_file
from bot.core.effects import Attach, Effect
from bot.core.events import Language
from bot.core.people import EventId, RoomId, UserId
from bot.core.series import Change, Every, Rule, Series, WallTime
from bot.formats.loader import load, shipped
from bot.rehearsal.carrying import Carrying
from bot.rehearsal.places import Said
from tests.calendar.dialogue import FAYE, Planned
from tests.calendar.oracle import written_at
from tests.calendar.plans import random_series
from tests.calendar.rfc import faults

FEW, MANY = 100, 10_000
SECRETS = ("@samira:home", "$theme", "campfire", "kampvuur", "ATTENDEE", "ORGANIZER", "DESCRIPTION")


def check(seed: int) -> None:
    """The files of a random series, with people and a theme in it: whole, moved, off."""
    chance = random.Random(seed)
    series = replace(
        random_series(seed),
        sequence=chance.randrange(1000),
        theme=EventId("$theme"),
        facilitators=(UserId("@samira:home"),),
        by=UserId("@samira:home"),
    )
    for title in ("Afspraak", 'Sámen, thuis; of "elders"\\ 🙂' * 3):
        for cancelled in (False, True):
            file = calendar_file(series, "nl", title, written_at(seed), cancelled=cancelled)
            assert faults(file) == [], series
            text = file.replace(b"\r\n ", b"").decode()
            assert not any(secret in text for secret in SECRETS)
            assert f"SEQUENCE:{series.sequence}\r\n" in text


def test_every_file_is_what_the_rfc_asks_for() -> None:
    for seed in range(FEW):
        check(seed)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_each_of_thousands_of_files_is_what_the_rfc_asks_for() -> None:
    for seed in range(MANY):
        check(seed)


def test_a_meeting_moved_to_the_year_before_has_its_zone() -> None:
    first = WallTime("2027-01-02T10:00")
    moved = Change(first, WallTime("2026-12-30T10:00"))
    series = Series("a", "campfire", Rule(first, "Europe/Amsterdam"), 60, (), changes=(moved,))
    file = calendar_file(series, "nl", "Afspraak", written_at(1))
    assert faults(file) == []
    assert b"TZOFFSETTO:+0100" in file


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("VERSION:2.0\r\n", ""),
        ("UID:", "X-UID:"),
        ("DTSTAMP:20260101T000000Z", "DTSTAMP:20260101T000000"),
        ("TZID:Europe/Amsterdam\r\n", "TZID:Europe/Brussels\r\n"),
        ("DURATION:PT2H\r\n", ""),
        ("SUMMARY:Afspraak", "SUMMARY:Een, twee"),
        ("SUMMARY:Afspraak", "SUMMARY:" + "a" * 80),
        ("RRULE:FREQ=MONTHLY", "RRULE:FREQ=MONTHLY;COUNT=2;UNTIL=20300101T000000Z"),
        ("EXDATE;TZID=Europe/Amsterdam:20270121T193000", "EXDATE:20270121T193000"),
        ("TZOFFSETFROM:+0200\r\n", ""),
        ("END:VEVENT", "END:VTODO"),
        ("\r\n", "\n"),
    ],
)
def test_a_fault_in_a_file_is_found(old: str, new: str) -> None:
    rule = Rule(WallTime("2026-12-17T19:30"), "Europe/Amsterdam", Every.MONTH, 1, (3,), (3,))
    off = Change(WallTime("2027-01-21T19:30"), None)
    series = Series("a", "campfire", rule, 120, (), changes=(off,))
    file = calendar_file(series, "nl", "Afspraak", written_at(0)).decode()
    assert faults(file.encode()) == []
    assert old in file
    assert faults(file.replace(old, new).encode()) != []


@pytest.mark.parametrize(("language", "title"), [("nl", "Afspraak"), ("en", "Meeting")])
def test_r9_the_title_and_the_name_of_the_file_are_neutral(language: Language, title: str) -> None:
    assert load([shipped()]).texts(language)["common.calendar-title"].forms == (title,)
    assert NAMES[language] == f"{title.lower()}.ics"


async def test_each_file_of_a_series_is_a_later_version_of_the_same_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Planned, moved, cancelled, moved as a whole, off for good: one UID, a SEQUENCE that rises."""
    room, files, out = Planned(), list[Attach](), Carrying.out

    async def heard(self: Carrying, effect: Effect, place: RoomId) -> list[Said]:
        files.extend([effect] if isinstance(effect, Attach) else [])
        return await out(self, effect, place)

    monkeypatch.setattr(Carrying, "out", heard)
    await room.plans("kampvuur elke derde donderdag 19:30")
    for words in (
        "!verzet 1 vrijdag 20:00", "!afzeggen 2", "!verzet 1 elke tweede dinsdag 19:30", "!ja",
        "!afzeggen 1 alles", "!ja",
    ):  # fmt: skip
        await room.says(FAYE, "!agenda")
        await room.says(FAYE, words)
    assert len({one.series.id for one in files}) == 1
    assert [one.series.sequence for one in files] == [0, 1, 2, 3, 4]
    assert [one.cancelled for one in files] == [False] * 4 + [True]
    for one in files:
        file = calendar_file(one.series, "nl", "Afspraak", one.at, cancelled=one.cancelled)
        assert faults(file) == []
        assert one.series.facilitators == ()
