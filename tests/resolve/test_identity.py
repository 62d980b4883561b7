"""Which records are of one device, and which id it keeps."""

from __future__ import annotations

import pytest

from tests.resolve.made import believe, believe_and_remember, gig, mac, names, port, record
from topology.model.errors import InputError, NotFound
from topology.model.ledger import Ledger, join_devices, split_device
from topology.model.records import Completeness, SourceKind


def codes(topology) -> list[str]:
    return sorted(problem.code for problem in topology.problems)


def addressed(number: int, *addresses: str):
    return port(number, addresses=addresses)


def test_an_agent_and_its_configuration_are_one_device() -> None:
    snmp = record("127.21.0.1", "SW1", chassis=mac(1), ports=[addressed(1, "10.0.0.1/24"), port(2)])
    config = record(
        "n01/SW1.cfg",
        "sw1",
        kind=SourceKind.CONFIG,
        ports=[port(1, name="GE0/0/1", index=None, addresses=("10.0.0.1/24",), vrf="office"), port(3, index=None)],
    )
    topology = believe([config, snmp])
    (device,) = topology.devices
    assert device.sources == (SourceKind.CONFIG, SourceKind.SNMP)
    assert device.targets == ("127.21.0.1", "n01/SW1.cfg")
    assert sorted(i.name for i in topology.interfaces) == [gig(1), gig(2), gig(3)]
    first = next(i for i in topology.interfaces if i.name == gig(1))
    assert (first.vrf, first.index, first.addresses, len(first.evidence)) == ("office", 6, ("10.0.0.1/24",), 2)


def test_the_same_name_and_address_in_26_realms_are_26_devices() -> None:
    records = [record("10.0.0.1", "SW1", realm=f"n{n:02}", ports=[addressed(1, "10.0.0.1/24")]) for n in range(26)]
    assert len(believe(records).devices) == 26


def test_two_devices_of_one_name_stay_two() -> None:
    records = [record(f"10.0.0.{n}", "SW1", chassis=mac(n), ports=[addressed(1, f"10.0.0.{n}/24")]) for n in (1, 2)]
    assert len(believe(records).devices) == 2


def test_an_older_and_a_newer_backup_are_of_one_device() -> None:
    common = ("10.255.0.1/32", "10.0.12.0/31", "10.100.1.1/24")
    older = record("old/pe1.cfg", "pe1", kind=SourceKind.CONFIG, ports=[addressed(1, *common)])
    newer = record("pe1.txt", "pe1", kind=SourceKind.CONFIG, ports=[addressed(1, *common, "10.0.0.15/24")], minutes=5)
    other = record("pe1-b.cfg", "pe1", kind=SourceKind.CONFIG, ports=[addressed(1, "10.255.0.9/32", "10.0.12.0/31")])
    assert len(believe([older, newer]).devices) == 1
    assert len(believe([newer, other]).devices) == 2, "one address in common is no proof"
    default = [record(f"{number}.cfg", "Huawei", kind=SourceKind.CONFIG, ports=[addressed(1, *common[number:])]) for number in range(2)]
    assert len(believe(default).devices) == 2


def test_a_default_name_joins_nothing() -> None:
    snmp = [record(f"10.0.0.{n}", "HUAWEI", ports=[addressed(1, f"10.0.0.{n}/24")]) for n in (1, 2)]
    config = record("a.cfg", "Huawei", kind=SourceKind.CONFIG, ports=[addressed(1, "10.0.0.2/24")])
    topology = believe([*snmp, config])
    assert sorted(device.targets for device in topology.devices) == [("10.0.0.1",), ("10.0.0.2", "a.cfg")]


def test_one_device_reached_by_two_addresses_is_one() -> None:
    both = [record(f"127.21.0.{n}", "SW1", chassis=mac(1), serial="2102ABCD") for n in (1, 2)]
    assert len(believe(both).devices) == 1
    unnumbered = [record(f"127.21.0.{n}", "SW1", ports=[addressed(1, "10.0.0.1/24", "10.0.1.1/24")]) for n in (1, 2)]
    assert len(believe(unnumbered).devices) == 1


def test_clones_of_a_chassis_address_with_other_serials_stay_two_and_say_so() -> None:
    topology = believe(
        [record("10.0.0.1", "A", chassis=mac(1), serial="SERIAL1"), record("10.0.0.2", "A", chassis=mac(1), serial="SERIAL2")]
    )
    assert len(topology.devices) == 2
    assert codes(topology) == ["identity.shared_chassis"]
    assert topology.problems[0].params["count"] == 2


def test_a_chassis_address_shipped_many_times_identifies_nothing() -> None:
    topology = believe([record(f"10.0.0.{n}", f"SW{n}", chassis=mac(1)) for n in range(1, 21)])
    assert len(topology.devices) == 20
    assert codes(topology) == ["identity.shared_chassis"]


def test_a_serial_with_another_chassis_address_is_vetoed() -> None:
    topology = believe(
        [record("10.0.0.1", "A", chassis=mac(1), serial="SERIAL1"), record("10.0.0.2", "A", chassis=mac(2), serial="SERIAL1")]
    )
    assert len(topology.devices) == 2
    assert codes(topology) == ["identity.shared_serial"]


def test_across_realms_only_chassis_address_or_serial_counts() -> None:
    same = {"chassis": mac(1), "ports": [addressed(1, "10.0.0.1/24")]}
    assert len(believe([record("a", "R1", realm="n01", **same), record("b", "R1", realm="n02", **same)]).devices) == 1
    assert len(believe([record("a", "R1", realm="n01", serial="SERIAL1"), record("b", "R1", realm="n02", serial="SERIAL1")]).devices) == 1
    assert len(believe([record("a", "R1", realm="n01", **same), record("b", "R2", realm="n02", **same)]).devices) == 2
    bare = {"ports": [addressed(1, "10.0.0.1/24")]}
    assert len(believe([record("a", "R1", realm="n01", **bare), record("b", "R1", realm="n02", **bare)]).devices) == 2


def test_virtual_and_host_addresses_identify_nothing() -> None:
    snmp = [record(f"10.0.0.{n}", None, ports=[addressed(1, "127.0.0.1/8"), addressed(2, "169.254.1.1/16")]) for n in (1, 2)]
    topology = believe([*snmp, record("10.0.0.9", "X", chassis="00:00:5e:00:01:0a"), record("10.0.0.8", "Y", chassis="00:00:5e:00:01:0a")])
    assert len(topology.devices) == 4
    assert codes(topology) == []
    assert all(device.addresses == () for device in topology.devices)


def test_a_file_of_the_same_name_without_a_common_address_stays_apart() -> None:
    snmp = record("127.21.0.1", "SW1", ports=[addressed(1, "10.0.0.1/24")])
    config = record("old.cfg", "SW1", kind=SourceKind.CONFIG, ports=[addressed(1, "10.9.9.1/24")])
    topology = believe([snmp, config])
    assert len(topology.devices) == 2
    assert codes(topology) == ["identity.same_name_other_addresses"]


def test_a_file_with_addresses_of_two_devices_is_not_guessed() -> None:
    snmp = [record(f"127.21.0.{n}", f"SW{n}", ports=[addressed(1, f"10.0.0.{n}/24")]) for n in (1, 2)]
    config = record("x.cfg", None, kind=SourceKind.CONFIG, ports=[addressed(1, "10.0.0.1/24", "10.0.0.2/24")])
    topology = believe([*snmp, config])
    assert len(topology.devices) == 3
    assert codes(topology) == ["identity.ambiguous_file"]


def test_a_renamed_device_keeps_its_file_by_serial() -> None:
    snmp = record("127.21.0.1", "NEW", serial="SERIAL1")
    config = record("x.cfg", "OLD", kind=SourceKind.CONFIG, serial="serial1")
    assert names(believe([snmp, config])) == ["NEW"]


def test_a_full_name_and_its_short_form_are_one() -> None:
    topology = believe([record("127.21.0.1", "sw1.city.example"), record("sw1.cfg", "sw1", kind=SourceKind.CONFIG)])
    assert len(topology.devices) == 1


def test_a_serial_learned_later_does_not_rename_a_device() -> None:
    before, ledger = believe_and_remember([record("127.21.0.1", "SW1")])
    after, later = believe_and_remember([record("127.21.0.1", "SW1", chassis=mac(1), serial="SERIAL1")], ledger=ledger)
    assert after.devices[0].id == before.devices[0].id
    moved, _ = believe_and_remember([record("127.21.9.9", "RENAMED", serial="SERIAL1")], ledger=later)
    assert moved.devices[0].id == before.devices[0].id
    assert (ledger.version, later.version) == (1, 2)


def test_a_new_device_never_takes_a_known_id() -> None:
    _, ledger = believe_and_remember([record("127.21.0.1", "SW1", serial="SERIAL1"), record("127.21.0.2", "SW2", serial="SERIAL2")])
    swapped, _ = believe_and_remember(
        [record("127.21.0.1", "SW1", serial="SERIAL2"), record("127.21.0.2", "SW2", serial="SERIAL3")], ledger=ledger
    )
    by_serial = {identity.id: identity.keys for identity in ledger.identities}
    ids = {device.serials: device.id for device in swapped.devices}
    assert "serial:serial2" in by_serial[ids["SERIAL2",]]
    assert ids["SERIAL3",] != ids["SERIAL2",]


def test_an_operator_joins_what_nothing_proves_and_splits_it_again() -> None:
    records = [record("127.21.0.1", "A", realm="n01"), record("127.22.0.1", "B", realm="n02")]
    first, ledger = believe_and_remember(records)
    one, two = (device.id for device in first.devices)
    joined, ledger = believe_and_remember(records, ledger=join_devices(ledger, one, two, by="op", at="2026-01-01"))
    assert len(joined.devices) == 1
    assert joined.devices[0].id in {one, two}
    again, ledger = believe_and_remember(records, ledger=ledger)
    assert again == joined
    apart, ledger = believe_and_remember(records, ledger=split_device(ledger, joined.devices[0].id, by="op", at="2026-01-02"))
    assert len(apart.devices) == 2
    assert joined.devices[0].id in {device.id for device in apart.devices}
    assert believe_and_remember(records, ledger=ledger) == (apart, ledger)


def test_a_split_holds_against_the_same_serial() -> None:
    records = [record("127.21.0.1", "A", serial="SERIAL1"), record("127.21.0.2", "A", serial="SERIAL1")]
    one, ledger = believe_and_remember(records)
    apart, _ = believe_and_remember(records, ledger=split_device(ledger, one.devices[0].id, by="op", at="2026-01-02"))
    assert len(apart.devices) == 2


def test_a_split_takes_back_what_an_operator_joined_and_no_more() -> None:
    records = [record(f"127.21.0.{n}", name, serial=f"SERIAL{name}") for n, name in ((1, "A"), (2, "A"), (3, "B"), (4, "C"))]
    first, ledger = believe_and_remember(records)
    assert names(first) == ["A", "B", "C"]
    by_name = {device.name: device.id for device in first.devices}
    two, ledger = believe_and_remember(records, ledger=join_devices(ledger, by_name["A"], by_name["B"], by="op", at="2026-01-01"))
    united = next(device.id for device in two.devices if device.id != by_name["C"])
    ledger = join_devices(ledger, united, by_name["C"], by="op", at="2026-01-02")
    joined, ledger = believe_and_remember(records, ledger=ledger)
    assert len(joined.devices) == 1
    apart, ledger = believe_and_remember(records, ledger=split_device(ledger, joined.devices[0].id, by="op", at="2026-01-03"))
    assert names(apart) == ["A", "B", "C"]
    again = next(device.id for device in apart.devices if device.name == "A")
    targets, _ = believe_and_remember(records, ledger=split_device(ledger, again, by="op", at="2026-01-04"))
    assert names(targets) == ["A", "A", "B", "C"]


@pytest.mark.parametrize("serial", ["<private>", "00000000", "Not Specified", "N/A", "xxxx"])
def test_a_serial_that_stands_for_none_joins_nothing(serial: str) -> None:
    topology = believe([record("127.21.0.1", "A", serial=serial), record("127.21.0.2", None, serial=serial)])
    assert len(topology.devices) == 2


def test_words_about_unknown_devices_are_refused() -> None:
    with pytest.raises(NotFound, match=r"ledger.unknown_device"):
        split_device(Ledger(), "dev-0", by="op", at="2026-01-01")
    with pytest.raises(InputError, match=r"ledger.one_end"):
        join_devices(Ledger(), "dev-0", "dev-0", by="op", at="2026-01-01")


def test_the_newest_look_counts_and_a_failed_one_makes_stale() -> None:
    looks = [record("127.21.0.1", "OLD", minutes=0), record("127.21.0.1", "NEW", minutes=5)]
    assert names(believe(looks)) == ["NEW"]
    failed = record("127.21.0.1", None, minutes=9, completeness=Completeness.FAILED, reason="timeout")
    topology = believe([*looks, failed])
    assert [(device.name, device.stale) for device in topology.devices] == [("NEW", True)]
    silent = believe([failed])
    assert (silent.devices, codes(silent)) == ((), ["resolve.no_answer"])


def test_a_partial_look_is_filled_from_an_older_complete_one_of_the_same_box() -> None:
    whole = record("127.21.0.1", "SW1", chassis=mac(1), ports=[port(1), port(2)])
    part = record("127.21.0.1", "SW1", chassis=mac(1), minutes=5, completeness=Completeness.PARTIAL, ports=[port(1, description="new")])
    topology = believe([part, whole])
    (device,) = topology.devices
    assert (device.completeness, device.stale) == (Completeness.PARTIAL, False)
    assert sorted((i.name, i.description) for i in topology.interfaces) == [(gig(1), "new"), (gig(2), None)]
    other = record("127.21.0.1", "SW1", chassis=mac(2), ports=[port(1), port(2)])
    assert len(believe([part, other]).interfaces) == 1


def test_two_interfaces_of_one_name_stay_two() -> None:
    topology = believe([record("10.0.0.1", "A", ports=[port(1, name="Vlan1", index=1), port(2, name="Vlan1", index=2)])])
    assert len({i.id for i in topology.interfaces}) == 2
