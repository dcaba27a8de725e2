"""Advice on the senses: a long stretch in which nothing can be seen, heard, touched, smelled or tasted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.analysis.imagery import imagery
from fabula.analysis.text import Span
from fabula.workshop.advice_kinds import QUESTION, SENSE, Advice, Draft

_EASED = 1.5  # a story from work may go on longer without
# What can be seen or touched by itself, and the verbs of looking and listening, which the sense words leave out.
_SOLID = {
    "en": re.compile(
        r"\b(?:saw|heard|hear|listen\w*|watch(?:ed|ing)|look(?:ed|ing)? (?:at|up|down|out|into|over)|stared?|gazed?|glanced?"  # noqa: E501
        r"|peeped?|(?:hand|finger|foot|leg|arm|head|eye|ear|nose|mouth|tooth|tail|wing|beard|knee|shoulder|neck|horn)s?"
        r"|feet|teeth|face|hair|skin|blood|bones?|trees?|lea(?:f|ves)|branch(?:es)?|grass|flowers?|roots?|seeds?|woods?|forest"
        r"|stones?|rocks?|sand|mud|earth|water|rivers?|lakes?|sea|waves?|rain|snow|ice|wind|storm|sun|moon|stars?|sky"
        r"|fire|ash(?:es)?|bread|milk|meat|soup|cake|eggs?|apples?|honey|salt|wine|rice|doors?|windows?|walls?|roofs?|stairs?"
        r"|chairs?|tables?|beds?|lamps?|candles?|knife|knives|axe|swords?|rope|ropes|bags?|baskets?|boxes|box|pots?|cups?"
        r"|bottles?|coats?|dress(?:es)?|shoes?|boots?|hats?|cloth|leather|iron|glass|nests?|birds?|horses?)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "看见|看到|看着|望着|望见|听见|听到|瞧|盯|[头手脚腿眼耳鼻嘴脸牙尾翅胸背脖膝血毛皮骨肚爪]|头发|胡子|[树叶草枝根竹石沙泥土水河湖海浪雨雪冰风云日月星火灰烟]"
        "|[饭菜汤肉酒茶米面糖果蛋粥药门窗墙床桌椅灯刀剑绳袋篮锅碗杯瓶衣裙裤鞋帽布纸铁瓦鸟马牛羊鱼鸡鸭]"
    ),
}  # fmt: skip
_NOT_SOLID = re.compile(
    "手续|对手|选手|水平|风险|风格|面对|方面|面前|见面|后面|里面|外面|上面|下面|前面|全面|面试|头绪|石化|背景|日子|生日|节日|日期|每日|月份|个月|专门|部门|热门|明星|星期|结果|如果|效果|后果|成果|布置|宣布|公布|发布|手段|手机|帮手|新手|亲手|口头|里头|念头|火车|根据|根本|土地|枝节|马上|马虎|海外|毛病|皮肤科"
)


def senses(draft: Draft) -> Iterator[Advice]:
    """Advice on each longest run of sentences, over the level's length, with no word for any sense."""
    text = draft.text
    lengths = draft.report.style.rhythm.lengths
    most = draft.measure(draft.level.senseless) * (_EASED if draft.kind == "workplace" else 1)
    full = {text.sentence_at(one.begin) for one in imagery(text).words}
    full |= {text.sentence_at(one.begin) for one in draft.report.style.showing.shown}
    full |= {text.sentence_at(one.begin) for one in draft.report.style.dialogue.spans}
    full |= {text.sentence_at(one.begin) for one in draft.report.style.imagery.similes}
    full |= {number for number, one in enumerate(text.sentences) if solid(text.of(one), text.language)}
    run: list[int] = []
    for number in range(len(text.sentences) + 1):
        if number < len(text.sentences) and number not in full:
            run.append(number)
            continue
        size = sum(lengths[at] for at in run)
        if size >= most:
            yield _advice(draft, run, size)
        run = []


def solid(said: str, language: str) -> bool:
    """Whether a sentence has something that can be seen or touched, or somebody who looks or listens."""
    if language == "zh":
        said = _NOT_SOLID.sub("", said)
    return _SOLID[language].search(said) is not None


def _advice(draft: Draft, run: list[int], size: int) -> Advice:
    text = draft.text
    whole = Span(text.sentences[run[0]].begin, text.sentences[run[-1]].end)
    middle = " ".join(text.of(text.sentences[run[len(run) // 2]]).split())
    why = draft.say(
        f"For {size} words a reader sees, hears and smells nothing, and is told about the story instead of standing"
        " in it.",
        f"这里有{size}个字，读者看不见、听不到、也闻不到什么，像是在听人转述，而不是身在其中。",
    )
    offer = draft.say(
        f"At “{middle}”: what did you hear just then, what did your hands touch, what did the place smell of? One such"
        " detail is enough.",
        f"写到“{middle}”时：那一刻你听见了什么？手碰到了什么？那里有什么气味？添一个细节就够了。",
    )
    return Advice(SENSE, whole, why, offer, QUESTION)
