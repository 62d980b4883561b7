"""Charts: the pictures of a document, drawn by matplotlib without a screen; the same chart is the same bytes.

This is the only module that imports matplotlib, and only when a chart is drawn: importing it takes a quarter of the time that
every command needs to start. Labels hold Chinese names in both languages, so a CJK font is looked
up among those installed; where there is none, the request ends with a message that says what to install.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from planning.reports import pictures
from planning.reports.content import Bars, Chart, Flow, Gantt, Places, Text, Tornado, Waterfall
from planning.reports.wording import say
from topology.model.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI: Final = 170
WIDTH_IN: Final = 6.3
"""Width of a picture [in], about that of the text on A4."""

FONTS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "SimHei",
    "Microsoft YaHei",
    "SimSun",
    "PingFang SC",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "AR PL UMing CN",
    "FangSong",
)
"""Fonts with Chinese characters, in order of preference."""


@cache
def cjk_font() -> str:
    """Return the first installed font that has Chinese characters.

    Raises
    ------
    InputError
        ``planning.no_cjk_font``, with the packages that bring one.
    """
    from matplotlib import font_manager  # noqa: PLC0415 - only a chart needs it

    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    for name in FONTS:
        if name in installed:
            return name
    raise InputError("planning.no_cjk_font", fonts=", ".join(FONTS[:4]))


def draw(chart: Chart, lang: str) -> bytes:
    """Return a chart as a PNG picture.

    Raises
    ------
    InputError
        ``planning.no_cjk_font``.
    """
    import matplotlib as mpl  # noqa: PLC0415 - only a chart needs it
    from matplotlib.figure import Figure  # noqa: PLC0415 - likewise

    style: dict[str, Any] = {
        "font.family": [cjk_font(), "DejaVu Sans"],
        "font.size": 8,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#8a8f98",
        "axes.axisbelow": True,
        "grid.color": "#e3e6ea",
        "grid.linewidth": 0.6,
        "svg.hashsalt": "netfold",
    }
    with mpl.rc_context(style):  # type: ignore[arg-type] # its stub names every parameter
        figure = Figure(figsize=(WIDTH_IN, height_in(chart)), dpi=DPI)
        if isinstance(chart, Places):
            before, after = figure.subplots(1, 2)
            pictures.places((before, after), chart, lambda text: say(text, lang))
        else:
            _on(figure.subplots(), chart, lang)
        figure.tight_layout()
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _on(axes: Axes, chart: Chart, lang: str) -> None:
    def word(text: Text) -> str:
        return say(text, lang)

    match chart:
        case Bars():
            pictures.bars(axes, chart, word)
        case Gantt():
            pictures.gantt(axes, chart, word)
        case Waterfall():
            pictures.waterfall(axes, chart, word)
        case Tornado():
            pictures.tornado(axes, chart, word)
        case Flow():
            pictures.flow(axes, chart, word)


def height_in(chart: Chart) -> float:
    """Return a picture's height [in]: charts with a row for each thing grow with them."""
    match chart:
        case Gantt():
            return 0.9 + 0.2 * len(chart.rows)
        case Flow():
            return 0.6 + 0.21 * max(len(chart.rows), 2 * len(chart.targets))
        case Tornado():
            return 0.9 + 0.3 * len(chart.rows)
        case Waterfall():
            return 0.9 + 0.24 * (len(chart.steps) + 2)
        case Bars() if chart.across:
            return 0.9 + 0.22 * len(chart.labels)
    return 2.7
