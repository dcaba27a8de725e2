"""Emotion: what a text feels like, by sentence and as a whole, and which words carry it.

Three numbers are kept apart: *polarity* (how pleasant, from -1 to 1), *intensity* (how strongly anything is felt, from
0 to 1) and *confidence* (how sure this is, from 0 to 1). Labels are Plutchik's eight with neutral, and the finer ones
of the language's data: GoEmotions' 28 in English, CPED's 13 in Chinese.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabula.analysis.emotions import EIGHT, NEUTRAL, PLUTCHIK, Affect, affect
from fabula.analysis.head import LONGEST, Head, shipped
from fabula.errors import InputError

if TYPE_CHECKING:
    import numpy as np

LANGUAGES = ("en", "zh")
_FINE, _WHEEL = "fine:", "plutchik:"
_CARRIES = 0.04  # of a label's score: what a word adds before it is marked


@dataclass(frozen=True, slots=True)
class Feeling:
    """What ``text[begin:end]`` feels like. ``plutchik`` and ``fine``: calibrated probabilities by label."""

    begin: int
    end: int
    polarity: float
    intensity: float
    confidence: float
    plutchik: Mapping[str, float]
    fine: Mapping[str, float]
    given: tuple[str, ...] = ()  # the labels, of all sets, that are above their thresholds

    @property
    def affect(self) -> Affect:
        """Valence, arousal and dominance, derived from the probabilities; see `emotions.affect`."""
        return affect(self.plutchik)

    @property
    def name(self) -> str:
        """The likeliest of Plutchik's eight, or neutral where hardly anything is felt."""
        likeliest = max(EIGHT, key=lambda name: self.plutchik[name])
        return likeliest if self.plutchik[likeliest] >= self.plutchik[NEUTRAL] / 2 else NEUTRAL

    @property
    def ranked(self) -> tuple[tuple[str, float], ...]:
        """Plutchik's nine with their probabilities, the likeliest first: a long text has several that are near."""
        return tuple(sorted(self.plutchik.items(), key=lambda item: -item[1]))


@dataclass(frozen=True, slots=True)
class Carrier:
    """Words that carry a feeling: ``text[begin:end]`` speaks for ``label`` with ``weight`` (above 0)."""

    begin: int
    end: int
    label: str
    weight: float


def feelings(text: str, spans: Sequence[tuple[int, int]], language: str) -> list[Feeling]:
    """The feeling of each span of ``text``, looked at alone. Spans longer than 4,000 characters are cut there.

    Raises `InputError` for a language without a head.
    """
    head = _head(language)
    chance = head.probabilities([text[begin:end] for begin, end in spans])
    return [_feeling(head, row, *span) for row, span in zip(chance, spans, strict=True)]


def _feeling(head: Head, row: np.ndarray, begin: int, end: int) -> Feeling:
    found = {label: float(value) for label, value in zip(head.labels, row, strict=True)}
    up, down = found["polarity:positive"], found["polarity:negative"]
    sure = (up * (1 - down), down * (1 - up), (1 - up) * (1 - down))
    above = row >= head.threshold
    return Feeling(
        begin, end, up - down, found["intensity"], max(sure) / (sum(sure) or 1.0),
        {label.removeprefix(_WHEEL): value for label, value in found.items() if label.startswith(_WHEEL)},
        {label.removeprefix(_FINE): value for label, value in found.items() if label.startswith(_FINE)},
        tuple(label for label, yes in zip(head.labels, above, strict=True) if yes),
    )  # fmt: skip


def whole(parts: Sequence[Feeling], begin: int, end: int) -> Feeling:
    """The feeling of a longer text from those of its sentences: their mean, weighed by intensity × length.

    What is felt strongly counts more than what is only told, as people judge (peaks; Kahneman et al., 1993).
    Of nothing it is neutral.
    """
    weights = [part.intensity * math.sqrt(max(1, part.end - part.begin)) for part in parts]
    total = sum(weights)
    if not total:
        return Feeling(begin, end, 0.0, 0.0, 0.0, {name: float(name == NEUTRAL) for name in PLUTCHIK}, {})

    def mean(values: Iterable[float]) -> float:
        return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total

    return Feeling(
        begin, end,
        mean(part.polarity for part in parts),
        mean(part.intensity for part in parts),
        mean(part.confidence for part in parts),
        {name: mean(part.plutchik[name] for part in parts) for name in parts[0].plutchik},
        {name: mean(part.fine[name] for part in parts) for name in parts[0].fine},
    )  # fmt: skip


def carriers(text: str, feeling: Feeling, language: str, most: int = 4) -> list[Carrier]:
    """The words that speak most for the likeliest feeling of a span, at most ``most``, in order; none if neutral.

    ``feeling`` is that of the span, from `feelings`.
    """
    import numpy as np

    if feeling.name == NEUTRAL:
        return []
    head = _head(language)
    part = text[feeling.begin : feeling.end][:LONGEST]
    found, known, added = head.evidence(part)
    label = _WHEEL + feeling.name
    column = added[:, head.labels.index(label)]
    weight = np.zeros(len(part))
    for place, value in zip(known, column, strict=True):
        begin, end = int(found.begin[place]), min(int(found.end[place]), len(part))
        weight[begin:end] += value / max(1, end - begin)
    scored = [(float(weight[begin:end].sum()), begin, end) for begin, end in _units(part, language)]
    best = sorted((one for one in scored if one[0] > _CARRIES), reverse=True)[:most]
    return [
        Carrier(feeling.begin + begin, feeling.begin + end, feeling.name, value)
        for value, begin, end in sorted(best, key=lambda one: one[1])
    ]


def _units(text: str, language: str) -> list[tuple[int, int]]:
    """The words that can carry a feeling: all but function words."""
    from fabula.analysis.functions import function_words
    from fabula.analysis.words import words

    empty = function_words(language)
    return [(one.begin, one.end) for one in words(text, language) if one.text.casefold() not in empty]


def _head(language: str) -> Head:
    if language not in LANGUAGES:
        raise InputError(f"Feelings can't be read in '{language}'.", hint=f"Take one of: {', '.join(LANGUAGES)}.")
    return shipped(f"emotion-{language}")
