"""The tables as the newest migration leaves them; `fabula.store.migrations` is how a database gets there."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("world", String(40), nullable=False, index=True),
    Column("language", String(8), nullable=False),
    Column("title", String(120), nullable=False),
    Column("created", String(32), nullable=False),  # moments are ISO 8601 in UTC with microseconds: text that sorts
    Column("updated", String(32), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("format", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("session", String(60), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("type", String(60), nullable=False),
    Column("data", Text, nullable=False),  # JSON without the type
    Column("at", String(32), nullable=False),
    PrimaryKeyConstraint("session", "position"),
)

measurements = Table(
    "measurements",
    metadata,
    Column("session", String(60), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("data", Text, nullable=False),  # JSON
    PrimaryKeyConstraint("session", "turn"),
)
