"""A talk in which people vote for its theme, planned every month: they are asked once, not twice."""

from __future__ import annotations

from bot.core.circle import Poll
from bot.rehearsal.room import Said
from tests.calendar.dialogue import ANNA, FAYE, Planned
from tests.calendar.test_voting import asked, chooses

WEBINAR = "webinar elke derde donderdag om 19:30"


async def begun(room: Planned) -> list[Said]:
    """Everyone who is needed joins, and the talk begins at its time."""
    await room.until("2026-12-17T19:20")
    here = list(room.room.present)
    for user in here:
        await room.room.says(user, "!meedoen")
    await room.until("2026-12-17T19:30")
    said: list[Said] = []
    for user in here:
        said = await room.room.says(user, "!akkoord")
    return said


async def test_what_was_chosen_a_week_ahead_is_the_theme_and_is_not_voted_on_again() -> None:
    room = await asked(WEBINAR)
    assert any(one.kind == "theme" for one in room.room.circle.askings)
    await chooses(room, ANNA, 2)
    await begun(room)
    assert room.session.settled
    assert room.session.topic is not None
    assert room.session.stage_plan.id == "roles"


async def test_where_nobody_chose_the_talk_asks() -> None:
    room = await asked(WEBINAR)
    await begun(room)
    assert not room.session.settled
    assert isinstance(room.session.stage, Poll)
    assert len(room.session.stage.options) == 5


async def test_a_theme_that_was_planned_is_a_proposal() -> None:
    room = await asked(f"{WEBINAR} thema Hoop")
    await begun(room)
    assert isinstance(room.session.stage, Poll)
    assert room.session.topic is not None
    assert str(room.session.stage.options[0]).count(f"themes.{room.session.topic.id}") == 1
    await room.room.says(FAYE, "!volgende")
    assert room.session.topic.id == "hope", "nobody chose another"
