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
    calling,
    centre,
    coming_and_going,
    forgetting,
    gathering,
    leading,
    meaning,
    moving,
    notes,
    overview,
    pictured,
    presence,
    safety,
    settings,
    undoing,
)
from bot.core.circle import HOUR_MS, Circle, Session
from bot.core.draft import Draft
from bot.core.effects import Button, Effect, Moment, Pass, Say
from bot.core.events import (
    AbsentNamed,
    Act,
    AlarmRang,
    Arrived,
    Asked,
    AskedPrivately,
    Claimed,
    Consented,
    Convened,
    Did,
    Event,
    Forgot,
    GroupMade,
    HandedOver,
    IdeaTold,
    Interrupted,
    Joined,
    LanguageChosen,
    Left,
    MendAsked,
    Mended,
    Noted,
    NotesAsked,
    Passed,
    Polled,
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
from bot.core.meetings import along, askings, changing, opening, planning, ringing
from bot.core.meetings.events import (
    AgendaAsked,
    BroughtAlong,
    CancelAsked,
    MoveAsked,
    PlanAsked,
    Reckoned,
    TakenAlong,
)  # fmt: skip
from bot.core.news import Leads, NotLeading
from bot.core.people import PersonId, RoomId
from bot.core.plan import AskPlan
from bot.core.stages import groups


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
    Act.HAND: {_S: undoing.hand},
    Act.HAND_DOWN: {_S: leading.in_stage},
    Act.PAUSE: {_G: leading.pause, _A: leading.pause, _S: leading.pause},
    Act.RESUME: {},
    Act.NEXT: {_G: gathering.next, _A: gathering.next, _S: leading.next},
    Act.BACK: {_G: undoing.back, _A: undoing.back, _S: undoing.back},
    Act.STOP: {_G: leading.stop, _A: leading.stop, _S: leading.stop},
    Act.ME: {_G: centre.me, _A: centre.me, _S: centre.me},
    Act.NOT_ME: {_G: centre.not_me, _A: centre.not_me, _S: centre.not_me},
    Act.HELP: dict.fromkeys(Where, settings.help),
    Act.CRISIS: dict.fromkeys(Where, calling.crisis),
    Act.BRING: dict.fromkeys(Where, calling.bring),
    Act.REST: dict.fromkeys(Where, calling.rest),
    Act.OVERVIEW: dict.fromkeys(Where, overview.asked),
    Act.PICTURE: dict.fromkeys(Where, pictured.asked),
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


def _joined(draft: Draft, event: Joined) -> None:
    coming_and_going.joined(draft, event)
    notes.came(draft, event)


def _left(draft: Draft, event: Left) -> None:
    coming_and_going.left(draft, event)
    notes.left(draft, event)
    askings.forget(draft, event.user)
    planning.left(draft, event.user)


def _words_removed(draft: Draft, event: WordsRemoved) -> None:
    undoing.removed(draft, event)
    notes.removed(draft, event)
    askings.gone(draft, event.event)


def _words_changed(draft: Draft, event: WordsChanged) -> None:
    undoing.changed(draft, event)
    if not (notes.changed(draft, event) or coming_and_going.seat_renamed(draft, event)):
        presence.named(draft, event.mentions or ())
        presence.theme_changed(draft, event)


def _interrupted(draft: Draft, event: Interrupted) -> None:
    leading.interrupted(draft, event)
    notes.anew(draft, event)
    ringing.interrupted(draft)


def _rang(draft: Draft, event: AlarmRang) -> None:
    leading.rang(draft, event)
    planning.let_go(draft)
    ringing.reckoned(draft, event)
    opening.rang(draft)


def _polled(draft: Draft, event: Polled) -> None:
    if not askings.polled(draft, event):
        leading.polled(draft, event)


def _group_made(draft: Draft, event: GroupMade) -> None:
    moving.settle(draft, groups.made(draft, event))


OTHER: dict[type[Any], Callable[[Draft, Any], None]] = {
    Arrived: settings.arrived,
    Asked: settings.asked,
    AskedPrivately: settings.asked_privately,
    Forgot: forgetting.forget,
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
    Joined: _joined,
    Left: _left,
    AlarmRang: _rang,
    Interrupted: _interrupted,
    Unreadable: leading.unreadable,
    WordsRemoved: _words_removed,
    WordsChanged: _words_changed,
    TookBack: notes.take_back,
    Noted: notes.offered,
    Claimed: notes.claimed,
    Consented: notes.consented,
    NotesAsked: notes.asked,
    AbsentNamed: presence.not_without,
    Polled: _polled,
    PlanAsked: planning.asked,
    MoveAsked: changing.move,
    CancelAsked: changing.cancel,
    AgendaAsked: changing.agenda,
    Reckoned: ringing.reckoned,
    Convened: opening.convened,
    IdeaTold: askings.idea,
    TakenAlong: along.taken,
    BroughtAlong: along.brought,
    GroupMade: _group_made,
    Passed: groups.heard,
}

ASKS_OF_NOTES = (Act.YES, Act.NO, Act.AGREE)
"""What may also answer a note, where nothing else came of it."""

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
            done = _commanded(circle, event)
            return done if _comes_of_it(circle, *done) else _about_a_note(circle, event) or done
        case Tapped():
            return _tapped(circle, event)
        case Spoke():
            return _spoke(circle, event)
        case Passed(at, origin, Leads(user, leads, wants)):
            return _led_from_group(circle, at, origin, Leads(user, leads, wants))
    draft = Draft(circle, event.at)
    OTHER[type(event)](draft, event)
    return _finish(draft, circle)


def _about_a_note(circle: Circle, event: Did) -> tuple[Circle, tuple[Effect, ...]] | None:
    """What a yes or no means where nothing else asked for it: the answer to a note, if it is one."""
    if event.act not in ASKS_OF_NOTES or event.person != PersonId(event.user):
        return None
    draft = Draft(circle, event.at)
    notes.unaddressed(draft, event)
    return _finish(draft, circle) if draft.effects else None


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
        undoing.remember(circle, draft, event)
    return _finish(draft, circle)


def _commanded(circle: Circle, event: Did) -> tuple[Circle, tuple[Effect, ...]]:
    """A yes or no goes to the nearest question; some are asked where no stage asks anything."""
    if circle.session is None and event.act in (Act.AGREE, Act.TICK):
        event = (
            replace(event, act=Act.YES)
            if planning.is_asked(circle, event.user, event.at)
            else event
        )
    if event.act not in (Act.YES, Act.NO) or event.person != PersonId(event.user):
        return _did(circle, event)
    if calling.is_nearest(circle, event.user, event.at):
        return _did(circle, replace(event, act=_TO_CALL[event.act]))
    if planning.is_asked(circle, event.user, event.at):
        return _about_plan(circle, event)
    if event.act is Act.YES and meaning.is_offered_task(circle, event.user):
        return _did(circle, replace(event, act=Act.LEAD))
    answered = _did(circle, event)
    if _is_fault(answered[1]) and calling.may_be_meant(circle, event):
        return _did(circle, replace(event, act=_TO_CALL[event.act]))
    if _is_fault(answered[1]) and planning.may_be_meant(circle, event):
        return _about_plan(circle, event)
    return answered


def _about_plan(circle: Circle, event: Did) -> tuple[Circle, tuple[Effect, ...]]:
    """Answer to the plan that waits for a yes."""
    draft = Draft(circle, event.at)
    planning.answered(draft, event)
    return _finish(draft, circle)


_TO_CALL = {Act.YES: Act.BRING, Act.NO: Act.REST}


def _is_fault(effects: tuple[Effect, ...]) -> bool:
    return any(isinstance(effect, Say) and effect.moment == "fault" for effect in effects)


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


def _led_from_group(
    circle: Circle, at: int, origin: RoomId, wish: Leads
) -> tuple[Circle, tuple[Effect, ...]]:
    """Somebody in a small group wants to go on or to stop: the same as here, for who may lead.

    Who may not lead on is told so there.
    """
    session = circle.session
    if session is None or all(group.room != origin for group in session.groups):
        return circle, ()
    if wish.wants == "next" and not (wish.leads or wish.user in session.facilitators):
        return circle, (Pass(origin, NotLeading()),)
    act = Act.NEXT if wish.wants == "next" else Act.STOP
    return _did(circle, Did(at, wish.user, wish.leads, act, PersonId(wish.user)))


def _tapped(circle: Circle, event: Tapped) -> tuple[Circle, tuple[Effect, ...]]:
    """A tap that means nothing now is let be."""
    if event.mark.moment == "plan-confirm":
        yes = Did(event.at, event.user, event.leads, Act.YES, PersonId(event.user), event.event)
        meant = event.button is Button.DONE and planning.is_of(circle, event.mark, event.user)
        may = planning.waits_for(circle, event.user, event.at)
        return _about_plan(circle, yes) if meant and may else (circle, ())
    return _attempt(circle, event, meaning.of_tap(circle, event)) or (circle, ())


def _spoke(circle: Circle, event: Spoke) -> tuple[Circle, tuple[Effect, ...]]:
    """Plain words are a command only where the law knows what to do with them here and now."""
    if (answer := planning.of_words(circle, event)) is not None:
        said = Did(event.at, event.user, event.leads, answer, PersonId(event.user), event.event)
        return _about_plan(circle, said)
    if circle.session is None:
        return circle, ()
    done = _attempt(circle, event, meaning.of_words(circle, event))
    after, effects = done or (circle, ())
    if after.session is None or (done is not None and not _is_word(circle.session, after.session)):
        return after, effects
    draft = Draft(after, event.at)
    if event.at - after.session.idle_since >= HOUR_MS:
        draft.change(idle_since=event.at)
    if done is None and meaning.crosses(circle, event):
        draft.change(crossed=True)
    undoing.spoken(draft, event)
    presence.named(draft, event.mentions)
    leading.spoke(draft, event)
    after, more = _finish(draft, after)
    return after, (*effects, *more)


def _is_word(before: Session, after: Session) -> bool:
    """What somebody types at the check-out is their word, whatever else it means, if that goes on."""
    plan = before.stage_plan if before.stage is not None else None
    goes_on = before.position == after.position
    return isinstance(plan, AskPlan) and plan.moment == "check-out" and goes_on


def _attempt(
    circle: Circle, event: Tapped | Spoke, act: Act | None
) -> tuple[Circle, tuple[Effect, ...]] | None:
    """Do it if it means something here and now; None if all it would bring is a fault.

    Who leads and wants to go on, and who wants to be at the centre, hears why that cannot be: they would
    wait for nothing.
    """
    if act is None:
        return None
    tapped = isinstance(event, Tapped)
    did = Did(event.at, event.user, event.leads, act, PersonId(event.user), event.event, tapped)
    after, effects = _did(circle, did)
    told = act in (Act.NEXT, Act.ME) and bool(effects)
    return (after, effects) if told or _comes_of_it(circle, after, effects) else None


def _comes_of_it(before: Circle, after: Circle, effects: tuple[Effect, ...]) -> bool:
    """Whether something changed or was said, other than that it cannot be."""
    if any(isinstance(effect, Say) and effect.moment == "fault" for effect in effects):
        return False
    return after != before or bool(effects)


def _finish(draft: Draft, before: Circle) -> tuple[Circle, tuple[Effect, ...]]:
    """Keep nothing for longer than it is for, and the overview true; add whose keys are new; and note
    that something happened, coarsely, so that an idle session can be closed one day.
    """
    draft.keep_for_now(before)
    if draft.circle != before:
        opening.look(draft)
    groups.told_of_pause(draft, before)
    overview.kept_true(draft, before)
    told = safety.tell_new_keys(draft, before)
    if draft.circle.session is not None:
        for user in told:  # they could not read the invitation
            coming_and_going.welcome_to_gathering(draft, user)
    session = draft.circle.session
    asked = tuple(one for one in draft.effects if isinstance(one, Say) and one.moment in ASKS)
    if session is not None and session.crossed and asked:
        draft.change(crossed=False)
    if asked and draft.circle.calls:
        calling.something_nearer(draft, asked)
    if any(one.moment != "plan-confirm" for one in asked):
        planning.something_nearer(draft)
    undoing.expire(before, draft)
    session = draft.circle.session
    if session is not None and draft.circle != before and draft.at > session.idle_since:
        draft.circle = replace(draft.circle, session=replace(session, idle_since=draft.at))
    return draft.circle, tuple(draft.effects)
