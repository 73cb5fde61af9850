"""Circles, what they say, what stays of their sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meta",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "circle",
        sa.Column("room", sa.String(32), primary_key=True),
        sa.Column("standing", sa.LargeBinary, nullable=False),
        sa.Column("key", sa.String(32)),
        sa.Column("passing", sa.LargeBinary),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("room", sa.String(32), nullable=False),
        sa.Column("key", sa.String(32)),
        sa.Column("txn", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("effect", sa.LargeBinary),
        sa.Column("mark", sa.LargeBinary),
        sa.Column("event", sa.String(32)),
        sa.UniqueConstraint("txn", name="uq_outbox_txn"),
    )
    op.create_index("ix_outbox_event", "outbox", ["event"])
    op.create_index("ix_outbox_key", "outbox", ["key"])
    op.create_index("ix_outbox_room", "outbox", ["room"])
    op.create_table(
        "closing",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("room", sa.String(32), nullable=False),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("format", sa.String(64), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("band", sa.String(8), nullable=False),
        sa.Column("closed_on", sa.Date, nullable=False),
    )
    op.create_table(
        "seen",
        sa.Column("event", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_seen_at", "seen", ["at"])
