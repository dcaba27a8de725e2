"""Vocabulary: how varied the words of a text are, and what it repeats close together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.functions import function_words
from fabula.analysis.text import Span, Text

_SIZE = {"en": 3, "zh": 3}  # words that are repeated together at least
_NEAR = {"en": 60, "zh": 60}  # words
_CONTENT = 2  # of them at least are no function words


@dataclass(frozen=True, slots=True)
class Diversity:
    """How varied the words are. ``words``: how many; ``different``: how many different ones.

    ``mattr_50`` and ``mattr_100``: the mean share of different words in every run of 50 or 100 words (Covington and
    McFall, 2010), from 0 to 1; None for texts that are shorter, whose shares can't be compared.
    """

    words: int
    different: int
    mattr_50: float | None
    mattr_100: float | None


@dataclass(frozen=True, slots=True)
class Repetition:
    """Words that come again within 60 words, and all places where they stand. A refrain is one too."""

    text: str
    spans: tuple[Span, ...]


def diversity(text: Text) -> Diversity:
    """The variety of a text's words; forms of a word ("walk", "walked") count as different."""
    words = _plain(text)
    return Diversity(len(words), len(set(words)), mattr(words, 50), mattr(words, 100))


def mattr(words: Sequence[str], window: int) -> float | None:
    """The moving-average type-token ratio; None for fewer words than one window."""
    if len(words) < window:
        return None
    counts = Counter(words[:window])
    total = len(counts)
    for number in range(window, len(words)):
        gone = words[number - window]
        counts[gone] -= 1
        if not counts[gone]:
            del counts[gone]
        counts[words[number]] += 1
        total += len(counts)
    return total / window / (len(words) - window + 1)


def repetitions(text: Text) -> tuple[Repetition, ...]:
    """Runs of at least three words that come again within 60, the longest ones, in order; linear in the text's length.

    A run lies in one sentence and must hold two words that are no function words. Names and phrases that a tale is
    about come again too; what is a refrain and what a slip is not told apart.
    """
    size, near = _SIZE[text.language], _NEAR[text.language]
    words, idle = _plain(text), function_words(text.language)
    last: dict[tuple[str, ...], int] = {}
    open_at, length, gap = -1, 0, 0
    found: dict[tuple[str, ...], dict[int, None]] = {}

    def close() -> None:
        if length and sum(word not in idle for word in words[open_at : open_at + length]) >= _CONTENT:
            places = found.setdefault(tuple(words[open_at : open_at + length]), {})
            places[open_at - gap] = places[open_at] = None

    sentence = [text.sentence_at(word.begin) for word in text.words]
    for number in range(len(words) - size + 1):
        if sentence[number] != sentence[number + size - 1]:
            close()
            open_at, length, gap = -1, 0, 0
            continue
        run = tuple(words[number : number + size])
        before = last.get(run, -1)
        last[run] = number
        here = number - before if before >= 0 else 0
        if size <= here <= near and here == gap and open_at + length - size + 1 == number:
            length += 1
            continue
        close()
        open_at, length, gap = (number, size, here) if size <= here <= near else (-1, 0, 0)
    close()
    return tuple(_repeated(text, run, sorted(places)) for run, places in found.items())


def _repeated(text: Text, run: tuple[str, ...], places: Sequence[int]) -> Repetition:
    spans = tuple(Span(text.words[at].begin, text.words[at + len(run) - 1].end) for at in places)
    return Repetition(text.of(spans[0]), spans)


def _plain(text: Text) -> list[str]:
    return [word.text.casefold().replace("’", "'") for word in text.words]
