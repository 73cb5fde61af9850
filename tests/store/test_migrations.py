"""The migrations give exactly the schema of the code, and travel with the program."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.store import Store
from bot.store.tables import metadata
from tests.store.conftest import Place

ROOT = Path(__file__).parents[2]


def _schema(connection: Connection) -> dict[str, Any]:
    inspector: Inspector = inspect(connection)
    return {
        name: {
            "columns": [column | {"type": repr(column["type"])} for column in columns],
            "primary key": inspector.get_pk_constraint(name),
            "unique": inspector.get_unique_constraints(name),
            "indexes": sorted(inspector.get_indexes(name), key=lambda index: str(index["name"])),
            "checks": inspector.get_check_constraints(name),
        }
        for name in sorted(inspector.get_table_names())
        if name != "alembic_version"
        for columns in [inspector.get_columns(name)]
    }


async def test_the_migrations_give_exactly_the_schema_of_the_tables(place: Place) -> None:
    await (await Store.open(place.database, place.keys_dir)).close()
    engine = create_async_engine(place.database)
    async with engine.begin() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_type": True}), metadata
            )
        )
        migrated = await connection.run_sync(_schema)
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        made = await connection.run_sync(_schema)
    await engine.dispose()
    assert differences == []
    assert migrated == made
    assert set(migrated) == set(metadata.tables)


def test_the_migrations_travel_in_the_wheel(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    versions = {path.name for path in (ROOT / "bot/store/migrations/versions").glob("v*.py")}
    assert versions
    assert {f"bot/store/migrations/versions/{name}" for name in versions} <= shipped
    assert "bot/store/migrations/env.py" in shipped
