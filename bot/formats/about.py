"""The page for facilitators that goes with each format: ``about.md``.

Kring never reads it; whoever chooses a conversation does. A shipped format has one. Where an
organisation's own has none yet, that is worth a remark and keeps nobody from using it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.formats.faults import ContentFault
from bot.formats.files import is_there, read_text_file, spaces

_PAGE = "about.md"


def about_faults(folders: Sequence[Path]) -> Iterator[ContentFault]:
    """Find formats without such a page, the shipped folder first, and pages that say nothing."""
    layers = [(folder, {space.name for space in spaces(folder)[0]}) for folder in folders]
    formats = {
        name: folder
        for folder, names in layers
        for name in sorted(names)
        if is_there(folder / name / "format.toml")
    }
    for name, folder in formats.items():
        above = [each / name / _PAGE for each, names in layers if name in names]
        pages = [page for page in above if is_there(page)]
        page = pages[-1] if pages else folder / name / _PAGE
        text, faults = read_text_file(page)
        yield from (replace(one, remark=folder != folders[0] and not pages) for one in faults)
        if text is not None and not text.strip():
            remedy = "Tell facilitators what it is for, when not to use it, and what to watch."
            yield ContentFault(page, "", "this page is empty", remedy)
