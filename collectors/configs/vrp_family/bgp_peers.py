"""Sessions of BGP on VRP and Comware: what ``peer``, ``group`` and ``undo peer`` say of one another's words.

Source: Huawei NE40E, S-series and H3C S10500 command references, 'BGP'; RFC 4271.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from collectors.clean import Line
from collectors.configs.commands import Words, is_number
from collectors.configs.vrp_family.state import State
from collectors.configs.vrp_family.words import interface_name
from collectors.configs.words import address_of, as_number
from topology.model.tables import BgpPeer


class Session:
    """A peer or a group while its lines are read."""

    remote_as: int | None = None
    local_as: int | None = None
    description: str | None = None
    source: str | None = None
    group: str | None = None
    enabled = True
    internal = False

    def __init__(self, name: str, vrf: str | None, line: Line, family: str) -> None:
        self.name = name
        self.vrf = vrf
        self.line = line
        self.born_in = family
        self.families: list[str] = []
        self.refused: list[str] = []
        self.imports: list[str] = []
        self.exports: list[str] = []
        self.options: list[str] = []


class Speaker:
    """The process while its lines are read; `vrf` and `family` are those of the sub-block."""

    vrf: str | None = None
    family = "ipv4"
    confederation: int | None = None
    plain = True
    """Sessions speak IPv4 without being told to."""

    def __init__(self, state: State, local_as: int, line: Line) -> None:
        self.state = state
        self.local_as = local_as
        self.lines: dict[str | None, Line] = {None: line}
        self.router_ids: dict[str | None, str] = {}
        self.sessions: dict[tuple[str | None, str], Session] = {}

    def session(self, name: str, line: Line) -> Session:
        """Return the session of a name in the sub-block's VPN instance."""
        key = (self.vrf, name)
        session = self.sessions.get(key)
        if session is None:
            session = self.sessions[key] = Session(name, self.vrf, line, self.family)
        return session


def read_peer(speaker: Speaker, words: Words, line: Line) -> bool:
    """Read ``peer 10.0.0.1 as-number 65001`` and all else that is said of a peer or a group."""
    if len(words) < 2 or (is_number(words[1]) and len(words) > 2):  # noqa: PLR2004 - a peer and what is said of it
        words = (words[0], *words[2:]) if len(words) > 3 else ()  # noqa: PLR2004 - Comware 7: peer 10.0.0.0 24 as-number 65001
    if not words:
        return False
    reader = _PEER.get(words[1])
    return reader is not None and reader(speaker.session(words[0], line), words[2:], speaker, line)


def undo_peer(speaker: Speaker, words: Words, line: Line) -> bool:
    """Read ``undo peer 10.0.0.1 enable``: the family is not spoken with it."""
    match words:
        case (name, "enable"):
            speaker.session(name, line).refused.append(speaker.family)
            return True
    return len(words) > 1


def _p_as(session: Session, words: Words, speaker: Speaker, line: Line) -> bool:
    value = as_number(words[0]) if words else None
    if value is None:
        return False
    session.remote_as = value
    session.line = line
    if speaker.vrf is not None and speaker.plain:
        session.families.append(speaker.family)
    return True


def _p_group(session: Session, words: Words, speaker: Speaker, _line: Line) -> bool:
    if not words:
        return False
    session.group = session.group or words[0]
    if speaker.vrf is not None or speaker.family != "ipv4":
        session.families.append(speaker.family)
    return True


def _p_source(session: Session, words: Words, _speaker: Speaker, _line: Line) -> bool:
    if not words:
        return False
    both = len(words) > 1 and words[0].isalpha() and words[1][:1].isdigit() and address_of(words[1]) is None
    session.source = address_of(words[0]) or interface_name(" ".join(words[: 2 if both else 1]))
    return True


def _p_description(session: Session, _words: Words, _speaker: Speaker, line: Line) -> bool:
    session.description = line.text.partition(" description ")[2].strip() or None
    return True


def _p_enable(session: Session, _words: Words, speaker: Speaker, _line: Line) -> bool:
    session.families.append(speaker.family)
    return True


def _p_ignore(session: Session, _words: Words, _speaker: Speaker, _line: Line) -> bool:
    session.enabled = False
    return True


def _p_policy(session: Session, words: Words, speaker: Speaker, line: Line) -> bool:
    # peer X route-policy P import; ip-prefix P export; filter-policy 2001 import; as-path-filter 1 export
    if len(words) < 2 or words[-1] not in {"import", "export"}:  # noqa: PLR2004 - a name and a direction
        return False
    kind = line.text.split()[2]
    name = words[-2]
    (session.imports if words[-1] == "import" else session.exports).append(name if kind == "route-policy" else f"{kind} {name}")
    if kind == "filter-policy":
        speaker.state.bind(name, "route", line, direction=words[-1], via=f"bgp peer {session.name}")
    return True


_PeerReader = Callable[[Session, Words, Speaker, Line], bool]


def _option(text: str, *, value: bool = False) -> _PeerReader:
    def read(session: Session, words: Words, _speaker: Speaker, _line: Line) -> bool:
        option = f"{text} {words[0]}" if value and words else text
        if option not in session.options:
            session.options.append(option)
        return True

    return read


def _p_local_as(session: Session, words: Words, _speaker: Speaker, line: Line) -> bool:
    session.local_as = as_number(words[0]) if words else None
    return session.local_as is not None and _option("fake-as", value=True)(session, words, _speaker, line)


def _p_passed(_session: Session, _words: Words, _speaker: Speaker, _line: Line) -> bool:
    return True


_SILENT = (
    *(
        "timer",
        "route-update-interval",
        "password",
        "keychain",
        "keychain-id",
        "bfd",
        "tracking",
        "log-change",
        "keep-all-routes",
        "path-mtu",
    ),
    *(
        "valid-ttl-hops",
        "ttl-security",
        "capability-advertise",
        "preferred-value",
        "label-route-capability",
        "listen-only",
        "graceful-restart",
    ),
    *(
        "route-limit",
        "soo",
        "oscillation-dampening",
        "substitute-as-path",
        "mpls-local-ifnet",
        "advertise",
        "discard-ext-community",
        "bmp-monitor",
    ),
    *(
        "route-refresh",
        "default-originate",
        "advertise-vpn-instance",
        "advertise-irb",
        "advertise-arp",
        "path-attribute",
        "tcp-mss",
        "ipsec",
    ),
    *(
        "peer-group",
        "exit",
        "low-priority",
        "additional-paths",
        "dscp",
        "check-first-as",
        "import",
        "send-label",
        "advertise-policy",
        "connect-only",
    ),
)
_PEER: Mapping[str, _PeerReader] = {
    **dict.fromkeys(_SILENT, _p_passed),
    "as-number": _p_as,
    "group": _p_group,
    "connect-interface": _p_source,
    "source-address": _p_source,
    "description": _p_description,
    "enable": _p_enable,
    "ignore": _p_ignore,
    "shutdown": _p_ignore,
    "route-policy": _p_policy,
    "ip-prefix": _p_policy,
    "prefix-list": _p_policy,
    "ipv6-prefix": _p_policy,
    "filter-policy": _p_policy,
    "as-path-filter": _p_policy,
    "as-path-acl": _p_policy,
    "local-as": _p_local_as,
    "fake-as": _p_local_as,
    "allow-as-loop": _option("allowas-in"),
    "substitute-as": _option("as-override"),
    "public-as-only": _option("remove-private-as"),
    "next-hop-local": _option("next-hop-self"),
    "next-hop-invariable": _option("next-hop-unchanged"),
    "reflect-client": _option("reflect-client"),
    "advertise-community": _option("send-community"),
    "advertise-ext-community": _option("send-extended-community"),
    "ebgp-max-hop": _option("ebgp-multihop", value=True),
    "default-route-advertise": _option("default-originate"),
    "upe": _option("upe"),
    "advertise encap-type": _option("encap-type"),
}


def peer_of(speaker: Speaker, session: Session) -> BgpPeer:
    """Return a session with what its group says where it says nothing itself."""
    group = speaker.sessions.get((session.vrf, session.group or "")) or speaker.sessions.get((None, session.group or ""))
    sources = (session,) if group is None else (session, group)
    remote = next((source.remote_as for source in sources if source.remote_as is not None), None)
    if remote is None and group is not None and group.internal:
        remote = speaker.local_as
    families = list(dict.fromkeys(family for source in sources for family in source.families))
    if speaker.plain and session.vrf is None and ":" not in session.name and "ipv4" not in families:
        families.insert(0, "ipv4")
    return BgpPeer(
        address=address_of(session.name) or session.name,
        remote_as=remote,
        local_as=next((source.local_as for source in sources if source.local_as is not None), speaker.local_as),
        enabled=session.enabled,
        vrf=session.vrf,
        description=session.description,
        group=session.group,
        families=tuple(family for family in families if family not in session.refused),
        source=next((source.source for source in sources if source.source is not None), None),
        import_policies=tuple(dict.fromkeys(policy for source in sources for policy in source.imports)),
        export_policies=tuple(dict.fromkeys(policy for source in sources for policy in source.exports)),
        options=tuple(dict.fromkeys(option for source in sources for option in source.options)),
        ref=speaker.state.place(session.line),
    )
