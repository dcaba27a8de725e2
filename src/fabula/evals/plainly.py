"""Plain rules that say the same as the coach: a word list for feelings, mean lengths, counts. The coach's baseline."""

from __future__ import annotations

import re
from collections import Counter

from fabula.analysis.sentences import length
from fabula.analysis.text import Span, Text

_FEELS = {
    "en": re.compile(r"\b(?:happy|sad|angry|afraid|scared|terrified|excited|proud|disappointed|surprised|worried|glad|touched|lonely|nervous|ashamed)\b", re.I),  # noqa: E501
    "zh": re.compile("高兴|难过|生气|害怕|兴奋|自豪|失望|惊讶|担心|开心|感动|伤心|孤独|紧张|羞愧"),
}  # fmt: skip
_SENSE = {
    "en": re.compile(r"\b(?:saw|heard|smell\w*|taste\w*|touch\w*|cold|warm|red|green|blue|white|black|dark|bright|loud|quiet|soft|sound)\b", re.I),  # noqa: E501
    "zh": re.compile("看见|听|闻|味|摸|冷|热|红|绿|蓝|白|黑|亮|暗|声|响|软"),
}  # fmt: skip
_HE = {"en": re.compile(r"^(?:He|She)\b"), "zh": re.compile("^[他她]")}
_END = {
    "en": re.compile(r"dream|moral|lesson|learned|taught", re.I),
    "zh": re.compile("梦|醒|道理|明白|告诉我们|懂得"),
}
_LONG, _TIMES = 2.0, 3  # times the mean length; times a word comes in a sentence


def plainly(text: Text, grade: str) -> list[tuple[str, Span]]:
    """Kinds of advice with the sentence, as a script of an afternoon would give it. The level changes nothing."""
    spans, language = text.sentences, text.language
    sizes = [length(text.of(one), language) for one in spans]
    mean = sum(sizes) / max(1, len(sizes))
    out: list[tuple[str, Span]] = []
    for one, size in zip(spans, sizes, strict=True):
        said = text.of(one)
        if _FEELS[language].search(said):
            out.append(("show", one))
        if size > _LONG * mean:
            out.append(("rhythm", one))
        if _HE[language].search(said):
            out.append(("who", one))
        words = [word.text.casefold() for word in text.words if one.begin <= word.begin < one.end]
        if any(
            count >= _TIMES and len(word) > (1 if language == "zh" else 3) for word, count in Counter(words).items()
        ):
            out.append(("repetition", one))
    if spans:
        whole = Span(spans[0].begin, spans[-1].end)
        if len(_SENSE[language].findall(text.raw)) < len(spans) / 10:
            out.append(("sense", whole))
        if not re.search("[!?！？]", text.raw):
            out.append(("arc", whole))
        if _END[language].search(text.of(spans[-1])) or not re.search(r"[.!?。！？…]\W*$", text.raw):
            out.append(("ending", spans[-1]))
    return out
