"""Lexicons: words and phrases under labels, kept as data files, and where a text has them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.analysis.text import Text
from fabula.analysis.verbs import ing, past, third

_VOWELS = "aeiou"
_OTHERS = frozenset(
    ("number", "hardly", "shortly", "coolly", "lately", "flatness", "blacky")
)  # they mean something else


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry of a lexicon in a text: ``raw[begin:end]`` is a form of ``entry``, which stands under ``label``."""

    begin: int
    end: int
    label: str
    entry: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Forms with the labels and entries that they are of. ``reach``: how long what begins with a first part can be.

    A first part is a word in English and a character in Chinese; lengths are counted in the same.
    """

    language: str
    forms: Mapping[str, tuple[tuple[str, str], ...]]
    reach: Mapping[str, int]

    def find(self, text: Text) -> Iterator[Hit]:
        """All entries in ``text``, in order; where several begin at a place, the longest."""
        return _chinese(self, text) if self.language == "zh" else _english(self, text)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of the file."""
        return tuple(dict.fromkeys(label for found in self.forms.values() for label, _ in found))


def lexicon(entries: Iterable[tuple[str, str, str]], language: str) -> Lexicon:
    """A lexicon of (label, entry, kind). Kinds: ``words``, ``adjectives`` (both with English forms), ``exact``."""
    forms: dict[str, dict[tuple[str, str], None]] = {}
    reach: dict[str, int] = {}
    for label, entry, kind in entries:
        for form in _forms(entry, kind) if language == "en" else (entry,):
            forms.setdefault(form, {})[label, entry] = None
            parts = form.split(" ") if language == "en" else form
            reach[parts[0]] = max(reach.get(parts[0], 0), len(parts))
    return Lexicon(language, {form: tuple(found) for form, found in forms.items()}, reach)


@lru_cache(maxsize=32)
def shipped(name: str, language: str) -> Lexicon:
    """A lexicon that comes with Fabula, such as ``senses``; read once."""
    raw = (files("fabula.analysis") / "lexicons" / f"{name}.{language}.toml").read_text("utf-8")
    table: Mapping[str, Mapping[str, str]] = tomllib.loads(raw)
    return lexicon(entries(table), language)


def entries(table: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """The entries of a file's tables; "_" in an entry is a blank."""
    for label, kinds in table.items():
        for kind in ("words", "adjectives", "exact"):
            for entry in kinds.get(kind, "").split():
                yield label, entry.replace("_", " "), kind


def _forms(entry: str, kind: str) -> set[str]:
    entry = entry.casefold()
    if kind == "exact":
        return {entry}
    first, blank, rest = entry.partition(" ")
    if kind == "adjectives":
        return {entry, *_degrees(entry)} - _OTHERS
    return {f"{form}{blank}{rest}" for form in (first, third(first), ing(first), *past(first))}


def _degrees(word: str) -> set[str]:
    """The forms of an adjective: "wet" -> "wetter", "wettest", "wetly", "wetness"."""
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return {f"{word[:-1]}{end}" for end in ("ier", "iest", "ily", "iness")}
    if word.endswith("e"):
        return {f"{word}r", f"{word}st", f"{word}ly", f"{word}ness", f"{word[:-1]}y"}
    short = len(word) == 3 and word[1] in _VOWELS and word[2] not in "wxy"
    stem = word + word[-1] if short else word
    return {f"{stem}er", f"{stem}est", f"{word}ly", f"{word}ness"}


def _english(known: Lexicon, text: Text) -> Iterator[Hit]:
    words = text.words
    plain = [word.text.casefold().replace("’", "'") for word in words]
    number = 0
    while number < len(words):
        step = 1
        for size in range(min(known.reach.get(plain[number], 0), len(words) - number), 0, -1):
            found = known.forms.get(" ".join(plain[number : number + size]))
            begin, end = words[number].begin, words[number + size - 1].end
            if found and (size == 1 or not text.raw[begin:end].translate(_NO_LETTERS).strip(" \n")):
                yield from (Hit(begin, end, label, entry) for label, entry in found)
                step = size
                break
        number += step


class _Letters(dict[int, None]):
    """Deletes what words are made of, so that marks between two words are left."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        return None if character.isalnum() or character in "'’-_" else code


_NO_LETTERS = _Letters()


def _chinese(known: Lexicon, text: Text) -> Iterator[Hit]:
    """An entry of one character must be a word; a longer one must begin or end where a word does."""
    raw = text.raw
    ends = {word.begin: word.end for word in text.words}
    closes = frozenset(ends.values())
    at = 0
    while at < len(raw):
        step = 1
        for size in range(min(known.reach.get(raw[at], 0), len(raw) - at), 0, -1):
            found = known.forms.get(raw[at : at + size])
            if found and (ends.get(at) == at + 1 if size == 1 else at in ends or at + size in closes):
                yield from (Hit(at, at + size, label, entry) for label, entry in found)
                step = size
                break
        at += step
