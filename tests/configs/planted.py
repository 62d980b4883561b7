"""Secrets where FortiOS and ZXROS keep them, for the canary test: several in tables or over lines that alone do not tell."""

from __future__ import annotations

from collections.abc import Callable

Lines = Callable[..., str]

FORTI_ADMIN = ("set password ENC {}==", "set passwd {}", 'set description "old password: {}"')
FORTI_PHASE1 = ("set psksecret ENC {}==", "set authpasswd {}", 'set group-authentication-secret "{}"')
FORTI_SNMP_USER = ("set auth-pwd ENC {}==", "set priv-pwd {}")
FORTI_ROUTING = ("set password ENC {}==", 'set md5-key 1 "{}"', "set authentication-key {}")
FORTI_WIRELESS = ("set passphrase ENC {}==", "set sae-password {}", "set ppk-secret {}")
FORTI_OTHER = ("set secret ENC {}==", "set api-key {}", "set new-setting ENC {}==", "set token {}")
FORTI_HA = ("set password {}", "set key {}")
ZTE = (
    "enable secret 5 {}==",
    "nvram boot-password {}",
    "username ops password encrypted {} privilege 15",
    "snmp-server community {} view AllView rw",
    "snmp-server community encrypted *31*{} view AllView ro",
    "snmp-server host 10.1.1.1 trap version 2c {} udp-port 162",
    "snmp-server host vrf mng 10.1.1.2 trap version 2c {} showclear udp-port 162",
    "snmp-server user nms grp v3 auth md5 {} priv des56 Zx{}",
    "ntp authentication-key 6 md5 clear {}",
    "tacacs-server host 10.1.1.1 key {}",
    "crypto isakmp key {} address 10.1.1.9",
)
ZTE_GROUP = ("server 1 10.1.1.1 master key {} port 1812", "server 2 10.1.1.2 key encrypted *31*{}")
ZTE_USER = ("password encrypted *21*{}",)
ZTE_OSPF = ("message-digest-key 1 md5 {}", "authentication-key {}")
ZTE_ISIS = ("authentication encrypted *31*{}", "hello-authentication {}")
ZTE_BGP = ("neighbor 10.0.0.2 password {}",)


def more_files(lines: Lines, secret: Callable[[], str]) -> dict[str, str]:
    """Return configurations of both systems with planted secrets; `lines` fills templates, `secret` gives one alone."""
    return {"fw8.conf": _fortios(lines, secret), "sw9.cfg": _zxros(lines, secret)}


def _fortios(lines: Lines, secret: Callable[[], str]) -> str:
    deep = "        "
    return (
        f"#config-version=FGT60F-7.0.14-FW-build0601-240206:opmode=0:vdom=0:user=admin\n"
        f'config system global\n    set hostname "FW8"\nend\n'
        f'config system interface\n    edit "wan1"\n        set ip 10.0.0.8 255.255.255.0\n    next\nend\n'
        f"config system admin\n    edit a\n{lines(FORTI_ADMIN, deep)}    next\nend\n"
        f"config system snmp community\n    edit 1\n        set name {secret()}\n    next\n"
        f'    edit 2\n        set name "{secret()}"\n        config hosts\n            edit 1\n                set ip 10.1.1.1/32\n'
        f"            next\n        end\n    next\nend\n"
        f"config system snmp user\n    edit u\n{lines(FORTI_SNMP_USER, deep)}    next\nend\n"
        f"config vpn ipsec phase1-interface\n    edit t\n{lines(FORTI_PHASE1, deep)}    next\nend\n"
        f"config router bgp\n    config neighbor\n        edit 10.0.0.9\n{lines(FORTI_ROUTING, deep)}        next\n    end\nend\n"
        f"config wireless-controller vap\n    edit w\n{lines(FORTI_WIRELESS, deep)}    next\nend\n"
        f"config system ha\n{lines(FORTI_HA, '    ')}end\n"
        f"config user radius\n    edit r\n{lines(FORTI_OTHER, deep)}    next\nend\n"
        f'config system replacemsg admin "pre_admin-disclaimer-text"\n    set buffer "welcome\nthe word is {secret()}\n"\nend\n'
        f'config vpn certificate local\n    edit c\n        set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----\n{secret()}\n'
        f'-----END ENCRYPTED PRIVATE KEY-----"\n        set certificate "-----BEGIN CERTIFICATE-----\n{secret()}\n-----END CERTIFICATE-----"\n'
        f"    next\nend\n"
    )


def _zxros(lines: Lines, secret: Callable[[], str]) -> str:
    long = f"    password encrypted *21*{'Ab1' * 30}"[:80]
    return (
        f"!<mim>\n!</mim>\n!<system-config>\nhostname SW9\nbanner incoming #\nthe word is {secret()}\n#\n!</system-config>\n"
        f"!<if-intf>\ninterface gei-0/1/0/1\n  ip address 10.0.0.9 255.255.255.0\n$\n!</if-intf>\n"
        f"{lines(ZTE)}radius authentication-group 1\n{lines(ZTE_GROUP, '  ')}$\n"
        f"system-user\n  user-name a\n{lines(ZTE_USER, '    ')}  $\n  user-name b\n{long}\n{secret()}\n  $\n$\n"
        f"router ospf 1\n  area 0.0.0.0\n    interface gei-0/1/0/1\n{lines(ZTE_OSPF, '      ')}    $\n  $\n$\n"
        f"router isis 1\n{lines(ZTE_ISIS, '  ')}$\nrouter bgp 65001\n{lines(ZTE_BGP, '  ')}$\n"
    )
