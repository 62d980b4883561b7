"""Resolution: from records and census to what we believe.

`resolve` is a pure function: the same arguments give the same bytes, whatever the order and repetition
of the records. Its rooms, in the order in which it walks through them: `sightings` (the records that
count), `identity` and `ids` (which are one device, and its lasting id), `subjects` (interfaces merged),
`claims`, `neighbours`, `ports` (what each neighbour row means), `links` and `words` (claims paired, the
operator's word), `membership` (networks and sites), `circuits`, `prefixes` (with presences), `tiers`.
"""

from topology.resolve.run import resolve

__all__ = ["resolve"]
