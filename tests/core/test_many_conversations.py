"""Many long conversations of people who mostly behave, each from a seed: any failure replays."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from bot.core.circle import Phase, Poll
from bot.core.effects import Button
from bot.core.events import (
    Act,
    Did,
    Forgot,
    HandedOver,
    Interrupted,
    Joined,
    Left,
    RoomChanged,
    SeatBrought,
    SeatTaken,
    Spoke,
    Tapped,
    TookBack,
    Trusted,
    Unreadable,
    VoicesTold,
    WordsRemoved,
)  # fmt: skip
from bot.core.mapping import Map
from bot.core.people import EventId, PersonId, UserId, Voice
from bot.core.plan import Centre, Mode, Plan
from bot.core.room import Fault, NewKey
from tests.core.conversation import AFTER_TALK, MINUTE, OPEN, SECOND, Conversation, user
from tests.core.watched import (
    HARVEST_MARK,
    LATE,
    NAMES,
    STAGES,
    Watched,
    finish_by_leading,
    finish_by_waiting,
)
from tests.core.wellformed import size

_IN_TURN = (Act.DONE, Act.DONE, Act.PASS, Act.PASS, Act.LATER, Act.YES, Act.NO, Act.LISTEN)
_ANYTHING = [act for act in Act if act is not Act.STOP]


class Chance(Watched):
    """A room in which a seed decides what happens next."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        stages = self.random.sample(STAGES, self.random.randint(1, 4))
        newcomers = self.random.choice(("wait", "wait", "alongside"))
        needs = self.random.choice(((), (), ("centre",), (Voice.CLIENT, "centre")))
        centre = self.random.choice((Centre(), Centre("whom", 1), Centre("tellers", 2, 3)))
        plan = Plan(
            "campfire", 3, 12, (*stages, AFTER_TALK), newcomers, needs,  # type: ignore[arg-type]  # one of two
            centre, workers=self.random.choice((0, 0, 2)), own_agreements=self.random.random() < 0.2,
        )  # fmt: skip
        self.watch(plan, self.random.choice([*Mode]), far=self.random.choice((0, 1, 2, 2, 2, 2)))

    def something_happens(self) -> None:  # noqa: PLR0915 - a case for each thing that can happen
        """Mostly the conversation goes its way; now and then something else."""
        chance = self.random
        if self.circle.session is None:
            return self.starts()
        self.at += chance.choice((0, SECOND, 20 * SECOND, MINUTE))
        anybody = user(chance.choice((*NAMES, *LATE)))
        if self.circle.session.pause is not None and chance.random() < 0.4:
            return self.resumes()
        if self.circle.session.phase is not Phase.STAGES and chance.random() < 0.4:
            return self.does(anybody, chance.choice((Act.JOIN, Act.AGREE, Act.AGREE, Act.YES)))
        if isinstance(self.circle.session.stage, Poll) and chance.random() < 0.4:
            return self._answers(anybody)
        if isinstance(self.circle.session.stage, Map) and chance.random() < 0.4:
            return self.names(anybody, chance.randint(0, 60))
        if self.circle.session.groups and chance.random() < 0.3:
            return self.a_group_tells(anybody, chance.randint(0, 60))
        weights = (14, 10, 4, 4, 2, 4, 2, 5, 5, 4, 4, 2, 2, 1, 3, 1, 5, 2, 3, 2, 1)
        match chance.choices(range(21), weights)[0]:
            case 0:
                return self.speaker_does(chance.choice(_IN_TURN))
            case 1:
                plain = chance.choice(_ANYTHING) if chance.random() < 0.1 else None
                brief = chance.random() < 0.2
                return self.happens(Spoke(self.at, anybody, False, brief, plain, self.new_event()))
            case 2:
                return self.does(anybody, chance.choice(_ANYTHING))
            case 3:
                return self.does(anybody, chance.choice((Act.AGREE, Act.HAND, Act.JOIN)))
            case 4:
                return self.leads(Act.NEXT)
            case 5 if self.marks:
                mark = chance.choice(self.marks[-6:])
                button = chance.choice([*Button])
                return self.happens(Tapped(self.at, anybody, False, button, mark, self.new_event()))
            case 6:
                return self.rings(early=chance.randint(0, 1))
            case 7:
                return self.happens(Joined(self.at, anybody))
            case 8:
                return self._leaves_for_a_while(anybody)
            case 9:
                seat = PersonId(f"seat-{self.steps}")
                self.seats = [*self.seats, seat][-9:]
                self.happens(SeatBrought(self.at, anybody, seat, EventId(f"$of-{seat}")))
                self.happens(Did(self.at, anybody, False, Act.AGREE, seat))
                other = user(chance.choice(NAMES))
                act = chance.choice(_ANYTHING)
                return self.happens(Did(self.at, other, chance.random() < 0.2, act, seat))
            case 10 if self.seats:
                seat = chance.choice(self.seats)
                brought = self.circle.person(seat)
                by = brought.user if brought else anybody
                return self.happens(SeatTaken(self.at, by, False, seat))
            case 11:
                told = tuple(chance.sample([*Voice], chance.randint(0, 2)))
                return self.happens(VoicesTold(self.at, anybody, told))
            case 12:
                faults = (chance.choice(get_args(Fault)),) if chance.random() < 0.3 else ()
                key = NewKey(anybody, chance.choice("mn"))
                new = (key,) if self.is_here(anybody) and chance.random() < 0.3 else ()
                return self.happens(RoomChanged(self.at, faults, new))
            case 13:
                to = tuple(user(chance.choice(NAMES)) for _ in range(chance.randint(1, 2)))
                return self.happens(HandedOver(self.at, anybody, True, to))
            case 14:
                return self.happens(
                    chance.choice((Interrupted(self.at), Unreadable(self.at, anybody),
                                   Trusted(self.at, anybody, True, user("anna"))))
                )  # fmt: skip
            case 15:
                return self._all_step_back()
            case 16:
                return self.does(anybody, Act.HAND)
            case 17:
                said = self.an_event(chance.randint(0, 9))
                return self.happens(
                    chance.choice((WordsRemoved(self.at, said, anybody),
                                   self.words_change(anybody, said),
                                   TookBack(self.at, anybody, chance.choice((None, said))),
                                   TookBack(self.at, anybody, said, HARVEST_MARK)))
                )  # fmt: skip
            case 18:
                if chance.random() < 0.1:
                    self.the_overview_is_removed()
                return self.does(anybody, Act.OVERVIEW)
            case 19:
                self.happens(Forgot(self.at, anybody, chance.random() < 0.5))
                return self.does(anybody, chance.choice((Act.AGREE, Act.JOIN, Act.HAND)))
            case _:
                return self.speaker_does(Act.DONE)

    def _answers(self, who: UserId) -> None:
        """Somebody answers the poll that goes on, by number or in the poll, rightly or not."""
        numbers = tuple(self.random.sample(range(6), self.random.choice((1, 1, 1, 2, 3))))
        self.answers(who, numbers, self.random.choice((0, 0, 1, 1, 2, 3)))

    def _all_step_back(self) -> None:
        """Nobody is left in the circle; then Faye tries to go on all the same."""
        for person in self.circle.people:
            self.happens(Did(self.at, person.user, False, Act.LISTEN, person.id))
        if self.random.random() < 0.5:
            self.resumes()

    def _leaves_for_a_while(self, who: UserId) -> None:
        """Somebody leaves, often the speaker, and often comes back."""
        turn = self.circle.session.turn if self.circle.session else None
        speaker = self.circle.person(turn.person) if turn else None
        gone = speaker.user if speaker and self.random.random() < 0.3 else who
        self.happens(Left(self.at, gone))
        if self.random.random() < 0.7:
            self.happens(Joined(self.at, gone))
            self.does(gone, self.random.choice((Act.AGREE, Act.AGREE, Act.YES, Act.NO)))


class ManyHands(Chance):
    """An open stage in which nearly everyone wants the floor nearly always."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        plan = Plan("campfire", 3, 12, (OPEN, AFTER_TALK))
        self.watch(plan, Mode.WRITTEN, far=2)
        for name in NAMES[1:]:
            voices = tuple(self.random.sample([*Voice], self.random.randint(0, 2)))
            self.happens(VoicesTold(self.at, user(name), voices))

    def something_happens(self) -> None:
        """A hand, the end of a turn, or somebody who leaves and comes back."""
        chance = self.random
        anybody = user(chance.choice(NAMES[1:]))
        match chance.choices(range(5), (10, 6, 2, 1, 1))[0]:
            case 0:
                self.does(anybody, Act.HAND)
            case 1:
                self.speaker_does(chance.choice((Act.DONE, Act.DONE, Act.PASS, Act.LATER)))
            case 2:
                self._leaves_for_a_while(anybody)
            case 3:
                self.does(anybody, chance.choice((Act.LISTEN, Act.AGREE, Act.HAND_DOWN)))
            case _:
                self.resumes()


@pytest.mark.parametrize("seed", range(20))
def test_every_hand_is_served_in_time_when_all_want_to_speak(seed: int) -> None:
    talk = ManyHands(seed)
    for _ in range(300):
        talk.something_happens()
    assert talk.circle.session is not None
    assert talk.circle.session.turns > 30


@pytest.mark.parametrize("seed", range(60))
def test_what_always_holds_holds_through_a_long_conversation(seed: int) -> None:
    talk = Chance(seed)
    for _ in range(250):
        talk.something_happens()
        if talk.steps % 10 == 0:
            finish_by_leading(talk.circle, talk.at)
            finish_by_waiting(talk.circle)


def test_the_ten_thousandth_event_of_a_session_finds_no_more_than_the_tenth() -> None:
    """N6: the state is bounded by the people in the room, never by what happened."""
    talk = Conversation.begun()
    sizes: list[int] = []
    for number in range(1000):
        speaker = str(talk.speaker)
        talk.cannot_be_read("bert")
        talk.speaks("cor")
        talk.brings("bert", f"seat-{number:04}")
        talk.does("bert", Act.AGREE, f"seat-{number:04}")
        talk.does("anna", Act.PAUSE)
        talk.leads(Act.RESUME)
        talk.does(speaker, Act.LATER)
        talk.leaves(speaker)
        talk.joins(speaker)
        talk.does(speaker, Act.AGREE)
        talk.takes_away("bert", f"seat-{number:04}")
        sizes.append(size(talk.circle))
    assert talk.stage_id == "round"
    assert max(sizes) - min(sizes[9:]) < 500
    assert abs(sizes[-1] - sizes[9]) < 500
