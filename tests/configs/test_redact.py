"""No secret of a configuration survives: not in the record, the text evidence opens, or an error (HOSTILE B25)."""

import gc
from datetime import UTC, datetime

import msgspec
import pytest

from collectors.clean import Line
from collectors.configs import read_config, redacted_text
from collectors.configs.redact import MASK, fingerprint, redact_lines, redact_text
from collectors.detect import detect
from topology.model.errors import InputError

KEY = b"k"
PLANTED = [
    ("local-user ops password cipher {}", "Aaa-Canary-01"),
    ("local-user ops password simple {}", "Aaa-Canary-02"),
    ("local-user ops password irreversible-cipher {}", "$1a$Aaa-Canary-03$xyz$"),
    ("local-user ops password {}", "Aaa-Canary-04"),
    ("super password level 3 cipher {}", "Aaa-Canary-05"),
    ("set authentication password cipher {}", "%^%#Aaa-Canary-06%^%#"),
    ("set authentication password simple {}", "Aaa-Canary-07"),
    ("snmp-agent community read {}", "Aaa-Canary-08"),
    ("snmp-agent community write cipher {}", "Aaa-Canary-09"),
    ("snmp-agent target-host trap address udp-domain 10.1.1.1 params securityname {} v2c", "Aaa-Canary-10"),
    ("snmp-agent usm-user v3 nms grp authentication-mode sha {} privacy-mode aes128 Other", "Aaa-Canary-11"),
    ("snmp-agent usm-user v3 nms grp authentication-mode md5 Other privacy-mode des56 {}", "Aaa-Canary-12"),
    ("radius-server shared-key cipher {}", "Aaa-Canary-13"),
    ("radius-server shared-key {}", "Aaa-Canary-14"),
    ("hwtacacs-server shared-key {}", "Aaa-Canary-15"),
    ("ospf authentication-mode md5 1 cipher {}", "Aaa-Canary-16"),
    ("ospf authentication-mode simple plain {}", "Aaa-Canary-17"),
    ("authentication-mode hmac-md5 1 {}", "Aaa-Canary-18"),
    ("isis authentication-mode simple {}", "Aaa-Canary-19"),
    ("area-authentication-mode md5 {}", "Aaa-Canary-20"),
    ("peer 10.1.1.1 password simple {}", "Aaa-Canary-21"),
    ("pre-shared-key {}", "Aaa-Canary-22"),
    ("pre-shared-key cipher {}", "Aaa-Canary-23"),
    ("ntp-service authentication-keyid 1 authentication-mode md5 {}", "Aaa-Canary-24"),
    ("vrrp vrid 1 authentication-mode md5 {}", "Aaa-Canary-25"),
    ("ppp chap password simple {}", "Aaa-Canary-26"),
    ("ppp pap local-user u password simple {}", "Aaa-Canary-27"),
    ("rip authentication-mode md5 usual {}", "Aaa-Canary-28"),
    ("key-string plain {}", "Aaa-Canary-29"),
    ("md5-password plain 10.1.1.2 {}", "Aaa-Canary-30"),
    ("gre key {}", "Aaa-Canary-31"),
    ("sa string-key inbound ah simple {}", "Aaa-Canary-32"),
    ("security wpa2 psk pass-phrase {} aes", "Aaa-Canary-33"),
    ("hrp authentication-key {}", "Aaa-Canary-34"),
    ("web-auth-server portal shared-key cipher {}", "Aaa-Canary-35"),
    ('local-user ops password simple "{}"', "Aaa Canary 36"),
    ("description uplink password: {}", "Aaa-Canary-37"),
    ("description 密码{} 联系值班室", "Aaa-Canary-38"),
    ("some unknown feature secret {}", "Aaa-Canary-39"),
    ("tunnel authentication cipher {}", "%@%@Aaa-Canary-40%@%@"),
]


def planted_config() -> bytes:
    lines = ["!Software Version V200R011C10", "#", "sysname SW1", "#", "interface GigabitEthernet0/0/1"]
    lines += [" " + line.format(secret) for line, secret in PLANTED if line.startswith("description")]
    lines += [" " + line.format(secret) for line, secret in PLANTED if line.startswith(("ospf", "isis", "rip", "vrrp", "ppp"))]
    lines += ["#", 'header login information "', "the password is Aaa-Canary-banner", '"', "#"]
    lines += [
        line.format(secret) + "\n#" for line, secret in PLANTED if not line.startswith(("ospf", "isis", "rip", "vrrp", "ppp", "desc"))
    ]
    lines += ["-----BEGIN RSA PRIVATE KEY-----", "AaaCanaryKeyMaterial", "-----END RSA PRIVATE KEY-----", "#", "return"]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("line", "secret"), PLANTED, ids=[secret for _, secret in PLANTED])
def test_each_planted_secret_becomes_a_fingerprint(line, secret):
    clear = redact_text(line.format(secret), KEY)
    assert secret.strip("%^#@$")[4:10] not in clear
    assert MASK.search(clear)


def test_b25_no_planted_secret_reaches_record_text_or_detection():
    data = planted_config()
    record = read_config(data, path="sw1.cfg", realm="r", collected_at=datetime(2017, 12, 1, tzinfo=UTC), key=KEY)
    stored = msgspec.json.encode(record).decode() + repr(record)
    opened = redacted_text(data, path="sw1.cfg", key=KEY)
    detected = repr(detect("sw1.cfg", data))
    assert record.system.name == "SW1"
    for text in (stored, opened, detected):
        assert "Canary" not in text


def test_b25_detection_evidence_is_redacted():
    data = b"#\nlocal-user ops password simple Aaa-Canary-50\n#\nsysname A\n#\naaa\n authentication-scheme x\n#\nvlan batch 7\n"
    assert "Canary" not in repr(detect("x.cfg", data))


def test_b25_a_damaged_line_is_quoted_without_its_secret():
    damaged = "核心交换机房".encode("gb18030").decode("latin-1")
    data = f"!Software Version V200R011C10\n#\nsysname A\n#\nlocal-user {damaged} password simple Aaa-Canary-60\n#\nreturn\n".encode()
    record = read_config(data, path="f", realm="r", collected_at=datetime(2017, 12, 1, tzinfo=UTC), key=KEY)
    assert [problem.code for problem in record.problems] == ["text-mojibake"]
    assert "Canary" not in repr(record)


def test_redacted_text_keeps_line_numbers():
    data = planted_config()
    opened = redacted_text(data, path="sw1.cfg", key=KEY).split("\n")
    raw = data.decode().split("\n")
    for number, line in enumerate(raw):
        if line.startswith(("interface", "sysname", "return")):
            assert opened[number] == line


def test_same_secret_same_fingerprint_under_one_key_only():
    one = redact_text("snmp-agent community read shared-Word", b"a")
    two = redact_text("snmp-server community shared-Word RO", b"a")
    other = redact_text("snmp-agent community read shared-Word", b"b")
    assert MASK.search(one).group() == MASK.search(two).group() == fingerprint("shared-Word", b"a")
    assert MASK.search(other).group() != MASK.search(one).group()


@pytest.mark.parametrize(
    "line",
    [
        "port link-type trunk",
        "description to S0001 simple link, key customer",
        "ip address 10.0.0.1 255.255.255.0",
        "snmp-agent community complexity-check disable",
        "authentication-mode aaa",
        "authentication-mode password",
        "user-password complexity-check three-of-kinds",
        "password expire 0",
        "ospf authentication-mode md5",
        "local-user ops service-type ssh",
        "snmp-agent sys-info location S0042 key office",
    ],
)
def test_lines_without_secrets_stay_as_they_are(line):
    assert redact_text(line, KEY) == line


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("some-feature agent 9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
        ("some-feature token Xk29vQ7LmPz4TyWb1A8c", "Xk29vQ7LmPz4TyWb1A8c"),
        ("cloud-agent enrol aGVsbG8gd29ybGQ0Mg==", "aGVsbG8gd29ybGQ0Mg=="),
    ],
)
def test_a_token_like_a_key_in_a_line_nobody_knows_is_masked(line, secret):
    assert redact_text(line, KEY) == line.replace(secret, fingerprint(secret, KEY))


@pytest.mark.parametrize(
    "line",
    [
        "interface GigabitEthernet1/0/1",
        "some-feature interface Ten-GigabitEthernet1/0/10",
        "undo shutdown-network",
        "option 43 hex 80070000010a015a",
        "snmp-agent local-engineid 800007DB0300E0FC123456",
        "description DL20170012ABCDEFGH line to S0001",
        "!Software Version V200R011C10SPC600",
        "startup system-software V200R011C10SPC600",
        "ipv6 address 2001:DB8:1234:5678:9ABC:DEF0:1234:5678/64",
        "apply community 65010:100 additive",
        "set community 65000:1",
        "version 12345678901234567890",
    ],
)
def test_names_numbers_and_releases_are_no_keys(line):
    assert redact_text(line, KEY) == line


def test_lines_are_redacted_one_by_one_and_all_at_once_alike():
    texts = [line.format(secret) for line, secret in PLANTED]
    lines = [Line(number, 0, text) for number, text in enumerate([*texts, "sysname A", "", "密码 abc", "İ password x"], start=1)]
    together = [line.text for line in redact_lines(lines, KEY)]
    assert together == [redact_text(line.text, KEY) for line in lines]


def test_redaction_is_idempotent():
    for line, secret in PLANTED:
        once = redact_text(line.format(secret), KEY)
        assert redact_text(once, KEY) == once


def test_a_banner_that_never_closes_hides_its_first_line_only():
    data = b"!Software Version V200R011C10\n#\nheader login information ^C\nsysname SW9\n#\nvlan batch 2\n#\nreturn\n"
    record = read_config(data, path="f", realm="r", collected_at=datetime(2017, 12, 1, tzinfo=UTC), key=KEY)
    assert record.system.name == "SW9"
    assert [vlan.vid for vlan in record.vlans] == [2]


def test_lines_that_differ_by_numbers_alone_are_searched_as_one_kind_and_each_is_masked() -> None:
    lines = [Line(number, 0, f"peer 10.0.0.{number} password cipher s3cret{number}word") for number in range(1, 40)]
    shown = [line.text for line in redact_lines(lines, b"k")]
    assert shown == [f"peer 10.0.0.{number} password cipher {fingerprint(f's3cret{number}word', b'k')}" for number in range(1, 40)]


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_left_as_it_was_found(running: bool) -> None:
    before = gc.isenabled()
    (gc.enable if running else gc.disable)()
    try:
        read_config(
            b"#\nsysname A\n#\nreturn\n", path="a.cfg", realm="r", collected_at=datetime(2017, 12, 1, tzinfo=UTC), platform="huawei_vrp"
        )
        with pytest.raises(InputError):
            read_config(b"", path="a.cfg", realm="r", collected_at=datetime(2017, 12, 1, tzinfo=UTC))
        assert gc.isenabled() is running
    finally:
        (gc.enable if before else gc.disable)()
