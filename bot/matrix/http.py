"""Requests to a homeserver: plain JSON in and out, every failure one of three faults."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from bot.matrix.faults import LIMITED, EdgeFault, Later, Refused
from bot.matrix.shape import number

CLIENT = "/_matrix/client"
REQUEST_SECONDS = 30.0
RETRY_SECONDS = 1.0
LOGIN_GONE = (
    "The homeserver no longer knows Kring's login. Remove matrix-session.json from keys_dir and "
    "start again; Kring then comes back as a new device."
)


def path(*parts: str, query: dict[str, str] | None = None, version: str = "v3") -> str:
    """Build the path of a request, every part of it and of its query percent-encoded."""
    where = f"{CLIENT}/{version}" + "".join(f"/{quote(part, safe='')}" for part in parts)
    return where if query is None else f"{where}?{urlencode(query)}"


class Http:
    """One homeserver, one login."""

    def __init__(self, homeserver: str) -> None:
        self._homeserver = homeserver.rstrip("/")
        self._token = ""
        self._session: aiohttp.ClientSession | None = None

    def use_token(self, token: str) -> None:
        """Speak as this login from now on."""
        self._token = token

    async def request(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | bytes | None = None,
        seconds: float = REQUEST_SECONDS,
    ) -> dict[str, Any]:
        """Ask the homeserver something; a body of bytes goes as it is, without saying what it is.

        Returns the JSON object it answers; raises ``Later`` for a network fault, a 429, a 5xx or
        an answer that is no JSON object, ``EdgeFault`` for a login that is gone, else ``Refused``.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        raw = isinstance(body, bytes)
        if raw:
            headers["Content-Type"] = "application/octet-stream"
        try:
            async with self._session.request(
                method,
                URL(self._homeserver + path, encoded=True),
                json=None if raw else body,
                data=body if raw else None,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                status = response.status
                text = await response.read()
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as fault:
            raise Later(RETRY_SECONDS, type(fault).__name__) from None
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        if status == 200 and isinstance(answer, dict):
            return answer
        raise _fault(status, answer if isinstance(answer, dict) else {})

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _fault(status: int, answer: dict[str, Any]) -> Exception:
    """Tell what an answer other than success means."""
    code = answer.get("errcode")
    errcode = (
        code if isinstance(code, str) and code.replace("_", "").isalnum() else f"HTTP_{status}"
    )
    if errcode == "M_UNKNOWN_TOKEN":
        return EdgeFault(LOGIN_GONE)
    if status == 429 or errcode == LIMITED:
        wait = number(answer, "retry_after_ms")
        return Later(wait / 1000 if wait and 0 < wait < 3_600_000 else 5.0, errcode)
    # A gateway's page (no errcode) means the homeserver behind it is away, whatever its status; a
    # request for a password has none either (spec: User-Interactive Authentication).
    wants_password = status == 401 and "flows" in answer
    if status >= 500 or status == 200 or not ("errcode" in answer or wants_password):
        return Later(RETRY_SECONDS, errcode)
    return Refused(status, errcode, answer)
