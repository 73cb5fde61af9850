"""Whatever people do while they are in small groups: everybody comes back, and no room stays behind."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core.apart import Groups
from bot.core.circle import Phase
from bot.core.effects import MakeGroup
from bot.core.events import (
    Act,
    Did,
    Event,
    Forgot,
    Interrupted,
    Joined,
    Left,
    Passed,
    Spoke,
    Unreadable,
)  # fmt: skip
from bot.core.news import Lost
from bot.core.people import EventId, RoomId, Voice
from bot.core.plan import GroupsPlan
from tests.core.conversation import FACILITATOR, MINUTE, SECOND, person, plan, user
from tests.core.parted import BACK, GROUPS, LAST, Parted
from tests.core.wellformed import agreed, size

NAMES = ("anna", "bert", "cor", "dina", "eva", "fien", "gijs", "hanna")
names = st.sampled_from((*NAMES, FACILITATOR))
acts = st.sampled_from([act for act in Act if act is not Act.STOP])


class AnyGroups(RuleBasedStateMachine):
    """Eight people, a facilitator, and a homeserver that is slow or refuses."""

    @initialize(
        lazy=st.booleans(), waits=st.sets(st.sampled_from(NAMES)), smallest=st.integers(2, 4),
        seat=st.booleans(), many=st.integers(2, 8),
    )  # fmt: skip
    def begun(self, lazy: bool, waits: set[str], smallest: int, seat: bool, many: int) -> None:
        again = GroupsPlan("again", 300, smallest, smallest + 2)
        back = BACK.__class__("told-again", BACK.order, 60, BACK.who)
        stages = (GROUPS, BACK, again, back, LAST)
        self.talk = Parted(plan(*stages, fewest=2), NAMES[:many], waits=waits, lazy=lazy)
        self.steps = 0
        self.asked: list[MakeGroup] = []
        self.talk.starts()
        for name in NAMES[:many]:
            self.talk.does(name, Act.JOIN)
            self.talk.tells(name, [*Voice][len(name) % 6])
        if seat:
            self.talk.brings("anna", "seat-oma")
        self.talk.leads(Act.NEXT)
        if seat:
            self.talk.does("anna", Act.AGREE, seat="seat-oma")
        for name in NAMES[:many]:
            self.talk.does(name, Act.AGREE)

    @property
    def on(self) -> bool:
        return self.talk.circle.session is not None

    @property
    def rooms(self) -> list[RoomId]:
        return list(self.talk.rooms)

    @precondition(lambda self: self.on and self.rooms)
    @rule(number=st.integers(0, 3))
    def is_thrown_out(self, number: int) -> None:
        """Kring is in a group's room no more."""
        room = self.rooms[number % len(self.rooms)]
        self.talk.rooms.pop(room)
        self.talk.left.add(room)
        self.talk.happens(Passed(self.talk.at, room, Lost()))

    @precondition(lambda self: self.on)
    @rule(name=names, act=acts)
    def does(self, name: str, act: Act) -> None:
        self.talk.does(name, act)

    @precondition(lambda self: self.on)
    @rule(name=names, plain=st.none() | acts, brief=st.booleans())
    def speaks(self, name: str, plain: Act | None, brief: bool) -> None:
        self.talk.speaks(name, plain, brief=brief)

    @precondition(lambda self: self.on)
    @rule(name=st.sampled_from((*NAMES, "nina")), comes=st.booleans())
    def comes_or_goes(self, name: str, comes: bool) -> None:
        if comes:
            self.talk.joins(name)
            self.talk.does(name, Act.AGREE)
        elif name in self.talk.names:
            self.talk.leaves(name)

    @precondition(lambda self: self.on)
    @rule(name=names)
    def is_forgotten(self, name: str) -> None:
        for room in self.rooms:
            self.talk.happens_in(room, Forgot(self.talk.at, user(name), asked_here=False))
        self.talk.happens(Forgot(self.talk.at, user(name), asked_here=True))

    @precondition(lambda self: self.on)
    @rule()
    def leads_on(self) -> None:
        self.talk.leads(Act.NEXT)

    @precondition(lambda self: self.on and self.talk.lazy)
    @rule(number=st.integers(1, 3), refused=st.booleans())
    def a_room_is_made(self, number: int, refused: bool) -> None:
        stage = self.talk.stage_id if self.talk.session.phase is Phase.STAGES else "groups"
        asked = MakeGroup(number, self.talk.session.id, "campfire", stage)
        known = RoomId(f"!group-{number}-{stage}")
        if known not in self.talk.rooms:
            self.talk.refuses = refused
            self.talk.makes(asked)

    @precondition(lambda self: self.rooms)
    @rule(
        name=names, place=st.integers(0, 3),
        what=st.sampled_from(("comes", "goes", "speaks", "does", "waits", "cannot", "late")),
        act=acts, leads=st.booleans(),
    )  # fmt: skip
    def in_a_group(self, name: str, place: int, what: str, act: Act, leads: bool) -> None:
        room, at, who = self.rooms[place % len(self.rooms)], self.talk.at, user(name)
        happened: dict[str, Event] = {
            "comes": Joined(at, who),
            "goes": Left(at, who),
            "speaks": Spoke(at, who, False, False, act, EventId("$said")),
            "does": Did(at, who, leads, act, person(name)),
            "waits": Spoke(at, who, False, True, None, EventId("$said"), mentions=(user("zara"),)),
            "cannot": Unreadable(at, who),
            "late": Interrupted(at),
        }
        self.talk.happens_in(room, happened[what])

    @rule(minutes=st.integers(0, 6))
    def time_passes(self, minutes: int) -> None:
        self.talk.passes(minutes * MINUTE + 5 * SECOND)

    @invariant()
    def everybody_has_one_place(self) -> None:
        if not hasattr(self, "talk") or not self.on:
            return
        session = self.talk.session
        placed = [id for group in session.groups for id in group.people]
        assert len(set(placed)) == len(placed), "nobody is in two groups"
        assert set(placed) <= {one.id for one in self.talk.circle.people}
        stage = session.stage
        if isinstance(stage, Groups) and stage.part in ("apart", "back"):
            assert all(group.room is not None or group.lost for group in session.groups)
            aside = {one.id for one in agreed(self.talk.circle)} - set(placed)
            told = {*stage.aside}
            seats = {one.id for one in self.talk.circle.people if one.is_seat}
            assert stage.part == "back" or aside <= told | seats, "nobody is left without a word"
        assert size(self.talk.circle) < 20_000

    @invariant()
    def rooms_go_with_their_groups(self) -> None:
        if hasattr(self, "talk") and not self.talk.lazy:
            session = self.talk.circle.session
            known = {group.room for group in session.groups} if session else set()
            assert set(self.talk.rooms) == known - {None}

    def leader_does(self, act: Act) -> None:
        """Somebody whom the room lets lead."""
        self.talk.happens(Did(self.talk.at, user(FACILITATOR), True, act, person(FACILITATOR)))

    def teardown(self) -> None:
        """However it went, whoever leads brings it to its end, and Kring leaves every room."""
        if not hasattr(self, "talk"):
            return
        for _ in range(60):
            if not self.on:
                break
            if self.talk.session.pause is not None:
                self.talk.joins("nina")
                self.talk.does("nina", Act.AGREE)
                self.leader_does(Act.RESUME)
            if self.on:
                self.leader_does(Act.NEXT)
        assert not self.on, f"it hangs in {self.talk.session.stage}"
        if not self.talk.lazy:
            assert not self.talk.rooms, "no room stays behind"
        self.talk.passes(26 * 60 * MINUTE)
        assert not self.talk.rooms, "not even one that came too late"


AnyGroups.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
TestAnyGroups = AnyGroups.TestCase
