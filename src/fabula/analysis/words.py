"""Words: the words of a text with their places; in Chinese by a dictionary and a hidden Markov model (jieba), with their class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.errors import MissingExtra

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_LETTER = re.compile(r"[^\W_]")
_PIECE = 100_000  # characters that the dictionary looks at together


@dataclass(frozen=True, slots=True)
class Word:
    """A word at ``begin``..``end``. ``tag``: its class in Chinese, as jieba names them (n, v, a, nr, ns …), else empty."""

    begin: int
    end: int
    text: str
    tag: str = ""


def words(text: str, language: str) -> list[Word]:
    """The words of ``text``, without marks and blanks."""
    return list(_chinese(text) if language == "zh" else _english(text))


def _english(text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        yield Word(match.start(), match.end(), match[0])


def _chinese(text: str) -> Iterator[Word]:
    try:
        import rjieba
    except ImportError as error:
        raise MissingExtra("analysis", "Finding the words of Chinese text") from error

    for at, piece in _pieces(text):
        for word, tag in rjieba.tag(piece):
            if _LETTER.search(word):
                yield Word(at, at + len(word), word, tag)
            at += len(word)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Lines, put together up to a length; a longer line is cut."""
    begin = 0
    while begin < len(text):
        end = text.rfind("\n", begin, begin + _PIECE) + 1 if begin + _PIECE < len(text) else len(text)
        end = end if end > begin else min(len(text), begin + _PIECE)
        yield begin, text[begin:end]
        begin = end
