"""Terminal logs: several commands and devices in one file; the last complete configuration counts, nothing else is lost."""

import pytest

from collectors.clean import CleanText, clean
from collectors.detect import Kind, detect, detect_text
from collectors.sources.pieces import find_pieces
from collectors.sources.sessions import Session, find_blocks, find_sessions
from tests.imports.samples import LOG, vrp
from topology.model.records import SourceKind


def text(raw: str) -> CleanText:
    return clean(raw.encode(), "log")


def sessions(raw: str) -> dict[str, Session]:
    return {one.device: one for one in find_sessions(text(raw))}


def test_a_log_gives_its_blocks_in_order_with_device_command_and_lines():
    blocks = [(block.device, block.command, len(block.lines), block.is_config) for block in find_blocks(text(LOG)) if block.lines]
    assert [(device, command) for device, command, _, _ in blocks] == [
        ("SW1", "dis cu"),
        ("SW1", "dis lldp nei brief"),
        ("SW1", "dis cu"),
        ("SW2", "display current-configuration"),
        ("SW2", "display version"),
    ]
    assert [config for *_, config in blocks] == [True, False, True, True, False]


def test_lines_keep_the_numbers_of_the_file():
    for block in find_blocks(text(LOG)):
        for line in block.lines:
            assert LOG.split("\n")[line.number - 1].strip() == line.text


def test_the_last_complete_configuration_wins_and_the_older_one_is_a_capture():
    sw1 = sessions(LOG)["SW1"]
    assert sw1.config is not None
    assert any("10.9.0.0" in line.text for line in sw1.config.lines)
    assert [block.command for block in sw1.captures] == ["dis cu", "dis lldp nei brief"]


def test_one_that_was_broken_off_never_wins_over_a_whole_one():
    broken = "".join(f"{line}\n" for line in vrp("SW1", "10.9.9.9").split("\n")[:9])
    found = sessions(f"<SW1>dis cu\n{vrp('SW1')}<SW1>dis cu\n{broken}<SW1>quit\n")["SW1"]
    assert found.config is not None
    assert not any("10.9.9.9" in line.text for line in found.config.lines)
    assert len(found.captures) == 1
    only = sessions(f"<SW1>dis cu\n{broken}<SW1>quit\n")["SW1"]
    assert only.config is not None
    assert not only.config.is_whole


def test_the_running_configuration_wins_over_the_saved_one():
    found = sessions(f"<A>dis cu\n{vrp('A', '10.0.0.1')}<A>dis sa\n{vrp('A', '10.0.0.9')}<A>quit\n")["A"]
    assert found.config is not None
    assert found.config.command == "dis cu"


@pytest.mark.parametrize(
    ("command", "whole"),
    [
        ("display current-configuration", True),
        ("dis cur all", True),
        ("dis saved-configuration", True),
        ("dis cu int g0/0/1", False),
        ("dis cu | in ospf", False),
        ("dis cu conf bgp", False),
        ("dis curr | no-more", True),
        ("dis clock", False),
    ],
)
def test_only_a_whole_configuration_is_one(command, whole):
    (block, *_) = find_blocks(text(f"<A>{command}\n{vrp('A')}<A>quit\n"))
    assert block.is_config is whole


@pytest.mark.parametrize(
    ("prompts", "device"),
    [
        (("R1#show run", "R1#exit"), "R1"),
        (("R1>en", "R1#sh run", "R1(config)#end", "R1#exit"), "R1"),
        (("RP/0/RSP0/CPU0:PE1#show running-config", "RP/0/RSP0/CPU0:PE1#exit"), "PE1"),
        (("admin@mx1> show configuration", "admin@mx1> exit"), "mx1"),
        (("HRP_M<FW1>dis cu", "HRP_M[FW1]quit"), "FW1"),
        (("<市局-核心>dis cu", "[市局-核心]quit"), "市局-核心"),
        (("[~CE1]display current-configuration", "[*CE1]quit"), "CE1"),
    ],
)
def test_prompts_of_other_systems(prompts, device):
    body = "hostname x\ninterface a\nend\n"
    assert list(sessions("".join(f"{prompt}\n{body}" for prompt in prompts))) == [device]


def test_a_view_is_its_device_and_a_name_with_a_dash_is_its_own():
    found = sessions("<SW>dis ver\nx\n<SW-2>dis ver\ny\n[SW-2-vlan7]dis this\nz\n[SW-GigabitEthernet0/0/1]dis this\nw\n<SW>quit\n")
    assert {name: [block.lines[0].text for block in one.captures] for name, one in found.items()} == {"SW": ["x", "w"], "SW-2": ["y", "z"]}


def test_a_device_that_is_renamed_on_the_way_stays_one():
    found = sessions(f"<Huawei>dis ver\nVRP\n<Huawei>sys\n[Huawei]sysname SW9\n[SW9]dis cu\n{vrp('SW9')}[SW9]quit\n")
    assert list(found) == ["SW9"]
    assert [block.command for block in found["SW9"].captures] == ["dis ver"]


def test_a_log_that_starts_inside_an_answer_keeps_it():
    found = find_pieces(
        "log", text(vrp("A") + "<A>dis ver\nVRP\n<A>quit\n"), detect_text("log", text(vrp("A") + "<A>dis ver\nVRP\n<A>quit\n"))
    )
    assert [(piece.kind, piece.target, piece.detection.platform) for piece in found] == [
        (SourceKind.CONFIG, "log#A", "huawei_vrp"),
        (SourceKind.CAPTURE, "log#A", "huawei_vrp"),
    ]


def test_several_devices_of_one_log_are_several_pieces_and_captures_name_their_commands():
    cleaned = text(LOG)
    pieces = find_pieces("log", cleaned, detect_text("log", cleaned))
    assert [(piece.target, piece.kind.value) for piece in pieces] == [
        ("log#SW1", "config"),
        ("log#SW1", "capture"),
        ("log#SW2", "config"),
        ("log#SW2", "capture"),
    ]
    assert [(one.number, one.command, len(one.lines)) for piece in pieces for one in piece.answers] == [
        (2, "dis cu", 18),
        (21, "dis lldp nei brief", 2),
        (68, "display version", 2),
    ]


def test_a_plain_configuration_is_no_log():
    for raw in (vrp("A"), "[V200R003C00]\n" + vrp("A"), "hostname A\n!\ninterface Vlan2\n description to B#1 show\n!\nend\n"):
        assert find_blocks(text(raw)) == ()
    assert detect("x", vrp("A").encode()).kind is Kind.CONFIG


def test_hazard_pagers_stamps_and_escapes_in_a_log_do_not_matter():
    paged = LOG.replace("vlan batch 2 3\n", "vlan batch 2 3\n  ---- More ----\x1b[42D" + " " * 42 + "\x1b[42D").replace("\n", "\r\n")
    stamped = "".join(f"[2020-09-27 15:29:{20 + index % 40}] {line}\n" for index, line in enumerate(LOG.split("\n")))
    for raw in (paged, stamped):
        found = sessions(raw)
        assert [len(one.config.lines) for one in found.values() if one.config] == [
            len(one.config.lines) for one in sessions(LOG).values() if one.config
        ]


def test_b24_a_log_of_bait_ends():
    for bait in ("<" * 200_000, "<a>" * 60_000, ("<A>dis cu\n" + "x\n") * 20_000, "A#show " * 40_000, ("[" * 100 + "\n") * 5_000):
        find_sessions(text(bait))
