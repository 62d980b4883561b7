"""Files that hold one answer and no prompt: by their name, by their folder, by their content."""

from __future__ import annotations

import pytest

from collectors.clean import clean
from collectors.detect import Kind, detect
from collectors.shows.naming import name_says, recognise, whole_answer
from tests.imports.samples import vrp
from tests.shows import comware_texts, rgos_texts, vrp_texts


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("display_lldp_neighbor.txt", (None, "display lldp neighbor")),
        ("n5/PE1/show_ip_route.txt", ("PE1", "show ip route")),
        ("logs/SW1_display_arp_all.log", ("SW1", "display arp all")),
        ("SW1-display-mac-address.txt", ("SW1", "display mac address")),
        ("n5/show/show_version.txt", (None, "show version")),
        ("a/display_arp_all/huawei_vrp_display_arp_all.raw", (None, "display arp all")),
        ("PE1/show_interfaces_|_display_json.txt", ("PE1", "show interfaces | display json")),
        ("SW1.cfg", None),
        ("display_arp.yml", None),
        ("notes/display.txt", None),
    ],
)
def test_what_a_name_says(path, said):
    assert name_says(path) == said


def seen(path: str, text: str):
    return detect(path, text.encode())


def test_a_name_that_tells_the_command_and_a_text_that_fits():
    found = seen("in/SW1/display_lldp_neighbor_brief.txt", vrp_texts.LLDP_BRIEF)
    assert (found.kind, found.platform, found.command, found.device) == (Kind.CAPTURE, "huawei_vrp", "display lldp neighbor brief", "SW1")
    assert seen("SW1-display-ip-interface-brief.txt", vrp_texts.IP_BRIEF).platform == "huawei_vrp"
    assert seen("display_ip_interface_brief_2.txt", comware_texts.IP_BRIEF).platform == "hp_comware"


@pytest.mark.parametrize(
    ("text", "platform", "command"),
    [
        (vrp_texts.ROUTES, "huawei_vrp", "display ip routing-table"),
        (vrp_texts.OSPF_BRIEF, "huawei_vrp", "display ospf peer brief"),
        (comware_texts.IRF, "hp_comware", "display irf"),
        (comware_texts.NAT_SERVER, "hp_comware", "display nat server"),
        (rgos_texts.AGGREGATES, "ruijie_rgos", "show aggregateport summary"),
        (rgos_texts.IP_BRIEF, "ruijie_rgos", "show ip interface brief"),
    ],
)
def test_any_name_where_one_strict_template_matches_the_whole_text(text, platform, command):
    found = seen("table7.txt", text)
    assert (found.kind, found.platform, found.command, found.device) == (Kind.CAPTURE, platform, command, None)
    assert recognise("table7.txt", clean(f"{text}and a line of something else\n".encode(), "table7.txt")) is None


def test_where_several_platforms_come_into_question_none_is_taken():
    found = seen("display_stp_brief.txt", comware_texts.STP_BRIEF.replace("MST ID", "MSTID"))
    assert (found.kind, found.platform) == (Kind.CAPTURE, None)
    assert {one.platform for one in found.candidates} == {"huawei_vrp", "hp_comware"}


def test_a_configuration_stays_one_whatever_its_file_is_called():
    assert seen("SW1/display_current-configuration.txt", vrp("SW1")).kind is Kind.CONFIG
    assert seen("display_arp_all/SW1.txt", vrp("SW1")).kind is Kind.CONFIG


@pytest.mark.parametrize(
    "text", ["buy milk\n", "/interface bridge\nadd name=a\n", "10.0.0.1 00e0-fc00-0001\n", "a,b\n1,2\n", "Total: 7\n" * 9]
)
def test_other_texts_are_no_captures(text):
    assert seen("x.txt", text).kind is not Kind.CAPTURE


def test_a_command_above_its_answer_tells_more_than_the_name():
    found = seen("SW1/table.txt", f"dis ip int b\n{vrp_texts.IP_BRIEF}")
    assert (found.kind, found.platform, found.command) == (Kind.CAPTURE, "huawei_vrp", "dis ip int b")
    answer = whole_answer("f", "dis ip int b", clean(f"dis ip int b\n{vrp_texts.IP_BRIEF}".encode(), "f"))
    assert answer.lines[0].number == 2


def test_a_known_command_with_an_unknown_answer_is_kept_and_said():
    found = seen("SW1/display_lldp_neighbor.txt", "something\nelse entirely\n")
    assert (found.kind, found.command) == (Kind.CAPTURE, "display lldp neighbor")
    assert [one.platform for one in found.candidates] == ["huawei_vrp", "hp_comware"]  # Comware takes it for an abbreviation
