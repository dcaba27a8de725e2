"""What the coach finds: planted faults at their sentences, and false alarms on published prose, beside plain rules.

The drafts (`evals/coach`) were written before anything that looks for their faults; half of them, and half of the
documents (by a hash of their names), were used to choose bounds, and the bench measures the other halves.
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

from fabula.analysis.sentences import length
from fabula.analysis.text import Span, Text, read
from fabula.errors import InputError
from fabula.evals.plainly import plainly
from fabula.evals.report import Aim, Report

Look = Callable[[Text, str], list[tuple[str, Span]]]  # a draft and its level -> kinds of advice with their places
KINDS = ("show", "arc", "who", "rhythm", "repetition", "sense", "ending")  # as the drafts name them
ENDING = "ending"
DEV, TEST = "dev", "test"
HALVES = (DEV, TEST)
_SIZE = {"en": 150, "zh": 250}  # words, characters of a passage
_EACH = 6  # passages of a document at most, spread over it
_QUICK = 60  # passages in each language
_LEVEL = "high"  # at which published prose is read
_FOUND, _FALSE = 0.8, 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured. Without ``data`` no published prose is read, and false alarms aren't measured."""

    languages: tuple[str, ...] = ("en", "zh")
    half: str = TEST
    data: Path | None = None
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    """A draft with one fault of a kind in ``raw[begin:end]``."""

    name: str
    kind: str
    level: str
    raw: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Published prose of about 150 words or 250 characters, of whole paragraphs. ``closing``: it ends its document, and only its ending is
    looked at."""  # noqa: E501

    document: str
    raw: str
    closing: bool


def run(plan: Plan, look: Look, *, report: Path | None = None) -> Report:
    """Measure what ``look`` finds (the coach, handed in by who may import it), and
    write the report to ``report`` if it is given.

    ``found_LANG``: share of planted faults that get advice of their kind on their passage, which may not be more than
    twice as long. ``false_KIND_LANG``: share of published passages with any advice of that kind (endings: of closing
    passages; other kinds: of the others). ``other_LANG``: pieces of advice on other places or of other kinds, by draft.
    """
    metrics: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    aims: list[Aim] = []
    for language in plan.languages:
        drafts = list(planted(language, plan.half))
        metrics |= _found(drafts, language, look)
        baseline |= _found(drafts, language, plainly)
        aims.append(Aim(f"found_{language}", ">=", _FOUND, metrics[f"found_{language}"]))
        given: list[Passage] = []
        if plan.data is not None:
            given = list(passages(plan.data, language, plan.half, quick=plan.quick))
        metrics |= _false(given, language, look)
        baseline |= _false(given, language, plainly)
        aims += [
            Aim(f"false_{kind}_{language}", "<=", _FALSE, metrics.get(f"false_{kind}_{language}")) for kind in KINDS
        ]
    made = Report("coach", metrics, baseline, aims=aims)
    if report is not None:
        made.write(report)
    return made


def planted(language: str, half: str) -> Iterator[Planted]:
    """The drafts of one half; the passage with the fault stands there between [[ and ]]."""
    path = files("fabula.evals") / "coach" / f"{language}.jsonl"
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["half"] == half:
            before, _, rest = row["draft"].partition("[[")
            faulty, _, after = rest.partition("]]")
            raw = before + faulty + after
            yield Planted(row["id"], row["fault"], row["level"], raw, len(before), len(before) + len(faulty))


def _found(drafts: Sequence[Planted], language: str, look: Look) -> dict[str, Any]:
    hits: Counter[str] = Counter()
    total = Counter(one.kind for one in drafts)
    other = 0
    for one in drafts:
        found = look(read(one.raw, language), one.level)
        right = [pair for pair in found if pair[0] == one.kind and _at(one, pair[1])]
        hits[one.kind] += bool(right)
        other += len(found) - len(right)
    out: dict[str, Any] = {f"found_{language}": round(sum(hits.values()) / max(1, len(drafts)), 4)}
    out |= {f"found_{kind}_{language}": round(hits[kind] / total[kind], 4) for kind in KINDS if total[kind]}
    return out | {f"other_{language}": round(other / max(1, len(drafts)), 4)}


def _at(one: Planted, span: Span) -> bool:
    """Whether advice is given at the fault: on a part of it, and on not more than twice as much."""
    overlaps = span.begin < one.end and span.end > one.begin
    return overlaps and span.end - span.begin <= 2 * (one.end - one.begin)


def _false(given: Sequence[Passage], language: str, look: Look) -> dict[str, Any]:
    if not given:
        return {}
    counts: Counter[str] = Counter()
    closing = sum(one.closing for one in given)
    for one in given:
        for kind in {kind for kind, _ in look(read(one.raw, language), _LEVEL)}:
            counts[kind] += (kind == ENDING) == one.closing
    totals = {kind: closing if kind == ENDING else len(given) - closing for kind in KINDS}
    shares = {f"false_{kind}_{language}": round(counts[kind] / max(1, totals[kind]), 4) for kind in KINDS}
    return shares | {f"passages_{language}": len(given)}


def passages(data: Path, language: str, half: str, *, quick: bool = False) -> Iterator[Passage]:
    """Passages of the documents of one half: the first of each, some spread over it, and the last.

    Raises `InputError` where the data isn't there.
    """
    every = [
        one for name, raw in _documents(data, language) if _half(name) == half for one in _cut(name, raw, language)
    ]
    yield from every[:: max(1, len(every) // _QUICK)] if quick else every


def _half(name: str) -> str:
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def _documents(data: Path, language: str) -> Iterator[tuple[str, str]]:
    for path, name, body in _SOURCES[language]:
        full = data / path
        if not full.is_file():
            raise InputError(f"There is no '{full}'.", hint="Name the folder of the data sets with --data.")
        for line in full.read_text("utf-8").split("\n"):
            if not line.strip():
                continue
            row = json.loads(line)
            parts = row[body]
            yield f"{path}:{row[name]}", parts if isinstance(parts, str) else "\n\n".join(parts)


_SOURCES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        ("stories-en-fairytaleqa/stories.jsonl", "story", "sections"),
        ("stories-children-cc-by/stories_en.jsonl", "story_no", "pages"),
    ),
    "zh": (
        ("stories-zh-classics/luxun_fiction.jsonl", "title", "text"),
        ("stories-children-cc-by/stories_zh.jsonl", "story_no", "pages"),
    ),
}


def _cut(name: str, raw: str, language: str) -> Iterator[Passage]:
    """Passages of whole paragraphs; where a paragraph is longer than a passage, of whole sentences."""
    try:
        text = read(raw, language)
    except InputError:
        return
    spans = text.sentences
    cuts: list[Span] = []
    begin, size = 0, 0
    for number, one in enumerate(spans):
        size += length(text.of(one), language)
        if size >= _SIZE[language]:
            cuts.append(Span(spans[begin].begin, one.end))
            begin, size = number + 1, 0
    if not cuts:
        return
    step = max(1, len(cuts) // _EACH)
    for number in range(0, len(cuts), step)[:_EACH]:
        yield Passage(name, text.of(cuts[number]), closing=False)
    begin = len(spans)
    while begin and length(text.raw[spans[begin - 1].begin : spans[-1].end], language) <= _SIZE[language]:
        begin -= 1
    if begin < len(spans):
        yield Passage(name, text.raw[spans[begin].begin : spans[-1].end], closing=True)
