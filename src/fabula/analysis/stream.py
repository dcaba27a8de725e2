"""Streams: the sentences of a text that comes in pieces, with their feelings, in bounded memory.

A book of any length is read from an open file as `text.read` and `emotion.feelings` would read it whole: the same
sentences at the same offsets, whatever the pieces are. What only the end of a text could tell is decided once
`LOOKAHEAD` characters have gone by without an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from fabula.analysis.emotion import Feeling, feelings
from fabula.analysis.head import LONGEST, TOGETHER
from fabula.analysis.sentences import trimmed
from fabula.analysis.text import BREAK, HEADING, LANGUAGES, LINE, detected, paragraph_sentences
from fabula.errors import InputError

LOOKAHEAD = 400_000  # characters: a text without a blank line there has none, and with one title there has more
BLOCK = 50_000  # characters that are looked at together
_BLANKS = frozenset(" \t\u3000")
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its feeling, whose offsets are those in the whole text; ``text`` ends after 4,000 characters."""

    text: str
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class _Bare:
    """A sentence whose feeling hasn't been asked for: the text that counts, and its place in the whole."""

    text: str
    begin: int
    end: int


def sentences(pieces: Iterable[str], language: str | None = None) -> Iterator[Sentence]:
    """The sentences of the text that ``pieces`` are put together, in order, as soon as each is sure.

    Without ``language`` it is told by the beginning. The memory does not grow with the text, also for a text of one
    endless sentence. Raises `InputError` for a language that isn't read.
    """
    if language is not None and language not in LANGUAGES:
        raise InputError(f"'{language}' is no language that is read.", hint=f"Take one of: {', '.join(LANGUAGES)}.")
    reader: _Reader | None = None
    begun = ""
    for piece in pieces:
        for at in range(0, len(piece), BLOCK):
            begun += piece[at : at + BLOCK]
            if len(begun) >= BLOCK:
                reader = reader or _Reader(language or detected(begun))
                yield from reader.take(begun)
                begun = ""
    if reader is None and not begun.strip():
        return
    reader = reader or _Reader(language or detected(begun))
    yield from reader.take(begun, last=True)


class _Reader:
    """What has been read and not yet told: ``buffer``, which begins at ``base`` of the whole text.

    The buffer begins where a paragraph does, or a sentence of a long one. What is left out of the middle of a long
    sentence or a long blank is remembered as gaps: (offset in the buffer behind it, how many characters).
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.buffer, self.base = "", 0
        self.gaps: list[tuple[int, int]] = []
        self.blank: bool | None = None  # whether blank lines are between paragraphs; None: not known yet
        self.titled: bool | None = None  # whether what looks like a title is one: where two do
        self.title: list[_Bare] = []  # of what may be a title,
        self.after: list[_Bare] = []  # and what follows it

    def take(self, piece: str, *, last: bool = False) -> Iterator[Sentence]:
        """Read on; what is sure by now."""
        self.buffer += piece
        if self.blank is None:
            if BREAK.search(self.buffer):
                self.blank = True
            elif last or self._whole(len(self.buffer)) > LOOKAHEAD:
                self.blank = False
        if self.blank is None:
            self._shorten(0)
            return
        told: list[_Bare] = []
        begin = 0
        for match in (BREAK if self.blank else LINE).finditer(self.buffer):
            if match.end() < len(self.buffer) or last:
                told += self._paragraph(begin, match.start())
                begin = match.end()
        if last:
            told += [*self._paragraph(begin, len(self.buffer)), *self.title, *self.after]
        elif len(self.buffer) - begin > BLOCK:
            found = self._spans(begin, len(self.buffer))
            if len(found) > 2:  # the last one may go on, and the one before it with it
                told += self._told(found[:-2])
                begin = found[-2][0]
        self._drop(begin)
        self._shorten(0)
        yield from self._felt(told)

    def _paragraph(self, begin: int, end: int) -> list[_Bare]:
        """A whole paragraph, or the rest of one: a title is passed over."""
        span = trimmed(self.buffer, begin, end)
        if span is None:
            return []
        if span[1] - span[0] > _LONGEST_TITLE or not HEADING.fullmatch(self.buffer, *span):
            return self._told(paragraph_sentences(self.buffer, self.language, *span))
        if self.titled is None and not self.title:
            self.title = self._bare(paragraph_sentences(self.buffer, self.language, *span))
        elif self.titled is None:
            return self._settled()
        return []

    def _told(self, spans: list[tuple[int, int]]) -> list[_Bare]:
        """Sentences, or nothing yet while it isn't known whether a title stands before them."""
        found = self._bare(spans)
        if self.titled is not None or not self.title:
            return found
        self.after += found
        far = self.after and self.after[-1].end - self.title[0].end > LOOKAHEAD
        return self._settled() if far else []

    def _settled(self) -> list[_Bare]:
        """What looks like a title is one."""
        self.titled, found = True, self.after
        self.title, self.after = [], []
        return found

    def _bare(self, spans: list[tuple[int, int]]) -> list[_Bare]:
        return [
            _Bare(self.buffer[begin : min(end, begin + LONGEST)], self._whole(begin), self._whole(end))
            for begin, end in spans
        ]

    def _felt(self, found: list[_Bare]) -> Iterator[Sentence]:
        for at in range(0, len(found), TOGETHER):
            some = found[at : at + TOGETHER]
            ends = [0, *accumulate(len(one.text) for one in some)]
            felt = feelings("".join(one.text for one in some), list(pairwise(ends)), self.language)
            for one, feeling in zip(some, felt, strict=True):
                yield Sentence(one.text, replace(feeling, begin=one.begin, end=one.end))

    def _spans(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The sentences of the unfinished paragraph so far."""
        span = trimmed(self.buffer, begin, end)
        return paragraph_sentences(self.buffer, self.language, *span) if span else []

    # -- offsets, and what is left out ------------------------------------------------------------------------------

    def _whole(self, offset: int) -> int:
        """Where an offset of the buffer lies in the whole text."""
        return self.base + offset + sum(size for at, size in self.gaps if at <= offset)

    def _drop(self, begin: int) -> None:
        """Forget what stands before ``begin``."""
        self.base = self._whole(begin)
        self.gaps = [(at - begin, size) for at, size in self.gaps if at > begin]
        self.buffer = self.buffer[begin:]

    def _shorten(self, begin: int) -> None:
        """Leave the middle out of a blank and of a sentence that have grown long without an end."""
        solid = len(self.buffer.rstrip())
        if len(self.buffer) - solid > 2 * BLOCK:
            self._cut(solid + LONGEST, len(self.buffer), _shortened(self.buffer[solid + LONGEST :]))
        if self.blank is not None and len(self.buffer) > 2 * BLOCK:
            for first, last in reversed(self._spans(begin, len(self.buffer))):
                if last - first > 4 * LONGEST:
                    # From a blank on, so that the word before a full stop stays whole; where there is none, there is
                    # no end either. The letter keeps a mark before it from ending the sentence here.
                    tail = last - LONGEST
                    tail = next((at for at in range(tail, last - 20) if self.buffer[at].isspace()), tail)
                    self._cut(first + LONGEST, tail, "x")

    def _cut(self, begin: int, end: int, instead: str) -> None:
        """Put a shorter text in the place of a part of the buffer, and remember the gap."""
        lost = end - begin - len(instead)
        if lost <= 0:
            return
        inside = sum(size for at, size in self.gaps if begin < at <= end)
        kept = [(at, size) for at, size in self.gaps if at <= begin]
        later = [(at - lost, size) for at, size in self.gaps if at > end]
        self.gaps = [*kept, (begin + len(instead), lost + inside), *later]
        self.buffer = self.buffer[:begin] + instead + self.buffer[end:]


def _shortened(blank: str) -> str:
    """A short blank that parts paragraphs and lines where ``blank`` does."""
    if BREAK.search(blank):
        return "\n\n"
    parts = blank.split("\n")
    plain = ["" if not part else " " if set(part) <= _BLANKS else "\v" for part in parts]
    if len(parts) > 1 and len(parts[-1]) <= 2:
        plain[-1] = parts[-1]  # one or two of them indent a paragraph
    return "\n\v\n".join([plain[0], plain[-1]]) if len(parts) > 2 else "\n".join(plain)
