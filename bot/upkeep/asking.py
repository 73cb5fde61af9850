"""Asking a homeserver something for an administrator: every answer is a value, none an exception."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``status`` is 0 when nothing did, and ``fault`` is then the kind of failure.

    ``skew`` is how far the server's clock is before this one's, in seconds, give or take
    ``precision``; None where it did not say.
    """

    status: int
    content: dict[str, Any] = field(default_factory=dict)
    fault: str = ""
    skew: float | None = None
    precision: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether it was answered as asked."""
        return self.status == 200

    @property
    def errcode(self) -> str:
        """The error code of Matrix, or what else tells what went wrong."""
        code = self.content.get("errcode")
        return code if isinstance(code, str) else self.fault or f"status {self.status}"


class Asking:
    """One homeserver: ``async with Asking(url) as asking``."""

    def __init__(self, homeserver: str) -> None:
        self._homeserver = homeserver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Make ready; nothing is asked yet."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    async def page(self, path: str) -> tuple[int, str] | None:
        """Return a page's status and text; None when nothing answers."""
        if self._session is None:
            raise RuntimeError("to be used within async with")
        try:
            async with self._session.get(URL(self._homeserver + path, encoded=True)) as response:
                return response.status, await response.text()
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeDecodeError):
            return None

    async def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, token: str | None = None
    ) -> Answer:
        """Ask; ``path`` is percent-encoded already."""
        if self._session is None:
            raise RuntimeError("to be used within async with")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = URL(self._homeserver + path, encoded=True)
        before = time.time()
        try:
            async with self._session.request(method, url, json=body, headers=headers) as response:
                after = time.time()
                text = await response.read()
                date = response.headers.get("Date")
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as fault:
            return Answer(0, fault=type(fault).__name__)
        skew, precision = _skew(date, before, after)
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            return Answer(response.status, fault="no JSON", skew=skew, precision=precision)
        return Answer(response.status, content, skew=skew, precision=precision)


def _skew(date: str | None, before: float, after: float) -> tuple[float | None, float]:
    """How far a clock is before ours, whose ``date`` was told between two times of ours."""
    try:
        told = parsedate_to_datetime(date or "").timestamp()
    except (ValueError, TypeError):
        return None, 0.0
    # The header has whole seconds: it was anything up to a second later.
    return told + 0.5 - (before + after) / 2, 0.5 + (after - before) / 2
