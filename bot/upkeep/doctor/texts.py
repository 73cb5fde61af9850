"""Whether all that people read is there, in every language, with the organisation's own laid over."""

from __future__ import annotations

from bot.config import Config
from bot.formats.faults import ContentFaults
from bot.formats.loader import load, shipped
from bot.upkeep.doctor.finding import Finding, ok, wrong


def texts(config: Config) -> Finding:
    """Read everything, as Kring does when it starts."""
    try:
        library = load([shipped(), *config.prompts.extra], config.safety.crisis_text)
    except ContentFaults as faults:
        first, *more = faults.faults
        place = f"{first.file}, {first.key}" if first.key else str(first.file)
        others = f" And {len(more)} more: kring check tells all." if more else ""
        return wrong("texts", f"{place}: {first.what}", f"{first.remedy}{others}")
    return ok("texts", f"{len(library.plans)} formats, in Dutch and English")
