"""A room watched from outside: a notebook of our own, held against what the law does."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from bot.core import harvest, overview
from bot.core.circle import Circle, Open, Round
from bot.core.effects import Accept, Button, Effect, Line, MakeGroup, Mark, NameOf, Say
from bot.core.events import (
    Act,
    AlarmRang,
    Chosen,
    Did,
    Event,
    Forgot,
    GroupMade,
    Interrupted,
    Joined,
    LanguageChosen,
    Left,
    Passed,
    Polled,
    RoomChanged,
    SeatTaken,
    Spoke,
    Started,
    Tapped,
    WordsChanged,
    WordsRemoved,
)  # fmt: skip
from bot.core.mapping import Named
from bot.core.news import Alone, Came, Leads, Lost, Speaks, Went
from bot.core.people import EventId, PersonId, RoomId, Standing, UserId, Voice
from bot.core.plan import (
    AskPlan,
    Choice,
    GroupsPlan,
    MapPlan,
    Mode,
    OpenPlan,
    Order,
    Plan,
    PollPlan,
    RoundPlan,
    Scale,
)  # fmt: skip
from bot.core.room import NewKey
from tests.core.conversation import (
    ABOUT,
    CHECK_OUT,
    FACILITATOR,
    HARVEST,
    LOOK_BACK,
    OPEN,
    PERMISSION,
    ROOM,
    SILENCE,
    VOICES,
    person,
    user,
)  # fmt: skip
from tests.core.wellformed import checked_step, takers

NAMES = (FACILITATOR, "anna", "bert", "cor", "dina", "eva")
"""In the room when it starts; the first one leads."""
LATE = ("gijs", "hanna")
"""Not in the room when it starts; they may come later, and are strangers until then."""

STAGES = (
    *(RoundPlan(f"round-{order}", order, 180) for order in Order),
    RoundPlan("professionals", Order.CIRCLE, 60, who=(Voice.PROFESSIONAL,)),
    RoundPlan("centre", Order.CIRCLE, 60, who=("centre",)),
    RoundPlan("others", Order.CIRCLE, 60, who=("others", Voice.CLIENT)),
    RoundPlan("network", Order.CIRCLE, 60, who=("network",)),
    RoundPlan("story", Order.VOLUNTEER, 60, speakers=1),
    RoundPlan("closing", Order.CIRCLE, 60, calls_most=4),
    OpenPlan("reflecting", 600, 60, who=("workers",)),
    AskPlan("may-we", 180, "permission", who=("network",), permits=("reflecting", "network")),
    AskPlan("agreeing", 300, all_agree=True),
    CHECK_OUT, PERMISSION, SILENCE, OPEN, HARVEST, VOICES, ABOUT, LOOK_BACK,
    GroupsPlan("groups", 600, 2, 3),
    RoundPlan("telling", Order.CIRCLE, 60, who=("spokespeople",)),
    MapPlan("people", 300, "people", most=4),
    MapPlan("other", 300, most=6),
    PollPlan("topics", 300, Choice(("housing", "work", "rest"))),
    PollPlan("card", 300, Choice(("housing", "work", "rest", "money"), most=3)),
    PollPlan("together", 300, Scale(0, 4)),
)  # fmt: skip

MOST_LINES = 7
"""How long an overview can get: pause, where, who speaks, spoke and waits, how many read, what next."""

WHOM = ("common.about-somebody", "common.about-nobody")
"""What can come of asking whom a talk is about."""

HARVEST_MARK = Mark(None, "harvest", handle=harvest.HANDLE)
"""What Kring's message of a harvest is known as."""

MOST_STEPS = 150
"""More than enough to lead the longest of these conversations to its end."""


class Watched:
    """One room. ``happens`` takes a step and holds it against the notebook."""

    def watch(self, plan: Plan, mode: Mode, *, far: int) -> None:
        """Begin: in the gathering (``far`` 0), the agreements (1) or the first stage (2)."""
        self.plan, self.mode = plan, mode
        self.circle = Circle(ROOM, "nl")
        self.at = 1_000_000_000_000
        self.marks: list[Mark] = []
        self.seats: list[PersonId] = []
        self.stage: tuple[str, str] | None = None
        self.offered: set[PersonId] = set()
        self.done: set[PersonId] = set()
        self.cut_off: set[PersonId] = set()
        self.prompts: dict[tuple[str, str], int] = {}
        self.spoke_while_up: dict[PersonId, set[PersonId]] = {}
        self.overview: tuple[Line, ...] | None = None
        self.reminders = self.steps = 0
        self.earlier: Earlier | None = None
        self.told: set[NewKey] = set()
        self.starts()
        for name in NAMES[1:] if far else ():
            self.does(user(name), Act.JOIN)
        if far:
            self.leads(Act.NEXT)
        for name in NAMES[1:] if far == 2 else ():
            self.does(user(name), Act.AGREE)

    def starts(self) -> None:
        """Faye calls a gathering."""
        present = tuple(user(name) for name in NAMES)
        session = f"session-{self.steps}"
        self.happens(
            Started(self.at, present[0], True, session, self.plan, self.mode, None, present,
                    (), (), self.steps)
        )  # fmt: skip

    def does(self, by: UserId, act: Act) -> None:
        """Somebody gives a command."""
        self.happens(Did(self.at, by, False, act, PersonId(by)))

    def leads(self, act: Act) -> None:
        """Faye gives a command."""
        self.happens(Did(self.at, user(FACILITATOR), True, act, person(FACILITATOR)))

    def answers(self, by: UserId, numbers: tuple[int, ...], how: int) -> None:
        """Somebody answers a poll: in it, by typing, for a seat, or to Kring alone."""
        said = self.new_event()
        polls = [mark for mark in self.marks if mark.poll]
        seats = [person for person in self.circle.people if person.is_seat]
        if how == 1 or (how == 2 and seats):
            seat = seats[-1] if how == 2 else None
            brought = seat.user if seat is not None and len(numbers) < 3 else by
            chosen = Chosen(numbers, seat.id if seat else PersonId(by))
            self.happens(Spoke(self.at, brought, False, True, None, said, chosen=chosen))
        elif polls:
            self.happens(Polled(self.at, by, polls[-1], numbers, None if how == 3 else said))

    def speaker_does(self, act: Act) -> None:
        """Whoever has the floor, or brought the seat that has it, gives a command."""
        turn = _turn(self.circle)
        speaker = self.circle.person(turn) if turn else None
        if speaker is not None:
            self.happens(Did(self.at, speaker.user, False, act, speaker.id))

    def resumes(self) -> None:
        """The room is mended and Faye goes on."""
        if self.circle.session is not None and (self.circle.session.faults or self.circle.new_keys):
            self.happens(RoomChanged(self.at, ()))
        self.leads(Act.RESUME)

    def rings(self, *, early: int = 0, patient: bool = True) -> None:
        """An alarm; a ``patient`` one does not close a paused conversation for being idle."""
        session, due = self.circle.session, self.circle.due
        if due is not None and not (patient and session is not None and session.pause is not None):
            self.at = max(self.at, due - early)
        self.happens(AlarmRang(self.at))

    def the_overview_is_removed(self) -> None:
        """A moderator takes away Kring's overview."""
        session = self.circle.session
        mark = Mark(session.id if session else None, "help", handle=overview.HANDLE)
        self.happens(WordsRemoved(self.at, self.new_event(), user(FACILITATOR), mark))

    def new_event(self) -> EventId:
        """A message nobody sent before."""
        return EventId(f"$said-{self.steps}")

    def an_event(self, back: int) -> EventId:
        """A message somebody may have sent a while ago."""
        return EventId(f"$said-{self.steps - back}")

    def words_change(self, by: UserId, said: EventId) -> WordsChanged:
        """Somebody changes a message and names people in it, here or not."""
        named = tuple(user(name) for name in ("anna", *LATE)[: self.steps % 4])
        present = self.circle.session.present if self.circle.session else ()
        return WordsChanged(self.at, by, said, named, present, self.at)

    def happens(self, event: Event) -> None:
        """Let something happen, and hold it against the notebook."""
        before = self.circle
        self.steps += 1
        self.circle, effects = checked_step(before, event)
        said = [effect for effect in effects if isinstance(effect, Say)]
        self._overview_is_true(before, event, said)
        says = [say for say in said if not (say.edits and say.handle == overview.HANDLE)]
        if isinstance(event, Forgot):
            self._forgets(before, event.user)
        self.marks = [*self.marks, *(say.mark for say in says)][-40:]
        if self._stepped_back(event, says):
            return
        self._note_how_it_was(before, event)
        _nothing_from_outsiders(before, event, says)
        self._everyone_before_anyone_twice(before, event, says)
        self._hands_are_served(before, event, says)
        self._least_of_speakers(event, says)
        _told_of_comings_and_goings(before, event, says)
        _nobody_for_another(before, event, self.circle, says)
        self._told_before_trusted(before, event, effects)
        for asked in effects:
            if isinstance(asked, MakeGroup):  # now and then the homeserver refuses, or is slow
                room = RoomId(f"!{asked.stage}-{asked.number}") if self.steps % 5 else None
                made = GroupMade(self.at, asked.session, asked.stage, asked.number, room)
                if self.steps % 7:
                    self.happens(made)

    def a_group_tells(self, who: UserId, how: int) -> None:
        """News from the room of a small group."""
        session = self.circle.session
        rooms = [one.room for one in session.groups if one.room] if session else []
        origin = rooms[how % len(rooms)] if rooms else RoomId("!nowhere")
        news = (Came(who), Went(who), Went(who, missed=True), Lost(), Speaks(who), Speaks(None),
                Alone(who), Leads(who, False, "next"), Leads(who, True, "next"))  # fmt: skip
        self.happens(Passed(self.at, origin, news[how % len(news)]))

    def names(self, who: UserId, how: int) -> None:
        """Somebody types something that may be meant for a map."""
        items = self.circle.session.map if self.circle.session else ()
        item = items[how % len(items)].number if items and how % 3 else None
        one = Named(0, 1 + how % 5, how % 4 or None, None, item, how % 4 == 1, how % 2 == 0)
        told = (one, Named(6, 9, 2)) if how % 5 == 2 else (one,)
        self.happens(Spoke(self.at, who, False, False, None, self.new_event(), named=told))

    def is_here(self, who: UserId) -> bool:
        """Whether somebody is in the room, as far as is known."""
        return self.circle.session is None or who in self.circle.session.present

    def _told_before_trusted(
        self, before: Circle, event: Event, effects: tuple[Effect, ...]
    ) -> None:
        """R7, R8: a new key is accepted only after all were told of it, and a session goes on last."""
        new = event.new_keys if isinstance(event, RoomChanged) else self.circle.new_keys
        keys = {key.user: key for key in (*before.new_keys, *new)}
        for effect in effects:
            if isinstance(effect, Say):
                for line in effect.lines:
                    if line.key.startswith("common.new-key"):
                        named = {slot.person for _, slot in line.slots if isinstance(slot, NameOf)}
                        self.told |= {key for key in keys.values() if PersonId(key.user) in named}
            if isinstance(effect, Accept):
                assert effect.key in self.told, "nobody is trusted before it was told"
        session = self.circle.session
        if session is not None and session.pause is None:
            assert not session.faults, "nothing goes on in an unsafe room"
            assert not self.circle.new_keys, "nothing goes on while a key is new"

    def _forgets(self, before: Circle, user: UserId) -> None:
        """Whoever is forgotten is new from then on, and their seats are gone."""
        ids = {PersonId(user), *(one.id for one in before.people if one.user == user)}
        for kept in (self.offered, self.done, self.cut_off, *self.spoke_while_up.values()):
            kept.difference_update(ids)

    def _note_how_it_was(self, before: Circle, event: Event) -> None:
        """Keep the page of the notebook from before the last move, and who made it."""
        if _place(before) != _place(self.circle):
            pages = (self.offered, self.done, self.cut_off, self.prompts, self.spoke_while_up)
            self.earlier = Earlier(
                before, getattr(event, "user", None), self.stage, self.reminders, deepcopy(pages)
            )
        elif isinstance(event, Spoke) and self.earlier is not None:
            speaker = _speaker(self.circle)
            self.earlier.heard |= speaker == event.user != self.earlier.by

    def _stepped_back(self, event: Event, says: list[Say]) -> bool:
        """What somebody did last is taken back: by them, before the next one spoke, one step only."""
        back = {"common.turn-back", "common.back-to-gathering", "common.back-to-agreements",
                "common.back-to-stage"}  # fmt: skip
        if not any(line.key in back for say in says for line in say.lines):
            return False
        earlier = self.earlier
        assert earlier is not None
        by = event.by if isinstance(event, WordsRemoved) else getattr(event, "user", earlier.by)
        assert by == earlier.by, "one's own act only"
        assert not earlier.heard, "not once the next one spoke"
        assert _place(self.circle) == _place(earlier.circle), "everything is as it was"
        self.stage, self.reminders = earlier.stage, earlier.reminders
        self.offered, self.done, self.cut_off, self.prompts, self.spoke_while_up = earlier.pages
        self.earlier = None
        return True

    def _everyone_before_anyone_twice(self, before: Circle, event: Event, says: list[Say]) -> None:
        """G3; and G4: who was cut off goes on where they were."""
        turn = _turn(before)
        if _is_hand(event):
            self.done.discard(PersonId(event.user))  # type: ignore[union-attr]  # who raises a hand
        if turn is not None and _turn(self.circle) != turn:
            if isinstance(event, Left):
                self.cut_off.add(turn)
            elif isinstance(event, Did) and event.act in (Act.DONE, Act.YES, Act.TICK):
                self.done.add(turn)
        for say in says:
            if say.session is None or say.stage is None:
                continue
            if (say.session, say.stage) != self.stage:
                self.stage = (say.session, say.stage)
                self.offered, self.done, self.cut_off, self.reminders = set(), set(), set(), 0
            if say.moment != "turn" or say.person is None or self.circle.session is None:
                continue
            plan = self.circle.session.stage_plan
            if isinstance(plan, OpenPlan):
                continue
            assert say.person not in self.done, "who had the floor and was done has it no more"
            stage = self.circle.session.stage
            called = isinstance(stage, Round) and not stage.free
            if say.person in self.offered and called and say.person not in self.cut_off:
                assert {other.id for other in takers(self.circle)} <= self.offered, "G3"
            self.offered.add(say.person)

    def _hands_are_served(self, before: Circle, event: Event, says: list[Say]) -> None:
        """G3: while a hand is up every other person speaks at most once; and a hand stays up."""
        up = _hands(self.circle)
        if up is None:
            self.spoke_while_up = {}
            return
        able = {other.id for other in takers(self.circle)}
        turn = _turn(self.circle)
        for id in _hands(before) or ():
            lowered = isinstance(event, Did | Spoke | Tapped | SeatTaken | Forgot)
            assert id in up or id == turn or lowered, "a hand stays up through everything"
        refused = [say.moment for say in says] == ["fault"]  # the hand of another's seat
        if (
            isinstance(event, Did)
            and event.act is Act.HAND
            and event.person in able
            and not refused
        ):
            assert event.person in up or event.person == turn, "a hand that goes up is seen"
        self.spoke_while_up = {id: self.spoke_while_up.get(id, set()) for id in up}
        for say in says:
            if say.moment != "turn" or say.person is None:
                continue
            for id in up & able:
                spoke = self.spoke_while_up[id]
                assert say.person not in spoke, "G3: nobody twice while a hand waits"
                spoke.add(say.person)

    def _overview_is_true(self, before: Circle, event: Event, says: list[Say]) -> None:
        """One message, edited when it reads differently and only then; it names nobody it may not."""
        session = self.circle.session
        told = [say for say in says if say.handle == overview.HANDLE]
        # A word at the check-out may be an act as well: two changes, of which the newest is sent.
        assert len(told) <= 1 + isinstance(event, Spoke), "one edit for one change"
        for say in told:
            assert (say.person, say.mention, say.buttons) == (None, (), ())
            anew = self.overview is None
            assert say.edits != anew, "one message, kept up to date"
            assert self.overview != say.lines or isinstance(event, Interrupted | LanguageChosen)
            self.overview = say.lines
        if session is None or not session.overview:
            self.overview = None
            return
        assert self.overview == overview.text(self.circle), "it is true"
        assert len(self.overview) <= MOST_LINES
        here = {*session.present, *session.leaving}
        names = [
            slot for line in self.overview for _, slot in line.slots if isinstance(slot, NameOf)
        ]
        if not isinstance(session.stage, Open):
            assert len(set(names)) == len(names), "everyone is in one place"
        for name in names:
            shown = self.circle.person(name.person)
            assert shown is not None
            assert shown.user in here, "who left is not named (R6)"
            assert shown.standing is not Standing.READER, "readers are counted"
        plan = session.stage_plan
        if session.stage is not None and isinstance(plan, RoundPlan) and plan.who:
            assert [name.person for name in names] in ([], [_turn(self.circle)]), "no voices (R9)"

    def _least_of_speakers(self, event: Event, says: list[Say]) -> None:
        """R12: no moment twice at once; a prompt and a reminder once in a stage."""
        moments = [say.moment for say in says]
        assert len(moments) == len(set(moments)) or moments.count("ask") == 2
        self.reminders += moments.count("reminder-all")
        assert self.reminders <= 1
        for say in says if not isinstance(event, Interrupted) else ():
            for_newcomer = say.moment == "poll" and say.mention
            if say.session is not None and say.stage is not None and not for_newcomer:
                key = (say.session, say.stage)
                said = [line.key for line in say.lines].count(f"campfire.{say.stage}")
                self.prompts[key] = self.prompts.get(key, 0) + said
                assert self.prompts[key] <= 1
            self._told_what_came_of_asking(say)

    def _told_what_came_of_asking(self, say: Say) -> None:
        """R3: after all were asked whom it is about, once, and as it is; nobody is named."""
        told = [line for line in say.lines if line.key in WHOM]
        if not told:
            return
        key = (str(say.session), "whom")
        self.prompts[key] = self.prompts.get(key, 0) + len(told)
        assert self.prompts[key] <= 1
        here = self.circle.session.present if self.circle.session else ()
        centre = [one for one in self.circle.people if one.centre and one.user in here]
        is_somebody = any(one.standing is Standing.AGREED for one in centre)
        assert told == [Line(WHOM[0] if is_somebody else WHOM[1])]


@dataclass
class Earlier:
    """The notebook from before the last move: the room, who moved it, and the pages.

    ``heard`` once whoever was given the floor by it has spoken.
    """

    circle: Circle
    by: UserId | None
    stage: tuple[str, str] | None
    reminders: int
    pages: Any
    heard: bool = False


def _place(circle: Circle) -> object:
    """Where a conversation is: all but times, numbers of turns, and what was said of it."""
    session = circle.session
    if session is None:
        return None
    stage = session.stage
    if isinstance(stage, Round | Open):
        stage = replace(stage, turn=None, reminded=False, queued=False)
    if stage is not None:
        stage = replace(stage, until=None)
    here = (session.facilitators, session.newcomers, session.pressed, session.harvest)
    return circle.people, session.phase, session.position, stage, _turn(circle), here


def _speaker(circle: Circle) -> UserId | None:
    turn = _turn(circle)
    speaker = circle.person(turn) if turn else None
    return speaker.user if speaker else None


def _is_hand(event: Event) -> bool:
    match event:
        case Did(act=Act.HAND) | Spoke(plain=Act.HAND) | Tapped(button=Button.HAND):
            return True
    return False


def _nothing_from_outsiders(before: Circle, event: Event, says: list[Say]) -> None:
    """Who is not in the circle moves no turn, and gets a kind answer (G7)."""
    session = before.session
    if session is None or not isinstance(event, Did):
        return
    if event.act not in (Act.DONE, Act.PASS, Act.LATER, Act.HAND, Act.HAND_DOWN):
        return
    inside = {other.id for other in before.people if other.standing is Standing.AGREED}
    inside |= {other.user for other in before.people if other.id in inside}  # type: ignore[misc]  # both are ids
    if event.person not in inside and not isinstance(session.stage_plan, AskPlan):
        assert [say.moment for say in says] == ["fault"]


def _told_of_comings_and_goings(before: Circle, event: Event, says: list[Say]) -> None:
    """All are told of who comes (R5); of who leaves in one line that does not name them (R6)."""
    session = before.session
    if session is None:
        return
    if isinstance(event, Joined):
        came = event.user not in session.present
        assert [say.mention for say in says] == ([(event.user,)] if came else [])
    if isinstance(event, Left) and event.user in session.present:
        turn = _turn(before)
        speaker = before.person(turn) if turn else None
        waits = speaker is not None and speaker.user != event.user and session.pause is None
        assert not (waits and says), "leaving takes effect when the turn ends"
    gone = (*session.leaving, *([event.user] if isinstance(event, Left) else []))
    for say in says:
        if say.moment == "left":
            assert len(say.lines) == 1
            assert not any(one in str(slot) for one in gone for _, slot in say.lines[0].slots)
        if say.moment == "help" and isinstance(event, SeatTaken):
            assert say.person is None


def _nobody_for_another(before: Circle, event: Event, after: Circle, says: list[Say]) -> None:
    """Consent is one's own: for a seat its bringer's, anew after leaving, never by an old tap."""
    if isinstance(event, Joined) and before.session and event.user not in before.session.present:
        came = [person for person in after.people if person.user == event.user]
        assert all(person.standing is not Standing.AGREED for person in came)
    if isinstance(event, Did) and event.person != PersonId(event.user):
        seat = before.person(event.person)
        if seat is None or not seat.is_seat or seat.user != event.user:
            own = {person.id: person.standing for person in before.people}
            assert own == {person.id: person.standing for person in after.people}
            leading = before.session.facilitators if before.session else ()
            assert event.leads or event.user in leading or says[0].moment == "fault"
    if isinstance(event, Tapped) and event.mark.turn is not None and before.session is not None:
        old = event.mark.turn != before.session.turns
        if old and event.button not in (Button.HAND, Button.PAUSE):
            assert (after, says) == (before, []), "a tap under an old turn means nothing"


def _hands(circle: Circle) -> set[PersonId] | None:
    stage = circle.session.stage if circle.session else None
    return {hand.person for hand in stage.hands} if isinstance(stage, Open) else None


def _turn(circle: Circle) -> PersonId | None:
    turn = circle.session.turn if circle.session else None
    return turn.person if turn else None


_ONLY_STOP = ("fault-too-few", "fault-too-few-agreed", "fault-circle-empty", "fault-awaits")
"""Where nobody, or somebody who is needed, is not there: closing is the way on."""


def finish_by_leading(circle: Circle, at: int) -> None:
    """From anywhere, the facilitator's next (and resume) comes to the end of the conversation."""
    leader = user(FACILITATOR)
    if circle.session is not None and (circle.session.faults or circle.new_keys):
        circle, _ = checked_step(circle, RoomChanged(at, ()))
    for _ in range(MOST_STEPS):
        if circle.session is None:
            return
        act = Act.RESUME if circle.session.pause is not None else Act.NEXT
        circle, effects = checked_step(circle, Did(at, leader, True, act, PersonId(leader)))
        if any(_says(effect, *_ONLY_STOP) for effect in effects):
            circle, _ = checked_step(circle, Did(at, leader, True, Act.STOP, PersonId(leader)))
    raise AssertionError("the conversation cannot be led to its end")


def finish_by_waiting(circle: Circle) -> None:
    """From anywhere, time alone comes to the end of the conversation."""
    for _ in range(MOST_STEPS):
        if circle.due is None:
            return
        circle, _ = checked_step(circle, AlarmRang(circle.due))
    raise AssertionError("the conversation never ends by itself")


def _says(effect: Effect, *names: str) -> bool:
    keys = {f"common.{name}" for name in names}
    return isinstance(effect, Say) and any(line.key in keys for line in effect.lines)
