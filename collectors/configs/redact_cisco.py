"""Where IOS, IOS-XE and RGOS keep secrets in a line, and the lines that only look as if they had one.

A line that one of the rules matches is settled by it: the groups called ``secret`` are masked, the rest stays as it was,
so that ``send-community both`` keeps its word and ``key 7 ...`` its number. *Source*: Cisco 'Security', 'SNMP', 'BGP' and
'IPsec' command references; Ruijie RG-S5750 'SNMP', 'AAA' and 'NTP' chapters.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TYPE = r"(?:[0-9]\s+(?=\S))?"
_NOT_OURS = r"(?!(?:cipher|irreversible-cipher|simple|plain|plaintext|hash|level|control|policy|md5|sha\S*|is|for|of)(?:\s|$))"
"""Words that other systems put where these have the secret."""
_VALUE = rf"(?P<secret>{_NOT_OURS}\S+)"
_REST = r"(?:\s.*)?"

_HARMLESS = (
    r"(?:no )?service password-(?:encryption|recovery).*",
    r"password encryption aes",
    r"neighbor \S+ send-community.*",
    r"(?:match|set) (?:ext|large-)?comm(?:unity|-list) .*",
    r"ip (?:ext|large-)?community-list .*",
    r"ip bgp-community new-format",
    r"key chain \S+",
    r"key \d{1,10}",
    r"key-string",
    r"(?:ip |ipv6 )?(?:ospf )?authentication(?: message-digest| null)?",
    r"ip authentication (?:mode|key-chain) eigrp .*",
    r"ip ospf authentication(?: message-digest| null| key-chain \S+)?",
    r"area \S+ authentication(?: message-digest)?",
    r"authentication (?:pre-share|rsa-sig|rsa-encr|mode md5|key-chain \S+)",
    r"authentication (?:local|remote) (?:pre-share|rsa-sig|ecdsa-sig)",
    r"isis authentication .*",
    r"(?:standby|vrrp|glbp)(?: ipv6)?(?: \d+)? authentication md5 key-chain \S+.*",
    r"hash (?:md5|sha\d*)",
    r"encr(?:yption)? (?:3des|des|aes.*)",
    r"cryptographic-algorithm \S+",
    r"crypto key .*",
    r"crypto (?:ipsec transform-set|ipsec profile|map|dynamic-map|keyring|isakmp policy|isakmp profile|ikev2 \S+|pki|ca) .*",
    r"aaa (?:authentication|authorization|accounting|group|session-id|new-model) ?.*",
    r"login (?:authentication \S+|local)",
    r"snmp-server (?:group|enable|view|ifindex|trap-source|engineID) .*",
    r"ip ssh .*",
    r"keyring .*",
)
_TRAP_HOST = (
    r"snmp-server host (?:ipv6 )?\S+ (?:(?:vrf \S+|traps?|informs?|version (?:1|2c|3)(?: (?:auth|noauth|priv))?|[07](?= \S+ ?\S*$)) )*"
    rf"(?P<secret>(?!traps?\b|informs?\b|version\b|vrf\b)\S+){_REST}"
)
_USER = (
    r"snmp-server user \S+ \S+ (?:remote \S+ )?(?:udp-port \d+ )?v\d(?: encrypted)?(?: auth (?:md5|sha\S*) (?P<secret>\S+))?"
    rf"(?: priv (?:des\S*|3des|aes(?:-?\d+)?)(?: \d{{3}})? (?P<secret2>\S+))?{_REST}"
)
_SECRETS = (
    rf"(?:no )?enable (?:secret|password)(?: level \d+)? {_TYPE}{_VALUE}{_REST}",
    rf"username \S+ (?:.*? )?(?:password|secret) {_TYPE}{_VALUE}{_REST}",
    rf"password {_TYPE}{_VALUE}",
    rf"snmp-server community (?:[07] (?=\S+ (?:ro|rw|view)\b))?{_VALUE}{_REST}",
    _TRAP_HOST,
    _USER,
    rf"(?:radius-server|tacacs-server|server-private) (?:.*? )?key {_TYPE}{_VALUE}{_REST}",
    rf"(?:client \S+ )?server-key {_TYPE}{_VALUE}{_REST}",
    rf"key (?!chain |config-key |\d+$){_TYPE}{_VALUE}",
    rf"key config-key \S+ {_VALUE}{_REST}",
    rf"key-string (?:password )?{_TYPE}{_VALUE}{_REST}",
    rf"neighbor \S+ password {_TYPE}{_VALUE}{_REST}",
    rf"(?:ip |ipv6 )?ospf authentication-key {_TYPE}{_VALUE}{_REST}",
    rf"(?:ip )?ospf message-digest-key \d+ \S+ {_TYPE}{_VALUE}{_REST}",
    rf"area \S+ (?:virtual|sham)-link .*?(?:authentication-key|message-digest-key \d+ \S+) {_TYPE}{_VALUE}{_REST}",
    rf".*(?:authentication|encryption) ipsec spi \d+ (?:esp )?\S+ {_TYPE}{_VALUE}{_REST}",
    rf"(?:isis password|area-password|domain-password) {_TYPE}{_VALUE}{_REST}",
    rf"(?:standby|vrrp|glbp)(?: ipv6)?(?: \d+)? authentication (?:(?:md5 key-string|md5|text|plain-text) )?{_TYPE}{_VALUE}{_REST}",
    rf"crypto (?:isakmp|ikev1) key {_TYPE}{_VALUE} (?:address|hostname) .*",
    rf"pre-shared-key (?:address|hostname) (?:ipv6 )?\S+(?: \d\S+)? key {_TYPE}{_VALUE}",
    rf"pre-shared-key (?:(?:local|remote) )?{_TYPE}{_VALUE}",
    rf"authentication (?:(?:local|remote) )?pre-share key {_TYPE}{_VALUE}{_REST}",
    rf"ntp authentication-key \d+ \S+ {_VALUE}{_REST}",
    rf"ppp (?:.*? )?password {_TYPE}{_VALUE}{_REST}",
    rf"ip nhrp authentication {_VALUE}{_REST}",
    rf"vtp password {_VALUE}{_REST}",
    rf"wpa-psk \S+ {_TYPE}{_VALUE}{_REST}",
    rf"ip (?:ftp|http client) password {_TYPE}{_VALUE}{_REST}",
    rf"tunnel key {_VALUE}{_REST}",
)
RULES: tuple[re.Pattern[str], ...] = tuple(re.compile(text) for text in (*_HARMLESS, *_SECRETS))
"""Whole lines; the first that matches settles a line."""
_GROUPS = ("secret2", "secret")


def settle_line(text: str, mask: Callable[[str], str]) -> str | None:
    """Return a line that a rule knows with its secrets masked, None where no rule knows it.

    >>> settle_line("key 7 0822455D0A16", lambda secret: f"<{len(secret)}>"), settle_line("key 12", str), settle_line("sysname A", str)
    ('key 7 <12>', 'key 12', None)
    """
    for rule in RULES:
        found = rule.fullmatch(text)
        if found is None:
            continue
        for group in _GROUPS:
            if group in rule.groupindex and (start := found.start(group)) >= 0:
                secret = found.group(group)
                if not secret.startswith("<secret:"):
                    text = f"{text[:start]}{mask(secret)}{text[found.end(group) :]}"
        return text
    return None
