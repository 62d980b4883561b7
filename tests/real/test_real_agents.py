"""The agents themselves, asked with Net-SNMP: what they must say of routing and neighbours, whoever collects it."""

from __future__ import annotations

import pytest

from tests.real.lab import heard, ospf_neighbours
from tests.real.namespaces import command
from tests.real.plan import BGP, COMMUNITY, HOST, HOSTS, LANS, OSPF, V3_AUTH, V3_PRIVACY, V3_USERS

OSPF_NEIGHBOUR_ROUTER, OSPF_NEIGHBOUR_STATE = "1.3.6.1.2.1.14.10.1.3", "1.3.6.1.2.1.14.10.1.6"
OSPF_ROUTER_ID = "1.3.6.1.2.1.14.1.1"
BGP_IDENTIFIER, BGP_STATE, BGP_REMOTE_AS = "1.3.6.1.2.1.15.3.1.1", "1.3.6.1.2.1.15.3.1.2", "1.3.6.1.2.1.15.3.1.9"
LLDP_CHASSIS_SUBTYPE, LLDP_PORT, LLDP_NAME = (f"1.0.8802.1.1.2.1.4.1.1.{column}" for column in (4, 7, 9))
SYS_NAME = "1.3.6.1.2.1.1.5"
FULL, ESTABLISHED, MAC_ADDRESS = "8", "6", "4"


def v3(user: str, level: str = "authPriv") -> tuple[str, ...]:
    """Net-SNMP's words for one of the agents' users."""
    auth, privacy = V3_USERS[user]
    return ("-v3", "-u", user, "-l", level, "-a", auth, "-A", V3_AUTH, "-x", privacy, "-X", V3_PRIVACY)


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_an_agent_answers_both_versions_and_only_those_who_may(lab, host):
    assert lab.walk(host.management, SYS_NAME) == {(0,): host.name}
    for user in V3_USERS:
        assert lab.walk(host.management, SYS_NAME, v3=v3(user)) == {(0,): host.name}


def test_version_3_without_privacy_is_refused(lab):
    words = (*v3("usual", "authNoPriv"), "-r", "0", "-t", "1", "-On", HOST["core1"].management, f"{SYS_NAME}.0")
    done = lab.at_vantage(command("snmpget"), *words, environment={"MIBS": ""})
    assert "uthorization" in done.stderr
    assert "core1" not in done.stdout


@pytest.mark.parametrize("host", [host for host in HOSTS if host.ospf], ids=lambda host: host.name)
def test_ospf_mib_has_every_adjacency(lab, host):
    routers = lab.walk(host.management, OSPF_NEIGHBOUR_ROUTER)
    states = lab.walk(host.management, OSPF_NEIGHBOUR_STATE)
    full = {(routers[index], ".".join(map(str, index[:4]))) for index, state in states.items() if state == FULL}
    assert full == ospf_neighbours(host.name)
    assert {frozenset({host.name, other.name}) for other in HOSTS if other.router_id in {router for router, _ in full}} == {
        pair for pair in OSPF if host.name in pair
    }
    assert lab.walk(host.management, OSPF_ROUTER_ID) == {(0,): host.router_id}


@pytest.mark.parametrize("name", BGP)
def test_bgp4_mib_has_the_one_session(lab, name):
    host, (peer, address, asn) = HOST[name], BGP[name]
    index = tuple(int(part) for part in address.split("."))
    assert lab.walk(host.management, BGP_STATE) == {index: ESTABLISHED}
    assert lab.walk(host.management, BGP_REMOTE_AS) == {index: str(asn)}
    assert lab.walk(host.management, BGP_IDENTIFIER) == {index: HOST[peer].router_id}


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_lldp_mib_has_every_neighbour_heard(lab, host):
    names, ports = lab.walk(host.management, LLDP_NAME), lab.walk(host.management, LLDP_PORT)
    rows = {(index[1], name, _port(name, ports[index])) for index, name in names.items()}
    assert rows == {(host.index(port), name, far) for port, name, far in heard(host.name)}
    assert set(lab.walk(host.management, LLDP_CHASSIS_SUBTYPE).values()) <= {MAC_ADDRESS}


def _port(host: str, said: str) -> str:
    """The name of the port that lldpd names: by MAC, or by name where the operator's text stands in the description."""
    by_mac = {HOST[host].mac(port.name).replace(":", " ").upper(): port.name for port in HOST[host].ports}
    return by_mac.get(said, said)


def test_bridges_pass_lldp_as_planned(lab):
    for lan in LANS:
        hearing = {name for name, port in lan.members if any(own == port for own, _, _ in heard(name))}
        assert hearing == ({name for name, _ in lan.members} if lan.forwards else set())


def test_a_wrong_community_gets_no_answer(lab):
    words = ("-v2c", "-c", f"not-{COMMUNITY}", "-r", "0", "-t", "0.5", HOST["core1"].management, f"{SYS_NAME}.0")
    done = lab.at_vantage(command("snmpget"), *words, environment={"MIBS": ""})
    assert (done.returncode, done.stdout) == (1, "")
