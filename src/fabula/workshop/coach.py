"""The coach: located, kind advice on a draft, by rules that say what they look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from fabula.analysis.report import Report
from fabula.analysis.text import Text
from fabula.workshop.advice_arc import arc
from fabula.workshop.advice_ending import ending
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
from fabula.workshop.advice_repetition import repetition
from fabula.workshop.advice_rhythm import rhythm
from fabula.workshop.advice_senses import senses
from fabula.workshop.advice_showing import showing
from fabula.workshop.advice_who import unclear

_ADVISERS: Mapping[str, Callable[[Draft], Iterator[Advice]]] = {
    SHOW: showing, ARC: arc, WHO: unclear, RHYTHM: rhythm, REPETITION: repetition, SENSE: senses, ENDING: ending,
}  # fmt: skip


def coach(text: Text, report: Report, level: Level, kind: StoryKind = "story") -> tuple[Advice, ...]:
    """Advice on a draft, in the order of the text. The same draft always gets the same.

    ``report`` is that of the text. A ``workplace`` story may say what was learned and needs fewer details of the
    senses. An empty answer is praise.
    """
    draft = Draft(text, report, level, kind)
    found = [one for name in KINDS for one in _ADVISERS[name](draft)]
    return tuple(sorted(found, key=lambda one: (one.span.begin, KINDS.index(one.kind))))
