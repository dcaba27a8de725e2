"""Quotations: what is said (or written, or called) in a text, by whom, and the narration that is left without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.analysis.lazy import Lazy
from fabula.analysis.verbs import SPEECH, ZH_SPEECH, any_of, forms

# The last one may still be open: prose is also looked at while it is being written.
QUOTED = Lazy(r"\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)|(?<!\w)['‘][^'’]+['’](?!\w)")

# Speech between single marks, as British books print it: it closes behind a mark of punctuation, for "'" is an
# apostrophe too; what isn't closed reaches to the end only where it opens a paragraph.
SINGLE = Lazy(
    r"(?<![\w.,!?;:])['‘](?=[\w“\"…—-])(?:[^\n]"
    r"|\n(?!\s*\n)){0,4000}?[,.!?;:…—-]['’](?:(?!\w)|(?=(?:said|cried|exclaimed|asked"
    r"|replied|answered|s?he|they|the|it)\b))|^\s*['‘](?=[\w“\"])[^\x00]*$"
)
_IN_SINGLE, _IN_DOUBLE = Lazy(r"[\w][,.!?]['’](?=\s|$)"), Lazy(r"[\"“”]")
_NEAR = 300  # characters of narration in which who speaks is looked for
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


def single(text: str, language: str) -> bool:
    """Whether a text puts what is said between single marks."""
    if language != "en":
        return False
    singles = sum(1 for _ in _IN_SINGLE.finditer(text))
    return singles > 2 and singles > sum(1 for _ in _IN_DOUBLE.finditer(text))


def quotations(text: str, language: str, *, singly: bool = False) -> list[Quotation]:
    """All quotations, in order. ``singly``: what is said stands between single marks; see `single`."""
    return list(_found(text, language, SINGLE if singly else QUOTED))


def _found(text: str, language: str, marks: Lazy) -> Iterator[Quotation]:
    found = [(match.start() + len(match[0]) - len(match[0].lstrip()), match.end()) for match in marks.finditer(text)]
    edges = [(0, 0), (0, 0), *found, (len(text), len(text)), (len(text), len(text))]
    for number, (begin, end) in enumerate(found):
        quoted = text[begin:end]
        inner = quoted[1:-1] if quoted[-1] in "\"”」』'’" and len(quoted) > 1 else quoted[1:]
        (first, second), (third, fourth) = edges[number : number + 2], edges[number + 3 : number + 5]
        left = f"{text[max(first[1], second[0] - _NEAR) : second[0]]} {text[max(second[1], begin - _NEAR) : begin]}"
        right = f"{text[end : min(third[0], end + _NEAR)]} {text[third[1] : min(fourth[0], third[1] + _NEAR)]}"
        yield Quotation(begin, end, inner, _speaker(left if second[0] else left[1:], right, language))


def _speaker(left: str, right: str, language: str) -> str:
    """The words that name who speaks, by the narration on both sides."""
    found = _BEHIND[language].match(right) or _BEFORE[language].search(left)
    return next((who.strip() for who in found.groupdict().values() if who), "") if found else ""


def narration(text: str, language: str) -> str:
    """``text``, as long as before, with blanks for what is quoted: only the marks of each quotation are left."""
    left, right = ("“", "”") if language == "zh" else ('"', '"')

    def blank(match: re.Match[str]) -> str:
        return left + " " * (len(match[0]) - 2) + right if len(match[0]) > 1 else left

    return QUOTED.sub(blank, text)
