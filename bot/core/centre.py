"""Who a talk is about says so themselves: ``!ik``. Nobody says it for another.

| what happens | what it does |
|---|---|
| "it is about me", where the format has a centre | at the centre; into the circle if not there yet |
| the same by a reader in the stages | the agreements come first |
| while all are asked whom it is about | they have answered, and it is not spoken of |
| the same once as many are there as can be | a kind ``fault`` |
| "not about me" | at the centre no more; where the talk needs its centre, it pauses |
| where the format has no centre | a kind ``fault`` |
"""

from __future__ import annotations

from bot.core import coming_and_going, moving, presence
from bot.core.circle import Phase
from bot.core.draft import Draft, line
from bot.core.events import Act, Did
from bot.core.people import Person, Standing


def me(draft: Draft, event: Did) -> None:
    """Say that the talk is about oneself."""
    session = draft.session
    if moving.act_in_stage(draft, Act.ME, event.person):
        return None
    if not session.plan.has_centre:
        return draft.fault("no-centre")
    person = draft.circle.person(event.person)
    if presence.is_full(draft, person or Person(event.person, event.user, Standing.READER)):
        return draft.fault(presence.of_centre(draft, "full"))
    if person is None or person.standing is Standing.READER:
        if session.phase is Phase.STAGES:
            coming_and_going.join_late(draft, event)
        else:
            draft.stand(event.person, Standing.JOINED)
    person = draft.circle.person(event.person)
    if person is not None and not person.centre:
        presence.at_centre(draft, person, is_so=True)
        if not draft.effects:
            draft.say("help", line(presence.of_centre(draft, "noted")))
        moving.people_changed(draft)
    return None


def not_me(draft: Draft, event: Did) -> None:
    """Say that the talk is not about oneself, or no more."""
    if moving.act_in_stage(draft, Act.NOT_ME, event.person):
        return None
    if not draft.session.plan.has_centre:
        return draft.fault("no-centre")
    person = draft.circle.person(event.person)
    if person is None or not person.centre:
        return draft.fault(presence.of_centre(draft, "not"))
    presence.at_centre(draft, person, is_so=False)
    moving.people_changed(draft)
    if not draft.effects:
        draft.say("help", line(presence.of_centre(draft, "withdrawn")))
    return None
