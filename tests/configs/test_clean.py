"""Text from terminals, editors and backup tools: every repair keeps the line's number."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.clean import MAX_LINE, MAX_LINES, clean
from collectors.mojibake import likely_text
from topology.model.errors import InputError


def lines(data: bytes) -> list[tuple[int, int | None, str]]:
    return [(line.number, line.indent, line.text) for line in clean(data, "f").lines]


def test_plain_text_keeps_numbers_and_indentation():
    assert lines(b"a\n\n  b  \n") == [(1, 0, "a"), (3, 2, "b")]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_line_ends(ending):
    assert lines(ending.join([b"a", b"b", b"c", b"d", b""])) == [(1, 0, "a"), (2, 0, "b"), (3, 0, "c"), (4, 0, "d")]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("gb18030", "gb18030"),
    ],
)
def test_encodings(encoding, name):
    text = "sysname SW1\n description 核心交换机房上联端口\n" + "vlan 10\n" * 20
    cleaned = clean(text.encode(encoding), "f")
    assert cleaned.encoding == name
    assert cleaned.lines[1].text == "description 核心交换机房上联端口"
    assert cleaned.problems == ()


def test_utf8_and_gb18030_in_one_file_are_decoded_line_by_line():
    data = "description 中国电信线路\n".encode() + "description 中国联通线路\n".encode("gb18030")
    cleaned = clean(data, "f")
    assert [line.text for line in cleaned.lines] == ["description 中国电信线路", "description 中国联通线路"]
    assert [problem.code for problem in cleaned.problems] == ["text-mixed-encodings"]


def test_bytes_in_no_encoding_are_shown_and_reported():
    data = "description 中国电信线路\n".encode() + b"description \xff\xfe\xff\n"
    cleaned = clean(data, "f")
    assert cleaned.lines[1].text == r"description \xff\xfe\xff"
    assert ("text-undecodable", "f:2") in {(problem.code, problem.where) for problem in cleaned.problems}


@pytest.mark.parametrize(
    ("damaged", "likely"),
    [
        ("核心交换机".encode().decode("gb18030", "ignore"), "核心交换"),
        ("核心交换机房".encode("gb18030").decode("latin-1"), "核心交换机房"),
        ("核心交换机房".encode().decode("latin-1"), "核心交换机房"),
        ("机\ufffd\ufffd房", "机??房"),
        ("核心交换机".encode().decode("gb18030", "ignore") + " S0001 uplink", "核心交换 S0001 uplink"),
        ("GE1 " + "税务局".encode().decode("latin-1") + " 100M " + "专线".encode().decode("latin-1"), "GE1 税务局 100M 专线"),
    ],
)
def test_mojibake_is_reported_with_what_it_probably_said(damaged, likely):
    cleaned = clean(f"sysname A\ndescription {damaged}\n".encode(), "f")
    (problem,) = cleaned.problems
    assert (problem.code, problem.where) == ("text-mojibake", "f:2")
    assert problem.params["likely"] == f"description {likely}"
    assert damaged in cleaned.lines[1].text


@pytest.mark.parametrize("whole", ["核心交换机", "联通", "市公安局专线", "é", "naïve café", "plain", "端口1-上联"])
def test_whole_text_is_not_called_damaged(whole):
    assert likely_text(whole) is None


def test_pager_escape_sequences_and_overprinting_are_taken_out():
    data = b"a\n  ---- More ----\x1b[42D" + b" " * 42 + b"\x1b[42D b\n\x1b[1mc\x1b[0m\n  ---- More ----\r               \r d\nx\x08\x00y\n"
    assert lines(data) == [(1, 0, "a"), (2, 1, "b"), (3, 0, "c"), (4, 1, "d"), (5, 0, "y")]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (b"<SW1>dsi\x08 \x08\x08 \x08is ver", (0, "<SW1>dis ver")),
        (
            b" --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08\x08          \x08\x08\x08\x08\x08\x08\x08\x08\x08\x08 ip address",
            (1, "ip address"),
        ),
        (b"--More--\r         \rinterface Vlan2", (0, "interface Vlan2")),
        (b"abc\x1b[2Dx\x1b[Kd", (0, "axd")),
        (b"a\x1b[3Cb", (0, "a   b")),
        (b"\x1b[9999999999D" + b"\x08" * 5000 + b"z", (0, "z")),
    ],
)
def test_what_a_terminal_would_show_is_read(typed, shown):
    assert lines(b"vlan 2\n" + typed)[1][1:] == shown


def test_stamps_before_most_lines_are_a_terminals_and_taken_off():
    stamped = b"[2020-09-27 15:29:20.101] vlan 2\n[2020-09-27 15:29:20.102]  name x\n[2020-09-27 15:29:21.000] #\n"
    assert lines(stamped) == [(1, 0, "vlan 2"), (2, 1, "name x"), (3, 0, "#")]
    assert lines(b"2020-09-27 15:29:20: vlan 2\n2020-09-27 15:29:20:  name x\n") == [(1, 0, "vlan 2"), (2, 1, "name x")]
    mixed = b"[15:29:20] is what a banner says\nvlan 2\nvlan 3\n"
    assert lines(mixed)[0] == (1, 0, "[15:29:20] is what a banner says")


def test_line_after_a_pager_prompt_has_no_known_indentation():
    data = b"  ---- More ----\n" + b" " * 16 + b"interface X\n" + b" " * 16 + b"deep\n"
    assert lines(data) == [(2, None, "interface X"), (3, 16, "deep")]


def test_hazard_a_command_that_80_columns_cut_in_two_is_put_together():
    head = "ssh server cipher aes256_ctr aes128_ctr aes256_cbc aes192_cbc aes128_cbc arcfour"
    assert len(head) == 80
    cleaned = clean(f"sysname A\n{head}\n3des_cbc blowfish_cbc\nvlan 2\n".encode(), "f")
    assert [(line.number, line.text) for line in cleaned.lines] == [(1, "sysname A"), (2, f"{head}3des_cbc blowfish_cbc"), (4, "vlan 2")]
    assert [(problem.code, problem.where) for problem in cleaned.problems] == [("text-wrapped", "f:3")]
    blank = head[:79] + " "
    assert [line.text for line in clean(f"{blank}\n3des_cbc\n".encode(), "f").lines] == [f"{head[:79]} 3des_cbc"]


@pytest.mark.parametrize("following", ["stelnet server enable", "GE0/0/2 up up", "10.0.0.2 up", "#", " 3des_cbc", "3 peers", "return"])
def test_hazard_an_80_column_line_is_left_where_the_next_is_its_own(following):
    head = "x" * 80
    assert [line.text for line in clean(f"{head}\n{following}\n".encode(), "f").lines] == [head, following.strip()]
    longer = f"{head}\n3des_cbc\n{'y' * 90}\n"
    assert len(clean(longer.encode(), "f").lines) == 3


def test_time_stamps_are_dropped():
    assert lines(b"2026-11-23 10:00:00.123 +08:00\nvlan 2\n2026-11-23 is a name\n") == [(2, 0, "vlan 2"), (3, 0, "2026-11-23 is a name")]


def test_b01_empty_file():
    for data in (b"", b"\n \r\n\t", b"\0\0\0"):
        with pytest.raises(InputError) as caught:
            clean(data, "f")
        assert caught.value.code == "input-empty"


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"%PDF-1.4", b"\x7fELF", b"\xff\xd8\xff\xe0"])
def test_b02_binary_is_refused_whatever_its_name(head):
    with pytest.raises(InputError) as caught:
        clean(head + b"sysname A\n" * 3, "core.cfg")
    assert caught.value.code == "input-binary"


def test_b02_binary_of_no_known_kind_is_refused_without_naming_one():
    with pytest.raises(InputError) as caught:
        clean(bytes(range(1, 32)) * 40 + b"sysname A\n" * 3, "core.cfg")
    assert (caught.value.code, caught.value.params) == ("input-not-text", {"file": "core.cfg"})


def test_b23_a_single_line_of_10_mib_is_cut_and_reported():
    cleaned = clean(b"a" * (10 << 20), "f")
    assert cleaned.truncated
    assert [len(line.text) for line in cleaned.lines] == [MAX_LINE]
    assert cleaned.problems[0].params == {"length": 10 << 20, "limit": MAX_LINE}


def test_b23_a_million_lines_are_read_to_the_limit():
    cleaned = clean(b"vlan 7\n" * 1_000_000, "f")
    assert cleaned.truncated
    assert len(cleaned.lines) == MAX_LINES
    assert cleaned.total == 1_000_000
    assert cleaned.problems[0].code == "text-too-many-lines"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20), min_size=1, max_size=20))
def test_numbers_always_point_at_the_original_line(words):
    original = "\n".join(words)
    for line in clean(original.encode(), "f").lines:
        assert original.split("\n")[line.number - 1].strip() == line.text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_cleaned_or_refused(data):
    try:
        cleaned = clean(data, "f")
    except InputError:
        return
    assert all(line.text == line.text.strip() and "\n" not in line.text for line in cleaned.lines)
