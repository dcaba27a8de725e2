"""Style: how a text is told, whatever it tells. All its measures in one."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.analysis.imagery import Imagery, imagery
from fabula.analysis.readability import Readability, readability
from fabula.analysis.register import Register, register
from fabula.analysis.rhythm import Rhythm, rhythm
from fabula.analysis.sentences import length
from fabula.analysis.showing import Showing, showing
from fabula.analysis.speech import Dialogue, dialogue
from fabula.analysis.telling import Person, Tense, person, tense
from fabula.analysis.text import Text
from fabula.analysis.vocabulary import Diversity, Repetition, diversity, repetitions


@dataclass(frozen=True, slots=True)
class Counts:
    """How long a text is. ``length``: words in English, Han characters (and other words) in Chinese, as readers
    count."""

    characters: int
    length: int
    words: int
    sentences: int
    paragraphs: int
    chapters: int


@dataclass(frozen=True, slots=True)
class Style:
    """All measures of a text's style; each says in its own class what it is, its unit and its source."""

    language: str
    counts: Counts
    readability: Readability
    diversity: Diversity
    rhythm: Rhythm
    dialogue: Dialogue
    person: Person
    tense: Tense
    imagery: Imagery
    register: Register
    showing: Showing
    repetitions: tuple[Repetition, ...]


def style(text: Text) -> Style:
    """The style of a text: pure, without chance, in time linear in its length."""
    counts = Counts(
        len(text.raw), length(text.raw, text.language), len(text.words), len(text.sentences), len(text.paragraphs),
        len(text.chapters),
    )  # fmt: skip
    return Style(
        text.language, counts, readability(text), diversity(text), rhythm(text), dialogue(text), person(text),
        tense(text), imagery(text), register(text), showing(text), repetitions(text),
    )  # fmt: skip
