"""``fabula bench speakers`` and ``fabula bench characters``: who says what, and who there is, beside plain guesses.

Speakers are held against quotations labelled by hand (``evals/quotes``): a speaker is right who goes by one of the
words that
the label gives for them. *Strictly* right is whoever is, by most of their mentions, that one person: two who are
taken for
one are then wrong for one of them. Characters are held against the answers to FairytaleQA's questions after them.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fabula.analysis.cast import Character, cast, plain
from fabula.analysis.speakers import Speech, speakers
from fabula.analysis.text import Text, read
from fabula.errors import InputError
from fabula.evals.report import Aim, Report, share

Say = Callable[[str], None]
HALVES = ("dev", "test")
KINDS = ("named", "descriptor", "pronoun", "implicit")
AIMS = {"en": 0.85, "zh": 0.80}
FAIRYTALES = "stories-en-fairytaleqa"
QUICK = 12  # stories
_WHO = re.compile(r"\W*(?:who|whom|whose|who's)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\s+(?:who|whom|that|which|whose|of|from|in|with|on|by|named|called|at|for|to|living"
    r"|wearing)\b.*$"
)
_EMPTY = frozenset(
    ("the", "a", "an", "his", "her", "their", "its", "my", "your", "our", "this", "that", "some", "two", "three")
)
_CAPITALS = re.compile(r"(?<![.!?:\"“”'‘\n]\s)(?<![\"“”'‘\n])(?<!^)\b[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*")


@dataclass(frozen=True, slots=True)
class Quote:
    """A labelled quotation; ``speaker`` is empty where a reader can't know."""

    begin: int
    end: int
    speaker: str
    kind: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled passage. ``characters``: canonical name -> other words."""

    id: str
    language: str
    half: str
    text: str
    characters: Mapping[str, Sequence[str]]
    quotes: tuple[Quote, ...]

    def words(self, name: str) -> set[str]:
        """What somebody goes by, as it is compared."""
        return {plain(name), *map(plain, self.characters.get(name, ()))}


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled quotation, as it was read: ``spoken`` whether it was taken for speech."""

    quote: Quote
    spoken: bool
    right: bool
    strictly: bool
    nearest: bool
    commonest: bool
    confidence: float


def passages(half: str, language: str) -> list[Passage]:
    """The labelled passages of a half that ship with Fabula; none where the half isn't there."""
    path = files("fabula.evals") / "quotes" / f"{half}.{language}.jsonl"
    if not path.is_file():
        return []
    return [passage(json.loads(line), half, language) for line in path.read_text("utf-8").splitlines() if line.strip()]


def passage(row: Mapping[str, Any], half: str, language: str) -> Passage:
    """A passage from one line of a file."""
    quotes = tuple(Quote(one["begin"], one["end"], one["speaker"], one["kind"]) for one in row["quotes"])
    return Passage(row["id"], language, half, row["text"], row["characters"], quotes)


def judge(one: Passage) -> list[Judged]:
    """Read a passage and hold it against its labels."""
    text = read(one.text, one.language)
    found = cast(text)
    lines = speakers(text, found)
    known = {character.name: character for character in found}
    meant = {character.name: _meant(one, text, character) for character in found}
    spoken = Counter(quote.speaker for quote in one.quotes if quote.speaker)
    top = spoken.most_common(1)[0][0] if spoken else ""
    return [_judged(one, quote, _line(lines, quote), known, meant, top) for quote in one.quotes]


def _line(lines: Sequence[Speech], quote: Quote) -> Speech | None:
    """The line that is a labelled quotation: not one that it only stands inside."""
    for line in lines:
        if line.begin < quote.end and quote.begin < line.end:
            inside = line.begin < quote.begin and quote.end < line.end
            return None if inside else line
    return None


def _judged(
    one: Passage, quote: Quote, line: Speech | None, known: Mapping[str, Character], meant: Mapping[str, str], top: str
) -> Judged:
    wanted = one.words(quote.speaker)
    who = known.get(line.speaker) if line is not None else None
    if quote.speaker:
        right = who is not None and bool({plain(who.name), *map(plain, who.aliases)} & wanted)
        strictly = right and line is not None and meant[line.speaker] == quote.speaker
    else:
        right = strictly = line is not None and not line.speaker
    return Judged(
        quote,
        line is not None,
        right,
        strictly,
        _nearest(one, quote) == quote.speaker,
        top == quote.speaker,
        line.confidence if line else 0.0,
    )


def _meant(one: Passage, text: Text, who: Character) -> str:
    """Whom of the labelled characters somebody is, by most mentions."""
    votes: Counter[str] = Counter()
    for mention in who.mentions:
        if mention.how != "pronoun":
            surface = plain(text.raw[mention.begin : mention.end])
            bearers = [name for name in one.characters if surface in one.words(name)]
            for name in bearers:
                votes[name] += 1 / len(bearers)  # type: ignore[assignment]
    return max(votes, key=lambda name: votes[name]) if votes else ""


def _nearest(one: Passage, quote: Quote) -> str:
    """The character whose name (of those labelled) stands nearest before a quotation."""
    left = one.text[: quote.begin].casefold()
    best, where = "", -1
    for name, others in one.characters.items():
        for words in (name, *others):
            place = left.rfind(words.casefold())
            if place > where:
                best, where = name, place
    return best


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: in which languages; where the data sets are (only for the characters)."""

    languages: tuple[str, ...] = ("en", "zh")
    data: Path | None = None
    quick: bool = False


def run_speakers(plan: Plan, *, report: Path | None = None, say: Say = print) -> Report:
    """Read every labelled quotation; the report has each half apart."""
    metrics: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    aims: list[Aim] = []
    for language in plan.languages:
        for half in HALVES:
            judged = [one for given in passages(half, language) for one in judge(given)]
            if not judged:
                say(f"{half}.{language}: not here")
                continue
            name = f"{language}_{half}"
            own, plainly = _scores(judged)
            metrics |= {f"{name}_{key}": value for key, value in own.items()}
            baseline |= {f"{name}_{key}": value for key, value in plainly.items()}
            aims.append(Aim(f"right speakers, {language}, {half}", ">=", AIMS[language], own["right"]))
    ratio = {key: round(metrics[key] / value, 3) for key, value in baseline.items() if value and metrics.get(key)}
    found = Report("speakers", metrics, baseline, ratio, aims)
    if report is not None:
        found.write(report)
    return found


def _scores(judged: Sequence[Judged]) -> tuple[dict[str, Any], dict[str, Any]]:
    said = [one for one in judged if one.quote.kind != "not speech"]
    own: dict[str, Any] = {
        "quotations": len(said),
        "right": share(one.right for one in said),
        "right_strictly": share(one.strictly for one in said),
    }
    for kind in KINDS:
        own[f"right_{kind}"] = share(one.right for one in said if one.quote.kind == kind)
    silent = [one for one in judged if not one.spoken]
    own["not_speech_precision"] = share(one.quote.kind == "not speech" for one in silent)
    own["not_speech_recall"] = share(not one.spoken for one in judged if one.quote.kind == "not speech")
    sure = [one for one in said if one.confidence >= 0.8]
    own["right_where_sure"] = share(one.right for one in sure)
    plainly = {"right": share(one.nearest for one in said), "right_commonest": share(one.commonest for one in said)}
    return own, plainly


def run_characters(plan: Plan, *, report: Path | None = None, say: Say = print) -> Report:
    """Look for the characters that FairytaleQA asks after, on the splits ``val`` and ``test``.

    Raises `InputError` where the data set isn't there.
    """
    metrics: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    for split in ("val", "test"):
        tales = list(asked(plan.data or Path(), split))[: QUICK if plan.quick else None]
        say(f"{split}: {len(tales)} tales")
        hits, tops, capitals, sizes = [], [], [], []
        for raw, answers in tales:
            found = cast(read(raw, "en"))
            names = [[plain(one.name), *map(plain, one.aliases)] for one in found]
            words = [[plain(match[0])] for match in _CAPITALS.finditer(raw)]
            for answer in answers:
                hits.append(any(same(answer, name) for one in names for name in one))
                tops.append(any(same(answer, name) for one in names[:10] for name in one))
                capitals.append(any(same(answer, name) for one in words for name in one))
            sizes.append(len(found))
        metrics |= {
            f"{split}_found": share(hits), f"{split}_found_among_ten": share(tops),
            f"{split}_asked_after": len(hits), f"{split}_cast_size": round(sum(sizes) / max(len(sizes), 1), 1),
        }  # fmt: skip
        baseline[f"{split}_found"] = share(capitals)
    ratio = {key: round(metrics[key] / value, 3) for key, value in baseline.items() if value and metrics.get(key)}
    aims = [Aim(f"characters found, {split}", ">=", 0.85, metrics[f"{split}_found"]) for split in ("val", "test")]
    out = Report("characters", metrics, baseline, ratio, aims)
    if report is not None:
        out.write(report)
    return out


def asked(data: Path, split: str) -> Iterator[tuple[str, list[str]]]:
    """The tales of a split, each with the characters that its questions are answered with (each once)."""
    folder = data / FAIRYTALES
    if not (folder / "questions.csv").is_file():
        raise InputError(
            f"The tales are not in {folder}.", hint="Give the folder that holds the data sets: --data DIR."
        )
    tales = {row["story"]: row for row in map(json.loads, (folder / "stories.jsonl").read_text("utf-8").splitlines())}
    wanted: dict[str, dict[str, None]] = {}
    with (folder / "questions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["split"] == split and row["attribute"] == "character" and _WHO.match(row["question"]):
                raw = " ".join(tales[row["story"]]["sections"]).casefold()
                for name in named(row["answer"]):
                    if re.search(rf"\b{re.escape(name.split()[-1])}", raw):
                        wanted.setdefault(row["story"], {})[name] = None
    for story, names in wanted.items():
        yield "\n\n".join(tales[story]["sections"]), list(names)


def named(answer: str) -> list[str]:
    """The characters that an answer names: "Earl St. Clair and Earl Gregory" -> two; none of a sentence."""
    if len(answer.split()) > 12 or re.search(
        r"\b(?:was|were|is|are|they|he|she|had|wanted|because)\b", answer.casefold()
    ):
        return []
    out = []
    for part in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s+or\s+", answer.strip(" .")):
        core = _CLAUSE.sub("", plain(part))
        words = [word for word in re.findall(r"[\w'’-]+", core) if word not in _EMPTY]
        if words:
            out.append(" ".join(words))
    return out


def same(answer: str, name: str) -> bool:
    """Whether two phrases name the same: with one last word, and one has all the words of the other."""
    left = answer.split()
    right = [word for word in re.findall(r"[\w'’-]+", _CLAUSE.sub("", name)) if word not in _EMPTY]
    if not left or not right:
        return False
    if left[-1] != right[-1] and _single(left[-1]) != _single(right[-1]):
        return bool(set(left) == set(right)) or (len(left) == 1 and left[0] == right[0])
    return set(left[:-1]) <= set(right[:-1]) or set(right[:-1]) <= set(left[:-1])


def _single(word: str) -> str:
    from fabula.analysis.beings_english import singular

    return singular(word)
