"""What an administrator can watch of a running Kring: numbers, readiness, and nobody's name."""

from __future__ import annotations

import asyncio
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families as families

from bot.app import STALLED_MS, App
from bot.config import load
from bot.demo.homeserver import Homeserver
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import PASSWORD, NewKring, NewUser, People
from tests.kring import Kring
from tests.matrix.kring import FakeClock
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until


def read(page: str) -> dict[str, float]:
    return {
        sample.name + str(sorted(sample.labels.values()) or ""): sample.value
        for family in families(page)
        for sample in family.samples
    }


async def test_a_conversation_is_numbers_without_names(table: NewTable, kring: NewKring) -> None:
    bot = await kring()
    here = await table(3, kring=bot)
    before = read(await bot.metrics())
    assert before["kring_sessions['gathering']"] == 0
    await here.gathers(*here.people)
    page = await bot.metrics()
    now = read(page)
    assert now["kring_sessions['agreements']"] == 1
    assert now["kring_rooms"] == 1
    assert now["kring_reaction_seconds_count"] > before["kring_reaction_seconds_count"]
    assert 0 < now["kring_reaction_seconds_sum"] < 30
    assert 0 <= now["kring_sync_age_seconds"] < 60
    assert now["kring_outbox_age_seconds"] >= 0
    assert now["process_resident_memory_bytes"] > 0
    for word in (
        here.room,
        bot.user,
        *(p.user for p in here.people),
        *(p.name for p in here.people),
    ):
        assert word not in page
    assert "Thuis" not in page
    await here.stops()


async def test_not_ready_when_the_homeserver_no_longer_answers_or_takes_no_message(
    homeserver: Homeserver, new_user: NewUser, people: People, tmp_path: Path
) -> None:
    samira = await people("Samira")
    async with Proxy(homeserver.url) as proxy:
        files = Kring(tmp_path, proxy.url, await new_user("kring"), PASSWORD)
        clock = FakeClock()
        files.write_config()
        app = await App.open(load(tmp_path / "config.toml"), clock)
        assert app.not_ready() == "starting"
        running = asyncio.create_task(app.run())
        try:
            here = Table(files, await samira.create_room(invite=[files.user]), [samira])
            await here.hears("hello")
            assert app.not_ready() is None

            held = proxy.add(Rule("PUT .*/send/", Fate.BAD_GATEWAY))
            await samira.say(here.room, "!hulp")
            await until(lambda: is_hit(held), "the answer is on its way")
            clock.ahead += STALLED_MS + 1_000
            await samira.say(here.room, "!hulp")  # the homeserver answers the sync
            await until(lambda: becomes(app, "outbox-stalled"), "the outbox stalls")
            proxy.remove(held)
            await until(lambda: becomes(app, None), "it went on")

            away = proxy.add(Rule("GET .*/sync", Fate.BAD_GATEWAY))
            clock.ahead += STALLED_MS + 1_000
            await until(lambda: becomes(app, "sync-stalled"), "the sync stalls")
            proxy.remove(away)
            await samira.say(here.room, "!hulp")  # a sync under way is answered
            await until(lambda: becomes(app, None), "it went on")
        finally:
            await app.stop()
            await asyncio.wait([running])


async def is_hit(rule: Rule) -> bool:
    return rule.hits > 0


async def becomes(app: App, reason: str | None) -> bool:
    return app.not_ready() == reason
