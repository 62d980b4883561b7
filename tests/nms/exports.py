"""Small exports of two management systems, written by hand after the columns that these document."""

from __future__ import annotations

import json
from typing import Any

SECRET = "s3cr3tC0mmunity"
PORT, FAR = "GigabitEthernet1/0/1", "GigabitEthernet0/0/1"


def answer(key: str, *rows: Any) -> str:
    """Return what LibreNMS's API answers."""
    return json.dumps({"status": "ok", key: rows, "count": len(rows)})


def librenms() -> dict[str, str]:
    """Return the files of an export of LibreNMS: two devices, cabled to each other."""
    return {
        "devices.json": answer(
            "devices",
            {"device_id": 1, "hostname": "10.0.0.1", "sysName": "core1", "ip": "10.0.0.1", "community": SECRET, "authpass": SECRET,
             "os": "vrp", "hardware": "S7706", "version": "V200R011", "serial": "2102350DLV10D1000001", "status": 1, "bgpLocalAs": 65001,
             "last_polled": "2017-12-01 08:00:00", "uptime": 86400, "sysDescr": "Huawei <script>alert(1)</script>", "location": "room 1"},
            {"device_id": "2", "hostname": "acc2.city", "sysName": "acc2", "os": "ios", "status": False, "last_polled": "2017-11-01T08:00:00Z"},
        ),
        "ports.json": answer(
            "ports",
            {"port_id": 11, "device_id": 1, "ifIndex": 5, "ifName": PORT, "ifDescr": PORT, "ifAlias": "to acc2", "ifType": "ethernetCsmacd",
             "ifOperStatus": "up", "ifAdminStatus": "up", "ifPhysAddress": "00e0fc000101", "ifHighSpeed": 1000, "ifMtu": 1500, "ifVlan": "10"},
            {"port_id": 12, "device_id": 1, "ifName": "Vlanif10", "ifType": "propVirtual", "ifAdminStatus": "down"},
            {"port_id": 13, "device_id": 1, "ifName": "gone", "deleted": 1},
            {"port_id": "21", "device_id": "2", "ifIndex": "7", "ifName": FAR, "ifVlan": "10", "ifTrunk": "dot1Q"},
        ),
        "links.json": answer(
            "links",
            {"id": 1, "local_port_id": 11, "local_device_id": 1, "remote_port_id": 21, "remote_device_id": 2, "active": 1, "protocol": "lldp",
             "remote_hostname": "acc2", "remote_port": "Gi0/0/1"},
            {"id": 2, "local_port_id": 21, "local_device_id": 2, "remote_port_id": 11, "remote_device_id": 1, "active": 1, "protocol": "lldp"},
            {"id": 3, "local_port_id": 21, "local_device_id": 2, "active": 0, "protocol": "lldp", "remote_hostname": "old"},
            {"id": 4, "local_port_id": 21, "local_device_id": 2, "active": 1, "protocol": "guess", "remote_hostname": "x"},
        ),
        "addresses.json": answer(
            "ip_addresses",
            {"ipv4_address": "10.0.0.1", "ipv4_prefixlen": "24", "port_id": "12"},
            {"ipv6_address": "2001:0db8:0000:0000:0000:0000:0000:0001", "ipv6_compressed": "2001:db8::1", "ipv6_prefixlen": 64, "port_id": 12},
            {"ipv4_address": "10.0.0.999", "ipv4_prefixlen": "24", "port_id": "12"},
        ),
        "vlans.json": answer("vlans", {"vlan_id": 31, "device_id": 1, "vlan_vlan": 10, "vlan_name": "office"}),
        "fdb.json": answer(
            "ports_fdb",
            {"port_id": 11, "device_id": 1, "mac_address": "00163e000001", "vlan_id": 31, "updated_at": "2017-12-01 08:00:00"},
            {"port_id": 11, "device_id": 1, "mac_address": "00163e000002", "vlan_id": 31, "updated_at": "2017-06-01 08:00:00"},
        ),
        "arp.json": answer("arp", {"port_id": "12", "mac_address": "00163e000001", "ipv4_address": "10.0.0.77", "context_name": ""}),
        "inventory.json": answer(
            "inventory",
            {"device_id": 2, "entPhysicalIndex": 1, "entPhysicalClass": "chassis", "entPhysicalSerialNum": "FOC1234X0AB",
             "entPhysicalModelName": "C2960"},
        ),
        "bgp.json": answer("bgp_sessions", {"device_id": 1, "bgpPeerIdentifier": "10.0.0.2", "bgpPeerRemoteAs": 65002, "bgpPeerState": "idle"}),
        "ospf.json": answer("ospf_neighbours", {"device_id": 1, "port_id": 12, "ospfNbrIpAddr": "10.0.0.3", "ospfNbrRtrId": "10.9.9.3"}),
        "vrfs.json": answer("vrfs", {"device_id": 1, "vrf_name": "mgmt", "mplsVpnVrfRouteDistinguisher": "65001:1"}),
    }  # fmt: skip


def netdisco() -> dict[str, str]:
    """Return the files of an export of Netdisco: API answers and dumps of its tables as CSV."""
    return {
        "device.json": json.dumps(
            [
                {"ip": "10.0.0.1", "dns": "core1.city", "name": "core1", "layers": "00000110", "vendor": "huawei", "os": "vrp",
                 "os_ver": "V200R011", "model": "S7706", "serial": "2102350DLV10D1000001", "mac": "00:e0:fc:00:01:00", "uptime": 8640000,
                 "snmp_comm": SECRET, "last_discover": "2017-12-01 08:00:00.123456"},
                {"ip": "10.0.0.2", "dns": None, "name": "acc2", "layers": "00000010", "vendor": "cisco", "os": "ios", "os_ver": "15.0",
                 "last_discover": "2017-12-01 08:05:00"},
            ]
        ),
        "device_port.csv": "ip,port,descr,up,up_admin,type,speed,name,mac,mtu,remote_ip,remote_port,remote_id,manual_topo,slave_of,pvid\n"
        f'10.0.0.1,{PORT},{PORT},up,up,ethernetCsmacd,1.0 Gbps,"to acc2, room 2",00:e0:fc:00:01:01,1500,10.0.0.2,{FAR},00:11:22:33:44:00,f,,1\n'
        "10.0.0.1,Vlanif10,,up,up,propVirtual,,,,,,,,f,,\n"
        f"10.0.0.2,{FAR},,up,down,ethernetCsmacd,100 Mbps,,00:11:22:33:44:01,,10.0.0.1,{PORT},core1,f,Port-channel1,1\n"
        "10.0.0.2,GigabitEthernet0/0/2,,down,up,,,,,,10.0.0.9,x,drawn,t,,20\n",
        "device_ip.csv": "ip,alias,subnet,port,dns\n10.0.0.1,10.0.0.1,10.0.0.0/24,Vlanif10,\n10.0.0.1,10.1.0.1,10.1.0.0/16,Vlanif10,\n",
        "device_vlan.csv": "ip,vlan,description,creation\n10.0.0.1,10,office,2017-01-01 00:00:00\n10.0.0.1,5000,wrong,2017-01-01 00:00:00\n",
        "device_port_vlan.json": json.dumps(
            [
                {"ip": "10.0.0.2", "port": FAR, "vlan": 10, "native": False},
                {"ip": "10.0.0.2", "port": FAR, "vlan": 1, "native": True},
                {"ip": "10.0.0.2", "port": FAR, "vlan": 20, "native": False},
            ]
        ),
        "node.csv": "mac,switch,port,vlan,active,oui,time_first,time_recent,time_last\n"
        f"00:16:3e:00:00:01,10.0.0.2,{FAR},10,t,00:16:3e,2017-01-01,2017-12-01,2017-12-01 07:00:00\n"
        f"00:16:3e:00:00:02,10.0.0.2,{FAR},10,f,00:16:3e,2017-01-01,2017-12-01,2017-12-01 07:00:00\n"
        f"00:16:3e:00:00:03,10.0.0.2,{FAR},10,t,00:16:3e,2017-01-01,2017-01-02,2017-01-02 07:00:00\n",
        "node_ip.csv": "mac,ip,active,time_first,time_last,dns\n"
        "00:16:3e:00:00:01,10.0.0.77,t,2017-01-01,2017-12-01 07:00:00,\n"
        "00:16:3e:00:00:02,10.1.0.78,f,2017-01-01,2017-12-01 07:00:00,\n"
        "00:16:3e:00:00:04,192.0.2.5,t,2017-01-01,2017-12-01 07:00:00,\n",
        "device_module.json": json.dumps(
            [{"ip": "10.0.0.1", "index": 1, "class": "chassis", "serial": "2102350DLV10D1000001", "model": "S7706", "name": "chassis"}]
        ),
    }  # fmt: skip
