"""Every kind of stage, from wherever people bring it: what it lets through, whom it lets speak, that it
ends, and that pausing and leaving at any point is safe. A kind without a row here is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.apart import Groups
from bot.core.circle import Ask, Circle, Hold, Open, Poll, Round, Session, StageState
from bot.core.effects import MakeGroup
from bot.core.events import Act, AlarmRang, Chosen, GroupMade, Passed, Spoke
from bot.core.mapping import Map, Named
from bot.core.news import Came, Speaks, Went
from bot.core.people import EventId, PersonId, RoomId, Standing, Voice
from bot.core.plan import (
    AskPlan,
    Choice,
    GroupsPlan,
    MapPlan,
    OpenPlan,
    Order,
    PollPlan,
    RoundPlan,
    Scale,
    StagePlan,
)  # fmt: skip
from bot.core.sides import is_for
from bot.core.stages import KINDS
from tests.core.conversation import (
    ABOUT,
    CHECK_OUT,
    FACILITATOR,
    HARVEST,
    LOOK_BACK,
    OPEN,
    PERMISSION,
    ROUND,
    SECOND,
    SILENCE,
    VOICES,
    VOLUNTEERS,
    Conversation,
    Heard,
    person,
    plan,
    user,
)  # fmt: skip

READER = "rita"
SIX = ("anna", "bert", "cor", "dina", "eva", "gijs")
ROOM_OF_ALL = (*SIX, READER)
TELLS = {"anna": Voice.CLIENT, "bert": Voice.NAASTE, "cor": Voice.PROFESSIONAL, "dina": Voice.PEER}
CENTRE = ("anna", "gijs")
LAST = replace(SILENCE, id="silence-last")
MOST_STEPS = 80


@dataclass(frozen=True)
class Kind:
    """Stages of one kind, and what of people's acts means something there."""

    stages: tuple[StagePlan, ...]
    acts: frozenset[Act]
    has_floor: bool = False


HARDLY = frozenset({Act.DONE, Act.PASS, Act.LATER})
HANDS = frozenset({Act.HAND, Act.HAND_DOWN})
ANSWERS = frozenset({Act.YES, Act.NO, Act.TICK, Act.FINE})
UNDER_TEST: dict[str, Kind] = {
    "hold": Kind((SILENCE, replace(SILENCE, id="wait"), LOOK_BACK), frozenset()),
    "ask": Kind(
        (
            ABOUT, CHECK_OUT, PERMISSION, VOICES, AskPlan("agreeing", 300, all_agree=True),
            AskPlan("may-we", 180, "permission", who=("network",)),
        ),
        HARDLY | ANSWERS | {Act.ME, Act.NOT_ME},
    ),
    "round": Kind(
        (
            ROUND, VOLUNTEERS, HARVEST, RoundPlan("random", Order.RANDOM, 60),
            RoundPlan("triad", Order.TRIAD, 60), RoundPlan("centre", Order.CIRCLE, 60, ("centre",)),
            RoundPlan("others", Order.CIRCLE, 60, ("others",)),
            RoundPlan("story", Order.VOLUNTEER, 60, speakers=1),
            RoundPlan("closing", Order.CIRCLE, 60, calls_most=4),
        ),
        HARDLY | HANDS | ANSWERS,
        has_floor=True,
    ),
    "open": Kind(
        (OPEN, OpenPlan("reflecting", 600, 60, ("workers",)), OpenPlan("short", 30, 60)),
        HARDLY | HANDS | ANSWERS,
        has_floor=True,
    ),
    "poll": Kind(
        (
            PollPlan("topics", 300, Choice(("housing", "work", "rest"))),
            PollPlan("card", 300, Choice(("housing", "work", "rest"), most=2)),
            PollPlan("together", 300, Scale(1, 5)),
        ),
        frozenset({Act.PASS, Act.DONE, Act.TICK}),
    ),
    "groups": Kind(
        (GroupsPlan("groups", 600, 2, 3),),
        frozenset({Act.JOIN, Act.AGREE, Act.HAND, Act.HAND_DOWN, Act.ME, Act.NOT_ME, Act.LEAD}),
    ),
    "map": Kind(
        (MapPlan("people", 300, "people", most=4),), ANSWERS | {Act.DONE, Act.ME, Act.NOT_ME}
    ),
}  # fmt: skip
CASES = [
    pytest.param(kind, stage, id=f"{name}-{stage.id}")
    for name, kind in UNDER_TEST.items()
    for stage in kind.stages
]
IN_A_STAGE = tuple(
    act
    for act in (*HARDLY, *HANDS, *ANSWERS)
    if act is not Act.FINE  # in plain words alone
)
"""What somebody may do in a stage that says nothing of coming, going, leading or whom it is about."""

Move = tuple[str, str, int]
"""Who, does what, and how."""
moves = st.lists(
    st.tuples(
        st.sampled_from(SIX),
        st.sampled_from(
            ["done", "pass", "later", "hand", "down", "yes", "no", "says", "answers", "names",
             "rings", "turn", "turn", "reads", "agrees", "groups"]
        ),
        st.integers(0, 9),
    ),
    max_size=12,
)  # fmt: skip
quick = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
DOES = {
    "done": Act.DONE, "pass": Act.PASS, "later": Act.LATER, "hand": Act.HAND, "down": Act.HAND_DOWN,
    "yes": Act.YES, "no": Act.NO, "reads": Act.LISTEN, "agrees": Act.AGREE,
}  # fmt: skip


def begun(stage: StagePlan) -> Conversation:
    """A conversation in this stage: six in the circle, Rita reads along, Faye leads without a turn."""
    circle = begun_once(stage)
    return Conversation(plan(stage, LAST), ROOM_OF_ALL, circle=circle)


@cache
def begun_once(stage: StagePlan) -> Circle:
    """Return how it is when it has begun."""
    talk = Conversation(plan(stage, LAST), ROOM_OF_ALL)
    talk.starts()
    for name in SIX:
        talk.does(name, Act.JOIN)
        if name in TELLS:
            talk.tells(name, TELLS[name], privately=True)
        if name in CENTRE and not isinstance(stage, AskPlan):
            talk.circle = replace(
                talk.circle,
                people=tuple(
                    replace(one, centre=True) if one.id == person(name) else one
                    for one in talk.circle.people
                ),
            )
    talk.leads(Act.NEXT)
    for name in SIX:
        makes_rooms(talk, talk.does(name, Act.AGREE))
    return talk.circle


def makes_rooms(talk: Conversation, heard: Heard) -> None:
    """The homeserver makes the rooms that are asked for."""
    for asked in heard.effects:
        if isinstance(asked, MakeGroup):
            room = RoomId(f"!group-{asked.number}")
            talk.happens(GroupMade(talk.at, asked.session, asked.stage, asked.number, room))


def brought(stage: StagePlan, done: list[Move]) -> Conversation | None:
    """Where people bring a stage; None if they bring it to its end."""
    talk = begun(stage)
    for move in done:
        if not goes_on(talk, stage):
            return None
        makes_rooms(talk, moved(talk, *move))
    return talk if goes_on(talk, stage) else None


def goes_on(talk: Conversation, stage: StagePlan) -> bool:
    """Whether the conversation is in this stage."""
    session = talk.circle.session
    return session is not None and session.stage_plan.id == stage.id


def moved(talk: Conversation, name: str, what: str, how: int) -> Heard:
    """One move."""
    talk.at += how * SECOND
    event = EventId(f"$said-{len(talk.heard)}-{how}")
    by = user(name)
    match what:
        case "says":
            return talk.happens(Spoke(talk.at, by, False, how % 3 == 0, None, event))
        case "answers":
            chosen = Chosen((1 + how % 3,), PersonId(by))
            return talk.happens(
                Spoke(talk.at, by, False, brief=True, plain=None, event=event, chosen=chosen)
            )
        case "names":
            named = (Named(0, 3, how % 4 or None, sure=how % 2 == 0),)
            return talk.happens(Spoke(talk.at, by, False, False, None, event, named=named))
        case "rings":
            return talk.rings() if how < 4 and soon(talk) else talk.happens(AlarmRang(talk.at))
        case "turn":
            speaker = talk.speaker
            return talk.does(speaker or name, (Act.DONE, Act.PASS, Act.LATER)[how % 3])
        case "groups":
            rooms = [group.room for group in talk.session.groups if group.room]
            room = rooms[how % len(rooms)] if rooms else RoomId("!none")
            news = (Came(by), Went(by), Speaks(by))[how % 3]
            return talk.happens(Passed(talk.at, room, news))
    return talk.does(name, DOES[what])


def soon(talk: Conversation) -> bool:
    """Whether an alarm is near: not that of a conversation that everybody left alone."""
    due = talk.circle.due
    return due is not None and due - talk.at < 3600 * SECOND


def but_time(session: Session) -> Session:
    """Everything but when: what a pause may change."""

    def still(stage: StageState | None) -> Any:
        match stage:
            case Round(turn=turn) | Open(turn=turn):
                turn = replace(turn, until=None) if turn is not None else None
                return replace(stage, turn=turn, until=None)
            case Poll():
                return replace(stage, until=None, closing=None)
            case Hold() | Ask() | Groups() | Map():
                return replace(stage, until=None)
        return stage

    return replace(
        session, stage=still(session.stage), pause=None, undo=None, idle_since=0, crossed=False
    )


def kept_of(talk: Conversation, id: PersonId) -> set[str]:
    """What a stage keeps of somebody: their place in it, and what they brought."""
    found: set[str] = set()
    match talk.stage:
        case Round() as stage:
            for where in ("passed", "through", "waiting"):
                found |= {"has a place"} if id in getattr(stage, where) else set()
            found |= {"has a place"} if stage.turn and stage.turn.person == id else set()
            found |= {"a line"} if any(one.name.person == id for one in stage.lines) else set()
        case Open() as stage:
            up = any(hand.person == id for hand in stage.hands)
            speaks = stage.turn is not None and stage.turn.person == id
            found |= {"a hand"} if up or speaks else set()
        case Ask() as stage:
            found |= {"an answer"} if id in stage.answered else set()
        case Poll() as stage:
            found |= {"an answer"} if any(one.person == id for one in stage.answers) else set()
    found |= {"a map"} if any(item.by == id for item in talk.session.map) else set()
    found |= {"a group"} if any(id in group.people for group in talk.session.groups) else set()
    return found


def test_every_kind_is_here() -> None:
    assert set(UNDER_TEST) == set(KINDS)
    for name, kind in UNDER_TEST.items():
        assert {stage.kind for stage in kind.stages} == {name}


@pytest.mark.parametrize(("kind", "stage"), CASES)
@given(done=moves)
@quick
def test_it_lets_through_what_it_is_for_and_nothing_else(
    kind: Kind, stage: StagePlan, done: list[Move]
) -> None:
    """What means nothing there changes nothing and is answered once; a reader's acts never do."""
    talk = brought(stage, done)
    if talk is None:
        return
    before = talk.circle
    for name in ("anna", "dina", READER):
        one = talk.circle.person(person(name))
        sits = one is not None and one.standing is Standing.AGREED
        asked = one is not None and one.standing is Standing.JOINED
        for act in IN_A_STAGE:
            if (sits and act in kind.acts) or (asked and act in ANSWERS):
                continue
            heard = talk.does(name, act)
            assert before.session is not None
            assert talk.session.stage == before.session.stage, (name, act)
            assert [say.moment for say in heard.says] in ([], ["fault"]), (name, act)
            talk.circle = before


@pytest.mark.parametrize(("kind", "stage"), CASES)
@given(done=moves)
@quick
def test_it_lets_speak_who_it_is_for_one_at_a_time_and_calls_nobody_else(
    kind: Kind, stage: StagePlan, done: list[Move]
) -> None:
    talk = begun(stage)
    for move in [("anna", "says", 1), *done]:
        if not goes_on(talk, stage):
            return
        turn_before = talk.session.turn
        heard = moved(talk, *move)
        makes_rooms(talk, heard)
        if not goes_on(talk, stage):
            return
        turn = talk.session.turn
        assert kind.has_floor or turn is None
        called = {one for say in heard.says for one in say.mention if say.moment == "turn"}
        if turn is None:
            assert not called
            continue
        speaker = talk.circle.person(turn.person)
        assert speaker is not None
        assert speaker.standing is Standing.AGREED
        assert is_for(getattr(stage, "who", ()), speaker)
        assert called == ({speaker.user} if turn != turn_before and called else called)
        if turn_before is not None and turn.number != turn_before.number:
            assert move[1] not in ("says", "answers", "names"), "words take nobody's turn"
            assert move[1] != "rings", "time takes nobody's turn"


@pytest.mark.parametrize(("kind", "stage"), CASES)
@given(done=moves)
@quick
def test_it_always_ends_by_leading_on_and_by_itself_or_by_people(
    kind: Kind, stage: StagePlan, done: list[Move]
) -> None:
    talk = brought(stage, done)
    if talk is None:
        return
    reached = talk.circle, talk.at
    for _ in range(MOST_STEPS):
        if not goes_on(talk, stage) or talk.session.pause is not None:
            break
        makes_rooms(talk, talk.leads(Act.NEXT))
    deserted = talk.circle.session is not None and talk.session.pause is not None
    assert deserted or not goes_on(talk, stage), "the facilitator's next leads on"
    talk.circle, talk.at = reached
    for _ in range(MOST_STEPS):
        if not goes_on(talk, stage):
            return
        talk.rings()
    raise AssertionError("with nobody doing anything, it never ends")


@pytest.mark.parametrize(("kind", "stage"), CASES)
@given(done=moves, who=st.sampled_from(ROOM_OF_ALL))
@quick
def test_a_pause_at_any_point_changes_nothing_and_gives_nobody_the_floor(
    kind: Kind, stage: StagePlan, done: list[Move], who: str
) -> None:
    talk = brought(stage, done)
    if talk is None or talk.session.pause is not None:
        return
    before = talk.session
    assert "paused" in talk.does(who, Act.PAUSE).moments
    talk.at += 600 * SECOND
    assert not soon(talk), "no time runs"
    paused = talk.circle
    for name in SIX:
        for what in ("says", "hand"):
            assert "turn" not in moved(talk, name, what, 1).moments
    talk.circle = paused
    assert talk.leads(Act.NEXT).texts == ["fault-paused"]
    talk.circle = paused
    said = talk.does(who, Act.RESUME).moments
    assert said[0] == "resumed"
    if goes_on(talk, stage) and "turn" not in said:
        assert but_time(talk.session) == but_time(before)
        assert talk.circle.due is not None
        assert talk.circle.due > talk.at


@pytest.mark.parametrize(("kind", "stage"), CASES)
@given(done=moves, who=st.sampled_from(SIX))
@quick
def test_leaving_at_any_point_loses_nobody_their_place(
    kind: Kind, stage: StagePlan, done: list[Move], who: str
) -> None:
    """G4: whoever left and is back has what they had; and all may leave, in any order."""
    talk = brought(stage, done)
    if talk is None:
        return
    one = talk.circle.person(person(who))
    had = kept_of(talk, person(who))
    left = talk.leaves(who)
    assert user(who) not in [user_ for say in left.says for user_ in say.mention]
    speaker = talk.speaker
    assert speaker != who, "nobody speaks who is not here"
    if goes_on(talk, stage):
        talk.joins(who)
        if one is not None and one.standing is Standing.AGREED:
            talk.does(who, Act.AGREE)
            assert not goes_on(talk, stage) or kept_of(talk, person(who)) >= had
    for name in (*SIX[3:], *SIX[:3], READER, FACILITATOR):
        if talk.circle.session is not None:
            talk.leaves(name)
    for _ in _waits(talk):
        pass
    assert talk.circle.session is None
    assert talk.circle.people == ()


def _waits(talk: Conversation) -> Iterator[None]:
    for _ in range(MOST_STEPS):
        if talk.circle.session is None:
            return
        talk.rings()
        yield
