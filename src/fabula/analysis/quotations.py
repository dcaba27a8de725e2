"""Quotations: what is said (or written, or called) in a text, by whom, and the narration that is left without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.analysis.verbs import SPEECH, ZH_SPEECH, forms

# The last one may still be open: prose is also looked at while it is being written.
QUOTED = re.compile(r"\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)|(?<!\w)['‘][^'’]+['’](?!\w)")

_SAYS = "|".join(sorted(forms(SPEECH, "s"), key=len, reverse=True))
_WHO = r"(?:(?:the|a|an|your|his|her|their)\s+(?:[\w-]+\s+){0,2}[\w-]+|(?:[A-Z][\w.-]*\s?)+|he|she|it|they)"
_BEHIND = {
    "en": re.compile(rf"[,.!?]?\s*(?:(?:{_SAYS})\s+(?P<late>{_WHO})|(?P<early>{_WHO})\s+(?:\w+ly\s+)?(?:{_SAYS})\b)"),
    "zh": re.compile(rf"[，。]?(?P<early>[\u3400-\u9fff]{{1,6}}?)(?:[\u3400-\u9fff]{{0,8}}?)(?:{'|'.join(ZH_SPEECH)})"),
}
_BEFORE = {
    "en": re.compile(rf"(?P<early>{_WHO})\s+(?:\w+ly\s+)?(?:{_SAYS})(?:\s+[^\".!?]{{0,40}})?[,:]\s*$"),
    "zh": re.compile(rf"(?P<early>[\u3400-\u9fff]{{1,6}}?)(?:[\u3400-\u9fff]{{0,8}}?)(?:{'|'.join(ZH_SPEECH)})[，：]?$"),
}


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation: ``begin`` and ``end`` are offsets of the whole, marks included; ``text`` is what is inside."""

    begin: int
    end: int
    text: str
    speaker: str = ""  # the words that name who speaks, as they stand there; empty where the sentence doesn't say


def quotations(text: str, language: str) -> list[Quotation]:
    """All quotations, in order."""
    return list(_found(text, language))


def _found(text: str, language: str) -> Iterator[Quotation]:
    for match in QUOTED.finditer(text):
        inner = match[0][1:-1] if match[0][-1] in "\"”」』'’" and len(match[0]) > 1 else match[0][1:]
        yield Quotation(match.start(), match.end(), inner, _speaker(text, match.start(), match.end(), language))


def _speaker(text: str, begin: int, end: int, language: str) -> str:
    behind = _BEHIND[language].match(QUOTED.sub(" ", text[end:]))
    if behind:
        return (behind.groupdict().get("late") or behind["early"]).strip()
    before = _BEFORE[language].search(QUOTED.sub(" ", text[:begin]))
    return before["early"].strip() if before else ""


def narration(text: str, language: str) -> str:
    """``text``, as long as before, with blanks for what is quoted: only the marks of each quotation are left."""
    left, right = ("“", "”") if language == "zh" else ('"', '"')

    def blank(match: re.Match[str]) -> str:
        return left + " " * (len(match[0]) - 2) + right if len(match[0]) > 1 else left

    return QUOTED.sub(blank, text)
