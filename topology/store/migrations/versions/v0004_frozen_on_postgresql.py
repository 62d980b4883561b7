"""Keep written rows as they are on PostgreSQL, too: until here only SQLite refused to change them.

There is no way down: the way back is the backup taken before a migration.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FROZEN = ("part", "source", "subject", "record", "census_edition", "ledger", "belief", "snapshot", "scenario_version", "audit")
_PRUNED = ("part", "source", "record", "belief", "snapshot")
_REFUSE = """
CREATE FUNCTION netfold_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {pass_over}
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_UNLESS_PRUNING = "IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM pruning) THEN RETURN OLD; END IF;"


def upgrade() -> None:
    """Create the triggers that `0001` and `0003` give to SQLite."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(_REFUSE.format(name="frozen", pass_over=""))
    op.execute(_REFUSE.format(name="pruned", pass_over=_UNLESS_PRUNING))
    for table in _FROZEN:
        for verb in ("UPDATE", "DELETE"):
            refuse = "pruned" if table in _PRUNED and verb == "DELETE" else "frozen"
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION netfold_{refuse}()"
            )
