"""Strings: many at once, the same as one by one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fabula.analysis.strings import Strings

_WORDS = st.lists(st.text("ab甲乙", min_size=1, max_size=4), max_size=6)


@given(_WORDS, st.text("ab甲乙 ", max_size=40))
def test_every_place_is_found(words: list[str], text: str) -> None:
    """What is found is what a plain search finds, each place once for each string."""
    plain = {(at, word) for word in words for at in range(len(text)) if text.startswith(word, at)}
    found = list(Strings(words).every(text))
    assert set(found) == plain
    assert len(found) == len(plain)


@given(_WORDS, st.text("ab甲乙 ", max_size=40))
def test_the_longest_do_not_overlap(words: list[str], text: str) -> None:
    """No two overlap, and where one begins no longer one would fit."""
    found = Strings(words).longest(text)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert all(
        text[begin:end] == word and not any(text.startswith(other, begin) and len(other) > len(word) for other in words)
        for begin, end, word in found
    )
