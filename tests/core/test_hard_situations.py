"""What goes otherwise than a format foresees, in all twenty: it stays kind, and it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.core.circle import Circle, Round
from bot.core.events import Act, Polled
from bot.core.people import EventId, Standing, Voice
from bot.core.plan import AskPlan, Mode, Plan, RoundPlan
from bot.core.stages import poll
from tests.core.conversation import (
    CHECK_OUT,
    HARVEST,
    ROOM,
    ROUND,
    SECOND,
    SILENCE,
    Conversation,
    first_name,
    person,
    plan,
    user,
)  # fmt: skip
from tests.core.test_shipped_formats import PLANS, THEMES

FIVE = ("anna", "bert", "cor", "dina", "eva")
VOICES = (Voice.CLIENT, Voice.NAASTE, Voice.PROFESSIONAL, Voice.PEER, Voice.PROFESSIONAL)
OUTCOMES = {"harvest", "poll-result"}
HOURS = 3_600_000
every_format = pytest.mark.parametrize("format", PLANS.values(), ids=list(PLANS))


def begun(format: Plan, mode: Mode = Mode.WRITTEN) -> Conversation:
    """A shipped format in its first stage: a client, a close one and workers."""
    talk = Conversation(format, FIVE, mode=mode)
    talk.starts(offered=THEMES)
    for name, voice in zip(FIVE, VOICES, strict=True):
        talk.does(name, Act.JOIN)
        talk.tells(name, voice, privately=True)
    talk.leads(Act.NEXT)
    for name in FIVE:
        talk.does(name, Act.AGREE)
    return talk


def answers(talk: Conversation) -> bool:
    """Answer what is asked of all, where without an answer little would follow."""
    asked, position = talk.session.stage_plan, talk.session.position
    if not isinstance(asked, AskPlan) or not (asked.about or asked.moment == "permission"):
        return False
    enough = max(1, talk.session.plan.centre.fewest)
    for number, name in enumerate(FIVE):
        if talk.circle.session is not None and talk.session.position == position:
            whom = Act.ME if number < enough else Act.NO
            talk.does(name, whom if asked.about else Act.YES)
    return True


def parts(format: Plan) -> Iterator[tuple[str, Callable[[], Conversation]]]:
    """Each part of a format, with a way to be there."""
    talk = begun(format)
    known: set[str] = set()
    while talk.circle.session is not None:
        part = talk.session.stage_plan.id
        if part not in known:
            known.add(part)
            there, at = talk.circle, talk.at
            yield (
                part,
                lambda there=there, at=at: Conversation(  # type: ignore[misc]  # bound here
                    format, FIVE, circle=there, at=at
                ),
            )
        if not answers(talk):
            talk.leads(Act.NEXT)


def led_to(talk: Conversation, part: str) -> None:
    """Lead on until this part."""
    for _ in range(200):
        if talk.session.stage_plan.id == part:
            return
        if not answers(talk) or talk.standing("faye") is not None:
            talk.leads(Act.NEXT)
    raise AssertionError(f"it never comes to {part}")


@every_format
def test_leading_on_and_on_says_one_thing_each_time_and_comes_to_the_end(format: Plan) -> None:
    talk = begun(format)
    for _ in range(200):
        if talk.circle.session is None:
            break
        heard = talk.leads(Act.NEXT)
        assert "fault" not in heard.moments
        assert len([one for one in heard.moments if one not in OUTCOMES]) == 1, heard.moments
    assert talk.circle.session is None


@every_format
def test_everybody_passes_all_the_time(format: Plan) -> None:
    """Nobody is pressed, and nobody is called a third time in a part."""
    talk = begun(format)
    called: dict[tuple[str, str], int] = {}
    for _ in range(300):
        if talk.circle.session is None:
            break
        asked, before = talk.session.stage_plan, talk.circle
        if talk.speaker is not None:
            at = (asked.id, talk.speaker)
            called[at] = called.get(at, 0) + 1
            assert called[at] <= 2
            talk.does(talk.speaker, Act.PASS)
            continue
        if isinstance(asked, AskPlan) and asked.about and format.centre.fewest:
            answers(talk)
            continue
        for name in FIVE:
            if talk.circle.session is not None and talk.session.stage_plan is asked:
                talk.does(name, Act.PASS)
        if talk.circle == before:
            assert talk.circle.due is not None
            talk.rings()
    assert talk.circle.session is None


@every_format
def test_everybody_leaves_and_one_comes_back(format: Plan) -> None:
    """Who is back hears that it waits and how it goes on, and can go on."""
    for part, there in parts(format):
        talk = there()
        last = part == "after-talk"
        for name in ("faye", *FIVE):
            talk.leaves(name)
        waits = talk.session.pause
        assert last or waits is not None, part
        welcome = talk.joins("anna").one("welcome-newcomer")
        told = "common.fault-paused" in [line.key for line in welcome.lines]
        assert told == (waits is not None and not waits.awaits), part
        heard = talk.does("anna", Act.AGREE)
        if talk.session.pause is not None and not talk.session.pause.awaits:
            heard = talk.does("anna", Act.RESUME)
        needs = talk.circle.session is not None and talk.session.pause is not None
        assert last or needs or heard.moments[0] == "resumed", part
        assert talk.does("anna", Act.YES).texts[:1] == ["facilitator-handed"], part


@every_format
def test_one_person_is_left_with_who_leads(format: Plan) -> None:
    for part, there in parts(format):
        talk = there()
        for name in FIVE[1:]:
            talk.leaves(name)
        for _ in range(60):
            if talk.circle.session is None:
                break
            paused = talk.session.pause is not None
            heard = talk.leads(Act.RESUME if paused else Act.NEXT)
            if heard.texts == ["fault-awaits"]:  # who is needed does not come back
                talk.leads(Act.STOP)
        assert talk.circle.session is None, part


@every_format
@pytest.mark.parametrize("mode", [Mode.SPOKEN, Mode.SLOW])
def test_aloud_or_over_days_it_comes_to_its_end_too(format: Plan, mode: Mode) -> None:
    talk = begun(format, mode)
    patience = 11 * HOURS if mode is Mode.SPOKEN else 13 * 24 * HOURS
    for _ in range(200):
        if talk.circle.session is None:
            return
        stage = talk.session.stage
        if answers(talk):
            continue
        if talk.speaker is not None:
            talk.does(talk.speaker, Act.DONE)
        elif isinstance(stage, Round) and stage.free:
            able = next(name for name in FIVE if person(name) not in stage.through)
            talk.does(able, Act.HAND)
        elif talk.circle.due is not None and talk.circle.due - talk.at < patience:
            talk.rings()
        else:
            talk.leads(Act.NEXT)
    raise AssertionError("it never ends")


class TestNetwork:
    """Whom it is about, and the people around them."""

    def test_the_only_close_one_leaves_while_the_workers_think_aloud(self) -> None:
        talk = begun(PLANS["network"])
        led_to(talk, "reflecting")
        assert talk.does("cor", Act.HAND).turn == "cor"
        assert talk.does("bert", Act.HAND).texts == ["fault-hand-listen"]
        assert talk.leaves("bert").effects == (), "it waits for the turn to end"
        assert talk.does("cor", Act.DONE).texts == ["left-plain"]
        assert talk.session.pause is None, "the talk can do without, and says so to nobody"
        assert talk.joins("bert").moments == ["welcome-newcomer"]
        talk.does("bert", Act.AGREE)
        talk.leads(Act.NEXT)
        assert talk.session.stage_plan.id == "answer"
        assert person("bert") in talk.round.waiting

    def test_who_leads_is_whom_it_is_about(self) -> None:
        """They lead on, also past themselves, and what they say as who it is about counts."""
        talk = begun(PLANS["network"])
        talk.does("faye", Act.ME)
        talk.does("faye", Act.AGREE)
        assert talk.standing("faye") is Standing.AGREED
        for name in FIVE:
            talk.does(name, Act.NO)
        led_to(talk, "decision")
        assert talk.speaker == "faye"
        heard = talk.leads(Act.DONE)
        assert heard.moments == ["turn"]
        assert talk.session.stage_plan.id == "doing"

    def test_all_workers_leave_while_they_think_aloud(self) -> None:
        talk = begun(PLANS["network"])
        led_to(talk, "reflecting")
        for name in ("cor", "dina", "eva"):
            assert talk.leaves(name).moments == ["left"]
        assert talk.rings().turn == "anna", "the network answers what it heard"


def test_a_seat_is_whom_a_map_is_about() -> None:
    talk = Conversation(PLANS["ecogram"], FIVE)
    talk.starts()
    for name in FIVE:
        talk.does(name, Act.JOIN)
    talk.brings("anna", "seat-opa")
    talk.leads(Act.NEXT)
    for name in FIVE:
        talk.does(name, Act.AGREE)
    talk.does("anna", Act.AGREE, "seat-opa")
    talk.does("anna", Act.ME, "seat-opa")
    for name in FIVE:
        talk.does(name, Act.NO)
    led_to(talk, "answer")
    assert talk.speaker == "seat-opa"
    assert talk.last("turn").mention == (user("anna"),)


def test_more_people_than_a_format_is_made_for_are_told_that_it_takes_longer() -> None:
    many = tuple(f"gast{number}" for number in range(14))
    for names, told in ((many[:12], False), (many, True)):
        talk = Conversation(plan(ROUND, CHECK_OUT), names)
        talk.starts()
        for name in names:
            talk.does(name, Act.JOIN)
        heard = talk.leads(Act.NEXT)
        assert heard.moments == ["agreements"]
        assert ("circle-large" in heard.texts) == told


def test_where_nobody_could_bring_a_line_none_are_repeated() -> None:
    """A mirror in which all tell has nobody for its letter; that is not told as an empty one."""
    talk = begun(PLANS["mirror"])
    for name in FIVE:
        talk.does(name, Act.ME)
    led_to(talk, "last-word")
    assert "harvest" not in [say.moment for say in talk.heard]
    empty = Conversation.begun(HARVEST, SILENCE)
    for _ in range(6):
        heard = empty.does(str(empty.speaker), Act.PASS)
    assert heard.texts[0] == "harvest-empty", "where all were asked and nobody did, it is well"


def test_a_format_that_is_stopped_before_it_began_thanks_nobody_for_stories() -> None:
    for id, format in PLANS.items():
        for joins in (False, True):
            talk = Conversation(format, FIVE)
            talk.starts(offered=THEMES)
            for name in FIVE if joins else ():
                talk.does(name, Act.JOIN)
            if joins:
                talk.leads(Act.NEXT)
            assert talk.leads(Act.STOP).texts[0] == "closed-unbegun", id
        assert begun(format).leads(Act.STOP).texts[0] == f"{id}.closed"


def test_a_monitor_with_four_answers_shows_nothing_and_keeps_nothing() -> None:
    circle = Circle(ROOM, "nl")
    for answering, shown in ((FIVE[:4], False), (FIVE, True), (FIVE[:4], False)):
        talk = begun(PLANS["monitor"])
        talk.circle = replace(talk.circle, monitor=circle.monitor)
        for number, name in enumerate(answering):
            mark = poll.mark(talk.circle)
            assert mark is not None
            talk.happens(
                Polled(talk.at + SECOND, user(name), mark, (1 + number,), EventId(f"${name}"))
            )
        if len(answering) < len(FIVE):
            talk.leads(Act.NEXT)
        result = talk.last("poll-result")
        assert ("common.poll-spread" in [line.key for line in result.lines]) == shown
        assert not any(first_name(user(name)) in str(result) for name in FIVE)
        circle = talk.circle
    assert [one.answers for one in circle.monitor] == [5], "of the time that could be shown"


def test_every_round_that_is_for_some_is_passed_over_where_there_is_nobody_for_it() -> None:
    for format in PLANS.values():
        talk = begun(format)
        for _ in range(200):
            if talk.circle.session is None:
                break
            stage = talk.session.stage_plan
            if isinstance(stage, RoundPlan) and "centre" in stage.who:
                raise AssertionError("nobody said that it is about them")
            talk.leads(Act.NEXT)
