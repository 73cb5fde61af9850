"""What came last in a room: so that no theme and no prompt comes twice in a row.

| what happens | what is kept |
|---|---|
| a session closes that got as far as its stages | its format, and its theme if that is of the library |
| a stage begins whose prompt can be said in more ways than one | which way it is said now: another |

It stays with the room, sealed with the room's key, and is about nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.circle import Circle, Lately, Phase, Session

MOST_FORMATS = 5
MOST_THEMES = 12
MOST_PROMPTS = 60
"""How many of each are kept; the oldest goes first."""


def held(circle: Circle, session: Session) -> Lately:
    """What came last once this session is over."""
    lately = circle.lately
    if session.phase is not Phase.STAGES:
        return lately
    topic = [session.topic.id] if session.topic is not None else []
    return replace(
        lately,
        formats=_newest([*lately.formats, session.plan.id], MOST_FORMATS),
        themes=_newest([*lately.themes, *topic], MOST_THEMES),
    )


def turned_over(lately: Lately, prompt: str, ways: int, seed: int) -> Lately:
    """Say a prompt in another way than last time; the first time, in the first of its ``ways``."""
    last = way(lately, prompt, ways)
    others = [one for one in range(1, ways + 1) if one != last]
    now = others[seed % len(others)] if last is not None and others else 1
    kept = [one for one in lately.prompts if one[0] != prompt]
    return replace(lately, prompts=tuple([*kept, (prompt, now)][-MOST_PROMPTS:]))


def way(lately: Lately, prompt: str, ways: int) -> int | None:
    """In which of its ``ways`` a prompt was said last (from 1); None: in none that is there now."""
    return next((one for key, one in lately.prompts if key == prompt and one <= ways), None)


def _newest(ids: Sequence[str], most: int) -> tuple[str, ...]:
    """Each once, where it came last; no more than so many."""
    kept = dict.fromkeys(reversed(ids))
    return tuple(reversed(tuple(kept)[:most]))
