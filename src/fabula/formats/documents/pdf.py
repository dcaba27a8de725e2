"""PDF files: lines by their places on the page, and paragraphs from the lines."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any

from fabula.errors import DocumentError, FabulaError, MissingExtra
from fabula.formats.documents import chapter
from fabula.formats.documents.draft import Draft, Paragraph, counted
from fabula.formats.documents.wrapping import compounds, ends, joined

MAX_PAGES = 5_000
MAX_CHARACTERS = 20_000_000
_MAX_STEPS = 20_000_000  # drawing commands, of all pages: forms inside forms can multiply without a character
_LONGEST_HEADER = 100  # characters
_EDGE = 2  # lines at the top and at the bottom of a page that may be a header or a footer
_PAGE_NUMBER = re.compile(
    r"(?:第\s*)?[-–—·•\[(\s]*(?:page\s+)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?[-–—·•\])\s]*(?:页|頁)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    x: float
    y: float
    size: float


def read(data: bytes) -> Draft:
    """The paragraphs of a PDF, without the headers, footers and numbers of its pages. Raises if it is only pictures."""
    try:
        import pypdf
    except ImportError:
        raise MissingExtra("documents", "Reading PDF files") from None
    # Its warnings about other people's files are no use to ours; without a handler they would be printed.
    logger = logging.getLogger("pypdf")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        _unlock(reader)
        _count(reader)
        pages = _pages(reader)
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except FabulaError:
        raise
    except Exception as error:  # a damaged file makes pypdf raise nearly anything, RecursionError too
        raise DocumentError(
            f"The PDF is damaged or incomplete: {type(error).__name__}: {str(error)[:150]}",
            hint="Get the file again, or print it to a new PDF.",
        ) from error
    if not pages:
        raise DocumentError("The PDF has no pages.", hint="Get the file again, or print it to a new PDF.")
    empty = sum(not lines for lines in pages)
    if empty == len(pages):
        raise _scanned(len(pages))
    notes = [f"{empty} of {counted(len(pages), 'page')} hold no text; they may be scanned."] if empty else []
    kept, dropped = _without_margins(pages)
    if dropped:
        notes.append(f"{counted(dropped, 'line')} of page headers, footers and page numbers were left out.")
    return Draft(tuple(_paragraphs(kept)), title, tuple(notes))


def _scanned(pages: int) -> DocumentError:
    return DocumentError(
        f"The PDF seems to be scanned: {counted(pages, 'page')}, and not one character of text.",
        hint="Run a text recognition (OCR) over it first, for example: ocrmypdf IN.pdf OUT.pdf",
    )


def _unlock(reader: Any) -> None:
    """Open what has no password for reading. Raises for what has one."""
    if not reader.is_encrypted:
        return
    try:
        opened = bool(reader.decrypt(""))
    except Exception:  # ciphers that pypdf can't do without another library, and damaged ones
        opened = False
    if not opened:
        raise DocumentError(
            "The PDF is encrypted and needs a password.", hint="Save it without a password and try again."
        )


def _count(reader: Any) -> None:
    """Raises where there are too many pages. The tree is walked here, because pypdf would list it without bounds."""
    from pypdf.generic import IndirectObject

    found = seen = 0
    stack: list[tuple[Any, int]] = [(reader.root_object["/Pages"], 0)]
    while stack:
        top, depth = stack.pop()
        seen += 1
        node: Any = top.get_object() if isinstance(top, IndirectObject) else top
        if seen > 2 * MAX_PAGES or depth > 100:
            found = MAX_PAGES + 1
        elif hasattr(node, "get") and "/Kids" in node:
            stack += [(kid, depth + 1) for kid in node["/Kids"].get_object()[: 2 * MAX_PAGES + 1]]
        else:
            found += 1
        if found > MAX_PAGES:
            raise DocumentError(
                f"The PDF has more than {MAX_PAGES:,} pages, which are the most that is read.",
                hint="Split it and read the parts.",
            )


class _Bounds:
    """What all pages together may still take."""

    def __init__(self) -> None:
        self.characters = MAX_CHARACTERS
        self.steps = _MAX_STEPS

    def step(self, *_: Any) -> None:
        """One more drawing command."""
        self.steps -= 1
        if self.steps < 0:
            raise self._too_much(f"more than {_MAX_STEPS:,} drawing commands")

    def text(self, number: int) -> None:
        """So many characters more."""
        self.characters -= number
        if self.characters < 0:
            raise self._too_much(f"more than {MAX_CHARACTERS:,} characters")

    def _too_much(self, what: str) -> DocumentError:
        return DocumentError(
            f"The PDF has {what}, which are the most that is read.", hint="Split it and read the parts."
        )


def _pages(reader: Any) -> list[list[_Line]]:
    bounds = _Bounds()
    return [list(_lines(page, bounds)) for page in reader.pages]


def _lines(page: Any, bounds: _Bounds) -> Iterator[_Line]:
    """The lines of a page, each with the place and the size of its first characters."""
    pieces: list[tuple[str, float, float, float]] = []

    def take(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        if text:
            bounds.text(len(text))
            pieces.append((text, *_place(cm, tm, size)))

    page.extract_text(visitor_text=take, visitor_operand_before=bounds.step)
    text, x, y, size = "", 0.0, 0.0, 0.0
    for piece, *place in pieces:
        for number, part in enumerate(piece.split("\n")):
            if number and text.strip():
                yield _Line(text.strip(), x, y, size)
            text = "" if number else text
            if part.strip() and not text.strip():
                x, y, size = place
            text += part
    if text.strip():
        yield _Line(text.strip(), x, y, size)


def _place(cm: Sequence[float], tm: Sequence[float], size: float) -> tuple[float, float, float]:
    """Where text stands on the page and how large it is, from both matrices of the drawing."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    scale = math.sqrt(abs((tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2])))
    return float(x), float(y), float(size) * (scale or 1.0)


def _without_margins(pages: Sequence[Sequence[_Line]]) -> tuple[list[list[_Line]], int]:
    """The pages without lines that stand at the edge of many of them, and without numbers; how many lines went."""
    often = max(3, 0.3 * len(pages))
    largest = 1.1 * _body([line for page in pages for line in page])  # a heading is no header
    edges = Counter(key for page in pages for key in {_key(line) for line in (*page[:_EDGE], *page[-_EDGE:])})
    numbers = sum(any(_PAGE_NUMBER.fullmatch(line.text) for line in (*page[:1], *page[-1:])) for page in pages)
    numbered = numbers >= max(2, 0.5 * len(pages))

    def margin(line: _Line) -> bool:
        repeated = edges[_key(line)] >= often or (numbered and bool(_PAGE_NUMBER.fullmatch(line.text)))
        return repeated and line.size <= largest and len(line.text) <= _LONGEST_HEADER

    kept: list[list[_Line]] = []
    for page in pages:
        begin, end = 0, len(page)
        while begin < min(_EDGE, end) and margin(page[begin]):
            begin += 1
        while end > max(begin, len(page) - _EDGE) and margin(page[end - 1]):
            end -= 1
        kept.append(list(page[begin:end]))
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _body(lines: Sequence[_Line]) -> float:
    """The size of the letters that most of the text is set in."""
    return _usual([round(line.size, 1) for line in lines], [len(line.text) for line in lines])


def _key(line: _Line) -> tuple[str, int]:
    """What a header has in common with that of other pages: its height, and all but the numbers in it."""
    return re.sub(r"\d+", "#", line.text), round(line.y)


def _paragraphs(pages: Sequence[Sequence[_Line]]) -> Iterator[Paragraph]:
    """The lines of all pages as paragraphs, going on over the page where no sentence has ended."""
    every = [line for page in pages for line in page]
    if not every:
        return
    body = _body(every)
    gap = _gap(pages)
    sizes = sorted({round(line.size, 1) for line in every if line.size > 1.15 * body}, reverse=True)
    left = _usual([round(line.x) for line in every], [1] * len(every))
    longest = median(sorted(len(line.text) for line in every)[-max(1, len(every) // 3) :])
    known = compounds(line.text for line in every)
    lines: list[_Line] = []
    level = 0
    for page in pages:
        for number, line in enumerate(page):
            before = page[number - 1] if number else None
            own = _heading(line, sizes)
            if lines and (own != level or _breaks(lines[-1], line, before, gap, left, longest, level)):
                yield Paragraph(joined([one.text for one in lines], known), level)
                lines = []
            level = own if not lines else level
            lines.append(line)
    if lines:
        yield Paragraph(joined([one.text for one in lines], known), level)


def _usual(values: Sequence[float], weights: Sequence[int]) -> float:
    counts: Counter[float] = Counter()
    for value, weight in zip(values, weights, strict=True):
        counts[value] += weight
    return counts.most_common(1)[0][0]


def _gap(pages: Sequence[Sequence[_Line]]) -> float:
    """The usual distance from one line to the next."""
    gaps = [round(a.y - b.y, 1) for page in pages for a, b in pairwise(page) if a.y - b.y > 0]
    return _usual(gaps, [1] * len(gaps)) if gaps else 0.0


def _heading(line: _Line, sizes: Sequence[float]) -> int:
    """The level of a line in larger letters than the text's, or with the words of a chapter; else 0."""
    if ". . ." in line.text or "....." in line.text:  # a table of contents
        return 0
    if len(line.text) <= 120 and round(line.size, 1) in sizes:
        return min(sizes.index(round(line.size, 1)) + 1, 6)
    named = chapter.level(line.text)
    return named if named and len(line.text) > 5 else 0


def _breaks(
    last: _Line, line: _Line, before: _Line | None, gap: float, left: float, longest: float, level: int
) -> bool:
    """Whether ``line`` begins a new paragraph after ``last``; ``before`` is the line above it on the same page."""
    if before is None:  # over the page: only a finished sentence or a heading ends there
        return bool(level) or (ends(last.text) and (len(last.text) < 0.8 * longest or line.x > left + 4))
    if level:
        return last.y - line.y > 2 * line.size
    if gap and (last.y - line.y > 1.4 * gap or line.y > last.y + gap):
        return True
    indented = left + 4 < line.x < left + 60 and line.x > last.x + 4
    return indented or (ends(last.text) and len(last.text) < 0.75 * longest)
