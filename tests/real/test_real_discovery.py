"""Discovery of the real lab by the command line: exactly its devices, interfaces, addresses and links."""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_interface

import pytest

from services.evidence import open_evidence
from services.home import Home
from tests.real.conftest import Discovery, heard, ids, link_ends, version_3
from tests.real.plan import (
    BGP,
    HOST,
    HOSTS,
    HUB,
    LINKS,
    MANAGEMENT_V6,
    MUTE,
    ONE_SIDED,
    OSPF,
    SEEDS,
    SEEDS_V6,
    SEGMENT,
    TWO_SIDED,
    UNHEARD,
    V3_USERS,
    VANTAGE,
    State,
    ospf_neighbours,
)
from topology.model.records import Completeness, DeviceRecord


def link_local(mac: str) -> str:
    """The address that IPv6 makes of a MAC (RFC 4291 appendix A)."""
    first, *rest = bytes.fromhex(mac.replace(":", ""))
    eui = bytes([first ^ 2, *rest[:2], 0xFF, 0xFE, *rest[2:]])
    return str(ip_interface("fe80::" + ":".join(eui[at : at + 2].hex() for at in (0, 2, 4, 6)) + "/64"))


def test_a_crawl_reaches_every_host_and_takes_none_twice(found):
    figures = {name: found.summary[name] for name in ("answered", "complete", "partial", "failed", "duplicates")}
    assert figures == {"answered": 10, "complete": 10, "partial": 0, "failed": 0, "duplicates": 0}
    assert {device.name: device.targets for device in found.topology.devices} == {host.name: (host.management,) for host in HOSTS}
    assert len(SEEDS) == 3, "the other seven are heard of by LLDP"


def test_devices_are_who_they_are(found):
    for device in found.topology.devices:
        host = HOST[device.name]
        assert device.chassis_ids == ((host.chassis,) if host.lldpd else ())
        assert (device.realm, device.vendor, device.platform) == ("real", "net-snmp", "linux")
        assert (device.completeness, device.stale) == (Completeness.COMPLETE, False)
        assert device.addresses[0] == host.management
    assert found.topology.problems == ()


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_interfaces_and_addresses_equal_the_truth(found, host):
    device = next(device for device in found.topology.devices if device.name == host.name)
    ports = {port.name: port for port in found.topology.ports[device.id]}
    configured = {
        name: frozenset(address for address in port.addresses if not ip_interface(address).is_link_local) for name, port in ports.items()
    }
    assert configured == host.interfaces
    spare = {port.name: port.state for port in host.ports if port.state is not State.UP}
    for name, port in ports.items():
        assert (port.enabled, port.up) == (spare.get(name) is not State.DISABLED, name not in spare)
        if name != "lo":
            assert (port.index, port.mac, port.mtu) == (host.index(name), host.mac(name), 1500)
            others = {address for address in port.addresses if ip_interface(address).is_link_local}
            # A switch's ports may be without: its bridge has the same MAC, hence the same address, and the MIB one row for it.
            assert others == {link_local(host.mac(name))} or ((host.switch or name in spare) and not others)


def test_listed_interfaces_say_the_same(found):
    listed = Counter((row["device"], row["interface"]) for row in found.list("interfaces"))
    assert listed == Counter((host.name, name) for host in HOSTS for name in host.interfaces)


def test_listed_links_equal_the_truth_at_port_level(found):
    listed = found.netfold("list", "links")
    assert listed == found.list("links"), "the command line prints what the service gives"
    rows = [row for row in listed if heard(row["protocols"])]
    ends = link_ends(rows)
    assert sorted(map(sorted, ends)) == sorted(map(sorted, LINKS)), "none missing, none false, none twice"
    states = dict(zip(ends, (row["state"] for row in rows), strict=True))
    assert states == {**dict.fromkeys(TWO_SIDED, "two-sided"), **dict.fromkeys(ONE_SIDED, "one-sided")}
    for row in rows:
        assert (row["protocols"], row["a_realm"], row["b_realm"]) == (["lldp"], "real", "real")


def test_what_nobody_hears_is_no_measured_link(found):
    others = [row for row in found.list("links") if not heard(row["protocols"])]
    adjacent = OSPF | {frozenset({name, peer}) for name, (peer, _, _) in BGP.items()}
    for row in others:
        pair = frozenset({row["a_device"], row["b_device"]})
        if row["layer"] == 3:
            assert pair in adjacent, row
        else:
            assert row["state"] == "inferred", row
            assert pair in {frozenset(host for host, _ in ends) for ends in UNHEARD | LINKS}, row


def test_parallel_cables_stay_parallel(found):
    rows = [row for row in found.list("links") if {row["a_device"], row["b_device"]} == {"core1", "core2"} and heard(row["protocols"])]
    assert sorted(map(sorted, link_ends(rows))) == [[("core1", port), ("core2", port)] for port in ("eth1", "eth2")]
    assert len({row["id"] for row in rows}) == 2
    assert {row["layer"] for row in rows} == {1}


def test_a_hub_is_a_segment_and_a_bridge_that_keeps_lldp_is_silent(found):
    rows = [row for row in found.list("links") if heard(row["protocols"])]
    layers = dict(zip(link_ends(rows), (row["layer"] for row in rows), strict=True))
    assert {ends for ends, layer in layers.items() if layer == 2} == SEGMENT
    assert len(SEGMENT) == 3
    assert {end for ends in SEGMENT for end in ends} == set(HUB.members)
    assert not [ends for ends in layers if ends & set(MUTE.members)]


def test_every_row_heard_found_its_device_and_port(found):
    assert found.list("unmatched") == []
    heard = Counter(row["device"] for row in found.list("neighbours"))
    assert heard == {"core1": 4, "core2": 4, "dist1": 4, "dist2": 5, "acc1": 2, "acc3": 2, "acc4": 2, "edge1": 1}


@pytest.mark.parametrize(
    ("speaker", "listener"),
    [(("core1", "eth5"), ("edge1", "eth1")), (("acc2", "eth1"), ("dist1", "eth4"))],
    ids=["who only listens", "who only speaks"],
)
def test_a_one_sided_link_is_explained_by_the_side_that_heard(found, speaker, listener):
    link = next(row for row in found.list("links") if {speaker, listener} == set(*link_ends([row])))
    answer = found.netfold("why", link["id"])
    assert (answer["kind"], answer["matched_by"], answer["losers"]) == ("link", "one_sided_port", [])
    assert answer["facts"]["state"] == "one-sided"
    believed = found.topology.link[link["id"]]
    (evidence,) = believed.evidence
    assert f": {speaker[0]} " in evidence.text
    with Home.open(found.home) as home:
        opened = open_evidence(home, evidence)
    assert opened["title"].startswith(f"{listener[0]}: ")
    texts = {line["text"] for line in opened["lines"]}
    assert HOST[speaker[0]].chassis in texts


def test_prefixes_equal_the_truth(found):
    networks = {
        str(ip_interface(address).network)
        for host in HOSTS
        for addresses in host.interfaces.values()
        for address in addresses
        if not ip_interface(address).is_loopback
    }
    assert {row["prefix"] for row in found.list("prefixes")} == networks


def test_records_are_whole_and_name_only_true_hosts(found):
    true_macs = {
        address.partition("/")[0]: (str(ip_interface(address).network), host.mac(name))
        for host in HOSTS
        for name, addresses in host.interfaces.items()
        for address in addresses
        if name != "lo"
    }
    with Home.open(found.home) as home:
        for device in found.topology.devices:
            record = home.store.records.find(device.evidence[0].source).record
            assert record.problems == ()
            assert {one.interface for one in record.counters if one.in_octets is not None} == set(HOST[device.name].interfaces)
            seen = {one.address: (one.interface, one.mac) for one in record.arp}
            assert seen.pop(VANTAGE)[0] == "eth0", "the collector itself"
            assert {address: mac for address, (_, mac) in seen.items()} == {address: true_macs[address][1] for address in seen}
            for address, (interface, _) in seen.items():
                networks = {str(ip_interface(own).network) for own in HOST[device.name].interfaces[interface]}
                assert true_macs[address][0] in networks


def records_of(discovery: Discovery) -> dict[str, DeviceRecord]:
    """The newest record of each host, by name."""
    with Home.open(discovery.home) as home:
        return {device.name: home.store.records.find(device.evidence[0].source).record for device in discovery.topology.devices}


def test_ospf_is_exactly_as_it_runs(found):
    for name, record in records_of(found).items():
        host = HOST[name]
        said = {(one.router_id, one.address) for one in record.ospf_neighbours}
        assert said == ospf_neighbours(name)
        assert len(record.ospf_neighbours) == len(said)
        assert {one.state for one in record.ospf_neighbours} <= {"full"}
        for one in record.ospf_neighbours:
            here = {ip_interface(own).network for own in host.interfaces[one.interface] if ":" not in own}
            assert any(ip_interface(one.address).ip in network for network in here), "the neighbour is named at the port where it is"
        assert [one.router_id for one in record.ospf] == ([host.router_id] if host.ospf else [])
        running = {
            (port, ip_interface(own).ip.compressed)
            for port, addresses in host.interfaces.items()
            for own in addresses
            if host.ospf and ":" not in own and port != "eth0" and not ip_interface(own).is_loopback
        }
        down = {port.name for port in host.ports if port.state is not State.UP}
        assert {(one.interface, one.address) for one in record.ospf_interfaces} == {one for one in running if one[0] not in down}
        assert {one.area for one in record.ospf_interfaces} <= {"0.0.0.0"}


def test_adjacencies_join_exactly_the_pairs_that_are_adjacent(found):
    by_id = {host.router_id: host.name for host in HOSTS}
    pairs = {frozenset({name, by_id[one.router_id]}) for name, record in records_of(found).items() for one in record.ospf_neighbours}
    assert pairs == OSPF


def test_bgp_is_exactly_as_it_runs(found):
    for name, record in records_of(found).items():
        host = HOST[name]
        assert [(one.local_as, one.router_id) for one in record.bgp] == ([(host.asn, host.router_id)] if host.asn else [])
        said = [(one.address, one.remote_as, one.router_id, one.state, one.enabled) for one in record.bgp_peers]
        if name in BGP:
            peer, address, asn = BGP[name]
            assert said == [(address, asn, HOST[peer].router_id, "established", True)]
        else:
            assert said == []


@pytest.fixture(scope="module", params=V3_USERS)
def found_by_user(request, lab, tmp_path_factory) -> Discovery:
    """The lab discovered as a user of version 3, into a home that knows nothing else."""
    discovery = Discovery(lab, tmp_path_factory.mktemp("real-v3") / "home")
    discovery.discover(discovery.scope("v3", seeds=SEEDS, access=version_3(request.param)))
    return discovery


def test_over_version_3_every_record_is_the_same(found, found_by_user):
    assert {name: found_by_user.summary[name] for name in ("answered", "complete", "failed")} == {
        "answered": 10,
        "complete": 10,
        "failed": 0,
    }
    before, after = records_of(found), records_of(found_by_user)
    assert set(after) == set(HOST)
    for name, record in after.items():
        assert record.problems == ()
        for part in ("system", "interfaces", "neighbours", "local_ports", "ospf", "ospf_interfaces", "ospf_neighbours", "bgp", "bgp_peers"):
            assert getattr(record, part) == getattr(before[name], part), part


def test_over_version_3_links_and_addresses_equal_the_truth(found_by_user):
    rows = [row for row in found_by_user.list("links") if heard(row["protocols"])]
    states = dict(zip(link_ends(rows), (row["state"] for row in rows), strict=True))
    assert len(rows) == len(states)
    assert states == {**dict.fromkeys(TWO_SIDED, "two-sided"), **dict.fromkeys(ONE_SIDED, "one-sided")}
    for device in found_by_user.topology.devices:
        ports = found_by_user.topology.ports[device.id]
        said = {port.name: {one for one in port.addresses if not ip_interface(one).is_link_local} for port in ports}
        assert said == HOST[device.name].interfaces


def test_over_version_3_and_ipv6_it_is_the_same_lab(found):
    first = found.topology
    found.discover(found.scope("v3-v6", seeds=SEEDS_V6, allow=MANAGEMENT_V6, access=version_3("strong")))
    assert found.summary["complete"] == 10
    assert ids(found.topology) == ids(first)


def test_a_wrong_password_reads_nothing_and_forgets_nothing(found):
    first = ids(found.topology)
    found.discover(found.scope("v3-wrong", seeds=SEEDS, access=version_3("usual").replace("#auth", "#wrong")), ends=3)
    assert (found.summary["answered"], found.summary["failed"], found.summary["snapshot"]) == (0, len(HOSTS), None)
    assert ids(found.topology) == first


def test_a_second_discovery_and_a_sweep_give_the_same_ids(found):
    first = found.topology
    for scope in (found.scope("crawl", seeds=SEEDS), found.scope("sweep", allow="10.250.0.0/28")):
        found.discover(scope)
        assert found.summary["answered"] == 10
        again = found.topology
        assert again.snapshot != first.snapshot
        assert ids(again) == ids(first)


def test_over_ipv6_it_is_the_same_lab(found):
    first = found.topology
    found.discover(found.scope("v6", seeds=SEEDS_V6, allow=MANAGEMENT_V6))
    assert found.summary["answered"] == 10
    assert ids(found.topology) == ids(first)
    reached = {device.name: device.targets for device in found.topology.devices}
    assert {host.name: host.management_v6 in reached[host.name] for host in HOSTS} == {host.name: True for host in HOSTS}
