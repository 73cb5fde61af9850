"""Workshop and ecogram: what facts/method.md promises of them."""

from __future__ import annotations

from bot.core.plan import AskPlan, GroupsPlan, MapPlan, Plan, RoundPlan
from bot.formats.loader import load, shipped

LIBRARY = load([shipped()])


def ids(plan: Plan) -> list[str]:
    """The stages of a format, in order."""
    return [stage.id for stage in plan.stages]


class TestWorkshop:
    """Small groups mixed by voice, three questions, spokespeople, all back in one room."""

    plan = LIBRARY.plans["workshop"]

    def test_voices_are_asked_for_before_groups_are_mixed_by_them(self) -> None:
        order = ids(self.plan)
        voices = self.plan.stages[order.index("voices")]
        groups = self.plan.stages[order.index("groups")]
        assert isinstance(voices, AskPlan)
        assert voices.moment == "voices"
        assert isinstance(groups, GroupsPlan)
        assert order.index("voices") < order.index("groups")
        assert groups.smallest >= 2

    def test_three_open_questions(self) -> None:
        for language in ("nl", "en"):
            texts = LIBRARY.texts("nl" if language == "nl" else "en")
            asked = [
                line
                for line in texts["workshop.groups"].forms[0].splitlines()
                if line.startswith("- ")
            ]
            assert len(asked) == 3
            assert all(line.endswith("?") for line in asked)

    def test_spokespeople_tell_in_one_room_and_all_respond(self) -> None:
        order = ids(self.plan)
        telling = self.plan.stages[order.index("telling")]
        assert isinstance(telling, RoundPlan)
        assert telling.who == ("spokespeople",)
        assert order.index("groups") < order.index("telling") < order.index("responses")


class TestEcogram:
    """People, places and activities, named by whom it is about; changed only with them."""

    plan = LIBRARY.plans["ecogram"]

    def test_it_is_not_made_without_whom_it_is_about(self) -> None:
        first = self.plan.stages[0]
        assert isinstance(first, AskPlan)
        assert first.about
        assert self.plan.while_present == ("centre",)
        assert self.plan.centre.fewest == 1

    def test_people_places_and_activities(self) -> None:
        maps = [stage.what for stage in self.plan.stages if isinstance(stage, MapPlan)]
        assert maps == ["people", "places", "activities"]

    def test_others_say_what_they_see_and_whom_it_is_about_has_the_last_word(self) -> None:
        rounds = [stage for stage in self.plan.stages if isinstance(stage, RoundPlan)]
        assert [stage.who for stage in rounds[:2]] == [("others",), ("centre",)]
