"""How captures are read: what was typed, excerpts, totals, cuts, pagers, wrapped rows, refusals, secrets, and answers of no known form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.clean import Line, clean
from collectors.detect import detect_text
from collectors.shows import VENDORS, Answer, read_captures
from collectors.shows.answers import Failed, NoTemplate, Table
from collectors.shows.commands import find_command
from collectors.shows.parsing import parse_answer, resolve_command, template_names, template_of
from collectors.shows.vendors import vendor_of
from collectors.sources.pieces import capture_record, find_pieces
from tests.shows import comware_texts, vrp_texts
from tests.shows.reading import KEY, NOW, angle, hashed, outcomes, read_log
from topology.model.records import Completeness, DeviceRecord

VRP = next(vendor for vendor in VENDORS if vendor.platform == "huawei_vrp")


def answer(command: str, text: str) -> Answer:
    cleaned = clean(text.encode(), "f")
    return Answer(path="f", command=command, number=1, lines=cleaned.lines, full=cleaned.full, noise=cleaned.noise)


@pytest.mark.parametrize(
    ("platform", "typed", "meant"),
    [
        ("huawei_vrp", "dis ip int b", "display ip interface brief"),
        ("huawei_vrp", "dis int b", "display interface brief"),
        ("huawei_vrp", "DIS LLDP NEI", "display lldp neighbor"),
        ("huawei_vrp", "dis lldp nei b | no-more", "display lldp neighbor brief"),
        ("huawei_vrp", "dis int g0/0/1", "display interface {interface}"),
        ("huawei_vrp", "dis int GigabitEthernet 0/0/1", "display interface {interface}"),
        ("huawei_vrp", "dis mac", "display mac-address"),
        ("hp_comware", "dis lldp nei list", "display lldp neighbor-information list"),
        ("ruijie_rgos", "sh ip int br", "show ip interface brief"),
        ("ruijie_rgos", "do sh arp", "show arp"),
        ("zte_zxros", "sh int br", "show interface brief"),
        ("huawei_vrp", "dis nothing of the kind", None),
        ("huawei_vrp", "", None),
    ],
)
def test_what_was_typed_is_the_command_that_was_meant(platform, typed, meant):
    vendor = vendor_of(platform)
    assert vendor is not None
    found = resolve_command(vendor, typed)
    assert (found.text if found else None) == meant


def test_arguments_are_kept_as_typed():
    found = find_command("dis int GigabitEthernet 0/0/1", VRP.readers)
    assert found is not None
    assert dict(found.arguments) == {"interface": "GigabitEthernet0/0/1"}
    assert not found.is_whole


@pytest.mark.parametrize("vendor", VENDORS, ids=[vendor.platform for vendor in VENDORS])
def test_every_reader_has_a_template_and_every_template_of_ours_a_reader(vendor):
    assert len(vendor.readers) >= 12
    names = set(template_names(vendor.platform))
    for command in vendor.readers:
        found = find_command(command.replace("{", "").replace("}", ""), [command])
        assert found is not None, command
        for part in template_of(vendor, found).replace("|", ":").split(":"):
            outcome = parse_answer(vendor, answer(command.replace("{", "x").replace("}", "x"), "?\n"))
            assert not isinstance(outcome, NoTemplate), command
            assert part in names or not part.startswith(vendor.platform), command


def test_a_missing_command_never_passes_as_a_shorter_one():
    outcome = parse_answer(VRP, answer("display interface counters inbound", vrp_texts.IP_BRIEF))
    assert isinstance(outcome, NoTemplate)
    outcome = parse_answer(VRP, answer("display lldp neighbor", vrp_texts.LLDP_BRIEF))
    assert isinstance(outcome, Failed)
    assert outcome.line == 1


def test_an_answer_of_another_form_is_unread_and_says_where():
    log = angle("A", ("dis ip int b", vrp_texts.IP_BRIEF), ("dis arp", "IP ADDRESS  MAC  AGE  PORT\n10.0.0.1 x y z\n"))
    record, commands = read_log(log, "huawei_vrp")
    assert outcomes(commands)["display arp"] == ("unread", 0)
    (problem,) = record.problems
    assert (problem.code, problem.where, problem.params["command"]) == ("capture-not-of-form", "s.log:18", "display arp")
    assert (record.envelope.completeness, record.envelope.failed_tables) == (Completeness.PARTIAL, ("display arp",))
    assert record.arp == ()
    assert record.reading is not None
    assert record.reading.unparsed == 2
    assert record.reading.unparsed_lines[0].startswith("s.log:17 dis arp (2)")


def test_a_command_that_nobody_reads_leaves_the_others_whole():
    record, commands = read_log(angle("A", ("dis ip int b", vrp_texts.IP_BRIEF), ("dis clock", "2026-11-23\nMonday\n")), "huawei_vrp")
    assert outcomes(commands)["dis clock"] == ("unread", 0)
    assert (record.envelope.completeness, record.problems) == (Completeness.COMPLETE, ())


def test_an_excerpt_is_never_taken_for_all():
    kept = vrp_texts.ARP.split("\n")
    excerpt = "\n".join([*kept[:3], kept[4]]) + "\n"
    record, commands = read_log(angle("A", ("dis arp | include 203.0.113.20", excerpt)), "huawei_vrp")
    assert outcomes(commands)["display arp"] == ("excerpt", 1)
    assert record.envelope.completeness is Completeness.PARTIAL
    assert record.envelope.failed_tables == ("display arp",)
    assert [one.address for one in record.arp] == ["203.0.113.20"]


def test_fewer_rows_than_the_answer_says_itself_are_a_problem_at_its_line():
    record, commands = read_log(angle("A", ("dis arp", vrp_texts.ARP.replace("Total:3 ", "Total:9 "))), "huawei_vrp")
    (problem,) = record.problems
    assert (problem.code, problem.where) == ("capture-total-differs", "s.log:11")
    assert (problem.params["said"], problem.params["read"]) == (9, 3)
    assert outcomes(commands)["display arp"] == ("partial", 3)
    assert len(record.arp) == 2
    assert record.envelope.completeness is Completeness.PARTIAL


def test_established_sessions_are_counted_too():
    text = comware_texts.BGP.replace("established state: 1", "established state: 2")
    record, _ = read_log(angle("A", ("dis ver", comware_texts.VERSION), ("dis bgp peer ipv4", text)))
    assert [(one.code, one.params["said"], one.params["read"]) for one in record.problems] == [("capture-total-differs", 2, 1)]


def test_an_answer_that_the_log_breaks_off_is_read_as_far_as_it_goes():
    log = f"<A>dis arp\n{vrp_texts.ARP}<A>dis ip int b\n" + "\n".join(vrp_texts.IP_BRIEF.split("\n")[:12])
    record, commands = read_log(log, "huawei_vrp")
    assert outcomes(commands) == {"display arp": ("read", 3), "display ip interface brief": ("partial", 2)}
    assert [problem.code for problem in record.problems] == ["capture-cut"]
    assert record.envelope.failed_tables == ("display ip interface brief",)


def test_the_last_answer_to_a_command_counts():
    later = vrp_texts.IP_BRIEF.replace("203.0.113.1/24", "203.0.113.2/24")
    record, commands = read_log(angle("A", ("dis ip int b", vrp_texts.IP_BRIEF), ("dis ip int b", later)), "huawei_vrp")
    assert [one.outcome.value for one in commands] == ["superseded", "read"]
    assert [port.addresses for port in record.interfaces if port.name == "Vlanif10"] == [("203.0.113.2/24",)]


def test_a_refused_command_is_no_unread_one():
    refusal = "         ^\nError: Unrecognized command found at '^' position.\n"
    record, commands = read_log(angle("A", ("dis vrrp", refusal), ("dis ip int b", vrp_texts.IP_BRIEF)), "huawei_vrp")
    assert outcomes(commands).get("display vrrp", ("empty", 0)) == ("empty", 0)
    assert (record.problems, record.envelope.completeness) == ((), Completeness.COMPLETE)


def paged(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{line}\n  ---- More ----" if index % 5 == 4 else line for index, line in enumerate(lines))


def residue(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"  ---- More ----\n{' ' * 16}{line}" if index and index % 6 == 0 else line for index, line in enumerate(lines))


@pytest.mark.parametrize(
    "form", [paged, residue, lambda text: "2026-11-23 10:00:00.123 +08:00\n" + text, lambda text: text.replace("\n", "\r\n")]
)
def test_what_terminals_leave_changes_nothing(form):
    texts = (("dis ip int b", vrp_texts.IP_BRIEF), ("dis ip rou", vrp_texts.ROUTES), ("dis lldp nei b", vrp_texts.LLDP_BRIEF))
    plain, _ = read_log(angle("A", *texts), "huawei_vrp")
    other, _ = read_log(angle("A", *((command, form(text)) for command, text in texts)), "huawei_vrp")
    for part in ("interfaces", "forwarding", "neighbours"):
        bare = [[(name, getattr(row, name)) for name in row.__struct_fields__ if name != "ref"] for row in getattr(plain, part)]
        assert [[(name, getattr(row, name)) for name in row.__struct_fields__ if name != "ref"] for row in getattr(other, part)] == bare
    assert other.problems == plain.problems == ()


def wrapped(text: str) -> str:
    return "".join(f"{line[at : at + 80]}\n" for line in text.split("\n")[:-1] for at in range(0, max(len(line), 1), 80))


def test_rows_that_a_terminal_of_80_columns_cut_are_put_together():
    text = vrp_texts.VPNV4.replace("Up/Down       State  PrefRcv", "Up/Down            State  PrefRcv").replace(
        "00:09:38 Established       3", "00:09:38      Established       3"
    )
    assert max(len(line) for line in text.split("\n")) > 80
    cut = wrapped(text)
    assert max(len(line) for line in cut.split("\n")) == 80
    record, commands = read_log(angle("A", ("display bgp vpnv4 all peer", cut)), "huawei_vrp")
    assert outcomes(commands)["display bgp vpnv4 all peer"] == ("read", 2)
    assert [(one.address, one.state) for one in record.bgp_peers] == [("198.51.100.9", "established"), ("10.20.0.2", "idle")]


def test_secrets_are_nowhere_but_as_fingerprints():
    log = hashed(
        "R1", ("show snmp community", "Community name: rosebud-9\nCommunity Index: rosebud-9\nstorage-type: nonvolatile\t active\n\n")
    )
    log += hashed("R1", ("show key chain", 'Key-chain K:\n    key 1 -- text "citizenkane7"\n        password citizenkane7\n'))
    text = clean(log.encode(), "s.log")
    (piece,) = find_pieces("s.log", text, detect_text("s.log", text))
    read = capture_record(piece, realm="n1", collected_at=NOW, key=KEY, platform="cisco_ios")
    for secret in ("rosebud-9", "password citizenkane7"):
        assert secret not in read.text
        assert secret not in repr(read.record)
    assert "<secret:" in read.text


def _facts(record: DeviceRecord) -> set[str]:
    """Return every text and number that the rows of a record hold."""
    found: set[str] = set()
    for part in ("interfaces", "neighbours", "arp", "forwarding", "fhrp", "bgp_peers", "ospf_neighbours"):
        for row in getattr(record, part):
            found |= {
                str(getattr(row, name)) for name in ("name", "port_id", "system_name", "address", "prefix", "mac") if hasattr(row, name)
            }
    return found - {"None", ""}


WHOLE = {
    "display ip interface brief": vrp_texts.IP_BRIEF,
    "display lldp neighbor brief": vrp_texts.LLDP_BRIEF,
    "display ospf peer": vrp_texts.OSPF_PEER,
    "display ip routing-table": vrp_texts.ROUTES,
    "display vrrp": vrp_texts.VRRP,
    "display arp": vrp_texts.ARP,
    "display bgp vpnv4 all peer": vrp_texts.VPNV4,
}


@given(command=st.sampled_from(sorted(WHOLE)), at=st.integers(0, 1200))
@settings(max_examples=120, deadline=None)
def test_a_truncated_answer_tells_nothing_that_the_whole_one_does_not(command, at):
    text = WHOLE[command]
    whole = _facts(_read(command, text))
    cut = text[: at % len(text)]
    lines = cut.split("\n")
    for name in _facts(_read(command, cut)) - whole:
        assert name in lines[-1] or any(name.startswith(part) or part.startswith(name) for part in lines[-1].split()), name


def _read(command: str, text: str) -> DeviceRecord:
    lines = tuple(Line(number, len(row) - len(row.lstrip()), row.strip()) for number, row in enumerate(text.split("\n"), 1) if row.strip())
    captures = read_captures(
        [Answer(path="f", command=command, number=1, lines=lines)], platform="huawei_vrp", device="A", target="f", realm="n", collected_at=NOW,
        key=KEY,
    )  # fmt: skip
    return captures.record


@given(
    platform=st.sampled_from([vendor.platform for vendor in VENDORS]),
    index=st.integers(0, 200),
    rows=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=120), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_garbage_never_breaks_a_reader(platform, index, rows):
    vendor = vendor_of(platform)
    assert vendor is not None
    commands = sorted(vendor.readers)
    command = commands[index % len(commands)].replace("{", "").replace("}", "")
    lines = tuple(Line(number, 0, row.strip()) for number, row in enumerate(rows, 1) if row.strip())
    captures = read_captures(
        [Answer(path="f", command=command, number=1, lines=lines)],
        platform=platform,
        device="A",
        target="f",
        realm="n",
        collected_at=NOW,
        key=KEY,
    )
    (one,) = captures.commands
    assert one.outcome.value in {"read", "partial", "unread", "empty", "excerpt"}
    if one.outcome.value in {"unread", "empty"}:
        assert captures.record.interfaces == captures.record.neighbours == captures.record.arp == ()


@given(data=st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_mutated_answers_never_break_a_parse(data):
    text = vrp_texts.ROUTES.encode()
    mixed = text[: len(text) // 2] + data + text[len(text) // 2 :]
    try:
        cleaned = clean(mixed, "f")
    except Exception as error:  # noqa: BLE001 - the cleaner refuses what is no text
        assert type(error).__name__ == "InputError"  # noqa: PT017 - its own kind
        return
    outcome = parse_answer(VRP, Answer(path="f", command="display ip routing-table", number=1, lines=cleaned.lines))
    assert isinstance(outcome, (Table, Failed))


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("display arp brief", "10.0.0.1  " + "a" * 60 + "!"),
        ("display interface", "PVID :    1," + "   x ,  " * 60),
        ("display lldp neighbor brief", "GE0/0/1  " + "a " * 400),
        ("display arp", "x" * 8000),
    ],
)
def test_a_hostile_line_is_left_at_once(command, line):
    head = "GigabitEthernet0/0/1 current state : UP\n" if command == "display interface" else ""
    outcome = parse_answer(VRP, answer(command, f"{head}{line}\n"))
    assert not isinstance(outcome, Table) or len(outcome.rows) <= 1
