"""Summary: the sentences of a text that say most of the rest, in its own words and order.

LexRank (Erkan and Radev, 2004): sentences are ranked by a random walk over their likeness (cosine of idf-weighted
words).
Long texts are ranked in blocks, and the best of each again, so that time grows with length. Chosen are high ranks that
don't repeat each other (MMR; Carbonell and Goldstein, 1998), that bring in the main characters, and that come from
all parts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

from fabula.analysis.cast import Character
from fabula.analysis.sentences import length
from fabula.analysis.text import Span, Text
from fabula.analysis.tokens_english import FUNCTION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK = 240  # sentences that are ranked together
_FROM_BLOCK = 24  # of them go on
_DAMPING, _ROUNDS, _ALIKE = 0.85, 40, 0.1
_APART, _NEW, _SPREAD = 0.5, 0.2, 0.15  # weights of not repeating, of a character who is new, of a part that is new
_SHORT = {"en": 9, "zh": 14}  # a shorter sentence says too little
_LONG = {"en": 60, "zh": 110}
_ZH_IDLE = re.compile(
    r"^(?:的|了|着|是|在|也|都|就|便|又|和|与|而|但|这|那|他|她|它|我|你|们|一|不|有|没有"
    r"|说|到|去|来|上|下|里|得|地|之|其|于|以|为|者|所|何|乎|矣|曰)$"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence of the summary: ``raw[begin:end]``; ``rank`` from 0 to 1 against the best."""

    begin: int
    end: int
    text: str
    rank: float


def wanted(sentences: int) -> int:
    """How many sentences a summary has: about the square root of the number of sentences, from 1 to 12."""
    return max(1, min(12, round(0.75 * sqrt(sentences))))


def summary(text: Text, cast: Sequence[Character] = (), count: int | None = None) -> tuple[Chosen, ...]:
    """The sentences that sum a text up, in its order; of a text of one sentence, that one. The same text gives the
    same."""
    fit = [number for number, one in enumerate(text.sentences) if _fits(text, one)] or list(range(len(text.sentences)))
    if not fit:
        return ()
    bags = _bags(text, fit)
    ranks = _ranked(bags)
    chosen = _choose(text, fit, bags, ranks, cast, min(count or wanted(len(text.sentences)), len(fit)))
    top = max(ranks.values(), default=1.0) or 1.0
    return tuple(
        Chosen(one.begin, one.end, " ".join(text.of(one).split()), round(ranks.get(place, 0.0) / top, 3))
        for place in sorted(chosen)
        for one in (text.sentences[fit[place]],)
    )


def _fits(text: Text, one: Span) -> bool:
    """Whether a sentence can stand in a summary: neither a scrap nor a page, and mostly told, not said."""
    size = length(text.of(one), text.language)
    if not _SHORT[text.language] <= size <= _LONG[text.language]:
        return False
    begins = [quote.begin for quote in text.quotations]
    first = max(0, bisect_left(begins, one.begin) - 1)
    said = sum(
        max(0, min(quote.end, one.end) - max(quote.begin, one.begin))
        for quote in text.quotations[first : bisect_left(begins, one.end)]
    )
    return said < 0.5 * (one.end - one.begin)


def _bags(text: Text, fit: Sequence[int]) -> list[Counter[str]]:
    words = [(word.begin, word.text.casefold()) for word in text.words]
    begins = [begin for begin, _ in words]
    out = []
    for number in fit:
        one = text.sentences[number]
        inside = words[bisect_left(begins, one.begin) : bisect_left(begins, one.end)]
        out.append(Counter(word for _, word in inside if word not in FUNCTION and not _ZH_IDLE.match(word)))
    return out


def _ranked(bags: Sequence[Counter[str]]) -> dict[int, float]:
    """The rank of each sentence that is worth one, by its place among those that fit."""
    spread = Counter(word for bag in bags for word in bag)
    weigh = {word: log(1 + len(bags) / count) for word, count in spread.items()}
    best = list(range(len(bags)))
    while len(best) > _BLOCK:
        on: list[int] = []
        for begin in range(0, len(best), _BLOCK):
            block = best[begin : begin + _BLOCK]
            ranks = _walk([bags[place] for place in block], weigh)
            order = sorted(range(len(block)), key=lambda at: (-ranks[at], at))
            on += sorted(block[at] for at in order[:_FROM_BLOCK])
        best = on
    ranks = _walk([bags[place] for place in best], weigh)
    return {place: float(rank) for place, rank in zip(best, ranks, strict=True)}


def _walk(bags: Sequence[Counter[str]], weigh: dict[str, float]) -> NDArray[np.float64]:
    """LexRank: the share of a random walk that each sentence gets."""
    import numpy as np

    like = _likeness(bags, weigh)
    like[like < _ALIKE] = 0.0
    np.fill_diagonal(like, 0.0)  # who is only like themselves speaks for nobody
    sums = like.sum(axis=1, keepdims=True)
    step = np.divide(like, sums, out=np.full_like(like, 1 / len(bags)), where=sums > 0)
    rank = np.full(len(bags), 1 / len(bags))
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) / len(bags) + _DAMPING * (step.T @ rank)
    return rank


def _likeness(bags: Sequence[Counter[str]], weigh: dict[str, float]) -> NDArray[np.float64]:
    import numpy as np

    places = {word: at for at, word in enumerate(sorted({word for bag in bags for word in bag}))}
    table = np.zeros((len(bags), max(1, len(places))))
    for row, bag in enumerate(bags):
        for word, count in bag.items():
            table[row, places[word]] = count * weigh[word]
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    table = np.divide(table, norms, out=np.zeros_like(table), where=norms > 0)
    return np.asarray(table @ table.T)


def _choose(
    text: Text,
    fit: Sequence[int],
    bags: Sequence[Counter[str]],
    ranks: dict[int, float],
    cast: Sequence[Character],
    count: int,
) -> list[int]:
    """The places of the chosen sentences."""
    pool = sorted(ranks)
    weigh = {word: 1.0 for place in pool for word in bags[place]}
    like = _likeness([bags[place] for place in pool], weigh)
    people = [_people(text.sentences[fit[place]], cast) for place in pool]
    top = max(ranks.values()) or 1.0
    last = text.sentences[-1].end or 1
    part = [min(count - 1, int(count * text.sentences[fit[place]].begin / last)) for place in pool]
    chosen: list[int] = []
    met: set[int] = set()
    parts: set[int] = set()
    while len(chosen) < count:
        scores = [
            ranks[pool[at]] / top
            - _APART * max((like[at, other] for other in chosen), default=0.0)
            + _NEW * min(2, len(people[at] - met))
            + _SPREAD * (part[at] not in parts)
            if at not in chosen
            else -9.0
            for at in range(len(pool))
        ]
        at = max(range(len(pool)), key=lambda one: (scores[one], -one))
        if scores[at] <= -9.0:
            break
        chosen.append(at)
        met |= people[at]
        parts.add(part[at])
    return [pool[at] for at in chosen]


def _people(one: Span, cast: Sequence[Character]) -> set[int]:
    """The main characters who are named in a sentence."""
    out = set()
    for number, who in enumerate(cast[:6]):
        begins = [mention.begin for mention in who.mentions if mention.how != "pronoun"]
        place = bisect_left(begins, one.begin)
        if place < len(begins) and begins[place] < one.end:
            out.add(number)
    return out
