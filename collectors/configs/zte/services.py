"""Services of ZXROS: DHCP pools and relay groups, spanning trees, traffic policies beside the interfaces.

*Source*: ZXR10 M6000 and 5900E 'Configuration Guide (IP Application)', '(Link Layer)', '(QoS)'; ZXR10 8900 user manuals.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from collectors.clean import Line
from collectors.configs.commands import Words, number
from collectors.configs.ios_family.words import vlan_list
from collectors.configs.words import address_of, prefix_of
from collectors.configs.zte.levels import Level, Opened, Reader
from collectors.configs.zte.state import State
from topology.model.configured import DhcpPool, ServicePolicy, StpConfiguration

_MODES = {"mstp": "mstp", "rstp": "rstp", "sstp": "stp", "stp": "stp", "pvst": "pvst"}


def _relay_servers(state: State, words: Words, _line: Line) -> bool | Opened:
    return Opened(RELAY_GROUP, (state, words[0])) if words else False


def _relay_server(context: tuple[State, str], words: Words, _line: Line) -> bool:
    state, name = context
    found = tuple(address for word in words[1:] if (address := address_of(word)) is not None)
    known = state.drawers.get(("relay group", name), ())
    state.drawers["relay group", name] = (*known, *found) if isinstance(known, tuple) else found
    return bool(found)


RELAY_GROUP = Level({"server": _relay_server}, {"dhcp-behaviour": ("algorithm", "description")})


def _pool(state: State, words: Words, line: Line) -> bool | Opened:
    """Read ``ip dhcp pool N`` or ``ip pool N``: both say of the pool of that name."""
    if not words:
        return False
    key = ("dhcp pool", words[0])
    if key not in state.drawers:
        state.drawers[key] = len(state.facts.dhcp_pools)
        state.facts.dhcp_pools.append(DhcpPool(name=words[0], ref=state.place(line)))
    return Opened(DHCP_POOL, (state, words[0]))


def _old_pool(state: State, words: Words, line: Line) -> bool:
    """Read ``ip local pool N FIRST LAST MASK``."""
    if len(words) < 4:  # noqa: PLR2004 - a name, two addresses and a mask
        return False
    _pool(state, words[:1], line)
    return _amend((state, words[0]), prefix=prefix_of(words[1], words[3]))


def _amend(context: tuple[State, str], **said: object) -> bool:
    state, name = context
    index = state.drawers["dhcp pool", name]
    assert isinstance(index, int)
    row = state.facts.dhcp_pools[index]
    for field, value in said.items():
        if isinstance(value, tuple):
            said[field] = (*getattr(row, field), *value)
    state.facts.dhcp_pools[index] = msgspec.structs.replace(row, **said)
    return all(value not in (None, ()) for value in said.values())


def _addresses(words: Words) -> tuple[str, ...]:
    return tuple(address for word in words if (address := address_of(word)) is not None)


def _range(context: tuple[State, str], words: Words, _line: Line) -> bool:
    return len(words) > 2 and _amend(context, prefix=prefix_of(words[0], words[2]))  # noqa: PLR2004 - first, last, mask


DHCP_POOL = Level(
    {
        "range": _range,
        "network": lambda context, words, _line: len(words) > 1 and _amend(context, prefix=prefix_of(words[0], words[1])),
        "default-router": lambda context, words, _line: _amend(context, gateways=_addresses(words)),
        "dns-server": lambda context, words, _line: _amend(context, dns=_addresses(words)),
        "option": lambda context, words, _line: bool(words) and _amend(context, options=(" ".join(words),)),
    },
    {
        "dhcp-behaviour": (
            "ip-pool",
            "lease-time",
            "domain-name",
            "exclude",
            "conflict-time",
            "bootfile",
            "tftp",
            "binding",
            "vrf-instance",
            "ip-range",
            "lease",
            "nas",
            "update",
        )
    },
)


@dataclass(slots=True)
class Tree:
    """The spanning tree while its lines are read."""

    row: StpConfiguration


def tree_of(state: State, line: Line) -> Tree:
    """Return the spanning tree, a new one where a line is the first to name it."""
    found = state.drawers.get(("stp",))
    if not isinstance(found, Tree):
        found = state.drawers["stp",] = Tree(StpConfiguration(ref=state.place(line)))
        state.endings.append(lambda: state.facts.stp_configurations.append(state.drawers["stp",].row))  # type: ignore[attr-defined]
    return found


def _trees(state: State, words: Words, line: Line) -> bool | str | Opened:
    """Read ``spantree``, a mode of its own, or a line of ``spanning-tree``."""
    tree = tree_of(state, line)
    return Opened(TREE, tree) if not words else _tree_line(tree, words, line)


def _tree_line(tree: Tree, words: Words, line: Line) -> bool | str | Opened:  # noqa: PLR0911 - one return a form of the line
    match words:
        case ("enable" | "disable" as said,):
            tree.row = msgspec.structs.replace(tree.row, enabled=said == "enable")
        case ("mode", mode):
            tree.row = msgspec.structs.replace(tree.row, mode=_MODES.get(mode, mode))
        case ("mst", "configuration"):
            return Opened(TREE, tree)
        case ("mst", "instance", instance, "priority", value) | ("mst", "priority", value, "instance", instance) if (
            number(value) is not None
        ):
            return _priority(tree, instance, value)
        case ("priority", value) | ("mst", "priority", value) if number(value) is not None:
            return _priority(tree, "0", value)
        case ("name" | "revision" | "instance", *_):
            return _region(tree, words)
        case ("mst", "name" | "revision" | "instance", *_):
            return _region(tree, words[1:])
        case _:
            return "port-behaviour"
    del line
    return True


def _priority(tree: Tree, instance: str, value: str) -> bool:
    known = number(instance)
    if known is None:
        return False
    tree.row = msgspec.structs.replace(tree.row, priorities=(*tree.row.priorities, (known, int(value))))
    return True


def _region(tree: Tree, words: Words) -> bool:
    match words:
        case ("name", *rest) if rest:
            tree.row = msgspec.structs.replace(tree.row, region=" ".join(rest).strip('"'))
            return True
        case ("revision", value) if number(value) is not None:
            tree.row = msgspec.structs.replace(tree.row, revision=int(value))
            return True
        case ("instance", instance, "vlan" | "vlans", *rest) if number(instance) is not None:
            vlans = vlan_list(",".join(rest)) if rest else None
            if vlans is None:
                return False
            tree.row = msgspec.structs.replace(tree.row, instances=(*tree.row.instances, (int(instance), tuple(sorted(vlans)))))
            return True
    return False


TREE = Level({}, default=_tree_line)


def _policy(state: State, words: Words, line: Line) -> bool:
    """Read ``service-policy X output P`` and ``traffic-policy interface X input P``, which stand beside the interfaces."""
    rest = words[1:] if words[:1] == ("interface",) else words
    found = state.interface(rest)
    match found[1] if found is not None else ():
        case ("input" | "output" as way, name, *_):
            row = ServicePolicy(
                policy=name, interface=found[0] if found else None, direction="in" if way == "input" else "out", ref=state.place(line)
            )
            state.facts.service_policies.append(row)
            return True
    return False


COMMANDS: dict[str, Reader] = {
    "ip dhcp relay server group": _relay_servers,
    "ip dhcp pool": _pool,
    "ip pool": _pool,
    "ip local pool": _old_pool,
    "spantree": _trees,
    "spanning-tree": _trees,
    "service-policy": _policy,
    "traffic-policy interface": _policy,
}
"""Commands of the configuration's own mode about services."""
