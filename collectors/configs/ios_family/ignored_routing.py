"""What the dialects of IOS and RGOS pass over in routing processes and VRFs, each line by a named rule.

A rule is here because its lines decide how fast and how smoothly a protocol works, not whom it speaks with or what it says.
"""

from __future__ import annotations

from collections.abc import Mapping

ROUTER: Mapping[str, tuple[str, ...]] = {
    "routing-behaviour": (
        *("timers", "distance", "maximum-paths", "auto-cost", "max-metric", "ispf"),
        *("bgp dampening", "bgp graceful-restart", "bgp bestpath", "bgp always-compare-med", "bgp scan-time"),
        *(
            "bgp deterministic-med",
            "bgp additional-paths",
            "bgp fast-external-fallover",
            "bgp maxas-limit",
            "bgp nexthop",
            "bgp asnotation",
        ),
        *("bgp redistribute-internal", "bgp update-delay", "bgp enforce-first-as", "bgp client-to-client", "bgp cluster-id", "bgp bfd"),
        *(
            "bgp default",
            "bgp recursion",
            "bgp consistency-checker",
            "bgp suppress-inactive",
            "bgp refresh",
            "bgp transport",
            "bgp soft-reconfig-backup",
        ),
        *("nsf", "nsr", "bfd", "version", "eigrp", "metric", "variance", "traffic-share", "capability"),
        *(
            "compatible",
            "reconnect-interval",
            "offset-list",
            "default-metric",
            "validate-update-source",
            "output-delay",
            "flash-update-threshold",
        ),
        *("autonomous-system", "topology", "exit-af-topology", "af-interface", "exit-af-interface", "add-paths", "bandwidth-percent"),
        *("dampening-change", "dampening-interval", "hold-time", "hello-interval", "remote-neighbors", "summary-metric", "service-family"),
        *("exit-service-family", "sf-interface", "exit-sf-interface", "split-horizon", "authentication", "hostname", "lsp-mtu", "lsp-full"),
        *(
            "set-overload-bit",
            "spf-interval",
            "prc-interval",
            "lsp-gen-interval",
            "max-lsp-lifetime",
            "lsp-refresh-interval",
            "log",
            "ignore",
        ),
        *(
            "fast-reroute",
            "mpls",
            "microloop",
            "prefix-priority",
            "domain-password",
            "area-password",
            "advertise",
            "protocol",
            "ispf level-1-2",
        ),
        *(
            "exit-peer-session",
            "maximum-prefix",
            "route-tag",
            "queue-depth",
            "interface-id",
            "limit",
            "prefix-suppression",
            "graceful-restart",
        ),
        *(
            "input-queue",
            "maximum-secondary-paths",
            "table-map",
            "import path",
            "snmp",
            "ttl-security",
            "send-community",
            "dampening",
            "bgp",
        ),
        *("stub", "eigrp stub", "nsf ietf", "neighbor-down", "external-lsa", "discard-route", "segment-routing", "local-rib-criteria"),
    ),
    "end": ("end", "exit"),
}
"""Rules of routing processes."""

AS_ANYWAY = (
    *("bgp log-neighbor-changes", "log-adjacency-changes", "log-neighbor-changes", "eigrp log-neighbor-changes", "no auto-summary"),
    *("no synchronization", "auto-summary", "synchronization"),
)
"""What IOS prints of routing processes although it is the default, or means nothing since classes of addresses went."""

VRF: Mapping[str, tuple[str, ...]] = {
    "vrf-behaviour": ("description", "maximum routes", "mdt", "vpn", "context", "bgp next-hop", "inter-as-hybrid", "tnl-policy", "vnet"),
    "end": ("end", "exit"),
}
