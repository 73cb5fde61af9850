"""Opening the database: SQLite or PostgreSQL, checked, and with today's schema; or to look into."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.faults import NoDatabase, StoreFault, damaged, told, told_of_address

_MIGRATIONS = Path(__file__).parent / "migrations"


async def opened(database: str) -> AsyncEngine:
    """Open the database at this address and bring its schema up to date.

    Raises:
        StoreFault: it is damaged, full, cannot be reached, or was made by a newer Kring; or the
            address itself cannot be read.

    """
    engine = await connected(database)
    try:
        with told():
            async with engine.begin() as connection:
                await connection.run_sync(migrate)
    except BaseException:
        await engine.dispose()
        raise
    return engine


async def connected(database: str) -> AsyncEngine:
    """Reach the database at this address, made if it is a file, and see whether it is whole.

    Raises:
        StoreFault: as ``opened``.

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
    except BaseException:
        await engine.dispose()
        raise
    return engine


@asynccontextmanager
async def looking(database: str) -> AsyncIterator[AsyncConnection]:
    """Look into a database as it is at one moment, also while Kring runs; nothing can be changed.

    Raises:
        StoreFault: it is not there, damaged, cannot be reached; or the address cannot be read.

    """
    with told(), told_of_address():
        url = make_url(database)
        sqlite = url.get_backend_name() == "sqlite"
        if sqlite:
            url = _read_only(url)
        engine = create_async_engine(url, hide_parameters=True)
    try:
        with told():
            with told_of_address():
                connection = await engine.connect()
            try:
                if sqlite:
                    await connection.run_sync(_check)
                    await connection.exec_driver_sql("BEGIN")
                else:
                    await connection.execution_options(
                        isolation_level="REPEATABLE READ", postgresql_readonly=True
                    )
                yield connection
            finally:
                await connection.close()
    finally:
        await engine.dispose()


def _read_only(url: URL) -> URL:
    """Give the address of a file that is there, so that looking into it makes and changes nothing."""
    file = Path(url.database or "")
    if not file.exists():
        raise NoDatabase
    # A file may have any name.
    return url.set(database=f"file:{quote(str(file))}", query={"mode": "ro", "uri": "true"})


def revision(connection: Connection) -> str | None:
    """Give the step of the migrations that a database has; None: it has no schema."""
    return MigrationContext.configure(connection).get_current_revision()


def revisions() -> tuple[str, ...]:
    """Give all steps of the migrations, the newest first."""
    script = ScriptDirectory.from_config(_alembic())
    return tuple(step.revision for step in script.walk_revisions())


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


def migrate(connection: Connection, to: str | None = None) -> None:
    """Bring the schema up to a step of the migrations, by default the newest.

    Raises:
        StoreFault: the database has a step that this Kring does not know.

    """
    known, current = revisions(), revision(connection)
    if current == (to or known[0]):
        return
    if current is not None and current not in known:
        raise StoreFault(
            "The database was made by a newer Kring: install that version, or put back a backup "
            "made before the upgrade (kring restore)"
        )
    if connection.dialect.name == "sqlite" and not _in_transaction(connection):
        # The driver begins a transaction by itself, but not before a change of the schema.
        connection.exec_driver_sql("BEGIN")
    config = _alembic()
    config.attributes["connection"] = connection
    command.upgrade(config, to or "head")


def _in_transaction(connection: Connection) -> bool:
    return bool(connection.connection.driver_connection.in_transaction)  # type: ignore[union-attr] # aiosqlite's


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
