"""Calling for help (R12): where help is, at once; and the named human, for whoever wants to speak.

| what happens | what it does |
|---|---|
| ``!nood``, anywhere, by anyone | the crisis information, which names nobody |
| and there is a named human here, not who asked | it asks whether they want to speak to somebody |
| yes, the nearest question being that one | a help room of three opens, and the room hears nothing |
| yes, and Kring asked them something else since | an answer to that; where it is none, to this |
| no | let be |
| yes again within the hour | told privately that somebody was asked, and where help is |
| an hour later | nothing is known of it any more |

That somebody called is kept for an hour and sealed with what goes; never what they said. A bare
"ja" answers it only while nobody asked anything in between, for ``PLAIN_MS``; ``!ja`` for an hour.
A private chat knows no room: it is told whether there is anybody (``CalledPrivately``).
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.circle import HOUR_MS, Call, Circle
from bot.core.draft import Draft, line
from bot.core.effects import Bring, Line, Say, Tell
from bot.core.events import CalledPrivately, Did
from bot.core.people import PersonId, UserId

PLAIN_MS = 10 * 60_000
"""How long plain words answer whether somebody wants to speak to the named human, in ms."""


def human(circle: Circle, asker: UserId) -> UserId | None:
    """The named human of a room, if they are here and are not who asks."""
    named, session = circle.trusted, circle.session
    if named is None or named == asker or circle.trusted_away:
        return None
    return named if session is None or named in session.present else None


def crisis(draft: Draft, event: Did) -> None:
    """Where help is, at once, without who asked (R12)."""
    here = human(draft.circle, event.user) is not None
    draft.say("crisis", *_offered(draft, event.user, human=here))


def crisis_privately(draft: Draft, event: CalledPrivately) -> None:
    """The same in a private chat."""
    draft.say("crisis", *_offered(draft, event.user, human=event.human))


def _offered(draft: Draft, user: UserId, *, human: bool) -> tuple[Line, ...]:
    if not human:
        return (line("crisis"),)
    before = call(draft.circle, user, draft.at)
    brought = before.brought if before else None
    _put(draft, Call(user, draft.at, brought=brought))
    return line("crisis"), line("crisis-human")


def call(circle: Circle, user: UserId, at: int) -> Call | None:
    """When this user called for help, if that is still known at ``at`` (ms)."""
    found = (one for one in circle.calls if one.user == user and at < one.at + HOUR_MS)
    return next(found, None)


def is_nearest(circle: Circle, user: UserId, at: int, *, plainly: bool = False) -> bool:
    """Whether a yes of this user is to the question whether they want to speak to somebody."""
    found = call(circle, user, at)
    if found is None or not found.open or not found.near:
        return False
    crossed = circle.session is not None and circle.session.crossed
    return not plainly or (at < found.at + PLAIN_MS and not crossed)


def bring(draft: Draft, event: Did) -> None:
    """The named human, in a room of their own; nothing is said of it here."""
    who = human(draft.circle, event.user)
    wanted = answered(draft, event.user, Bring(event.user, who) if who else nobody(event.user))
    if wanted is None:
        return _nothing_asked(draft)
    return draft.effects.append(wanted)


def nobody(user: UserId) -> Tell:
    """Tell who asked for the named human that they are not here, and where help is."""
    return Tell(user, "crisis", (line("help-nobody"), line("crisis")))


def answered(draft: Draft, user: UserId, wanted: Bring | Tell) -> Bring | Tell | None:
    """What follows from a yes: what is ``wanted``, once an hour; None: nothing was asked."""
    found = call(draft.circle, user, draft.at)
    if found is None or not found.open:
        return None
    if found.brought is not None:
        _put(draft, replace(found, open=False))
        return Tell(user, "crisis", (line("help-asked-already"), line("crisis")))
    brought = draft.at if isinstance(wanted, Bring) else None
    _put(draft, replace(found, open=False, brought=brought))
    return wanted


def rest(draft: Draft, event: Did) -> None:
    """Not now; nothing is said of it here."""
    found = call(draft.circle, event.user, draft.at)
    if found is None or not found.open:
        return _nothing_asked(draft)
    return decline(draft, event.user)


def _nothing_asked(draft: Draft) -> None:
    draft.fault("nothing-asked" if draft.circle.session is not None else "no-session")


def decline(draft: Draft, user: UserId) -> None:
    """Let it rest; who called may call again."""
    found = call(draft.circle, user, draft.at)
    if found is not None:
        _put(draft, replace(found, open=False))


def may_be_meant(circle: Circle, event: Did) -> bool:
    """Whether a yes that answers nothing else is to that question all the same."""
    found = call(circle, event.user, event.at)
    return found is not None and found.open and event.person == PersonId(event.user)


def something_nearer(draft: Draft, asks: tuple[Say, ...]) -> None:
    """Kring asked something else since: of everyone, or of whoever called."""
    calls = tuple(
        replace(one, near=False)
        if any(say.moment != "crisis" and say.person in (None, PersonId(one.user)) for say in asks)
        else one
        for one in draft.circle.calls
    )
    if calls != draft.circle.calls:
        draft.circle = replace(draft.circle, calls=calls)


def let_go(draft: Draft) -> None:
    """Know nothing of it any more after an hour."""
    calls = tuple(one for one in draft.circle.calls if draft.at < one.at + HOUR_MS)
    if calls != draft.circle.calls:
        draft.circle = replace(draft.circle, calls=calls)


def forget(draft: Draft, user: UserId) -> None:
    """Know nothing of it any more."""
    calls = tuple(one for one in draft.circle.calls if one.user != user)
    draft.circle = replace(draft.circle, calls=calls)


def _put(draft: Draft, new: Call) -> None:
    others = tuple(one for one in draft.circle.calls if one.user != new.user)
    draft.circle = replace(draft.circle, calls=(*others, new))
