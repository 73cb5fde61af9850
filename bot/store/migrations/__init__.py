"""How a database gets the schema of ``bot.store.tables``, step by step (Alembic)."""
