"""From a start to the first stage: who sits down, and do they agree.

| phase | what happens | what it does |
|---|---|---|
| none | a start that may not be, or cannot be | one ``fault`` or ``safety-refused``; nothing is made |
| none | a start | the gathering is called |
| gathering | join, agree, yes | into the circle |
| gathering, agreements | listen, no | a reader |
| gathering | the facilitator leads on | enough people: the agreements; else a ``fault`` |
| agreements | agree, yes | into the circle, agreed |
| agreements | everyone in the circle has agreed | the stages |
| agreements | the facilitator leads on | first: how many have not answered; then: they read along |
"""

from __future__ import annotations

from bot.core import moving, safety
from bot.core.circle import Phase, Session
from bot.core.draft import Draft, count, line
from bot.core.effects import Button, Line, Text, Words, explanation
from bot.core.events import Did, Started
from bot.core.people import EventId, Standing, UserId
from bot.core.plan import Mode


def start(draft: Draft, event: Started) -> None:
    """Call the gathering, if this is a safe room and a possible start."""
    if not event.leads:
        return draft.fault("not-facilitator")
    if draft.circle.session is not None:
        return draft.fault("running")
    safety.take_keys(draft, event.new_keys)
    if event.faults:
        refused = (line("safety-refused-intro"), *safety.fault_lines(event.faults))
        return draft.say("safety-refused", *refused)
    people = [person for person in draft.circle.people if person.user in event.present]
    session = Session(
        id=event.session,
        plan=event.plan,
        mode=event.mode,
        phase=Phase.GATHERING,
        facilitators=(event.user,),
        present=event.present,
        started=event.at,
        idle_since=event.at,
        seed=event.seed,
        theme=event.theme,
        topic=event.topic,
        offered=event.offered,
    )
    draft.circle = moving.with_session(draft.circle, tuple(people), session)
    say_gathering(draft, len(event.unreadable))
    draft.effects += [explanation(user) for user in event.unreadable]
    return None


def say_gathering(
    draft: Draft, unreadable: int, *first: Line, mention: tuple[UserId, ...] = ()
) -> None:
    """Invite everyone into the circle; the tap is also the practice."""
    cannot_read = [line("cannot-read", count=count(unreadable))] if unreadable else []
    draft.say(
        "gathering",
        *first,
        *invitation(draft),
        line("gathering-how"),
        *cannot_read,
        mention=mention,
        buttons=(Button.DONE,),
    )


def invitation(draft: Draft) -> tuple[Line, ...]:
    """What this conversation is, with its theme as it stands in the room or the library and what
    that asks, and how it is held.
    """
    plan, theme, topic = draft.session.plan, draft.session.theme, draft.session.topic
    if theme is not None:
        what = [Line(f"{plan.space}.gathering", (("theme", theme_there(draft, theme)),))]
    elif topic is not None:
        what = [Line(f"{plan.space}.gathering", (("theme", Text(f"themes.{topic.id}")),))]
    else:
        what = [Line(f"{plan.space}.gathering-plain")]
    if topic is not None:
        what.append(Line(f"themes.{topic.id}-question"))
    match draft.session.mode:
        case Mode.WRITTEN:
            return tuple(what)
        case Mode.SPOKEN:
            return *what, line("gathering-spoken")
        case Mode.SLOW:
            return *what, line("gathering-slow")


def theme_there(draft: Draft, theme: EventId) -> Words:
    """A theme as it was typed; of a meeting that was planned long ago its words may be out of reach."""
    if draft.session.meeting is None:
        return Words(theme, "common.theme-gone")
    return Words(theme, "common.theme-there", draft.circle.room)


def join(draft: Draft, event: Did) -> None:
    """Into the circle; the agreements come, or are there, for this person too."""
    person = draft.circle.person(event.person)
    if person is not None and person.standing is not Standing.READER:
        return
    draft.stand(event.person, Standing.JOINED)


def listen(draft: Draft, event: Did) -> None:
    """A reader: in the room, not waited for."""
    draft.forget_newcomer(event.user)
    person = draft.circle.person(event.person)
    if person is not None and person.standing is not Standing.READER:
        draft.stand(event.person, Standing.READER)
    if draft.session.phase is Phase.AGREEMENTS:
        begin_when_agreed(draft)


def agree(draft: Draft, event: Did) -> None:
    """Agreed, and in the circle if they were not."""
    draft.forget_newcomer(event.user)
    draft.stand(event.person, Standing.AGREED)
    begin_when_agreed(draft)


def next(draft: Draft, event: Did) -> None:
    """The facilitator leads on."""
    if not moving.may_lead(draft, event):
        return draft.fault("not-facilitator")
    if draft.session.phase is Phase.GATHERING:
        if draft.joined() < draft.session.plan.fewest:
            return draft.fault("too-few", count=count(draft.session.plan.fewest))
        draft.change(phase=Phase.AGREEMENTS, pressed=False)
        return say_agreements(draft)
    silent = draft.undecided()
    if silent and not draft.session.pressed:
        draft.change(pressed=True)
        return draft.say("agreed", line("agreements-waiting", count=count(len(silent))))
    if len(draft.agreed()) < draft.session.plan.fewest:
        return draft.fault("too-few-agreed", count=count(draft.session.plan.fewest))
    for person in silent:
        draft.stand(person.id, Standing.READER)
    return begin_when_agreed(draft)


def say_agreements(draft: Draft) -> None:
    """Lay the agreements before the circle, with how many are here."""
    readers, most = draft.readers(), draft.session.plan.most
    size = draft.joined()
    draft.say(
        "agreements",
        line("circle-size", count=count(size)),
        *([line("circle-large", most=count(most))] if size > most else []),
        *([line("readers", count=count(readers))] if readers else []),
        *own_agreements(draft),
        line("agreements"),
        *([line("seat-agree")] if any(person.is_seat for person in draft.undecided()) else []),
        buttons=(Button.DONE,),
    )


def own_agreements(draft: Draft) -> tuple[Line, ...]:
    """What is agreed to in this conversation beside what is always agreed to."""
    plan = draft.session.plan
    return (Line(f"{plan.space}.agreements"),) if plan.own_agreements else ()


def begin_when_agreed(draft: Draft) -> None:
    """Everyone in the circle agreed, and they are enough: the first stage."""
    if draft.session.pause is not None or draft.session.phase is not Phase.AGREEMENTS:
        return
    if draft.undecided() or len(draft.agreed()) < draft.session.plan.fewest:
        return
    draft.change(phase=Phase.STAGES, position=0)
    moving.begin_stage(draft)
