"""SNMP: codec, transport, guarded walk, MIB tables, one device, and discovery of many."""
