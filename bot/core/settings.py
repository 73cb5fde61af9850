"""What can be asked or set in a room at any time, session or none."""

from __future__ import annotations

from dataclasses import replace

from bot.core import moving, presence
from bot.core.circle import Circle
from bot.core.draft import Draft, line
from bot.core.effects import NameOf, Tell
from bot.core.events import (
    Act,
    Arrived,
    Asked,
    AskedPrivately,
    Did,
    LanguageChosen,
    Trusted,
    VoicesTold,
)  # fmt: skip
from bot.core.people import Person, PersonId, Standing
from bot.core.plan import AskPlan


def arrived(draft: Draft, event: Arrived) -> None:
    """Say who Kring is and what it does and keeps (R11)."""
    draft.circle = replace(draft.circle, unmet=False)
    draft.say("hello", line("hello" if event.encrypted else "hello-unencrypted"))


def asked(draft: Draft, event: Asked) -> None:
    """Give an answer that is the same wherever the session is."""
    draft.say(event.moment, *event.lines)


def asked_privately(draft: Draft, event: AskedPrivately) -> None:
    """Tell one person, and the room only that it was done, never what (section 7)."""
    draft.effects.append(Tell(event.user, event.moment, ()))
    draft.say("help", line("answered-privately"))


def help(draft: Draft, event: Did) -> None:
    """What can be done here; a little more for who leads."""
    leads = event.leads
    if draft.circle.session is not None:
        leads = moving.may_lead(draft, event)
    draft.say("help", line("help"), *([line("help-facilitator")] if leads else []))


def voices_told(draft: Draft, event: VoicesTold) -> None:
    """Keep the voices until the session closes; never repeat them (R9).

    Where all are asked for them, and where they were told privately, nothing is said back here.
    """
    id = PersonId(event.user)
    person = draft.circle.person(id)
    if event.voices or person is not None:
        person = person or Person(id, event.user, Standing.READER)
        lacked = presence.missing(draft) if draft.circle.session is not None else ()
        draft.set_person(replace(person, voices=event.voices))
        if draft.circle.session is not None:
            presence.let_go(draft, lacked)
            moving.people_changed(draft)
        elif not event.voices:
            draft.remove_person(id)
    if asks_for_voices(draft.circle):
        moving.act_in_stage(draft, Act.DONE, id)
    elif not event.privately:
        noted = "voices-noted" if draft.circle.session is not None else "voices-kept"
        draft.say("voices", line(noted if event.voices else "voices-withdrawn"))


def asks_for_voices(circle: Circle) -> bool:
    """Whether all are being asked from where they speak."""
    session = circle.session
    plan = session.stage_plan if session is not None and session.stage is not None else None
    return isinstance(plan, AskPlan) and plan.moment == "voices"


def language_chosen(draft: Draft, event: LanguageChosen) -> None:
    """The room's language, from this message on."""
    draft.circle = replace(draft.circle, language=event.language)
    draft.say("help", line("language-set"))


def trusted(draft: Draft, event: Trusted) -> None:
    """The human who can be reached and who looks after whoever leaves."""
    session = draft.circle.session
    if not (event.leads or (session is not None and event.user in session.facilitators)):
        return draft.fault("not-facilitator")
    if event.who is None:
        draft.circle = replace(draft.circle, trusted=None, trusted_away=False)
        return draft.say("help", line("trusted-nobody"))
    if session is not None and event.who not in session.present:
        return draft.fault("not-here")
    draft.circle = replace(draft.circle, trusted=event.who, trusted_away=False)
    named = NameOf(PersonId(event.who))
    return draft.say("help", line("trusted-set", name=named), mention=(event.who,))
