"""Benchmarks: netfold beside its peers, the same work in the same run.

Each module has ``run()``, which yields one comparison at a time: ``bench``, ``work``, ``netfold``, ``peer``,
``peer_name``, ``unit`` (a time or bytes per unit of work, lower is better) and ``ratio`` = netfold / peer; None
where a peer's figure is only published. Where no peer does the work, ``peer`` is None and ``work`` says what is wanted.
"""

NAMES = (
    "snmp_walk",
    "snmp_discovery",
    "config_parse",
    "resolve",
    "failures",
    "overlaps",
    "reachability",
    "optimise",
    "risk",
    "map_paint",
    "web_load",
)
"""Every benchmark of the design, in the order in which they run; one is there once its module is."""
