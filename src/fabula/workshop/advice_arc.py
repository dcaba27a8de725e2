"""Advice on the arc: a draft in which one thing follows another and nothing is wanted, feared, lost or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.analysis.lexicon import shipped
from fabula.analysis.text import Span
from fabula.workshop.advice_kinds import ARC, QUESTION, Advice, Draft

_FEWEST = 8  # sentences
_EVERYDAY = frozenset(("完了", *"打赶抢追叫跑逃抓骂"))  # words of conflict that the day is full of too
# Words by which something turns out otherwise than expected.
_TURN = {
    "en": re.compile(
        r"\b(?:but|yet|suddenly|however|although|though|unless|until|instead|except|nobody|nothing|never|not|no|none|without"
        r"|wanted|wished|hoped|longed|tried|must|lost|found|broke|broken|fell|missed|forgot|gone|first time|only|still"
        r"|too|why|if|could|would)\b|n['’]t\b|[?!]|—",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "但|可是|却|不|没|突然|忽然|然而|竟|只好|终于|差点|想|希望|愿|怕|丢|断|破|摔|忘|死|哭|笑|如果|为什么|怎么|第一次|还是|再也|[？！]|——"
    ),
}


def arc(draft: Draft) -> Iterator[Advice]:
    """At most one piece of advice, on the whole draft: too few of its sentences stir anything."""
    text = draft.text
    if len(text.sentences) < _FEWEST:
        return
    stirred = stirring(draft)
    if len(stirred) * draft.level.stirs >= len(text.sentences):
        return
    whole = Span(text.sentences[0].begin, text.sentences[-1].end)
    middle = text.sentences[(2 * len(text.sentences)) // 3]
    said = " ".join(text.of(middle).split())
    why = draft.say(
        "One thing follows another here and nothing gets in the way, so a reader has nothing to hope or to fear.",
        "这里一件事接着一件事，没有什么阻碍，读者就没有什么可期待，也没有什么可担心。",
    )
    offer = draft.say(
        f"At “{said}”: what did somebody want just then, and what stood in the way? Let one thing go differently there.",  # noqa: E501
        f"写到“{said}”时：那一刻谁想要什么？是什么挡住了他？让一件事在这里和预想的不一样。",
    )
    yield Advice(ARC, whole, why, offer, QUESTION, (middle,))


def stirring(draft: Draft) -> list[int]:
    """The sentences in which something turns, strains, is said or is strongly felt."""
    text = draft.text
    out = {text.sentence_at(one.begin) for one in draft.report.style.dialogue.spans}
    strains = (one for one in shipped("conflict", text.language).find(text) if one.entry not in _EVERYDAY)
    out |= {text.sentence_at(one.begin) for one in strains}
    out |= {text.sentence_at(one.begin) for one in shipped("feelings", text.language).find(text)}
    out |= {text.sentence_at(found.start()) for found in _TURN[text.language].finditer(text.raw)}
    return sorted(out)
