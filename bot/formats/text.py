"""One text of a TOML file: from its value to a prompt, held against what the code asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.formats.faults import ContentFault, near
from bot.words.keys import TITLE_WORDS, WORD_BUDGET, Key
from bot.words.texts import (
    Alternatives,
    Phrase,
    Plural,
    Prompt,
    has_stray_brace,
    pieces,
    slots,
)

CATEGORIES = ("one", "other")
"""The plural categories (CLDR) that both Dutch and English have."""


def read_text(
    file: Path, name: str, value: object, key: Key
) -> tuple[Prompt | None, list[ContentFault]]:
    """Check one text; the prompt is None when it cannot be made out at all."""
    if key.counted:
        prompt, faults = _plural(file, name, value)
    elif key.short:
        prompt, faults = _alternatives(file, name, value)
    else:
        prompt, faults = _phrase(file, name, value)
    if prompt is not None:
        faults += _slot_faults(file, name, prompt, key)
        if isinstance(prompt, Alternatives):
            faults += _budget_faults(file, name, prompt)
        if key.title:
            faults += _title_faults(file, name, prompt)
    return prompt, faults


def _string(value: object) -> str:
    """Return the text without the line breaks around it; empty if it is no text."""
    return value.strip() if isinstance(value, str) else ""


def _phrase(file: Path, name: str, value: object) -> tuple[Prompt | None, list[ContentFault]]:
    text = _string(value)
    if text:
        return Phrase(text), []
    what, remedy = "this is not a text", "Write it between quotes."
    if isinstance(value, str):
        what, remedy = "this text is empty", "Write it."
    elif isinstance(value, list) and value:
        what, remedy = "this can be said in one way only, so a list is not a text here", "Keep one."
    return None, [ContentFault(file, name, what, remedy)]


def _alternatives(file: Path, name: str, value: object) -> tuple[Prompt | None, list[ContentFault]]:
    forms = [_string(form) for form in (value if isinstance(value, list) else [value])]
    if forms and all(forms):
        return Alternatives(tuple(forms)), []
    return None, [
        ContentFault(
            file, name, "this is not a list of texts", 'Write it as [ "the full one", "shorter" ].'
        )
    ]


def _plural(file: Path, name: str, value: object) -> tuple[Prompt | None, list[ContentFault]]:
    if not isinstance(value, Mapping):
        return None, [
            ContentFault(
                file, name, "this text needs a singular and a plural",
                f'Write {name}.one = "..." and {name}.other = "...".',
            )
        ]  # fmt: skip
    faults = [
        ContentFault(file, f"{name}.{category}", "this key is unknown", near(category, CATEGORIES))
        for category in value
        if category not in CATEGORIES
    ]
    texts = {category: _string(value.get(category)) for category in CATEGORIES}
    faults += [
        ContentFault(file, f"{name}.{category}", "this text is missing", "Write it.")
        for category, text in texts.items()
        if not text
    ]
    return (None if faults else Plural(texts)), faults


def _slot_faults(file: Path, name: str, prompt: Prompt, key: Key) -> Iterator[ContentFault]:
    known = ", ".join(f"{{{slot}}}" for slot in sorted(key.slots)) or "none"
    for form in prompt.forms:
        if has_stray_brace(form):
            yield ContentFault(
                file, name, "there is a brace that belongs to no slot", f"Slots here: {known}."
            )
        for slot in sorted(slots(form) - key.slots):
            yield ContentFault(file, name, f"{{{slot}}} is unknown here", f"Slots here: {known}.")
    for form, needed in _needed(prompt, key):
        for slot in sorted(needed - slots(form)):
            yield ContentFault(file, name, f"{{{slot}}} is missing", "Put it where it belongs.")


def _needed(prompt: Prompt, key: Key) -> Iterator[tuple[str, frozenset[str]]]:
    """Which form must have which slots: shorter alternatives and the singular may leave some out."""
    match prompt:
        case Phrase(text):
            yield text, key.slots
        case Plural(by_category):
            yield by_category["other"], key.slots
        case Alternatives(forms):
            yield forms[0], key.slots
            for form in forms[1:]:
                yield form, key.slots & {"name"}


def _budget_faults(file: Path, name: str, prompt: Alternatives) -> Iterator[ContentFault]:
    """A name can always be cut to one word, so with one word each some alternative must fit."""
    shortest = min(
        len("".join("x" if is_slot else text for text, is_slot in pieces(form)).split())
        for form in prompt.forms
    )
    if shortest > WORD_BUDGET:
        yield ContentFault(
            file,
            name,
            f"the shortest alternative has {shortest} words",
            f"Add one of at most {WORD_BUDGET}.",
        )


def _title_faults(file: Path, name: str, prompt: Prompt) -> Iterator[ContentFault]:
    """A title stands within a sentence of Kring's: "We zijn bij: de oogst."."""
    [text] = prompt.forms
    if "\n" in text or text[-1] in ".,:;?!":
        what, remedy = "this is more than a name", "Write a few words, without a full stop."
        yield ContentFault(file, name, what, remedy)
    elif len(text.split()) > TITLE_WORDS:
        what = f"this name has {len(text.split())} words"
        yield ContentFault(file, name, what, f"Use at most {TITLE_WORDS}.")
