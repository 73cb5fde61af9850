"""The law of the room of a small group: its people, its question, its time, and who tells for it.

What is said here stays here. The circle's room hears who came and who tells (``news``), no word.

| what happens | what it does |
|---|---|
| all rooms are made | its people are invited |
| the first one comes | a welcome; the question waits for the others, a minute at most |
| all are here, or that minute is over | the question, how long, and how to offer to tell |
| somebody comes later | the same, for them |
| a hand, "I", "I will do it" | they tell in the circle; another hears who does already |
| "never mind" of who tells | somebody else may |
| it is nearly over | told, once; and asked who tells, if nobody does |
| somebody leaves others here | told once, in one line that names nobody but who looks after them (R6) |
| somebody is alone here for a while | invited to another group; where there is none, back |
| pause, by anyone here | this group pauses; the others and the time go on |
| the whole talk pauses, goes on | told |
| next, stop | what it means in the circle's room; who may not lead on is told so here |
| the time is over | called back, with the way |
| what belongs in the circle's room | a kind ``fault``, with the way |
| words that mention somebody who is not here | one gentle answer (R3) |
| ``!nood`` | the crisis information; and the named human, if there is one |
| the groups are over, or a day went by | Kring leaves; nobody can come any more |
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import calling, forgetting, leaving, safety, settings
from bot.core.apart import GroupRoom
from bot.core.circle import Circle
from bot.core.draft import Draft, count, line
from bot.core.effects import (
    Button,
    Effect,
    Invite,
    Leave,
    Length,
    Line,
    MakeGroup,
    NameOf,
    Pass,
    Place,
    Say,
)  # fmt: skip
from bot.core.events import (
    AbsentNamed,
    Act,
    AlarmRang,
    Asked,
    AskedPrivately,
    Claimed,
    Consented,
    Did,
    Event,
    Forgot,
    HandedOver,
    Interrupted,
    Joined,
    LanguageChosen,
    Left,
    MendAsked,
    Noted,
    NotesAsked,
    Passed,
    RenewAsked,
    SafetyAsked,
    SeatBrought,
    SeatTaken,
    Spoke,
    Started,
    Tapped,
    TookBack,
    Trusted,
    Unreadable,
    VoicesTold,
)  # fmt: skip
from bot.core.news import (
    Alone,
    Begins,
    CalledBack,
    Came,
    Ended,
    Invited,
    Leads,
    Moved,
    NotLeading,
    Paused,
    Resumed,
    Speaks,
    Went,
)  # fmt: skip
from bot.core.people import PersonId, RoomId, UserId

WAIT_MS = 60_000
"""How long the question waits for everybody, from when the first one came."""
ALONE_MS = 3 * 60_000
"""How long somebody is alone here before they are brought elsewhere."""
NEARLY_MS = 3 * 60_000
"""How long before the end it is told; never before most of the time is over."""
OPEN_MS = 24 * 3_600_000
"""How long Kring stays at most after its time is over."""

_OF_THE_CIRCLE = (
    Claimed, Consented, HandedOver, LanguageChosen, MendAsked, Noted, NotesAsked, RenewAsked,
    SeatBrought, SeatTaken, Started, TookBack, Trusted, VoicesTold,
)  # fmt: skip
"""What people ask for that belongs in the circle's own room."""

_OFFERS = (Act.HAND, Act.ME, Act.LEAD, Act.TELL, Act.TICK)
_WITHDRAWS = (Act.HAND_DOWN, Act.NOT_ME)


def made(circle: Circle, main: RoomId, asked: MakeGroup, txn: str, at: int) -> Circle:
    """A new room for a group of the talk in the room ``main``; nobody is in it."""
    room = GroupRoom(
        main, asked.session, asked.format, asked.stage, asked.number, txn, at + OPEN_MS
    )
    return replace(circle, group=room)


def step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
    """What becomes of a group's room when something happens, and what is asked for."""
    room = circle.group
    if room is None:
        return circle, ()
    draft = Draft(circle, event.at)
    _happens(draft, room, event)
    stamped = (
        replace(effect, session=room.session, format=room.format, stage=room.stage, kind="groups")
        if isinstance(effect, Say)
        else effect
        for effect in draft.effects
    )
    return draft.circle, tuple(stamped)


def _happens(draft: Draft, room: GroupRoom, event: Event) -> None:
    match event:
        case Passed():
            _heard(draft, room, event)
        case Joined(user=user) if user not in room.here:
            _came(draft, room, user)
        case Left(user=user):
            _went(draft, room, user)
        case Did():
            _did(draft, room, event)
        case Spoke():
            _spoke(draft, room, event)
        case Tapped():
            _tapped(draft, room, event)
        case AlarmRang():
            calling.let_go(draft)
            _rang(draft, room)
        case Forgot(user=user):
            forgetting.forget(draft, event)
            _put(draft, _without(_group(draft), user))
        case Unreadable(user=user) if user not in room.resend_asked:
            _put(draft, replace(room, resend_asked=(*room.resend_asked, user)))
            person = PersonId(user)
            asked = line("resend", name=NameOf(person))
            draft.say("ask", asked, mention=(user,), person=person)
        case Interrupted() if room.asked and not room.over:
            draft.say("stage", *_question(draft, room), until=room.until)
        case Asked():
            settings.asked(draft, event)
        case AskedPrivately():
            settings.asked_privately(draft, event)
        case SafetyAsked():
            safety.asked(draft, event)
        case AbsentNamed():
            draft.say("absent", line(f"absent-{event.wants}"))
        case Consented(privately=True) | VoicesTold(privately=True):
            pass
        case _ if isinstance(event, _OF_THE_CIRCLE):
            _fault(draft, room)


def _heard(draft: Draft, room: GroupRoom, event: Passed) -> None:
    """Do what the talk asks."""
    match event.news:
        case Begins(users, until):
            nearly = max(until - NEARLY_MS, until - (until - draft.at) // 3)
            _put(draft, replace(
                room, users=users, until=until, nearly=nearly, closes=until + OPEN_MS
            ))  # fmt: skip
            draft.effects += [Invite(user) for user in users]
        case Invited(user) if not room.over:
            if user not in room.users:
                _put(draft, replace(room, users=(*room.users, user)))
            draft.effects.append(Invite(user))
        case Moved(user, elsewhere):
            if elsewhere:
                users = tuple(one for one in room.users if one != user)
                _put(draft, replace(_free(draft, room, user), users=users))
            key = "group-alone" if elsewhere else "group-alone-back"
            alone = line(key, name=NameOf(PersonId(user)), place=_way(room))
            draft.say("help", alone, mention=(user,), person=PersonId(user))
        case Paused() if not room.over:
            _put(draft, replace(room, paused="all"))
            draft.say("paused", line("group-paused-all"))
        case Resumed(until) if not room.over:
            later = until - (room.until or until)
            waits = None if room.waits is None else room.waits + later
            nearly_at = None if room.nearly is None else room.nearly + later
            alone_at = None if room.alone is None else max(room.alone, draft.at + ALONE_MS)
            _put(draft, replace(
                room, paused=None, until=until, waits=waits, nearly=nearly_at, alone=alone_at,
                closes=until + OPEN_MS,
            ))  # fmt: skip
            draft.say("resumed", line("group-resumed", length=_left(draft, until)), until=until)
        case CalledBack() if not room.over:
            _put(draft, replace(room, over=True, until=None))
            draft.say("stage", line("group-back", place=_way(room)), mention=room.here)
        case Ended():
            _leave(draft, room)
        case NotLeading():
            draft.fault("not-facilitator")


def _came(draft: Draft, room: GroupRoom, user: UserId) -> None:
    room = replace(room, here=(*room.here, user))
    alone = draft.at + ALONE_MS if len(room.here) == 1 and not room.over else None
    _put(draft, replace(room, alone=alone))
    draft.effects.append(Pass(room.main, Came(user)))
    if room.over:
        draft.say("help", line("group-back", place=_way(room)), mention=(user,))
    elif room.asked:
        person = PersonId(user)
        draft.say(
            "welcome-newcomer",
            line("group-late", name=NameOf(person)),
            *_question(draft, room),
            mention=(user,),
            person=person,
            until=room.until,
        )
    elif set(room.users) <= set(room.here):
        _ask(draft)
    elif room.waits is None:
        _put(draft, replace(_group(draft), waits=draft.at + WAIT_MS))
        draft.say("help", line("group-wait", number=count(room.number)))


def _went(draft: Draft, room: GroupRoom, user: UserId) -> None:
    """Somebody left, was taken out, or declined; their place in the circle stays."""
    if user not in (*room.users, *room.here):
        return
    room = _free(draft, room, user)
    here = tuple(one for one in room.here if one != user)
    alone = draft.at + ALONE_MS if len(here) == 1 and not room.over else None
    _put(draft, replace(room, here=here, alone=alone, waits=room.waits if here else None))
    left_others = user in room.here and user in room.users and bool(here) and not room.over
    cared_for = draft.circle.trusted in here
    draft.effects.append(Pass(room.main, Went(user, missed=left_others and not cared_for)))
    if left_others and user not in room.gone:
        _put(draft, replace(_group(draft), gone=(*room.gone, user)))
        leaving.tell(draft, here)
    all_here = bool(here) and set(room.users) - {user} <= set(here)
    if all_here and not room.asked and not room.over and room.waits is not None:
        _ask(draft)


def _free(draft: Draft, room: GroupRoom, user: UserId) -> GroupRoom:
    """Somebody who tells does not any more."""
    if room.speaker != user:
        return room
    draft.effects.append(Pass(room.main, Speaks(None)))
    return replace(room, speaker=None)


def _did(draft: Draft, room: GroupRoom, event: Did) -> None:
    """A command: what it does here, what it does in the circle's room, or why it does nothing."""
    if event.act is Act.CRISIS:
        return calling.crisis(draft, event)
    if _answers_call(draft, event):
        return None
    if event.act in (Act.NEXT, Act.STOP):
        wish = Leads(event.user, event.leads, "next" if event.act is Act.NEXT else "stop")
        draft.effects.append(Pass(room.main, wish))
        return None
    if event.act is Act.HELP:
        return draft.say("help", line("group-help", place=_way(room)))
    return None if _acted(draft, room, event.act, event.user) else _fault(draft, room)


def _answers_call(draft: Draft, event: Did) -> bool:
    """Whether a yes or no is to the question of who called for help."""
    if event.act not in (Act.YES, Act.NO) or not calling.may_be_meant(draft.circle, event):
        return False
    if event.act is Act.YES:
        calling.bring(draft, event)
    else:
        calling.rest(draft, event)
    return True


def _spoke(draft: Draft, room: GroupRoom, said: Spoke) -> None:
    """Words are the group's own; plain ones may be an act, where they can hardly be anything else."""
    act = said.plain
    if act is Act.CRISIS:
        did = Did(said.at, said.user, said.leads, act, PersonId(said.user), said.event)
        return calling.crisis(draft, did)
    if act in (Act.YES, Act.NO) and calling.is_nearest(
        draft.circle, said.user, said.at, plainly=True
    ):
        did = Did(said.at, said.user, said.leads, act, PersonId(said.user), said.event)
        _answers_call(draft, did)
        return None
    if act is Act.ONWARD:
        act = Act.RESUME
    if act is Act.HELP:
        return draft.say("help", line("group-help", place=_way(room)))
    if act is not None and _acted(draft, room, act, said.user):
        return None
    absent = [user for user in said.mentions if user not in (*room.here, *room.users)]
    if absent and not room.absent_told:
        _put(draft, replace(room, absent_told=True))
        named = tuple(("name", NameOf(PersonId(user))) for user in dict.fromkeys(absent))
        draft.say("absent", Line("common.absent", named))
    return None


def _tapped(draft: Draft, room: GroupRoom, tapped: Tapped) -> None:
    if tapped.mark.session != room.session:
        return
    match tapped.button:
        case Button.HAND:
            _acted(draft, room, Act.HAND, tapped.user)
        case Button.PAUSE:
            _acted(draft, room, Act.PAUSE, tapped.user)
        case Button.DONE if tapped.mark.moment == "paused":
            _acted(draft, room, Act.RESUME, tapped.user)


def _acted(draft: Draft, room: GroupRoom, act: Act, user: UserId) -> bool:
    """Do what an act does here; False if it means nothing now."""
    on = room.asked and not room.over
    if act in _OFFERS and on:
        _offers(draft, room, user)
    elif act in _WITHDRAWS and on and room.speaker == user:
        _put(draft, _free(draft, room, user))
        draft.say("help", line("group-speaks-free"))
    elif act is Act.PAUSE and room.paused is None and not room.over:
        _put(draft, replace(room, paused="here"))
        draft.say("paused", line("group-paused"))
    elif act is Act.RESUME and room.paused == "here":
        _put(draft, replace(room, paused=None))
        draft.say("resumed", line("group-goes-on"), until=room.until)
    else:
        return False
    return True


def _offers(draft: Draft, room: GroupRoom, user: UserId) -> None:
    if room.speaker == user:
        return
    if room.speaker is not None:
        named = NameOf(PersonId(room.speaker))
        return draft.say("help", line("group-speaks-already", name=named))
    _put(draft, replace(room, speaker=user))
    draft.effects.append(Pass(room.main, Speaks(user)))
    return draft.say("help", line("group-speaks", name=NameOf(PersonId(user))))


def _rang(draft: Draft, room: GroupRoom) -> None:
    """A time has come: the latest first, for what it makes needless."""
    if room.closes <= draft.at:
        return _leave(draft, room)
    if room.over or room.paused == "all":
        return None
    if room.waits is not None and room.waits <= draft.at:
        _ask(draft)
    room = _group(draft)
    if room.nearly is not None and room.nearly <= draft.at:
        _put(draft, replace(room, nearly=None))
        if room.here and room.asked:
            who = [] if room.speaker else [line("group-who")]
            draft.say("reminder-all", line("group-nearly"), *who)
    room = _group(draft)
    if room.alone is not None and room.alone <= draft.at:
        _put(draft, replace(room, alone=None))
        draft.effects += [Pass(room.main, Alone(user)) for user in room.here[:1]]
    return None


def _ask(draft: Draft) -> None:
    """Put the question, to all who are here."""
    room = replace(_group(draft), waits=None, asked=True)
    _put(draft, room)
    buttons = (Button.HAND, Button.PAUSE)
    draft.say("stage", *_question(draft, room), until=room.until, buttons=buttons)


def _question(draft: Draft, room: GroupRoom) -> tuple[Line, ...]:
    asked = Line(f"{room.format}.{room.stage}")
    return (asked, line("group-how", length=_left(draft, room.until)))


def _left(draft: Draft, until: int | None) -> Length:
    return Length(max(1, -(-((until or draft.at) - draft.at) // 60_000)))


def _way(room: GroupRoom) -> Place:
    """The way to the circle's room."""
    return Place(room.main, fallback="common.group-circle")


def _fault(draft: Draft, room: GroupRoom) -> None:
    draft.fault("in-group", place=_way(room))


def _leave(draft: Draft, room: GroupRoom) -> None:
    """Go, and say so unless all were called back."""
    if room.here and not room.over:
        draft.say("stage", line("group-ended", place=_way(room)))
    draft.effects.append(Leave(closes=True))
    draft.circle = replace(draft.circle, group=None, calls=())


def _without(room: GroupRoom, user: UserId) -> GroupRoom:
    return replace(
        room,
        users=tuple(one for one in room.users if one != user),
        here=tuple(one for one in room.here if one != user),
        resend_asked=tuple(one for one in room.resend_asked if one != user),
        gone=tuple(one for one in room.gone if one != user),
        speaker=None if room.speaker == user else room.speaker,
    )


def _group(draft: Draft) -> GroupRoom:
    room = draft.circle.group
    if room is None:
        raise LookupError("no group: its room was left")
    return room


def _put(draft: Draft, room: GroupRoom) -> None:
    draft.circle = replace(draft.circle, group=room)
