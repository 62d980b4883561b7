"""Charts of a roadmap: the bars with what they wait for, engineer-days by quarter, one-off money by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

import msgspec
import plotly.graph_objects as go

from dashboard.components import about, count, printable, wan
from dashboard.figures import base_layout
from planning.messages import label
from planning.quarters import Quarter
from planning.roadmap.plan import Roadmap
from planning.roadmap.tables import gate_text
from planning.roadmap.waves import Gate, GateKind, Task, TaskKind
from topology.model.text import FEN_PER_WAN, Translate, translator

_GRID: Final = "#e3e8ef"
_BAD: Final = "#d92d20"
_GREY: Final = "#8b98a9"
_BARS: Final = {
    TaskKind.PLATFORM: "#7c5cd6",
    TaskKind.ACCESS: "#0e9aa7",
    TaskKind.GATEWAY: "#d9a514",
    TaskKind.CUTOVER: "#3d73e0",
    TaskKind.DUAL_RUNNING: "#8fb1f2",
    TaskKind.CIRCUITS_END: "#9aa6b5",
}
_SIGNS: Final = {
    GateKind.CLOUD: "circle",
    GateKind.CONSENT: "diamond",
    GateKind.PLATFORM: "square",
    GateKind.CONTRACT: "triangle-up",
    GateKind.NOTICE: "triangle-right",
    GateKind.HOST: "hexagon",
    GateKind.BLACKOUT: "x",
}
_ROW_PX: Final = 33
_FRAME_PX: Final = 112
_EDGE: Final = 0.32
"""How far outside the first and last quarter a gate of another time stands [quarters]."""
_THIN: Final = frozenset({TaskKind.CIRCUITS_END})


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    """Where things stand: each row's number, each quarter's, how many quarters are shown; and the names and words of them."""

    rows: dict[str, int]
    place: dict[str, int]
    shown: int
    names: Mapping[str, str]
    lang: str


def gantt(plan: Roadmap, names: Mapping[str, str], closed: Mapping[str, Sequence[str]], lang: str) -> go.Figure:
    """Return the Gantt chart: what networks share first, then each network's row in order of its finish.

    Bars are the work, signs above them what it waits for; a red rim is a cut-over with no slack left, a red sign a condition that
    does not hold. Hatched quarters are closed to the network.

    Parameters
    ----------
    plan
        The roadmap; its states are not looked at.
    names
        Names of networks by code.
    closed
        Quarters in which a network must not be cut over.
    lang
        The reader's language.
    """
    keys = list(dict.fromkeys(_row(task) for task in plan.tasks))
    rows = {key: place for place, key in enumerate(keys)}
    place = {quarter: number for number, quarter in enumerate(plan.quarters)}
    shown = min(len(plan.quarters), max((place.get(task.last, 0) for task in plan.tasks), default=0) + 2)
    frame = _Frame(rows=rows, place=place, shown=shown, names=names, lang=lang)
    figure = go.Figure(layout=base_layout(barmode="overlay", height=_FRAME_PX + _ROW_PX * len(keys), showlegend=True))
    _closed(figure, frame, closed)
    for kind in TaskKind:
        _bars(figure, kind, [task for task in plan.tasks if task.kind is kind], frame)
    _gates(figure, plan.gates, frame)
    ticks = [_tick(quarter, number) for number, quarter in enumerate(plan.quarters[:shown])]
    figure.update_xaxes(
        range=[-_EDGE - 0.1, shown + _EDGE], tickvals=[number + 0.5 for number in range(shown)], ticktext=ticks, side="top",
        showgrid=False, zeroline=False, fixedrange=True,
    )  # fmt: skip
    for number in range(shown + 1):
        year = number < len(plan.quarters) and plan.quarters[number].endswith("Q1")
        figure.add_shape(
            type="line", x0=number, x1=number, y0=-0.5, y1=len(keys) - 0.5, layer="below",
            line={"color": _GREY if year else _GRID, "width": 1, "dash": "solid" if year else "dot"},
        )  # fmt: skip
    texts = [_called(key, plan.tasks, names, lang) for key in keys]
    figure.update_yaxes(
        range=[len(keys) - 0.5, -0.5], tickvals=list(range(len(keys))), ticktext=texts, showgrid=False, zeroline=False, fixedrange=True,
        automargin=True,
    )  # fmt: skip
    figure.update_layout(margin={"t": 44, "b": 58, "l": 20}, legend={"orientation": "h", "y": -0.01, "yanchor": "top", "x": 0})
    return figure


def _row(task: Task) -> str:
    return task.network or task.kind.value


def _tick(quarter: str, number: int) -> str:
    year, part = quarter[:4], quarter[4:]
    return f"{part}<br><b>{year}</b>" if part == "Q1" or number == 0 else part


def _called(key: str, tasks: Iterable[Task], names: Mapping[str, str], lang: str) -> str:
    shared = next((task for task in tasks if task.network is None and task.kind.value == key), None)
    if shared is not None:
        return f"<b>{escape(label('task', key, lang))}</b>"
    name = printable(names.get(key, ""))
    room = 12 if lang == "zh" else 24
    return escape(f"{key} {name[:room]}{'…' if len(name) > room else ''}")


def _closed(figure: go.Figure, frame: _Frame, closed: Mapping[str, Sequence[str]]) -> None:
    rows, place, shown, t = frame.rows, frame.place, frame.shown, translator(frame.lang)
    spots = [(rows[code], place[quarter]) for code in rows for quarter in closed.get(code, ()) if place[quarter] < shown]
    if not spots:
        return
    figure.add_trace(
        go.Bar(
            orientation="h", y=[row for row, _ in spots], base=[start for _, start in spots], x=[1] * len(spots), width=0.96,
            marker={"color": "rgba(139,152,169,.10)", "line": {"width": 0},
                    "pattern": {"shape": "/", "fgcolor": _GREY, "size": 7, "solidity": 0.16}},
            name=t("no cut-over allowed"), hoverinfo="name",
        )
    )  # fmt: skip


def _bars(figure: go.Figure, kind: TaskKind, tasks: Sequence[Task], frame: _Frame) -> None:
    rows, place, lang = frame.rows, frame.place, frame.lang
    if not tasks:
        return
    begin = [place.get(task.first, 0) for task in tasks]
    critical = [kind is TaskKind.CUTOVER and task.slack is not None and task.slack <= 0 for task in tasks]
    thin = kind in _THIN
    figure.add_trace(
        go.Bar(
            orientation="h",
            y=[rows[_row(task)] for task in tasks],
            base=[start + 0.03 for start in begin],
            x=[max(place.get(task.last, start), start) + 0.94 - start for task, start in zip(tasks, begin, strict=True)],
            offset=0.3 if thin else -0.12,
            width=0.12 if thin else 0.36,
            marker={
                "color": _BARS[kind],
                "line": {"color": [_BAD if one else _BARS[kind] for one in critical], "width": [2.5 if one else 0 for one in critical]},
            },
            name=label("task", kind.value, lang),
            customdata=[task.id for task in tasks],
            hovertext=[task_text(task, frame.names, lang) for task in tasks],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def task_text(task: Task, names: Mapping[str, str], lang: str) -> str:
    """Return what a bar says when it is pointed at, line by line."""
    t = translator(lang)
    code = task.network or ""
    subject = label("platform", task.subject, lang) if task.kind is TaskKind.PLATFORM else f"{code} {names.get(code, '')}".strip()
    lines = [about(label("task", task.kind.value, lang), subject, t) if subject else label("task", task.kind.value, lang)]
    lines.append(task.first if task.first == task.last else f"{task.first} – {task.last}")
    counted = {
        TaskKind.CUTOVER: t("{count} sites"),
        TaskKind.ACCESS: t("{count} sites"),
        TaskKind.CIRCUITS_END: t("{count} circuits"),
    }.get(task.kind)
    lines.append(counted.format(count=count(task.count, lang)) if counted else "")
    lines.append(t("{days} engineer-days").format(days=count(task.days, lang)) if task.days else "")
    lines.append(slack_text(task.slack, t) if task.slack is not None else "")
    return "<br>".join(escape(printable(line)) for line in lines if line)


def slack_text(slack: int, t: Translate) -> str:
    """Return by how many quarters something is in time.

    >>> slack_text(0, str), slack_text(2, str), slack_text(-1, str)
    ('critical: no slack', '2 Q of slack', '1 Q too late')
    """
    if slack == 0:
        return t("critical: no slack")
    return t("{count} Q of slack").format(count=slack) if slack > 0 else t("{count} Q too late").format(count=-slack)


def _gates(figure: go.Figure, found: Iterable[Gate], frame: _Frame) -> None:
    rows, place, shown, lang = frame.rows, frame.place, frame.shown, frame.lang
    dated = [gate for gate in found if gate.quarter is not None and gate.network in rows]
    spots: dict[tuple[str, float], list[Gate]] = defaultdict(list)
    for gate in dated:
        spots[gate.network, _place(str(gate.quarter), place, shown)].append(gate)
    traces: dict[GateKind, dict[str, list[Any]]] = {}
    for (network, start), gates in spots.items():
        for number, gate in enumerate(gates):
            trace = traces.setdefault(gate.kind, {"x": [], "y": [], "text": [], "rim": [], "fill": []})
            inside = 0 <= start < shown
            trace["x"].append(start + (number + 1) / (len(gates) + 1) if inside else start + 0.07 * number)
            trace["y"].append(rows[network] - 0.3)
            trace["text"].append(_gate_hover(gate, lang))
            stopped = not gate.met and gate.kind is not GateKind.CONTRACT
            critical = gate.met and gate.slack == 0 and gate.kind in {GateKind.CLOUD, GateKind.CONSENT, GateKind.PLATFORM}
            trace["rim"].append(_BAD if stopped or critical else _GREY)
            trace["fill"].append(_BAD if stopped else "rgba(255,255,255,.9)" if not gate.met else "#1f9d55" if not critical else "#ffb4ab")
    for kind in GateKind:
        if kind not in traces:
            continue
        found_here = traces[kind]
        figure.add_trace(
            go.Scatter(
                x=found_here["x"], y=found_here["y"], mode="markers", name=label("gate", kind.value, lang), cliponaxis=False,
                marker={"symbol": _SIGNS[kind], "size": 10, "color": found_here["fill"],
                        "line": {"color": found_here["rim"], "width": 1.6}},
                hovertext=found_here["text"], hovertemplate="%{hovertext}<extra></extra>",
            )
        )  # fmt: skip


def _place(quarter: str, place: Mapping[str, int], shown: int) -> float:
    """Return where a gate stands: in its quarter, or just outside the first or the last one shown."""
    first = Quarter.parse(next(iter(place)))
    number = Quarter.parse(quarter).since(first)
    return -_EDGE + 0.05 if number < 0 else shown + 0.08 if number >= shown else float(number)


def _gate_hover(gate: Gate, lang: str) -> str:
    t = translator(lang)
    lines = [about(label("gate", gate.kind.value, lang), gate_text(gate, lang), t), about(gate.network, str(gate.quarter), t)]
    if gate.slack is not None:
        lines.append(slack_text(gate.slack, t))
    return "<br>".join(escape(printable(line)) for line in lines)


def load_chart(plan: Roadmap, lang: str) -> go.Figure:
    """Return the engineer-days that each quarter needs beside those at hand; what is missing stands in red on top."""
    t = translator(lang)
    busy = [number for number, row in enumerate(plan.labour) if row.days or row.short]
    shown = plan.labour[: busy[-1] + 2] if busy else plan.labour[:4]
    quarters = [row.quarter for row in shown]
    figure = go.Figure(layout=base_layout(barmode="stack", bargap=0.35))
    figure.add_bar(x=quarters, y=[row.days - row.short for row in shown], name=t("needed"), marker={"color": _BARS[TaskKind.CUTOVER]})
    if any(row.short for row in shown):
        figure.add_bar(x=quarters, y=[row.short for row in shown], name=t("missing"), marker={"color": _BAD})
    if any(row.at_hand is not None for row in shown):
        figure.add_scatter(
            x=quarters, y=[row.at_hand for row in shown], name=t("at hand"), mode="lines",
            line={"color": "#d9730d", "width": 2, "shape": "hvh", "dash": "dash"},
        )  # fmt: skip
    figure.update_xaxes(type="category", showgrid=False, automargin=True, tickangle=0 if len(quarters) <= 6 else -40)  # noqa: PLR2004
    figure.update_yaxes(title=t("engineer-days"), gridcolor=_GRID, rangemode="tozero", tickformat=",~f", automargin=True)
    figure.update_traces(hovertemplate="%{x}: %{y:,.0f}")
    return figure


def budget_chart(plan: Roadmap, lang: str) -> go.Figure:
    """Return the one-off money of each year beside its budget [10,000 CNY]."""
    t = translator(lang)
    years = [str(row.year) for row in plan.years]
    figure = go.Figure(layout=base_layout(barmode="stack", bargap=0.45))
    within = [(row.one_off_fen - row.short_fen) / FEN_PER_WAN for row in plan.years]
    figure.add_bar(
        x=years, y=within, name=t("one-off cost"), marker={"color": "#0f9d74"},
        text=[wan(row.one_off_fen, lang) if row.one_off_fen else "" for row in plan.years], textposition="outside", cliponaxis=False,
    )  # fmt: skip
    if any(row.short_fen for row in plan.years):
        short = [row.short_fen / FEN_PER_WAN for row in plan.years]
        figure.add_bar(x=years, y=short, name=t("over the budget"), marker={"color": _BAD})
    if any(row.budget_fen is not None for row in plan.years):
        figure.add_scatter(
            x=years, y=[None if row.budget_fen is None else row.budget_fen / FEN_PER_WAN for row in plan.years], name=t("budget"),
            mode="lines+markers", line={"color": "#d9730d", "width": 2, "shape": "hvh", "dash": "dash"},
        )  # fmt: skip
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(title=t("10,000 CNY"), gridcolor=_GRID, rangemode="tozero", tickformat=",~f", automargin=True)
    figure.update_traces(hovertemplate="%{x}: %{y:,.1f}")
    return figure


def critical_networks(tasks: Iterable[Task]) -> list[str]:
    """Return the networks whose cut-over has no slack left."""
    return sorted(
        task.network for task in tasks if task.kind is TaskKind.CUTOVER and task.network and task.slack is not None and task.slack <= 0
    )
