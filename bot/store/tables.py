"""The schema. Rooms, users and events stand in it only as keyed hashes, everything else sealed.

A ``room`` is ``Keys.hash`` of a room id; a ``key`` names the session key that a row is sealed with
(none: the key of the room). The migrations give exactly this schema; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HASH = 32
"""How many characters a keyed hash or the name of a key has."""

metadata = MetaData(
    naming_convention={"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
"""The sync token, and the mark of the keys folder that belongs to this database."""

circle = Table(
    "circle",
    metadata,
    Column("room", String(HASH), primary_key=True),
    Column("standing", LargeBinary, nullable=False),
    Column("key", String(HASH)),
    Column("passing", LargeBinary),
)
"""A room: ``standing`` is sealed with the room's key and stays, ``passing`` with a session's."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("room", String(HASH), nullable=False),
    Column("key", String(HASH)),
    Column("txn", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("effect", LargeBinary),
    Column("mark", LargeBinary),
    Column("event", String(HASH)),
    Column("handle", String(HASH)),
    Column("sent_as", LargeBinary),
    UniqueConstraint("txn"),
    Index("ix_outbox_event", "event"),
    Index("ix_outbox_handle", "handle"),
    Index("ix_outbox_key", "key"),
    Index("ix_outbox_room", "room"),
)
"""What Kring says. ``event`` is null until it was sent; then ``effect`` goes and ``mark`` stays.

``handle`` names a message that can be found again; ``sent_as`` is the event it became, sealed.
"""

closing = Table(
    "closing",
    metadata,
    Column("key", String(HASH), primary_key=True),
    Column("room", String(HASH), nullable=False),
)
"""Session keys that go as soon as nothing sealed with them waits to be sent."""

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("format", String(64), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("band", String(8), nullable=False),
)
"""What stays of a session; it names no room, no day and nobody."""

seen = Table(
    "seen",
    metadata,
    Column("event", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_seen_at", "at"),
)
"""The events handled lately, as 64 bits of a keyed hash."""
