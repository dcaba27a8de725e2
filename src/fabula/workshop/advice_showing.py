"""Advice on showing: a feeling that is only named, where a body, a deed or a line could let it be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.analysis.lexicon import shipped
from fabula.analysis.sentences import length
from fabula.analysis.speech import Inside
from fabula.analysis.text import Span, Text
from fabula.workshop.advice_kinds import PATTERN, SHOW, Advice, Draft

_LONGEST = (13, 16)  # of a sentence that says hardly more than the feeling
_AFTER = (4, 3)  # words or characters behind the feeling, at most
_GOES_ON = re.compile(r"\b(?:that|because|when|and|but|to|as|for|at the)\b|\w+ing\b")
_ANOTHER = re.compile(
    r"^,? and (?:so |very |really )?(?:happy|sad|excited|scared|angry|proud|nervous|tired|upset|lonely|afraid|worried|alone|bored)\b"  # noqa: E501
)
_STRONG = {
    "en": re.compile(r"\b(?:very|so|really|extremely|terribly|deeply|quite|totally|absolutely|incredibly|such)\b", re.I),  # noqa: E501
    "zh": re.compile("很|非常|十分|特别|极其|极|太|真|无比|万分|极了|不已"),
}  # fmt: skip
# Which body signs fit which feelings: each sign holds an entry of the lexicon's [body], so that it counts as shown.
_FAMILIES = {
    "en": (
        ("sad unhappy miserable depressed heartbroken sorrowful grieved hurt sadness sorrow grief despair misery disappointment loneliness disappointed hopeless homesick lonely",  # noqa: E501
         "hung {own} head"),
        ("fear terror panic dread horror afraid scared frightened terrified fearful horrified alarmed", "froze"),
        ("worried anxious nervous uneasy troubled distressed desperate tense", "bit {own} lip"),
        ("anger rage fury angry furious cross annoyed irritated enraged outraged indignant frustrated upset bitter", "clenched {own} fists"),  # noqa: E501
        ("shame guilt regret remorse ashamed embarrassed guilty shy sorry regretful remorseful", "blushed"),
        ("surprise astonishment amazement surprised astonished amazed shocked startled bewildered confused puzzled", "gasped"),  # noqa: E501
        ("gratitude relief grateful thankful moved touched relieved", "gulped"),
        ("bored disgusted jealous envious resentful", "frowned"),
    ),
    "zh": (
        ("难过 伤心 悲伤 悲痛 痛苦 痛心 心痛 伤感 忧伤 忧郁 忧愁 郁闷 沮丧 失望 绝望 灰心 失落 孤独 寂寞 孤单 委屈 心酸 惆怅", "低下头"),  # noqa: E501
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
    "zh": ("高兴 开心 快乐 愉快 欢喜 喜悦 兴奋 激动 幸福 满足 满意 得意 自豪 骄傲 狂喜 大喜 愉悦 欣喜 舒畅", "咧开嘴笑了"),  # noqa: E501
}  # fmt: skip
_OWN = {"i": "my", "we": "our", "he": "his", "she": "her", "you": "your"}
# Whose feeling it is: what stands before the verb, or in Chinese before the words that lead to the feeling.
_WHO = re.compile(
    r"\b((?:the|my|his|her|our|their|all the|a|an)\s(?:[\w'’-]+\s){0,3}?[\w'’-]+|I|we|he|she|they|you|every(?:one|body)(?: else)?"  # noqa: E501
    r"|[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\s(?:was|were|am|is|are|felt|feels?|became|got|looked|seemed|grew)\b[^,;]*$",
    re.IGNORECASE,
)
_WHO_ZH = re.compile(r"(?:^|[，,、])([^，,]{1,8}?)(?:心里|心中|的心情|的心里|的心)?(?:都|就|也|真|又|更加?)?(?:为[^，。]{1,6})?"  # noqa: E501
                     r"(?:感到|觉得|变得|显得|感觉|充满了?|满是|一阵|倍感|深感)?(?:非常|十分|特别|极其|无比|万分|很|太|好|真|有些|有点)?$")  # fmt: skip  # noqa: E501
_BARE_ZH = re.compile(r"[^，。！？]{1,8}?(?:充满了?|满是|一阵)?")
_END_ZH = "了起来极！。"
_MOOD_ZH = re.compile("心情(?:很|非常|十分|特别|无比)?(?:沉重|低落|糟糕|愉快|激动|舒畅|复杂|忐忑|平静)")


def showing(draft: Draft) -> Iterator[Advice]:
    """Advice for each feeling that is named flatly, with nothing seen of it in the sentences around, nor heard next."""
    text, told = draft.text, draft.report.style.showing
    shown = {text.sentence_at(one.begin) for one in told.shown}
    spoken = {text.sentence_at(one.begin) for one in draft.report.style.dialogue.spans}
    flat = [one for one in (*told.told, *_bare(text)) if _flat(draft, one)]
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
        yield Advice(SHOW, whole, why, _pattern(draft, one, word), PATTERN, (one,))


def _bare(text: Text) -> Iterator[Span]:
    """In Chinese, sentences that are nothing but somebody and a feeling ("他生气了。"), and moods by their names."""
    if text.language != "zh":
        return
    quoted = Inside((one.begin, one.end) for one in text.quotations)
    for hit in shipped("feelings", "zh").find(text):
        whole = text.sentences[text.sentence_at(hit.begin)]
        alone = _BARE_ZH.fullmatch(text.raw[whole.begin : hit.begin]) and not text.raw[hit.end : whole.end].strip(
            _END_ZH
        )
        if hit.label == "named" and alone and not quoted(hit.begin):
            yield Span(hit.begin, hit.end)
    yield from (Span(one.start(), one.end()) for one in _MOOD_ZH.finditer(text.raw) if not quoted(one.start()))


def _flat(draft: Draft, one: Span) -> bool:
    """Whether the sentence says hardly more than that the feeling is there."""
    text, whole = draft.text, draft.sentence(one.begin)
    after = text.raw[one.end : whole.end]
    if not draft.chinese:
        after = _ANOTHER.sub("", after)
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


def _pattern(draft: Draft, one: Span, word: str) -> str:
    """The writer's own subject with a body sign, and a gap for what only the writer knows."""
    text, whole = draft.text, draft.sentence(one.begin)
    before = " ".join(text.raw[whole.begin : one.begin].split())
    known = sign(word, text.language)
    if text.language == "zh":
        found = _WHO_ZH.search(before)
        who = found[1].removesuffix("的") if found else ""
        return (
            f"{who}{known}，……（这时手里在做什么？说了什么？）"
            if known
            else f"{who}……（这时候身体有什么反应？手在做什么？）"
        )
    found = _WHO.search(before)
    who = found[1] if found else "…"
    if who.casefold().endswith(" heart"):
        who = {"my": "I", "his": "he", "her": "she", "our": "we"}.get(who.split()[0].casefold(), "they")
    if not known:
        return f"{who[0].upper()}{who[1:]} … (what does somebody do who is {word}? what can be seen of it?)"
    gender = next((one.gender for one in draft.report.company.cast if one.called(who)), "")
    own = _OWN.get(who.casefold()) or {"he": "his", "she": "her"}.get(gender, "their")
    return f"{who[0].upper()}{who[1:]} {known.format(own=own)} and … (what did the hands do? what was said?)"


def bodies(language: str) -> frozenset[str]:
    """The entries for what a body does when it feels."""
    known = shipped("feelings", language)
    return frozenset(entry for found in known.forms.values() for label, entry in found if label == "body")
