"""The people who play along: what the next of them would do, read from where the conversation is.

They join, agree, speak in their turn, raise a hand once, answer what is asked, and if one of them
leads, lead on. A pure reading of the circle: two looks at the same circle give the same act.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.circle import Ask, Circle, Open, Phase, Poll, Session
from bot.core.effects import Button
from bot.core.people import PersonId, Standing, UserId
from bot.core.plan import AskPlan, RoundPlan
from bot.rehearsal.words import Sentences

NEXT = "!volgende"

Act = tuple[UserId, str | Button]
"""Who does it, and what they say or tap."""


def next_act(
    circle: Circle, others: Sequence[UserId], leader: UserId, spoke: UserId | None, say: Sentences
) -> Act | None:
    """What one of ``others`` would do now; None: nothing, it is up to somebody else or to time.

    ``leader`` leads; ``spoke`` is whose words came last in the turn that is now.
    """
    session = circle.session
    if session is None or session.pause is not None:
        return None
    act = _own(circle, session, others, spoke, say)
    if act is not None or leader not in others or _waits_for_somebody(circle, session, others):
        return act
    return (leader, NEXT)


def _own(
    circle: Circle, session: Session, others: Sequence[UserId], spoke: UserId | None, say: Sentences
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
        return _turn(circle, session, others, spoke, say)
    for place, user in enumerate(others):
        id = PersonId(user)
        if circle.person(id) is None:
            continue
        if isinstance(stage, Ask) and isinstance(plan, AskPlan) and id not in stage.answered:
            return (user, _answer(circle, plan, place, say))
        if isinstance(stage, Poll) and id not in {answer.person for answer in stage.answers}:
            return (user, str(1 + place % max(2, len(stage.options))))
        if isinstance(stage, Open) and id not in {one.person for one in stage.had}:
            return (user, Button.HAND)
    return None


def _answer(circle: Circle, plan: AskPlan, place: int, say: Sentences) -> str | Button:
    """What is answered to a question to all: the first one asked is whom a talk is about."""
    if plan.about:
        return say.no if any(person.centre for person in circle.people) else say.me
    match plan.moment:
        case "voices":
            return Button.PASS
        case "check-out":
            return say.word[place % len(say.word)]
    return say.yes


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
    if session.turn is not None or undecided:
        return True
    stage = session.stage
    agreed = {person.id for person in circle.people if person.standing is Standing.AGREED}
    if isinstance(stage, Poll):
        return bool(agreed - {answer.person for answer in stage.answers})
    return isinstance(stage, Ask) and bool(agreed - set(stage.answered))
