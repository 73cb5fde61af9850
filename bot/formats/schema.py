"""The shape of a ``format.toml`` and its translation to a plan (``bot.core.plan``).

Lengths are whole minutes or seconds. Every fault is told by key; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from bot.core.effects import MOST_OPTIONS
from bot.core.people import Voice
from bot.core.plan import Centre, GroupsPlan, HoldPlan, Plan, RoundPlan, StagePlan
from bot.formats.amiss import shape_fault
from bot.formats.faults import ContentFault
from bot.formats.library import Card, Purpose
from bot.formats.shapes import (
    AnyShape,
    AskShape,
    GroupsShape,
    HoldShape,
    InTurns,
    Lasting,
    MapShape,
    Name,
    NeededName,
    OpenShape,
    People,
    PollShape,
    RoundShape,
    Shape,
    StageShape,
    VoiceName,
    needed,
)  # fmt: skip

MOST_SECONDS_WITHOUT_BREAK = 45 * 60
"""How long people may sit without a break (design section 3)."""

_LEEWAY = 1.2
"""How much longer all stages can take together than ``minutes`` says: turns are mostly shorter."""


class NameShape(Shape):
    """What a format is called."""

    nl: Name
    en: Name
    aliases: tuple[Name, ...] = ()


class CentreShape(Shape):
    """Who can be at the centre, and how few and how many they are."""

    are: Literal["whom", "tellers", "listener"] = "whom"
    fewest: People | None = None
    most: People | None = None

    def plan(self) -> Centre:
        """Translate."""
        return Centre(self.are, self.fewest or 0, self.most or 0)


class PeopleShape(Shape):
    """For how few and how many people a format is, and who belongs at its table."""

    fewest: People
    most: People
    centre: CentreShape = CentreShape()
    workers: People | None = None
    voices: tuple[VoiceName, ...] = ()


class FormatShape(Shape):
    """A whole ``format.toml``."""

    name: NameShape
    purpose: Purpose | None = None
    minutes: Annotated[int, Field(strict=True, gt=0, le=24 * 60)] | None = None
    people: PeopleShape
    newcomers: Literal["wait", "alongside"] = "wait"
    while_present: tuple[NeededName, ...] = ()
    own_agreements: Annotated[bool, Field(strict=True)] = False
    stage: Annotated[tuple[StageShape, ...], Field(min_length=1)]

    def plan(self, id: str) -> Plan:
        """Translate; ``id`` is the name of the folder."""
        return Plan(
            id=id,
            fewest=self.people.fewest,
            most=self.people.most,
            stages=tuple(stage.plan() for stage in self.stage),
            newcomers=self.newcomers,
            while_present=tuple(needed(name) for name in dict.fromkeys(self.while_present)),
            centre=self.people.centre.plan(),
            workers=self.people.workers or 0,
            own_agreements=self.own_agreements,
        )

    def card(self) -> Card:
        """What somebody who chooses a format wants to know of it."""
        return Card(
            self.purpose,
            self.people.fewest,
            self.people.most,
            self.minutes or -(-self.longest // 300) * 5,
            tuple(Voice(name) for name in dict.fromkeys(self.people.voices)),
        )

    @property
    def longest(self) -> int:
        """How long it takes if every stage takes its whole time, with as many as there can be (s)."""
        return sum(seconds for _, seconds in _lengths(self))


def _lengths(shape: FormatShape) -> Iterator[tuple[StagePlan, int]]:
    """Give each stage with how long it can take in seconds, with as many people as there can be."""
    groups = 1
    for stage in (shape.plan() for shape in shape.stage):
        match stage:
            case RoundPlan(who=("spokespeople",)):
                yield stage, stage.turn_seconds * groups
            case RoundPlan():
                yield stage, stage.turn_seconds * _speakers(stage, shape.people)
            case _:
                yield stage, stage.seconds
        if isinstance(stage, GroupsPlan):
            groups = max(1, shape.people.most // stage.smallest)


def _speakers(plan: RoundPlan, people: PeopleShape) -> int:
    """How many can have a turn in a round."""
    speakers = people.most
    if plan.who == ("centre",):
        speakers = people.centre.most or speakers
    elif plan.who == ("others",):
        speakers -= people.centre.fewest or 0
    return min(speakers, plan.speakers or speakers, plan.calls_most or speakers)


_STAGE_KEYS = {
    "open": OpenShape.model_fields,
    "poll": PollShape.model_fields,
    "hold": HoldShape.model_fields,
    "ask": AskShape.model_fields,
    "round": RoundShape.model_fields,
    "groups": GroupsShape.model_fields,
    "map": MapShape.model_fields,
}


def read_format(
    file: Path, data: Mapping[str, Any]
) -> tuple[FormatShape | None, list[ContentFault]]:
    """Check one ``format.toml``; the shape is None when it cannot be made out at all."""
    try:
        shape = FormatShape.model_validate(data)
    except ValidationError as error:
        return None, [shape_fault(file, details, _known) for details in error.errors()]
    return shape, list(_faults(file, shape))


def _known(above: list[int | str]) -> tuple[str, ...]:
    """Which keys a part of a ``format.toml`` can have."""
    match above:
        case []:
            return tuple(FormatShape.model_fields)
        case ["name"]:
            return tuple(NameShape.model_fields)
        case ["people"]:
            return tuple(PeopleShape.model_fields)
        case [*_, "scale" | "size"]:
            return ("from", "to")
        case [*_, kind]:
            return tuple(_STAGE_KEYS[str(kind)])
    return ()


def _faults(file: Path, shape: FormatShape) -> Iterator[ContentFault]:
    """Find what each part allows but the whole does not."""
    if shape.people.fewest > shape.people.most:
        yield ContentFault(
            file, "people", "fewest is more than most", "Make most at least as large as fewest."
        )
    seen: set[str] = set()
    for number, stage in enumerate(shape.stage, 1):
        if stage.id in seen:
            yield ContentFault(
                file, f"stage {number}, id", f"'{stage.id}' is there twice", "Give each its own id."
            )
        seen.add(stage.id)
        yield from _length_faults(file, number, stage)
        if isinstance(stage, PollShape):
            yield from _poll_faults(file, number, stage)
    yield from _group_faults(file, shape)
    yield from _map_faults(file, shape)
    yield from _order_faults(file, shape)
    yield from _break_faults(file, shape)
    if shape.minutes is not None and shape.longest > shape.minutes * 60 * _LEEWAY:
        yield ContentFault(
            file,
            "minutes",
            f"its stages can take {shape.longest // 60} minutes together",
            "Make minutes larger, or the stages shorter.",
        )


def _length_faults(file: Path, number: int, stage: AnyShape) -> Iterator[ContentFault]:
    lengths: list[tuple[str, int | None, int | None]] = []
    if isinstance(stage, Lasting):
        lengths.append(("", stage.minutes, stage.seconds))
    if isinstance(stage, InTurns):
        lengths.append(("turn_", stage.turn_minutes, stage.turn_seconds))
    for prefix, minutes, seconds in lengths:
        what = "a turn" if prefix else "it"
        choice = f"Give either {prefix}minutes or {prefix}seconds."
        if minutes and seconds:
            fault = f"the length of {what} is given twice"
            yield ContentFault(file, f"stage {number}", fault, choice)
        elif not (minutes or seconds):
            yield ContentFault(file, f"stage {number}", f"{what} has no length", choice)


def _poll_faults(file: Path, number: int, stage: PollShape) -> Iterator[ContentFault]:
    """Find what cannot be chosen."""
    place = f"stage {number}"
    options, scale = stage.options or (), stage.scale
    given = [one for one in (stage.options, stage.scale, stage.themes) if one is not None]
    if len(given) != 1:
        yield ContentFault(
            file,
            place,
            "there is more than one thing to choose from" if given else "nothing can be chosen",
            'Give either options = ["...", "..."], scale = { from = 1, to = 5 } or themes = 4.',
        )
    if len(set(options)) < len(options):
        yield ContentFault(file, f"{place}, options", "an option is there twice", "Remove one.")
    if stage.most_answers is not None and stage.most_answers > len(options) + (stage.themes or 0):
        yield ContentFault(
            file,
            f"{place}, most_answers",
            "more answers are asked for than there are options",
            "Make it smaller, or leave it out.",
        )
    values = 2 if scale is None else scale.highest - scale.lowest + 1
    if not 2 <= values <= MOST_OPTIONS:
        yield ContentFault(
            file,
            f"{place}, scale",
            f"there are {max(0, values)} numbers on this scale",
            f"Make to larger than from, and give at most {MOST_OPTIONS} numbers.",
        )


def _group_faults(file: Path, shape: FormatShape) -> Iterator[ContentFault]:
    """Find groups of no size, and groups whose words never come back."""
    waiting = apart = 0
    for number, stage in enumerate(shape.stage, 1):
        if isinstance(stage, GroupsShape):
            if stage.size.smallest > stage.size.largest:
                what, remedy = "from is more than to", "Make to at least as large as from."
                yield ContentFault(file, f"stage {number}, size", what, remedy)
            if waiting:
                yield _nobody_tells(file, waiting)
            waiting = apart = number
        elif isinstance(stage, RoundShape) and "spokespeople" in (stage.who or ()):
            waiting = 0
            if not apart:
                what = "nobody speaks for a group before there are groups"
                remedy = "Put a stage of kind groups before it, or leave spokespeople out."
                yield ContentFault(file, f"stage {number}, who", what, remedy)
    if waiting:
        yield _nobody_tells(file, waiting)


def _nobody_tells(file: Path, number: int) -> ContentFault:
    remedy = 'Put a stage of kind round with who = ["spokespeople"] after it.'
    return ContentFault(file, f"stage {number}", "nobody tells what the groups said", remedy)


def _map_faults(file: Path, shape: FormatShape) -> Iterator[ContentFault]:
    """Find a map of which nobody was asked whose it is."""
    asked = False
    for number, stage in enumerate(shape.stage, 1):
        asked = asked or (isinstance(stage, AskShape) and stage.about)
        if isinstance(stage, MapShape) and not asked:
            what = "nobody was asked whose map it is"
            remedy = "Put a stage of kind ask with about = true before it."
            yield ContentFault(file, f"stage {number}", what, remedy)


def _order_faults(file: Path, shape: FormatShape) -> Iterator[ContentFault]:
    stages = shape.stage
    moments = [stage.moment for stage in stages if isinstance(stage, HoldShape | AskShape)]
    if not any(isinstance(stage, RoundShape | OpenShape) for stage in stages):
        yield ContentFault(
            file, "stage", "nobody can speak in this format", "Add a stage of kind round or open."
        )
    if sum(isinstance(stage, RoundShape) and stage.harvest for stage in stages) > 1:
        yield ContentFault(
            file, "stage", "there is more than one harvest", "Keep only the last one."
        )
    if "check-out" not in moments:
        yield ContentFault(
            file,
            "stage",
            "there is no check-out",
            'Add a stage of kind ask or hold with moment = "check-out".',
        )
    last = stages[-1]
    ends = [n for n, one in enumerate(stages, 1) if _is_after_talk(one)]
    if ends and ends[0] < len(stages):
        yield ContentFault(
            file,
            f"stage {ends[0] + 1}",
            "this stage is never reached: the after-talk before it is the end",
            "Move the after-talk to the end, or remove what stands behind it.",
        )
    if not (isinstance(last, HoldShape) and last.moment == "after-talk"):
        yield ContentFault(
            file,
            f"stage {len(stages)}",
            "the last stage is not an after-talk",
            'End with a stage of kind hold with moment = "after-talk".',
        )
    elif moments.count("after-talk") > 1:
        yield ContentFault(
            file, "stage", "there is more than one after-talk", "Keep only the last one."
        )


def _is_after_talk(stage: AnyShape) -> bool:
    return isinstance(stage, HoldShape) and stage.moment == "after-talk"


def _break_faults(file: Path, shape: FormatShape) -> Iterator[ContentFault]:
    """Add up how long people sit, with as many people as the format allows.

    A break is a stage of kind ``hold`` whose id begins with ``break``; in the after-talk people
    come and go as they like.
    """
    sat = 0
    for number, (stage, seconds) in enumerate(_lengths(shape), 1):
        if isinstance(stage, HoldPlan) and (stage.is_break or stage.moment == "after-talk"):
            sat = 0
            continue
        before, sat = sat, sat + seconds
        if before <= MOST_SECONDS_WITHOUT_BREAK < sat:
            yield ContentFault(
                file,
                f"stage {number}",
                f"by its end people may have sat for {sat // 60} minutes without a break",
                "Put a stage of kind hold with an id that begins with 'break' before it, "
                "or make turns shorter or people.most smaller.",
            )
