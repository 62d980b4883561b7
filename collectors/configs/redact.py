"""Secrets taken out of configurations before anything is stored or shown.

Each becomes ``<secret:fingerprint>``, the first characters of an HMAC-SHA-256 under a key of the
installation: two devices with one community show the same fingerprint, and nobody can read it. The
rules lean to masking too much: a line that names a password hides what follows. Banners are dropped
whole. Descriptions stay, except for tokens in a vendor's cipher form.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Iterator

from collectors.clean import Line
from collectors.configs.redact_cisco import settle_line

_PROCESS_KEY = os.urandom(32)
_FINGERPRINT = 10
"""Hexadecimal digits kept of a fingerprint: 40 bits tell secrets of one city apart, and are no use for guessing without the key."""
BANNER = "<banner>"
MASK = re.compile(r"<secret:[0-9a-f]{10}>")
_BANNER_LINES = 60

# Huawei reversible and irreversible cipher texts (%^%#..%^%#, %@%@..%@%@, %$%$..%$%$, %+%#..%+%#, @%@%..@%@%, $1a$..$, $1c$..$)
# and Unix crypt forms ($1$, $5$, $6$).
_CIPHER_TOKEN = re.compile(r"(?:%\^%#|%@%@|%@%#|%\$%\$|%\+%#|@%@%|#%\^%|\^%#%|\$[0-9][a-z]?\$)\S{4,}")
_VALUE = r"(\"[^\"]{1,256}\"|'[^']{1,256}'|\S+)"
_LEADS = (
    r"\bmd5-password\s+(?:cipher|plain)\s+\d+\.\d+\.\d+\.\d+\s+",
    # a marker that is always followed by the secret itself
    r"\b(?:irreversible-cipher|cipher|plain|plaintext|pass-phrase|key-string|hash|secret\s+[0-9]|encrypted-password|encrypted)\s+",
    r"\bsimple\s+(?!password\b)",
    r"\b(?:shared-key|pre-shared-key|authentication-key|auth-key|md5-password|psk|private-key|string-key|hex-key|wpa-psk|passphrase)\s+",
    r"\b(?:authentication-hex|encryption-hex|encryption-string|trap-password|securityname|security-name|key-value|secret-key)\s+",
    r"\bcommunity\s+(?:(?:read|write|ro|rw)\s+|(?!(?:read|write|ro|rw)\s))(?!complexity-check\b|list\b|filter\b|alias\b)",
    r"(?<!<)\b(?:password|passwd|pwd|secret)\s*[:=]\s*",
    r"\b(?:password|passwd|secret)\s+(?:level\s+\d+\s+|(?!level\s))",
    # an algorithm, with or without a key number, and then the key in clear
    r"\bauthentication(?:-mode)?\s+(?:md5|sha|sha2-\d+|hmac-[a-z0-9]+|simple|keychain-?\w*|text)\s+(?:nonstandard\s+|usual\s+)?(?:\d{1,3}\s+|(?!\d{1,3}\s|nonstandard\s|usual\s))",
    r"\b(?:auth|authentication-mode|authentication)\s+(?:md5|sha\S*)\s+(?!\d{1,3}\s)",
    r"\b(?:priv|privacy-mode|privacy)\s+(?:des\S*|3des\S*|aes\S*)\s+(?:\d{3}\s+|(?!\d{3}\s))",
    r"\b(?:snmp-server\s+host\s+\S+\s+(?:traps?\s+)?(?:version\s+\w+\s+)?|enable\s+password\s+|key\s+[0-9]\s+)",
    r"\b(?:gre|tunnel)\s+key\s+",
    r"\bauthkey\s+",
)
_KEYWORDS = (
    "cipher irreversible-cipher simple plain plaintext hash md5 sha sha2-256 hmac-sha256 policy expire alert history recovery "
    "min-length complexity-check level authentication authentication-mode control encrypted local user-password read write "
    "modify length aging minimum maximum change need-change expired default remote-user password-control is of must none "
    "privacy-mode auth priv original before-expire record number admin inbound outbound ah esp enable disable "
    "version v1 v2c v3 group aaa scheme"
)
_NOT_SECRET = frozenset(_KEYWORDS.split())
_KEYWORD = rf"(?!(?:{'|'.join(sorted(_NOT_SECRET))})(?:\s|$)|<secret:|\d+\.\d+\.\d+\.\d+\s)"
_RULES = tuple(re.compile(f"({lead}){_KEYWORD}{_VALUE}", re.IGNORECASE) for lead in _LEADS)
_TRIGGER = re.compile(
    r"cipher|plain|pass|simple|secret|key|communit|hash|auth|priv|psk|encrypt|pwd|security-?name|hex|snmp-server host|密码|口令",
    re.IGNORECASE,
)
# Lines that start so carry names, addresses and numbers; only a cipher text could hide in them.
_WORDS_HARMLESS = (
    "# interface vlan port ip eth-trunk shutdown stp rule network area mtu speed duplex lldp peer-public "
    "trunkport mode portswitch return quit if-match vlan-type dot1q service source-zone destination-zone action"
)
_HARMLESS = frozenset(_WORDS_HARMLESS.split())
_FREE_TEXT = frozenset({"description", "sysname", "name", "alias"})
_IN_FREE_TEXT = (
    re.compile(rf"((?:\b(?:password|passwd|pwd|psk|cipher)|密码|口令)\s*(?:[:=：]\s*|(?![:=：])))(?!\s|<secret:){_VALUE}", re.IGNORECASE),
)
_BANNER_HEADS = ("header ", "banner ")
_PRIVATE_KEY = "PRIVATE KEY-----"


def fingerprint(secret: str, key: bytes | None = None) -> str:
    """Return what stands in a secret's place; without a key, one that lives as long as the process."""
    digest = hmac.new(key or _PROCESS_KEY, secret.strip("\"'").encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    return f"<secret:{digest[:_FINGERPRINT]}>"


def redact_text(text: str, key: bytes | None = None) -> str:
    """Return one line without its secrets.

    >>> redact_text("snmp-agent community read public", b"k") == "snmp-agent community read " + fingerprint("public", b"k")
    True
    >>> redact_text("port link-type trunk", b"k")
    'port link-type trunk'
    """
    if ("%" in text or "$" in text) and _CIPHER_TOKEN.search(text):
        text = _CIPHER_TOKEN.sub(lambda match: fingerprint(match.group(), key), text)
    first = text.partition(" ")[0]
    if first in _HARMLESS and not ("key" in text or "pass" in text or "cipher" in text or "simple" in text or "secret" in text):
        return text
    if not _TRIGGER.search(text):
        return text
    settled = settle_line(text, lambda secret: fingerprint(secret, key))
    if settled is not None:
        return settled

    def mask(match: re.Match[str]) -> str:
        return match.group(1) + fingerprint(match.group(2), key)

    for rule in _IN_FREE_TEXT if first in _FREE_TEXT else _RULES:
        text = rule.sub(mask, text)
    return text


def redact_lines(lines: Iterable[Line], key: bytes | None = None) -> Iterator[Line]:
    """Yield the lines without secrets; banners and private keys become one mark a line.

    A banner whose closing delimiter does not come within 60 lines is taken as its first line only.
    """
    clear_of: dict[str, str] = {}
    waiting = list(lines)
    hidden = 0
    for position, line in enumerate(waiting):
        text = line.text
        if hidden:
            hidden -= 1
            yield Line(line.number, line.indent, BANNER)
            continue
        clear = clear_of.get(text)
        if clear is None:
            if text.startswith(_BANNER_HEADS) or _PRIVATE_KEY in text:
                hidden = _hidden_length(waiting, position)
                if hidden:
                    hidden -= 1
                    yield Line(line.number, line.indent, BANNER)
                    continue
            clear = clear_of[text] = redact_text(text, key)
        yield line if clear is text else Line(line.number, line.indent, clear)


def _hidden_length(lines: list[Line], start: int) -> int:
    """Return how many lines a banner or private key at `start` covers, 0 for a command that only looks like one."""
    text = lines[start].text
    if _PRIVATE_KEY in text:
        for offset, line in enumerate(lines[start + 1 : start + 200], start=2):
            if _PRIVATE_KEY in line.text:
                return offset
        return 1
    opening = _banner_opening(text)
    if opening is None:
        return 0 if " file " in text else 1
    delimiter, rest = opening
    if delimiter in rest:
        return 1
    for offset, line in enumerate(lines[start + 1 : start + _BANNER_LINES], start=2):
        if delimiter in line.text:
            return offset
    return 1


def _banner_opening(text: str) -> tuple[str, str] | None:
    """Return the delimiter of a banner and what follows it on the same line."""
    match = re.match(r"(?:header\s+(?:login|shell|incoming|legal|motd)\s+information|banner\s+\w+)\s+(\^C|\S)(.*)", text)
    return (match.group(1), match.group(2)) if match else None
