"""Waiting for what another process does: a condition with a deadline, never a fixed time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

DEADLINE = 30.0
_LOOK_AGAIN_SECONDS = 0.05


async def until(
    condition: Callable[[], Awaitable[bool]], what: str, *, deadline: float = DEADLINE
) -> None:
    """Return as soon as ``condition`` holds. Raises AssertionError after ``deadline`` seconds."""
    try:
        async with asyncio.timeout(deadline):
            while not await condition():  # noqa: ASYNC110 - another process cannot set our events
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    except TimeoutError:
        raise AssertionError(f"waited {deadline:.0f} seconds in vain: {what}") from None
