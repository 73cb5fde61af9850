"""Who is asked for what in a format: people who cannot be there, and stages nobody could reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.core.plan import Order
from bot.formats.faults import ContentFault
from bot.formats.schema import CentreShape, FormatShape
from bot.formats.shapes import AskShape, RoundShape


def people_faults(file: Path, shape: FormatShape) -> Iterator[ContentFault]:
    """Find what is asked of people who cannot be there, and what nobody could ever reach."""
    centre, most = shape.people.centre, shape.people.most
    if (centre.fewest or 0) > (centre.most or most) or (centre.most or 0) > most:
        yield ContentFault(
            file,
            "people, centre",
            "fewest and most do not fit",
            "Keep fewest ≤ most ≤ people.most.",
        )
    if (shape.people.workers or 0) > most:
        yield ContentFault(
            file, "people, workers", "that is more than people.most", "Make it smaller."
        )
    asks_who = any(isinstance(stage, AskShape) and stage.about for stage in shape.stage)
    if shape.people.centre != CentreShape() and not asks_who:
        yield ContentFault(
            file,
            "people, centre",
            "nobody is asked whether they are at the centre",
            "Add a stage of kind ask with about = true, or leave centre out.",
        )
    asks_voices = any(isinstance(one, AskShape) and one.moment == "voices" for one in shape.stage)
    if shape.people.workers and not asks_voices:
        yield ContentFault(
            file,
            "people, workers",
            "nobody is asked for their role",
            'Add a stage of kind ask with moment = "voices", or leave workers out.',
        )
    later = {stage.id: number for number, stage in enumerate(shape.stage[:-1], 1)}
    for number, stage in enumerate(shape.stage, 1):
        if isinstance(stage, AskShape):
            for id in stage.permits or ():
                if later.get(id, 0) <= number:
                    yield ContentFault(
                        file,
                        f"stage {number}, permits",
                        f"'{id}' is no later stage, or the last one",
                        "Name stages that come after this one.",
                    )
            if stage.permits and stage.moment != "permission":
                yield ContentFault(
                    file,
                    f"stage {number}, permits",
                    "nobody is asked for permission",
                    'Add moment = "permission", or leave permits out.',
                )
        if (
            isinstance(stage, AskShape)
            and stage.all_agree
            and (stage.about or stage.moment not in ("ask", "permission"))
        ):
            yield ContentFault(
                file,
                f"stage {number}, all_agree",
                "nobody can say no to this",
                "Leave it out, or ask for a yes or no.",
            )
        if isinstance(stage, RoundShape):
            yield from _round_faults(file, number, stage)


def _round_faults(file: Path, number: int, stage: RoundShape) -> Iterator[ContentFault]:
    if stage.speakers and stage.order is not Order.VOLUNTEER:
        yield ContentFault(
            file,
            f"stage {number}, speakers",
            "here everyone is called",
            'Choose order = "volunteer", or leave speakers out.',
        )
    if stage.heading and not stage.harvest:
        yield ContentFault(
            file,
            f"stage {number}, heading",
            "there are no lines to stand above",
            "Add harvest = true, or leave heading out.",
        )
