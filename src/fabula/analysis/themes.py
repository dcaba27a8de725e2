"""Themes: what a text is about at heart, among 24 that are known by name, with a score and the words that speak for
each.

A theme is scored by its seed words: how many different ones stand in a stretch of about 120 words, each weighed by
how rare it is, averaged over all stretches (so that what comes up throughout counts for more than what is said often
in one place), and compared with stories of that length on the reference shelf. With an encoder the likeness of
sentences to the theme's definition adds to it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import sqrt
from typing import TYPE_CHECKING

from fabula.analysis.lexicon import Hit, Lexicon, entries, lexicon
from fabula.analysis.reference import Evident, shipped
from fabula.analysis.sentences import length
from fabula.analysis.text import Span, Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "Sequence[Sequence[float]] | NDArray[np.float32]"]  # texts -> unit vectors

SCORED = 0.5  # from which a theme is given: that of the story at the 80th percentile of the reference
_STRETCH = {"en": 120, "zh": 200}  # words, characters
_FULL = 3.0  # evidence at most from one stretch
_FLOOR, _FLOOR_LONG = 0.3, 0.12  # the level of a theme that no reference story has, for one stretch and for many
_SHORT = {"en": 40, "zh": 60}  # up to which one seed is enough; two different ones otherwise
_MOST_EVIDENCE = 12
_MOST_SENTENCES = 400  # that an encoder is asked about; of longer texts every n-th
_CLOSE = 0.15  # what a sentence is nearer to its theme than to the mean theme, to count as certain
_BY_MEANING = 0.4  # how much of what words leave open likeness can add


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its score from 0 to 1, comparable between texts of a language, and the words that speak for it.

    ``key`` is the same in all languages (``courage``); ``label`` is its name in the text's language.
    """

    key: str
    label: str
    score: float
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a theme is called and what it is, in one sentence."""

    label: str
    sentence: str


def themes(text: Text, embed: Embed | None = None) -> tuple[Theme, ...]:
    """The themes of a text that score at least 0.5, the strongest first; none where nothing speaks for one.

    ``embed`` gives unit vectors for texts. Without it only words speak, and a theme told without any is not seen.
    """
    known, found = shipped(text.language), evidence(text)
    dense, count = densities(text, found, known.seeds)
    near, closest = _meanings(text, embed) if embed else ({}, {})
    out = []
    for key, one in definitions(text.language).items():
        hits = found.get(key, [])
        score = _score(sum(dense[key]) / count, known.themes.get(key), count) if _enough(text, hits) else 0.0
        score += (1 - score) * _BY_MEANING * near.get(key, 0.0)
        if score >= SCORED:
            spans = _strongest(hits, known.seeds) or (closest[key],)
            out.append(Theme(key, one.label, score, spans))
    return tuple(sorted(out, key=lambda theme: (-theme.score, theme.key)))


def evidence(text: Text) -> dict[str, list[Hit]]:
    """The seed words in a text by theme, in order."""
    found: dict[str, list[Hit]] = {}
    for one in seeds(text.language).find(text):
        found.setdefault(one.label, []).append(one)
    return found


def densities(
    text: Text, found: Mapping[str, Sequence[Hit]], shares: Mapping[str, float]
) -> tuple[dict[str, list[float]], int]:
    """How dense the evidence for each theme is in each stretch that has any: its different seeds, weighed by rarity.

    ``shares``: in which share of the documents a seed is found. Also answers how many stretches there are.
    """
    edges = list(_stretches(text))
    out = {}
    for key, hits in found.items():
        by: dict[int, set[str]] = {}
        at = 0
        for one in hits:
            while at < len(edges) - 1 and one.begin >= edges[at]:
                at += 1
            by.setdefault(at, set()).add(one.entry)
        out[key] = [min(_FULL, sum(_rarity(entry, shares) for entry in sorted(one))) for one in by.values()]
    return out, len(edges)


def _stretches(text: Text) -> Iterator[int]:
    """Where stretches end: behind whole sentences, each of about the same length."""
    size = 0
    last = text.sentences[-1].end if text.sentences else len(text.raw)
    for one in text.sentences:
        size += length(text.of(one), text.language)
        if size >= _STRETCH[text.language] and one.end < last:
            yield one.end
            size = 0
    yield last


def _rarity(entry: str, shares: Mapping[str, float]) -> float:
    return max(0.05, 1 - sqrt(shares.get(entry, 0.0)))


def _score(density: float, usual: Evident | None, stretches: int) -> float:
    """0 for no evidence, 0.5 at the 80th percentile of stories of that length, towards 1 above it."""
    least = _FLOOR_LONG + (_FLOOR - _FLOOR_LONG) / stretches
    level = max(least, usual.eightieth(stretches) if usual else 0.0)
    return density**2 / (density**2 + level**2)


def _enough(text: Text, hits: Sequence[Hit]) -> bool:
    different = len({one.entry for one in hits})
    return different >= 2 or (different == 1 and length(text.raw, text.language) <= _SHORT[text.language])


def _strongest(hits: Sequence[Hit], shares: Mapping[str, float]) -> tuple[Span, ...]:
    """Where the rarest seeds stand, each entry once before any twice."""
    seen: dict[str, int] = {}
    ranked = []
    for one in hits:
        seen[one.entry] = seen.get(one.entry, 0) + 1
        ranked.append((seen[one.entry], -_rarity(one.entry, shares), one.begin, one.end))
    return tuple(sorted((Span(*one[2:]) for one in sorted(ranked)[:_MOST_EVIDENCE]), key=lambda span: span.begin))


def _meanings(text: Text, embed: Embed) -> tuple[dict[str, float], dict[str, Span]]:
    """How near the nearest sentences are to each definition, from 0 to 1, and the nearest one."""
    import numpy as np

    known = definitions(text.language)
    step = max(1, -(-len(text.sentences) // _MOST_SENTENCES))
    spans = text.sentences[::step] or (Span(0, len(text.raw)),)
    both = np.asarray(embed([*(one.sentence for one in known.values()), *map(text.of, spans)]), np.float32)
    cosines = both[len(known) :] @ both[: len(known)].T
    above = cosines - cosines.mean(axis=1, keepdims=True)
    top = np.sort(above, axis=0)[-max(1, len(spans) // 20) :].mean(axis=0)
    near = dict(zip(known, np.clip(top / _CLOSE, 0, 1).tolist(), strict=True))
    return near, {key: spans[int(above[:, number].argmax())] for number, key in enumerate(known)}


@lru_cache(maxsize=2)
def definitions(language: str) -> dict[str, Definition]:
    """All themes by key, with their names and definitions in a language."""
    return {key: Definition(one["name"], one["definition"]) for key, one in _table(language).items()}


@lru_cache(maxsize=2)
def seeds(language: str) -> Lexicon:
    """The words that speak for themes."""
    return lexicon(entries(_table(language)), language)


@lru_cache(maxsize=2)
def _table(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((files("fabula.analysis") / "lexicons" / f"themes.{language}.toml").read_text("utf-8"))
