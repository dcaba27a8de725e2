"""Quotations: what is said (or written, or called) in a text, by whom, and the narration that is left without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.analysis.lazy import Lazy
from fabula.analysis.verbs import SPEECH, ZH_SPEECH, any_of, forms

# The last one may still be open: prose is also looked at while it is being written.
QUOTED = Lazy(r"\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)|(?<!\w)['‘][^'’]+['’](?!\w)")

_SAYS, _SAY = any_of(forms(SPEECH, "s")), any_of(SPEECH)
_WHO = r"(?:(?:the|a|an|your|his|her|their)\s+(?:[\w-]+\s+){0,2}[\w-]+|(?:[A-Z][\w.-]*\s?)+|he|she|it|they)"
_WHO_ZH = r"(?P<early>[你他她它]|[\u3400-\u9fff]{2,4}?)"
_HOW_ZH = r"(?:[\u3400-\u9fff]{1,6}?[地着]|[悄低轻小大高]声|冷冷|慢慢|又|也|一|接着)?"
_SAY_ZH = any_of(ZH_SPEECH)
_BEHIND = {
    "en": Lazy(
        rf"[,.!?]?\s*(?:(?:{_SAYS})\s+(?P<late>{_WHO})|(?P<early>{_WHO})\s+(?:\w+ly\s+)?(?:{_SAYS})\b"
        rf"|(?P<reader>you)\s+(?:\w+ly\s+)?(?:{_SAY})\b)"
    ),
    "zh": Lazy(rf"[，。]?{_WHO_ZH}{_HOW_ZH}(?:{_SAY_ZH})"),
}  # who speaks, named behind what is said
_BEFORE = {
    "en": Lazy(
        rf"(?:(?P<early>{_WHO})\s+(?:\w+ly\s+)?(?:{_SAYS})|(?P<reader>\b[Yy]ou)\s+(?:\w+ly\s+)?(?:{_SAY}))"
        r"(?:\s+[^\".!?]{0,40})?[,:]\s*$"
    ),
    "zh": Lazy(rf"(?:^|[，。；！？]){_WHO_ZH}{_HOW_ZH}[^，。“”]{{0,8}}?(?:{_SAY_ZH})[着了]?[，：]?$"),
}  # who speaks, named before it


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
    found = _BEHIND[language].match(QUOTED.sub(" ", text[end:])) or _BEFORE[language].search(
        QUOTED.sub(" ", text[:begin])
    )
    return next((who.strip() for who in found.groupdict().values() if who), "") if found else ""


def narration(text: str, language: str) -> str:
    """``text``, as long as before, with blanks for what is quoted: only the marks of each quotation are left."""
    left, right = ("“", "”") if language == "zh" else ('"', '"')

    def blank(match: re.Match[str]) -> str:
        return left + " " * (len(match[0]) - 2) + right if len(match[0]) > 1 else left

    return QUOTED.sub(blank, text)
