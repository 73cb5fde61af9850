"""Planning: Kring says what it understood, and plans it when the one who asked says yes.

| what happens | what it does |
|---|---|
| somebody who may not plan asks | a kind ``fault`` |
| a coordinator asks to plan, or to change all of a series | ``plan-confirm``; it waits for a yes |
| they ask something else, or in other words (an edit) | that takes its place; another's waits on |
| yes of theirs, in a word, plainly or by ✅ | ``planned``, with the file for people's own calendars |
| no of theirs | nothing changes |
| yes or no of another | nothing; a command gets a kind ``fault`` |
| they leave, or two days go by | it is forgotten |

A yes or no goes to what was asked last: once Kring asks something else, the plan is answered only by
what answers nothing else, and by a tap under its own message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.core.circle import PROPOSED_MS, Circle, Phase
from bot.core.draft import Draft, line
from bot.core.effects import (
    Attach,
    Button,
    Length,
    Line,
    Mark,
    NameOf,
    Rhythm,
    Text,
    When,
    Zone,
)  # fmt: skip
from bot.core.events import Act, Did, Spoke
from bot.core.meetings import askings, voting
from bot.core.meetings.events import Clash, PlanAsked
from bot.core.people import PersonId, UserId
from bot.core.plan import Mode
from bot.core.series import CUSTOMARY, Proposal, Series

MOST_SERIES = 20
"""How much can be planned in one room."""
_MODES = {Mode.SPOKEN: "gathering-spoken", Mode.SLOW: "gathering-slow"}
FRESH_MS = 600_000
"""How long plain words can be the answer to a plan."""
_ANSWERS = {
    Act.YES: Act.YES, Act.FINE: Act.YES, Act.AGREE: Act.YES, Act.TICK: Act.YES, Act.NO: Act.NO,
    Act.RIGHT: Act.YES, Act.WRONG: Act.NO, Act.BACK: Act.NO,
}  # fmt: skip


def asked(draft: Draft, event: PlanAsked) -> None:
    """Say what was understood, and wait for a yes."""
    if not event.plans:
        return draft.fault("not-coordinator")
    known = find(draft.circle, event.series.id)
    if known is None and len(draft.circle.calendar) >= MOST_SERIES:
        return draft.fault("plan-full")
    what: Literal["plan", "move"] = "plan" if known is None else "move"
    first = "plan-confirm" if known is None else "plan-move-series"
    shown = described(draft, event.series, first)
    dates = [line("plan-dates"), *(line("plan-date", when=When(date)) for date in event.dates)]
    if event.series.rule.every is None:
        dates = []  # it was said just now
    return propose(
        draft,
        Proposal(event.user, event.at, what, event.series, event=event.event),
        *shown,
        *dates,
        *clash_lines(event.clashes),
    )


def propose(draft: Draft, proposal: Proposal, *lines: Line) -> None:
    """Ask the coordinator whether that is right."""
    others = tuple(one for one in draft.circle.proposals if one.by != proposal.by)
    draft.circle = replace(draft.circle, proposals=(*others, proposal))
    draft.say(
        "plan-confirm",
        *lines,
        line("plan-question"),
        buttons=(Button.DONE,),
        handle=proposal.handle,
        lasting=True,
    )


def described(draft: Draft, series: Series, first: str) -> list[Line]:
    """Say what a series is: what, how often, how long, about what, and with whom."""
    what = Line(
        f"common.{first}",
        (("format", Text(f"{series.format}.name")), ("rhythm", Rhythm(series.rule))),
    )
    names = tuple(("name", NameOf(PersonId(user))) for user in series.facilitators)
    led = "plan-in-turn" if len(names) > 1 else "plan-facilitators"
    return [
        what,
        line("plan-length", length=Length(series.minutes)),
        *([line("plan-zone", zone=Zone(series.rule.zone))] if series.abroad else []),
        *(
            [line("plan-theme", theme=theme)]
            if (theme := voting.slot(draft.circle, series))
            else []
        ),
        *([line("plan-votes")] if series.votes else []),
        *([Line(f"common.{led}", names)] if names else []),
        *_leads(series),
        *([line(_MODES[series.mode])] if series.mode in _MODES else []),
    ]


def _leads(series: Series) -> list[Line]:
    """How long before it people are reminded, where that is not as it mostly is."""
    if series.leads == CUSTOMARY:
        return []
    if not series.leads:
        return [line("plan-no-leads")]
    return [Line("common.plan-leads", tuple(("leads", Length(lead)) for lead in series.leads))]


def clash_lines(clashes: tuple[Clash, ...]) -> list[Line]:
    """Name what is at the same time."""
    return [
        line("plan-clash", when=When(clash.local), format=Text(f"{clash.format}.name"))
        for clash in clashes
    ]


def of(circle: Circle, user: UserId) -> Proposal | None:
    """What this user asked for last, while it waits for their yes."""
    return next((one for one in circle.proposals if one.by == user), None)


def is_asked(circle: Circle, user: UserId, at: int) -> bool:
    """Whether a plan waits for this user's yes, and nothing else was asked since."""
    proposal = of(circle, user)
    return proposal is not None and proposal.near and waits_for(circle, user, at)


def waits_for(circle: Circle, user: UserId, at: int) -> bool:
    """Whether a plan waits for this user's yes."""
    proposal = of(circle, user)
    return proposal is not None and at - proposal.at < PROPOSED_MS


def may_be_meant(circle: Circle, event: Did) -> bool:
    """Whether a yes or no that answers nothing else is about a plan: of whoever, in no session."""
    if waits_for(circle, event.user, event.at):
        return True
    return bool(circle.proposals) and circle.session is None


def of_words(circle: Circle, said: Spoke) -> Act | None:
    """What plain words mean for a plan, just after it was asked about; None where they are talk."""
    proposal, session = of(circle, said.user), circle.session
    if proposal is None or not is_asked(circle, said.user, said.at) or said.plain is None:
        return None
    crossed = session is not None and session.crossed
    if crossed or said.at - proposal.at > FRESH_MS:
        return None
    return _ANSWERS.get(said.plain)


def something_nearer(draft: Draft) -> None:
    """Something else is asked now: a bare yes is the answer to that."""
    proposals = tuple(replace(one, near=False) for one in draft.circle.proposals)
    draft.circle = replace(draft.circle, proposals=proposals)


def is_of(circle: Circle, mark: Mark, user: UserId | None = None) -> bool:
    """Whether this is the message that asks (this user) whether a plan is right."""
    return any(
        mark.handle == proposal.handle and user in (None, proposal.by)
        for proposal in circle.proposals
    )


def _without_proposal(draft: Draft, *users: UserId) -> None:
    kept = tuple(one for one in draft.circle.proposals if one.by not in users)
    draft.circle = replace(draft.circle, proposals=kept)


def answered(draft: Draft, event: Did) -> None:
    """Plan it, or let it be."""
    proposal = of(draft.circle, event.user)
    if proposal is None:
        return draft.fault("plan-of-other")
    _without_proposal(draft, event.user)
    if event.act is Act.NO:
        return draft.say("help", line("plan-dropped"))
    draft.circle = replace(draft.circle, listed=())  # what is planned has other numbers now
    series = proposal.series
    others = tuple(one for one in draft.circle.calendar if one.id != series.id)
    askings.changed(draft, series.id)
    if proposal.what == "cancel":
        draft.circle = replace(draft.circle, calendar=others)
        off = _what("planned-cancelled-series", series)
        return announce(draft, replace(series, sequence=series.sequence + 1), off, cancelled=True)
    if len(others) >= MOST_SERIES:
        return draft.fault("plan-full")
    draft.circle = replace(draft.circle, calendar=(*others, series))
    if proposal.what == "move":
        first = line("planned-next", when=When(series.rule.first))
        return announce(draft, series, _what("planned-moved-series", series), first)
    return announce(draft, series, *described(draft, series, "planned"), *_first(series))


def _what(key: str, series: Series) -> Line:
    return Line(
        f"common.{key}",
        (("format", Text(f"{series.format}.name")), ("rhythm", Rhythm(series.rule))),
    )


def _first(series: Series) -> list[Line]:
    """When the first one is, where the rhythm does not say."""
    if series.rule.every is None:
        return []
    return [line("planned-first", when=When(series.rule.first))]


def announce(draft: Draft, series: Series, *lines: Line, cancelled: bool = False) -> None:
    """Tell the room, and give the file for people's own calendars."""
    draft.say("planned", *lines)
    session = draft.circle.session
    plan = session.stage_plan if session is not None and session.phase is Phase.STAGES else None
    bare = replace(series, facilitators=(), by=None, theme=None, next=None, told=())
    draft.effects.append(
        Attach(
            bare,
            draft.at,
            cancelled,
            session.id if session else None,
            session.plan.id if session else None,
            plan.id if plan else None,
            plan.kind if plan else None,
        )
    )


def find(circle: Circle, series: str) -> Series | None:
    """The series with this id, if it is planned here."""
    return next((one for one in circle.calendar if one.id == series), None)


def put(draft: Draft, series: Series) -> None:
    """Replace a series."""
    calendar = tuple(series if one.id == series.id else one for one in draft.circle.calendar)
    draft.circle = replace(draft.circle, calendar=calendar)


def let_go(draft: Draft) -> None:
    """A plan that waited long for its yes is forgotten."""
    old = [one.by for one in draft.circle.proposals if draft.at - one.at >= PROPOSED_MS]
    _without_proposal(draft, *old)


def forget(draft: Draft, user: UserId) -> None:
    """Let go of who planned something, or is to lead it; what is planned stays."""
    calendar = tuple(without(series, user) for series in draft.circle.calendar)
    kept = tuple(replace(one, series=without(one.series, user)) for one in draft.circle.proposals)
    draft.circle = replace(draft.circle, calendar=calendar, proposals=kept)
    _without_proposal(draft, user)


def without(series: Series, user: UserId) -> Series:
    """The series without this user."""
    led = tuple(other for other in series.facilitators if other != user)
    return replace(series, facilitators=led, by=None if series.by == user else series.by)


def left(draft: Draft, user: UserId) -> None:
    """Who asked for a plan, or planned something, left the room: nothing is asked of them any more."""
    calendar = tuple(
        replace(series, by=None) if series.by == user else series
        for series in draft.circle.calendar
    )
    draft.circle = replace(draft.circle, calendar=calendar)
    _without_proposal(draft, user)
