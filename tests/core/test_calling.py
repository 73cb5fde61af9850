"""R12: where help is, at once; the named human, for whoever wants; and the door of a help room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core import door, private
from bot.core.about import about
from bot.core.circle import HOUR_MS, Circle
from bot.core.effects import Bring, Effect, Leave, Say, Tell
from bot.core.events import (
    Act,
    AlarmRang,
    Asked,
    CalledPrivately,
    Did,
    Event,
    Forgot,
    Joined,
    Left,
    Spoke,
    Trusted,
)  # fmt: skip
from bot.core.people import EventId, RoomId, Standing
from tests.core.conversation import (
    MINUTE,
    PERMISSION,
    ROOM,
    ROUND,
    SECOND,
    Conversation,
    Heard,
    person,
    user,
)  # fmt: skip

ANNA, HANNA = user("anna"), user("hanna")
OFFERED = ["crisis", "crisis-human"]


def named(talk: Conversation, who: str | None = "hanna") -> Conversation:
    """Hanna is the named human."""
    talk.happens(Trusted(talk.at, user("faye"), True, user(who) if who else None))
    return talk


def with_human(*stages: object) -> Conversation:
    """A round, with Hanna as a reader who is the named human."""
    talk = Conversation.called(*stages, names=("anna", "bert", "cor", "hanna"))  # type: ignore[arg-type]  # plans
    named(talk)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.JOIN)
    talk.leads(Act.NEXT)
    for name in ("anna", "bert", "cor"):
        talk.does(name, Act.AGREE)
    return talk


def before_a_talk() -> Conversation:
    return named(Conversation(names=("anna", "bert", "hanna")))


def gathering() -> Conversation:
    return named(Conversation.called(names=("anna", "bert", "hanna")))


def paused() -> Conversation:
    talk = with_human()
    talk.does("bert", Act.PAUSE)
    return talk


Begin = Callable[[], Conversation]
ANYWHERE: list[Begin] = [before_a_talk, gathering, with_human, paused]


class TestNamedHuman:
    """Somebody calls for help where there is a named human."""

    @pytest.mark.parametrize("begin", ANYWHERE)
    @pytest.mark.parametrize("name", ["anna", "faye", "stranger"])
    def test_is_brought_in_to_whoever_wants_and_the_room_hears_nothing(
        self, begin: Begin, name: str
    ) -> None:
        talk = begin()
        heard = talk.does(name, Act.CRISIS)
        assert heard.texts == OFFERED
        assert (heard.says[0].person, heard.says[0].mention) == (None, ())
        assert talk.does(name, Act.YES).effects == (Bring(user(name), HANNA),)

    @pytest.mark.parametrize("begin", ANYWHERE)
    def test_is_not_brought_in_for_anybody_else_s_yes(self, begin: Begin) -> None:
        talk = begin()
        talk.does("anna", Act.CRISIS)
        assert Bring not in {type(one) for one in talk.does("bert", Act.YES).effects}
        assert talk.does("anna", Act.YES).effects == (Bring(ANNA, HANNA),)

    def test_is_brought_in_by_plain_words_while_nobody_asked_anything(self) -> None:
        talk = with_human()
        talk.does("anna", Act.CRISIS)
        assert talk.says("anna", "ja graag").effects == (Bring(ANNA, HANNA),)
        talk = with_human()
        talk.does("anna", Act.CRISIS)
        talk.says("bert", "gaat het, Anna?")
        assert talk.says("anna", "ja").effects == ()
        assert talk.does("anna", Act.YES).effects == (Bring(ANNA, HANNA),)

    def test_is_not_brought_in_by_plain_words_much_later(self) -> None:
        talk = with_human()
        talk.does("cor", Act.CRISIS)
        talk.after(10 * MINUTE)
        assert talk.says("cor", "ja").effects == ()
        assert talk.does("cor", Act.YES).effects == (Bring(user("cor"), HANNA),)

    def test_is_known_for_an_hour(self) -> None:
        talk = before_a_talk()
        talk.does("anna", Act.CRISIS)
        talk.after(HOUR_MS - SECOND)
        assert talk.does("anna", Act.YES).effects == (Bring(ANNA, HANNA),)
        talk = before_a_talk()
        talk.does("anna", Act.CRISIS)
        assert talk.rings().effects == ()
        assert talk.circle.calls == ()
        assert talk.circle.due is None
        assert talk.does("anna", Act.YES).texts == ["fault-no-session"]

    def test_is_asked_once(self) -> None:
        talk = with_human()
        talk.does("anna", Act.CRISIS)
        talk.does("anna", Act.YES)
        assert talk.does("anna", Act.YES).texts == ["fault-nothing-asked"]
        assert talk.does("anna", Act.CRISIS).texts == OFFERED
        [told] = talk.does("anna", Act.YES).effects
        assert isinstance(told, Tell)
        assert [line.key for line in told.lines] == ["common.help-asked-already", "common.crisis"]

    def test_need_not_come(self) -> None:
        talk = with_human()
        talk.does("anna", Act.CRISIS)
        assert talk.does("anna", Act.NO).effects == ()
        assert talk.does("anna", Act.YES).texts == ["fault-nothing-asked"]
        talk.does("anna", Act.CRISIS)
        assert talk.says("anna", "nee hoor").effects == ()
        assert talk.does("anna", Act.YES).texts == ["fault-nothing-asked"]

    def test_does_not_call_for_themselves(self) -> None:
        assert with_human().does("hanna", Act.CRISIS).texts == ["crisis"]

    def test_is_not_offered_where_there_is_none(self) -> None:
        talk = Conversation.begun()
        assert talk.does("anna", Act.CRISIS).texts == ["crisis"]
        assert talk.does("anna", Act.YES).texts == ["fault-nothing-asked"]

    @pytest.mark.parametrize("begin", [before_a_talk, with_human])
    def test_who_left_cannot_be_brought_in_until_they_return(self, begin: Begin) -> None:
        talk = begin()
        talk.does("anna", Act.CRISIS)
        talk.leaves("hanna")
        [told] = talk.does("anna", Act.YES).effects
        assert isinstance(told, Tell)
        assert (told.user, told.lines[0].key) == (ANNA, "common.help-nobody")
        assert talk.does("anna", Act.CRISIS).texts == ["crisis"]
        talk.joins("hanna")
        assert talk.does("anna", Act.CRISIS).texts == OFFERED

    def test_may_be_another_or_nobody(self) -> None:
        talk = before_a_talk()
        assert named(talk, "bert").does("anna", Act.CRISIS).texts == OFFERED
        assert talk.does("anna", Act.YES).effects == (Bring(ANNA, user("bert")),)
        assert named(talk, None).last("help").lines[0].key == "common.trusted-nobody"
        assert talk.does("faye", Act.CRISIS).texts == ["crisis"]

    def test_is_told_kindly_what_it_is(self) -> None:
        talk = Conversation.called(names=("anna", "hanna"))
        named(talk)
        told = talk.last("help")
        assert (told.mention, told.lines[0].key) == ((HANNA,), "common.trusted-set")


class TestNearestQuestion:
    """A yes answers what was asked last."""

    def test_agreements_asked_before_wait(self) -> None:
        talk = Conversation.called(names=("anna", "bert", "cor", "hanna"))
        named(talk)
        for name in ("anna", "bert", "cor"):
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        talk.does("anna", Act.CRISIS)
        assert talk.does("anna", Act.YES).effects == (Bring(ANNA, HANNA),)
        assert talk.standing("anna") is Standing.JOINED
        talk.does("anna", Act.YES)
        assert talk.standing("anna") is Standing.AGREED

    def test_agreements_asked_after_it_go_first(self) -> None:
        talk = gathering()
        for name in ("anna", "bert", "hanna"):
            talk.does(name, Act.JOIN)
        talk.does("anna", Act.CRISIS)
        talk.leads(Act.NEXT)
        assert talk.does("anna", Act.YES).effects == ()
        assert talk.standing("anna") is Standing.AGREED
        assert talk.does("anna", Act.YES).effects == (), "agreed already"
        talk.does("anna", Act.CRISIS)
        assert talk.does("anna", Act.YES).effects == (Bring(ANNA, HANNA),)

    def test_a_yes_that_answers_nothing_else_is_to_it(self) -> None:
        talk = with_human(ROUND, PERMISSION)
        talk.does("anna", Act.CRISIS)
        for _ in range(3):
            talk.does(str(talk.speaker), Act.DONE)
        assert talk.stage_id == "permission"
        assert talk.does("anna", Act.YES).effects == ()
        assert user("anna") in [str(id) for id in talk.stage.answered]  # type: ignore[union-attr]  # an ask
        talk = with_human(ROUND)
        talk.does("cor", Act.CRISIS)
        talk.does("anna", Act.DONE)
        talk.does("bert", Act.DONE)
        assert talk.speaker == "cor"
        assert talk.does("cor", Act.YES).effects == (Bring(user("cor"), HANNA),)

    def test_another_s_turn_is_no_question_to_them(self) -> None:
        talk = with_human()
        talk.does("cor", Act.CRISIS)
        talk.does("anna", Act.DONE)
        assert talk.says("cor", "ja").effects == (Bring(user("cor"), HANNA),)

    def test_who_takes_the_facilitator_s_task_is_another_question(self) -> None:
        talk = with_human()
        talk.does("bert", Act.CRISIS)
        talk.leaves("faye")
        talk.does("anna", Act.DONE)
        assert talk.does("bert", Act.YES).texts == ["facilitator-handed"]
        talk = with_human()
        talk.leaves("faye")
        talk.does("anna", Act.DONE)
        talk.does("cor", Act.CRISIS)
        assert talk.does("cor", Act.YES).effects == (Bring(user("cor"), HANNA),)
        assert talk.session.seeking_facilitator

    def test_a_yes_for_a_seat_is_not_one_s_own(self) -> None:
        talk = with_human()
        talk.brings("anna", "seat-opa")
        talk.does("anna", Act.CRISIS)
        talk.does("anna", Act.YES, "seat-opa")
        assert talk.standing("seat-opa") is Standing.AGREED


class TestKeptOfIt:
    """What is known of a call, and for how long."""

    def test_is_told_to_who_called_and_to_nobody_else(self) -> None:
        talk = with_human()
        talk.does("anna", Act.CRISIS)
        talk.does("anna", Act.YES)
        assert "common.about-called" in [one.key for one in about(talk.circle, ANNA)]
        for name in ("bert", "hanna", "faye"):
            assert "called" not in str(about(talk.circle, user(name)))

    def test_is_forgotten_with_them(self) -> None:
        talk = with_human()
        talk.does("anna", Act.CRISIS)
        talk.happens(Forgot(talk.at, ANNA, False))
        assert talk.circle.calls == ()

    def test_outlives_a_close_by_an_hour_at_most(self) -> None:
        talk = with_human()
        talk.does("anna", Act.CRISIS)
        talk.leads(Act.STOP)
        assert talk.does("anna", Act.YES).effects == (Bring(ANNA, HANNA),)
        talk.rings()
        assert talk.circle.calls == ()

    def test_is_bounded_by_people(self) -> None:
        talk = with_human()
        for _ in range(20):
            talk.does("anna", Act.CRISIS)
            talk.does("anna", Act.YES)
        assert len(talk.circle.calls) == 1


class Chat:
    """Anna's private chat."""

    def __init__(self) -> None:
        self.circle = Circle(ROOM, "nl")
        self.at = 1000

    def hears(self, event: Event) -> tuple[Effect, ...]:
        self.circle, effects = private.step(self.circle, event)
        return effects

    def calls(self, *, human: bool = True) -> list[str]:
        return self.texts(self.hears(CalledPrivately(self.at, ANNA, human)))

    def texts(self, effects: tuple[Effect, ...]) -> list[str]:
        return Heard(effects).texts

    def says(self, act: Act, *, plainly: bool = False) -> tuple[Effect, ...]:
        if plainly:
            return self.hears(Spoke(self.at, ANNA, False, True, act, EventId("$said")))
        return self.hears(Did(self.at, ANNA, False, act, person("anna")))


class TestPrivately:
    """The same in a private chat, which knows no room."""

    @pytest.mark.parametrize("plainly", [False, True])
    def test_a_named_human_can_be_brought_in(self, plainly: bool) -> None:
        chat = Chat()
        assert chat.calls() == OFFERED
        effects = chat.says(Act.YES, plainly=plainly)
        assert effects[0] == Bring(ANNA, None)
        assert chat.texts(effects) == ["help-coming"]
        assert chat.texts(chat.says(Act.YES)) == ["private-refused"]

    def test_where_no_room_has_one_it_is_not_asked(self) -> None:
        chat = Chat()
        assert chat.calls(human=False) == ["crisis"]
        assert chat.texts(chat.says(Act.YES)) == ["private-refused"]
        assert chat.circle == Circle(ROOM, "nl")

    def test_a_no_is_heard(self) -> None:
        chat = Chat()
        chat.calls()
        assert chat.texts(chat.says(Act.NO)) == ["help-rests"]

    def test_twice_is_told_so(self) -> None:
        chat = Chat()
        chat.calls()
        chat.says(Act.YES)
        chat.calls()
        assert chat.texts(chat.says(Act.YES)) == ["help-asked-already", "crisis"]

    def test_is_let_go_after_an_hour(self) -> None:
        chat = Chat()
        chat.calls()
        assert chat.circle.due == chat.at + HOUR_MS
        chat.hears(AlarmRang(chat.at + HOUR_MS))
        assert chat.circle == Circle(ROOM, "nl")


class HelpRoom:
    """A help room for Anna and Hanna."""

    def __init__(self) -> None:
        self.at = 1000
        self.circle = door.opened(Circle(RoomId("!help"), "nl"), ANNA, HANNA, "txn", self.at)

    def happens(self, event: Event) -> tuple[Effect, ...]:
        self.circle, effects = door.step(self.circle, event)
        for say in effects:
            if isinstance(say, Say):
                assert say.session is None
                assert say.stage is None
        return effects

    def comes(self, name: str) -> list[str]:
        return self.texts(self.happens(Joined(self.at, user(name))))

    def goes(self, name: str) -> list[str]:
        return self.texts(self.happens(Left(self.at, user(name))))

    def texts(self, effects: tuple[Effect, ...]) -> list[str]:
        return [*Heard(effects).texts, *("leave" for one in effects if isinstance(one, Leave))]


class TestDoor:
    """Kring keeps the door, and leaves."""

    def test_once_both_are_there(self) -> None:
        for first, second in (("anna", "hanna"), ("hanna", "anna")):
            room = HelpRoom()
            assert room.comes(first) == ["door-waits" if first == "anna" else "door-came"]
            assert room.comes(second) == ["door-both", "leave"]
            assert room.circle.door is None
            assert room.circle.due is None

    def test_and_says_it_to_both(self) -> None:
        room = HelpRoom()
        room.comes("anna")
        [say, _] = room.happens(Joined(1, HANNA))
        assert isinstance(say, Say)
        assert set(say.mention) == {ANNA, HANNA}

    def test_who_waits_long_is_told_where_else_help_is_once(self) -> None:
        room = HelpRoom()
        room.comes("anna")
        assert room.circle.due == room.at + door.LATE_MS
        late = AlarmRang(room.at + door.LATE_MS)
        assert room.texts(room.happens(late)) == ["door-late", "crisis"]
        assert room.circle.due == room.at + door.OPEN_MS
        assert room.comes("hanna") == ["door-both", "leave"]

    def test_who_cannot_come_is_told_to_who_waits(self) -> None:
        room = HelpRoom()
        room.comes("anna")
        assert room.goes("hanna") == ["door-not", "crisis", "leave"]
        assert HelpRoom().goes("hanna") == ["leave"], "to nobody nothing is said"

    def test_who_wants_it_no_more_is_let_be(self) -> None:
        room = HelpRoom()
        room.comes("hanna")
        assert room.goes("anna") == ["leave"]

    def test_after_a_day(self) -> None:
        room = HelpRoom()
        assert room.texts(room.happens(AlarmRang(room.at + door.OPEN_MS))) == ["leave"]

    def test_where_nothing_else_is_heard_but_a_cry_for_help(self) -> None:
        room = HelpRoom()
        room.comes("anna")
        before = room.circle
        for act in Act:
            texts = room.texts(room.happens(Did(1, ANNA, True, act, person("anna"))))
            assert texts == (["crisis"] if act is Act.CRISIS else [])
        assert room.happens(Spoke(1, ANNA, False, False, None, EventId("$said"))) == ()
        assert room.happens(Asked(1, ANNA, "fault", ())) == ()
        assert room.happens(Joined(1, user("eve"))) == ()
        assert room.circle == before

    def test_and_is_told_to_both_and_forgotten_with_either(self) -> None:
        """R10."""
        for name in (ANNA, HANNA):
            room = HelpRoom()
            assert [one.key for one in about(room.circle, name)] == ["common.about-help-room"]
            assert room.texts(room.happens(Forgot(1, name, False))) == ["leave"]
            assert not about(room.circle, name)
        assert not about(HelpRoom().circle, user("bert"))

    def test_a_coming_that_is_told_twice_is_one(self) -> None:
        room = HelpRoom()
        room.comes("anna")
        assert room.comes("anna") == []
        assert replace(room.circle, door=None) == Circle(RoomId("!help"), "nl")
