"""What Kring sealed, collected as long as a test runs, and opened with whatever keys there are.

An ``Archive`` is more than a thief of the disk gets: every value that stood in the database whenever
it was looked at, in dead rows or not. Values are opened at once with the keys of that moment, and
once more with those that are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, select

from bot.store.database import looking
from bot.store.sealing import Seal, SealBroken
from bot.store.tables import metadata

IDENTITIES = {
    "circle.standing": "circle standing {room}",
    "circle.passing": "circle passing {room} {key}",
    "outbox.effect": "outbox effect {txn}",
    "outbox.mark": "outbox mark {txn}",
    "outbox.sent_as": "outbox sent as {txn}",
}
"""For which row a column's values are sealed. Whoever adds a sealed column adds it here."""


def sealed_columns() -> set[str]:
    """All columns of the schema that hold what is sealed."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }


@dataclass(frozen=True, slots=True)
class Value:
    """One sealed value, and the row it is sealed for."""

    column: str
    identity: str
    sealed: bytes

    def opened(self, seals: dict[str, Seal]) -> tuple[str, bytes] | None:
        """The name of the key that opens it, and what is in it; None when none does."""
        for name, seal in seals.items():
            try:
                return name, seal.open(self.sealed, self.identity)
            except SealBroken:
                continue
        return None


def seals(keys_dir: Path) -> dict[str, Seal]:
    """Everything in a keys folder that can be a key, by its name."""
    found = {path.name: path.read_bytes() for path in keys_dir.iterdir() if path.is_file()}
    return {name: Seal(key) for name, key in found.items() if len(key) == 32}


class Archive:
    """Every value that was ever seen. ``plain`` is what was opened, ``rows`` how often it was read."""

    def __init__(self, database: str, keys_dir: Path) -> None:
        self._database = database
        self._keys_dir = keys_dir
        self.values: dict[Value, None] = {}
        self.plain: dict[Value, bytes] = {}
        self.looks = 0

    async def look(self) -> None:
        """Read the database as it is now, and open what is new."""
        async with looking(self._database) as connection:
            found = await connection.run_sync(lambda sync: list(_values(sync)))
        known = seals(self._keys_dir)
        for value in found:
            if value not in self.values:
                self.values[value] = None
                if (opened := value.opened(known)) is not None:
                    self.plain[value] = opened[1]
        self.looks += 1

    def left(self, keys_dir: Path | None = None) -> dict[Value, tuple[str, bytes]]:
        """What of all that ever was can still be opened with the keys in a folder, and by which."""
        known = seals(keys_dir or self._keys_dir)
        opened = {value: value.opened(known) for value in self.values}
        return {value: found for value, found in opened.items() if found is not None}


def _values(connection: Any) -> Iterator[Value]:
    for table in metadata.tables.values():
        names = [name for name in IDENTITIES if name.partition(".")[0] == table.name]
        for row in connection.execute(select(table)).mappings() if names else ():
            for name in names:
                sealed = row[name.partition(".")[2]]
                if sealed is not None:
                    yield Value(name, IDENTITIES[name].format(**row), bytes(sealed))
