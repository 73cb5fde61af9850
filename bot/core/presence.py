"""Who is not here: not talked about (R3), and waited for where a talk needs them (R6).

| what happens | what it does |
|---|---|
| words in a session mention somebody who is not in the room | one gentle answer, once for each of them |
| the same without a session, or as the author of what is replied to | nothing |
| a talk about somebody who is not here is started | refused, with what can be done instead |
| a theme is changed so that it does | the same answer, and the theme is repeated no more |
| a seat is named after somebody who is not here | refused, with how to go on; also by an edit |
| the last one of ``while_present`` leaves, steps back, or says "not about me" | paused, unnamed |
| going on while they are away | not yet; closing is always possible |
| one of them is back | the session goes on by itself |
| the last one of a voice takes that voice back | nothing: the person is here, and nobody is to notice |
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Literal

from bot.core.circle import Pause, Phase, Session
from bot.core.draft import Draft, line
from bot.core.effects import Line, NameOf
from bot.core.events import AbsentNamed, WordsChanged
from bot.core.people import EventId, Person, PersonId, Standing, UserId
from bot.core.plan import Needed
from bot.core.series import Series
from bot.core.sides import is_for

ANSWERED_AT_MOST = 20
"""For how many absent people the answer is given in a session."""


def named(draft: Draft, mentions: tuple[UserId, ...]) -> None:
    """Answer, once for each, words that mention somebody who is not in the room."""
    session = draft.circle.session
    if session is None:
        return
    known = session.named_absent
    absent = {_fingerprint(session, user): user for user in mentions if user not in session.present}
    new = [mark for mark in absent if mark not in known][: ANSWERED_AT_MOST - len(known)]
    if new:
        draft.change(named_absent=(*known, *new))
        # Named, so that it is clear what this is about; not mentioned, so that nobody is called.
        names = tuple(("name", NameOf(PersonId(absent[mark]))) for mark in new)
        draft.say("absent", Line("common.absent", names))


def theme_changed(draft: Draft, event: WordsChanged) -> None:
    """Repeat a theme no more that names somebody now who is not in the room; also of what is planned."""
    if set(event.mentions or ()) <= set(event.present):
        return
    session, circle = draft.circle.session, draft.circle
    if session is not None and event.event == session.theme:
        draft.change(theme=None)
    calendar = tuple(_without_theme(series, event.event) for series in circle.calendar)
    asked = tuple(
        replace(one, series=_without_theme(one.series, event.event)) for one in circle.proposals
    )
    if (calendar, asked) != (circle.calendar, circle.proposals):
        draft.circle = replace(draft.circle, calendar=calendar, proposals=asked)
        if not draft.effects:
            draft.say("absent", line("absent-talk"))


def _without_theme(series: Series, event: EventId) -> Series:
    return replace(series, theme=None) if series.theme == event else series


def not_without(draft: Draft, event: AbsentNamed) -> None:
    """A talk about somebody, or a place for them, without them: what can be done instead."""
    draft.say("absent", line(f"absent-{event.wants}"))


def missing(draft: Draft) -> tuple[Needed, ...]:
    """What is needed, was there, and is not there now; who just left counts until that is told."""
    session = draft.session
    users = {*session.present, *session.leaving}
    here = [
        person
        for person in draft.circle.people
        if person.standing is Standing.AGREED and person.user in users
    ]
    return tuple(one for one in session.had if not any(is_for((one,), person) for person in here))


def take_note(draft: Draft) -> None:
    """Note what of the needed is there."""
    session = draft.session
    had = tuple(
        one
        for one in session.plan.while_present
        if one in session.had or any(is_for((one,), person) for person in draft.agreed())
    )
    if had != session.had:
        draft.change(had=had)


def let_go(draft: Draft, lacked: tuple[Needed, ...]) -> None:
    """Need no more what a voice that was taken back leaves open, unless it ``lacked`` before."""
    gone = tuple(one for one in missing(draft) if one not in lacked)
    if gone:
        draft.change(had=tuple(one for one in draft.session.had if one not in gone))


def wait_for_the_needed(draft: Draft) -> None:
    """Pause, without a name, when somebody is gone without whom the talk does not go on."""
    session = draft.session
    after_talk = session.position + 1 == len(session.plan.stages)
    if session.phase is not Phase.STAGES or after_talk or session.pause is not None:
        return
    if missing(draft):
        draft.change(pause=Pause(None, draft.at, awaits=True))
        draft.say("paused", line("paused-awaits"))


def at_centre(draft: Draft, person: Person, *, is_so: bool) -> None:
    """Keep whether a talk is about this person."""
    draft.set_person(replace(person, centre=is_so))


def is_full(draft: Draft, person: Person) -> bool:
    """Whether as many others are at the centre as can be."""
    most = draft.session.plan.centre.most
    others = (one for one in draft.agreed() if one.centre and one.id != person.id)
    return most > 0 and sum(1 for _ in others) >= most


_OF_CENTRE = {
    "how": {"whom": "about-how", "tellers": "tellers-how", "listener": "listener-how"},
    "short": {"whom": "short-centre", "tellers": "short-tellers", "listener": "short-listener"},
    "full": {"whom": "centre-full", "tellers": "tellers-full", "listener": "listener-full"},
    "noted": {"whom": "centre-noted", "tellers": "teller-noted", "listener": "listener-noted"},
    "withdrawn": {
        "whom": "centre-withdrawn", "tellers": "teller-withdrawn", "listener": "listener-withdrawn",
    },
    "not": {"whom": "no-centre-of-yours", "tellers": "no-teller", "listener": "no-listener"},
}  # fmt: skip


def of_centre(
    draft: Draft, what: Literal["how", "short", "full", "noted", "withdrawn", "not"]
) -> str:
    """Which text fits: for whom a talk is about, for who tells in a mirror, for who listens."""
    return _OF_CENTRE[what][draft.session.plan.centre.are]


def _fingerprint(session: Session, user: UserId) -> str:
    """By this an absent person is known again in the session: Kring keeps no id of who is not here."""
    return sha256(f"{session.id} {user}".encode()).hexdigest()[:16]
