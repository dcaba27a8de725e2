"""Speech: which quotations are spoken, how much of a text is dialogue, and the words that the narration is left
with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from fabula.analysis.quotations import Quotation
from fabula.analysis.text import Span, Text
from fabula.analysis.words import Word

_ENDS = tuple(".!?,;…—-。！？，；～~")  # what somebody says ends with a mark; a word in quotes doesn't
_LED = re.compile(r"[:：,，]\s*$")
_LONG = {"en": 25, "zh": 10}  # characters: nobody puts so much in quotes but to say it
_UNMARKED = re.compile(r"[曰云][：:]?(?![“「『])|道[：:](?![“「『])")
_MARKS = re.compile('[“”「」『』"]')


@dataclass(frozen=True, slots=True)
class Dialogue:
    """How much of a text is spoken: ``share`` of its characters without blanks, from 0 to 1, and where.

    ``share`` is None for a text that tells of speech and has no quotation marks: then it can't be seen.
    """

    share: float | None
    spans: tuple[Span, ...]


def dialogue(text: Text) -> Dialogue:
    """What is spoken in a text: quotations that end as speech does, are led by a mark, name a speaker, or are long."""
    spans = tuple(Span(one.begin, one.end) for one in text.quotations if spoken(text, one))
    if not spans and not _MARKS.search(text.raw) and text.language == "zh" and _UNMARKED.search(text.raw):
        return Dialogue(None, ())
    inside = sum(_solid(text.raw[one.begin : one.end]) for one in spans)
    return Dialogue(inside / max(_solid(text.raw), 1), spans)


def spoken(text: Text, one: Quotation) -> bool:
    """Whether a quotation is speech, and not only a word in quotes."""
    said = one.text.rstrip()
    return bool(
        said
        and (
            one.speaker
            or said.endswith(_ENDS)
            or len(said) >= _LONG[text.language]
            or _LED.search(text.raw[max(0, one.begin - 3) : one.begin])
        )
    )


def told(text: Text) -> tuple[Word, ...]:
    """The words outside all quotations, titles left out; without marks, those before anybody speaks in a paragraph."""
    closed = [(one.begin, one.end) for one in text.quotations] + [(one.begin, one.end) for one in text.titles]
    return tuple(without(text.words, closed or [(one.begin, one.end) for one in _unmarked(text)]))


def _unmarked(text: Text) -> list[Span]:
    """What is said without marks, as older Chinese books print it: from "曰" to the end of the paragraph at the
    latest."""
    if text.language != "zh" or _MARKS.search(text.raw):
        return []
    found = ((one, _UNMARKED.search(text.raw, one.begin, one.end)) for one in text.paragraphs)
    return [Span(lead.end(), one.end) for one, lead in found if lead]


def without(words: Iterable[Word], spans: Iterable[tuple[int, int]]) -> list[Word]:
    """The words that begin in none of some spans."""
    inside = Inside(spans)
    return [word for word in words if not inside(word.begin)]


class Inside:
    """Tells of an offset whether it lies in one of some spans (which don't overlap)."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        found = sorted(spans)
        self._begins = [begin for begin, _ in found]
        self._ends = [end for _, end in found]

    def __call__(self, offset: int) -> bool:
        number = bisect_right(self._begins, offset) - 1
        return number >= 0 and offset < self._ends[number]


def _solid(raw: str) -> int:
    return sum(map(len, raw.split()))
