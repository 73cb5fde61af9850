"""Coordinators as they are: two at once, second thoughts, other clocks, meetings that cannot open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.calendar.recurrence import instant
from bot.core.series import WallTime
from bot.rehearsal.room import RehearsalRoom
from tests.calendar.dialogue import (
    ANNA,
    BERT,
    COR,
    FAYE,
    NAMES,
    ZONE,
    Planned,
    library,
    moments,
    told,
)  # fmt: skip

THURSDAYS = "kampvuur elke derde donderdag 19:30"
NIGHT = "kampvuur op 26 november 19:30 zonder thema"
"""The day after Wednesday 25 November 2026, on which all of this begins."""


def of_two() -> Planned:
    """Faye and Anna both plan here."""
    room = Planned()
    room.room = RehearsalRoom(library(), "nl", NAMES, (FAYE, ANNA))
    room.room.now = instant(WallTime("2026-11-25T14:00"), ZONE)
    return room


async def test_of_two_who_plan_at_once_each_answers_for_their_own() -> None:
    room = of_two()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    await room.says(ANNA, "!plan lekgotla 12 januari 15:00")
    [(moment, body)] = await room.says(FAYE, "!ja")
    assert moment == "planned"
    assert "kampvuur" in body
    assert [series.format for series in room.calendar] == ["campfire"]
    [(moment, body)] = await room.taps(ANNA)
    assert (moment, "lekgotla" in body) == ("planned", True)
    assert room.room.circle.proposals == ()


async def test_what_one_of_them_plans_and_lets_be_leaves_that_of_the_other() -> None:
    room = of_two()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    await room.says(ANNA, "!plan lekgotla 12 januari 15:00")
    assert moments(await room.says(FAYE, "!nee")) == ["help"]
    assert moments(await room.says(BERT, "!ja")) == ["fault"]
    await room.room.goes(ANNA)
    assert room.room.circle.proposals == ()
    assert room.calendar == ()


@pytest.mark.parametrize(
    "yes", ["klopt", "Dat klopt!", "ja, klopt", "prima", "top", "that's right"]
)
async def test_it_may_be_said_that_it_is_right(yes: str) -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    assert await room.says(ANNA, yes) == [], "of somebody else it is talk"
    assert moments(await room.says(FAYE, yes)) == ["planned"]
    assert await room.says(FAYE, yes) == [], "and so it is when nothing is asked"


@pytest.mark.parametrize("no", ["klopt niet", "Nee, dat klopt niet", "toch niet", "that's wrong"])
async def test_it_may_be_said_that_it_is_not_right(no: str) -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    assert moments(await room.says(FAYE, no)) == ["help"]
    assert room.calendar == ()


async def test_a_plan_whose_words_are_changed_is_said_back_anew() -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS} thema Onze soep")
    asked = room.room.newest(FAYE)
    assert asked is not None
    [(moment, body)] = told(await room.room.changes(FAYE, asked, f"!plan {THURSDAYS[:-5]}20:15"))
    assert (moment, "20:15" in body) == ("plan-confirm", True)
    await room.says(FAYE, "!ja")
    [series] = room.calendar
    assert series.rule.first[-5:] == "20:15"
    assert await room.room.changes(FAYE, asked, f"!plan {THURSDAYS}") == [], "planned is planned"


async def test_where_the_clocks_are_others_that_is_told_with_every_time() -> None:
    room = Planned()
    [(_, body)] = await room.says(FAYE, f"!plan {THURSDAYS} zone America/New_York")
    assert "De tijden zijn die van New York." in body
    assert "De tijden zijn die van New York." in (await room.says(FAYE, "!ja"))[0][1]
    there = "Dat is de tijd van New York."
    assert there in (await room.says(ANNA, "!agenda"))[0][1]
    assert there in (await room.says(FAYE, "!verzet 1 20:00"))[0][1]
    said = await room.until("2026-12-18T01:55")
    assert {moment for moment, body in said if there in body} == {"reminder", "poll", "gathering"}


@pytest.mark.parametrize("where", ["19:30", "donderdag 19:30"])
async def test_moved_to_where_it_is_nothing_changes(where: str) -> None:
    room = Planned()
    await room.plans(NIGHT)
    [(moment, body)] = await room.says(FAYE, f"!verzet 1 {where}")
    assert (moment, "verandert niets" in body) == ("fault", True)
    assert room.calendar[0].changes == ()


async def test_a_day_that_has_just_passed_is_not_that_of_next_year() -> None:
    room = Planned()
    await room.plans(NIGHT)
    [(moment, body)] = await room.says(FAYE, "!verzet 1 24 november 19:30")
    assert (moment, "24 november is al voorbij" in body) == ("fault", True)
    [(moment, body)] = await room.says(FAYE, "!verzet 1 24 november 2027 19:30")
    assert (moment, "24 november 2027" in body) == ("planned", True)


async def test_what_had_to_wait_for_another_talk_says_so() -> None:
    room = Planned()
    await room.plans(NIGHT)
    await room.until("2026-11-26T17:00")
    await room.says(FAYE, "!start lekgotla")
    assert moments(await room.until("2026-11-26T19:40")) == ["reminder"]
    said = await room.says(FAYE, "!stop") + await room.until("2026-11-26T19:41")
    assert moments(said) == ["closed", "gathering"]
    assert "ander gesprek" in said[-1][1]
    assert "te laat" not in said[-1][1]


async def test_what_another_talk_kept_from_beginning_is_told_as_that() -> None:
    room = Planned()
    await room.plans(NIGHT)
    await room.until("2026-11-26T17:00")
    await room.says(FAYE, "!start lekgotla")
    [_, (moment, body)] = await room.until("2026-11-26T20:45")
    assert moment == "reminder"
    assert "ander gesprek" in body
    assert "Ik was er niet" not in body
    assert "Faye, wil je een nieuw moment kiezen?" in body


async def test_with_enough_people_and_nobody_to_lead_that_is_why_it_ends() -> None:
    room = Planned()
    await room.plans(NIGHT)
    await room.room.goes(FAYE)
    await room.until("2026-11-26T19:20")
    for user in (ANNA, BERT, COR):
        await room.says(user, "ik doe mee")
    said = await room.until("2026-11-26T20:31")
    assert moments(said) == ["reminder", "closed"]
    assert "niemand die dit gesprek begeleidt" in said[-1][1]


async def test_where_nobody_is_left_nothing_opens() -> None:
    room = Planned()
    await room.plans(NIGHT)
    for user in NAMES.values():
        await room.room.goes(user)
    said = await room.until("2026-11-26T21:00")
    assert "gathering" not in moments(said)
    assert room.room.circle.session is None
    assert room.calendar == ()


async def test_an_unsafe_room_is_told_to_who_planned_and_does_not_open_later() -> None:
    room = Planned()
    await room.plans(NIGHT)
    room.room.faults = ("guests",)
    said = (await room.until("2026-11-26T19:30"))[-1:]
    assert moments(said) == ["safety-refused"]
    assert "Faye, wil jij hiernaar kijken?" in said[0][1]
    refused = room.room.lines[-1].say
    assert refused is not None
    assert refused.mention == (FAYE,)
    room.room.faults = ()
    assert await room.until("2026-11-26T21:00") == []
    assert moments(await room.says(FAYE, "!start kampvuur")) == ["gathering"]


async def test_a_format_that_is_gone_is_told_to_who_planned() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    gone = tuple(replace(series, format="no-such") for series in room.calendar)
    room.room.circle = replace(room.room.circle, calendar=gone)
    assert "een gesprek" in (await room.says(ANNA, "!agenda"))[0][1]
    said = await room.until("2026-12-17T19:30")
    assert moments(said)[-1] == "reminder"
    assert "Faye, wil jij hiernaar kijken?" in said[-1][1]
    assert room.room.circle.session is None
    await room.says(FAYE, "!agenda")
    await room.says(FAYE, "!afzeggen 1 alles")
    assert moments(await room.says(FAYE, "!ja")) == ["planned"]


async def test_who_planned_and_wants_to_be_forgotten_leaves_the_plan_and_no_name() -> None:
    room = Planned()
    await room.plans(NIGHT)
    await room.says(FAYE, "!vergeet-mij")
    said = await room.until("2026-11-26T19:20")
    assert moments(said)[-1] == "gathering"
    assert "Faye" not in said[-1][1]
    assert "Wie wil het overnemen?" in said[-1][1]


@pytest.mark.parametrize("words", ["!hulp plannen", "!hulp agenda", "!help planning", "!help Plan"])
async def test_there_is_help_for_who_plans(words: str) -> None:
    room = Planned()
    [(moment, body)] = await room.says(ANNA, words)
    assert moment == "help"
    assert "!verzet 1 vrijdag 20:00" in body
    assert "!hulp plannen" in (await room.says(FAYE, "!hulp"))[0][1]
