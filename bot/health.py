"""``/livez``, ``/readyz`` and ``/metrics``: whether Kring is there, hears and speaks, and how well."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.metrics import CONTENT_TYPE


class Health:
    """A small HTTP server.

    ``ready`` says in one word why not, or nothing when all is well; ``metrics`` gives the page of
    numbers.
    """

    def __init__(
        self,
        host: str,
        port: int,
        ready: Callable[[], str | None],
        metrics: Callable[[], Awaitable[bytes]],
    ) -> None:
        self._host = host
        self._port = port
        self._ready = ready
        self._metrics = metrics
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be listened on.

        """
        site = web.Application()
        site.router.add_get("/livez", self._livez)
        site.router.add_get("/readyz", self._readyz)
        site.router.add_get("/metrics", self._measured)
        self._runner = web.AppRunner(site, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _livez(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, request: web.Request) -> web.Response:
        reason = self._ready()
        if reason is None:
            return web.Response(text="ok\n")
        return web.Response(text=f"{reason}\n", status=503)

    async def _measured(self, request: web.Request) -> web.Response:
        return web.Response(body=await self._metrics(), headers={"Content-Type": CONTENT_TYPE})
