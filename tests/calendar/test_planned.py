"""Planning, moving and cancelling, as dialogues in words."""

from __future__ import annotations

import pytest

from bot.core.circle import PROPOSED_MS
from bot.core.effects import Button
from bot.core.meetings.planning import MOST_SERIES
from bot.core.people import Voice
from bot.core.series import DAY
from bot.runtime.planning import needed
from tests.calendar.dialogue import ANNA, BERT, FAYE, Planned, library

THURSDAYS = "kampvuur elke derde donderdag 19:30"


async def test_a_plan_is_said_back_with_the_next_three_dates_and_planned_on_a_yes() -> None:
    room = Planned()
    [(moment, body)] = await room.says(FAYE, f"!plan {THURSDAYS}")
    assert moment == "plan-confirm"
    assert "elke derde donderdag van de maand om 19:30" in body
    for date in ("17 december 2026", "21 januari 2027", "18 februari 2027"):
        assert f"- donderdag {date} om 19:30" in body
    assert not room.calendar
    [(moment, body), *_] = await room.says(FAYE, "!ja")
    assert moment == "planned"
    assert "17 december 2026 om 19:30" in body
    [series] = room.calendar
    assert series.next is not None
    assert series.next.local == "2026-12-17T19:30"


@pytest.mark.parametrize(
    "yes", ["!ja", "ja", "ja hoor", "!yes", "akkoord", "!akkoord", "✅", "doe maar"]
)
async def test_a_yes_in_whatever_way_plans_it(yes: str) -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    assert (await room.says(FAYE, yes))[0][0] == "planned"


async def test_a_tap_plans_it_and_a_second_one_does_nothing() -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    assert (await room.taps(FAYE))[0][0] == "planned"
    assert await room.taps(FAYE) == []
    assert len(room.calendar) == 1


async def test_nobody_else_can_say_whether_it_is_right() -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    assert await room.taps(ANNA) == []
    assert await room.says(ANNA, "ja") == []
    [(moment, body)] = await room.says(ANNA, "!ja")
    assert moment == "fault"
    assert "die erom vroeg" in body
    assert not room.calendar


async def test_a_no_changes_nothing() -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    assert (await room.says(FAYE, "nee"))[0][0] == "help"
    assert (await room.says(FAYE, "!ja"))[0][0] == "fault"
    assert not room.calendar


async def test_planning_is_for_coordinators_and_the_agenda_for_all() -> None:
    room = Planned()
    for command in (f"!plan {THURSDAYS}", "!verzet 1 vrijdag 20:00", "!afzeggen 1"):
        [(moment, body)] = await room.says(ANNA, command)
        assert moment == "fault"
        assert "coördinator" in body
    assert (await room.says(ANNA, "!agenda"))[0][0] == "agenda"


@pytest.mark.parametrize(
    ("words", "part"),
    [("kampvuur ooit een keer", "ooit"), ("kampvuur elke blauwe maandag 10:00", "blauwe")],
)
async def test_what_cannot_be_read_is_named_with_three_examples_that_work(
    words: str, part: str
) -> None:
    room = Planned()
    [(moment, body)] = await room.says(FAYE, f"!plan {words}")
    assert moment == "fault"
    assert part in body
    examples = [line[2:] for line in body.splitlines() if line.startswith("- !plan")]
    assert len(examples) == 3
    for example in examples:
        assert (await room.says(FAYE, example))[0][0] == "plan-confirm", example


async def test_the_last_thing_asked_is_what_a_yes_answers() -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    await room.says(FAYE, "!plan kampvuur elke maandag 10:00")
    await room.says(FAYE, "!ja")
    [series] = room.calendar
    assert series.rule.weekdays == (0,)


async def test_a_plan_does_not_wait_for_ever() -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    await room.room.passes(PROPOSED_MS)
    assert room.room.circle.proposals == ()
    assert (await room.says(FAYE, "!ja"))[0][0] == "fault"


async def test_who_asked_and_left_cannot_be_answered_for() -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {THURSDAYS}")
    await room.room.goes(FAYE)
    assert room.room.circle.proposals == ()


async def test_who_leads_theme_length_and_reminders_are_said_back() -> None:
    room = Planned()
    [(_, body)] = await room.says(
        FAYE,
        f"!plan {THURSDAYS} duur 90 minuten begeleiders @Faye en @Anna herinnering 3 dagen"
        " thema Muziek in huis",
    )
    for words in (
        "90 minuten",
        "Om de beurt begeleiden: Faye en Anna",
        "3 dagen",
        "Muziek in huis",
    ):
        assert words in body
    await room.says(FAYE, "!ja")
    [series] = room.calendar
    assert series.facilitators == (FAYE, ANNA)
    assert series.leads == (3 * DAY,)
    assert series.theme is not None


async def test_the_agenda_has_numbers_by_which_meetings_are_moved_and_cancelled() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    [(_, body)] = await room.says(BERT, "!agenda")
    assert "- 1: donderdag 17 december 2026 om 19:30, kampvuur" in body
    [(moment, body)] = await room.says(FAYE, "!verzet 2 vrijdag 20:00")
    assert moment == "planned"
    assert "vrijdag 22 januari 2027 om 20:00" in body
    [(moment, body)] = await room.says(FAYE, "!afzeggen 1")
    assert (moment, "17 december" in body) == ("planned", True)
    assert "De volgende keer is vrijdag 22 januari" in body
    [series] = room.calendar
    assert series.sequence == 2
    [(_, body)] = await room.says(BERT, "!agenda")
    assert "- 1: donderdag 17 december 2026 om 19:30, kampvuur, gaat niet door" in body
    assert "- 2: vrijdag 22 januari 2027 om 20:00" in body


async def test_a_number_is_that_of_the_agenda_as_it_was_shown() -> None:
    room = Planned()
    await room.plans("kampvuur elke donderdag 19:30")
    await room.says(FAYE, "!agenda")
    await room.says(FAYE, "!verzet 1 10 januari 2027 19:30")
    [(_, body)] = await room.says(FAYE, "!afzeggen 2")
    assert "3 december" in body, "the second as it was listed, not as it is now"


async def test_a_cancelled_meeting_can_be_brought_back() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    await room.says(FAYE, "!afzeggen 1")
    assert (await room.says(FAYE, "!afzeggen 1"))[0][0] == "fault"
    [(moment, body)] = await room.says(FAYE, "!verzet 1 vrijdag 20:00")
    assert (moment, "vrijdag 18 december 2026 om 20:00" in body) == ("planned", True)


async def test_all_of_a_series_goes_only_on_a_yes() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    [(moment, body)] = await room.says(FAYE, "!afzeggen 1 hele reeks")
    assert (moment, "gaat helemaal niet meer door" in body) == ("plan-confirm", True)
    assert len(room.calendar) == 1
    [(moment, _)] = await room.says(FAYE, "ja")
    assert moment == "planned"
    assert not room.calendar
    assert room.room.circle.askings == ()


async def test_all_of_a_series_is_moved_by_saying_how_often() -> None:
    room = Planned()
    await room.plans("kampvuur elke donderdag 19:30 tot 1 juli 2027")
    id = room.calendar[0].id
    [(moment, body)] = await room.says(FAYE, "!verzet 1 elke vrijdag 20:00")
    assert (moment, "voortaan elke vrijdag om 20:00" in body) == ("plan-confirm", True)
    assert (await room.says(FAYE, "!ja"))[0][0] == "planned"
    [series] = room.calendar
    assert (series.id, series.sequence, series.rule.until) == (id, 1, "2027-07-01")


async def test_what_is_not_clear_is_asked_back() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    await room.plans("lekgotla elke maandag 10:00")
    for command in ("!afzeggen", "!verzet vrijdag", "!afzeggen 1 misschien", "!afzeggen 99"):
        assert (await room.says(FAYE, command))[0][0] == "fault", command
    assert sum(len(series.changes) for series in room.calendar) == 0


async def test_what_is_at_the_same_time_is_named() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    [(_, body)] = await room.says(FAYE, "!plan lekgotla op 17 december om 20:00")
    assert "Let op: donderdag 17 december 2026 om 19:30 is er hier ook kampvuur" in body
    [(_, body)] = await room.says(FAYE, "!plan lekgotla op 18 december om 20:00")
    assert "Let op" not in body


async def test_a_single_meeting_that_is_cancelled_is_gone() -> None:
    room = Planned()
    await room.plans("kampvuur op 12 januari 2027 om 14:00")
    [(moment, _)] = await room.says(FAYE, "!afzeggen 1")
    assert (moment, len(room.calendar)) == ("planned", 0)


async def test_there_is_an_end_to_what_can_be_planned() -> None:
    room = Planned()
    for day in range(1, MOST_SERIES + 1):
        await room.plans(f"kampvuur op {day} maart 2027 om 14:00")
    [(moment, body)] = await room.says(FAYE, "!plan kampvuur op 30 maart 2027 om 14:00")
    assert (moment, "Zeg er eerst een af" in body) == ("fault", True)


async def test_planning_goes_on_beside_a_talk_and_a_yes_goes_to_what_was_asked_last() -> None:
    room = Planned()
    await room.says(FAYE, "!start kampvuur Thuis")
    [(moment, _)] = await room.says(FAYE, f"!plan {THURSDAYS}")
    assert moment == "plan-confirm"
    assert (await room.says(FAYE, "!ja"))[0][0] == "planned"
    assert room.room.circle.session is not None
    await room.says(FAYE, "!plan kampvuur elke maandag 10:00")
    assert (await room.taps(FAYE, Button.DONE))[0][0] == "planned"


async def test_in_english_it_is_the_same() -> None:
    room = Planned(language="en")
    [(moment, body)] = await room.says(FAYE, "!plan campfire every third Thursday 19:30")
    assert moment == "plan-confirm"
    assert "every third Thursday of the month" in body
    assert (await room.says(FAYE, "yes"))[0][0] == "planned"
    assert (await room.says(FAYE, "!cancel 1 all"))[0][0] == "plan-confirm"


def test_which_voices_a_format_needs_is_read_from_it() -> None:
    both = (Voice.NAASTE, Voice.PROFESSIONAL)
    plans = library().plans
    assert needed(plans["campfire"]) == needed(plans["webinar"]) == both
    assert needed(plans["monitor"]) == ()
    for plan in plans.values():
        assert set(needed(plan)) <= set(both), "no voice that tells of somebody's health"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("!afzeggen 21 januari", "donderdag 21 januari 2027"),
        ("!afzeggen donderdag 17 december", "donderdag 17 december 2026"),
        ("!afzeggen 17-12-2026", "donderdag 17 december 2026"),
        ("!verzet 21 januari naar 22 januari 20:00", "is nu vrijdag 22 januari 2027 om 20:00"),
        ("!verzet 17 december naar een dag later", "is nu vrijdag 18 december 2026 om 19:30"),
    ],
)
async def test_a_meeting_can_be_named_by_its_day(command: str, said: str) -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    [(moment, body)] = await room.says(FAYE, command)
    assert moment == "planned", body
    assert said in body


async def test_a_day_on_which_nothing_is_planned_changes_nothing() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    for command in ("!afzeggen 3 december", "!verzet 3 december naar 4 december 20:00"):
        assert (await room.says(FAYE, command))[0][0] == "fault", command
    assert room.calendar[0].changes == ()


async def test_where_one_series_is_planned_all_of_it_needs_no_number() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    assert (await room.says(FAYE, "!afzeggen hele reeks"))[0][0] == "plan-confirm"


async def test_the_next_one_needs_no_number() -> None:
    room = Planned()
    await room.plans(THURSDAYS)
    [(moment, body)] = await room.says(FAYE, "!verzet de volgende naar vrijdag")
    assert (moment, "is nu vrijdag 18 december 2026 om 19:30" in body) == ("planned", True)
    [(moment, body)] = await room.says(FAYE, "!afzeggen volgende keer")
    assert (moment, "vrijdag 18 december" in body) == ("planned", True)


async def test_how_it_is_held_is_said_back() -> None:
    room = Planned()
    [(_, body)] = await room.says(FAYE, "!plan kampvuur op 12 januari 2027 om 14:00 gesproken")
    assert "We praten hardop" in body
    assert body.count("12 januari 2027") == 1
