"""``groups``: the circle goes apart in small groups, each in a room of its own, and comes back.

Kring makes the rooms first, and invites nobody before all are there: so where a homeserver refuses
one, nobody went anywhere. What is said in a group stays there; who offered to (``spokesperson``)
tells in a later round, in their own words. What happens in a group's room: ``grouproom``.

| what happens | what it does |
|---|---|
| begins, and there are people enough | a room is asked for each group; nothing is said yet |
| begins with too few people for two groups | all stay together, and hear the question here |
| all rooms are made | all are told how long; each group invites its people |
| a room cannot be made, or it takes too long | all stay together |
| a pause, by anyone here | each group is told; it takes no time from anyone |
| "I take part" of somebody whose group is apart | they are invited once more |
| words of somebody whose group is apart, and who is not there | the same, once |
| somebody agrees who is in no group | told, once, that the others come back |
| somebody is alone in their group for a while | they are invited to another group |
| somebody left their group, and the named human is not in it | that one is asked to look after them |
| Kring is out of a group's room, with time enough left | told; another room is made, once a group |
| the same, a second time, near the end, or no room can be made | told to come back here |
| no group has a room any more | all come back here |
| somebody offers to tell what their group brings back, here or there | it is theirs |
| the time is over, the facilitator leads on, here or there | all are called back |
| all are called back | who is to tell for a group where nobody offered is asked, for a while |
| that while is over, the facilitator leads on | over |
| all stay together | as ``hold``: it waits until it has been quiet for a while |
| the stage after the round of those who tell begins, or the session ends | Kring leaves the rooms |

Readers, and who leads without a turn, stay here. Places in the circle stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import leaving, parting, splitting
from bot.core.apart import Group, Groups
from bot.core.circle import Circle, Session
from bot.core.draft import Draft, Outcome, count, line
from bot.core.effects import Length, MakeGroup, Pass
from bot.core.events import Act, GroupMade, Passed, Spoke
from bot.core.news import (
    Alone,
    Begins,
    CalledBack,
    Came,
    Ended,
    Invited,
    Lost,
    Moved,
    Paused,
    Resumed,
    Speaks,
    Went,
)  # fmt: skip
from bot.core.people import Person, PersonId, Standing, UserId
from bot.core.plan import GroupsPlan, RoundPlan
from bot.core.stages.hold import QUIET_MS

MAKING_SECONDS = 120
"""How long the homeserver has to make the rooms."""
BACK_SECONDS = 60
"""How long people have to come back, and a group to find who tells."""
AGAIN_MS = 5 * 60_000
"""With less time than this left, no other room is made for a group that lost its own."""


def begin(draft: Draft, plan: GroupsPlan) -> Outcome:
    """Divide the circle and ask for the rooms; with too few people, stay together."""
    for person in draft.circle.people:
        if person.spokesperson:
            draft.set_person(replace(person, spokesperson=False))
    session = draft.session
    seed = session.seed + session.position
    divided = splitting.divided(draft.agreed(), seed, plan.smallest, plan.largest)
    if len(divided) < 2:
        return _together(draft, plan, "groups-few")
    draft.put(Groups("making", draft.at + MAKING_SECONDS * 1000))
    draft.change(groups=tuple(Group(number, ids) for number, ids in enumerate(divided, 1)))
    for group in draft.session.groups:
        draft.effects.append(MakeGroup(group.number, session.id, session.plan.id, plan.id))
    return Outcome.STAYS


def did(draft: Draft, plan: GroupsPlan, state: Groups, act: Act, actor: Person) -> Outcome | None:
    """The way back to one's group, and offering to tell for it."""
    group = parting.group_of(draft.session, actor.id)
    if state.part not in ("apart", "back") or group is None or actor not in draft.agreed():
        return None
    match act:
        case Act.JOIN | Act.AGREE if state.part == "apart":
            _invite_again(draft, group, actor)
        case Act.HAND | Act.ME | Act.LEAD:
            return _offers(draft, group, actor)
        case Act.HAND_DOWN | Act.NOT_ME if actor.spokesperson:
            draft.set_person(replace(actor, spokesperson=False))
            draft.say("help", line("group-speaks-free"))
        case _:
            return None
    return Outcome.STAYS


def spoke(draft: Draft, plan: GroupsPlan, state: Groups, said: Spoke) -> Outcome:
    """Whoever speaks here while their group is apart may have lost it."""
    if state.part == "together":
        quiet = said.at + QUIET_MS
        if state.until is not None and state.until < quiet:
            draft.put(replace(state, until=quiet))
        return Outcome.STAYS
    group = parting.group_of(draft.session, PersonId(said.user))
    person = draft.circle.person(PersonId(said.user))
    if state.part != "apart" or group is None or person not in draft.agreed():
        return Outcome.STAYS
    lost = said.user not in group.here and said.user not in state.reminded
    if lost and said.user not in draft.session.facilitators and person is not None:
        draft.put(replace(state, reminded=(*state.reminded, said.user)))
        _invite_again(draft, group, person)
    return Outcome.STAYS


def moved_on(draft: Draft, plan: GroupsPlan, state: Groups) -> Outcome:
    """From apart back into the circle; else on."""
    return _call_back(draft, state) if state.part == "apart" else Outcome.OVER


def rang(draft: Draft, plan: GroupsPlan, state: Groups) -> Outcome:
    """The rooms took too long, the groups had their time, or all had time to come back."""
    match state.part:
        case "making":
            return _together(draft, plan, "groups-failed")
        case "apart":
            return _call_back(draft, state)
        case _:
            return Outcome.OVER


def changed(draft: Draft, plan: GroupsPlan, state: Groups) -> Outcome:
    """Forget who has no place any more; tell who has no group where the others are."""
    prune(draft)
    here = {person.id for person in draft.circle.people}
    present = draft.session.present
    state = replace(
        state,
        aside=tuple(id for id in state.aside if id in here),
        reminded=tuple(user for user in state.reminded if user in present),
    )
    if state.part == "apart":
        for person in draft.agreed():
            own = parting.group_of(draft.session, person.id)
            if own is None and not person.is_seat and person.id not in state.aside:
                state = replace(state, aside=(*state.aside, person.id))
                _say_to(draft, person, "groups-aside")
    draft.put(state)
    return Outcome.STAYS


def resumed(draft: Draft, plan: GroupsPlan, state: Groups, paused: int) -> Outcome:
    """A pause takes no time from anyone; rooms that came meanwhile are used now."""
    if state.part == "making":
        draft.put(replace(state, until=draft.at + MAKING_SECONDS * 1000))
        return _go_apart_when_made(draft, plan)
    if state.until is not None:
        until = max(state.until + paused, draft.at + 1)
        draft.put(replace(state, until=until))
        if state.part == "apart":
            parting.tell_all(draft, Resumed(until))
    return Outcome.STAYS


# What comes from the groups' rooms.


def made(draft: Draft, event: GroupMade) -> Outcome:
    """A room is made, or cannot be; one that is needed no more is left again."""
    session = draft.circle.session
    state = session.stage if session is not None else None
    awaited = (
        session is not None
        and (session.id, session.stage_plan.id) == (event.session, event.stage)
        and isinstance(state, Groups)
    )
    if awaited and isinstance(state, Groups) and state.part == "apart":
        return _made_again(draft, state, event)
    if not (awaited and isinstance(state, Groups) and state.part == "making"):
        return _let_go(draft, event)
    plan = _plan(draft)
    if event.room is None:
        return _together(draft, plan, "groups-failed")
    draft.change(
        groups=tuple(
            replace(group, room=event.room) if group.number == event.number else group
            for group in draft.session.groups
        )
    )
    return _go_apart_when_made(draft, plan)


def _let_go(draft: Draft, event: GroupMade) -> Outcome:
    """A room that is needed no more is left again."""
    if event.room is not None:
        draft.effects.append(Pass(event.room, Ended()))
    return Outcome.STAYS


def _made_again(draft: Draft, state: Groups, event: GroupMade) -> Outcome:
    """Another room is made for a group that lost its own, or cannot be."""
    found = (one for one in draft.session.groups if one.number == event.number)
    group = next((one for one in found if one.lost and one.room is None), None)
    if group is None or state.until is None:
        return _let_go(draft, event)
    if event.room is None:
        _comes_back(draft, state, group)
        return Outcome.STAYS
    group = replace(group, room=event.room)
    parting.put(draft, group)
    parting.tell(draft, group, Begins(parting.users(draft, group), state.until))
    if draft.session.pause is not None:
        parting.tell(draft, group, Paused())
    return Outcome.STAYS


def _room_lost(draft: Draft, group: Group) -> None:
    """Kring is out of a group's room: its people are given another, or come back; none is left there."""
    state, session = draft.session.stage, draft.session
    again = group.lost
    group = replace(group, room=None, here=(), lost=True)
    parting.put(draft, group)
    if not isinstance(state, Groups) or state.part not in ("making", "apart"):
        return
    if state.part == "making":
        _together(draft, _plan(draft), "groups-failed")
    elif again or state.until is None or state.until - draft.at < AGAIN_MS:
        _comes_back(draft, state, group)
    else:
        told = line("groups-room-again", number=count(group.number))
        draft.say("stage", told, mention=parting.present(draft, group), until=state.until)
        plan = session.stage_plan
        draft.effects.append(MakeGroup(group.number, session.id, session.plan.id, plan.id))


def _comes_back(draft: Draft, state: Groups, group: Group) -> None:
    """A group without a room waits here; if no other is apart any more, that part is over."""
    if all(one.room is None for one in draft.session.groups):
        state = replace(state, part="back", until=draft.after(BACK_SECONDS))
    draft.put(state)
    told = line("groups-room-lost", number=count(group.number))
    draft.say("stage", told, mention=parting.present(draft, group), until=state.until)


def _looked_after(draft: Draft, user: UserId) -> None:
    """Somebody left others in their group: the named human is asked, who is not there (R6)."""
    session, trusted = draft.session, draft.circle.trusted
    if trusted in (None, user) or trusted not in session.present or user in session.gone:
        return
    if user in session.present:
        draft.change(gone=(*session.gone, user))
        leaving.tell(draft, session.present)


def heard(draft: Draft, event: Passed) -> None:
    """Take news of a group: who is there, who tells for it, who is alone, that its room is lost."""
    session = draft.circle.session
    found = (one for one in session.groups if one.room == event.origin) if session else iter(())
    group = next(found, None)
    if group is None:
        return
    match event.news:
        case Came(user) if user not in group.here:
            parting.put(draft, replace(group, here=(*group.here, user)))
        case Went(user, missed):
            parting.put(draft, replace(group, here=tuple(one for one in group.here if one != user)))
            if missed:
                _looked_after(draft, user)
        case Lost():
            _room_lost(draft, group)
        case Speaks(user):
            _set_speaker(draft, group, None if user is None else PersonId(user))
        case Alone(user):
            _bring_elsewhere(draft, group, user)


def told_of_pause(draft: Draft, before: Circle) -> None:
    """Tell the groups that the talk pauses; that it goes on, they hear with their time."""
    session, old = draft.circle.session, before.session
    if session is None or old is None or old.pause is not None or session.pause is None:
        return
    if isinstance(session.stage, Groups) and session.stage.part == "apart":
        parting.tell_all(draft, Paused())


def dissolve(draft: Draft) -> None:
    """The groups are over for good: Kring leaves their rooms."""
    if draft.session.groups:
        parting.tell_all(draft, Ended())
        draft.change(groups=())


def dissolve_unless_told(draft: Draft) -> None:
    """Leave the groups' rooms when a stage begins, unless those who tell are still to be heard."""
    for plan in draft.session.plan.stages[draft.session.position :]:
        if isinstance(plan, RoundPlan) and "spokespeople" in plan.who:
            return
        if isinstance(plan, GroupsPlan):
            break
    dissolve(draft)


def prune(draft: Draft, user: UserId | None = None) -> None:
    """Keep in the groups who has a place; of ``user`` nothing at all."""
    ids = {person.id for person in draft.circle.people}
    users = {person.user for person in draft.circle.people} - {user}
    draft.change(
        groups=tuple(
            replace(
                group,
                people=tuple(id for id in group.people if id in ids),
                here=tuple(one for one in group.here if one in users),
            )
            for group in draft.session.groups
        )
    )
    state = draft.session.stage
    if isinstance(state, Groups) and user is not None:
        reminded = tuple(one for one in state.reminded if one != user)
        draft.put(replace(state, reminded=reminded))


def _together(draft: Draft, plan: GroupsPlan, why: str) -> Outcome:
    dissolve(draft)
    until = draft.after(plan.seconds)
    draft.put(Groups("together", until))
    draft.say("stage", line(why), draft.prompt(), until=until)
    return Outcome.STAYS


def _go_apart_when_made(draft: Draft, plan: GroupsPlan) -> Outcome:
    """Tell all how long, once; the question is put in the groups."""
    groups = draft.session.groups
    if draft.session.pause is not None or any(group.room is None for group in groups):
        return Outcome.STAYS
    until = draft.after(plan.seconds)
    draft.put(Groups("apart", until))
    length = Length(max(1, draft.session.ms(plan.seconds) // 60_000))
    apart = line("groups-begin", number=count(len(groups)), length=length)
    draft.say("stage", apart, line("groups-lost"), until=until)
    for group in groups:
        parting.tell(draft, group, Begins(parting.users(draft, group), until))
    return changed(draft, plan, Groups("apart", until))


def _call_back(draft: Draft, state: Groups) -> Outcome:
    """Call everybody back, in one message here; and ask who tells, where nobody offered."""
    until = draft.after(BACK_SECONDS)
    draft.put(replace(state, part="back", until=until))
    groups = draft.session.groups
    silent = [group for group in groups if parting.speaker(draft, group) is None]
    asked = [line("groups-who", number=count(group.number)) for group in silent]
    called = [user for group in groups for user in parting.users(draft, group)]
    present = tuple(user for user in dict.fromkeys(called) if user in draft.session.present)
    draft.say("stage", line("groups-back"), *asked, mention=present, until=until)
    parting.tell_all(draft, CalledBack())
    return Outcome.STAYS


def _invite_again(draft: Draft, group: Group, person: Person) -> None:
    if person.user in group.here:
        return _say_to(draft, person, "groups-in")
    if group.room is None:
        return _say_to(draft, person, "groups-aside")
    parting.tell(draft, group, Invited(person.user))
    return _say_to(draft, person, "groups-again")


def _offers(draft: Draft, group: Group, person: Person) -> Outcome:
    """The first who offers tells; another hears who that is."""
    speaker = parting.speaker(draft, group)
    if speaker is not None and speaker.id != person.id:
        draft.say("help", line("group-speaks-already", name=draft.name(speaker.id)))
    elif speaker is None:
        _set_speaker(draft, group, person.id)
        draft.say("help", line("group-speaks", name=draft.name(person.id)))
    return Outcome.STAYS


def _set_speaker(draft: Draft, group: Group, id: PersonId | None) -> None:
    for person in draft.circle.people:
        speaks = person.id == id
        if person.id in group.people and person.spokesperson != speaks:
            draft.set_person(replace(person, spokesperson=speaks))


def _bring_elsewhere(draft: Draft, group: Group, user: UserId) -> None:
    """Take somebody who is alone, and their seats, into the smallest group with people in it."""
    state = draft.session.stage
    if not isinstance(state, Groups) or state.part != "apart":
        return
    others = [one for one in draft.session.groups if one.number != group.number and one.here]
    ids = {person.id for person in draft.circle.people if person.user == user}
    moving = tuple(id for id in group.people if id in ids)
    if not others or not moving:
        return parting.tell(draft, group, Moved(user, elsewhere=False))
    to = min(others, key=lambda one: (len(one.people), one.number))
    for id in moving:
        person = draft.circle.person(id)
        if person is not None:
            draft.set_person(replace(person, spokesperson=False))
    here = tuple(one for one in group.here if one != user)
    parting.put(draft, replace(to, people=(*to.people, *moving)))
    left = tuple(id for id in group.people if id not in moving)
    parting.put(draft, replace(group, people=left, here=here))
    parting.tell(draft, to, Invited(user))
    return parting.tell(draft, group, Moved(user, elsewhere=True))


def _say_to(draft: Draft, person: Person, key: str) -> None:
    said = line(key, name=draft.name(person.id))
    draft.say("help", said, mention=(person.user,), person=person.id)


def _plan(draft: Draft) -> GroupsPlan:
    plan = draft.session.stage_plan
    if not isinstance(plan, GroupsPlan):
        raise TypeError("groups without a groups' plan")
    return plan


def speaks_here(session: Session, id: PersonId) -> bool:
    """Whether somebody has a group now whose way back, or whose words, are asked for."""
    state = session.stage
    is_on = isinstance(state, Groups) and state.part in ("apart", "back")
    return is_on and parting.group_of(session, id) is not None


def sits(person: Person | None) -> bool:
    """Whether somebody is in the circle."""
    return person is not None and person.standing is Standing.AGREED
