"""The names of feelings, how the sets of names map to each other, and where each lies in valence, arousal, dominance.

Sets: Plutchik's eight with neutral (`PLUTCHIK`), the 28 of GoEmotions (Demszky et al., ACL 2020), the 13 of CPED
(Chen et al., 2022).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

NEUTRAL = "neutral"
EIGHT = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")  # in the order of the wheel
PLUTCHIK = (*EIGHT, NEUTRAL)

# By the wheel (Plutchik, 1980): rings of one petal (annoyance, anger), primary dyads (love = joy + trust, optimism =
# anticipation + joy, remorse = sadness + disgust); where GoEmotions has a name that the wheel lacks, by the group
# that its authors put it in.
GOEMOTIONS: Mapping[str, tuple[str, ...]] = {
    "admiration": ("trust",),
    "amusement": ("joy",),
    "anger": ("anger",),
    "annoyance": ("anger",),
    "approval": ("trust",),
    "caring": ("trust",),
    "confusion": ("surprise",),
    "curiosity": ("anticipation",),
    "desire": ("anticipation",),
    "disappointment": ("sadness",),
    "disapproval": ("anger",),
    "disgust": ("disgust",),
    "embarrassment": ("sadness",),
    "excitement": ("joy", "anticipation"),
    "fear": ("fear",),
    "gratitude": ("joy", "trust"),
    "grief": ("sadness",),
    "joy": ("joy",),
    "love": ("joy", "trust"),
    "nervousness": ("fear",),
    "optimism": ("anticipation", "joy"),
    "pride": ("joy",),
    "realization": ("surprise",),
    "relief": ("joy",),
    "remorse": ("sadness", "disgust"),
    "sadness": ("sadness",),
    "surprise": ("surprise",),
    "neutral": (NEUTRAL,),
}

CPED = (
    "happy", "grateful", "relaxed", "positive-other", "neutral", "anger", "sadness", "fear", "depress", "disgust",
    "astonished", "worried", "negative-other",
)  # fmt: skip

POSITIVE = frozenset(
    [
        "admiration",
        "amusement",
        "approval",
        "caring",
        "desire",
        "excitement",
        "gratitude",
        "joy",
        "love",
        "optimism",
        "pride",
        "relief",
        "trust",
        "happy",
        "grateful",
        "relaxed",
        "positive-other",
    ]
)  # as GoEmotions' authors group theirs; anticipation and surprise are neither
NEGATIVE = frozenset(
    [
        "anger",
        "annoyance",
        "disappointment",
        "disapproval",
        "disgust",
        "embarrassment",
        "fear",
        "grief",
        "nervousness",
        "remorse",
        "sadness",
        "depress",
        "worried",
        "negative-other",
    ]
)


class Affect(NamedTuple):
    """A place in the space of feelings, each from -1 to 1: how pleasant, how stirred, how much in command."""

    valence: float
    arousal: float
    dominance: float


# Russell and Mehrabian, "Evidence for a three-factor theory of emotions" (Journal of Research in Personality 11, 1977):
# the mean ratings of the one of their 151 terms that is nearest to each of Plutchik's.
AFFECT: Mapping[str, Affect] = {
    "joy": Affect(0.81, 0.51, 0.46),  # happy
    "trust": Affect(0.38, 0.13, -0.08),  # respectful
    "fear": Affect(-0.64, 0.60, -0.43),  # fearful
    "surprise": Affect(0.40, 0.67, -0.13),  # surprised
    "sadness": Affect(-0.63, -0.27, -0.33),  # sad
    "disgust": Affect(-0.60, 0.35, 0.11),  # disgusted
    "anger": Affect(-0.51, 0.59, 0.25),  # angry
    "anticipation": Affect(0.51, 0.23, 0.14),  # hopeful
    NEUTRAL: Affect(0.0, 0.0, 0.0),
}


def affect(shares: Mapping[str, float]) -> Affect:
    """Valence, arousal and dominance *derived* from how much there is of each of Plutchik's nine (`AFFECT`).

    The mean of their places, weighed by their probabilities. No person labelled these.
    """
    total = sum(shares.get(name, 0.0) for name in PLUTCHIK) or 1.0
    return Affect(*(sum(shares.get(name, 0.0) * AFFECT[name][axis] for name in PLUTCHIK) / total for axis in range(3)))


def wheel(names: Iterable[str], mapping: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Which of Plutchik's nine some finer names mean, each once; unknown names mean nothing."""
    return tuple(dict.fromkeys(one for name in names for one in mapping.get(name, ())))


def side(names: Iterable[str]) -> float | None:
    """1 for pleasant, -1 for unpleasant, 0 for neither or both; None where the names don't say (surprise)."""
    given = set(names)
    up, down = bool(given & POSITIVE), bool(given & NEGATIVE)
    if up != down:
        return 1.0 if up else -1.0
    return 0.0 if up or given <= {NEUTRAL} else None
