"""The overview: where we are, who spoke, who waits and what comes next, in one message.

It is sent once in a session, and from then on kept true by edits: after every step the text is made
from the circle as it was and as it is, and where they differ there is one edit. So nothing of it is
kept but that it stands.

| what happens | what it does |
|---|---|
| somebody asks, the first time in a session | the overview |
| somebody asks while it stands | a short answer that points back to it |
| something changes that stands in it | one edit |
| the session closes | one last edit, without names, before the close |
| the message is removed | it stands no more; who asks next gets a new one |
| somebody asks without a session | how to begin one; and the last harvest, as what it replies to |

Whoever asks again wants to know now, and reads at the bottom. A second overview would leave the first
behind, untrue; the link alone takes people away from where they read, and not all come back. So the
answer says in one breath where we are and who has the floor, as a reply: clients show the overview
above it, and a tap leads there.

What does not stand in it: who left (R6; until that takes effect they stand where they stood), who
reads along (a number), who has not answered yet (a number: a list of names would press people), a
voice (R9). In a round for some voices a list would tell who brings them, so only numbers are given;
where the order of a round follows voices, names stand as people sit. Of what is asked privately,
or can be answered so, nothing is told. However many there are, at most ``MOST_NAMES`` names are listed.
"""

from __future__ import annotations

from bot.core import harvest
from bot.core.circle import Ask, Circle, Open, Phase, Poll, Round, Session
from bot.core.draft import Draft, count, line
from bot.core.effects import Line, NameOf, Text
from bot.core.events import Did
from bot.core.people import Person, PersonId, Standing
from bot.core.plan import AskPlan, Choice, OpenPlan, Order, PollPlan, RoundPlan
from bot.core.sides import those

HANDLE = "overview"
"""By this name the message is found again."""
MOST_NAMES = 12
"""How many people a list names; the others are counted."""


def asked(draft: Draft, event: Did) -> None:
    """Somebody wants to know where we are."""
    session = draft.circle.session
    if session is None:
        nothing = line("overview-no-session")
        if draft.circle.harvested:
            return draft.say("help", nothing, line("overview-harvest"), replies_to=harvest.HANDLE)
        return draft.say("help", nothing)
    if session.overview:
        here = (*_where(session), *_speaking(draft.circle, session))
        return draft.say("help", *here, line("overview-above"), replies_to=HANDLE)
    draft.change(overview=True)
    return draft.say("help", *text(draft.circle), handle=HANDLE)


def kept_true(draft: Draft, before: Circle) -> None:
    """Bring it up to date, if what happened changed what stands in it."""
    circle = draft.circle
    stood = before.session is not None and before.session.overview
    stands = circle.session is not None and circle.session.overview
    if stood and stands and _reads(before) != _reads(circle):
        again(draft)


def again(draft: Draft) -> None:
    """Bring it up to date."""
    if draft.session.overview:
        draft.say("help", *text(draft.circle), handle=HANDLE, edits=True)


def ends(draft: Draft) -> None:
    """The session is over: no names are left standing."""
    if draft.session.overview:
        draft.say("help", line("overview-over"), handle=HANDLE, edits=True)


def removed(draft: Draft) -> None:
    """The message is gone."""
    if draft.circle.session is not None:
        draft.change(overview=False)


def text(circle: Circle) -> tuple[Line, ...]:
    """What stands in it now; nothing without a session."""
    session = circle.session
    if session is None:
        return ()
    readers = _readers(circle, session)
    return (
        *_where(session),
        *_speaking(circle, session),
        *_people(circle, session),
        *([line("readers", count=count(readers))] if readers else []),
        _next(session),
    )


def _reads(circle: Circle) -> tuple[object, ...]:
    return (circle.language, *text(circle))


def _where(session: Session) -> list[Line]:
    paused = [line("overview-paused")] if session.pause is not None else []
    match session.phase:
        case Phase.GATHERING:
            return [*paused, line("overview-gathering")]
        case Phase.AGREEMENTS:
            return [*paused, line("overview-agreements")]
    waits = session.newcomers and session.plan.newcomers == "wait" and session.turn is None
    held_up = [line("overview-newcomer")] if waits and not paused else []
    return [*paused, line("overview-where", title=_title(session, session.position)), *held_up]


def _speaking(circle: Circle, session: Session) -> list[Line]:
    turn = session.turn
    return [line("overview-speaking", name=_name(circle, turn.person))] if turn else []


def _next(session: Session) -> Line:
    match session.phase:
        case Phase.GATHERING:
            return line("overview-next-agreements")
        case Phase.AGREEMENTS:
            first = session.position
        case _:
            first = session.position + 1
    stages = session.plan.stages
    to_come = (at for at in range(first, len(stages)) if not session.skips(stages[at]))
    position = next(to_come, None)
    if position is None:
        return line("overview-next-close")
    return line("overview-next", title=_title(session, position))


def _people(circle: Circle, session: Session) -> list[Line]:
    """Who spoke and who waits, as far as this part of the conversation lets it be told."""
    match session.phase:
        case Phase.GATHERING:
            joined = [one.id for one in _seated(circle, session)]
            return _listed(circle, "overview-joined", "overview-joined-more", joined)
        case Phase.AGREEMENTS:
            agreed = _agreed(circle, session)
            return _numbers(len(agreed), len(_seated(circle, session)) - len(agreed))
    plan, stage = session.stage_plan, session.stage
    here = [one.id for one in _agreed(circle, session)]
    match stage:
        case Round() if isinstance(plan, RoundPlan) and plan.who:
            able = {one.id for one in those(plan.who, _agreed(circle, session))}
            waiting = able & {*stage.waiting, *stage.passed}
            return _turns(len(able & set(stage.through)), len(waiting))
        case Round() if isinstance(plan, RoundPlan):
            spoke = [id for id in here if id in stage.through and id in stage.offered]
            waiting_in_line = [id for id in (*stage.waiting, *stage.passed) if id in here]
            if plan.order is Order.TRIAD:
                waiting_in_line = [id for id in here if id in waiting_in_line]
            lists = [_listed(circle, "overview-spoke", "overview-spoke-more", spoke)]
            if stage.free:
                lists += [_listed(circle, "overview-hands", "overview-hands-more", waiting_in_line)]
            else:
                lists += [_listed(circle, "overview-wait", "overview-wait-more", waiting_in_line)]
            return [line for lines in lists for line in lines]
        case Open() if isinstance(plan, OpenPlan) and plan.who:
            return []
        case Open():
            had = {one.person for one in stage.had if one.turns}
            hands = [hand.person for hand in stage.hands if hand.person in here]
            return [
                *_listed(
                    circle,
                    "overview-spoke",
                    "overview-spoke-more",
                    [id for id in here if id in had],
                ),
                *_listed(circle, "overview-hands", "overview-hands-more", hands),
            ]
        case Ask() if isinstance(plan, AskPlan) and plan.moment != "voices":
            answered = sum(1 for id in here if id in stage.answered)
            return _numbers(answered, len(here) - answered)
        case Poll() if isinstance(plan, PollPlan) and isinstance(plan.asks, Choice):
            answered = sum(1 for answer in stage.answers if answer.person in here)
            return _numbers(answered, len(here) - answered)
    return []


def _listed(circle: Circle, all: str, most: str, ids: list[PersonId]) -> list[Line]:
    """Name people under the text ``all``, or, if they are many, some of them under ``most``."""
    if not ids:
        return []
    named = tuple(("name", _name(circle, id)) for id in ids[:MOST_NAMES])
    more = len(ids) - MOST_NAMES
    if more <= 0:
        return [Line(f"common.{all}", named)]
    return [Line(f"common.{most}", (*named, ("count", count(more))))]


def _numbers(answered: int, silent: int) -> list[Line]:
    lines = [line("overview-answered", count=count(answered))] if answered else []
    return [*lines, *([line("overview-silent", count=count(silent))] if silent else [])]


def _turns(spoke: int, waiting: int) -> list[Line]:
    lines = [line("overview-spoke-count", count=count(spoke))] if spoke else []
    return [*lines, *([line("overview-wait-count", count=count(waiting))] if waiting else [])]


def _here(session: Session) -> set[str]:
    """Who counts as present: whose leaving has not taken effect yet does (R6)."""
    return {*session.present, *session.leaving}


def _seated(circle: Circle, session: Session) -> list[Person]:
    here = _here(session)
    return [
        one for one in circle.people if one.standing is not Standing.READER and one.user in here
    ]


def _agreed(circle: Circle, session: Session) -> list[Person]:
    return [one for one in _seated(circle, session) if one.standing is Standing.AGREED]


def _readers(circle: Circle, session: Session) -> int:
    seated = {one.user for one in _seated(circle, session) if not one.is_seat}
    return len(_here(session) - seated)


def _name(circle: Circle, id: PersonId) -> NameOf:
    person = circle.person(id)
    return NameOf(id, person.name if person else None)


def _title(session: Session, position: int) -> Text:
    return Text(f"{session.plan.space}.{session.plan.stages[position].id}-title")
