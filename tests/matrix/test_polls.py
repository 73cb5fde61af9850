"""Polls as content: what today's clients read, and what they send, in either form, and any garbage."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import EndPoll, Line, Say, Text
from bot.core.people import EventId, UserId
from bot.core.polls import choice, scale
from bot.matrix import outbound
from bot.matrix.inbound import read
from bot.ports import Message, PollAnswer
from bot.words.render import Rendered

START, END = "org.matrix.msc3381.poll.start", "org.matrix.msc3381.poll.end"
TEXT = "org.matrix.msc1767.text"
SAY = Say(
    "poll", (Line("q"),), session="s", format="f", stage="topic", kind="poll", until=9,
    handle="poll-topic",
)  # fmt: skip
WORDS = Rendered("Waar gaan we het over hebben?\n\nTik, of typ.", "<p>Waar?</p>\n<p>Tik.</p>\n")
LABELS = [
    Rendered("1. Wonen", "<p>1. Wonen</p>\n"),
    Rendered("2. Werk\nen <b>", "<p>2. Werk</p>\n"),
]


def started(**more: Any) -> dict[str, Any]:
    ballot = choice([Text("a"), Text("b")], **more)
    return outbound.poll(SAY, ballot, WORDS, LABELS, "id-1")


def test_a_poll_is_what_clients_read_with_a_block_and_a_body_that_stands_on_its_own() -> None:
    content = started()
    assert content[START] == {
        "kind": "org.matrix.msc3381.poll.disclosed",
        "max_selections": 1,
        "question": {TEXT: WORDS.body, "body": WORDS.body, "msgtype": "m.text"},
        "answers": [{"id": "1", TEXT: "1. Wonen"}, {"id": "2", TEXT: "2. Werk en <b>"}],
    }
    whole = "Waar gaan we het over hebben?\n\nTik, of typ.\n\n1. Wonen\n2. Werk en <b>"
    assert content[TEXT] == content["body"] == whole
    assert (
        content["formatted_body"] == "<p>Waar?</p>\n<p>Tik.</p>\n<p>1. Wonen</p>\n<p>2. Werk</p>\n"
    )
    assert content["m.mentions"] == {}
    assert content["kring.moment"] == {
        "v": 1, "id": "id-1", "session": "s", "format": "f", "stage": "topic", "kind": "poll",
        "moment": "poll", "person": None, "until": 9,
    }  # fmt: skip
    assert "msgtype" not in content


def test_several_answers_and_a_scale_say_so() -> None:
    assert started(most=2)[START]["max_selections"] == 2
    ballot = scale(0, 1, Text("a"), Text("b"))
    content = outbound.poll(SAY, ballot, WORDS, LABELS, "id-1")
    assert content[START]["kind"] == "org.matrix.msc3381.poll.undisclosed"
    assert [answer["id"] for answer in content[START]["answers"]] == ["0", "1"]


def test_the_end_of_a_poll_points_at_it_in_the_clear_and_says_nothing_of_anyone() -> None:
    end = EndPoll("poll-topic", "s", "f", "topic", "poll")
    content = outbound.poll_end(
        end, Rendered("Gesloten.", "<p>Gesloten.</p>"), "id-2", EventId("$p")
    )
    assert content[END] == {}
    assert content["m.relates_to"] == {"rel_type": "m.reference", "event_id": "$p"}
    assert content[TEXT] == content["body"] == "Gesloten."
    assert content["m.mentions"] == {}
    assert content["kring.moment"]["moment"] == "poll"
    assert content["kring.moment"]["stage"] == "topic"


def answer(content: object, type_: str = "org.matrix.msc3381.poll.response") -> object:
    event = {
        "event_id": "$e", "sender": "@a:hs", "origin_server_ts": 5, "type": "m.room.encrypted",
        "content": content,
    }  # fmt: skip
    return read(event, type_, content, encrypted=True)


RELATION = {"rel_type": "m.reference", "event_id": "$poll"}


def answered(*answers: str) -> PollAnswer:
    return PollAnswer(EventId("$e"), 5, UserId("@a:hs"), EventId("$poll"), answers)


@pytest.mark.parametrize("type_", ["org.matrix.msc3381.poll.response", "m.poll.response"])
def test_an_answer_is_read_in_the_form_of_today_and_in_the_stable_one(type_: str) -> None:
    for given_ in (
        {"org.matrix.msc3381.poll.response": {"answers": ["2", "3"]}},
        {"m.poll.response": {"answers": ["2", "3"]}},
        {"m.selections": ["2", "3"]},
    ):
        assert answer(given_ | {"m.relates_to": RELATION}, type_) == answered("2", "3")


@pytest.mark.parametrize(
    "answers", [None, "2", {"2": 1}, [], [2], ["2", None], [["2"]], ["x"] * 51]
)
def test_an_odd_answer_is_spoiled(answers: object) -> None:
    content = {"org.matrix.msc3381.poll.response": {"answers": answers}, "m.relates_to": RELATION}
    assert answer(content) == answered()


@pytest.mark.parametrize(
    "relation",
    [None, {}, {"rel_type": "m.reference"}, {"event_id": "$poll"}, "m.reference",
     {"rel_type": "m.annotation", "event_id": "$poll"}, {"rel_type": "m.reference", "event_id": 1}],
)  # fmt: skip
def test_an_answer_to_nothing_is_none(relation: object) -> None:
    content = {"org.matrix.msc3381.poll.response": {"answers": ["1"]}, "m.relates_to": relation}
    assert answer(content) is None


def test_somebody_elses_poll_is_something_said_and_its_end_is_nothing() -> None:
    assert isinstance(answer({START: {}}, START), Message)
    assert isinstance(answer({"m.poll": {}}, "m.poll.start"), Message)
    ends = {END: {}, "m.relates_to": RELATION}
    assert answer(ends, END) is None
    assert answer(ends, "m.poll.end") is None


def test_an_answer_outside_encryption_does_not_count() -> None:
    content = {"org.matrix.msc3381.poll.response": {"answers": ["1"]}, "m.relates_to": RELATION}
    type_ = "org.matrix.msc3381.poll.response"
    event = {
        "event_id": "$e", "sender": "@a:hs", "origin_server_ts": 5, "type": type_, "content": content
    }  # fmt: skip
    assert read(event, type_, content, encrypted=True) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["answers", "m.relates_to", "rel_type", "event_id", "m.selections",
                         "org.matrix.msc3381.poll.response"]), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@given(_JSON)
def test_no_garbage_raises_anything(content: object) -> None:
    found = answer(content)
    assert found is None or isinstance(found, PollAnswer)
