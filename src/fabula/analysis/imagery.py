"""Imagery: the words of a text that speak to a sense, and its similes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fabula.analysis.lazy import Lazy
from fabula.analysis.lexicon import Hit, shipped
from fabula.analysis.text import Span, Text

SENSES = ("sight", "sound", "touch", "smell", "taste")
# A figure of speech; `contexts` knows what is said to be unlike the present, of which comparisons ("than") are a part.
_SIMILES = {
    "en": Lazy(
        r"\bas (?:if|though)\b[^.,;!?\"“”]*"
        r"|\bas (?!(?:soon|long|far|well|much|many|often|little|good|quick(?:ly)?|fast) as\b)[a-z-]+ as (?!(?:i"
        r"|you|he|she"
        r"|it|we|they|possible|usual|ever|any|could|can|if|to)\b)(?:\w+ ?){1,4}"
        r"|(?<!would )(?<!'d )(?<!not )(?<!n't )(?<!you )(?<!they )(?<!we )(?<!\bI )\blike (?:an?|the|some|two|so many)"
        r" [^.,;!?\"“”]{2,60}"
        r"|\b(?:resembl(?:es|ed|ing)|akin to)\b[^.,;!?\"“”]{2,40}",
        2,
    ),
    "zh": Lazy(
        r"(?<![画录图肖雕塑石铜影偶遗头佛])[好就正真活]?像(?!话|样|素)[^，。！？；]{1,24}(?:一样|似的|一般|那样|那么)"
        r"|(?:[就正活]像|(?<![画录图肖雕塑石铜影偶遗头佛])像(?=[一只个条头片张把朵团群根]))[^，。！？；：”]{2,16}"
        r"|(?:仿佛(?![又也都还只]?(?:觉|听|看|见|要|想|已|没|不|说|对|是|在|有))|如同|宛如|宛若|犹如|恍如|恍若|恰似|好比|好似|俨然|活似)[^，。！？；：”]{1,16}"
        r"|[^，。！？；：“”\s]{1,12}(?:似的|一般(?=[，。的地]))"
        r"|(?:[\u3400-\u9fff])如(?:[霜雪玉花月水云火雷丝珠漆墨血铁石钟豆斗织虎狼飞]|[\u3400-\u9fff]状)(?=[，。；！？]|$)"
        r"|如[\u3400-\u9fff]{1,5}(?:状|然)(?=[，。；])",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imagery:
    """Sense words by sense, as shares of all words (0 to 1), and similes for each 1,000 words, all with their
    places."""

    shares: tuple[tuple[str, float], ...]
    words: tuple[Hit, ...]
    similes: tuple[Span, ...]
    similes_rate: float

    def spans(self, sense: str) -> tuple[Span, ...]:
        """Where the words of one sense stand."""
        return tuple(Span(one.begin, one.end) for one in self.words if one.label == sense)


def imagery(text: Text) -> Imagery:
    """The sense words and similes of a text. A word that speaks to two senses counts for both."""
    total = max(len(text.words), 1)
    found = tuple(shipped("senses", text.language).find(text))
    counts = Counter(one.label for one in found)
    similes = tuple(Span(match.start(), match.end()) for match in _SIMILES[text.language].finditer(text.raw))
    return Imagery(
        tuple((sense, counts[sense] / total) for sense in SENSES), found, similes, 1000 * len(similes) / total
    )
