"""Pictures: how each kind of chart is drawn on matplotlib axes. `word` says a text in the document's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from planning.reports.content import Bars, Flow, Gantt, Places, Text, Tornado, Waterfall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: Final = ("#2f5d8c", "#d98c3f", "#5f9e6e", "#a8554e", "#7a6ba8", "#8a8f98", "#c7b24a", "#4aa3b5")
GAIN, LOSS, TOTAL = "#5f9e6e", "#a8554e", "#2f5d8c"
_PALE: Final = "#eceff3"
_MANY: Final = 10

Word = Callable[[Text], str]


def bars(axes: Axes, chart: Bars, word: Word) -> None:
    """Draw bars, standing or lying, above or beside each other, with a line and its band over them where there are any."""
    labels = [word(label) for label in chart.labels]
    size, count = len(labels), len(chart.series)
    width = 0.72 if chart.stacked else 0.72 / max(1, count)
    up, down = [0.0] * size, [0.0] * size
    for place, (name, values) in enumerate(chart.series):
        at = [step + (0 if chart.stacked else (place - (count - 1) / 2) * width) for step in range(size)]
        base = [(up if value >= 0 else down)[step] for step, value in enumerate(values)] if chart.stacked else [0.0] * size
        colour = COLOURS[place % len(COLOURS)]
        if chart.across:
            axes.barh(at, values, height=width, left=base, color=colour, label=word(name))
        else:
            axes.bar(at, values, width=width, bottom=base, color=colour, label=word(name))
        for step, value in enumerate(values):
            (up if value >= 0 else down)[step] += value
    if chart.line:
        axes.plot(range(size), chart.line[1], color="#202833", linewidth=1.4, marker="o", markersize=2.5, label=word(chart.line[0]))
    if chart.band:
        axes.fill_between(range(size), chart.band[0], chart.band[1], color="#202833", alpha=0.12, linewidth=0)
    if chart.across:
        axes.set_yticks(range(size), labels)
        axes.invert_yaxis()
        axes.set_xlabel(word(chart.unit))
        axes.grid(visible=True, axis="x")
    else:
        axes.set_xticks(range(size), labels, rotation=45 if size > _MANY else 0, ha="right" if size > _MANY else "center")
        axes.set_ylabel(word(chart.unit))
        axes.grid(visible=True, axis="y")
    axes.axhline(0, color="#8a8f98", linewidth=0.6) if not chart.across else axes.axvline(0, color="#8a8f98", linewidth=0.6)
    if count + bool(chart.line) > 1:
        axes.legend(frameon=False, fontsize=7, ncols=min(4, count + 1), loc="lower center", bbox_to_anchor=(0.5, 1.0))


def gantt(axes: Axes, chart: Gantt, word: Word) -> None:
    """Draw work over quarters: the work in its group's colour, the quarters both networks run paler, what is closed in grey."""
    names = list(chart.groups)
    for place, (_, first, last, leaves, group) in enumerate(chart.rows):
        colour = COLOURS[names.index(group) % len(COLOURS)]
        axes.barh(place, last + 1 - first, left=first, height=0.62, color=colour)
        if leaves > last + 1:
            axes.barh(place, leaves - last - 1, left=last + 1, height=0.62, color=colour, alpha=0.35)
    for place, quarter in chart.closed:
        axes.barh(place, 1, left=quarter, height=0.92, color="#b9bec6", alpha=0.45)
    axes.set_yticks(range(len(chart.rows)), [word(row[0]) for row in chart.rows], fontsize=7)
    axes.set_xticks([step + 0.5 for step in range(len(chart.quarters))], list(chart.quarters), rotation=45, ha="right", fontsize=7)
    axes.set_xlim(0, len(chart.quarters))
    axes.set_ylim(len(chart.rows) - 0.4, -0.6)
    axes.set_xticks(range(len(chart.quarters) + 1), minor=True)
    axes.grid(visible=True, axis="x", which="minor")
    axes.tick_params(which="both", length=0)
    used = {row[4] for row in chart.rows}
    for place, name in enumerate(names):
        if name in used:
            axes.barh(-10, 1, color=COLOURS[place % len(COLOURS)], label=word(chart.groups[name]))
    axes.legend(frameon=False, fontsize=7, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def waterfall(axes: Axes, chart: Waterfall, word: Word) -> None:
    """Draw the way from one total to another: what saves in green, what costs in red."""
    rows = [(chart.start[0], 0.0, chart.start[1], TOTAL)]
    level = chart.start[1]
    for name, step in chart.steps:
        rows.append((name, level, step, LOSS if step > 0 else GAIN))
        level += step
    rows.append((chart.end[0], 0.0, chart.end[1], TOTAL))
    edge = max(abs(left) + abs(width) for _, left, width, _ in rows) or 1.0
    for place, (_, left, width, colour) in enumerate(rows):
        axes.barh(place, width, left=left, height=0.62, color=colour)
        end = max(left, left + width)
        axes.text(end + edge * 0.01, place, f"{width:+,.1f}" if 0 < place < len(rows) - 1 else f"{width:,.1f}", va="center", fontsize=7)
    axes.set_yticks(range(len(rows)), [word(name) for name, *_ in rows], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlim(right=edge * 1.15)
    axes.set_xlabel(word(chart.unit))
    axes.grid(visible=True, axis="x")


def tornado(axes: Axes, chart: Tornado, word: Word) -> None:
    """Draw how far each driver moves the figure, the strongest first."""
    rows = sorted(chart.rows, key=lambda row: -abs(row[2] - row[1]))
    for place, (_, low, high) in enumerate(rows):
        for value, colour, end in ((low, COLOURS[1], chart.ends[0]), (high, COLOURS[0], chart.ends[1])):
            named = word(end) if place == 0 else None
            axes.barh(place, value - chart.middle, left=chart.middle, height=0.6, color=colour, label=named)
    axes.axvline(chart.middle, color="#202833", linewidth=0.9)
    axes.set_yticks(range(len(rows)), [word(name) for name, *_ in rows], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel(word(chart.unit))
    axes.grid(visible=True, axis="x")
    axes.legend(frameon=False, fontsize=7, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def places(pair: tuple[Axes, Axes], chart: Places, word: Word) -> None:
    """Draw the sites as seen from above, today and afterwards, darker where more networks are in one building."""
    most = max((max(row[2], row[3]) for row in chart.places), default=1)
    for which, axes in enumerate(pair):
        shown = sorted((row for row in chart.places if row[2 + which]), key=lambda row: (row[2 + which], row[0], row[1]))
        drawn = axes.scatter(
            [row[0] for row in shown],
            [row[1] for row in shown],
            c=[row[2 + which] for row in shown],
            cmap="viridis_r",
            vmin=1,
            vmax=max(most, 2),
            s=[3 + 2.2 * row[2 + which] for row in shown],
            linewidths=0,
        )
        axes.set_title(word(chart.titles[which]), fontsize=8)
        axes.set_facecolor(_PALE)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_aspect("equal", adjustable="datalim")
        axes.figure.colorbar(drawn, ax=axes, shrink=0.8)


def flow(axes: Axes, chart: Flow, word: Word) -> None:
    """Draw what goes where: the networks at the left, a band for each to its target at the right, as wide as its weight."""
    total = sum(weight for _, weight, _ in chart.rows) or 1.0
    names = [name for name in chart.targets if any(row[2] == name for row in chart.rows)]
    gap = 0.012 * total
    starts = _stacked([weight for _, weight, _ in chart.rows], gap)
    sizes = [sum(weight for _, weight, goes in chart.rows if goes == name) for name in names]
    height = starts[-1] + chart.rows[-1][1] if chart.rows else 0.0
    room = max(0.0, height - sum(sizes)) / max(1, len(names) - 1) if len(names) > 1 else 0.0
    ends = dict(zip(names, _stacked(sizes, room), strict=True))
    for (label, weight, goes), start in zip(chart.rows, starts, strict=True):
        colour = COLOURS[list(chart.targets).index(goes) % len(COLOURS)]
        _band(axes, start, ends[goes], weight, colour)
        ends[goes] += weight
        axes.text(-0.01, start + weight / 2, word(label), ha="right", va="center", fontsize=6.5)
    for name, size, start in zip(names, sizes, _stacked(sizes, room), strict=True):
        axes.text(1.01, start + size / 2, word(chart.targets[name]), ha="left", va="center", fontsize=7.5)
    axes.set_xlim(-0.62, 1.42)
    axes.set_ylim(height + gap, -gap)
    axes.set_axis_off()


def _stacked(sizes: list[float], gap: float) -> list[float]:
    found, at = [], 0.0
    for size in sizes:
        found.append(at)
        at += size + gap
    return found


def _band(axes: Axes, left: float, right: float, weight: float, colour: str) -> None:
    """Fill a smooth band from one side to the other."""
    steps = [step / 40 for step in range(41)]
    eased = [step * step * (3 - 2 * step) for step in steps]
    low = [left + (right - left) * ease for ease in eased]
    axes.fill_between(steps, low, [value + weight for value in low], color=colour, alpha=0.55, linewidth=0)
