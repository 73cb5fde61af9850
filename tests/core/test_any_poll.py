"""Whatever people do in a poll: its outcome is what a notebook of our own says, and nothing else."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.core.circle import Poll
from bot.core.effects import Count, Text
from bot.core.events import Act, Chosen, Polled, Spoke
from bot.core.people import EventId
from bot.core.plan import Choice, PollPlan, Scale
from bot.core.stages import poll
from tests.core.conversation import (
    FACILITATOR,
    SILENCE,
    Conversation,
    Heard,
    first_name,
    person,
    user,
)
from tests.core.wellformed import agreed

PLANS = (
    PollPlan("poll", 300, Choice(("one", "two", "three"))),
    PollPlan("poll", 300, Choice(("one", "two", "three", "four"), most=3)),
    PollPlan("poll", 300, Scale(1, 4)),
)
NAMES = ("anna", "bert", "cor", "dina", "eva", "fred")
names = st.sampled_from((*NAMES, FACILITATOR))
numbers = st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True).map(tuple)


class AnyPoll(RuleBasedStateMachine):
    """Six people, a facilitator who reads along, and one poll."""

    @initialize(plan=st.sampled_from(PLANS))
    def begun(self, plan: PollPlan) -> None:
        self.plan = plan
        self.talk = Conversation.begun(plan, SILENCE, names=NAMES)
        mark = poll.mark(self.talk.circle)
        assert mark is not None
        self.mark = mark
        self.answers: dict[str, tuple[int, ...]] = {}
        self.stands: dict[str, str] = {}
        self.alone: set[str] = set()
        self.steps = 0

    @precondition(lambda self: not isinstance(self.talk.stage, Poll))
    @rule(plan=st.sampled_from(PLANS))
    def another(self, plan: PollPlan) -> None:
        self.begun(plan)

    @property
    def most(self) -> int:
        return self.plan.asks.most if isinstance(self.plan.asks, Choice) else 1

    def possible(self, numbers: tuple[int, ...]) -> bool:
        asks = self.plan.asks
        highest = asks.highest if isinstance(asks, Scale) else len(asks.options)
        return len(numbers) <= self.most and all(1 <= number <= highest for number in numbers)

    def write_down(self, name: str, numbers: tuple[int, ...], stands: str) -> None:
        self.answers[name], self.stands[name] = numbers, stands
        self.alone.discard(name)

    @precondition(lambda self: isinstance(self.talk.stage, Poll))
    @rule(name=names, numbers=numbers)
    def taps(self, name: str, numbers: tuple[int, ...]) -> None:
        self.steps += 1
        said = f"$tap-{self.steps}"
        if user(name) in self.talk.session.present:
            self.answers.pop(name, None)
            if self.possible(numbers):
                self.write_down(name, numbers, said)
        self.check(Polled(self.talk.at, user(name), self.mark, numbers, EventId(said)))

    @precondition(lambda self: isinstance(self.talk.stage, Poll))
    @rule(name=names, numbers=numbers)
    def types(self, name: str, numbers: tuple[int, ...]) -> None:
        self.steps += 1
        said = f"$typed-{self.steps}"
        if self.sits(name) and self.possible(numbers):
            self.write_down(name, numbers, said)
        chosen = Chosen(numbers, person(name))
        self.check(
            Spoke(self.talk.at, user(name), False, True, None, EventId(said), chosen=chosen),
            fault=self.sits(name) and not self.possible(numbers),
        )

    @precondition(lambda self: isinstance(self.talk.stage, Poll))
    @rule(name=names, number=st.integers(1, 4))
    def tells_kring_alone(self, name: str, number: int) -> None:
        if isinstance(self.plan.asks, Scale) and user(name) in self.talk.session.present:
            self.write_down(name, (number,), "nowhere")
            self.alone.add(name)
        self.check(Polled(self.talk.at, user(name), self.mark, (number,), None))

    @precondition(lambda self: isinstance(self.talk.stage, Poll))
    @rule(name=names)
    def passes(self, name: str) -> None:
        if self.sits(name):
            self.write_down(name, (), "nowhere")
        self.told(self.talk.does(name, Act.PASS))

    @precondition(lambda self: isinstance(self.talk.stage, Poll) and self.stands)
    @rule(which=st.integers(0, 5))
    def a_message_is_removed(self, which: int) -> None:
        name = list(self.stands)[which % len(self.stands)]
        if self.stands[name] != "nowhere":
            self.answers.pop(name, None)
        self.told(self.talk.removes(self.stands.pop(name)))

    @precondition(lambda self: isinstance(self.talk.stage, Poll))
    @rule(name=st.sampled_from(NAMES), comes_back=st.booleans())
    def leaves(self, name: str, comes_back: bool) -> None:
        self.told(self.talk.leaves(name))
        if comes_back:
            self.talk.joins(name)
            self.told(self.talk.does(name, Act.AGREE))

    @precondition(lambda self: isinstance(self.talk.stage, Poll))
    @rule(name=names, act=st.sampled_from([Act.LISTEN, Act.JOIN, Act.AGREE, Act.PAUSE, Act.RESUME]))
    def does(self, name: str, act: Act) -> None:
        self.told(self.talk.does(name, act))

    @precondition(lambda self: isinstance(self.talk.stage, Poll))
    @rule(act=st.sampled_from([Act.NEXT, *[Act.RESUME] * 9]))
    def leads(self, act: Act) -> None:
        self.told(self.talk.leads(act))

    def sits(self, name: str) -> bool:
        return person(name) in {one.id for one in agreed(self.talk.circle)}

    def check(self, event: Polled | Spoke, *, fault: bool = False) -> None:
        heard = self.talk.happens(event)
        if fault:
            assert heard.moments == ["fault"]
        else:
            self.told(heard)

    def told(self, heard: Heard) -> None:
        """It is over exactly when nobody is waited for, and then tells what the notebook says."""
        here = {first_name(one.id) for one in agreed(self.talk.circle)}
        counted = {name: self.answers[name] for name in here if name in self.answers}
        over = "poll-result" in heard.moments
        paused = self.talk.session.pause is not None
        if not over:
            full = all(len(given) in (0, self.most) for given in counted.values())
            assert len(counted) < len(here) or paused or not full
            return
        given = {name: answer for name, answer in counted.items() if answer}
        if isinstance(self.plan.asks, Scale):
            alone = given.keys() & self.alone
            if len(alone) < 5:
                given = {name: answer for name, answer in given.items() if name not in alone}
            given = given if len(given) >= 5 else {}
        expected = Counter(number for answer in given.values() for number in answer)
        assert dict(expected) == outcome(heard)


def outcome(heard: Heard) -> dict[int, int]:
    told = {}
    for line in heard.one("poll-result").lines:
        slots = dict(line.slots)
        if line.key in ("common.poll-chosen", "common.poll-spread"):
            option, times = slots.get("option") or slots["number"], slots["count"]
            assert isinstance(times, Count)
            words = ("one", "two", "three", "four")
            if isinstance(option, Text):
                number = words.index(option.key.removeprefix("campfire.poll-")) + 1
            else:
                assert isinstance(option, Count)
                number = option.value
            told[number] = times.value
    return told


AnyPoll.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyPoll = AnyPoll.TestCase
