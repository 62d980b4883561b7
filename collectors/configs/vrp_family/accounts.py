"""Ways into a device of VRP or Comware that have sections of their own: terminals and local accounts.

Source: Huawei S-series and H3C S10500 command references, 'User interfaces', 'AAA', 'Local users'.
"""

from __future__ import annotations

import msgspec

from collectors.clean import Line
from collectors.configs.blocks import Block
from collectors.configs.commands import View, Words, after, passed
from collectors.configs.vrp_family.management import let_in, secret_of
from collectors.configs.vrp_family.state import State
from topology.model.configured import ManagementAccess


class _Terminal:
    """A line of terminals while it is read."""

    def __init__(self, state: State, name: str) -> None:
        self.state = state
        self.name = name


def _terminal_acl(terminal: _Terminal, words: Words, line: Line) -> bool:
    # acl [ipv6] 2000 inbound; acl name X inbound
    acl = next((word for word in words if word not in {"ipv6", "name", "inbound", "outbound"}), None)
    if acl is None:
        return False
    direction = "outbound" if "outbound" in words else "inbound"
    return terminal.state.bind(acl, "vty", line, direction=direction, via=terminal.name)


def _terminal_protocol(terminal: _Terminal, words: Words, line: Line) -> bool:
    kinds = {"all": ("telnet", "ssh"), "ssh": ("ssh",), "telnet": ("telnet",)}.get(words[-1] if words else "", ())
    for kind in kinds:
        let_in(terminal.state, kind, line, name=terminal.name)
    return bool(words)


_TERMINAL: View[_Terminal] = View(
    {"acl": _terminal_acl, "protocol inbound": _terminal_protocol, "quit": passed},
    {
        "login": (
            *(
                "authentication-mode",
                "user",
                "set",
                "idle-timeout",
                "history-command",
                "screen-length",
                "undo",
                "user-role",
                "shell",
                "terminal",
            ),
            *(
                "command",
                "speed",
                "auto-execute",
                "configuration",
                "databits",
                "flow-control",
                "parity",
                "stopbits",
                "redirect",
                "modem",
                "escape-key",
            ),
            *("activation-key", "protocol", "description", "local-user", "timeout", "lock", "minute", "admin", "mmi-mode", "accounting"),
        )
    },
)


def read_terminal(state: State, block: Block) -> bool:
    """Read ``user-interface vty 0 4`` or ``line vty 0 4`` with the protocols and lists that let people in."""
    state.account.understand()
    _TERMINAL.read(_Terminal(state, block.header.text.partition(" ")[2].strip()), block.children, state.account, block.header.text)
    return True


class _Accounts:
    """Local accounts while their lines are read."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.name = ""


def _account(accounts: _Accounts, words: Words, line: Line) -> bool:
    # local-user N password irreversible-cipher <secret> | privilege level 15 | service-type ssh; local-aaa-user is not one
    if not words:
        return False
    accounts.name = words[0]
    return _account_detail(accounts, words[1:], line)


def _account_detail(accounts: _Accounts, words: Words, line: Line) -> bool:
    rows = accounts.state.facts.management_accesses
    at = next((at for at, row in enumerate(rows) if row.kind == "account" and row.name == accounts.name), None)
    row = rows[at] if at is not None else ManagementAccess(kind="account", name=accounts.name, ref=accounts.state.place(line))
    level = after(words, "level") or after(words, "user-role")
    secret = secret_of(words)
    row = msgspec.structs.replace(row, secret=row.secret or secret, access=row.access or level)
    if at is None:
        rows.append(row)
    else:
        rows[at] = row
    return True


_AAA: View[_Accounts] = View(
    {"local-user": _account, "quit": passed},
    {
        "local-accounts": (
            *(
                "authentication-scheme",
                "authorization-scheme",
                "accounting-scheme",
                "domain",
                "local-aaa-user",
                "undo",
                "authentication-mode",
            ),
            *(
                "authorization-mode",
                "accounting-mode",
                "recording-scheme",
                "service-scheme",
                "radius-server",
                "hwtacacs-server",
                "user-password",
            ),
            *(
                "local-user-group",
                "task-group",
                "user-group",
                "task",
                "manager-user",
                "bind",
                "role",
                "default-domain",
                "password",
                "level",
                "access",
            ),
            *(
                "state",
                "accounting",
                "authorization",
                "service-type",
                "user-aging",
                "internet-access",
                "reference",
                "ip-pool",
                "dns",
                "outbound",
            ),
            *("aaa-author", "admin-user", "ssh", "ftp-directory", "account", "cmd", "local", "aaa-quiet", "acl-number", "admin"),
        )
    },
)


def read_aaa(state: State, block: Block) -> bool:
    """Read the ``aaa`` section of VRP: its accounts; how they are checked is passed over."""
    state.account.understand()
    _AAA.read(_Accounts(state), block.children, state.account, block.header.text)
    return True


_LOCAL_USER: View[_Accounts] = View(
    {"password": _account_detail, "authorization-attribute": _account_detail, "service-type": passed, "quit": passed, "level": passed},
    {
        "local-accounts": (
            "state",
            "group",
            "access-limit",
            "undo",
            "bind-attribute",
            "validity-datetime",
            "password-control",
            "description",
            "company",
        )
    },
)


def read_local_user(state: State, block: Block) -> bool:
    """Read ``local-user N [class manage]`` of Comware."""
    words = block.header.text.split()
    if len(words) < 2:  # noqa: PLR2004 - the account's name
        return False
    state.account.understand()
    accounts = _Accounts(state)
    accounts.name = words[1]
    _account_detail(accounts, (), block.header)
    _LOCAL_USER.read(accounts, block.children, state.account, block.header.text)
    return True
