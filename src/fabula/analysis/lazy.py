"""Patterns that are compiled when they are first needed: there are many, and a story is told in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Lazy:
    """A regular expression. Its methods are those of `re.Pattern`."""

    __slots__ = ("_flags", "_made", "source")

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source, self._flags = source, flags
        self._made: re.Pattern[str] | None = None

    @property
    def made(self) -> re.Pattern[str]:
        """The compiled expression."""
        if self._made is None:
            self._made = re.compile(self.source, self._flags)
        return self._made

    def search(self, text: str, begin: int = 0) -> re.Match[str] | None:
        """The first match from ``begin`` on."""
        return self.made.search(text, begin)

    def match(self, text: str) -> re.Match[str] | None:
        """A match at the beginning."""
        return self.made.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """A match of the whole text."""
        return self.made.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches."""
        return self.made.finditer(text)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        """``text`` with each match replaced."""
        return self.made.sub(by, text)
