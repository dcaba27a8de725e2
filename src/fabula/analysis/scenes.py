"""Scenes: where a text changes time, place or matter, and how quickly each part is told.

Bounds are chapters and rows of marks (* * *), then paragraphs that begin with a change of time or place, then dips in
the likeness of the words before and after a paragraph (TextTiling; Hearst, 1997).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from fabula.analysis.functions import function_words
from fabula.analysis.lazy import Lazy
from fabula.analysis.sentences import length
from fabula.analysis.speech import Inside, dialogue
from fabula.analysis.telling import acts
from fabula.analysis.text import Text

CHAPTER, MARK, TIME, PLACE, WORDS = "chapter", "mark", "time", "place", "words"  # why a scene begins
_LEAST = {"en": 60, "zh": 100}  # words or characters of a scene, unless a chapter ends it
_BLOCK = {"en": 80, "zh": 80}  # words before and after a bound that are compared
_DEEP = 0.5  # standard deviations above the mean depth, as Hearst's lenient cut
_SURE = 0.15  # a dip that is shallower is none, whatever the others are
_OPEN = "\"“‘'「『—"
_MARK = re.compile(r"[\W_]{1,12}")
_TIMES = {
    "en": Lazy(
        r"\W*(?:and |but |so |now |then )?(?:(?:the|that) (?:next|following|same) (?:\w+ )?(?:day|morning"
        r"|evening|night|week|month|year|spring"
        r"|summer|autumn|winter)|(?:early |late )?(?:the )?next (?:day|morning|evening|night|week|month|year)"
        r"|one (?:\w+ )?(?:day|morning|evening"
        r"|night|afternoon|spring|summer|autumn|winter)\b|(?:\w+ ){0,3}(?:days|weeks|months|years|hours"
        r"|minutes) (?:later|after|afterwards|passed"
        r"|went by|had passed|ago)\b|after (?:\w+ ){0,3}(?:days?|weeks?|months?|years?|hours?|while|time)\b"
        r"|(?:at|by|in|on|towards?|about|before"
        r"|after) (?:the )?(?:\w+ )?(?:dawn|daybreak|sunrise|sunset|noon|midday|midnight|dusk|nightfall|evening"
        r"|morning|afternoon|last)\b|meanwhile"
        r"|in the meantime|(?:once|when) (?:upon a time|(?:night|evening|morning|day|spring|summer|autumn"
        r"|winter) came)|that (?:very )?(?:night|evening"
        r"|morning|afternoon|day)\b|many years|long ago|years? (?:went|passed)|(?:time|days|weeks|months"
        r"|years) (?:passed|went)|it was (?:now |already )?(?:\w+ )?"
        r"(?:evening|morning|night|midnight|noon|dark|spring|summer|autumn|winter)\b|as soon as (?:it was"
        r"|the sun)|some time|soon after(?:wards)?\b|tomorrow"
        r"|yesterday|last (?:night|week|year))",
        re.IGNORECASE,
    ),
    "zh": Lazy(
        r"\W*(?:但|可是|却说|且说|话说|于是|到了?|等到|直到|过了|又过了|就在)?(?:第[二三四五六七八九十]天|次日|翌日|第二[天日年]|明日|隔[天日]|当[天晚夜日]|那[天年晚夜一]+[天年晚夜日]?"
        r"|[一有某][天日年夜晚](?!比)|是[日夜]|[几数半一二两三四五六七八九十百多]+(?:个)?(?:天|日|年|月|星期|小时|分钟|钟头|夜)(?:后|以后|之后|过去|前|以前|下来)|后来|不久|不多时|过了(?:一会|不久|[几一二三四五六七八九十两半]+[个天日年月])"
        r"|清晨|早[上晨]|早起|天(?:一亮|亮了|刚亮|明|黑了)|黎明|中午|正午|下午|傍晚|黄昏|晚上|夜里|深夜|半夜|午夜|夜深|入夜|今[天晚夜]|昨[天晚夜]|从前|很久(?:很久)?以前|与此同时|同时，|这时候?，|转眼"
        r"|[春夏秋冬](?:天|季|日)|年底|除夕|居[数无]|未几|无何|俄而|既而|逾[年月日数]|越[日数]|一日|一夕|至夜|及[旦夜暮])"
    ),
}  # fmt: skip
_PLACES = {
    "en": Lazy(
        r"\W*(?:back (?:at|in|home)\b|(?:at|in|inside|outside|under|beyond|on) the (?:\w+ )?(?:house|castle"
        r"|palace|forest|wood|village|town|city|school"
        r"|market|river|sea|island|mountain|station|garden|kitchen|street|church|inn|hut|cottage|shore|road|field|office|hospital|room|hall|court)s?\b[,.]?"
        r"|far away|not far from|on the other side|across the (?:\w+)|(?:when|as) (?:he|she|they|we|i|the \w+"
        r"|[a-z]+) (?:\w+ )?(?:came|got|arrived|reached"
        r"|entered|returned)\b|(?:at last )?(?:he|she|they|we|i) (?:came to|arrived|reached)\b)",
        re.IGNORECASE,
    ),
    "zh": Lazy(
        r"\W*(?:来到|到了|回到|走进|进了|走到|抵达|远处|另一边|那边|却说|且说|话分两头|再说|单说|在[^，。]{1,8}(?:里|中|上|边|旁|外|前|下)，|[^，。]{1,6}(?:来到|回到|走进|到了|抵)[^，。]{1,10}[，。])"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """How a scene is told, as shares of its sentences, together 1: by what people do, by what they say, by what is
    described.

    With Genette (1972): scene, summary and pause. ``quick`` is the share of the first two.
    """

    action: float
    speech: float
    description: float

    @property
    def quick(self) -> float:
        """From 0 (all description) to 1."""
        return self.action + self.speech


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene: ``because`` says why it begins (`CHAPTER`, `MARK`, `TIME`, `PLACE`, `WORDS`; empty for the first)."""

    begin: int
    end: int
    because: str
    pace: Pace


def scenes(text: Text) -> tuple[Scene, ...]:
    """The scenes of a text, in order, from its first character on; a text of one paragraph is one scene."""
    bounds = _bounds(text)
    kinds = kinds_of(text)
    edges = [*(begin for begin, _ in bounds), len(text.raw)]
    out = []
    for number, (begin, why) in enumerate(bounds):
        end = edges[number + 1]
        first, last = text.sentence_at(begin), text.sentence_at(end - 1)
        own = [kinds[at] for at in range(first, last + 1) if at < len(kinds) and text.sentences[at].begin >= begin]
        out.append(Scene(begin, end, why, pace(own)))
    return tuple(out)


def pace(kinds: Sequence[str]) -> Pace:
    """The pace of some sentences by their kinds."""
    counts, total = Counter(kinds), max(len(kinds), 1)
    return Pace(counts["action"] / total, counts["speech"] / total, counts["description"] / total)


def kinds_of(text: Text) -> tuple[str, ...]:
    """What each sentence does: "speech" where most of it is said, "action" where its narration tells a deed, else
    "description"."""
    spoken = dialogue(text).spans
    inside = Inside((one.begin, one.end) for one in spoken)
    said = Counter(text.sentence_at(word.begin) for word in text.words if inside(word.begin))
    total = Counter(text.sentence_at(word.begin) for word in text.words)
    deeds = {text.sentence_at(word.begin) for word in acts(text)}
    return tuple(
        "speech" if 2 * said[number] > total[number] else "action" if number in deeds else "description"
        for number in range(len(text.sentences))
    )


def _bounds(text: Text) -> list[tuple[int, str]]:
    """Where scenes begin and why, in order."""
    chapters = {one.begin for one in text.chapters}
    titles = {one.begin for one in text.titles}
    depth = _depths(text)
    cut = _cut(list(depth.values()))
    out: list[tuple[int, str]] = [(0, "")]
    size, marked = 0, False
    for one in text.paragraphs:
        raw = text.of(one)
        if one.begin in titles or _MARK.fullmatch(raw):
            if one.begin in chapters and one.begin > 0 and text.raw[: one.begin].strip():
                out.append((one.begin, CHAPTER))
                size, marked = 0, False
            elif one.begin not in titles:
                marked = size > 0
            continue
        why = MARK if marked else _why(text, raw, depth.get(one.begin, 0.0), cut)
        if why and (marked or size >= _LEAST[text.language]):
            out.append((one.begin, why))
            size = 0
        marked = False
        size += length(raw, text.language)
    return out


def _why(text: Text, raw: str, depth: float, cut: float) -> str:
    if _TIMES[text.language].match(raw[:80]):
        return TIME
    if depth >= cut and raw[0] not in _OPEN:  # nobody changes the scene within a conversation
        return PLACE if _PLACES[text.language].match(raw[:80]) else WORDS
    return PLACE if _PLACES[text.language].match(raw[:80]) and depth > 0 else ""


def _cut(depths: Sequence[float]) -> float:
    if len(depths) < 3:
        return 2.0  # no depth is so large
    mean = sum(depths) / len(depths)
    deviation = sqrt(sum((one - mean) ** 2 for one in depths) / len(depths))
    return max(_SURE, mean + _DEEP * deviation)


def _depths(text: Text) -> dict[int, float]:
    """How deep the likeness of both sides dips at the beginning of each paragraph, against the peaks beside it."""
    idle = function_words(text.language)
    words = [(word.begin, word.text.casefold()) for word in text.words]
    begins: list[int] = []
    at = 0
    places = []
    for one in text.paragraphs:
        while at < len(words) and words[at][0] < one.begin:
            at += 1
        if 0 < at < len(words):
            begins.append(one.begin)
            places.append(at)
    size = _BLOCK[text.language]
    likeness = [
        _cosine(
            Counter(word for _, word in words[max(0, place - size) : place] if word not in idle),
            Counter(word for _, word in words[place : place + size] if word not in idle),
        )
        for place in places
    ]
    left, right = _peaks(likeness), _peaks(likeness[::-1])[::-1]
    return {
        begin: (left[number] - likeness[number]) + (right[number] - likeness[number])
        for number, begin in enumerate(begins)
    }


def _peaks(values: Sequence[float]) -> list[float]:
    """For each value the top of the slope that comes down to it."""
    out: list[float] = []
    for number, one in enumerate(values):
        out.append(out[-1] if number and values[number - 1] >= one else one)
    return out


def _cosine(left: Mapping[str, int], right: Mapping[str, int]) -> float:
    product = sum(count * right.get(word, 0) for word, count in left.items())
    sizes = sum(one * one for one in left.values()) * sum(one * one for one in right.values())
    return float(product / sqrt(sizes)) if sizes else 0.0
