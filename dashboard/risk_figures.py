"""Charts of what may turn out otherwise: S-curve, tornado, band of cumulative cash, budget frontier, value of each network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import plotly.graph_objects as go

from dashboard.figures import SERIES, TITLED, base_layout
from planning.risk import Outcome, Swing
from topology.model.text import FEN_PER_WAN, Translate

_GRID: Final = "#e3e8ef"
_LOW, _HIGH = "#d9730d", "#2f62e8"
_GOOD, _BAD = "#1f9d55", "#d9480f"
_BAND: Final = "rgba(47,98,232,.20)"
_MARK: Final = "#8b98a9"
_CNY_PER_WAN: Final = 10_000
_LABELLED: Final = 30
"""Bars that are wide enough to bear a figure."""


def s_curve(outcome: Outcome, t: Translate) -> go.Figure:
    """Return the share of draws that stay below an NPV; P10, P50, P90 and the appraisal's own NPV are marked."""
    percent = [point[0] for point in outcome.curve]
    value = [point[1] / FEN_PER_WAN for point in outcome.curve]
    figure = go.Figure(
        go.Scatter(
            x=value, y=percent, mode="lines", line={"color": SERIES[0], "width": 2.5}, showlegend=False,
            hovertemplate=t("{percent} % of draws stay below {amount}").format(percent="%{y}", amount="%{x:,.1f}") + "<extra></extra>",
        ),
        layout=base_layout(showlegend=True),
    )  # fmt: skip
    marks = (("P10", outcome.p10_fen, 10), ("P50", outcome.p50_fen, 50), ("P90", outcome.p90_fen, 90))
    figure.add_trace(
        go.Scatter(
            x=[amount / FEN_PER_WAN for _, amount, _ in marks],
            y=[share for _, _, share in marks],
            mode="markers+text",
            text=[f"{name} {amount / FEN_PER_WAN:,.0f}" for name, amount, _ in marks],
            textposition=["middle right", "middle right", "middle left"],
            marker={"color": SERIES[0], "size": 9},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )
    )
    npv = outcome.npv_fen / FEN_PER_WAN
    for where, dash, name in ((npv, "dash", t("as appraised: {amount}").format(amount=f"{npv:,.0f}")), (0.0, "solid", "")):
        figure.add_trace(
            go.Scatter(
                x=[where, where], y=[0, 100], mode="lines", name=name, showlegend=bool(name), hoverinfo="skip",
                line={"color": _MARK if not name else SERIES[1], "width": 1.5, "dash": dash},
            )
        )  # fmt: skip
    figure.update_xaxes(title=t("NPV [10,000 CNY]"), gridcolor=_GRID, zeroline=False, tickformat=",~f")
    figure.update_yaxes(title=t("Share of draws below [%]"), gridcolor=_GRID, range=[-2, 102], zeroline=False, dtick=20)
    return figure


def tornado(swings: Sequence[Swing], names: Mapping[str, str], base_fen: float, t: Translate, *, most: int = 14) -> go.Figure:
    """Return how far each driver alone moves the NPV, the widest on top; the line is the appraisal's NPV."""
    shown = list(swings[:most])[::-1]
    called = [escape(names.get(one.driver.key, one.driver.key)) for one in shown]
    base = base_fen / FEN_PER_WAN
    figure = go.Figure(layout=base_layout(barmode="overlay", bargap=0.35, height=max(260, 30 * len(shown) + 96)))
    for name, colour, ends, factors in (
        (t("at its low value"), _LOW, [one.low_fen for one in shown], [one.driver.low for one in shown]),
        (t("at its high value"), _HIGH, [one.high_fen for one in shown], [one.driver.high for one in shown]),
    ):
        values = [end / FEN_PER_WAN for end in ends]
        figure.add_trace(
            go.Bar(
                y=called, x=[value - base for value in values], base=base, orientation="h", name=name, marker={"color": colour},
                customdata=[[one.driver.key, value, factor] for one, value, factor in zip(shown, values, factors, strict=True)],
                hovertemplate="%{y} × %{customdata[2]:.2f}<br>" + t("NPV") + " %{customdata[1]:,.1f}<extra>%{fullData.name}</extra>",
            )
        )  # fmt: skip
    figure.add_vline(x=base, line={"color": _MARK, "width": 1.5})
    figure.update_xaxes(title=t("NPV [10,000 CNY]"), gridcolor=_GRID, zeroline=False, tickformat=",~f")
    figure.update_yaxes(automargin=True, showgrid=False)
    figure.update_layout(margin={"l": 10, "t": 36}, legend={"y": 1.0, "yanchor": "bottom", "x": 0})
    return figure


def cash_band(quarters: Sequence[str], outcome: Outcome, plain_fen: Sequence[int], t: Translate) -> go.Figure:
    """Return the undiscounted saving up to the end of each quarter: P50 with the band from P10 to P90, and as appraised."""
    low, middle, high = ([point[place] / FEN_PER_WAN for point in outcome.cumulative] for place in range(3))
    x = list(quarters)
    hidden: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "hovertemplate": "%{y:,.1f}"}
    figure = go.Figure(layout=base_layout(hovermode="x unified"))
    figure.add_trace(go.Scatter(x=x, y=low, name="P10", showlegend=False, **hidden))
    figure.add_trace(go.Scatter(x=x, y=high, name="P90", showlegend=False, fill="tonexty", fillcolor=_BAND, **hidden))
    figure.add_trace(
        go.Scatter(
            x=x, y=middle, name=t("P50, band P10 to P90"), mode="lines", line={"color": SERIES[0], "width": 2.5}, hovertemplate="%{y:,.1f}"
        )
    )
    figure.add_trace(
        go.Scatter(
            x=x, y=[value / FEN_PER_WAN for value in plain_fen], name=t("as appraised"), mode="lines",
            line={"color": SERIES[1], "width": 2, "dash": "dash"}, hovertemplate="%{y:,.1f}",
        )
    )  # fmt: skip
    figure.update_yaxes(title=t("10,000 CNY"), **TITLED, gridcolor=_GRID, zeroline=True, zerolinewidth=1.5, tickformat=",~f")
    figure.update_xaxes(showgrid=False, type="category", nticks=12)
    return figure


def frontier_chart(points: Sequence[Mapping[str, Any]], t: Translate) -> go.Figure:
    """Return what each budget buys: NPV of the best plan over its budget; a point's ``customdata`` is its place in `points`."""
    known = [(place, point) for place, point in enumerate(points) if point["npv_cny"] is not None]
    budget = t("budget {amount}").format(amount="%{x:,.0f}")
    spent = t("spent {amount}").format(amount="%{customdata[1]:,.0f}")
    moved = t("{count} networks move").format(count="%{customdata[2]}")
    figure = go.Figure(
        go.Scatter(
            x=[point["budget_cny"] / _CNY_PER_WAN for _, point in known],
            y=[point["npv_cny"] / _CNY_PER_WAN for _, point in known],
            customdata=[[place, point["spent_cny"] / _CNY_PER_WAN, point["moved"]] for place, point in known],
            mode="lines+markers",
            line={"color": SERIES[0], "width": 2, "shape": "hv"},
            marker={"color": SERIES[0], "size": 11},
            hovertemplate=f"{t('NPV')} %{{y:,.1f}}<br>{budget}<br>{spent}<br>{moved}<extra></extra>",
            cliponaxis=False,
        ),
        layout=base_layout(showlegend=False),
    )
    figure.update_xaxes(
        title=t("One-off budget of all years of decision [10,000 CNY]"), gridcolor=_GRID, rangemode="tozero", tickformat=",~f"
    )
    figure.update_yaxes(title=t("NPV [10,000 CNY]"), **TITLED, gridcolor=_GRID, tickformat=",~f")
    return figure


def worth_chart(rows: Sequence[tuple[str, float]], t: Translate) -> go.Figure:
    """Return what each network's change is worth [fen], the best on top."""
    shown = sorted(rows, key=lambda row: row[1])
    values = [value / FEN_PER_WAN for _, value in shown]
    figure = go.Figure(
        go.Bar(
            y=[escape(name) for name, _ in shown],
            x=values,
            orientation="h",
            marker={"color": [_GOOD if value >= 0 else _BAD for value in values]},
            text=[f"{value:,.1f}" for value in values] if len(shown) <= _LABELLED else None,
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:,.1f}<extra></extra>",
        ),
        layout=base_layout(showlegend=False, bargap=0.35, height=max(180, 30 * len(shown) + 70)),
    )
    reach = max([abs(value) for value in values], default=1.0) or 1.0
    low, high = min([*values, 0.0]), max([*values, 0.0])
    figure.update_xaxes(
        title=t("10,000 CNY"), gridcolor=_GRID, zeroline=True, tickformat=",~f",
        range=[low - 0.16 * reach if low < 0 else 0, high + 0.16 * reach if high > 0 else 0],
    )  # fmt: skip
    figure.update_yaxes(automargin=True, showgrid=False)
    figure.update_layout(margin={"l": 10, "r": 20})
    return figure
