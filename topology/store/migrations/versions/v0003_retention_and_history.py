"""Let old snapshots go, and keep what changed in each so that a thing has a history.

There is no way down: the way back is the backup taken before a migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.BigInteger()
"""Microseconds since 1970 UTC."""
_PRUNED = ("part", "source", "record", "belief", "snapshot")


def upgrade() -> None:
    """Create the tables, and let a pruning transaction delete what is written once."""
    op.create_table(
        "hold",
        sa.Column("snapshot_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("held_at", _MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot_id", name="pk_hold"),
    )
    op.create_table("pruning", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name="pk_pruning"))
    _create_history()
    if op.get_bind().dialect.name == "sqlite":
        for table in _PRUNED:
            op.execute(f"DROP TRIGGER {table}_no_delete")
            condition = "WHEN NOT EXISTS (SELECT 1 FROM pruning)"
            refusal = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {condition} {refusal}")


def _create_history() -> None:
    op.create_table(
        "chronicle",
        sa.Column("snapshot_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("basis_id", sa.Integer(), nullable=True),
        sa.Column("realms", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot_id", name="pk_chronicle"),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("network", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["chronicle.snapshot_id"], name="fk_change_snapshot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
    )
    op.create_index("ix_change_object", "change", ["object"])
    op.create_index("ix_change_was", "change", ["was"])
