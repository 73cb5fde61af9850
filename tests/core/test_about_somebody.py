"""R3: forms that by habit discuss somebody begin by asking whom it is about, and if they are here."""

from __future__ import annotations

import pytest

from bot.core.plan import AskPlan, HoldPlan
from bot.formats.loader import load, shipped

LIBRARY = load([shipped()])
ABOUT_SOMEBODY = ("deliberation", "consultation", "action-team", "reporting")


@pytest.mark.parametrize("id", [id for id in ABOUT_SOMEBODY if id in LIBRARY.plans])
def test_r3_it_opens_by_asking_whom_it_is_about(id: str) -> None:
    plan = LIBRARY.plans[id]
    first = next(
        stage
        for stage in plan.stages
        if not isinstance(stage, HoldPlan) and getattr(stage, "moment", None) != "voices"
    )
    assert isinstance(first, AskPlan), "before anybody tells anything"
    assert first.about
    assert plan.has_centre
