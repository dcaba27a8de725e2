"""Asked feelings: what a language model takes a text to feel like, where words alone don't tell.

A head reads words; what is shown and not named (a stranger who waits, an empty chair at a wedding) needs whoever
understands the sentence. The model is asked one question about the whole text and answers with one letter; how likely
each letter is, is the answer. The question, its rule and its examples are fixed here, so the same model says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fabula.analysis.emotion import Feeling

Role = Literal["system", "user", "assistant"]
Ask = Callable[[Sequence[tuple[Role, str]], Sequence[str]], Mapping[str, float]]  # messages, options -> shares
OPTIONS = ("A", "B")
LONGEST = 1500  # characters of a text that are shown
_NOTHING = "…"
_WEIGHT = 0.8  # of the model's answer beside the head's

_RULE: Mapping[str, str] = {
    "en": (
        "You read what people write about their own lives. Judge only how the writer feels at heart about what"
        " happened, taking all of it together and the end most of all. Hardship, cold, tears or hospitals may stand in"
        " a happy text, and laughter, weddings or presents in a bitter one.\nAnswer A if it leaves the writer glad,"
        " warm, proud, relieved or thankful. Answer B if it leaves the writer sad, hurt, angry, ashamed, lonely or"
        " afraid. Answer with one letter."
    ),
    "zh": (
        "你阅读人们写自己生活的文字。只判断作者心底对这件事的感受：通观全文，尤其看结尾。愉快的文字里可以有辛苦、寒冷、眼泪和医院，"
        "苦涩的文字里也可以有笑声、婚礼和礼物。\n如果这件事让作者高兴、温暖、自豪、安心或感激，回答 A；"
        "如果让作者难过、受伤、生气、羞愧、孤独或害怕，回答 B。只回答一个字母。"
    ),
}
_EXAMPLES: Mapping[str, Sequence[tuple[str, str]]] = {
    "en": (
        ("The bus broke down in the snow and we walked the last six miles. My uncle had kept the soup hot until two"
         " in the morning.", "A"),
        ("Everyone clapped when they cut the cake. She used to look at me like that. I left before the dancing.", "B"),
        ("I wept through the whole speech, and so did my father, who had sold his tools to pay for my studies.", "A"),
        ("They gave me a watch with my name on it and a box for my things. Thirty years, and nobody walked me to the"
         " gate.", "B"),
    ),
    "zh": (
        ("车在雪地里抛锚，我们走了最后六里路。舅舅把汤一直热到凌晨两点。", "A"),
        ("切蛋糕的时候大家都鼓掌。她从前也是那样看着我的。舞会还没开始我就走了。", "B"),
        ("毕业致辞我哭了一路，台下的父亲也在哭，他卖了工具供我读书。", "A"),
        ("他们送我一块刻着名字的表，还有一个装东西的纸箱。三十年了，没有一个人送我到门口。", "B"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model said of a whole text: ``score``, from 0 (unpleasant) to 1 (pleasant), and what that makes of the
    feeling that the head read: its polarity, with the model's answer weighed in, and how sure both are."""

    score: float
    feeling: Feeling


def asked(text: str, read: Feeling, language: str, ask: Ask) -> Asked:
    """What a text feels like by the head's reading (``read``, of the whole text) and a model's answer together.

    ``ask`` takes messages (role, content) and the options, and gives the share of each option. Of long texts the
    beginning and the end are shown.
    """
    told, empty = ask(question(text, language), OPTIONS), ask(question(_NOTHING, language), OPTIONS)
    score = _fair(float(told[OPTIONS[0]]), float(empty[OPTIONS[0]]))
    polarity = _WEIGHT * (2 * score - 1) + (1 - _WEIGHT) * read.polarity
    sure = max(read.intensity, abs(2 * score - 1) * _WEIGHT)
    agreed = replace(read, polarity=polarity, confidence=max(score, 1 - score), intensity=sure)
    return Asked(score, agreed)


def _fair(share: float, habit: float) -> float:
    """A share without what the model says from habit, which is what it says of nothing (Zhao et al., ICML 2021)."""
    up, down = share * (1 - habit), (1 - share) * habit
    return up / (up + down) if up + down else 0.5


def question(text: str, language: str) -> list[tuple[Role, str]]:
    """The messages that ask about a text: the rule and the examples stay the same, so that a cache can keep them."""
    shown = text if len(text) <= LONGEST else text[: LONGEST // 2] + "\n…\n" + text[-LONGEST // 2 :]
    messages: list[tuple[Role, str]] = [("system", _RULE[language])]
    for given, answer in _EXAMPLES[language]:
        messages += [("user", given), ("assistant", answer)]
    return [*messages, ("user", shown)]
