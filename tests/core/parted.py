"""A circle that goes apart: its room and those of its groups, which hear each other's news.

    talk = Parted.begun(names=SIX)
    talk.in_group("anna").says("anna", "ik")

People come into their group's room when they are invited, unless they are told to ``wait``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.commands.plain import asks, brief, plain
from bot.core import grouproom
from bot.core.apart import Group, GroupRoom, Groups
from bot.core.circle import Circle
from bot.core.effects import Button, Effect, Invite, Leave, MakeGroup, Pass, Say
from bot.core.events import (
    Act,
    AlarmRang,
    Did,
    Event,
    GroupMade,
    Joined,
    Left,
    Passed,
    Spoke,
    Tapped,
)
from bot.core.people import EventId, RoomId, UserId
from bot.core.plan import GroupsPlan, Order, Plan, RoundPlan, StagePlan
from bot.words import keys
from tests.core.conversation import ROOM, Conversation, Heard, first_name, person, plan, user
from tests.core.wellformed import checked_step

GROUPS = GroupsPlan("groups", 600)
BACK = RoundPlan("back", Order.CIRCLE, 180, ("spokespeople",))
LAST = RoundPlan("last", Order.CIRCLE, 60)
SIX = ("anna", "bert", "cor", "dina", "eva", "gijs")


@dataclass
class Parted(Conversation):
    """The circle's room, and those that are made for its groups."""

    rooms: dict[RoomId, Circle] = field(default_factory=dict)
    said: list[tuple[RoomId, Say]] = field(default_factory=list)
    left: set[RoomId] = field(default_factory=set)
    invited: list[tuple[RoomId, UserId]] = field(default_factory=list)
    waits: set[str] = field(default_factory=set)
    refuses: bool = False
    lazy: bool = False

    @classmethod
    def apart(
        cls, *stages: StagePlan, names: Sequence[str] = SIX, waits: Sequence[str] = (),
        refuses: bool = False, lazy: bool = False, format: Plan | None = None,
    ) -> Parted:  # fmt: skip
        """A conversation whose first stage is one of groups, all agreed."""
        whole = format or plan(*(stages or (GROUPS, BACK, LAST)))
        talk = cls(whole, names, waits=set(waits), refuses=refuses, lazy=lazy)
        talk.starts()
        for name in names:
            talk.does(name, Act.JOIN)
        talk.leads(Act.NEXT)
        for name in names:
            talk.does(name, Act.AGREE)
        return talk

    def happens(self, event: Event) -> Heard:
        """Let something happen in the circle's room, and what follows from it in the others."""
        return self.happens_in(ROOM, event)

    def happens_in(self, room: RoomId, event: Event) -> Heard:
        """Let something happen in a room; what was said anywhere because of it is heard."""
        if room == ROOM:
            self.circle, effects = checked_step(self.circle, event)
        elif room in self.rooms:
            self.rooms[room], effects = checked_group_step(self.rooms[room], event)
        else:
            return Heard(())
        heard = list(effects)
        for effect in effects:
            heard += self._carried_out(room, effect)
        if room == ROOM:
            self.heard += [effect for effect in effects if isinstance(effect, Say)]
        return Heard(tuple(heard))

    def _carried_out(self, room: RoomId, effect: Effect) -> tuple[Effect, ...]:
        match effect:
            case Say():
                self.said.append((room, effect))
            case Pass(to, news):
                return self.happens_in(to, Passed(self.at, room, news)).effects
            case MakeGroup() if not self.lazy:
                return self.makes(effect).effects
            case Invite(user):
                self.invited.append((room, user))
                if first_name(user) not in self.waits:
                    return self.happens_in(room, Joined(self.at, user)).effects
            case Leave():
                self.left.add(room)
                self.rooms.pop(room, None)
        return ()

    def makes(self, asked: MakeGroup) -> Heard:
        """The homeserver makes a room, or refuses."""
        made = None if self.refuses else RoomId(f"!group-{asked.number}-{asked.stage}")
        if made is not None:
            new = Circle(made, self.circle.language)
            self.rooms[made] = grouproom.made(new, ROOM, asked, f"txn-{asked.number}", self.at)
        told = GroupMade(self.at, asked.session, asked.stage, asked.number, made)
        return self.happens(told)

    # In a group.

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups, as the circle's room knows them."""
        return self.session.groups

    @property
    def part(self) -> str:
        """How far the groups are."""
        assert isinstance(self.session.stage, Groups)
        return self.session.stage.part

    def room_of(self, name: str) -> RoomId:
        """The room of somebody's group."""
        [room] = [one.room for one in self.groups if person(name) in one.people]
        assert room is not None
        return room

    def group_of(self, name: str) -> GroupRoom:
        """What is known in the room of somebody's group."""
        group = self.rooms[self.room_of(name)].group
        assert group is not None
        return group

    def types(self, name: str, words: str, room: RoomId | None = None) -> Heard:
        """Somebody types something in their group's room, or in another room."""
        spoke = Spoke(
            self.at, user(name), False, brief(words), plain(words), EventId("$said"), asks(words)
        )
        return self.happens_in(room or self.room_of(name), spoke)

    def commands(self, name: str, act: Act, *, leads: bool = False) -> Heard:
        """Somebody gives a command in their group's room."""
        did = Did(self.at, user(name), leads, act, person(name))
        return self.happens_in(self.room_of(name), did)

    def falls_out(self, name: str) -> Heard:
        """Somebody leaves their group's room, is taken out of it, or declines."""
        return self.happens_in(self.room_of(name), Left(self.at, user(name)))

    def comes_in(self, name: str) -> Heard:
        """Somebody accepts their invitation after all."""
        self.waits.discard(name)
        return self.happens_in(self.room_of(name), Joined(self.at, user(name)))

    def passes(self, milliseconds: int) -> list[Say]:
        """Time goes by, and every room is woken when it asked to be; what was said meanwhile."""
        until, before = self.at + milliseconds, len(self.said)
        while True:
            circles = {ROOM: self.circle, **self.rooms}
            due = {room: one.due for room, one in circles.items() if one.due is not None}
            if not due or min(due.values()) > until:
                break
            room = min(due, key=due.__getitem__)
            self.at = max(self.at, due[room])
            self.happens_in(room, AlarmRang(self.at))
        self.at = until
        return [say for _, say in self.said[before:]]

    def told_in(self, room: RoomId) -> list[str]:
        """The texts of all that was said in a room, by key."""
        return [
            line.key.removeprefix("common.")
            for where, say in self.said
            if where == room
            for line in say.lines
        ]


def checked_group_step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
    """Take a step in a group's room, and hold it against everything that always holds."""
    group = circle.group
    assert group is not None
    after, effects = grouproom.step(circle, event)
    assert grouproom.step(circle, event) == (after, effects), "a step is deterministic"
    says = [effect for effect in effects if isinstance(effect, Say)]
    for say in says:
        assert (say.session, say.format, say.stage, say.kind) == (
            group.session, group.format, group.stage, "groups"
        )  # fmt: skip
        assert say.lines
        for line in say.lines:
            space, _, name = line.key.partition(".")
            if space == "common":
                assert {slot for slot, _ in line.slots} == keys.COMMON[name].slots, line.key
            else:
                assert line.key == f"{group.format}.{group.stage}"
        assert say.until is None or say.until > event.at
        assert len(set(say.mention)) == len(say.mention)
    if any(say.moment == "fault" for say in says):
        assert effects == (says[0],), "a fault comes alone"
        assert after == circle, "a fault changes nothing"
    assert len(says) <= 2, "R12"
    left = any(isinstance(effect, Leave) for effect in effects)
    assert (after.group is None) == left
    if isinstance(event, AlarmRang) and event.at >= group.due and after.group is not None:
        assert after.group.due > event.at, "an alarm is over once it rang"
    return after, effects


def taps_hand(talk: Parted, name: str, say: Say) -> Heard:
    """Somebody taps the hand under what was said in their group's room."""
    tap = Tapped(talk.at, user(name), False, Button.HAND, say.mark, EventId("$tap"))
    return talk.happens_in(talk.room_of(name), tap)
