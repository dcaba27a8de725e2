"""Showing: which sentences name a feeling outright and which let it be seen in a body or heard in what is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabula.analysis.lazy import Lazy
from fabula.analysis.lexicon import Hit, shipped
from fabula.analysis.speech import Inside
from fabula.analysis.text import Span, Text

# "was very angry", "felt sad", "grew afraid", "with joy", "in despair"
_LEADS = {
    "en": Lazy(
        r"\b(?:be|been|am|is|are|was|were|'m|'s|'re|i'm|he's|she's|we're|they're|felt|feels?|feeling|became|becomes?|grew|got|gets?"
        r"|getting|looked|looks|seemed|seems|made (?:him|her|me|us|them|\w+)|turned|stayed|remained)"
        r"(?: (?:not|so|very|too|quite|really|rather|extremely|terribly|deeply|all|both|just|still|now|also|always"
        r"|a bit|a little|more|even|much|most|more and more|suddenly|never|\w+ly))*\s*$",
        2,
    ),
    "zh": Lazy(r"(?:很|非常|十分|特别|极其|极|太|更|更加|真|好|多么|无比|万分|感到|觉得|感觉|心里|心中|有些|有点|有点儿|又|既|是|越来越|变得|显得|不禁|不由得|倍感|深感|备感|大为|颇|颇为|满心)$"),  # noqa: E501
}  # fmt: skip
_INSIDE = {"en": Lazy(r"\b(?:with|in|full of|filled with|for|out of|felt(?: \w+)?)\s*$", 2), "zh": Lazy(r"(?!)")}
_ALWAYS = frozenset(["大怒", "大喜", "大惊", "大悲", "狂喜"])  # a feeling by themselves
_AFTER = Lazy(r"^(?:极了|不已|万分|得|地|起来|的感觉|的心情)")
_BEFORE = 60  # characters that are looked at before a feeling


@dataclass(frozen=True, slots=True)
class Showing:
    """Feelings told and shown, in narration. Shares are of the sentences that have either, from 0 to 1; None without
    any.

    ``told``: places where a feeling is named flatly; ``shown``: places where a body does what a feeling makes it do.
    """

    told_share: float | None
    told: tuple[Span, ...]
    shown: tuple[Span, ...]


def showing(text: Text) -> Showing:
    """How often feelings are named and how often shown. What is said in quotations counts as neither."""
    quoted = Inside((one.begin, one.end) for one in text.quotations)
    hits = [one for one in shipped("feelings", text.language).find(text) if not quoted(one.begin)]
    told = [one for one in hits if _flat(text, one)]
    shown = [one for one in hits if one.label == "body"]
    by_told = {text.sentence_at(one.begin) for one in told}
    by_either = by_told | {text.sentence_at(one.begin) for one in shown}
    share = len(by_told) / len(by_either) if by_either else None
    return Showing(share, _spans(told), _spans(shown))


def _flat(text: Text, one: Hit) -> bool:
    before = text.raw[max(0, one.begin - _BEFORE) : one.begin]
    if one.label == "named":
        if one.entry in _ALWAYS or _LEADS[text.language].search(before):
            return True
        return text.language == "zh" and _AFTER.match(text.raw[one.end : one.end + 4]) is not None
    return one.label == "feeling" and _INSIDE[text.language].search(before) is not None


def _spans(hits: Iterable[Hit]) -> tuple[Span, ...]:
    return tuple(Span(one.begin, one.end) for one in hits)
