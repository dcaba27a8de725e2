"""Readability: how hard a text is to read, by the measures that its own language has.

English: Flesch Reading Ease (Flesch, 1948) and the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers, Chissom, 1975).
Chinese: lengths of sentences and clauses, and the share of characters that are rarely met. No grade is given for
Chinese: the formulas that give one were fitted on textbooks that can't be had under a free licence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fabula.analysis.sentences import length
from fabula.analysis.text import Text
from fabula.errors import MissingExtra

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CLAUSE = re.compile(r"[，。！？；：、…—,.!?;:]+")
_VOWELS = re.compile(r"[aeiouy]+")
# Where two vowels beside each other are two syllables: "science", "video", "create", "being".
_SPLIT = re.compile(
    r"ia(?!l\b|n\b)|io(?!u|n)|eo(?!u)|ua(?=l|t|r)|iu|ea(?=t(?:e|ing|ion|or)\b)|(?<=[ei])ing|(?<=[aeiou][^aeiou])ea\b|(?<=\bid)ea|ie(?=t|nc)|uou"
)
_WHOLE = re.compile(r"(?:[^aeiouy]|qu)e(?:s|d)?$")
_KEPT = re.compile(r"(?:[sxz]|[cs]h|[cg])es$|[td]ed$|[^aeiouyl]les?$")
_INNER = re.compile(
    r"[^aeiouy]e(?=(?:ly|ments?|ful|less|ness|thing|times?|where|body|one|fore)\b)|^(?:some|home|fire|time|life|care)(?=[a-z]{2})"
)  # an e that isn't heard within a word
_SAID = {"people": 2, "tongue": 1, "tongues": 1, "queue": 1, "business": 2, "every": 2, "evening": 2, "wednesday": 2}
_FIRST_ROWS, _LAST_ROWS = 16, 55  # of GB 2312: the first level, 3,755 characters in common use


@dataclass(frozen=True, slots=True)
class Readability:
    """How hard a text is to read. What is not measured in its language is None.

    ``sentence`` is the mean length of a sentence: words in English, Han characters (and other words) in Chinese.
    ``ease``: Flesch Reading Ease, about 0 (hard) to 100 (easy). ``grade``: US school year, at least 0.
    ``clause``: mean Han characters between two marks; ``words``: mean words of a sentence; ``rare``: share of Han
    characters outside the first level of GB 2312, from 0 to 1.
    ``short``: under 100 words or characters, so that all of it is a guess.
    """

    sentence: float
    words: float
    short: bool
    ease: float | None = None
    grade: float | None = None
    syllables: float | None = None
    clause: float | None = None
    rare: float | None = None


def readability(text: Text) -> Readability:
    """The measures of a text's own language."""
    count = max(len(text.sentences), 1)
    titles = {one.begin for one in text.titles}
    body = [one for one in text.paragraphs if one.begin not in titles] or list(text.paragraphs)
    raw = "\n".join(text.of(one) for one in body)
    long, words = length(raw, text.language), sum(1 for _ in text.words)
    if text.language == "zh":
        han = _HAN.findall(raw)
        clauses = [size for part in _CLAUSE.split(raw) if (size := len(_HAN.findall(part)))]
        return Readability(
            long / count, words / count, long < 100,
            clause=sum(clauses) / max(len(clauses), 1),
            rare=sum(rare(one) for one in han) / max(len(han), 1),
        )  # fmt: skip
    spelt = [word.text for word in text.words if word.text[0].isalpha()]
    each = sum(map(syllables, spelt)) / max(len(spelt), 1)
    mean = long / count
    return Readability(
        mean, words / count, long < 100,
        ease=206.835 - 1.015 * mean - 84.6 * each,
        grade=max(0.0, 0.39 * mean + 11.8 * each - 15.59),
        syllables=each,
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, or its hyphenation points if those are
    more."""
    plain = word.casefold().replace("’", "'")
    if "-" in plain:
        return sum(syllables(part) for part in plain.split("-") if part)
    if plain in _SAID:
        return _SAID[plain]
    bare = plain.removesuffix("'s").removesuffix("'")
    groups = len(_VOWELS.findall(bare)) + len(_SPLIT.findall(bare))
    if _WHOLE.search(bare) and not _KEPT.search(bare) and groups > 1:
        groups -= 1
    if _INNER.search(bare):
        groups -= 1
    if plain.endswith(("n't",)) and plain not in ("don't", "can't", "won't", "ain't", "aren't", "weren't"):
        groups += 1
    return max(1, groups, len(_dictionary().positions(bare)) + 1)


@lru_cache(maxsize=1)
def _dictionary():  # type: ignore[no-untyped-def]
    try:
        import pyphen
    except ImportError as error:
        raise MissingExtra("analysis", "Counting syllables") from error

    return pyphen.Pyphen(lang="en_US")


@lru_cache(maxsize=32_768)
def rare(character: str) -> bool:
    """Whether a character is outside the first level of GB 2312 (rows 16 to 55)."""
    try:
        row = character.encode("gb2312")[0] - 0xA0
    except UnicodeEncodeError:
        return True
    return not _FIRST_ROWS <= row <= _LAST_ROWS
