"""No secret that people hand over is kept anywhere (HOSTILE B25): sixty and more are planted over all vendors and looked for in everything."""

import base64
import logging
import sqlite3
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from services.evidence import open_evidence
from services.home import Home
from services.importing import Request, State, import_paths, preview_paths
from services.listing import rows
from services.topologies import current
from tests.configs.planted import more_files
from topology.model.entities import Evidence, EvidenceKind
from topology.model.records import record_id
from topology.store.blobs import unpack
from topology.store.errors import StoreError

HUAWEI = (
    "local-user ops password cipher {}",
    "local-user ops password irreversible-cipher $1a${}$x$",
    "super password level 3 simple {}",
    "snmp-agent community write {}",
    "snmp-agent target-host trap address udp-domain 10.1.1.1 params securityname {} v2c",
    "snmp-agent usm-user v3 nms grp authentication-mode sha {} privacy-mode aes128 Zx{}",
    "ntp-service authentication-keyid 1 authentication-mode md5 {}",
    "hwtacacs-server shared-key cipher %^%#{}%^%#",
    "radius-server shared-key {}",
    "hrp authentication-key {}",
    "wlan unknown-feature credential 7f3a9{}c0d1e2f3a4b5",
)
HUAWEI_PORT = (
    "ospf authentication-mode md5 1 cipher {}",
    "isis authentication-mode simple {}",
    "vrrp vrid 1 authentication-mode md5 {}",
    "ppp chap password simple {}",
    "description uplink, password: {}",
)
H3C = (
    "snmp-agent community read simple {}",
    "snmp-agent community write cipher $c$3${}==",
    "snmp-agent usm-user v3 nms grp simple authentication-mode sha {} privacy-mode aes128 Zx{}",
    "super password role network-admin hash $h$6${}==",
    "ntp-service authentication-keyid 2 authentication-mode md5 simple {}",
    "ftp client password {}",
    "unknown-thing token Xk29{}vQ7LmPz4TyWb1A8",
)
H3C_USER = ("password simple {}", "password hash $h$6${}==")
H3C_SCHEME = ("key authentication simple {}", "key accounting cipher $c$3${}==", "primary authentication 10.1.1.1 key simple {}")
H3C_CHAIN = ("pre-shared-key address 10.1.1.1 255.255.255.255 key simple {}",)
H3C_PORT = (
    "ospf authentication-mode md5 1 plain {}",
    "vrrp vrid 1 authentication-mode simple plain {}",
    "rip authentication-mode simple plain {}",
)
CISCO = (
    "enable secret 5 $1${}$x",
    "enable password {}",
    "username ops privilege 15 secret 0 {}",
    "username audit password 7 {}",
    "snmp-server community {} RO 10",
    "snmp-server host 10.1.1.1 version 2c {}",
    "snmp-server user nms grp v3 auth sha {} priv aes 128 Zx{}",
    "tacacs-server host 10.1.1.1 key 7 {}",
    "radius-server key {}",
    "crypto isakmp key {} address 10.1.1.1",
    "set session-key inbound ah 256 {}",
    "set session-key outbound esp 257 cipher {} authenticator 00",
    "set session-key inbound esp 258 cipher 00 authenticator {}",
    "ntp authentication-key 1 md5 {} 7",
    "ip ftp password {}",
    "key config-key password-encrypt {}",
    "cloud-agent enrolment 9c4{}77ab01cd23ef45",
)
CISCO_PORT = ("ip ospf message-digest-key 1 md5 {}", "standby 1 authentication {}", "ip nhrp authentication {}", "tunnel key {}")
RUIJIE = (
    "enable secret 5 $1${}$y",
    "enable service password 7 {}",
    "username admin password 7 {}",
    "snmp-server community 7 {} rw",
    "snmp-server host 10.1.1.1 traps version 2c {}",
    "radius-server host 10.1.1.1 key 7 {}",
    "web-auth portal key {}",
    "sntp-like feature password {}",
)
JUNOS_SET = (
    'system root-authentication encrypted-password "$6${}$x" ## SECRET-DATA',
    'system login user ops authentication encrypted-password "$5${}"',
    "system login user ops authentication plain-text-password-value {}",
    'system radius-server 10.1.1.1 secret "$9${}"',
    "system tacplus-server 10.1.1.1 secret {}",
    'system ntp authentication-key 1 type md5 value "$9${}"',
    "system ntp authentication-key 2 value {}",
    'system login message "the word is {}"',
    'system archival configuration archive-sites "scp://backup:{}@10.1.1.1/x"',
    'system archival configuration archive-sites "ftp://10.1.1.1" password "$9${}"',
    "snmp community {} authorization read-write",
    "snmp trap-group {} targets 10.1.1.1",
    'snmp v3 usm local-engine user nms authentication-sha authentication-key "$9${}"',
    "snmp v3 usm local-engine user nms privacy-aes128 privacy-password {}",
    "snmp v3 snmp-community ONE community-name {}",
    'security ike policy P pre-shared-key ascii-text "$9${}"',
    "security ike policy Q pre-shared-key hexadecimal {}",
    "security ipsec security-association S manual direction inbound authentication key ascii-text {}",
    "security authentication-key-chains key-chain K key 1 secret {}",
    "access profile A client c chap-secret {}",
    'protocols ospf area 0 interface ge-0/0/0.0 authentication md5 1 key "$9${}"',
    "protocols ospf area 0 interface ge-0/0/1.0 authentication simple-password {}",
    "protocols isis level 2 authentication-key {}",
    "protocols bgp group G authentication-key {}",
    "protocols ldp session 10.0.0.1 authentication-key {}",
    "interfaces ge-0/0/0 unit 0 family inet address 10.0.0.6/24 vrrp-group 1 authentication-key {}",
    'interfaces ge-0/0/0 description "uplink, password: {}"',
    "unknown-level token Xk29{}vQ7LmPz4TyWb1A8",
)
JUNOS = (
    'root-authentication {\nencrypted-password "$1${}$x"; ## SECRET-DATA\n}',
    'radius-server {\n10.1.1.1 secret "{}";\n10.1.1.2 { secret {}; timeout 3; }\n}',
    'login { message "say {}"; user a { authentication { plain-text-password-value {}; } } }',
    'ntp { authentication-key 3 { type md5; value "{}"; } }',
)
JUNOS_SNMP = (
    "community {};",
    "community {} {\nauthorization read-only;\n}",
    'community "{} x" { clients { 10.0.0.0/8; } }',
    "trap-group {} {\n}",
)
JUNOS_IKE = (
    "policy P {\npre-shared-key ascii-text {};\n}",
    'policy Q {\npre-shared-key hexadecimal "{}"; /* old */\n}',
    "inactive: policy R { pre-shared-key ascii-text {}; }",
)
JUNOS_OSPF = ("authentication {\nmd5 1 key {};\n}", 'authentication {\nsimple-password "{}"; ## SECRET-DATA\n}')
LOGGED = (
    "local-user visitor password simple {}",
    "snmp-agent community read {}",
    "set authentication password cipher {}",
    "super password simple {}",
)


NXOS = (
    "username ops password 5 $5${}$x  role network-admin",
    "username audit password 0 {} role network-operator",
    "enable secret 5 {}",
    'tacacs-server host 10.1.1.1 key 7 "{} and{}" port 49 timeout 5',
    'radius-server host 10.1.1.2 key 7 "{}" authentication accounting',
    "radius-server host 10.1.1.3 test username probe password {} idle-time 5",
    'radius-server key 7 "{}"',
    "snmp-server user nms network-operator auth sha {} priv aes-128 Zx{} localizedkey",
    'snmp-server user ops auth md5 "{} one" priv "Zx{} two"',
    "snmp-server community {} group network-operator",
    "snmp-server community {} use-acl NMS",
    "snmp-server host 10.1.1.1 traps version 2c {} udp-port 1162",
    "ntp authentication-key 1 md5 {} 7",
    "vtp password {}",
    "crypto ca import TP pkcs12 bootflash:cert.p12 {}",
    "nxapi certificate httpskey keyfile bootflash:key.pem password {}",
    "unknown-feature token 7f3a9{}c0d1e2f3a4b5",
)
NXOS_PORT = ("ip ospf message-digest-key 1 md5 3 {}", "ip ospf authentication-key 3 {}")
NXOS_GROUP = ("authentication md5 key-string 7 {}", "authentication text {}")
XR = (
    "tacacs-server key 7 {}",
    "snmp-server community {} RO SystemOwner",
    "snmp-server community encrypted {} RW",
    "snmp-server community clear {} RO IPv4 NMS",
    "snmp-server host 10.1.1.1 traps version 2c encrypted {}",
    "snmp-server host 10.1.1.1 traps version 2c clear {} udp-port 1162",
    "snmp-server user nms grp v3 auth sha encrypted {} priv aes 128 encrypted Zx{} SystemOwner",
    "snmp-server user ops grp v3 auth md5 clear {}",
    "cloud-thing enrolment 9c4{}77ab01cd23ef45",
)
XR_USER = ("secret 5 $1${}$x", "secret 10 $6${}$y", "password 7 {}", "secret 0 {}")
XR_NTP = ("authentication-key 1 md5 encrypted {}", "authentication-key 2 md5 clear {}")
XR_GROUP = ("authentication {}", "text-authentication {}")
XR_PEER = ("password encrypted {}", "password clear {}")


class Planter:
    """Fills templates with secrets that are all different."""

    def __init__(self) -> None:
        self.secrets: list[str] = []

    def lines(self, templates: tuple[str, ...], indent: str = "") -> str:
        return "".join(f"{indent}{template.replace('{}', self.secret())}\n" for template in templates)

    def secret(self) -> str:
        number = len(self.secrets)
        secret = f"kAnary{number:03d}{base64.b32encode(bytes((number * 37 % 256, number))).decode()[:4]}"
        self.secrets.append(secret)
        return secret


def files(planter: Planter) -> dict[str, str]:
    banner = planter.secret()
    key = planter.secret()
    vrp = (
        f'!Software Version V200R011C10SPC600\n#\nsysname SW1\nheader login information "\nthe word is {banner}\n"\n#\n'
        f"{planter.lines(HUAWEI)}#\ninterface GigabitEthernet0/0/1\n{planter.lines(HUAWEI_PORT, ' ')}"
        f" ip address 10.0.0.1 24\n#\nike peer a\n{planter.lines(('pre-shared-key {}',), ' ')}#\nbgp 65001\n"
        f"{planter.lines(('peer 10.0.0.2 password simple {}',), ' ')}#\n"
        f"-----BEGIN RSA PRIVATE KEY-----\n{key}\n-----END RSA PRIVATE KEY-----\n#\nreturn\n"
    )
    comware = (
        f"#\n version 7.1.070, Release 6628P47\n#\n sysname SW2\n#\n header motd %\nsay {planter.secret()}\n%\n#\n{planter.lines(H3C, ' ')}#\n"
        f"local-user ops class manage\n{planter.lines(H3C_USER, ' ')}#\nradius scheme a\n{planter.lines(H3C_SCHEME, ' ')}#\n"
        f"ike keychain a\n{planter.lines(H3C_CHAIN, ' ')}#\ninterface Ten-GigabitEthernet1/0/1\n port link-mode route\n"
        f"{planter.lines(H3C_PORT, ' ')}#\nreturn\n"
    )
    ios = (
        f"Building configuration...\n!\nversion 15.2\n!\nhostname R3\n!\n{planter.lines(CISCO)}!\ninterface GigabitEthernet0/1\n"
        f" ip address 10.0.0.3 255.255.255.0\n{planter.lines(CISCO_PORT, ' ')}!\nrouter bgp 65001\n"
        f"{planter.lines(('neighbor 10.0.0.1 password {}',), ' ')}!\nkey chain A\n key 1\n{planter.lines(('key-string {}',), '  ')}!\n"
        f"banner motd ^C\nthe word is {planter.secret()}\n^C\n!\nline vty 0 4\n{planter.lines(('password {}',), ' ')}!\nend\n"
    )
    rgos = (
        f"!\nversion RGOS 10.4(3b19)p3 Release(180357)\nhostname SW4\n!\n{planter.lines(RUIJIE)}!\ninterface GigabitEthernet 0/1\n"
        f" switchport access vlan 2\n!\ninterface AggregatePort 1\n!\nline vty 0 4\n{planter.lines(('password 7 {}',), ' ')}!\nend\n"
    )
    junos = f"set version 17.4R1.16\nset system host-name R6\n{planter.lines(tuple(f'set {line}' for line in JUNOS_SET))}"
    braces = (
        f"system {{\n    host-name R7;\n{planter.lines(JUNOS, '    ')}}}\nsnmp {{\n{planter.lines(JUNOS_SNMP, '    ')}}}\n"
        f"security {{\n    ike {{\n{planter.lines(JUNOS_IKE, '        ')}    }}\n}}\n"
        f"protocols {{\n    ospf {{\n        area 0 {{\n            interface ge-0/0/0.0 {{\n"
        f"{planter.lines(JUNOS_OSPF, '                ')}            }}\n        }}\n    }}\n}}\n"
    )
    nxos = (
        f"!Command: show running-config\n\nversion 9.3(8) Bios:version\nhostname SW8\nfeature bgp\nbanner motd #\nsay {planter.secret()}\n#\n"
        f"{planter.lines(NXOS)}key chain A\n  key 1\n{planter.lines(('key-string 7 {}', 'key-octet-string 7 {}'), '    ')}\n"
        f"interface Vlan8\n  ip address 10.0.0.8/24\n{planter.lines(NXOS_PORT, '  ')}  hsrp 1\n{planter.lines(NXOS_GROUP, '    ')}\n"
        f"router bgp 65008\n  neighbor 10.0.0.1\n    remote-as 65001\n{planter.lines(('password 3 {}',), '    ')}"
    )
    xr = (
        f"!! IOS XR Configuration 7.3.2\nhostname R9\nbanner motd ^C\nsay {planter.secret()}\n^C\n{planter.lines(XR)}"
        f"username ops\n{planter.lines(XR_USER, ' ')}!\ntacacs-server host 10.1.1.1 port 49\n{planter.lines(('key 7 {}',), ' ')}!\n"
        f"snmp-server vrf MGMT\n{planter.lines(('host 10.1.1.1 traps version 2c {}',), ' ')}!\nntp\n{planter.lines(XR_NTP, ' ')}!\n"
        f"key chain A\n key 1\n{planter.lines(('key-string password {}',), '  ')}!\ninterface GigabitEthernet0/0/0/0\n"
        f" ipv4 address 10.0.0.9/24\n!\nrouter isis A\n interface GigabitEthernet0/0/0/0\n"
        f"{planter.lines(('hello-password hmac-md5 encrypted {}', 'hello-password text clear {}'), '  ')} !\n!\nrouter ospf 1\n area 0\n"
        f"  interface GigabitEthernet0/0/0/0\n{planter.lines(('message-digest-key 1 md5 encrypted {}', 'authentication-key clear {}'), '   ')}"
        f"  !\n !\n!\nrouter bgp 65009\n neighbor 10.0.0.1\n  remote-as 65001\n{planter.lines(XR_PEER, '  ')} !\n!\n"
        f"router hsrp\n interface GigabitEthernet0/0/0/0\n  address-family ipv4\n   hsrp 1\n{planter.lines(XR_GROUP, '    ')}   !\n  !\n !\n!\nend\n"
    )
    log = f"<SW5>display current-configuration\n{vrp.replace('SW1', 'SW5')}<SW5>system-view\n" + "".join(
        f"[SW5]{line}\n" for line in planter.lines(LOGGED).splitlines()
    )
    strange = f"hello\n{planter.lines(('password {}', 'secret: {}'))}some text\n"
    return {
        "sw1.cfg": vrp,
        "sw2.cfg": comware,
        "r3.cfg": ios,
        "sw4.cfg": rgos,
        "r6.cfg": junos,
        "r7.conf": braces,
        "sw8.cfg": nxos,
        "r9.cfg": xr,
        "session.log": log,
        "notes.cfg": strange,
        **more_files(planter.lines, planter.secret),
    }


def forms(secret: str) -> set[bytes]:
    """Return a secret as it could be written: raw, small and capital hexadecimal, base64 at each of its three alignments."""
    raw = secret.encode()
    found = {raw, raw.hex().encode(), raw.hex().upper().encode(), raw.lower(), raw.upper()}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw)
        found.add(text[4 if shift else 0 : len(text) // 4 * 4 - 4])
    return found


def everything_in(home: Home) -> bytes:
    """Return all bytes below the home, and every value of the database unpacked."""
    parts = [path.read_bytes() for path in sorted(home.path.rglob("*")) if path.is_file()]
    database = next(path for path in home.path.rglob("*") if path.is_file() and path.read_bytes()[:16] == b"SQLite format 3\0")
    connection = sqlite3.connect(database)
    for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
        for row in connection.execute(f'select * from "{table}"'):
            for value in row:
                if isinstance(value, bytes):
                    parts.append(value)
                    with suppress(StoreError):  # what is not packed stands as it is
                        parts.append(unpack(value, "any"))
                else:
                    parts.append(str(value).encode())
    connection.close()
    return b"\n".join(parts)


@pytest.mark.parametrize("looked_at_first", [False, True], ids=["imported", "looked at first"])
def test_b25_no_planted_secret_is_kept_or_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture, *, looked_at_first: bool) -> None:
    caplog.set_level(logging.DEBUG)
    planter = Planter()
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in files(planter).items():
        (folder / name).write_text(text, encoding="utf-8")
    assert len(planter.secrets) >= 60
    with Home.open(tmp_path / "home") as home:
        shown: list[object] = [preview_paths(home, [Request(path=folder, realm="n1")])] if looked_at_first else []
        done = import_paths(home, [Request(path=folder, realm="n1")])
        assert {file.path.rpartition("/")[2]: file.state for file in done.files if file.state is State.IMPORTED}.keys() >= {
            *("sw1.cfg", "sw2.cfg", "r3.cfg", "sw4.cfg", "r6.cfg", "r7.conf", "sw8.cfg", "r9.cfg", "session.log", "fw8.conf", "sw9.cfg"),
        }
        shown.append(done)
        shown += [msgspec.to_builtins(file) for file in done.files]
        shown += [list(rows(home, kind)) for kind in ("devices", "interfaces", "findings", "unmatched", "runs", "links", "networks")]
        shown.append(current(home))
        for record in home.store.records.load([head.seq for head in home.store.records.heads()]):
            kept = home.store.records.find(record_id(record))
            shown += [record, kept.source, msgspec.json.encode(record)]
            lines = kept.source.data.count(b"\n") if kept.source is not None else 0
            for line in range(1, lines, 5):
                place = f"{record.envelope.target}:{line}"
                shown.append(open_evidence(home, Evidence(EvidenceKind.RECORD, record_id(record), place)))
        stored = everything_in(home)
    seen = repr(shown).encode() + caplog.text.encode() + b"".join(one for one in shown if isinstance(one, bytes))
    leaked = {
        secret: where
        for secret in planter.secrets
        for where, text in (("database", stored), ("shown", seen))
        if any(form in text for form in forms(secret))
    }
    assert not leaked


def test_the_search_finds_what_is_there():
    for text in (b"kAnary000AAAA", b"6b416e617279303030", base64.b64encode(b"x kAnary000AAAA y")):
        assert any(form[:18] in text for form in forms("kAnary000AAAA"))
