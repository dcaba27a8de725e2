"""The class view: many drafts with a score from 1 to 4 for each of five criteria, and what most of them need.

A score is 1 and one more for each of three checks that is met. A check is a measure of `fabula.analysis` (or the
absence of a kind of advice) with a bound that is judgement. It sorts drafts for a talk with their writers; it is no
mark.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fabula.analysis.imagery import imagery
from fabula.analysis.report import Report, report
from fabula.analysis.text import Text, read
from fabula.errors import FabulaError, InputError
from fabula.workshop.advice_arc import stirring
from fabula.workshop.advice_kinds import (
    ARC,
    ENDING,
    KINDS,
    REPETITION,
    RHYTHM,
    SENSE,
    SHOW,
    WHO,
    Advice,
    Draft,
    Level,
    StoryKind,
)
from fabula.workshop.coach import coach
from fabula.workshop.mending import mend

CRITERIA = ("ideas", "structure", "showing", "voice", "language")
MOST = 500  # drafts of a class
_SENSES, _STIRS, _PHRASES = 2.0, 0.15, 3
_VARIED, _SLIPS = 0.3, 1.0
_DIFFERENT = {"en": 0.72, "zh": 0.75}


@dataclass(frozen=True, slots=True)
class Check:
    """A named measure with its value and what it is held against; ``met`` adds one to the score."""

    measure: str
    value: float
    bound: str
    met: bool


@dataclass(frozen=True, slots=True)
class Score:
    """A criterion's score, 1 (beginning) to 4 (strong), with the checks that it comes from."""

    criterion: str
    score: int
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A draft with its scores and the advice on it."""

    name: str
    text: Text
    length: int
    scores: tuple[Score, ...]
    advice: tuple[Advice, ...]

    @property
    def total(self) -> int:
        """The sum of the scores, 5 to 20."""
        return sum(one.score for one in self.scores)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that couldn't be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Classroom:
    """A class: its drafts by name, the kinds of advice with the number of drafts that get them (the commonest first),
    and what couldn't be read."""

    drafts: tuple[Marked, ...]
    needs: tuple[tuple[str, int], ...]
    unread: tuple[Unread, ...]


def classroom(folder: Path, level: Level, kind: StoryKind = "story", language: str | None = None) -> Classroom:
    """Look at all files of a folder (not of folders within), in the order of their names.

    A file that can't be read is listed with the reason. Raises `InputError` for a folder that isn't there, is empty,
    or has more than 500 files.
    """
    drafts: list[Marked] = []
    unread: list[Unread] = []
    for path in _files(folder):
        try:
            drafts.append(_looked(path, level, kind, language))
        except FabulaError as error:
            unread.append(Unread(path.name, str(error)))
        except OSError as error:
            unread.append(Unread(path.name, f"It can't be read: {error.strerror or error}."))
    counts = Counter(name for one in drafts for name in {advice.kind for advice in one.advice})
    needs = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], KINDS.index(pair[0]))))
    return Classroom(tuple(drafts), needs, tuple(unread))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError(f"There is no folder '{folder}'.", hint="Name the folder that the drafts lie in.")
    found = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and not path.is_dir())
    if not found:
        raise InputError(f"The folder '{folder}' has no files.", hint="Put one file for each draft into it.")
    if len(found) > MOST:
        raise InputError(f"The folder '{folder}' has {len(found)} files; at most {MOST} are read.", hint="Split it.")
    return found


def _looked(path: Path, level: Level, kind: StoryKind, language: str | None) -> Marked:
    from fabula.formats import document

    given = document.read(path)
    text = read(given.text, language, [(one.begin, one.end) for one in given.headings])
    return mark(path.name, text, report(text), level, kind)


def mark(name: str, text: Text, found: Report, level: Level, kind: StoryKind = "story") -> Marked:
    """The scores of a draft from its report."""
    advice = coach(text, found, level, kind)
    draft = Draft(text, found, level, kind)
    each = (_ideas(draft), _structure(draft, advice), _showing(draft, advice), _voice(draft, advice),
            _language(draft, advice))  # fmt: skip
    scores = tuple(
        Score(criterion, 1 + sum(one.met for one in checks), checks)
        for criterion, checks in zip(CRITERIA, each, strict=True)
    )
    return Marked(name, text, found.style.counts.length, scores, advice)


def _least(measure: str, value: float, bound: float) -> Check:
    return Check(measure, round(value, 3), f">= {bound:g}", value >= bound)


def _none(advice: Sequence[Advice], kinds: tuple[str, ...]) -> Check:
    count = sum(one.kind in kinds for one in advice)
    return Check(f"advice on {' or '.join(kinds)}", count, "0", count == 0)


def _ideas(draft: Draft) -> tuple[Check, ...]:
    sentences = max(1, len(draft.text.sentences))
    words = max(1, draft.report.style.counts.words)
    return (
        _least("sense words in 100 words", 100 * len(imagery(draft.text).words) / words, _SENSES),
        _least(
            "share of sentences in which something turns, is said or felt", len(stirring(draft)) / sentences, _STIRS
        ),
        _least("keyphrases and themes", len(draft.report.keyphrases) + len(draft.report.themes), _PHRASES),
    )


def _structure(draft: Draft, advice: Sequence[Advice]) -> tuple[Check, ...]:
    parts = len(draft.report.structure.parts) if len(draft.text.paragraphs) < 2 else len(draft.text.paragraphs)
    return _none(advice, (ARC,)), _none(advice, (ENDING,)), _least("paragraphs (in one paragraph: parts)", parts, 2)


def _showing(draft: Draft, advice: Sequence[Advice]) -> tuple[Check, ...]:
    shown = len(draft.report.style.showing.shown)
    return _none(advice, (SHOW,)), _none(advice, (SENSE,)), _least("feelings shown in a body", shown, 1)


def _voice(draft: Draft, advice: Sequence[Advice]) -> tuple[Check, ...]:
    style = draft.report.style
    heard = len(style.dialogue.spans) + len(style.imagery.similes)
    return (
        _none(advice, (RHYTHM,)),
        _least("variation of sentence length", style.rhythm.variation, _VARIED),
        _least("lines spoken and similes", heard, 1),
    )


def _language(draft: Draft, advice: Sequence[Advice]) -> tuple[Check, ...]:
    style = draft.report.style
    slips = 100 * len(mend(draft.text).changes) / max(1, style.counts.length)
    varied = style.diversity.mattr_50
    if varied is None:
        varied = style.diversity.different / max(1, style.diversity.words)
    return (
        Check("slips in 100 words", round(slips, 3), f"<= {_SLIPS:g}", slips <= _SLIPS),
        _none(advice, (REPETITION, WHO)),
        _least("different words (MATTR, 50 words)", varied, _DIFFERENT[draft.text.language]),
    )


def table(view: Classroom) -> str:
    """The class as CSV: a row for each draft, with its scores and the number of each kind of advice.

    A name that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("draft", "length", *CRITERIA, "total", *KINDS, "unread"))
    for one in view.drafts:
        counts = Counter(advice.kind for advice in one.advice)
        rows.writerow((_plain(one.name), one.length, *(score.score for score in one.scores), one.total,
                       *(counts[name] for name in KINDS), ""))  # fmt: skip
    for lost in view.unread:
        rows.writerow((_plain(lost.name), *[""] * (2 + len(CRITERIA) + len(KINDS)), _plain(lost.reason)))
    return out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@\t" else cell
