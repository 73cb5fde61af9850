"""Not the same theme or question twice in a row in a room, whatever was held there before."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.core.circle import Circle, Poll
from bot.core.effects import Text
from bot.core.plan import Plan
from tests.core.conversation import Conversation
from tests.core.test_shipped_formats import EIGHT, PLANS, led
from tests.rehearsal.test_nine_formats import Played

SEVERAL = [plan for plan in PLANS.values() if plan.variants]
TIMES = 5


def test_where_there_is_more_than_one_way_to_ask() -> None:
    """What is held again and again, with whoever comes, is asked in more ways than one."""
    assert {plan.id for plan in SEVERAL} >= {"campfire", "webinar"}


@pytest.mark.parametrize("plan", SEVERAL, ids=[plan.id for plan in SEVERAL])
def test_no_question_is_asked_in_the_same_way_twice_in_a_row(plan: Plan) -> None:
    said: dict[str, list[str]] = {}
    circle = Conversation(plan, EIGHT).circle
    for _ in range(TIMES):
        talk, _ = led(plan, circle)
        circle = talk.circle
        for stage, _ in plan.variants:
            way = [
                line.key
                for say in talk.heard
                for line in say.lines
                if line.key.partition("/")[0] == f"{plan.id}.{stage}"
            ]
            assert len(way) == 1, "a prompt is given once"
            said.setdefault(stage, []).extend(way)
    for ways in said.values():
        assert len(ways) == TIMES
        assert all(one != other for one, other in pairwise(ways)), ways


async def test_no_theme_is_offered_that_was_talked_about_last() -> None:
    """Seven webinars one after another: each votes, and none about what the one before was about."""
    held: list[str] = []
    circle: Circle | None = None
    for _ in range(7):
        webinar = Played("Anna", "Bert", "Cor", "Dina")
        if circle is not None:
            webinar.room.circle = circle
        await webinar.begins("!start webinar")
        session = webinar.room.circle.session
        assert session is not None
        assert isinstance(session.stage, Poll)
        offered = [slot.key for slot in session.stage.options if isinstance(slot, Text)]
        assert len(offered) == 5
        assert not set(offered) & set(held)
        for name in webinar.names:
            await webinar.says(name, "2")
        await webinar.says("Els", "!stop")
        circle = webinar.room.circle
        held.append(f"themes.{circle.lately.themes[-1]}")
        assert held[-1] == offered[1]
