"""Opening a planned meeting: ten minutes before, the gathering; at its time, the talk.

| when | what happens | what it does |
|---|---|---|
| ten minutes before | the room is safe | the gathering, with theme and whose turn it is to lead |
| up to an hour late | the same | the same, with a word of why; it begins ten minutes later |
| any | the room is not safe | ``safety-refused``, to who planned it; the meeting is over |
| any | nobody is in the room | nothing; the meeting is over |
| any | nobody who was to lead is here | the task is offered to all, with the gathering |
| any | the format is gone | told, to who planned it; the meeting is over |
| its time | enough people, and somebody leads | the agreements |
| its time | too few people, or nobody leads | told once, what can be done; it waits |
| then | enough people, and somebody leads | the agreements |
| an hour later | still not | closed, with a word |
| any | the meeting is moved or cancelled while it gathers | closed, with a word |

A meeting is over once its gathering is: by the agreements (then it was held) or by a close.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import gathering, leaving, moving, safety
from bot.core.circle import Phase, Session
from bot.core.draft import Draft, count, line
from bot.core.effects import Line, NameOf, Text, When, explanation
from bot.core.events import Convened
from bot.core.meetings import planning, voting
from bot.core.meetings.elsewhere import zone_lines
from bot.core.people import PersonId, UserId
from bot.core.plan import Plan
from bot.core.series import (
    BUSY,
    LATE_MS,
    OPENED,
    OPENS_MS,
    Meeting,
    Planned,
    Series,
    WallTime,
    over,
)


def is_of(session: Session | None, series: str, meeting: WallTime) -> bool:
    """Whether a session is the gathering of this meeting."""
    planned = session.meeting if session is not None else None
    return planned is not None and (planned.series, planned.meeting) == (series, meeting)


def convened(draft: Draft, event: Convened) -> None:
    """Call the gathering of a meeting, if it is still to be and this is a safe room."""
    series = planning.find(draft.circle, event.series)
    meeting = series.next if series is not None else None
    if series is None or meeting is None or meeting.name != event.meeting:
        return None
    if event.at > meeting.at + LATE_MS or is_of(draft.circle.session, series.id, meeting.name):
        return None
    if draft.circle.session is not None:  # one began meanwhile
        told = tuple(one for one in series.told if one[1] != OPENED)
        return planning.put(draft, replace(series, told=told))
    if not event.present:  # nobody is here to be told
        return planning.put(draft, over(series, meeting.name))
    plan = event.plan
    asked = [series.by] if series.by is not None and series.by in event.present else []
    look = [line("opening-look", name=NameOf(PersonId(user))) for user in asked]
    if plan is None:
        planning.put(draft, over(series, meeting.name))
        return draft.say("reminder", line("opening-gone"), *look, mention=tuple(asked))
    safety.take_keys(draft, event.new_keys)
    if event.faults:
        planning.put(draft, over(series, meeting.name))
        what = line("opening-unsafe", format=Text(f"{series.format}.name"))
        faults = safety.fault_lines(event.faults)
        return draft.say("safety-refused", what, *faults, *look, mention=tuple(asked))
    return _call(draft, event, series, meeting, plan)


def _call(draft: Draft, event: Convened, series: Series, meeting: Meeting, plan: Plan) -> None:
    late = event.at > meeting.at
    begins = event.at + OPENS_MS if late else meeting.at
    leader = _whose_turn(series, event)
    people = [person for person in draft.circle.people if person.user in event.present]
    given = series.theme is not None or series.topic is not None
    theme = series.theme or voting.chosen(draft.circle, series.id, meeting.name)[1]
    session = Session(
        id=event.session,
        plan=plan,
        mode=series.mode,
        phase=Phase.GATHERING,
        facilitators=(leader,) if leader is not None else (),
        present=event.present,
        started=event.at,
        idle_since=event.at,
        seed=event.seed,
        theme=theme,
        topic=event.topic,
        offered=event.offered,
        settled=not given and (theme is not None or event.topic is not None),
        sought=None if leader is not None else event.at,
        meeting=Planned(series.id, meeting.name, begins),
        convened=True,
    )
    draft.circle = moving.with_session(draft.circle, tuple(people), session)
    when = line("opening", when=When(meeting.local, "time"))
    if late:
        when = line("opening-after" if series.was_told(BUSY) else "opening-late")
    zone = [] if late else zone_lines(series)
    led: list[Line] = [line("facilitator-gone")]
    if leader is not None:
        led = [line("opening-led", name=NameOf(PersonId(leader)))]
    gathering.say_gathering(
        draft,
        len(event.unreadable),
        when,
        *zone,
        *led,
        mention=(leader,) if leader is not None else (),
    )
    draft.effects += [explanation(user) for user in event.unreadable]


def _whose_turn(series: Series, event: Convened) -> UserId | None:
    """Who leads this time: they take turns, and who is not here or away is passed over."""
    named = series.facilitators
    turn = series.held % len(named) if named else 0
    here = [user for user in (*named[turn:], *named[:turn]) if user in event.present]
    return next((user for user in here if user not in event.away), None)


def look(draft: Draft) -> None:
    """See whether the gathering of a meeting is over now, and what follows from it."""
    session = draft.circle.session
    planned = session.meeting if session is not None else None
    if session is None or planned is None:
        return
    if session.phase is Phase.GATHERING:
        if draft.at < planned.at or session.pause is not None or _wants(draft):
            return
        draft.change(phase=Phase.AGREEMENTS, pressed=False)
        gathering.say_agreements(draft)
    draft.change(meeting=None)
    settle(draft, planned, held=True)


def settle(draft: Draft, planned: Planned, *, held: bool) -> None:
    """The meeting is over."""
    series = planning.find(draft.circle, planned.series)
    if series is not None:
        planning.put(draft, over(series, planned.meeting, held=held))


def rang(draft: Draft) -> None:
    """The time of a gathering has come: go on, say what is wanting, or end it an hour later."""
    session = draft.circle.session
    planned = session.meeting if session is not None else None
    if session is None or planned is None or session.pause is not None:
        return
    if session.phase is not Phase.GATHERING or draft.at < planned.at:
        return
    if not _wants(draft):
        return look(draft)
    if draft.at >= planned.at + LATE_MS:
        enough = draft.joined() >= session.plan.fewest
        return moving.close(draft, line("opening-unled" if enough else "opening-given-up"))
    if not planned.wanting:
        draft.change(meeting=replace(planned, wanting=True))
        draft.circle = replace(draft.circle, listed=())
        draft.say("reminder", *_wants(draft), line("opening-wait"))


def _wants(draft: Draft) -> list[Line]:
    """What is wanting for a gathering to go on."""
    session = draft.session
    few = line("opening-few", count=count(session.plan.fewest))
    lines = [few] if draft.joined() < session.plan.fewest else []
    if not leaving.facilitator_present(session):
        lines.append(line("facilitator-gone"))
    return lines


def put_off(draft: Draft, series: str, meeting: WallTime) -> None:
    """A meeting was moved or cancelled: if it gathers now, that ends."""
    if is_of(draft.circle.session, series, meeting):
        draft.change(meeting=None)
        moving.close(draft, line("opening-put-off"))
