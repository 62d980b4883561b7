"""Charts, as Plotly figures; colours of text and grid come from the page's theme by style sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import accumulate
from typing import Any, Final

import plotly.graph_objects as go

from planning.appraisal import Appraisal
from planning.compare import Bridge, Step
from topology.model.text import FEN_PER_WAN, Translate

FONT: Final = '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif'
SERIES: Final = ("#2f62e8", "#d9730d", "#0f9d74", "#a445b8")
"""Colours of up to four scenarios; their dashes differ too."""
DASHES: Final = ("solid", "dash", "dot", "dashdot")
_MOST_STEPS: Final = 11
_FLAT: Final = 6
"""Bars whose names still fit side by side."""
_UP, _DOWN, _TOTAL = "#d9480f", "#1f9d55", "#4a6fd8"
_GRID: Final = "#e3e8ef"
TITLED: Final[dict[str, Any]] = {"title_standoff": 10, "automargin": True}
"""How an axis with long figures keeps clear of its title."""


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


def bridge_waterfall(found: Bridge, steps: Sequence[Step], called: Mapping[str, str], ends: tuple[str, str], t: Translate) -> go.Figure:
    """Return the bridge between two scenarios over the horizon: what is saved first, then what it costs, largest first.

    `called` gives the names of the steps by key. Each bar's ``customdata`` is its key, so that a click can open its lines; small steps
    share the last bar. The bars add up to the difference of the ends exactly.
    """
    moving = sorted((step for step in steps if step.delta_fen), key=lambda step: -abs(step.delta_fen))
    shown = sorted(moving[:_MOST_STEPS], key=lambda step: (step.delta_fen > 0, -abs(step.delta_fen), step.key))
    parts = [(step.key, called[step.key], step.delta_fen) for step in shown]
    rest = sum(step.delta_fen for step in moving[_MOST_STEPS:])
    if rest:
        parts.append(("", t("Other"), rest))
        parts.sort(key=lambda part: part[2] > 0)  # what is saved stays before what it costs
    values = [found.from_fen, *(delta for _, _, delta in parts), found.to_fen]
    wan = [value / FEN_PER_WAN for value in values]
    places = list(range(len(wan)))
    figure = go.Figure(
        go.Waterfall(
            x=places,
            y=wan,
            measure=["absolute", *["relative"] * len(parts), "total"],
            customdata=["", *(key for key, _, _ in parts), ""],
            hovertext=[escape(name) for name in (ends[0], *(name for _, name, _ in parts), ends[1])],
            text=[_amount(value) for value in wan],
            textposition="outside",
            hovertemplate="%{hovertext}<br>%{text}<extra></extra>",
            increasing={"marker": {"color": _UP}},
            decreasing={"marker": {"color": _DOWN}},
            totals={"marker": {"color": _TOTAL}},
            connector={"line": {"color": "#8b98a9", "width": 1, "dash": "dot"}},
            cliponaxis=False,
        ),
        layout=base_layout(showlegend=False),
    )
    heights = list(accumulate(wan[:-1]))
    top, low = max([*heights, wan[-1], 0.0]), min([*heights, 0.0])
    figure.update_yaxes(
        title=t("10,000 CNY"),
        title_standoff=10,
        automargin=True,
        range=[low * 1.12, top * 1.12 or 1],
        gridcolor=_GRID,
        zeroline=True,
        tickformat=",~f",
    )
    names = [_wrapped(text) for text in (ends[0], *(name for _, name, _ in parts), ends[1])]
    figure.update_xaxes(tickvals=places, ticktext=names, tickangle=-32 if len(names) > _FLAT else 0, automargin=True, showgrid=False)
    figure.update_layout(margin={"t": 26})
    return figure


def _amount(wan: float) -> str:
    """Return an amount as a bar bears it: small ones with a digit behind the point."""
    return f"{wan:,.0f}" if abs(wan) >= 100 else f"{wan:,.1f}"  # noqa: PLR2004 - three digits say enough


def _wrapped(text: str, width: int = 18) -> str:
    """Return a label in lines that are short enough for an axis; what is left over is cut with an ellipsis."""
    lines: list[str] = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    kept = [line if len(line) <= width else line[: width - 1] + "…" for line in lines[:2]]
    if len(lines) > len(kept):
        kept[-1] += " …"
    return "<br>".join(escape(line) for line in kept)


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
    figure.update_yaxes(title=t("10,000 CNY"), **TITLED, gridcolor=_GRID, zeroline=True, zerolinewidth=1.5, tickformat=",.0f")
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
    figure.update_xaxes(title=t("10,000 CNY a year"), gridcolor=_GRID, tickformat=",~f", rangemode="tozero")
    figure.update_yaxes(automargin=True)
    figure.update_layout(margin={"l": 10, "r": 46})
    return figure
