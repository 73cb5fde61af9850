"""Messages that can be found again, to be edited or pointed to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("outbox", sa.Column("handle", sa.String(32)))
    op.add_column("outbox", sa.Column("sent_as", sa.LargeBinary))
    op.create_index("ix_outbox_handle", "outbox", ["handle"])
