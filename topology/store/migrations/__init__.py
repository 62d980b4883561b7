"""Migrations of the store, run by `topology.store.database` from inside the installed package."""
