"""Configurations of the sample city: what is parsed equals the ground truth, port by port."""

from datetime import UTC, datetime

from collectors.configs import read_config
from collectors.detect import detect
from lab.city import build_city
from lab.configs import WRITERS, write_vrp
from lab.truth import Vendor

WHEN = datetime(2017, 12, 1, tzinfo=UTC)


def test_records_equal_the_truth():
    city = build_city("small")
    huawei = [device for device in city.devices if device.vendor is Vendor.HUAWEI]
    assert len(huawei) > 30
    for device in huawei:
        data = write_vrp(device).encode()
        assert detect("x", data).platform == "huawei_vrp"
        record = read_config(data, path="x", realm=device.realm, collected_at=datetime(2017, 12, 1, tzinfo=UTC))
        assert (record.system.name, record.system.software, record.system.location) == (device.name, device.software, device.location)
        assert record.reading.unparsed == 0
        ports = {port.name: port for port in device.ports}
        assert {interface.name for interface in record.interfaces} == set(ports)
        for interface in record.interfaces:
            port = ports[interface.name]
            assert (interface.kind, interface.description, interface.enabled) == (port.kind, port.alias, port.enabled)
            assert (interface.addresses, interface.vrf, interface.lag) == (port.addresses, port.vrf, port.lag)
            assert (interface.vlan_access, interface.vlan_trunk) == (port.vlan_access, port.vlan_trunk)
        assert {(vlan.vid, vlan.name) for vlan in record.vlans} == set(device.vlans)
        assert [(vrf.name, vrf.rd, vrf.import_targets) for vrf in record.vrfs] == [(vrf.name, vrf.rd, vrf.targets) for vrf in device.vrfs]
        assert [(route.prefix, route.next_hop, route.vrf) for route in record.routes] == [
            (route.prefix, route.next_hop, route.vrf) for route in device.routes
        ]


def test_networks_that_speak_version_3_alone_say_so_in_their_configurations():
    """Each maker's lines of a user, and no community; IOS never shows the user itself."""
    city = build_city("full")
    seen = set()
    for device in city.devices:
        user = city.users.get(device.realm)
        text = WRITERS[device.vendor](device, user)
        record = read_config(text.encode(), path="a.cfg", realm=device.realm, collected_at=WHEN, key=b"k")
        kinds = {access.kind for access in record.management_accesses}
        assert record.reading.unparsed == 0
        assert ("community" in kinds) == (user is None)
        if user is not None:
            seen.add((device.vendor, user.name))
            named = [access.name for access in record.management_accesses if access.kind == "usm-user"]
            assert named == ([] if device.vendor is Vendor.CISCO else [user.name])
            assert "placeholder" not in str(record)
    assert {name for _, name in seen} == {user.name for user in city.users.values()}
    assert {vendor for vendor, _ in seen} == set(Vendor)
