"""The reference shelf: what is usual in texts of a language, as numbers. Of the texts themselves nothing is kept.

Made by `fabula.training.shelf` from stories that everybody may use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import sqrt


@dataclass(frozen=True, slots=True)
class Usual:
    """The mean and the standard deviation of a measure over the documents of a shelf or of all."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Evident:
    """How dense the evidence for a theme is in a stretch of text: its mean, and its deviations between documents and
    within them."""

    mean: float
    between: float
    within: float

    def eightieth(self, stretches: int) -> float:
        """The density at the 80th percentile of documents that have so many stretches (of a normal distribution)."""
        return self.mean + 0.84 * sqrt(self.between**2 + self.within**2 / max(stretches, 1))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A style profile: how many documents it is made of, and what is usual in them."""

    key: str
    name: str
    documents: int
    measures: Mapping[str, Usual]
    functions: Mapping[str, Usual]


@dataclass(frozen=True, slots=True)
class Reference:
    """All shelves of a language, and what is usual over them.

    ``common``: the share of documents that have a word (0 to 1), of those that are in at least 2 %; ``seeds``: the
    same for the words that speak for themes; ``themes``: how dense the evidence for each theme is in a stretch.
    """

    language: str
    shelves: tuple[Shelf, ...]
    measures: Mapping[str, Usual]
    functions: Mapping[str, Usual]
    common: Mapping[str, float]
    seeds: Mapping[str, float]
    themes: Mapping[str, Evident]

    def rarity(self, word: str) -> float:
        """How telling a word is: 1 for one that few documents have, towards 0 for one that all have."""
        return 1 - sqrt(self.common.get(word, 0.0))


@lru_cache(maxsize=2)
def shipped(language: str) -> Reference:
    """The reference that comes with Fabula; read once."""
    raw = (files("fabula.analysis") / "profiles" / f"{language}.json").read_text("utf-8")
    return loaded(json.loads(raw))


def loaded(table: Mapping[str, object]) -> Reference:
    """A reference from its JSON form."""
    given: dict[str, object] = dict(table)
    shelves = tuple(
        Shelf(one["key"], one["name"], one["documents"], _usual(one["measures"]), _usual(one["functions"]))
        for one in given.pop("shelves")  # type: ignore[attr-defined]
    )
    measures, functions = _usual(given.pop("measures")), _usual(given.pop("functions"))
    themes = {key: Evident(*three) for key, three in given.pop("themes").items()}  # type: ignore[attr-defined]
    return Reference(shelves=shelves, measures=measures, functions=functions, themes=themes, **given)  # type: ignore[arg-type]


def _usual(table: object) -> dict[str, Usual]:
    assert isinstance(table, dict)
    return {name: Usual(*pair) for name, pair in table.items()}
