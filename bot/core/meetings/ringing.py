"""What is due before a meeting, and what was missed.

| what is due | what it does |
|---|---|
| a reminder | said, with how many come; and privately to who asked for that (``Remind``) |
| several at once | one of them is said |
| a reminder that makes no sense any more | dropped |
| a reminder for what was announced just now | dropped: that said it |
| to ask who comes, or which theme | asked, by a poll |
| to look who may be wanting, three days ahead | said, if a voice is needed of whom none may come |
| a gathering, ten minutes ahead | called (``Convene``) |
| the same, while people began a talk of that kind themselves, within the hour | told: that is it |
| the same, while another talk goes on here | told, once; called when that talk is closed |
| any of the others while a talk goes on | waits until it is closed |
| a meeting went by | told, once for all that did, and who planned it is asked for another time |
| the last meeting is over | the series goes |

What was said or done is kept by the name of the meeting (``Series.told``), so nothing is twice.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.circle import Circle, Session
from bot.core.draft import Draft, count, line
from bot.core.effects import Convene, Line, NameOf, Remind, Text, When
from bot.core.events import AlarmRang
from bot.core.meetings import askings, coming, opening, planning, voting
from bot.core.meetings.elsewhere import zone_lines
from bot.core.meetings.events import Reckoned
from bot.core.people import PersonId, UserId
from bot.core.series import (
    BUSY,
    LATE_MS,
    OPENED,
    OPENS_MS,
    POLL,
    VOTE,
    WANTED,
    Meeting,
    Reckoning,
    Series,
    WallTime,
    is_over,
    over,
)  # fmt: skip

SOONER_MS = 3_600_000
"""A talk of the same kind that was begun no longer than this before a meeting is that meeting."""


def reckoned(draft: Draft, event: Reckoned | AlarmRang) -> None:
    """Take in where series are now, and do what is due."""
    for reckoning in event.reckonings:
        series = planning.find(draft.circle, reckoning.series)
        if series is not None:
            _take_in(draft, series, reckoning, event)
    askings.keep(draft)


def due(circle: Circle) -> int | None:
    """When there is something to do for what is planned, in ms."""
    talking = circle.session is not None
    return min((series.due(talking=talking) for series in circle.calendar), default=None)


def _take_in(
    draft: Draft, series: Series, reckoning: Reckoning, event: Reckoned | AlarmRang
) -> None:
    missed = tuple(
        name
        for name in reckoning.missed
        if not (is_over(series, name) or opening.is_of(draft.circle.session, series.id, name))
    )
    if missed and reckoning.last is not None:
        _tell_missed(draft, series, reckoning.last, missed, ends=reckoning.next is None)
    if reckoning.missed:
        series = over(series, *reckoning.missed)
    if reckoning.next is None:
        others = tuple(one for one in draft.circle.calendar if one.id != series.id)
        draft.circle = replace(draft.circle, calendar=others)
        return
    told = tuple(one for one in series.told if one[0] == reckoning.next.name)
    planning.put(draft, replace(series, next=reckoning.next, told=told))
    announced = isinstance(event, Reckoned)
    _ring(draft, series.id, event.themes, announced=announced)


def _tell_missed(
    draft: Draft, series: Series, last: Meeting, missed: tuple[WallTime, ...], *, ends: bool
) -> None:
    what = Text(f"{series.format}.name")
    busy = missed == (last.name,) and (last.name, BUSY) in series.told
    told = [line("missed-busy" if busy else "missed", when=When(last.local), format=what)]
    if len(missed) > 1:
        many = count(len(missed))
        told = [line("missed-several", when=When(last.local), format=what, count=many)]
    mention: tuple[UserId, ...] = ()
    if series.by is not None:
        told.append(line("missed-ask", name=NameOf(PersonId(series.by))))
        mention = (series.by,)
    elif ends:
        told.append(line("missed-ends"))
    draft.say("reminder", *told, mention=mention)


def _ring(draft: Draft, id: str, themes: tuple[str, ...], *, announced: bool) -> None:
    series = planning.find(draft.circle, id)
    if series is None or series.next is None:
        return
    meeting, talking = series.next, draft.circle.session is not None
    if not talking:
        rings = [
            one for one in meeting.rings if one.at <= draft.at and not series.was_told(one.lead)
        ]
        _mark(draft, series, meeting, *(ring.lead for ring in rings))
        useful = [ring for ring in rings if draft.at <= ring.until]
        asks = {ring.lead for ring in useful}
        leads = [ring for ring in useful if ring.lead > POLL]
        if leads and not announced:
            _remind(draft, series, meeting)
        if POLL in asks:
            coming.ask(draft, series, meeting)
        elif VOTE in asks:
            voting.ask(draft, series, meeting, themes)
        elif WANTED in asks:
            coming.look_for(draft, series, meeting)
    series = planning.find(draft.circle, id) or series
    if draft.at >= meeting.at - OPENS_MS and draft.at <= meeting.at + LATE_MS:
        _open(draft, series, meeting, talking=talking)


def _open(draft: Draft, series: Series, meeting: Meeting, *, talking: bool) -> None:
    if series.was_told(OPENED):
        return
    session = draft.circle.session
    if session is not None and _is_it(session, series, meeting):
        planning.put(draft, over(series, meeting.name, held=True))
        what = Text(f"{series.format}.name")
        draft.say(
            "reminder", line("opening-is-this", format=what, when=When(meeting.local, "time"))
        )
    elif not talking:
        _mark(draft, series, meeting, OPENED)
        draft.effects.append(_convene(draft, series, meeting))
    elif not series.was_told(BUSY):
        _mark(draft, series, meeting, BUSY)
        what = Text(f"{series.format}.name")
        draft.say("reminder", line("opening-busy", format=what, when=When(meeting.local, "time")))


def _is_it(session: Session, series: Series, meeting: Meeting) -> bool:
    """Whether the talk that goes on is this meeting: somebody began it themselves, not long before."""
    if session.convened or session.plan.id != series.format:
        return False
    return session.started >= meeting.at - SOONER_MS


def _convene(draft: Draft, series: Series, meeting: Meeting) -> Convene:
    theme = series.topic or voting.chosen(draft.circle, series.id, meeting.name)[0]
    return Convene(series.id, meeting.name, series.format, theme)


def _remind(draft: Draft, series: Series, meeting: Meeting) -> None:
    said = reminder(draft.circle, series, meeting)
    draft.say(
        "reminder",
        *said,
        *coming.lines(draft.circle, series, meeting),
        until=_until(draft, meeting),
    )
    draft.effects.append(Remind(meeting.local, said[:1]))


def _until(draft: Draft, meeting: Meeting) -> int | None:
    """Until when a reminder may still be said: after that the gathering is called."""
    opens = meeting.at - OPENS_MS
    return opens if opens > draft.at else None


def reminder(circle: Circle, series: Series, meeting: Meeting) -> tuple[Line, ...]:
    """What a reminder says: what, when, and about what."""
    what = line("reminder", format=Text(f"{series.format}.name"), when=When(meeting.local))
    theme = voting.slot(circle, series, meeting)
    about = (line("plan-theme", theme=theme),) if theme is not None else ()
    return (what, *zone_lines(series), *about)


def _mark(draft: Draft, series: Series, meeting: Meeting, *what: int) -> None:
    now = planning.find(draft.circle, series.id) or series
    told = (*now.told, *((meeting.name, one) for one in what))
    planning.put(draft, replace(now, told=tuple(dict.fromkeys(told))))


def interrupted(draft: Draft) -> None:
    """Messages were dropped, and perhaps what was to call a gathering: it is asked for again."""
    for series in draft.circle.calendar:
        if series.next is None or opening.is_of(draft.circle.session, series.id, series.next.name):
            continue
        told = tuple(one for one in series.told if one[1] != OPENED)
        planning.put(draft, replace(series, told=told))
