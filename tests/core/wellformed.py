"""What holds for every step of the law, whatever happened: used by the dialogues and the machine."""

from __future__ import annotations

import re
from dataclasses import replace

from pydantic import TypeAdapter

from bot.core import lately, notes
from bot.core.about import about
from bot.core.apart import Groups
from bot.core.circle import HOUR_MS, Ask, Circle, Hold, Open, Phase, Poll, Round, Session
from bot.core.effects import Bring, Button, Close, Effect, EndPoll, Say, Tell
from bot.core.events import AlarmRang, AskedPrivately, Did, Event, Forgot, Spoke, Started
from bot.core.mapping import Map
from bot.core.people import Person, Standing, UserId
from bot.core.plan import AskPlan, Choice, Mode, OpenPlan, Order, PollPlan, RoundPlan
from bot.core.transitions import step
from bot.words import keys

NOBODY = ("paused", "left", "crisis", "note", "note-refused", "absent", "fault")
"""The moments in which ``person`` is null (design, section 7)."""

_codec = TypeAdapter(Circle)


def checked_step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
    """Take a step, and hold it against everything that always holds."""
    after, effects = step(circle, event)
    assert step(circle, event) == (after, effects), "a step is deterministic"
    check_effects(circle, event, after, effects)
    check_circle(after)
    check_lately(after)
    return after, effects


def check_lately(circle: Circle) -> None:
    """What came last in a room is about nobody, and does not grow with what is said in it."""
    last = circle.lately
    assert len(last.formats) <= lately.MOST_FORMATS
    assert len(last.themes) <= lately.MOST_THEMES
    assert len(last.prompts) <= lately.MOST_PROMPTS
    for ids in (last.formats, last.themes, [prompt for prompt, _ in last.prompts]):
        assert len(set(ids)) == len(ids), "each once"
        assert not any(sign in id for id in ids for sign in "@$!")


def check_effects(before: Circle, event: Event, after: Circle, effects: tuple[Effect, ...]) -> None:
    """Hold what was asked for against the contract."""
    session = after.session or before.session
    says = [effect for effect in effects if isinstance(effect, Say)]
    turns = [say for say in says if say.moment == "turn"]
    assert len(turns) <= 1, "at most one turn is announced at a time"
    for say in says:
        assert say.session == (session.id if session else None)
        assert say.format == (session.plan.id if session else None)
        check_say(say, session, event.at)
    if turns:
        check_turn(turns[0], before, after)
    if any(say.moment == "fault" for say in says):
        assert says == list(effects) == [says[0]], "a fault comes alone"
        assert _but_idle(after) == _but_idle(before), "a fault changes nothing"
    if isinstance(event, Forgot):
        check_forgotten(after, event.user)
    closes = [effect for effect in effects if isinstance(effect, Close)]
    ended = before.session is not None and after.session is None
    assert len(closes) == ended
    if ended:
        assert [type(effect) for effect in effects[-2:]] == [Say, Close]
        assert says[-1].moment == "closed"
        assert after.people == (), "who took part is forgotten at the close"
    check_polls(before, after, effects)
    for effect in effects:
        if isinstance(effect, Tell):
            _check_tell(effect, event)
        if isinstance(effect, Bring):
            assert isinstance(event, Did | Spoke), "R12: for who said so only"
            assert (effect.user, effects, event.user) == (event.user, (effect,), effect.user)
            assert effect.human == before.trusted != event.user
    if isinstance(event, AlarmRang) and before.due is not None and event.at >= before.due:
        assert after.due is None or after.due > event.at, "an alarm is over once it rang"


def _check_tell(tell: Tell, event: Event) -> None:
    """Only who asked is told something; outside encryption only how to get to read along (R8)."""
    keys = [line.key for line in tell.lines]
    if isinstance(event, Forgot):
        assert tell.encrypted
        assert (tell.user, tell.moment, keys) == (event.user, "forgotten", ["common.forgotten"])
    elif isinstance(event, Did | Spoke):
        assert tell.encrypted
        assert (tell.user, tell.moment) == (event.user, "crisis")
        assert set(keys) < {"common.help-asked-already", "common.help-nobody", "common.crisis"}
    elif tell.encrypted:
        assert isinstance(event, AskedPrivately)
        assert (tell.user, tell.moment, tell.lines) == (event.user, event.moment, ())
    else:
        assert isinstance(event, Started)
        assert keys == ["common.explain-unreadable"]


def check_forgotten(circle: Circle, user: UserId) -> None:
    """R10: nothing of them is left but that they are in the room."""
    session = circle.session
    if session is not None:
        session = replace(session, present=())
    assert f'"{user}"' not in _codec.dump_json(replace(circle, session=session)).decode()


def check_polls(before: Circle, after: Circle, effects: tuple[Effect, ...]) -> None:
    """A poll that was put is closed once, when its stage is over; one that goes on can be found."""
    ended = [effect for effect in effects if isinstance(effect, EndPoll)]
    put = [effect for effect in effects if isinstance(effect, Say) and effect.ballot is not None]
    was, goes_on = (
        [(circle.session.id, circle.session.stage_plan.id)]
        if circle.session and isinstance(circle.session.stage, Poll)
        else []
        for circle in (before, after)
    )
    opened = was + [(str(say.session), str(say.stage)) for say in put]
    closed = [(str(end.session), str(end.stage)) for end in ended]
    assert sorted(opened) == sorted(closed + goes_on)
    for say in put:
        assert say.handle
        assert say.ballot is not None
        numbers = [number for number, _ in say.ballot.options]
        assert len(numbers) == len(set(numbers)) >= 2
        for _, label in say.ballot.options:
            key = label.key.removeprefix("common.")
            assert {slot for slot, _ in label.slots} == keys.COMMON[key].slots


def check_say(say: Say, session: Session | None, at: int) -> None:
    """Hold one message against the contract."""
    assert say.lines
    for line in say.lines:
        space, _, name = line.key.partition(".")
        slots = {slot for slot, _ in line.slots}
        if space == "common":
            assert name in keys.COMMON, line.key
            assert slots == keys.COMMON[name].slots, line.key
        elif name in keys.FORMAT:
            assert slots == keys.FORMAT[name].slots, line.key
        elif space == "themes":
            assert session is not None
            assert session.topic is not None or session.offered
            assert slots == set()
        else:
            assert session is not None
            name, _, way = name.partition("/")
            ways = dict(session.plan.variants).get(name, 1)
            assert 1 <= int(way or 1) <= ways, line.key
            assert name in _texts(session), line.key
    if say.moment in NOBODY:
        assert say.person is None
    if say.stage is None:
        assert say.kind is None
    else:
        assert session is not None
        assert (say.stage, say.kind) in {(stage.id, stage.kind) for stage in session.plan.stages}
    if say.moment in ("gathering", "agreements", "agreed", "closed"):
        assert say.stage is None
    assert say.until is None or say.until > at
    assert len(set(say.mention)) == len(say.mention)
    assert set(say.buttons) <= set(Button)


def _texts(session: Session) -> set[str]:
    """The texts that a format has beside those that every format has."""
    stages = session.plan.stages
    headed = {f"{one.id}-heading" for one in stages if isinstance(one, RoundPlan) and one.heading}
    own = {"agreements"} if session.plan.own_agreements else set()
    return {stage.id for stage in stages} | headed | own


def check_turn(say: Say, before: Circle, after: Circle) -> None:
    """A turn goes to somebody who agreed and is here, and mentions exactly who acts for them."""
    session = after.session
    assert session is not None
    turn = session.turn
    assert turn is not None
    assert (say.person, say.turn) == (turn.person, turn.number)
    assert say.turn == session.turns == (before.session.turns if before.session else 0) + 1
    assert say.until == turn.until
    speaker = after.person(turn.person)
    assert speaker is not None
    assert speaker in takers(after)
    assert say.mention == (speaker.user,)
    assert session.pause is None, "no turn is given in a pause"
    goes_on = any(line.key == "common.turn-back" for line in say.lines)  # it is not a next turn
    waits = session.newcomers and session.plan.newcomers == "wait"
    assert goes_on or not waits, "a turn waits (R5)"


def check_circle(circle: Circle) -> None:
    """Hold the state against what it means."""
    assert _codec.validate_json(_codec.dump_json(circle)) == circle, "the state can be stored"
    assert len({person.id for person in circle.people}) == len(circle.people)
    for user in set(re.findall(r'"(@[^"]+)"', _codec.dump_json(circle).decode())):
        assert about(circle, UserId(user)), "R10: of everyone in the state something is told"
    assert size(circle) <= 2600 + 1000 * _heads(circle) + 600 * len(circle.notes) + _on_map(circle)
    check_notes(circle)
    session = circle.session
    assert (circle.kept_until is not None) == (session is None and bool(circle.people))
    if session is None:
        times = [circle.kept_until, *(call.at + HOUR_MS for call in circle.calls)]
        assert circle.due == min((time for time in times if time is not None), default=None)
        return
    assert circle.due is not None
    assert len(session.facilitators) <= 2
    assert session.facilitators or session.seeking_facilitator
    assert set(session.newcomers) <= set(session.present)
    assert bool(session.newcomers) == (session.newcomers_until is not None)
    assert not set(session.leaving) & set(session.present)
    for users in (session.present, session.leaving, session.gone, session.newcomers):
        assert len(set(users)) == len(users)
    assert (session.stage is None) == (session.phase is not Phase.STAGES)
    match session.stage:
        case Round():
            _check_round(circle, session, session.stage)
        case Ask() if session.pause is None:
            stage = session.stage
            silent = [person for person in asked(circle) if person.id not in stage.answered]
            assert silent or stage.short, "an ask is over when all have answered"
            assert not (stage.short and stage.until), "then time ends it no more"
            assert not set(stage.consented) & set(stage.declined)
            assert {*stage.consented, *stage.declined} <= set(stage.answered)
        case Hold():
            assert session.stage.until is not None
        case Open():
            _check_open(circle, session, session.stage)
        case Poll():
            _check_poll(circle, session, session.stage)
        case Groups():
            placed = [id for group in session.groups for id in group.people]
            assert len(set(placed)) == len(placed), "nobody is in two groups"
            assert set(placed) <= {person.id for person in circle.people}
            rooms = [group.room or group.lost for group in session.groups]
            assert session.stage.part in ("making", "together") or all(rooms)
            assert (session.stage.part == "together") == (not rooms)
            assert session.stage.until is not None, "it ends"
        case Map():
            assert session.stage.until is not None, "it ends"
            assert len(session.map) <= 24
            assert {item.by for item in session.map} <= {
                one.id for one in circle.people if one.centre
            }
            numbers = [item.number for item in session.map]
            assert len(set(numbers)) == len(numbers)


def check_notes(circle: Circle) -> None:
    """Hold the notes against what they mean."""
    numbers = [note.number for note in circle.notes]
    assert numbers == sorted(set(numbers))
    assert all(number <= circle.notes_made for number in numbers)
    assert len(circle.notes) <= notes.MOST
    assert len({note.event for note in circle.notes}) == len(circle.notes)
    concerned = {user for note in circle.notes for user in note.concerned}
    assert set(circle.away) <= concerned, "nobody is kept whom no note concerns"
    for note in circle.notes:
        assert set(note.agreed) <= set(note.concerned), "only who it is about agrees"
        assert len(set(note.concerned)) == len(note.concerned)


def _check_round(circle: Circle, session: Session, stage: Round) -> None:
    speaking = (stage.turn.person,) if stage.turn else ()
    places = (*stage.waiting, *speaking, *stage.passed, *stage.through)
    assert len(set(places)) == len(places), "somebody is in one place"
    for ids in (stage.offered, stage.again, stage.postponed):
        assert len(set(ids)) == len(ids)
    assert set(speaking) <= set(stage.offered)
    lines = [one.name.person for one in stage.lines]
    assert len(set(lines)) == len(lines), "one line each"
    assert set(lines) <= set(stage.offered), "a line is said in a turn"
    assert stage.free or not (stage.asked or stage.until)
    if stage.turn is not None:
        assert stage.until is None, "nobody is hurried"
        assert stage.turn.person in {person.id for person in agreed(circle)}
    else:
        assert session.leaving == (), "leaving takes effect when the turn ends (R6)"
    plan = session.stage_plan
    assert isinstance(plan, RoundPlan)
    assert plan.harvest or not lines
    waits = session.pause is not None or (session.newcomers and session.plan.newcomers == "wait")
    if stage.turn is None and not waits:
        assert stage.free, "a free floor goes to the next at once"
        by_voice = stage.asked and session.mode is Mode.SPOKEN
        assert (stage.until is None) == by_voice, "it ends by itself, where that can be known"
        assert plan.order is Order.VOLUNTEER or plan.calls_most > 0
        assert not 0 < plan.speakers <= stage.told, "as many have told as were asked for"
        assert {person.id for person in takers(circle)} - set(stage.through), (
            "all said they are done"
        )


def _check_open(circle: Circle, session: Session, stage: Open) -> None:
    up = [hand.person for hand in stage.hands]
    had = [one.person for one in stage.had]
    here = {person.id for person in circle.people}
    assert len(set(up)) == len(up)
    assert len(set(had)) == len(had)
    assert {*up, *had} <= here, "nobody without a place is kept"
    able = {person.id for person in takers(circle)}
    if stage.turn is not None:
        assert stage.turn.person not in up
        assert stage.turn.person in able
        return
    assert session.leaving == (), "leaving takes effect when the turn ends (R6)"
    waits = session.pause is not None or (session.newcomers and session.plan.newcomers == "wait")
    if not waits:
        assert not able & set(up), "a free floor goes to a raised hand at once"
        assert stage.until is not None, "it is over when its time is over and nobody waits"


def _check_poll(circle: Circle, session: Session, stage: Poll) -> None:
    plan = session.stage_plan
    assert isinstance(plan, PollPlan)
    answered = [answer.person for answer in stage.answers]
    here = {*session.present, *(person.id for person in circle.people)}
    assert len(set(answered)) == len(answered), "the last answer of each"
    assert set(answered) <= here, "of nobody who has no place and is not here"
    assert {person.user for person in agreed(circle)} <= set(stage.asked), "all could read it"
    assert set(stage.asked) <= {*session.present, *(person.user for person in circle.people)}
    if isinstance(plan.asks, Choice):
        known, most = set(range(1, len(stage.options) + 1)), plan.asks.most
    else:
        known, most = set(range(plan.asks.lowest, plan.asks.highest + 1)), 1
    for answer in stage.answers:
        assert set(answer.numbers) <= known
        assert len(set(answer.numbers)) == len(answer.numbers) <= most
    silent = {person.id for person in agreed(circle)} - set(answered)
    assert silent or stage.closing is not None or session.pause is not None, (
        "over when all answered"
    )
    assert not (silent and stage.closing), "nobody is cut off"


def agreed(circle: Circle) -> list[Person]:
    """Everyone in the circle who agreed and is here."""
    present = circle.session.present if circle.session else ()
    return [
        person
        for person in circle.people
        if person.standing is Standing.AGREED and person.user in present
    ]


def takers(circle: Circle) -> list[Person]:
    """Everyone who can have the floor in the round that is going on."""
    plan = circle.session.stage_plan if circle.session else None
    who = set(plan.who) if isinstance(plan, RoundPlan | OpenPlan) else set()
    return [person for person in agreed(circle) if not who or who & _sides(person)]


def asked(circle: Circle) -> list[Person]:
    """Everyone who is asked something in the stage that is going on."""
    plan = circle.session.stage_plan if circle.session else None
    who = set(plan.who) if isinstance(plan, AskPlan) else set()
    return [person for person in agreed(circle) if not who or who & _sides(person)]


def _sides(person: Person) -> set[str]:
    helps = {"professional", "ervaringsdeskundige", "familie-ervaringsdeskundige"}
    works = not person.centre and "naaste" not in person.voices and bool(helps & {*person.voices})
    return {
        *person.voices,
        "centre" if person.centre else "others",
        "workers" if works else "network",
        *(["spokespeople"] if person.spokesperson else []),
    }


def _on_map(circle: Circle) -> int:
    """How much what stands on a map may take; there is a most to it (``check_circle``)."""
    return 500 * len(circle.session.map) + 600 if circle.session and circle.session.map else 0


def size(circle: Circle) -> int:
    """How much there is to keep, in bytes of JSON."""
    return len(_codec.dump_json(circle))


def _heads(circle: Circle) -> int:
    ids: set[str] = {person.id for person in circle.people}
    if circle.session is not None:
        ids.update(circle.session.present, circle.session.gone, circle.session.leaving)
    return len(ids)


def _but_idle(circle: Circle) -> Circle:
    session = circle.session
    return replace(circle, session=replace(session, idle_since=0)) if session else circle
