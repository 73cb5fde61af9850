"""The planning language: what is understood, what is not, and that what is echoed is what is planned."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from bot.calendar.recurrence import anchored, names
from bot.commands.planning.clock import Clock
from bot.commands.planning.meaning import Trouble, moved, rule
from bot.commands.planning.plan import means_all, parse_number, parse_plan
from bot.commands.planning.reading import read
from bot.core.events import Language
from bot.core.plan import Mode
from bot.core.series import DAY, HOUR, WEEK, Rule, WallTime
from bot.formats.loader import load, shipped
from bot.words.rhythm import rhythm
from tests.calendar.plans import random_series
from tests.commands.echo import days_of
from tests.commands.sentences import sentence

ZONE = "Europe/Amsterdam"
NOW = WallTime("2026-11-25T14:00")
"""A Wednesday."""
LIBRARY = load([shipped()])
LANGUAGES: tuple[Language, ...] = ("nl", "en")
SHARE, ALL = 2_000, 100_000


def planned(words: str, now: WallTime = NOW) -> Rule | str:
    """What is planned, or the reason why not with the part that matters."""
    found = rule(read(words), ZONE, now)
    if isinstance(found, Rule):
        return anchored(found, now) or "never"
    return told(found, words)


def told(trouble: Trouble, words: str) -> str:
    """Why not, with the part that matters."""
    where = words[slice(*trouble.where)] if trouble.where else ""
    return f"{trouble.reason}: {where}".removesuffix(": ")


def dates(words: str, many: int = 3) -> list[str]:
    found = planned(words)
    assert isinstance(found, Rule), found
    return list(islice(names(found), many))


@pytest.mark.parametrize(
    ("words", "first_three"),
    [
        ("elke derde donderdag 19:30", "12-17T19:30 01-21T19:30 02-18T19:30"),
        ("every third Thursday 19:30", "12-17T19:30 01-21T19:30 02-18T19:30"),
        ("iedere 3e donderdag om 19.30 uur", "12-17T19:30 01-21T19:30 02-18T19:30"),
        ("elke twee weken op maandag 10:00", "11-30T10:00 12-14T10:00 12-28T10:00"),
        ("om de week op maandag 10:00", "11-30T10:00 12-14T10:00 12-28T10:00"),
        ("every other Monday at 10", "11-30T10:00 12-14T10:00 12-28T10:00"),
        ("laatste vrijdag van de maand 15:00", "11-27T15:00 12-25T15:00 01-29T15:00"),
        ("the last Friday of each month at 3pm", "11-27T15:00 12-25T15:00 01-29T15:00"),
        ("elke eerste en derde dinsdag 20:00", "12-01T20:00 12-15T20:00 01-05T20:00"),
        ("elke maandag en woensdag om 9 uur", "11-30T09:00 12-02T09:00 12-07T09:00"),
        ("elke werkdag 9:00", "11-26T09:00 11-27T09:00 11-30T09:00"),
        ("maandag t/m vrijdag 09:00", "11-26T09:00 11-27T09:00 11-30T09:00"),
        ("dagelijks 9:00", "11-26T09:00 11-27T09:00 11-28T09:00"),
        ("elke woensdag 13:00", "12-02T13:00 12-09T13:00 12-16T13:00"),
        ("elke woensdag 15:00", "11-25T15:00 12-02T15:00 12-09T15:00"),
        ("elke 15e van de maand 10u", "12-15T10:00 01-15T10:00 02-15T10:00"),
        ("maandelijks op de 15e om 10:00", "12-15T10:00 01-15T10:00 02-15T10:00"),
        ("elke laatste dag van de maand 17:00", "11-30T17:00 12-31T17:00 01-31T17:00"),
        ("elk kwartaal op de eerste maandag 10:00", "12-07T10:00 03-01T10:00 06-07T10:00"),
        ("elke week vanaf 7 december 19:30", "12-07T19:30 12-14T19:30 12-21T19:30"),
        ("donderdags 19:30", "11-26T19:30 12-03T19:30 12-10T19:30"),
        ("op donderdagen 19:30", "11-26T19:30 12-03T19:30 12-10T19:30"),
        ("elke donderdagavond half acht", "11-26T19:30 12-03T19:30 12-10T19:30"),
        ("once a month on the second Tuesday at 7:30 pm", "12-08T19:30 01-12T19:30 02-09T19:30"),
        ("elk jaar op 5 mei 12:00", "05-05T12:00 05-05T12:00 05-05T12:00"),
    ],
)
def test_how_often_is_read_as_people_say_it(words: str, first_three: str) -> None:
    assert [name[5:] for name in dates(words)] == first_three.split()


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("op 12 januari 2027 om 14.00 uur", "2027-01-12T14:00"),
        ("12 januari 14:00", "2027-01-12T14:00"),
        ("on January 12th, 2027 at 2 pm", "2027-01-12T14:00"),
        ("dinsdag 12 januari om 14 uur", "2027-01-12T14:00"),
        ("12-1-2027 14:00", "2027-01-12T14:00"),
        ("2027-01-12 14:00", "2027-01-12T14:00"),
        ("12/01/27 14u", "2027-01-12T14:00"),
        ("24 november 10:00", "2027-11-24T10:00"),
        ("morgen 10:00", "2026-11-26T10:00"),
        ("vanavond om half acht", "2026-11-25T19:30"),
        ("tonight at 8", "2026-11-25T20:00"),
        ("vrijdag 10:00", "2026-11-27T10:00"),
        ("woensdag 10:00", "2026-12-02T10:00"),
        ("volgende week donderdag 19:30", "2026-12-03T19:30"),
        ("next Friday at noon", "2026-11-27T12:00"),
        ("over twee weken om kwart voor acht 's avonds", "2026-12-09T19:45"),
        ("in 3 days at 10:00", "2026-11-28T10:00"),
        ("de eerste maandag van februari 10:00", "2027-02-01T10:00"),
        ("eind juni 12:00", "2027-06-30T12:00"),
        ("the 15th at ten past seven in the evening", "2026-12-15T19:10"),
        ("29 februari 10:00", "2028-02-29T10:00"),
    ],
)
def test_a_single_day_is_found(words: str, when: str) -> None:
    assert dates(words) == [when]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "time"),
        ("elke derde donderdag", "time"),
        ("19:30", "day"),
        ("elke maand 14:00", "day: elke maand"),
        ("elke derde bananendag 19:30", "part: elke derde bananendag"),
        ("elke derde donderdag 19:30 met taart", "part: met taart"),
        ("Elke DERDE donderdag 25:99", "part: 25:99"),
        ("morgen om half negen", "daypart: om half negen"),
        ("morgen om acht uur", "daypart: om acht uur"),
        ("morgen 3:30", "daypart: 3:30"),
        ("donderdag 12 januari 2027 14:00", "weekday: donderdag 12 januari 2027"),
        ("12 januari 2020 14:00", "past: 12 januari 2020"),
        ("vandaag 13:00", "past: vandaag"),
        ("31 februari 10:00", "part: 31 februari"),
        ("elke maandag 10:00 tot 1 januari 2020", "past: tot 1 januari 2020"),
        ("elke maandag 10:00 tot morgen", "never"),
        ("elke maandag 10:00 3 keer tot juni", "part: tot juni"),
        ("elke maandag 10:00 20:00", "part: 20:00"),
        ("op 12 januari 14:00 5 keer", "part: 5 keer"),
        ("20:00 's ochtends morgen", "part: 's ochtends"),
        ("elke maand op maandag 10:00", "part: maandag"),
        ("elke dag 10:00 een week later", "part: een week later"),
    ],
)
def test_g7_what_is_not_understood_is_told_by_the_part_it_is(words: str, why: str) -> None:
    assert planned(words) == why


def test_clauses_stand_in_any_order() -> None:
    asked = read(
        "zone America/New_York duur 90 minuten gesproken begeleiders @anna en @bert elke derde "
        "donderdag thema Wat geeft rust? tot 1 juni 19:30 herinneringen 2 dagen en 3 uur"
    )
    assert asked.unread is None
    assert (asked.zone, asked.minutes, asked.mode) == ("America/New_York", 90, Mode.SPOKEN)
    assert (asked.time, asked.leads) == (Clock(19 * 60 + 30), (2 * DAY, 3 * HOUR))
    words = (
        "elke derde donderdag 19:30 duur 90 minuten 10 keer thema Wat duurt lang? zone Europe/Paris"
    )
    asked = read(words)
    assert asked.unread is None
    assert asked.theme is not None
    assert words[slice(*asked.theme)] == "Wat duurt lang?"
    assert (asked.minutes, asked.count, asked.zone) == (90, 10, "Europe/Paris")


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("elke derde donderdag 19:30 thema Thuis", "Thuis"),
        ("elke derde donderdag 19:30 thema: Thuis zijn", "Thuis zijn"),
        ("thema Thuis elke derde donderdag 19:30", "Thuis"),
        ('elke donderdag 19:30 thema "Elke dag 10:00" duur 90 minuten', "Elke dag 10:00"),
        ("elke donderdag 19:30 thema Van cliënt tot mens tot 1 juni 2027", "Van cliënt tot mens"),
        ("elke donderdag 19:30 thema De laatste maandag", "De laatste maandag"),
        ("every Thursday 19:30 theme Home for two hours", "Home"),
        ("elke donderdag 19:30 thema Zorg, begeleiders @anna", "Zorg"),
    ],
)
def test_a_theme_is_free_words(words: str, theme: str) -> None:
    asked = read(words)
    assert asked.unread is None
    assert asked.theme is not None
    assert words[slice(*asked.theme)] == theme


def test_facilitators_and_reminders_and_lengths() -> None:
    words = "elke donderdag 19:30 tot 21:00 begeleiders @anna @bert herinneringen week dag uur"
    asked = read(words)
    assert asked.facilitators is not None
    assert words[slice(*asked.facilitators)] == "@anna @bert"
    assert asked.leads == (WEEK, DAY, HOUR)
    assert asked.minutes == 90
    assert read("elke donderdag 19:30 geen herinneringen").leads == ()
    assert read("elke donderdag 19:30 gesproken").mode is Mode.SPOKEN
    for words, minutes in (
        ("duur anderhalf uur", 90), ("for an hour", 60), ("2 uur lang", 120), ("1,5 uur lang", 90),
        ("duur 1 uur en 15 minuten", 75), ("half uur", 30), ("lasting 90min", 90),
    ):  # fmt: skip
        assert read(f"elke dag 10:00 {words}").minutes == minutes, words


@pytest.mark.parametrize(
    ("words", "to"),
    [
        ("vrijdag", "2026-12-18T19:30"),
        ("20:00", "2026-12-17T20:00"),
        ("naar vrijdag 20:00", "2026-12-18T20:00"),
        ("vrijdag 20:00", "2026-12-18T20:00"),
        ("een week later", "2026-12-24T19:30"),
        ("an hour earlier", "2026-12-17T18:30"),
        ("18 december", "2026-12-18T19:30"),
        ("gisteren", "part: gisteren"),
        ("1 december 2020", "past: 1 december 2020"),
        ("", "day"),
        ("vrijdag duur 90 minuten", "part: duur 90 minuten"),
    ],
)
def test_a_meeting_is_moved_and_what_is_not_said_stays(words: str, to: str) -> None:
    found = moved(read(words, moves=True), ZONE, NOW, WallTime("2026-12-17T19:30"))
    assert (told(found, words) if isinstance(found, Trouble) else found) == to


def test_how_often_moves_the_whole_series() -> None:
    found = moved(read("elke vrijdag 20:00", moves=True), ZONE, NOW, WallTime("2026-12-17T19:30"))
    assert isinstance(found, Rule)
    assert found.weekdays == (4,)
    same_time = moved(read("elke tweede vrijdag"), ZONE, NOW, WallTime("2026-12-17T19:30"))
    assert isinstance(same_time, Rule)
    assert same_time.first.endswith("19:30")


def check_echo(asked: Rule, language: Language) -> None:
    """What is said of a rule reads as that rule."""
    echo = rhythm(asked, LIBRARY.texts(language))
    now = WallTime(f"{asked.first[:10]}T00:00")
    again = rule(read(echo), asked.zone, now)
    assert isinstance(again, Rule), (echo, again)
    assert anchored(again, now) == asked, echo
    begin = date.fromisoformat(asked.first[:10])
    assert list(islice(names(asked), 8)) == days_of(echo, begin, 8), echo


def check_sentence(seed: int) -> bool:
    """A sentence brings no exception; what it plans is what is echoed. Whether it plans anything."""
    words = sentence(seed)
    asked = read(words)
    for span in (asked.unread, asked.theme, asked.facilitators, *asked.places.values()):
        assert span is None or 0 <= span[0] <= span[1] <= len(words)
    moved(read(words, moves=True), ZONE, NOW, WallTime("2026-12-17T19:30"))
    found = rule(asked, asked.zone or ZONE, NOW)
    if isinstance(found, Trouble):
        return False
    first = anchored(found, NOW)
    if first is None:
        return False
    if not first.first.endswith("00:00"):  # the echo is read as of midnight before it
        for language in LANGUAGES:
            check_echo(first, language)
    return True


def test_what_is_echoed_is_what_is_planned_for_any_rule() -> None:
    for seed in range(300):
        asked = random_series(seed).rule
        if asked.monthdays == (-1,) or (-1 not in asked.monthdays and asked.first[11:] != "00:00"):
            asked = anchored(asked, asked.first) or asked
            for language in LANGUAGES:
                if tuple(sorted(asked.monthdays)) == asked.monthdays:
                    check_echo(asked, language)


def test_fuzz_never_an_exception_never_a_plan_that_differs_from_its_echo() -> None:
    planned_some = sum(check_sentence(seed) for seed in range(SHARE))
    assert planned_some > SHARE // 10, "the share that plans something"


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_fuzz_of_a_hundred_thousand_sentences() -> None:
    assert sum(check_sentence(seed) for seed in range(ALL)) > ALL // 10


def test_a_line_as_long_as_a_book_is_read_in_no_time() -> None:
    words = (
        "elke derde donderdag 19:30 thema " + "tot en met de laatste maandag van de week " * 5_000
    )
    assert read(words).theme is not None


@pytest.mark.parametrize(
    ("words", "plan_id", "rest"),
    [
        ("kampvuur elke derde donderdag 19:30", "campfire", "elke derde donderdag 19:30"),
        ("Campfire every Monday at 10", "campfire", "every Monday at 10"),
        ("een kampvuur elke derde donderdag 19:30", "campfire", "elke derde donderdag 19:30"),
        ("every Monday at 10 a campfire", "campfire", "every Monday at 10"),
        ("elke derde donderdag 19:30 kampvuur thema lekgotla", "campfire", None),
        ("banaan elke derde donderdag 19:30", None, None),
        ("", None, ""),
    ],
)
def test_a_format_is_found_where_it_stands(
    words: str, plan_id: str | None, rest: str | None
) -> None:
    found = parse_plan(words, LIBRARY)
    assert found.plan_id == plan_id
    if rest:
        assert rule(found.asked, ZONE, NOW) == rule(read(rest), ZONE, NOW)


def test_what_was_not_understood_keeps_its_place_behind_the_format() -> None:
    words = "kampvuur elke derde bananendag 19:30"
    unread = parse_plan(words, LIBRARY).asked.unread
    assert unread is not None
    assert words[slice(*unread)] == "elke derde bananendag"


def test_a_meeting_is_named_by_its_number() -> None:
    assert parse_number("2 vrijdag 20:00") == (2, "  vrijdag 20:00")
    assert parse_number("nr. 3") == (3, "     ")
    assert parse_number("vrijdag") is None
    assert parse_number("20:00 vrijdag") is None
    assert [means_all(words) for words in ("", "alles", "de hele reeks.", "vrijdag")] == [
        False, True, True, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("echo", "begin", "days"),
    [
        ("elke 2 weken op maandag en vrijdag om 10:00", "2026-11-30", "11-30 12-04 12-14"),
        ("every first and last Friday of the month at 10:00, 2 times", "2026-12-04", "12-04 12-25"),
        ("elke 31e van de maand om 10:00, behalve in maart", "2027-01-31", "01-31 05-31 07-31"),
        (
            "every weekday at 10:00, until Monday 30 November 2026",
            "2026-11-26",
            "11-26 11-27 11-30",
        ),
        ("elke laatste dag van de maand om 10:00", "2027-01-31", "01-31 02-28 03-31"),
    ],
)
def test_the_second_reader_knows_what_is_said(echo: str, begin: str, days: str) -> None:
    assert [day[5:10] for day in days_of(echo, date.fromisoformat(begin), 3)] == days.split()
