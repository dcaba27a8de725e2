"""Arcs: how a feeling goes through a text: a smoothed curve, its turning points, and its nearest classic shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Curve = NDArray[np.float64]

POINTS = 101  # of a curve: from 0 to 100 % of the text
_WIDTH = 0.06  # of the text: the standard deviation of the smoothing
_FLAT = 0.08  # a curve that stays within this has no shape
_PROMINENT = 0.25  # of the curve's range: what a turning point must stand out by

# The six shapes of Reagan, Mitchell, Kiley, Danforth and Dodds (EPJ Data Science 5:31, 2016), as half waves.
_WAVES: Mapping[str, tuple[int, float]] = {
    "rags to riches": (1, -1.0),
    "riches to rags": (1, 1.0),
    "man in a hole": (2, 1.0),
    "icarus": (2, -1.0),
    "cinderella": (3, -1.0),
    "oedipus": (3, 1.0),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: at which share of the text (0 to 1), how high the curve is there, and whether it is a peak."""

    at: float
    value: float
    peak: bool


@dataclass(frozen=True, slots=True)
class Arc:
    """A curve of `POINTS` values, its nearest shape and the distance to it (0 same, 1 unrelated, 2 opposite)."""

    curve: tuple[float, ...]
    shape: str  # one of the six, or "flat"
    distance: float
    turns: tuple[Turn, ...]


def arc(places: Sequence[float], values: Sequence[float], weights: Sequence[float]) -> Arc | None:
    """The arc of values that stand at ``places`` (shares of the text, rising); None for fewer than four.

    The curve is a Gaussian-weighted mean. It is compared with each shape by correlation, so neither height nor
    strength matter.
    """
    import numpy as np

    if len(places) < 4:
        return None
    grid = np.linspace(0, 1, POINTS)
    at, value, weight = (np.asarray(column, float) for column in (places, values, weights))
    curve = np.empty(POINTS)
    width = max(_WIDTH, 0.75 / len(places))
    for number, point in enumerate(grid):
        near = np.exp(-0.5 * ((at - point) / width) ** 2) * np.maximum(weight, 1e-3) + 1e-12
        curve[number] = (near * value).sum() / near.sum()
    shape, distance = _nearest(grid, curve)
    return Arc(tuple(round(float(one), 4) for one in curve), shape, distance, _turns(grid, curve))


def _nearest(grid: Curve, curve: Curve) -> tuple[str, float]:
    import numpy as np

    if float(curve.max() - curve.min()) < _FLAT:
        return "flat", 0.0
    centred = curve - curve.mean()
    found = []
    for name, (halves, sign) in _WAVES.items():
        wave = sign * np.cos(np.pi * halves * grid)
        wave = wave - wave.mean()
        likeness = float((centred * wave).sum() / np.sqrt((centred**2).sum() * (wave**2).sum()))
        found.append((round(1 - likeness, 4), name))
    distance, name = min(found)
    return name, distance


def _turns(grid: Curve, curve: Curve) -> tuple[Turn, ...]:
    """Where the curve turns, small waves left out."""
    least = max(_FLAT, _PROMINENT * float(curve.max() - curve.min()))
    out: list[Turn] = []
    low = high = 0
    rising: bool | None = None
    for number in range(1, len(curve)):
        low = number if curve[number] <= curve[low] else low
        high = number if curve[number] >= curve[high] else high
        if rising is not False and curve[high] - curve[number] >= least:
            if rising or high > 0:
                out.append(Turn(float(grid[high]), round(float(curve[high]), 4), peak=True))
            rising, low = False, number
        elif rising is not True and curve[number] - curve[low] >= least:
            if rising is False or low > 0:
                out.append(Turn(float(grid[low]), round(float(curve[low]), 4), peak=False))
            rising, high = True, number
    return tuple(out)
