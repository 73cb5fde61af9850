"""Whether Kring runs, by its own health address, and what it met since it started."""

from __future__ import annotations

import re

from bot.config import Config
from bot.upkeep.asking import Asking
from bot.upkeep.doctor.finding import Finding, look, ok, wrong

_LIMITED = re.compile(r'^kring_faults_total\{kind="rate-limited"\} ([0-9.]+)$', re.MULTILINE)
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not where to listen

_REASONS = {
    "starting": "it waits for the homeserver's first answer",
    "sync-stalled": "the homeserver has not answered it for two minutes",
    "outbox-stalled": "a message of its has been waiting for two minutes",
}


async def running(config: Config) -> tuple[Finding, bool]:
    """Tell whether Kring runs and is ready; and whether its messages were made to wait (429)."""
    host = _ANYWHERE.get(config.http.host, config.http.host)
    address = f"http://[{host}]:{config.http.port}" if ":" in host else (
        f"http://{host}:{config.http.port}"
    )  # fmt: skip
    async with Asking(address) as asking:
        ready = await asking.page("/readyz")
        if ready is None:
            return look("running", "Kring does not run, or not here", "Start it: kring run"), False
        status, said = ready
        metrics = await asking.page("/metrics")
    limited = _LIMITED.search(metrics[1]) if metrics is not None else None
    waited = limited is not None and float(limited[1]) > 0
    if (status, said.strip()) == (200, "ok"):
        return ok("running", "Kring hears and speaks"), waited
    if status == 503 and said.strip() in _REASONS:
        remedy = "Look at the homeserver and at Kring's log (journalctl -u kring)"
        return wrong("running", f"Kring is not ready: {_REASONS[said.strip()]}", remedy), waited
    remedy = "Choose another [http] listen, or stop the other program"
    return wrong("running", "another program answers at [http] listen", remedy), False
