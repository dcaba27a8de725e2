"""Advice: what the coach says about a place in a draft, the kinds of it, and the levels that say when it speaks up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fabula.analysis.report import Report
from fabula.analysis.text import Span, Text
from fabula.errors import InputError

SHOW, ARC, WHO, RHYTHM = "show", "arc", "who", "rhythm"
REPETITION, SENSE, ENDING = "repetition", "sense", "ending"
KINDS = (SHOW, ARC, WHO, RHYTHM, REPETITION, SENSE, ENDING)
NAMES: Mapping[str, Mapping[str, str]] = {
    "en": {SHOW: "show, don't tell", ARC: "something happens", WHO: "who is it?", RHYTHM: "rhythm",
           REPETITION: "repetition", SENSE: "senses", ENDING: "ending"},
    "zh": {SHOW: "写出来，别说出来", ARC: "情节起伏", WHO: "指的是谁", RHYTHM: "句子节奏",
           REPETITION: "重复", SENSE: "感官细节", ENDING: "结尾"},
}  # fmt: skip
StoryKind = Literal["story", "workplace"]
REWRITE, PATTERN, QUESTION, MODEL = "rewrite", "pattern", "question", "model"


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: ``raw[span]`` is the sentence (or run of sentences) that it is about.

    ``why`` says in one sentence what a reader meets there. ``offer`` is what to try: a whole new wording
    (``how`` is ``rewrite``, or ``model`` where a model wrote it), a ``pattern`` with gaps ("…") that the writer
    fills, or a ``question`` that only the writer can answer. ``words`` are the words that gave rise to it.
    """

    kind: str
    span: Span
    why: str
    offer: str
    how: str
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A school level: from where on the coach speaks up. The figures are judgement and no measurement.

    Lengths are words in English and characters in Chinese, as (en, zh). ``bare``: whether one feeling named without
    any strengthening word ("I was sad") is worth a word. ``alike``: sentences of one length in a row. ``breath``: the
    longest stretch without a mark. ``again``: how often a word comes in one sentence. ``senseless``: the longest
    stretch without a word for any sense. ``stirs``: in how many sentences at
    least one must stir something.
    """

    name: str
    label: str  # in Chinese
    bare: bool
    alike: int
    breath: tuple[int, int]
    again: int
    senseless: tuple[int, int]
    stirs: int


LEVELS = (
    Level("primary", "小学", False, 5, (30, 45), 4, (85, 120), 16),
    Level("middle", "初中", True, 5, (32, 45), 4, (80, 120), 14),
    Level("high", "高中", True, 5, (35, 45), 4, (80, 120), 14),
    Level("adult", "成人", True, 5, (40, 50), 4, (80, 120), 14),
)


def level(name: str) -> Level:
    """The level of a name, English or Chinese; `InputError` for one that isn't known."""
    for one in LEVELS:
        if name.strip().casefold() in (one.name, one.label):
            return one
    known = ", ".join(f"{one.name} ({one.label})" for one in LEVELS)
    raise InputError(f"There is no level '{name}'.", hint=f"Take one of: {known}.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What every adviser looks at: a draft, what was measured of it, the level and what kind of story it is."""

    text: Text
    report: Report
    level: Level
    kind: StoryKind

    @property
    def chinese(self) -> bool:
        """Whether the draft is Chinese."""
        return self.text.language == "zh"

    def measure(self, pair: tuple[int, int]) -> int:
        """The figure for the draft's language."""
        return pair[1] if self.chinese else pair[0]

    def say(self, english: str, chinese: str) -> str:
        """The wording in the draft's language."""
        return chinese if self.chinese else english

    def sentence(self, offset: int) -> Span:
        """The sentence that stands at an offset."""
        return self.text.sentences[self.text.sentence_at(offset)]
