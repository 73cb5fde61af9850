"""Numbers sent to Kring alone: where they go, and that the room hears nothing of it (R2, R9)."""

from __future__ import annotations

import pytest

from bot.core import about, overview
from bot.core.circle import Circle, Poll
from bot.core.effects import Count, EndPoll, Say
from bot.core.events import Act, Spoke
from bot.core.people import EventId, RoomId
from bot.core.plan import Choice, PollPlan, Scale
from bot.core.scoring import ToldNumbers
from tests.core.conversation import ROUND, SILENCE, Conversation, user
from tests.core.house import CHAT, House, keys

TOGETHER = PollPlan("together", 300, Scale(1, 5))
TOPICS = PollPlan("topics", 300, Choice(("housing", "work")))
ANNA = user("anna")


def told(*numbers: int, name: str = "anna") -> ToldNumbers:
    otherwise = Spoke(1, user(name), False, True, None, EventId("$said"))
    return ToldNumbers(1, user(name), numbers, otherwise)


def house(plan: PollPlan = TOGETHER, **more: Circle) -> House:
    return House(room=Conversation.begun(plan, SILENCE).circle, chat=Circle(CHAT, "nl"), **more)


def answers(circle: Circle) -> list[tuple[str, tuple[int, ...], bool]]:
    stage = circle.session.stage if circle.session else None
    assert isinstance(stage, Poll)
    return [(answer.person, answer.numbers, answer.privately) for answer in stage.answers]


def test_a_number_goes_to_the_scale_and_the_room_hears_nothing_of_it() -> None:
    here = house()
    said = here.hears("chat", told(4))
    assert {name: keys(effects) for name, effects in said.items()} == {
        "room": [],
        "chat": ["poll-noted"],
    }
    [noted] = [one for one in said["chat"] if isinstance(one, Say)]
    assert (noted.moment, dict(noted.lines[0].slots)) == ("poll", {"number": Count(4)})
    assert answers(here.circles["room"]) == [(ANNA, (4,), True)]
    here.hears("chat", told(2))
    assert answers(here.circles["room"]) == [(ANNA, (2,), True)], "the last one counts"
    assert here.circles["chat"] == Circle(CHAT, "nl"), "the chat keeps nothing of it"


@pytest.mark.parametrize("numbers", [(0,), (6,), (-1,), (2, 3)])
def test_a_number_that_cannot_be_is_told_there_and_changes_nothing(
    numbers: tuple[int, ...],
) -> None:
    here = house()
    before = here.circles["room"]
    said = here.hears("chat", told(*numbers))
    assert {name: keys(effects) for name, effects in said.items()} == {
        "chat": ["fault-poll-number"]
    }
    assert here.circles["room"] == before


def test_where_nothing_asks_them_for_a_number_it_is_words() -> None:
    """A choice is made in the room; and of a talk in which they do not sit nothing shows (R2)."""
    rooms = [
        house(TOPICS),
        House(room=Conversation.begun(ROUND).circle, chat=Circle(CHAT, "nl")),
        House(room=Circle(RoomId("!room"), "nl"), chat=Circle(CHAT, "nl")),
        House(
            room=Conversation.begun(TOGETHER, names=("bert", "cor", "dina")).circle,
            chat=Circle(CHAT, "nl"),
        ),
    ]
    for here in rooms:
        before = here.circles["room"]
        said = here.hears("chat", told(2))
        assert list(said) == ["chat"]
        assert keys(said["chat"]) == keys(
            House(chat=Circle(CHAT, "nl")).hears("chat", told(2).otherwise)["chat"]
        )
        assert here.circles["room"] == before


def test_who_reads_along_is_not_asked() -> None:
    here = house()
    before = here.circles["room"]
    assert list(here.hears("chat", told(2, name="faye"))) == ["chat"]
    assert here.circles["room"] == before


def test_where_two_talks_ask_it_is_answered_in_the_room() -> None:
    talk = Conversation(circle=Circle(RoomId("!second"), "nl"))
    talk.format = Conversation.called(TOGETHER, SILENCE).format
    talk.starts()
    for name in talk.names:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in talk.names:
        talk.does(name, Act.AGREE)
    here = house(second=talk.circle)
    assert keys(here.hears("chat", told(2))["chat"]) == ["fault-poll-which"]
    assert answers(here.circles["room"]) == answers(here.circles["second"]) == []


def test_what_one_answered_is_told_to_who_asks_for_it_and_to_nobody_else() -> None:
    """R10."""
    here = house()
    here.hears("chat", told(4))
    room = here.circles["room"]
    assert "common.about-poll" in [line.key for line in about.about(room, ANNA)]
    assert "common.about-poll" not in [line.key for line in about.about(room, user("bert"))]


def test_the_overview_counts_the_answers_to_a_choice_and_tells_nothing_of_a_scale() -> None:
    for plan, told_ in (
        (TOPICS, ["common.overview-answered", "common.overview-silent"]),
        (TOGETHER, []),
    ):
        talk = Conversation.begun(plan, SILENCE)
        talk.does("bert", Act.PASS)
        told_of = [line.key for line in overview.text(talk.circle)]
        assert [key for key in told_of if key in told_ or "answered" in key] == told_


def test_a_poll_that_was_put_too_soon_is_closed_when_that_is_taken_back() -> None:
    talk = Conversation.begun(SILENCE, TOPICS)
    talk.leads(Act.NEXT)
    assert talk.stage_id == "topics"
    heard = talk.leads(Act.BACK)
    assert talk.stage_id == "silence"
    assert [one.handle for one in heard.effects if isinstance(one, EndPoll)] == ["poll-topics"]
    talk.leads(Act.NEXT)
    assert heard.moments == ["resumed"]
    assert talk.last("poll").ballot is not None
