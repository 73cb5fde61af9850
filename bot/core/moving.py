"""Moving a session along its stages, and out of it: what the life cycle and the stages both need."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.core import lately, leaving, overview, presence, safety
from bot.core.circle import Circle, Pause, Phase, Poll, Session
from bot.core.draft import Draft, Outcome, line
from bot.core.effects import Close, Line
from bot.core.events import Act, Did, HandedOver, SeatTaken
from bot.core.people import Person, PersonId, Standing, UserId
from bot.core.plan import AskPlan
from bot.core.series import over
from bot.core.stages import KINDS, groups, poll

NEWCOMER_SECONDS = 300
"""How long the circle waits for a newcomer's answer; then they read along for now."""


def with_session(circle: Circle, people: tuple[Person, ...], session: Session) -> Circle:
    """A circle in which a session begins."""
    return replace(circle, people=people, session=session, fresh_offered=False)


def may_lead(draft: Draft, event: Did | HandedOver | SeatTaken) -> bool:
    """Whether this user leads here: by the room or the configuration, or handed the task."""
    return event.leads or event.user in draft.session.facilitators


def unsettled(circle: Circle, id: PersonId) -> bool:
    """Whether this person is still asked to agree: a newcomer, or joined and not yet agreed."""
    person = circle.person(id)
    newcomers = circle.session.newcomers if circle.session else ()
    return UserId(id) in newcomers or (person is not None and person.standing is Standing.JOINED)


def begin_stage(draft: Draft) -> None:
    """Begin the stage at the session's position; go on as long as a stage is over at once.

    One that is left out is passed over: people who write over days rest when they like, and for some
    there was no permission.
    """
    draft.change(stage=None, resend_asked=())
    draft.turn_prompt_over()
    groups.dissolve_unless_told(draft)
    presence.take_note(draft)
    if draft.session.skips(draft.session.stage_plan):
        return settle(draft, Outcome.OVER)
    return settle(
        draft, KINDS[draft.session.stage_plan.kind].begin(draft, draft.session.stage_plan)
    )


def settle(draft: Draft, outcome: Outcome) -> None:
    """Do what a stage asks of the life cycle: stay, go to the next stage, or close after the last."""
    if outcome is Outcome.STAYS:
        return
    plan = draft.session.stage_plan
    if isinstance(plan, AskPlan) and plan.about:
        draft.change(whom_asked=True)
    if draft.session.position + 1 == len(draft.session.plan.stages):
        return close(draft)
    draft.change(position=draft.session.position + 1)
    return begin_stage(draft)


def people_changed(draft: Draft) -> None:
    """Tell the stage that somebody agreed, stepped back, left or came back.

    When the last one of the circle is gone, or somebody who is needed, Kring pauses; when who was
    needed is back, it goes on.
    """
    session = draft.session
    if session.phase is not Phase.STAGES or session.stage is None:
        return
    presence.take_note(draft)
    presence.wait_for_the_needed(draft)
    if deserted(draft) and draft.session.pause is None:
        draft.change(pause=Pause(None, draft.at))
        draft.say("paused", line("paused"))
    kind = KINDS[session.stage.kind]
    settle(draft, kind.changed(draft, session.stage_plan, session.stage))
    if draft.circle.session is not None and _all_are_back(draft):
        resume(draft)


def _all_are_back(draft: Draft) -> bool:
    """Whether Kring paused for want of somebody, and nothing stands in the way any more."""
    session = draft.session
    awaited = session.pause is not None and session.pause.awaits and not session.pause.stop_asked
    unsafe = session.faults or draft.circle.new_keys
    return awaited and not (unsafe or presence.missing(draft) or deserted(draft))


def resume(draft: Draft) -> None:
    """End a pause; the stage goes on where it was."""
    pause = draft.session.pause
    paused = draft.at - pause.since if pause else 0
    draft.change(pause=None)
    safety.goes_on(draft)
    if draft.session.newcomers:
        draft.change(newcomers_until=draft.after(NEWCOMER_SECONDS))
    say_resumed(draft, line("resumed"))
    stage = draft.session.stage
    if stage is not None:
        kind = KINDS[stage.kind]
        settle(draft, kind.resumed(draft, draft.session.stage_plan, stage, paused))


def say_resumed(draft: Draft, where: Line, *prompt: Line) -> None:
    """Say that it goes on, and to whoever has the floor that they were speaking."""
    turn = draft.session.turn
    speaker = draft.circle.person(turn.person) if turn else None
    if turn is None or speaker is None:
        return draft.say("resumed", where, *prompt)
    return draft.say(
        "resumed",
        *prompt,
        line("resumed-turn", name=draft.name(speaker.id)),
        mention=(speaker.user,),
        person=speaker.id,
        turn=turn.number,
    )


def deserted(draft: Draft) -> bool:
    """Whether nobody is left in the circle to speak; in the after-talk nobody needs to be."""
    session = draft.session
    after_talk = session.position + 1 == len(session.plan.stages)
    return session.phase is Phase.STAGES and not after_talk and not draft.agreed()


def act_in_stage(draft: Draft, act: Act, id: PersonId) -> bool:
    """Let the stage make of a word or a tap what it means there; False if it means nothing."""
    session = draft.session
    person = draft.circle.person(id) or Person(id, UserId(id), Standing.READER)
    if session.stage is None:
        return False
    outcome = KINDS[session.stage.kind].did(draft, session.stage_plan, session.stage, act, person)
    if outcome is None:
        return False
    settle(draft, outcome)
    return True


def close(draft: Draft, word: Line | None = None) -> None:
    """The last message, with who can be reached; then nothing of who took part is kept.

    ``word`` is what it says in place of the format's own, which is for a talk that was held; a meeting
    that still gathered is over.
    """
    session = draft.session
    if word is None and session.phase is not Phase.STAGES:
        word = line("closed-unbegun")
    planned = session.meeting
    if planned is not None:
        calendar = tuple(
            over(one, planned.meeting) if one.id == planned.series else one
            for one in draft.circle.calendar
        )
        draft.circle = replace(draft.circle, calendar=calendar)
    if isinstance(session.stage, Poll):
        poll.cut_off(draft)
    groups.dissolve(draft)
    overview.ends(draft)
    safety.closes(draft)
    closed = word or Line(f"{session.plan.space}.closed")
    draft.say("closed", closed, leaving.reach(draft), line("crisis-pointer"))
    took_part = sum(1 for person in draft.circle.people if person.standing is Standing.AGREED)
    draft.effects.append(
        Close(session.id, session.plan.id, (draft.at - session.started) // 60_000, band(took_part))
    )
    came_last = lately.held(draft.circle, session)
    draft.circle = replace(draft.circle, people=(), session=None, lately=came_last)


def band(people: int) -> Literal["3-5", "6-12", "more"]:
    """How many took part, told so roughly that it points at nobody."""
    if people <= 5:
        return "3-5"
    return "6-12" if people <= 12 else "more"
