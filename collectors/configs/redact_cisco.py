"""Where IOS, IOS-XE, RGOS, NX-OS and IOS XR keep secrets in a line, and the lines that only look as if they had one.

A line that one of the rules matches is settled by it: the groups called ``secret`` are masked, the rest stays as it was,
so that ``send-community both`` keeps its word and ``key 7 ...`` its number. *Source*: Cisco 'Security', 'SNMP', 'BGP' and
'IPsec' command references; Ruijie RG-S5750 'SNMP', 'AAA' and 'NTP' chapters; Cisco 'Nexus 9000 Series NX-OS Security Configuration
Guide' 9.3; 'System Security Command Reference for ASR 9000' 6.6 (``encrypted`` and ``clear`` in front of a secret).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TYPE = r"(?:(?:[0-9]{1,2}|encrypted|clear)\s+(?=\S))?"
_NOT_OURS = r"(?!(?:cipher|irreversible-cipher|simple|plain|plaintext|hash|level|control|policy|md5|sha\S*|is|for|of)(?:\s|$))"
"""Words that other systems put where these have the secret."""
_TEXT = r"(?:\"[^\"]*\"|\S+)"
"""A word, or several in quotes."""
_VALUE = rf"(?P<secret>{_NOT_OURS}{_TEXT})"
_REST = r"(?:\s.*)?"

_FIRST = (
    rf"crypto (?:ca|pki) import \S+ (?:pkcs12|pem)(?: \S+)* {_VALUE}",
    rf"set session-key (?:inbound|outbound) (?:ah|esp) \d+ (?:cipher )?(?P<secret>{_TEXT})(?: authenticator (?P<secret2>{_TEXT}))?{_REST}",
)
"""Lines with a secret that the harmless ones below would let through."""
_HARMLESS = (
    r"(?:if|elseif|and|or|not|delete) .*",
    r"(?:\S+ )?community (?:matches-any|matches-every|matches-within|is-empty)(?: .*)?",
    r"(?:no )?password (?:strength-check|inheritance-disable|encryption aes|secure-mode|prompt .*)",
    r"feature password encryption aes",
    r"authentication (?:md5 key-chain|keychain|message-digest keychain|disable|ipsec) ?.*",
    r"(?:hello|lsp)-password keychain .*",
    r"snmp-server host \S+ (?:use-vrf|filter-vrf|source-interface) .*",
    r"(?:rsvp )?(?:authentication )?key-source key-chain \S+",
    r"macsec (?:psk-)?keychain .*",
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
_WAYS = (
    "pre-share|rsa-sig|rsa-encr|ecdsa-sig|open|periodic|message-digest|null|default|local|none|md5|hmac.*|sha.*|dot1x|portal|any|eap|psk|event|"
    "mac.*|web.*|password|key.*|simple|cipher|plain|mode|group|radius|tacacs.*|scheme|login|required|optional|enable|text|console|vty"
)
"""What may stand alone behind ``authentication``; any other word is the secret of a gateway group."""
_TRAP_HOST = (
    r"(?:snmp-server host (?:ipv6 )?|host (?=\S+ (?:traps?|informs?) ))\S+ (?:(?:vrf \S+|traps?|informs?|encrypted|clear|"
    r"version (?:1|2c|3)(?: (?:auth|noauth|priv))?|[07](?= \S+ ?\S*$)) )*"
    rf"(?P<secret>(?!traps?\b|informs?\b|version\b|vrf\b){_TEXT}){_REST}"
)
_USER = (
    r"snmp-server user \S+ \S+ (?:remote \S+ )?(?:udp-port \d+ )?v\d(?: encrypted)?"
    rf"(?: auth (?:md5|sha\S*) {_TYPE}(?P<secret>{_TEXT}))?"
    rf"(?: priv (?:des\S*|3des|aes(?:-?\d+)?)(?: \d{{3}})? {_TYPE}(?P<secret2>{_TEXT}))?{_REST}"
)
_NEXUS_USER = (
    rf"snmp-server user \S+ (?:\S+ )??auth \S+ (?P<secret>{_TEXT})(?: priv (?:(?:aes-\d+|des\S*|3des) )?(?P<secret2>{_TEXT}))?{_REST}"
)
_SECRETS = (
    rf"(?:no )?enable (?:secret|password)(?: level \d+)? {_TYPE}{_VALUE}{_REST}",
    rf"username \S+ (?:.*? )?(?:password|secret) {_TYPE}{_VALUE}{_REST}",
    rf"password {_TYPE}{_VALUE}",
    rf"snmp-server community(?:-map)? (?:[07] (?=\S+ (?:ro|rw|view)\b)|(?:encrypted|clear) (?=\S))?{_VALUE}{_REST}",
    _TRAP_HOST,
    _USER,
    _NEXUS_USER,
    rf"secret {_TYPE}{_VALUE}{_REST}",
    rf"authentication (?:md5 key-string|text) {_TYPE}{_VALUE}{_REST}",
    rf"(?:(?:hsrp|vrrp) \d+ )?text-authentication {_TYPE}{_VALUE}{_REST}",
    rf"hsrp (?:\d+ )?authentication {_TYPE}{_VALUE}{_REST}",
    rf"(?:hello|lsp)-password (?:hmac-md5|text) {_TYPE}{_VALUE}{_REST}",
    rf"authentication-key \d+ (?:md5|cmac\S*|sha\S*|hmac\S*) {_TYPE}{_VALUE}{_REST}",
    rf"key-octet-string {_TYPE}{_VALUE}{_REST}",
    rf"authentication (?P<secret>(?!(?:{_WAYS})$)\S+)",
    rf"(?:radius-server|tacacs-server|server-private) (?:.*? )?key {_TYPE}{_VALUE}{_REST}",
    rf"(?:client \S+ )?server-key {_TYPE}{_VALUE}{_REST}",
    rf"key (?!chain |config-key |\d+$){_TYPE}{_VALUE}",
    rf"key config-key \S+ {_VALUE}{_REST}",
    rf"key-string (?:password )?{_TYPE}{_VALUE}{_REST}",
    rf"neighbor \S+ password {_TYPE}{_VALUE}{_REST}",
    rf"(?:(?:ip |ipv6 )?ospf )?authentication-key {_TYPE}{_VALUE}{_REST}",
    rf"(?:(?:ip )?ospf )?message-digest-key \d+ \S+ {_TYPE}{_VALUE}{_REST}",
    rf"area \S+ (?:virtual|sham)-link .*?(?:authentication-key|message-digest-key \d+ \S+) {_TYPE}{_VALUE}{_REST}",
    rf".*(?:authentication|encryption) ipsec spi \d+ (?:esp )?\S+ {_TYPE}{_VALUE}{_REST}",
    rf"(?:isis password|area-password|domain-password) {_TYPE}{_VALUE}{_REST}",
    rf"(?:standby|vrrp|glbp)(?: ipv6)?(?: \d+)? authentication (?:(?:md5 key-string|md5|text|plain-text) )?{_TYPE}{_VALUE}{_REST}",
    rf"crypto (?:isakmp|ikev1) key {_TYPE}{_VALUE} (?:address|hostname) .*",
    rf"pre-shared-key (?:address|hostname) (?:ipv6 )?\S+(?: \d\S+)? key {_TYPE}{_VALUE}",
    rf"pre-shared-key (?:(?:local|remote) )?{_TYPE}{_VALUE}",
    rf"authentication (?:(?:local|remote) )?pre-share key {_TYPE}{_VALUE}{_REST}",
    rf"ntp authentication-key \d+ \S+ {_TYPE}{_VALUE}{_REST}",
    rf"ppp (?:.*? )?password {_TYPE}{_VALUE}{_REST}",
    rf"ip nhrp authentication {_VALUE}{_REST}",
    rf"vtp password {_VALUE}{_REST}",
    rf"wpa-psk \S+ {_TYPE}{_VALUE}{_REST}",
    rf"ip (?:ftp|http client) password {_TYPE}{_VALUE}{_REST}",
    rf"tunnel key {_VALUE}{_REST}",
)
RULES: tuple[re.Pattern[str], ...] = tuple(re.compile(text) for text in (*_FIRST, *_HARMLESS, *_SECRETS))
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
