"""Advice on showing: a feeling that is only named, where a body, a deed or a line could let it be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.analysis.lexicon import shipped
from fabula.analysis.sentences import length
from fabula.analysis.text import Span, Text
from fabula.workshop.advice_kinds import PATTERN, SHOW, Advice, Draft

_LONGEST = (13, 16)  # of a sentence that says hardly more than the feeling
_AFTER = (4, 3)  # words or characters behind the feeling, at most
_GOES_ON = re.compile(r"\b(?:that|because|when|and|but|to|as|for|at the)\b|\w+ing\b")
_STRONG = {
    "en": re.compile(r"\b(?:very|so|really|extremely|terribly|deeply|quite|totally|absolutely|incredibly|such)\b", re.I),
    "zh": re.compile("很|非常|十分|特别|极其|极|太|真|无比|万分|极了|不已"),
}  # fmt: skip
# Which body signs fit which feelings: each sign holds an entry of the lexicon's [body], so that it counts as shown.
_FAMILIES = {
    "en": (
        ("sad unhappy miserable depressed heartbroken sorrowful grieved hurt sadness sorrow grief despair misery disappointment loneliness disappointed hopeless homesick lonely",
         "hung {own} head"),
        ("fear terror panic dread horror afraid scared frightened terrified fearful horrified alarmed", "froze"),
        ("worried anxious nervous uneasy troubled distressed desperate tense", "bit {own} lip"),
        ("anger rage fury angry furious cross annoyed irritated enraged outraged indignant frustrated upset bitter", "clenched {own} fists"),
        ("shame guilt regret remorse ashamed embarrassed guilty shy sorry regretful remorseful", "blushed"),
        ("surprise astonishment amazement surprised astonished amazed shocked startled bewildered confused puzzled", "gasped"),
        ("gratitude relief grateful thankful moved touched relieved", "gulped"),
        ("bored disgusted jealous envious resentful", "frowned"),
    ),
    "zh": (
        ("难过 伤心 悲伤 悲痛 痛苦 痛心 心痛 伤感 忧伤 忧郁 忧愁 郁闷 沮丧 失望 绝望 灰心 失落 孤独 寂寞 孤单 委屈 心酸 惆怅", "低下头"),
        ("害怕 恐惧 恐慌 惊慌 惊恐 惧怕 惶恐", "屏住呼吸"),
        ("焦急 焦虑 着急 担心 担忧 紧张 不安", "咬着嘴唇"),
        ("生气 愤怒 气愤 恼怒 恼火 愤恨 怨恨 憎恨", "攥紧拳头"),
        ("害羞 羞愧 羞耻 惭愧 内疚 愧疚 后悔 懊悔 尴尬 难堪", "脸红了"),
        ("惊讶 吃惊 惊奇 诧异 震惊 疑惑 困惑", "愣住了"),
        ("感动 感激 欣慰", "鼻子一酸"),
        ("无聊 厌恶 厌烦 讨厌 嫉妒 妒忌 烦恼 烦躁", "皱起眉头"),
    ),
}  # fmt: skip
_GLAD = {
    "en": ("happy glad excited proud delighted pleased joyful cheerful merry hopeful overjoyed thrilled ecstatic elated"
           " happiness joy delight pride excitement gladness content contented satisfied lighthearted", "beamed"),
    "zh": ("高兴 开心 快乐 愉快 欢喜 喜悦 兴奋 激动 幸福 满足 满意 得意 自豪 骄傲 狂喜 大喜 愉悦 欣喜 舒畅", "咧开嘴笑了"),
}  # fmt: skip
_LINKS = re.compile(r"^(?:So|But|And|Then|Now|Meanwhile|At first|Suddenly)\b,? ")
_OWN = {"i": "my", "we": "our", "he": "his", "she": "her", "you": "your"}
_LEAD = {
    "en": re.compile(r"^\W*(.{1,40}?)\s+(?:was|were|am|is|are|felt|feel|feels|became|got|looked|seemed|grew)\b", re.I),
    "zh": re.compile(
        r"^(?:.{0,12}[，,])?([^，。]{1,8}?)(?:心里|心中|的心情)?(?:都|就|也|真|又)?(?:感到|觉得|变得|显得|为[^，。]{1,6}感到"
        r"|非常|十分|特别|极其|无比|万分|很|太|好)"
    ),
}


def showing(draft: Draft) -> Iterator[Advice]:
    """Advice for each feeling that is named flatly, with nothing seen of it in the sentences around, nor heard next."""
    text, told = draft.text, draft.report.style.showing
    shown = {text.sentence_at(one.begin) for one in told.shown}
    spoken = {text.sentence_at(one.begin) for one in draft.report.style.dialogue.spans}
    flat = [one for one in told.told if _flat(draft, one)]
    seen: set[int] = set()
    for one in flat:
        number = text.sentence_at(one.begin)
        if number in seen or shown & {number - 1, number, number + 1} or number + 1 in spoken:
            continue
        whole = text.sentences[number]
        strong = _STRONG[text.language].search(text.of(whole)) is not None
        if not (strong or draft.level.bare or len(flat) > 1):
            continue
        seen.add(number)
        word = text.of(one)
        why = draft.say(
            f"A reader is told “{word}” here and has nothing to look at; let them see it in a body, a hand or a voice,"
            " and they will feel it with you.",
            f"读者在这里只听到“{word}”这个词，眼前却没有画面；写一个动作、一个表情或一句话，读者就能和你一起感受到。",
        )
        yield Advice(SHOW, whole, why, _pattern(draft, whole, word), PATTERN, (one,))


def _flat(draft: Draft, one: Span) -> bool:
    """Whether the sentence says hardly more than that the feeling is there."""
    text, whole = draft.text, draft.sentence(one.begin)
    after = text.raw[one.end : whole.end]
    if length(text.of(whole), text.language) > draft.measure(_LONGEST):
        return False
    if length(after, text.language) > draft.measure(_AFTER):
        return False
    return draft.chinese or _GOES_ON.search(after) is None


def sign(word: str, language: str) -> str:
    """What a body does that feels ``word``, empty if none is known; "{own}" stands for my, his, her."""
    for words, found in (*_FAMILIES[language], _GLAD[language]):
        if word.casefold() in words.split():
            return found
    return ""


def _pattern(draft: Draft, whole: Span, word: str) -> str:
    """The beginning of the writer's own sentence with a body sign, and a gap for what only the writer knows."""
    text = draft.text
    found = _LEAD[text.language].match(_LINKS.sub("", " ".join(text.of(whole).split())))
    known = sign(word, text.language)
    if text.language == "zh":
        who = found[1] if found else ""
        return f"{who}{known}，……（这时手里在做什么？说了什么？）" if known else f"{who}……（“{word}”的时候，身体有什么反应？手在做什么？）"
    who = found[1] if found else "…"
    if not known:
        return f"{who} … (what does somebody do who is {word}? what can be seen of it?)"
    gender = next((one.gender for one in draft.report.company.cast if one.called(who)), "")
    own = _OWN.get(who.casefold()) or {"he": "his", "she": "her"}.get(gender, "their")
    return f"{who[0].upper()}{who[1:]} {known.format(own=own)} and … (what did the hands do? what was said?)"


def bodies(language: str) -> frozenset[str]:
    """The entries for what a body does when it feels."""
    known = shipped("feelings", language)
    return frozenset(entry for found in known.forms.values() for label, entry in found if label == "body")
