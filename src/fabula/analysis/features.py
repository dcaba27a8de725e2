"""Features: a text as the hashed words and character runs that small linear heads weigh.

English: words, pairs of words, words in the reach of a negation, and runs of three to five characters. Chinese: runs
of one to four characters, and these again in the reach of a negation. A feature is a 32-bit number that is the same
on every machine. Everything is computed with arrays, many texts at a time.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabula.analysis.coloured import coloured
from fabula.analysis.verbs import wordset

if TYPE_CHECKING:  # numpy is imported late, so that stories without analysis don't wait for it
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.uint32]
    Offsets = NDArray[np.int64]

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]")
_NEGATORS = wordset(
    "not no never n't nor neither nobody nothing nowhere none without cannot can't don't doesn't didn't isn't aren't"
    " wasn't weren't won't wouldn't couldn't shouldn't hasn't haven't hadn't ain't hardly barely"
)
_NEGATED = 3  # words behind a negation
_STOP = frozenset('.,;:!?—()"“”')
_ZH_NEGATORS = frozenset("不没未别无勿莫")
_ZH_NEGATED = 4  # characters behind one
_WEAK = 0.6  # a coloured word that counts less than this is hardly meant
_WORD, _PAIR, _NOT, _RUN, _COLOUR = (
    0x9E3779B1,
    0x85EBCA6B,
    0xC2B2AE35,
    0x27D4EB2F,
    0x165667B1,
)  # odd numbers that keep the kinds apart
_EN_RUNS, _ZH_RUNS = (3, 4, 5), (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Features:
    """Features of a batch of texts. ``ids`` [n]; ``text`` [n]: which text each is of, never falling within a kind.

    ``begin`` and ``end`` [n]: the offsets in its text that a feature covers.
    """

    ids: Ids
    text: Offsets
    begin: Offsets
    end: Offsets
    count: int  # how many texts


def features(texts: Sequence[str], language: str) -> Features:
    """The features of each text, in any order within a text. Texts without any have none."""
    import numpy as np

    parts = [_runs(texts, language), _colours(texts, language)]
    if language != "zh":
        parts += _words(texts)
    ids, text, begin, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Features(ids, text, begin, end, len(texts))


def _mixed(numbers: Ids, by: int) -> Ids:
    """Numbers spread over 32 bits (the finaliser of MurmurHash3)."""
    import numpy as np

    mixed = numbers * np.uint32(by)
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    return mixed


def _small(text: str) -> str:
    """Small letters, but never another length, so that offsets hold; no character that is an end here."""
    small = text.lower()
    return (small if len(small) == len(text) else text).replace("\0", " ")


Part = tuple["Ids", "Offsets", "Offsets", "Offsets"]


def _runs(texts: Sequence[str], language: str) -> Part:
    """Runs of characters. Every text stands between two blanks; runs don't cross them."""
    import numpy as np

    joined = "\0".join(f" {_small(text)} " for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    bounds = codes == 0
    owner = np.cumsum(bounds).astype(np.int64)
    first = np.concatenate([[0], np.flatnonzero(bounds) + 1]).astype(np.int64)
    none = np.zeros(0, np.int64)
    out: list[Part] = [(np.zeros(0, np.uint32), none, none, none)]
    ids = np.zeros(len(codes), np.uint32)
    for size in range(1, max(_ZH_RUNS if language == "zh" else _EN_RUNS) + 1):
        if size > len(codes):
            break
        ids = _mixed(ids[: len(codes) - size + 1] * np.uint32(31) + codes[size - 1 :], _RUN + 2 * size)
        if size not in (_ZH_RUNS if language == "zh" else _EN_RUNS):
            continue
        at = np.arange(len(ids), dtype=np.int64)
        inside = (owner[: len(ids)] == owner[size - 1 :]) & ~bounds[: len(ids)] & ~bounds[size - 1 :]
        if size == 1:
            inside &= codes != 32
        text = owner[: len(ids)][inside]
        begin = at[inside] - first[text] - 1
        out.append((ids[inside], text, begin.clip(0), begin + size))
        if language == "zh" and size <= 3:
            out.append(_denied(codes, ids, inside, text, begin, size))
    columns = [np.concatenate(column) for column in zip(*out, strict=True)]
    return columns[0], columns[1], columns[2], columns[3]


def _denied(codes: Ids, ids: Ids, inside: NDArray[np.bool_], text: Offsets, begin: Offsets, size: int) -> Part:
    """Chinese runs shortly behind a negation, once more as such."""
    import numpy as np

    negated = np.isin(codes, np.array([ord(one) for one in _ZH_NEGATORS], np.uint32))
    stop = np.isin(codes, np.array([ord(one) for one in "，。！？；：、 \n"] + [0], np.uint32))
    at = np.arange(len(codes))
    last = np.maximum.accumulate(np.where(negated, at, -1))
    wall = np.maximum.accumulate(np.where(stop, at, -1))
    reach = (last >= 0) & (at > last) & (at - last <= _ZH_NEGATED) & (wall < last)
    chosen = reach[: len(ids)][inside]
    return _mixed(ids[inside][chosen], _NOT), text[chosen], begin[chosen], begin[chosen] + size


def _colours(texts: Sequence[str], language: str) -> Part:
    """What the coloured words of a text say: each feeling and side by itself, turned ones apart, and the sum.

    They are the same for all words of a feeling, so that a head knows words that it was not fitted on.
    """
    import numpy as np

    names: list[str] = []
    owner, begin, end = [], [], []

    def add(name: str, number: int, first: int, last: int) -> None:
        names.append(name)
        owner.append(number)
        begin.append(first)
        end.append(last)

    for number, text in enumerate(texts):
        total = strength = 0.0
        for one in coloured(text, language):
            value = one.colour.polarity * one.factor
            total += value
            strength += one.colour.intensity * min(1.5, abs(one.factor))
            kind = "not " if one.factor < 0 else "hardly " if one.factor < _WEAK else ""
            for feeling in one.colour.feelings:
                add(f"{kind}{feeling}", number, one.begin, one.end)
            add(f"{'up' if value > 0 else 'down'} {min(3, int(abs(value) * 4))}", number, one.begin, one.end)
        add(f"sum {max(-6, min(6, round(total * 3)))}", number, 0, len(text))
        add(f"strength {min(6, round(strength * 2))}", number, 0, len(text))
    ids = _mixed(np.array([zlib.crc32(name.encode()) for name in names], np.uint32), _COLOUR)
    return ids, np.array(owner, np.int64), np.array(begin, np.int64), np.array(end, np.int64)


def _words(texts: Sequence[str]) -> list[Part]:
    """English words, pairs of them, and negated ones."""
    import numpy as np

    ids: list[int] = []
    text, begin, end = [], [], []
    negated: list[bool] = []
    known: dict[str, int] = {}
    for number, one in enumerate(texts):
        reach = 0
        for match in _TOKEN.finditer(one):
            word = match[0].lower().replace("’", "'")
            found = known.get(word)
            if found is None:
                found = known[word] = zlib.crc32(word.encode("utf-8", "replace"))
            ids.append(found)
            text.append(number)
            begin.append(match.start())
            end.append(match.end())
            negated.append(reach > 0)
            reach = 0 if word in _STOP else _NEGATED if word in _NEGATORS else reach - 1
    words = np.array(ids, np.uint32)
    owner, start, stop = (np.array(column, np.int64) for column in (text, begin, end))
    out: list[Part] = [(_mixed(words, _WORD), owner, start, stop)]
    denied = np.array(negated, bool)
    out.append((_mixed(words[denied], _NOT), owner[denied], start[denied], stop[denied]))
    if len(words) > 1:
        same = owner[:-1] == owner[1:]
        pairs = _mixed(words[:-1] * np.uint32(31) + words[1:], _PAIR)[same]
        out.append((pairs, owner[:-1][same], start[:-1][same], stop[1:][same]))
    return out
