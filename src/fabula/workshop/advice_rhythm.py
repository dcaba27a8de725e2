"""Advice on rhythm: many sentences of one length in a row, or one that goes on without a place to breathe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from fabula.analysis.sentences import length
from fabula.analysis.speech import Inside
from fabula.analysis.text import Span, Text
from fabula.workshop.advice_kinds import PATTERN, REWRITE, RHYTHM, Advice, Draft

_MARK = re.compile(r"[,;:—–()，；：、（）“”\"「」]|--|\s-\s|\n")
_ALIKE = {"en": 1, "zh": 1}  # words or characters that lengths may differ by
_SHORT = (12, 14)  # sentences that are longer don't drum
_JOINS = re.compile(r"\s+(?=(?:and|but|so|because|which|then) )")
_STARTS = re.compile(r"^(?:and|but|so|which|because) ")


def rhythm(draft: Draft) -> Iterator[Advice]:
    """Advice on runs of short sentences alike in length and on sentences without a breath, in order of kind."""
    yield from _drumming(draft)
    yield from _breathless(draft)


def _drumming(draft: Draft) -> Iterator[Advice]:
    text, quoted = draft.text, Inside((one.begin, one.end) for one in draft.text.quotations)
    lengths = draft.report.style.rhythm.lengths
    run: list[int] = []
    for number in range(len(text.sentences) + 1):
        fits = number < len(text.sentences) and not quoted(text.sentences[number].begin)
        fits = (
            fits
            and _plain(text, number)
            and not (run and "\n\n" in text.raw[text.sentences[run[-1]].end : text.sentences[number].begin])
        )
        fits = fits and 3 <= lengths[number] <= draft.measure(_SHORT)
        if fits and (not run or _near(lengths, [*run, number], text.language)):
            run.append(number)
            continue
        if len(run) >= draft.level.alike or (len(run) == 4 and draft.level.alike == 5 and _one_start(text, run)):
            yield _drum(draft, run)
        run = [number] if fits else []


def _plain(text: Text, number: int) -> bool:
    """Whether a sentence ends with its own mark and nobody speaks in it."""
    said = text.of(text.sentences[number])
    return said[-1] in ".!。！" and not any(one in said for one in '“”"「」')


def _near(lengths: tuple[int, ...], run: list[int], language: str) -> bool:
    own = [lengths[at] for at in run]
    return max(own) - min(own) <= 2 * _ALIKE[language]


def _one_start(text: Text, run: list[int]) -> bool:
    size = 1 if text.language == "zh" else None
    starts = {text.of(text.sentences[at])[:size] if size else text.of(text.sentences[at]).split()[0] for at in run}
    return len(starts) == 1


def _drum(draft: Draft, run: list[int]) -> Advice:
    text = draft.text
    whole = Span(text.sentences[run[0]].begin, text.sentences[run[-1]].end)
    why = draft.say(
        f"{len(run)} sentences of almost the same length follow each other here, and a reader hears a drum instead of"
        " the story; join two of them and the beat changes.",
        f"这里连着{len(run)}个句子几乎一样长，读者听到的像是鼓点，而不是故事；把其中两句连起来，节奏就活了。",
    )
    return Advice(RHYTHM, whole, why, _joined(text, run), REWRITE)


def _joined(text: Text, run: list[int]) -> str:
    """The first two sentences as one, the rest as it stands."""
    first, second = (text.of(text.sentences[at]) for at in run[:2])
    rest = text.raw[text.sentences[run[1]].end : text.sentences[run[-1]].end]
    if text.language == "zh":
        return f"{first.rstrip('。！')}，{second}{rest}"
    if second.split()[0] not in ("I",) and not _proper(text, second.split()[0]):
        second = second[0].lower() + second[1:]
    return f"{first.rstrip('.!')}, and {second}{rest}"


def _proper(text: Text, word: str) -> bool:
    """Whether a word has its capital within sentences too."""
    return re.search(rf"(?<=[a-z,] ){re.escape(word)}\b", text.raw) is not None


def _breathless(draft: Draft) -> Iterator[Advice]:
    text, most = draft.text, draft.measure(draft.level.breath)
    for whole in text.sentences:
        said = text.of(whole)
        cuts = [0, *(found.start() for found in _MARK.finditer(said)), len(said)]
        longest = max(length(said[begin:end], text.language) for begin, end in pairwise(cuts))
        if longest < most:
            continue
        why = draft.say(
            f"This sentence runs for {longest} words without a place to breathe, and a reader loses the thread; cut it"
            " where something new happens.",
            f"这句话一口气写了{longest}个字，中间没有停顿，读者容易跟丢；在发生新事情的地方断开吧。",
        )
        offer = "" if draft.chinese else split(said, most)
        if offer:
            yield Advice(RHYTHM, whole, why, offer, REWRITE)
        else:
            ask = draft.say(
                "Read it aloud and set a full stop wherever you breathe.", "大声读一遍，在换气的地方点上逗号或句号。"
            )
            yield Advice(RHYTHM, whole, why, ask, PATTERN)


def split(said: str, most: int) -> str:
    """A long English sentence cut in several at its joins; empty where a part would still be too long."""
    parts = _JOINS.split(said)
    out: list[str] = []
    for part in parts:
        opened = _STARTS.match(part)
        if out and (length(out[-1], "en") < most // 4 or (opened and opened[0] in ("which ", "because ", "so "))):
            out[-1] = f"{out[-1]} {part}"
        else:
            out.append(part)
    if len(out) < 2 or any(length(one, "en") >= most for one in out):
        return ""
    made = []
    for one in out:
        bare = re.sub(r"^(?:and|then and) ", "", one)
        made.append(bare[0].upper() + bare[1:].rstrip(",. "))
    return ". ".join(made) + "."
