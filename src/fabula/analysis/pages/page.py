"""Pages: a report as a person reads it, in sections with plots, findings and tables; drawn by `web` and `print`.

Everything that is said cites where it stands: a `Cite` is a paragraph's number and its place in the printed text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.analysis.pages.labels import Labels
from fabula.analysis.plots import short
from fabula.analysis.text import Span, Text

QUOTED = 160  # columns of a quoted sentence


@dataclass(frozen=True, slots=True)
class Cite:
    """A paragraph of the text: what it is called, and its number from 1."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """Some words, ``marked`` or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found: what it is, the words that show it, and where they stand."""

    label: str
    runs: tuple[Run, ...] = ()
    cites: tuple[Cite, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: words, or where something stands."""

    text: str = ""
    cites: tuple[Cite, ...] = ()
    number: bool = False  # set to the right


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading (may be empty) and the heads of its columns; ``left_out`` says how many more rows."""

    heading: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with the words for those who can't see it."""

    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a section, with or without a heading; whatever is empty isn't shown."""

    heading: str = ""
    words: tuple[str, ...] = ()
    plot: Plot | None = None
    findings: tuple[Finding, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its key (an anchor), heading, and blocks."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tinted:
    """A sentence of the printed text: the feeling whose colour it has, and how deep (0 to 1)."""

    text: str
    feeling: str
    depth: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the printed text."""

    number: int
    title: bool
    sentences: tuple[Tinted, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report in one language, ready to be drawn."""

    language: str
    title: str
    about: str
    counts: str
    sections: tuple[Section, ...]
    text_heading: str
    text_note: str
    contents: str
    made: str
    paragraphs: tuple[Paragraph, ...] = field(default=())


class Citing:
    """Where offsets of a text stand, as cites."""

    def __init__(self, text: Text, labels: Labels) -> None:
        self._text, self._labels = text, labels
        self._begins = [one.begin for one in text.paragraphs]

    def at(self, offset: int) -> Cite:
        """The paragraph that an offset stands in."""
        number = max(1, bisect_right(self._begins, offset))
        return Cite(self._labels.say("report", "paragraph", number=number), number)

    def all_of(self, offsets: Sequence[int], most: int = 5) -> tuple[Cite, ...]:
        """The paragraphs of some offsets, each once, at most ``most``."""
        found = dict.fromkeys(self.at(one) for one in offsets)
        return tuple(found)[:most]

    def quote(self, span: Span, marks: Sequence[tuple[int, int]] = ()) -> tuple[Run, ...]:
        """The words of a span with marks in it, on one line, cut where they are long (a mark is then still shown)."""
        begin = span.begin
        if marks and len(short(self._line(begin, marks[0][1]), QUOTED)) < len(self._line(begin, marks[0][1])):
            begin = max(span.begin, marks[0][0] - QUOTED // 4)
        runs: list[Run] = [Run("…")] if begin > span.begin else []
        at, left = begin, QUOTED
        for left_edge, right_edge in [*marks, (span.end, span.end)]:
            for one, other, marked in ((at, left_edge, False), (left_edge, right_edge, True)):
                words = self._line(one, other)
                shown = short(words, left) if left > 0 else ""
                if shown:
                    runs.append(Run(shown, marked))
                left -= len(words) * (2 if self._text.language == "zh" else 1)
                if shown != words:
                    return tuple(runs if shown else [*runs, Run("…")])
            at = right_edge
        return tuple(runs)

    def _line(self, begin: int, end: int) -> str:
        raw = self._text.raw[begin:end]
        return "".join(" " if one.isspace() else one for one in raw).replace("  ", " ")
