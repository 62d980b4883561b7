"""Options: the ways a network may go, and the rules that decide which of them it may take.

The rules live in `planning.rules`; every verdict carries its rule and citation, so that a planner sees why a cell
is blocked and which consent would open it. Nothing is decided silently.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from topology.model.entities import Evidence
from topology.model.errors import Scalar
from topology.model.text import N_


class Option(StrEnum):
    """What becomes of a network."""

    KEEP = "keep"
    """It stays as it is, with its own renewals."""
    MERGE_ADMIN = "merge_admin"
    """Into the extranet's administrative service domain, as its own VPN: it keeps its addresses."""
    MERGE_PUBLIC = "merge_public"
    """Into the extranet's public service domain: it must take extranet addresses."""
    JOIN = "join"
    """Into a sibling network, which stays."""
    INTRANET = "intranet"
    """Into the classified e-government intranet."""
    WITHDRAW = "withdraw"
    """It is switched off."""


_ALIASES = {
    "vrf_admin": Option.MERGE_ADMIN,
    "public": Option.MERGE_PUBLIC,
    "sibling": Option.JOIN,
    "decommission": Option.WITHDRAW,
}


def read_option(text: str) -> Option | None:
    """Return the option a census row or scenario names, by its value or by the name the planning notes use; else None.

    >>> read_option("merge_admin"), read_option("vrf_admin"), read_option("x")
    (<Option.MERGE_ADMIN: 'merge_admin'>, <Option.MERGE_ADMIN: 'merge_admin'>, None)
    """
    name = text.strip().lower()
    try:
        return Option(name)
    except ValueError:
        return _ALIASES.get(name)


class Interim(StrEnum):
    """What holds until the option is carried out."""

    NONE = "none"
    GATEWAY = "gateway"
    """An interim gateway or tunnel to the extranet."""
    FREEZE = "freeze"
    """No new contract and no renewal from now on."""


LEVEL3_ZONE = "level3_zone"
"""Platform: the extranet's security zone for networks of MLPS level 3."""
PUBLIC_GATEWAY = "public_gateway"
"""Platform: address translation and gateway of the public service domain."""
PLATFORMS = (LEVEL3_ZONE, PUBLIC_GATEWAY)
"""What a scenario may provide for several networks at once."""

MERGES = (Option.MERGE_ADMIN, Option.MERGE_PUBLIC)
"""The options that move users onto the extranet and need its access at each site."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that blocks or conditions options.

    In `planning.messages`, `planning.rule.<id>` is what it says of one network and `planning.blocks.<id>` what it says
    at all; `cited` gives its citation in the reader's language.
    """

    id: str
    citation: str
    verified: bool = False
    """False while the wording of the cited document has not been checked at its official source."""

    @property
    def shown_citation(self) -> str:
        """The citation as documents print it."""
        return self.citation if self.verified else f"{self.citation} (wording to be verified / 原文待核)"


RULES: tuple[Rule, ...] = (
    Rule(id="classified", citation=N_("GB/T 21061; extranet and intranet are physically separated [S46]")),
    Rule(id="unclassified", citation=N_("GB/T 21061; the intranet carries classified business only [S46]")),
    Rule(id="intranet_consent", citation=N_("国办发〔2017〕39号; the intranet's own approval procedure")),
    Rule(id="statutory", citation=N_("国办发〔2017〕39号, exception for special cases")),
    Rule(id="vertical_merge", citation=N_("国办发〔2017〕39号; 发改高技〔2017〕1529号")),
    Rule(id="vertical_only", citation=N_("国办发〔2017〕39号; 发改高技〔2017〕1529号")),
    Rule(id="mlps_public", citation=N_("GB/T 22239; 地方电子政务外网技术参考手册 ch. 2 §4 [S43]")),
    Rule(id="mlps_zone", citation=N_("GB/T 22239; 地方电子政务外网技术参考手册 ch. 2 §4 [S43]")),
    Rule(id="mlps_above", citation="GB/T 22239"),
    Rule(id="no_target", citation=N_("planning rule of netfold (docs/planning.md)"), verified=True),
    Rule(
        id="no_host",
        citation=N_("planning rule of netfold: a sibling must stay and be at least as well protected (docs/planning.md)"),
        verified=True,
    ),
    Rule(
        id="applications",
        citation=N_("bulletin of 2017-12-22 [S0]: applications move to the cloud in three batches; networks waiting for them is our rule"),
    ),
    Rule(
        id="calendar",
        citation=N_("planning rule of netfold: quarters the census closes for cut-over (docs/planning.md)"),
        verified=True,
    ),
)
"""Every rule, in the order in which they are tried."""

RULE = {rule.id: rule for rule in RULES}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a network may take an option, and under which conditions.

    `rule` is the rule that blocks it (None where allowed), `params` the values its text needs. Where allowed:
    `earliest` is the first quarter that may be the finish, `blackout` the quarters that may not, `requires` the
    platforms the scenario must provide, `hosts` the siblings to choose from. `unlock` names the consent that would
    open a blocked option, by its code or, where none is recorded, by its authority.
    """

    network: str
    option: Option
    allowed: bool
    rule: str | None = None
    params: dict[str, Scalar] = msgspec.field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    unlock: str | None = None
    earliest: str | None = None
    blackout: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    consent: str | None = None
    """Code of the recorded consent it rests on."""
    consent_state: str | None = None
    """State of the consent recorded for this option, granted or not; None where none is recorded."""
    consent_since: str | None = None
    """Quarter from which that consent holds."""

    @property
    def reason(self) -> str:
        """Message code of the reason."""
        return f"planning.rule.{self.rule}" if self.rule else "planning.rule.allowed"

    @property
    def citation(self) -> str | None:
        """The blocking rule's citation as documents print it."""
        return RULE[self.rule].shown_citation if self.rule else None
