"""What a file is, by its content; unsure means unknown."""

import io
import zipfile

import pytest

from collectors.detect import Detection, Kind, detect
from topology.model.errors import InputError

VRP = b"!Software Version V200R011C10SPC600\n#\nsysname A\n#\nvlan batch 2\n#\nreturn\n"


def test_vrp_by_its_header():
    found = detect("anything.txt", VRP)
    assert found == Detection(
        kind=Kind.CONFIG, platform="huawei_vrp", confidence=0.99, evidence="anything.txt:1 !Software Version V200R011C10SPC600"
    )


def test_vrp_by_a_vote_without_header():
    found = detect("x", b"#\n sysname A\n#\nvlan batch 2\n#\ninterface Vlanif2\n ip address 10.0.0.1 24\n#\nreturn\n")
    assert (found.kind, found.platform, found.evidence) == (Kind.CONFIG, "huawei_vrp", "x:4 vlan batch 2")
    assert found.confidence >= 0.8


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("#\n version 7.1.070, Release 3208P16\n#\n sysname A\n#\ninterface Vlan-interface2\n#", "hp_comware"),
        ("Building configuration...\n\nversion 15.4\nhostname A\n!\ninterface Vlan2\n", "cisco_ios"),
        ("!Command: show running-config\nfeature ospf\n", "cisco_nxos"),
        ("!! IOS XR Configuration 7.3.2\nhostname A\n", "cisco_xr"),
        ("## Last commit: 2017-12-01\nsystem {\n}", "juniper_junos"),
        ("version RGOS 10.4(3b16)\nhostname A\n", "ruijie_rgos"),
    ],
)
def test_other_systems_are_named_by_their_heads_only(text, platform):
    found = detect("x", text.encode())
    assert (found.kind, found.platform) == (Kind.CONFIG, platform)


OTHERS = {
    "hp_comware": ["# H3C Comware Software, Version 7.1.070", "#", " sysname A"],
    "ruijie_rgos": ["!version S8600_RGOS 10.4(3b16)", "hostname A"],
    "cisco_asa": [": Saved", "ASA Version 9.1(2)", "interface Vlan1", " nameif inside"],
    "arista_eos": ["! device: sw1 (DCS-7050, EOS-4.20.1F)", "hostname sw1"],
    "juniper_junos": ["set system host-name A", "set interfaces ge-0/0/0 unit 0", "set protocols ospf area 0", "set routing-options x"],
    "zte_zxros": ["!<if-intf>", "interface gei-0/1/0/1", "!</if-intf>", "!<vlan>", "!</vlan>"],
    "fortinet_fortios": ["#config-version=FGT60E-6.2.3", "config system global", '    set hostname "A"'],
    "hillstone_stoneos": ['ip vrouter "trust-vr"', "exit", 'zone "trust"'],
    "dcn_dcnos": ["sysLocation China", "sysContact 800-810-9119", "Interface Ethernet1/0/1"],
    "maipu_mypower": ["! Maipu", "hostname A"],
    "mikrotik_routeros": ["# jan/02/2024 10:00:00 by RouterOS 6.49", "/interface bridge", "add name=a"],
    "nokia_sros": ["# TiMOS-C-19.10.R1", "exit all"],
    "hp_procurve": ["; J9776A Configuration Editor; Created on release #YA.16", 'hostname "A"'],
    "paloalto_panos": ['<config version="9.1.0">', "</config>"],
    "extreme_exos": ["#", "# Module devmgr configuration.", "#"],
    "aruba_aoscx": ["!", "!Version ArubaOS-CX FL.10.11.1021", "hostname A", "vlan 1,10", "interface 1/1/1", "    vlan access 10"],
    "ruckus_fastiron": ["Current configuration:", "!", "ver 08.0.30qT311", "!", "stack unit 1", "vlan 1 name DEFAULT-VLAN by port"],
    "f5_tmsh": ["#TMSH-VERSION: 15.1.0.2", "", "net vlan /Common/inside {", "    tag 10", "}"],
    "dell_os10": ["! Version 10.5.1.0", "! Last configuration change at Oct  02 10:00:00 2017", "ip vrf default", "hostname A"],
    "dell_os9": [
        "Current Configuration ...",
        "! Version 9.9(0.0)",
        "! Last configuration change at Mon Oct 2 10:00:00 2017 by ops",
        "hostname A",
    ],
    "huawei_smartax": [
        "[Patch Info: SPH306]",
        "[MA5800V100R021: 6611]",
        "#",
        "[global-config]",
        "  <global-config>",
        " sysname A",
        " vlan 10 smart",
    ],
    "fortinet_fortiswitchos": [
        "#config-version=S248DN-6.04-FW-build411-200409:opmode=0:vdom=0",
        "config switch vlan",
        "    edit 10",
        "    next",
        "end",
    ],
    "juniper_screenos": ["set clock timezone 8", "set vrouter trust-vr sharable", 'set interface "ethernet0/0" zone "Untrust"'],
    "checkpoint_gaia": ["#", "# Configuration of A", "# Language version: 13.4v1", "#", "set hostname A", "set interface eth0 state on"],
    "bdcom_bdos": [
        "!version 2.2.0D build 101032",
        "service timestamps log date",
        "hostname A",
        "interface GigaEthernet0/1",
        " switchport pvid 10",
    ],
    "cisco_nxos": ["feature ospf", "feature vpc", "vrf context m", "vpc domain 1", "interface mgmt0"],
    "cisco_xr": ["route-policy A", "end-policy", "interface MgmtEth0/RP0/CPU0/0", " ipv4 address 10.0.0.1 255.0.0.0", "router static"],
}


@pytest.mark.parametrize("platform", sorted(OTHERS))
def test_systems_that_no_dialect_reads_are_named_with_the_line_that_says_so(platform):
    found = detect("x", "\n".join(OTHERS[platform]).encode())
    assert (found.kind, found.platform) == (Kind.CONFIG, platform)
    assert found.confidence >= 0.8
    number, _, text = found.evidence.removeprefix("x:").partition(" ")
    assert OTHERS[platform][int(number) - 1].strip() == text


def test_every_platform_has_a_name_that_people_use():
    from collectors.configs import PARSERS
    from collectors.platforms import PLATFORMS, platform_label

    names = [platform.name for platform in PLATFORMS]
    assert len(set(names)) == len(names) > 15
    assert {parser.platform for parser in PARSERS} <= set(names)
    assert platform_label("hp_comware") == "H3C Comware"
    assert platform_label("odd_os") == "odd_os"


def test_where_two_are_likely_both_are_given_and_none_is_taken():
    text = "#\n sysname A\n#\nvlan 2\n#\ninterface Vlan-interface2\n port trunk permit vlan 2\n#\n"
    found = detect("x", text.encode())
    assert found.kind is Kind.UNKNOWN
    assert [one.platform for one in found.candidates][:1] == ["hp_comware"]
    assert all(one.confidence < 0.8 and one.evidence.startswith("x:") for one in found.candidates)


@pytest.mark.parametrize(
    "text",
    [
        "hello world\n",
        "#\n sysname A\n#\ninterface GigabitEthernet1/0/1\n#\n",
        "#\n sysname A\n#\nvlan 2\n#\ninterface Vlan-interface2\n port trunk permit vlan 2\n#\n",
        "! comment\nhostname A\ninterface FastEthernet0/1\n ip address 10.0.0.1 255.255.255.0\n!\n",
        '{"edges": []}',
    ],
)
def test_unsure_is_unknown_and_never_a_guess(text):
    found = detect("x", text.encode())
    assert (found.kind, found.platform) == (Kind.UNKNOWN, None)


def test_a_command_above_its_answer_is_a_capture_of_whom_nobody_says():
    found = detect("x", b"display interface brief\nGE0/0/1  up  up\n")
    assert (found.kind, found.platform) == (Kind.CAPTURE, None)


def test_walks():
    numeric = "\n".join(f'.1.3.6.1.2.1.1.{n}.0 = STRING: "x"' for n in range(1, 7))
    recorded = "\n".join(f"1.3.6.1.2.1.1.{n}.0|4|x" for n in range(1, 7))
    assert detect("x", numeric.encode()).kind is Kind.WALK
    assert detect("x", recorded.encode()).kind is Kind.WALK
    assert detect("x", numeric.encode()).evidence == 'x:1 .1.3.6.1.2.1.1.1.0 = STRING: "x"'


def test_bundle_by_its_manifest():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("netfold-bundle.json", "{}")
    assert detect("x", packed.getvalue()).kind is Kind.BUNDLE


def test_b01_empty_and_b02_what_is_no_text_is_refused_by_its_content():
    for data, code in ((b"", "input-empty"), (b"GIF89a" + bytes(99), "input-binary"), (b"\x7fELF" + bytes(99), "input-binary")):
        with pytest.raises(InputError) as caught:
            detect("device.cfg", data)
        assert caught.value.code == code
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.cfg", "x")
    assert detect("census.xlsx", packed.getvalue()).kind is Kind.ARCHIVE


def test_b24_detection_of_bait_ends():
    for bait in (b"<" * 500_000, b"1." * 300_000, b"," * 500_000, b"interface " * 50_000, (b"a" * 200 + b"\n") * 20_000):
        assert detect("x", bait).kind is Kind.UNKNOWN
