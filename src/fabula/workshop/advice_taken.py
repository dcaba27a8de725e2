"""Before and after: which advice on an old draft was taken up in a new one, which still stands, and which is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.text import Text
from fabula.analysis.words import words
from fabula.workshop.advice_kinds import ARC, ENDING, Advice

_SAME = 0.5  # of the words of the shorter passage must stand in the other one
_WHOLE = (ARC, ENDING)  # advice on the draft as a whole, of which there is one at most


@dataclass(frozen=True, slots=True)
class Progress:
    """``taken``: advice on the old draft that the new one doesn't need any more; ``stays`` and ``fresh``: advice on
    the new draft, given before or for the first time."""

    taken: tuple[Advice, ...]
    stays: tuple[Advice, ...]
    fresh: tuple[Advice, ...]


def progress(old: Text, before: Sequence[Advice], new: Text, after: Sequence[Advice]) -> Progress:
    """Match the advice of two drafts: the same kind on a passage of which half the words are still there."""
    left = list(after)
    taken, stays = [], []
    for one in before:
        own = _bag(old, one)
        match = next((other for other in left if other.kind == one.kind and _same(one, own, _bag(new, other))), None)
        if match is None:
            taken.append(one)
        else:
            left.remove(match)
            stays.append(match)
    return Progress(tuple(taken), tuple(sorted(stays, key=lambda one: one.span.begin)), tuple(left))


def _bag(text: Text, one: Advice) -> Counter[str]:
    return Counter(word.text.casefold() for word in words(text.of(one.span), text.language))


def _same(one: Advice, own: Counter[str], other: Counter[str]) -> bool:
    if one.kind in _WHOLE:
        return True
    return (own & other).total() >= _SAME * max(1, min(own.total(), other.total()))
