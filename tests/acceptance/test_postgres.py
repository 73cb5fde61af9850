"""A whole Kring on PostgreSQL: a session, a kill in the middle of a turn, the end of it."""

from __future__ import annotations

from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.conftest import NewKring
from tests.postgres import Postgres


async def test_a_session_on_postgresql_goes_on_after_a_kill_and_closes(
    table: NewTable, kring: NewKring, postgres: Postgres, company: list[Person]
) -> None:
    one = await kring(database=postgres.new_database())
    circle = await table(4, kring=one)
    samira, joost, ruben = company[1:4]
    first = await circle.begins(samira, joost, ruben)
    assert first.content["kring.moment"]["person"] == samira.user
    await circle.says(samira, "De sleutel ligt onder de derde bloempot.")
    await one.kill()
    await circle.taps(samira, first)
    await one.start()
    second = await circle.hears("turn")
    assert second.content["kring.moment"]["person"] == joost.user
    await circle.stops()
    assert not list(one.data.glob("*.db")), "nothing of this is in SQLite"
