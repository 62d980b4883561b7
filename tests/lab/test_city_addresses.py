"""Address plans never hand out an address twice; makers' names and numbers have their shapes."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, ip_interface

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.city_sites import share_out
from lab.city_vendors import ACCESS, AGGREGATION, CORE, PLATFORMS, choose_platform, lag_name, loopback_name, serial_number, svi_name
from lab.plan_addresses import CENTRE_AREA, AddressPlan
from lab.truth import Vendor
from topology.model.names import canonical_interface


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 300), st.integers(24, 28)), max_size=60))
def test_user_prefixes_are_apart_and_large_enough(asked: list[tuple[int, int, int]]) -> None:
    plan = AddressPlan("10.20.0.0/16")
    given_out: list[IPv4Network] = []
    for area, hosts, longest in asked:
        prefix = plan.users(area, hosts, longest)
        assert prefix.num_addresses - 3 >= hosts
        assert prefix.prefixlen <= longest
        assert not any(prefix.overlaps(other) for other in given_out)
        assert not prefix.overlaps(plan.management)
        given_out.append(prefix)


def test_users_stay_in_their_area_until_it_is_full() -> None:
    plan = AddressPlan("10.20.0.0/16")
    inside = [plan.users(3, 200, 24) for _ in range(8)]
    assert all(prefix.subnet_of(plan.area(3)) for prefix in inside)
    assert plan.users(3, 200, 24) == IPv4Network("10.20.160.0/24")
    assert plan.users(4, 200, 24) == IPv4Network("10.20.32.0/24")


def test_transit_loopbacks_and_management_have_their_own_parts() -> None:
    plan = AddressPlan("59.210.0.0/16", "10.210.240.0/20")
    assert plan.transit() == ("10.210.128.1/30", "10.210.128.2/30")
    assert plan.transit() == ("10.210.128.5/30", "10.210.128.6/30")
    assert str(plan.loopback()) == "10.210.144.1"
    assert plan.gateway(CENTRE_AREA) == "10.210.255.1/24"
    assert [plan.managed(2), plan.managed(2), plan.managed(3)] == ["10.210.242.2", "10.210.242.3", "10.210.243.2"]
    assert ip_interface(plan.gateway(2)).network.subnet_of(plan.management)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.lists(st.floats(0.001, 1000.0), min_size=1, max_size=40))
def test_shares_add_up_exactly_and_follow_the_weights(total: int, weights: list[float]) -> None:
    parts = share_out(total, np.array(weights))
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) < 1.001 for part, weight in zip(parts, weights, strict=True))


def test_nothing_is_shared_among_nobody() -> None:
    assert share_out(7, np.array([])) == []


@pytest.mark.parametrize("vendor", list(Vendor))
def test_names_are_distinct_in_their_canonical_form(vendor: Vendor) -> None:
    for tier in (CORE, AGGREGATION, ACCESS):
        for platform in PLATFORMS[vendor, tier]:
            names = [platform.slow_name(number) for number in range(1, 145)] if tier == CORE else []
            names += [platform.slow_name(number) for number in range(1, 49)] if tier != CORE else []
            names += [platform.fast_name(number) for number in range(1, 41)]
            names += [svi_name(vendor, 10), lag_name(vendor, 1), loopback_name(vendor)]
            assert len({canonical_interface(name) for name in names}) == len(names)


def test_a_chassis_counts_its_ports_by_card() -> None:
    (platform,) = PLATFORMS[Vendor.H3C, CORE]
    assert [platform.slow_name(number) for number in (1, 48, 49, 97)] == [
        "GigabitEthernet1/0/1",
        "GigabitEthernet1/0/48",
        "GigabitEthernet3/0/1",
        "GigabitEthernet4/0/1",
    ]
    assert platform.fast_name(3) == "Ten-GigabitEthernet2/0/3"


def test_a_device_is_the_smallest_model_that_has_the_ports() -> None:
    platform = PLATFORMS[Vendor.HUAWEI, ACCESS][0]
    assert [platform.size(used) for used in (1, 8, 9, 24)] == [
        (8, "S5720-12TP-LI-AC"),
        (8, "S5720-12TP-LI-AC"),
        (24, "S5720-28P-LI-AC"),
        (24, "S5720-28P-LI-AC"),
    ]
    assert platform.size(30) == (30, "S5720-28P-LI-AC")


def test_serial_numbers_have_the_makers_shapes_and_differ() -> None:
    rng = np.random.default_rng(1)
    shapes = {
        Vendor.HUAWEI: r"21023\d{4}DL[0-9A-F]{8}",
        Vendor.H3C: r"210235A\d{2}QX\d{9}",
        Vendor.RUIJIE: r"G1\d{2}Q\d{8}",
        Vendor.CISCO: r"FOC\d{4}[0-9A-Z]{4}",
    }
    for vendor, shape in shapes.items():
        serials = [serial_number(vendor, number, rng) for number in range(1, 3000)]
        assert all(re.fullmatch(shape, serial) for serial in serials)
        assert len({serial[-4:] if vendor is Vendor.CISCO else serial for serial in serials}) == len(serials)


def test_a_maker_can_be_asked_for() -> None:
    rng = np.random.default_rng(1)
    assert {choose_platform(rng, CORE, Vendor.CISCO).vendor for _ in range(5)} == {Vendor.CISCO}
