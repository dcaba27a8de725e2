"""Structure: scenes, the curve of tension, and the parts setup, conflict, climax and resolution that it shows.

The parts are those of Freytag (1863), with rise and fall taken into conflict and resolution. They are located by the
curve alone: a tale that hides its tension, or is told in another form (a joke, a sketch, a frame), has none, and then
none are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.arc import POINTS, arc
from fabula.analysis.scenes import Scene, scenes
from fabula.analysis.tension import Felt, Strain, strains
from fabula.analysis.text import Span, Text

SETUP, CONFLICT, CLIMAX, RESOLUTION = "setup", "conflict", "climax", "resolution"
_FEW, _ENOUGH = 4, 8  # sentences: below the first no curve, below the second no parts
_FLAT = 0.06  # a curve that stays within this has no parts
_RISES, _STAYS = 0.35, 0.75  # of the way from the beginning (or the end) to the peak
_EARLY, _LATE = (
    0.25,
    0.97,
)  # where a climax can be, as shares of the text, if it is to have something before and behind it
_EDGES = 0.75  # what a peak outside counts beside one within


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plot. ``tension``: its mean, from 0 to 1; ``reason``: why it is here; ``sign``: the sentence that
    shows it.

    Reasons: "before it rises", "it rises here", "highest here", "it falls behind the peak".
    """

    name: str
    begin: int
    end: int
    tension: float
    reason: str
    sign: Span


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of a text. What a short or even text doesn't show is empty, and ``missing`` says why.

    ``tension``: 101 points from the beginning to the end, each from 0 to 1. ``strains``: the tension of each sentence.
    Missing: "too short for a curve", "too short for parts", "too even for parts", "no feelings given".
    """

    scenes: tuple[Scene, ...]
    strains: tuple[Strain, ...]
    tension: tuple[float, ...]
    parts: tuple[Part, ...]
    missing: tuple[str, ...]


def structure(text: Text, feelings: Sequence[Felt] = ()) -> Structure:
    """The structure of a text, from the feelings of its sentences (or of longer parts); linear in its length."""
    found = strains(text, feelings)
    missing = [] if feelings else ["no feelings given"]
    curve: tuple[float, ...] = ()
    parts: tuple[Part, ...] = ()
    if len(found) < _FEW:
        missing.append("too short for a curve")
    else:
        places = _places(text)
        whole = arc(places, [one.total for one in found], [1.0] * len(found))
        curve = whole.curve if whole else ()
        if len(found) < _ENOUGH:
            missing.append("too short for parts")
        elif max(curve) - min(curve) < _FLAT:
            missing.append("too even for parts")
        else:
            parts = _parts(text, places, found, curve)
    return Structure(scenes(text), found, curve, parts, tuple(missing))


def _places(text: Text) -> list[float]:
    """Where the middle of each sentence is, as a share of the text."""
    first, last = text.sentences[0].begin, text.sentences[-1].end
    return [((one.begin + one.end) / 2 - first) / max(last - first, 1) for one in text.sentences]


def _parts(text: Text, places: Sequence[float], found: Sequence[Strain], curve: Sequence[float]) -> tuple[Part, ...]:
    peak = _peak(curve)
    low = min(curve[: peak + 1])
    rise = next((at for at in _from_low(curve, peak) if curve[at] >= low + _RISES * (curve[peak] - low)), 0)
    high = low + _STAYS * (curve[peak] - low)
    begin = next((at + 1 for at in range(peak, rise, -1) if curve[at] < high), rise + 1)
    after = min(curve[peak:])
    fall = after + _STAYS * (curve[peak] - after)
    end = next((at for at in range(peak, POINTS) if curve[at] < fall), POINTS - 1)
    cuts = [0, *(_sentence(places, at / (POINTS - 1)) for at in (rise, begin, end)), len(places)]
    for number in range(1, 4):  # the climax has at least one sentence; the others may have none
        cuts[number] = max(cuts[number], cuts[number - 1])
    summit = min(range(len(places)), key=lambda at: abs(places[at] - peak / (POINTS - 1)))
    cuts[2], cuts[3] = min(cuts[2], summit), max(cuts[3], summit + 1)
    cuts[1] = min(cuts[1], cuts[2])
    names = (SETUP, CONFLICT, CLIMAX, RESOLUTION)
    return tuple(
        _part(text, found, name, cuts[number], cuts[number + 1])
        for number, name in enumerate(names)
        if cuts[number + 1] > cuts[number]
    )


def _peak(curve: Sequence[float]) -> int:
    """The highest point; one at the very beginning or end counts for less, since nothing leads to it or comes of it."""

    def weighed(at: int) -> float:
        inside = _EARLY <= at / (POINTS - 1) <= _LATE
        return curve[at] * (1.0 if inside else _EDGES)

    return max(range(POINTS), key=lambda at: (weighed(at), at))


def _from_low(curve: Sequence[float], peak: int) -> range:
    """The points from the lowest before the peak on."""
    return range(min(range(peak + 1), key=lambda at: (curve[at], -at)), peak + 1)


def _sentence(places: Sequence[float], at: float) -> int:
    """The first sentence whose middle is at or behind a share of the text."""
    return next((number for number, one in enumerate(places) if one >= at), len(places))


_REASONS = {
    SETUP: "before it rises",
    CONFLICT: "it rises here",
    CLIMAX: "highest here",
    RESOLUTION: "it falls behind the peak",
}


def _part(text: Text, found: Sequence[Strain], name: str, first: int, end: int) -> Part:
    """A part with the sentence that shows it best: the tensest, but the last of the setup and the calmest of the
    resolution."""
    own = range(first, end)
    if name == SETUP:
        sign = end - 1
    elif name == RESOLUTION:
        sign = min(own, key=lambda at: (found[at].total, -at))
    else:
        sign = max(own, key=lambda at: (found[at].total, -at))
    mean = sum(found[at].total for at in own) / len(own)
    begin = 0 if first == 0 else text.sentences[first].begin
    return Part(name, begin, text.sentences[end - 1].end, mean, _REASONS[name], text.sentences[sign])
