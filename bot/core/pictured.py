"""Pictures of where the conversation is, each with all of it in words.

| where | what ``!beeld`` shows |
|---|---|
| a map is being made, or was | that map |
| hands are raised, and voices were told by enough people | how the turns were over them, in bands |
| any other part of a session | who is in the circle, who speaks, and whose hand is up |
| no session, and a scale was answered here before | how the scales were answered, and the time before |
| no session, and nothing to show | a kind word |

A voice is in the balance only where at least ``ENOUGH`` people told it: nobody can be pointed at. How
often somebody spoke is in no picture. A picture is made when it is sent; what stands in the state is
looked up then, and where that cannot be, the words of the message stand for it.
"""

from __future__ import annotations

from bot.core.circle import Open, Phase, Session, Total
from bot.core.draft import Draft, count, line
from bot.core.effects import (
    Bar,
    Bars,
    Drawing,
    Ecogram,
    Line,
    Moment,
    Ring,
    Seat,
    Slot,
    Tenths,
    Text,
    Tie,
)  # fmt: skip
from bot.core.events import Did
from bot.core.mapping import Item
from bot.core.people import Person, PersonId, Standing, Voice
from bot.core.plan import What

ENOUGH = 3
"""So many people told a voice before it is in a balance."""
MOST_SEATS = 24
"""So many people have room in a picture of the circle."""
BANDS = 3


def asked(draft: Draft, event: Did) -> None:
    """Show what fits now."""
    session = draft.circle.session
    if session is None:
        return _monitor(draft)
    if session.map:
        return show_map(draft, "help")
    if isinstance(session.stage, Open):
        balance = _balance(draft, session.stage)
        if balance is not None:
            told = [line("picture-band", voice=bar.label, band=bar.told) for bar in balance.bars]
            return draft.say("help", line("picture-balance"), *told, picture=balance)
    return _ring(draft, session)


# The map.


def show_map(draft: Draft, moment: Moment) -> None:
    """Show the map as a picture, with all of it in words."""
    session = draft.session
    whose = tuple(dict.fromkeys(item.by for item in session.map))
    names = tuple(draft.name(id) for id in whose)
    heading = Line("common.map-of", tuple(("name", name) for name in names))
    ties = tuple(Tie(item.name, item.strength, item.bond, item.what) for item in session.map)
    lines = [item_line(item, number) for number, item in enumerate(session.map, 1)]
    draft.say(moment, heading, *lines, picture=Ecogram(names, ties, _STRENGTHS, _WHATS))


_STRENGTHS = (
    (3, Text("common.map-strength-3")),
    (2, Text("common.map-strength-2")),
    (1, Text("common.map-strength-1")),
    (None, Text("common.map-strength-open")),
)
_BANDS = tuple(
    Text(key)
    for key in (
        "common.picture-band-0",
        "common.picture-band-1",
        "common.picture-band-2",
        "common.picture-band-3",
    )
)
_WHATS: tuple[tuple[What, Slot], ...] = (
    ("people", Text("common.map-people")),
    ("places", Text("common.map-places")),
    ("activities", Text("common.map-activities")),
)


def item_line(item: Item, number: int | None = None) -> Line:
    """What stands on the map, in words; with a ``number`` it can be found in the picture by that."""
    strength = dict(_STRENGTHS)[item.strength]
    told: dict[str, Slot] = {"item": item.name, "strength": strength}
    told |= {} if item.bond is None else {"bond": item.bond}
    if number is None:
        return line("map-item" if item.bond is None else "map-item-bond", **told)
    told["number"] = count(number)
    return line("map-item-at" if item.bond is None else "map-item-bond-at", **told)


# The circle.


def _ring(draft: Draft, session: Session) -> None:
    people = [one for one in draft.circle.people if _sits(draft, session, one)][:MOST_SEATS]
    if not people:
        return draft.say("help", line("picture-empty"))
    seats = tuple(
        Seat(draft.name(one.id), _speaks(session, one.id), _waits(session, one.id))
        for one in people
    )
    names = tuple(("name", seat.name) for seat in seats)
    speaking = [line("overview-speaking", name=seat.name) for seat in seats if seat.speaks]
    waiting = tuple(("name", seat.name) for seat in seats if seat.waits)
    hands = [Line("common.overview-hands", waiting)] if waiting else []
    readers = draft.readers()
    reading = [line("readers", count=count(readers))] if readers else []
    title = Text("common.picture-circle-title")
    return draft.say(
        "help",
        Line("common.picture-circle", names),
        *speaking,
        *hands,
        *reading,
        picture=Ring(title, seats),
    )


def _sits(draft: Draft, session: Session, person: Person) -> bool:
    here = draft.present(person) or person.user in session.leaving
    agreed = person.standing is Standing.AGREED
    return (
        here
        and (agreed or session.phase is not Phase.STAGES)
        and (person.standing is not Standing.READER)
    )


def _speaks(session: Session, id: PersonId) -> bool:
    return session.turn is not None and session.turn.person == id


def _waits(session: Session, id: PersonId) -> bool:
    """Whether a hand is up; in a round who waits is called, so that shows nothing."""
    stage = session.stage
    return isinstance(stage, Open) and any(hand.person == id for hand in stage.hands)


# The balance.


def _balance(draft: Draft, stage: Open) -> Bars | None:
    """How the turns were over the voices that enough people told; None where that tells nothing."""
    had = {one.person: one.turns for one in stage.had}
    share: list[tuple[Voice, float]] = []
    for voice in Voice:
        told = [one.id for one in draft.agreed() if voice in one.voices]
        if len(told) >= ENOUGH:
            share.append((voice, sum(had.get(id, 0) for id in told) / len(told)))
    most = max((turns for _, turns in share), default=0)
    if len(share) < 2 or not most:
        return None
    bars = tuple(
        Bar(Text(f"common.voice-{voice}"), 10 * band, _BANDS[band])
        for voice, band in ((voice, _band(turns / most)) for voice, turns in share)
    )
    return Bars(Text("common.picture-balance-title"), bars, 0, BANDS)


def _band(part: float) -> int:
    """How much, in so few steps that it is no count: 0 not yet, up to 3."""
    return 0 if not part else 1 if part < 1 / 3 else 2 if part < 2 / 3 else 3


# The monitor.


def _monitor(draft: Draft) -> None:
    totals = draft.circle.monitor
    if not totals:
        return draft.say("help", line("picture-none"))
    newest = totals[-1]
    alike = [one for one in totals if (one.lowest, one.highest) == (newest.lowest, newest.highest)]
    shown = alike[-MOST_BARS:]
    bars = tuple(
        Bar(Text(f"{one.item}-title"), _average(one), Tenths(_average(one))) for one in shown
    )
    told = [line("picture-bar", item=bar.label, number=bar.told) for bar in bars]
    scale = line("picture-monitor", lowest=count(newest.lowest), highest=count(newest.highest))
    drawing = Bars(Text("common.picture-monitor-title"), bars, newest.lowest, newest.highest)
    return draft.say("help", scale, *told, picture=drawing)


MOST_BARS = 12


def _average(total: Total) -> int:
    return (20 * total.sum + total.answers) // (2 * total.answers)


def slots_of(drawing: Drawing) -> tuple[Slot, ...]:
    """Everything in a picture that is looked up when it is made."""
    match drawing:
        case Ring(title, seats):
            return (title, *(seat.name for seat in seats))
        case Bars(title, bars):
            return (title, *(slot for bar in bars for slot in (bar.label, bar.told)))
        case Ecogram(centre, ties, strengths, whats):
            named = [slot for tie in ties for slot in (tie.name, tie.bond) if slot is not None]
            legend = (*(slot for _, slot in strengths), *(slot for _, slot in whats))
            return (*centre, *named, *legend)
