"""The sample city adds up, is whole, and is the same every time."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from importlib.resources import files
from ipaddress import ip_address, ip_interface, ip_network

import msgspec
import networkx as nx
import pytest

from lab.city import SIZES, build_city
from lab.city_drafts import frozen_bytes
from lab.city_parameters import load_parameters
from lab.city_plants import connected_overlaps
from lab.truth import City, TruthPort, Vendor
from topology.model.census import Level, Role
from topology.model.errors import InputError
from topology.model.names import canonical_interface, is_default_host, is_identifying_mac
from topology.model.records import InterfaceKind


@pytest.fixture(scope="module")
def full() -> City:
    return build_city("full")


@pytest.fixture(scope="module", params=SIZES)
def city(request: pytest.FixtureRequest) -> City:
    return build_city(request.param)


def published() -> dict[str, dict[str, object]]:
    document = tomllib.loads(files("data").joinpath("yantai", "published.toml").read_text(encoding="utf-8"))
    return {figure["key"]: figure for figure in document["figure"]}


def agrees(figure: dict[str, object], value: float) -> bool:
    if "value" in figure:
        return bool(value == figure["value"])
    return bool(figure["at_least"] <= value < figure.get("less_than", float("inf")))  # type: ignore[operator]


def test_full_city_agrees_with_the_published_figures(full: City) -> None:
    census = full.census
    departmental = [network for network in census.networks if network.role is Role.DEPARTMENTAL]
    batches = [one for one in census.applications if one.batch is not None]
    zombies = Counter(one.zombie for one in census.applications if one.zombie)
    measured = {
        "departmental_networks": len(departmental),
        "departmental_networks_capex": sum(network.capex_fen or 0 for network in departmental) / 100,
        "departmental_networks_opex": sum(network.opex_fen_per_a.total for network in departmental) / 100,
        "extranet_user_nodes": sum(1 for presence in census.presences if presence.network == "W1"),
        "extranet_counties": len({site.county for site in census.sites if site.county}),
        "rooms": len(census.rooms),
        "room_units": len({room.unit for room in census.rooms}),
        "rooms_area": sum(room.area_m2 or 0 for room in census.rooms),
        "racks": sum(room.racks or 0 for room in census.rooms),
        "rooms_capex": sum(room.capex_fen or 0 for room in census.rooms) / 100,
        "applications": len(batches),
        "application_units": len({one.unit for one in batches}),
        "application_batches": len({one.batch for one in batches}),
        "first_batch_units": len({one.unit for one in batches if one.batch == 1}),
        "websites": sum(1 for one in census.applications if one.code.startswith("B")),
        "zombie_systems": sum(zombies.values()),
        "zombie_mail": zombies["mail"],
        "zombie_video": zombies["video"],
        "zombie_office": zombies["office"],
    }
    figures = published()
    assert [key for key, value in measured.items() if not agrees(figures[key], value)] == []


def test_full_city_agrees_with_its_register(full: City) -> None:
    census = full.census
    departmental = {network.code for network in census.networks if network.role is Role.DEPARTMENTAL}
    presences = [presence for presence in census.presences if presence.network in departmental]
    assert len(presences) == 2475
    assert sum(presence.hosts or 0 for presence in presences) == 27_030
    assert sum(network.capex_fen or 0 for network in census.networks) == 96_400_000 * 100
    assert sum(network.opex_fen_per_a.total for network in census.networks) == 11_180_000 * 100
    assert sum(1 for presence in census.presences if presence.network == "W1") == 1120
    for entry in load_parameters().register.network:
        mine = [presence for presence in presences if presence.network == entry.code]
        assert (len(mine), sum(presence.hosts or 0 for presence in mine)) == (entry.presences, entry.hosts)
        assert len({presence.site for presence in mine}) == entry.presences


def test_nodes_are_not_devices(full: City) -> None:
    assert 2400 <= len(full.devices) <= 2700
    nodes = [serving for serving in full.serving if serving.presence.startswith("P-W1")]
    assert len(nodes) == 1120
    assert len({serving.device for serving in nodes}) < 600


def test_every_presence_of_an_open_network_is_served(city: City) -> None:
    stubs = {network.code for network in city.census.networks if network.classified}
    expected = {presence.code for presence in city.census.presences if presence.network not in stubs}
    assert [serving.presence for serving in city.serving] == sorted(expected)
    ports = {(device.id, port.name): port for device in city.devices for port in device.ports}
    assert all(ports[serving.device, serving.port].vlan_access for serving in city.serving)


def test_classified_networks_are_stubs(city: City) -> None:
    stubs = {network.code: network for network in city.census.networks if network.classified}
    assert set(stubs) == {"W3", "N08"}
    assert all(network.realm is None and network.prefixes == () for network in stubs.values())
    assert not stubs.keys() & {device.network for device in city.devices}


def test_circuit_fees_are_the_networks_circuit_cost_to_the_fen(city: City) -> None:
    fees: dict[str, int] = defaultdict(int)
    for circuit in city.census.circuits:
        fees[circuit.network] += circuit.fee_fen_per_a or 0
    measured = {network.code for network in city.census.networks if network.realm and network.role is Role.DEPARTMENTAL}
    assert {code: fees[code] for code in measured} == {
        network.code: network.opex_fen_per_a.circuits for network in city.census.networks if network.code in measured
    }


def test_circuits_name_known_sites_and_their_own_contracts(city: City) -> None:
    sites = {site.code for site in city.census.sites}
    contracts = {contract.code: contract.network for contract in city.census.contracts}
    for circuit in city.census.circuits:
        assert circuit.site_a in sites
        assert circuit.site_b in sites - {circuit.site_a}
        if circuit.contract is not None:
            assert contracts[circuit.contract] == circuit.network
    numbers = [circuit.number for circuit in city.census.circuits]
    assert len(set(numbers)) == len(numbers)


def test_census_refers_only_to_what_it_has(city: City) -> None:
    census = city.census
    networks = {network.code for network in census.networks}
    units = {unit.code for unit in census.units}
    applications = {one.code for one in census.applications}
    assert {network.owner for network in census.networks} <= units
    assert {presence.network for presence in census.presences} <= networks
    assert {presence.site for presence in census.presences} <= {site.code for site in census.sites}
    assert {code for room in census.rooms for code in room.networks} <= networks
    assert {room.unit for room in census.rooms} | {one.unit for one in census.applications} <= units
    assert {one.network for one in census.applications} - {None} <= networks
    assert {row.application for row in census.dependencies} <= applications
    assert {row.from_network for row in census.dependencies} <= networks
    assert {row.network for row in census.consents} <= networks
    for rows in (census.units, census.networks, census.sites, census.presences, census.circuits, census.rooms, census.applications):
        codes = [row.code for row in rows]
        assert len(set(codes)) == len(codes)


def test_registered_networks_carry_what_planning_asks(full: City) -> None:
    networks = {network.code: network for network in full.census.networks}
    assert networks["N12"].blackout == ("*Q3",)
    assert networks["N01"].statutory
    assert networks["N26"].only_system
    assert all(network.authority for network in networks.values() if network.level is Level.VERTICAL)
    contracted = {contract.network for contract in full.census.contracts}
    assert contracted == {code for code, network in networks.items() if network.role is Role.DEPARTMENTAL}
    used = {one.network for one in full.census.applications if one.zombie is None}
    assert not used & {"N20", "N26"}
    assert sum(1 for one in full.census.applications if one.network == "N26") == 35


def test_links_end_at_ports_that_exist_and_are_used_once(city: City) -> None:
    ports = {(device.id, port.name): port for device in city.devices for port in device.ports}
    ends = [end for link in city.links for end in ((link.a_device, link.a_port), (link.b_device, link.b_port))]
    assert set(ends) <= set(ports)
    assert len(set(ends)) == len(ends)
    assert all(ports[end].up and ports[end].enabled and ports[end].kind is InterfaceKind.PHYSICAL for end in ends)
    for link in city.links:
        assert link.a_device != link.b_device
        assert ports[link.a_device, link.a_port].lldp or ports[link.b_device, link.b_port].lldp
    circuits = {circuit.code for circuit in city.census.circuits}
    assert {link.circuit for link in city.links} - {None} <= circuits


def test_linked_ports_carry_the_same_vlans(city: City) -> None:
    ports = {(device.id, port.name): port for device in city.devices for port in device.ports}
    for link in city.links:
        if link.kind != "backdoor":
            assert set(ports[link.a_device, link.a_port].vlan_trunk or ()) <= set(ports[link.b_device, link.b_port].vlan_trunk or ())


def test_identities_are_unique(city: City) -> None:
    for values in (
        [device.id for device in city.devices],
        [device.serial for device in city.devices],
        [device.chassis_mac for device in city.devices],
        [device.vantage for device in city.devices],
        [(device.realm, device.management) for device in city.devices],
        [(device.realm, address.split("/")[0]) for device in city.devices for port in device.ports for address in port.addresses],
        [mac for device in city.devices for mac in {port.mac for port in device.ports if port.mac} | {device.chassis_mac}],
        [(device.id, port.index) for device in city.devices for port in device.ports],
        [(device.id, canonical_interface(port.name)) for device in city.devices for port in device.ports],
    ):
        assert len(set(values)) == len(values)
    assert all(is_identifying_mac(device.chassis_mac) for device in city.devices)


def test_management_addresses_stand_on_the_devices_and_translate(city: City) -> None:
    for device in city.devices:
        held = {address.split("/")[0] for port in device.ports for address in port.addresses}
        assert device.management in held
        ((own, reached),) = city.translations[device.realm]
        offset = int(ip_address(device.management)) - int(ip_network(own).network_address)
        assert ip_network(reached)[offset] == ip_address(device.vantage)
        assert ip_network(own).prefixlen == ip_network(reached).prefixlen
        assert ip_address(device.vantage).is_loopback


def test_own_address_spaces_do_not_reach_each_other_on_loopback(city: City) -> None:
    reached = [ip_network(there) for pairs in city.translations.values() for _, there in pairs]
    assert not any(a.overlaps(b) for index, a in enumerate(reached) for b in reached[index + 1 :])


def test_a_crawl_from_one_seed_reaches_every_device_of_a_realm(city: City) -> None:
    """Hints are ARP entries and, between two devices that are not Huawei's, LLDP management addresses."""
    by_address = {(device.realm, device.management): device for device in city.devices}
    for realm, (seed, *_) in city.seeds.items():
        reached, todo = set(), [seed]
        while todo:
            device = by_address.get((realm, todo.pop()))
            if device is not None and device.id not in reached:
                reached.add(device.id)
                todo += [host.address for host in device.hosts]
        assert reached == {device.id for device in city.devices if device.realm == realm}


def test_users_are_seen_where_they_are_declared(full: City) -> None:
    management = {(device.realm, device.management) for device in full.devices}
    seen: Counter[str] = Counter()
    for device in full.devices:
        seen[device.network] += sum(1 for host in device.hosts if (device.realm, host.address) not in management)
    declared: Counter[str] = Counter()
    for presence in full.census.presences:
        declared[presence.network] += presence.hosts or 0
    assert seen["N20"] == 8
    assert {code: seen[code] for code in declared if code not in {"N08", "N20"}} == {
        code: count for code, count in declared.items() if code not in {"N08", "N20"}
    }


def test_gateways_hear_the_mac_that_carries_the_address(city: City) -> None:
    macs = {
        (device.realm, address.split("/")[0]): port.mac for device in city.devices for port in device.ports for address in port.addresses
    }
    heard = {(device.realm, host.address): host.mac for device in city.devices for host in device.hosts}
    for device in city.devices:
        assert heard.get((device.realm, device.management), macs[device.realm, device.management]) == macs[device.realm, device.management]


def test_only_cisco_gives_every_port_an_address_of_its_own(city: City) -> None:
    for device in city.devices:
        macs = [port.mac for port in device.ports if port.mac]
        assert (len(set(macs)) == len(macs)) is (device.vendor is Vendor.CISCO)


def test_hosts_lie_in_the_prefix_of_their_port(city: City) -> None:
    for device in city.devices:
        networks = {port.name: [ip_interface(address).network for address in port.addresses] for port in device.ports}
        taken = {address.split("/")[0] for port in device.ports for address in port.addresses}
        for host in device.hosts:
            assert any(ip_address(host.address) in network for network in networks[host.port])
            assert host.address not in taken


def test_planted_overlaps_equal_brute_force() -> None:
    city = build_city("small")
    prefixes = {
        (device.network, device.realm, ip_interface(address).network)
        for device in city.devices
        for port in device.ports
        for address in port.addresses
    }
    found = {(a[0], b[0], str(a[2]), str(b[2])) for a in prefixes for b in prefixes if a[0] < b[0] and a[1] != b[1] and a[2].overlaps(b[2])}
    assert {(o.network_a, o.network_b, o.prefix_a, o.prefix_b) for o in city.planted.overlaps} == found


def test_addresses_that_name_no_device_overlap_with_nothing() -> None:
    city = build_city("small")
    one, other = (next(device for device in city.devices if device.realm == realm) for realm in ("n03", "n05"))
    for address, count in (("127.0.0.1/8", 0), ("169.254.1.1/16", 0), ("10.99.0.1/24", 1)):
        ports = [TruthPort(name="GigabitEthernet0/0/1", index=1, kind=InterfaceKind.PHYSICAL, addresses=(address,))]
        devices = [msgspec.structs.replace(device, ports=tuple(ports)) for device in (one, other)]
        assert len(connected_overlaps(devices)) == count


def test_overlaps_are_of_both_kinds_and_not_too_many(full: City) -> None:
    identical = sum(1 for overlap in full.planted.overlaps if overlap.prefix_a == overlap.prefix_b)
    assert 500 <= len(full.planted.overlaps) <= 3000
    assert 100 <= identical <= len(full.planted.overlaps) - 100


def test_planted_things_are_there(city: City) -> None:
    planted = city.planted
    devices = {device.id: device for device in city.devices}
    assert planted.zombie_networks == ("N20",)
    assert planted.back_doors
    for link in planted.back_doors:
        a, b = devices[link.a_device], devices[link.b_device]
        assert a.network != b.network
        assert a.site == b.site
        assert link in city.links
    by_number = {circuit.number: circuit for circuit in city.census.circuits if circuit.code in planted.dead_circuits}
    assert len(by_number) == len(planted.dead_circuits) > 0
    said = [(port, number) for device in city.devices for port in device.ports for number in by_number if number in (port.alias or "")]
    assert len(said) == len(by_number)
    assert not any(port.up for port, _ in said)
    assert all(circuit.fee_fen_per_a for circuit in by_number.values())
    assert planted.parallel_circuits
    numbers = {circuit.number for circuit in city.census.circuits}
    aliases = [port.alias or "" for device in city.devices for port in device.ports]
    assert len(planted.undeclared_circuits) == load_parameters().city.size[city.size].undeclared_circuits
    for number in planted.undeclared_circuits:
        assert number not in numbers
        assert sum(number in alias for alias in aliases) == 1
    lag_members = Counter((device.id, port.lag) for device in city.devices for port in device.ports if port.lag)
    assert set(lag_members.values()) == {2}
    ports = {(device.id, port.name): port for device in city.devices for port in device.ports}
    one_sided = [link for link in city.links if ports[link.a_device, link.a_port].lldp != ports[link.b_device, link.b_port].lldp]
    assert len(one_sided) == load_parameters().city.size[city.size].one_sided


def test_single_uplinks_are_the_devices_whose_only_way_to_the_core_is_one_link(city: City) -> None:
    rank = {"core": 0, "aggregation": 1, "access": 2}
    tiers = {device.id: rank[device.tier] for device in city.devices}
    graph = nx.MultiGraph()
    graph.add_nodes_from(tiers)
    up: Counter[str] = Counter()
    for link in city.links:
        if link.kind == "backdoor":
            continue
        graph.add_edge(link.a_device, link.b_device)
        if tiers[link.a_device] >= tiers[link.b_device]:
            up[link.a_device] += 1
    assert set(city.planted.single_uplinks) == {device for device, tier in tiers.items() if tier and up[device] == 1}
    realms = {device.id: device.realm for device in city.devices}
    components = [{realms[device] for device in part} for part in nx.connected_components(graph)]
    assert sorted(realm for part in components for realm in part) == sorted(city.seeds)


def test_shared_sites_are_the_sites_of_two_networks_or_more(full: City) -> None:
    at: dict[str, set[str]] = defaultdict(set)
    for presence in full.census.presences:
        at[presence.site].add(presence.network)
    assert full.planted.shared_sites == {site: tuple(sorted(codes)) for site, codes in at.items() if len(codes) > 1}
    assert len(at) == len(full.census.sites)


def test_some_names_are_worth_nothing(full: City) -> None:
    defaults = [device for device in full.devices if is_default_host(device.name)]
    assert len(defaults) == load_parameters().city.size["full"].default_names
    assert all(device.location for device in defaults)
    realms: dict[str, set[str]] = defaultdict(set)
    for device in full.devices:
        realms[device.name].add(device.realm)
    assert sum(1 for where in realms.values() if len(where) > 1) > 20


def test_every_device_stands_where_its_network_is_present(city: City) -> None:
    present = {(presence.network, presence.site) for presence in city.census.presences}
    assert {(device.network, device.site) for device in city.devices} <= present


def test_every_device_says_its_site(city: City) -> None:
    names = {site.code: site.name for site in city.census.sites}
    for device in city.devices:
        said = f"{device.name} {device.location}"
        assert device.site in said or names[device.site] in said


def test_vendors_stand_in_the_citys_mix(full: City) -> None:
    counts = Counter(device.vendor for device in full.devices)
    shares = {vendor: count / len(full.devices) for vendor, count in counts.items()}
    expected = {Vendor.HUAWEI: 0.45, Vendor.H3C: 0.30, Vendor.RUIJIE: 0.15, Vendor.CISCO: 0.10}
    assert all(abs(shares[vendor] - share) < 0.03 for vendor, share in expected.items())


def test_names_are_the_makers_own(city: City) -> None:
    words = {Vendor.HUAWEI: "Vlanif", Vendor.H3C: "Vlan-interface", Vendor.RUIJIE: "VLAN ", Vendor.CISCO: "Vlan"}
    for device in city.devices:
        for port in device.ports:
            if port.kind is InterfaceKind.VLAN:
                assert port.name.startswith(words[device.vendor])
    assert sum(len(device.ports) for device in city.devices) < 20 * len(city.devices)


@pytest.mark.parametrize("size", SIZES)
def test_same_seed_same_bytes(size: str) -> None:
    assert frozen_bytes(build_city(size, 5)) == frozen_bytes(build_city(size, 5))


def test_another_seed_is_another_city_with_the_same_totals() -> None:
    one, other = build_city("full", 1), build_city("full", 2)
    assert frozen_bytes(one.devices) != frozen_bytes(other.devices)
    for city in (one, other):
        departmental = [presence for presence in city.census.presences if presence.network.startswith("N")]
        assert (len(departmental), sum(presence.hosts or 0 for presence in departmental)) == (2475, 27_030)


def test_a_city_survives_json() -> None:
    city = build_city("small")
    assert msgspec.json.decode(msgspec.json.encode(city), type=City) == city


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        build_city("huge")
    assert (caught.value.code, caught.value.params["size"]) == ("lab.unknown_size", "huge")


def test_the_city_says_that_it_is_fictional(city: City) -> None:
    assert city.census.fictional
    assert "虚构" in city.census.source
    assert ("与公开数字不同" in city.census.source) is (city.size == "small")
    assert load_parameters().city.fictional
