"""What is planned, moved and cancelled.

| what happens | what it does |
|---|---|
| anyone asks for the agenda | the next meetings, with numbers by which they can be named |
| a coordinator moves a meeting | told, with the file; what is at the same time is named |
| a coordinator cancels a meeting | told, with the file, and with the next one |
| a coordinator cancels all of a series | asked whether that is right (``planning``) |
| the meeting is gathering now | that gathering ends, with a word |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.draft import Draft, count, line
from bot.core.effects import Line, Slot, Text, When
from bot.core.meetings import askings, coming, opening, planning
from bot.core.meetings.elsewhere import zone_lines
from bot.core.meetings.events import AgendaAsked, CancelAsked, MoveAsked
from bot.core.series import Proposal, Series, WallTime, changed

MOST_CHANGES = 60
"""How many meetings of one series may be moved or cancelled ahead."""


def agenda(draft: Draft, event: AgendaAsked) -> None:
    """List the next meetings; from now on their numbers are those of this list."""
    if not event.items:
        return draft.say("agenda", line("agenda-empty"))
    lines = []
    for place, item in enumerate(event.items, 1):
        series = planning.find(draft.circle, item.series)
        if series is None:
            continue
        slots: tuple[tuple[str, Slot], ...] = (
            ("number", count(place)),
            ("when", When(item.local)),
            ("format", Text(f"{series.format}.name")),
        )
        number = coming.number(draft.circle, series.id, item.meeting)
        if item.off:
            lines.append(Line("common.agenda-item-cancelled", slots))
        elif number:
            lines.append(Line("common.agenda-item-coming", (*slots, ("count", count(number)))))
        else:
            lines.append(Line("common.agenda-item", slots))
        lines += zone_lines(series)
    listed = tuple((item.series, item.meeting) for item in event.items)
    draft.circle = replace(draft.circle, listed=listed)
    return draft.say("agenda", line("agenda"), *lines, line("agenda-how"))


def move(draft: Draft, event: MoveAsked) -> None:
    """Move one meeting."""
    series = _of(draft, event)
    if series is None:
        return None
    if event.local == event.to and not _is_off(series, event.meeting):
        return draft.fault("move-same")
    if _too_many(series, event.meeting):
        return draft.fault("plan-full")
    after = changed(series, event.meeting, event.to)
    planning.put(draft, after)
    askings.changed(draft, event.series, event.meeting)
    opening.put_off(draft, event.series, event.meeting)
    moved = line(
        "planned-moved",
        was=When(event.local),
        format=Text(f"{series.format}.name"),
        when=When(event.to),
    )
    zone = zone_lines(series)
    return planning.announce(draft, after, moved, *zone, *planning.clash_lines(event.clashes))


def cancel(draft: Draft, event: CancelAsked) -> None:
    """Cancel one meeting, or ask whether all of them are meant."""
    series = _of(draft, event)
    if series is None:
        return None
    if event.whole and series.rule.every is not None:
        shown = planning.described(draft, series, "plan-cancel-series")[:1]
        return planning.propose(draft, Proposal(event.user, event.at, "cancel", series), *shown)
    if _is_off(series, event.meeting):
        return draft.fault("already-cancelled")
    if _too_many(series, event.meeting):
        return draft.fault("plan-full")
    after = changed(series, event.meeting, None)
    if series.rule.every is None:
        others = tuple(one for one in draft.circle.calendar if one.id != series.id)
        draft.circle = replace(draft.circle, calendar=others)
    else:
        planning.put(draft, after)
    askings.changed(draft, event.series, event.meeting)
    opening.put_off(draft, event.series, event.meeting)
    off = line("planned-cancelled", when=When(event.local), format=Text(f"{series.format}.name"))
    following = [line("planned-next", when=When(event.next))] if event.next else []
    return planning.announce(draft, after, off, *following, cancelled=series.rule.every is None)


def _of(draft: Draft, event: MoveAsked | CancelAsked) -> Series | None:
    """The series that is meant, if this may be; else a fault is said."""
    if not event.plans:
        draft.fault("not-coordinator")
        return None
    series = planning.find(draft.circle, event.series)
    if series is None:
        draft.fault("agenda-number")
        return None
    return series


def _too_many(series: Series, meeting: WallTime) -> bool:
    ahead = {change.meeting for change in series.changes if not change.done} | {meeting}
    return len(ahead) > MOST_CHANGES


def _is_off(series: Series, meeting: WallTime) -> bool:
    return any(change.meeting == meeting and change.to is None for change in series.changes)
