"""Sessions, their events, and what was measured about their turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("world", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("updated", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("format", sa.Integer, nullable=False),
    )
    op.create_index("ix_sessions_world", "sessions", ["world"])
    op.create_index("ix_sessions_updated", "sessions", ["updated"])
    op.create_table(
        "events",
        sa.Column("session", sa.String(60), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("session", "position"),
    )
    op.create_table(
        "measurements",
        sa.Column("session", sa.String(60), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("session", "turn"),
    )


def downgrade() -> None:
    """Remove them, and every session with them."""
    op.drop_table("measurements")
    op.drop_table("events")
    op.drop_table("sessions")
