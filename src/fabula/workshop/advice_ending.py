"""Advice on endings: a draft that breaks off, wakes up from a dream, or explains its own moral."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.analysis.text import Span
from fabula.workshop.advice_kinds import ENDING, PATTERN, QUESTION, REWRITE, Advice, Draft

_DREAM = {
    "en": re.compile(
        r"\bwoke up\b(?=.{0,60}\b(?:dream|all|bed|realis|realiz)|[.!]?\W*$)|\b(?:only|just|all|been|was) an? (?:\w+ )?(?:dream|nightmare)\b"  # noqa: E501
        r"|\ball (?:been )?a dream\b",
        re.IGNORECASE | re.DOTALL,
    ),
    "zh": re.compile(
        r"(?:原来|竟然?|不过|只)[^。！]{0,8}(?:是|在)[^。！]{0,4}(?:做梦|梦(?![见想幻]))|(?:我|他|她)[^。！]{0,6}(?:惊醒|醒了?过来|醒了)[^。！]{0,8}[。！]?[”]?$|南柯一梦"
    ),
}  # fmt: skip
_MORAL = {
    "en": re.compile(
        r"\bthe moral (?:of|is)\b|\b(?:this|the) (?:story|experience|event|incident|day) (?:has )?(?:teaches|taught|shows?|showed)\b"  # noqa: E501
        r"|\b(?:taught|teaches) (?:me|us) (?:that|to|how|the|a)\b|\bI (?:have )?learn(?:ed|t) (?:that|to|a (?:\w+ )?lesson|the lesson|how important)\b"  # noqa: E501
        r"|\bI (?:now )?(?:understand|realis?ze?d?) (?:now )?that (?:we|you|everyone|people|it is|one) \b|\bfrom this (?:\w+ )?(?:we|I|you) (?:can )?learn|\bthat is why (?:\w+ ){1,8}(?:most important|always|never|matters?)\b"  # noqa: E501
        r"|\b(?:we|you|people) should (?:always|never|all)\b|\bI (?:will )?(?:now |finally )?kn[oe]w now that\b|\bI (?:now|finally) (?:know|knew|understood|realis?zed) that\b",  # noqa: E501
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:这|此)(?:个|件|次|段|篇)?(?:故事|事情|事|经历|活动|比赛)[^。]{0,6}(?:告诉|教会|教育|启示|启发|让|使)(?:了)?(?:我们|大家|人们|我)"
        r"|(?:让|使)我(?:深深地?|真正)?(?:明白|懂得|体会到|认识到|知道)了?[^。]{0,6}(?:道理|：|:|，)|我(?:终于|从此|深深地?)?(?:明白|懂得)了(?:一个|这个|做人的)?[^。]{0,6}道理"
        r"|我(?:终于|从此|也|才|深深地?)*(?:明白|懂得|体会到|认识到|学会)了[^。]{3,}|从此，?我[^。]{0,4}(?:明白|懂得)|(?:我想，?)?这(?:也许|大概)?就是[^。]{1,8}吧|只有[^。]{2,12}才能[^。]{2,}|我们(?:都)?(?:应该|要|一定要)[^。]{2,}[。！]?$"
    ),
}  # fmt: skip
_CLOSED = re.compile(r"[.!?…。！？][\"'”’」』)）*_\]]*\s*$")
_MARKS = re.compile(r"[.!?。！？…]")
_OPEN = re.compile(
    r"(?:to be continued|未完待续|\band(?: then)?(?: \w+)?|\bbut|\bbecause|\bthe|然后|接着|于是|可是|但是)\s*(?:\.{3}|…+)?$",  # noqa: E501
    re.IGNORECASE,
)
_LAST = 2  # sentences in which an ending is looked for


def ending(draft: Draft) -> Iterator[Advice]:
    """At most one piece of advice, on the last sentences."""
    text = draft.text
    if not text.sentences:
        return
    last = text.sentences[-1]
    if _broken(draft):
        yield _breaks(draft, last)
        return
    for whole in reversed(text.sentences[-_LAST:]):
        said = text.of(whole)
        found = _DREAM[text.language].search(said)
        if found and len(text.sentences) > _LAST:
            yield _wakes(draft, whole, Span(whole.begin + found.start(), whole.begin + found.end()))
            return
        found = _MORAL[text.language].search(said)
        if found and draft.kind == "story" and len(text.sentences) > _LAST:
            yield _explains(draft, whole, Span(whole.begin + found.start(), whole.begin + found.end()))
            return


def _broken(draft: Draft) -> bool:
    """Whether the draft, which ends its other sentences with marks, stops in the middle of one."""
    text = draft.text
    said = text.of(text.sentences[-1])
    if _CLOSED.search(said) and not _OPEN.search(said.rstrip("\"'”’」』")):
        return False
    others = [text.of(one) for one in text.sentences[:-1]]
    return len(others) >= _LAST and sum(map(bool, map(_MARKS.search, others))) >= 0.8 * len(others)


def _breaks(draft: Draft, last: Span) -> Advice:
    why = draft.say(
        "The story breaks off in the middle, and a reader who has come so far with you is left at the door.",
        "故事在半路上停住了，一路跟着你读到这里的人被留在了门外。",
    )
    said = draft.text.of(last).rstrip(" .…")
    offer = draft.say(
        f"{said} … (what happens in the next minute? what is different from the beginning when it is over?)",
        f"{said}……（接下来的一分钟里发生了什么？一切结束时，和开头相比有什么不一样了？）",
    )
    return Advice(ENDING, last, why, offer, PATTERN)


def _wakes(draft: Draft, whole: Span, words: Span) -> Advice:
    why = draft.say(
        "Waking up takes back everything a reader has feared and hoped for; the danger deserves an answer of its own.",
        "一句“醒了”，读者前面的担心和期待就都落了空；这个难关值得有它自己的结果。",
    )
    before = draft.text.sentences[max(0, draft.text.sentence_at(whole.begin) - 1)]
    said = " ".join(draft.text.of(before).split())
    offer = draft.say(
        f"Go on from “{said}”: who does something brave or clever now, and what does it cost?",
        f"从“{said}”接着写：这时谁做了一件勇敢或聪明的事？付出了什么？",
    )
    return Advice(ENDING, whole, why, offer, QUESTION, (words,))


def _explains(draft: Draft, whole: Span, words: Span) -> Advice:
    text = draft.text
    why = draft.say(
        "Your story has shown this already, and a reader likes to find it alone; trust the picture before it.",
        "这个道理，前面的画面已经写出来了，读者更愿意自己体会；相信你写的画面吧。",
    )
    number = text.sentence_at(whole.begin)
    before = " ".join(text.of(text.sentences[max(0, number - 1)]).split())
    offer = draft.say(f"End one sentence earlier: “{before}”", f"早一句结束：“{before}”")
    return Advice(ENDING, whole, why, offer, REWRITE, (words,))
