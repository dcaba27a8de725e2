"""Register: how much of a text is colloquial, plain, literary or classical, by words that belong to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.analysis.lazy import Lazy
from fabula.analysis.lexicon import Hit, shipped
from fabula.analysis.text import Span, Text

REGISTERS = ("colloquial", "plain", "literary", "classical")
# Particles of 文言 where modern prose hasn't got them: 也 at the end of a clause, 之 between a noun and what it owns, …
_PARTICLES = Lazy(
    r"(?<![何再])也(?=[，。；！？：”」]|$)|者(?=[，。；也]|$)(?<![记学作读使患老笔或强弱行旅侍死劳后前]者)|[矣焉哉欤](?=[，。；！？”」]|$)|乎(?=[，。；！？”」]|$)(?<![几在似合]乎)"
    r"|[曰云]：|(?<=[，。；])[乃遂则](?=[\u3400-\u9fff])|(?<=[，。；“])[吾汝](?=[\u3400-\u9fff])|[不弗]之[知见信许顾]|之(?=[，。；！？])|(?<=[，。；])其(?=[\u3400-\u9fff])(?!实|中|他|次|余|它|间|时)"
    r"|[以于与为]之(?=[，。])|[未不]尝|何以|奈何|是以(?=[\u3400-\u9fff])|(?<=[，。；])[亦皆](?=[\u3400-\u9fff])"
)
_MODERN = Lazy(r"[的了吗呢吧们这那很]|就|没有|什么|怎么|一个|起来")
_AGAIN = 2  # marks of classical prose that make a sentence classical which also has modern ones


@dataclass(frozen=True, slots=True)
class Register:
    """Shares of the sentences by register, from 0 to 1, together 1; ``name`` is the one that colours the text.

    ``marks``: the words that speak for a register other than plain.
    """

    name: str
    shares: tuple[tuple[str, float], ...]
    marks: tuple[Hit, ...]

    def spans(self, register: str) -> tuple[Span, ...]:
        """Where the marks of one register stand."""
        return tuple(Span(one.begin, one.end) for one in self.marks if one.label == register)


def register(text: Text) -> Register:
    """The register of each sentence by the marks that it has most of (older before literary before colloquial), and
    of all.

    A text is named classical from 40 % of classical sentences on, else by the larger of literary and colloquial from
    30 % on, else plain. Quoted speech counts too.
    """
    marks = _apart(sorted(_marks(text), key=lambda one: (one.begin, -one.end)))
    by: dict[int, dict[str, int]] = {}
    for one in marks:
        counts = by.setdefault(text.sentence_at(one.begin), {})
        counts[one.label] = counts.get(one.label, 0) + 1
    total = max(len(text.sentences), 1)
    found = dict.fromkeys(REGISTERS, 0)
    for number, counts in by.items():
        modern = text.language == "zh" and bool(text.sentences) and _MODERN.search(text.of(text.sentences[number]))
        found[_of(counts, _AGAIN if modern else 1)] += 1
    found["plain"] += total - sum(found.values())
    shares = {name: max(0, count) / total for name, count in found.items()}
    return Register(_name(shares), tuple(shares.items()), marks)


def _apart(marks: list[Hit]) -> tuple[Hit, ...]:
    """The first of those that lie over each other."""
    out: list[Hit] = []
    for one in marks:
        if not out or one.begin >= out[-1].end:
            out.append(one)
    return tuple(out)


def _of(counts: dict[str, int], enough: int) -> str:
    if counts.get("classical", 0) >= enough:
        return "classical"
    if counts.get("literary", 0) > counts.get("colloquial", 0):
        return "literary"
    return "colloquial" if counts.get("colloquial", 0) else "plain"


def _name(shares: dict[str, float]) -> str:
    if shares["classical"] >= 0.4:
        return "classical"
    best = max(("colloquial", "literary"), key=lambda name: shares[name])
    return best if shares[best] >= 0.3 else "plain"


def _marks(text: Text) -> Iterator[Hit]:
    yield from shipped("register", text.language).find(text)
    if text.language == "zh":
        for match in _PARTICLES.finditer(text.raw):
            yield Hit(match.start(), match.end(), "classical", match[0])
