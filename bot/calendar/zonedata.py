"""Which rules for time zones count: the newer of those of the system and of the package ``tzdata``.

Countries change their clocks at short notice, and a file of old rules opens a meeting an hour early or
late (G5). Python looks into the system first, however old that is; here the newer one is chosen, once,
when the program starts. What is planned keeps its time on the clock, whichever rules come.
"""

from __future__ import annotations

import zoneinfo
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_BEGINS = "# version "


def use_newest() -> None:
    """Choose; where a version cannot be told, the system's rules stay."""
    system = next(filter(None, (_version(Path(folder)) for folder in zoneinfo.TZPATH)), None)
    package = _version(files("tzdata") / "zoneinfo")
    if system is not None and package is not None and system < package:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


def _version(folder: Path | Traversable) -> str | None:
    """The version of the rules in a folder, such as 2026f."""
    try:
        first = (folder / "tzdata.zi").read_text("utf-8").partition("\n")[0]
    except OSError:
        return None
    return first.removeprefix(_BEGINS) if first.startswith(_BEGINS) else None
