"""What the methods promise, held against the formats as they come along (sources: each ``about.md``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.plan import (
    AskPlan,
    Centre,
    Choice,
    HoldPlan,
    OpenPlan,
    Order,
    Plan,
    PollPlan,
    RoundPlan,
    Scale,
    StagePlan,
)  # fmt: skip
from bot.core.polls import FEWEST_SHOWN
from bot.formats.loader import load, shipped

LIBRARY = load([shipped()])
MINE = ("mirror", "webinar", "network", "checkpoints", "u-turn", "monitor", "presence", "values",
        "story")  # fmt: skip
NAMES = {
    "mirror": "spiegel", "webinar": "webinar", "network": "netwerkgesprek",
    "checkpoints": "ijkpunten", "u-turn": "u-bocht", "monitor": "monitor",
    "presence": "presentie", "values": "waarden", "story": "verhaal",
}  # fmt: skip


def plan(id: str) -> Plan:
    return LIBRARY.plans[id]


def stage(id: str, name: str) -> StagePlan:
    return next(one for one in plan(id).stages if one.id == name)


def rounds(id: str) -> list[RoundPlan]:
    return [one for one in plan(id).stages if isinstance(one, RoundPlan)]


def before(id: str, *names: str) -> bool:
    """Whether these stages come in this order."""
    order = [one.id for one in plan(id).stages]
    places = [order.index(name) for name in names]
    return places == sorted(places)


@pytest.mark.parametrize("id", MINE)
def test_it_starts_under_its_dutch_and_english_name(id: str) -> None:
    assert LIBRARY.find(NAMES[id]) == id == LIBRARY.find(id)
    assert LIBRARY.texts("nl")[f"{id}.name"].forms == (NAMES[id],)


@pytest.mark.parametrize("id", MINE)
def test_it_ends_softly_and_says_who_it_is_for(id: str) -> None:
    moments = [one.moment for one in plan(id).stages if isinstance(one, HoldPlan | AskPlan)]
    assert moments[-2:] == ["check-out", "after-talk"]
    assert any(isinstance(one, HoldPlan) and one.is_break for one in plan(id).stages)
    card = LIBRARY.cards[id]
    assert card.purpose is not None
    assert card.voices
    assert card.minutes >= 60


@pytest.mark.parametrize("id", MINE)
def test_a_page_tells_facilitators_what_it_is_for_and_where_it_comes_from(id: str) -> None:
    page = (shipped() / id / "about.md").read_text("utf-8")
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Waarvoor", "## Wanneer niet", "## Van tevoren", "## Tijdens het gesprek", "## Let op",
        "## Waar dit vandaan komt",
    ]  # fmt: skip
    assert f"!start {NAMES[id]}" in page
    assert "!vertrouwd" in page


def test_mirror_the_inner_circle_tells_the_circles_turn_and_it_answers_last() -> None:
    sides = [(one.id, one.who) for one in rounds("mirror")]
    assert sides == [
        ("strengths", ("centre",)), ("improvements", ("centre",)), ("wishes", ("centre",)),
        ("turned", ("others",)), ("letter", ("others",)), ("last-word", ("centre",)),
    ]  # fmt: skip
    assert before("mirror", "circles", "silence-writing", "strengths", "questions", "turned")
    assert before("mirror", "last-word", "silence-end", "check-out", "after-talk")
    assert plan("mirror").centre.are == "tellers"
    assert (plan("mirror").centre.fewest, plan("mirror").centre.most) == (3, 12)
    assert plan("mirror").while_present == ("centre",), "nothing about them without them"
    assert plan("mirror").own_agreements, "listeners are silent by agreement"
    letter = stage("mirror", "letter")
    assert isinstance(letter, RoundPlan)
    assert (letter.harvest, letter.heading) == (True, True)


def test_webinar_a_vote_a_story_a_fair_floor_and_a_closing_round_for_6_and_for_60() -> None:
    webinar = plan("webinar")
    assert webinar.newcomers == "alongside"
    assert webinar.fewest <= 6
    assert webinar.most >= 60
    assert before("webinar", "theme", "roles", "story", "open", "closing")
    theme, story, closing = (stage("webinar", id) for id in ("theme", "story", "closing"))
    assert isinstance(theme, PollPlan)
    assert isinstance(theme.asks, Choice)
    assert 4 <= theme.asks.themes <= 6, "enough to choose from, and no list"
    assert isinstance(story, RoundPlan)
    assert (story.order, story.speakers) == (Order.VOLUNTEER, 1)
    assert isinstance(closing, RoundPlan)
    assert 6 <= closing.calls_most < 60
    assert isinstance(stage("webinar", "open"), OpenPlan)


def test_lekgotla_all_others_speak_once_and_the_one_who_listens_decides() -> None:
    lekgotla = plan("lekgotla")
    assert (lekgotla.centre, lekgotla.while_present) == (Centre("listener", 1, 1), ("centre",))
    assert before("lekgotla", "listener", "everyone", "again", "decision", "check-out")
    everyone, decision = stage("lekgotla", "everyone"), stage("lekgotla", "decision")
    assert isinstance(everyone, RoundPlan)
    assert isinstance(decision, RoundPlan)
    assert (everyone.who, decision.who) == (("others",), ("centre",))


def test_network_permission_before_reflecting_and_the_one_at_the_centre_decides() -> None:
    network = plan("network")
    assert network.workers >= 2
    assert network.centre.fewest == 1
    assert network.while_present == ("centre",)
    assert network.own_agreements, "outside the meeting nobody talks about it"
    assert before("network", "about", "why", "time", "talk", "may-we", "reflecting", "answer")
    assert before("network", "answer", "how-it-was", "next-steps", "decision", "doing")
    may_we, reflecting = stage("network", "may-we"), stage("network", "reflecting")
    assert isinstance(may_we, AskPlan)
    assert (may_we.moment, may_we.who) == ("permission", ("network",))
    assert {"reflecting", "answer", "how-it-was"} <= set(may_we.permits)
    assert isinstance(reflecting, OpenPlan)
    assert reflecting.who == ("workers",)
    assert reflecting.seconds <= 600, "ten minutes at most"
    sides = {one.id: one.who for one in rounds("network")}
    assert sides["answer"] == sides["how-it-was"] == ("network",)
    assert sides["decision"] == ("centre",)
    for language, allows in (("nl", "Niet luisteren mag ook"), ("en", "Not listening is fine")):
        texts = LIBRARY.texts("nl" if language == "nl" else "en")
        assert allows in texts["network.may-we"].forms[0]


def test_checkpoints_each_of_the_four_is_gone_round_and_one_is_chosen() -> None:
    four = ("own-say", "experience", "good-care", "society")
    assert before("checkpoints", "practice", *four, "gap", "open")
    gap = stage("checkpoints", "gap")
    assert isinstance(gap, PollPlan)
    assert isinstance(gap.asks, Choice)
    assert gap.asks.options == four


def test_u_turn_goes_down_to_letting_go_and_up_to_trying_out() -> None:
    assert before("u-turn", "control", "listening", "needs", "letting-go", "silence-turning",
                  "believing", "possibilities", "trying")  # fmt: skip


def test_monitor_the_items_are_scales_and_the_team_chooses_among_them() -> None:
    items = [one.id for one in plan("monitor").stages
             if isinstance(one, PollPlan) and isinstance(one.asks, Scale)]  # fmt: skip
    attention = stage("monitor", "attention")
    assert isinstance(attention, PollPlan)
    assert isinstance(attention.asks, Choice)
    assert list(attention.asks.options) == items
    assert "fear" in items, "fear and uncertainty may be named"
    assert plan("monitor").most >= FEWEST_SHOWN
    assert before("monitor", *items, "attention", "meaning", "doing")


def test_presence_is_one_question_in_nine_parts_and_who_told_has_the_last_word() -> None:
    for language in ("nl", "en"):
        texts = LIBRARY.texts("nl" if language == "nl" else "en")
        question = texts["presence.silence-question"].forms[0]
        assert sum(line.startswith("- ") for line in question.splitlines()) == 9
    assert plan("presence").centre.most == 1
    order = [one.who for one in rounds("presence") if one.who]
    assert order == [("centre",), ("others",), ("others",), ("others",), ("centre",)]


def test_values_holds_both_compasses() -> None:
    choosing = stage("values", "choosing")
    assert isinstance(choosing, PollPlan)
    assert isinstance(choosing.asks, Choice)
    assert len(choosing.asks.options) == 8


def test_story_nobody_is_called_to_tell() -> None:
    telling = stage("story", "telling")
    assert isinstance(telling, RoundPlan)
    assert telling.order is Order.VOLUNTEER
    assert before("story", "silence-writing", "telling", "touched", "counts", "naming")


TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"


@pytest.mark.parametrize(
    "file",
    sorted(file for id in MINE for file in TRANSCRIPTS.glob(f"{id}.*.txt")),
    ids=lambda file: file.stem,
)
def test_its_written_conversation_has_what_people_do(file: Path) -> None:
    """A pass, a later, a raised hand, a pause, somebody leaving and coming back, no commands."""
    text = file.read_text("utf-8")
    dutch = file.stem.endswith(".nl")
    deeds = [line for line in text.splitlines() if line and not line.startswith(("    ", "Kring"))]
    said = "\n".join(deeds)
    assert (": pas" if dutch else ": pass") in said
    assert ": later" in said
    assert "✋" in said or ": hand" in said
    assert ("pauze" if dutch else "break") in said
    leaves, comes = (" gaat weg", " komt binnen") if dutch else (" leaves", " comes in")
    gone = next(line.removesuffix(leaves) for line in deeds if line.endswith(leaves))
    assert f"{gone}{comes}" in said
    assert "eens" in said if dutch else "agree" in said
    assert sum(": !" in line for line in deeds) == 1, "nobody needs a command but to start"
