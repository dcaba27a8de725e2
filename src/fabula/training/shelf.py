"""Make the reference shelf of a language: stories -> style profiles, and what is usual in words and themes.

Only means, deviations and shares are kept. Documents go by the hash of their name: 80 % make the profiles, 10 % are for
choosing (the weight of function words), 10 % are for the scores that the manifest has.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from fabula.analysis.functions import function_words
from fabula.analysis.lexicon import Lexicon
from fabula.analysis.profiles import Profile, burrows, distance, profile, usual
from fabula.analysis.reference import Reference, Shelf, Usual, loaded
from fabula.analysis.style import style
from fabula.analysis.text import Text, read
from fabula.analysis.themes import densities, evidence, seeds
from fabula.errors import InputError
from fabula.training import stage

Say = Callable[[str], None]
TRAIN, TUNE, TEST = "train", "tune", "test"
_DIGITS = 4  # that are kept of a number
_COMMON = 0.02  # the share of documents from which a word is kept


class Source(BaseModel):
    """Where the documents of a shelf are: a JSONL file, a column, the values it must have, and where the text is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    text: str = Field(description="The column of the text, or of its pages.")
    name: str = Field(description="The column that names a document.")
    column: str = ""
    values: tuple[str, ...] = ()


class ShelfSource(Source):
    """A shelf and its name for readers."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str


class ShelfRecipe(BaseModel):
    """What the reference of a language is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    shelves: tuple[ShelfSource, ...] = Field(min_length=2)
    least: int = Field(default=80, ge=1, description="Words or characters of a document at least.")
    weight: float = Field(default=0.85, ge=0, le=1, description="Of function words beside the measures of style.")
    most: int = Field(default=190, ge=10, description="How many function words are compared, the commonest.")


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a shelf, measured."""

    shelf: str
    name: str
    split: str
    profile: Profile
    words: frozenset[str]
    seeds: frozenset[str]
    text: Text


def recipe(language: str) -> ShelfRecipe:
    """The recipe of the reference that comes with Fabula."""
    import tomllib

    raw = (files("fabula.training") / "shelves" / f"{language}.toml").read_text("utf-8")
    return ShelfRecipe(**tomllib.loads(raw))


def make(given: ShelfRecipe, data: Path, target: Path, say: Say = lambda line: None) -> dict[str, Any]:
    """Make the reference from the data sets in ``data``; it and its manifest lie in ``target``."""

    def work(folder: Path) -> dict[str, Any]:
        found = list(documents(given, data))
        say(f"{len(found)} documents on {len(given.shelves)} shelves.")
        table = built(given, [one for one in found if one.split == TRAIN])
        text = json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True)
        (folder / f"{given.language}.json").write_text(text + "\n", "utf-8")
        return scores(given, found, loaded(table))

    inputs = sorted({data / one.file for one in given.shelves})
    for path in inputs:
        if not path.is_file():
            raise InputError(f"{path} is not there.", hint="Give --data the folder with the data sets.")
    return stage.run("shelf", given, inputs, target, work, ("rjieba", "pyphen"))


def documents(given: ShelfRecipe, data: Path) -> Iterator[Document]:
    """All documents of a recipe that are long enough, measured."""
    known = seeds(given.language)
    for shelf in given.shelves:
        for name, raw in _raw(shelf, data):
            text = read(raw, given.language)
            own = profile(text, style(text))
            if own.length >= given.least:
                words = frozenset(word.text.casefold() for word in text.words)
                yield Document(shelf.key, name, split(name), own, words, _seeds(known, text), text)


def _seeds(known: Lexicon, text: Text) -> frozenset[str]:
    return frozenset(one.entry for one in known.find(text))


def _raw(shelf: ShelfSource, data: Path) -> Iterator[tuple[str, str]]:
    path = data / shelf.file
    for line in path.read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        if not shelf.values or row[shelf.column] in shelf.values:
            text = row[shelf.text]
            raw = "\n\n".join(text) if isinstance(text, list) else text
            if any(one.isalnum() for one in raw):
                yield f"{shelf.key}/{row[shelf.name]}", raw.replace("\r", "")


def split(name: str) -> str:
    """The part that a document is in, by the hash of its name: 80, 10 and 10 %."""
    place = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10
    return TRAIN if place < 8 else TUNE if place == 8 else TEST


def built(given: ShelfRecipe, found: Sequence[Document]) -> dict[str, Any]:
    """The reference of some documents in its JSON form. Every shelf counts the same for what is usual over all."""
    by = {one.key: [document for document in found if document.shelf == one.key] for one in given.shelves}
    names = sorted(function_words(given.language))
    means = {name: sum(one.profile.functions[name] for one in found) / max(len(found), 1) for name in names}
    kept = sorted(names, key=lambda name: (-means[name], name))[: given.most]
    measures = sorted({name for one in found for name in one.profile.measures})
    shares = _shares([[one.seeds for one in some] for some in by.values()], 0.0)
    shelves = [
        {
            "key": one.key, "name": one.title, "documents": len(by[one.key]),
            "measures": _usual([document.profile.measures for document in by[one.key]], measures),
            "functions": _usual([document.profile.functions for document in by[one.key]], kept),
        }
        for one in given.shelves
    ]  # fmt: skip
    return {
        "language": given.language,
        "shelves": shelves,
        "measures": _balanced([[d.profile.measures for d in some] for some in by.values()], measures),
        "functions": _balanced([[d.profile.functions for d in some] for some in by.values()], kept),
        "common": _shares([[one.words for one in some] for some in by.values()], _COMMON),
        "seeds": shares,
        "themes": _evident(list(by.values()), shares),
    }


def _usual(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> dict[str, list[float]]:
    out = {}
    for name in names:
        values = [row[name] for row in rows if name in row]
        if values:
            one = usual(values)
            out[name] = [round(one.mean, _DIGITS), round(one.deviation, _DIGITS)]
    return out


def _balanced(groups: Sequence[Sequence[Mapping[str, float]]], names: Sequence[str]) -> dict[str, list[float]]:
    """Means and deviations in which each group weighs the same, however many it has."""
    out = {}
    for name in names:
        parts = [usual(values) for rows in groups if (values := [row[name] for row in rows if name in row])]
        if parts:
            mean = sum(one.mean for one in parts) / len(parts)
            square = sum(one.deviation**2 + (one.mean - mean) ** 2 for one in parts) / len(parts)
            out[name] = [round(mean, _DIGITS), round(square**0.5, _DIGITS)]
    return out


def _shares(groups: Sequence[Sequence[frozenset[str]]], least: float) -> dict[str, float]:
    """The share of documents that have a word; each group weighs the same."""
    found: Counter[str] = Counter()
    full = [sets for sets in groups if sets]
    for sets in full:
        for word, count in Counter(word for one in sets for word in one).items():
            found[word] += count / len(sets) / len(full)  # type: ignore[assignment]
    return {word: round(share, 3) for word, share in sorted(found.items()) if share >= max(least, 0.001)}


def _evident(groups: Sequence[Sequence[Document]], shares: Mapping[str, float]) -> dict[str, list[float]]:
    """What `Evident` has of each theme, as a mean over the groups."""
    found = [[densities(one.text, evidence(one.text), shares) for one in some] for some in groups if some]
    out = {}
    for key in seeds(next(one for some in groups for one in some).profile.language).labels:
        three = [_spread([(dense.get(key, []), count) for dense, count in some]) for some in found]
        out[key] = [round(sum(column) / len(three), _DIGITS) for column in zip(*three, strict=True)]
    return out


def _spread(rows: Sequence[tuple[Sequence[float], int]]) -> tuple[float, float, float]:
    """The mean of stretches, and their deviation between documents and within them (one-way analysis of variance)."""
    means = [sum(values) / count for values, count in rows]
    squares = sum(sum(one * one for one in values) - count * (sum(values) / count) ** 2 for values, count in rows)
    within = max(0.0, squares) / max(sum(count - 1 for _, count in rows), 1)
    by_chance = sum(within / count for _, count in rows) / len(rows)
    own = usual(means)
    return own.mean, max(0.0, own.deviation**2 - by_chance) ** 0.5, within**0.5


def scores(given: ShelfRecipe, found: Sequence[Document], known: Reference) -> dict[str, Any]:
    """How often a document is nearest to its own shelf: on those held out, and with each left out of its shelf in
    turn."""
    out: dict[str, Any] = {"documents": {one.key: sum(d.shelf == one.key for d in found) for one in given.shelves}}
    for name in (TUNE, TEST):
        held = [one for one in found if one.split == name]
        pairs = [(one.shelf, _near(one.profile, known, given.weight)) for one in held]
        out[name] = _accuracy(pairs)
        classic = [(one.shelf, _near_classic(one.profile, known)) for one in held]
        out[f"{name}_burrows_2002"] = _accuracy(classic)
    whole = loaded(built(given, found))
    sizes = {one.key: one.documents for one in whole.shelves}
    pairs = [(one.shelf, _near(one.profile, _without(whole, one, sizes), given.weight)) for one in found]
    return out | {"leave_one_out": _accuracy(pairs)}


def _near(own: Profile, known: Reference, weight: float) -> str:
    return min(known.shelves, key=lambda one: (distance(own, one, known, weight), one.key)).key


def _near_classic(own: Profile, known: Reference) -> str:
    return min(known.shelves, key=lambda one: (burrows(own, one, known), one.key)).key


def _without(known: Reference, one: Document, sizes: Mapping[str, int]) -> Reference:
    """A reference whose shelf of a document was made without it (what is usual over all stays)."""
    shelves = []
    for shelf in known.shelves:
        if shelf.key == one.shelf and sizes[shelf.key] > 1:
            count = sizes[shelf.key]
            shelf = Shelf(
                shelf.key, shelf.name, count - 1,
                _less(shelf.measures, one.profile.measures, count), _less(shelf.functions, one.profile.functions,
                count),
            )  # fmt: skip
        shelves.append(shelf)
    return Reference(known.language, tuple(shelves), known.measures, known.functions, {}, {}, {})


def _less(all_of: Mapping[str, Usual], own: Mapping[str, float], count: int) -> dict[str, Usual]:
    return {
        name: Usual((one.mean * count - own.get(name, one.mean)) / (count - 1), one.deviation)
        for name, one in all_of.items()
    }


def _accuracy(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Shares that are right: of all, the mean over shelves, and what always saying the largest shelf would get."""
    sizes = Counter(truth for truth, _ in pairs)
    right = Counter(truth for truth, given in pairs if truth == given)
    total = max(len(pairs), 1)
    return {
        "documents": len(pairs),
        "accuracy": round(right.total() / total, 4),
        "balanced": round(sum(right[key] / size for key, size in sizes.items()) / max(len(sizes), 1), 4),
        "largest_shelf": round(max(sizes.values(), default=0) / total, 4),
        "by_shelf": {key: f"{right[key]}/{size}" for key, size in sorted(sizes.items())},
    }
