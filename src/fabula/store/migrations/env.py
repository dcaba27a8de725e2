"""Alembic's entry point: runs the migrations on the connection that `fabula.store.migrations` hands in."""

from __future__ import annotations

from alembic import context

from fabula.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table only by making it anew
)
with context.begin_transaction():
    context.run_migrations()
