"""The order of all checks. One that cannot be made says so; it keeps no other from being made."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from bot import config as configuration
from bot.config import Config, ConfigFault
from bot.core.people import RoomId
from bot.matrix.http import path
from bot.upkeep.asking import Asking
from bot.upkeep.doctor import homeserver, machine
from bot.upkeep.doctor.account import account
from bot.upkeep.doctor.finding import Finding, look, of_fault, wrong
from bot.upkeep.doctor.kept import database
from bot.upkeep.doctor.running import running
from bot.upkeep.doctor.texts import texts
from bot.upkeep.secret import secret


async def examine(file: Path, admin_token: Path | None) -> list[Finding]:
    """Look at everything, and return what there is to tell, in order.

    ``admin_token`` is a file with the token of an administrator of the homeserver, to see the rate
    limit with; without it that cannot be seen.
    """
    try:
        config = configuration.load(file)
    except ConfigFault as fault:
        return [of_fault("configuration", fault)]
    found = [*machine.files(file, config), *machine.disk(config)]
    found += [machine.zone(config), texts(config)]
    alive, limited = await running(config)
    about, joined = await _homeserver(config, admin_token, limited=limited)
    found += about
    found += await database(config, joined)
    found.append(alive)
    return found


async def _homeserver(
    config: Config, admin_token: Path | None, *, limited: bool
) -> tuple[list[Finding], frozenset[RoomId] | None]:
    async with Asking(config.matrix.homeserver) as asking:
        answer, found = await homeserver.homeserver(asking)
        if not answer.ok:
            return found, None
        try:
            seen = await account(asking, config)
        except ConfigFault:  # told of among the files
            what = "cannot be seen without the password"
            return [*found, look("account", what, "Mend the password first")], None
        limit = await _rate_limit(asking, config, admin_token, limited=limited)
        return [*found, *seen.findings, limit], seen.rooms


async def _rate_limit(
    asking: Asking, config: Config, admin_token: Path | None, *, limited: bool
) -> Finding:
    if admin_token is None:
        remedy = (
            "Give the token of an administrator in --admin-token-file to see it; how to lift it is in "
            "docs/for-administrators.md"
        )
        if limited:
            return wrong("rate limit", "the homeserver makes Kring wait", remedy)
        return look("rate limit", "only an administrator of the homeserver can see it", remedy)
    try:
        token = secret(admin_token, "--admin-token-file")
    except ConfigFault as fault:
        return of_fault("rate limit", fault)
    who = await asking.ask("GET", path("account", "whoami"), token=token)
    user = quote(config.matrix.user_id, safe="")
    where = f"/_synapse/admin/v1/users/{user}/override_ratelimit"
    return homeserver.rate_limit(await asking.ask("GET", where, token=token), who)


def is_well(found: list[Finding]) -> bool:
    """Whether nothing is wrong; what should be looked at does not count."""
    return all(finding.status != "wrong" for finding in found)


def summary(found: list[Finding]) -> str:
    """Say in one line how it is."""
    bad = sum(1 for finding in found if finding.status == "wrong")
    doubtful = sum(1 for finding in found if finding.status == "look")
    if bad:
        return f"{bad} of {len(found)} are wrong."
    return f"Nothing is wrong; {doubtful} to look at." if doubtful else "All is well."
