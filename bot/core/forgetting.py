"""To be forgotten, at any moment, also in the middle of a session, which goes on (R10).

| what was kept | what becomes of it |
|---|---|
| a place in the circle, a voice | gone: who is still in the room reads along |
| the floor | goes on to the next |
| a place in the line, a raised hand, an answer, also to a poll | gone; whoever joins anew is new |
| the seats they brought | gone, with all of theirs |
| what they put on a map | gone |
| a line of the harvest | gone, also from the message that repeats the lines |
| the facilitator's task | gone; with nobody else to lead it is offered to the circle |
| the task of the named human | gone |
| a note they wrote | gone; the message is theirs, and stays until they remove it |
| that a note concerns them | gone; the note does not stand any more, for nobody can agree for them |
| that they called for help, or were to be brought to who did | gone |
| that they left, came, or wrote something unreadable | gone |
| that their key is new, and that this was told | gone; it is trusted no sooner for that |
| that they asked for the pause | gone; anyone may go on |
| how it was before the last act | gone: that can be taken back no more |
| that they planned a meeting, or are to lead one | gone; the meeting stays |
| that they asked for a plan, and that they come | gone |

The room hears nothing of it but what follows from it. The person is told privately that it was done,
and that their own messages stay until they remove them.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import calling, gathering, harvest, leaving, moving, notes, safety
from bot.core.draft import Draft, line
from bot.core.effects import Say, Tell
from bot.core.events import Forgot
from bot.core.meetings import askings, planning
from bot.core.people import UserId
from bot.core.stages import groups, map, poll


def forget(draft: Draft, event: Forgot) -> None:
    """Let go of everything about a user but that they are in the room."""
    user = event.user
    trusted = draft.circle.trusted
    people = tuple(person for person in draft.circle.people if person.user != user)
    draft.circle = replace(
        draft.circle,
        people=people,
        trusted=None if trusted == user else trusted,
        trusted_away=draft.circle.trusted_away and trusted != user,
    )
    notes.forget(draft, user)
    calling.forget(draft, user)
    safety.forget(draft, user)
    planning.forget(draft, user)
    askings.forget(draft, user)
    if draft.circle.session is not None:
        _forget_in_session(draft, user)
    if event.asked_here:
        _answer(draft, user)


def _forget_in_session(draft: Draft, user: UserId) -> None:
    session = draft.session
    pause = session.pause
    if pause is not None and pause.by == user:
        pause = replace(pause, by=None, anyone=True)
    draft.change(
        facilitators=_without(session.facilitators, user),
        leaving=_without(session.leaving, user),
        gone=_without(session.gone, user),
        resend_asked=_without(session.resend_asked, user),
        pause=pause,
        undo=None,
    )
    draft.forget_newcomer(user)
    harvest.forget(draft, user)
    groups.prune(draft, user)
    map.prune(draft, user)
    moving.people_changed(draft)
    if draft.circle.session is None:
        return
    gathering.begin_when_agreed(draft)
    poll.forget(draft, user)  # also of one that began just now, for all who are in the room
    if not draft.session.facilitators:
        leaving.seek_facilitator(draft)


def _without(users: tuple[UserId, ...], user: UserId) -> tuple[UserId, ...]:
    return tuple(other for other in users if other != user)


def _answer(draft: Draft, user: UserId) -> None:
    """Tell them; the room hears that they were told only where it hears nothing else (R12)."""
    spoken = any(isinstance(effect, Say) for effect in draft.effects)
    draft.effects.append(Tell(user, "forgotten", (line("forgotten"),)))
    if not spoken:
        draft.say("help", line("answered-privately"))
