"""What the doctor sees of the database and the keys to it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.config import Config
from bot.core.people import RoomId
from bot.store.examining import Seen, look_into
from bot.store.faults import NoDatabase, StoreFault
from bot.upkeep.doctor.finding import Finding, counted, look, ok, wrong


async def database(config: Config, joined: frozenset[RoomId] | None) -> list[Finding]:
    """Look into the store; ``joined`` are the rooms that Kring is in, None when that is not known."""
    storage = config.storage
    try:
        seen = await look_into(storage.database, storage.keys_dir, joined)
    except NoDatabase:
        return [ok("database", "is made at the first start")]
    except StoreFault as fault:
        what, _, remedy = str(fault).partition(": ")
        return [wrong("database", what, remedy[:1].upper() + remedy[1:])]
    return list(_told(seen))


def _told(seen: Seen) -> Iterator[Finding]:
    if seen.is_newer:
        yield wrong(
            "database",
            "was made by a newer Kring",
            "Install that version, or put back a backup made before the upgrade (kring restore)",
        )
        return
    if not seen.belongs:
        yield wrong(
            "database",
            "the keys folder does not belong to it",
            "See [storage] keys_dir and database, and put the right one back",
        )
        return
    if seen.lacks:
        yield look(
            "database",
            f"is of an earlier version ({counted(seen.lacks, 'migration')} behind)",
            "Make a backup; the next start of Kring brings it up to date",
        )
    else:
        yield ok(
            "database",
            f"is whole, of this version; {counted(seen.sessions, 'conversation')} under way",
        )
    if seen.unreadable:
        yield look(
            "database",
            f"of {counted(seen.unreadable, 'room')} something cannot be read, for its key is gone",
            "Was the keys folder lost in part? What cannot be read is let go at the next start",
        )
    if seen.gone:
        yield look(
            "rooms",
            f"something is kept of {counted(seen.gone, 'room')} that Kring is not in",
            "Start Kring: it lets go of rooms that it was taken out of",
        )
