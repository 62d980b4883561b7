"""The device itself and how it is managed: name, servers, ways in, accounts, SNMP.

*Source*: Junos OS 'User Access and Authentication', 'Network Management and Monitoring', 'Time Management' user guides. The name
of a trap group is the community of its traps, and masked as one.
"""

from __future__ import annotations

from collectors.configs.junos.nodes import Node
from collectors.configs.junos.services import OLD_DHCP
from collectors.configs.junos.state import Scope, View, each, passed
from collectors.configs.junos.words import any_address
from topology.model.configured import AclBinding, ManagementAccess, ManagementServer


def _said(scope: Scope, node: Node) -> bool:
    key = {"host-name": "name"}.get(node.word, node.word)
    value = node.value
    if value is not None:
        scope.state.system[key] = value
    return value is not None


def server(scope: Scope, kind: str, node: Node, *, secret: str | None = None, source: str | None = None) -> bool:
    """Add a server by the node that names it; a name instead of an address stands as it is."""
    instance = node.deep_text("routing-instance")
    vrf = scope.vrf_of(instance) if instance else None
    secret = secret if secret is not None and secret.startswith("<secret:") else None
    row = ManagementServer(
        kind=kind,
        address=any_address(node.word) or node.word,
        vrf=vrf,
        source=node.deep_text("source-address") or source,
        secret=secret,
        ref=scope.state.place(node.line),
    )
    scope.state.facts.management_servers.append(row)
    return True


def _ntp(scope: Scope, node: Node) -> None:
    source = node.text_of("source-address")
    known: set[str] = set()
    for word in ("server", "peer", "boot-server"):
        for one in node.nodes_of(word):
            if one.word not in known:
                known.add(one.word)
                server(scope, "ntp", one, source=source)
    _NTP.read(scope, node)


_NTP = View(
    dict.fromkeys(("server", "peer", "boot-server", "source-address"), passed),
    {"ntp-detail": "authentication-key trusted-key broadcast broadcast-client multicast-client interval-range threshold restrict nts"},
)


def _syslog(scope: Scope, node: Node) -> None:
    source = node.text_of("source-address")
    for host in node.nodes_of("host"):
        if host.word != "other-routing-engine":
            server(scope, "log", host, source=source)
    _SYSLOG.read(scope, node)


_SYSLOG = View(
    {"host": passed, "source-address": passed},
    {"log-detail": "file user console archive time-format log-rotate-frequency allow-duplicates routing-instance server server-reset"},
)


def _aaa(kind: str) -> View:
    def read(scope: Scope, node: Node) -> bool:
        return server(scope, kind, node, secret=node.deep_text("secret"))

    return each(read)  # type: ignore[return-value]


def _accounting(scope: Scope, node: Node) -> bool:
    # accounting { events login; destination { tacplus { server { 10.0.0.1 secret "$9$..."; } } } }
    for word, kind in (("radius", "radius"), ("tacplus", "tacacs")):
        known = {row.address for row in scope.state.facts.management_servers if row.kind == kind}
        for one in node.nodes_of("destination", word, "server"):
            if any_address(one.word) not in known:
                server(scope, kind, one, secret=one.deep_text("secret"))
    return True


def _name_server(scope: Scope, node: Node) -> bool:
    return server(scope, "dns", node)


def _archive(scope: Scope, node: Node) -> bool:
    # archival configuration archive-sites "scp://user@10.0.0.1/path" password "$9$..."
    for site in node.nodes_of("configuration", "archive-sites"):
        host = site.word.partition("://")[2].rpartition("@")[2].partition("/")[0].partition(":")[0] or site.word
        row = ManagementServer(kind="ftp", address=any_address(host) or host, secret=None, ref=scope.state.place(site.line))
        scope.state.facts.management_servers.append(row)
    return True


# --- ways in ------------------------------------------------------------------------------------------


def _way(kind: str) -> View:
    def read(scope: Scope, node: Node) -> bool:
        scope.state.facts.management_accesses.append(ManagementAccess(kind=kind, ref=scope.state.place(node.line)))
        return True

    return read  # type: ignore[return-value]


def _netconf(scope: Scope, node: Node) -> bool:
    scope.state.facts.management_accesses.append(ManagementAccess(kind="netconf", ref=scope.state.place(node.line)))
    return all(
        child.word
        in {
            "ssh",
            "rfc-compliant",
            "yang-compliant",
            "traceoptions",
            "tls",
            "hello-message",
            "notification",
            "yang-modules",
            "netconf-monitoring",
            "flatten-commit-results",
            "unified",
        }
        for child in node.nodes
    )


_SERVICES = View(
    {
        "ssh": _way("ssh"),
        "telnet": _way("telnet"),
        "netconf": _netconf,
        "web-management": View(
            {"http": _way("http"), "https": _way("https")},
            {"way-in-detail": "session limits management-url control traceoptions redirect"},
        ),
        "xnm-clear-text": _way("http"),
        "xnm-ssl": _way("https"),
        "dhcp": OLD_DHCP,
        "dhcp-local-server": passed,
    },
    {
        "way-in-detail": "ftp finger rest outbound-ssh outbound-https extension-service dns subscriber-management flow-tap-dtcp "
        "dtcp-only reverse tftp-server database-replication service-deployment resource-monitor static-subscribers dhcp-proxy-client "
        "traffic-monitor bbe-stats-service local-policy-decision-function http-server flow-tap web-api dynamic-dns port-bounce"
    },
)


def _account(scope: Scope, node: Node) -> bool | None:
    secret = node.text_of("authentication", "encrypted-password")
    row = ManagementAccess(
        kind="account",
        name=node.word,
        secret=secret if secret is not None and secret.startswith("<secret:") else None,
        access=node.text_of("class"),
        ref=scope.state.place(node.line),
    )
    scope.state.facts.management_accesses.append(row)
    _USER.read(scope, node)
    return None


_USER = View(
    dict.fromkeys(("class", "authentication"), passed),
    {"account-detail": "uid full-name cli"},
)
_LOGIN = View(
    {"user": each(_account), "class": passed},
    {"account-detail": "message announcement password retry-options idle-timeout deny-sources"},
)


def _root(scope: Scope, node: Node) -> bool:
    secret = node.text_of("encrypted-password")
    if secret is not None:
        row = ManagementAccess(
            kind="account",
            name="root",
            secret=secret if secret.startswith("<secret:") else None,
            access="super-user",
            ref=scope.state.place(node.line),
        )
        scope.state.facts.management_accesses.append(row)
    return True


def _management_instance(scope: Scope, _node: Node) -> bool:
    scope.state.drawers["management instance",] = True
    return True


SYSTEM = View(
    {
        "host-name": _said,
        "location": passed,
        "root-authentication": _root,
        "login": _LOGIN,
        "services": _SERVICES,
        "ntp": _ntp,
        "syslog": _syslog,
        "name-server": each(_name_server),
        "radius-server": _aaa("radius"),
        "tacplus-server": _aaa("tacacs"),
        "accounting": _accounting,
        "archival": _archive,
        "management-instance": _management_instance,
        "domain-name": passed,
    },
    {
        "aaa-detail": "authentication-order radius-options tacplus-options password-options",
        "system-detail": "dump-on-panic time-zone max-configurations-on-flash max-configuration-rollbacks "
        "compress-configuration-files autoinstallation license ports processes no-redirects no-ping-record-route no-ping-time-stamp "
        "internet-options static-host-mapping domain-search arp commit scripts saved-core-context saved-core-files backup-router "
        "inet6-backup-router default-address-selection dump-device auto-snapshot no-multicast-echo no-redirects-ipv6 phone-home "
        "extensions debugger-on-panic debugger-on-break mirror-flash-on-disk configuration-database master-password "
        "encrypt-configuration-files export-format packet-forwarding-options security-profile boot-loader dynamic-profile-options "
        "ddos-protection diag-port-authentication pic-console-authentication allow-v4mapped-packets persist-groups-inheritance "
        "no-neighbor-learn proxy donot-disable-ip6op-ondad tracing configuration fips switchover-on-routing-crash rng node-db "
        "no-hidden-commands allow-6pe-traceroute disable-log-out-on-disconnect virtualization auto-configuration nd-retasn-limit",
    },
)
"""What ``system`` says."""

# --- SNMP ---------------------------------------------------------------------------------------------


def _community(scope: Scope, node: Node) -> bool | None:
    clients = node.text_of("client-list-name")
    access = {"read-only": "read", "read-write": "write"}.get(node.text_of("authorization") or "read-only")
    place = scope.state.place(node.line)
    row = ManagementAccess(
        kind="community",
        name=node.text_of("view"),
        secret=node.word if node.word.startswith("<secret:") else None,
        access=access,
        acl=clients,
        ref=place,
    )
    scope.state.facts.management_accesses.append(row)
    if clients is not None:
        scope.state.facts.acl_bindings.append(AclBinding(acl=clients, use="snmp", ref=_line_of(scope, node, "client-list-name")))
    _COMMUNITY.read(scope, node)
    return None


def _line_of(scope: Scope, node: Node, word: str) -> str:
    said = node.of(word)
    return scope.state.place(node.line if said is None else said.line)


_COMMUNITY = View(
    dict.fromkeys(("authorization", "clients", "client-list-name", "view", "routing-instance"), passed), {"snmp-detail": "logical-system"}
)


def _trap_group(scope: Scope, node: Node) -> None:
    source = scope.state.system.get("trap source")  # snmp trap-options source-address
    for target in node.nodes_of("targets"):
        server(scope, "snmp", target, secret=node.word, source=source)
    _TRAP_GROUP.read(scope, node)


_TRAP_GROUP = View({"targets": passed}, {"snmp-detail": "version categories destination-port routing-instance logical-system"})


def _trap_options(scope: Scope, node: Node) -> bool:
    source = node.text_of("source-address")
    if source is not None:
        scope.state.system["trap source"] = source
    return True


def _target(scope: Scope, node: Node) -> bool:
    # v3 target-address NMS { address 10.0.0.1; target-parameters P; tag-list T; }
    address = any_address(node.text_of("address"))
    if address is None:
        return False
    instance = node.text_of("routing-instance")
    row = ManagementServer(
        kind="snmp", address=address, vrf=scope.vrf_of(instance) if instance else None, ref=_line_of(scope, node, "address")
    )
    scope.state.facts.management_servers.append(row)
    return True


def _usm_user(scope: Scope, node: Node) -> bool:
    secret = next(
        (
            said.value
            for below in node.walk()
            if below.word in {"authentication-key", "authentication-password"} and (said := below).value is not None
        ),
        None,
    )
    row = ManagementAccess(
        kind="usm-user",
        name=node.word,
        secret=secret if secret is not None and secret.startswith("<secret:") else None,
        ref=scope.state.place(node.line),
    )
    scope.state.facts.management_accesses.append(row)
    return True


def _v3_community(scope: Scope, node: Node) -> bool:
    secret = node.text_of("community-name")
    row = ManagementAccess(
        kind="community",
        secret=secret if secret is not None and secret.startswith("<secret:") else None,
        ref=scope.state.place(node.line),
    )
    scope.state.facts.management_accesses.append(row)
    return True


_USM = View({"local-engine": View({"user": each(_usm_user)}), "remote-engine": each(View({"user": each(_usm_user)}))})
_V3 = View(
    {"usm": _USM, "target-address": each(_target), "snmp-community": each(_v3_community)},
    {"snmp-detail": "vacm target-parameters notify notify-filter traceoptions"},
)
SNMP = View(
    {
        "name": passed,
        "location": _said,
        "contact": _said,
        "community": each(_community),
        "trap-group": each(_trap_group),
        "v3": _V3,
        "client-list": passed,
        "trap-options": _trap_options,
    },
    {
        "snmp-detail": "view engine-id interface filter-interfaces filter-duplicates health-monitor rmon traceoptions description "
        "routing-instance-access nonvolatile proxy arp stats-cache-lifetime logical-system-trap-filter subagent "
        "if-count-with-filter-interfaces alarm-management system-name customization agentx"
    },
)
"""What ``snmp`` says."""


def read_snmp(scope: Scope, node: Node) -> None:
    """Read ``snmp``, the source of its traps before whom they go to."""
    options = node.of("trap-options")
    if options is not None:
        _trap_options(scope, options)
    SNMP.read(scope, node)


def read_security_log(scope: Scope, node: Node) -> bool:
    """Read ``security log``: a firewall sends what it logs of sessions to servers of its own."""
    for stream in node.nodes_of("stream"):
        host = stream.of("host")
        if host is not None and host.value is not None:
            row = ManagementServer(kind="log", address=host.value, source=node.text_of("source-address"), ref=scope.state.place(host.line))
            scope.state.facts.management_servers.append(row)
    return True


def read_sflow(scope: Scope, node: Node) -> bool:
    """Read ``protocols sflow``: whom samples of packets are sent to."""
    for collector in node.nodes_of("collector"):
        server(scope, "netflow", collector, source=node.text_of("source-ip"))
    return True
