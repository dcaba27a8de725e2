"""Objects: the things that a text's people take, hold, give and use, with where each is mentioned."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fabula.analysis import beings_chinese, beings_english
from fabula.analysis.cast import Character, plain
from fabula.analysis.english import BODY
from fabula.analysis.text import Span, Text
from fabula.analysis.tokens_english import FUNCTION, Token, tokens, verbal
from fabula.analysis.verbs import HANDLING, forms, wordset

_LED = wordset(
    "the a an his her their its my your our this that these those some two three four five six seven another every each"
)
_NO_THINGS = wordset(BODY.replace("|", " ")) | wordset(
    "way place time day night morning evening moment hour word words look care leave part hold end thing things place"
    " turn step breath deep life death mind heart soul love home house room world name voice eye eyes head hand hands"
    " arm arms feet foot face back side answer question whole rest half lot bit piece sort kind number pair great good"
    " journey walk pity advantage notice possession chance opportunity fire trouble pleasure delight advice warning"
    " same first last one ones other others top bottom middle following truth matter news secret story thanks"
)
_ZH_HANDLING = re.compile(
    r"^(?:拿|取|提|捧|抱|握|捏|拾|捡|捡起|拿起|拿出|取出|掏|掏出|摸出|举|举起|端|扛|背|挑"
    r"|戴|穿|披|带|带着|递|递给|给|送|交|交给|扔|抛|丢|放|放下|摊|打开|盖|用|拉|推|折|切"
    r"|剪|挂|插|塞|藏|收|买|卖|偷|捆|包|倒|喝|吃|点|敲|挥|拔|抽|拿着|提着|捧着|抱着|举着"
    r"|握着|穿着|戴着|送给)$"
)
_ZH_NO_THINGS = wordset(
    "手 脚 头 眼 眼睛 嘴 脸 心 身 身子 口 耳朵 鼻子 头发 声音 声 话 事 事情 东西 时候"
    " 样子 地方 人 气 路 家 门 意思 力 力气 劲 办法 问题 机会 时间 天 日子 名字 消息 主意"
    " 工夫 苦 亏 惊 饭 步 眼光 脸色 精神 胆子 苦头 道理 便宜 影子 原因 结果 关系 情形"
    " 态度 目光 身体 生活 工作 世界 心里 嘴里 手里 手指 指头 胸口 肩膀 后面 里面 上面"
    " 旁边 性命 神气 眼泪 念头"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that counts: ``name`` is its noun; ``handled``: how often somebody does something with it."""

    name: str
    handled: int
    mentions: tuple[Span, ...]

    @property
    def count(self) -> int:
        """The number of mentions."""
        return len(self.mentions)


def objects(text: Text, cast: Sequence[Character] = (), most: int = 12) -> tuple[Thing, ...]:
    """The most salient things of a text: handled at least once and mentioned twice, those handled most first.

    People, animals, parts of the body and whoever is in the cast are no things.
    """
    people = {word for one in cast for name in (one.name, *one.aliases) for word in plain(name).split()}
    find = _chinese if text.language == "zh" else _english
    handled: Counter[str] = Counter()
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for noun, begin, end, held in find(text):
        if noun not in people:
            spans[noun].append(Span(begin, end))
            handled[noun] += held
    found = [
        Thing(noun, handled[noun], tuple(where)) for noun, where in spans.items() if handled[noun] and len(where) > 1
    ]
    return tuple(sorted(found, key=lambda one: (-(2 * one.handled + one.count), one.mentions[0].begin))[:most])


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    handling = HANDLING - {"have", "keep", "turn", "work", "run", "read", "pass", "shake", "test", "try"}
    return (
        forms(handling, "past")
        | forms(handling, "s")
        | forms(handling, "ing")
        | handling
        | forms({"steal", "eat", "drink", "buy", "sell"}, "past")
    )


def _english(text: Text) -> Iterator[tuple[str, int, int, bool]]:
    """The noun phrases of things, and whether a verb of handling stands right before."""
    found = tokens(text)
    counts: Counter[str] = Counter()
    phrases: list[tuple[str, int, int, bool]] = []
    for at, token in enumerate(found):
        if token.low not in _LED:
            continue
        last = _noun(found, at)
        if last is None:
            continue
        noun = _single(found[last].low)
        if len(noun) < 3 or noun in _NO_THINGS or beings_english.being(found[last].low) or not noun.isalpha():
            continue
        held = at > 0 and (
            found[at - 1].low in _verbs()
            or (at > 1 and found[at - 1].low in ("up", "out", "down", "off", "away") and found[at - 2].low in _verbs())
        )
        counts[noun] += 1
        phrases.append((noun, token.begin, found[last].end, held))
    yield from phrases


def _noun(found: Sequence[Token], at: int) -> int | None:
    last = at
    for number in range(at + 1, min(at + 5, len(found))):
        token = found[number]
        if not token.word or token.low in FUNCTION or (verbal(token) and number > at + 1):
            break
        if token.low.endswith("'s"):
            return None
        last = number
    return last if last > at else None


def _single(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _chinese(text: Text) -> Iterator[tuple[str, int, int, bool]]:
    words = text.words
    for number, word in enumerate(words):
        if (
            word.tag not in ("n", "nz")
            or word.text in _ZH_NO_THINGS
            or beings_chinese.being(word.text)
            or len(word.text) < 2
        ):
            continue
        held = False
        for back in range(1, 5):
            if number - back < 0:
                break
            before = words[number - back]
            if text.raw[before.end : word.begin].strip("\u3000 ") and re.search(
                r"[，。！？；：\n”“]", text.raw[before.end : word.begin]
            ):
                break
            if before.text in ("把", "将") or _ZH_HANDLING.match(before.text):
                held = True
                break
            if before.tag[:1] in "vn" and before.tag != "n":
                break
        yield word.text, word.begin, word.end, held
