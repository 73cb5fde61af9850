"""Leading a running session: words and taps in a stage, on to the next, pause, stop, time.

| what happens | what it does |
|---|---|
| done, pass, later, hand | the stage makes of it what it means there; else a kind ``fault`` |
| yes, while a facilitator is sought | whoever says so first has the task |
| next, while a newcomer is waited for | the newcomer reads along for now |
| next | the stage leads on |
| pause, by anyone | paused at once |
| resume, by who paused, a facilitator, or anyone once the pauser is gone | where it was |
| stop, by a facilitator | closed; by another: paused, and the facilitator is asked |
| an answer to the poll that goes on | the stage makes of it what it means there |
| words are removed, or changed | the harvest, a poll and the theme no longer have what stood in them |
| nothing happened for very long | closed |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import (
    calling,
    coming_and_going,
    gathering,
    harvest,
    leaving,
    moving,
    overview,
    presence,
    safety,
)
from bot.core.circle import IDLE_MS, Open, Pause, Phase, Poll, Round, Session, Turn, stage_alarm
from bot.core.draft import Draft, line
from bot.core.effects import Button, Line, NameOf
from bot.core.events import (
    Act,
    AlarmRang,
    Did,
    HandedOver,
    Interrupted,
    Polled,
    Spoke,
    Unreadable,
    WordsChanged,
    WordsRemoved,
)  # fmt: skip
from bot.core.people import Person, PersonId, Standing
from bot.core.plan import AskPlan, OpenPlan, PollPlan, RoundPlan
from bot.core.sides import is_for
from bot.core.stages import KINDS, map, poll


def in_stage(draft: Draft, event: Did) -> None:
    """A word or a tap in a stage. Who brought a seat answers for it when it has the floor."""
    turn = draft.session.turn
    if moving.act_in_stage(draft, event.act, _actor(draft, event, turn)):
        return
    person = draft.circle.person(event.person)
    if person is None or person.standing is not Standing.AGREED:
        return draft.fault("not-in-circle")
    if event.act in (Act.HAND, Act.HAND_DOWN):
        if _listens(draft, person):
            return draft.fault("hand-listen")
        in_round = isinstance(draft.session.stage, Round)
        return draft.fault("hand-later" if in_round else "hand-not-now")
    if isinstance(draft.session.stage, Poll):
        return draft.fault("poll-how")
    if turn is None:
        return draft.fault("no-turn")
    if isinstance(draft.session.stage, Open):
        return draft.fault("not-your-floor", name=draft.name(turn.person))
    return draft.fault("not-your-turn", name=draft.name(turn.person))


def _listens(draft: Draft, person: Person) -> bool:
    """Whether the floor is others' now, and this person listens."""
    plan = draft.session.stage_plan
    return isinstance(plan, RoundPlan | OpenPlan) and not is_for(plan.who, person)


def yes(draft: Draft, event: Did) -> None:
    """Yes to whatever was asked of this person."""
    if moving.act_in_stage(draft, Act.YES, _actor(draft, event, draft.session.turn)):
        return None
    if moving.unsettled(draft.circle, event.person):
        return coming_and_going.agree(draft, event)
    return _not_asked(draft, event)


def tick(draft: Draft, event: Did) -> None:
    """A typed ✅: done, for whoever has the floor; yes to what was asked, for others."""
    if not moving.act_in_stage(draft, Act.DONE, _actor(draft, event, draft.session.turn)):
        yes(draft, event)


def no(draft: Draft, event: Did) -> None:
    """No to whatever was asked of this person."""
    if moving.act_in_stage(draft, Act.NO, _actor(draft, event, draft.session.turn)):
        return None
    if moving.unsettled(draft.circle, event.person):
        return coming_and_going.step_back(draft, event)
    return None if draft.session.seeking_facilitator else _not_asked(draft, event)


def _not_asked(draft: Draft, event: Did) -> None:
    """Nothing was asked of this person; what is asked of the circle, a reader hears how to answer."""
    stage, plan = draft.session.stage, draft.session.stage_plan
    of_circle = isinstance(plan, AskPlan) and plan.moment in ("ask", "permission")
    of_circle = of_circle or (
        isinstance(stage, Open | Round) and stage.asked and stage.turn is None
    )
    person = draft.circle.person(event.person)
    sits = person is not None and person.standing is Standing.AGREED
    return draft.fault("not-in-circle" if of_circle and not sits else "nothing-asked")


def next(draft: Draft, event: Did) -> None:
    """The facilitator leads on."""
    session = draft.session
    if not moving.may_lead(draft, event):
        return draft.fault("not-facilitator")
    speaks_in_turn = isinstance(session.stage, Round | Open)
    if session.newcomers and session.turn is None and speaks_in_turn:
        draft.change(newcomers=(), newcomers_until=None)
        return moving.people_changed(draft)
    if session.stage is None:
        return None
    kind = KINDS[session.stage.kind]
    return moving.settle(draft, kind.moved_on(draft, session.stage_plan, session.stage))


def pause(draft: Draft, event: Did) -> None:
    """At once, for anyone; nobody is asked why."""
    draft.change(pause=Pause(event.user, event.at))
    draft.say("paused", line("paused"))


def already_paused(draft: Draft, event: Did) -> None:
    """Point to how to go on."""
    draft.fault("paused")


def resume(draft: Draft, event: Did) -> None:
    """Go on where it was."""
    session = draft.session
    asked_for = session.pause
    if asked_for is None:
        return draft.fault("not-paused")
    pauser_gone = asked_for.by is not None and asked_for.by not in session.present
    of_kring = asked_for.by is None or bool(draft.circle.new_keys)
    nobody_leads = of_kring and not safety.leader_to_ask(draft)
    may = asked_for.anyone or event.user == asked_for.by or moving.may_lead(draft, event)
    if safety.own_key(draft, event):
        return draft.fault("own-key")
    if not (may or pauser_gone or nobody_leads):
        return draft.fault("resume-others")
    if safety.keeps(draft, event):
        return None
    if presence.missing(draft):
        return draft.fault("awaits")
    if moving.deserted(draft):
        return draft.fault("circle-empty")
    return _resume(draft)


def stop(draft: Draft, event: Did) -> None:
    """Ending is the facilitator's; from another it is a wish to be heard."""
    if moving.may_lead(draft, event):
        return moving.close(draft)
    session = draft.session
    asked_before = session.pause is not None and session.pause.stop_asked
    pause = session.pause or Pause(event.user, event.at)
    draft.change(pause=replace(pause, stop_asked=True))
    if asked_before:
        return draft.fault("stop-asked")
    present = tuple(user for user in session.facilitators if user in session.present)
    if not present:
        draft.change(sought=draft.at)
        return draft.say("paused", line("paused"), line("facilitator-gone"))
    asked = line("paused-stop-asked", name=NameOf(PersonId(present[0])))
    return draft.say("paused", asked, mention=present)


def take_over(draft: Draft, event: Did) -> None:
    """Whoever says so first has the facilitator's task, and what was asked of a facilitator.

    Where nobody is sought for it, the same words may offer to tell for one's group.
    """
    if not draft.session.seeking_facilitator and moving.act_in_stage(
        draft, event.act, event.person
    ):
        return None
    if not draft.session.seeking_facilitator or event.user not in draft.session.present:
        return draft.fault("nothing-asked")
    draft.change(facilitators=(event.user,), sought=None)
    name = NameOf(PersonId(event.user))
    pause = draft.session.pause
    asked = [line("paused-stop-asked", name=name)] if pause and pause.stop_asked else []
    handed = line("facilitator-handed", name=name)
    return draft.say("help", handed, *asked, mention=(event.user,))


def stop_confirmed(draft: Draft, event: Did) -> None:
    """The facilitator agrees to stop."""
    moving.close(draft)


def spoke(draft: Draft, event: Spoke) -> None:
    """Words: the stage knows whether they were in turn."""
    session = draft.session
    if session.stage is None:
        return
    kind = KINDS[session.stage.kind]
    outcome = kind.spoke(draft, session.stage_plan, session.stage, event)
    moving.settle(draft, outcome)


def polled(draft: Draft, event: Polled) -> None:
    """An answer to the poll that goes on; to one that is over it is too late."""
    session = draft.circle.session
    if session is None or event.poll != poll.mark(draft.circle):
        return
    plan, state = session.stage_plan, session.stage
    if isinstance(plan, PollPlan) and isinstance(state, Poll):
        moving.settle(draft, poll.polled(draft, plan, state, event))


def words_removed(draft: Draft, event: WordsRemoved) -> None:
    """A message is gone: somebody's, with what they brought by it, or Kring's own."""
    if event.mark is not None and event.mark.handle == overview.HANDLE:
        return overview.removed(draft)
    harvest.removed(draft, event)
    return _nothing_in(draft, event)


def words_changed(draft: Draft, event: WordsChanged) -> None:
    """A message reads differently now."""
    harvest.changed(draft, event)
    _nothing_in(draft, event)


def _nothing_in(draft: Draft, event: WordsRemoved | WordsChanged) -> None:
    """No answer, nothing on a map and no theme stands in a message any more."""
    if draft.circle.session is None:
        return
    map.gone(draft, event.event)
    if draft.session.theme == event.event and draft.session.topic is not None:
        draft.change(topic=None)  # what the library asks goes with the words that named it
    stage = draft.session.stage
    if isinstance(stage, Poll):
        poll.gone(draft, stage, event.event)


def hand_over(draft: Draft, event: HandedOver) -> None:
    """The task goes to one or two others, who are in the room."""
    if draft.circle.session is None:
        return draft.fault("no-session")
    if not moving.may_lead(draft, event) and leaving.facilitator_present(draft.session):
        return draft.fault("not-facilitator")
    to = tuple(dict.fromkeys(event.to))
    if not 1 <= len(to) <= 2:
        return draft.fault("who")
    if not all(user in draft.session.present for user in to):
        return draft.fault("not-here")
    draft.change(facilitators=to, sought=None)
    names = [NameOf(PersonId(user)) for user in to]
    if len(names) > 1:
        handed = line("facilitators-shared", name=names[0], other=names[1])
    else:
        handed = line("facilitator-handed", name=names[0])
    return draft.say("help", handed, mention=to)


def rang(draft: Draft, event: AlarmRang) -> None:
    """A time has come; what it was for is read from the state."""
    calling.let_go(draft)
    session = draft.circle.session
    if session is None:
        return draft.let_go_in_time()
    if session.idle_since + IDLE_MS[session.mode] <= event.at:
        return moving.close(draft)
    if session.pause is not None:
        return
    if session.newcomers_until is not None and session.newcomers_until <= event.at:
        draft.change(newcomers=(), newcomers_until=None)
        moving.people_changed(draft)
    stage = draft.session.stage if draft.circle.session else None
    due = stage_alarm(stage)
    if stage is not None and due is not None and due <= event.at:
        moving.settle(draft, KINDS[stage.kind].rang(draft, draft.session.stage_plan, stage))


def interrupted(draft: Draft, event: Interrupted) -> None:
    """Say anew where the conversation is, as it is now."""
    safety.interrupted(draft)
    session = draft.circle.session
    if session is None:
        return
    _say_where(draft, session)
    overview.again(draft)


def _say_where(draft: Draft, session: Session) -> None:
    if session.pause is not None:
        return draft.say("paused", line("where-paused"))
    match session.phase:
        case Phase.GATHERING:
            return draft.say("gathering", line("where-gathering"), buttons=(Button.DONE,))
        case Phase.AGREEMENTS:
            return draft.say("agreements", line("where-agreements"), buttons=(Button.DONE,))
    unasked = isinstance(session.stage, Round) and not session.stage.prompted
    prompt: tuple[Line, ...] = () if unasked else (draft.prompt(),)
    if isinstance(session.stage, Poll):
        prompt = poll.in_words(draft)
    return moving.say_resumed(draft, line("where-stages"), *prompt)


def unreadable(draft: Draft, event: Unreadable) -> None:
    """Ask, once in a turn, to send it again; the turn waits."""
    session = draft.circle.session
    if session is None or event.user not in session.present:
        return
    if event.user in session.resend_asked:
        return
    draft.change(resend_asked=(*session.resend_asked, event.user))
    person = PersonId(event.user)
    asked = line("resend", name=draft.name(person))
    draft.say("ask", asked, mention=(event.user,), person=person)


def _actor(draft: Draft, event: Did, turn: Turn | None) -> PersonId:
    speaker = draft.circle.person(turn.person) if turn else None
    answers_for = speaker is not None and speaker.user == event.user
    is_hand = event.act in (Act.HAND, Act.HAND_DOWN)
    if speaker is not None and not is_hand and answers_for and event.person == PersonId(event.user):
        return speaker.id
    return event.person


def _resume(draft: Draft) -> None:
    moving.resume(draft)
    gathering.begin_when_agreed(draft)
