"""What stays of a session has no date: the homeserver knows who wrote that day.

The table is made anew, for a column that is dropped stays in the rows of PostgreSQL.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Copy what stays into a new table, in the order in which it was."""
    chosen = sa.text("SELECT format, minutes, band FROM history ORDER BY id")
    kept = [dict(row) for row in op.get_bind().execute(chosen).mappings()]
    op.drop_table("history")
    history = op.create_table(
        "history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("format", sa.String(64), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("band", sa.String(8), nullable=False),
    )
    op.bulk_insert(history, kept)
