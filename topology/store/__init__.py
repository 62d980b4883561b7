"""The store: records, runs, census editions, ledgers, snapshots, scenarios, jobs, layouts, audit lines.

SQLAlchemy Core on SQLite (PostgreSQL by URL, with the same statements). `Store.open` is the entry.
"""

from topology.store.errors import Conflict, StoreError
from topology.store.store import Store

__all__ = ["Conflict", "Store", "StoreError"]
