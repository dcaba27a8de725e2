"""Strings: many literal strings looked for at once, in time that grows with the text and not with their number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator


class Strings:
    """A set of strings to look for."""

    __slots__ = ("_first", "_known", "_sizes")

    def __init__(self, strings: Iterable[str]) -> None:
        self._known = frozenset(one for one in strings if one)
        sizes: defaultdict[str, set[int]] = defaultdict(set)
        for one in self._known:
            sizes[one[0]].add(len(one))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}
        self._first = re.compile(f"[{''.join(map(re.escape, sorted(sizes)))}]") if sizes else None

    def every(self, text: str) -> Iterator[tuple[int, str]]:
        """Each place where one of the strings stands, overlapping ones too, with the string; at a place the longest
        first."""
        for match in self._first.finditer(text) if self._first else ():
            for size in self._sizes[match[0]]:
                found = text[match.start() : match.start() + size]
                if len(found) == size and found in self._known:
                    yield match.start(), found

    def longest(self, text: str) -> list[tuple[int, int, str]]:
        """Where the strings stand, without overlaps: the one that begins first, and of those the longest."""
        out: list[tuple[int, int, str]] = []
        taken = 0
        for begin, found in self.every(text):
            if begin >= taken:
                taken = begin + len(found)
                out.append((begin, taken, found))
        return out
