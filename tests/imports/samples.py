"""Configurations, logs, archives and drawings as they are handed over, all made up."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable


def vrp(name: str, address: str = "10.0.0.1", extra: str = "") -> str:
    """Return a small VRP configuration."""
    return (
        f"!Software Version V200R011C10SPC600\n#\nsysname {name}\n#\nvlan batch 2 3\n#\ninterface Vlanif2\n ip address {address} 255.255.255.0\n"
        "#\ninterface GigabitEthernet0/0/1\n port link-type trunk\n port trunk allow-pass vlan 2 3\n#\ninterface GigabitEthernet0/0/2\n#\n"
        f"{extra}ip route-static 0.0.0.0 0.0.0.0 10.0.0.254\n#\nreturn\n"
    )


LOG = f"""[BEGIN] 2020-9-27 15:29:20
<SW1>dis cu
{vrp("SW1")}<SW1>dis lldp nei brief
Local Intf   Neighbor Dev
GE0/0/1      SW2
<SW1>sys
Enter system view, return user view with Ctrl+Z.
[SW1]vlan 9
[SW1-vlan9]quit
[SW1]dis cu
{vrp("SW1", extra="ip route-static 10.9.0.0 255.255.0.0 10.0.0.253" + chr(10))}<SW1>telnet 10.0.0.2
<SW2>display current-configuration
{vrp("SW2", "10.0.0.2")}<SW2>display version
Huawei Versatile Routing Platform Software
VRP (R) software, Version 5.170
<SW2>quit
[END] 2020/9/27 15:40:00
"""


def zipped(files: Iterable[tuple[str, bytes | str]], **options: int) -> bytes:
    """Return a zip of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(files: Iterable[tuple[str, bytes]], mode: str = "w:gz", links: Iterable[tuple[str, str]] = ()) -> bytes:
    """Return a tar of files and symbolic links."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return packed.getvalue()


GUIDS = ("A1B2C3D4-0000-4000-8000-000000000001", "A1B2C3D4-0000-4000-8000-000000000002")


def topo() -> str:
    """Return the drawing of two switches, linked, and a PC."""
    switch = '<slot number="slot17" isMainBoard="1"><interface sztype="Ethernet" interfacename="GE" count="24" /></slot>'
    return f"""<?xml version="1.0" encoding="UNICODE" ?>
<topo version="1.3.00.100">
    <devices>
        <dev id="{GUIDS[0]}" name="LSW1" model="S5700" com_port="2000">{switch}</dev>
        <dev id="{GUIDS[1]}" name="LSW2" model="S5700" com_port="2001">{switch}</dev>
        <dev id="pc" name="PC1" model="PC"><slot><interface sztype="Ethernet" interfacename="Ethernet" count="1" /></slot></dev>
    </devices>
    <lines>
        <line srcDeviceID="{GUIDS[0]}" destDeviceID="{GUIDS[1]}"><interfacePair lineName="Copper" srcIndex="1" tarIndex="0" /></line>
        <line srcDeviceID="{GUIDS[0]}" destDeviceID="pc"><interfacePair lineName="Copper" srcIndex="0" tarIndex="0" /></line>
    </lines>
</topo>
"""


def lab() -> list[tuple[str, bytes]]:
    """Return the files of an emulator's project: the drawing, and a folder a device."""
    files = [("lab/lab.topo", topo().encode("utf-16"))]
    for guid, name, address in zip(GUIDS, ("LSW1", "LSW2"), ("10.5.0.1", "10.5.0.2"), strict=True):
        files.append((f"lab/{guid}/vrpcfg.zip", zipped([("vrpcfg.cfg", vrp(name, address))])))
    return files
