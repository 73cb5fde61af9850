"""What is said before a meeting, its opening, and what was missed, as dialogues in words."""

from __future__ import annotations

import pytest

from bot.core.circle import Phase
from bot.core.effects import Button
from bot.core.series import LATE_MS, OPENS_MS, POLL
from tests.calendar.dialogue import ANNA, BERT, COR, FAYE, ZONE, Planned, moments

MEETING = "kampvuur op 17 december 2026 om 19:30 thema Thuis"


async def planned(words: str = MEETING) -> Planned:
    room = Planned()
    await room.plans(words)
    return room


async def gathering(words: str = MEETING) -> Planned:
    """Ten minutes before the meeting, which gathers."""
    room = await planned(words)
    await room.until("2026-12-17T19:20")
    assert room.session.phase is Phase.GATHERING
    return room


async def test_a_week_a_day_and_an_hour_ahead_people_are_reminded_and_asked_once() -> None:
    room = await planned()
    assert moments(await room.until("2026-12-10T19:29")) == []
    assert moments(await room.until("2026-12-10T19:30")) == ["reminder", "poll"]
    assert moments(await room.until("2026-12-14T19:29")) == []
    assert moments(await room.until("2026-12-16T19:29")) == ["reminder"], "who may be wanting"
    [(moment, body)] = await room.until("2026-12-16T19:30")
    assert moment == "reminder"
    assert "kampvuur is donderdag 17 december 2026 om 19:30" in body
    assert "Thuis" in body
    assert moments(await room.until("2026-12-17T19:19")) == ["reminder"]


async def test_how_many_come_is_said_as_a_number() -> None:
    room = await planned()
    await room.until("2026-12-10T19:30")
    for user in (ANNA, BERT):
        await room.comes(user)
    await room.comes(COR, 2)
    await room.until("2026-12-16T19:29")
    [(_, body)] = await room.until("2026-12-16T19:30")
    assert "Tot nu toe komen er 2 mensen" in body
    for name in ("Anna", "Bert", "Cor"):
        assert name not in body
    await room.comes(BERT, 2)
    await room.room.goes(ANNA)
    [(_, body)] = await room.says(FAYE, "!agenda")
    assert "komen" not in body
    assert "komt" not in body, "who changes their mind, or leaves, does not count"


@pytest.mark.parametrize("words", ["1", "1."])
async def test_a_number_that_is_typed_answers_too(words: str) -> None:
    room = await planned()
    await room.until("2026-12-10T19:30")
    assert await room.says(ANNA, words) == []
    [(_, body)] = await room.says(FAYE, "!agenda")
    assert "Eén persoon komt" in body
    assert await room.says(ANNA, "2") == []
    assert await room.says(BERT, "17") == []
    assert await room.says(BERT, "we waren met 1") == []
    [(_, body)] = await room.says(FAYE, "!agenda")
    assert "komt" not in body


async def test_a_reply_to_the_question_answers_it_in_words() -> None:
    room = await planned()
    await room.until("2026-12-10T19:30")
    poll = room.room.newest(None)
    said = await room.room.says(ANNA, "ja", replies_to=poll)
    said += await room.room.says(BERT, "nee", replies_to=poll)
    assert said == []
    [(_, body)] = await room.says(FAYE, "!agenda")
    assert "Eén persoon komt" in body


async def test_who_may_be_wanting_is_said_by_voice_and_never_by_name() -> None:
    room = await planned()
    await room.says(ANNA, "!rol naaste")
    await room.says(BERT, "!rol professional")
    await room.until("2026-12-10T19:30")
    await room.comes(ANNA)
    await room.comes(BERT, 2)
    await room.until("2026-12-14T19:29")
    [(moment, body)] = await room.until("2026-12-14T19:30")
    assert moment == "reminder"
    assert "Misschien zoeken we nog: professional" in body
    for word in ("Anna", "Bert", "zoeken we nog: naaste"):
        assert word not in body


async def test_when_all_that_may_be_spoken_of_are_there_nothing_is_said_of_it() -> None:
    room = await planned()
    await room.says(ANNA, "!rol naaste professional")
    await room.until("2026-12-10T19:30")
    await room.comes(ANNA)
    assert moments(await room.until("2026-12-16T19:29")) == []


async def test_of_voices_that_tell_of_health_nothing_is_made() -> None:
    said = []
    for voice in ("cliënt", "ervaringsdeskundige", "geen"):
        room = await planned()
        await room.says(ANNA, f"!rol {voice}")
        await room.until("2026-12-10T19:30")
        await room.comes(ANNA)
        said.append(await room.until("2026-12-16T19:29"))
    assert said[0] == said[1] == said[2]


async def test_ten_minutes_before_all_are_gathered_with_the_theme_and_who_leads() -> None:
    room = await planned()
    await room.until("2026-12-17T19:19")
    [(moment, body)] = await room.until("2026-12-17T19:20")
    assert moment == "gathering"
    for words in ("Om 19:30 beginnen we", "Thuis", "Faye begeleidt"):
        assert words in body
    assert room.session.facilitators == (FAYE,)


async def test_at_its_time_the_talk_begins() -> None:
    room = await gathering()
    for user in (ANNA, BERT, COR):
        await room.taps(user)
    assert moments(await room.until("2026-12-17T19:29")) == []
    assert moments(await room.until("2026-12-17T19:30")) == ["agreements"]
    assert room.calendar == (), "a single meeting is over"
    for user in (ANNA, BERT):
        await room.taps(user)
    assert moments(await room.taps(COR)) == ["turn"]


async def test_who_leads_may_begin_sooner_and_it_does_not_begin_again() -> None:
    room = await gathering("kampvuur elke derde donderdag 19:30")
    for user in (ANNA, BERT, COR):
        await room.taps(user)
    assert moments(await room.says(FAYE, "!volgende")) == ["agreements"]
    assert moments(await room.until("2026-12-17T19:40")) == []
    [series] = room.calendar
    assert series.held == 1
    assert series.next is not None
    assert series.next.local == "2027-01-21T19:30"


async def test_facilitators_take_turns_and_who_is_not_here_is_passed_over() -> None:
    room = Planned()
    await room.plans("kampvuur elke donderdag 19:30 begeleiders @Faye @Anna @Bert")
    led = []
    for day in ("2026-11-26", "2026-12-03", "2026-12-10", "2026-12-17"):
        if day == "2026-12-10":
            await room.room.goes(BERT)
        await room.until(f"{day}T19:20")
        led.append(room.session.facilitators[0])
        for user in (FAYE, ANNA, COR):
            await room.says(user, "!akkoord")
        await room.until(f"{day}T19:30")
        await room.says(FAYE, "!stop")
    assert led == [FAYE, ANNA, FAYE, FAYE]


async def test_with_nobody_to_lead_the_task_is_offered_and_the_talk_waits_for_it() -> None:
    room = await planned()
    await room.room.goes(FAYE)
    await room.until("2026-12-17T19:19")
    [(moment, body)] = await room.until("2026-12-17T19:20")
    assert moment == "gathering"
    assert "Wie wil het overnemen" in body
    for user in (ANNA, BERT, COR):
        await room.taps(user)
    [(moment, body)] = await room.until("2026-12-17T19:30")
    assert (moment, "Wie wil het overnemen" in body) == ("reminder", True)
    assert moments(await room.says(ANNA, "!ja")) == ["help", "agreements"]


async def test_with_too_few_it_is_said_once_and_waits_and_begins_when_it_can() -> None:
    room = await gathering()
    await room.taps(ANNA)
    [(moment, body)] = await room.until("2026-12-17T19:30")
    assert moment == "reminder"
    assert "minstens 3 mensen" in body
    assert "!verzet" in body
    await room.taps(BERT)
    assert moments(await room.until("2026-12-17T19:45")) == []
    assert moments(await room.taps(COR)) == ["agreements"]


async def test_with_too_few_for_an_hour_it_is_closed_kindly() -> None:
    room = await gathering()
    await room.until("2026-12-17T19:30")
    [(moment, body)] = await room.until("2026-12-17T20:30")
    assert (moment, "te weinig" in body) == ("closed", True)
    assert "!nood" in body
    assert room.calendar == ()


async def test_a_meeting_can_be_moved_while_it_gathers() -> None:
    room = await gathering()
    await room.taps(ANNA)
    await room.until("2026-12-17T19:30")
    said = await room.says(FAYE, "!verzet 1 morgen 20:00")
    assert moments(said)[:2] == ["closed", "planned"]
    assert room.room.circle.session is None
    [series] = room.calendar
    assert series.next is not None
    assert series.next.local == "2026-12-18T20:00"
    await room.until("2026-12-18T19:50")
    assert room.session.phase is Phase.GATHERING


async def test_a_gathering_that_is_stopped_is_not_opened_again() -> None:
    room = await gathering()
    assert moments(await room.says(FAYE, "!stop")) == ["closed"]
    assert room.calendar == ()
    assert moments(await room.until("2026-12-18T12:00")) == []


async def test_a_pause_holds_back_the_beginning() -> None:
    room = await gathering()
    for user in (ANNA, BERT, COR):
        await room.taps(user)
    await room.says(ANNA, "!pauze")
    assert moments(await room.until("2026-12-17T19:31")) == []
    assert moments(await room.says(ANNA, "!verder")) == ["resumed", "agreements"]


async def test_while_a_talk_goes_on_here_a_meeting_waits_and_opens_after_it() -> None:
    room = await planned()
    await room.until("2026-12-17T19:00")
    await room.says(FAYE, "!start lekgotla")
    [(moment, body)] = await room.until("2026-12-17T19:25")
    assert (moment, "als dit gesprek klaar is" in body) == ("reminder", True)
    said = await room.says(FAYE, "!stop")
    said += await room.until("2026-12-17T19:26")
    assert moments(said) == ["closed", "gathering"]


async def test_nobody_is_reminded_of_a_meeting_while_people_talk() -> None:
    room = await planned()
    await room.until("2026-12-16T19:00")
    await room.says(FAYE, "!start kampvuur")
    assert moments(await room.until("2026-12-16T20:00")) == []
    said = await room.says(FAYE, "!stop")
    said += await room.until("2026-12-16T20:01")
    assert moments(said) == ["closed", "reminder"]


async def test_a_meeting_within_the_week_is_not_reminded_of_by_what_announced_it() -> None:
    room = Planned()
    said = await room.plans("kampvuur op 26 november 2026 om 10:00")
    assert moments(said) == ["planned", "poll"]
    assert moments(await room.until("2026-11-26T09:00")) == ["reminder"]


async def test_g5_a_start_missed_by_less_than_an_hour_happens_late_with_a_word() -> None:
    room = await planned()
    await room.until("2026-12-16T20:00")
    said = await room.wakes("2026-12-17T20:00")
    [(moment, body)] = said
    assert (moment, "te laat" in body) == ("gathering", True)
    for user in (ANNA, BERT, COR):
        await room.taps(user)
    assert moments(await room.until("2026-12-17T20:10")) == ["agreements"]


async def test_g5_what_was_missed_is_told_once_and_the_coordinator_asked() -> None:
    room = await planned("kampvuur elke derde donderdag 19:30")
    await room.until("2026-12-16T20:00")
    [(moment, body)] = await room.wakes("2026-12-17T20:31")
    assert moment == "reminder"
    assert "17 december" in body
    assert "Faye" in body
    assert moments(await room.until("2027-01-10T12:00")) == []
    [(moment, body)] = await room.wakes("2027-04-01T12:00")
    assert (moment, "3 keer" in body) == ("reminder", True)


async def test_g5_a_reminder_that_makes_no_sense_any_more_is_dropped() -> None:
    room = await planned()
    await room.until("2026-12-15T12:00")
    assert moments(await room.wakes("2026-12-17T12:00")) == []
    assert moments(await room.until("2026-12-17T18:30")) == ["reminder"]


async def test_nothing_is_kept_of_a_meeting_that_is_over() -> None:
    room = await gathering()
    await room.says(FAYE, "!stop")
    assert (room.calendar, room.room.circle.askings) == ((), ())
    assert room.room.circle.due is None


async def test_in_a_room_that_is_not_safe_nothing_is_opened_and_that_is_told() -> None:
    room = await planned()
    room.room.faults = ("history",)
    await room.until("2026-12-17T19:19")
    [(moment, body)] = await room.until("2026-12-17T19:20")
    assert (moment, "niet veilig genoeg" in body) == ("safety-refused", True)
    assert room.room.circle.session is None
    assert moments(await room.until("2026-12-18T12:00")) == []


async def test_who_wants_to_be_forgotten_is_in_no_series_any_more() -> None:
    room = await planned("kampvuur elke donderdag 19:30 begeleiders @Faye @Anna")
    await room.comes(ANNA)
    await room.says(ANNA, "!vergeet-mij")
    [series] = room.calendar
    assert series.facilitators == (FAYE,)
    assert ANNA not in str(room.room.circle)
    await room.says(FAYE, "!vergeet-mij")
    assert FAYE not in str(room.room.circle)
    assert len(room.calendar) == 1


def test_the_constants_are_what_the_design_says() -> None:
    assert (OPENS_MS, LATE_MS, POLL, ZONE) == (600_000, 3_600_000, 0, "Europe/Amsterdam")


@pytest.mark.parametrize("button", [Button.PASS, Button.HAND])
async def test_other_taps_under_a_plan_mean_nothing(button: Button) -> None:
    room = Planned()
    await room.says(FAYE, f"!plan {MEETING}")
    assert await room.taps(FAYE, button) == []
    assert not room.calendar


async def test_of_a_coordinator_who_left_nothing_is_asked_any_more() -> None:
    room = await planned("kampvuur elke derde donderdag 19:30")
    await room.room.goes(FAYE)
    [(moment, body)] = await room.wakes("2026-12-17T20:31")
    assert (moment, "Faye" in body) == ("reminder", False)


async def test_a_talk_that_was_begun_a_little_early_is_the_meeting() -> None:
    room = await planned("kampvuur elke derde donderdag 19:30")
    await room.until("2026-12-17T19:05")
    await room.says(FAYE, "!start kampvuur")
    [(moment, body)] = await room.until("2026-12-17T19:40")
    assert moment == "reminder"
    assert "Om 19:30 stond hier kampvuur gepland. Dat is dit gesprek" in body
    assert moments(await room.says(FAYE, "!stop")) == ["closed"]
    assert moments(await room.until("2026-12-18T12:00")) == []
    assert room.calendar[0].held == 1


async def test_a_planned_talk_is_not_the_next_planned_one() -> None:
    room = await gathering()
    await room.says(FAYE, "!plan kampvuur op 17 december 2026 om 19:35")
    await room.says(FAYE, "!ja")
    [(_, body)] = await room.until("2026-12-17T19:29")
    assert "Om 19:35 is er hier ook kampvuur. Dat begint als dit gesprek klaar is." in body
    assert moments(await room.says(FAYE, "!stop")) == ["closed"]
    assert moments(await room.until("2026-12-17T19:30")) == ["gathering"]


async def test_g5_a_meeting_that_gathered_when_kring_went_down_is_not_told_as_missed_too() -> None:
    room = await gathering("kampvuur elke derde donderdag 19:30")
    assert moments(await room.wakes("2026-12-19T02:00")) == ["closed"]
    [series] = room.calendar
    assert series.next is not None
    assert series.next.name == "2027-01-21T19:30"
