"""Distance: how far what some prose feels like is from what it should feel like."""

from __future__ import annotations

from fabula.analysis.emotion import Feeling, whole
from fabula.analysis.emotions import AFFECT, NEUTRAL, PLUTCHIK
from fabula.workshop.wish import OWN

_POLARITY, _INTENSITY, _WHEEL = 0.5, 0.2, 0.3  # parts of the distance, chosen and not learnt; they sum to 1
_STRENGTH = 0.6  # the least intensity of a mood that is asked for


def emotion_distance(one: Feeling, other: Feeling) -> float:
    """From 0 (the same feeling) to 1 (its opposite).

    Half of it is the difference of polarity, a fifth that of intensity, the rest how differently the probabilities are
    spread over Plutchik's nine (total variation).
    """
    first, second = _spread(one), _spread(other)
    apart = sum(abs(first[name] - second[name]) for name in PLUTCHIK) / 2
    return (
        _POLARITY * abs(one.polarity - other.polarity) / 2
        + _INTENSITY * abs(one.intensity - other.intensity)
        + _WHEEL * apart
    )


def _spread(one: Feeling) -> dict[str, float]:
    total = sum(one.plutchik.get(name, 0.0) for name in PLUTCHIK)
    return {name: one.plutchik.get(name, 0.0) / total if total else float(name == NEUTRAL) for name in PLUTCHIK}


def target(parts: list[Feeling], mood: str) -> Feeling:
    """What a place between some sentences should feel like: as they do, or in the mood asked for."""
    own = whole(parts, parts[0].begin, parts[-1].end) if parts else whole([], 0, 0)
    if mood == OWN:
        return own
    side = AFFECT[mood].valence
    return Feeling(
        own.begin, own.end, side, max(own.intensity, _STRENGTH), 1.0,
        {name: float(name == mood) for name in PLUTCHIK}, {},
    )  # fmt: skip
