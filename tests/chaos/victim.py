"""Kring behind a proxy, killed at the worst moments there are, and started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import Callable
from typing import Any

from tests.kring import Kring
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until

ROOM_MESSAGE = r"PUT .*/send/m\.room\."
SYNC = r"GET .*/v3/sync"
SENDING = ("before a send", "after a send", "handing out keys", "at a random moment")
HEARING = ("while away", "at a sync answer", "at a random moment", "at its start")
CAMPAIGN = "CHAOS_SEEDS"
"""The seeds of a campaign (``make chaos``); without it one seed is run."""
SOON_SECONDS = 8.0
"""How long a strike waits for its moment; then any moment will do."""


class Victim(Kring):
    """A Kring that can be killed at once, from within a request."""

    def strike(self) -> None:
        """Kill it now, without waiting for its end."""
        if self._process is not None and self._process.returncode is None:
            # Not by way of the process object: it would take the child's status from its watcher.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def kill(self) -> None:
        """Kill it, wherever it is; it may have been struck before."""
        self.strike()
        await self.ended()

    @property
    def ended_by_itself(self) -> int | None:
        """Its status when it has ended although nobody struck it."""
        status = None if self._process is None else self._process.returncode
        return None if status == -signal.SIGKILL else status


class Killer:
    """Kills at moments that ``seed`` chooses. ``kills`` counts them by kind."""

    def __init__(self, victim: Victim, proxy: Proxy, seed: int, *, spare: float = 0.0) -> None:
        self.kills: dict[str, int] = {}
        self._victim = victim
        self._proxy = proxy
        self._chance = random.Random(seed)
        self._spare = spare
        self._task: asyncio.Task[None] | None = None

    async def before(self, act: str) -> None:
        """Prepare a kill for what comes next, once the last one is over."""
        await self.rest()
        if self._chance.random() < self._spare:
            return
        how = self._chance.choice(SENDING if act == "answered" else HEARING)
        self.kills[how] = self.kills.get(how, 0) + 1
        if how == "while away":
            await self._victim.kill()
        self._task = asyncio.create_task(self._kill(how))
        await asyncio.sleep(0)  # its trap stands before the act

    async def rest(self) -> None:
        """Wait until the last kill is over and Kring was started again."""
        if self._task is not None:
            await self._task
            self._task = None

    async def _kill(self, how: str) -> None:
        struck = asyncio.Event()

        def strike() -> None:
            self._victim.strike()
            struck.set()

        match how:
            case "before a send":
                await self._trapped(Rule(ROOM_MESSAGE, Fate.HOLD, times=1), struck, hold=True)
            case "handing out keys":
                await self._trapped(Rule("PUT .*/sendToDevice", Fate.HOLD, 1), struck, hold=True)
            case "after a send":
                rewrite = then(strike)
                rule = Rule(ROOM_MESSAGE, Fate.REWRITE, times=1, rewrite=rewrite)
                await self._trapped(rule, struck)
            case "at a sync answer":
                loop, delay = asyncio.get_running_loop(), self._chance.uniform(0, 0.05)
                rewrite = _when_it_tells(lambda: loop.call_later(delay, strike))
                await self._trapped(Rule(SYNC, Fate.REWRITE, rewrite=rewrite), struck)
            case "at a random moment":
                await asyncio.sleep(self._chance.uniform(0, 0.5))
            case "at its start":
                await self._victim.kill()
                await self._victim.start(ready=False)
                await asyncio.sleep(self._chance.uniform(0.5, 2.5))
        assert self._victim.ended_by_itself is None, (
            self._victim.ended_by_itself,
            self._victim.stderr[-3000:],
        )
        await self._victim.kill()
        await self._victim.start(ready=False)

    async def _trapped(self, rule: Rule, struck: asyncio.Event, *, hold: bool = False) -> None:
        """Wait for the moment of a rule; a held request never goes on."""

        async def moment() -> bool:
            return struck.is_set() or (hold and rule.hits > 0)

        self._proxy.add(rule)
        try:
            await until(moment, "a moment to strike", deadline=SOON_SECONDS)
        except AssertionError:
            self.kills["too late"] = self.kills.get("too late", 0) + 1
        self._victim.strike()
        await self._victim.kill()
        self._proxy.remove(rule)


def then(act: Callable[[], object]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Act when the homeserver has answered, before the answer is passed on."""

    def rewrite(answer: dict[str, Any]) -> dict[str, Any]:
        act()
        return answer

    return rewrite


def _when_it_tells(act: Callable[[], object]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def rewrite(answer: dict[str, Any]) -> dict[str, Any]:
        if answer.get("rooms", {}).get("join"):
            act()
        return answer

    return rewrite
