"""Tension: how much is at stake from sentence to sentence, as a curve.

Four signs, each from 0 to 1: feelings that are unpleasant and stirred (valence and arousal; Russell, 1980), words of
conflict and danger, short sentences (against the text's own mean), questions and exclamations.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from fabula.analysis.emotions import Affect
from fabula.analysis.lexicon import shipped
from fabula.analysis.sentences import length
from fabula.analysis.text import Text

_WEIGHTS = {"feeling": 0.45, "conflict": 0.3, "marks": 0.15, "short": 0.1}
_FULL = {"en": 2, "zh": 2}  # words of conflict in a sentence that are as much as it can have


class Felt(Protocol):
    """What a part of a text feels like; `emotion.Feeling` is one."""

    @property
    def begin(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def polarity(self) -> float:
        """From -1 (unpleasant) to 1."""

    @property
    def intensity(self) -> float:
        """From 0 to 1."""

    @property
    def affect(self) -> Affect:
        """Valence, arousal, dominance, each from -1 to 1."""


@dataclass(frozen=True, slots=True)
class Strain:
    """The tension of one sentence, from 0 to 1, and the signs that it comes from."""

    total: float
    feeling: float
    conflict: float
    marks: float
    short: float


def strains(text: Text, feelings: Sequence[Felt]) -> tuple[Strain, ...]:
    """The tension of each sentence. Without feelings the other three signs share the weight."""
    felt = _felt(text, feelings)
    conflict = Counter(text.sentence_at(one.begin) for one in shipped("conflict", text.language).find(text))
    sizes = [length(text.of(one), text.language) for one in text.sentences]
    mean = sum(sizes) / max(len(sizes), 1)
    out = []
    for number, one in enumerate(text.sentences):
        raw = text.of(one)
        signs = {
            "feeling": felt[number],
            "conflict": min(1.0, conflict[number] / _FULL[text.language]),
            "marks": min(1.0, sum(raw.count(mark) for mark in "!?！？") / 2),
            "short": max(0.0, 1 - sizes[number] / mean) if mean and len(sizes) > 1 else 0.0,
        }
        out.append(_strain(signs, bool(feelings)))
    return tuple(out)


def _strain(signs: dict[str, float], felt: bool) -> Strain:
    weights = {name: weight for name, weight in _WEIGHTS.items() if felt or name != "feeling"}
    total = sum(weight * signs[name] for name, weight in weights.items()) / sum(weights.values())
    return Strain(total, signs["feeling"], signs["conflict"], signs["marks"], signs["short"])


def _felt(text: Text, feelings: Sequence[Felt]) -> list[float]:
    """How unpleasant and stirred each sentence is: that of the feeling that covers its middle, or of the one before
    it."""
    ordered = sorted(feelings, key=lambda one: one.begin)
    begins = [one.begin for one in ordered]
    out = []
    for span in text.sentences:
        number = bisect_right(begins, (span.begin + span.end) // 2) - 1
        out.append(_threat(ordered[number]) if number >= 0 and ordered[number].end > span.begin else 0.0)
    return out


def _threat(one: Felt) -> float:
    unpleasant = max(0.0, -one.polarity)
    stirred = (1 + max(-1.0, min(1.0, one.affect.arousal))) / 2
    return min(1.0, one.intensity * (0.75 * unpleasant + 0.25 * stirred))
