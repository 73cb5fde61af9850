"""One room and its session or none: the whole state of the core, one bounded value.

Its size depends on how many people are in the room, never on how much was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.core.effects import NameOf
from bot.core.events import Language
from bot.core.people import EventId, Person, PersonId, RoomId, UserId
from bot.core.plan import Mode, Plan, StagePlan
from bot.core.room import Fault, NewKey


class Phase(StrEnum):
    """Where a session is in its life. The stages end with the check-out and the after-talk."""

    GATHERING = "gathering"
    AGREEMENTS = "agreements"
    STAGES = "stages"


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause: who asked for it (None: Kring itself, for an unsafe room) and whether to stop."""

    by: UserId | None
    since: int
    stop_asked: bool = False


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
    """A raised hand. ``after`` is the number of the last turn that had begun by then."""

    person: PersonId
    after: int


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
    """Everyone is asked; ``answered`` has answered or passed."""

    until: int | None
    answered: tuple[PersonId, ...] = ()
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Round:
    """The floor goes round: who still waits, who passed once, who is through.

    ``offered`` had the floor at least once, ``again`` passed and are offered it once more, and the
    facilitator moved the turn of ``postponed`` on once. ``lines`` are those of a harvest so far.
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
    prompted: bool = False
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


StageState = Hold | Ask | Round | Open


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

    def ms(self, seconds: int) -> int:
        """``seconds`` in ms; in a slow session everything waits a day."""
        return DAY_MS if self.mode is Mode.SLOW else seconds * 1000

    @property
    def seeking_facilitator(self) -> bool:
        """Whether all are asked who takes the facilitator's task."""
        return self.sought is not None

    @property
    def stage_plan(self) -> StagePlan:
        """The plan of the stage the session is in, or will be in first."""
        return self.plan.stages[self.position]

    @property
    def turn(self) -> Turn | None:
        """Whose turn it is."""
        return self.stage.turn if isinstance(self.stage, Round | Open) else None


@dataclass(frozen=True, slots=True)
class Circle:
    """A room. ``people`` and ``session`` go at the close, the rest stays.

    ``new_keys`` are those of people here that were not accepted yet. ``fresh_offered`` is whether
    Kring asked if a fresh room is wanted; in one that it made it is ``unmet`` until somebody comes.
    """

    room: RoomId
    language: Language
    trusted: UserId | None = None
    people: tuple[Person, ...] = ()
    session: Session | None = None
    new_keys: tuple[NewKey, ...] = ()
    fresh_offered: bool = False
    unmet: bool = False

    def person(self, id: PersonId) -> Person | None:
        """The person with this id, if they have a place."""
        return next((person for person in self.people if person.id == id), None)

    @property
    def due(self) -> int | None:
        """When this circle wants to be woken next, in ms; None: not at all.

        Derived from the state, so that an alarm can neither be forgotten nor outlive its reason.
        """
        session = self.session
        if session is None:
            return None
        times = [session.idle_since + IDLE_MS[session.mode]]
        if session.pause is None:
            times += [
                time for time in (session.newcomers_until, stage_alarm(session.stage)) if time
            ]
        return min(times)


HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
IDLE_MS = {Mode.WRITTEN: 12 * HOUR_MS, Mode.SPOKEN: 12 * HOUR_MS, Mode.SLOW: 14 * 24 * HOUR_MS}
"""A session in which nothing happens this long is closed: its key must not stay for ever."""


def stage_alarm(stage: StageState | None) -> int | None:
    """When a stage wants to be woken, in ms."""
    if stage is None:
        return None
    turn = stage.turn if isinstance(stage, Round | Open) else None
    times = [turn.until if turn else None, None if isinstance(stage, Round) else stage.until]
    return min((time for time in times if time is not None), default=None)
