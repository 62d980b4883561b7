"""Keep the hosts of a snapshot apart from its topology: they come and go while the rest stands.

There is no way down: the way back is the backup taken before a migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; snapshots written before have none in it."""
    op.execute("ALTER TABLE snapshot ADD COLUMN hosts " + sa.LargeBinary().compile(op.get_bind().dialect))
