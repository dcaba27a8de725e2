"""Facts: the people, places, things and sensations of a text that its story must not lose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.analysis.cast import plain
from fabula.analysis.functions import function_words
from fabula.analysis.report import Report
from fabula.analysis.text import Span, Text
from fabula.analysis.topics import keyphrases
from fabula.analysis.words import words

PERSON, PLACE, THING, SENSE, FEELING = "person", "place", "thing", "sense", "feeling"
_STEM = 5  # letters of an English word that must be the same
_COUNTED = re.compile("[一两几三四五六七八九十这那某每]?[位个名只条头群对家座间辆张把]")
_SHORT = 2  # characters of a Chinese word that any other word is still known by
_LEAST = 3  # letters of an English word


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of a text: ``name`` is its word there, ``span`` where it first stands."""

    kind: str
    name: str
    span: Span


def facts(text: Text, found: Report) -> tuple[Fact, ...]:
    """The facts of a text in its order; what stands in the same words counts once, people before places and things."""
    every = list(_every(text, found))
    out: list[Fact] = []
    for one in every:
        roots = _roots(one.name, text.language)
        known = any(roots <= _roots(other.name, text.language) or _same(one, other) for other in out)
        if roots and not known:
            out.append(one)
    return tuple(sorted(out, key=lambda one: one.span.begin))


def _same(one: Fact, other: Fact) -> bool:
    return one.span.begin < other.span.end and other.span.begin < one.span.end


def _every(text: Text, found: Report) -> Iterator[Fact]:
    for someone in found.company.cast:
        if not someone.narrator:
            name = next((m for m in someone.mentions if m.how != "pronoun"), None)
            if name is not None:
                yield Fact(PERSON, _bare(someone.name, text.language), Span(name.begin, name.end))
    for place in found.places:
        yield Fact(PLACE, place.name, place.mentions[0])
    for thing in found.objects:
        yield Fact(THING, thing.name, thing.mentions[0])
    for hit in found.style.imagery.words:
        yield Fact(SENSE, text.raw[hit.begin : hit.end], Span(hit.begin, hit.end))
    for phrase in found.keyphrases:
        yield Fact(THING, phrase.text, phrase.spans[0])
    for strong in found.emotion.strongest:
        for one in strong.carriers:
            yield Fact(FEELING, text.raw[one.begin : one.end], Span(one.begin, one.end))


def _bare(name: str, language: str) -> str:
    return _COUNTED.sub("", name, count=1) or name if language == "zh" else plain(name)


def within(found: Sequence[Fact], begin: int, end: int) -> list[Fact]:
    """The facts that stand first in a part of the text."""
    return [one for one in found if begin <= one.span.begin < end]


def kept(fact: Fact, prose: str, language: str) -> bool:
    """Whether a fact still stands in some prose: one of its words does, in any of its forms."""
    there = _roots(prose, language) if language == "en" else frozenset[str]()
    roots = _roots(fact.name, language)
    return bool(roots & there) if language == "en" else any(root in prose for root in roots)


def share(found: Sequence[Fact], prose: str, language: str) -> float:
    """The share of some facts that stand in a prose, from 0 to 1; 1 of none."""
    return sum(kept(one, prose, language) for one in found) / len(found) if found else 1.0


def added(text: Text, raw: str, candidate: Text) -> tuple[str, ...]:
    """The things that a candidate speaks of and the text (``raw`` and what was told) doesn't."""
    there = _roots(raw, text.language)
    return tuple(
        one.text
        for one in keyphrases(candidate)
        if not (
            _roots(one.text, text.language) & there
            if text.language == "en"
            else any(root in raw for root in _roots(one.text, text.language))
        )
    )


def _roots(words_: str, language: str) -> frozenset[str]:
    """What some words are known by: English by their beginnings; Chinese by each word and its last two characters."""
    if language == "zh":
        whole = [one.text for one in words(words_, "zh") if len(one.text) >= _SHORT]
        return frozenset([*whole, *(one[-_SHORT:] for one in whole)])
    idle = function_words("en")
    found = (one.text.casefold().replace("’", "'") for one in words(words_, "en"))
    return frozenset(one[:_STEM] for one in found if len(one) >= _LEAST and one not in idle)
