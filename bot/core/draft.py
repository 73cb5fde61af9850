"""The work sheet of one step: the circle as it is becoming, and what was asked for so far.

It lives within one call of ``step`` and is seen by nobody else; the core stays values in, values
out. Stages and life cycle share it so that neither has to pass circles and lists about.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import Any

from bot.core import lately
from bot.core.circle import KEPT_MS, Circle, Phase, Session, StageState
from bot.core.effects import Ballot, Button, Count, Drawing, Effect, Line, Moment, NameOf, Say, Slot
from bot.core.people import Person, PersonId, Standing, UserId
from bot.core.plan import OpenPlan, RoundPlan


class Outcome(Enum):
    """What a stage made of what happened."""

    STAYS = auto()
    """The stage goes on."""
    OVER = auto()
    """The stage has ended: on to the next one."""


class Draft:
    """A circle being changed at time ``at`` (ms)."""

    def __init__(self, circle: Circle, at: int) -> None:
        self.circle = circle
        self.at = at
        self.effects: list[Effect] = []

    @property
    def session(self) -> Session:
        """The running session; only asked for where the life-cycle table says there is one."""
        session = self.circle.session
        if session is None:
            raise LookupError("no session: the life-cycle table let through what needs one")
        return session

    def change(self, **changes: Any) -> None:
        """Replace fields of the session."""
        self.circle = replace(self.circle, session=replace(self.session, **changes))

    def put(self, stage: StageState) -> None:
        """Replace the state of the current stage."""
        self.change(stage=stage)

    def after(self, seconds: int) -> int:
        """The time ``seconds`` from now, in ms; in a slow session everything waits a day."""
        return self.at + self.session.ms(seconds)

    # People

    def present(self, person: Person) -> bool:
        """Whether this person, or who brought this seat, is in the room."""
        return person.user in self.session.present

    def agreed(self) -> tuple[Person, ...]:
        """Everyone to whom a turn may go: in the circle, agreed, in the room; in their places."""
        return tuple(
            person
            for person in self.circle.people
            if person.standing is Standing.AGREED and self.present(person)
        )

    def undecided(self) -> tuple[Person, ...]:
        """Everyone in the circle and in the room who has not agreed yet."""
        return tuple(
            person
            for person in self.circle.people
            if person.standing is Standing.JOINED and self.present(person)
        )

    def joined(self) -> int:
        """How many are in the circle and in the room, whether they have agreed yet or not."""
        return len(self.undecided()) + len(self.agreed())

    def readers(self) -> int:
        """How many people in the room only read along."""
        seated = {
            person.user
            for person in self.circle.people
            if not person.is_seat and person.standing is not Standing.READER
        }
        return sum(1 for user in self.session.present if user not in seated)

    def set_person(self, person: Person) -> None:
        """Put a person in their place, or at the end if they have none yet."""
        people = self.circle.people
        if self.circle.person(person.id) is None:
            people = (*people, person)
        else:
            people = tuple(person if old.id == person.id else old for old in people)
        self.circle = replace(self.circle, people=people)

    def stand(self, id: PersonId, standing: Standing) -> None:
        """Change how somebody is here. Whoever joins for the first time takes the last place."""
        old = self.circle.person(id) or Person(id, UserId(id), Standing.READER)
        if old.standing is Standing.READER and self.session.phase is Phase.GATHERING:
            self.remove_person(id)
        self.set_person(replace(old, standing=standing, tap=None))

    def remove_person(self, id: PersonId) -> None:
        """Take somebody's place away."""
        people = tuple(person for person in self.circle.people if person.id != id)
        self.circle = replace(self.circle, people=people)

    def forget_newcomer(self, user: UserId) -> None:
        """The circle need not wait for this user any more."""
        newcomers = tuple(other for other in self.session.newcomers if other != user)
        until = self.session.newcomers_until if newcomers else None
        self.change(newcomers=newcomers, newcomers_until=until)

    def keep_for_now(self, before: Circle) -> None:
        """See that nothing which was told for a session waits for ever for one that never comes."""
        circle = self.circle
        if circle.session is not None or not circle.people:
            until = None
        elif circle.people != before.people:
            until = self.at + KEPT_MS
        else:
            until = circle.kept_until
        if until != circle.kept_until:
            self.circle = replace(circle, kept_until=until)

    def let_go_in_time(self) -> None:
        """Let go of what waited long enough for a session."""
        until = self.circle.kept_until
        if until is not None and until <= self.at:
            self.circle = replace(self.circle, people=())

    # Saying

    def say(
        self,
        moment: Moment,
        *lines: Line,
        mention: tuple[UserId, ...] = (),
        person: PersonId | None = None,
        until: int | None = None,
        turn: int | None = None,
        buttons: tuple[Button, ...] = (),
        handle: str | None = None,
        edits: bool = False,
        lasting: bool = False,
        replies_to: str | None = None,
        ballot: Ballot | None = None,
        picture: Drawing | None = None,
    ) -> None:
        """Ask for a message in the room, or for an edit, stamped with where the session is."""
        session = self.circle.session
        in_stage = session is not None and session.phase is Phase.STAGES and moment != "closed"
        plan = session.stage_plan if session is not None and in_stage else None
        if plan is not None:
            lines = self._with_whom(lines)
        self.effects.append(
            Say(
                moment,
                lines,
                mention,
                session=session.id if session else None,
                format=session.plan.id if session else None,
                stage=plan.id if plan else None,
                kind=plan.kind if plan else None,
                person=person,
                until=until,
                turn=turn,
                buttons=buttons,
                handle=handle,
                edits=edits,
                lasting=lasting,
                replies_to=replies_to,
                ballot=ballot,
                picture=picture,
            )
        )

    def fault(self, key: str, **slots: Slot) -> None:
        """Answer what cannot be done: what it means and what to do now."""
        self.say("fault", line(f"fault-{key}", **slots))

    def prompt(self) -> Line:
        """What the current stage asks or tells, in the format's own words."""
        key, ways = self._prompt_and_ways()
        way = lately.way(self.circle.lately, key, ways) or 1
        text = f"{self.session.plan.space}.{self.session.stage_plan.id}"
        return Line(text if way == 1 else f"{text}/{way}")

    def turn_prompt_over(self) -> None:
        """Let the current stage say its prompt in another way than last time in this room."""
        key, ways = self._prompt_and_ways()
        if ways > 1:
            now = lately.turned_over(self.circle.lately, key, ways, self.session.seed)
            self.circle = replace(self.circle, lately=now)

    def _prompt_and_ways(self) -> tuple[str, int]:
        plan, stage = self.session.plan, self.session.stage_plan
        return f"{plan.id}.{stage.id}", dict(plan.variants).get(stage.id, 1)

    def prompts(self) -> tuple[Line, ...]:
        """Its prompt, with what the theme asks of the one voice that it is for, if it asks that."""
        topic, plan = self.session.topic, self.session.stage_plan
        who = plan.who if isinstance(plan, RoundPlan | OpenPlan) else ()
        if topic is None or len(who) != 1 or who[0] not in topic.voices:
            return (self.prompt(),)
        return (self.prompt(), Line(f"themes.{topic.id}-{who[0]}"))

    def _with_whom(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Put before the first prompt after all were asked whom the talk is about what came of that:
        it is about somebody who is here, or each tells only what they live through themselves (R3).
        """
        if not self.session.whom_asked or self.prompt() not in lines:
            return lines
        self.change(whom_asked=False)
        if self.session.plan.centre.are != "whom":
            return lines
        is_somebody = any(person.centre for person in self.agreed())
        at = lines.index(self.prompt())
        whom = line("about-somebody" if is_somebody else "about-nobody")
        return (*lines[:at], whom, *lines[at:])

    def name(self, id: PersonId) -> NameOf:
        """The name of a person, for a slot."""
        person = self.circle.person(id)
        return NameOf(id, person.name if person else None)


def line(key: str, **slots: Slot) -> Line:
    """A common text with its slots."""
    return Line(f"common.{key}", tuple(slots.items()))


def count(value: int) -> Count:
    """A number, for a slot."""
    return Count(value)
