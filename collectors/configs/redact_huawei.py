"""Where VRP, Comware and systems that follow them keep secrets in a line: markers, and commands that have none.

*Source*: Huawei S-series, AR and USG and H3C S10500 and MSR command references, 'AAA', 'SNMP', 'NTP', 'OSPF', 'BGP', 'IPsec',
'VRRP', 'WLAN'; the cipher forms as the systems print them.
"""

from __future__ import annotations

import re

# Huawei's cipher texts (%^%#..%^%#, %@%@..%@%@, %$%$..%$%$, %+%#..%+%#, @%@%..@%@%, $1a$..$, $1c$..$), H3C's ($c$3$.., $h$6$..)
# and Unix crypt forms ($1$, $5$, $6$, $2b$).
CIPHER_TOKEN = re.compile(r"(?:%\^%#|%@%@|%@%#|%\$%\$|%\+%#|@%@%|#%\^%|\^%#%|\$[0-9][a-z]?\$|\$[a-z]\$[0-9]{1,2}\$)\S{4,}")
MARKED = re.compile(r"\b(?:irreversible-cipher|cipher|simple|plain|plaintext|md5-password)\s+\S", re.IGNORECASE)
"""A line in which a marker of these systems stands before the secret."""
_COMMUNITY = (
    r"(?<!apply )(?<!set )(?<!match )\bcommunity\s+(?!\d+:\d+)(?:(?:read|write|ro|rw)\s+|(?!(?:read|write|ro|rw)\s))"
    r"(?!complexity-check\b|list\b|filter\b|alias\b)"
)
"""Behind ``community`` stands SNMP's secret, or BGP's number with a colon, which is none."""
LEADS = (
    r"\bmd5-password\s+(?:cipher|plain)\s+\d+\.\d+\.\d+\.\d+\s+",
    # a marker that is always followed by the secret itself
    r"\b(?:irreversible-cipher|cipher|plain|plaintext|pass-phrase|key-string|hash|secret\s+[0-9]|encrypted-password|encrypted)\s+",
    r"\bsimple\s+(?!password\b)",
    r"\b(?:shared-key|pre-shared-key|authentication-key|auth-key|md5-password|psk|private-key|string-key|hex-key|wpa-psk|passphrase)\s+",
    r"\b(?:authentication-hex|encryption-hex|encryption-string|trap-password|securityname|security-name|key-value|secret-key)\s+",
    _COMMUNITY,
    r"(?<!<)\b(?:password|passwd|pwd|secret)\s*[:=]\s*",
    r"\b(?:password|passwd|secret)\s+(?:level\s+\d+\s+|(?!level\s))(?:[0-9]\s+(?=\S))?",
    r"(?<![\w-])key\s+(?:[0-9]\s+(?=\S))?(?!\d{1,10}(?:\s|$)|chain\s|generate\s|zeroize\s)",
    # an algorithm, with or without a key number, and then the key in clear
    r"\bauthentication(?:-mode)?\s+(?:md5|sha|sha2-\d+|hmac-[a-z0-9]+|simple|keychain-?\w*|text)\s+(?:nonstandard\s+|usual\s+)?(?:\d{1,3}\s+|(?!\d{1,3}\s|nonstandard\s|usual\s))",
    r"\b(?:auth|authentication-mode|authentication)\s+(?:md5|sha\S*)\s+(?!\d{1,3}\s)",
    r"\b(?:priv|privacy-mode|privacy)\s+(?:des\S*|3des\S*|aes\S*)\s+(?:\d{3}\s+|(?!\d{3}\s))",
    r"\b(?:snmp-server\s+host\s+\S+\s+(?:traps?\s+)?(?:version\s+\w+\s+)?|enable\s+password\s+|key\s+[0-9]\s+)",
    r"\b(?:gre|tunnel)\s+key\s+",
    r"\bauthkey\s+",
)
"""What stands before a secret."""
_KEYWORDS = (
    "cipher irreversible-cipher simple plain plaintext hash md5 sha sha2-256 hmac-sha256 policy expire alert history recovery "
    "min-length complexity-check level authentication authentication-mode control encrypted local user-password read write "
    "modify length aging minimum maximum change need-change expired default remote-user password-control is of must none "
    "privacy-mode auth priv original before-expire record number admin inbound outbound ah esp enable disable "
    "version v1 v2c v3 group aaa scheme address hostname"
)
NOT_SECRET = frozenset(_KEYWORDS.split())
"""Words that stand where a secret could, and are none."""
