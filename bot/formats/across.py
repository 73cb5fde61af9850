"""What does not fit together: between the two languages of a folder, and between a text and its format.

A folder laid over another may say less than all; what it says in one language only is worth a remark,
because people in the other language keep hearing what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

from bot.commands.parse import LONGEST_FORMAT
from bot.core.events import Language
from bot.formats.faults import ContentFault
from bot.formats.files import is_there, read_toml, spaces
from bot.formats.library import normalised
from bot.words.texts import Prompt

_START = re.compile(r"!start\s+((?:[\w'’-]+\s*)+)")
_SPOKEN: Mapping[str, str] = {"nl": "Dutch", "en": "English"}


def start_faults(summary: Prompt, file: Path, names: Iterable[str]) -> Iterator[ContentFault]:
    """Find, in the summary of a format of these ``names``, how to start something else."""
    known = set(names)
    for form in summary.forms:
        for said in _START.findall(form.replace("*", "")):
            words = said.split()
            begins = {normalised(" ".join(words[: n + 1])) for n in range(LONGEST_FORMAT)}
            if not begins & known:
                what = f"'!start {words[0]}' does not start this conversation"
                yield ContentFault(file, "summary", what, "Write the name it has in format.toml.")


def one_language(folder: Path) -> Iterator[ContentFault]:
    """Find texts that a folder laid over another says in one language and not in the other."""
    for space in spaces(folder)[0]:
        files = {language: space / f"{language}.toml" for language in get_args(Language)}
        said = {
            language: set(read_toml(file)[0] or {}) if is_there(file) else set()
            for language, file in files.items()
        }
        for language, other in (("nl", "en"), ("en", "nl")):
            for key in sorted(said[language] - said[other]):
                what = f"this is said in {_SPOKEN[language]} only"
                remedy = f"Say it in {other}.toml too, else it stays there as it was."
                yield ContentFault(files[language], key, what, remedy, remark=True)
