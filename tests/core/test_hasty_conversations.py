"""Conversations of people who do things too soon and take them back, all the time, from seeds."""

from __future__ import annotations

import pytest

from bot.core.effects import Button, Mark
from bot.core.events import Act, Did, Spoke, Tapped, WordsRemoved
from bot.core.people import EventId, PersonId, UserId
from tests.core.conversation import FACILITATOR, MINUTE, SECOND, user
from tests.core.test_many_conversations import Chance
from tests.core.watched import NAMES, finish_by_leading, finish_by_waiting


class Hasty(Chance):
    """A room in which nearly every move is taken back, or should have been."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.backs = 0

    def something_happens(self) -> None:
        """A move by words or a tap; then perhaps something in between; then it is taken back."""
        chance, session = self.random, self.circle.session
        if session is None or session.pause is not None or chance.random() < 0.3:
            return super().something_happens()
        by, said = self._moves()
        between = chance.random()
        if between < 0.15:
            somebody = user(chance.choice(NAMES))
            self.happens(Spoke(self.at, somebody, False, False, None, self.new_event()))
        elif between < 0.25:
            self.does(user(chance.choice(NAMES)), chance.choice((Act.PAUSE, Act.HAND, Act.LISTEN)))
        elif between < 0.35:
            self.at += chance.choice((SECOND, MINUTE, 3 * MINUTE))
        return self._takes_back(by, said)

    def _moves(self) -> tuple[UserId, EventId]:
        """The speaker ends their turn, or Faye leads on."""
        chance, session = self.random, self.circle.session
        said = self.new_event()
        turn = session.turn if session else None
        speaker = self.circle.person(turn.person) if turn else None
        if speaker is None or chance.random() < 0.3:
            faye = user(FACILITATOR)
            self.happens(Spoke(self.at, faye, True, True, Act.NEXT, said))
            return faye, said
        if chance.random() < 0.5 and turn is not None and session is not None:
            mark = Mark(session.id, "turn", turn.number, session.stage_plan.id)
            button = chance.choice((Button.DONE, Button.PASS, Button.LATER))
            self.happens(Tapped(self.at, speaker.user, False, button, mark, said))
        else:
            act = chance.choice((Act.DONE, Act.DONE, Act.PASS, Act.LATER))
            self.happens(Spoke(self.at, speaker.user, False, True, act, said))
        return speaker.user, said

    def _takes_back(self, by: UserId, said: EventId) -> None:
        chance = self.random
        who = by if chance.random() < 0.85 else user(chance.choice(NAMES))
        undo = self.circle.session.undo if self.circle.session else None
        match chance.randint(0, 4):
            case 0:
                self.happens(Did(self.at, who, False, Act.BACK, PersonId(who)))
            case 1:
                self.happens(WordsRemoved(self.at, said, who))
            case 2:
                self.happens(self.words_change(by, said))
            case 3:
                self.happens(Spoke(self.at, who, False, True, Act.HAND, self.new_event()))
            case _ if self.marks:
                button = chance.choice((Button.HAND, Button.LATER))
                self.happens(Tapped(self.at, who, False, button, self.marks[-1], self.new_event()))
        after = self.circle.session.undo if self.circle.session else None
        self.backs += undo is not None and after is None


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_taken_back_what_always_holds_holds(seed: int) -> None:
    """G3: nobody has the floor twice before all had it once, but for a floor that was taken back."""
    talk = Hasty(seed)
    for _ in range(120):
        talk.something_happens()
        if talk.steps % 12 == 0:
            finish_by_leading(talk.circle, talk.at)
            finish_by_waiting(talk.circle)


def test_much_is_taken_back_in_these() -> None:
    talks = [Hasty(seed) for seed in range(12)]
    for talk in talks:
        for _ in range(120):
            talk.something_happens()
    assert sum(talk.backs for talk in talks) > 100
