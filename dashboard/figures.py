"""Charts, as Plotly figures; colours of text and grid come from the page's theme by style sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

import plotly.graph_objects as go

from planning.appraisal import Appraisal
from planning.lines import CostLine
from planning.messages import label
from topology.model.text import FEN_PER_WAN, Translate, translator

FONT: Final = '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif'
SERIES: Final = ("#2f62e8", "#d9730d", "#0f9d74", "#a445b8")
"""Colours of up to four scenarios; their dashes differ too."""
DASHES: Final = ("solid", "dash", "dot", "dashdot")
_MOST_STEPS: Final = 9
_UP, _DOWN, _TOTAL = "#d9480f", "#1f9d55", "#4a6fd8"


def base_layout(**more: Any) -> go.Layout:
    """Return what every chart has in common."""
    return go.Layout(
        template="none",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12},
        margin={"l": 62, "r": 14, "t": 14, "b": 40},
        hoverlabel={"font": {"family": FONT, "size": 12}},
        legend={"orientation": "h", "y": 1.12, "x": 0},
        **more,
    )


def item_steps(appraisal: Appraisal) -> list[tuple[str, int]]:
    """Return what each item costs more (+) or less (-) than do-minimum over the horizon [fen], largest first.

    The steps add up to the difference of the two totals exactly.
    """
    steps: dict[str, int] = {}
    for sign, lines in ((-1, appraisal.base_lines), (1, appraisal.lines)):
        for line in lines:
            if line.nature.value != "sunk":
                steps[line.item.value] = steps.get(line.item.value, 0) + sign * line.total_fen
    return sorted(((item, delta) for item, delta in steps.items() if delta), key=lambda step: (step[1] > 0, -abs(step[1]), step[0]))


def waterfall(appraisal: Appraisal, lang: str) -> go.Figure:
    """Return the bridge from do-minimum to a scenario over the horizon: savings first, then what they cost.

    Each bar's ``customdata`` names the item, so that a click can open its lines; small items share the last bar.
    """
    t = translator(lang)
    steps = item_steps(appraisal)
    kept = {
        item for item, _ in sorted(steps, key=lambda step: -abs(step[1]))[: _MOST_STEPS - 1 if len(steps) > _MOST_STEPS else _MOST_STEPS]
    }
    shown = [(item, delta) for item, delta in steps if item in kept]
    rest = sum(delta for item, delta in steps if item not in kept)
    if len(steps) > len(shown):
        shown.append(("", rest))
    names = [t("Do minimum"), *(label("item", item, lang) if item else t("Other") for item, _ in shown), t("Scenario")]
    values = [appraisal.base_fen, *(delta for _, delta in shown), appraisal.cost_fen]
    wan = [value / FEN_PER_WAN for value in values]
    figure = go.Figure(
        go.Waterfall(
            x=names,
            y=wan,
            measure=["absolute", *["relative"] * len(shown), "total"],
            customdata=["", *(item for item, _ in shown), ""],
            text=[f"{value:,.0f}" for value in wan],
            textposition="outside",
            hovertemplate="%{x}<br>%{y:,.1f}<extra></extra>",
            increasing={"marker": {"color": _UP}},
            decreasing={"marker": {"color": _DOWN}},
            totals={"marker": {"color": _TOTAL}},
            connector={"line": {"color": "#8b98a9", "width": 1, "dash": "dot"}},
            cliponaxis=False,
        ),
        layout=base_layout(showlegend=False),
    )
    top = max(list(accumulate(wan[:-1])) + wan[-1:] + [0.0])
    figure.update_yaxes(title=t("10,000 CNY"), range=[0, top * 1.12 or 1], gridcolor="#e3e8ef", zeroline=True, tickformat=",.0f")
    figure.update_xaxes(tickangle=-32 if len(names) > 6 else 0, automargin=True, showgrid=False)  # noqa: PLR2004 - labels then touch
    figure.update_layout(margin={"t": 26})
    return figure


def cumulative(appraisals: Sequence[Appraisal], names: Mapping[str, str], t: Translate) -> go.Figure:
    """Return the cumulative cash against do-minimum by quarter, one line a scenario; above zero it has paid back."""
    figure = go.Figure(layout=base_layout(hovermode="x unified"))
    for index, appraisal in enumerate(appraisals):
        flow = [base - cost for base, cost in zip(appraisal.base_cash, appraisal.cost_cash, strict=True)]
        figure.add_trace(
            go.Scatter(
                x=list(appraisal.quarters),
                y=[value / FEN_PER_WAN for value in accumulate(flow)],
                name=names.get(appraisal.scenario, appraisal.scenario),
                mode="lines",
                line={"color": SERIES[index % 4], "width": 2.5, "dash": DASHES[index % 4]},
                hovertemplate="%{y:,.1f}",
            )
        )
    figure.update_yaxes(title=t("10,000 CNY"), gridcolor="#e3e8ef", zeroline=True, zerolinewidth=1.5, tickformat=",.0f")
    figure.update_xaxes(showgrid=False, type="category", nticks=12)
    return figure


def cost_kinds(shares: Sequence[tuple[str, int]], t: Translate) -> go.Figure:
    """Return a network's yearly cost by kind as one bar each [10,000 CNY]."""
    known = [(name, value) for name, value in shares if value]
    figure = go.Figure(
        go.Bar(
            y=[name for name, _ in reversed(known)],
            x=[value / FEN_PER_WAN for _, value in reversed(known)],
            orientation="h",
            marker={"color": _TOTAL},
            text=[f"{value / FEN_PER_WAN:,.1f}" for _, value in reversed(known)],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:,.1f}<extra></extra>",
        ),
        layout=base_layout(showlegend=False, height=36 * len(known) + 50, bargap=0.45),
    )
    figure.update_xaxes(title=t("10,000 CNY a year"), gridcolor="#e3e8ef", tickformat=",~f", rangemode="tozero")
    figure.update_yaxes(automargin=True)
    figure.update_layout(margin={"l": 10, "r": 46})
    return figure


def lines_of_item(lines: Sequence[CostLine], item: str) -> list[CostLine]:
    """Return the lines of an item, largest first."""
    return sorted((line for line in lines if line.item.value == item), key=lambda line: (-abs(line.total_fen), line.id))
