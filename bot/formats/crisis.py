"""The organisation's own crisis text, in the place of the shipped one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.formats.faults import ContentFault, ContentFaults
from bot.formats.library import Library
from bot.words.texts import Phrase, Prompt, Texts

KEY = "common.crisis"


def with_crisis(library: Library, source: str | Path) -> Library:
    """Give the library in which ``!nood`` answers with ``source``: a text's key, or a file's text.

    Raises:
        ContentFaults: there is no such key, or the file cannot be read or is empty.

    """
    texts = {
        language: Texts(language, {**texts.prompts, KEY: _prompt(texts, source)})
        for language, texts in library.by_language.items()
    }
    return replace(library, by_language=texts)


def _prompt(texts: Texts, source: str | Path) -> Prompt:
    if isinstance(source, str):
        try:
            return texts[source]
        except KeyError:
            raise _fault(Path("prompts"), f"there is no text {source}", "Give a key that exists.")
    try:
        words = source.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise _fault(source, "this cannot be read", "Make it a UTF-8 text that Kring may read.")
    if not words:
        raise _fault(source, "this is empty", "Write in it where people find help, day and night.")
    return Phrase(words)


def _fault(place: Path, what: str, remedy: str) -> ContentFaults:
    return ContentFaults((ContentFault(place, "[safety] crisis_text", what, remedy),))
