"""A homeserver that misbehaves: a reverse proxy that does to requests what a rule says.

``async with Proxy(homeserver.url) as proxy``: clients use ``proxy.url``. ``proxy.add(Rule(...))``
makes something go wrong, a number of times or until it is removed; ``proxy.count`` tells how often
a path was asked for, ``proxy.sent`` is all that clients sent, as it was.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

Rewrite = Callable[[dict[str, Any]], dict[str, Any]]
_HOP = frozenset({"connection", "transfer-encoding", "content-length", "content-encoding", "host"})


class Fate(Enum):
    """What happens to a request."""

    DROP = "the connection closes, the homeserver never sees it"
    LOSE = "the homeserver handles it, its answer gets lost"
    TWICE = "the homeserver gets it twice"
    HOLD = "it waits until the rule's gate opens"
    BAD_GATEWAY = "a page that says 502"
    LIMITED = "429, with the rule's retry_after_ms"
    REWRITE = "the answer is what the rule makes of it"


@dataclass(slots=True)
class Rule:
    """What happens to requests whose method and path match, ``times`` times (None: always).

    With ``holding`` only to those in whose body this stands, in clear.
    """

    match: str
    fate: Fate
    times: int | None = None
    retry_after_ms: int = 50
    rewrite: Rewrite | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    holding: bytes = b""
    hits: int = 0

    def takes(self, request: str, body: bytes) -> bool:
        """Whether this request is one of the rule's, and count it."""
        spent = self.times is not None and self.hits >= self.times
        if spent or not re.search(self.match, request) or self.holding not in body:
            return False
        self.hits += 1
        return True


class Proxy:
    """A reverse proxy on 127.0.0.1."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._rules: list[Rule] = []
        self._asked: list[str] = []
        self.sent: list[tuple[str, bytes]] = []
        self._runner: web.AppRunner | None = None
        self._client: aiohttp.ClientSession | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        """Start it."""
        self._client = aiohttp.ClientSession(auto_decompress=True)
        app = web.Application(client_max_size=100_000_000)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        address = self._runner.addresses[0]
        self.url = f"http://127.0.0.1:{address[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        for rule in self._rules:
            rule.gate.set()
        if self._client is not None:
            await self._client.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def add(self, rule: Rule) -> Rule:
        """Let a rule hold from now on; the first that matches decides."""
        self._rules.append(rule)
        return rule

    def remove(self, rule: Rule) -> None:
        """Let a rule hold no longer; what it held goes on."""
        self._rules.remove(rule)
        rule.gate.set()

    def count(self, match: str) -> int:
        """How many requests so far had a method and path like this."""
        return sum(1 for asked in self._asked if re.search(match, asked))

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        asked = f"{request.method} {request.rel_url}"
        self._asked.append(asked)
        body = await request.read()
        self.sent.append((asked, body))
        rule = next((rule for rule in self._rules if rule.takes(asked, body)), None)
        match rule.fate if rule is not None else None:
            case Fate.DROP:
                return _cut(request)
            case Fate.BAD_GATEWAY:
                return web.Response(status=502, text="<html>502 Bad Gateway</html>")
            case Fate.LIMITED if rule is not None:
                fault = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": rule.retry_after_ms}
                return web.json_response(fault, status=429)
            case Fate.HOLD if rule is not None:
                await rule.gate.wait()
            case Fate.TWICE:
                await self._forward(request, body)
        status, headers, answer = await self._forward(request, body)
        if rule is not None and rule.fate is Fate.LOSE:
            return _cut(request)
        if rule is not None and rule.rewrite is not None and status == 200:
            answer = json.dumps(rule.rewrite(json.loads(answer))).encode()
        return web.Response(status=status, headers=headers, body=answer)

    async def _forward(
        self, request: web.Request, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        assert self._client is not None
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP}
        try:
            async with self._client.request(
                request.method,
                self._target + request.raw_path,
                headers=headers,
                data=body,
                timeout=aiohttp.ClientTimeout(total=120),
            ) as answer:
                kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP}
                return answer.status, kept, await answer.read()
        except aiohttp.ClientError:  # the homeserver is down
            return 502, {}, b"<html>502 Bad Gateway</html>"


def _cut(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
