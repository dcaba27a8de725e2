"""Telling: who tells a text (person) and whether it is told as past or present, both of the narration outside
quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fabula.analysis.functions import function_words
from fabula.analysis.people import first_person
from fabula.analysis.speech import dialogue, told
from fabula.analysis.text import Text
from fabula.analysis.verbs import ARRIVING, DOING, HANDLING, IRREGULAR, KNOWN, SPEECH, forms, third, wordset
from fabula.analysis.words import Word

_PERSONS = {
    "en": {
        "first": wordset("i me my mine myself we us our ours ourselves i'm i've i'll i'd we're we've we'll we'd"),
        "second": wordset("you your yours yourself yourselves you're you've you'll you'd thou thee thy thine"),
        "third": wordset(
            "he him his himself she her hers herself they them their theirs themselves it its itself he's she's they're"
        ),
    },
    "zh": {
        "first": wordset("我 我们 咱 咱们 俺 俺们 吾 吾辈 余 予 我辈 我等"),
        "second": wordset("你 你们 您 汝 尔 汝辈 尔等"),
        "third": wordset("他 她 它 他们 她们 它们 伊 渠 其 彼"),
    },
}  # fmt: skip
_TELLS = 0.12  # the share of first-person pronouns from which somebody in the tale tells it; "we" in an aside is less
_BE, _HAVE = wordset("be am is are was were been being 's get got"), wordset("have has had having 've")
_PRESENT, _PAST = (
    wordset("is are am has does isn't aren't doesn't hasn't"),
    wordset("was were had did wasn't weren't hadn't didn't"),
)
_PRESENT_SAID = wordset("i'm i've you're he's she's it's that's there's we're they're who's what's don't haven't")
_THEY, _HE = (
    wordset("i you we they"),
    wordset("he she it who that which everyone everybody nobody somebody someone this there"),
)
_LED = wordset("the a an this that my your his her its our their some every each no one two three old little young")
_AUX = wordset(
    "do does did will would shall should can could may might must to let don't doesn't didn't won't wouldn't"
    " can't couldn't"
)
_ASPECTS = {"finished (了)": "了", "lived through (过)": "过", "going on (着)": "着"}
_GOING_ON = re.compile(r"正在|(?<![方])正(?=[\u3400-\u9fff]着|要|想)|在(?=[\u3400-\u9fff]着)")
_TO_COME = re.compile(r"将要|快要|就要|即将|行将")
_NOT_ASPECT = re.compile(
    r"了(?=解|结|不起|得|却)|[为除]了|过(?=去|来|分|程|年|日子|夜|路|河|桥|节)|[经通超路难错越不]过|着(?=急|火|凉|迷|想|重|落|手)|[沿随为接]着"
)
_ZH_VERBS = ("v", "vg", "vd", "vi", "zg")
_DONE = ("了", "着", "过", "起", "出", "上", "下", "到", "住", "开", "倒", "来", "去", "进", "回", "道", "掉", "给")
_ZH_STATES = wordset(
    "是 有 没有 像 在 会 能 可以 应该 要 想 知道 觉得 认为 以为 喜欢 爱 恨 希望 需要 属于 成为 叫 姓 住 当作"
    " 好像 仿佛 能够 可能 不能 不会 不是 相信"
    " 记得 愿意 算 算是 显得 剩下 存在 具有 包括 等于 作为 就是 还是 只有 还有 看来 似乎 曰 为 如 无 可 欲 敢 得"
    " 非 不如 不知 即使 使 令 让"
)
_ZH_DEEDS = wordset(
    "走 跑 跳 打 拿 抓 吃 喝 哭 笑 说 问 答 喊 叫 骂 推 拉 扔 抱 背 坐 站 跪 杀 逃 追 入 出 归 去 来 至 往 起 呼"
    " 泣 拜 击 投 饮 食"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Person:
    """Who tells: counts of pronouns of each person in the narration, and ``name``: first, second, third.

    ``name`` is empty where the narration has no pronoun, or where speech has no marks.
    """

    name: str
    first: int
    second: int
    third: int


@dataclass(frozen=True, slots=True)
class Tense:
    """How the narration is placed in time.

    English: ``name`` past, present, mixed or empty (no verb form seen), ``past`` and ``present``: finite verb forms
    counted. Chinese has no tense: ``name`` is empty and ``aspects`` has the marks of aspect for 100 Han characters.
    """

    name: str
    past: int = 0
    present: int = 0
    aspects: tuple[tuple[str, float], ...] = ()


def person(text: Text) -> Person:
    """Who tells. Somebody in the tale does from 12 % of first-person pronouns on, or where all pronouns are."""
    found = dict.fromkeys(("first", "second", "third"), 0)
    for word in told(text):
        plain = _plain(word)
        for name, known in _PERSONS[text.language].items():
            if plain in known and (name != "first" or first_person(_around(text, word), text.language)):
                found[name] += 1
    total = sum(found.values())
    if not total or dialogue(text).share is None:  # what is said can't be told from the narration
        return Person("", found["first"], found["second"], found["third"])
    shares = {name: count / total for name, count in found.items()}
    if shares["first"] >= _TELLS and found["first"] >= found["second"]:
        name = "first"
    else:
        name = "second" if found["second"] > found["third"] else "third"
    return Person(name, found["first"], found["second"], found["third"])


def _around(text: Text, word: Word) -> str:
    """A pronoun with its neighbours, by which idioms are known; the classical ones are always meant."""
    if text.language == "zh" and "我" in word.text:
        return text.raw[max(0, word.begin - 3) : word.end + 4]
    return "I" if text.language == "en" else "我"


def tense(text: Text) -> Tense:
    """Past or present by finite verb forms (English), or the marks of aspect (Chinese)."""
    words = told(text)
    if text.language == "zh":
        return Tense("", aspects=_aspects(text, words))
    past = sum(1 for _ in _pasts(words))
    present = sum(1 for _ in _presents(words))
    if not past + present:
        return Tense("")
    share = past / (past + present)
    return Tense("past" if share >= 0.7 else "present" if share <= 0.3 else "mixed", past, present)


@lru_cache(maxsize=1)
def _forms() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Forms that are past by themselves, those that may be participles too, and those in -s."""
    bases = KNOWN | set(IRREGULAR)
    alone = {past for past, done in IRREGULAR.values() if past != done and past not in bases}
    both = forms(KNOWN, "past") | {past for past, _ in IRREGULAR.values()}
    return frozenset(alone), frozenset(both - alone - bases), forms(bases, "s") - {"is", "has", "does"}


def _pasts(words: Sequence[Word]) -> Iterator[Word]:
    alone, both, _ = _forms()
    before = earlier = ""
    for word in words:
        plain = _plain(word)
        if (
            plain in _PAST
            or plain in alone
            or (
                (plain in both or (plain.endswith("ed") and len(plain) > 4))
                and not ({before, earlier} & (_BE | _HAVE) or before in _LED or before.endswith("n't"))
            )
        ):
            yield word
        before, earlier = plain, before


def _presents(words: Sequence[Word]) -> Iterator[Word]:
    _, _, thirds = _forms()
    idle = function_words("en")
    plains = [_plain(word) for word in words]
    for number, (word, plain) in enumerate(zip(words, plains, strict=True)):
        before = plains[number - 1] if number else ""
        earlier = plains[number - 2] if number > 1 else ""
        if plain in _PRESENT or plain in _PRESENT_SAID:
            yield word
        elif plain in thirds:
            named = number > 0 and words[number - 1].text[0].isupper() and before not in idle
            if before in _HE or named or (earlier in _LED and before not in idle and before not in thirds):
                yield word
        elif (plain in KNOWN or plain == "have") and before in _THEY and earlier not in _AUX:
            yield word


def acts(text: Text) -> Iterator[Word]:
    """The words of the narration that tell what somebody does: verbs of doing, moving and speaking, not of being.

    Where speech has no marks, all words are looked at.
    """
    words = text.words if dialogue(text).share is None else told(text)
    if text.language == "zh":
        for number, word in enumerate(words):
            behind = words[number + 1].text[:1] if number + 1 < len(words) else ""
            if word.tag in _ZH_VERBS and word.text not in _ZH_STATES and word.text[0] not in "是有像会能" and (
                behind in _DONE or word.text[-1:] in _DONE or word.text in _ZH_DEEDS or len(word.text) > 1
            ):  # fmt: skip
                yield word
        return
    done, doing, before = _deeds()
    last = ""
    for word in words:
        plain = _plain(word)
        if (plain in done and last not in _BE and last not in _LED) or (plain in doing and last in before):
            yield word
        last = plain


@lru_cache(maxsize=1)
def _deeds() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Past and -s forms of deeds; their bases; and what a base must stand behind to be one."""
    bases = DOING | HANDLING | ARRIVING | SPEECH
    told_of = forms(bases, "past") | {past for base, (past, _) in IRREGULAR.items() if base in bases} | {"went"}
    return (told_of - bases) | _thirds_of(bases), bases | {"go"}, _THEY | {"to", "and", "then"}


def _thirds_of(bases: frozenset[str]) -> frozenset[str]:
    return forms(bases, "s") - {third(base) for base in bases if len(base) < 4}


def _aspects(text: Text, words: Sequence[Word]) -> tuple[tuple[str, float], ...]:
    raw = "".join(word.text for word in words)
    han = max(len(_HAN.findall(raw)), 1)
    plain = _NOT_ASPECT.sub("", raw)
    counts = {name: plain.count(mark) for name, mark in _ASPECTS.items()}
    counts["going on (正在)"] = len(_GOING_ON.findall(raw))
    counts["to come (将要)"] = len(_TO_COME.findall(raw))
    return tuple((name, 100 * count / han) for name, count in counts.items())


def _plain(word: Word) -> str:
    return word.text.casefold().replace("’", "'")
