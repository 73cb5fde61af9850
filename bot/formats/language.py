"""The ear for plain words (design section 8): what ``kring check`` hears in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.commands.catalogue import find
from bot.core.events import Language
from bot.formats.faults import ContentFault
from bot.words.texts import Prompt

MOST_WORDS = 15
"""How many words a sentence may have on average."""

_END = re.compile(r"(?<=[.?!…:])\s+|\n+")
_COMMAND = re.compile(r"(?<!\w)!(\w[\w-]*)")
_EXCLAMATION = re.compile(r"!(?!\w)")
_WORD = re.compile(r"\w[\w'’-]*")
_WAY_OUT = 3
"""Questions of so few words offer a way out: "Liever niet?", "Klaar?"."""
_OPEN: dict[Language, frozenset[str]] = {
    "nl": frozenset({"wat", "hoe", "waar", "wie", "wanneer", "welk", "welke", "wiens"}),
    "en": frozenset({"what", "how", "where", "who", "whom", "whose", "when", "which"}),
}


def language_faults(
    file: Path, key: str, language: Language, prompt: Prompt, *, is_prompt: bool
) -> Iterator[ContentFault]:
    """Find what is hard to read; ``is_prompt``: this text invites people to speak."""
    for form in prompt.forms:
        sentences = [words for part in _END.split(form) if (words := _WORD.findall(part))]
        average = sum(map(len, sentences)) / max(1, len(sentences))
        if average > MOST_WORDS:
            yield ContentFault(
                file,
                key,
                f"its sentences have {average:.0f} words on average",
                f"Make them shorter: at most {MOST_WORDS}.",
            )
        if _EXCLAMATION.search(form):
            yield ContentFault(file, key, "there is an exclamation mark", "End with a full stop.")
        yield from _command_faults(file, key, language, form)
        if is_prompt:
            yield from _question_faults(file, key, language, form)


def _command_faults(file: Path, key: str, language: Language, form: str) -> Iterator[ContentFault]:
    for word in _COMMAND.findall(form):
        entry = find(word)
        if entry is None:
            yield ContentFault(file, key, f"!{word} is not a command", "See !help for the list.")
        elif word not in (entry.nl if language == "nl" else entry.en):
            yield ContentFault(
                file,
                key,
                f"!{word} is a command of the other language",
                f"Write {entry.shown(language)}.",
            )


def _question_faults(file: Path, key: str, language: Language, form: str) -> Iterator[ContentFault]:
    """A prompt is an open question; one that offers a way out ("Liever niet?") is no prompt."""
    questions = [part.strip() for part in _END.split(form) if part.strip().endswith("?")]
    for question in questions:
        words = [word.casefold() for word in _WORD.findall(question)]
        opens = any(word in _OPEN[language] or word.startswith("waar") for word in words[:2])
        if not opens and len(words) > _WAY_OUT:
            yield ContentFault(
                file,
                key,
                f"'{question}' can be answered with yes or no",
                f"Begin with one of: {', '.join(sorted(_OPEN[language]))}.",
            )
