"""Taking back: what somebody did last, as long as nothing came of it; and a tap that is removed.

A word is soon typed and a button soon tapped. So of the last act that moved the conversation it is
kept how everything was before (``Undo``), and whoever did it can have that back.

| what happens | what it does |
|---|---|
| a turn is ended by its speaker, the facilitator leads on, or somebody takes that task | it is kept |
| anything else changes, the next one speaks, or it is a while ago | it is kept no more |
| a poll is over with it, or begins | it is not kept: what is put to all is not taken away again |
| groups are over with it, or begin | the same: rooms are not made twice |
| back, or 🕓 under what came of it, by who did it | it is as before |
| the tap or the message that did it is removed, or that message edited | the same |
| a hand where people are called, by who ended their turn | the same: they have the floor back |
| the ✅ under the gathering is removed | a reader |
| the ✅ under the agreements is removed | not agreed; once the stages began, a reader |
| the ✋ of a raised hand is removed | the hand is down |
| the ⏸️ of a pause is removed | as a resume |
| the ⏭️ under what is asked of all is removed | asked anew |

Whoever had been given the floor meanwhile is the first in line again. Only one's own tap counts: a
moderator who removes it takes back nothing.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import coming_and_going, gathering, leading, moving
from bot.core.apart import Groups
from bot.core.circle import Ask, Circle, Open, Phase, Poll, Round, Session, StageState, Undo
from bot.core.draft import Draft, line
from bot.core.effects import Button, Text
from bot.core.events import Act, Did, Spoke, WordsChanged, WordsRemoved
from bot.core.people import EventId, PersonId, Standing, UserId
from bot.core.plan import Mode
from bot.core.stages import KINDS, floor, poll

UNDO_SECONDS = 120
"""How long an act can be taken back while nothing came of it."""
SPOKEN_SECONDS = 30
"""The same where people talk aloud, and Kring cannot hear that the next one began."""

_ENDINGS = (Act.DONE, Act.PASS, Act.LATER, Act.YES, Act.NO, Act.TICK)


def remember(before: Circle, draft: Draft, event: Did) -> None:
    """Keep how it was before this act, if it can be taken back; and the tap by which it was done."""
    if draft.circle.session is None or before.session is None or event.act is Act.BACK:
        return
    undo = _kept(before, event, draft.session)
    if undo is not None:
        draft.change(undo=undo)
    if event.act is Act.PASS and event.event is not None:
        poll.passed_in(draft, event.person, event.event)
    if event.tapped and event.event is not None:
        _remember_tap(before, draft, event.person, event.event)


def _kept(before: Circle, event: Did, new: Session) -> Undo | None:
    old = before.session
    final = Poll | Groups  # what is put to all, or rooms that were made, are not taken away again
    if old is None or isinstance(old.stage, final) or isinstance(new.stage, final):
        return None
    if old.groups != new.groups:
        return None
    turn = old.turn
    speaker = before.person(turn.person) if turn else None
    ended = turn is not None and (new.turn != turn or new.position != old.position)
    own = speaker is not None and speaker.user == event.user
    if event.act in _ENDINGS and ended and own:
        return _undo(before, old, event, speaker.id if speaker else None)
    moved = (new.phase, new.position, new.stage, new.pressed) != (
        old.phase, old.position, old.stage, old.pressed
    )  # fmt: skip
    took_over = new.facilitators != old.facilitators
    if (event.act is Act.NEXT and moved) or (event.act is Act.LEAD and took_over):
        return _undo(before, old, event, None)
    return None


def _undo(before: Circle, old: Session, event: Did, speaker: PersonId | None) -> Undo:
    return Undo(
        by=event.user,
        at=event.at,
        event=event.event,
        speaker=speaker,
        people=before.people,
        phase=old.phase,
        position=old.position,
        stage=old.stage,
        pressed=old.pressed,
        facilitators=old.facilitators,
        sought=old.sought,
        harvest=old.harvest,
        newcomers=old.newcomers,
        newcomers_until=old.newcomers_until,
    )


def _remember_tap(before: Circle, draft: Draft, id: PersonId, tap: EventId) -> None:
    old, person = before.person(id), draft.circle.person(id)
    if person is not None and (old is None or old.standing is not person.standing):
        draft.set_person(replace(person, tap=tap))
    session = draft.session
    pause, stage = session.pause, session.stage
    if pause is not None and before.session is not None and before.session.pause is None:
        draft.change(pause=replace(pause, tap=tap))
    was = before.session.stage if before.session else None
    if isinstance(stage, Open):
        up = {hand.person for hand in was.hands} if isinstance(was, Open) else set()
        hands = (
            replace(hand, tap=tap) if hand.person == id and id not in up else hand
            for hand in stage.hands
        )
        draft.put(replace(stage, hands=tuple(hands)))
    before_answered = was.answered if isinstance(was, Ask) else ()
    if isinstance(stage, Ask) and id in stage.answered and id not in before_answered:
        draft.put(replace(stage, taps=(*stage.taps, (id, tap))))


def expire(before: Circle, draft: Draft) -> None:
    """Let go of how it was, once anything came of the act since."""
    old, new = before.session, draft.circle.session
    if old is None or new is None or new.undo is None or new.undo != old.undo:
        return
    if (before.people, _moved(old)) != (draft.circle.people, _moved(new)):
        draft.change(undo=None)


def _moved(session: Session) -> Session:
    """What counts as something that came of an act: not that all were reminded of something."""
    stage = session.stage
    if isinstance(stage, Round | Open):
        stage = replace(stage, reminded=False, queued=False)
    return replace(
        session,
        idle_since=0,
        crossed=False,
        overview=False,
        undo=None,
        named_absent=(),
        stage=stage,
    )


def spoken(draft: Draft, said: Spoke) -> None:
    """Words of whoever has the floor now, or of anyone where nobody has it, came of the act."""
    session = draft.session
    if session.undo is None or session.undo.by == said.user:
        return
    speaker = draft.circle.person(session.turn.person) if session.turn else None
    if not said.brief if speaker is None else speaker.user == said.user:
        draft.change(undo=None)


def can(circle: Circle, user: UserId, at: int) -> Undo | None:
    """What this user did last, if they can still take it back at ``at`` (ms)."""
    session = circle.session
    undo = session.undo if session else None
    if session is None or undo is None or undo.by != user or session.pause is not None:
        return None
    spoken = session.mode is Mode.SPOKEN
    good_for = session.ms(SPOKEN_SECONDS if spoken else UNDO_SECONDS)
    return undo if at - undo.at <= good_for else None


def back(draft: Draft, event: Did) -> None:
    """As it was before one's own last act."""
    undo = can(draft.circle, event.user, draft.at)
    if undo is None:
        return draft.fault("nothing-to-undo")
    return _restore(draft, undo)


def hand(draft: Draft, event: Did) -> None:
    """A hand; where people are called, whoever just ended their turn has the floor back."""
    undo = can(draft.circle, event.user, draft.at)
    mine = undo is not None and event.person in (PersonId(event.user), undo.speaker)
    if undo is not None and mine and undo.speaker and _is_no_call_for_hands(draft, undo):
        return _restore(draft, undo)
    return leading.in_stage(draft, event)


def _is_no_call_for_hands(draft: Draft, undo: Undo) -> bool:
    """Whether neither the part of that turn nor the one that goes on asks for raised hands."""
    return not any(_asks_for_hands(stage) for stage in (undo.stage, draft.session.stage))


def _asks_for_hands(stage: StageState | None) -> bool:
    """Whether the floor goes to who asks for it in this part."""
    return stage.free if isinstance(stage, Round) else isinstance(stage, Open)


def removed(draft: Draft, event: WordsRemoved) -> None:
    """A message or a tap is gone, and with it what it did, where that still makes sense."""
    leading.words_removed(draft, event)
    if draft.circle.session is None:
        return None
    if _removed_act(draft, event.event, event.by):
        return None
    return _removed_tap(draft, event)


def changed(draft: Draft, event: WordsChanged) -> None:
    """Words read differently now: what was a command in plain words may be part of a story."""
    leading.words_changed(draft, event)
    session = draft.circle.session
    if session is not None and session.undo is not None:
        _removed_act(draft, event.event, session.undo.by)


def _removed_act(draft: Draft, event: EventId, by: UserId) -> bool:
    undo = can(draft.circle, by, draft.at)
    if undo is None or undo.event != event:
        return False
    _restore(draft, undo)
    return True


def _removed_tap(draft: Draft, event: WordsRemoved) -> None:
    session = draft.session
    id = PersonId(event.by)
    person, stage = draft.circle.person(id), session.stage
    did = Did(event.at, event.by, False, Act.LISTEN, id)
    if person is not None and person.tap == event.event:
        if session.phase is Phase.STAGES:
            return coming_and_going.step_back(draft, did)
        if person.standing is Standing.AGREED:
            return draft.stand(id, Standing.JOINED)
        return gathering.listen(draft, did)
    pause = session.pause
    if pause is not None and pause.tap == event.event and pause.by == event.by:
        return leading.resume(draft, replace(did, act=Act.RESUME))
    if isinstance(stage, Open) and any(hand.tap == event.event for hand in stage.hands):
        moving.act_in_stage(draft, Act.HAND_DOWN, id)
    if isinstance(stage, Ask) and (id, event.event) in stage.taps:
        answered = tuple(other for other in stage.answered if other != id)
        taps = tuple(one for one in stage.taps if one[0] != id)
        draft.put(replace(stage, answered=answered, taps=taps))
    return None


def _restore(draft: Draft, undo: Undo) -> None:
    """Everything as it was, but for the time that went by, which is nobody's loss."""
    handed = draft.session.facilitators != undo.facilitators
    draft.circle = replace(draft.circle, people=undo.people)
    draft.change(
        undo=None,
        phase=undo.phase,
        position=undo.position,
        stage=undo.stage,
        pressed=undo.pressed,
        facilitators=undo.facilitators,
        sought=undo.sought,
        harvest=undo.harvest,
        newcomers=undo.newcomers,
        newcomers_until=undo.newcomers_until,
    )
    if handed:
        return draft.say("ask", line("facilitator-gone"))
    match undo.phase:
        case Phase.GATHERING:
            return draft.say("gathering", line("back-to-gathering"), buttons=(Button.DONE,))
        case Phase.AGREEMENTS:
            return draft.say("agreements", line("back-to-agreements"), buttons=(Button.DONE,))
    turn, plan = draft.session.turn, draft.session.stage_plan
    if turn is None:
        title = Text(f"{draft.session.plan.space}.{plan.id}-title")
        draft.say("resumed", line("back-to-stage", title=title))
    if undo.stage is not None:
        kind = KINDS[undo.stage.kind]
        moving.settle(draft, kind.resumed(draft, plan, undo.stage, draft.at - undo.at))
    return _floor_back(draft)


def _floor_back(draft: Draft) -> None:
    """Whoever had the floor has it again, and all are told."""
    stage = draft.session.stage
    if not isinstance(stage, Round | Open) or stage.turn is None:
        return
    number = draft.session.turns + 1
    turn = replace(stage.turn, number=number)
    draft.change(turns=number, resend_asked=())
    draft.put(replace(stage, turn=turn))
    buttons = (Button.DONE, Button.PASS) if isinstance(stage, Round) else (Button.DONE,)
    floor.announce(draft, turn, line("turn-back", name=draft.name(turn.person)), buttons=buttons)
