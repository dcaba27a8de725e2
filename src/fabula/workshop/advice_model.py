"""Rewrites by a language model: asked for one sentence, and taken only when analysis finds the fault gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from fabula.analysis.report import report
from fabula.analysis.sentences import length, sentence_spans
from fabula.analysis.text import Text, read
from fabula.workshop.advice_kinds import MODEL, REPETITION, RHYTHM, SHOW, WHO, Advice, Level, StoryKind
from fabula.workshop.coach import coach

Generate = Callable[[str], Awaitable[str]]  # an instruction -> what the model writes
KINDS = (SHOW, WHO, RHYTHM, REPETITION)  # where one passage can be written anew; the others ask the writer
TRIES = 3
_LONGEST = 2.5  # times the passage, and 20 words or characters more
_TASK = {
    "en": {
        SHOW: "shows the feeling in what a body does, without naming the feeling",
        WHO: "says by name who is meant instead of the unclear pronoun",
        RHYTHM: "has sentences of clearly different lengths, none very long",
        REPETITION: "doesn't repeat a word",
    },
    "zh": {
        SHOW: "用动作和身体的反应写出这种感觉，不说出感觉的名称",
        WHO: "写出名字，让人知道代词指的是谁",
        RHYTHM: "句子有长有短，没有特别长的句子",
        REPETITION: "不重复用词",
    },
}  # fmt: skip


async def rewritten(text: Text, one: Advice, level: Level, kind: StoryKind, generate: Generate) -> Advice | None:
    """The advice with a rewrite by a model; None where after three tries none held, or where only the writer knows.

    A rewrite holds when the draft with it gets no advice of that kind there, none of another kind that it hadn't,
    and when it isn't much longer than the passage.
    """
    if one.kind not in KINDS:
        return None
    for _ in range(TRIES):
        said = clean(await generate(instruction(text, one)))
        if said and holds(text, one, said, level, kind):
            return replace(one, offer=said, how=MODEL)
    return None


def instruction(text: Text, one: Advice) -> str:
    """What a model is asked: the passage with what stands around it, and what the new wording must do."""
    before = text.raw[max(0, one.span.begin - 300) : one.span.begin].strip()
    task, said = _TASK[text.language][one.kind], text.of(one.span)
    if text.language == "zh":
        return f"前文：{before}\n要改写的句子：{said}\n请改写这句话，使它{task}。保持人称、时间和事实不变，不要添加新的人物。只写改好的句子。"  # noqa: E501
    return (
        f"Before it: {before}\nThe passage: {said}\nRewrite the passage so that it {task}. Keep the person, the tense and"  # noqa: E501
        " the facts, and add nobody new. Write only the new passage."
    )


def clean(said: str) -> str:
    """What a model wrote, on one line and without marks around the whole."""
    said = " ".join(said.split())
    return said[1:-1].strip() if len(said) > 1 and (said[0], said[-1]) in (('"', '"'), ("“", "”")) else said


def holds(text: Text, one: Advice, said: str, level: Level, kind: StoryKind) -> bool:
    """Whether a wording removes what the advice is about and brings no new fault."""
    language = text.language
    if length(said, language) > _LONGEST * length(text.of(one.span), language) + 20:
        return False
    if not sentence_spans(said, language) or said == text.of(one.span):
        return False
    raw = text.raw[: one.span.begin] + said + text.raw[one.span.end :]
    new = read(raw, language)
    found = coach(new, report(new), level, kind)
    old = coach(text, report(text), level, kind)
    begin, end = one.span.begin, one.span.begin + len(said)
    if any(other.kind == one.kind and other.span.begin < end and other.span.end > begin for other in found):
        return False
    return all(_count(found, name) <= _count(old, name) for name in {other.kind for other in found})


def _count(found: tuple[Advice, ...], kind: str) -> int:
    return sum(one.kind == kind for one in found)
