"""The shape of each kind of stage in a ``format.toml``, and its translation to a plan.

Lengths are whole minutes or seconds. The whole of a format is in ``schema``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.core.effects import MOST_OPTIONS
from bot.core.people import Voice
from bot.core.plan import (
    AskPlan,
    Choice,
    GroupsPlan,
    HoldPlan,
    MapPlan,
    Needed,
    OpenPlan,
    Order,
    PollPlan,
    RoundPlan,
    Scale,
    What,
    Who,
)  # fmt: skip

MOST_THEMES = 9
"""Between how many themes people can choose at once: more is not a choice but a list."""
MOST_ON_MAP = 24
"""How much a map holds: more cannot be read in one picture."""

LONGEST_MINUTES = 8 * 60
"""How long one stage, or one turn, can take."""
MOST_PEOPLE = 1000
LONGEST_ID = 40
"""How many letters the id of a format or a stage can have."""

Whole = Annotated[int, Field(strict=True, gt=0)]
People = Annotated[int, Field(strict=True, gt=0, le=MOST_PEOPLE)]
Minutes = Annotated[int, Field(strict=True, gt=0, le=LONGEST_MINUTES)]
Seconds = Annotated[int, Field(strict=True, gt=0, le=LONGEST_MINUTES * 60)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=LONGEST_ID)]
Name = Annotated[str, Field(min_length=1)]


VoiceName = Literal[
    "client", "naaste", "professional", "ervaringsdeskundige", "familie-ervaringsdeskundige",
    "vierde",
]  # fmt: skip
NeededName = Literal[VoiceName, "centre"]
"""A voice by its name, or those a talk is about."""
WhoName = Literal[NeededName, "others", "workers", "network", "spokespeople"]
Whom = Annotated[tuple[WhoName, ...], Field(min_length=1)]


class Shape(BaseModel):
    """A table in which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Lasting(Shape):
    """What has a name and a length."""

    id: Id
    minutes: Minutes | None = None
    seconds: Seconds | None = None

    @property
    def length(self) -> int:
        """The length in seconds; 0 when none was given."""
        return (self.minutes or 0) * 60 + (self.seconds or 0)


class HoldShape(Lasting):
    """A stage in which Kring says something and waits."""

    kind: Literal["hold"]
    moment: Literal["stage", "check-out", "after-talk"] = "stage"
    looks_back: Annotated[bool, Field(strict=True)] = False

    def plan(self) -> HoldPlan:
        """Translate."""
        return HoldPlan(self.id, self.length, self.moment, self.looks_back)


class AskShape(Lasting):
    """A stage in which everyone answers something simple."""

    kind: Literal["ask"]
    moment: Literal["ask", "permission", "voices", "check-out"] = "ask"
    about: Annotated[bool, Field(strict=True)] = False
    who: Whom | None = None
    permits: Annotated[tuple[Id, ...], Field(min_length=1)] | None = None
    all_agree: Annotated[bool, Field(strict=True)] = False

    def plan(self) -> AskPlan:
        """Translate."""
        who, permits = whom(self.who), self.permits or ()
        return AskPlan(self.id, self.length, self.moment, self.about, who, permits, self.all_agree)


class InTurns(Shape):
    """What has turns of a certain length."""

    turn_minutes: Minutes | None = None
    turn_seconds: Seconds | None = None

    @property
    def turn_length(self) -> int:
        """The length of a turn in seconds; 0 when none was given."""
        return (self.turn_minutes or 0) * 60 + (self.turn_seconds or 0)


class RoundShape(InTurns):
    """A stage in which the floor goes round."""

    kind: Literal["round"]
    id: Id
    order: Order
    who: Whom | None = None
    harvest: Annotated[bool, Field(strict=True)] = False
    heading: Annotated[bool, Field(strict=True)] = False
    speakers: People | None = None
    calls_most: People | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts it needs beside its prompt."""
        return (f"{self.id}-heading",) if self.heading else ()

    def plan(self) -> RoundPlan:
        """Translate."""
        return RoundPlan(
            self.id,
            self.order,
            self.turn_length,
            whom(self.who),
            self.harvest,
            self.heading,
            self.speakers or 0,
            self.calls_most or 0,
        )


class OpenShape(Lasting, InTurns):
    """A stage of raised hands."""

    kind: Literal["open"]
    who: Whom | None = None

    def plan(self) -> OpenPlan:
        """Translate."""
        return OpenPlan(self.id, self.length, self.turn_length, whom(self.who))


class ScaleShape(Shape):
    """Whole numbers from one up to and including another."""

    lowest: Annotated[int, Field(strict=True, ge=0)] = Field(alias="from")
    highest: Annotated[int, Field(strict=True, gt=0, le=1000)] = Field(alias="to")


class PollShape(Lasting):
    """A stage in which everyone chooses between options, or themes, or a number on a scale."""

    kind: Literal["poll"]
    options: Annotated[tuple[Id, ...], Field(min_length=2, max_length=MOST_OPTIONS)] | None = None
    most_answers: Whole | None = None
    scale: ScaleShape | None = None
    themes: Annotated[int, Field(strict=True, ge=2, le=MOST_THEMES)] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts it needs beside its question."""
        ends = () if self.scale is None else ("lowest", "highest")
        return tuple(f"{self.id}-{name}" for name in (*(self.options or ()), *ends))

    def plan(self) -> PollPlan:
        """Translate."""
        asks: Choice | Scale
        if self.scale is not None:
            asks = Scale(self.scale.lowest, self.scale.highest)
        else:
            asks = Choice(self.options or (), self.most_answers or 1, self.themes or 0)
        return PollPlan(self.id, self.length, asks)


class SizeShape(Shape):
    """How few and how many people a small group is for; nobody is alone in one."""

    smallest: Annotated[int, Field(strict=True, ge=2)] = Field(alias="from")
    largest: People = Field(alias="to")


class GroupsShape(Lasting):
    """A stage in which the circle goes apart in small groups."""

    kind: Literal["groups"]
    size: SizeShape = SizeShape(**{"from": 3, "to": 5})

    def plan(self) -> GroupsPlan:
        """Translate."""
        return GroupsPlan(self.id, self.length, self.size.smallest, self.size.largest)


class MapShape(Lasting):
    """A stage in which who it is about makes a map."""

    kind: Literal["map"]
    what: What | None = None
    most: Annotated[int, Field(strict=True, ge=1, le=MOST_ON_MAP)] = MOST_ON_MAP

    def plan(self) -> MapPlan:
        """Translate."""
        return MapPlan(self.id, self.length, self.what, self.most)


AnyShape = HoldShape | AskShape | RoundShape | OpenShape | PollShape | GroupsShape | MapShape
StageShape = Annotated[AnyShape, Field(discriminator="kind")]


def needed(name: NeededName) -> Needed:
    """Translate without whom a session pauses."""
    return name if name == "centre" else Voice(name)


def whom(names: tuple[WhoName, ...] | None) -> tuple[Who, ...]:
    """Translate whom a stage is for."""
    return tuple(_who_is(name) for name in names or ())


def _who_is(name: WhoName) -> Who:
    match name:
        case "others" | "workers" | "network" | "spokespeople":
            return name
    return needed(name)
