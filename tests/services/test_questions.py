"""Search, why, evidence."""

from typing import Any

import pytest

from services.evidence import open_evidence
from services.explain import why
from services.home import Home
from services.listing import rows
from services.plans import appraise
from services.search import find
from services.topologies import current, findings
from topology.model.entities import Evidence, EvidenceKind
from topology.model.errors import InputError, NotFound
from topology.model.names import canonical_mac
from topology.model.records import SourceKind


def _first(home: Home, text: str) -> dict[str, Any]:
    return find(home, text)[0]


def test_a_device_is_found_by_name_serial_address_and_any_notation_of_its_mac(city: Home) -> None:
    device = next(one for one in current(city).devices if one.serials and one.chassis_ids and one.addresses)
    for text in (device.name, device.name.lower(), device.serials[0], device.targets[0]):
        assert device.id in {row["id"] for row in find(city, text)}, text
    bare = device.chassis_ids[0].replace(":", "")
    assert canonical_mac(bare) == device.chassis_ids[0]
    for text in (device.chassis_ids[0], bare, bare.upper(), "-".join(bare[i : i + 4] for i in (0, 4, 8))):
        assert device.id in {row["id"] for row in find(city, text)}, text


def test_a_prefix_finds_what_it_contains_and_what_contains_it(city: Home) -> None:
    prefix = next(one for one in current(city).prefixes if one.prefix.endswith("/26"))
    assert _first(city, prefix.prefix)["label"] == prefix.prefix
    base = prefix.prefix.split("/")[0]
    wide = find(city, f"{base}/20", limit=1000)
    assert prefix.id in {row["id"] for row in wide}
    narrow = find(city, f"{base}/28", limit=1000)
    assert prefix.id in {row["id"] for row in narrow}


def test_an_address_finds_its_interface_before_the_prefixes_around_it(city: Home) -> None:
    port = next(one for one in current(city).interfaces if one.addresses and not one.addresses[0].startswith("127."))
    found = find(city, port.addresses[0].split("/")[0], limit=200)
    assert port.id in {row["id"] for row in found if row["rank"] == 0}
    assert any(row["kind"] == "prefix" for row in found)
    ranks = [row["rank"] for row in found]
    assert ranks == sorted(ranks)


def test_chinese_codes_circuits_and_vlans_are_found(city: Home) -> None:
    census = current(city).census
    site = census.sites[0]
    assert _first(city, site.code)["id"] == site.code
    assert site.code in {row["id"] for row in find(city, site.name[1:4], limit=500)}
    network = next(one for one in census.networks if one.realm)
    assert _first(city, network.code)["kind"] == "network"
    circuit = next(one for one in census.circuits if one.number)
    assert circuit.number is not None
    assert _first(city, circuit.number)["kind"] == "circuit"
    vlan = current(city).vlans[0]
    assert {(row["kind"], row["rank"]) for row in find(city, f"VLAN {vlan.vid}", limit=3)} == {("vlan", 0)}


@pytest.mark.parametrize("text", ["", "   ", "\x00", "zzzzzz-nothing", "10.0.0.0/99", "%", "a" * 100_000])
def test_odd_texts_find_nothing_and_hurt_nothing(city: Home, text: str) -> None:
    assert find(city, text) == []


def test_results_are_bounded(city: Home) -> None:
    assert len(find(city, "e", limit=7)) == 7
    assert find(city, "e", limit=0) == []


def test_a_link_says_why_it_is_believed(city: Home) -> None:
    link = next(one for one in current(city).links if one.state.value == "two-sided")
    answer = why(city, link.id)
    assert answer["kind"] == "link"
    assert answer["matched_by"] == link.matched_by
    assert len(answer["evidence"]) == len(link.evidence) >= 2
    assert answer["facts"]["a_id"] == link.a_device


def test_everything_that_is_listed_can_be_asked_why(city: Home) -> None:
    topology = current(city)
    groups: list[tuple[str, Any]] = [
        ("device", topology.devices),
        ("interface", topology.interfaces),
        ("prefix", topology.prefixes),
        ("circuit", topology.circuits),
        ("presence", topology.presences),
        ("route", topology.routes),
        ("vlan", topology.vlans),
        ("vrf", topology.vrfs),
        ("finding", findings(city)),
    ]
    for kind, group in groups:
        for one in group[:5]:
            answer = why(city, one.id)
            assert (answer["kind"], answer["id"]) == (kind, one.id)
            assert answer["label"]
    for kind in ("networks", "sites", "units", "contracts", "rooms", "applications", "dependencies", "consents"):
        code = rows(city, kind)[0]["code"]
        answer = why(city, code)
        assert answer["id"] == code
        assert answer["evidence"][0]["kind"] == "cell"


def test_names_will_do_where_they_are_unambiguous(city: Home) -> None:
    topology = current(city)
    names = [device.name for device in topology.devices]
    device = next(one for one in topology.devices if names.count(one.name) == 1)
    assert why(city, device.name)["id"] == device.id
    port = topology.ports[device.id][0]
    assert why(city, f"{device.name}:{port.name}")["id"] == port.id
    double = next(name for name in names if names.count(name) > 1)
    with pytest.raises(InputError) as caught:
        why(city, double)
    assert caught.value.code == "services.ambiguous"
    with pytest.raises(NotFound) as missing:
        why(city, "no such thing")
    assert missing.value.code == "services.unknown_id"


def _evidence(home: Home) -> list[Evidence]:
    topology = current(home)
    found = [
        one
        for group in (topology.devices, topology.links, topology.prefixes, topology.circuits, topology.presences)
        for entity in group
        for one in entity.evidence
    ]
    found += [one for finding in findings(home) for one in finding.evidence]
    found += [one for line in appraise(home, "merge_all").lines for one in line.evidence]
    return found


def test_every_evidence_opens(city: Home) -> None:
    seen = set()
    for evidence in sorted(set(_evidence(city))):
        shape = (evidence.kind, evidence.place.rpartition(":")[0] == "", evidence.place[:12])
        if evidence.kind is EvidenceKind.RECORD and shape in seen:
            continue
        seen.add(shape)
        opened = open_evidence(city, evidence, "zh")
        assert opened["title"]
        assert opened["place"] == evidence.place
        assert opened["lines"]
    assert {kind for kind, *_ in seen} >= {EvidenceKind.RECORD, EvidenceKind.CELL, EvidenceKind.PRICE}


def test_a_line_of_a_configuration_opens_with_its_neighbours_and_without_secrets(city: Home) -> None:
    evidence = next(
        one
        for device in current(city).devices
        if SourceKind.CONFIG in device.sources
        for one in device.evidence
        if one.place.endswith(":1")
    )
    kept = city.store.records.find(evidence.source)
    port = next(one for one in kept.record.interfaces if one.ref)
    assert port.ref is not None
    opened = open_evidence(city, Evidence(EvidenceKind.RECORD, evidence.source, port.ref))
    here = [line for line in opened["lines"] if line["here"]]
    assert [line["label"] for line in here] == [port.ref.rpartition(":")[2]]
    assert port.name.lower().replace(" ", "") in here[0]["text"].lower().replace(" ", "")
    assert 5 <= len(opened["lines"]) <= 9
    assert kept.source is not None
    assert b"cipher" not in kept.source.data or b"<secret:" in kept.source.data


def test_an_oid_opens_the_row_that_stood_there(city: Home) -> None:
    evidence = next(one for link in current(city).links for one in link.evidence if one.place.startswith("1.0.8802"))
    opened = open_evidence(city, evidence)
    values = {line["label"]: line["text"] for line in opened["lines"]}
    assert values["part"] == "neighbours"
    assert values["ref"] == evidence.place


def test_a_cell_opens_its_row_with_the_headers(city: Home) -> None:
    network = current(city).census.networks[0]
    evidence = Evidence(EvidenceKind.CELL, current(city).census.edition, network.cell)
    for lang in ("zh", "en"):
        opened = open_evidence(city, evidence, lang)
        assert network.code in {line["text"] for line in opened["lines"]}
        assert network.name in {line["text"] for line in opened["lines"]}
    assert any("编码" in line["label"] for line in open_evidence(city, evidence, "zh")["lines"])


def test_rules_figures_prices_and_words_open(own: Home) -> None:
    rule = open_evidence(own, Evidence(EvidenceKind.RULE, "planning", "classified"), "zh")
    assert "GB/T 21061" in rule["lines"][1]["text"]
    figure = open_evidence(own, Evidence(EvidenceKind.FIGURE, "published", "departmental_networks"))
    assert {"label": "value", "text": "26", "here": True} in figure["lines"]
    price = open_evidence(own, Evidence(EvidenceKind.PRICE, "sample_2018", "labour.day"))
    assert price["place"] == "labour.day"
    from services.corrections import link_add

    link = rows(own, "links")[0]
    link_add(own, link["a_id"], link["b_id"], reason="seen in the rack")
    word = open_evidence(own, Evidence(EvidenceKind.RULE, "ledger", "0"))
    assert "seen in the rack" in {line["text"] for line in word["lines"]}


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        (Evidence(EvidenceKind.RECORD, "rec-000000000000000", "x"), "store.no_record"),
        (Evidence(EvidenceKind.CELL, "none", "x!A1"), "store.no_edition"),
        (Evidence(EvidenceKind.PRICE, "sample_2018", "no.such.row"), "services.evidence_gone"),
        (Evidence(EvidenceKind.PRICE, "../../etc/passwd", "x"), "services.no_price_book"),
        (Evidence(EvidenceKind.RULE, "planning", "no_such_rule"), "services.evidence_gone"),
        (Evidence(EvidenceKind.RULE, "ledger", "99"), "services.evidence_gone"),
        (Evidence(EvidenceKind.FIGURE, "published", "no_such_figure"), "services.evidence_gone"),
    ],
)
def test_what_is_gone_is_said(city: Home, evidence: Evidence, code: str) -> None:
    with pytest.raises(NotFound) as caught:
        open_evidence(city, evidence)
    assert caught.value.code == code


def test_hosts_are_explained_by_rows_that_open_and_found_by_address_and_mac(city: Home) -> None:
    topology = current(city)
    for host in topology.hosts[:40]:
        answer = why(city, host.id)
        assert (answer["kind"], answer["matched_by"]) == ("host", f"host_{host.place.value}")
        parts = []
        for row in answer["evidence"]:
            opened = open_evidence(city, Evidence(EvidenceKind(row["kind"]), row["source"], row["place"], row["text"]))
            assert host.mac in {line["text"] for line in opened["lines"]}
            parts += [line["text"] for line in opened["lines"] if line["label"] == "part"]
        assert parts == ["fdb", "arp"]
    alone = next(host for host in topology.hosts if len(topology.hosts_by_address[host.addresses[0]]) == 1)
    shared = next((host for host in topology.hosts if len(topology.hosts_by_address[host.addresses[0]]) > 1), None)
    assert why(city, alone.addresses[0])["id"] == alone.id
    assert why(city, alone.mac.upper().replace(":", "-"))["id"] == alone.id
    assert shared is not None, "the same address is in use in several realms"
    with pytest.raises(InputError) as caught:
        why(city, shared.addresses[0])
    assert caught.value.code == "services.ambiguous"


def test_the_hosts_listed_are_those_counted_and_can_be_narrowed(city: Home) -> None:
    topology = current(city)
    found = rows(city, "hosts")
    assert len(found) == len(topology.hosts) == sum(prefix.hosts_seen or 0 for prefix in topology.prefixes)
    realms = {row["realm"] for row in found}
    assert sum(len(rows(city, "hosts", realm=realm)) for realm in realms) == len(found)
    one = rows(city, "hosts", network="N05")
    assert one
    assert {row["network"] for row in one} == {"N05"}
    assert all(row["prefix"] and row["site"] and row["gateways"] for row in found)


def test_evidence_of_networks_opens(city: Home) -> None:
    topology = current(city)
    for answer in [why(city, device.id) for device in topology.devices[:10]] + [why(city, port.id) for port in topology.interfaces[:10]]:
        for row in answer["evidence"]:
            assert open_evidence(city, Evidence(EvidenceKind(row["kind"]), row["source"], row["place"], row["text"]))["lines"]
