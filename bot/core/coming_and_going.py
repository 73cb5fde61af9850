"""People coming into the room, leaving it, stepping back and in, and seats (R5, R6, G4).

| what happens | what it does |
|---|---|
| the first one comes into a room that Kring made | Kring says who it is (R11) |
| a user joins during the gathering | all are told; the invitation is repeated for them |
| a user joins later | all are told; the next turn waits until they agreed or read along |
| a user comes back | the same, in a few words; they agree again and keep their place |
| a reader joins late | the agreements, for them; nobody waits |
| somebody agrees | in the circle; at the end of the line, or in their kept place |
| somebody steps back | a reader, at once |
| a user leaves | when the current turn ends, at once if it was theirs; told once, unnamed |
| a seat is brought | into the circle; who brought it agrees and answers for it |
| a seat's name is changed into that of a user | the seat is gone, with why |
| who comes later cannot read along yet | told how to, in general words, once (R8) |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import gathering, leaving, moving, settings
from bot.core.circle import Phase
from bot.core.draft import Draft, line
from bot.core.effects import Button, NameOf, explanation
from bot.core.events import Act, Arrived, Did, Joined, Left, SeatBrought, SeatTaken, WordsChanged
from bot.core.people import Person, PersonId, Standing, UserId

SEATS = 3
"""How many seats one user can answer for."""


def joined(draft: Draft, event: Joined) -> None:
    """Tell everyone, and make room to answer."""
    _named_human(draft, event.user, away=False)
    session = draft.circle.session
    if draft.circle.unmet:
        return settings.arrived(draft, Arrived(event.at, encrypted=True))
    if session is None or event.user in session.present:
        return None
    draft.change(
        present=(*session.present, event.user),
        leaving=tuple(user for user in session.leaving if user != event.user),
        sought=None if event.user in session.facilitators else session.sought,
    )
    own = draft.circle.person(PersonId(event.user))
    was_here = own is not None and own.standing is Standing.AGREED
    if not event.can_read and event.user not in session.gone:
        draft.effects.append(explanation(event.user))
    for person in draft.circle.people:
        if person.user == event.user and person.standing is Standing.AGREED:
            draft.stand(person.id, Standing.JOINED)
    if session.phase is Phase.GATHERING:
        return welcome_to_gathering(draft, event.user)
    waits = session.plan.newcomers == "wait"
    if was_here:
        _say_welcome(draft, event.user, "welcome-back", agreements=False)
    else:
        _say_welcome(draft, event.user, "welcome-newcomer" if waits else "welcome-alongside")
    if waits:
        until = session.newcomers_until or draft.after(moving.NEWCOMER_SECONDS)
        draft.change(newcomers=(*session.newcomers, event.user), newcomers_until=until)
    return None


def join_late(draft: Draft, event: Did) -> None:
    """A reader, or somebody who stepped back, wants to sit down: the agreements come first."""
    person = draft.circle.person(event.person)
    if person is not None and person.standing is not Standing.READER:
        moving.act_in_stage(draft, Act.JOIN, event.person)
        return
    draft.stand(event.person, Standing.JOINED)
    _say_welcome(draft, event.user, "welcome-reader", person=event.person)


def agree(draft: Draft, event: Did) -> None:
    """In the circle from now on."""
    person = draft.circle.person(event.person)
    if person is not None and person.standing is Standing.AGREED:
        moving.act_in_stage(draft, Act.AGREE, event.person)
        return
    draft.forget_newcomer(event.user)
    draft.stand(event.person, Standing.AGREED)
    moving.people_changed(draft)


def step_back(draft: Draft, event: Did) -> None:
    """A reader from now on; a newcomer need not be waited for."""
    person = draft.circle.person(event.person)
    if person is not None and person.standing is not Standing.READER:
        draft.stand(event.person, Standing.READER)
    draft.forget_newcomer(event.user)
    moving.people_changed(draft)


def left(draft: Draft, event: Left) -> None:
    """Out of the room; what it means for the circle waits for the current turn to end."""
    _named_human(draft, event.user, away=True)
    if draft.circle.session is None or event.user not in draft.session.present:
        return
    session = draft.session
    draft.forget_newcomer(event.user)
    draft.change(
        present=tuple(user for user in session.present if user != event.user),
        leaving=(*session.leaving, event.user),
    )
    if leaving.waits_for_turn(draft, event.user):
        return
    leaving.takes_effect(draft)
    moving.people_changed(draft)
    gathering.begin_when_agreed(draft)


def _named_human(draft: Draft, user: UserId, *, away: bool) -> None:
    """The named human came or left: out of the room, nobody can be brought to them."""
    if user == draft.circle.trusted and draft.circle.trusted_away != away:
        draft.circle = replace(draft.circle, trusted_away=away)


def seat_brought(draft: Draft, event: SeatBrought) -> None:
    """A place at the table for somebody without a device."""
    session = draft.circle.session
    bringer = draft.circle.person(PersonId(event.user))
    if session is not None and (bringer is None or bringer.standing is Standing.READER):
        return draft.fault("not-in-circle")
    brought = [person for person in draft.circle.people if person.is_seat]
    if sum(1 for person in brought if person.user == event.user) >= SEATS:
        return draft.fault("seats-full")
    draft.set_person(Person(event.seat, event.user, Standing.JOINED, name=event.name))
    added = line("seat-added", seat=NameOf(event.seat, event.name))
    later = session is not None and session.phase is not Phase.GATHERING
    return draft.say("help", added, *([line("seat-agree")] if later else []))


def seat_taken(draft: Draft, event: SeatTaken) -> None:
    """The place is gone; if it was their turn, the floor goes on."""
    seat = draft.circle.person(event.seat)
    leads = event.leads
    if draft.circle.session is not None:
        leads = moving.may_lead(draft, event)
    if seat is None or not seat.is_seat:
        return draft.fault("unknown-seat")
    if not (seat.user == event.user or leads):
        return draft.fault("seat-of-other")
    removed = line("seat-removed", seat=NameOf(seat.id, seat.name))
    draft.remove_person(event.seat)
    draft.say("help", removed)
    if draft.circle.session is not None:
        moving.people_changed(draft)
        gathering.begin_when_agreed(draft)
    return None


def seat_renamed(draft: Draft, event: WordsChanged) -> bool:
    """Take a seat away whose name is a user's now: a seat is for who has no device (R3).

    Whether it was one.
    """
    seat = next((one for one in draft.circle.people if one.name == event.event), None)
    if seat is None or not event.mentions:
        return False
    draft.remove_person(seat.id)
    if set(event.mentions) <= set(event.present):
        draft.fault("seat-here")
    else:
        draft.say("absent", line("absent-seat"))
    if draft.circle.session is not None:
        moving.people_changed(draft)
        gathering.begin_when_agreed(draft)
    return True


def welcome_to_gathering(draft: Draft, user: UserId) -> None:
    """Repeat the invitation for somebody who could not read it."""
    draft.say(
        "welcome-newcomer",
        line("welcome-gathering", name=draft.name(PersonId(user))),
        *gathering.invitation(draft),
        line("gathering-how"),
        mention=(user,),
        person=PersonId(user),
        buttons=(Button.DONE,),
    )


def _say_welcome(
    draft: Draft,
    user: UserId,
    key: str,
    *,
    person: PersonId | None = None,
    agreements: bool = True,
) -> None:
    person = person or PersonId(user)
    pause = draft.session.pause
    rests = pause is not None and not pause.awaits
    draft.say(
        "welcome-newcomer",
        line(key, name=draft.name(person)),
        *([line("fault-paused")] if rests else []),
        *([*gathering.own_agreements(draft), line("agreements")] if agreements else []),
        mention=(user,),
        person=person,
        buttons=(Button.DONE,),
    )
