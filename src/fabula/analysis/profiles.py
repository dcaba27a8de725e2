"""Style profiles: the numbers that a text's style is compared by, and the shelf that it is nearest to.

The distance is Burrows's Delta (2002) in the form of Smith and Aldridge (2011): the frequencies of function words,
each in standard deviations from what is usual over all shelves, as one vector, compared by the cosine, which Evert
and others (2017) found to be the surest. The measures of style are compared in the same way, and both are averaged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.analysis.functions import function_words
from fabula.analysis.reference import Reference, Shelf, Usual, shipped
from fabula.analysis.style import Style
from fabula.analysis.text import Text

WEIGHT = 0.85  # of function words beside the measures of style
FARTHEST = 4.0  # standard deviations that a number of the text can count for, so that no single one decides
_LEAST = 50  # words or characters below which nothing is compared
_TELLING = 6  # of what makes a text near its shelf
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Profile:
    """A text's numbers: measures by name, and how often each function word comes, for 1,000 words or Han characters."""

    language: str
    length: int
    measures: Mapping[str, float]
    functions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A number by which a text is near a shelf: its own value, the shelf's, and what is usual over all shelves."""

    name: str
    value: float
    shelf: float
    usual: float


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a text is to a shelf. ``distance``: 0 for the same way of telling, 1 for an unrelated one, 2 for the
    opposite.

    ``because``: the numbers in which it is unlike most texts and like this shelf, most telling first.
    """

    key: str
    name: str
    distance: float
    because: tuple[Likeness, ...]


def profile(text: Text, style: Style) -> Profile:
    """The profile of a text from its style."""
    return Profile(text.language, style.counts.length, _measures(style), frequencies(text))


def nearest(own: Profile, reference: Reference | None = None, weight: float = WEIGHT) -> tuple[Nearness, ...]:
    """All shelves of the text's language, the nearest first; none for a text under 50 words or Han characters."""
    if own.length < _LEAST:
        return ()
    known = reference or shipped(own.language)
    found = (
        Nearness(one.key, one.name, distance(own, one, known, weight), _because(own, one, known))
        for one in known.shelves
    )
    return tuple(sorted(found, key=lambda one: (one.distance, one.key)))


def distance(own: Profile, shelf: Shelf, known: Reference, weight: float = WEIGHT) -> float:
    """How far a text is from a shelf, from 0 to 2."""
    words = _apart(own.functions, shelf.functions, known.functions)
    measures = _apart(own.measures, shelf.measures, known.measures)
    return weight * words + (1 - weight) * measures


def _apart(own: Mapping[str, float], shelf: Mapping[str, Usual], known: Mapping[str, Usual]) -> float:
    """One less the cosine of both, as vectors of what they are away from the usual."""
    product = mine = theirs = 0.0
    for name, one in known.items():
        if name in own and name in shelf and one.deviation > 0:
            left = max(-FARTHEST, min(FARTHEST, (own[name] - one.mean) / one.deviation))
            right = (shelf[name].mean - one.mean) / one.deviation
            product, mine, theirs = product + left * right, mine + left * left, theirs + right * right
    return 1 - product / (mine * theirs) ** 0.5 if mine and theirs else 1.0


def burrows(own: Profile, shelf: Shelf, known: Reference) -> float:
    """Burrows's Delta as he gave it in 2002: the mean absolute difference of function words, in standard deviations."""
    gaps = [abs(own.functions[name] - shelf.functions[name].mean) / one.deviation
            for name, one in known.functions.items() if name in shelf.functions and one.deviation > 0]  # fmt: skip
    return sum(gaps) / len(gaps) if gaps else 0.0


def _because(own: Profile, shelf: Shelf, known: Reference) -> tuple[Likeness, ...]:
    """Numbers that lie on the shelf's side of what is usual, by how far both do."""
    found = []
    for mine, theirs, usual in (
        (own.measures, shelf.measures, known.measures),
        (own.functions, shelf.functions, known.functions),
    ):
        for name, all_of in usual.items():
            if name in mine and name in theirs and all_of.deviation > 0:
                away = (mine[name] - all_of.mean) / all_of.deviation
                other = (theirs[name].mean - all_of.mean) / all_of.deviation
                if away * other > 0:
                    telling = min(abs(away), abs(other)) - abs(away - other) / 2
                    found.append((telling, Likeness(name, mine[name], theirs[name].mean, all_of.mean)))
    best = sorted((one for one in found if one[0] > 0), key=lambda one: (-one[0], one[1].name))
    return tuple(one for _, one in best[:_TELLING])


def frequencies(text: Text) -> dict[str, float]:
    """How often each function word comes for 1,000 words (English) or Han characters (Chinese, counted as written)."""
    known = function_words(text.language)
    if text.language == "zh":
        han = _HAN.findall(text.raw)
        singles = Counter(han)
        total = max(len(han), 1)
        counts = {word: singles[word] if len(word) == 1 else text.raw.count(word) for word in known}
    else:
        words = Counter(word.text.casefold().replace("’", "'") for word in text.words)
        total = max(words.total(), 1)
        counts = {word: words[word] for word in known}
    return {word: 1000 * count / total for word, count in sorted(counts.items())}


def _measures(one: Style) -> dict[str, float]:
    """The measures that are compared. What an edition decides (marks of speech, paragraphs) is left out for Chinese."""
    persons = max(one.person.first + one.person.second + one.person.third, 1)
    found: dict[str, float | None] = {
        "sentence length": one.readability.sentence,
        "sentence variation": one.rhythm.variation if len(one.rhythm.lengths) > 3 else None,
        "reading ease": one.readability.ease,
        "syllables a word": one.readability.syllables,
        "clause length": one.readability.clause,
        "rare characters": one.readability.rare,
        "MATTR (50)": one.diversity.mattr_50,
        "dialogue share": one.dialogue.share if one.language == "en" else None,
        "first person": one.person.first / persons,
        "second person": one.person.second / persons,
        "told in the present": one.tense.present / (one.tense.past + one.tense.present) if one.tense.name else None,
        "similes": one.imagery.similes_rate,
        "repeated phrases": 1000 * len(one.repetitions) / max(one.counts.words, 1),
        **{f"words of {sense}": share for sense, share in one.imagery.shares},
        **{f"{name} sentences": share for name, share in one.register.shares if name != "plain"},
        **{f"aspect {name}": rate for name, rate in one.tense.aspects},
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def usual(values: Sequence[float]) -> Usual:
    """The mean and the standard deviation of some values (0 for fewer than two)."""
    mean = sum(values) / max(len(values), 1)
    if len(values) < 2:
        return Usual(mean, 0.0)
    return Usual(mean, (sum((one - mean) ** 2 for one in values) / (len(values) - 1)) ** 0.5)
