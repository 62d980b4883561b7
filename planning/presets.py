"""Discount rates that authorities prescribe, each with its source: the planner chooses, and sees what the others would give."""

from __future__ import annotations

import msgspec

from topology.model.text import N_


class DiscountPreset(msgspec.Struct, frozen=True, kw_only=True):
    """A real discount rate a year, and who prescribes it."""

    id: str
    rate: float
    citation: str
    verified: bool = False
    """False while the wording was read in a mirror only, or what holds today was not checked."""


DISCOUNT_PRESETS: tuple[DiscountPreset, ...] = (
    DiscountPreset(id="cn_2006", rate=0.08, citation=N_("China: 方法与参数, 3rd ed. (2006), social discount rate [S36]")),
    DiscountPreset(id="cn_welfare", rate=0.06, citation=N_("China: SL 72-2013, beside 8 % for public-welfare water projects [S36]")),
    DiscountPreset(id="uk_green_book", rate=0.035, citation=N_("United Kingdom: Green Book [S37]; under review since 2025 [S38]")),
    DiscountPreset(
        id="us_a94_1992", rate=0.07, citation=N_("United States: circular A-94 of 1992 [K]; yearly rates since [S39], revised 2023 [S40]")
    ),
)
"""The presets, the default of the sample first."""

PRESET = {preset.id: preset for preset in DISCOUNT_PRESETS}
HORIZONS = (20, 32)
"""Quarters of appraisal shown beside each other: five years (the life of devices), and eight."""
BENEFITS = (1.0, 0.7, 0.3)
"""Shares of the benefit shown beside each other: as planned, as programmes of the kind delivered, and the least of them."""
