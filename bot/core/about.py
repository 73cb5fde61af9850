"""What is kept about a person in a room, in words for that person (R10).

``about`` gives a line for everything; who adds something to the state adds its line here, and a test
holds that nobody stands in a state of whom nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

from bot.core.circle import Ask, Circle, Contribution, Open, Poll, Round, Session
from bot.core.draft import line
from bot.core.effects import Count, Day, Line, Place, Text
from bot.core.own import Away
from bot.core.people import PersonId, Standing, UserId

Part = Callable[[Circle, UserId], Iterator[Line]]


def holds(value: object, user: UserId) -> bool:
    """Whether a user's id stands anywhere in a value."""
    if value == user:
        return True
    if isinstance(value, tuple):
        return any(holds(one, user) for one in value)
    if is_dataclass(value):
        return any(holds(getattr(value, field.name), user) for field in fields(value))
    return False


def about(circle: Circle, user: UserId) -> tuple[Line, ...]:
    """Everything that is kept about a user in a room, a line each; empty if there is nothing."""
    return tuple(line for part in _PARTS for line in part(circle, user))


def _how_they_are_here(circle: Circle, user: UserId) -> Iterator[Line]:
    session = circle.session
    person = circle.person(PersonId(user))
    if person is not None and person.standing is not Standing.READER:
        agreed = person.standing is Standing.AGREED
        yield line("about-agreed" if agreed else "about-joined")
    elif session is not None and (person is not None or user in session.present):
        yield line("about-reader")
    if session is None:
        return
    if user in session.newcomers:
        yield line("about-newcomer")
    if user in (*session.leaving, *session.gone):
        yield line("about-left")


def _voices(circle: Circle, user: UserId) -> Iterator[Line]:
    person = circle.person(PersonId(user))
    for voice in person.voices if person is not None else ():
        yield line("about-voice", voice=Text(f"common.voice-{voice}"))


def _tasks(circle: Circle, user: UserId) -> Iterator[Line]:
    session = circle.session
    if session is not None and user in session.facilitators:
        yield line("about-facilitator")
    if circle.trusted == user:
        yield line("about-trusted")


def _help(circle: Circle, user: UserId) -> Iterator[Line]:
    if any(user == call.user for call in circle.calls):
        yield line("about-called")
    if circle.door is not None and user in (circle.door.asker, circle.door.human):
        yield line("about-help-room")


def _seats(circle: Circle, user: UserId) -> Iterator[Line]:
    for seat in circle.people:
        if seat.is_seat and seat.user == user:
            yield line("about-seat", place=Place(circle.room, seat.name, "common.about-message"))


def _floor(circle: Circle, user: UserId) -> Iterator[Line]:
    """Tell of their own turns and hands, not of those of the seats they brought."""
    session, id = circle.session, PersonId(user)
    if session is None:
        return
    speaks = session.turn is not None and session.turn.person == id
    if speaks:
        yield line("about-speaks")
    match session.stage:
        case Round() as stage:
            if id in stage.waiting:
                yield line("about-waits")
            had_turn = id in (*stage.through, *stage.passed, *stage.offered, *stage.postponed)
            if had_turn and not speaks:
                yield line("about-had-turn")
        case Open() as stage:
            if any(hand.person == id for hand in stage.hands):
                yield line("about-hand")
            for had in stage.had:
                if had.person == id:
                    yield line("about-spoke", count=Count(had.turns))
        case Ask() as stage:
            if id in stage.answered:
                yield line("about-answered")
        case Poll() as stage:
            if any(answer.person == id for answer in stage.answers):
                yield line("about-answered")


def _brought(circle: Circle, user: UserId) -> Iterator[Line]:
    session = circle.session
    lines = _harvest(session) if session is not None else ()
    for one in lines:
        if one.user == user:
            yield line("about-line", place=Place(circle.room, one.event, "common.about-message"))


def _harvest(session: Session) -> tuple[Contribution, ...]:
    if session.harvest is not None:
        return session.harvest
    return session.stage.lines if isinstance(session.stage, Round) else ()


def _asked(circle: Circle, user: UserId) -> Iterator[Line]:
    session = circle.session
    if session is None:
        return
    if session.pause is not None and session.pause.by == user:
        yield line("about-pause")
    if session.undo is not None and session.undo.by == user:
        yield line("about-undo")
    if user in session.resend_asked:
        yield line("about-resend")


def _notes(circle: Circle, user: UserId) -> Iterator[Line]:
    for note in circle.notes:
        place = Place(circle.room, note.event, "common.note-message")
        if note.author == user:
            yield line("about-note-own", place=place)
        if user in note.concerned:
            agreed = user in note.agreed
            yield line("about-note-agreed" if agreed else "about-note", place=place)


_CENTRE = {"whom": "about-centre", "tellers": "about-teller", "listener": "about-listener"}


def _centre(circle: Circle, user: UserId) -> Iterator[Line]:
    person = circle.person(PersonId(user))
    if person is not None and person.centre:
        session = circle.session
        are = session.plan.centre.are if session is not None else "whom"
        yield line(_CENTRE[are])


def _own(circle: Circle, user: UserId) -> Iterator[Line]:
    own = circle.own
    if own is None or own.user != user:
        return
    match own.away:
        case Away(since, until=None):
            yield line("about-away-open", since=Day(since))
        case Away(since, until) if until is not None:
            yield line("about-away", since=Day(since), until=Day(until))
    if own.reminders is not None:
        yield line("about-reminders-on" if own.reminders else "about-reminders-off")


def _map(circle: Circle, user: UserId) -> Iterator[Line]:
    items = circle.session.map if circle.session is not None else ()
    for item in items:
        person = circle.person(item.by)
        if person is not None and person.user == user:
            place = Place(circle.room, item.name.event, "common.about-message")
            yield line("about-map", place=place)


def _group(circle: Circle, user: UserId) -> Iterator[Line]:
    session, room = circle.session, circle.group
    groups = session.groups if session is not None else ()
    divided = any(PersonId(user) in group.people or user in group.here for group in groups)
    if divided or (room is not None and user in (*room.users, *room.here, *room.resend_asked)):
        yield line("about-group")
    person = circle.person(PersonId(user))
    speaks = person is not None and person.spokesperson
    if speaks or (room is not None and room.speaker == user):
        yield line("about-spokesperson")


def _key(circle: Circle, user: UserId) -> Iterator[Line]:
    told = circle.session.keys_told if circle.session is not None else ()
    if any(key.user == user for key in (*circle.new_keys, *circle.accepting, *told)):
        yield line("about-new-key")


def _planned(circle: Circle, user: UserId) -> Iterator[Line]:
    known = [*circle.calendar, *(proposal.series for proposal in circle.proposals)]
    asked = any(proposal.by == user for proposal in circle.proposals)
    if asked or any(series.by == user for series in known):
        yield line("about-planned")
    if any(user in series.facilitators for series in known):
        yield line("about-leads")
    if any(holds((one.answers, one.ideas), user) for one in circle.askings):
        yield line("about-coming")


_PARTS: tuple[Part, ...] = (
    _how_they_are_here, _voices, _tasks, _help, _seats, _floor, _brought, _asked, _own,
    _notes, _centre, _map, _group, _key, _planned,
)  # fmt: skip
