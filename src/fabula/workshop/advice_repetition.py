"""Advice on repetition: a word that slipped in twice, and words that come again and again in one sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from fabula.analysis.functions import function_words
from fabula.analysis.speech import Inside
from fabula.analysis.text import Span
from fabula.workshop.advice_kinds import PATTERN, REPETITION, REWRITE, Advice, Draft

# Two of these in a row are always a slip; "had had", "that that", "gave her her book" and "what it is is" are not.
SURE_SLIP = {
    "en": r"\b(the|a|an|of|and|my|his|their|our|your|with|at|from|under|we|were)[ \t]+\1\b(?![-'’])",
    "zh": r"(?<![一目端])(的|被)\1(?!确|士)",
}
_SLIP = {language: re.compile(one, re.IGNORECASE) for language, one in SURE_SLIP.items()}
_EMPHASIS = re.compile(r"\b(very|really|so|much|too)[ \t]+\1\b|(非常|特别|真的|十分)\2", re.IGNORECASE)
_SOON = re.compile(
    r"(?:很|suddenly|then|just|really|very|always|finally|immediately|突然|忽然|然后|于是|接着|马上|非常)$"
)
_FEWER = 3  # times for such words
_WITHIN = (45, 60)  # words or characters of the sentence, at most; a long one may name its people often


def repetition(draft: Draft) -> Iterator[Advice]:
    """Advice on slips, with the words left out, and on words or phrases that come too often in one sentence."""
    text = draft.text
    quoted = Inside((one.begin, one.end) for one in text.quotations)
    for number, whole in enumerate(text.sentences):
        said = text.of(whole)
        slips = [
            one
            for one in (*_SLIP[text.language].finditer(said), *_EMPHASIS.finditer(said))
            if not quoted(whole.begin + one.start())
        ]
        if slips:
            words = tuple(Span(whole.begin + one.start(), whole.begin + one.end()) for one in slips)
            why = draft.say(
                f"The word “{_twice(slips[0])}” slipped in twice, and a reader stumbles over it.",
                f"“{_twice(slips[0])}”字多写了一次，读者读到这里会绊一下。",
            )
            yield Advice(REPETITION, whole, why, unslipped(said, text.language), REWRITE, words)
        elif not quoted(whole.begin):
            yield from _often(draft, number, quoted)


def _twice(found: re.Match[str]) -> str:
    return str(next(filter(None, found.groups())))


def unslipped(said: str, language: str) -> str:
    """A sentence with what slipped in twice said once."""
    return _EMPHASIS.sub(_twice, _SLIP[language].sub(_twice, said))


def _often(draft: Draft, number: int, quoted: Inside) -> Iterator[Advice]:
    text, whole = draft.text, draft.text.sentences[number]
    words = [one for one in _words(draft, whole) if not quoted(one.begin)]
    if not words or draft.report.style.rhythm.lengths[number] > draft.measure(_WITHIN):
        return
    plain = [text.of(one).casefold() for one in words]
    idle = function_words(text.language)
    counts = Counter(word for word in plain if (word not in idle or _SOON.match(word)) and _long(word))
    for word, count in counts.most_common():
        if count >= (_FEWER if _SOON.match(word) and word != "很" else draft.level.again) or (
            count == 3 and _phrase(plain, word)
        ):
            spots = tuple(one for one, own in zip(words, plain, strict=True) if own == word)
            why = draft.say(
                f"“{word}” comes {count} times in this sentence, and after the second a reader hears the word instead"
                " of what you see.",
                f"这一句里“{word}”出现了{count}次，读到后面，读者听见的是这个词，而不是你看到的东西。",
            )
            yield Advice(REPETITION, whole, why, _once(draft, whole, spots), PATTERN, spots)
            return


def _long(word: str) -> bool:
    return len(word) > 2 if word.isascii() else len(word) > 1 or word == "很"


def _words(draft: Draft, whole: Span) -> list[Span]:
    from bisect import bisect_left

    words = draft.text.words
    first = bisect_left(words, whole.begin, key=lambda one: one.begin)
    last = bisect_left(words, whole.end, key=lambda one: one.begin)
    return [Span(one.begin, one.end) for one in words[first:last]]


def _phrase(plain: list[str], word: str) -> bool:
    """Whether a word comes with the same neighbour each time: "pulled at my blanket and pulled at my blanket"."""
    at = [number for number, own in enumerate(plain) if own == word]
    before = {plain[number - 1] if number else "" for number in at}
    after = {plain[number + 1] if number + 1 < len(plain) else "" for number in at}
    return len(before) == 1 or len(after) == 1


def _once(draft: Draft, whole: Span, spots: tuple[Span, ...]) -> str:
    """The sentence with a gap wherever the word comes again."""
    out, at = [], whole.begin
    for one in spots[1:]:
        out += [draft.text.raw[at : one.begin], "…"]
        at = one.end
    out.append(draft.text.raw[at : whole.end])
    return "".join(out)
