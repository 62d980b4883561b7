"""The management plane of FortiOS: who may log in and from where, servers it speaks with, SNMP; secrets only as fingerprints.

An administrator with ``trusthost`` is let in from there alone, which stands in the record as an access list on the ways in.
*Source*: FortiOS 6.4 and 7.4 'CLI Reference', 'system admin', 'system snmp', 'system ntp', 'log syslogd', 'user radius', 'user tacacs+'.
"""

from __future__ import annotations

from functools import partial

from collectors.clean import Line
from collectors.configs.fortios.state import State
from collectors.configs.fortios.tree import Entry, table
from collectors.configs.fortios.words import NOTHING, prefix, unquoted
from collectors.configs.words import address_of
from topology.model.configured import Acl, AclRule, ManagementAccess, ManagementServer
from topology.model.names import is_default_host


def _nothing(_state: State, _entry: Entry) -> None:
    """Leave an inner table's facts to the entry that it stands in."""


def _server(
    state: State,
    kind: str,
    address: str | None,
    line: Line,
    *,
    source: str | None = None,
    secret: str | None = None,
    vdom: str | None = None,
) -> None:
    if address is None or address in NOTHING:
        return
    known = address_of(address) or address
    row = ManagementServer(kind=kind, address=known, vrf=state.vrf(vdom, None, line), source=source, secret=secret, ref=state.place(line))
    state.facts.management_servers.append(row)


def _global(state: State, entry: Entry) -> None:
    name = entry.first("hostname")
    if name is not None:
        state.system["name"] = name
        if is_default_host(name):
            state.account.warn("config-default-name", entry.line_of("hostname"))
    elif entry.first("alias") is not None:
        state.system.setdefault("name", entry.first("alias") or "")
    if entry.get("admin-telnet"):
        row = ManagementAccess(kind="telnet", enabled=entry.is_on("admin-telnet"), ref=state.place(entry.line_of("admin-telnet")))
        state.facts.management_accesses.append(row)
    if entry.get("admin-ssh-port") or entry.get("admin-sport"):
        for kind, setting in (("ssh", "admin-ssh-port"), ("https", "admin-sport")):
            if entry.get(setting):
                state.facts.management_accesses.append(ManagementAccess(kind=kind, ref=state.place(entry.line_of(setting))))


def _admin(state: State, entry: Entry) -> None:
    trusted = [setting for setting in entry.by_name.values() if setting.name.startswith(("trusthost", "ip6-trusthost"))]
    acl = None
    for setting in trusted:
        found = prefix(setting.values)
        if found is None:
            setting.refused = True
        elif found not in NOTHING:
            acl = acl or _trusted(state, entry)
            row = AclRule(acl=acl, action="permit", source=found, ref=state.place(setting.line))
            state.facts.acl_rules.append(row)
    state.facts.management_accesses.append(
        ManagementAccess(
            kind="account",
            name=entry.name,
            secret=entry.secret("password"),
            access=entry.first("accprofile"),
            acl=acl,
            enabled=entry.first("status") != "disable",
            ref=state.place(entry.line),
        )
    )
    if acl is not None:
        state.bind(acl, "vty", entry.line, direction="in", via=f"admin {entry.name}")


def _trusted(state: State, entry: Entry) -> str:
    name = f"trusthost {entry.name}"
    state.facts.acls.append(Acl(name=name, default="deny", ref=state.place(entry.line)))
    return name


def _snmp_system(state: State, entry: Entry) -> None:
    for name, key in (("location", "location"), ("contact-info", "contact"), ("contact", "contact")):
        text = entry.first(name)
        if text:
            state.system[key] = text


def _community(state: State, entry: Entry) -> None:
    secret = entry.secret("name")
    row = ManagementAccess(
        kind="community", secret=secret, access="read", enabled=entry.first("status") != "disable", ref=state.place(entry.line_of("name"))
    )
    state.facts.management_accesses.append(row)
    for path, name in (("hosts", "ip"), ("hosts6", "ipv6")):
        for host in entry.entries(path):
            text = host.first(name)
            if text is None:
                continue
            found = prefix(host.get(name))
            address = None if found is None else found.removesuffix("/32").removesuffix("/128")
            if found is None:
                host.refuse(name)
            else:
                _server(state, "snmp", address, host.line_of(name), secret=secret)


def _snmp_user(state: State, entry: Entry) -> None:
    row = ManagementAccess(
        kind="usm-user",
        name=entry.name,
        secret=entry.secret("auth-pwd", "priv-pwd"),
        access="read",
        enabled=entry.first("status") != "disable",
        ref=state.place(entry.line),
    )
    state.facts.management_accesses.append(row)
    for text in (*entry.get("notify-hosts"), *entry.get("notify-hosts6")):
        _server(state, "snmp", text, entry.line_of("notify-hosts", "notify-hosts6"))


def _ntp(state: State, entry: Entry) -> None:
    for one in entry.entries("ntpserver"):
        _server(
            state,
            "ntp",
            (one.first("server") or "").strip('"') or None,
            one.line_of("server"),
            source=entry.first("source-ip"),
            secret=one.secret("key"),
        )
    if entry.first("server") is not None and not entry.entries("ntpserver"):
        for text in unquoted(entry.get("server")):
            _server(state, "ntp", text, entry.line_of("server"))


def _dns(state: State, entry: Entry) -> None:
    for name in ("primary", "secondary", "ip6-primary", "ip6-secondary"):
        _server(state, "dns", entry.first(name), entry.line_of(name), source=entry.first("source-ip"))


def _log(state: State, entry: Entry) -> None:
    if entry.first("status") == "disable":
        return
    for name in ("server", "alt-server", "fallback-server1"):
        _server(state, "log", entry.first(name), entry.line_of(name), source=entry.first("source-ip"))


def _aaa(kind: str, state: State, entry: Entry) -> None:
    for address, key in (("server", "secret"), ("secondary-server", "secondary-secret"), ("tertiary-server", "tertiary-secret")):
        secret = entry.secret(key) or entry.secret("key" if address == "server" else f"{address.partition('-')[0]}-key")
        _server(state, kind, entry.first(address), entry.line_of(address), source=entry.first("source-ip"), secret=secret, vdom=entry.vdom)


def _netflow(state: State, entry: Entry) -> None:
    _server(state, "netflow", entry.first("collector-ip"), entry.line_of("collector-ip"), source=entry.first("source-ip"))
    for one in entry.entries("collectors"):
        _server(state, "netflow", one.first("collector-ip"), one.line_of("collector-ip"), source=one.first("source-ip"))


_ACCOUNT = "accprofile vdom password trusthost* ip6-trusthost* comments status remote-auth remote-group wildcard"
_LOG = table(
    "other",
    _log,
    "status server alt-server fallback-server1 source-ip mode port facility format",
    {
        "clock-and-logs": "interface* reliable enc-algorithm ssl-* certificate* max-log-rate priority custom-* syslog-type upload-* "
        "conn-timeout hmac-algorithm ips-archive monitor-* serial use-management-vdom access-config faz-type log-conn-keepalive "
        "fips-mode config:custom-field-name csv psk preshared-key __change_ip preshared* vrf-select"
    },
)
_RADIUS = {
    "aaa-behaviour": "timeout all-usergroup use-management-vdom nas-* radius-* rsso* sso-* acct-* auth-type class username-case-* "
    "h3c-compatibility password-* "
    "config:accounting-server interface* group-override-attr-type switch-controller-* transport-protocol tls-* delimiter mac-* "
    "status-ttl require-message-authenticator "
    "ca-cert client-cert server-identity-check account-key-* call-station-id-type config:dynamic-mapping port authen-type authorization "
    "vrf-select"
}

TABLES = {
    "system global": table(
        "other",
        _global,
        "hostname alias admin-telnet admin-ssh-port admin-sport vdom-mode vdom-admin",
        {
            "login": "admin-* admintimeout pre-login-banner post-login-banner login-* gui-* strong-crypto ssl-* ssh-* user-* "
            "two-factor-* auth-* security-rating-* "
            "private-data-encryption refresh remoteauthtimeout ldapconntimeout http-* https-* rest-api-* forticonverter-* management-* "
            "daily-restart restart-time "
            "cli-audit-log language optimize* switch-controller* wireless-* wifi-* proxy-* virtual-server-* url-filter-* av-* ips-* "
            "miglog* block-* cfg-* "
            "cmdbsvr-* compliance* country* cpu-* csr-* dst enc-alg* edit-vdom-prompt fds-* fec-port fgd-* forti* gui* ha-affinity "
            "honor-df icmp-* internet-service-* "
            "ip-* ipsec-* ipv6-* irq-* lldp-* log-* long-vdom-name lcd* max-* memory-* mc-ttl-notchange multi-factor* multicast-forward "
            "ndp-* num* per-user-* phase1-* "
            "pmtu-discovery policy-* quic-* radius-port reboot-* reset-* revision-* scanunit-* send-pmtu-icmp sflowd-* snat-route-change "
            "special-file* speedtest* "
            "split-port* ssd-* ssl* standalone-* strict-* sys-* sysctl-* tcp-* tftp timezone tp-mc-skip-policy traffic-* udp-* user* "
            "usb-* vip-arp-range "
            "virtual-switch-vlan wad-* early-tcp-npu-session dh-params anti-replay arp-max-entry asymroute batch-cmdb bfd-affinity "
            "br-fdb-max-entry cert-chain-max "
            "clt-cert-req check-* delay-tcp-* device-* dns-* extender-controller-reserved-network failtime fabric* faz-* hyper-scale* "
            "interface-subnet-usage "
            "legacy-poe-device-support lan-ext* login* ipsec* npu-* alias auto-auth-* bypass-* central-* conn-* default-* display-* "
            "explicit-* gtpe-* hw-* "
            "ike-* interval ldap* management* mgmt-* model* nat64* session-* slbc-* sp-load-balance ssh* sslvpn-* switch-* telemetry* "
            "tunnel* upgrade-* user-device-* vendor-* "
            "vpn-* autorun-log-fsck allow-traffic-redirect access-banner administrator-* endpoint-* geoip-* gui-* purdue-level honor* "
            "ipam* scim-* ztna-* cloud-communication "
            "local-fw-* application-* private* virtual* fips* lte* httpd-* "
        },
    ),
    "system admin": table(
        "other",
        _admin,
        _ACCOUNT,
        {
            "login": "gui-* two-factor* email-to sms-* mobile* ssh-* allow-remove-admin-session force-password-change guest-* history* "
            "hidden password-expire radius-* "
            "accprofile-override vdom-override peer-* schedule sms fortitoken config:* cli-* old-password passwd-*"
        },
    ),
    "system api-user": table(
        "other",
        _nothing,
        "",
        {"login": "accprofile api-key vdom comments schedule cors-* peer-* config:trusthost trusthost*"},
    ),
    "system snmp sysinfo": table(
        "other", _snmp_system, "location contact-info contact status description", {"management-protocol": "engine-* trap-* append-index"}
    ),
    "system snmp community": table(
        "other",
        _community,
        "name status",
        {"management-protocol": "events query-* trap-* mib-view vdoms"},
        {
            "hosts": table("other", _nothing, "ip", {"management-protocol": "interface* source-ip* ha-direct host-type vrf-select"}),
            "hosts6": table("other", _nothing, "ipv6", {"management-protocol": "interface* source-ip* ha-direct host-type"}),
        },
    ),
    "system snmp user": table(
        "other",
        _snmp_user,
        "status auth-pwd priv-pwd notify-hosts notify-hosts6 security-level auth-proto priv-proto",
        {"management-protocol": "events query-* queries trap-* mib-view vdoms ha-direct source-ip* interface*"},
    ),
    "system ntp": table(
        "other",
        _ntp,
        "server source-ip type ntpsync",
        {"clock-and-logs": "syncinterval server-mode interface authentication key* source-ip6 ntpv3"},
        {
            "ntpserver": table(
                "other",
                _nothing,
                "server key",
                {"clock-and-logs": "ntpv3 authentication key-* interface* ip-type vrf-select"},
            )
        },
    ),
    "system dns": table(
        "other",
        _dns,
        "primary secondary ip6-primary ip6-secondary source-ip",
        {"name-service": "protocol domain* ssl-* server-* timeout retry dns-* cache-* interface* alt-* log fqdn-* autosvr vrf-select"},
    ),
    **dict.fromkeys((f"log syslogd{number} setting" for number in ("", "2", "3", "4")), _LOG),
    **dict.fromkeys((f"log fortianalyzer{number} setting" for number in ("", "2", "3", "-cloud")), _LOG),
    **dict.fromkeys((f"log syslogd{number} override-setting" for number in ("", "2", "3", "4")), _LOG),
    **dict.fromkeys((f"log fortianalyzer{number} override-setting" for number in ("", "2", "3")), _LOG),
    "user radius": table(
        "other",
        partial(_aaa, "radius"),
        "server secret secondary-server secondary-secret tertiary-server tertiary-secret source-ip",
        _RADIUS,
    ),
    "user tacacs+": table(
        "other", partial(_aaa, "tacacs"), "server key secondary-server secondary-key tertiary-server tertiary-key source-ip", _RADIUS
    ),
    "system netflow": table(
        "other",
        _netflow,
        "collector-ip source-ip collector-port",
        {
            "management-protocol": "active-flow-timeout inactive-flow-timeout template-tx-* interface* config:exclusion-filters "
            "session-cache-size"
        },
        {
            "collectors": table(
                "other",
                _nothing,
                "collector-ip collector-port source-ip",
                {"management-protocol": "interface* source-ip-* vrf-select"},
            )
        },
    ),
}
"""Tables of the management plane by their paths."""
