"""Rhythm: how long the sentences of a text are, how much that changes, and where many alike follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.sentences import length
from fabula.analysis.text import Span, Text

_ALIKE = 4  # sentences in a row
_TOLERANCE = 0.15  # of their mean length, and at least one


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Lengths of sentences: words in English, Han characters (and other words) in Chinese.

    ``deviation``: standard deviation; ``variation``: that by the mean (0: all alike). ``longest``: the longest
    sentence. ``alike``: runs of at least four sentences that are within 15 % of their mean.
    """

    lengths: tuple[int, ...]
    mean: float
    deviation: float
    variation: float
    longest: Span
    alike: tuple[Span, ...]


def rhythm(text: Text) -> Rhythm:
    """The rhythm of a text's sentences. One sentence has no deviation."""
    spans = text.sentences or text.paragraphs
    lengths = tuple(length(text.of(one), text.language) for one in spans)
    mean = sum(lengths) / len(lengths)
    deviation = (sum((one - mean) ** 2 for one in lengths) / len(lengths)) ** 0.5
    longest = spans[max(range(len(lengths)), key=lengths.__getitem__)]
    alike = tuple(Span(spans[begin].begin, spans[end - 1].end) for begin, end in _runs(lengths))
    return Rhythm(lengths, mean, deviation, deviation / mean if mean else 0.0, longest, alike)


def _runs(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Runs as (first, behind the last): each goes on while all of it stays near its mean."""
    out, begin = [], 0
    while begin < len(lengths):
        end, low, high, total = begin + 1, lengths[begin], lengths[begin], lengths[begin]
        while end < len(lengths):
            now = (min(low, lengths[end]), max(high, lengths[end]), total + lengths[end])
            mean = now[2] / (end - begin + 1)
            if max(mean - now[0], now[1] - mean) > max(1.0, _TOLERANCE * mean):
                break
            (low, high, total), end = now, end + 1
        if end - begin >= _ALIKE:
            out.append((begin, end))
            begin = end
        else:
            begin += 1
    return out
