"""``!beeld``: what fits now, with all of it in words, and nobody shamed."""

from __future__ import annotations

from dataclasses import replace

from bot.core.circle import Circle, Total
from bot.core.effects import Bars, Ring, Text
from bot.core.events import Act, Did
from bot.core.people import Voice
from bot.core.transitions import step
from tests.core.conversation import CHECK_OUT, OPEN, ROOM, ROUND, Conversation, person, user

SIX = ("anna", "bert", "cor", "dina", "eva", "gijs")


def test_without_a_session_and_with_nothing_to_show_a_kind_word() -> None:
    talk = Conversation()
    heard = talk.does("anna", Act.PICTURE)
    assert heard.texts == ["picture-none"]
    assert heard.says[0].picture is None


def test_without_a_session_the_latest_scores() -> None:
    totals = (Total("monitor.safe", 1, 5, 6, 21), Total("monitor.together", 1, 5, 5, 20))
    circle = replace(Circle(ROOM, "nl"), monitor=totals)
    _, [say] = step(circle, Did(5, user("anna"), False, Act.PICTURE, person("anna")))
    assert isinstance(say.picture, Bars)  # type: ignore[union-attr]  # it is a message
    assert [bar.tenths for bar in say.picture.bars] == [35, 40]  # type: ignore[union-attr]
    assert [line.key for line in say.lines] == [  # type: ignore[union-attr]
        "common.picture-monitor", "common.picture-bar", "common.picture-bar",
    ]  # fmt: skip
    assert say.picture.bars[0].label == Text("monitor.safe-title")  # type: ignore[union-attr]


def test_in_the_gathering_who_joined_and_before_that_a_kind_word() -> None:
    talk = Conversation.called()
    assert talk.does("anna", Act.PICTURE).texts == ["picture-empty"]
    talk.does("bert", Act.JOIN)
    [say] = talk.does("anna", Act.PICTURE).says
    assert isinstance(say.picture, Ring)
    assert [seat.name.person for seat in say.picture.seats] == [person("bert")]


def test_in_a_round_who_sits_where_and_who_speaks_but_not_who_waits() -> None:
    talk = Conversation.begun(ROUND)
    talk.does("anna", Act.DONE)
    [say] = talk.does("cor", Act.PICTURE).says
    assert isinstance(say.picture, Ring)
    assert [(seat.speaks, seat.waits) for seat in say.picture.seats] == [
        (False, False), (True, False), (False, False),
    ]  # fmt: skip
    assert [line.key[7:] for line in say.lines] == [
        "picture-circle", "overview-speaking", "readers",
    ]  # fmt: skip


def test_raised_hands_are_in_the_picture() -> None:
    talk = Conversation.begun(OPEN)
    talk.does("anna", Act.HAND)
    talk.does("bert", Act.HAND)
    [say] = talk.does("cor", Act.PICTURE).says
    assert isinstance(say.picture, Ring)
    assert [seat.waits for seat in say.picture.seats] == [False, True, False]


def test_a_balance_is_in_bands_over_voices_that_enough_people_told() -> None:
    talk = Conversation.begun(OPEN, names=SIX)
    for name, voice in zip(SIX, [Voice.CLIENT] * 3 + [Voice.PROFESSIONAL] * 3, strict=True):
        talk.tells(name, voice)
    assert isinstance(talk.does("cor", Act.PICTURE).says[0].picture, Ring), "nobody spoke yet"
    for name in ("anna", "bert", "dina"):
        talk.does(name, Act.HAND)
        talk.does(name, Act.DONE)
    [say] = talk.does("cor", Act.PICTURE).says
    assert isinstance(say.picture, Bars)
    assert [bar.tenths for bar in say.picture.bars] == [30, 20]
    assert not any(slot for line in say.lines for slot in line.slots if "name" in slot), "no names"


def test_a_voice_of_few_is_in_no_balance() -> None:
    talk = Conversation.begun(OPEN, names=SIX)
    talk.tells("anna", Voice.CLIENT)
    for name in SIX[1:]:
        talk.tells(name, Voice.PROFESSIONAL)
    talk.does("anna", Act.HAND)
    talk.does("anna", Act.DONE)
    assert isinstance(talk.does("cor", Act.PICTURE).says[0].picture, Ring)


def test_it_is_answered_in_any_state() -> None:
    talk = Conversation.begun(ROUND, CHECK_OUT)
    seen = set()
    while talk.circle.session is not None:
        seen.add(talk.stage_id)
        assert talk.does("bert", Act.PICTURE).moments == ["help"]
        talk.does("bert", Act.PAUSE)
        assert talk.does("cor", Act.PICTURE).moments == ["help"]
        talk.leads(Act.RESUME)
        talk.leads(Act.NEXT)
    assert seen == {"round", "check-out", "after-talk"}
