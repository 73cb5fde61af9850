"""Which theme a meeting has: given with the plan, or chosen together a week ahead."""

from __future__ import annotations

from bot.core.people import UserId
from tests.calendar.dialogue import ANNA, BERT, COR, FAYE, Planned, library, moments

MONTHLY = "kampvuur elke derde donderdag 19:30"


def title(theme: str) -> str:
    return library().texts("nl")[f"themes.{theme}"].forms[0]


async def asked(words: str = MONTHLY) -> Planned:
    """A week ahead, when people are asked which theme."""
    room = Planned()
    await room.plans(words)
    await room.until("2026-12-10T19:30")
    return room


def themes(room: Planned) -> tuple[str, ...]:
    [asking] = [one for one in room.room.circle.askings if one.kind == "theme"]
    return asking.themes


async def test_a_week_ahead_people_choose_and_a_day_later_say_whether_they_come() -> None:
    room = Planned()
    [(_, body)] = await room.says(FAYE, f"!plan {MONTHLY}")
    assert "kiezen jullie samen een thema" in body
    await room.says(FAYE, "!ja")
    await room.until("2026-12-10T19:29")
    (reminder, _), (vote, body) = await room.until("2026-12-10T19:30")
    assert (reminder, vote) == ("reminder", "poll")
    offered = themes(room)
    assert len(set(offered)) == 5
    for theme in offered:
        assert title(theme) in body
    [(moment, body)] = await room.until("2026-12-11T19:30")
    assert (moment, "Kom je ook" in body) == ("poll", True)


async def chooses(room: Planned, user: UserId, number: int) -> None:
    poll = room.room.newest(None)
    assert await room.room.says(user, str(number), replies_to=poll) == []


async def test_what_most_choose_is_the_theme() -> None:
    room = await asked()
    for user, number in ((ANNA, 2), (BERT, 3), (COR, 2), (FAYE, 17)):
        await chooses(room, user, number)
    chosen = themes(room)[1]
    await room.until("2026-12-16T19:29")
    [(_, body)] = await room.until("2026-12-16T19:30")
    assert title(chosen) in body
    await room.until("2026-12-17T19:19")
    [(moment, body)] = await room.until("2026-12-17T19:20")
    assert (moment, title(chosen) in body) == ("gathering", True)
    assert room.session.topic is not None
    assert room.session.topic.id == chosen


async def test_a_theme_of_ones_own_is_told_in_a_reply() -> None:
    room = await asked()
    poll = room.room.newest(None)
    assert await room.room.says(ANNA, "Muziek in huis", replies_to=poll) == []
    own = room.room.newest(ANNA)
    await room.until("2026-12-17T19:19")
    [(moment, body)] = await room.until("2026-12-17T19:20")
    assert moment == "gathering"
    assert room.session.theme == own
    assert room.session.topic is None
    assert "Het thema is" in body


async def test_of_who_leaves_the_choice_goes_along() -> None:
    room = await asked()
    await chooses(room, ANNA, 1)
    await room.room.goes(ANNA)
    assert ANNA not in str(room.room.circle.askings)


async def test_with_a_theme_and_without_one_nothing_is_asked() -> None:
    for words in (f"{MONTHLY} thema Thuis", f"{MONTHLY} zonder thema", f"{MONTHLY} thema 3",
                  "kampvuur op 17 december 2026 om 19:30"):  # fmt: skip
        room = await asked(words)
        assert all(one.kind == "coming" for one in room.room.circle.askings), words


async def test_a_theme_of_the_library_is_given_by_number_or_title() -> None:
    third = library().themes.all[2]
    for words in ("thema 3", f"thema {title(third.id)}"):
        room = Planned()
        [(_, body)] = await room.says(FAYE, f"!plan {MONTHLY} {words}")
        assert title(third.id) in body
        await room.says(FAYE, "!ja")
        await room.until("2026-12-17T19:20")
        assert room.session.topic == third


async def test_no_two_votes_in_a_row_are_about_what_came_last() -> None:
    room = await asked()
    await chooses(room, ANNA, 1)
    assert moments(await room.says(FAYE, "!agenda")) == ["agenda"]
