"""Polls as dialogues: who answers, whose answers count, when it is over and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.core import overview, polls
from bot.core.circle import Answer, Circle, Poll, Total
from bot.core.draft import Draft
from bot.core.effects import Button, Count, EndPoll, Mark, Quote, Tenths, Text
from bot.core.events import Act, Chosen, Interrupted, Polled, Spoke
from bot.core.people import EventId, PersonId
from bot.core.plan import Choice, Mode, PollPlan, Scale
from bot.core.stages import poll
from tests.core.conversation import SILENCE, THREE, Conversation, Heard, person, user

TOPICS = PollPlan("topics", 300, Choice(("housing", "work", "rest")))
CARD = PollPlan("card", 300, Choice(("housing", "work", "rest", "money"), most=3))
TOGETHER = PollPlan("together", 300, Scale(1, 5))
FIVE = ("anna", "bert", "cor", "dina", "eva")


def begun(plan: PollPlan, *more: PollPlan, names: Sequence[str] = THREE) -> Conversation:
    return Conversation.begun(plan, *more, SILENCE, names=names)


def state(talk: Conversation) -> Poll:
    assert isinstance(talk.stage, Poll)
    return talk.stage


def taps(
    talk: Conversation, name: str, *numbers: int, on: Mark | None = None, event: str | None = "$tap"
) -> Heard:
    """Somebody answers in the poll; with ``event`` None to Kring alone."""
    mark = on or poll.mark(talk.circle)
    assert mark is not None
    stands = None if event is None else EventId(f"{event}-{name}")
    return talk.happens(Polled(talk.at, user(name), mark, numbers, stands))


def types(talk: Conversation, name: str, *numbers: int, seat: str | None = None) -> Heard:
    """Somebody types numbers, perhaps with the name of a seat."""
    chosen = Chosen(numbers, person(seat or name))
    said = EventId(f"$typed-{name}")
    return talk.happens(Spoke(talk.at, user(name), False, True, None, said, chosen=chosen))


def ended(heard: Heard) -> list[str]:
    return [effect.handle for effect in heard.effects if isinstance(effect, EndPoll)]


def outcome(heard: Heard) -> dict[str, int]:
    """What the one result tells: how often each option or number was chosen."""
    told: dict[str, int] = {}
    for line in heard.one("poll-result").lines:
        slots = dict(line.slots)
        if line.key in ("common.poll-chosen", "common.poll-spread"):
            option, times = slots.get("option") or slots["number"], slots["count"]
            assert isinstance(times, Count)
            name = option.key if isinstance(option, Text) else str(getattr(option, "value", option))
            told[name.removeprefix("campfire.topics-").removeprefix("campfire.card-")] = times.value
    return told


# What is asked


def test_one_message_asks_with_its_options_how_to_answer_and_who_can_see_it() -> None:
    """R12, and the poll says beforehand who can see the answer."""
    talk = begun(TOPICS)
    asked = talk.last("poll")
    assert [say.moment for say in talk.heard].count("poll") == 1
    assert [line.key for line in asked.lines] == ["campfire.topics", "common.poll-how"]
    assert asked.ballot is not None
    assert [number for number, _ in asked.ballot.options] == [1, 2, 3]
    options = [dict(label.slots)["option"] for _, label in asked.ballot.options]
    assert options == [Text(f"campfire.topics-{name}") for name in ("housing", "work", "rest")]
    assert (asked.ballot.most, asked.ballot.open) == (1, True)
    assert (asked.mention, asked.person, asked.kind) == ((), None, "poll")
    assert asked.until == talk.at + 300_000
    assert asked.mark == poll.mark(talk.circle)


def test_a_scale_goes_up_to_and_including_its_end_and_shows_no_numbers_before_that() -> None:
    asked = begun(TOGETHER).last("poll")
    assert asked.ballot is not None
    assert [number for number, _ in asked.ballot.options] == [1, 2, 3, 4, 5]
    assert [label.key for _, label in asked.ballot.options] == [
        "common.poll-option", "common.poll-value", "common.poll-value", "common.poll-value",
        "common.poll-option",
    ]  # fmt: skip
    assert not asked.ballot.open
    assert "common.poll-how-scale" in [line.key for line in asked.lines]


def test_options_can_be_anything_that_can_be_read_in_the_room() -> None:
    talk = begun(TOPICS)
    draft = Draft(talk.circle, talk.at)
    themes = (Text("campfire.name"), Quote(EventId("$theme"), "common.theme-gone"))
    poll.put(draft, TOPICS, themes)
    talk.circle = draft.circle
    for name in ("anna", "bert", "cor"):
        heard = taps(talk, name, 2)
    chosen = heard.one("poll-result").lines[1]
    assert dict(chosen.slots)["option"] == themes[1]


# Whose answer counts


def test_it_is_over_when_all_have_answered_and_one_message_tells_how_often_each_was_chosen() -> (
    None
):
    talk = begun(TOPICS)
    assert taps(talk, "anna", 3).effects == ()
    assert types(talk, "bert", 1).effects == ()
    heard = taps(talk, "cor", 3)
    assert ended(heard) == ["poll-topics"]
    assert heard.moments == ["poll-result", "stage"]
    assert [line.key for line in heard.one("poll-result").lines] == [
        "common.poll-answered", "common.poll-chosen", "common.poll-chosen",
    ]  # fmt: skip
    assert outcome(heard) == {"rest": 2, "housing": 1}
    assert list(outcome(heard)) == ["rest", "housing"]
    assert heard.one("poll-result").kind == "poll"


def test_the_outcome_names_nobody_and_nothing_of_who_answered_what_is_left() -> None:
    talk = begun(TOPICS)
    for name, number in (("anna", 1), ("bert", 2), ("cor", 2)):
        heard = taps(talk, name, number)
    told = str(heard.one("poll-result").lines)
    assert not any(name in told for name in FIVE)
    assert "answers" not in str(talk.circle)
    assert "$tap" not in str(talk.circle)


def test_the_last_answer_counts_however_it_was_given() -> None:
    talk = begun(TOPICS)
    taps(talk, "anna", 1)
    types(talk, "anna", 2)
    taps(talk, "bert", 3)
    talk.does("bert", Act.PASS)
    taps(talk, "bert", 1)
    assert outcome(types(talk, "cor", 1)) == {"housing": 2, "work": 1}


def test_readers_answers_never_count_and_nobody_waits_for_them() -> None:
    talk = begun(TOPICS, names=("anna", "bert", "cor", "dina"))
    talk.does("dina", Act.LISTEN)
    taps(talk, "dina", 1)
    taps(talk, "faye", 1)
    assert types(talk, "dina", 9).effects == ()
    taps(talk, "anna", 2)
    taps(talk, "bert", 2)
    assert outcome(taps(talk, "cor", 2)) == {"work": 3}


def test_a_reader_who_sits_down_need_not_answer_again() -> None:
    talk = begun(TOPICS)
    taps(talk, "faye", 1)
    talk.does("faye", Act.JOIN)
    talk.does("faye", Act.AGREE)
    taps(talk, "anna", 2)
    taps(talk, "bert", 2)
    assert outcome(taps(talk, "cor", 2)) == {"work": 3, "housing": 1}


def test_a_number_of_whoever_is_not_in_the_circle_is_words() -> None:
    talk = begun(TOPICS)
    assert types(talk, "faye", 1).effects == ()
    assert types(talk, "stranger", 77).effects == ()
    assert state(talk).answers == ()


def test_who_steps_back_takes_their_answer_along_and_who_comes_back_brings_it() -> None:
    talk = begun(TOPICS, names=("anna", "bert", "cor", "dina"))
    taps(talk, "anna", 1)
    taps(talk, "bert", 1)
    talk.does("anna", Act.LISTEN)
    talk.leaves("bert")
    talk.joins("bert")
    talk.does("bert", Act.AGREE)
    taps(talk, "cor", 2)
    assert outcome(taps(talk, "dina", 2)) == {"work": 2, "housing": 1}


def test_who_left_does_not_keep_the_others_waiting_and_does_not_count() -> None:
    talk = begun(TOPICS, names=("anna", "bert", "cor", "dina"))
    for name in ("anna", "bert", "cor"):
        taps(talk, name, 1)
    talk.does("cor", Act.LISTEN)
    heard = talk.leaves("dina")
    assert heard.moments == ["left", "poll-result", "stage"]
    assert outcome(heard) == {"housing": 2}


@pytest.mark.parametrize("numbers", [(0,), (4,), (-1,), (99,), (1, 2), (2, 99)])
def test_a_typed_number_that_cannot_be_gets_a_kind_answer_and_changes_nothing(
    numbers: tuple[int, ...],
) -> None:
    """G7."""
    talk = begun(TOPICS)
    types(talk, "anna", 2)
    heard = types(talk, "anna", *numbers)
    assert heard.texts == ["fault-poll-number"]
    slots = dict(heard.says[0].lines[0].slots)
    assert slots == {"lowest": Count(1), "highest": Count(3)}
    assert state(talk).answers == (Answer(person("anna"), (2,), EventId("$typed-anna")),)


@pytest.mark.parametrize("numbers", [(), (0,), (1, 2), (99,)])
def test_a_spoiled_answer_in_the_poll_is_none_as_clients_count_it(numbers: tuple[int, ...]) -> None:
    talk = begun(TOPICS)
    taps(talk, "anna", 2)
    assert taps(talk, "anna", *numbers).effects == ()
    assert state(talk).answers == ()


def test_answers_to_another_poll_mean_nothing() -> None:
    talk = begun(TOPICS, CARD)
    old = poll.mark(talk.circle)
    talk.leads(Act.NEXT)
    assert talk.stage_id == "card"
    assert taps(talk, "anna", 1, on=old).effects == ()
    assert (
        taps(talk, "anna", 1, on=Mark("session-0", "poll", handle="poll-card", poll=True)).effects
        == ()
    )
    assert taps(talk, "anna", 1, on=Mark(None, "poll", handle="poll-card", poll=True)).effects == ()
    assert state(talk).answers == ()
    assert old is not None
    assert talk.taps("anna", Button.PASS, old).effects == ()
    talk.leads(Act.NEXT)
    assert talk.happens(Polled(talk.at, user("anna"), old, (1,), None)).effects == ()
    assert Conversation().happens(Polled(5, user("anna"), old, (1,), None)).effects == ()


def test_a_pass_is_an_answer_typed_or_tapped() -> None:
    talk = begun(TOPICS)
    talk.does("anna", Act.PASS)
    talk.taps("bert", Button.PASS, talk.last("poll"))
    heard = talk.speaks("cor", Act.PASS)
    assert heard.moments == ["poll-result", "stage"]
    assert [line.key for line in heard.one("poll-result").lines] == ["common.poll-nothing"]


def test_whoever_says_done_is_right_once_they_answered_and_else_hears_how_to() -> None:
    talk = begun(TOPICS)
    assert talk.does("anna", Act.DONE).texts == ["fault-poll-how"]
    assert talk.does("anna", Act.LATER).texts == ["fault-poll-how"]
    taps(talk, "anna", 1)
    assert talk.does("anna", Act.DONE).effects == ()
    assert talk.does("faye", Act.PASS).texts == ["fault-not-in-circle"]
    assert talk.does("anna", Act.HAND).texts == ["fault-hand-not-now"]


# More answers than one


def test_of_several_answers_each_counts() -> None:
    talk = begun(CARD)
    types(talk, "anna", 1, 2, 4)
    types(talk, "bert", 2, 3, 4)
    assert outcome(types(talk, "cor", 4, 4, 1, 2)) == {
        "work": 3,
        "money": 3,
        "housing": 2,
        "rest": 1,
    }


def test_who_may_choose_more_gets_a_moment_to_when_all_have_answered() -> None:
    talk = begun(CARD)
    types(talk, "anna", 1, 2, 3)
    talk.does("bert", Act.PASS)
    assert taps(talk, "cor", 1).effects == ()
    assert taps(talk.after(15_000), "cor", 1, 2).effects == ()
    assert talk.circle.due == talk.at + 20_000
    heard = talk.rings()
    assert outcome(heard) == {"housing": 2, "work": 2, "rest": 1}


def test_that_moment_waits_for_whoever_sits_down_meanwhile() -> None:
    talk = begun(CARD, names=("anna", "bert", "cor", "dina"))
    talk.does("dina", Act.LISTEN)
    for name in ("anna", "bert", "cor"):
        types(talk, name, 1)
    assert state(talk).closing is not None
    talk.does("dina", Act.JOIN)
    talk.does("dina", Act.AGREE)
    assert state(talk).closing is None
    assert outcome(talk.leads(Act.NEXT)) == {"housing": 3}


def test_too_many_answers_are_told_kindly() -> None:
    talk = begun(CARD)
    heard = types(talk, "anna", 1, 2, 3, 4)
    assert heard.texts == ["fault-poll-most"]
    assert types(talk, "anna", 1, 9).texts == ["fault-poll-number"]


# Taking it back


def test_an_answer_that_is_removed_or_reads_differently_is_none() -> None:
    talk = begun(TOPICS)
    taps(talk, "anna", 1)
    types(talk, "bert", 1)
    talk.removes("$tap-anna")
    talk.changes("$typed-bert")
    talk.removes("$something-else")
    assert state(talk).answers == ()
    types(talk, "cor", 2)
    assert talk.stage_id == "topics", "it waits for them anew"


def test_a_pass_goes_with_the_message_or_the_tap_that_gave_it() -> None:
    talk = begun(TOPICS)
    talk.untaps("anna", Button.PASS, talk.last("poll"))
    talk.speaks("bert", Act.PASS, said="$pass")
    assert [answer.person for answer in state(talk).answers] == [person("bert")]
    talk.removes("$pass", by="bert")
    assert state(talk).answers == ()


def test_what_was_removed_before_the_last_answer_changes_nothing() -> None:
    talk = begun(TOPICS)
    taps(talk, "anna", 1)
    types(talk, "anna", 2)
    talk.removes("$tap-anna")
    assert [answer.numbers for answer in state(talk).answers] == [(2,)]


# Seats


def seated(plan: PollPlan) -> Conversation:
    talk = Conversation.agreeing(plan, SILENCE)
    talk.brings("anna", "seat-opa")
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    talk.does("anna", Act.AGREE, "seat-opa")
    return talk


def test_who_brought_a_seat_answers_for_it_and_hears_how() -> None:
    talk = seated(TOPICS)
    assert "common.poll-seat" in [line.key for line in talk.last("poll").lines]
    for name in ("anna", "bert", "cor"):
        taps(talk, name, 1)
    assert talk.stage_id == "topics", "the seat is waited for"
    assert outcome(types(talk, "anna", 2, seat="seat-opa")) == {"housing": 3, "work": 1}


def test_nobody_else_answers_for_a_seat_and_it_can_pass() -> None:
    talk = seated(TOPICS)
    assert types(talk, "bert", 2, seat="seat-opa").texts == ["fault-seat-of-other"]
    assert types(talk, "anna", 2, seat="seat-nobody").effects == ()
    for name in ("anna", "bert", "cor"):
        taps(talk, name, 1)
    assert outcome(talk.does("anna", Act.PASS, "seat-opa")) == {"housing": 3}


def test_a_seat_that_is_taken_away_is_forgotten() -> None:
    talk = seated(TOPICS)
    types(talk, "anna", 2, seat="seat-opa")
    talk.takes_away("anna", "seat-opa")
    assert state(talk).answers == ()


# How it ends


def test_time_and_the_facilitator_end_it_and_it_is_closed_for_all() -> None:
    talk = begun(TOPICS, CARD)
    taps(talk, "anna", 1)
    heard = talk.leads(Act.NEXT)
    assert ended(heard) == ["poll-topics"]
    assert outcome(heard) == {"housing": 1}
    heard = talk.rings()
    assert ended(heard) == ["poll-card"]
    assert talk.stage_id == "silence"


def test_the_end_of_the_session_closes_it_without_an_outcome() -> None:
    talk = begun(TOPICS)
    taps(talk, "anna", 1)
    heard = talk.leads(Act.STOP)
    assert ended(heard) == ["poll-topics"]
    assert heard.moments == ["closed"]


def test_in_a_pause_answers_are_taken_and_it_ends_when_the_pause_does() -> None:
    talk = begun(TOPICS)
    talk.does("anna", Act.PAUSE)
    for name in ("anna", "bert", "cor"):
        assert taps(talk, name, 1).effects == ()
    heard = talk.after(600_000).does("anna", Act.RESUME)
    assert outcome(heard) == {"housing": 3}


def test_after_a_pause_there_is_the_whole_time_anew() -> None:
    talk = begun(TOPICS)
    talk.does("anna", Act.PAUSE)
    talk.after(200_000).does("anna", Act.RESUME)
    assert state(talk).until == talk.at + 300_000


def test_in_a_slow_talk_it_is_open_for_a_day() -> None:
    talk = Conversation.begun(TOPICS, SILENCE, mode=Mode.SLOW)
    assert state(talk).until == talk.at + 24 * 3_600_000


# Those for whom the poll is not there


def test_who_comes_later_gets_the_question_in_words() -> None:
    """What was said before a newcomer came they cannot see (R5)."""
    talk = begun(TOPICS)
    talk.joins("dina")
    heard = talk.does("dina", Act.AGREE)
    asked = heard.one("poll")
    assert [line.key for line in asked.lines] == [
        "campfire.topics", *["common.poll-option"] * 3, "common.poll-how",
    ]  # fmt: skip
    assert (asked.ballot, asked.mention) == (None, (user("dina"),))
    for name in ("anna", "bert", "cor"):
        taps(talk, name, 1)
    assert outcome(types(talk, "dina", 3)) == {"housing": 3, "rest": 1}


def test_a_reader_who_was_there_is_not_asked_twice() -> None:
    talk = begun(TOPICS)
    talk.does("faye", Act.JOIN)
    assert talk.does("faye", Act.AGREE).moments == []


def test_after_an_outage_the_question_is_there_in_words() -> None:
    talk = begun(TOGETHER)
    heard = talk.happens(Interrupted(talk.at))
    keys = [line.key for line in heard.one("resumed").lines]
    assert keys[:3] == ["common.where-stages", "campfire.together", "common.poll-option"]
    assert keys.count("common.poll-value") == 3


# Scales


def scored(
    *numbers: int, before: Circle | None = None, plan: PollPlan = TOGETHER
) -> tuple[Conversation, Heard]:
    """Five people score this, perhaps in a room in which they did so before; who gives 0 passes."""
    talk = Conversation(names=FIVE)
    if before is not None:
        talk.circle = before
    talk.format = Conversation.called(plan, SILENCE).format
    talk.starts()
    for name in FIVE:
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in FIVE:
        talk.does(name, Act.AGREE)
    for name, number in zip(FIVE, numbers, strict=True):
        heard = taps(talk, name, number) if number else talk.does(name, Act.PASS)
    return talk, heard


def test_the_outcome_of_a_scale_is_its_spread() -> None:
    talk, heard = scored(2, 4, 4, 5, 4)
    assert outcome(heard) == {"2": 1, "4": 3, "5": 1}
    assert list(outcome(heard)) == ["2", "4", "5"]
    assert talk.circle.monitor == (Total("campfire.together", 1, 5, 5, 19),)


def test_fewer_than_five_answers_are_neither_shown_nor_kept() -> None:
    talk, heard = scored(2, 4, 4, 5, 0)
    assert [line.key for line in heard.one("poll-result").lines] == ["common.poll-too-few"]
    assert talk.circle.monitor == ()


def test_the_next_time_shows_the_change() -> None:
    talk, _ = scored(2, 4, 4, 5, 4)
    talk.leads(Act.STOP)
    assert talk.circle.monitor == (Total("campfire.together", 1, 5, 5, 19),), (
        "it stays with the room"
    )
    again, heard = scored(4, 4, 4, 5, 5, before=talk.circle)
    change = heard.one("poll-result").lines[-1]
    assert (change.key, dict(change.slots)) == (
        "common.poll-change", {"now": Tenths(44), "before": Tenths(38)},
    )  # fmt: skip
    assert again.circle.monitor == (Total("campfire.together", 1, 5, 5, 22),)


def test_too_few_answers_leave_the_last_total_that_could_be_shown() -> None:
    talk, _ = scored(2, 4, 4, 5, 4)
    talk.leads(Act.STOP)
    again, heard = scored(1, 0, 0, 0, 0, before=talk.circle)
    assert [line.key for line in heard.one("poll-result").lines] == ["common.poll-too-few"]
    assert again.circle.monitor == talk.circle.monitor


def test_another_scale_is_not_compared() -> None:
    talk, _ = scored(2, 4, 4, 5, 4)
    talk.leads(Act.STOP)
    ten = PollPlan("together", 300, Scale(0, 10))
    _, heard = scored(2, 4, 4, 5, 4, before=talk.circle, plan=ten)
    assert "common.poll-change" not in [line.key for line in heard.one("poll-result").lines]


def test_a_number_told_to_kring_alone_counts_and_the_room_hears_nothing() -> None:
    talk = begun(TOGETHER, names=FIVE)
    for name in FIVE[:4]:
        assert taps(talk, name, 3, event=None).effects == ()
    assert taps(talk, "eva", 9, event=None).effects == ()
    assert outcome(taps(talk, "eva", 4, event=None)) == {"3": 4, "4": 1}


def test_a_few_private_answers_cannot_be_found_by_subtraction() -> None:
    talk = begun(TOGETHER, names=(*FIVE, "fred"))
    for name in FIVE:
        taps(talk, name, 3)
    heard = taps(talk, "fred", 1, event=None)
    assert outcome(heard) == {"3": 5}
    assert heard.one("poll-result").lines[-1].key == "common.poll-private-few"
    assert talk.circle.monitor == (Total("campfire.together", 1, 5, 5, 15),)


def test_a_choice_is_made_in_the_room() -> None:
    talk = begun(TOPICS)
    assert taps(talk, "anna", 1, event=None).effects == ()
    assert state(talk).answers == ()


def test_what_may_be_shown_holds_no_group_of_fewer_than_five() -> None:
    for here in range(8):
        for alone in range(8):
            answers = [Answer(PersonId(str(n)), (1,)) for n in range(here)]
            answers += [Answer(PersonId(f"p{n}"), (1,), privately=True) for n in range(alone)]
            shown = polls.may_be_shown(answers)
            told = sum(answer.privately for answer in shown)
            assert len(shown) == 0 or len(shown) >= 5
            assert told == 0 or told >= 5
            assert len(shown) in (0, here, here + alone)


# Beside it


def test_the_overview_counts_the_answers_to_a_choice_and_tells_nothing_of_a_scale() -> None:
    numbers = ["common.overview-answered", "common.overview-silent"]
    for plan, told in ((TOPICS, numbers), (TOGETHER, [])):
        talk = begun(plan)
        talk.does("bert", Act.PASS)
        keys = [line.key for line in overview.text(talk.circle)]
        assert [key for key in keys if key in numbers] == told
