"""Plain text files: paragraphs from wrapped lines, verse as it stands, and headings by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from fabula.formats.documents import chapter
from fabula.formats.documents.draft import Draft, Paragraph, unified
from fabula.formats.documents.wrapping import compounds, ends, joined, width

_NARROWEST, _WIDEST = 40, 120  # columns: narrower lines are verse, wider ones are whole paragraphs
_INDENTED = re.compile(r"(?:\u3000| {2}|\t)")
_BEGIN = re.compile(r"(?m)^\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*\n")
_END = re.compile(r"(?m)^\*{3} ?END OF (?:THE|THIS) PROJECT GUTENBERG")
_TITLE = re.compile(r"(?m)^Title: ([^\n]+)")


def read(text: str) -> Draft:
    """The paragraphs of a text file."""
    text, title, notes = _without_licence(unified(text))
    blocks = list(_blocks(text.split("\n")))
    measure = _measure(blocks)
    loose = len(blocks) <= max(1, sum(map(len, blocks)) // 20)  # hardly a blank line: every line is a paragraph
    known = compounds(line for block in blocks for line in block)
    made = (one for block in blocks for one in _paragraphs(block, measure, loose, known))
    return Draft(tuple(made), title, notes)


def _without_licence(text: str) -> tuple[str, str, tuple[str, ...]]:
    """The text without what Project Gutenberg writes before and after a book, and the title that stands there."""
    begin = _BEGIN.search(text[:50_000])
    if begin is None:
        return text, "", ()
    end = _END.search(text, begin.end())
    title = _TITLE.search(text, 0, begin.start())
    note = "What Project Gutenberg writes before and after the book was left out."
    return text[begin.end() : end.start() if end else None], title[1].strip() if title else "", (note,)


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line.rstrip())
        elif block:
            yield block
            block = []
    if block:
        yield block


def _measure(blocks: Sequence[Sequence[str]]) -> int:
    """The width at which the lines were broken; 0 where they were not."""
    widths = sorted(width(line) for block in blocks for line in block[:-1])
    if not widths:
        return 0
    broad = widths[len(widths) * 9 // 10]
    return broad if broad >= _NARROWEST and widths[len(widths) * 99 // 100] <= _WIDEST else 0


def _paragraphs(block: Sequence[str], measure: int, loose: bool, known: frozenset[str]) -> Iterator[Paragraph]:
    first = chapter.level(block[0])
    if first and len(block) <= 3 and all(width(line) <= 60 and not ends(line) for line in block[1:]) and not loose:
        yield Paragraph(" ".join(line.strip() for line in block), first)
        return
    if first:
        yield Paragraph(block[0], first)
        block = block[1:]
    if _wrapped(block, measure):
        yield from _unwrapped(block, measure, known)
    elif loose or _each_its_own(block):
        yield from (Paragraph(line, chapter.level(line)) for line in block)
    elif block:
        yield Paragraph("\n".join(block))


def _full(line: str, following: str, measure: int) -> bool:
    """Whether the first word of the next line had no place left on this one."""
    word = following.split(maxsplit=1)[0][:20] if following.isascii() else following.strip()[:2]
    return width(line) + 1 + width(word) > measure - 2


def _wrapped(block: Sequence[str], measure: int) -> bool:
    if not measure or len(block) < 2:
        return False
    pairs = list(pairwise(block))
    return sum(_full(line, following, measure) for line, following in pairs) >= 0.6 * len(pairs)


def _unwrapped(block: Sequence[str], measure: int, known: frozenset[str]) -> Iterator[Paragraph]:
    """The paragraphs of wrapped lines: a new one begins indented, or after a line that ended early with a sentence."""
    lines: list[str] = []
    for line in block:
        if lines and (_INDENTED.match(line) or (ends(lines[-1]) and not _full(lines[-1], line, measure))):
            yield Paragraph(joined(lines, known))
            lines = []
        lines.append(line.strip())
    yield Paragraph(joined(lines, known))


def _each_its_own(block: Sequence[str]) -> bool:
    """Whether every line is a paragraph: it is indented, very long, or ends as a sentence does."""
    alone = sum(bool(_INDENTED.match(line)) or width(line) > _WIDEST or ends(line) for line in block)
    return alone >= 0.7 * len(block)
