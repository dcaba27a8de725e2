"""Advice on the senses: a long stretch in which nothing can be seen, heard, touched, smelled or tasted."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.analysis.imagery import imagery
from fabula.analysis.text import Span
from fabula.workshop.advice_kinds import QUESTION, SENSE, Advice, Draft

_EASED = 1.5  # a story from work may go on longer without
_DENSE = (60, 90)  # words or characters for each sense word, at most, for a stretch to count as having any
_FIRST = 3  # sentences of the stretch that the advice is tied to


def senses(draft: Draft) -> Iterator[Advice]:
    """Advice on each longest run of sentences, over the level's length, with no word for any sense."""
    text = draft.text
    lengths = draft.report.style.rhythm.lengths
    most = draft.measure(draft.level.senseless) * (_EASED if draft.kind == "workplace" else 1)
    full = {text.sentence_at(one.begin) for one in imagery(text).words}
    full |= {text.sentence_at(one.begin) for one in draft.report.style.showing.shown}
    full |= {text.sentence_at(one.begin) for one in draft.report.style.dialogue.spans}
    run: list[int] = []
    for number in range(len(text.sentences) + 1):
        if number < len(text.sentences) and number not in full:
            run.append(number)
            continue
        size = sum(lengths[at] for at in run)
        if size >= most:
            yield _advice(draft, run, size)
        run = []


def _advice(draft: Draft, run: list[int], size: int) -> Advice:
    text = draft.text
    whole = Span(text.sentences[run[0]].begin, text.sentences[run[-1]].end)
    middle = " ".join(text.of(text.sentences[run[len(run) // 2]]).split())
    why = draft.say(
        f"For {size} words a reader sees, hears and smells nothing, and is told about the story instead of standing"
        " in it.",
        f"这里有{size}个字，读者看不见、听不到、也闻不到什么，像是在听人转述，而不是身在其中。",
    )
    offer = draft.say(
        f"At “{middle}”: what did you hear just then, what did your hands touch, what did the place smell of? One such"
        " detail is enough.",
        f"写到“{middle}”时：那一刻你听见了什么？手碰到了什么？那里有什么气味？添一个细节就够了。",
    )
    return Advice(SENSE, whole, why, offer, QUESTION)
