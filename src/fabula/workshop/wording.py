"""Wordings: what is asked of the model, in each language, and the form in which it must answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fabula.models.request import Message
from fabula.workshop.story import CLOSING, MIDDLE, OPENING, REWORDED, TURN
from fabula.workshop.wish import OWN, Wish

_AROUND = 1200  # characters of the text that the model is shown; short ones are shown whole


@dataclass(frozen=True, slots=True)
class _Words:
    system: str
    given: str
    parts: Mapping[str, str]
    mood: str
    persons: Mapping[str, str]
    styles: Mapping[str, str]
    moods: Mapping[str, str]
    joint: str


_WORDS: Mapping[str, _Words] = {
    "en": _Words(
        "You help a person tell something that they lived through. {person} {style} Use only the people, places and"
        " things of the experience; invent no new person, no speech and no new event. At most 20 words a sentence."
        " Answer with the sentence that is asked for and nothing else.",
        "The experience:\n{text}",
        {
            OPENING: "Write one sentence to stand before “{after}”. It sets the scene: the hour, the place and the"
            " weather only, without what happens and without any person.",
            MIDDLE: "Write one sentence to stand between “{before}” and “{after}”. It says what was seen, heard or felt at"
            " that moment.",
            TURN: "Write one sentence to stand between “{before}” and “{after}”. It says how the feeling changes there.",
            CLOSING: "Write one or two sentences to end with: what this experience left behind, simply and honestly,"
            " looking back.",
            REWORDED: "Say this sentence in other words. Keep every person, place and thing in it: “{before}”",
        },
        " The mood is {mood}.",
        {
            "first": "Write in the first person: I, me, my.",
            "third": "Write in the third person; never say I or me, but “the traveller”, “she” or “he”.",
        },
        {
            "plain": "Plain, everyday words.",
            "warm": "A warm, gentle voice.",
            "spare": "Few, short, concrete words; no adjective that isn't needed.",
            "fairy-tale": "The voice of a fairy tale told to a child.",
            "wry": "A dry, kindly humorous voice.",
        },
        {
            "joy": "joyful", "trust": "trusting and safe", "fear": "fearful", "surprise": "surprised", "sadness": "sad",
            "disgust": "disgusted", "anger": "angry", "anticipation": "full of expectation",
        },
        " ",
    ),
    "zh": _Words(
        "你帮一个人讲述自己的亲身经历。{person}{style}只用这段经历里已有的人、地方和东西，不编造新的人物、对话和事件。"
        "每句不超过三十个字。只回答要求的那一句，别的都不写。",
        "经历：\n{text}",
        {
            OPENING: "写一句话，放在“{after}”的前面，只写当时的时辰、地点、天气和气氛，不写人，也不写发生了什么。",
            MIDDLE: "写一句话，放在“{before}”和“{after}”之间，写那一刻看到、听到或感到的。",
            TURN: "写一句话，放在“{before}”和“{after}”之间，写心情在这里怎样起了变化。",
            CLOSING: "写一两句话来收尾：回想起来，这件事给我留下了什么。",
            REWORDED: "把这句话换一种说法，里面的人、地方和东西都要保留：“{before}”",
        },
        "情绪是{mood}。",
        {"first": "用第一人称“我”来写。", "third": "用第三人称来写，不用“我”。"},
        {
            "plain": "语言平实。", "warm": "语气温暖柔和。", "spare": "用词简洁具体，不用多余的形容词。",
            "fairy-tale": "用给孩子讲童话的语气。", "wry": "语气淡淡的，带一点善意的幽默。",
        },
        {
            "joy": "喜悦", "trust": "安心、信任", "fear": "害怕", "surprise": "惊讶", "sadness": "忧伤",
            "disgust": "厌恶", "anger": "愤怒", "anticipation": "期待",
        },
        "",
    ),
}  # fmt: skip
_FORM = {  # GBNF: without lists, speech and other scripts; no tight bound, at which a sentence would end in a word
    "en": (
        'one ::= [A-Z] [^.!?…"“”‘:;\\n<>\\[\\]{}}|#*_\\u4e00-\\u9fff]{{20,400}} "."\n',
        'root ::= one (" " one)?\n',
    ),
    "zh": (
        'one ::= [\\u4e00-\\u9fff] [^。！？…“”"\\n<>\\[\\]{}}|#*_；：（）A-Za-z]{{8,200}} "。"\n',
        "root ::= one (one)?\n",
    ),
}


def form(part: str, language: str) -> str:
    """The grammar of a part: one sentence, for a closing one or two."""
    one, two = (text.replace("{{", "{").replace("}}", "}") for text in _FORM[language])
    return one + (two if part == CLOSING else "root ::= one\n")


def joint(language: str) -> str:
    """What stands between two sentences of a language."""
    return _WORDS[language].joint


def prompt(raw: str, at: int, wish: Wish, part: str, before: str, after: str) -> tuple[Message, ...]:
    """What the model is asked for a part between two sentences, in the language of the wish; ``at``: where it stands.

    The first message is the same for all parts of a short text, so that a server needs to read it once.
    """
    words = _WORDS[wish.language]
    begin = 0 if len(raw) <= _AROUND else min(max(0, at - _AROUND // 2), len(raw) - _AROUND)
    system = words.system.format(person=words.persons[wish.person] + words.joint, style=words.styles[wish.style])
    ask = words.parts[part].format(before=before, after=after)
    if wish.mood != OWN:
        ask += words.mood.format(mood=words.moods[wish.mood])
    shown = words.given.format(text=raw[begin : begin + _AROUND].strip())
    return (Message("system", system), Message("user", f"{shown}\n\n{ask}"))
