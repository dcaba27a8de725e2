"""Sentences and lengths of prose in English and Chinese, also of prose that is still being written."""

from __future__ import annotations

import re
from itertools import pairwise

_LATIN_END = re.compile(r"[.!?\u2026]+[\"'\u201d\u2019)\]]*(?=\s|$)")
_CJK_END = re.compile(r"[。！？…]+[”’」』）]*")
_ABBREVIATIONS = frozenset(
    ("mr", "mrs", "ms", "dr", "st", "prof", "sr", "jr", "vs", "etc", "no", "vol", "capt", "sgt", "col", "gen", "lt",
     "mt", "rev", "hon", "e.g", "i.e", "a.m", "p.m")
)  # fmt: skip
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_LONGEST_QUOTATION = 4000  # characters; what was opened before is taken as closed, so that long texts stay quick
_QUOTE_PAIRS = (("\u201c", "\u201d"), ("「", "」"), ("『", "』"))


def _ends(text: str, language: str) -> list[int]:
    """Offsets just behind each sentence end."""
    out = []
    if language == "zh":
        return [match.end() for match in _CJK_END.finditer(text)]
    for match in _LATIN_END.finditer(text):
        before = re.search(r"([A-Za-z.]+)$", text[max(0, match.start() - 12) : match.start()])
        if match[0] == "." and before:
            word = before[1].casefold()
            if word in _ABBREVIATIONS or (len(word) == 1 and word != "i"):
                continue
        out.append(match.end())
    return out


def _inside_quotes(text: str) -> bool:
    """Whether the text stops inside an open quotation; a new paragraph begins with none open."""
    text = text.rsplit("\n", 1)[-1]
    if text.count('"') % 2:
        return True
    return any(text.count(start) > text.count(end) for start, end in _QUOTE_PAIRS)


def sentences(text: str, language: str) -> list[str]:
    """The sentences of ``text``, in order; a rest without an end is the last one."""
    return [text[begin:end] for begin, end in sentence_spans(text, language)]


def sentence_spans(text: str, language: str, begin: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where the sentences of a part of ``text`` begin and end, blanks around them left out."""
    part = text[begin:end]
    bounds = [0, *_ends(part, language), len(part)]
    return [(begin + span[0], begin + span[1]) for pair in pairwise(bounds) if (span := trimmed(part, *pair))]


def trimmed(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """A part of ``text`` without the blanks around it; None where there is nothing else."""
    piece = text[begin:end]
    if not piece.strip():
        return None
    first = begin + len(piece) - len(piece.lstrip())
    return first, first + len(piece.strip())


def complete_length(text: str, language: str, *, quotes: bool = True) -> int:
    """How many characters from the start form full sentences; 0 if none.

    With ``quotes`` an end inside an open quotation does not count.
    """
    for end in reversed(_ends(text, language)):
        if not (quotes and _inside_quotes(text[max(0, end - _LONGEST_QUOTATION) : end])):
            return end
    return 0


def length(text: str, language: str) -> int:
    """The length that readers count: words in English, Han characters (and other words) in Chinese."""
    if language == "zh":
        return len(_HAN.findall(text)) + len(WORD.findall(_HAN.sub(" ", text)))
    return len(WORD.findall(text))


def han_share(text: str) -> float:
    """The share of Han characters among the letters of a text, from 0 to 1; 0 for a text without letters."""
    han = len(_HAN.findall(text))
    letters = sum(1 for character in text if character.isalpha())
    return han / letters if letters else 0.0
