"""Texts: a text with its language, and its chapters, paragraphs, sentences, words and quotations, each found once.

Everything in this package that looks at a whole text takes a `Text` and answers with offsets into its ``raw``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fabula.analysis.quotations import Quotation, quotations, single
from fabula.analysis.sentences import han_share, sentence_spans, trimmed
from fabula.analysis.verbs import wordset
from fabula.analysis.words import Word, words
from fabula.errors import InputError

LANGUAGES = ("en", "zh")
LONGEST = 20_000_000  # characters of a text
# Between paragraphs, and where a text has none of these between its lines; and what looks like a title.
BREAK = re.compile(r"\n[ \t\u3000]*\n\s*|\n(?=[\u3000]{1,2}\S)")
LINE = re.compile(r"\n\s*")
HEADING = re.compile(
    r"(?:chapter|part|book|act|scene|prologue|epilogue|canto|letter)\b[^\n]{0,80}|[IVXLC]{1,7}\.?(?:\s[^\n]{0,60})?"
    r"|第[\d〇一二三四五六七八九十百千零两]{1,7}[章节回卷部幕集篇][^\n]{0,40}|(?:楔子|序章|序幕|引子|尾声|后记|番外)[^\n]{0,30}"
    r"|[一二三四五六七八九十]{1,3}|#{1,6} [^\n]{1,80}",
    re.IGNORECASE,
)
_CLOSED = "”」』"
_SAYS = re.compile(r"[\u3400-\u9fff]{1,9}?(?:说|问|道|喊|叫|答|嚷|骂|叹)(?:着|了|道)?[。，！：；…]")
_LATIN = re.compile(r"[A-Za-z]")
_ENOUGH = 0.3  # of the letters must be Han for Chinese, or Latin for English
_COMMON_ENGLISH = wordset(
    "the and a to of in i it is was you that he she for on with his her at as my we they had not but be have said me"
    " this all so there what from were by or an are one out up when no if who them then like do him your got im oh"
    " just its how our been am can go"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: ``raw[begin:end]``."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its title (empty where it has none); ``begin`` is where the title stands."""

    begin: int
    end: int
    title: str


@dataclass(frozen=True, eq=False)
class Text:
    """A text in one language. The parts are found when they are first asked for, and kept."""

    raw: str
    language: str
    headings: tuple[Span, ...] = ()  # paragraphs that are known to be titles

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """What stands between blank lines; where there are none, the lines."""
        blank = [(match.start(), match.end()) for match in BREAK.finditer(self.raw)]
        if not blank:
            blank = [(match.start(), match.end()) for match in LINE.finditer(self.raw)]
        edges = [0, *(edge for pair in blank for edge in pair), len(self.raw)]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return tuple(Span(*span) for pair in pairs if (span := trimmed(self.raw, *pair)))

    @cached_property
    def titles(self) -> tuple[Span, ...]:
        """The paragraphs that are titles of chapters: those known, else those that look like one."""
        if self.headings:
            return self.headings
        found = [one for one in self.paragraphs if HEADING.fullmatch(self.raw[one.begin : one.end])]
        return tuple(found) if len(found) > 1 else ()

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters; a text without titles is one. What stands before the first title is a chapter without one."""
        starts = [(one.begin, self.raw[one.begin : one.end].lstrip("# ")) for one in self.titles]
        if not starts or self.raw[: starts[0][0]].strip():
            starts.insert(0, (0, ""))
        ends = [*(begin for begin, _ in starts[1:]), len(self.raw)]
        return tuple(Chapter(begin, end, title) for (begin, title), end in zip(starts, ends, strict=True))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of all paragraphs that are no titles, in order; none reaches over the end of a paragraph."""
        titles = {one.begin for one in self.titles}
        out: list[Span] = []
        for one in self.paragraphs:
            if one.begin in titles:
                continue
            out += [Span(*span) for span in paragraph_sentences(self.raw, self.language, one.begin, one.end)]
        return tuple(out)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words, in order."""
        return tuple(words(self.raw, self.language))

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """All quotations, in order, paragraph by paragraph: a mark that is left open ends with its paragraph."""
        singly = single(self.raw, self.language)
        return tuple(
            Quotation(one.begin + said.begin, one.begin + said.end, said.text, said.speaker)
            for one in self.paragraphs
            for said in quotations(self.raw[one.begin : one.end], self.language, singly=singly)
        )

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that ``offset`` stands in, or of the last one before it (0 before the first)."""
        return max(0, bisect_right(self._begins, offset) - 1)

    @cached_property
    def _begins(self) -> list[int]:
        return [one.begin for one in self.sentences]

    def of(self, span: Span) -> str:
        """The words of a span."""
        return self.raw[span.begin : span.end]


def paragraph_sentences(raw: str, language: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end: what says who spoke belongs to what was said."""
    out: list[tuple[int, int]] = []
    for first, last in sentence_spans(raw, language, begin, end):
        if out and (raw[first].islower() or (raw[out[-1][1] - 1] in _CLOSED and _SAYS.match(raw, first, end))):
            first = out.pop()[0]  # “Who is there?” he asked. “谁？”她问。
        out.append((first, last))
    return out


def read(raw: str, language: str | None = None, headings: Sequence[tuple[int, int]] = ()) -> Text:
    """A `Text` of some plain text ("\\n" line ends).

    Without ``language`` it is English or Chinese by its script and commonest words. Raises `InputError` for a text
    without a word, of over 20 million characters, or in a language that isn't known.
    """
    if len(raw) > LONGEST:
        raise InputError(
            f"The text has {len(raw):,} characters; at most {LONGEST:,} are read.", hint="Cut it in parts."
        )
    if not any(character.isalnum() for character in raw):
        shown = f"'{raw.strip()[:20]}'" if raw.strip() else "nothing"
        raise InputError(f"The text has no word to look at: {shown}.", hint="Give at least one sentence.")
    known = language or detected(raw)
    if known not in LANGUAGES:
        raise InputError(f"'{known}' is no language that is read.", hint=f"Take one of: {', '.join(LANGUAGES)}.")
    return Text(raw, known, tuple(Span(*one) for one in headings))


def detected(raw: str) -> str:
    """``en`` or ``zh``; raises `InputError` where it looks like neither. Mixed texts are what they are most.

    Japanese and Korean are told by their own letters, other Latin-script languages by how few of the commonest English
    words they have (a short text is taken as English).
    """
    sample = raw[:20_000]
    if len(raw) > 60_000:
        sample += raw[len(raw) // 2 : len(raw) // 2 + 20_000]
    letters = [one for one in sample if one.isalpha()]
    if not letters:
        raise InputError(
            "The text has no letters, so its language isn't known.", hint="Say it: --lang en or --lang zh."
        )
    kana = sum("\u3040" <= one <= "\u30ff" or "\uac00" <= one <= "\ud7af" for one in letters) / len(letters)
    if han_share(sample) >= _ENOUGH and kana < 0.15:
        return "zh"
    if sum(map(len, _LATIN.findall(sample))) / len(letters) >= _ENOUGH and kana < 0.15:
        found = [word.casefold().strip("'") for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", sample)]
        common = sum(word in _COMMON_ENGLISH for word in found) / max(len(found), 1)
        foreign = sum(not one.isascii() for one in letters) / len(letters)
        if len(found) < 12 or common >= 0.18 or (common >= 0.1 and foreign < 0.02):
            return "en"
    raise InputError(
        "The text seems to be in a language that isn't read here.",
        hint="English and Chinese are; say --lang if it's one of them.",
    )
