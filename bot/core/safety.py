"""A safe room (R7): what is wrong is told with how to mend it, and nothing goes on in an unsafe one.

| what happens | what it does |
|---|---|
| somebody asks how safe the room is | what is wrong and how to mend it, or who can read what |
| who leads asks to mend it | Kring mends what it may (``Mend``) |
| it is mended | what was done, what a person has to do; once history was open, a fresh room is offered |
| who leads wants a fresh room, or says yes to the offer | it is made and all are invited (``Renew``) |
| the room becomes less safe in a session | paused and told: each fault once until the session goes on |
| it becomes safer | nothing; going on is possible again |
| somebody's identity has a new key, in a session | paused and told, who; once until it goes on |
| the same, in no session | told with the next thing that Kring says here |
| the session goes on | the new keys that were told are accepted (``Accept``) |

To a key that is new Kring hands nothing before people were told of it (R8): the edge withholds room
keys until ``Accept``, which goes out after the message that told it. Whose key is new cannot let the
session go on alone. A key that changes once more while people ask around is told of when somebody
wants to go on; so whoever makes keys or faults change fast cannot flood the room.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.circle import Circle, Pause
from bot.core.draft import Draft, count, line
from bot.core.effects import Accept, Line, Mend, NameOf, Renew, Say
from bot.core.events import (
    Did,
    MendAsked,
    Mended,
    RenewAsked,
    Renewed,
    RoomChanged,
    SafetyAsked,
)
from bot.core.meetings import along
from bot.core.people import PersonId, UserId
from bot.core.room import Fault, NewKey

_DONE: dict[Fault, str] = {
    "not-encrypted": "mended-encrypted",
    "encryption": "mended-encrypted",
    "open-to-all": "mended-door",
    "knock": "mended-door",
    "restricted": "mended-door",
    "guests": "mended-guests",
    "world-readable": "mended-history",
    "history": "mended-history",
    "widget": "mended-widget",
}
"""What Kring can mend where it may, with what it says then; the rest is for people."""

_LEFT_OPEN: frozenset[Fault] = frozenset({"not-encrypted", "world-readable", "history"})
"""What was said before somebody mended this stays as readable as it was."""


def fault_lines(faults: tuple[Fault, ...]) -> tuple[Line, ...]:
    """What is wrong with a room, for each how to mend it, and what Kring could mend itself."""
    could = [line("safety-mend")] if _mendable(faults) else []
    return (*(line(f"safety-{fault}") for fault in faults), *could)


def asked(draft: Draft, event: SafetyAsked) -> None:
    """How safe the room is, in plain words: to anyone."""
    if draft.circle.session is None:
        take_keys(draft, event.new_keys)
    remarks = [line(f"safety-{remark}") for remark in event.remarks]
    if event.faults:
        return draft.say("safety", line("safety-intro"), *fault_lines(event.faults), *remarks)
    unreadable = event.unreadable
    cannot_read = [line("safety-cannot-read", count=count(unreadable))] if unreadable else []
    return draft.say(
        "safety",
        line("safety-ok"),
        line("safety-readers", count=count(event.readers)),
        *cannot_read,
        *remarks,
        line("safety-known"),
    )


def mend_asked(draft: Draft, event: MendAsked) -> None:
    """Whoever leads may have Kring mend the room; what came of it is told when it is done."""
    if not _leads(draft, event):
        return draft.fault("not-facilitator")
    if not event.faults:
        return draft.say("safety", line("safety-ok"))
    draft.effects.append(Mend(event.faults))
    return None


def mended(draft: Draft, event: Mended) -> None:
    """What was done, what is left and for whom; and what nobody can undo."""
    done = [fault for fault in event.before if fault in _DONE and fault not in event.left]
    session = draft.circle.session
    if session is not None:
        draft.change(faults=event.left)
    lines: list[Line] = []
    if done:
        lines.append(line("mended-intro"))
        lines += [line(text) for text in dict.fromkeys(_DONE[fault] for fault in done)]
    if event.left:
        lines.append(line("mended-not"))
        lines += [line(f"safety-{fault}") for fault in event.left]
        lines += [line("mended-no-power")] if _mendable(event.left) else []
    else:
        goes_on = session is not None and session.pause is not None
        lines.append(line("mended-resume" if goes_on else "mended-all"))
    if _LEFT_OPEN & set(done):
        draft.circle = replace(draft.circle, fresh_offered=True)
        lines.append(line("fresh-offered"))
    draft.say("safety", *lines)


def renew_asked(draft: Draft, event: RenewAsked) -> None:
    """A fresh room, for whoever leads."""
    if not _leads(draft, event):
        return draft.fault("not-facilitator")
    draft.circle = replace(draft.circle, fresh_offered=False)
    draft.effects.append(Renew())
    return None


def yes(draft: Draft, event: Did) -> None:
    """The fresh room that was offered is wanted."""
    renew_asked(draft, RenewAsked(event.at, event.user, event.leads))


def no(draft: Draft, event: Did) -> None:
    """The fresh room that was offered is not wanted."""
    draft.circle = replace(draft.circle, fresh_offered=False)
    draft.say("safety", line("fresh-not"))


def renewed(draft: Draft, event: Renewed) -> None:
    """Tell where people go on, with what is planned, or that there is no such room."""
    if event.made:
        along.empty(draft)
    draft.say("safety", line("fresh-made" if event.made else "fresh-failed"))


def take_keys(draft: Draft, keys: tuple[NewKey, ...]) -> None:
    """Take in which keys are new now. What is on its way to being accepted is new no more."""
    accepting = draft.circle.accepting
    draft.circle = replace(
        draft.circle,
        new_keys=tuple(key for key in keys if key not in accepting),
        accepting=tuple(key for key in accepting if key in keys),
    )


def interrupted(draft: Draft) -> None:
    """Messages were dropped, and perhaps what was to be accepted after them: it is new again."""
    draft.circle = replace(draft.circle, accepting=())


def forget(draft: Draft, user: UserId) -> None:
    """Let go of whose key is new. It gets no room keys by that: the edge knows, and will tell again."""
    circle = draft.circle
    draft.circle = replace(
        circle,
        new_keys=_without(circle.new_keys, user),
        accepting=_without(circle.accepting, user),
    )
    if circle.session is not None:
        draft.change(keys_told=_without(circle.session.keys_told, user))


def changed(draft: Draft, event: RoomChanged) -> None:
    """A change for the worse, or a new key, pauses the session and is told."""
    session = draft.circle.session
    take_keys(draft, event.new_keys)
    if session is None:
        return
    worse = tuple(fault for fault in event.faults if fault not in session.faults_told)
    told = tuple(key for key in session.keys_told if key.user in session.present)
    new = tuple(key for key in draft.circle.new_keys if key.user not in _users(told))
    draft.change(
        faults=event.faults,
        faults_told=(*session.faults_told, *worse),
        keys_told=(*told, *new),
    )
    if not worse and not new:
        return
    draft.change(pause=session.pause or Pause(None, event.at))
    what = (line("safety-changed"), *fault_lines(worse)) if worse else ()
    draft.say("safety", *what, *_key_lines(new, "new-key-paused"), mention=_users(new))


def keeps(draft: Draft, event: Did) -> bool:
    """Whether the room, or a key nobody was told of yet, keeps the session from going on; told then."""
    session = draft.session
    if session.faults:
        unsafe = (line("safety-still"), *fault_lines(session.faults))
        draft.say("safety", *unsafe)
        return True
    new_keys = draft.circle.new_keys
    untold = tuple(key for key in new_keys if key not in session.keys_told)
    if untold:
        draft.change(keys_told=new_keys)
        again = _key_lines(untold, "new-key-again")
        draft.say("safety", *again, mention=_users(untold))
        return True
    return False


def own_key(draft: Draft, event: Did) -> bool:
    """Whether it is this user's own key that others have to ask about first."""
    return event.user in _users(draft.circle.new_keys)


def leader_to_ask(draft: Draft) -> bool:
    """Whether somebody leads here whose key is not the new one."""
    new = _users(draft.circle.new_keys)
    session = draft.session
    others = tuple(user for user in session.facilitators if user not in new)
    return any(user in session.present for user in others)


def goes_on(draft: Draft) -> None:
    """The session goes on: people were told of the new keys, and asked."""
    draft.effects += _accept(draft, draft.circle.new_keys)
    draft.change(faults_told=(), keys_told=())


def closes(draft: Draft) -> None:
    """The session closes: of what was told the room need not hear again."""
    told = draft.session.keys_told
    draft.effects += _accept(draft, tuple(key for key in draft.circle.new_keys if key in told))


def tell_new_keys(draft: Draft, before: Circle) -> tuple[UserId, ...]:
    """Where no session ran: add to the first thing said whose key is new, and accept it then.

    Returns who that are.
    """
    new_keys = draft.circle.new_keys
    if before.session is not None or not new_keys:
        return ()
    for at, effect in enumerate(draft.effects):
        if isinstance(effect, Say) and effect.moment != "fault" and not effect.edits:
            lines = (*effect.lines, *_key_lines(new_keys, "new-key"))
            draft.effects[at] = replace(effect, lines=lines)
            draft.effects[at + 1 : at + 1] = _accept(draft, new_keys)
            return _users(new_keys)
    return ()


def _key_lines(keys: tuple[NewKey, ...], text: str) -> tuple[Line, ...]:
    return tuple(line(text, name=NameOf(PersonId(key.user))) for key in keys)


def _accept(draft: Draft, keys: tuple[NewKey, ...]) -> list[Accept]:
    circle = draft.circle
    new = tuple(key for key in circle.new_keys if key not in keys)
    others = tuple(key for key in circle.accepting if key not in keys)
    draft.circle = replace(circle, new_keys=new, accepting=(*others, *keys))
    return [Accept(key) for key in keys]


def _mendable(faults: tuple[Fault, ...]) -> bool:
    return any(fault in _DONE for fault in faults)


def _without(keys: tuple[NewKey, ...], user: UserId) -> tuple[NewKey, ...]:
    return tuple(key for key in keys if key.user != user)


def _users(keys: tuple[NewKey, ...]) -> tuple[UserId, ...]:
    return tuple(key.user for key in keys)


def _leads(draft: Draft, event: MendAsked | RenewAsked) -> bool:
    session = draft.circle.session
    return event.leads or (session is not None and event.user in session.facilitators)
