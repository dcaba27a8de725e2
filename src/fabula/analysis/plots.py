"""Plots of a report, as SVG: letters are outlines, so that they look the same everywhere and need no font.

Each function draws what it is given and knows nothing of how it was measured. Labels come in the reader's language.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fabula.errors import MissingExtra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, SOFT, RULE, ACCENT, WARM, COLD = "#22252b", "#6b7280", "#d9dce1", "#3b5b92", "#c4652d", "#3b5b92"
# Plutchik's wheel has a colour for each petal; these are darker, so that they can be read on white.
COLOURS: Mapping[str, str] = {
    "joy": "#e0a81c", "trust": "#7da336", "fear": "#2f7d4f", "surprise": "#2e8fb5", "sadness": "#3f62b5",
    "disgust": "#8352a8", "anger": "#c73c3c", "anticipation": "#df7b2b", "neutral": "#9aa0a8",
}  # fmt: skip
_WIDTH = 7.2  # inches: a page of A4 within its margins, and twice the width of a phone
_FONT = "NotoSansSC-Regular.otf"


@dataclass(frozen=True, slots=True)
class Marked:
    """A point of a curve that is named: ``at`` from 0 to 1."""

    at: float
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One measure: its value, and where the reference has its middle and its spread (None without one)."""

    label: str
    value: float
    middle: float | None = None
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two people: how strong (above 0), and its tone from -1 (hostile) to 1 (friendly)."""

    one: str
    other: str
    weight: float
    tone: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A day: how many days after the first (0 or more), how pleasant (-1 to 1), and its feeling with its name."""

    at: int
    value: float
    colour: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text, ``begin`` and ``end`` from 0 to 1; ``height`` from 0 to 1; ``label`` may be empty."""

    begin: float
    end: float
    height: float
    label: str = ""


def curve(
    values: Sequence[float], points: Sequence[tuple[float, float]], marks: Sequence[Marked], chapters: Sequence[float],
    high: str, low: str, title: str,
) -> str:  # fmt: skip
    """A curve over the text (0 to 100 %), the sentences it smooths as dots, its turning points named."""
    with _figure(2.9) as (figure, axes):
        for place in chapters:
            axes.axvline(100 * place, color=RULE, linewidth=0.8, zorder=0)
        axes.axhline(0, color=SOFT, linewidth=0.8, zorder=1)
        step = 100 / (len(values) - 1)
        places = [step * number for number in range(len(values))]
        axes.fill_between(
            places, values, 0, where=[one >= 0 for one in values], interpolate=True, color=WARM, alpha=0.22, linewidth=0
        )
        axes.fill_between(
            places, values, 0, where=[one <= 0 for one in values], interpolate=True, color=COLD, alpha=0.22, linewidth=0
        )
        axes.plot(places, values, color=INK, linewidth=1.8, zorder=4)
        if points:
            size = max(2.0, min(16.0, 600 / len(points)))
            axes.scatter(
                [100 * at for at, _ in points],
                [value for _, value in points],
                s=size,
                color=SOFT,
                alpha=0.35,
                linewidth=0,
                zorder=2,
            )
        for mark in marks:
            axes.plot(100 * mark.at, mark.value, "o", color=ACCENT, markersize=6, zorder=5)
            axes.annotate(
                mark.label,
                (100 * mark.at, mark.value),
                textcoords="offset points",
                xytext=(0, 9 if mark.value >= 0 else -16),
                ha="left" if mark.at < 0.15 else "right" if mark.at > 0.85 else "center",
                fontsize=8.5,
                color=ACCENT,
            )
        axes.set_ylim(-1.05, 1.05)
        axes.set_xlim(0, 100)
        axes.set_yticks([-0.9, 0.9], [low, high])
        axes.set_xticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        return _svg(figure, title)


def curves(named: Mapping[str, Sequence[float]], high: str, low: str, title: str) -> str:
    """Two curves over their texts (0 to 100 %), the first drawn through and the second in dashes, with their names."""
    with _figure(2.9) as (figure, axes):
        axes.axhline(0, color=SOFT, linewidth=0.8, zorder=1)
        for (name, values), colour, dash in zip(named.items(), (ACCENT, WARM), ("-", (0, (4, 2))), strict=True):
            step = 100 / (len(values) - 1)
            places = [step * number for number in range(len(values))]
            axes.plot(places, values, color=colour, linewidth=1.8, linestyle=dash, label=short(name, 30))
        axes.set_ylim(-1.05, 1.05)
        axes.set_xlim(0, 100)
        axes.set_yticks([-0.9, 0.9], [low, high])
        axes.set_xticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncol=2, frameon=False, fontsize=8.5)
        return _svg(figure, title)


def grid(rows: Sequence[str], columns: Sequence[tuple[str, str]], values: Sequence[Sequence[float]], title: str) -> str:
    """A heat map: a row for each person, a column (label, colour's name) for each feeling, values from 0 to 1."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    with _figure(0.8 + 0.36 * len(rows), frame=False) as (figure, axes):
        top = max((value for row in values for value in row), default=1.0) or 1.0
        for down, row in enumerate(values):
            for across, value in enumerate(row):
                share = value / top
                colour = tuple(1 - share * (1 - part) for part in to_rgb(COLOURS[columns[across][1]]))
                axes.add_patch(Rectangle((across, down), 0.97, 0.94, color=colour, linewidth=0))
                axes.text(across + 0.485, down + 0.5, f"{100 * value:.0f}", ha="center", va="center", fontsize=8.5,
                          color=INK if share < 0.75 else "white")  # fmt: skip
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([down + 0.5 for down in range(len(rows))], [short(row, 18) for row in rows])
        axes.set_xticks(
            [across + 0.485 for across in range(len(columns))], [label for label, _ in columns], fontsize=7.5
        )
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        return _svg(figure, title)


def bars(given: Sequence[Bar], title: str, own: str, reference: str = "") -> str:
    """Measures as dots on lines from 0 to 1, with the reference's middle and spread as a band behind each."""
    with _figure(0.75 + (0.34 if len(given) < 12 else 0.25) * len(given), frame=False) as (figure, axes):
        for down, bar in enumerate(given):
            axes.plot([0, 1], [down, down], color=RULE, linewidth=1, zorder=0)
            if bar.middle is not None:
                wide = bar.spread or 0.0
                left, right = max(0.0, bar.middle - wide), min(1.0, bar.middle + wide)
                axes.plot(
                    [left, right], [down, down], color=SOFT, alpha=0.35, linewidth=9, solid_capstyle="round", zorder=1
                )
                axes.plot(bar.middle, down, "|", color=SOFT, markersize=9, zorder=2)
            axes.plot(min(max(bar.value, 0.0), 1.0), down, "o", color=ACCENT, markersize=7, zorder=3)
        axes.set_ylim(len(given) - 0.4, -0.6)
        axes.set_xlim(-0.02, 1.02)
        axes.set_yticks(range(len(given)), [short(bar.label, 26) for bar in given])
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.plot([], [], "o", color=ACCENT, label=own)
        if reference:
            axes.plot([], [], color=SOFT, alpha=0.35, linewidth=9, label=reference)
        axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.02), ncol=2, frameon=False, fontsize=8.5)
        return _svg(figure, title)


def network(people: Mapping[str, float], ties: Sequence[Tie], title: str, friendly: str, hostile: str) -> str:
    """People as circles, larger the more they are spoken of; lines warm or cold by tone, thicker by strength."""
    import networkx
    from matplotlib.patheffects import withStroke

    graph = networkx.Graph()
    graph.add_nodes_from(people)
    for tie in ties:
        graph.add_edge(tie.one, tie.other, weight=tie.weight)
    places = _laid_out(graph)
    most = max(people.values(), default=1.0) or 1.0
    heavy = max((tie.weight for tie in ties), default=1.0) or 1.0
    with _figure(4.6, frame=False) as (figure, axes):
        for tie in ties:
            (left, down), (right, up) = places[tie.one], places[tie.other]
            colour = WARM if tie.tone > 0.1 else COLD if tie.tone < -0.1 else SOFT
            axes.plot(
                [left, right], [down, up], color=colour, alpha=0.55, linewidth=0.8 + 5 * tie.weight / heavy, zorder=1
            )
        for name, size in people.items():
            across, down = places[name]
            area = 60 + 700 * size / most
            axes.scatter([across], [down], s=area, color="white", edgecolor=INK, linewidth=1.4, zorder=2)
            axes.annotate(
                short(name, 18),
                (across, down),
                textcoords="offset points",
                xytext=(0, -(area**0.5) / 2 - 3),
                ha="center",
                va="top",
                fontsize=9.5,
                color=INK,
                zorder=3,
                path_effects=[withStroke(linewidth=3, foreground="white")],
            )
        axes.plot([], [], color=WARM, linewidth=3, label=friendly)
        axes.plot([], [], color=COLD, linewidth=3, label=hostile)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, -0.08), ncol=2, frameon=False, fontsize=8.5)
        axes.margins(0.18)
        axes.set_xticks([])
        axes.set_yticks([])
        return _svg(figure, title)


def _laid_out(graph: Any) -> dict[str, tuple[float, float]]:
    """Places by forces (Fruchterman and Reingold, 1991), from a circle: the same graph always looks the same."""
    import networkx

    if len(graph) == 1:
        return {next(iter(graph)): (0.0, 0.0)}
    start = networkx.circular_layout(graph)
    found = networkx.spring_layout(graph, pos=start, iterations=80, seed=1, k=1.6 / len(graph) ** 0.5)
    return {name: (float(place[0]), float(place[1])) for name, place in found.items()}


def strip(scenes: Sequence[Part], parts: Sequence[Part], title: str) -> str:
    """The structure in one strip: scenes as columns as high as they are tense, and the parts of the story below."""
    with _figure(2.1, frame=False) as (figure, axes):
        for number, scene in enumerate(scenes):
            wide = max(scene.end - scene.begin - 0.003, 0.002)
            axes.bar(100 * scene.begin, scene.height, width=100 * wide, align="edge", color=ACCENT,
                     alpha=0.35 + 0.5 * scene.height, linewidth=0)  # fmt: skip
            if scene.label and wide > 0.03:
                axes.text(
                    100 * (scene.begin + wide / 2),
                    scene.height + 0.04,
                    scene.label or str(number + 1),
                    ha="center",
                    fontsize=8,
                    color=SOFT,
                )
        for number, part in enumerate(parts):
            axes.plot([100 * part.begin + 0.3, 100 * part.end - 0.3], [-0.12, -0.12], color=INK, linewidth=2)
            drop = -0.24 if part.end - part.begin > 0.12 or number % 2 == 0 else -0.38
            axes.text(50 * (part.begin + part.end), drop, part.label, ha="center", va="top", fontsize=9, color=INK)
        axes.set_xlim(0, 100)
        axes.set_ylim(-0.6, 1.2)
        axes.set_xticks([])
        axes.set_yticks([])
        return _svg(figure, title)


def mood(
    days: Sequence[Dot], weeks: Sequence[float | None], mondays: Sequence[str], high: str, low: str, mean: str,
    title: str, *, picture: bool = False,
) -> bytes:  # fmt: skip
    """Days as dots in the colour of their likeliest feeling, and the weeks' means as a line through their middles.

    ``weeks`` follow each other from the first day on; the line is broken at a week of None.
    SVG text, or with ``picture`` a PNG.
    """
    with _figure(3.2) as (figure, axes):
        axes.axhline(0, color=SOFT, linewidth=0.8, zorder=1)
        for number in range(1, len(weeks)):
            axes.axvline(7 * number - 0.5, color=RULE, linewidth=0.6, zorder=0)
        line = [float("nan") if one is None else one for one in weeks]
        middles = [7 * number + 3 for number in range(len(weeks))]
        axes.plot(middles, line, color=INK, linewidth=1.8, marker="o", markersize=3, zorder=3, label=mean)
        for colour, label in dict.fromkeys((one.colour, one.label) for one in days):
            own = [one for one in days if one.colour == colour]
            axes.scatter(
                [one.at for one in own], [one.value for one in own], s=46, color=COLOURS[colour], edgecolor="white",
                linewidth=0.8, zorder=4, label=label,
            )  # fmt: skip
        axes.set_ylim(-1.05, 1.05)
        axes.set_xlim(-0.8, 7 * len(weeks) - 0.2)
        axes.set_yticks([-0.9, 0.9], [low, high])
        step = -(-len(weeks) // 8)  # at most eight dates fit
        axes.set_xticks([7 * number for number in range(0, len(weeks), step)], mondays[::step])
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncol=5, frameon=False, fontsize=8.5)
        return _png(figure) if picture else _svg(figure, title).encode()


def short(text: str, most: int) -> str:
    """``text``, cut with an ellipsis where it is longer than ``most`` columns; a Chinese character takes two."""
    wide, out = 0, ""
    for character in text:
        wide += 2 if ord(character) > 0x2E7F else 1
        if wide > most:
            return out.rstrip() + "…"
        out += character
    return out


class _figure:
    """A figure with one pair of axes in the house's style; closed at the end."""

    def __init__(self, height: float, *, frame: bool = True) -> None:
        self.height, self.frame = height, frame

    def __enter__(self) -> tuple[Figure, Axes]:
        try:
            import matplotlib
            from matplotlib.figure import Figure
        except ImportError as error:
            raise MissingExtra("analysis", "Drawing plots") from error
        self._style = matplotlib.rc_context(
            {
                "svg.fonttype": "path",
                "svg.hashsalt": "fabula",
                "font.family": [_family(), "DejaVu Sans"],
                "font.size": 9,
                "axes.edgecolor": RULE,
                "axes.labelcolor": INK,
                "text.color": INK,
                "xtick.color": SOFT,
                "ytick.color": INK,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.unicode_minus": False,
            }
        )
        self._style.__enter__()
        figure = Figure(figsize=(_WIDTH, self.height), layout="constrained")
        axes = figure.subplots()
        if not self.frame:
            for spine in axes.spines.values():
                spine.set_visible(False)
        return figure, axes

    def __exit__(self, *error: object) -> None:
        self._style.__exit__(None, None, None)


@cache
def _family() -> str:
    """The family of the font that has Chinese, made known to matplotlib."""
    from matplotlib import font_manager

    path = str(files("pylopdf_fonts_zh_cn") / _FONT)
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def _svg(figure: Figure, title: str) -> str:
    """The figure as one SVG element with a title for those who can't see it; without date and declaration."""
    from html import escape

    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = out.getvalue()
    text = text[text.index("<svg") :]
    head, _, rest = text.partition(">")
    return f'{head} role="img"><title>{escape(title)}</title>{rest}'


def _png(figure: Figure) -> bytes:
    """The figure as a picture on white, twice as fine as a screen."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=192, facecolor="white", metadata={"Software": None})
    return out.getvalue()
