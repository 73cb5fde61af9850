"""The people who play along: what the next of them would do, read from where the conversation is.

They join, agree, speak in their turn, raise a hand once, answer what is asked, and if one of them
leads, lead on. A pure reading of the circle: two looks at the same circle give the same act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.apart import Groups
from bot.core.circle import Ask, Circle, Open, Phase, Poll, Round, Session
from bot.core.effects import Button
from bot.core.mapping import Map
from bot.core.people import PersonId, Standing, UserId
from bot.core.plan import AskPlan, MapPlan, OpenPlan, RoundPlan, StagePlan
from bot.core.sides import is_for
from bot.rehearsal.words import Sentences

NEXT = "!volgende"

Act = tuple[UserId, str | Button]
"""Who does it, and what they say or tap."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What they say, and ``voices``: the voice that each of them brings."""

    say: Sentences
    voices: Mapping[UserId, str]


def next_act(
    circle: Circle, others: Sequence[UserId], leader: UserId, spoke: UserId | None, manner: Manner
) -> Act | None:
    """What one of ``others`` would do now; None: nothing, it is up to somebody else or to time.

    ``leader`` leads; ``spoke`` is whose words came last in the turn that is now.
    """
    session = circle.session
    if session is None or session.pause is not None:
        return None
    act = _own(circle, session, others, spoke, manner)
    if act is not None or leader not in others or _waits_for_somebody(circle, session, others):
        return act
    return (leader, NEXT)


def _own(
    circle: Circle, session: Session, others: Sequence[UserId], spoke: UserId | None, manner: Manner
) -> Act | None:
    for user in others:
        person = circle.person(PersonId(user))
        if session.phase is Phase.GATHERING and person is None:
            return (user, Button.DONE)
        undecided = person is not None and person.standing is Standing.JOINED
        if undecided and session.phase is not Phase.GATHERING:
            return (user, Button.DONE)
    stage, plan = session.stage, session.stage_plan
    if session.turn is not None:
        return _turn(circle, session, others, spoke, manner.say)
    for place, user in enumerate(others):
        id = PersonId(user)
        if circle.person(id) is None:
            continue
        if isinstance(stage, Ask) and isinstance(plan, AskPlan) and id not in stage.answered:
            answer = _answer(circle, plan, user, place, manner)
            if answer is not None:
                return (user, answer)
        if isinstance(stage, Poll) and id not in {answer.person for answer in stage.answers}:
            return (user, str(1 + place % max(2, len(stage.options))))
        if isinstance(stage, Map) and isinstance(plan, MapPlan) and _is_at_centre(circle, id):
            there = any((one.by, one.what) == (id, plan.what) for one in session.map)
            return (user, manner.say.done if there else manner.say.map[plan.what or "people"])
        if isinstance(stage, Groups) and _should_offer(circle, session, id):
            return (user, Button.HAND)
        if _wants_the_floor(circle, session, id):
            return (user, Button.HAND)
    return None


def _is_at_centre(circle: Circle, id: PersonId) -> bool:
    person = circle.person(id)
    return person is not None and person.centre


def _wants_the_floor(circle: Circle, session: Session, id: PersonId) -> bool:
    """Whether nobody is called now, and this one did not ask for the floor yet."""
    stage = session.stage
    if isinstance(stage, Open):
        asked = id in {one.person for one in stage.had}
    else:
        asked = not (isinstance(stage, Round) and stage.free)
        asked = asked or (isinstance(stage, Round) and id in (*stage.through, *stage.waiting))
    return not asked and _may_speak(circle, session.stage_plan, id)


def _may_speak(circle: Circle, plan: StagePlan, id: PersonId) -> bool:
    person = circle.person(id)
    return isinstance(plan, RoundPlan | OpenPlan) and (
        person is not None and is_for(plan.who, person)
    )


def _answer(
    circle: Circle, plan: AskPlan, user: UserId, place: int, manner: Manner
) -> str | Button | None:
    """What somebody answers to what all are asked; None if it is not asked of them."""
    person, session, say = circle.person(PersonId(user)), circle.session, manner.say
    if session is None or person is None or not is_for(plan.who, person):
        return None
    if plan.about:
        at_centre = sum(one.centre for one in circle.people)
        return say.me if at_centre < max(1, session.plan.centre.fewest) else say.no
    match plan.moment:
        case "voices":
            return manner.voices.get(user, Button.PASS)
        case "check-out":
            return say.word[place % len(say.word)]
    return say.yes


def _should_offer(circle: Circle, session: Session, id: PersonId) -> bool:
    """Whether somebody is the first of a group for which nobody offered to tell."""
    mine = next((one for one in session.groups if id in one.people), None)
    people = [circle.person(one) for one in mine.people] if mine is not None else []
    nobody = not any(one is not None and one.spokesperson for one in people)
    return mine is not None and mine.room is not None and nobody and mine.people[0] == id


def _turn(
    circle: Circle, session: Session, others: Sequence[UserId], spoke: UserId | None, say: Sentences
) -> Act | None:
    turn = session.turn
    speaker = circle.person(turn.person) if turn else None
    if turn is None or speaker is None or speaker.user not in others:
        return None
    if spoke == speaker.user:
        return (speaker.user, Button.DONE)
    harvest = isinstance(session.stage_plan, RoundPlan) and session.stage_plan.harvest
    sentences = say.line if harvest else say.turn
    return (speaker.user, sentences[turn.number % len(sentences)])


def _waits_for_somebody(circle: Circle, session: Session, others: Sequence[UserId]) -> bool:
    """Whether somebody who is played by hand is to answer first."""
    undecided = [
        person
        for person in circle.people
        if person.user not in others and person.standing is Standing.JOINED
    ]
    if session.phase is Phase.GATHERING:
        return len(circle.people) < len(session.present)
    stage, plan = session.stage, session.stage_plan
    if session.turn is not None or undecided or isinstance(stage, Groups | Map):
        return True
    agreed = {person.id for person in circle.people if person.standing is Standing.AGREED}
    if isinstance(stage, Poll):
        return bool(agreed - {answer.person for answer in stage.answers})
    asked = {one.id for one in circle.people if isinstance(plan, AskPlan) and is_for(plan.who, one)}
    return isinstance(stage, Ask) and bool(agreed & asked - set(stage.answered))
