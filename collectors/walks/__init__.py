"""Walk files: what an agent answered once, kept as text, read as if it were asked again.

`snmpwalk -On` output and ``.snmprec`` recordings become rows, a replay engine serves the rows, and the same
tables and the same walk loop as for a live agent make a record of them.
"""

from __future__ import annotations

from collectors.walks.groups import WalkFiles, group_files
from collectors.walks.reading import read_walk, replay

__all__ = ["WalkFiles", "group_files", "read_walk", "replay"]
