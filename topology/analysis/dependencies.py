"""Dependencies: the declared needs of users to reach applications, held against where both are.

As things stand a declared need between two networks that nothing has moved is taken to work, as the department says so.
What this analysis finds is what movement breaks: the users' network gone, the application's network gone before the
application stands in the cloud, or one side on the extranet and the other without a way to it. A network has a way to the
extranet where a link joins the two (an interim gateway, say), or where each of its sites has an extranet access of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from topology.analysis.finding import Analysis, finding_id
from topology.model.census import Application, Dependency, Network, Role
from topology.model.entities import Evidence, EvidenceKind, Topology
from topology.model.errors import Scalar, Severity
from topology.model.findings import Finding

USERS_GONE = "dependency.users_gone"
APPLICATION_GONE = "dependency.application_gone"
USERS_CUT_OFF = "dependency.users_cut_off"
APPLICATION_CUT_OFF = "dependency.application_cut_off"
IN_CLOUD = "in_cloud"
"""State of an application that runs in the cloud, which the extranet reaches."""
_ENDED = frozenset({"abandoned", "hidden"})
_EXTRANET = frozenset({Role.EXTRANET_ADMIN, Role.EXTRANET_PUBLIC})


class _Ground:
    """Where networks stand: their sites, and which have a way to the extranet."""

    def __init__(self, topology: Topology) -> None:
        self.edition = topology.census.edition
        self.networks = {row.code: row for row in topology.census.networks}
        self.extranet = frozenset(code for code, row in self.networks.items() if row.role in _EXTRANET)
        self.sites: dict[str, set[str]] = defaultdict(set)
        for presence in topology.census.presences:
            self.sites[presence.network].add(presence.site)
        self.covered = frozenset(site for code in self.extranet for site in self.sites[code])
        self.linked: set[str] = set()
        for link in topology.links:
            a, b = topology.device[link.a_device].network, topology.device[link.b_device].network
            if a in self.extranet and b is not None:
                self.linked.add(b)
            if b in self.extranet and a is not None:
                self.linked.add(a)

    def there(self, network: Network | None) -> bool:
        """Tell whether a network still is anywhere; a stub of the census that never had a presence is taken to be."""
        return network is not None and (network.code in self.extranet or bool(self.sites[network.code]) or network.realm is None)

    def uncovered(self, network: str) -> list[str]:
        """Return the sites of a network from which no way leads to the extranet; none where a link joins the two."""
        return [] if network in self.linked else sorted(self.sites[network] - self.covered)


def find_lost_services(topology: Topology) -> Iterator[Finding]:
    """Yield a finding for each declared dependency that cannot be served where its two sides are. Linear in links and presences."""
    ground = _Ground(topology)
    applications = {row.code: row for row in topology.census.applications}
    for need in topology.census.dependencies:
        application = applications.get(need.application)
        if application is None or application.state in _ENDED:
            continue
        found = _judge(ground, need, application)
        if found is not None:
            kind, params = found
            yield _finding(ground.edition, kind, need, application, params)


def _judge(ground: _Ground, need: Dependency, application: Application) -> tuple[str, dict[str, Scalar]] | None:
    in_cloud = application.state == IN_CLOUD or application.network is None
    if not ground.there(ground.networks.get(need.from_network)):
        return USERS_GONE, {}
    if not in_cloud and not ground.there(ground.networks.get(application.network or "")):
        return APPLICATION_GONE, {}
    users_out = need.from_network in ground.extranet
    served_out = in_cloud or application.network in ground.extranet
    if served_out and not users_out:
        lacking = ground.uncovered(need.from_network)
        if lacking:
            return USERS_CUT_OFF, {"sites": len(lacking), "of": len(ground.sites[need.from_network])}
    if users_out and not served_out and application.network not in ground.linked:
        return APPLICATION_CUT_OFF, {}
    return None


def _finding(edition: str, kind: str, need: Dependency, application: Application, params: dict[str, Scalar]) -> Finding:
    networks = tuple(sorted({need.from_network, *([application.network] if application.network else ())}))
    return Finding(
        id=finding_id(kind, need.code),
        kind=kind,
        severity=Severity.ERROR if kind in {USERS_GONE, APPLICATION_GONE} else Severity.WARNING,
        networks=networks,
        subjects=(need.code, application.code),
        params={
            "dependency": need.code,
            "network": need.from_network,
            "application": application.code,
            "name": application.name,
            "host": application.network,
            "users": application.users,
            **params,
        },
        evidence=tuple(Evidence(EvidenceKind.CELL, edition, cell) for cell in (need.cell, application.cell) if cell),
    )


DEPENDENCIES = Analysis(
    name="dependencies", kinds=(USERS_GONE, APPLICATION_GONE, USERS_CUT_OFF, APPLICATION_CUT_OFF), run=find_lost_services
)
