"""One room and its session or none: the whole state of the core, one bounded value.

Its size depends on how many people are in the room, never on how much was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.core.apart import Group, GroupRoom, Groups
from bot.core.effects import NameOf, Slot
from bot.core.events import Language
from bot.core.mapping import Item, Map
from bot.core.own import Own
from bot.core.people import EventId, Person, PersonId, RoomId, UserId
from bot.core.plan import HoldPlan, Mode, Needed, Plan, StagePlan, Topic
from bot.core.room import Fault, NewKey
from bot.core.series import LATE_MS, Planned, Proposal, Series, WallTime


class Phase(StrEnum):
    """Where a session is in its life. The stages end with the check-out and the after-talk."""

    GATHERING = "gathering"
    AGREEMENTS = "agreements"
    STAGES = "stages"


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause: who asked for it (None: Kring itself) and whether to stop.

    ``anyone`` may go on when it is not known any more who asked. ``tap`` is the reaction that asked
    for it (None: no tap did). It ``awaits`` when Kring paused because somebody was gone who is
    needed (``while_present``).
    """

    by: UserId | None
    since: int
    stop_asked: bool = False
    anyone: bool = False
    tap: EventId | None = None
    awaits: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody has the floor. ``until`` is when they are asked whether they are done (None: asked)."""

    person: PersonId
    number: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """Somebody's line for the harvest: the message it stands in, by whom, and who acts for them."""

    name: NameOf
    user: UserId
    event: EventId


@dataclass(frozen=True, slots=True)
class Hand:
    """A raised hand. ``after`` is the number of the last turn that had begun by then; ``tap`` is the
    reaction that raised it (None: no tap did).
    """

    person: PersonId
    after: int
    tap: EventId | None = None


@dataclass(frozen=True, slots=True)
class Had:
    """How often somebody spoke in an open stage, and the number of their last turn there."""

    person: PersonId
    turns: int
    last: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Kring waits until ``until``."""

    until: int | None
    kind: Literal["hold"] = "hold"


@dataclass(frozen=True, slots=True)
class Ask:
    """Everyone is asked; ``answered`` has answered or passed, some of them by a tap.

    Of those, ``consented`` and ``declined`` gave or refused a permission. ``short`` once it was told
    that the conversation needs more of those who are asked for; then time ends it no more.
    """

    until: int | None
    answered: tuple[PersonId, ...] = ()
    taps: tuple[tuple[PersonId, EventId], ...] = ()
    consented: tuple[PersonId, ...] = ()
    declined: tuple[PersonId, ...] = ()
    short: bool = False
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Round:
    """The floor goes round: who still waits, who passed once, who is through.

    ``offered`` had the floor at least once, ``again`` passed and are offered it once more, and the
    facilitator moved the turn of ``postponed`` on once. ``lines`` are those of a harvest so far.
    ``queued`` once was told that a hand is seen. It is ``free`` where nobody is called, and ``told``
    is how many have told then; while nobody has the floor, ``until`` is how long it waits for somebody
    (None: it does not), and ``asked`` once all were asked whether anybody has something left to say.
    """

    waiting: tuple[PersonId, ...]
    turn: Turn | None = None
    passed: tuple[PersonId, ...] = ()
    through: tuple[PersonId, ...] = ()
    offered: tuple[PersonId, ...] = ()
    again: tuple[PersonId, ...] = ()
    postponed: tuple[PersonId, ...] = ()
    lines: tuple[Contribution, ...] = ()
    reminded: bool = False
    queued: bool = False
    prompted: bool = False
    free: bool = False
    told: int = 0
    until: int | None = None
    asked: bool = False
    kind: Literal["round"] = "round"


@dataclass(frozen=True, slots=True)
class Open:
    """Raised hands, in the order in which they went up, and who had the floor how often.

    ``until`` is when its time is over (None: it is); ``asked`` once all were asked whether anybody
    has something left to say, and then ``until`` is how long that question stands. ``queued`` once
    was told that a hand is seen.
    """

    until: int | None
    turn: Turn | None = None
    hands: tuple[Hand, ...] = ()
    had: tuple[Had, ...] = ()
    asked: bool = False
    queued: bool = False
    reminded: bool = False
    kind: Literal["open"] = "open"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to a poll, by number; no number: they passed.

    ``event`` is where it stands in the room, None where that is not known or it was told to Kring
    alone (``privately``).
    """

    person: PersonId
    numbers: tuple[int, ...]
    event: EventId | None = None
    privately: bool = False


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that can be answered: the last answer of each, whether it counts or not.

    ``options`` are what a choice is between, in the order of their numbers from 1, as they were when
    it began; a scale has none. ``asked`` could read the question. ``closing`` is when it ends because
    all have answered, where some may still want to add to their answer (None: not all have).
    """

    until: int | None
    options: tuple[Slot, ...] = ()
    asked: tuple[UserId, ...] = ()
    answers: tuple[Answer, ...] = ()
    closing: int | None = None
    kind: Literal["poll"] = "poll"


StageState = Hold | Ask | Round | Open | Poll | Groups | Map


@dataclass(frozen=True, slots=True)
class Total:
    """How a scale was answered when its outcome was last shown: how many, and what they add up to.

    ``item`` is ``<plan id>.<stage id>``. Of fewer than five answers nothing is kept.
    """

    item: str
    lowest: int
    highest: int
    answers: int
    sum: int


@dataclass(frozen=True, slots=True)
class Lately:
    """What came last in a room, the newest last: formats and themes by id, and of each prompt that
    can be said in more ways than one, which way. Nothing in it is about anybody.
    """

    formats: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    prompts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """How it was before somebody's last act, as long as that can be taken back (``undoing``).

    ``by`` did it at ``at`` (ms), in the message or by the tap ``event``; ``speaker`` had the floor
    and ended their turn with it (None: it was another act). The rest is as in ``Session``.
    """

    by: UserId
    at: int
    event: EventId | None
    speaker: PersonId | None
    people: tuple[Person, ...]
    phase: Phase
    position: int
    stage: StageState | None
    pressed: bool
    facilitators: tuple[UserId, ...]
    sought: int | None
    harvest: tuple[Contribution, ...] | None
    newcomers: tuple[UserId, ...]
    newcomers_until: int | None


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation in a room, from gathering to closed.

    ``present`` is everyone joined to the room but Kring. ``newcomers`` joined meanwhile and have
    neither agreed nor chosen to read; the next turn waits for them until ``newcomers_until``.
    ``leaving`` left while somebody spoke, which takes effect when that turn ends; ``gone`` are those
    whose leaving was told. ``pressed`` is true once the facilitator asked how many did not agree.
    ``harvest`` are the lines as they were last repeated (None: not yet). ``sought`` is when all were
    asked who takes the facilitator's task (None: somebody has it), and ``crossed`` is true once
    somebody else asked something since Kring did, so that a bare yes may be meant for them.
    ``overview`` is true while an overview stands in the room, to be kept true. ``undo`` is how it was
    before the last act, if that can be taken back.
    ``left_out`` are stages that nobody gave permission for.
    ``had`` is what of the plan's ``while_present`` somebody was there for; ``named_absent`` are
    fingerprints of those who are not here and whose naming was answered. ``whom_asked`` is true from
    when all were asked whom the talk is about until what came of it was told.
    ``meeting`` is the planned meeting of which this is the gathering, until it is over; ``convened``
    is true in all of a talk that was called for a planned meeting.
    ``groups`` are the small groups, from when their rooms are asked for until these are left.
    ``map`` is what stands on the maps of those at the centre, in the order in which it came there.
    ``topic`` is its theme, where that is one of the library (named in ``theme``, or by number), and
    ``offered`` are those that people choose between in it; it is ``settled`` where they chose before.
    ``faults`` are those of the room now; ``faults_told`` and ``keys_told`` were told since the session
    last went on.
    """

    id: str
    plan: Plan
    mode: Mode
    phase: Phase
    facilitators: tuple[UserId, ...]
    present: tuple[UserId, ...]
    started: int
    idle_since: int
    seed: int
    theme: EventId | None = None
    faults: tuple[Fault, ...] = ()
    faults_told: tuple[Fault, ...] = ()
    keys_told: tuple[NewKey, ...] = ()
    position: int = 0
    stage: StageState | None = None
    turns: int = 0
    harvest: tuple[Contribution, ...] | None = None
    pause: Pause | None = None
    newcomers: tuple[UserId, ...] = ()
    newcomers_until: int | None = None
    leaving: tuple[UserId, ...] = ()
    gone: tuple[UserId, ...] = ()
    resend_asked: tuple[UserId, ...] = ()
    pressed: bool = False
    sought: int | None = None
    crossed: bool = False
    overview: bool = False
    undo: Undo | None = None
    had: tuple[Needed, ...] = ()
    left_out: tuple[str, ...] = ()
    named_absent: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    map: tuple[Item, ...] = ()
    whom_asked: bool = False
    meeting: Planned | None = None
    convened: bool = False
    topic: Topic | None = None
    offered: tuple[Topic, ...] = ()
    settled: bool = False

    def ms(self, seconds: int) -> int:
        """``seconds`` in ms; in a slow session everything waits a day."""
        return DAY_MS if self.mode is Mode.SLOW else seconds * 1000

    @property
    def seeking_facilitator(self) -> bool:
        """Whether all are asked who takes the facilitator's task."""
        return self.sought is not None

    @property
    def opens(self) -> int | None:
        """When the gathering of a planned meeting is to end, or to be given up, in ms."""
        planned = self.meeting
        if planned is None or self.phase is not Phase.GATHERING:
            return None
        return planned.at + LATE_MS if planned.wanting else planned.at

    def skips(self, plan: StagePlan) -> bool:
        """Whether a stage is left out: who writes over days rests when they like; or for want of
        permission.
        """
        rests = self.mode is Mode.SLOW and isinstance(plan, HoldPlan) and plan.is_rest
        return rests or plan.id in self.left_out

    @property
    def stage_plan(self) -> StagePlan:
        """The plan of the stage the session is in, or will be in first."""
        return self.plan.stages[self.position]

    @property
    def turn(self) -> Turn | None:
        """Whose turn it is."""
        return self.stage.turn if isinstance(self.stage, Round | Open) else None


@dataclass(frozen=True, slots=True)
class Note:
    """A note that stays with the room: where it stands, and who decides about it; never its words.

    ``number`` is its own in the room, ``asked_at`` the homeserver's time (ms) of the words that are
    asked about. ``concerned`` decide whether it stands, ``agreed`` are those of them who said so.
    ``absent`` is whether its words name somebody who was not in the room, ``forgotten`` whether
    somebody it concerned had Kring forget them, ``removed`` whether its words were taken out of the
    room by another than its author, ``shown`` whether its card is there.
    """

    number: int
    event: EventId
    author: UserId
    asked_at: int
    concerned: tuple[UserId, ...] = ()
    agreed: tuple[UserId, ...] = ()
    absent: bool = False
    forgotten: bool = False
    removed: bool = False
    shown: bool = True

    def stands(self, away: tuple[UserId, ...]) -> bool:
        """Whether it stands while those ``away`` are not in the room (R4)."""
        barred = self.absent or self.forgotten or self.removed
        return not barred and all(
            user in self.agreed and user not in away for user in self.concerned
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """Something was asked about a meeting, by a poll: who comes, or which theme.

    ``answers`` are the last of each.

    ``version`` is that of the series when it was asked: a meeting that is moved is asked about anew.
    ``themes`` are those of the library that can be chosen, in the order of their numbers from 1, and
    ``ideas`` the messages in which people told a theme of their own instead.
    """

    kind: Literal["coming", "theme"]
    series: str
    meeting: WallTime
    version: int = 0
    answers: tuple[Answer, ...] = ()
    themes: tuple[str, ...] = ()
    ideas: tuple[tuple[PersonId, EventId], ...] = ()

    @property
    def handle(self) -> str:
        """Under which name the poll is found."""
        return f"{self.kind}-{self.series}-{self.version}-{self.meeting}"


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody called for help at ``at`` (ms), and was asked if they want to speak to the named human.

    It is ``open`` until they answered, ``near`` while Kring asked them nothing else since;
    ``brought`` is when that human was brought in (None: not).
    """

    user: UserId
    at: int
    open: bool = True
    near: bool = True
    brought: int | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Kring keeps the door of a help room for ``asker`` and ``human`` until ``until`` (ms).

    ``txn`` is the outbox row for which it was made, ``here`` who came. At ``late`` who called has
    waited long (None: that was said, or they are not here yet).
    """

    asker: UserId
    human: UserId
    txn: str
    until: int
    here: tuple[UserId, ...] = ()
    late: int | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """A room. ``people`` and ``session`` go at the close, ``calls`` after an hour, answers to
    ``askings`` with their meeting; the rest stays.

    People of whom something was told before a session (a voice, a seat) are kept for the next one,
    until ``kept_until`` at the latest. ``own`` is what a private chat keeps for its person, and
    ``harvested`` is true while the message of the last harvest stands in the room. ``trusted_away``
    is true while the named human is not in the room. ``door`` makes this a help room, ``group`` that of
    a small group.

    ``notes`` are in the order in which they were made, and ``notes_made`` counts all there ever
    were. ``away`` are those a note concerns who are not in the room now. ``monitor`` has the total of
    each scale that was answered here, for the next time. ``lately`` is what came last here.

    ``new_keys`` are those of people here that were not accepted yet, and ``accepting`` those that
    are on their way to be. ``fresh_offered`` is whether
    Kring asked if a fresh room is wanted; in one that it made it is ``unmet`` until somebody comes.

    ``calendar`` is what is planned, ``proposals`` what waits for a coordinator's yes (of each the
    last), ``listed`` the meetings as they were numbered last, by series and name, and ``askings`` what
    was asked about them.
    """

    room: RoomId
    language: Language
    trusted: UserId | None = None
    people: tuple[Person, ...] = ()
    session: Session | None = None
    own: Own | None = None
    kept_until: int | None = None
    harvested: bool = False
    notes: tuple[Note, ...] = ()
    notes_made: int = 0
    away: tuple[UserId, ...] = ()
    monitor: tuple[Total, ...] = ()
    lately: Lately = Lately()
    trusted_away: bool = False
    calls: tuple[Call, ...] = ()
    door: Door | None = None
    group: GroupRoom | None = None
    new_keys: tuple[NewKey, ...] = ()
    accepting: tuple[NewKey, ...] = ()
    fresh_offered: bool = False
    unmet: bool = False
    calendar: tuple[Series, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    listed: tuple[tuple[str, WallTime], ...] = ()
    askings: tuple[Asking, ...] = ()

    def person(self, id: PersonId) -> Person | None:
        """The person with this id, if they have a place."""
        return next((person for person in self.people if person.id == id), None)

    @property
    def due(self) -> int | None:
        """When this circle wants to be woken next, in ms; None: not at all.

        Derived from the state, so that an alarm can neither be forgotten nor outlive its reason.
        """
        session = self.session
        times = [call.at + HOUR_MS for call in self.calls]
        times += [series.due(talking=session is not None) for series in self.calendar]
        times += [proposal.at + PROPOSED_MS for proposal in self.proposals]
        if session is None:
            own = self.own.due if self.own is not None else None
            door = (self.door.until, self.door.late) if self.door is not None else ()
            group = self.group.due if self.group is not None else None
            times += [time for time in (own, self.kept_until, group, *door) if time is not None]
            return min(times, default=None)
        times.append(session.idle_since + IDLE_MS[session.mode])
        if session.pause is None:
            times += [session.opens] if session.opens is not None else []
            times += [
                time for time in (session.newcomers_until, stage_alarm(session.stage)) if time
            ]
        return min(times)


HOUR_MS = 3_600_000
KEPT_MS = 42 * 24 * HOUR_MS
"""How long what was told before a session waits for one: longer than from one month's to the next."""
DAY_MS = 24 * HOUR_MS
PROPOSED_MS = 2 * DAY_MS
"""How long a plan waits for its yes."""
IDLE_MS = {Mode.WRITTEN: 12 * HOUR_MS, Mode.SPOKEN: 12 * HOUR_MS, Mode.SLOW: 14 * 24 * HOUR_MS}
"""A session in which nothing happens this long is closed: its key must not stay for ever."""


def stage_alarm(stage: StageState | None) -> int | None:
    """When a stage wants to be woken, in ms."""
    if stage is None:
        return None
    turn = stage.turn if isinstance(stage, Round | Open) else None
    times = [turn.until if turn else None, stage.until]
    times += [stage.closing] if isinstance(stage, Poll) else []
    return min((time for time in times if time is not None), default=None)
