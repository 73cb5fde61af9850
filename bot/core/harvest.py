"""The harvest: each brings one line in their turn, all lines are repeated, each can take back theirs.

A line is the last thing somebody said in their turn; only where it stands is kept, never its words.

| what happens | what it does |
|---|---|
| words in one's turn | that is the line now |
| pass in one's turn | no line |
| the round is over | one message repeats the lines |
| a line's message is removed | no line; the message is brought up to date |
| a line's words are changed by their author | the message is brought up to date |
| somebody takes back their line, by command | the same; before the message, a word that it is gone |
| somebody is forgotten | no line; the message is brought up to date |
| taking back what is another's, or nothing | a kind `fault` |
| the message itself is removed | nothing is repeated any more |
| after the close: taking back, as a reply to the message | the whole message is taken away |
| after the close: taking back, otherwise | how it can be done |

**After the close** nothing is kept of who said which line (design section 4), so Kring can take out no
single one: to know it, it would have to keep who took part. It keeps one thing, sealed with the room's
key: where the message stands. Whoever wants their line gone then can have the whole message taken
away, by a reply to it, so never by mistake; the message says so beforehand. That costs the others a
list of words that all stand in the room as well, in everyone's own message; a line that somebody
wants back and cannot have back costs more. Nobody is asked whether a line of theirs is in it. Taken
away is really gone: the message and all its earlier wordings.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.circle import Contribution, Round
from bot.core.draft import Draft, line
from bot.core.effects import Line, Quote, Remove
from bot.core.events import TookBack, WordsChanged, WordsRemoved
from bot.core.people import EventId, Person, PersonId, UserId
from bot.core.plan import RoundPlan

HANDLE = "harvest"
"""By this name the message that repeats the lines is found again."""


def with_line(
    lines: tuple[Contribution, ...], person: Person, draft: Draft, event: EventId
) -> tuple[Contribution, ...]:
    """The lines, with this one as the person's only one, in the place where their first one was."""
    new = Contribution(draft.name(person.id), person.user, event)
    if any(one.name.person == person.id for one in lines):
        return tuple(new if one.name.person == person.id else one for one in lines)
    return (*lines, new)


def without_line_of(lines: tuple[Contribution, ...], id: PersonId) -> tuple[Contribution, ...]:
    """The lines without this person's."""
    return tuple(one for one in lines if one.name.person != id)


def say(draft: Draft, lines: tuple[Contribution, ...]) -> None:
    """Repeat the lines: the round is over."""
    _repeat(draft, lines, edits=False)


def removed(draft: Draft, event: WordsRemoved) -> None:
    """A message is gone, and with it the line that stood in it, or all that were repeated in it."""
    if event.mark is not None and event.mark.handle == HANDLE:
        draft.circle = replace(draft.circle, harvested=False)
        if draft.circle.session is not None and draft.session.harvest is not None:
            draft.change(harvest=())
        return
    lines = _lines(draft)
    gone = next((one for one in lines if one.event == event.event), None)
    if gone is not None:
        _keep(draft, tuple(one for one in lines if one is not gone))


def changed(draft: Draft, event: WordsChanged) -> None:
    """A line reads differently now."""
    session = draft.circle.session
    if session is None or session.harvest is None:
        return
    if any(one.event == event.event for one in session.harvest):
        _keep(draft, session.harvest)


def has_line(draft: Draft, user: UserId) -> bool:
    """Whether somebody, or a seat they brought, has a line."""
    return any(one.user == user for one in _lines(draft))


def take_back(draft: Draft, event: TookBack) -> None:
    """Somebody's own line, or that of the seat they brought; whoever replied to it means that one."""
    session = draft.circle.session
    to_last = event.mark is not None and event.mark.handle == HANDLE
    if to_last and draft.circle.harvested and (session is None or session.harvest is None):
        return _take_away(draft)
    lines = _lines(draft)
    meant = next((one for one in lines if one.event == event.event), None)
    if meant is not None and meant.user != event.user:
        return draft.fault("line-of-other")
    own = sorted(
        (one for one in lines if one.user == event.user),
        key=lambda one: one.name.person != PersonId(event.user),
    )
    if not own:
        after_close = session is None and draft.circle.harvested
        return draft.fault("line-after-close" if after_close else "nothing-to-take-back")
    gone = meant or own[0]
    if draft.session.harvest is None:
        draft.say("help", line("line-taken-back"))
    return _keep(draft, tuple(one for one in lines if one is not gone))


def forget(draft: Draft, user: UserId) -> None:
    """Let go of somebody's lines, and of those of the seats they brought."""
    lines = _lines(draft)
    kept = tuple(one for one in lines if one.user != user)
    if kept != lines:
        _keep(draft, kept)


def _lines(draft: Draft) -> tuple[Contribution, ...]:
    session = draft.circle.session
    if session is None:
        return ()
    if session.harvest is not None:
        return session.harvest
    return session.stage.lines if isinstance(session.stage, Round) else ()


def _keep(draft: Draft, lines: tuple[Contribution, ...]) -> None:
    """Keep these lines; where they were repeated, put the message in order."""
    session = draft.session
    if session.harvest is None:
        if isinstance(session.stage, Round):
            draft.put(replace(session.stage, lines=lines))
        return
    _repeat(draft, lines, edits=True)


def _repeat(draft: Draft, lines: tuple[Contribution, ...], *, edits: bool) -> None:
    draft.change(harvest=lines)
    draft.circle = replace(draft.circle, harvested=bool(lines))
    draft.say("harvest", *_text(draft, lines), handle=HANDLE, edits=edits, lasting=True)


def _take_away(draft: Draft) -> None:
    draft.circle = replace(draft.circle, harvested=False)
    draft.effects.append(Remove(HANDLE))
    draft.say("help", line("harvest-removed"))


def _text(draft: Draft, lines: tuple[Contribution, ...]) -> tuple[Line, ...]:
    if not lines:
        return (line("harvest-empty"),)
    repeated = (
        line("harvest-line", name=one.name, line=Quote(one.event, "common.line-gone"))
        for one in lines
    )
    return (_heading(draft), *repeated, line("harvest-take-back"))


def _heading(draft: Draft) -> Line:
    """What stands above the lines; there is one harvest in a format."""
    plan = draft.session.plan
    own = (one.id for one in plan.stages if isinstance(one, RoundPlan) and one.heading)
    stage = next(own, None)
    return line("harvest") if stage is None else Line(f"{plan.space}.{stage}-heading")
