"""Coloured words: words and phrases that carry feeling, and what turns or weighs them.

A negation turns a word around, "very" and "hardly" weigh it, and of two clauses with "although" or "but" between them
one counts less (contextual valence shifters; Polanyi and Zaenen, 2006). The words were written and judged for Fabula.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.analysis.verbs import ing, past, third

_REACH = {"en": 4, "zh": 6}  # words (characters) before a coloured one in which a negation or a degree reaches it
_TURNED = -0.6  # what is left of a word behind a negation ("not happy" is less than "sad")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")
_CLAUSE = frozenset(",;:.!?—\n，；：。！？…")
_SENTENCE = frozenset(".!?\n。！？…")


@dataclass(frozen=True, slots=True)
class Colour:
    """What an entry says: polarity from -1 to 1, intensity from 0 to 1, and feelings of Plutchik's eight."""

    polarity: float
    intensity: float
    feelings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coloured:
    """``text[begin:end]`` is a coloured word; ``factor`` is what shifters make of it (1 as it is, below 0 turned)."""

    begin: int
    end: int
    colour: Colour
    factor: float


@dataclass(frozen=True, slots=True)
class _Shifter:
    kind: str  # negator, degree, contrast, fixed
    factor: float


@dataclass(frozen=True, slots=True)
class _List:
    """Entries by their form, and how long (in words or characters) the longest is that begins with a first part."""

    entries: Mapping[str, Colour | _Shifter]
    reach: Mapping[str, int]


def colours(language: str) -> Mapping[str, Colour]:
    """The words and phrases of a language with their colours, as they were judged."""
    out: dict[str, Colour] = {}
    for row in _rows("coloured", language):
        feelings = tuple(name for name in row["emotions"].split(",") if name)
        out.setdefault(row["word"], Colour(float(row["polarity"]), float(row["intensity"]), feelings))
    return out


def coloured(text: str, language: str) -> list[Coloured]:
    """The coloured words of ``text``, in order; where several fit, the longest."""
    known = _known(language)
    parts = _parts(text, language)
    out: list[Coloured] = []
    turned: list[tuple[int, float]] = []  # where a negation or a degree stood in this clause, and its factor
    clause = 1.0  # what a contrast makes of the clauses from there on
    began = 0  # the first coloured word of this sentence
    number = 0
    while number < len(parts):
        begin, _, word = parts[number]
        if word in _CLAUSE:
            turned = []
            clause = max(clause, 1.0) if word not in _SENTENCE else 1.0  # "although" reaches to the comma, "but" on
            began = len(out) if word in _SENTENCE else began
            number += 1
            continue
        found, size = _longest(known, parts, number, language)
        if isinstance(found, _Shifter):
            if found.kind == "contrast":
                clause = found.factor
                if found.factor > 1:  # what stood before "but" counts less
                    out[began:] = [_weighed(one, 1 / found.factor) for one in out[began:]]
            elif found.kind != "fixed":
                turned.append((number + size, found.factor if found.kind == "degree" else _TURNED))
        elif found is not None:
            factor = clause
            for place, by in turned:
                factor *= by if number - place < _REACH[language] else 1.0
            out.append(Coloured(begin, parts[number + size - 1][1], found, factor))
        number += size
    return out


def _weighed(one: Coloured, by: float) -> Coloured:
    return Coloured(one.begin, one.end, one.colour, one.factor * by)


def _longest(
    known: _List, parts: list[tuple[int, int, str]], number: int, language: str
) -> tuple[Colour | _Shifter | None, int]:
    blank = "" if language == "zh" else " "
    first = parts[number][2]
    for size in range(min(known.reach.get(first, 0), len(parts) - number), 0, -1):
        found = known.entries.get(blank.join(word for _, _, word in parts[number : number + size]))
        if found is not None:
            return found, size
    return None, 1


def _parts(text: str, language: str) -> list[tuple[int, int, str]]:
    """Words and marks in English, characters in Chinese."""
    if language == "zh":
        return [(at, at + 1, one) for at, one in enumerate(text)]
    return [(match.start(), match.end(), match[0].lower().replace("’", "'")) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=4)
def _known(language: str) -> _List:
    entries: dict[str, Colour | _Shifter] = {}
    for word, colour in colours(language).items():
        if language == "zh" and len(word) == 1:
            continue  # most characters are parts of other words
        entries.setdefault(word.lower(), colour)
    if language == "en":
        for word, colour in [(word, colour) for word, colour in entries.items() if isinstance(colour, Colour)]:
            first, blank, rest = word.partition(" ")
            for form in (third(first), ing(first), *past(first)):
                entries.setdefault(f"{form}{blank}{rest}", colour)
    for row in _rows("shifters", language):
        entries[row["word"].lower()] = _Shifter(row["kind"], float(row["factor"]))
    reach: dict[str, int] = {}
    for word in entries:
        parts = list(word) if language == "zh" else word.split(" ")
        reach[parts[0]] = max(reach.get(parts[0], 0), len(parts))
    return _List(entries, reach)


def _rows(name: str, language: str) -> list[dict[str, str]]:
    raw = (files("fabula.analysis") / "lexicons" / f"{name}.{language}.tsv").read_text("utf-8")
    return list(csv.DictReader(raw.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
