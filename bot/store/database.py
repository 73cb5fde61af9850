"""Opening the database: SQLite or PostgreSQL, checked, and with today's schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.faults import StoreFault, damaged, told, told_of_address

_MIGRATIONS = Path(__file__).parent / "migrations"


async def opened(database: str) -> AsyncEngine:
    """Open the database at this address and bring its schema up to date.

    Raises:
        StoreFault: it is damaged, full, cannot be reached, or was made by a newer Kring; or the
            address itself cannot be read.

    """
    with told(), told_of_address():
        url = make_url(database)
        sqlite = url.get_backend_name() == "sqlite"
        if sqlite:
            _make_file(Path(url.database or ""))
            # Parameters stay out of exceptions, for those may be logged.
            engine = create_async_engine(url, hide_parameters=True)
            event.listen(engine.sync_engine, "connect", _prepare)
        else:
            engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=True)
    try:
        with told():
            with told_of_address():
                async with engine.connect():
                    pass
            async with engine.begin() as connection:
                if sqlite:
                    await connection.run_sync(_check)
                await connection.run_sync(_migrate)
    except BaseException:
        await engine.dispose()
        raise
    return engine


def _make_file(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else on the machine can read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=5000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _check(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise damaged()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {step.revision for step in script.walk_revisions()}:
        raise StoreFault(
            "The database was made by a newer Kring: install that version, or put back a "
            "copy made before the upgrade"
        )
    if connection.dialect.name == "sqlite":
        # The driver begins a transaction by itself, but not before a change of the schema.
        connection.exec_driver_sql("BEGIN")
    command.upgrade(config, "head")
