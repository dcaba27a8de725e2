"""Comparison: two texts of one language side by side, such as two drafts, or a draft and its model."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.analysis.profiles import Profile, distance
from fabula.analysis.reference import Shelf, Usual, shipped
from fabula.analysis.report import Report
from fabula.errors import InputError

FORMAT = "fabula-comparison/1"


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of both texts, by the name that it has in a report."""

    name: str
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports side by side.

    ``style``: the distance of their styles (0 the same way of telling, 1 unrelated, 2 opposite); None for texts too
    short. ``arc``: 1 less the correlation of their arcs; None where one has none or is flat. ``themes``: keys of the
    themes of both. ``curves``: both arcs, where there are two.
    """

    format: str
    first: str
    second: str
    language: str
    differences: tuple[Difference, ...]
    style: float | None
    arc: float | None
    themes: tuple[str, ...]
    curves: tuple[tuple[float, ...], tuple[float, ...]] | None


def comparison(first: Report, second: Report, names: tuple[str, str]) -> Comparison:
    """What sets two texts apart. Raises `InputError` for texts in two languages: their measures mean other things."""
    if first.language != second.language:
        raise InputError(
            f"'{names[0]}' is in '{first.language}' and '{names[1]}' in '{second.language}'; their measures can't be "
            "compared.",
            hint="Compare texts of one language, or say --lang if it was found out wrongly.",
        )
    if names[0] == names[1]:
        names = (f"{names[0]} (1)", f"{names[1]} (2)")
    mine, theirs = _measures(first), _measures(second)
    shared = {one.key for one in second.themes}
    arcs = (first.emotion.arc, second.emotion.arc)
    curves = (arcs[0].curve, arcs[1].curve) if arcs[0] and arcs[1] else None
    return Comparison(
        FORMAT, *names, first.language,
        tuple(Difference(name, value, theirs[name]) for name, value in mine.items() if name in theirs),
        _styles(first.profile, second.profile) if first.nearest and second.nearest else None,
        _apart(*curves) if curves else None,
        tuple(one.key for one in first.themes if one.key in shared),
        curves,
    )  # fmt: skip


def _measures(one: Report) -> dict[str, float]:
    tension = one.structure.strains
    counted = {
        "length": float(one.style.counts.length),
        "polarity": one.emotion.whole.polarity,
        "intensity": one.emotion.whole.intensity,
        "people": float(len(one.company.cast)),
        "scenes": float(len(one.structure.scenes)),
        "mean tension": sum(part.total for part in tension) / max(1, len(tension)),
    }
    if one.style.readability.grade is not None:
        counted["grade"] = one.style.readability.grade
    return counted | dict(one.profile.measures)


def _styles(first: Profile, second: Profile) -> float:
    """The distance of two texts by the measure that is taken to a shelf: the second is a shelf of one."""
    alone = Shelf(
        "", "", 1,
        {name: Usual(value, 0.0) for name, value in second.measures.items()},
        {name: Usual(value, 0.0) for name, value in second.functions.items()},
    )  # fmt: skip
    return distance(first, alone, shipped(first.language))


def _apart(first: tuple[float, ...], second: tuple[float, ...]) -> float | None:
    import numpy as np

    if np.std(first) < 1e-9 or np.std(second) < 1e-9:
        return None
    return float(1 - np.corrcoef(first, second)[0, 1])
