"""Who left (R6): told once, in one line that names nobody but the human who looks after them; and who
can be reached.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.core import presence
from bot.core.circle import Session
from bot.core.draft import Draft, line
from bot.core.effects import Line, NameOf
from bot.core.people import PersonId, UserId


def waits_for_turn(draft: Draft, user: UserId) -> bool:
    """Whether somebody else is speaking now: then leaving takes effect when that turn ends."""
    session = draft.session
    turn = session.turn if session.pause is None else None
    speaker = draft.circle.person(turn.person) if turn else None
    return speaker is not None and speaker.user != user


def takes_effect(draft: Draft) -> None:
    """Tell that somebody left, unless that was told of them before; offer the facilitator's task."""
    session = draft.session
    untold = tuple(user for user in session.leaving if user not in session.gone)
    if not session.leaving:
        return
    draft.change(leaving=(), gone=(*session.gone, *untold))
    if untold:
        tell(draft, session.present)
    seek_facilitator(draft)
    presence.wait_for_the_needed(draft)


def tell(draft: Draft, present: Collection[UserId]) -> None:
    """Ask the named human to look after somebody who left, if they are there; else whoever is."""
    trusted = draft.circle.trusted
    if trusted is not None and trusted in present:
        look = line("left", trusted=NameOf(PersonId(trusted)))
        draft.say("left", look, mention=(trusted,))
    else:
        draft.say("left", line("left-plain"))


def seek_facilitator(draft: Draft) -> None:
    """When no facilitator is in the room any more, offer the task to the circle, once."""
    session = draft.session
    if session.seeking_facilitator or facilitator_present(session):
        return
    draft.change(sought=draft.at)
    draft.say("ask", line("facilitator-gone"))


def facilitator_present(session: Session) -> bool:
    """Whether somebody with the facilitator's task is in the room."""
    return any(user in session.present for user in session.facilitators)


def reach(draft: Draft) -> Line:
    """Who can be reached tonight; where nobody was named, how to find out now."""
    trusted = draft.circle.trusted
    if trusted is not None and trusted in draft.session.present:
        return line("reach", trusted=NameOf(PersonId(trusted)))
    return line("reach-plain")
