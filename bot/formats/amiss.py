"""What pydantic finds amiss in a ``format.toml``, told to the person who writes there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic_core import ErrorDetails

from bot.core.effects import MOST_OPTIONS
from bot.formats.faults import ContentFault, near

STAGE_KINDS = ("hold", "ask", "round", "open", "poll", "groups", "map")

_JUMPS = ("next", "goto", "jump", "loop", "repeat", "after", "then", "until", "while", "if", "back")
"""Keys by which somebody may want to lead the conversation elsewhere."""
_PLAIN = {
    "missing": ("this key is missing", "Add it."),
    "greater_than": ("this must be more than 0", "Give a whole number."),
    "too_short": ("this is empty, so nobody could speak", "Fill it in or leave it out."),
    "bool_type": ("this is neither true nor false", "Write true, or leave it out."),
    "int_type": ("this is not a whole number", "Give a whole number without quotes."),
    "string_too_short": ("this is empty", "Write it."),
    "string_type": ("this is not a text", "Write it between quotes."),
    "tuple_type": ("this is not a list", 'Write it between brackets: ["...", "..."].'),
    "union_tag_not_found": (
        "this stage has no kind",
        f"Known are: {', '.join(sorted(STAGE_KINDS))}.",
    ),
}
"""What is wrong and what to do, where it is always the same."""
_TABLE = ("model_type", "model_attributes_type", "dict_type")

Known = Callable[[list[int | str]], Iterable[str]]
"""Gives the keys that can stand in a part, by the way there."""


def shape_fault(file: Path, details: ErrorDetails, known: Known) -> ContentFault:
    """Translate pydantic's account of a fault into one for a writer."""
    location = details["loc"]
    what, remedy = _told(details, known)
    return ContentFault(file, _place(location), what, remedy)


def _told(details: ErrorDetails, known: Known) -> tuple[str, str]:
    context = details.get("ctx", {})
    match details["type"], details["loc"]:
        case "extra_forbidden", (*_, name) if str(name) in _JUMPS:
            remedy = (
                "Stages follow one another as they stand here. Write a stage twice to repeat it."
            )
            return f"'{name}' is unknown: a format cannot jump or go round", remedy
        case "extra_forbidden", (*above, name):
            return "this key is unknown", near(str(name), known(above))
        case "union_tag_invalid", _:
            given = details["input"].get("kind")
            nearest = near(given if isinstance(given, str) else "", STAGE_KINDS)
            return f"{given!r} is not a kind of stage", nearest
        case (("enum" | "literal_error"), _):
            return f"{details['input']!r} is not possible here", f"Choose {context['expected']}."
        case "greater_than_equal", _:
            return f"this must be {context['ge']} or more", "Give a whole number."
        case "less_than_equal", _:
            return f"this must be {context['le']} or less", "Give a smaller number."
        case (("too_short" | "too_long"), (*_, "options")):
            remedy = f"Give from 2 to {MOST_OPTIONS}."
            return f"there are {context['actual_length']} options", remedy
        case "string_pattern_mismatch", _:
            remedy = "Use small letters, digits and dashes, beginning with a letter."
            return f"{details['input']!r} cannot be an id", remedy
        case "string_too_long", _:
            return f"this has more than {context['max_length']} letters", "Make it shorter."
        case "tuple_type", ("stage",):
            return "the stages are no list", "Write [[stage]] above each stage."
    return _PLAIN.get(details["type"]) or _as_table(details)


def _as_table(details: ErrorDetails) -> tuple[str, str]:
    remedy = "Compare it with the format.toml of the campfire."
    if details["type"] not in _TABLE:
        return details["msg"], remedy
    match details["loc"]:
        case (("name" | "people") as name,):
            remedy = f"Write [{name}] on a line of its own, and what belongs to it below."
        case ("stage", _):
            remedy = "Write [[stage]] above each stage."
        case (*_, ("scale" | "size") as name):
            remedy = f"Write it as: {name} = {{ from = 1, to = 5 }}."
    return "this is not a table", remedy


def _place(location: tuple[int | str, ...]) -> str:
    """Say where: ``stage 2, order``; the kind, which pydantic puts in between, is left out."""
    words = [str(part) for part in location]
    if len(location) > 1 and isinstance(location[1], int):
        rest = words[3:] if len(words) > 2 and words[2] in STAGE_KINDS else words[2:]
        words = [f"{words[0]} {location[1] + 1}", *rest]
    return ", ".join(words)
