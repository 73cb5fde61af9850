"""What somebody tells or asks about themselves, and the rooms it concerns (R2, R10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.circle import KEPT_MS, Circle, Poll
from bot.core.effects import Line, Say, Tell
from bot.core.events import Act, AlarmRang, Spoke
from bot.core.people import EventId, Voice
from bot.core.personal import (
    LINES_AT_MOST,
    CameToTalk,
    Personal,
    ToldNumber,
    ToldVoices,
    WhatIsKept,
)
from bot.core.plan import Choice, PollPlan, Scale
from tests.core.conversation import VOICES, Conversation, person, user
from tests.core.house import CHAT, OTHER, House, keys

ANNA = user("anna")
CLIENT = (Voice.CLIENT,)


def chat() -> Circle:
    return Circle(CHAT, "nl")


def voices(circle: Circle, name: str = "anna") -> tuple[Voice, ...] | None:
    found = circle.person(person(name))
    return found.voices if found else None


class TestAVoiceToldPrivately:
    """R2, R9."""

    def test_goes_to_the_talk_and_the_room_hears_nothing_of_it(self) -> None:
        house = House(room=Conversation.begun().circle, chat=chat())
        said = house.hears("chat", ToldVoices(1, ANNA, CLIENT))
        assert {name: keys(effects) for name, effects in said.items()} == {
            "room": [],
            "chat": ["voices-noted"],
        }
        assert voices(house.circles["room"]) == CLIENT
        assert house.circles["chat"] == chat(), "the chat itself keeps nothing then"

    def test_counts_as_the_answer_where_all_are_asked(self) -> None:
        house = House(room=Conversation.begun(VOICES).circle, chat=chat())
        for name in ("anna", "bert", "cor"):
            said = house.hears("chat", ToldVoices(1, user(name), ()))
        assert [one.moment for one in said["room"] if isinstance(one, Say)] == ["after-talk"]

    def test_goes_to_no_room_in_which_they_are_not(self) -> None:
        begun = Conversation.begun(names=("bert", "cor", "dina")).circle
        house = House(room=begun, chat=chat())
        said = house.hears("chat", ToldVoices(1, ANNA, CLIENT))
        assert {name: keys(effects) for name, effects in said.items()} == {"chat": ["voices-kept"]}
        assert house.circles["room"] == begun

    def test_before_a_talk_is_kept_and_goes_along_into_it(self) -> None:
        house = House(
            room=Conversation.called().circle, chat=chat(), chat_other=Circle(OTHER, "nl")
        )
        house.circles["room"] = Circle(house.circles["room"].room, "nl")
        house.hears("chat", ToldVoices(1, ANNA, CLIENT))
        house.hears("chat_other", ToldVoices(1, user("dina"), CLIENT))
        assert voices(house.circles["chat"]) == CLIENT
        house.circles["room"] = Conversation.called().circle
        said = house.hears("room", CameToTalk(1, (ANNA, user("bert"))))
        assert not any(said.values()), "nothing is said of it"
        assert voices(house.circles["room"]) == CLIENT
        assert house.circles["chat"] == chat()
        assert voices(house.circles["chat_other"], "dina") == CLIENT, (
            "who is not there keeps theirs"
        )

    def test_can_be_taken_back_everywhere(self) -> None:
        house = House(room=Conversation.begun().circle, chat=chat())
        house.hears("chat", ToldVoices(1, ANNA, CLIENT))
        said = house.hears("chat", ToldVoices(1, ANNA, ()))
        assert keys(said["chat"]) == ["voices-withdrawn"]
        assert voices(house.circles["room"]) == ()
        talk = Conversation()
        talk.tells("anna", Voice.CLIENT)
        house = House(room=talk.circle, chat=chat())
        house.hears("chat", ToldVoices(1, ANNA, ()))
        assert house.circles["room"].people == ()

    def test_of_who_left_is_taken_back_there_and_the_answer_does_not_tell_that_it_goes_on(
        self,
    ) -> None:
        """R2."""
        talk = Conversation.begun(names=("anna", "bert", "cor", "dina"))
        talk.tells("anna", Voice.CLIENT)
        talk.leaves("anna")
        house = House(room=talk.circle, chat=chat())
        assert keys(house.hears("chat", ToldVoices(1, ANNA, CLIENT))["chat"]) == ["voices-kept"]
        assert keys(house.hears("chat", ToldVoices(1, ANNA, ()))["chat"]) == ["voices-withdrawn"]
        assert voices(house.circles["room"]) == ()

    def test_waits_for_a_talk_but_not_for_ever(self) -> None:
        """R10."""
        house = House(chat=chat())
        house.hears("chat", ToldVoices(1, ANNA, CLIENT))
        due = house.circles["chat"].due
        assert due == 1 + KEPT_MS
        house.hears("chat", AlarmRang(due - 1))
        assert voices(house.circles["chat"]) == CLIENT
        assert house.hears("chat", AlarmRang(due)) == {"chat": []}
        assert house.circles["chat"] == chat()

    def test_in_a_room_too(self) -> None:
        talk = Conversation()
        talk.tells("anna", Voice.CLIENT)
        talk.brings("bert", "seat-opa")
        assert talk.circle.due == talk.at + KEPT_MS
        assert talk.rings().effects == ()
        assert talk.circle == Circle(talk.circle.room, "nl")

    def test_is_kept_by_the_chat_until_it_is_taken_back(self) -> None:
        house = House(chat=chat())
        house.hears("chat", ToldVoices(1, ANNA, CLIENT))
        assert keys(house.hears("chat", ToldVoices(1, ANNA, ()))["chat"]) == ["voices-withdrawn"]
        assert house.circles["chat"] == chat()


SCALE = PollPlan("together", 300, Scale(1, 5))


def number(value: int, name: str = "anna") -> ToldNumber:
    spoke = Spoke(1, user(name), False, True, None, EventId("$number"))
    return ToldNumber(1, user(name), value, spoke)


def answers(circle: Circle) -> dict[str, tuple[int, ...]]:
    assert circle.session is not None
    assert isinstance(circle.session.stage, Poll)
    assert all(one.privately and one.event is None for one in circle.session.stage.answers)
    return {one.person: one.numbers for one in circle.session.stage.answers}


class TestANumberToldPrivately:
    """A scale may be answered privately (section 3)."""

    def test_goes_to_the_scale_and_the_room_hears_nothing_of_it(self) -> None:
        house = House(room=Conversation.begun(SCALE).circle, chat=chat())
        for value in (4, 2):
            said = house.hears("chat", number(value))
            assert {name: keys(effects) for name, effects in said.items()} == {
                "room": [],
                "chat": ["scale-noted"],
            }
        assert answers(house.circles["room"]) == {ANNA: (2,)}
        assert "about-answered" in keys(house.hears("chat", WhatIsKept(1, ANNA))["chat"])

    def test_that_is_not_on_the_scale_is_asked_for_again(self) -> None:
        house = House(room=Conversation.begun(SCALE).circle, chat=chat())
        assert keys(house.hears("chat", number(9))["chat"]) == ["fault-poll-number"]
        assert answers(house.circles["room"]) == {}

    def test_is_words_where_none_is_asked_of_them(self) -> None:
        """R2: also where one is asked of others."""
        choice = PollPlan("topics", 300, Choice(("housing", "work")))
        for room in (
            Conversation.begun().circle,
            Conversation.begun(choice).circle,
            Conversation.begun(SCALE, names=("bert", "cor", "dina")).circle,
        ):
            house = House(room=room, chat=chat())
            said = house.hears("chat", number(2))
            assert {name: keys(all_) for name, all_ in said.items()} == {"chat": ["private-words"]}

    def test_of_who_reads_along_is_words(self) -> None:
        talk = Conversation.begun(SCALE, names=("anna", "bert", "cor", "dina"))
        talk.does("anna", Act.LISTEN)
        house = House(room=talk.circle, chat=chat())
        assert keys(house.hears("chat", number(2))["chat"]) == ["private-words"]

    def test_is_not_guessed_where_two_scales_ask(self) -> None:
        circle = Conversation.begun(SCALE).circle
        house = House(room=circle, room2=replace(circle, room=OTHER), chat=chat())
        assert keys(house.hears("chat", number(2))["chat"]) == ["fault-scale-which"]
        assert answers(house.circles["room"]) == answers(house.circles["room2"]) == {}


class TestWhatIsKept:
    """R10: `!wat-weet-je`."""

    def test_is_told_in_the_chat_in_which_it_was_asked(self) -> None:
        house = House(room=Conversation.begun().circle, chat=chat())
        [say] = house.hears("chat", WhatIsKept(1, ANNA))["chat"]
        assert isinstance(say, Say)
        assert (say.moment, say.session, say.mention, say.person) == ("about-you", None, (), None)
        assert keys([say]) == [
            "about-intro", "about-room", "about-agreed", "about-speaks",
            "about-until-close", "about-forget", "about-elsewhere",
        ]  # fmt: skip

    def test_asked_in_a_room_is_told_privately_and_the_room_hears_only_that(self) -> None:
        house = House(room=Conversation.begun().circle)
        tell, say = house.hears("room", WhatIsKept(1, ANNA))["room"]
        assert isinstance(tell, Tell)
        assert (tell.user, tell.moment, tell.encrypted) == (ANNA, "about-you", True)
        assert tell.lines == (), (
            "what is kept is told as it is when she reads it, and waits nowhere"
        )
        assert isinstance(say, Say)
        assert (say.moment, keys([say]), say.mention) == ("help", ["answered-privately"], ())

    def test_tells_how_long_what_waits_for_a_talk_is_kept(self) -> None:
        house = House(chat=chat())
        house.hears("chat", ToldVoices(1, ANNA, CLIENT))
        said = keys(house.hears("chat", WhatIsKept(1, ANNA))["chat"])
        assert said[1:4] == ["about-chat", "about-voice", "about-until-next"]

    def test_of_whom_nothing_is_kept_is_told_so(self) -> None:
        house = House(room=Conversation.begun().circle, chat=chat())
        said = house.hears("chat", WhatIsKept(1, user("stranger")))
        assert keys(said["chat"]) == ["about-nothing", "about-elsewhere"]

    def test_tells_of_nobody_else(self) -> None:
        talk = Conversation.begun()
        talk.tells("bert", Voice.CLIENT)
        talk.brings("bert", "seat-opa")
        house = House(room=talk.circle, chat=chat())
        said = str(house.hears("chat", WhatIsKept(1, ANNA))["chat"])
        for other in (user("bert"), user("cor"), user("faye"), "seat-opa", "voice"):
            assert other not in said

    def test_goes_in_several_messages_where_one_cannot_hold_it(self) -> None:
        rooms = {f"room{n}": Circle(OTHER, "nl", trusted=ANNA) for n in range(LINES_AT_MOST)}
        said = House(chat=chat(), **rooms).hears("chat", WhatIsKept(1, ANNA))["chat"]
        lines: list[Line] = []
        for one in said:
            assert isinstance(one, Say)
            assert len(one.lines) <= LINES_AT_MOST
            lines += one.lines
        assert len(lines) == 2 * LINES_AT_MOST + 3


@pytest.mark.parametrize("event", [WhatIsKept(1, ANNA), ToldVoices(1, ANNA, CLIENT)])
def test_a_talk_that_the_asker_is_not_in_makes_no_difference(event: Personal) -> None:
    """R2: not a word that a session runs where the asker is not."""
    running = Conversation.begun(names=("bert", "cor", "dina")).circle
    answers = [
        House(room=room, chat=chat()).hears("chat", event)
        for room in (running, Circle(running.room, "nl"))
    ]
    assert answers[0] == answers[1]
