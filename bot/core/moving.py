"""Moving a session along its stages, and out of it: what the life cycle and the stages both need."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.core import safety
from bot.core.circle import Circle, Pause, Phase, Session
from bot.core.draft import Draft, Outcome, line
from bot.core.effects import Close, Line, NameOf
from bot.core.events import Act, Did, HandedOver, SeatTaken
from bot.core.people import Person, PersonId, Standing, UserId
from bot.core.stages import KINDS

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
    """Begin the stage at the session's position; go on as long as a stage is over at once."""
    draft.change(stage=None, resend_asked=())
    settle(draft, KINDS[draft.session.stage_plan.kind].begin(draft, draft.session.stage_plan))


def settle(draft: Draft, outcome: Outcome) -> None:
    """Do what a stage asks of the life cycle: stay, go to the next stage, or close after the last."""
    if outcome is Outcome.STAYS:
        return
    if draft.session.position + 1 == len(draft.session.plan.stages):
        return close(draft)
    draft.change(position=draft.session.position + 1)
    return begin_stage(draft)


def people_changed(draft: Draft) -> None:
    """Tell the stage that somebody agreed, stepped back, left or came back.

    When the last one of the circle is gone, Kring pauses: it does not talk to an empty circle.
    """
    session = draft.session
    if session.phase is not Phase.STAGES or session.stage is None:
        return
    if deserted(draft) and session.pause is None:
        draft.change(pause=Pause(None, draft.at))
        draft.say("paused", line("paused"))
    kind = KINDS[session.stage.kind]
    settle(draft, kind.changed(draft, session.stage_plan, session.stage))


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


def close(draft: Draft) -> None:
    """The last message, with who can be reached; then nothing of who took part is kept."""
    session = draft.session
    trusted = draft.circle.trusted
    safety.closes(draft)
    if trusted is not None and trusted in session.present:
        reach = line("reach", trusted=NameOf(PersonId(trusted)))
    else:
        reach = line("reach-plain")
    draft.say("closed", Line(f"{session.plan.id}.closed"), reach, line("crisis-pointer"))
    took_part = sum(1 for person in draft.circle.people if person.standing is Standing.AGREED)
    draft.effects.append(
        Close(session.id, session.plan.id, (draft.at - session.started) // 60_000, band(took_part))
    )
    draft.circle = replace(draft.circle, people=(), session=None)


def band(people: int) -> Literal["3-5", "6-12", "more"]:
    """How many took part, told so roughly that it points at nobody."""
    if people <= 5:
        return "3-5"
    return "6-12" if people <= 12 else "more"
