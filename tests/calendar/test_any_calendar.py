"""Whatever happens to a calendar, in whatever order: what always holds, holds (G5)."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.recurrence import START, anchored, instant, meetings, shown, upcoming
from bot.core.about import about
from bot.core.circle import Circle
from bot.core.effects import Attach, Button, Convene, Effect, Mark, Remind, Say
from bot.core.events import (
    Act,
    Convened,
    Did,
    Event,
    Forgot,
    Interrupted,
    Joined,
    Left,
    Polled,
    Spoke,
    Started,
    Tapped,
)  # fmt: skip
from bot.core.meetings.events import AgendaAsked, CancelAsked, Item, MoveAsked, PlanAsked
from bot.core.people import EventId, PersonId, UserId
from bot.core.series import LATE_MS, OPENED, OPENS_MS, POLL, Series, WallTime
from bot.core.transitions import step
from bot.runtime.reckoning import Reckoning
from bot.store.codec import decode, encode, joined, split
from bot.words import keys
from tests.calendar.dialogue import library
from tests.calendar.plans import random_series
from tests.core.conversation import ROOM, plan

USERS = tuple(UserId(f"@{name}:home") for name in ("faye", "anna", "bert", "cor", "dina"))
FAYE = USERS[0]
FORMAT = plan()
RECKONING = Reckoning(library().themes)
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
STEPS = 80


@dataclass
class Room:
    """A room to which anything happens, with a notebook of what may be once."""

    chance: random.Random
    circle: Circle = field(default_factory=lambda: Circle(ROOM, "nl"))
    at: int = instant(WallTime("2026-11-25T14:00"), "Europe/Amsterdam")
    here: set[UserId] = field(default_factory=lambda: set(USERS))
    convenes: list[Convene] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    opened: Counter[tuple[str, WallTime, int]] = field(default_factory=Counter)
    planned: int = 0
    sessions: int = 0
    sure: bool = False

    def happens(self, event: Event) -> tuple[Effect, ...]:
        """A step, as the runtime takes it; held against what always holds."""
        before = self.circle
        after, effects = step(before, event)
        assert step(before, event) == (after, effects), "a step is deterministic"
        self.circle = after
        self.check(before, event, effects)
        if (news := RECKONING.anew(after, event.at)) is not None:
            effects += self.happens(news)
        return effects

    def check(self, before: Circle, event: Event, effects: tuple[Effect, ...]) -> None:
        standing, passing = split(self.circle)
        kept = decode(Circle, encode(standing))
        assert joined(kept, passing) == self.circle, "it can be stored"
        text = encode(standing).decode() + (encode(passing).decode() if passing else "")
        for user in set(re.findall(r'"(@[^"]+)"', text)):
            assert about(self.circle, UserId(user)), (
                "R10: of everyone in the state something is told"
            )
        says = [effect for effect in effects if isinstance(effect, Say)]
        for say in says:
            self.check_say(say, event)
        if any(say.moment == "fault" for say in says):
            assert len(effects) == 1, "a fault comes alone"
            assert self.circle.calendar == before.calendar
        planned = [say for say in says if say.moment == "planned"]
        assert len(planned) == sum(isinstance(effect, Attach) for effect in effects)
        for old in before.calendar:
            new = next((one for one in self.circle.calendar if one.id == old.id), None)
            if new is None or old.next is None or new.next is None:
                continue
            if (old.next.name, old.sequence) == (new.next.name, new.sequence):
                said = {what for _, what in old.told if what > OPENED}
                assert said <= {what for _, what in new.told}, "what was said stays said"
        for effect in effects:
            if isinstance(effect, Attach):
                assert not re.search("@[a-z]+:home", str(effect)), "the file names nobody"
            if isinstance(effect, Convene):
                self.convenes.append(effect)
            if isinstance(effect, Remind):
                assert "theme" not in str(effect.lines), "no words of the room"
        if self.circle.session is not None and before.session is None:
            meeting = self.circle.session.meeting
            if meeting is not None:
                assert isinstance(event, Convened)
                series = next(one for one in self.circle.calendar if one.id == meeting.series)
                assert series.next is not None
                assert -LATE_MS <= series.next.at - self.at <= OPENS_MS, "G5: at its time"
                self.opened[meeting.series, meeting.meeting, series.next.at] += 1
        assert all(count == 1 for count in self.opened.values()), "G5: a meeting opens once"

    def check_say(self, say: Say, event: Event) -> None:
        assert say.lines
        assert say.until is None or say.until > event.at
        for line in say.lines:
            space, _, name = line.key.partition(".")
            if space == "common":
                assert {slot for slot, _ in line.slots} == keys.COMMON[name].slots, line.key
        self.marks = [*self.marks[-40:], say.mark]
        if say.moment == "poll" and say.session is None and say.handle is not None:
            self.said["poll", say.handle] += 1

    # What happens

    def series(self) -> Series | None:
        made = random_series(self.chance.randrange(1_000_000))
        first = anchored(made.rule, max(made.rule.first, shown(self.at + MINUTE, made.rule.zone)))
        if first is None:
            return None
        self.planned += 1
        led = tuple(self.chance.sample(USERS, self.chance.choice((0, 1, 2))))
        leads = self.chance.choice(((), (10080, 1440, 60), (30,)))
        return replace(
            made, id=f"series-{self.planned}", rule=first, facilitators=led, changes=(),
            leads=leads, by=FAYE, theme=self.chance.choice((None, EventId("$theme"))),
            votes=self.chance.random() < 0.5,
        )  # fmt: skip

    def plans(self) -> None:
        series = self.series()
        if series is not None:
            dates = tuple(one.local for one in upcoming(series, self.at, 3))
            self.happens(
                PlanAsked(self.at, self.someone(), self.chance.random() < 0.9, series, dates)
            )

    def replans(self) -> None:
        """All meetings of a series by another rule."""
        series = self.series()
        if series is not None and self.circle.calendar:
            old = self.chance.choice(self.circle.calendar)
            new = replace(
                old, rule=series.rule, changes=(), passed=START, next=None, told=(),
                sequence=old.sequence + 1,
            )  # fmt: skip
            self.happens(PlanAsked(self.at, FAYE, True, new, (series.rule.first,)))

    def answers(self) -> None:
        user, act = self.someone(), self.chance.choice((Act.YES, Act.YES, Act.NO, Act.AGREE))
        how = self.chance.randrange(3)
        if how == 0:
            self.happens(Did(self.at, user, False, act, PersonId(user)))
        elif how == 1:
            self.happens(Spoke(self.at, user, False, False, act, EventId("$said")))
        elif self.marks:
            mark = self.chance.choice(self.marks)
            self.happens(Tapped(self.at, user, False, Button.DONE, mark, EventId("$tap")))

    def changes(self) -> None:
        found = [
            (series, one)
            for series in self.circle.calendar
            for one in upcoming(series, self.at - 2 * HOUR, 3)
        ]
        if not found:
            return
        series, one = self.chance.choice(found)
        if self.chance.random() < 0.5:
            to = shown(self.at + self.chance.randrange(MINUTE, 20 * DAY), series.rule.zone)
            self.happens(MoveAsked(self.at, FAYE, True, series.id, one.name, one.local, to))
        else:
            whole = self.chance.random() < 0.2
            self.happens(
                CancelAsked(self.at, FAYE, True, series.id, one.name, one.local, whole, None)
            )

    def lists(self) -> None:
        items = tuple(
            Item(series.id, one.name, one.local)
            for series in self.circle.calendar
            for one in upcoming(series, self.at, 2)
        )
        self.happens(AgendaAsked(self.at, self.someone(), items))

    def polls(self) -> None:
        marks = [mark for mark in self.marks if mark.poll]
        if marks:
            numbers = self.chance.choice(((1,), (2,), (3,), (), (9,), (1, 2)))
            mark = self.chance.choice(marks)
            self.happens(Polled(self.at, self.someone(), mark, numbers, EventId("$answer")))

    def looks(self) -> None:
        """The homeserver told who is here: perhaps late, perhaps twice."""
        if self.convenes:
            asked = self.convenes.pop(self.chance.randrange(len(self.convenes)))
            if self.chance.random() < 0.2:
                self.convenes.append(asked)
            self.sessions += 1
            self.happens(
                Convened(
                    self.at, asked.series, asked.meeting, f"session-{self.sessions}",
                    FORMAT if self.sure or self.chance.random() < 0.9 else None,
                    tuple(sorted(self.here)),
                    ("history",) if not self.sure and self.chance.random() < 0.1 else (), (), 7,
                )
            )  # fmt: skip

    def starts(self) -> None:
        self.sessions += 1
        self.happens(
            Started(
                self.at, FAYE, True, f"session-{self.sessions}", FORMAT, FORMAT_MODE, None,
                tuple(sorted(self.here)), (), (), 7,
            )
        )  # fmt: skip

    def acts(self) -> None:
        user = self.someone()
        act = self.chance.choice((Act.JOIN, Act.JOIN, Act.AGREE, Act.NEXT, Act.STOP, Act.PAUSE,
                                  Act.RESUME, Act.DONE, Act.PASS))  # fmt: skip
        self.happens(Did(self.at, user, user == FAYE, act, PersonId(user)))

    def comes_or_goes(self) -> None:
        user = self.someone()
        if user in self.here and user != FAYE:
            self.here.discard(user)
            self.happens(Left(self.at, user))
        else:
            self.here.add(user)
            self.happens(Joined(self.at, user))

    def forgets(self) -> None:
        user = self.someone()
        self.happens(Forgot(self.at, user, asked_here=True))
        series = [one for one in self.circle.calendar if user in (*one.facilitators, one.by)]
        assert series == []

    def loses(self) -> None:
        self.convenes.clear()
        self.happens(Interrupted(self.at))

    def sleeps(self, milliseconds: int) -> None:
        """Kring is down for a while."""
        self.at += milliseconds
        self.rings()

    def lives(self, milliseconds: int) -> None:
        """Time goes by, and Kring is woken when it asked for it."""
        until = self.at + milliseconds
        for _ in range(400):
            due = self.circle.due
            if due is None or due > until:
                break
            self.at = max(self.at, due)
            self.rings()
            if self.chance.random() < 0.7:
                self.looks()
        self.at = max(self.at, until)

    def rings(self) -> None:
        due = self.circle.due
        if due is None or due > self.at:
            return
        before = self.circle
        effects = self.happens(RECKONING.rang(before, self.at))
        after, closed = self.circle.due, before.session and self.circle.session is None
        if closed and after is not None and after <= self.at:
            return self.rings()  # what waited for the end of the talk is due now
        assert after is None or after > self.at, "an alarm is over once it rang"
        talking = before.session is not None
        for series in before.calendar:
            if talking or series.next is None:
                continue
            useful = [
                ring
                for ring in series.next.rings
                if ring.at <= self.at <= ring.until and not series.was_told(ring.lead)
            ]
            reminded = any(
                isinstance(effect, Remind) and effect.local == series.next.local
                for effect in effects
            )
            wanted = any(ring.lead > POLL for ring in useful)
            missed = series.next.at + LATE_MS < self.at
            assert reminded or missed or not wanted, "what is due is said"
        return None

    def someone(self) -> UserId:
        return self.chance.choice((FAYE, FAYE, *sorted(self.here)))

    def goes_on(self) -> None:
        acts = (
            self.plans, self.plans, self.answers, self.answers, self.answers, self.changes,
            self.changes, self.lists, self.polls, self.polls, self.looks, self.starts, self.acts,
            self.acts, self.comes_or_goes, self.replans,
            lambda: self.lives(self.chance.choice((MINUTE, HOUR, 10 * HOUR, 3 * DAY, 9 * DAY))),
            lambda: self.lives(self.chance.choice((MINUTE, 5 * MINUTE, HOUR))),
            lambda: self.sleeps(self.chance.choice((MINUTE, HOUR // 2, 2 * HOUR, 4 * DAY))),
        )  # fmt: skip
        rare = (self.forgets, self.loses)
        self.at += self.chance.randrange(5_000)
        self.chance.choice(rare if self.chance.random() < 0.05 else acts)()


FORMAT_MODE = random_series(1).mode


@given(st.integers(0, 1_000_000))
@settings(max_examples=25, deadline=None)
def test_g5_whatever_happens_a_meeting_opens_once_and_nothing_is_twice(seed: int) -> None:
    room = Room(random.Random(seed))
    for _ in range(STEPS):
        room.goes_on()
    assert all(count == 1 for count in room.said.values()), room.said


@pytest.mark.campaign
def test_g5_the_same_many_times() -> None:
    for seed in range(5_000):
        room = Room(random.Random(seed))
        for _ in range(STEPS):
            room.goes_on()


@given(st.integers(0, 1_000_000))
@settings(max_examples=20, deadline=None)
def test_g5_every_meeting_is_opened_or_told(seed: int) -> None:
    """Left to itself, with hours and days of downtime, no meeting goes by unseen, and none twice."""
    chance = random.Random(seed)
    room = Room(chance, sure=True)
    series = room.series()
    if series is None:
        return
    room.happens(PlanAsked(room.at, FAYE, True, series, ()))
    room.happens(Did(room.at, FAYE, False, Act.YES, PersonId(FAYE)))
    begin, told = room.at, 0
    for _ in range(80):
        if chance.random() < 0.3:
            room.at += chance.choice((HOUR, 3 * HOUR, DAY, 9 * DAY))
        due = room.circle.due
        if due is None:
            break
        room.at = max(room.at, due)
        effects = room.happens(RECKONING.rang(room.circle, room.at))
        told += sum(_missed(effect) for effect in effects)
        room.looks()
        if room.circle.session is not None:
            room.happens(Did(room.at, FAYE, True, Act.STOP, PersonId(FAYE)))
        assert room.circle.session is None
    opened = {name for _, name, _ in room.opened}
    over = {
        one.name
        for one in takewhile(lambda one: one.at + LATE_MS < room.at, meetings(series))
        if one.at >= begin
    }
    assert len(opened - over) <= 1, (
        "but for the one that is just now, nothing is opened before its time"
    )
    assert told == len(over - opened), "each was opened, or told"


def _missed(effect: Effect) -> int:
    if not isinstance(effect, Say):
        return 0
    for line in effect.lines:
        if line.key == "common.missed":
            return 1
        if line.key == "common.missed-several":
            return int(next(slot.value for name, slot in line.slots if name == "count"))  # type: ignore[union-attr]
    return 0
