"""Who is asked for what in a format: people who cannot be there, and stages nobody could reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.core.plan import Order
from bot.formats.faults import ContentFault
from bot.formats.schema import CentreShape, FormatShape
from bot.formats.shapes import AskShape, OpenShape, RoundShape


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


def unasked(file: Path, shape: FormatShape) -> Iterator[ContentFault]:
    """Find what is for people of whom nobody was asked whether they are that. They may have told of
    themselves, so this is worth a remark.
    """
    asked: set[str] = set()
    for number, stage in enumerate(shape.stage, 1):
        needed = (stage.who or ()) if isinstance(stage, AskShape | RoundShape | OpenShape) else ()
        for name in needed:
            if name != "spokespeople" and _asks(name) not in asked:
                yield _nobody(file, f"stage {number}, who", name)
        if isinstance(stage, AskShape):
            asked |= {"about"} if stage.about else set()
            asked |= {"voices"} if stage.moment == "voices" else set()
    for name in shape.while_present:
        if _asks(name) not in asked:
            yield _nobody(file, "while_present", name)


def _asks(name: str) -> str:
    """What has to be asked before somebody can be this."""
    return "about" if name in ("centre", "others") else "voices"


def _nobody(file: Path, place: str, name: str) -> ContentFault:
    asks = "about = true" if _asks(name) == "about" else 'moment = "voices"'
    what = f"nobody is asked before this whether they are '{name}', so it may be for nobody"
    remedy = f"Put a stage of kind ask with {asks} before it."
    return ContentFault(file, place, what, remedy, remark=True)


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
