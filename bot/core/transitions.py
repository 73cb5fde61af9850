"""The law. One room, one event at a time: ``step(circle, event) -> (circle, effects)``.

A session lives as follows. A facilitator **starts** it in a safe room, and a *gathering* is called:
whoever wants to sit down joins, and everybody else reads along. Then the *agreements* are laid
before those who joined, and when all of them have agreed the *stages* begin. Each stage is of a
kind that has a small law of its own (``stages/``). The last stages are the check-out and the
after-talk; after them the session is closed and what tied people to it is gone. It may be *paused*
from anywhere, by anyone, and goes on where it was.

The table below is the life cycle. A row is what somebody does; a column is where the session is;
a cell is what happens. What is not in the table means nothing there: the circle does not change,
and a person who typed a command gets a kind answer. A pause does not take words away from anyone:
only the rows of ``PAUSED`` are different then, and no new turn is given.

Everything else that happens (people coming and going, words, alarms, settings) is in ``OTHER``,
one handler for each event, because it does not depend on where the session is in its life.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from bot.core import (
    coming_and_going,
    gathering,
    harvest,
    leading,
    meaning,
    moving,
    safety,
    settings,
)
from bot.core.circle import HOUR_MS, Circle, Session
from bot.core.draft import Draft
from bot.core.effects import Effect, Moment, Say
from bot.core.events import (
    Act,
    AlarmRang,
    Arrived,
    Asked,
    AskedPrivately,
    Did,
    Event,
    HandedOver,
    Interrupted,
    Joined,
    LanguageChosen,
    Left,
    MendAsked,
    Mended,
    RenewAsked,
    Renewed,
    RoomChanged,
    SafetyAsked,
    SeatBrought,
    SeatTaken,
    Spoke,
    Started,
    Tapped,
    TookBack,
    Trusted,
    Unreadable,
    VoicesTold,
    WordsChanged,
    WordsRemoved,
)  # fmt: skip
from bot.core.people import PersonId
from bot.core.plan import AskPlan


class Where(StrEnum):
    """The columns of the life cycle."""

    NOWHERE = "no session"
    GATHERING = "gathering"
    AGREEMENTS = "agreements"
    STAGES = "stages"


Handler = Callable[[Draft, Did], None]
_N, _G, _A, _S = Where

TABLE: dict[Act, dict[Where, Handler]] = {
    Act.JOIN: {_G: gathering.join, _A: gathering.join, _S: coming_and_going.join_late},
    Act.LISTEN: {_G: gathering.listen, _A: gathering.listen, _S: coming_and_going.step_back},
    Act.AGREE: {_G: gathering.join, _A: gathering.agree, _S: coming_and_going.agree},
    Act.YES: {_G: gathering.join, _A: gathering.agree, _S: leading.yes},
    Act.NO: {_G: gathering.listen, _A: gathering.listen, _S: leading.no},
    Act.LEAD: {_G: leading.take_over, _A: leading.take_over, _S: leading.take_over},
    Act.TICK: {_G: gathering.join, _A: gathering.agree, _S: leading.tick},
    Act.DONE: {_S: leading.in_stage},
    Act.PASS: {_S: leading.in_stage},
    Act.LATER: {_S: leading.in_stage},
    Act.HAND: {_S: leading.in_stage},
    Act.HAND_DOWN: {_S: leading.in_stage},
    Act.PAUSE: {_G: leading.pause, _A: leading.pause, _S: leading.pause},
    Act.RESUME: {},
    Act.NEXT: {_G: gathering.next, _A: gathering.next, _S: leading.next},
    Act.STOP: {_G: leading.stop, _A: leading.stop, _S: leading.stop},
    Act.HELP: dict.fromkeys(Where, settings.help),
    Act.CRISIS: dict.fromkeys(Where, settings.crisis),
}

PAUSED: dict[Act, Handler] = {
    Act.RESUME: leading.resume,
    Act.PAUSE: leading.already_paused,
    Act.NEXT: leading.already_paused,
}

STOP_ASKED: dict[Act, Handler] = {Act.YES: leading.stop_confirmed, Act.NO: leading.resume}
"""The facilitator's answer while somebody else asked to stop."""

FRESH_OFFERED: dict[Act, Handler] = {Act.YES: safety.yes, Act.NO: safety.no}
"""The answer of whoever leads, where no session runs, while a fresh room is offered."""

NOT_HERE: dict[Act, str] = {
    Act.DONE: "no-turn",
    Act.PASS: "no-turn",
    Act.LATER: "no-turn",
    Act.HAND: "hand-later",
    Act.HAND_DOWN: "hand-later",
    Act.RESUME: "not-paused",
    Act.YES: "nothing-asked",
    Act.NO: "nothing-asked",
}
"""What is answered where the table has no cell and a session runs."""

OTHER: dict[type[Any], Callable[[Draft, Any], None]] = {
    Arrived: settings.arrived,
    Asked: settings.asked,
    AskedPrivately: settings.asked_privately,
    VoicesTold: settings.voices_told,
    LanguageChosen: settings.language_chosen,
    Trusted: settings.trusted,
    SafetyAsked: safety.asked,
    MendAsked: safety.mend_asked,
    Mended: safety.mended,
    RenewAsked: safety.renew_asked,
    Renewed: safety.renewed,
    RoomChanged: safety.changed,
    Started: gathering.start,
    HandedOver: leading.hand_over,
    SeatBrought: coming_and_going.seat_brought,
    SeatTaken: coming_and_going.seat_taken,
    Joined: coming_and_going.joined,
    Left: coming_and_going.left,
    AlarmRang: leading.rang,
    Interrupted: leading.interrupted,
    Unreadable: leading.unreadable,
    WordsRemoved: harvest.removed,
    WordsChanged: harvest.changed,
    TookBack: harvest.take_back,
}

ASKS: frozenset[Moment] = frozenset(
    {"gathering", "agreements", "welcome-newcomer", "voices", "ask", "permission", "poll", "turn",
     "check-out", "crisis", "plan-confirm"}
)  # fmt: skip
"""With these Kring asks something; the answers that follow are to that."""


def step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
    """What becomes of a circle when something happens, and what is asked for.

    Deterministic and without side effects: the same circle and event give the same answer.
    """
    match event:
        case Did():
            return _did(circle, _commanded(circle, event))
        case Tapped():
            return _tapped(circle, event)
        case Spoke():
            return _spoke(circle, event)
    draft = Draft(circle, event.at)
    OTHER[type(event)](draft, event)
    return _finish(draft, circle)


def where(circle: Circle) -> Where:
    """In which column of the life cycle a circle is."""
    return Where[circle.session.phase.name] if circle.session else Where.NOWHERE


def _did(circle: Circle, event: Did) -> tuple[Circle, tuple[Effect, ...]]:
    draft = Draft(circle, event.at)
    nearest = _in_pause(draft, event) or _offered(draft, event)
    handler = nearest or TABLE.get(event.act, {}).get(where(circle))
    fault = _seat_fault(circle, event)
    if fault is not None:
        draft.fault(fault)
    elif handler is None:
        draft.fault(NOT_HERE.get(event.act, "no-session") if circle.session else "no-session")
    else:
        handler(draft, event)
    return _finish(draft, circle)


def _commanded(circle: Circle, event: Did) -> Did:
    """A yes goes to the nearest question; the facilitator's task is asked of all."""
    takes_over = (
        event.act is Act.YES
        and event.person == PersonId(event.user)
        and meaning.is_offered_task(circle, event.user)
    )
    return replace(event, act=Act.LEAD) if takes_over else event


def _in_pause(draft: Draft, event: Did) -> Handler | None:
    session = draft.circle.session
    if session is None or session.pause is None:
        return None
    if session.pause.stop_asked and event.act in STOP_ASKED and moving.may_lead(draft, event):
        return STOP_ASKED[event.act]
    return PAUSED.get(event.act)


def _offered(draft: Draft, event: Did) -> Handler | None:
    circle = draft.circle
    offered = circle.session is None and circle.fresh_offered and event.leads
    return FRESH_OFFERED.get(event.act) if offered else None


def _seat_fault(circle: Circle, event: Did) -> str | None:
    """Who brought a seat answers for it; the facilitator may keep its turn going, not agree for it."""
    if event.person == PersonId(event.user):
        return None
    seat = circle.person(event.person)
    if seat is None or not seat.is_seat:
        return "unknown-seat"
    session = circle.session
    leads = event.leads or (session is not None and event.user in session.facilitators)
    for_anyone = event.act in (Act.DONE, Act.PASS, Act.LATER, Act.HAND, Act.HAND_DOWN)
    return None if seat.user == event.user or (leads and for_anyone) else "seat-of-other"


def _tapped(circle: Circle, event: Tapped) -> tuple[Circle, tuple[Effect, ...]]:
    """A tap that means nothing now is let be."""
    return _attempt(circle, event, meaning.of_tap(circle, event)) or (circle, ())


def _spoke(circle: Circle, event: Spoke) -> tuple[Circle, tuple[Effect, ...]]:
    """Plain words are a command only where the law knows what to do with them here and now."""
    if circle.session is None:
        return circle, ()
    done = _attempt(circle, event, meaning.of_words(circle, event))
    if done is not None and not _is_check_out(circle.session):
        return done
    # What somebody types at the check-out is their word, whatever else it means.
    after, effects = done or (circle, ())
    draft = Draft(after, event.at)
    if after.session is None:
        return after, effects
    if event.at - after.session.idle_since >= HOUR_MS:
        draft.change(idle_since=event.at)
    if done is None and meaning.crosses(circle, event):
        draft.change(crossed=True)
    leading.spoke(draft, event)
    after, more = _finish(draft, circle)
    return after, (*effects, *more)


def _is_check_out(session: Session) -> bool:
    plan = session.stage_plan if session.stage is not None else None
    return isinstance(plan, AskPlan) and plan.moment == "check-out"


def _attempt(
    circle: Circle, event: Tapped | Spoke, act: Act | None
) -> tuple[Circle, tuple[Effect, ...]] | None:
    """Do it if it means something here and now; None if all it would bring is a fault."""
    if act is None:
        return None
    did = Did(event.at, event.user, event.leads, act, PersonId(event.user))
    after, effects = _did(circle, did)
    if any(isinstance(effect, Say) and effect.moment == "fault" for effect in effects):
        return None
    if after == circle and not effects:
        return None
    return after, effects


def _finish(draft: Draft, before: Circle) -> tuple[Circle, tuple[Effect, ...]]:
    """Add whose keys are new, and note that something happened, coarsely: idle sessions are closed."""
    told = safety.tell_new_keys(draft, before)
    if draft.circle.session is not None:
        for user in told:  # they could not read the invitation
            coming_and_going.welcome_to_gathering(draft, user)
    session = draft.circle.session
    asked = any(isinstance(effect, Say) and effect.moment in ASKS for effect in draft.effects)
    if session is not None and session.crossed and asked:
        draft.change(crossed=False)
        session = draft.session
    if session is not None and draft.circle != before and draft.at > session.idle_since:
        draft.circle = replace(draft.circle, session=replace(session, idle_since=draft.at))
    return draft.circle, tuple(draft.effects)
