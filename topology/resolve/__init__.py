"""Resolution: from records and census to what we believe.

`resolve` is a pure function: the same arguments give the same bytes, whatever the order and repetition
of the records. Its rooms, in the order in which it walks through them: `sightings` (the records that
count), `identity` and `ids` (which are one device, and its lasting id), `subjects` (interfaces merged),
`claims`, `neighbours`, `ports` (what each neighbour row means), `links` and `words` (claims paired, the
operator's word), `membership`, `networks` and `doubts` (networks and sites), `circuits`, `prefixes` (with
presences), `tiers`. Realms that have nothing to do with each other are `islands`; with a `Memo` from the last
resolution only those are worked out again in which something changed.
"""

from topology.resolve.memo import Memo
from topology.resolve.run import resolve
from topology.resolve.sightings import READ

__all__ = ["READ", "Memo", "resolve"]
