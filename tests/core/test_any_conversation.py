"""Whatever people do, in whatever order: what always holds, holds. Failures come back smaller."""

from __future__ import annotations

from typing import get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.core.draft import line
from bot.core.effects import Button
from bot.core.events import (
    Act,
    Asked,
    Did,
    Event,
    Forgot,
    HandedOver,
    Interrupted,
    Joined,
    LanguageChosen,
    Left,
    MendAsked,
    Mended,
    RenewAsked,
    Renewed,
    RoomChanged,
    SafetyAsked,
    SeatBrought,
    SeatTaken,
    Spoke,
    Tapped,
    TookBack,
    Trusted,
    Unreadable,
    VoicesTold,
    WordsRemoved,
)  # fmt: skip
from bot.core.people import EventId, PersonId, UserId, Voice
from bot.core.plan import Centre, Mode, Plan
from bot.core.room import Fault, NewKey
from tests.core.conversation import AFTER_TALK, FACILITATOR, MINUTE, SECOND, user
from tests.core.watched import (
    HARVEST_MARK,
    LATE,
    NAMES,
    STAGES,
    Watched,
    finish_by_leading,
    finish_by_waiting,
)

users = st.sampled_from([user(name) for name in (*NAMES, *LATE)])
in_circle = st.sampled_from([user(name) for name in NAMES[1:]])
faults = st.sampled_from([(), (), (), *((fault,) for fault in get_args(Fault))])
voices = st.lists(st.sampled_from(Voice), unique=True, max_size=2).map(tuple)
acts = st.sampled_from([act for act in Act if act is not Act.STOP])
plain = st.sampled_from([None] * 12 + [act for act in Act if act is not Act.STOP])
times = st.sampled_from([0, SECOND, 20 * SECOND, 4 * MINUTE])
plans = st.builds(
    lambda stages, newcomers, needs, centre, workers: Plan(
        "campfire", 3, 12, (*stages, AFTER_TALK), newcomers, needs, centre, workers, workers > 1
    ),
    st.lists(st.sampled_from(STAGES), unique=True, min_size=1, max_size=3),
    st.sampled_from(["wait", "alongside"]),
    st.sampled_from([(), (), ("centre",), (Voice.CLIENT,), ("centre", Voice.CLIENT)]),
    st.sampled_from(
        [Centre(), Centre(), Centre("whom", 1), Centre("tellers", 2, 3), Centre("listener", 1, 1)]
    ),
    st.sampled_from([0, 0, 1, 2]),
)


class AnyConversation(RuleBasedStateMachine, Watched):
    """People who do anything at any time."""

    @initialize(plan=plans, mode=st.sampled_from(Mode), far=st.sampled_from([0, 1, 2, 2, 2, 2]))
    def called(self, plan: Plan, mode: Mode, far: int) -> None:
        self.watch(plan, mode, far=far)

    @rule(by=users, act=acts, wait=times)
    def somebody_does(self, by: UserId, act: Act, wait: int) -> None:
        self.at += wait
        self.does(by, act)

    @rule(act=st.sampled_from([Act.DONE, Act.PASS, Act.LATER]), wait=times)
    def the_speaker_does(self, act: Act, wait: int) -> None:
        self.at += wait
        self.speaker_does(act)

    @rule(by=in_circle, how=st.integers(0, 60))
    def somebody_names_something_for_a_map(self, by: UserId, how: int) -> None:
        self.names(by, how)

    @precondition(lambda self: self.circle.session and self.circle.session.groups)
    @rule(by=in_circle, how=st.integers(0, 60))
    def a_small_group_tells_something(self, by: UserId, how: int) -> None:
        self.a_group_tells(by, how)

    @rule(by=in_circle)
    def somebody_wants_the_floor(self, by: UserId) -> None:
        self.does(by, Act.HAND)

    @rule()
    def the_facilitator_leads_on(self) -> None:
        self.leads(Act.NEXT)

    @precondition(lambda self: self.circle.session and self.circle.session.pause)
    @rule()
    def the_facilitator_resumes(self) -> None:
        self.resumes()

    @rule(by=users)
    def somebody_asks_to_stop(self, by: UserId) -> None:
        if by != user(FACILITATOR):
            self.does(by, Act.STOP)

    @precondition(lambda self: self.steps > 40)
    @rule(act=st.sampled_from([Act.STOP, Act.YES]))
    def the_facilitator_stops(self, act: Act) -> None:
        self.leads(act)

    @rule(by=users, leads=st.booleans(), brief=st.booleans(), means=plain)
    def somebody_speaks(self, by: UserId, leads: bool, brief: bool, means: Act | None) -> None:
        named = tuple(user(name) for name in LATE[: self.steps % 3])
        said = self.new_event()
        self.happens(Spoke(self.at, by, leads, brief, means, said, mentions=named))

    @rule(
        by=users, numbers=st.lists(st.integers(-1, 5), max_size=4).map(tuple), how=st.integers(0, 3)
    )
    def somebody_answers_a_poll(self, by: UserId, numbers: tuple[int, ...], how: int) -> None:
        self.answers(by, numbers, how)

    @precondition(lambda self: self.marks)
    @rule(by=users, button=st.sampled_from(Button), which=st.integers(0, 5))
    def somebody_taps(self, by: UserId, button: Button, which: int) -> None:
        mark = self.marks[max(0, len(self.marks) - 1 - which)]
        self.happens(Tapped(self.at, by, False, button, mark, self.new_event()))

    @rule(who=users)
    def somebody_comes(self, who: UserId) -> None:
        self.happens(Joined(self.at, who))

    @rule(who=users, comes_back=st.booleans())
    def somebody_leaves(self, who: UserId, comes_back: bool) -> None:
        self.happens(Left(self.at, who))
        if comes_back:
            self.happens(Joined(self.at, who))
            self.does(who, Act.AGREE)

    @rule(by=in_circle, agrees=st.booleans())
    def a_seat_is_brought(self, by: UserId, agrees: bool) -> None:
        seat = PersonId(f"seat-{len(self.seats)}")
        self.seats.append(seat)
        self.happens(SeatBrought(self.at, by, seat, EventId(f"$name-of-{seat}")))
        if agrees:
            self.happens(Did(self.at, by, False, Act.AGREE, seat))

    @precondition(lambda self: self.seats)
    @rule(by=users, leads=st.booleans(), act=acts, which=st.integers(0, 2))
    def a_seat_does(self, by: UserId, leads: bool, act: Act, which: int) -> None:
        seat = self.seats[max(0, len(self.seats) - 1 - which)]
        brought = self.circle.person(seat)
        self.happens(Did(self.at, brought.user if brought else by, leads, act, seat))
        self.happens(Did(self.at, by, leads, act, seat))

    @precondition(lambda self: self.seats)
    @rule(by=users, leads=st.booleans(), which=st.integers(0, 2))
    def a_seat_is_taken_away(self, by: UserId, leads: bool, which: int) -> None:
        seat = self.seats[max(0, len(self.seats) - 1 - which)]
        self.happens(SeatTaken(self.at, by, leads, seat))

    @rule(by=users, to=st.lists(users, max_size=3).map(tuple))
    def the_task_is_handed_on(self, by: UserId, to: tuple[UserId, ...]) -> None:
        self.happens(HandedOver(self.at, by, False, to))

    @rule(by=users, told=voices)
    def voices_are_told(self, by: UserId, told: tuple[Voice, ...]) -> None:
        self.happens(VoicesTold(self.at, by, told))

    @rule(worse=faults)
    def the_room_changes(self, worse: tuple[Fault, ...]) -> None:
        self.happens(RoomChanged(self.at, worse))

    @rule(whose=st.lists(users, unique=True, max_size=2), key=st.sampled_from("mn"))
    def keys_change(self, whose: list[UserId], key: str) -> None:
        new = tuple(NewKey(who, key) for who in whose if self.is_here(who))
        self.happens(RoomChanged(self.at, (), new))

    @rule(by=users, leads=st.booleans(), worse=faults, how=st.integers(0, 4))
    def the_room_is_mended(
        self, by: UserId, leads: bool, worse: tuple[Fault, ...], how: int
    ) -> None:
        events: list[Event] = [
            SafetyAsked(self.at, by, worse, 5), MendAsked(self.at, by, leads, worse),
            Mended(self.at, worse, ()), RenewAsked(self.at, by, leads), Renewed(self.at, leads),
        ]  # fmt: skip
        self.happens(events[how])

    @rule(by=users, back=st.integers(0, 9), how=st.integers(0, 5))
    def words_are_taken_back(self, by: UserId, back: int, how: int) -> None:
        said = self.an_event(back)
        events: list[Event] = [
            WordsRemoved(self.at, said, by), self.words_change(by, said),
            TookBack(self.at, by, None), TookBack(self.at, by, said),
            TookBack(self.at, by, said, HARVEST_MARK), WordsRemoved(self.at, said, by, HARVEST_MARK),
        ]  # fmt: skip
        self.happens(events[how])

    @rule(by=in_circle, removed=st.booleans())
    def somebody_asks_where_we_are(self, by: UserId, removed: bool) -> None:
        self.does(by, Act.OVERVIEW)
        if removed:
            self.the_overview_is_removed()

    @rule(by=users, who=users, kind=st.integers(0, 5))
    def something_else(self, by: UserId, who: UserId, kind: int) -> None:
        events: list[Event] = [
            Trusted(self.at, by, False, who), LanguageChosen(self.at, by, "en"),
            Asked(self.at, by, "fault", (line("fault-who"),)),
            Interrupted(self.at), Unreadable(self.at, by), Trusted(self.at, by, True, who),
        ]  # fmt: skip
        self.happens(events[kind])

    @rule(by=users, asked_here=st.booleans(), again=st.booleans())
    def somebody_is_forgotten(self, by: UserId, asked_here: bool, again: bool) -> None:
        self.happens(Forgot(self.at, by, asked_here))
        if again:
            self.does(by, Act.AGREE)

    @rule(early=st.integers(0, 1))
    def an_alarm_rings(self, early: int) -> None:
        self.rings(early=early, patient=self.steps < 40)

    @precondition(lambda self: self.circle.session is None)
    @rule()
    def another_start(self) -> None:
        self.starts()

    def teardown(self) -> None:
        if hasattr(self, "circle"):
            finish_by_leading(self.circle, self.at)
            finish_by_waiting(self.circle)


AnyConversation.TestCase.settings = settings(
    max_examples=200,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyConversation = AnyConversation.TestCase
