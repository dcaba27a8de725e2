"""Danger: does somebody in a personal text speak of hurting themselves, or of being hurt, now?

No diagnosis and no machine learning: signs from a list written for this (``lexicons/danger.en.toml``, ``.zh.toml``)
are added up within a few sentences, and count less where they are denied, long over, told, sung, reported or an
accident. It is made to find what is said in plain or veiled words; it can't find what isn't said.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.analysis.quotations import narration
from fabula.analysis.text import LANGUAGES, Span, Text, read
from fabula.errors import InputError

SELF_HARM, HARMED, OTHER = "self-harm", "harmed by another", "danger to another"
KINDS = (SELF_HARM, HARMED, OTHER)
ENOUGH = 0.5  # how sure it must be before something is found
WEIGHTS = {  # what one entry adds, alone; Chinese signs are shorter, and stand more often where nothing is wrong
    "en": {"sure": 0.85, "likely": 0.6, "sign": 0.36, "hint": 0.2},
    "zh": {"sure": 0.85, "likely": 0.6, "sign": 0.24, "hint": 0.1},
}
TOGETHER = 8  # sentences within which signs add up
_HERE, _AROUND = 0.15, 0.6  # what is left of a sign that is told, sung or news: in its sentence or the one before; near
_LONG_OVER, _DENIED, _QUOTED, _NOBODY = 0.25, 0.15, 0.2, 0.25
_BEFORE = 30  # characters before a sign in which it may be denied


@dataclass(frozen=True, slots=True)
class Danger:
    """What is spoken of: one of `KINDS`, where it is said most plainly, and how sure this is, from `ENOUGH` to 1."""

    kind: str
    span: Span
    sure: float


@dataclass(frozen=True, slots=True)
class _Signs:
    """The list of a language: (kind, weight, pattern), and the patterns of what makes a sign count less."""

    signs: tuple[tuple[str, float, re.Pattern[str]], ...]
    guards: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A sign in a text: which entry, in which sentence, and what it weighs there."""

    begin: int
    end: int
    kind: str
    entry: int
    sentence: int
    weight: float


def danger(text: str, language: str) -> Danger | None:
    """Who speaks of hurting themselves or of being hurt now, if somebody does: the surest of what is found.

    Raises `InputError` for a language that isn't read; a text without a word has none.
    """
    if language not in LANGUAGES:
        raise InputError(f"Danger can't be read in '{language}'.", hint=f"Take one of: {', '.join(LANGUAGES)}.")
    if not any(character.isalnum() for character in text):
        return None
    return found_in(read(text, language))


def found_in(text: Text) -> Danger | None:
    """The danger spoken of in a text that was read already; see `danger`."""
    known = _signs(text.language)
    plain = text.raw.replace("’", "'")
    hits = sorted(_hits(text, plain, known), key=lambda one: one.begin)
    best = max(_sums(hits), key=lambda one: one.sure, default=None)
    return best if best is not None and best.sure >= ENOUGH else None


def _sums(hits: Sequence[_Hit]) -> Iterator[Danger]:
    """What the signs of each kind within `TOGETHER` sentences of each sign come to: 1 - Π(1 - weight)."""
    for kind in KINDS:
        own = [one for one in hits if one.kind == kind]
        for at, first in enumerate(own):
            each: dict[int, _Hit] = {}
            for one in own[at : at + 60]:
                if one.sentence - first.sentence >= TOGETHER:
                    break
                if one.entry not in each or each[one.entry].weight < one.weight:
                    each[one.entry] = one
            missing = 1.0
            for one in each.values():
                missing *= 1 - one.weight
            plainest = max(each.values(), key=lambda one: (one.weight, -one.begin))
            yield Danger(kind, Span(plainest.begin, plainest.end), round(1 - missing, 3))


def _hits(text: Text, plain: str, known: _Signs) -> Iterator[_Hit]:
    around = _Around(text, plain, known.guards)
    for number, (kind, weight, pattern) in enumerate(known.signs):
        for match in pattern.finditer(plain):
            begin, end = match.span()
            sentence = text.sentence_at(begin)
            left = weight * around.left(kind, begin, end, sentence)
            if left > 0:
                yield _Hit(begin, end, kind, number, sentence, left)


class _Around:
    """What surrounds the signs of a text."""

    def __init__(self, text: Text, plain: str, guards: Mapping[str, re.Pattern[str]]) -> None:
        self.sentences, self.plain, self.guards = text.sentences, plain, guards
        self.told = narration(plain, text.language)
        self.begins = {name: [one.start() for one in guard.finditer(plain)] for name, guard in guards.items()}
        self.own = [one.start() for one in guards["own"].finditer(self.told)]

    def left(self, kind: str, begin: int, end: int, sentence: int) -> float:
        """The share of a sign that is left, from 0 to 1, by what stands around it."""
        first, last = self._edges(sentence, 0)
        here = (self._edges(sentence, 1)[0], last)
        near = self._edges(sentence, TOGETHER)
        if self._idiom(begin, end) or (kind == SELF_HARM and self._any("accident", first, last)):
            return 0.0
        share = 1.0
        for name in ("fiction", "song", "news"):
            if self._any(name, *here):
                share = min(share, _HERE)
            elif self._any(name, *near):
                share = min(share, _AROUND)
        if self._any("long over", *self._edges(sentence, 1)) and not self._any("now", first, last):
            share *= _LONG_OVER
        if self.guards["denied"].search(self.plain[max(first, begin - _BEFORE) : begin]):
            share *= _DENIED
        if kind == SELF_HARM and self.told[begin:end].strip() == "":
            share *= _QUOTED
        if kind != OTHER and not self._within(self.own, *near):
            share *= _NOBODY
        return share

    def _edges(self, sentence: int, more: int) -> tuple[int, int]:
        """Where a sentence begins and ends, with so many others on both sides."""
        if not self.sentences:
            return 0, len(self.plain)
        first = self.sentences[max(0, sentence - more)].begin
        return first, self.sentences[min(len(self.sentences) - 1, sentence + more)].end

    def _any(self, name: str, begin: int, end: int) -> bool:
        return self._within(self.begins[name], begin, end)

    @staticmethod
    def _within(starts: Sequence[int], begin: int, end: int) -> bool:
        return bisect_left(starts, begin) < bisect_right(starts, end - 1)

    def _idiom(self, begin: int, end: int) -> bool:
        """Whether a sign is part of a way of speaking: "this homework is killing me"."""
        window = max(0, begin - 25)
        return any(
            window + one.start() < end and window + one.end() > begin
            for one in self.guards["idiom"].finditer(self.plain[window : end + 40])
        )


@lru_cache(maxsize=2)
def _signs(language: str) -> _Signs:
    raw = (files("fabula.analysis") / "lexicons" / f"danger.{language}.toml").read_text("utf-8")
    table = tomllib.loads(raw)
    short = {f"<{name}>": f"(?:{words})" for name, words in table["short"].items()}

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, words in short.items():
            pattern = pattern.replace(name, words)
        return re.compile(pattern, re.IGNORECASE)

    signs = tuple(
        (kind, WEIGHTS[language][level], compiled(pattern))
        for kind in KINDS
        for levels in table[kind].values()
        for level, patterns in levels.items()
        for pattern in patterns
    )
    guards = {name: compiled("|".join(patterns)) for name, patterns in table["less"].items()}
    return _Signs(signs, guards)
