"""Topics: the phrases that a text, or each part of a long one, turns on.

TextRank (Mihalcea and Tarau, 2004): words that stand near each other are linked, and a word is as important as those
that it is linked with (Brin and Page, 1998), here weighed by how rare it is in the reference stories. Neighbours that
are both important become one phrase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from fabula.analysis.functions import function_words
from fabula.analysis.reference import Reference, shipped
from fabula.analysis.speech import without
from fabula.analysis.text import Span, Text
from fabula.analysis.verbs import IRREGULAR, KNOWN, forms, wordset
from fabula.analysis.words import Word

_WINDOW = 4  # words
_DAMPING, _PASSES, _STILL = 0.85, 60, 1e-7
_LONGEST_PHRASE = 4
_PART = {"en": 2500, "zh": 2500}  # words of a part, where a long text has no chapters
_KINDS = ("n", "nz", "nr", "ns", "nt", "nrt", "nrfg", "vn", "an", "s")  # jieba's classes of nouns
_LED = wordset(
    "the a an this that these those my your his her its our their some every each no any another one two three"
    " old little"
    " young great good big small poor of"
)
_IDLE = wordset(
    "day time way thing man men woman women people something anything everything nothing one ones place side"
    " moment while"
    " bit lot kind sort part end piece number word words hand hands head eyes eye face good great little old new"
    " big long"
    " first last next sure able full whole left right mr mrs miss said says don didn couldn quite really away back"
    " together around already yes no oh well please today tomorrow yesterday morning evening night year years week hour"
    " minute once twice nobody somebody someone everyone everybody upon happy beautiful many few same"
    " two three four five six seven eight nine ten twelve hundred thousand young dear large alone tall long short"
)
_ZH_IDLE = wordset(
    "时候 时间 东西 地方 事情 样子 一下 一点 有人 问题 今天 明天 昨天 现在 以后 以前"
    " 后来 大家 自己 别人 人们 这里 那里 里面 上面 下面 外面 前面 后面 旁边 中间 一会"
    " 意思 办法 结果 原因 先生 声音 眼睛 心里 手里 身上 头上 地上 世界 只见 左右 不知"
    " 如此 之后 之前 之间 其中 时节 工夫 当时 此时 此事 次日 当日 明日 今日 昨日 何处"
    " 何人 人家 公子"
)


@dataclass(frozen=True, slots=True)
class Keyphrase:
    """A phrase that a text turns on; ``score`` is 1 for the first of its text. ``spans``: all places where it
    stands."""

    text: str
    score: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a part of a text turns on: its chapter's title (empty without one) and the phrases that are its own."""

    begin: int
    end: int
    title: str
    phrases: tuple[Keyphrase, ...]


def keyphrases(text: Text, most: int = 12) -> tuple[Keyphrase, ...]:
    """The phrases that a text turns on, at most ``most``, the most important first.

    Nouns are known by their class in Chinese; in English by not being a function word, an adverb or a verb that
    nothing leads in. A word that comes once is taken only in texts under 150 words.
    """
    return _ranked(text, _body(text, text.words), {}, most)


def topics(text: Text, most: int = 6) -> tuple[Topic, ...]:
    """What each chapter turns on; without chapters, each stretch of about 2,500 words. A short text is one part.

    A phrase that many parts have counts less for each.
    """
    parts = _parts(text)
    words = [_body(text, text.words[first:end]) for _, first, end in parts]
    shared = Counter(form for some in words for form in {_form(word) for word in some})
    weigh = {form: log(1 + len(parts) / count) / log(1 + len(parts)) for form, count in shared.items()}
    return tuple(
        Topic(span.begin, span.end, title, _ranked(text, some, weigh, most))
        for ((span, title), _, _), some in zip(parts, words, strict=True)
    )


def _body(text: Text, words: Sequence[Word]) -> list[Word]:
    """The words that stand in no title."""
    return without(words, ((one.begin, one.end) for one in text.titles))


def _parts(text: Text) -> list[tuple[tuple[Span, str], int, int]]:
    """Parts with their title and the words that they have, as numbers."""
    begins = [word.begin for word in text.words]
    if len(text.chapters) > 1:
        edges = [(Span(one.begin, one.end), one.title) for one in text.chapters]
    else:
        size = _PART[text.language]
        count = max(1, round(len(begins) / size))
        cuts = [begins[len(begins) * number // count] if number else 0 for number in range(count)]
        cuts = sorted({text.sentences[text.sentence_at(one)].begin if one and text.sentences else 0 for one in cuts})
        edges = [(Span(one, end), "") for one, end in zip(cuts, [*cuts[1:], len(text.raw)], strict=True)]
    out, at = [], 0
    for span, title in edges:
        first = at
        while at < len(begins) and begins[at] < span.end:
            at += 1
        out.append(((span, title), first, at))
    return out


def _ranked(text: Text, words: Sequence[Word], weigh: Mapping[str, float], most: int) -> tuple[Keyphrase, ...]:
    reference = shipped(text.language)
    kept = _candidates(text, words)
    if not kept:
        return ()
    scores = _ranks(words, kept, reference, weigh)
    phrases = _phrases(text, words, kept, scores)
    few = len(words) < 150
    best: list[Keyphrase] = []
    used: set[str] = set()
    ranked = sorted(phrases.items(), key=lambda one: (-one[1][0], one[0]))
    if not ranked:
        return ()
    top = ranked[0][1][0]
    for name, (score, spans) in ranked:
        mine = {part.casefold().removesuffix("'s") for part in name.split()}
        if (
            (len(spans) > 1 or few)
            and not mine & used
            and not any(name in one.text or one.text in name for one in best)
        ):
            best.append(Keyphrase(name, score / top, tuple(spans)))
            used |= mine
        if len(best) == most:
            break
    return tuple(best)


def _candidates(text: Text, words: Sequence[Word]) -> dict[int, str]:
    """The numbers of words that can be part of a phrase, with the form that they count as."""
    if text.language == "zh":
        idle = function_words("zh") | _ZH_IDLE
        return {
            number: word.text
            for number, word in enumerate(words)
            if word.tag in _KINDS and len(word.text) > 1 and word.text not in idle
        }
    idle, verbs = function_words("en") | _IDLE, _verbs()
    plains = [_form(word) for word in words]
    led: Counter[str] = Counter()
    for before, form in zip(["", *plains], plains, strict=False):
        led[form] += before in _LED
    total = Counter(plains)
    single = {form[:-1] for form in total if form.endswith("s") and form[:-1] in total}
    return {
        number: form[:-1] if form[:-1] in single else form
        for number, form in enumerate(plains)
        if len(form) > 2
        and form not in idle
        and words[number].text[0].isalpha()
        and not (form.endswith("ly") and len(form) > 5)
        and "'" not in form
        and (form not in verbs or 2 * led[form] >= total[form])
        and not (form.endswith(("ed", "ing")) and 2 * led[form] < total[form])
    }


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    bases = KNOWN | set(IRREGULAR)
    return frozenset(
        bases
        | forms(bases, "s")
        | forms(bases, "ing")
        | forms(bases, "past")
        | {done for _, done in IRREGULAR.values()}
    )


def _ranks(
    words: Sequence[Word], kept: Mapping[int, str], reference: Reference, weigh: Mapping[str, float]
) -> dict[str, float]:
    """The rank of each form by power iteration; where the walk begins anew it is drawn to rare words."""
    import numpy as np

    forms_ = sorted(set(kept.values()))
    place = {form: number for number, form in enumerate(forms_)}
    links: Counter[tuple[int, int]] = Counter()
    recent: list[tuple[int, int]] = []
    for number, form in kept.items():
        here = place[form]
        recent = [(at, other) for at, other in recent if number - at <= _WINDOW]
        for _, other in recent:
            if other != here:
                links[min(here, other), max(here, other)] += 1
        recent.append((number, here))
    counts = Counter(kept.values())
    rare = np.array([reference.rarity(form) * weigh.get(form, 1.0) * log(1 + counts[form]) for form in forms_])
    start = rare / max(rare.sum(), 1e-12)
    if not links:
        return dict(zip(forms_, start.tolist(), strict=True))
    pairs = np.array(list(links), dtype=np.int64)
    weight = np.array(list(links.values()), dtype=np.float64)
    left, right = np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]])
    both = np.concatenate([weight, weight])
    out = np.bincount(left, both, minlength=len(forms_))
    rank = start.copy()
    for _ in range(_PASSES):
        new = np.bincount(right, rank[left] * both / out[left], minlength=len(forms_))
        new = (1 - _DAMPING) * start + _DAMPING * (new + start * rank[out == 0].sum())
        still = float(np.abs(new - rank).sum()) < _STILL
        rank = new
        if still:
            break
    return dict(zip(forms_, (rank * (0.2 + rare / max(float(rare.max()), 1e-12))).tolist(), strict=True))


def _phrases(
    text: Text, words: Sequence[Word], kept: Mapping[int, str], scores: Mapping[str, float]
) -> dict[str, tuple[float, list[Span]]]:
    """Phrases of candidates that stand side by side, and single ones, with their scores and places."""
    runs: list[list[int]] = []
    for number in kept:
        beside = runs and runs[-1][-1] == number - 1 and len(runs[-1]) < _LONGEST_PHRASE
        if beside and not text.raw[words[number - 1].end : words[number].begin].strip():
            runs[-1].append(number)
        else:
            runs.append([number])
    places: dict[str, list[Span]] = {}
    value: dict[str, float] = {}
    written: dict[str, Counter[str]] = {}

    def add(numbers: Sequence[int]) -> None:
        span = Span(words[numbers[0]].begin, words[numbers[-1]].end)
        name = ("" if text.language == "zh" else " ").join(kept[number] for number in numbers)
        places.setdefault(name, []).append(span)
        written.setdefault(name, Counter())[" ".join(text.of(span).split())] += 1
        value[name] = sum(scores[kept[number]] for number in numbers) / len(numbers) ** 0.5

    for run in runs:
        for begin in range(len(run)):
            for end in range(begin + 1, len(run) + 1):
                add(run[begin:end])
    often = {name for name, spans in places.items() if len(spans) > 1 or " " not in name}
    return {
        _as_written(written[name]): (value[name], places[name])
        for name in sorted(often, key=lambda one: (value[one], one))
    }


def _as_written(found: Counter[str]) -> str:
    return min(found, key=lambda one: (-found[one], one))


def _form(word: Word) -> str:
    return word.text.casefold().replace("’", "'").removesuffix("'s")
