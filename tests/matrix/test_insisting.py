"""A homeserver that is away is waited for; one that is there and fails at one thing is not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.core.people import RoomId, UserId
from bot.matrix import gaps
from bot.matrix.faults import LIMITED, Later


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pauses take no time."""

    async def at_once(seconds: float) -> None:
        return None

    monkeypatch.setattr(asyncio, "sleep", at_once)


async def filled(*faults: str) -> tuple[int, int]:
    """How many events a gap gave and how often was asked, when the first answers are faults."""
    asked = 0

    async def request(method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        nonlocal asked
        asked += 1
        if asked <= len(faults):
            raise Later(0.0, faults[asked - 1])
        return {"chunk": [{"event_id": "$1", "type": "m.room.message"}]}

    room, me = RoomId("!r:localhost"), UserId("@kring:localhost")
    return len(await gaps.fill(request, me, room, "t2", "t1")), asked


async def test_a_room_at_which_the_homeserver_fails_does_not_keep_the_others_waiting() -> None:
    assert await filled(*["M_UNKNOWN"] * 100) == (0, gaps.FAILURES)


@pytest.mark.parametrize("fault", ["HTTP_502", "ClientConnectorError", LIMITED])
async def test_a_homeserver_that_is_away_or_busy_is_waited_for(fault: str) -> None:
    assert await filled(*[fault] * 100) == (1, 101)
