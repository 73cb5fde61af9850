"""What the doctor asks the homeserver without a login: is it there, what can it, what time is it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.matrix.shape import entries, items, objects, text
from bot.upkeep.asking import Answer, Asking
from bot.upkeep.doctor.finding import Finding, look, ok, wrong

NEEDED = (1, 3)
"""The version of the Matrix specification that Kring needs: relations are told with their events."""
TESTED = (1, 11)
UNHEARD = {
    "ClientConnectorDNSError": "its name is not known here",
    "ClientConnectorCertificateError": "its certificate is not trusted here",
    "ClientConnectorSSLError": "no safe connection could be made",
    "ClientConnectorError": "nothing listens there, or something between keeps it away",
    "ServerDisconnectedError": "it breaks off the connection",
    "TimeoutError": "it takes too long",
}
"""What a failure of aiohttp means."""
SKEW_LOOK, SKEW_WRONG = 5.0, 60.0
"""From how many seconds between two clocks on it is told, and from how many on it is wrong."""


async def homeserver(asking: Asking) -> tuple[Answer, list[Finding]]:
    """Look at the homeserver; returns its first answer too, without which nothing else can be."""
    answer = await asking.ask("GET", "/_matrix/client/versions")
    if not answer.ok or not items(answer.content, "versions"):
        what = (
            f"does not answer ({UNHEARD.get(answer.fault, answer.fault)})"
            if not answer.status
            else f"is no Matrix homeserver, or a proxy without one behind it ({answer.errcode})"
        )
        remedy = "Look at [matrix] homeserver, at its log, and at the proxy before it"
        return answer, [wrong("homeserver", what, remedy)]
    flows = await asking.ask("GET", "/_matrix/client/v3/login")
    named = await asking.ask("GET", "/_matrix/federation/v1/version")
    return answer, [_versions(answer, named), *_clock(answer), _login(flows)]


def _versions(answer: Answer, named: Answer) -> Finding:
    versions = [
        tuple(int(part) for part in name[1:].split("."))
        for name in items(answer.content, "versions")
        if isinstance(name, str) and name[:1] == "v" and name[1:].replace(".", "", 1).isdecimal()
    ]
    newest = max(versions, default=(0, 0))
    server = text(named.content, "server", "name") or "a homeserver"
    build = text(named.content, "server", "version") or "of unknown version"
    what = f"{server} {build}, speaks Matrix up to {newest[0]}.{newest[-1]}"
    if newest < NEEDED:
        needed = ".".join(map(str, NEEDED))
        return wrong("homeserver", what, f"Upgrade it: Kring needs Matrix {needed} or newer")
    if newest < TESTED:
        return look("homeserver", what, "Kring was not tested with one this old: upgrade it")
    return ok("homeserver", what)


def _clock(answer: Answer) -> Iterator[Finding]:
    if answer.skew is None:
        yield look("clock", "the homeserver does not tell the time", "Let NTP keep both clocks")
        return
    apart = max(0.0, abs(answer.skew) - answer.precision)
    what = f"{apart:.0f} seconds or less from the homeserver's" if apart < 1 else (
        f"{apart:.0f} seconds {'behind' if answer.skew > 0 else 'ahead of'} the homeserver's"
    )  # fmt: skip
    remedy = "Let NTP keep the clocks of both machines (timedatectl set-ntp true)"
    if apart >= SKEW_WRONG:
        yield wrong("clock", what, remedy)
    elif apart >= SKEW_LOOK:
        yield look("clock", what, remedy)
    else:
        yield ok("clock", what)


def _login(flows: Answer) -> Finding:
    kinds = {text(flow, "type") for flow in objects(flows.content, "flows")}
    if not flows.ok:
        return look("login", f"the homeserver does not tell how ({flows.errcode})", "Try again")
    if "m.login.password" not in kinds:
        return wrong(
            "login",
            "the homeserver allows no login by password",
            "Allow it (Synapse: password_config), for Kring's user needs it",
        )
    return ok("login", "by password is allowed")


def rate_limit(answer: Answer, who: Answer) -> Finding:
    """Read what an administrator's token was told: of Kring's rate limit, and ``who`` has the token."""
    name, remedy = (
        "rate limit",
        "Lift it for Kring: see docs/for-administrators.md, 'The rate limit'",
    )
    if not who.ok or answer.status == 403:
        return wrong(
            name,
            f"the administrator's token does not work ({(answer if who.ok else who).errcode})",
            "Give the token of an administrator of this homeserver in --admin-token-file",
        )
    if not answer.ok:
        return look(name, f"the homeserver does not tell ({answer.errcode})", remedy)
    if not answer.content:
        return wrong(name, "is not lifted: Kring will be slow, and set no buttons", remedy)
    limit = entries(answer.content).get("messages_per_second")
    if limit not in {0, None}:
        return look(name, f"is {limit} messages a second", f"0 means no limit. {remedy}")
    return ok(name, "is lifted")
